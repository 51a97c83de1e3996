"""Viewings as the backbone's own adapter stores them: complete, and alike in length (V2, V7)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.visibility.reader import Reader
from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.sealing import open_part
from schemas.times import JST, to_micros
from services.adapter.pseudonyms import Pseudonyms
from services.adapter.read_event import EventReader
from services.keys import KeyFolder, LocalOpeningKeys
from services.query.own_stream import Viewings
from services.query.viewing import Ground, Opened, Viewing, ViewingNotStored
from services.query.viewing_event import SIZE_CLASS, viewing_event
from tests.own_stream import OWNER, StreamUnderTest
from tests.samples import sample_uuid

LATER = 7
"""The moment of acceptance is 0 until the adapter sets it: one byte instead of eight."""

NOW = datetime(2026, 6, 12, 10, 0, 0, 123456, tzinfo=JST)
PERSON, OTHER = sample_uuid("PA"), sample_uuid("PB")
CONSENT, LINK, EVENT = sample_uuid("C1"), sample_uuid("L1"), sample_uuid("E1")
READER = Reader("HOK-1", "HOK", "u-17")
GROUND = Ground(
    PERSON, "JIR-1", "A-CONSENT", "CONSENT", frozenset({"ISSUES", "IDENTITY"}), consent_id=CONSENT
)
SEEN = Viewing(
    "RecordViewed",
    READER,
    "CASE_WORK",
    subjects=frozenset({OTHER, PERSON}),
    cases=frozenset({sample_uuid("K1")}),
    field_codes=frozenset({"ISSUES", "IDENTITY"}),
    grounds=(GROUND,),
    source_event_ids=frozenset({EVENT}),
    via_links=frozenset({LINK}),
    asked_for=PERSON,
)
ABSENT = Viewing("AccessDenied", READER, "NO_RESULT", asked_for=PERSON)
HIDDEN = Viewing(
    "AccessDenied",
    READER,
    "PROTECTED",
    subjects=frozenset({PERSON, OTHER}),
    cases=frozenset({sample_uuid("K1")}),
    asked_for=PERSON,
)
GLASS = Viewing(
    "BreakGlassUsed",
    READER,
    "LIFE",
    subjects=frozenset({PERSON}),
    field_codes=frozenset({"DIAGNOSIS"}),
    basis="LIFE_BODY",
    opened=Opened(sample_uuid("B1"), NOW + timedelta(minutes=240), "倒れていると家族から電話"),
)


@pytest.fixture
def stream(tmp_path: Path) -> Iterator[StreamUnderTest]:
    stream = StreamUnderTest(tmp_path, NOW)
    yield stream
    stream.close()


def record(stream: StreamUnderTest, *viewings: Viewing) -> list[bytes]:
    """Record them one after another; returns their event ids."""
    log = Viewings(stream, OWNER, stream.clock, codec())

    async def record_all() -> list[bytes]:
        return [await log.record(viewing) for viewing in viewings]

    return asyncio.run(record_all())


def test_a_viewing_says_who_saw_what_of_whom_and_on_which_grounds(stream: StreamUnderTest) -> None:
    (event_id,) = record(stream, SEEN)

    (body,) = stream.bodies()
    assert body["envelope"]["event_id"] == event_id
    assert (body["viewer"], body["viewer_agency"], body["viewer_role"], body["purpose"]) == (
        *("u-17", "HOK-1", "HOK"),
        "COORDINATION",
    )
    assert body["subjects"] == sorted([PERSON, OTHER])
    assert (body["field_codes"], body["source_event_ids"]) == (["IDENTITY", "ISSUES"], [EVENT])
    assert (body["via_links"], body["asked_for"], body["reason"]) == ([LINK], PERSON, "CASE_WORK")
    assert (body["basis"], body["consent_id"], body["conference_id"]) == ("CONSENT", CONSENT, None)
    (ground,) = body["grounds"]
    assert ground == {
        "person": PERSON,
        "source_agency": "JIR-1",
        "rule": "A-CONSENT",
        "basis": "CONSENT",
        "field_codes": ["IDENTITY", "ISSUES"],
        "consent_id": CONSENT,
        **dict.fromkeys(("conference_id", "council_case_id", "referral_id", "break_glass_id")),
    }


def test_a_viewing_belongs_to_no_case_and_no_person_of_the_household_view(
    stream: StreamUnderTest,
) -> None:
    record(stream, SEEN, HIDDEN)

    for body in stream.bodies():
        assert (body["envelope"]["case_id"], body["envelope"]["person_refs"]) == (None, [])
        assert body["envelope"]["legal_basis"] == "AUDIT"


def test_the_most_exceptional_ground_files_the_page() -> None:
    own = replace(GROUND, basis="OWN", consent_id=None)
    room = replace(GROUND, basis="SUPPORT_CONFERENCE", conference_id=sample_uuid("SC1"))
    page = replace(SEEN, grounds=(own, GROUND, room))

    assert page.filed_under == "SUPPORT_CONFERENCE"
    assert page.only(lambda ground: ground.conference_id) == sample_uuid("SC1")
    two = replace(GROUND, consent_id=sample_uuid("C2"))
    assert replace(SEEN, grounds=(GROUND, two)).only(lambda ground: ground.consent_id) is None


def test_absent_and_hidden_leave_records_of_one_length_by_the_same_operations(
    stream: StreamUnderTest,
) -> None:
    record(stream, ABSENT, HIDDEN, SEEN)

    absent, hidden, seen = stream.frames()
    assert len(absent) == len(hidden)
    assert stream.asked == ["access_denied", "access_denied", "record_viewed"]
    assert {len(each.value) for each in stream.records()} == {SIZE_CLASS}
    assert len(seen) == len(absent)


def test_a_break_glass_keeps_its_explanation_sealed(
    stream: StreamUnderTest, tmp_path: Path
) -> None:
    record(stream, GLASS)

    (stored,), (body,) = stream.records(), stream.bodies()
    assert len(stored.value) == SIZE_CLASS
    assert "家族から".encode() not in stored.value
    assert (body["basis"], body["reason"]) == ("LIFE_BODY", "LIFE")
    assert body["expires_at"] == to_micros(NOW + timedelta(minutes=240))
    (part,) = body["sealed"]
    opened = open_part(
        codec(), body["envelope"], part, LocalOpeningKeys(KeyFolder(tmp_path / "keys"))
    )
    assert opened is not None
    assert opened["explanation"] == "倒れていると家族から電話"


@given(
    subjects=st.integers(0, 200),
    sources=st.integers(0, 400),
    grounds=st.integers(0, 60),
    user=st.text("ab", min_size=1, max_size=64),
)
def test_every_record_fills_its_size_class(
    subjects: int, sources: int, grounds: int, user: str
) -> None:
    viewing = replace(
        SEEN,
        reader=Reader("HOK-1", "HOK", user),
        subjects=frozenset(sample_uuid(f"P{n}") for n in range(subjects)),
        source_event_ids=frozenset(sample_uuid(f"E{n}") for n in range(sources)),
        grounds=[replace(GROUND, rule="A" * (1 + n % 20)) for n in range(grounds)],
    )
    event = viewing_event(viewing, OWNER, NOW, codec())

    draft = EventReader(catalogue()).read(event, Pseudonyms(nobody))
    record = codec().encode(draft.type, {**draft.body, "sealed": []})
    assert (len(record) + LATER) % SIZE_CLASS == 0
    assert len(event.record_viewed.padding) < 2 * SIZE_CLASS


def nobody(_system: str, _person: str) -> None:
    """No person has a pseudonym yet."""


def test_a_store_that_refuses_is_told_by_its_code(stream: StreamUnderTest) -> None:
    stream.refuses = "STORE_UNAVAILABLE"

    with pytest.raises(ViewingNotStored) as refused:
        record(stream, SEEN)
    assert refused.value.code == "STORE_UNAVAILABLE"
    assert stream.frames() == []


def test_a_page_too_large_for_one_record_is_refused(stream: StreamUnderTest) -> None:
    many = frozenset(sample_uuid(f"E{n}") for n in range(17_000))

    with pytest.raises(ViewingNotStored) as refused:
        record(stream, replace(SEEN, source_event_ids=many))
    assert refused.value.code == "OVERSIZE"
