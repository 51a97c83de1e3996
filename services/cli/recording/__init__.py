"""Streams a file of events through the adapters, and goes on where it was interrupted."""
