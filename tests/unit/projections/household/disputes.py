"""Statements of a few agencies about the same few people, households and one case: what one says
another often contradicts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from projections.household.reach import Key
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, case, day, household, person, uid
from tests.unit.projections.people.linking import confirmed

PEOPLE = ("P1", "P2", "P3")
HOUSEHOLDS = ("H1", "H2", "H3")
AGENCIES = ("HOK-1", "JIR-1", "CT-1")
DISPUTED: tuple[Key, ...] = (
    *map(person, PEOPLE),
    *map(household, HOUSEHOLDS),
    case("case"),
)
_STATEMENTS = (
    "HouseholdFormed",
    "HouseholdFormed",
    "MemberJoined",
    "MemberJoined",
    "MemberLeft",
    "HouseholdSplit",
    "HouseholdMovedOut",
    "HouseholdsJoined",
    "HouseholdsJoinRevoked",
    "LeadAgencyChanged",
    "RoleAssigned",
    "RoleEnded",
    "PersonLinkConfirmed",
)


@st.composite
def disputes(draw: st.DrawFn) -> list[StoredEvent]:
    """Three to sixteen statements within ten days."""
    story = Story()
    story.opened()
    for _ in range(draw(st.integers(3, 16))):
        _tell(story, draw(st.sampled_from(_STATEMENTS)), draw)
    return story.events


def _tell(story: Story, name: str, draw: st.DrawFn) -> None:
    who = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
    if name == "PersonLinkConfirmed":
        if len(who) > 1:
            confirmed(story, "-".join(who[:2]), *who[:2])
        return
    agency = draw(st.sampled_from(AGENCIES))
    since = day("06-01") + draw(st.integers(0, 8))
    # Moved out as a whole: the statement names nobody.
    named = () if name == "HouseholdMovedOut" else who
    story.tell(
        agency,
        name,
        f"06-{draw(st.integers(1, 9)):02} 09:00",
        case="case" if name in _OF_THE_CASE else None,
        people=named,
        envelope={"occurred_precision": draw(st.sampled_from(("INSTANT", "DAY")))},
        **_payload(name, who, since, draw),
    )


_OF_THE_CASE = ("LeadAgencyChanged", "RoleAssigned", "RoleEnded")


def _payload(name: str, who: list[str], since: int, draw: st.DrawFn) -> dict[str, Any]:
    one, other = draw(st.permutations(HOUSEHOLDS))[:2]
    lead = draw(st.sampled_from(AGENCIES))
    there: dict[str, Any] = {"household_id": one, "kind": "SUPPORT", "effective_on": since}
    relationships = st.sampled_from(("HEAD", "CHILD", "UNKNOWN"))
    match name:
        case "HouseholdFormed":
            return there | {
                "members": [{"person": uid(p), "relationship": draw(relationships)} for p in who]
            }
        case "MemberJoined":
            return there | {"person": who[0], "relationship": draw(relationships)}
        case "MemberLeft":
            return there | {"person": who[0]}
        case "HouseholdSplit":
            moved = {"remaining": [uid(p) for p in who[1:]], "moving": [uid(who[0])]}
            return there | moved | {"new_household_id": other}
        case "HouseholdMovedOut":
            return there | {"members": []}
        case "HouseholdsJoined" | "HouseholdsJoinRevoked":
            first, second = sorted((one, other))
            joined = {"household_id": first, "other_household_id": second}
            held = {"effective_on": since} if name == "HouseholdsJoined" else {}
            return {"join_id": f"{first} {second}"} | joined | held
        case "LeadAgencyChanged":
            return {"lead_agency": lead}
        case "RoleAssigned":
            return {"agency": lead, "is_lead": True, "task": "LEAD", "start": since}
        case _:
            return {"agency": lead, "end": since}
