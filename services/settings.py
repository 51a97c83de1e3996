"""Where state lies and where things listen: from the environment, with defaults that work.

All state is below one directory, one folder per process, so that a process can be moved, backed
up or deleted by its folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "ENISHI_HOME"
DEFAULT_HOME = ".enishi"


@dataclass(frozen=True, slots=True)
class Settings:
    """The folders of one installation."""

    home: Path

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """``ENISHI_HOME``, else ``.enishi`` in the current directory."""
        variables = os.environ if environment is None else environment
        return cls(Path(variables.get(HOME_VARIABLE) or DEFAULT_HOME))

    @property
    def log_file(self) -> Path:
        """The embedded log."""
        return self.home / "log" / "log.db"

    @property
    def keys(self) -> Path:
        """One key file per agency."""
        return self.home / "keys"

    def tls(self, municipality: str) -> Path:
        """Certificates of one municipality's local authority."""
        return self.home / "tls" / municipality

    def adapter(self, municipality: str, agency: str) -> Path:
        """One agency's ledger and relay cursor."""
        return self.home / "adapter" / municipality / agency

    def projector(self, municipality: str) -> Path:
        """One municipality's views."""
        return self.home / "projector" / municipality

    def identity(self, municipality: str) -> Path:
        """One municipality's identity service: its tokens and their key."""
        return self.home / "identity" / municipality

    def transfer(self, municipality: str) -> Path:
        """One municipality's keys for packages to others, and the keys it trusts."""
        return self.home / "transfer" / municipality

    def console(self, municipality: str, agency: str) -> Path:
        """What one agency's console keeps: no field of any record."""
        return self.home / "console" / municipality / agency

    def notify(self, municipality: str, agency: str) -> Path:
        """One agency's notifications: their configuration, secrets and outbox."""
        return self.home / "notify" / municipality / agency

    @property
    def endpoints(self) -> Path:
        """Where the running parts listen, for the command line to find them."""
        return self.home / "run" / "endpoints.json"
