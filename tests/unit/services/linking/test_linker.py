"""Rule I5: what the backbone proposes and what alone it confirms, and that it never insists."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from projections.identity.match import candidate_id
from services.linking.recorder import NotRecorded
from tests.eventually import eventually
from tests.linked_town import (
    CONFIRMED,
    HANAKO,
    HANAKO_BY_OTHERS,
    ID,
    PROPOSED,
    TARO,
    LinkedTown,
)
from tests.samples import sample_uuid
from tests.valid_events import NOW


def test_two_agencies_people_who_look_alike_are_proposed_once(town: LinkedTown) -> None:
    one = town.register("HOK-1", HANAKO)
    town.register("SHO-1", TARO)
    other = town.register("JIR-1", HANAKO_BY_OTHERS)
    town.link()
    assert town.linked() == [(PROPOSED, frozenset((one, other)))]
    (proposal,) = town.proposals()
    assert proposal.pair == candidate_id(one, other)
    assert {proposal.one, proposal.other} == {one, other}
    assert not proposal.by_hand


def test_only_the_same_municipal_id_is_confirmed_without_a_steward(town: LinkedTown) -> None:
    one = town.register("MU-1", [*HANAKO, ID])
    other = town.register("KOD-1", [*TARO[:2], HANAKO[2], ID])
    town.register("HOK-1", HANAKO_BY_OTHERS)
    town.link()
    kinds = [kind for kind, refs in town.linked() if refs == {one, other}]
    assert kinds == [PROPOSED, CONFIRMED]
    assert [kind for kind, refs in town.linked() if refs != {one, other}] == [PROPOSED]


def test_the_same_municipal_id_with_another_birth_date_waits_for_a_steward(
    town: LinkedTown,
) -> None:
    town.register("MU-1", [*HANAKO, ID])
    town.register("KOD-1", [*HANAKO[:2], ("BIRTH_DATE", "1941-03-03"), ID])
    town.link()
    assert [kind for kind, _ in town.linked()] == [PROPOSED]


def test_two_payloads_of_one_record_join_nobody_until_it_is_put_right(town: LinkedTown) -> None:
    town.register("MU-1", [*HANAKO, ID])
    other = town.register("KOD-1", [*TARO, ("MUNICIPAL_ID", "77712")], record="r")
    town.register("KOD-1", [*HANAKO, ID], person=other, record="r")
    town.link()
    assert town.linked() == []
    town.register("KOD-1", [*HANAKO, ID], person=other, record="r", source_revision=2)
    town.link()
    assert [kind for kind, _ in town.linked()] == [PROPOSED, CONFIRMED]


def test_a_correction_takes_back_what_people_were_compared_by(town: LinkedTown) -> None:
    town.register("HOK-1", HANAKO)
    other = town.register("JIR-1", HANAKO, record="r")
    town.register("JIR-1", TARO, person=other, record="r", source_revision=2)
    town.link()
    assert town.linked() == []


def test_a_pair_that_a_steward_parted_is_never_proposed_or_joined_again(town: LinkedTown) -> None:
    one = town.register("MU-1", HANAKO)
    other = town.register("KOD-1", HANAKO_BY_OTHERS)
    link = {"link_id": sample_uuid("by hand"), "refs": [one, other], "person_refs": []}
    town.say("ST-1", CONFIRMED, **link, at=NOW - timedelta(days=3))
    town.say("ST-1", "PersonLinkRevoked", **link, effective_from=None)
    for ref, agency in ((one, "MU-1"), (other, "KOD-1")):
        town.say(
            agency,
            "AttributeAsserted",
            person=ref,
            person_refs=[ref],
            attribute=ID[0],
            value=ID[1],
        )
    town.link()
    assert town.linked() == []
    assert town.proposals() == []


def test_people_parted_by_a_steward_are_not_joined_over_a_third(town: LinkedTown) -> None:
    """Each of the two has the third's municipal id; only one of them can be the third."""
    one = town.register("MU-1", [*HANAKO, ID])
    other = town.register("KOD-1", [*HANAKO, ID])
    link = {"link_id": sample_uuid("by hand"), "refs": [one, other], "person_refs": []}
    town.say("ST-1", "PersonLinkRevoked", **link, effective_from=None)
    third = town.register("SHO-1", [*HANAKO, ID])
    town.link()
    confirmed = [refs for kind, refs in town.linked() if kind == CONFIRMED]
    assert len(confirmed) == 1
    assert third in confirmed[0]
    assert not {one, other} <= confirmed[0]


def test_people_joined_already_are_not_proposed_again(town: LinkedTown) -> None:
    refs = [town.register(agency, HANAKO) for agency in ("HOK-1", "JIR-1", "SHO-1")]
    for number, pair in enumerate((refs[:2], refs[1:])):
        link_id = sample_uuid(f"link {number}")
        town.say("ST-1", CONFIRMED, link_id=link_id, refs=pair, person_refs=[])
    town.link()
    assert town.linked() == []


def test_a_new_process_or_a_rebuilt_view_proposes_nothing_twice(town: LinkedTown) -> None:
    town.register("MU-1", [*HANAKO, ID])
    town.register("KOD-1", [*HANAKO, ID])
    town.register("HOK-1", HANAKO_BY_OTHERS)
    town.link()
    said = town.linked()
    town.wait(timedelta(hours=1))
    town.linker = town.new_linker()
    town.link()
    town.start_over()
    town.link()
    assert town.linked() == said
    assert len(said) == 4


def test_what_was_recorded_before_a_crash_is_not_judged_by_an_old_view(town: LinkedTown) -> None:
    town.register("MU-1", [*HANAKO, ID])
    town.register("KOD-1", [*HANAKO, ID])
    town.project()
    town.linker.step()
    said = town.linked()
    (town.folder / "identity" / "linking.json").unlink()
    town.wait(timedelta(hours=1))
    town.linker = town.new_linker()
    assert town.linker.step() == 0
    town.project()
    assert town.linker.step() == 2
    assert town.linked() == said


def test_a_store_that_refuses_leaves_the_people_to_be_looked_at_again(town: LinkedTown) -> None:
    town.register("HOK-1", HANAKO)
    town.register("JIR-1", HANAKO_BY_OTHERS)
    town.project()
    town.stream("SYS-1").refuses = "STORE_UNAVAILABLE"
    with pytest.raises(NotRecorded):
        town.linker.step()
    town.stream("SYS-1").refuses = ""
    town.link()
    assert [kind for kind, _ in town.linked()] == [PROPOSED]


def test_a_running_linker_outlasts_a_store_that_refuses(town: LinkedTown) -> None:
    town.register("HOK-1", HANAKO)
    town.register("JIR-1", HANAKO_BY_OTHERS)
    town.project()
    own = town.stream("SYS-1")
    own.refuses = "STORE_UNAVAILABLE"
    linker = town.new_linker(interval_seconds=0.01)
    linker.start()
    try:
        eventually(lambda: own.refused > 1, "the linker tries again")
        own.refuses = ""
        eventually(lambda: own.last_sequence() == 1, "the candidate is proposed")
    finally:
        linker.stop()
    town.project()
    assert len(town.proposals()) == 1


def test_a_later_statement_makes_a_candidate_of_people_known_for_long(town: LinkedTown) -> None:
    town.register("HOK-1", HANAKO)
    other = town.register("JIR-1", HANAKO_BY_OTHERS[:1])
    town.link()
    assert town.linked() == []
    attribute = {"attribute": "BIRTH_DATE", "value": "1940-03-03"}
    town.say("JIR-1", "AttributeAsserted", person=other, person_refs=[other], **attribute)
    town.link()
    assert [kind for kind, _ in town.linked()] == [PROPOSED]


def test_neither_tokens_nor_values_leave_the_identity_service(town: LinkedTown) -> None:
    """Threat 15: tokens are on no topic; invariant 4: no value is in any byte of the file."""
    secret = [("NAME", "権田原　茉莉花"), ("ADDRESS", "桜町8-8-8"), ("PHONE", "090-9876-0001")]
    for agency in ("HOK-1", "MU-1"):
        town.register(agency, [*secret, ("BIRTH_DATE", "1971-11-30"), ("MUNICIPAL_ID", "881723")])
    town.link()
    assert town.linked()
    with town.identity.snapshot() as snapshot:
        people = [person for _, person in snapshot.changed(0, 10)]
        profiles = [snapshot.profile(person) for person in people]
    tokens = {t for each in profiles if each for kind in each.values() for t in kind}
    town.close_view()
    sent = b"".join(r.value for s in town.streams.values() for r in s.records())
    stored = b"".join(path.read_bytes() for path in town.folder.glob("identity/**/*.db*"))
    assert len(tokens) >= 8
    assert not [token for token in tokens if token in sent or token.hex().encode() in sent]
    for value in ("権田原", "茉莉花", "桜町", "9876", "1971", "881723"):
        assert value.encode() not in stored


def test_keys_destroyed_leave_nothing_to_compare(town: LinkedTown) -> None:
    one = town.register("HOK-1", HANAKO)
    town.register("JIR-1", HANAKO_BY_OTHERS)
    town.link()
    town.say("MU-1", "KeyDestroyed", person=one, person_refs=[])
    town.project()
    assert town.proposals() == []
    raw = uuid.UUID(bytes=one)
    assert not [line for line in town.facts() if raw.hex in line and "forgotten" not in line]
