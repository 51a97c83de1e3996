"""Who may be one: candidates found as people become known, proposed as the backbone's events."""
