"""An agency whose alarms are told: its configuration as an operator writes it."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from services.clock import Clock
from services.failpoint import Failpoints
from services.notify.configuration import FILE, Configuration, read_configuration
from services.notify.notifier import Notifier
from services.notify.outbox import Outbox
from services.notify.standing import Standing, standing
from services.settings import Settings
from services.wiring.notify import notifier, outbox_of
from tests.plain_events import MUNICIPALITY

CONSOLE = "https://console.example.jp/enishi"
KEY = hashlib.sha256(b"a secret of a webhook").digest()
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def mail_table(port: int, ca: Path | None = None, /, **changes: object) -> str:
    """A ``[[mail]]`` at this machine; with STARTTLS where ``ca`` is given."""
    fields: dict[str, object] = {
        "name": "desk",
        "host": "localhost",
        "port": port,
        "tls": "starttls" if ca else "none",
        "from": "enishi@city.example.jp",
        "to": "desk@city.example.jp",
        **({"ca": str(ca)} if ca else {}),
        **changes,
    }
    return _table("mail", fields)


def hook_table(port: int, ca: Path | None = None, /, **changes: object) -> str:
    """A ``[[webhook]]`` at this machine; https where ``ca`` is given."""
    scheme = "https" if ca else "http"
    fields: dict[str, object] = {
        "name": "chat",
        "url": f"{scheme}://localhost:{port}/hooks/enishi?room=7",
        "secret": {"file": "chat.secret"},
        **({"ca": str(ca)} if ca else {}),
        **changes,
    }
    return _table("webhook", fields)


def write_notify(
    settings: Settings, agency: str, *tables: str, retry: Mapping[str, int] | None = None
) -> Path:
    """Write an agency's ``notify.toml`` and its secret; the folder."""
    folder = settings.notify(MUNICIPALITY, agency)
    folder.mkdir(parents=True, exist_ok=True)
    write_secret(folder / "chat.secret", SECRET)
    retried = _lines("[retry]", retry) if retry else ""
    text = "\n".join([f'console = "{CONSOLE}"', *tables, retried])
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def write_secret(path: Path, text: str, mode: int = 0o600) -> None:
    """A file of that mode."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
    path.chmod(mode)


def configuration_of(settings: Settings, agency: str) -> Configuration:
    """An agency's configuration."""
    return read_configuration(settings.notify(MUNICIPALITY, agency), {})


@contextmanager
def notifying(
    settings: Settings, agency: str, target: str, clock: Clock
) -> Iterator[tuple[Notifier, Outbox]]:
    """An agency's notifier, and the outbox it fills."""
    with (
        closing(outbox_of(settings, MUNICIPALITY, agency)) as outbox,
        notifier(
            configuration_of(settings, agency),
            outbox,
            target,
            settings.tls(MUNICIPALITY),
            MUNICIPALITY,
            agency,
            clock,
            Failpoints(),
            first_seconds=0.1,
        ) as built,
    ):
        yield built, outbox


def stands(settings: Settings, agency: str) -> Standing:
    """Where an agency's outbox stands."""
    names = configuration_of(settings, agency).names
    with closing(outbox_of(settings, MUNICIPALITY, agency)) as outbox:
        return standing(outbox, names)


def _table(name: str, fields: Mapping[str, object]) -> str:
    return _lines(f"[[{name}]]", fields)


def _lines(head: str, fields: Mapping[str, object]) -> str:
    return "\n".join([head, *(f"{key} = {_toml(value)}" for key, value in fields.items()), ""])


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    return str(value) if isinstance(value, int) else f'"{value}"'
