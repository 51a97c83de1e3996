"""DV-flagged and protected people never enter automatic candidates (V4, I5)."""

from __future__ import annotations

import pytest

from schemas.times import to_days
from tests.linked_town import CONFIRMED, HANAKO, HANAKO_BY_OTHERS, ID, TARO, LinkedTown
from tests.samples import sample_uuid
from tests.valid_events import NOW


@pytest.mark.parametrize("flagged_first", [True, False])
@pytest.mark.parametrize("how", ["ABUSE_DV", "PROTECTED", "protection"])
def test_flagged_people_are_no_candidates_whichever_is_known_first(
    town: LinkedTown, how: str, flagged_first: bool
) -> None:
    ref = sample_uuid("flagged")

    def flag() -> None:
        if how == "protection":
            town.say(
                "MU-1",
                "AddressProtectionApplied",
                persons=[ref],
                against=[sample_uuid("counterparty")],
                person_refs=[],
                actor_role="RESTRICTED",
                valid_until=to_days(NOW.date()),
            )
        elif how == "ABUSE_DV":
            town.say("AB-1", "SupportProvided", person_refs=[ref], compartment="ABUSE_DV")
        else:
            attribute = {"attribute": "PHONE", "value": "090-1111-2222"}
            town.say(
                "MU-1",
                "AttributeAsserted",
                person=ref,
                person_refs=[ref],
                actor_role="RESTRICTED",
                compartment="PROTECTED",
                **attribute,
            )

    if flagged_first:
        flag()
        town.project()
    town.register("KOD-1", [*HANAKO, ID], person=ref)
    town.register("MU-1", [*HANAKO_BY_OTHERS, ID])
    town.project()
    if not flagged_first:
        flag()
    town.link()
    assert town.linked() == []
    with town.identity.snapshot() as snapshot:
        assert snapshot.profile(ref) is None


def test_a_flag_takes_the_candidates_there_are_away(town: LinkedTown) -> None:
    one = town.register("HOK-1", HANAKO)
    town.register("JIR-1", HANAKO_BY_OTHERS)
    town.link()
    town.say("AB-1", "SupportProvided", person_refs=[one], compartment="ABUSE_DV")
    town.project()
    (proposal,) = town.proposals()
    with town.identity.snapshot() as snapshot:
        profiles = [snapshot.profile(ref) for ref in (proposal.one, proposal.other)]
    assert None in profiles


def test_nobody_joined_with_a_flagged_person_is_proposed(town: LinkedTown) -> None:
    one = town.register("HOK-1", HANAKO)
    flagged = town.register("KOD-1", TARO)
    town.say("ST-1", CONFIRMED, link_id=sample_uuid("l"), refs=[one, flagged], person_refs=[])
    town.say("AB-1", "SupportProvided", person_refs=[flagged], compartment="ABUSE_DV")
    town.register("JIR-1", HANAKO_BY_OTHERS)
    town.link()
    assert town.linked() == []
