"""Who calls, as the client certificate says."""

from __future__ import annotations

from typing import NamedTuple


class Caller(NamedTuple):
    """Who the client certificate's URI SAN says is calling."""

    municipality: str
    agency_id: str
