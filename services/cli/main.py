"""The command ``enishi``: its commands, and how each failure becomes one line."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence

import typer

from deploy.kafka.libraries import BrokerUnavailable
from deploy.tls import AuthorityUnusable, InvalidName
from services.cli.help import add
from services.cli.output import log_to_stderr, notices
from services.keys import BadKeyFile
from services.log.port import LogForbidden, LogUnavailable
from services.transfer.refusal import TransferRefused
from services.views.view_file import OtherLayout

TRACEBACK_VARIABLE = "ENISHI_TRACEBACK"
USAGE = 2
FAILED = 1

EXPECTED: tuple[type[Exception], ...] = (
    AuthorityUnusable,
    BadKeyFile,
    BrokerUnavailable,
    LogForbidden,
    LogUnavailable,
    OSError,
    OtherLayout,
    TransferRefused,
)
"""Failures whose own message says what is wrong and what to do."""


# Each imports only when it is wanted: together they take a second, most alone a fraction.
def _demo(app: typer.Typer) -> None:
    from services.cli.demo import demo

    add(app, demo)


def _serve(app: typer.Typer) -> None:
    from services.cli.serve import serve

    add(app, serve)


def _status(app: typer.Typer) -> None:
    from services.cli.status import status

    add(app, status)


def _household(app: typer.Typer) -> None:
    from services.cli.household import household

    add(app, household)


def _find(app: typer.Typer) -> None:
    from services.cli.find import find

    add(app, find)


def _inbox(app: typer.Typer) -> None:
    from services.cli.inbox import inbox

    add(app, inbox)


def _workspace(app: typer.Typer) -> None:
    from services.cli.workspace import workspace

    add(app, workspace)


def _queue(app: typer.Typer) -> None:
    from services.cli.queue import app as queue

    words = "机の一覧と順位の理由。 What waits for a desk, and why in this order."
    app.add_typer(queue, name="queue", short_help=words, help=words)


def _console(app: typer.Typer) -> None:
    from services.cli.console import console

    add(app, console)


def _notify(app: typer.Typer) -> None:
    from services.cli.notify import app as notify

    app.add_typer(notify, name="notify")


def _overlaps(app: typer.Typer) -> None:
    from services.cli.overlaps import overlaps

    add(app, overlaps)


def _candidates(app: typer.Typer) -> None:
    from services.cli.candidates import candidates

    add(app, candidates)


def _break_glass(app: typer.Typer) -> None:
    from services.cli.break_glass import app as break_glass

    app.add_typer(break_glass, name="break-glass")


def _explain(app: typer.Typer) -> None:
    from services.cli.explain import explain

    add(app, explain)


def _record(app: typer.Typer) -> None:
    from services.cli.record import record

    add(app, record)


def _generate(app: typer.Typer) -> None:
    from services.cli.generate import generate

    add(app, generate)


def _dead(app: typer.Typer) -> None:
    from services.cli.dead import app as dead

    app.add_typer(dead, name="dead")


def _rebuild(app: typer.Typer) -> None:
    from services.cli.rebuild import rebuild

    add(app, rebuild)


def _transfer(app: typer.Typer) -> None:
    from services.cli.transfer import app as transfer

    app.add_typer(transfer, name="transfer")


def _scenario(app: typer.Typer) -> None:
    from services.cli.scenario import app as scenario

    words = "受入シナリオを再生する。 Play acceptance scenarios."
    app.add_typer(scenario, name="scenario", short_help=words)


COMMANDS: Mapping[str, Callable[[typer.Typer], None]] = {
    "demo": _demo,
    "serve": _serve,
    "status": _status,
    "household": _household,
    "find": _find,
    "inbox": _inbox,
    "workspace": _workspace,
    "queue": _queue,
    "console": _console,
    "notify": _notify,
    "overlaps": _overlaps,
    "candidates": _candidates,
    "break-glass": _break_glass,
    "explain": _explain,
    "record": _record,
    "generate": _generate,
    "dead": _dead,
    "rebuild": _rebuild,
    "transfer": _transfer,
    "scenario": _scenario,
}
"""Every command, in the order of ``--help``."""


def build(wanted: str | None = None) -> typer.Typer:
    """The application with the command that is wanted; with all of them where it is not known."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode="markdown",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(enishi)
    for name, load in COMMANDS.items():
        if wanted == name or wanted not in COMMANDS:
            load(app)
    return app


def enishi() -> None:
    """縁 Enishi — 重層的支援体制整備事業のイベント基盤。

    The event backbone of Japan's multi-layered municipal support programme. Exit codes: 0 done,
    1 it said no, 2 called wrongly.
    """


def main() -> None:
    """The console script."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code: 0 ok, 1 it said no, 2 it was called wrongly."""
    log_to_stderr("warning")
    try:
        command = typer.main.get_command(build(next(iter(arguments), None)))
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
    if not message:  # The help was the answer.
        return code
    hint = "; see enishi --help" if code == USAGE else ""
    notices().print(f"enishi: {message.rstrip('.')}{hint}", soft_wrap=True)
    return code
