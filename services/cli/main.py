"""The command ``enishi``: its commands, and how each failure becomes one line."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence

import typer

from deploy.kafka.libraries import BrokerUnavailable
from deploy.tls import AuthorityUnusable, InvalidName
from services.cli.dead import app as dead
from services.cli.demo import demo
from services.cli.find import find
from services.cli.generate import generate
from services.cli.household import household
from services.cli.output import log_to_stderr, notices
from services.cli.rebuild import rebuild
from services.cli.record import record
from services.cli.scenario import app as scenario
from services.cli.serve import serve
from services.cli.status import status
from services.keys import BadKeyFile
from services.log.port import LogForbidden, LogUnavailable

TRACEBACK_VARIABLE = "ENISHI_TRACEBACK"
USAGE = 2
FAILED = 1

COMMANDS = (demo, serve, status, household, find, record, generate, rebuild)

app = typer.Typer(
    help="縁 Enishi — 重層的支援体制整備事業のイベント基盤。 "
    "The event backbone of Japan's multi-layered municipal support programme.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in COMMANDS:
    app.command()(_command)
app.add_typer(dead, name="dead")
app.add_typer(scenario, name="scenario")

EXPECTED: tuple[type[Exception], ...] = (
    AuthorityUnusable,
    BadKeyFile,
    BrokerUnavailable,
    LogForbidden,
    LogUnavailable,
    OSError,
)
"""Failures whose own message says what is wrong and what to do."""


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code: 0 ok, 1 it said no, 2 it was called wrongly."""
    log_to_stderr("warning")
    command = typer.main.get_command(app)
    try:
        code = command.main(list(arguments), prog_name="enishi", standalone_mode=False)
    except typer.TyperException as error:
        return _say(error.format_message(), error.exit_code)
    except InvalidName as error:
        return _say(str(error), USAGE)
    except EXPECTED as error:
        return _say(str(error), FAILED)
    except sqlite3.Error as error:
        return _say(f"a file of this home cannot be used: {error}", FAILED)
    except Exception as error:  # A mistake of ours: its text may hold anything, so only its kind.
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        return _say(
            f"internal error ({type(error).__name__}); {TRACEBACK_VARIABLE}=1 shows where", FAILED
        )
    return code if isinstance(code, int) else 0


def _say(message: str, code: int) -> int:
    hint = "; see enishi --help" if code == USAGE else ""
    notices().print(f"enishi: {message.rstrip('.')}{hint}", soft_wrap=True)
    return code
