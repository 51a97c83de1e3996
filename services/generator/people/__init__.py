"""Who lives in the municipality, and how each agency writes them down."""
