"""How a command says no: one line for a person, an exit code for a program."""

from __future__ import annotations

import typer


class CommandFailed(typer.TyperException):
    """The command could not do what was asked (exit code 1).

    The message says what is wrong and what to do; it names no person.
    """

    exit_code = 1
