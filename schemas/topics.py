"""Names on the log: one topic per agency, plus the schemas topic."""

from __future__ import annotations

import re

SCHEMAS_TOPIC = "enishi.schemas"

# [0-9] and \Z: \d also means full-width digits, and $ also stands before a last newline.
_AGENCY_TOPIC = re.compile(r"^enishi\.([0-9]{6})\.([A-Z]{2,10}-[0-9]{1,4})\Z")
AGENCY_ID = re.compile(r"^[A-Z]{2,10}-[0-9]{1,4}\Z")
MUNICIPALITY_CODE = re.compile(r"^[0-9]{6}\Z")


def agency_topic(municipality: str, agency_id: str) -> str:
    """``enishi.<municipality>.<agency>``. Raises ValueError for a malformed part."""
    topic = f"enishi.{municipality}.{agency_id}"
    if not _AGENCY_TOPIC.match(topic):
        raise ValueError("a topic needs a 6-digit municipality and an agency id such as HOK-1")
    return topic


def parse_agency_topic(topic: str) -> tuple[str, str] | None:
    """(municipality, agency) of an agency's topic, or None for any other topic."""
    match = _AGENCY_TOPIC.match(topic)
    return (match[1], match[2]) if match else None


def source_urn(municipality: str, agency_id: str) -> str:
    """The agency as ``ce_source`` and as its certificate's URI SAN."""
    return f"urn:enishi:{municipality}:{agency_id}"
