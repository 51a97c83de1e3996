"""Tells an agency's own people, by mail and webhook, which clocks of its desk ran out."""
