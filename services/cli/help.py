"""Help in two languages: Japanese on a line of its own, English beneath.

On one line rich would miscount the width where it breaks a line at its very end, and cut a word.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import typer

_HARD_BREAK = "  \n"


def both(japanese: str, english: str) -> str:
    """One help text, for rich's Markdown."""
    return f"{japanese}{_HARD_BREAK}{english}"


def add(app: typer.Typer, function: Callable[..., None], name: str | None = None) -> None:
    """Make a command of a function.

    Its docstring's first paragraph is Japanese, its second the same in English: short enough that
    both fit on one line of the list of commands.
    """
    text = inspect.getdoc(function)
    if text is None:
        raise ValueError(f"{function.__name__} has no docstring to be its help")
    japanese, english, *more = text.split("\n\n")
    whole = "\n\n".join([both(japanese, english), *more])
    app.command(name, help=whole, short_help=f"{japanese} {english}")(function)
