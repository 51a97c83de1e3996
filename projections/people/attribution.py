"""Whose an event is (I5): the people of a set of events by the links that hold.

References that live links join are named by one of them, the smallest. What an author wrote on a
record that a link had merged wrongly is nobody's once the link is revoked, until a steward says
whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from projections.people.links import LINK_EVENTS, REATTRIBUTED, REVOKED, Links, clusters, links
from projections.people.naming import renamed
from projections.revisions import Settled
from projections.stored_event import StoredEvent, by_time

_Given = Mapping[tuple[bytes, bytes], StoredEvent]
"""Event id and link id → the latest statement to whom the event belongs."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that cites revoked links and was not given to anybody for ``link_ids``."""

    event: StoredEvent
    link_ids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Attributed:
    """``settled`` is without what waits, each other event in the same place as before, about
    canonical references; ``refs_of`` leads from these to all references of a joined person.

    ``doubtful`` is what may be shown of nobody and may restrict all the same: events in conflict,
    and what waits, once for each person whose it may be.
    """

    settled: Settled
    refs_of: Mapping[bytes, tuple[bytes, ...]]
    waiting: tuple[Waiting, ...]
    doubtful: tuple[StoredEvent, ...]
    links: Links

    def canonical(self, ref: bytes) -> bytes:
        """The reference by which the person is known here; ``ref`` itself where none joins it."""
        cluster = self.links.clusters.get(ref)
        return ref if cluster is None else cluster[0]

    def all_refs(self, ref: bytes) -> tuple[bytes, ...]:
        """Every reference of the person whom ``ref`` is about, ascending."""
        return self.links.clusters.get(ref, (ref,))


def attribute(settled: Settled) -> Attributed:
    """Every event to its people.

    Statements about links keep the references they are about, and viewings the ones that were
    shown. An event no link touches stays the same object.
    """
    # In doubt nothing is joined: of two payloads of one revocation either takes the link away.
    doubted = [event for event in settled.conflicted if event.name == REVOKED]
    known = links([*settled.effective, *doubted])
    names = {ref: cluster[0] for ref, cluster in known.clusters.items() if ref != cluster[0]}
    refs_of = {cluster[0]: cluster for cluster in known.clusters.values()}
    if not names and not known.revoked:
        return Attributed(settled, refs_of, (), settled.conflicted, known)
    given = _given(settled.effective)
    waiting: list[Waiting] = []

    def told(events: Iterable[StoredEvent]) -> tuple[StoredEvent, ...]:
        kept = []
        for event in events:
            if _stays(event):
                kept.append(event)
            elif missing := _not_given(event, known, given):
                waiting.append(Waiting(event, missing))
            else:
                kept.append(renamed(_by_steward(event, known, given), names))
        return tuple(kept)

    attributed = replace(
        settled,
        effective=told(settled.effective),
        conflicted=told(settled.conflicted),
        superseded=tuple(
            event if _stays(event) else renamed(event, names) for event in settled.superseded
        ),
    )
    waiting.sort(key=lambda one: by_time(one.event))
    whose = (renamed(each, names) for one in waiting for each in _possibly(one, known))
    doubtful = (*attributed.conflicted, *whose)
    return Attributed(attributed, refs_of, tuple(waiting), doubtful, known)


def _stays(event: StoredEvent) -> bool:
    return event.name in LINK_EVENTS or event.envelope["legal_basis"] == "AUDIT"


def _given(effective: Iterable[StoredEvent]) -> _Given:
    """Of several statements about one event and link the latest holds; they come by time."""
    return {
        (event.body["subject_event_id"], event.body["link_id"]): event
        for event in effective
        if event.name == REATTRIBUTED
    }


def _not_given(event: StoredEvent, known: Links, given: _Given) -> tuple[bytes, ...]:
    return tuple(
        link_id
        for link_id in dict.fromkeys(event.envelope["via_link_ids"])
        if link_id in known.revoked and (event.event_id, link_id) not in given
    )


def _by_steward(event: StoredEvent, known: Links, given: _Given) -> StoredEvent:
    """The event given to whom the steward named.

    To its author all references of the links it cites were one person, so that a reference of
    another cited link that meets the revoked one moves too; of several answers about that one
    person the latest holds.
    """
    cited = event.envelope["via_link_ids"]
    answers = [
        given[event.event_id, link_id]
        for link_id in cited
        if link_id in known.revoked and (event.event_id, link_id) in given
    ]
    if not answers:
        return event
    names: dict[bytes, bytes] = {}
    for answer in sorted(answers, key=by_time):
        as_written = _as_written(event, answer.body["link_id"], known)
        to_person: bytes = answer.body["to_person"]
        names.update(dict.fromkeys(as_written, to_person))
    return renamed(event, names)


def _as_written(event: StoredEvent, link_id: bytes, known: Links) -> frozenset[bytes]:
    """The references that were one person to the author by way of this link."""
    cited = [known.refs[one] for one in event.envelope["via_link_ids"] if one in known.refs]
    one_person = clusters(cited)
    return frozenset(same for ref in known.refs[link_id] for same in one_person.get(ref, (ref,)))


def _possibly(waiting: Waiting, known: Links) -> Iterator[StoredEvent]:
    """The event as it would be if it were given to this person or that one."""
    for link_id in waiting.link_ids:
        as_written = _as_written(waiting.event, link_id, known)
        for person in sorted(as_written):
            yield renamed(waiting.event, dict.fromkeys(as_written, person))
