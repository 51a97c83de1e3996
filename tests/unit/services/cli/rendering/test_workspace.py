"""A conference from inside, on a terminal of 80 columns."""

from __future__ import annotations

from typing import Any

from protos.enishi.v1 import query_pb2
from services.cli.rendering.workspace import workspace_list, workspace_page
from tests.unit.services.cli.rendering.printed import printed

CONFERENCE = "f30f2e7a-1f62-4a5b-9d51-2f4a0e3f1c11"
PERSON = "d15adfb1-bb04-4c1f-972e-4efe362b82c3"
SUMMARY = query_pb2.WorkspaceSummary(
    workspace_id=CONFERENCE,
    kind="SUPPORT_CONFERENCE",
    host="MU-1",
    opened_at="2026-06-10T09:00:00+09:00",
)
PROVIDED = query_pb2.ProvidedInformation(
    value=query_pb2.Value(field="SERVICES", value="戸別収集に応じていない。", agency_id="ENV-1"),
    provided_at="2026-06-10T09:10:00+09:00",
)


def shown(**more: Any) -> str:
    return printed(workspace_page(query_pb2.Workspace(summary=SUMMARY, **more)))


def test_what_was_provided_is_shown_with_who_said_it_and_when() -> None:
    text = shown(members=["MU-1", "ENV-1"], provided=[PROVIDED])

    assert CONFERENCE in text
    assert "◆ 2026-06-10 09:10 ENV-1" in text
    assert "戸別収集に応じていない。" in text


def test_what_went_to_some_only_and_what_a_consent_covers_says_so() -> None:
    covered = query_pb2.ProvidedInformation()
    covered.CopyFrom(PROVIDED)
    covered.to.append("FIRE-1")
    covered.covered_by_consent_id = PERSON

    text = shown(provided=[covered])

    assert "→ FIRE-1" in text
    assert "covered by a consent" in text
    assert "covered by a consent" not in shown(provided=[PROVIDED])


def test_a_member_who_has_not_acknowledged_secrecy_is_named() -> None:
    text = shown(members=["MU-1", "FIRE-1"], confidentiality_acks=["MU-1"])

    (line,) = [line for line in text.splitlines() if "Unbound" in line]
    assert line.split()[-1] == "FIRE-1"


def test_subjects_and_questions_are_shown() -> None:
    text = shown(
        subjects=[
            query_pb2.WorkspaceSubject(
                person_ref=PERSON,
                attributes=[query_pb2.Value(field="NAME", value="田中 勇", agency_id="HOK-1")],
                issues=[query_pb2.Value(field="issue", value="HOARDING", agency_id="HOK-1")],
            )
        ],
        requested=[
            query_pb2.RequestedInformation(
                field_codes=["SERVICES"], requested_at="2026-06-10T09:05:00+09:00"
            )
        ],
    )

    assert f"● {PERSON}" in text
    assert "田中 勇" in text
    assert "ごみ屋敷" in text
    assert "SERVICES → 全員 everyone" in text


def test_the_list_says_where_none_is_open() -> None:
    assert "None is open" in printed(workspace_list(query_pb2.ListWorkspacesResponse()))
    listed = query_pb2.ListWorkspacesResponse(workspaces=[SUMMARY])
    assert CONFERENCE in printed(workspace_list(listed))
