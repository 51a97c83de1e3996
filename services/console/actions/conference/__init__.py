"""What is done about a support conference (Social Welfare Act art. 106-6)."""
