"""What is done about a case and its plan."""
