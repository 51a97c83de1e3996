"""A household projector that is stopped (SIGSTOP) with its first batch applied but not committed.

``python -m tests.run_zombie WORLD READY``; goes on when it gets SIGCONT.
"""

from __future__ import annotations

import signal
import sys
import threading
from functools import partial
from pathlib import Path

from services.failpoint import Failpoints
from services.projector.runner import Runner
from services.wiring.logs import PROJECTOR
from services.wiring.views import household_place
from tests.samples import MUNICIPALITY
from tests.world import World, serve


class StopsOnce(Failpoints):
    """Stops this process where the batch is in memory and the commit is next."""

    def __init__(self) -> None:
        super().__init__()
        self._stopped = False

    def reach(self, name: str) -> None:
        """SIGSTOP, the first time."""
        if name == "projector.applied" and not self._stopped:
            self._stopped = True
            # To this thread: a signal to the process may stop it a few statements later.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)


def main() -> None:
    """Project until told to stop."""
    world = World.from_argument(sys.argv[1])
    logs = world.logs()
    place = household_place(world.settings, MUNICIPALITY)
    log = partial(logs.as_principal, PROJECTOR)
    runner = Runner(MUNICIPALITY, partial(place.open, StopsOnce()), log)
    runner.start()
    serve(Path(sys.argv[2]), {})
    runner.stop()
    logs.close()


if __name__ == "__main__":
    main()
