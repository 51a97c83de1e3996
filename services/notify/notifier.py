"""One agency's notifications while they run: a thread for the board, one for each destination."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from services.notify.courier import Courier
from services.notify.desk import Desk
from services.notify.watching import Watching

STEP_SECONDS: Final = 1.0
"""[cfg] How often the outbox is looked into; clocks run for hours, so a second is nothing."""


class Notifier:
    """Runs until told to stop, or until any of its parts fails."""

    def __init__(self, desk: Desk, watching: Watching, couriers: Sequence[Courier]) -> None:
        self._desk = desk
        self._watching = watching
        self._couriers = couriers

    def run(self, told: threading.Event) -> None:
        """Return once told to stop; a delivery under way is waited for. Raises DeskRefused, and
        whatever else ended a part: a notifier that lacks one would be silent."""
        parts: list[Callable[[], None]] = [lambda: self._watching.follow(told)]
        parts += [_repeated(courier, told) for courier in self._couriers]
        with ThreadPoolExecutor(len(parts), thread_name_prefix="notify") as pool:
            running = [pool.submit(_until, told, part) for part in parts]
            try:
                told.wait()
            finally:
                told.set()
                self._desk.close()
        for each in running:
            each.result()


def _repeated(courier: Courier, told: threading.Event) -> Callable[[], None]:
    def again() -> None:
        while not told.wait(STEP_SECONDS):
            courier.step()

    return again


def _until(told: threading.Event, part: Callable[[], None]) -> None:
    try:
        part()
    finally:
        told.set()
