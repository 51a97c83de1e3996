"""An operator resolves what could not be applied, and rebuilds views, on real files."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.framing import frame_event
from schemas.record import LogRecord, sorted_headers
from schemas.topics import agency_topic
from services.cli.home import Home, write_home
from services.cli.main import FAILED, run
from services.cli.options import LogDriver
from services.cli.set_aside import all_set_aside, places
from services.log.embedded import EmbeddedLog
from services.projector.rebuild import replay
from services.settings import Settings
from services.views.dead_letters import set_aside, write_dead_letters
from services.wiring.views import ViewPlace, household_place, identity_place
from tests.samples import MUNICIPALITY, sample_body

AGENCY = "HOK-1"
TOPIC = agency_topic(MUNICIPALITY, AGENCY)


@dataclass(frozen=True)
class Desk:
    """An operator's home, with the views of one municipality."""

    settings: Settings
    views: tuple[ViewPlace, ViewPlace]

    def project(self, *records: LogRecord) -> None:
        """Put records on the log and apply them to both views."""
        self.settings.log_file.parent.mkdir(parents=True, exist_ok=True)
        with closing(EmbeddedLog(self.settings.log_file)) as log:
            log.ensure([TOPIC])
            with closing(log.writer()) as writer:
                writer.append(TOPIC, records)
            for place in self.views:
                with closing(place.open()) as view:
                    replay(view, log, log.high_water([TOPIC]))
                    view.file.release()

    def names(self) -> list[str]:
        """What ``enishi dead list`` calls the records."""
        return [one.name for one in all_set_aside(places(self.settings, MUNICIPALITY))]

    def decisions(self) -> list[dict[str, str]]:
        """What operators decided."""
        file = self.settings.projector(MUNICIPALITY) / "dropped.jsonl"
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Nothing was projected yet."""
    monkeypatch.setenv("ENISHI_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    settings = Settings(tmp_path)
    write_home(settings, Home("serve", LogDriver.EMBEDDED, MUNICIPALITY, (AGENCY,)))
    return Desk(
        settings, (household_place(settings, MUNICIPALITY), identity_place(settings, MUNICIPALITY))
    )


@pytest.fixture
def bad(desk: Desk) -> str:
    """The name of a withdrawal of consent that neither view can read."""
    desk.project(unreadable("ConsentWithdrawn", sequence=1))
    (name,) = desk.names()
    return name


def unreadable(event: str, sequence: int) -> LogRecord:
    """A record with the headers of an event, and no event."""
    headers = [
        ("ce_type", f"jp.enishi.{event}.v1".encode()),
        ("ce_subject", b"3f96a09a-429a-4dfa-89fe-2038032136e5"),
        ("ce_sequence", str(sequence).encode()),
    ]
    return LogRecord(b"", sorted_headers(headers), b"garbage")


def readable(event: str, sequence: int) -> LogRecord:
    """A record of an event."""
    kind = catalogue().latest(event)
    body = sample_body(kind)
    body["envelope"]["agency_id"] = AGENCY
    return frame_event(kind, body["envelope"], codec().encode(kind, body), sequence, None)


def test_a_record_two_views_cannot_read_is_listed_once(
    desk: Desk, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["dead", "list"]) == 0

    listed = capsys.readouterr().out
    assert listed.count(bad) == 1
    assert "ConsentWithdrawn.v1" in listed
    assert run(["dead", "show", bad[:6]]) == 0
    shown = capsys.readouterr().out
    assert "household, identity" in shown
    assert "事例 case 3f96a09a-429a-4dfa-89fe-2038032136e5" in shown
    assert "garbage" not in shown


def test_nothing_set_aside_is_said(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.project(readable("CaseClosed", sequence=1))

    assert run(["dead", "list"]) == 0

    assert "保留の記録なし" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["", "ffffffffffff", "00"])
def test_another_name_reaches_no_record(
    desk: Desk, bad: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["dead", "drop", name, "--by", "u-1", "--reason", "why"]) == FAILED

    assert "set-aside records begin like this" in capsys.readouterr().err
    assert desk.names() == [bad]


def test_a_record_that_still_cannot_be_read_stays(
    desk: Desk, bad: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["dead", "retry", bad]) == FAILED

    assert "still cannot be applied" in capsys.readouterr().err
    assert desk.names() == [bad]


def test_a_record_that_can_be_read_now_is_applied(desk: Desk) -> None:
    record = readable("CaseClosed", sequence=1)
    desk.project(readable("CaseClosed", sequence=1))
    with closing(desk.views[0].open()) as view:
        view.file.connection.execute("DELETE FROM event")
        view.file.connection.execute("DELETE FROM touch")
        write_dead_letters(
            view.file.connection, [set_aside(AGENCY, 1, record, "PROJECTION_KeyError")]
        )
    (name,) = desk.names()

    assert run(["dead", "retry", name]) == 0

    assert desk.names() == []
    assert run(["rebuild"]) == 0


def test_a_dropped_record_is_gone_from_both_views_and_from_every_rebuild(
    desk: Desk, bad: str
) -> None:
    assert run(["dead", "drop", bad, "--by", "u-12", "--reason", "sent again"]) == 0

    assert desk.names() == []
    assert [(one["by"], one["reason"]) for one in desk.decisions()] == [("u-12", "sent again")]
    assert run(["rebuild"]) == 0
    assert desk.names() == []


def test_who_decides_must_be_said(desk: Desk, bad: str) -> None:
    assert run(["dead", "drop", bad, "--by", " ", "--reason", "why"]) != 0

    assert desk.names() == [bad]


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_a_projector_gets_its_view_back(desk: Desk, bad: str, command: str) -> None:
    with closing(desk.views[0].open()) as driven:
        run(["dead", command, bad, *(["--by", "u", "--reason", "r"] if command == "drop" else [])])

        assert driven.file.is_free()


@pytest.mark.parametrize(
    ("view", "alteration"),
    [
        ("household", "DELETE FROM touch"),
        ("identity", "INSERT INTO age VALUES (x'01', x'02', 'ADULT', NULL, NULL)"),
    ],
    ids=["household", "identity"],
)
def test_a_view_that_differs_from_its_rebuild_is_not_silently_replaced(
    desk: Desk, view: str, alteration: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.project(readable("CaseClosed", sequence=1))
    place = next(place for place in desk.views if place.name == view)
    with closing(place.open()) as altered:
        before = altered.file.path
        altered.file.connection.execute(alteration)
        altered.file.release()

    assert run(["rebuild", "--view", view]) == FAILED

    assert "does not hold the same facts" in " ".join(capsys.readouterr().err.split())
    with closing(place.open()) as kept:
        assert kept.file.path == before
