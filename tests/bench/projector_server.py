"""The projector of a municipality in a process of its own; says when each event became visible."""

from __future__ import annotations

import json
import sys
import time
from functools import partial
from pathlib import Path

from services.failpoint import Failpoints
from services.wiring.logs import PROJECTOR
from services.wiring.projectors import Projectors
from tests.bench.events import MUNICIPALITY
from tests.bench.places import Place

AGENCY = "HOK-1"
PATIENCE_SECONDS = 120.0
WARM_UP = 50
"""Events sent before the measurement: connections are opened once, not for every event."""


def main(home: Path, bootstrap: str, events: int) -> None:
    """Project; once ``events`` after the warm-up are visible print the moments by sequence."""
    place = Place("kafka" if bootstrap else "embedded", home, bootstrap)
    logs = place.logs()
    projectors = Projectors(
        place.settings, MUNICIPALITY, partial(logs.as_principal, PROJECTOR), Failpoints()
    )
    projectors.start()
    print(0, flush=True)
    projectors.wait_visible({AGENCY: WARM_UP}, PATIENCE_SECONDS)
    print("warm", flush=True)
    visible: list[float] = []
    for sequence in range(WARM_UP + 1, WARM_UP + events + 1):
        projectors.wait_visible({AGENCY: sequence}, PATIENCE_SECONDS)
        visible.append(time.monotonic())
    print(json.dumps(visible), flush=True)
    sys.stdin.read()
    projectors.stop()
    logs.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
