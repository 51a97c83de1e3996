"""What is done about a referral (つなぎ)."""
