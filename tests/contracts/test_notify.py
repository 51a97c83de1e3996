"""Alarms of a real municipality at real receivers: each once, none in vain, none with a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from services.cli.endpoints import write_endpoints
from services.cli.main import run
from services.notify.outbox import State
from services.wiring.own_stream import SYSTEM_AGENCY
from tests import reading_town as towns
from tests.canary import needles, words_in, words_in_files
from tests.eventually import eventually
from tests.notified import CONSOLE, SECRET, mail_table, stands, write_notify
from tests.notified_town import (
    ABUSE,
    NAME,
    SECRETS,
    beat,
    counted,
    flagged,
    known,
    looked,
    read_by_notify,
    receivers,
    requested,
    sees,
    told,
    triaged,
)
from tests.plain_events import MUNICIPALITY, plain_event
from tests.reading_town import ReadingTown, reading_town
from tests.receivers import mail_server

AGENCIES = ("HOK-1", "CT-1", "MU-1", "AB-1", "AU-1")
BOARD = query_pb2.ListQueueRequest()


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReadingTown]:
    """Every agency has given its sign of life."""
    monkeypatch.setattr(towns, "AGENCIES", AGENCIES)
    with reading_town(tmp_path) as town:
        town.backbone.beat()
        town.settle()
        yield town


def test_an_alarm_is_told_once_to_every_destination_however_often_it_starts(
    town: ReadingTown,
) -> None:
    case = requested(town, "p-1")
    town.settle()
    sent = {"desk": {State.SENT: 1}, "chat": {State.SENT: 1}}
    with receivers(town) as (box, hook):
        with told(town):
            eventually(lambda: counted(town, "CT-1") == sent, "both have it")
        for _ in range(2):
            with looked(town):
                pass
    (mail,), (call,) = box.mails(), hook.calls
    assert case.request in mail.get_content()
    assert case.request in call.body.decode()
    assert counted(town, "CT-1") == sent


def test_no_byte_of_a_person_is_in_what_is_sent_kept_or_logged(
    town: ReadingTown, capfd: pytest.CaptureFixture[str]
) -> None:
    case = requested(town, "p-1")
    flagged(town, case, "HOK-1", "LIFE_DANGER")
    town.settle()
    (item,) = town.ask("CT-1", "Queue.List", BOARD).items
    assert (item.name, list(item.issues)) == (NAME, ["ELDERCARE"])
    hidden = (*SECRETS, case.case, case.person, "LIFE_DANGER")
    with receivers(town) as (box, hook):
        box.reply, hook.status = f"451 {NAME}", 500
        with told(town):
            eventually(lambda: len(box.offered) > 0 and len(hook.calls) > 0, "both were tried")
            eventually(lambda: len(stands(town.settings, "CT-1").failing) >= 2, "both failed")
        box.reply, hook.status = "250 OK", 204
        town.clock.advance(timedelta(minutes=1))
        town.backbone.beat()
        town.settle()
        with told(town):
            sees(2, box.mails, lambda: hook.calls[1:])
            eventually(
                lambda: counted(town, "CT-1") == {"desk": {State.SENT: 2}, "chat": {State.SENT: 2}},
                "all have arrived",
            )
    output = box.bytes() + hook.bytes() + "".join(capfd.readouterr()).encode()
    assert case.request.encode() in output
    assert case.flag.encode() in output
    assert words_in(output, needles(hidden)) == set()
    kept = town.settings.notify(MUNICIPALITY, "CT-1")
    assert list(words_in_files(kept, hidden)) == []


def test_the_abuse_desk_is_told_that_something_is_overdue_and_nothing_else(
    town: ReadingTown,
) -> None:
    case = known(town, "p-1")
    flagged(town, case, "AB-1", "DV_IMMEDIATE", **ABUSE)
    town.settle()
    with receivers(town, "AB-1") as (box, hook), told(town, "AB-1"):
        sees(1, box.mails, lambda: hook.calls)
    (mail,) = box.mails()
    assert mail["Subject"] == "縁 期限超過 / Enishi: overdue"
    first, second, *_ = mail.get_content().splitlines()
    assert (first, second) == ("期限超過があります（1件）。", f"　画面　 {CONSOLE}/")
    due = town.clock.now() - timedelta(days=1)
    hidden = (*SECRETS, case.case, case.person, case.flag, due.isoformat(), "P1_RESPONSE")
    assert words_in(box.bytes() + hook.bytes(), needles(hidden)) == set()
    read = f"{mail.items()} {mail.get_content()} {hook.calls[0].body.decode()}"
    short = ("DV", "AB-1", "P1", "虐待", "暴力", "abuse", f"{due:%Y-%m-%d}")
    assert [word for word in short if word in read] == []


def test_nobody_else_hears_of_an_alarm_of_abuse(town: ReadingTown) -> None:
    case = requested(town, "p-1", days=0)
    flagged(town, case, "AB-1", "DV_IMMEDIATE", **ABUSE)
    town.settle()
    for agency in ("CT-1", "HOK-1", "MU-1"):
        with receivers(town, agency) as (box, hook):
            with looked(town, agency):
                other = requested(town, f"late-{agency}")
                town.settle()
                if agency == "CT-1":  # What comes later arrives, so what came before would have.
                    sees(1, box.mails)
            said = box.bytes() + hook.bytes()
            assert case.flag.encode() not in said
            assert (other.request.encode() in said) == (agency == "CT-1")


def test_after_an_outage_nothing_is_told_until_the_backlog_has_come(town: ReadingTown) -> None:
    """S10: HOK-1 was away for three days; what it sends then looks late and was met long ago."""
    old, case = requested(town, "p-1"), requested(town, "p-2", days=0)
    town.settle()
    with receivers(town, first_seconds=1, cap_seconds=1) as (box, hook), looked(town) as notifier:
        hook.status = 503
        eventually(lambda: counted(town, "CT-1")["chat"] == {State.WAITING: 1}, "one waits")
        town.clock.advance(timedelta(days=3))
        for agency in (*AGENCIES[1:], SYSTEM_AGENCY):
            beat(town, agency)
        flagged(town, case, "HOK-1", "LIFE_DANGER")
        town.settle()
        assert town.ask("CT-1", "Queue.List", BOARD).alarms_evaluated_at == ""
        eventually(lambda: not notifier._watching.known(), "the notifier knows")
        hook.status = 204
        before, looks = len(hook.calls), len(read_by_notify(town))
        town.clock.advance(timedelta(seconds=2))
        # Five looks take three seconds, in which it would have sent three times.
        eventually(lambda: len(read_by_notify(town)) >= looks + 5, "it looked again and again")
        assert (len(hook.calls), counted(town, "CT-1")["chat"]) == (before, {State.WAITING: 1})
        said = {"flagId": case.flag, "response": "VISIT"}
        about = case.about(town, timedelta(days=1, hours=12))
        town.send(plain_event("HOK-1", "urgencyFlagResponded", "answer", said, **about))
        beat(town, "HOK-1")
        new = requested(town, "p-3")
        town.settle()
        eventually(lambda: counted(town, "CT-1")["chat"] == {State.SENT: 2}, "it goes on")
        sees(2, box.mails)
    output = box.bytes() + hook.bytes()
    assert [one.request.encode() in output for one in (old, new)] == [True, True]
    assert case.flag.encode() not in output


def test_what_is_met_before_it_is_sent_is_over(town: ReadingTown) -> None:
    case = requested(town, "p-1")
    town.settle()
    with receivers(town, first_seconds=60) as (box, hook):
        hook.status = 503
        with told(town):
            eventually(lambda: counted(town, "CT-1")["desk"] == {State.SENT: 1}, "one has it")
            eventually(lambda: len(hook.calls) == 1, "the other was tried")
            triaged(town, case)
            town.settle()
            eventually(lambda: counted(town, "CT-1")["chat"] == {State.OVER: 1}, "it is over")
            hook.status = 204
            town.clock.advance(timedelta(minutes=5))
            town.backbone.beat()
            new = requested(town, "p-2")
            town.settle()
            eventually(lambda: len(hook.calls) == 2, "the next one arrives")
    assert new.request.encode() in hook.calls[1].body
    assert counted(town, "CT-1")["chat"] == {State.SENT: 1, State.OVER: 1}
    assert len(box.raw) == 2


def test_a_mail_server_that_was_away_gets_everything_once_it_is_back(town: ReadingTown) -> None:
    case = requested(town, "p-1")
    town.settle()
    with mail_server() as box:
        write_notify(town.settings, "CT-1", mail_table(box.port), retry={"first_seconds": 30})
    with told(town):
        eventually(lambda: kinds(town) == ["UNREACHABLE"], "it was tried in vain")
        with mail_server(box=box):
            town.clock.advance(timedelta(seconds=30))
            eventually(lambda: len(box.raw) == 1, "it has arrived")
            eventually(lambda: kinds(town) == [], "it is known to have arrived")
    assert case.request in box.mails()[0].get_content()


def test_the_reading_is_recorded_and_only_when_something_changed(town: ReadingTown) -> None:
    case = requested(town, "p-1")
    town.settle()
    with receivers(town) as (box, _), told(town):
        sees(1, box.mails)
        (viewing,) = read_by_notify(town)
        assert viewing["envelope"]["event_type"] == "RecordViewed"
        assert (viewing["viewer"], viewing["viewer_agency"]) == ("notify", "CT-1")
        assert [*map(uuid_text, viewing["subject_cases"])] == [case.case]
        town.settle()
        requested(town, "p-2")
        town.settle()
        sees(2, box.mails)
        assert 2 <= len(read_by_notify(town)) <= 6  # At most one for each event that came.


def test_the_commands_try_show_and_send_again(
    town: ReadingTown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENISHI_HOME", str(town.settings.home))
    monkeypatch.setenv("COLUMNS", "140")
    write_endpoints(town.settings, MUNICIPALITY, town.backbone.endpoints())
    here = ("--as", "CT-1", "--municipality", MUNICIPALITY)
    requested(town, "p-1")
    town.settle()
    with receivers(town) as (box, hook):
        assert run(["notify", "check", *here]) == 0
        assert (len(box.raw), len(hook.calls)) == (1, 1)
        assert "試験" in box.mails()[0]["Subject"]
        hook.status = 410
        assert run(["notify", "check", *here]) == 1
        assert "wants nothing more (GONE)" in capsys.readouterr().out
        with told(town):
            eventually(lambda: stopped(town) == ["chat"], "it stops")
            eventually(lambda: counted(town, "CT-1")["desk"] == {State.SENT: 1}, "mail arrives")
        assert run(["notify", "status", *here]) == 1
        shown = "".join(capsys.readouterr())
        assert "停止 stopped" in shown
        assert "chat: 受付終了 it wants nothing more" in shown
        assert "enishi notify retry DESTINATION" in shown
        hook.status = 204
        assert run(["notify", "retry", "chat", *here]) == 0
        with told(town):
            eventually(lambda: counted(town, "CT-1")["chat"] == {State.SENT: 1}, "it arrives")
        assert run(["notify", "status", *here]) == 0
    assert SECRET not in "".join(capsys.readouterr())


def stopped(town: ReadingTown) -> list[str]:
    """The destinations that were stopped."""
    return [one.name for one in stands(town.settings, "CT-1").destinations if one.stopped_at]


def kinds(town: ReadingTown) -> list[str]:
    """Why notices of CT-1 fail."""
    return [one.kind for one in stands(town.settings, "CT-1").failing]
