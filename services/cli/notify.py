"""``enishi notify``: alarms by mail and webhook — run, check, status, retry."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Annotated

import typer

from services.cli.endpoints import find_endpoints
from services.cli.failure import CommandFailed
from services.cli.help import add, both
from services.cli.home import known_home
from services.cli.options import AsOption, JsonOption, MunicipalityOption
from services.cli.output import answers, log_to_stderr
from services.cli.rendering import notify as rendering
from services.cli.serve import tell_stop
from services.cli.serving import until_told
from services.clock import SystemClock
from services.failpoint import Failpoints
from services.notify.config_fields import ConfigurationInvalid
from services.notify.configuration import Configuration
from services.notify.delivery import NotDelivered
from services.notify.desk import DeskRefused
from services.notify.outbox import FILE, OutboxUnusable
from services.notify.sole import AlreadyRunning, sole
from services.notify.standing import Standing, standing
from services.settings import Settings
from services.wiring.notify import configured, destinations, notifier, outbox_of, trial

app = typer.Typer(
    help=both("期限超過を知らせる。", "Tell by mail and webhook what is overdue."),
    short_help="期限超過を知らせる。 Tell by mail and webhook what is overdue.",
    no_args_is_help=True,
)

DESK = "CT-1"
_EXPECTED = (AlreadyRunning, DeskRefused, OutboxUnusable)


def run(as_agency: AsOption = DESK, municipality: MunicipalityOption = None) -> None:
    """期限超過を知らせつづける。止めるには Ctrl-C。

    Send an agency's alarms until Ctrl-C.

    Reads the desk's board by the agency's certificate, as its user notify, and sends each alarm
    once to every destination of notify.toml. An alarm that is met before it is sent is not sent.
    """
    log_to_stderr("info")
    settings = Settings.from_environment()
    endpoints = find_endpoints(settings, municipality)
    code = endpoints.municipality
    configuration = _configured(settings, code, as_agency)
    try:
        with (
            until_told() as told,
            sole(settings.notify(code, as_agency)),
            closing(outbox_of(settings, code, as_agency)) as outbox,
            notifier(
                configuration,
                outbox,
                endpoints.query,
                endpoints.tls,
                code,
                as_agency,
                SystemClock(),
                Failpoints.from_environment(),
            ) as running,
        ):
            answers().print(f"{as_agency}  → {', '.join(configuration.names)}")
            tell_stop(answers())
            running.run(told)
    except FileNotFoundError as error:
        raise CommandFailed(
            f"{as_agency} has no certificate in {endpoints.tls}: choose another agency, or issue "
            f"one with `python -m deploy.tls`"
        ) from error
    except _EXPECTED as error:
        raise CommandFailed(str(error)) from error
    answers().print("停止しました Stopped.")


def check(as_agency: AsOption = DESK, municipality: MunicipalityOption = None) -> None:
    """設定を確かめ、試験の通知を送る。

    Check notify.toml, and send a test to each destination.

    Exit code 1 where one of them did not take it.
    """
    settings, code = _place(municipality)
    configuration = _configured(settings, code, as_agency)
    failed = False
    for each in destinations(configuration, SystemClock()):
        kind = None
        try:
            each.deliver(trial(configuration, code, as_agency))
        except NotDelivered as error:
            kind, failed = error.kind, True
        answers().print(f"{each.name}  {rendering.outcome(kind)}", soft_wrap=True)
    if failed:
        raise CommandFailed("not every destination took the test: correct what is named above")


def status(
    as_agency: AsOption = DESK, municipality: MunicipalityOption = None, as_json: JsonOption = False
) -> None:
    """送信待ちと失敗を見る。

    Show what waits, what was sent, and what fails.

    A notice that fails is named by the id under which it is sent. "Over": it was met, or left the
    desk, before it was sent. Exit code 1 where notices were given up or a destination stopped.
    """
    settings, code = _place(municipality)
    configuration = _configured(settings, code, as_agency)
    found = _standing(settings, code, as_agency, configuration)
    if as_json:
        answers().print_json(json.dumps(rendering.as_json(found)))
    else:
        for part in rendering.parts(found):
            answers().print(part)
    if rendering.needs_somebody(found):
        raise CommandFailed(
            "notices were given up, or a destination stopped: correct it, then "
            "`enishi notify retry DESTINATION`"
        )


def retry(
    destination: Annotated[
        str,
        typer.Argument(
            metavar="DESTINATION", help=both("通知先の名。", "Its name in `enishi notify status`.")
        ),
    ],
    as_agency: AsOption = DESK,
    municipality: MunicipalityOption = None,
) -> None:
    """あきらめた通知を送りなおす。

    Send again what was given up or stopped.
    """
    settings, code = _place(municipality)
    configuration = _configured(settings, code, as_agency)
    if destination not in configuration.names:
        raise CommandFailed(
            f"no such destination: the configuration has {', '.join(configuration.names)}"
        )
    with closing(outbox_of(settings, code, as_agency)) as outbox:
        waiting = outbox.retry(destination, SystemClock().now())
    answers().print(f"{destination}  送信待ち Waiting: {waiting}")


def _place(municipality: str | None) -> tuple[Settings, str]:
    settings = Settings.from_environment()
    return settings, municipality or known_home(settings).municipality


def _configured(settings: Settings, code: str, agency: str) -> Configuration:
    try:
        return configured(settings, code, agency)
    except ConfigurationInvalid as error:
        raise CommandFailed(str(error)) from error


def _standing(settings: Settings, code: str, agency: str, configuration: Configuration) -> Standing:
    if not (settings.notify(code, agency) / FILE).exists():
        raise CommandFailed(f"{agency} never sent anything: begin with `enishi notify run`")
    with closing(outbox_of(settings, code, agency)) as outbox:
        return standing(outbox, configuration.names)


for _command in (run, check, status, retry):
    add(app, _command)
