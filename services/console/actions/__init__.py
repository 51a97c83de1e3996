"""What a worker does in the console: one file per command, each an event of its own agency."""
