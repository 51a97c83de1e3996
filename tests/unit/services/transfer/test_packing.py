"""What goes into a package, what never does, and what must come first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from projections.household.text import id_text
from projections.revisions import Settled
from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.transfer import transferable
from services.transfer.container import open_package
from services.transfer.disclosure import Given, given
from services.transfer.packing import Order, Packed, Transferable, hand_over, pack
from services.transfer.refusal import TransferRefused
from tests.unit.projections.household.story import at, day, ids_of, opened_plain, text, uid
from tests.unit.services.transfer.moving import CANARY, FIELDS, Moving
from tests.unit.services.transfer.parties import (
    HEADER,
    NOW,
    OTSU,
    RECEIVER,
    SENDER,
    TRANSFER_ID,
)

ORDER = Order(uid("case"), TRANSFER_ID, "CASE_TRANSFER", date(2026, 6, 23))


@pytest.fixture
def story() -> Moving:
    return Moving()


def by_consent(settled: Settled, to: str, now: datetime) -> Sequence[StoredEvent]:
    """The decision as the backbone takes it."""
    return transferable(settled.effective, to, now, policy(), settled.conflicted)


def everything(settled: Settled, _to: str, _now: datetime) -> Sequence[StoredEvent]:
    """A decision that has gone wrong: it keeps nothing back."""
    return settled.effective


def packed(
    story: Moving,
    now: datetime = NOW,
    decision: Transferable = by_consent,
    order: Order = ORDER,
) -> Packed | None:
    return pack(order, story.events, decision, opened_plain, SENDER, RECEIVER.public, now)


def full(
    story: Moving, now: datetime = NOW, decision: Transferable = by_consent
) -> tuple[Packed, str]:
    """The package, and all that the receiver reads in it."""
    result = packed(story, now, decision)
    assert result is not None
    opened = open_package(result.package, RECEIVER, SENDER.public)
    assert opened.content == result.content
    return result, opened.content.to_bytes().decode("utf-8")


def names(result: Packed) -> list[str]:
    """Whom the package names."""
    return sorted(
        value.value
        for member in result.content.household.members
        for value in member.attributes
        if value.field == "NAME"
    )


def test_it_holds_what_the_consents_for_the_transfer_name(story: Moving) -> None:
    story.both_consent()

    result, inside = full(story)

    assert result.header == HEADER
    assert names(result) == ["小林 さくら", "小林 一郎"]
    (case,) = result.content.household.cases
    assert sorted(value.value for value in case.issues) == ["INCOME", "JOB_SEEK"]
    assert CANARY not in inside


def test_it_names_the_consents_so_that_the_receiver_can_state_its_own(story: Moving) -> None:
    story.both_consent()

    consents = full(story)[0].content.consents

    assert {one.consent_id: one.person_ref for one in consents} == {
        text("C3"): text("P1"),
        text("C4"): text("P2"),
    }
    assert consents[0].field_codes == tuple(sorted(FIELDS))
    assert consents[0].municipalities == (OTSU,)


def test_a_field_no_consent_names_stays(story: Moving) -> None:
    story.consent("P1", "C3", field_codes=["HOUSEHOLD", "ISSUES", "SERVICES"])
    story.consent("P2", "C4", field_codes=["HOUSEHOLD", "ISSUES", "SERVICES"])

    result, inside = full(story)

    assert names(result) == []
    assert "小林" not in inside


def test_a_member_who_has_not_consented_is_not_named(story: Moving) -> None:
    story.consent("P1", "C3")

    result, inside = full(story)

    assert names(result) == ["小林 一郎"]
    assert text("P2") not in inside
    assert [
        (member.person_ref, member.relationship, member.event_ids)
        for member in result.content.household.members
    ] == [
        (text("P1"), "HEAD", result.content.household.statement_event_ids),
        ("", "世帯員（未同意）", ()),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"municipalities": []},
        {"municipalities": ["139998"]},
        {"purposes": ["COORDINATION", "PLAN"]},
        {"agencies": ["CT-1", "MU-1"]},
    ],
)
def test_a_consent_that_is_not_for_this_transfer_opens_nothing(
    story: Moving, changes: dict[str, Any]
) -> None:
    story.consent("P1", "C3", **changes)

    assert packed(story) is None


def test_a_consent_that_has_run_out_opens_nothing(story: Moving) -> None:
    story.consent("P1", "C3", valid_until=day("06-15"))

    assert packed(story, at("06-15 23:59")) is not None
    assert packed(story, at("06-16 00:00")) is None


def test_a_withdrawn_consent_opens_nothing(story: Moving) -> None:
    story.consent("P1", "C3")
    story.withdrawn("C3", "P1", "06-14")

    assert packed(story) is None
    story.consent("P1", "C5", "06-15")
    assert packed(story) is not None


def test_what_is_withdrawn_by_one_member_leaves_the_other(story: Moving) -> None:
    story.both_consent()
    story.withdrawn("C4", "P2", "06-14")

    result, inside = full(story)

    assert names(result) == ["小林 一郎"]
    assert text("P2") not in inside
    assert text("C4") not in inside


def test_nothing_is_packed_of_a_case_nobody_knows(story: Moving) -> None:
    assert pack(ORDER, [], by_consent, opened_plain, SENDER, RECEIVER.public, NOW) is None


SECRETS = [
    ("ABUSE_DV", "OWN"),
    ("ABUSE_DV", "ABUSE_DUTY"),
    ("PROTECTED", "OWN"),
    ("SUPPORT_CONF", "SUPPORT_CONFERENCE"),
    ("CHILD_COUNCIL", "CHILD_COUNCIL"),
    ("UNKNOWN", "OWN"),
    ("AGENCY", "UNKNOWN"),
]


@pytest.mark.parametrize(("compartment", "basis"), SECRETS)
@pytest.mark.parametrize("decision", [by_consent, everything])
def test_what_is_compartmented_never_enters_even_where_the_decision_fails(
    story: Moving, compartment: str, basis: str, decision: Transferable
) -> None:
    story.both_consent()
    ordinary = story.supported("AGENCY", "OWN")
    secret = story.supported(compartment, basis)

    result, inside = full(story, decision=decision)

    assert id_text(ordinary.event_id) in inside
    assert id_text(secret.event_id) not in inside
    assert secret.event_id not in {event.event_id for event in result.given}


def test_a_consent_that_opens_abuse_to_an_agency_opens_it_to_no_municipality(
    story: Moving,
) -> None:
    secret = story.supported("ABUSE_DV", "OWN")
    story.consent("P1", "C3", "06-14", compartments=["ABUSE_DV"])
    story.consent("P2", "C4", "06-14")

    assert id_text(secret.event_id) not in full(story)[1]


def test_of_a_protected_person_an_earlier_consent_gives_nothing_away(story: Moving) -> None:
    story.both_consent()
    story.protected("P2", against="P1")

    result, inside = full(story)

    assert names(result) == ["小林 一郎"]
    for secret in (CANARY, "小林 さくら", text("P2"), text("C4")):
        assert secret not in inside


def test_a_protected_address_stays_whatever_is_consented_to_later(story: Moving) -> None:
    story.protected("P2", against="P1")
    story.consent("P1", "C3", "06-15", field_codes=[*FIELDS, "ADDRESS", "CONTACT"])
    story.consent(
        "P2",
        "C4",
        "06-15",
        field_codes=[*FIELDS, "ADDRESS", "CONTACT"],
        compartments=["ABUSE_DV"],
    )

    assert CANARY not in full(story)[1]


def test_the_audit_learns_whose_fields_went_by_which_consent(story: Moving) -> None:
    story.both_consent()

    told = given(full(story)[0])

    assert {(one.person, one.source_agency, one.consent_id) for one in told} == {
        (uid("P1"), "JIR-1", uid("C3")),
        (uid("P2"), "JIR-1", uid("C4")),
    }
    assert {code for one in told for code in one.field_codes} == {
        "IDENTITY",
        "HOUSEHOLD",
        "ISSUES",
        "SERVICES",
    }


def test_what_no_consent_of_the_person_names_is_told_without_one(story: Moving) -> None:
    story.consent("P1", "C3", field_codes=["HOUSEHOLD"])

    told = given(full(story, decision=everything)[0])

    assert Given(uid("P1"), "JIR-1", None, frozenset({"IDENTITY"})) not in told
    by_none = [one for one in told if one.person == uid("P1") and one.consent_id is None]
    assert [sorted(one.field_codes) for one in by_none] == [
        ["IDENTITY", "ISSUES", "NARRATIVE", "SERVICES"]
    ]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"answer_due": date(2026, 6, 15)}, ("answer_due", "DUE_BEFORE_SENT")),
        ({"transfer_type": "GIFT"}, ("order.transfer_type", "MALFORMED")),
        ({"transfer_id": "T1"}, ("order.transfer_id", "MALFORMED")),
    ],
)
def test_an_order_that_cannot_be_recorded_is_refused(
    story: Moving, change: dict[str, Any], error: tuple[str, str]
) -> None:
    story.both_consent()

    with pytest.raises(TransferRefused) as caught:
        packed(story, order=replace(ORDER, **change))
    assert (caught.value.field, caught.value.rule) == error


def test_inside_one_municipality_a_case_is_referred(story: Moving) -> None:
    with pytest.raises(TransferRefused) as caught:
        pack(ORDER, story.events, by_consent, opened_plain, SENDER, SENDER.public, NOW)

    assert (caught.value.field, caught.value.rule) == ("to", "TO_SELF")


class Ledger:
    """Records disclosures, unless it is full; remembers which files there were by then."""

    def __init__(self, folder: Path, *, full: bool = False) -> None:
        self.folder = folder
        self.full = full
        self.seen: list[list[str]] = []

    def made(self, packed: Packed) -> None:
        self.seen.append([path.name for path in self.folder.iterdir()])
        if self.full:
            raise OSError("no space left")


def test_the_disclosure_is_recorded_before_the_file_exists(story: Moving, tmp_path: Path) -> None:
    story.both_consent()
    result, _ = full(story)
    ledger = Ledger(tmp_path)

    hand_over(result, ledger, tmp_path / "T1.package")

    assert ledger.seen == [[]]
    assert (tmp_path / "T1.package").read_bytes() == result.package


def test_what_cannot_be_recorded_is_not_written(story: Moving, tmp_path: Path) -> None:
    story.both_consent()
    result, _ = full(story)

    with pytest.raises(OSError, match="no space left"):
        hand_over(result, Ledger(tmp_path, full=True), tmp_path / "T1.package")
    assert list(tmp_path.iterdir()) == []


def test_a_package_never_overwrites_a_file_nor_claims_a_disclosure(
    story: Moving, tmp_path: Path
) -> None:
    story.both_consent()
    result, _ = full(story)
    (tmp_path / "T1.package").write_bytes(b"older")
    ledger = Ledger(tmp_path)

    with pytest.raises(TransferRefused) as caught:
        hand_over(result, ledger, tmp_path / "T1.package")

    assert caught.value.rule == "FILE_EXISTS"
    assert ledger.seen == []
    assert (tmp_path / "T1.package").read_bytes() == b"older"


def test_every_event_behind_the_package_is_named_to_the_audit(story: Moving) -> None:
    story.both_consent()

    result, _ = full(story)

    assert set(ids_of(*result.given)) == set(ids_of(*story.events))
