"""Random streams that can be drawn again: the same seed, the same municipality."""

from __future__ import annotations

from random import Random


class Stream(Random):
    """A reproducible stream of draws (Mersenne Twister), for invented data, never for secrets."""
