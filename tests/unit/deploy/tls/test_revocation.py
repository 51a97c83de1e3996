from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509

from deploy.tls import NotIssued, issue, revoke, revoked_serials
from deploy.tls.revocation import MalformedRevocationList

CITY = "131016"


def test_nothing_is_revoked_until_somebody_revokes(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"])

    assert revoked_serials(tmp_path) == frozenset()


def test_revoked_serial_number_is_on_the_list_in_hex(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1", "SHO-1"])

    serial = revoke(tmp_path, "HOK-1")

    pem = (tmp_path / "HOK-1.pem").read_bytes()
    assert serial == x509.load_pem_x509_certificate(pem).serial_number
    assert (tmp_path / "revoked").read_text() == f"{serial:x}\n"
    assert revoked_serials(tmp_path) == {serial}


def test_revoking_twice_adds_one_line(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"])

    revoke(tmp_path, "HOK-1")
    revoke(tmp_path, "HOK-1")

    assert len((tmp_path / "revoked").read_text().splitlines()) == 1


def test_earlier_revocations_stay_after_a_new_certificate(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"])
    first = revoke(tmp_path, "HOK-1")
    issue(tmp_path, CITY, ["HOK-1"])
    second = revoke(tmp_path, "HOK-1")

    assert revoked_serials(tmp_path) == {first, second}


def test_name_without_a_certificate_cannot_be_revoked(tmp_path: Path) -> None:
    with pytest.raises(NotIssued, match="SHO-1"):
        revoke(tmp_path, "SHO-1")


@pytest.mark.parametrize("line", ["", "xyz", "0x1f", "1F", "1f # HOK-1", "１ｆ"])
def test_list_with_a_line_that_is_no_serial_number_is_trusted_for_nothing(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "revoked").write_text(f"1f\n{line}\n2e\n", "utf-8")

    with pytest.raises(MalformedRevocationList) as malformed:
        revoked_serials(tmp_path)
    assert malformed.value.line == 2
