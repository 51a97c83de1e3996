"""支援の重なり: told from what counters do, never from what is guarded (V4, V6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import event as noted
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.overlap import Overlap, gather, once, overlap
from projections.stored_event import StoredEvent
from projections.visibility.standing import Closed
from tests.unit.projections.household.anything import HOUSEHOLDS, municipalities
from tests.unit.projections.household.store import Store
from tests.unit.projections.household.story import LATER, Story, at, day, uid

Telling = Callable[[Story], object]


def home(story: Story) -> None:
    """P1 and P2 live in H."""
    story.household("H", P1="HEAD", P2="CHILD")


def works(story: Story, agency: str, case: str, when: str, who: str = "P1", **more: Any) -> None:
    """The agency opens a case of its own and goes to see them a day later."""
    story.opened(agency, when, case=case, envelope={"person_refs": [uid(who)], **more})


def two_counters() -> Story:
    """HOK-1 works with P1 since 1 June, JIR-1 with P2 since 9 June."""
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    works(story, "JIR-1", "two", "06-09", "P2")
    return story


def found(story: Story, name: str = "H", now: datetime = LATER, **more: Any) -> Overlap | None:
    return overlap(uid(name), story.events, now, **more)


def test_two_counters_that_know_nothing_of_each_other_overlap() -> None:
    story = two_counters()
    story.tell("JIR-1", "SupportProvided", "06-20", case="two", people=["P2"], **_support())
    one = found(story)
    assert one is not None
    assert (one.household_id, one.agencies, one.cases) == (uid("H"), 2, 2)
    assert one.since == day("06-09")


def test_the_second_of_three_tells_since_when() -> None:
    story = two_counters()
    works(story, "SHO-1", "three", "06-05")
    one = found(story)
    assert one is not None
    assert (one.agencies, one.cases, one.since) == (3, 3, day("06-05"))


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
    answer = {"referral_id": "F HOK-1 JIR-1", "reason": "CAPACITY"}
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
    payload = {"consent_id": "C", "person": uid("P1"), "effective_at": 0}
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
    accepted = {"referral_id": "F9", "contact_date": None}
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


def _support() -> dict[str, Any]:
    return {"service_code": "VISIT", "minutes": 30, "contact": "IN_PERSON"}


@pytest.mark.parametrize("agency", ["CT-1", "MU-1", "AB-1", "CB-1", "ST-1", "SCHOOL-1"])
def test_who_is_no_counter_does_not_overlap(agency: str) -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    works(story, agency, "two", "06-09", "P2")
    assert found(story) is None


@pytest.mark.parametrize(
    "envelope",
    [
        {"compartment": "SUPPORT_CONF", "legal_basis": "SUPPORT_CONFERENCE"},
        {"compartment": "CHILD_COUNCIL", "legal_basis": "CHILD_COUNCIL"},
        {"compartment": "ABUSE_DV"},
        {"compartment": "PROTECTED"},
        {"compartment": "ABUSE_DV", "legal_basis": "ABUSE_DUTY"},
        {"case_id": None},
    ],
)
def test_what_is_not_a_counters_ordinary_work_does_not_count(envelope: dict[str, Any]) -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    works(story, "JIR-1", "two", "06-09", "P2", **envelope)
    assert found(story) is None


def test_declining_a_referral_is_no_work() -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    answer = {"referral_id": "F", "reason": "CAPACITY"}
    story.tell("JIR-1", "ReferralDeclined", "06-03", case="one", people=["P1"], **answer)
    assert found(story) is None


@pytest.mark.parametrize("ending", ["CaseClosed", "CaseSuspended"])
def test_a_case_that_ended_is_no_work_until_it_is_reopened(ending: str) -> None:
    story = two_counters()
    before = found(story)
    story.tell("JIR-1", ending, "06-10", case="two", people=["P2"], reason="OTHER")
    assert found(story) is None
    story.tell("JIR-1", "CaseReopened", "06-11", case="two", people=["P2"], reason="OTHER")
    assert before is not None
    assert found(story) == before


def test_who_moved_away_is_not_of_the_household_any_more() -> None:
    story = two_counters()
    left = {"household_id": "H", "kind": "SUPPORT", "person": uid("P2")}
    story.tell(
        "HOK-1",
        "MemberLeft",
        "06-15",
        case=None,
        people=["P2"],
        effective_on=day("06-15"),
        **left,
    )
    assert found(story, now=at("06-16")) is None
    assert found(story, now=at("06-14")) is not None


def test_a_case_that_names_nobody_again_goes_on_being_the_households() -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    story.tell("JIR-1", "SupportProvided", "06-09", case="one", **_support())
    one = found(story)
    assert one is not None
    assert (one.agencies, one.cases) == (2, 1)


def test_one_person_known_under_two_references_counts_as_one() -> None:
    story = Story()
    home(story)
    works(story, "HOK-1", "one", "06-01")
    works(story, "JIR-1", "two", "06-09", "J9")
    assert found(story) is None
    refs = [uid("P1"), uid("J9")]
    link = {"link_id": "L", "refs": refs, "reason": "SAME_MUNICIPAL_ID"}
    story.tell("ST-1", "PersonLinkConfirmed", "06-11", case=None, people=["P1", "J9"], **link)
    assert found(story) is not None
    story.tell("ST-1", "PersonLinkRevoked", "06-12", case=None, people=["P1", "J9"], **link)
    assert found(story) is None


def test_joined_households_are_one_under_the_id_that_is_shown() -> None:
    story = two_counters()
    story.household("G", P3="HEAD")
    works(story, "SHO-1", "three", "06-05", "P3")
    join = {"join_id": "J", "household_id": "G", "other_household_id": "H"}
    story.tell("CT-1", "HouseholdsJoined", "06-10", case=None, effective_on=day("06-10"), **join)
    one = found(story, "G")
    assert one is not None
    assert one.agencies == 3
    assert found(story, "H") is None


def test_a_household_known_from_guarded_statements_alone_is_not_there() -> None:
    story = Story()
    guarded = {"compartment": "ABUSE_DV"}
    members = [{"person": uid(p), "relationship": "HEAD"} for p in ("P1", "P2")]
    statement = {"household_id": "H", "kind": "SUPPORT", "members": members}
    story.tell(
        "HOK-1",
        "HouseholdFormed",
        case=None,
        people=["P1", "P2"],
        effective_on=day("06-01"),
        envelope=guarded,
        **statement,
    )
    works(story, "HOK-1", "one", "06-01")
    works(story, "JIR-1", "two", "06-09", "P2")
    assert found(story) is None


def test_a_fact_that_turns_out_to_be_of_abuse_counts_no_longer() -> None:
    story = two_counters()
    story.opened(
        "JIR-1",
        "06-09",
        case="two",
        envelope={
            "person_refs": [uid("P2")],
            "source_record_id": "1",
            "source_revision": 2,
            "compartment": "ABUSE_DV",
        },
    )
    assert found(story) is None


@pytest.mark.parametrize(
    "closed",
    [
        Closed(cases=frozenset([uid("two")])),
        Closed(agencies=frozenset(["JIR-1"])),
        Closed(agencies=frozenset(["HOK-1"])),
    ],
)
def test_what_a_set_aside_record_closes_does_not_count(closed: Closed) -> None:
    assert found(two_counters(), closed=closed) is None


def test_the_same_work_in_households_of_the_same_people_is_listed_once() -> None:
    story = two_counters()
    story.household("A register", "RESIDENT_REGISTER", P1="HEAD", P2="CHILD")
    story.household("Another", P1="HEAD", P2="CHILD")
    story.household("Wider", P1="HEAD", P2="CHILD", P3="PARENT")
    works(story, "SHO-1", "three", "06-05", "P3")
    names = ("H", "A register", "Another", "Wider")
    several = [one for name in names if (one := found(story, name)) is not None]
    listed = [one.household_id for one in once(several)]
    assert len(several) == 4
    assert listed == sorted([min(uid("H"), uid("Another")), uid("Wider")])
    assert once(reversed(several)) == once(several)


def all_found(events: Iterable[StoredEvent], now: datetime) -> list[Overlap | None]:
    events = list(events)
    return [overlap(uid(name), events, now) for name in HOUSEHOLDS]


def guarded(events: Iterable[StoredEvent], seed: int) -> list[StoredEvent]:
    """The same facts as other records of the same agencies, of abuse and of protection."""
    chance = Random(seed)
    told = []
    for event in events:
        compartment = chance.choice(("ABUSE_DV", "PROTECTED"))
        envelope = {
            **event.envelope,
            "compartment": compartment,
            "source_system_id": "guarded",
            "event_id": uid(f"guarded {event.event_id.hex()}"),
        }
        body = {**event.body, "envelope": envelope}
        told.append(event._replace(sequence=event.sequence + 1000, body=body))
    return told


instants = st.sampled_from([at("06-02 12:00"), at("06-05 12:00"), at("08-01")])


@settings(max_examples=60, deadline=None)
@given(municipalities(), municipalities(), instants, st.integers(0, 2**32))
def test_facts_of_abuse_and_protection_change_nothing_that_is_listed(
    events: list[StoredEvent], others: list[StoredEvent], now: datetime, seed: int
) -> None:
    plain = all_found(events, now)
    noted(f"overlaps: {sum(one is not None for one in plain)}")
    mixed = [*events, *guarded(others, seed)]
    Random(seed).shuffle(mixed)
    assert all_found(mixed, now) == plain
    store = Store(mixed)
    gathered = [gather(uid(name), store.fetch, now) for name in HOUSEHOLDS]
    assert [overlap(uid(n), g, now) for n, g in zip(HOUSEHOLDS, gathered, strict=True)] == plain


@settings(max_examples=40, deadline=None)
@given(municipalities(), instants, st.integers(0, 2**32))
def test_the_overlap_depends_on_the_set_of_events_alone(
    events: list[StoredEvent], now: datetime, seed: int
) -> None:
    chance = Random(seed)
    mixed = events + chance.sample(events, len(events) // 2)
    chance.shuffle(mixed)
    assert all_found(mixed, now) == all_found(events, now)
