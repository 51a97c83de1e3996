"""Households as agencies state them (I6)."""

from __future__ import annotations

from tests.unit.projections.household.story import (
    Story,
    at,
    case,
    day,
    household,
    ids_of,
    person,
    text,
    uid,
)


def _present(story: Story, name: str, when: str = "08-01") -> list[str]:
    view = story.view(household(name), at(when))
    return sorted(member.person_ref for member in view.members if not member.left)


def _people(*names: str) -> list[str]:
    return sorted(text(name) for name in names)


def _left(story: Story, who: str, on: str) -> None:
    story.tell(
        "JIR-1",
        "MemberLeft",
        on,
        case=None,
        people=[who],
        household_id="H1",
        kind="SUPPORT",
        person=who,
        effective_on=day(on),
    )


def test_a_household_lists_its_members_head_first_with_who_said_so() -> None:
    story = Story()
    formed = story.household("H1", P2="CHILD", P1="HEAD", P3="CHILD")
    view = story.view(person("P3"))
    assert view.household_id == text("H1")
    assert view.kind == "SUPPORT"
    assert [m.relationship for m in view.members] == ["HEAD", "CHILD", "CHILD"]
    assert {m.stated_by for m in view.members} == {"HOK-1"}
    assert all(m.event_ids == ids_of(formed) for m in view.members)
    assert view.statement_event_ids == ids_of(formed)


def test_who_left_is_shown_as_left_with_the_day_and_both_statements() -> None:
    story = Story()
    formed = story.household("H1", P1="HEAD", P2="CHILD")
    _left(story, "P2", "06-10")
    view = story.view(household("H1"))
    gone = view.members[-1]
    assert (gone.person_ref, gone.left, gone.left_on) == (text("P2"), True, "2026-06-10")
    assert (gone.relationship, gone.stated_by) == ("CHILD", "JIR-1")
    assert gone.event_ids == ids_of(formed, story.events[-1])


def test_a_statement_holds_from_its_day_of_effect() -> None:
    story = Story()
    story.household("H1", P1="HEAD")
    story.tell(
        "HOK-1",
        "MemberJoined",
        "06-02",
        case=None,
        people=["P2"],
        household_id="H1",
        kind="SUPPORT",
        person="P2",
        relationship="CHILD",
        effective_on=day("06-20"),
    )
    assert _present(story, "H1", "06-19") == _people("P1")
    assert _present(story, "H1", "06-20 00:00") == _people("P1", "P2")


def test_the_later_day_of_effect_holds_whatever_was_said_last() -> None:
    story = Story()
    story.household("H1", P1="HEAD", P2="CHILD")
    _left(story, "P2", "06-10")
    story.tell(
        "HOK-1",
        "MemberJoined",
        "06-15",
        case=None,
        people=["P2"],
        household_id="H1",
        kind="SUPPORT",
        person="P2",
        relationship="CHILD",
        effective_on=day("06-05"),
    )
    assert _present(story, "H1") == _people("P1")


def _split(story: Story) -> None:
    story.tell(
        "KOD-1",
        "HouseholdSplit",
        "06-11",
        case=None,
        people=["P1", "P2", "P3"],
        household_id="H1",
        kind="SUPPORT",
        new_household_id="H2",
        remaining=["P1"],
        moving=["P2", "P3"],
        effective_on=day("06-11"),
    )


def test_a_split_leaves_two_households() -> None:
    story = Story()
    story.household("H1", P1="HEAD", P2="SPOUSE", P3="CHILD")
    _split(story)
    assert _present(story, "H1") == _people("P1")
    assert _present(story, "H2") == _people("P2", "P3")
    assert story.view(person("P2")).household_id == text("H2")


def test_what_happens_to_those_who_left_is_not_told_in_the_old_household() -> None:
    story = Story()
    story.household("H1", P1="HEAD", P2="SPOUSE", P3="CHILD")
    _split(story)
    story.opened("KOD-1", "06-12", case="new", envelope={"person_refs": [uid("P2")]})
    story.tell(
        "KOD-1",
        "AttributeAsserted",
        "06-12",
        case=None,
        people=["P2"],
        person="P2",
        attribute="ADDRESS",
        sealed={("P2", "ADDRESS"): {"value": "乙町1-2-3"}},
    )
    old, new = story.view(household("H1")), story.view(household("H2"))
    assert old.cases == ()
    assert all(member.attributes == () for member in old.members)
    assert [c.case_id for c in new.cases] == [text("new")]
    assert [a.value for m in new.members for a in m.attributes] == ["乙町1-2-3"]
    assert len(old.timeline) == 2


def test_a_late_event_from_before_the_split_belongs_to_the_old_household_too() -> None:
    story = Story()
    story.household("H1", P1="HEAD", P2="SPOUSE", P3="CHILD")
    _split(story)
    late = story.tell(
        "JIR-1",
        "SupportProvided",
        "06-05",
        people=["P2"],
        service_code="COUNSEL",
        minutes=30,
        contact="PHONE",
    )
    assert ids_of(late)[0] in [entry.event_id for entry in story.view(household("H1")).timeline]


def test_a_household_that_moved_out_keeps_its_view_with_everyone_left() -> None:
    story = Story()
    story.household("H1", P1="HEAD", P2="CHILD")
    story.opened()
    story.tell(
        "JIR-1",
        "HouseholdMovedOut",
        "06-19",
        case=None,
        people=["P1", "P2"],
        household_id="H1",
        kind="SUPPORT",
        members=[],
        effective_on=day("06-19"),
    )
    story.tell("JIR-1", "CaseClosed", "06-22", people=["P1"], reason="TRANSFERRED")
    for subject in (household("H1"), person("P2"), case("case")):
        view = story.view(subject)
        assert view.household_id == text("H1")
        assert [m.left_on for m in view.members] == ["2026-06-19", "2026-06-19"]
        assert [c.state for c in view.cases] == ["CLOSED"]


def _joined(story: Story) -> None:
    story.tell(
        "CT-1",
        "HouseholdsJoined",
        "06-05",
        case=None,
        join_id="join",
        household_id="H1",
        other_household_id="H2",
        effective_on=day("06-05"),
    )


def _two_households_with_a_common_member() -> Story:
    story = Story()
    story.household("H1", P1="HEAD", P2="CHILD")
    story.household("H2", P2="HEAD", P3="CHILD")
    return story


def test_shared_members_alone_never_merge_two_households() -> None:
    story = _two_households_with_a_common_member()
    assert _present(story, "H1") == _people("P1", "P2")
    assert _present(story, "H2") == _people("P2", "P3")


def test_households_joined_are_one_under_the_id_they_were_joined_into() -> None:
    story = _two_households_with_a_common_member()
    _joined(story)
    for subject in (household("H1"), household("H2"), person("P3")):
        view = story.view(subject)
        assert view.household_id == text("H1")
        assert sorted(m.person_ref for m in view.members) == _people("P1", "P2", "P3")
        assert ids_of(story.events[-1])[0] in view.statement_event_ids


def test_a_revoked_join_leaves_the_households_as_if_never_joined() -> None:
    story = _two_households_with_a_common_member()
    _joined(story)
    story.tell(
        "ST-1",
        "HouseholdsJoinRevoked",
        "06-07",
        case=None,
        join_id="join",
        household_id="H1",
        other_household_id="H2",
    )
    assert _present(story, "H1") == _people("P1", "P2")
    assert _present(story, "H2") == _people("P2", "P3")


def test_a_person_is_shown_in_the_support_household_before_the_register() -> None:
    story = Story()
    story.household("H2", kind="RESIDENT_REGISTER", P1="HEAD")
    story.household("H1", P1="CHILD", P2="HEAD")
    assert story.view(person("P1")).household_id == text("H1")
    assert story.view(household("H2")).kind == "RESIDENT_REGISTER"


def test_a_person_whom_nobody_placed_in_a_household_stands_alone() -> None:
    story = Story()
    story.opened()
    view = story.view(person("P1"))
    assert (view.household_id, view.kind) == ("", "")
    assert [m.person_ref for m in view.members] == [text("P1")]
    assert [c.case_id for c in view.cases] == [text("case")]


def test_a_neighbour_named_in_a_case_does_not_bring_their_own_cases() -> None:
    story = Story()
    story.household("H1", P1="HEAD")
    story.household("H9", N="HEAD")
    story.opened(envelope={"person_refs": [uid("P1"), uid("N")]})
    story.opened("SHO-1", case="other", envelope={"person_refs": [uid("N")]})
    view = story.view(person("P1"))
    assert [c.case_id for c in view.cases] == [text("case")]
    assert [m.person_ref for m in view.members] == [text("P1")]


def test_a_case_leads_to_the_household_with_most_of_its_people() -> None:
    story = Story()
    story.household("H9", N="HEAD")
    story.household("H1", P1="HEAD", P2="CHILD")
    people = [uid("N"), uid("P1"), uid("P2")]
    story.opened(envelope={"person_refs": people})
    assert story.view(case("case")).household_id == text("H1")


def test_a_subject_nobody_knows_has_an_empty_view() -> None:
    view = Story().view(household("H1"))
    assert (view.household_id, view.members, view.cases, view.timeline) == ("", (), (), ())
