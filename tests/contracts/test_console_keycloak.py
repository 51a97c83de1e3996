"""Signing in at a real Keycloak, to a console that serves TLS itself: threat 4, end to end."""

from __future__ import annotations

import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from services.console.configuration import Configuration, Oidc, Tls
from services.console.oidc import LOGIN
from services.console.sessions import ARRIVING, COOKIE
from services.wiring.console import Targets, console_of, listening, server_of
from tests.contracts.consoles import token
from tests.eventually import eventually
from tests.keycloak.fixture import keycloak
from tests.keycloak.realm import AGENCY_CLAIM, CLIENT, PASSWORD, SECRET
from tests.keycloak.server import Keycloak
from tests.plain_events import MUNICIPALITY
from tests.reading_town import SECONDS, ReadingTown, reading_town
from tests.receivers import tls_in

__all__ = ["keycloak"]

HOST = "127.0.0.1"
AGENCY = "CT-1"
SESSION, WAY = f"__Host-{COOKIE}", f"__Host-{LOGIN}"


@dataclass(frozen=True)
class Console:
    """A console by TLS at an origin of its own, and the authority that signed its certificate."""

    origin: str
    ca: Path

    @contextmanager
    def browser(self) -> Iterator[httpx2.Client]:
        """Somebody who trusts that authority; it follows nothing by itself."""
        context = ssl.create_default_context(cafile=self.ca)
        with httpx2.Client(
            base_url=self.origin, verify=context, timeout=SECONDS, trust_env=False
        ) as client:
            yield client


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        # Keycloak's tokens are of today.
        town.clock.set(datetime.now(UTC))
        yield town


@contextmanager
def running(
    town: ReadingTown, keycloak: Keycloak, folder: Path, port: int = 0
) -> Iterator[Console]:
    served = tls_in(folder)
    with listening(HOST, port) as listener:
        origin = f"https://localhost:{listener.getsockname()[1]}"
        oidc = Oidc(keycloak.issuer, CLIENT, SECRET, "preferred_username", AGENCY_CLAIM)
        configuration = Configuration(origin, oidc, Tls(served.certificate, served.key))
        targets = Targets(
            town.backbone.query_target(),
            town.backbone.adapter_target(AGENCY),
            town.settings.tls(MUNICIPALITY),
        )
        app = console_of(
            town.settings,
            MUNICIPALITY,
            targets,
            AGENCY,
            town.clock,
            HOST,
            configuration=configuration,
        )
        server = server_of(app, configuration.tls)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            eventually(lambda: server.started, "the console listens")
            yield Console(origin, served.ca)
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="module")
def console(
    town: ReadingTown, keycloak: Keycloak, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Console]:
    with running(town, keycloak, tmp_path_factory.mktemp("tls")) as console:
        keycloak.admit(console.origin)
        yield console


@contextmanager
def elsewhere() -> Iterator[httpx2.Client]:
    """The same person's browser at Keycloak, with Keycloak's own cookies."""
    # Keycloak's cookies are Secure; browsers send those to loopback without TLS too.
    jar = CookieJar(DefaultCookiePolicy(secure_protocols=("https", "http")))
    with httpx2.Client(timeout=SECONDS, trust_env=False, cookies=jar) as client:
        yield client


def leads_to(page: httpx2.Response) -> str:
    found = re.search(r'content="0;url=([^"]+)"', page.text)
    assert found, page.text
    return unescape(found[1])


def asked(client: httpx2.Client) -> str:
    """Where the console sends a browser to sign in."""
    form = {"csrf": token(client.get("/sign-in")), "language": "ja"}
    return leads_to(client.post("/sign-in", data=form))


def pressed(there: httpx2.Client, page: httpx2.Response, **fields: str) -> httpx2.Response:
    """Fill in the form that Keycloak shows."""
    action = re.search(r'<form[^>]*action="([^"]+)"', page.text)
    assert action, page.text
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    address = str(page.url.join(unescape(action[1])))
    return there.post(address, data={**hidden, **fields})


def returned(there: httpx2.Client, address: str, user: str) -> str:
    """Sign in at Keycloak by name and password; where it sends the browser back to."""
    answer = pressed(there, there.get(address), username=user, password=PASSWORD)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def signed_in(
    client: httpx2.Client, there: httpx2.Client, user: str = "worker-7"
) -> httpx2.Response:
    return client.get(returned(there, asked(client), user))


def with_cookie(console: Console, name: str, value: str, path: str) -> httpx2.Response:
    """Somebody who has nothing but that cookie."""
    with console.browser() as thief:
        return thief.get(path, headers={"Cookie": f"{name}={value}"})


def test_a_worker_comes_in_and_the_cookies_are_this_hosts_alone(console: Console) -> None:
    with console.browser() as client, elsewhere() as there:
        address = asked(client)
        assert client.cookies[WAY]
        answer = client.get(returned(there, address, "worker-7"))
        assert leads_to(answer) == "/"
        said = [each.lower() for each in answer.headers.get_list("set-cookie")]
        (session,) = [each for each in said if each.startswith(f"{SESSION.lower()}=")]
        flags = {each.strip() for each in session.split(";")[1:]}
        assert {"httponly", "path=/", "secure", "samesite=strict"} <= flags
        assert not any(each.startswith("domain") for each in flags)
        board = client.get("/")
        assert '<span class="user">worker-7</span>' in board.text
        assert "max-age=" in board.headers["strict-transport-security"]
        assert WAY not in client.cookies


@pytest.mark.parametrize("user", ["worker-8", "worker-9"])
def test_who_does_not_work_for_the_agency_is_told_so(console: Console, user: str) -> None:
    with console.browser() as client, elsewhere() as there:
        answer = signed_in(client, there, user)
        assert answer.status_code == 403
        assert "この機関の職員として登録されていません" in answer.text
        assert client.get("/").headers["location"] == "/sign-in"


def test_a_code_is_taken_once(console: Console) -> None:
    with console.browser() as client, elsewhere() as there:
        back = returned(there, asked(client), "worker-7")
        way = client.cookies[WAY]
        assert client.get(back).status_code == 200
        again = with_cookie(console, WAY, way, back.removeprefix(console.origin))
        assert again.status_code == 403
        assert SESSION not in again.cookies or not _enters(console, again.cookies[SESSION])


def test_anothers_code_does_not_enter(console: Console) -> None:
    """Code injection (RFC 9700 section 4.5): the challenge binds it to who asked."""
    with console.browser() as client, console.browser() as thief, elsewhere() as there:
        back = urlsplit(returned(there, asked(client), "worker-7"))
        stolen = parse_qs(back.query)["code"][0]
        own = parse_qs(urlsplit(asked(thief)).query)["state"][0]
        answer = thief.get("/sign-in/callback", params={"code": stolen, "state": own})
        assert answer.status_code == 403
        assert thief.get("/").headers["location"] == "/sign-in"


def test_a_session_known_before_is_nobodys_after(console: Console) -> None:
    with console.browser() as client, elsewhere() as there:
        client.get("/sign-in")
        planted = client.cookies[f"__Host-{ARRIVING}"]
        assert signed_in(client, there).status_code == 200
        assert client.cookies[SESSION] != planted
        assert not _enters(console, planted)


def test_signing_out_ends_it_here_and_at_keycloak(console: Console, keycloak: Keycloak) -> None:
    with console.browser() as client, elsewhere() as there:
        assert signed_in(client, there).status_code == 200
        stolen, before = client.cookies[SESSION], keycloak.sessions_of("worker-7")
        out = client.post("/sign-out", data={"csrf": token(client.get("/"))})
        assert not _enters(console, stolen)
        stream = {"Cookie": f"{SESSION}={stolen}", "Sec-Fetch-Mode": "cors"}
        with console.browser() as thief:
            assert thief.get("/board/events", headers=stream).status_code == 401
        page = there.get(leads_to(out))
        if page.status_code == 200:
            page = pressed(there, page, confirmLogout="Logout")
        assert page.headers["location"].startswith(f"{console.origin}/sign-in")
        assert keycloak.sessions_of("worker-7") == before - 1


def test_a_form_from_another_origin_is_refused(console: Console) -> None:
    with console.browser() as client, elsewhere() as there:
        signed_in(client, there)
        form = {"csrf": token(client.get("/")), "language": "en"}
        for origin in ("https://elsewhere.example", console.origin.replace("https", "http")):
            answer = client.post("/language", data=form, headers={"Origin": origin})
            assert answer.status_code == 403, origin
        assert client.post("/language", data=form, headers={"Origin": console.origin}).is_redirect


def test_a_restart_signs_nobody_out_and_lets_nobody_back(
    town: ReadingTown, keycloak: Keycloak, tmp_path: Path
) -> None:
    with running(town, keycloak, tmp_path) as console:
        keycloak.admit(console.origin)
        with console.browser() as client, elsewhere() as there:
            signed_in(client, there)
            kept = client.cookies[SESSION]
        with console.browser() as client, elsewhere() as there:
            signed_in(client, there)
            ended = client.cookies[SESSION]
            client.post("/sign-out", data={"csrf": token(client.get("/"))})
    with running(town, keycloak, tmp_path) as restarted:
        keycloak.admit(restarted.origin)
        assert _enters(restarted, kept)
        assert not _enters(restarted, ended)


def test_no_secret_is_in_any_log(console: Console, capfd: pytest.CaptureFixture[str]) -> None:
    with console.browser() as client, elsewhere() as there:
        back = returned(there, asked(client), "worker-7")
        code = parse_qs(urlsplit(back).query)["code"][0]
        client.get(back)
        client.get(back)
    logged = "".join(capfd.readouterr())
    assert "sign-in refused" in logged
    for secret in (SECRET, PASSWORD, code, "worker-7"):
        assert secret not in logged


def _enters(console: Console, cookie: str) -> bool:
    return with_cookie(console, SESSION, cookie, "/").status_code == 200
