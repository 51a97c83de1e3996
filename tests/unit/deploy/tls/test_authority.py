from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from deploy.tls import AuthorityUnusable, InvalidName, issue, principal_uri, revoke
from deploy.tls.files import UnreadableKey

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
CITY = "131016"


def certificate(out: Path, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((out / f"{name}.pem").read_bytes())


def test_certificate_names_its_agency_in_the_uri_and_serves_on_this_machine(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)

    names = certificate(tmp_path, "HOK-1").extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.UniformResourceIdentifier) == [
        "urn:enishi:131016:HOK-1"
    ]
    assert names.value.get_values_for_type(x509.DNSName) == ["localhost"]
    assert [str(ip) for ip in names.value.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_certificate_is_good_for_both_ends_and_signs_nothing(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)

    extensions = certificate(tmp_path, "HOK-1").extensions
    usage = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert set(usage) == {ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH}
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_every_certificate_is_signed_by_the_one_authority(tmp_path: Path) -> None:
    authority = issue(tmp_path, CITY, ["HOK-1", "query"], NOW)

    ca = x509.load_pem_x509_certificate(authority.ca.read_bytes())
    for name in authority.names:
        certificate(tmp_path, name).verify_directly_issued_by(ca)


def test_private_keys_are_pkcs8_and_their_owners_only(tmp_path: Path) -> None:
    authority = issue(tmp_path, CITY, ["HOK-1"], NOW)

    for path in (tmp_path / "ca.key", authority.credentials("HOK-1").key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
        load_pem_private_key(path.read_bytes(), password=None)


def test_good_certificate_is_left_alone(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    again = issue(tmp_path, CITY, ["HOK-1"], NOW + timedelta(days=300))

    assert again.issued == ()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_new_agency_joins_under_the_same_authority(tmp_path: Path) -> None:
    first = issue(tmp_path, CITY, ["HOK-1"], NOW)
    ca = first.ca.read_bytes()

    second = issue(tmp_path, CITY, ["HOK-1", "SHO-1"], NOW)

    assert second.issued == ("SHO-1",)
    assert second.ca.read_bytes() == ca


@pytest.mark.parametrize(("days", "later"), [(365, 336), (9, 7)])
def test_certificate_is_renewed_before_it_runs_out(tmp_path: Path, days: int, later: int) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW, days=days)

    renewed = issue(tmp_path, CITY, ["HOK-1"], NOW + timedelta(days=later), days=days)

    assert renewed.issued == ("HOK-1",)
    assert certificate(tmp_path, "HOK-1").not_valid_after_utc == NOW + timedelta(days=days + later)


def test_certificate_never_outlives_its_authority(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW, days=100_000)

    assert (
        certificate(tmp_path, "HOK-1").not_valid_after_utc
        == certificate(tmp_path, "ca").not_valid_after_utc
    )


def test_revoked_certificate_is_replaced_by_one_with_another_serial_number(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)
    serial = revoke(tmp_path, "HOK-1")

    again = issue(tmp_path, CITY, ["HOK-1"], NOW)

    assert again.issued == ("HOK-1",)
    assert certificate(tmp_path, "HOK-1").serial_number != serial


def test_certificate_for_other_hosts_is_replaced(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)

    again = issue(tmp_path, CITY, ["HOK-1"], NOW, hosts=("hok.example", "10.1.2.3"))

    assert again.issued == ("HOK-1",)


@pytest.mark.parametrize("lost", ["HOK-1.key", "HOK-1.pem"])
def test_certificate_that_lost_a_half_is_issued_anew(tmp_path: Path, lost: str) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)
    (tmp_path / lost).unlink()

    assert issue(tmp_path, CITY, ["HOK-1"], NOW).issued == ("HOK-1",)


def test_certificate_beside_somebody_elses_key_is_issued_anew(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1", "SHO-1"], NOW)
    (tmp_path / "HOK-1.key").write_bytes((tmp_path / "SHO-1.key").read_bytes())

    assert issue(tmp_path, CITY, ["HOK-1", "SHO-1"], NOW).issued == ("HOK-1",)


def test_certificate_of_an_earlier_authority_is_issued_anew(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)
    (tmp_path / "ca.pem").unlink()
    (tmp_path / "ca.key").unlink()

    assert issue(tmp_path, CITY, ["HOK-1"], NOW).issued == ("HOK-1",)


def test_authority_that_crashed_before_its_certificate_is_completed(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)
    (tmp_path / "ca.pem").unlink()

    again = issue(tmp_path, CITY, ["HOK-1"], NOW)

    certificate(tmp_path, "HOK-1").verify_directly_issued_by(certificate(tmp_path, "ca"))
    assert again.issued == ()


def test_another_municipalitys_authority_is_not_used(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)

    with pytest.raises(AuthorityUnusable, match="271004"):
        issue(tmp_path, "271004", ["SHO-1"], NOW)
    assert not (tmp_path / "SHO-1.pem").exists()


def test_authority_without_its_key_is_not_used(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)
    (tmp_path / "ca.key").unlink()

    with pytest.raises(AuthorityUnusable, match=r"without ca\.key"):
        issue(tmp_path, CITY, ["HOK-1"], NOW)


def test_authority_with_another_key_is_not_used(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)
    (tmp_path / "ca.key").write_bytes((tmp_path / "HOK-1.key").read_bytes())

    with pytest.raises(AuthorityUnusable, match="does not belong"):
        issue(tmp_path, CITY, ["HOK-1"], NOW)


def test_expired_authority_is_not_used(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)

    with pytest.raises(AuthorityUnusable, match="expired"):
        issue(tmp_path, CITY, ["HOK-1"], NOW + timedelta(days=3650))


def test_damaged_authority_key_says_which_file_to_restore(tmp_path: Path) -> None:
    issue(tmp_path, CITY, ["HOK-1"], NOW)
    (tmp_path / "ca.key").write_text("not a key")

    with pytest.raises(UnreadableKey, match=r"ca\.key"):
        issue(tmp_path, CITY, ["HOK-1"], NOW)


@pytest.mark.parametrize("name", ["hok-1", "HOK", "HOK-0", "HOK-1\n", "../HOK-1", "ca", ""])
def test_name_that_is_neither_agency_nor_service_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidName) as refused:
        issue(tmp_path / "out", CITY, ["HOK-1", name], NOW)

    assert refused.value.field == "name"
    assert not (tmp_path / "out").exists()


@given(st.text().filter(lambda text: not (len(text) == 6 and text.isascii() and text.isdigit())))
def test_municipality_is_six_digits(municipality: str) -> None:
    with pytest.raises(InvalidName) as refused:
        principal_uri(municipality, "HOK-1")

    assert refused.value.field == "municipality"


def test_moment_without_a_time_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        issue(tmp_path, CITY, ["HOK-1"], NOW.replace(tzinfo=None))


def test_certificate_that_is_never_valid_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="days is 0"):
        issue(tmp_path, CITY, ["HOK-1"], NOW, days=0)
