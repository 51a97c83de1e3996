"""Which references are one person."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from projections.people.links import clusters, links
from tests.unit.projections.household.story import Story, uid
from tests.unit.projections.people.linking import confirmed, proposed, revoked

references = st.sampled_from([bytes([n]) * 16 for n in range(8)])
groups = st.lists(st.lists(references, min_size=1, max_size=3), max_size=6)


def _all(*people: str) -> tuple[bytes, ...]:
    return tuple(sorted(map(uid, people)))


def test_a_confirmed_link_joins_its_references() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    assert links(story.events).clusters == dict.fromkeys(_all("P1", "P2"), _all("P1", "P2"))


def test_a_proposal_joins_nobody() -> None:
    story = Story()
    proposed(story, "L", "P1", "P2")
    known = links(story.events)
    assert known.clusters == {}
    assert known.live == known.revoked == frozenset()


def test_a_revoked_link_joins_nobody_whatever_was_said_first() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    revoked(story, "L", "P1", "P2")
    confirmed(story, "L", "P1", "P2", when="06-12")
    for events in permutations(story.events):
        known = links(events)
        assert known.clusters == {}
        assert known.revoked == {uid("L")}


def test_a_revocation_ends_its_link_whomever_it_names() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    revoked(story, "L", "P3", "P4")
    known = links(story.events)
    assert known.clusters == {}
    assert known.refs == {uid("L"): frozenset(_all("P1", "P2", "P3", "P4"))}


def test_of_two_links_between_the_same_references_either_is_enough() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    confirmed(story, "M", "P1", "P2")
    revoked(story, "L", "P1", "P2")
    known = links(story.events)
    assert known.live == {uid("M")}
    assert known.clusters[uid("P1")] == _all("P1", "P2")


def test_links_join_through_others_and_part_when_the_middle_one_falls() -> None:
    story = Story()
    confirmed(story, "L", "P1", "P2")
    confirmed(story, "M", "P3", "P4")
    middle = confirmed(story, "N", "P2", "P3")
    assert links(story.events).clusters[uid("P4")] == _all("P1", "P2", "P3", "P4")
    revoked(story, "N", "P2", "P3")
    assert middle in story.events
    assert links(story.events).clusters[uid("P4")] == _all("P3", "P4")


@given(groups)
def test_a_cluster_is_exactly_what_can_be_reached(given_groups: list[list[bytes]]) -> None:
    found = clusters(given_groups)
    for start in {ref for group in given_groups for ref in group}:
        reached = {start}
        for _ in given_groups:
            for group in given_groups:
                if not reached.isdisjoint(group):
                    reached.update(group)
        assert found.get(start, (start,)) == tuple(sorted(reached))
    assert all(len(cluster) > 1 for cluster in found.values())
