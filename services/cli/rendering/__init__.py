"""From messages to what a person reads in a terminal."""
