"""Who may see what, decided when someone looks (domain, section 4)."""
