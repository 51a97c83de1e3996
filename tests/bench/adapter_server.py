"""One agency's adapter and relay in a process of its own, as in a deployment."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from services.clock import SystemClock
from services.failpoint import Failpoints
from services.wiring.agency import Agency
from services.wiring.certificates import Certificates
from services.wiring.loop import LoopThread
from tests.bench.events import MUNICIPALITY
from tests.bench.places import Place


def main(home: Path, bootstrap: str, agency_id: str) -> None:
    """Serve until standard input closes."""
    place = Place("kafka" if bootstrap else "embedded", home, bootstrap)
    logs = place.logs()
    certificates = Certificates(place.settings.tls(MUNICIPALITY), MUNICIPALITY, [agency_id])
    agency = Agency(
        place.settings,
        MUNICIPALITY,
        agency_id,
        SystemClock(),
        partial(logs.as_principal, agency_id),
        Failpoints(),
    )
    loop = LoopThread()
    agency.start(loop, certificates, "127.0.0.1:0")
    print(agency.port, flush=True)
    sys.stdin.read()
    agency.stop(loop)
    logs.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
