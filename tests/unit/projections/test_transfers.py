"""ケース移管 as the sender's own events tell it."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from projections.revisions import settle
from projections.transfers import Transfer, transfers
from tests.unit.projections.household.story import LATER, Story, at, day, ids_of, text

X = bytes.fromhex("ab" * 32)
Y = bytes.fromhex("cd" * 32)
OTSU = "139564"
DUE = "06-23"


@pytest.fixture
def story() -> Story:
    return Story()


def sent(story: Story, when: str = "06-16", **payload: Any) -> None:
    story.tell(
        "MU-1",
        "CaseTransferSent",
        when,
        **{
            "transfer_id": "T1",
            "transfer_type": "CASE_TRANSFER",
            "to_municipality": OTSU,
            "package_sha256": X,
            "answer_due": day(DUE),
            **payload,
        },
    )


def answered(story: Story, when: str, agency: str = "MU-1", **payload: Any) -> None:
    envelope = payload.pop("envelope", None)
    story.tell(
        agency,
        "CaseTransferAcknowledged",
        when,
        envelope=envelope,
        **{
            "transfer_id": "T1",
            "transfer_type": "CASE_TRANSFER",
            "to_municipality": OTSU,
            "package_sha256": X,
            **payload,
        },
    )


def information_only(story: Story, when: str) -> None:
    answered(story, when, transfer_type="INFORMATION_ONLY", package_sha256=None)


def told(story: Story, now: str = "06-30") -> Transfer:
    (transfer,) = transfers(settle(story.events).effective, at(now))
    return transfer


def test_a_transfer_is_sent_until_it_is_answered(story: Story) -> None:
    sent(story)

    transfer = told(story, "06-17")

    assert (transfer.state, transfer.since) == ("SENT", "2026-06-16T09:00:00+09:00")
    assert (transfer.transfer_id, transfer.case_id) == (text("T1"), text("case"))
    assert (transfer.sent_sha256, transfer.answer_due) == (X.hex(), "2026-06-23")
    assert (transfer.equal, transfer.alert) == ((), "")


def test_it_is_overdue_from_the_end_of_the_last_day_on(story: Story) -> None:
    sent(story)

    assert told(story, "06-23 23:59").state == "SENT"
    assert (told(story, "06-24 00:00").state, told(story, "06-24 00:00").since) == (
        "OVERDUE",
        "2026-06-24T00:00:00+09:00",
    )


def test_a_fitting_answer_about_the_same_bytes_completes_it(story: Story) -> None:
    sent(story)
    answered(story, "06-18")

    transfer = told(story)

    assert (transfer.state, transfer.since) == ("COMPLETED", "2026-06-18T09:00:00+09:00")
    assert transfer.equal == (True,)
    assert transfer.event_ids == ids_of(*story.events)


def test_a_late_answer_is_an_answer(story: Story) -> None:
    sent(story)
    answered(story, "06-25")

    assert told(story, "06-26").state == "COMPLETED"


def test_information_only_in_answer_to_a_case_alerts_until_an_answer_fits(story: Story) -> None:
    sent(story)
    information_only(story, "06-17")

    waiting = told(story, "06-17 12:00")
    assert (waiting.state, waiting.alert) == ("MISMATCH", "TRANSFER_MISMATCH")
    assert waiting.since == "2026-06-17T09:00:00+09:00"
    assert waiting.acknowledgements[0].differs == ("transfer_type",)

    answered(story, "06-18")
    done = told(story, "06-18 12:00")
    assert (done.state, done.alert, done.equal) == ("COMPLETED", "", (True,))
    assert [one.transfer_type for one in done.acknowledgements] == [
        "INFORMATION_ONLY",
        "CASE_TRANSFER",
    ]


def test_a_mismatched_answer_leaves_the_case_open(story: Story) -> None:
    story.opened()
    sent(story)
    information_only(story, "06-17")

    assert story.case(at("06-17 12:00")).state == "OPEN"
    assert story.case(at("06-17 12:00")).lead.value == "HOK-1"


def test_a_receiver_that_changes_its_mind_afterwards_alerts(story: Story) -> None:
    sent(story)
    answered(story, "06-18")
    information_only(story, "06-19")

    assert (told(story).state, told(story).since) == ("MISMATCH", "2026-06-19T09:00:00+09:00")


def test_an_answer_about_other_bytes_alerts_whatever_comes_later(story: Story) -> None:
    sent(story)
    answered(story, "06-17", agency="CT-1", package_sha256=Y)
    answered(story, "06-18")

    transfer = told(story)

    assert (transfer.state, transfer.since) == ("MISMATCH", "2026-06-17T09:00:00+09:00")
    assert transfer.equal == (False, True)
    assert [one.agency_id for one in transfer.acknowledgements] == ["CT-1", "MU-1"]


def test_a_corrected_answer_ends_the_alert(story: Story) -> None:
    record = {"source_record_id": "reply"}
    sent(story)
    answered(story, "06-17", package_sha256=Y, envelope={**record, "source_revision": 1})
    assert told(story).state == "MISMATCH"

    answered(story, "06-17", package_sha256=X, envelope={**record, "source_revision": 2})
    assert (told(story).state, told(story).equal) == ("COMPLETED", (True,))


def test_an_answer_of_another_municipality_alerts(story: Story) -> None:
    sent(story)
    answered(story, "06-18", agency="CT-1", to_municipality="139998")

    assert told(story).acknowledgements[0].differs == ("to_municipality",)
    assert told(story).alert == "TRANSFER_MISMATCH"


def test_an_answer_that_names_no_package_is_not_yet_proof(story: Story) -> None:
    sent(story)
    answered(story, "06-18", package_sha256=None)

    assert (told(story).state, told(story).equal) == ("ANSWERED", ())


def test_information_sent_as_such_is_completed_as_such(story: Story) -> None:
    sent(story, transfer_type="INFORMATION_ONLY")
    answered(story, "06-18", transfer_type="INFORMATION_ONLY")

    assert told(story).state == "COMPLETED"


def test_an_answer_waits_for_its_sending(story: Story) -> None:
    answered(story, "06-18", agency="CT-1")

    early = told(story)
    assert (early.state, early.sent_sha256, early.equal) == ("PENDING_PARENT", "", ())
    assert early.since == "2026-06-18T09:00:00+09:00"

    sent(story, "06-16")
    assert told(story).state == "COMPLETED"


def test_transfers_do_not_mix(story: Story) -> None:
    sent(story)
    sent(story, "06-17", transfer_id="T2", package_sha256=Y)
    answered(story, "06-18", transfer_id="T2", package_sha256=Y)

    first, second = transfers(story.events, LATER)

    assert (first.transfer_id, first.state) == (text("T1"), "OVERDUE")
    assert (second.transfer_id, second.state) == (text("T2"), "COMPLETED")


def test_the_order_of_arrival_does_not_matter(story: Story) -> None:
    sent(story)
    information_only(story, "06-17")
    answered(story, "06-18", agency="CT-1", package_sha256=Y)
    sent(story, "06-17", transfer_id="T2")
    expected = transfers(story.events, LATER)

    for seed in range(20):
        shuffled = story.events[:]
        Random(seed).shuffle(shuffled)
        assert transfers(shuffled, LATER) == expected


def test_a_moment_without_a_time_zone_is_refused(story: Story) -> None:
    with pytest.raises(ValueError, match="time zone"):
        transfers(story.events, LATER.replace(tzinfo=None))
