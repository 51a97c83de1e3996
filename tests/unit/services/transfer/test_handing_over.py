"""No package without the record of its disclosure."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.transfer.packing import Packed, hand_over
from services.transfer.refusal import TransferRefused
from tests.unit.projections.household.story import ids_of, uid
from tests.unit.services.transfer.moving import Moving
from tests.unit.services.transfer.packages import (
    full,
)


@pytest.fixture
def story() -> Moving:
    return Moving()


class Ledger:
    """Records disclosures, unless it is full; remembers which files there were by then."""

    def __init__(self, folder: Path, *, full: bool = False) -> None:
        self.folder = folder
        self.full = full
        self.seen: list[list[str]] = []

    def made(self, packed: Packed) -> None:
        self.seen.append([path.name for path in self.folder.iterdir()])
        if self.full:
            raise OSError("no space left")


def test_the_disclosure_is_recorded_before_the_file_exists(story: Moving, tmp_path: Path) -> None:
    story.both_consent()
    result, _ = full(story)
    ledger = Ledger(tmp_path)

    hand_over(result, ledger, tmp_path / "T1.package")

    assert ledger.seen == [[]]
    assert (tmp_path / "T1.package").read_bytes() == result.package


def test_what_cannot_be_recorded_is_not_written(story: Moving, tmp_path: Path) -> None:
    story.both_consent()
    result, _ = full(story)

    with pytest.raises(OSError, match="no space left"):
        hand_over(result, Ledger(tmp_path, full=True), tmp_path / "T1.package")
    assert list(tmp_path.iterdir()) == []


def test_a_package_never_overwrites_a_file_nor_claims_a_disclosure(
    story: Moving, tmp_path: Path
) -> None:
    story.both_consent()
    result, _ = full(story)
    (tmp_path / "T1.package").write_bytes(b"older")
    ledger = Ledger(tmp_path)

    with pytest.raises(TransferRefused) as caught:
        hand_over(result, ledger, tmp_path / "T1.package")

    assert caught.value.rule == "FILE_EXISTS"
    assert ledger.seen == []
    assert (tmp_path / "T1.package").read_bytes() == b"older"


def test_every_event_behind_the_package_is_named_to_the_audit(story: Moving) -> None:
    story.both_consent()

    result, _ = full(story)

    assert set(ids_of(*result.given)) == set(ids_of(*story.events))


def test_the_links_a_package_rests_on_are_named_to_the_audit(story: Moving) -> None:
    """Should one prove wrong, who was given what because of it must be found."""
    story.both_consent()
    assert full(story)[0].via_links == frozenset()

    for link, refs in (("L1", ["P1", "P9"]), ("L2", ["P7", "P8"])):
        story.tell(
            "ST-1",
            "PersonLinkConfirmed",
            "06-14",
            case=None,
            people=refs,
            link_id=link,
            refs=[uid(ref) for ref in refs],
            reason="SAME_MUNICIPAL_ID",
        )

    assert full(story)[0].via_links == {uid("L1")}
