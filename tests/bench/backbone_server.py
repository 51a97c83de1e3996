"""Adapter, relay and projector of a small municipality; says when each event became visible."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from services.clock import SystemClock
from services.wiring.backbone import Backbone
from tests.bench.events import MUNICIPALITY
from tests.bench.places import Place

AGENCY = "HOK-1"


def main(home: Path, bootstrap: str, events: int) -> None:
    """Serve one adapter; after ``events`` are visible print [monotonic time] by sequence."""
    place = Place("kafka" if bootstrap else "embedded", home, bootstrap)
    logs = place.logs()
    backbone = Backbone(place.settings, MUNICIPALITY, [AGENCY], SystemClock(), logs)
    backbone.start()
    print(backbone.adapter_target(AGENCY).rpartition(":")[2], flush=True)
    visible: list[float] = []
    for sequence in range(1, events + 1):
        backbone.wait_visible({AGENCY: sequence}, 120.0)
        visible.append(time.monotonic())
    print(json.dumps(visible), flush=True)
    sys.stdin.read()
    backbone.stop()
    logs.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
