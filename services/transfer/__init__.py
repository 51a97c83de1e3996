"""Case transfer to another municipality: a signed, encrypted package, and its signed reply."""
