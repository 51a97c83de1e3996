"""The notifier dies between the receiver's answer and its mark: told twice under one id, never
lost."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.cli.endpoints import write_endpoints
from services.failpoint import VARIABLE
from services.notify.courier import DELIVERED
from services.notify.outbox import State
from tests.enishi_process import PATIENCE_SECONDS, Operator
from tests.eventually import eventually
from tests.notified import hook_table, mail_table, stands, write_notify
from tests.notified_town import read_by_notify, requested
from tests.plain_events import MUNICIPALITY
from tests.reading_town import ReadingTown, reading_town
from tests.receivers import Hook, Mailbox, mail_server, tls_in, web_server

KILLED = -signal.SIGKILL


@pytest.fixture
def town(tmp_path: Path) -> Iterator[ReadingTown]:
    """One request has waited for CT-1 too long."""
    with reading_town(tmp_path) as town:
        write_endpoints(town.settings, MUNICIPALITY, town.backbone.endpoints())
        town.backbone.beat()
        requested(town, "p-1")
        town.settle()
        yield town


@contextmanager
def running(town: ReadingTown, failpoint: str = "") -> Iterator[subprocess.Popen[str]]:
    """``enishi notify run`` while the body runs."""
    operator = Operator(town.settings.home, {VARIABLE: failpoint})
    process = operator.start("notify", "run", "--as", "CT-1")
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        output = process.communicate(timeout=PATIENCE_SECONDS)[0]
    assert process.returncode in (0, KILLED), output


def sent(town: ReadingTown) -> bool:
    """Whether the outbox knows that everything has arrived."""
    (one,) = stands(town.settings, "CT-1").destinations
    return {state for state, number in one.counts.items() if number} == {State.SENT}


def killed_then_run_again(town: ReadingTown) -> None:
    with running(town, DELIVERED) as process:
        process.wait(PATIENCE_SECONDS)
        assert process.returncode == KILLED
    (failing,) = stands(town.settings, "CT-1").failing
    assert (failing.kind, failing.attempts) == ("INTERRUPTED", 1)
    with running(town):
        eventually(lambda: sent(town), "it has arrived")
    with running(town), running_alone(town):
        pass


@contextmanager
def running_alone(town: ReadingTown) -> Iterator[None]:
    """Return once the notifier has read the board again; a second one is refused meanwhile."""
    before = len(read_by_notify(town))
    eventually(lambda: len(read_by_notify(town)) > before, "the board was read again")
    second = Operator(town.settings.home).run("notify", "run", "--as", "CT-1")
    assert (second.returncode, "stop it first" in second.stderr) == (1, True)
    yield


def test_a_mail_is_sent_again_under_the_same_id(town: ReadingTown, tmp_path: Path) -> None:
    tls = tls_in(tmp_path / "receivers")
    with mail_server(tls) as box:
        table = mail_table(box.port, tls.ca)
        write_notify(town.settings, "CT-1", table, retry={"first_seconds": 1})
        killed_then_run_again(town)
    check_mails(box)


def check_mails(box: Mailbox) -> None:
    assert len(box.raw) == 2
    assert len({mail["Message-ID"] for mail in box.mails()}) == 1


def test_a_webhook_is_called_again_under_the_same_key(town: ReadingTown, tmp_path: Path) -> None:
    tls = tls_in(tmp_path / "receivers")
    with web_server(tls) as hook:
        table = hook_table(hook.port, tls.ca)
        write_notify(town.settings, "CT-1", table, retry={"first_seconds": 1})
        killed_then_run_again(town)
    check_calls(hook)


def check_calls(hook: Hook) -> None:
    assert len(hook.calls) == 2
    assert len({call.headers["Idempotency-Key"] for call in hook.calls}) == 1
    assert len({call.headers["webhook-id"] for call in hook.calls}) == 1
    assert len({call.body for call in hook.calls}) == 1
    event = json.loads(hook.calls[0].body)
    assert event["id"] == hook.calls[0].headers["webhook-id"]
