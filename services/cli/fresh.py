"""Empties a home for a demo."""

from __future__ import annotations

import shutil

from services.cli.home import RUN, read_home
from services.cli.options import LogDriver
from services.settings import Settings
from services.wiring.local_broker import local_broker


def wipe(settings: Settings) -> None:
    """Delete everything this home holds but its lock, which the caller has.

    A broker that a killed process left behind is stopped first.
    """
    known = read_home(settings)
    if known is not None and known.log is LogDriver.KAFKA:
        local_broker(settings, known.municipality).stop()
    for path in settings.home.iterdir():
        if path.name == RUN:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
