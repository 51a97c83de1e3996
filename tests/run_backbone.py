"""Every part of a world in one process: ``python -m tests.run_backbone WORLD READY``.

Killed at the failpoint that ENISHI_FAILPOINT names, if any; ends when its standard input does.
"""

from __future__ import annotations

import sys
from pathlib import Path

from services.failpoint import Failpoints
from tests.world import World, serve


def main() -> None:
    """Run until told to stop."""
    world = World.from_argument(sys.argv[1])
    logs = world.logs()
    backbone = world.backbone(logs, Failpoints.from_environment())
    backbone.start()
    serve(Path(sys.argv[2]), backbone.endpoints())
    backbone.stop()
    logs.close()


if __name__ == "__main__":
    main()
