"""The identity file is a set: who is compared, linked and left out depends on no order (I7)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.times import to_days
from tests.linked_town import LinkedTown
from tests.samples import sample_uuid
from tests.valid_events import NOW

AGENCIES = ("HOK-1", "MU-1", "KOD-1", "ST-1", "AB-1")
PEOPLE = tuple(sample_uuid(f"person {number}") for number in range(3))
WRITTEN = (
    [("NAME", "渡邊　花子"), ("BIRTH_DATE", "昭和15年3月3日")],
    [("NAME", "渡辺花子"), ("NAME_KANA", "わたなべはなこ"), ("MUNICIPAL_ID", "1000000017")],
    [("ADDRESS", "桜町3-12-5"), ("PHONE", "090-1111-2222"), ("SEX", "F")],
)


def something(town: LinkedTown, number: int, chance: Random) -> None:
    """One event of a few people: stated, corrected, contested, flagged, linked or forgotten."""
    kind = chance.choice(("state", "state", "state", "flag", "protect", "link", "link", "forget"))
    ref = chance.choice(PEOPLE)
    if kind == "state":
        town.register(
            chance.choice(("HOK-1", "MU-1", "KOD-1")),
            chance.choice(WRITTEN),
            person=ref,
            record=f"record {chance.randint(1, 4)}",
            source_revision=chance.choice((1, 1, 2)),
            compartment=chance.choice(("AGENCY", "AGENCY", "AGENCY", "ABUSE_DV")),
        )
    elif kind == "flag":
        town.say("AB-1", "SupportProvided", person_refs=[ref], compartment="ABUSE_DV")
    elif kind == "protect":
        town.say(
            "MU-1",
            "AddressProtectionApplied",
            persons=[ref],
            against=[sample_uuid("counterparty")],
            person_refs=[],
            actor_role="RESTRICTED",
            valid_until=to_days(NOW.date()),
        )
    elif kind == "link":
        link = chance.sample(PEOPLE, 2)
        name = chance.choice(("PersonLinkProposed", "PersonLinkConfirmed", "PersonLinkRevoked"))
        link_id = sample_uuid(f"link {number}")
        town.say("ST-1", name, link_id=link_id, refs=link, person_refs=[])
    else:
        town.say("MU-1", "KeyDestroyed", person=ref, person_refs=[])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(0, 2**32), min_size=4, max_size=14),
    st.lists(st.permutations(AGENCIES), min_size=2, max_size=2),
    st.permutations((1, 1000)),
)
def test_any_order_of_the_agencies_gives_the_same_facts(
    seeds: list[int], orders: list[list[str]], turns: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        town = LinkedTown(Path(name))
        try:
            for agency in AGENCIES:
                town.stream(agency)
            for number, seed in enumerate(seeds):
                something(town, number, Random(seed))
            dumps = []
            for order, at_a_time in zip(orders, turns, strict=True):
                town.start_over()
                town.project(order, at_a_time)
                dumps.append(town.facts())
            assert dumps[0] == dumps[1]
        finally:
            town.close()
