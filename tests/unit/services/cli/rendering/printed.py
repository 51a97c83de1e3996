"""What a rendering prints on a terminal of 80 columns."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console, RenderableType

COLUMNS = 80


def printed(parts: Iterable[RenderableType]) -> str:
    """The text, of which no line is wider than the terminal."""
    text = io.StringIO()
    console = Console(file=text, width=COLUMNS, markup=False, emoji=False, highlight=False)
    for part in parts:
        console.print(part)
    assert max(map(cell_len, text.getvalue().splitlines())) <= COLUMNS
    return text.getvalue()
