"""Every word of the console, Japanese and English: one module for each part of it."""
