"""A case goes to another municipality and is signed for there: two backbones, one package (S6)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.cli.serving import Wanted, serving
from services.settings import Settings
from tests.contracts.test_cli import append_unreadable
from tests.contracts.towns import KOU, OTSU, Move, Town, exchange_keys
from tests.eventually import eventually
from tests.plain_events import consulted, household_formed, plain_event, registered

AGENCIES = ["JIR-1", "MU-1", "CT-1", "AU-1"]
CONSENT = "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a01"
CANARY = "困っている"
"""Stands in the narrative, which no consent names."""


@pytest.fixture
def move(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Move]:
    with (
        serving(Settings(tmp_path / "kou"), Wanted(None, KOU, AGENCIES), "serve") as kou,
        serving(Settings(tmp_path / "otsu"), Wanted(None, OTSU, AGENCIES), "serve") as otsu,
    ):
        here = Town(kou, tmp_path / "kou", monkeypatch, capsys)
        there = Town(otsu, tmp_path / "otsu", monkeypatch, capsys)
        mail = tmp_path / "mail"
        mail.mkdir()
        exchange_keys(here, there, mail)
        here.record(registered("JIR-1", "p1", "小林 一郎"))
        here.record(household_formed("JIR-1", "p1"))
        receipt = here.record(consulted("JIR-1", "p1"))
        yield Move(here, there, receipt.case_id, mail)


def test_a_case_is_packed_opened_answered_and_checked(move: Move) -> None:
    move.kou.record(consent())
    package, reply = move.mail / "T1.package", move.mail / "T1.reply"

    sent = move.packed(package)
    assert sent["package_sha256"] == hashlib.sha256(package.read_bytes()).hexdigest()
    assert sent["consent_ids"] == [CONSENT]
    move.kou.record(case_transfer("caseTransferSent", move.case_id, sent, "sent"))

    opened = move.otsu.json("open", package)
    assert opened["package_sha256"] == sent["package_sha256"]
    assert opened["transfer_id"] == sent["transfer_id"]
    (member,) = opened["household"]["members"]
    assert [value["value"] for value in member["attributes"]] == ["小林 一郎"]
    assert CANARY not in json.dumps(opened, ensure_ascii=False)
    assert "小林 一郎" in move.otsu.ok("open", package)

    move.otsu.ok("answer", package, "--type", "CASE_TRANSFER", "--out", reply)
    checked = move.kou.json("check", reply, package)
    assert checked["verdict"] == "MATCHES"
    assert checked["reply"]["package_sha256"] == opened["package_sha256"]
    move.kou.record(case_transfer("caseTransferAcknowledged", move.case_id, sent, "answer"))
    taken_up = move.otsu.record(taking_up(opened))

    (transfer,) = move.kou.transfers()
    assert (transfer.state, transfer.equal) == ("COMPLETED", (True,))
    assert taken_up.case_id != move.case_id
    assert move.otsu.household(taken_up.case_id).cases[0].case_id == taken_up.case_id


def test_information_only_in_answer_raises_the_alert_and_leaves_the_case_open(move: Move) -> None:
    move.kou.record(consent())
    package, reply = move.mail / "T1.package", move.mail / "T1.reply"
    sent = move.packed(package)
    move.kou.record(case_transfer("caseTransferSent", move.case_id, sent, "sent"))

    move.otsu.ok("answer", package, "--type", "INFORMATION_ONLY", "--out", reply)
    code, printed = move.kou.types("check", reply, package)
    assert (code, "TRANSFER_MISMATCH: transfer_type" in printed) == (1, True)
    answered = {**sent, "transfer_type": "INFORMATION_ONLY"}
    move.kou.record(case_transfer("caseTransferAcknowledged", move.case_id, answered, "answer"))

    (transfer,) = move.kou.transfers()
    assert (transfer.state, transfer.alert) == ("MISMATCH", "TRANSFER_MISMATCH")
    (case,) = move.kou.household(move.case_id).cases
    assert (case.state, case.lead.value) == ("OPEN", "JIR-1")


def test_a_package_is_a_disclosure_by_whoever_made_it(move: Move) -> None:
    move.kou.record(consent())

    move.packed(move.mail / "T1.package")

    (viewing,) = move.kou.viewings()
    fields = viewing.fields
    assert viewing.event == "DisclosureMade"
    assert (fields["viewer"], fields["viewer_agency"]) == ("u-7", "MU-1")
    assert (fields["basis"], fields["purpose"]) == ("CONSENT", "TRANSFER")
    assert (fields["consent_id"], fields["subject_cases"]) == (CONSENT, [move.case_id])
    assert "IDENTITY" in fields["field_codes"]
    assert "NARRATIVE" not in fields["field_codes"]


def test_without_a_consent_there_is_no_result_no_file_and_a_denial(move: Move) -> None:
    hidden = move.pack(move.mail / "T1.package")
    absent = Move(move.kou, move.otsu, "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a99", move.mail).pack(
        move.mail / "T2.package"
    )

    assert hidden == absent == (1, "enishi: 該当なし no result\n")
    assert not list(move.mail.glob("*.package"))
    denied, likewise = move.kou.viewings()
    assert denied.event == likewise.event == "AccessDenied"
    assert denied.length == likewise.length
    assert denied.fields["reason"] == likewise.fields["reason"] == "NO_RESULT"


def test_where_the_disclosure_cannot_be_recorded_nothing_is_written(move: Move) -> None:
    move.kou.record(consent())
    endpoints = Settings(move.kou.home).endpoints
    said = json.loads(endpoints.read_text())
    said[KOU]["adapters"]["SYS-1"] = "localhost:1"
    endpoints.write_text(json.dumps(said))

    code, printed = move.pack(move.mail / "T1.package")

    assert (code, "could not be recorded" in printed) == (1, True)
    assert not list(move.mail.glob("*.package"))


def test_while_a_set_aside_record_closes_the_case_nothing_is_written(move: Move) -> None:
    move.kou.record(consent())
    append_unreadable(move.kou.home, "CT-1", "ConsentWithdrawn", move.case_id)
    eventually(lambda: move.kou.household(move.case_id).sharing_closed, "it is set aside")

    code, printed = move.pack(move.mail / "T1.package")

    assert (code, "SHARING_CLOSED" in printed, "enishi dead list" in printed) == (1, True, True)
    assert not list(move.mail.glob("*.package"))
    denied = [one for one in move.kou.viewings() if one.fields["viewer"] == "u-7"]
    assert [(one.event, one.fields["reason"]) for one in denied] == [
        ("AccessDenied", "SHARING_CLOSED")
    ]


def test_a_package_for_somebody_else_is_not_opened(move: Move) -> None:
    move.kou.record(consent())
    package = move.mail / "T1.package"
    move.packed(package)

    code, printed = move.kou.types("open", package)

    assert code == 1
    assert "小林" not in printed


def consent() -> Any:
    """P1 lets 乙市 have the case."""
    return plain_event(
        "JIR-1",
        "consentGranted",
        "consent",
        {
            "consentId": CONSENT,
            "person": {"sourcePersonId": "p1"},
            "grantor": "SELF",
            "agencies": ["JIR-1", "CT-1", "MU-1"],
            "fieldCodes": ["IDENTITY", "HOUSEHOLD", "ISSUES", "SERVICES"],
            "purposes": ["COORDINATION", "TRANSFER"],
            "method": "WRITTEN",
            "municipalities": [OTSU],
        },
        legalBasis="CONSENT",
        compartment="COMPARTMENT_CONSENT",
    )


def case_transfer(name: str, case_id: str, sent: Any, record: str) -> Any:
    """CaseTransferSent or CaseTransferAcknowledged by MU-1, with what the commands printed."""
    due = {"answerDue": sent["answer_due"]} if name == "caseTransferSent" else {}
    sha256 = bytes.fromhex(sent["package_sha256"])
    payload = {
        "transferId": sent["transfer_id"],
        "transferType": sent["transfer_type"],
        "toMunicipality": OTSU,
        "packageSha256": as_base64(sha256),
        **due,
    }
    return plain_event(
        "MU-1",
        name,
        record,
        payload,
        caseId=case_id,
        consentId=CONSENT,
        legalBasis="CONSENT",
        compartment="COMPARTMENT_CONSENT",
    )


def taking_up(opened: Any) -> Any:
    """乙市 opens a case of its own, with the issues the package names."""
    (case,) = opened["household"]["cases"]
    event = consulted("MU-1", "q1")
    event["consultationReceived"]["issues"] = [issue["value"] for issue in case["issues"]]
    return event


def as_base64(raw: bytes) -> str:
    """Bytes as protobuf JSON spells them."""
    return base64.b64encode(raw).decode("ascii")
