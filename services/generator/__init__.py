"""A synthetic municipality: invented people, real-looking records, known truth."""
