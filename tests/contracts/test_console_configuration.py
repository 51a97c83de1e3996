"""The console's file: checked before it starts, and no value of it repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.console.configuration import ConfigurationInvalid, read_configuration

FILE = """
public = "https://console.example"
[oidc]
issuer = "https://login.example"
client_id = "c"
client_secret_env = "ENISHI_TEST_SECRET"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", ""),
        ('"https://console.example"', '"http://console.example"', "public: "),
        ('"https://console.example"', '"https://console.example/x"', "public: "),
        ('"https://login.example"', '"http://login.example"', "oidc.issuer: "),
        ('client_id = "c"', "client_id = 5", "oidc.client_id: "),
        ("ENISHI_TEST_SECRET", "ENISHI_NO_SUCH", "oidc.client_secret_env: "),
        ("client_secret_env", "client_secret", "oidc.: "),
        ("[oidc]", "[oidcs]", "the file: "),
        ("public", "[", "console.toml: "),
        ('client_id = "c"', 'client_id = "c"\nclient_secret_file = "x"', "oidc: "),
    ],
)
def test_the_file_is_checked_and_no_value_of_it_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    monkeypatch.setenv("ENISHI_TEST_SECRET", "canary-secret")
    path = tmp_path / "console.toml"
    path.write_text(FILE.replace(old, new) if old else FILE, encoding="utf-8")
    if not said:
        assert read_configuration(path).oidc.client_secret == "canary-secret"
        return
    with pytest.raises(ConfigurationInvalid) as refused:
        read_configuration(path)
    assert str(refused.value).startswith(said)
    assert "example" not in str(refused.value)


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary-secret", encoding="utf-8")
    path = tmp_path / "console.toml"
    named = f'client_secret_file = "{secret}"'
    path.write_text(FILE.replace('client_secret_env = "ENISHI_TEST_SECRET"', named))
    secret.chmod(0o644)
    with pytest.raises(ConfigurationInvalid, match="chmod 600"):
        read_configuration(path)
    secret.chmod(0o600)
    assert read_configuration(path).oidc.client_secret == "canary-secret"
