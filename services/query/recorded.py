"""From what a reading shows to what is recorded of it (V7)."""

from __future__ import annotations

from collections.abc import Iterable

from projections.household.reach import CASE, PERSON, Key
from projections.household.reading import HouseholdReading
from projections.visibility.reader import Reader
from projections.visibility.sight import Granted
from services.query.viewing import Ground, Kind, Viewing


def grounds(granted: Iterable[Granted], glass: bytes | None = None) -> tuple[Ground, ...]:
    """One ground for each person, source and row of the table, with all its field codes."""
    codes: dict[Granted, set[str]] = {}
    for one in granted:
        codes.setdefault(one._replace(field_code=""), set()).add(one.field_code)
    return tuple(
        Ground(
            person=one.person,
            source_agency=one.source_agency,
            rule=one.rule,
            basis=one.basis,
            field_codes=frozenset(of_ground),
            consent_id=one.consent_id,
            conference_id=one.conference_id,
            council_case_id=one.council_case_id,
            referral_id=one.referral_id,
            break_glass_id=glass if one.basis == "LIFE_BODY" else None,
        )
        for one, of_ground in codes.items()
    )


def household_viewing(
    reader: Reader,
    subject: Key | None,
    asked_for: bytes,
    reading: HouseholdReading,
    kind: Kind = "RecordViewed",
    reason: str = "CASE_WORK",
) -> Viewing:
    """The viewing of one household, or of nothing: then it says only what was asked for."""
    if reading.view is None:
        return nothing_shown(reader, subject, asked_for, reading.reason)
    return Viewing(
        kind=kind,
        reader=reader,
        reason=reason,
        subjects=frozenset(reading.subjects),
        cases=frozenset(reading.cases),
        field_codes=frozenset(one.field_code for one in reading.granted),
        grounds=grounds(reading.granted),
        source_event_ids=frozenset(reading.source_event_ids),
        via_links=frozenset(reading.via_links),
        asked_for=asked_for,
    )


def page_viewing(
    reader: Reader, readings: Iterable[HouseholdReading], more: Iterable[Granted] = ()
) -> Viewing:
    """One event for a page of several households, an empty page too; ``more`` is shown beside."""
    shown = list(readings)
    granted = [*more, *(one for reading in shown for one in reading.granted)]
    return Viewing(
        kind="DisclosureMade" if granted else "RecordViewed",
        reader=reader,
        reason="CASE_WORK",
        subjects=frozenset(one.person for one in granted),
        cases=frozenset(case for reading in shown for case in reading.cases),
        field_codes=frozenset(one.field_code for one in granted),
        grounds=grounds(granted),
        source_event_ids=frozenset(e for reading in shown for e in reading.source_event_ids),
        via_links=frozenset(link for reading in shown for link in reading.via_links),
    )


def nothing_shown(reader: Reader, subject: Key | None, asked_for: bytes, reason: str) -> Viewing:
    """The refusal of one reading: the same for what is hidden and for what does not exist."""
    kind, key = subject if subject is not None else (0, asked_for)
    return Viewing(
        kind="AccessDenied",
        reader=reader,
        reason=reason,
        subjects=frozenset([key]) if kind == PERSON else frozenset(),
        cases=frozenset([key]) if kind == CASE else frozenset(),
        asked_for=asked_for,
    )
