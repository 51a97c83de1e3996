"""What is done about who is who (名寄せ)."""
