"""Measurements: `python -m tests.bench`; every figure is a ratio to a raw limit of the same run."""
