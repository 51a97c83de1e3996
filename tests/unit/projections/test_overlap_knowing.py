"""支援の重なり: by what agencies know of each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.projections.household.story import Story, day, uid
from tests.unit.projections.overlapping import found, two_counters, works

Telling = Callable[[Story], object]


def _referral(story: Story, agency: str = "HOK-1", to: str = "JIR-1", who: str = "P1") -> None:
    story.tell(
        agency,
        "ReferralSent",
        "06-02",
        case="one",
        people=[who],
        referral_id=f"F {agency} {to}",
        to_agency=to,
        field_codes=["ISSUES"],
        respond_by=day("06-08"),
    )


def _rerouted(story: Story) -> None:
    story.tell(
        "HOK-1",
        "ReferralRerouted",
        "06-04",
        case="one",
        people=["P1"],
        referral_id="F2",
        parent_id="F1",
        to_agency="JIR-1",
        field_codes=["ISSUES"],
        respond_by=day("06-09"),
    )


def _declined(story: Story) -> None:
    _referral(story)
    answer: dict[str, Any] = {"referral_id": "F HOK-1 JIR-1", "reason": "CAPACITY"}
    story.tell("JIR-1", "ReferralDeclined", "06-03", case="one", people=["P1"], **answer)


def _consented(story: Story, who: str = "P1", *agencies: str) -> None:
    story.tell(
        "HOK-1",
        "ConsentGranted",
        "06-02",
        case=None,
        people=[who],
        consent_id="C",
        person=uid(who),
        grantor="SELF",
        agencies=list(agencies or ("HOK-1", "JIR-1", "CT-1")),
        field_codes=["ISSUES"],
        purposes=["COORDINATION"],
        method="WRITTEN",
    )


def _withdrawn(story: Story) -> None:
    _consented(story)
    payload: dict[str, Any] = {"consent_id": "C", "person": uid("P1"), "effective_at": 0}
    story.tell("HOK-1", "ConsentWithdrawn", "06-03", case=None, people=["P1"], **payload)


def _requested(story: Story) -> None:
    story.tell(
        "HOK-1",
        "CoordinationRequested",
        "06-03",
        case="one",
        people=["P1"],
        request_id="R",
        consent_status="NOT_OBTAINED",
        existing_agencies=["JIR-1"],
    )


def _conference(story: Story, *members: str) -> None:
    agencies = list(members or ("HOK-1", "JIR-1"))
    story.tell(
        "MU-1",
        "SupportConferenceConvened",
        "06-12",
        case="one",
        conference_id="S",
        members=agencies,
        confidentiality_acks=agencies,
        envelope={"compartment": "SUPPORT_CONF"},
    )


def _council(story: Story) -> None:
    story.tell(
        "JIR-1",
        "ChildCouncilRegistered",
        "06-12",
        case="two",
        people=["P2"],
        council_case_id="K",
        category="YOSHIEN",
        members=["HOK-1"],
        envelope={"compartment": "CHILD_COUNCIL"},
    )


def _multilayer(story: Story) -> None:
    story.tell(
        "CT-1",
        "MultilayerConferenceConvened",
        "06-12",
        case="one",
        conference_id="M",
        plan_ids=["plan"],
        attendees=["HOK-1", "JIR-1"],
        agenda=["PLAN_REVIEW"],
        result="ADEQUATE",
    )


KNOWING: tuple[Telling, ...] = (
    _referral,
    _rerouted,
    _declined,
    _consented,
    _withdrawn,
    _requested,
    _conference,
    _council,
    _multilayer,
)


@pytest.mark.parametrize("telling", KNOWING)
def test_who_has_heard_of_the_other_does_not_overlap(telling: Telling) -> None:
    story = two_counters()
    telling(story)
    assert found(story) is None


@pytest.mark.parametrize(
    "telling",
    [
        lambda story: _referral(story, to="SHO-1"),
        lambda story: _referral(story, who="P9"),
        lambda story: _consented(story, "P9"),
        lambda story: _consented(story, "P1", "HOK-1", "CT-1"),
        lambda story: _conference(story, "HOK-1", "SHO-1"),
    ],
)
def test_hearing_of_somebody_else_changes_nothing(telling: Telling) -> None:
    story = two_counters()
    before = found(story)
    telling(story)
    assert before is not None
    assert found(story) == before


def test_an_answer_to_a_referral_nobody_sent_tells_nobody_anything() -> None:
    story = two_counters()
    accepted: dict[str, Any] = {"referral_id": "F9", "contact_date": None}
    story.tell("JIR-1", "ReferralAccepted", "06-10", case="two", people=["P2"], **accepted)
    assert found(story) is not None


def test_one_pair_of_three_that_does_not_know_is_enough() -> None:
    story = two_counters()
    works(story, "SHO-1", "three", "06-05")
    _referral(story)
    _referral(story, "HOK-1", "SHO-1")
    one = found(story)
    assert one is not None
    assert one.agencies == 3
    _consented(story, "P2", "JIR-1", "SHO-1")
    assert found(story) is None
