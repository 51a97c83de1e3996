"""What the abuse desk does about a report (虐待対応)."""
