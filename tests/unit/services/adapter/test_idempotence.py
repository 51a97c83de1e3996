"""Rule I8 over any sendings to a real intake: once in the ledger, one receipt, whatever happens."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from protos.enishi.v1 import events_pb2
from schemas.framing import CONFLICT_HEADER
from schemas.record import leaf_bytes, leaf_hash
from services.adapter.outcome import Accepted
from tests.agency_streams import KINDS, AgencyUnderTest, Move, Secrets, writers_of

AGENCY = "CT-1"
ALLOWED = tuple(kind for kind in KINDS if AGENCY in writers_of(kind))

Key = tuple[str, int, int]
"""Event type, source record, revision."""


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    """Key files for every example."""
    return Secrets(tmp_path_factory.mktemp("keys"))


def _move(seed: int) -> Move:
    """One of few records, so that sendings meet: the same, in conflict, or a correction."""
    chance = Random(seed)
    kind = chance.choice(ALLOWED[:: max(1, len(ALLOWED) // 12)])
    return Move(AGENCY, kind, chance.randint(1, 2), chance.randint(1, 2), chance.randint(1, 2))


batches = st.lists(
    st.lists(st.integers(0, 400).map(_move), min_size=1, max_size=12), min_size=1, max_size=6
)


class Model:
    """What the ledger must hold, as simply as it can be said."""

    def __init__(self) -> None:
        self.sequences: dict[Key, dict[bytes, Accepted]] = defaultdict(dict)
        self.accepted = 0

    def check(self, move: Move, sent: events_pb2.Event, outcome: object) -> None:
        """Hold one outcome against what was sent before."""
        payload = sent.SerializeToString(deterministic=True)
        known = self.sequences[move.kind, move.record, move.revision]
        before = known.get(payload)
        if before is not None:
            assert isinstance(outcome, Accepted)
            assert outcome.duplicate
            assert _same(outcome, before)
            event("sent again")
        elif isinstance(outcome, Accepted):
            self.accepted += 1
            assert not outcome.duplicate
            assert outcome.sequence == self.accepted
            assert outcome.conflict == bool(known)
            known[payload] = outcome
            event("in conflict" if outcome.conflict else "accepted")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches, st.randoms(use_true_random=False))
def test_each_payload_has_one_receipt_in_any_batch_and_after_any_restart(
    secrets: Secrets, sendings: Sequence[Sequence[Move]], chance: Random
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        model = Model()
        agency = AgencyUnderTest(Path(folder), AGENCY, secrets)
        for moves in sendings:
            if chance.random() < 0.3:
                agency.close()
                agency = AgencyUnderTest(Path(folder), AGENCY, secrets)
            for move, outcome in zip(moves, agency.send(moves), strict=True):
                model.check(move, move.message(), outcome)
        _ledger_holds(agency, model)
        agency.close()


def _ledger_holds(agency: AgencyUnderTest, model: Model) -> None:
    records = agency.records()
    assert [record.sequence for record in records] == list(range(1, model.accepted + 1))
    by_sequence = {record.sequence: record for record in records}
    for payloads in model.sequences.values():
        for accepted in payloads.values():
            record = by_sequence[accepted.sequence]
            assert leaf_hash(leaf_bytes(record)) == accepted.leaf_hash
            cited = record.header(CONFLICT_HEADER)
            assert (cited is not None) == accepted.conflict
            if cited is not None:
                assert int(cited) == min(each.sequence for each in payloads.values())


def _same(one: Accepted, other: Accepted) -> bool:
    return (one.event_id, one.sequence, one.leaf_hash, one.case_id, one.ingested_at) == (
        other.event_id,
        other.sequence,
        other.leaf_hash,
        other.case_id,
        other.ingested_at,
    )
