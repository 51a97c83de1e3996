"""One Keycloak on loopback, and what a test asks of its administrator."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from tests.eventually import eventually
from tests.keycloak.distribution import KeycloakUnavailable, distribution
from tests.keycloak.realm import CLIENT, REALM, client, realm

HOST = "127.0.0.1"
START_SECONDS = 180.0
STOP_SECONDS = 30.0
_ADMIN = "admin"


class Keycloak:
    """A running one."""

    def __init__(self, address: str, password: str) -> None:
        self._address = address
        self._password = password
        self._origins: list[str] = []

    @property
    def issuer(self) -> str:
        """The realm's."""
        return f"{self._address}/realms/{REALM}"

    def admit(self, origin: str) -> None:
        """Register the console at that origin too."""
        self._origins.append(origin)
        with self._administrator() as admin:
            path = f"/admin/realms/{REALM}/clients"
            for known in admin.get(path, params={"clientId": CLIENT}).raise_for_status().json():
                admin.delete(f"{path}/{known['id']}").raise_for_status()
            admin.post(path, json=client(self._origins)).raise_for_status()

    def sessions_of(self, user: str) -> int:
        """How often that user is signed in at Keycloak itself."""
        with self._administrator() as admin:
            path = f"/admin/realms/{REALM}/users"
            asked = {"username": user, "exact": "true"}
            (found,) = admin.get(path, params=asked).raise_for_status().json()
            return len(admin.get(f"{path}/{found['id']}/sessions").raise_for_status().json())

    def fill(self) -> None:
        """Make the realm."""
        with self._administrator() as admin:
            admin.post("/admin/realms", json=realm()).raise_for_status()

    @contextmanager
    def _administrator(self) -> Iterator[httpx2.Client]:
        with httpx2.Client(base_url=self._address, timeout=START_SECONDS, trust_env=False) as http:
            form = {
                "grant_type": "password",
                "client_id": "admin-cli",
                "username": _ADMIN,
                "password": self._password,
            }
            answer = http.post("/realms/master/protocol/openid-connect/token", data=form)
            token: Any = answer.raise_for_status().json()
            http.headers["Authorization"] = f"Bearer {token['access_token']}"
            yield http


@contextmanager
def keycloak_in(directory: Path) -> Iterator[Keycloak]:
    """A Keycloak of its own with the realm in it. Raises KeycloakUnavailable."""
    home, port, password = distribution(), _free_port(), secrets.token_urlsafe()
    log = directory / "keycloak.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *("bash", str(home / "bin" / "kc.sh"), "start", "--optimized", "--cache=local"),
                *("--http-enabled=true", f"--http-host={HOST}", f"--http-port={port}"),
                "--hostname-strict=false",
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "KC_BOOTSTRAP_ADMIN_USERNAME": _ADMIN,
                "KC_BOOTSTRAP_ADMIN_PASSWORD": password,
                "JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx512m",
            },
            start_new_session=True,
        )
    try:
        found = Keycloak(f"http://{HOST}:{port}", password)
        eventually(lambda: _answers(process, port), "Keycloak answers", START_SECONDS)
        if process.poll() is not None:
            said = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            raise KeycloakUnavailable(f"Keycloak did not start:\n{said}")
        found.fill()
        yield found
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether it serves, or has ended instead."""
    if process.poll() is not None:
        return True
    try:
        known = f"http://{HOST}:{port}/realms/master/.well-known/openid-configuration"
        return httpx2.get(known, trust_env=False).is_success
    except httpx2.TransportError:
        return False


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
