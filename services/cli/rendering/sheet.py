"""A sheet: labels on the left, what is known on the right, its sources beneath on demand."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.cli.rendering.words import sources

LABEL_WIDTH = 20


class Sheet:
    """Rows of one part of the view; ``with_events`` adds the event ids behind each row."""

    def __init__(self, *, with_events: bool, indent: int = 0, width: int = LABEL_WIDTH) -> None:
        """``indent`` and the labels' ``width`` are in cells of the terminal."""
        self._with_events = with_events
        self._indent = indent
        self._grid = Table.grid(padding=(0, 1))
        self._grid.add_column(width=width, style="cyan")
        self._grid.add_column(overflow="fold")

    def row(self, label: str, value: str | Text, event_ids: Iterable[str] = ()) -> None:
        """One row."""
        text = Text(value) if isinstance(value, str) else value
        traced = sources(event_ids) if self._with_events else ""
        if traced:
            text = text.copy().append("\n").append(traced, style="dim")
        self._grid.add_row(Text(label), text)

    def rows(self, label: str, values: Iterable[tuple[str | Text, Iterable[str]]]) -> None:
        """Several rows under one label; none where there is nothing to say."""
        for number, (value, event_ids) in enumerate(values):
            self.row(label if number == 0 else "", value, event_ids)

    def rendered(self) -> RenderableType:
        """What to print."""
        return Padding(self._grid, (0, 0, 0, self._indent))
