from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.catalogue import EventType, catalogue
from tests.unit.schemas.changed_catalogue import (
    add_field,
    add_nested_field,
    change_field,
    changed_catalogue,
    drop_field,
)
from tests.unit.schemas.compatibility import all_versions, contradictions, incompatibilities

Change = Callable[[Any], None]


def test_every_version_reads_every_other() -> None:
    evolved_types = [versions for versions in all_versions(catalogue()) if len(versions) > 1]

    assert evolved_types
    assert [fault for versions in evolved_types for fault in incompatibilities(versions)] == []


def test_no_field_changes_its_tag_mark_or_meaning_between_versions() -> None:
    found = [fault for versions in all_versions(catalogue()) for fault in contradictions(versions)]

    assert found == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("ReferralSent", add_field(["null", "string"], default=None)),
        ("ReferralSent", add_field({"type": "array", "items": "string"}, default=[])),
        ("ReferralSent", add_field("string", mark="sealed", code="NARRATIVE")),
        ("ReferralSent", drop_field("note")),
        ("ConsentGranted", drop_field("valid_until")),
    ],
    ids=["optional added", "list added", "sealed added", "sealed dropped", "optional dropped"],
)
def test_a_change_that_both_sides_can_read_is_compatible(
    tmp_path: Path, name: str, change: Change
) -> None:
    versions = evolved(tmp_path, name, change)

    assert incompatibilities(versions) == []
    assert contradictions(versions) == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("ReferralSent", add_field("string")),
        ("ReferralSent", drop_field("to_agency")),
        ("ReferralSent", change_field("to_agency", type="int")),
        ("ReferralSent", change_field("to_agency", name="recipient")),
        ("ReferralSent", change_field("note", type={"type": "array", "items": "string"})),
        ("SupportProvided", change_field("minutes", type="long")),
        ("ConsentGranted", change_field("document_hash", type=["null", "jp.enishi.Uuid"])),
        ("ConsentGranted", change_field("person", type=["null", "jp.enishi.Uuid"], default=None)),
        ("PlanDrafted", add_nested_field("goals")),
        ("PlanDrafted", add_nested_field("subject_consents")),
    ],
    ids=[
        "needed field added",
        "needed field dropped",
        "type changed",
        "renamed",
        "sealed type changed",
        "widened, which old readers cannot read",
        "fixed of another size",
        "made optional, which old readers cannot read",
        "needed field added to sealed items",
        "needed field added to clear items",
    ],
)
def test_a_change_that_one_side_cannot_read_is_found(
    tmp_path: Path, name: str, change: Change
) -> None:
    assert incompatibilities(evolved(tmp_path, name, change))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (change_field("note", tag=77), "note has another tag"),
        (change_field("to_agency", tag=77), "to_agency has another tag"),
        (change_field("to_agency", name="recipient"), "tag 2 was to_agency's"),
        (change_field("note", code="SERVICES"), "note has another field_code"),
        (change_field("respond_by", mark="sealed"), "respond_by has another mark"),
        (change_field("field_codes", codes="issue"), "field_codes has another codes"),
    ],
    ids=["sealed tag", "clear tag", "tag reused", "field code", "mark", "code list"],
)
def test_a_change_that_avro_does_not_see_is_found(
    tmp_path: Path, change: Change, found: str
) -> None:
    faults = contradictions(evolved(tmp_path, "ReferralSent", change))

    assert any(found in fault for fault in faults)


def evolved(folder: Path, name: str, change: Change) -> list[EventType]:
    """The first version and a second that the change makes of it."""
    types = changed_catalogue(folder, name, 2, change)
    return [types.version(name, 1), types.version(name, 2)]
