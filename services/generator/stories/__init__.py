"""What happens to a household: one kind of need, one file."""
