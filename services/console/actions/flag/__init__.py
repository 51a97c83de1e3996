"""What is done about an urgency flag."""
