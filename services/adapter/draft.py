"""An event between the wire and the store: read, but not yet decided or sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from schemas.catalogue import EventType


@dataclass(slots=True)
class Draft:
    """``fields`` are all payload fields in clear, sealed ones included, by name.

    ``named`` are the persons the event names by the producer's own id, with their pseudonyms.
    """

    type: EventType
    envelope: dict[str, Any]
    fields: dict[str, Any]
    named: dict[str, bytes] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """What rules may see: the envelope and the clear fields, as they will lie on the log."""
        clear = {
            declared.name: self.fields[declared.name]
            for declared in self.type.fields
            if declared.mark == "clear"
        }
        return {"envelope": self.envelope, **clear}
