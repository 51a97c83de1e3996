"""After everything arrived: the same logs in another order must give the same view (I7)."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.topics import agency_topic
from services.projector.dump import dump_facts
from services.scenario.playing import Playing
from services.scenario.report import Outcome, Verdict
from services.scenario.shuffle import HOUSEHOLD, replay_shuffled
from services.scenario.stage import Running
from services.views.current import current_file, put_in_service
from services.wiring.logs import PROJECTOR
from services.wiring.own_stream import SYSTEM_AGENCY


def judge_shuffled(playing: Playing, seed: int) -> Iterator[Outcome]:
    """Replay every municipality's logs shuffled, compare, then judge the end state on the result.

    Raises LogUnavailable, LogForbidden.
    """
    for key, running in playing.running.items():
        in_order = playing.everything(key)
        playing.wait()
        same_facts = _replay(running, seed)
        problems = []
        if not same_facts:
            problems.append("the canonical dump of the facts differs")
        if playing.everything(key) != in_order:
            problems.append("what an auditor is shown differs")
        yield Outcome(
            playing.scenario.id,
            f"{playing.scenario.id}-I7 {running.municipality.name}",
            Verdict.FAILED if problems else Verdict.HELD,
            f"read in another order (seed {seed}) the view is byte-equal",
            tuple(problems),
        )
    yield from playing.judge_final()


def _replay(running: Running, seed: int) -> bool:
    """Put the shuffled view in service; whether it holds what the other one holds."""
    code = running.municipality.code
    folder = running.settings.projector(code)
    log = running.logs.as_principal(PROJECTOR)
    topics = [
        agency_topic(code, agency) for agency in (*running.municipality.agencies, SYSTEM_AGENCY)
    ]
    before = list(dump_facts(current_file(folder, HOUSEHOLD)))
    shuffled = replay_shuffled(folder, log, topics, seed)
    put_in_service(shuffled)
    return list(dump_facts(shuffled)) == before
