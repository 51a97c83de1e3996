"""The command line on real parts: every command in a process of its own."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.record import LogRecord, sorted_headers
from schemas.topics import agency_topic
from services.failpoint import VARIABLE
from services.log.embedded import EmbeddedLog
from services.settings import Settings
from tests.enishi_process import Operator
from tests.eventually import eventually
from tests.plain_events import HOUSEHOLD, MUNICIPALITY, consulted, household_formed, registered

KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """At a home that serves one household of one person, known to HOK-1."""
    someone = Operator(tmp_path_factory.mktemp("home"))
    with someone.serving():
        for event in (
            registered("HOK-1", "p1", "渡邊 花子"),
            consulted("HOK-1", "p1"),
            household_formed("HOK-1", "p1"),
        ):
            someone.record(event)
        eventually(lambda: someone.source("HOK-1").sequence == 3, "the events are in the view")
        yield someone


def test_status_shows_every_source_with_its_lag_and_backlog(operator: Operator) -> None:
    line = next(line for line in operator.ok("status").splitlines() if line.startswith("HOK-1"))

    assert line.split()[:5] == ["HOK-1", "3", "0", "3", "0"]
    (source,) = [s for s in operator.json("status")["sources"] if s["agencyId"] == "HOK-1"]
    assert (source["accepted"], source["sequence"], source["relayBacklog"]) == (3, 3, 0)


def test_a_person_is_found_by_another_spelling_and_the_household_shown(operator: Operator) -> None:
    assert HOUSEHOLD in operator.ok("find", "渡辺花子")

    shown = operator.ok("household", HOUSEHOLD)
    assert "渡邊 花子" in shown
    assert "HOK-1 地域包括支援センター" in shown


def test_the_same_household_is_shown_by_person_and_by_case(operator: Operator) -> None:
    by_id = operator.json("household", HOUSEHOLD)
    person, case = by_id["members"][0]["personRef"], by_id["cases"][0]["caseId"]

    for option, value in (("--person", person), ("--case", case)):
        assert operator.json("household", option, value)["householdId"] == HOUSEHOLD


def test_every_value_leads_to_its_event_ids(operator: Operator) -> None:
    name = operator.json("household", HOUSEHOLD)["members"][0]["attributes"][0]

    assert name["eventIds"][0] in operator.ok("household", HOUSEHOLD, "--events")


def test_what_is_not_known_gives_no_result_and_exit_code_1(operator: Operator) -> None:
    for arguments in (
        ("find", "該当しない名前"),
        ("household", "99999999-9999-4999-8999-999999999999"),
    ):
        done = operator.run(*arguments)
        assert (done.returncode, done.stderr) == (1, "enishi: 該当なし no result\n")


def test_an_agency_reads_its_own_records_and_another_without_a_ground_nothing(
    operator: Operator,
) -> None:
    own = operator.run("household", HOUSEHOLD, "--as", "HOK-1")
    other = operator.run("household", HOUSEHOLD, "--as", "KOD-1")

    assert (own.returncode, "渡邊 花子" in own.stdout) == (0, True)
    assert (other.returncode, other.stderr) == (1, "enishi: 該当なし no result\n")


def test_watch_shows_a_change_as_it_comes(operator: Operator) -> None:
    watching = operator.start("household", HOUSEHOLD, "--watch", "--json")
    try:
        assert watching.stdout is not None
        before = json.loads(watching.stdout.readline())
        operator.record(consulted("KOD-1", "k1", caseId=before["cases"][0]["caseId"]))
        after = json.loads(watching.stdout.readline())
    finally:
        watching.kill()
        watching.communicate()

    assert [len(one["timeline"]) for one in (before, after)] == [3, 4]


def test_a_home_is_served_once_at_a_time(operator: Operator) -> None:
    second = operator.run("serve")

    assert second.returncode == 1
    assert "already: stop it" in second.stderr


def test_views_are_rebuilt_while_they_are_served_and_go_on_afterwards(operator: Operator) -> None:
    done = operator.ok("rebuild")
    operator.record(registered("ST-1", "s1", "後から来た人"))

    assert "household view" in done
    assert "identity tokens" in done
    eventually(lambda: operator.run("find", "後から来た人").returncode == 0, "both views go on")


def test_a_bad_record_closes_sharing_until_it_is_dropped(operator: Operator) -> None:
    case = operator.json("household", HOUSEHOLD)["cases"][0]["caseId"]
    append_unreadable(operator.home, "FIRE-1", "ConsentWithdrawn", case)
    eventually(lambda: operator.source("FIRE-1").set_aside == 1, "it is set aside")

    record = operator.json("dead", "list")[0]["record"]
    assert "✖ 共有停止" in operator.ok("household", HOUSEHOLD)
    assert f"事例 case {case}" in " ".join(operator.ok("dead", "show", record).split())
    still_bad = operator.run("dead", "retry", record)
    assert still_bad.returncode == 1
    assert "still cannot be applied" in still_bad.stderr

    operator.ok("dead", "drop", record, "--by", "u-12", "--reason", "the agency sent it again")
    operator.record(registered("SHO-1", "o1", "別の人"))

    eventually(lambda: operator.source("SHO-1").sequence == 1, "the projector goes on")
    assert "共有停止" not in operator.ok("household", HOUSEHOLD)
    assert operator.json("dead", "list") == []


def append_unreadable(home: Path, agency: str, event: str, case: str) -> None:
    """Put a record on the log that names a type and a case but holds no such event."""
    headers = [
        ("ce_type", f"jp.enishi.{event}.v1".encode()),
        ("ce_subject", case.encode()),
        ("ce_sequence", b"1"),
    ]
    log = EmbeddedLog(Settings(home).log_file)
    writer = log.writer()
    writer.append(
        agency_topic(MUNICIPALITY, agency), [LogRecord(b"", sorted_headers(headers), b"garbage")]
    )
    writer.close()
    log.close()


def test_serve_ends_on_sigterm_and_says_so(tmp_path: Path) -> None:
    operator = Operator(tmp_path)
    with operator.serving("--agency", "HOK-1", "--agency", "AU-1") as process:
        pass

    assert process.returncode == 0
    assert not operator.endpoints.exists()
    assert operator.run("status").stderr.startswith("enishi: nothing runs in")


def test_a_recording_goes_on_where_the_adapters_were_killed(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "home")
    files = tmp_path / "town"
    operator.ok("generate", "--households", "30", "--seed", "3", "--out", str(files))
    events = files / "events.jsonl"
    lines = events.read_text("utf-8").splitlines()

    dying = Operator(operator.home, {VARIABLE: "adapter.committed:20"})
    with dying.serving() as killed:
        first = operator.run("record", str(events), "--concurrency", "8")
        killed.wait()
    assert killed.returncode == KILLED
    assert first.returncode == 1
    assert "run the same command again" in first.stderr

    with operator.serving():
        second = operator.ok("record", str(events))
        eventually(lambda: _of_agencies(operator) == len(set(lines)), "each is there once")

    counted = {label: number for *_, label, number in map(str.split, second.splitlines())}
    assert int(counted["Accepted"].replace(",", "")) + int(counted["Duplicates"]) == len(lines)
    assert not events.with_name("events.jsonl.resume").exists()


def test_refused_lines_are_listed_with_code_field_and_rule(
    operator: Operator, tmp_path: Path
) -> None:
    bad = registered("CB-1", "c1", "住民")
    bad["envelope"]["actorRole"] = "NO_SUCH_ROLE"
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join([json.dumps(registered("CB-1", "c2", "住民")), json.dumps(bad), "{"]))

    done = operator.run("record", str(file))

    listed = Path(f"{file}.refused.jsonl").read_text("utf-8").splitlines()
    refused = [json.loads(line) for line in listed]
    assert done.returncode == 1
    assert "Accepted" in done.stdout
    assert sorted((one["line"], one["code"]) for one in refused) == [
        (2, "INVALID_EVENT"),
        (3, "NOT_AN_EVENT"),
    ]
    by_adapter = next(one for one in refused if one["line"] == 2)
    assert by_adapter["violations"][0]["field"] == "envelope.actor_role"
    assert by_adapter["violations"][0]["rule"] == "UNKNOWN_CODE"
    assert "住民" not in json.dumps(refused, ensure_ascii=False)


def _of_agencies(operator: Operator) -> int:
    """Events of the agencies in the view; the backbone's own stream grows with proposals."""
    return sum(one.sequence for one in operator.view().sources if one.agency_id != "SYS-1")
