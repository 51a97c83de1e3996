"""How a phrase stands in both languages."""

from __future__ import annotations

Pair = tuple[str, str]
"""Japanese, English."""
