"""The console in a real browser: what a worker sees, presses and hears."""
