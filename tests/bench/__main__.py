"""``make bench``: measure on each log; print a table and write ``.cache/bench.json``."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from tests.bench.candidates import measure_candidates
from tests.bench.figures import Figure, publish
from tests.bench.intake import measure_intake
from tests.bench.latency import measure_latency
from tests.bench.memory import measure_memory
from tests.bench.places import Place, place
from tests.bench.queue import measure_queue
from tests.bench.relay import measure_relay
from tests.bench.replay import measure_replay

MEASUREMENTS = ("intake", "relay", "replay", "latency", "memory")
WITHOUT_LOG = ("candidates", "queue")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen measurements one after another, each on a fresh log."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--log", choices=("embedded", "kafka", "both"), default="both")
    parser.add_argument("--only", choices=(*MEASUREMENTS, *WITHOUT_LOG), action="append")
    parser.add_argument("--quick", action="store_true", help="a tenth of the events, one round")
    options = parser.parse_args(arguments)
    drivers = ("embedded", "kafka") if options.log == "both" else (options.log,)
    scale, rounds = (10, 1) if options.quick else (1, 3)
    run: dict[str, Callable[[Place], list[Figure]]] = {
        "intake": lambda where: measure_intake(where, 20_000 // scale, rounds),
        "relay": lambda where: [measure_relay(where, 50_000 // scale, rounds)],
        "replay": lambda where: [measure_replay(where, 100_000 // scale, rounds)],
        "latency": lambda where: [measure_latency(where, 6_000 // scale)],
        "memory": lambda where: [measure_memory(where, 100_000 // scale, 1_000_000 // scale)],
    }
    alone: dict[str, Callable[[Path], list[Figure]]] = {
        "candidates": lambda folder: measure_candidates(folder, 20_000 if scale > 1 else 500_000),
        "queue": lambda folder: measure_queue(folder, 10_000 // scale, rounds),
    }
    figures: list[Figure] = []
    console = Console(stderr=True)
    for name in options.only or (*MEASUREMENTS, *WITHOUT_LOG):
        if name in alone:
            console.print(f"{name} …")
            with tempfile.TemporaryDirectory(prefix="enishi-bench-") as folder:
                figures += alone[name](Path(folder))
            continue
        for driver in drivers:
            console.print(f"{name} on {driver} …")
            with (
                tempfile.TemporaryDirectory(prefix="enishi-bench-") as folder,
                place(driver, Path(folder)) as where,
            ):
                figures += run[name](where)
    publish(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
