"""What is done about a request on the queue."""
