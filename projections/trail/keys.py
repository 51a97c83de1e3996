"""Which events are the trail, and the keys by which it is found."""

from __future__ import annotations

from typing import Final

from projections.stored_event import StoredEvent

USED: Final = "BreakGlassUsed"
REVIEWED: Final = "BreakGlassReviewed"
DENIED: Final = "AccessDenied"
VIEWINGS: Final = frozenset({"RecordViewed", "DisclosureMade", DENIED, USED})
"""One delivered page or message each, or one refusal."""

TRAIL: Final = VIEWINGS | {REVIEWED}
"""The events that fold into the trail and into nothing else (V7)."""

PERSON: Final = 1
CASE: Final = 2
BREAK_GLASS: Final = 3
LINK: Final = 4
VIEWER: Final = 5
TYPE: Final = 6

KIND_NAMES: Final = {
    PERSON: "person",
    CASE: "case",
    BREAK_GLASS: "break_glass",
    LINK: "link",
    VIEWER: "viewer",
    TYPE: "type",
}

Key = tuple[int, bytes]
"""A kind, and 16 bytes of an id or the bytes of a text."""


def viewer_key(agency_id: str, user: str) -> Key:
    """Everything one user of one agency looked at; staff ids are an agency's own."""
    return VIEWER, f"{agency_id}\0{user}".encode()


def type_key(name: str) -> Key:
    """Every event of one type."""
    return TYPE, name.encode()


def keys_of(event: StoredEvent) -> frozenset[Key]:
    """Every key the trail must find this event by."""
    body = event.body
    if event.name == REVIEWED:
        reviewer = viewer_key(body["reviewer_agency"], body["reviewer"])
        return frozenset({(BREAK_GLASS, body["break_glass_id"]), reviewer})
    keys: set[Key] = {(PERSON, person) for person in body["subjects"]}
    keys |= {(PERSON, ground["person"]) for ground in body["grounds"]}
    keys |= {(CASE, case) for case in body["subject_cases"]}
    keys |= {(LINK, link) for link in body["via_links"]}
    keys.add(viewer_key(body["viewer_agency"], body["viewer"]))
    keys |= {
        (BREAK_GLASS, ground["break_glass_id"])
        for ground in body["grounds"]
        if ground["break_glass_id"] is not None
    }
    if event.name == USED:
        keys |= {(BREAK_GLASS, body["break_glass_id"]), type_key(USED)}
    return frozenset(keys)
