"""Households as messages, and what is printed of them."""

from __future__ import annotations

from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from protos.enishi.v1 import query_pb2
from services.cli.rendering.household import household
from tests.unit.services.cli.rendering.printed import printed

PERSON = "bb763b3a-923c-4b93-9ebe-544484e9ec78"
EVENT = "01a2093d-bcc1-7a92-af96-41d7614419b0"
OTHER_EVENT = "01a2093d-bcd6-7662-a368-de2f09a598f3"


def value(field: str, text: str, **more: Any) -> query_pb2.Value:
    """A value HOK-1 states."""
    return query_pb2.Value(field=field, value=text, agency_id="HOK-1", event_ids=[EVENT], **more)


def member(*attributes: query_pb2.Value, **more: Any) -> query_pb2.HouseholdMember:
    """The head of the household."""
    return query_pb2.HouseholdMember(
        person_ref=PERSON,
        relationship="HEAD",
        stated_by="HOK-1",
        attributes=attributes,
        event_ids=[OTHER_EVENT],
        **more,
    )


def case(**more: Any) -> query_pb2.Case:
    """An open case led by HOK-1."""
    return query_pb2.Case(
        **{
            "case_id": "3f96a09a-429a-4dfa-89fe-2038032136e5",
            "state": "OPEN",
            "state_since": "2026-06-01T09:00:00+09:00",
            "lead": value("lead", "HOK-1"),
            **more,
        }
    )


def entries(count: int) -> list[query_pb2.TimelineEntry]:
    """So many consultations, numbered."""
    return [
        query_pb2.TimelineEntry(
            event_id=EVENT,
            agency_id="HOK-1",
            occurred_at=f"2026-06-{day:02}T09:00:00+09:00",
            precision="INSTANT",
            legal_basis="OWN",
            summary_ja=f"相談{day}",
            summary_en=f"Consultation {day}",
        )
        for day in range(1, count + 1)
    ]


def shown(
    *members: query_pb2.HouseholdMember,
    with_events: bool = False,
    everything: bool = False,
    **more: Any,
) -> str:
    """The text, of which no line is wider than the terminal."""
    message = query_pb2.Household(
        **{
            "household_id": "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b",
            "kind": "SUPPORT",
            "members": members,
            "as_of": Timestamp(seconds=1_780_272_000),
            **more,
        }
    )
    return printed(household(message, with_events=with_events, everything=everything))


def line_with(text: str, words: str) -> str:
    """The one line that holds these words."""
    (line,) = [line for line in text.splitlines() if words in line]
    return line
