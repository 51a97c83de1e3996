"""Progress bars that fit 80 columns and vanish when done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from services.cli.output import notices

Advance = Callable[[int, int, str], None]
"""Told how much is done, of how much, and a word beside the bar."""


@contextmanager
def bar(title: str) -> Iterator[Advance]:
    """A bar on standard error while the body runs."""
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TextColumn("{task.fields[word]}"),
        TimeRemainingColumn(),
        console=notices(),
        transient=True,
    )
    with progress:
        task = progress.add_task(title, total=None, word="")

        def advance(done: int, total: int, word: str) -> None:
            progress.update(task, completed=done, total=total, word=word)

        yield advance
