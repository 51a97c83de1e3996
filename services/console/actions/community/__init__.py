"""What is recorded about the town itself, never about a person."""
