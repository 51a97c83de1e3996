"""What is known: pure read models; they import ``schemas`` only."""
