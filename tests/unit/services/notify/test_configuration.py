"""What ``notify.toml`` may say; what is wrong is named, and never repeated."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from services.notify import configuration
from services.notify.config_fields import ConfigurationInvalid
from services.notify.configuration import (
    FILE,
    Configuration,
    Login,
    Retry,
    Security,
    read_configuration,
)
from services.settings import Settings
from tests.notified import KEY, SECRET, hook_table, mail_table, write_notify, write_secret

CANARY = "canary-7f3a"
NAME, WIDE = "ENISHI_MAIL_PASSWORD", "WIDE"
PASSWORD = {NAME: "of the mail server", WIDE: f"パスワード{CANARY}"}


def read(folder: Path, *tables: str, head: str = 'console = "https://c.example.jp"') -> str:
    """The error of a configuration."""
    write_secret(folder / "chat.secret", SECRET)
    (folder / FILE).write_text("\n".join([head, *tables]), encoding="utf-8")
    with pytest.raises(ConfigurationInvalid) as wrong:
        read_configuration(folder, PASSWORD)
    assert CANARY not in str(wrong.value)
    assert SECRET not in str(wrong.value)
    return str(wrong.value).removeprefix(f"{folder / FILE}: ")


def example() -> str:
    """The file that the documentation shows."""
    return inspect.cleandoc(inspect.getdoc(configuration) or "").split("\n\n", 1)[1]


def test_the_example_of_the_documentation_is_one(tmp_path: Path) -> None:
    text = example().rsplit("\n\n", 1)[0]
    write_secret(tmp_path / "chat.secret", SECRET)
    (tmp_path / FILE).write_text(inspect.cleandoc(text), encoding="utf-8")
    found = read_configuration(tmp_path, PASSWORD)
    assert (found.console, found.names) == ("https://enishi.city.example.jp/", ("desk", "chat"))
    (mail,), (webhook,) = found.mails, found.webhooks
    assert (mail.security, mail.login) == (Security.STARTTLS, Login("enishi", "of the mail server"))
    assert (webhook.tls, webhook.host, webhook.port) == (True, "chat.city.example.jp", None)
    assert (webhook.target, webhook.secret) == ("/hooks/enishi", KEY)
    assert found.retry == Retry()


def test_no_secret_is_in_what_is_printed_of_a_configuration(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    login = {"user": "enishi", "password": {"env": "ENISHI_MAIL_PASSWORD"}, "tls": "smtps"}
    folder = write_notify(settings, "CT-1", mail_table(465, **login), hook_table(80))
    found: Configuration = read_configuration(folder, PASSWORD)
    assert PASSWORD["ENISHI_MAIL_PASSWORD"] not in repr(found)
    assert str(KEY) not in repr(found)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": f"Desk {CANARY}"}, "mail[1].name"),
        ({"host": f"{CANARY}/x"}, "mail[1].host"),
        ({"host": f"{CANARY}..example.jp"}, "mail[1].host"),
        ({"host": CANARY * 8}, "mail[1].host"),
        ({"port": 0}, "mail[1].port"),
        ({"port": CANARY}, "mail[1].port"),
        ({"tls": CANARY}, "mail[1].tls"),
        ({"host": "mail.example.jp"}, "mail[1].tls"),
        ({"user": CANARY, "password": {"env": "ENISHI_MAIL_PASSWORD"}}, "mail[1].user"),
        ({"user": CANARY}, "mail[1].user"),
        ({"to": CANARY}, "mail[1].to"),
        ({"to": f"渡邊@{CANARY}.jp"}, "mail[1].to"),
        ({"to": f"a@b.example, {CANARY}@b.example"}, "mail[1].to"),
        ({"from": f"a@b.example\\nBcc: {CANARY}@b.example"}, "mail[1].from"),
        ({"ca": f"{CANARY}.pem"}, "mail[1].ca"),
        ({"ca": "chat.secret"}, "mail[1].ca"),
        ({"tls": "smtps", "user": "渡邊", "password": {"env": NAME}}, "mail[1].user"),
        ({"tls": "smtps", "user": "u", "password": {"env": WIDE}}, "mail[1].password"),
        ({"hots": CANARY}, "mail[1]."),
        ({"tls": "smtps", "user": "u", "password": CANARY}, "mail[1].password"),
        ({"tls": "smtps", "user": "u", "password": {"env": CANARY}}, "mail[1].password.env"),
        ({"tls": "smtps", "user": "u", "password": {"file": CANARY}}, "mail[1].password.file"),
    ],
)
def test_a_wrong_field_of_a_mail_is_named(
    tmp_path: Path, changes: dict[str, object], field: str
) -> None:
    assert read(tmp_path, mail_table(25, **changes)).startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": f"http://{CANARY}.example.jp/"}, "webhook[1].url"),
        ({"url": f"https://u:{CANARY}@hooks.example.jp/"}, "webhook[1].url"),
        ({"url": f"https://hooks.example.jp/#{CANARY}"}, "webhook[1].url"),
        ({"url": f"https://hooks.example.jp/{CANARY} x"}, "webhook[1].url"),
        ({"url": f"https://hooks.example.jp:{CANARY}/"}, "webhook[1].url"),
        ({"url": f"https://[{CANARY}/"}, "webhook[1].url"),
        ({"url": f"ftp://localhost/{CANARY}"}, "webhook[1].url"),
        ({"url": "https://"}, "webhook[1].url"),
        ({"url": f"https://{CANARY}..example.jp/"}, "webhook[1].url"),
        ({"secret": {}}, "webhook[1].secret"),
        ({"secret": {"env": "A", "file": "b"}}, "webhook[1].secret"),
        ({"secret": {"env": "ENISHI_MAIL_PASSWORD"}}, "webhook[1].secret"),
    ],
)
def test_a_wrong_field_of_a_webhook_is_named(
    tmp_path: Path, changes: dict[str, object], field: str
) -> None:
    assert read(tmp_path, hook_table(80, **changes)).startswith(f"{field}: ")


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o660])
def test_a_secret_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    write_secret(tmp_path / "open", CANARY, mode)
    table = hook_table(80, secret={"file": "open"})
    assert "set its mode to 0600" in read(tmp_path, table)


@pytest.mark.parametrize("secret", [CANARY, "whsec_", "whsec_dG9vIHNob3J0", f"{CANARY}\n{CANARY}"])
def test_a_secret_that_is_none_is_refused(tmp_path: Path, secret: str) -> None:
    write_secret(tmp_path / "bad", secret)
    assert "secret" in read(tmp_path, hook_table(80, secret={"file": "bad"}))


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("", "console"),
        (f'console = "http://{CANARY}.example.jp"', "console"),
        (f'console = "https://c.example.jp/?{CANARY}"', "console"),
        (f'console = "https://c.example.jp"\n{CANARY} = 1', ""),
        (f'console = "https://c.example.jp"\nmail = "{CANARY}"', "mail"),
        (f'console = "{CANARY}', "notify"),
        ('console = "https://c.example.jp"\nretry = { attempts = 0 }', "retry.attempts"),
        ('console = "https://c.example.jp"\nretry = { attempts = true }', "retry.attempts"),
    ],
)
def test_a_wrong_head_is_named(tmp_path: Path, head: str, field: str) -> None:
    assert read(tmp_path, hook_table(80), head=head).startswith(f"{field}: ")


def test_a_configuration_that_tells_nobody_is_refused(tmp_path: Path) -> None:
    assert "add a [[mail]] or a [[webhook]]" in read(tmp_path)


def test_two_destinations_need_two_names(tmp_path: Path) -> None:
    assert "give each its own" in read(tmp_path, mail_table(25), hook_table(80, name="desk"))


def test_where_there_is_no_file_it_says_which_one_to_write(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationInvalid, match="there is no such file: write one"):
        read_configuration(tmp_path, {})
