"""projector-memory: resident memory of a projector after many events, against after few."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from schemas.codec import codec
from schemas.topics import agency_topic
from services.failpoint import Failpoints
from services.log.port import Delivered
from services.projector.household_store import HouseholdStore
from services.projector.rebuild import BATCH
from services.projector.view import View
from tests.bench.accepted import multiply_log
from tests.bench.events import MUNICIPALITY
from tests.bench.figures import Figure, figure
from tests.bench.places import AGENCIES, Place
from tests.bench.processes import serving


def measure_memory(place: Place, few: int, many: int) -> Figure:
    """MiB after ``many`` events, and after ``few`` of them; flat means a ratio of 1."""
    multiply_log(place, many)
    with serving("tests.bench.memory", str(place.home), place.bootstrap, str(few)) as projector:
        early, late = json.loads(projector.line())
    return figure(
        f"projector-memory.{place.driver}",
        "MiB",
        late,
        early,
        f"after {few:,} events; value after {many:,}",
        "0.9 – 1.1",
    )


def main(home: Path, bootstrap: str, few: int) -> None:
    """Project the whole log in this process; print [MiB after few, MiB after all]."""
    print(0, flush=True)
    place = Place("kafka" if bootstrap else "embedded", home, bootstrap)
    logs = place.logs()
    log = logs.as_principal("projector")
    ends = log.high_water([agency_topic(MUNICIPALITY, agency) for agency in AGENCIES])
    view = View(
        home / "memory" / "household" / "1.db", HouseholdStore(), codec(), Failpoints(), frozenset
    )
    view.follow(list(ends))
    reader = log.reader(view.sources.positions())
    done, early, total = 0, 0.0, sum(ends.values())
    while done < total:
        delivered: list[Delivered] = reader.poll(BATCH, 1.0)
        view.apply(delivered)
        done += len(delivered)
        if early == 0.0 and done >= few:
            early = _resident_mib()
    print(json.dumps([early, _resident_mib()]), flush=True)
    reader.close()
    view.close()
    logs.close()


def _resident_mib() -> float:
    """Resident set size of this process (proc(5), VmRSS)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS in /proc/self/status")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
