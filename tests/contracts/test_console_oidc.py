"""Signing in by OpenID Connect, against a provider that runs."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from oidc_provider_mock import User, run_server_in_thread

from services.console.configuration import Configuration, Oidc
from services.console.oidc import LOGIN
from services.console.sessions import ARRIVING, COOKIE
from tests.contracts.consoles import served, token
from tests.contracts.lying_provider import lying
from tests.reading_town import SECONDS, ReadingTown, reading_town

CLIENT = "enishi-console"
STAFF = User(sub="tanaka", claims={"preferred_username": "tanaka", "enishi_agency": "CT-1"})
OTHERS = User(sub="suzuki", claims={"preferred_username": "suzuki", "enishi_agency": "HOK-1"})
BOTH = User(sub="kato", claims={"preferred_username": "kato", "enishi_agency": ["MU-1", "CT-1"]})
NAMELESS = User(sub="noname", claims={"enishi_agency": "CT-1"})


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    people = (STAFF, OTHERS, BOTH, NAMELESS)
    with run_server_in_thread(require_nonce=True, user_claims=people) as server:
        yield f"http://localhost:{server.server_port}"


def configured(issuer: str) -> Callable[[str], Configuration]:
    oidc = Oidc(issuer, CLIENT, "secret", "preferred_username", "enishi_agency")
    return lambda address: Configuration(address, oidc, None)


@pytest.fixture
def address(town: ReadingTown, issuer: str, now: None) -> Iterator[str]:
    with served(town, configured=configured(issuer)) as address:
        yield address


@pytest.fixture
def now(town: ReadingTown) -> None:
    """The provider's tokens are of today."""
    town.clock.set(datetime.now(UTC))


@contextmanager
def browser(address: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client:
        yield client


def leads_to(page: httpx2.Response) -> str:
    found = re.search(r'content="0;url=([^"]+)"', page.text)
    assert found, page.text
    return unescape(found[1])


def sent_to_the_provider(client: httpx2.Client) -> str:
    form = {"csrf": token(client.get("/sign-in")), "language": "en"}
    return leads_to(client.post("/sign-in", data=form))


def signed_in_there(there: str, who: str) -> str:
    """The person signs in at the provider; where it sends the browser back to."""
    with httpx2.Client(timeout=SECONDS, trust_env=False) as client:
        answer = client.post(there, data={"sub": who})
        return answer.headers["location"]


def through(client: httpx2.Client, who: str) -> httpx2.Response:
    return client.get(signed_in_there(sent_to_the_provider(client), who))


@pytest.mark.parametrize("who", ["tanaka", "kato"])
def test_staff_of_the_agency_sign_in_and_out(address: str, who: str) -> None:
    with browser(address) as client:
        answer = through(client, who)
        assert leads_to(answer) == "/"
        assert f'<span class="user">{who}</span>' in client.get("/").text
        assert 'lang="en"' in client.get("/").text
        stolen = client.cookies[COOKIE]
        out = client.post("/sign-out", data={"csrf": token(client.get("/"))})
        assert urlsplit(leads_to(out)).path == "/oauth2/end_session"
        client.cookies.clear()
        again = client.get("/", headers={"Cookie": f"{COOKIE}={stolen}"})
        assert again.status_code == 303
        fetch = {"Cookie": f"{COOKIE}={stolen}", "Sec-Fetch-Mode": "cors"}
        assert client.get("/board/events", headers=fetch).status_code == 401


def test_the_request_carries_state_nonce_and_a_challenge(address: str) -> None:
    with browser(address) as client:
        asked = parse_qs(urlsplit(sent_to_the_provider(client)).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["response_type"] == ["code"]
        assert asked["redirect_uri"] == [f"{address}/sign-in/callback"]
        other = parse_qs(urlsplit(sent_to_the_provider(client)).query)
        for name in ("state", "nonce", "code_challenge"):
            assert len(asked[name][0]) >= 43
            assert asked[name] != other[name]


@pytest.mark.parametrize("who", ["suzuki", "noname"])
def test_staff_of_another_agency_or_without_an_id_stay_outside(address: str, who: str) -> None:
    with browser(address) as client:
        answer = through(client, who)
        assert answer.status_code == 403
        assert "この機関の職員として登録されていません" in answer.text
        assert client.get("/").status_code == 303


def test_a_session_from_before_is_worth_nothing_after(address: str) -> None:
    with browser(address) as client:
        client.get("/sign-in")
        before = client.cookies[ARRIVING]
        through(client, "tanaka")
        assert client.cookies[COOKIE] != before
        client.cookies.clear()
        assert client.get("/", headers={"Cookie": f"{COOKIE}={before}"}).status_code == 303


def test_what_comes_back_must_be_what_was_asked(address: str) -> None:
    with browser(address) as client, browser(address) as victim:
        back = urlsplit(signed_in_there(sent_to_the_provider(client), "tanaka"))
        code = parse_qs(back.query)["code"][0]
        path = "/sign-in/callback"
        forged = [
            f"{path}?code={code}&state=x",
            f"{path}?code={code}",
            f"{path}?error=access_denied",
            path,
        ]
        for each in forged:
            assert client.get(each).status_code == 403
        # Another browser, which did not ask, is not signed in as whoever did (login CSRF).
        assert victim.get(f"{path}?{back.query}").status_code == 403
        assert victim.get("/").status_code == 303
        assert client.get(f"{path}?{back.query}").status_code == 200
        # The way back is gone once.
        assert client.get(f"{path}?{back.query}").status_code == 403
        client.cookies.delete(LOGIN)


@contextmanager
def lied_to(town: ReadingTown, issuer: str) -> Iterator[httpx2.Client]:
    with served(town, configured=configured(issuer)) as address, browser(address) as client:
        yield client


KEY = RSAKey.generate_key(2048, {"kid": "1"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "1"})
LIES: dict[str, Callable[[dict[str, Any]], tuple[dict[str, Any], dict[str, Any], Any]]] = {
    "true": lambda claims: ({"alg": "RS256", "kid": "1"}, claims, KEY),
    "another nonce": lambda c: ({"alg": "RS256", "kid": "1"}, {**c, "nonce": "x"}, KEY),
    "no nonce": lambda c: (
        {"alg": "RS256", "kid": "1"},
        {k: v for k, v in c.items() if k != "nonce"},
        KEY,
    ),
    "another audience": lambda c: ({"alg": "RS256", "kid": "1"}, {**c, "aud": "other"}, KEY),
    "another issuer": lambda c: ({"alg": "RS256", "kid": "1"}, {**c, "iss": "http://x"}, KEY),
    "expired": lambda c: ({"alg": "RS256", "kid": "1"}, {**c, "exp": int(time.time()) - 999}, KEY),
    "another key": lambda claims: ({"alg": "RS256", "kid": "1"}, claims, OTHER_KEY),
    "the secret as a key": lambda claims: (
        {"alg": "HS256", "kid": "1"},
        claims,
        OctKey.import_key("secret-that-is-long-enough-for-hs256"),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_only_a_true_token_is_believed(town: ReadingTown, now: None, lie: str) -> None:
    with lying() as (issuer, made), lied_to(town, issuer) as client:
        asked = parse_qs(urlsplit(sent_to_the_provider(client)).query)
        at = int(time.time())
        claims: dict[str, Any] = {
            "iss": issuer,
            "aud": CLIENT,
            "sub": "x",
            "iat": at,
            "exp": at + 300,
            "nonce": asked["nonce"][0],
            **STAFF.claims,
        }
        header, said, key = LIES[lie](claims)
        made["/keys"] = {"keys": [KEY.as_dict(private=False)]}
        encoded = jwt.encode(header, said, key, algorithms=["RS256", "HS256"])
        made["/token"] = {"access_token": "a", "token_type": "Bearer", "id_token": encoded}
        answer = client.get(f"/sign-in/callback?code=c&state={asked['state'][0]}")
        assert answer.status_code == (200 if lie == "true" else 403)
        assert client.get("/").status_code == (200 if lie == "true" else 303)


def test_an_unsigned_token_is_not_believed(town: ReadingTown, now: None) -> None:
    with lying() as (issuer, made), lied_to(town, issuer) as client:
        asked = parse_qs(urlsplit(sent_to_the_provider(client)).query)
        made["/keys"] = {"keys": [KEY.as_dict(private=False)]}
        unsigned = "eyJhbGciOiJub25lIn0.e30."
        made["/token"] = {"access_token": "a", "token_type": "Bearer", "id_token": unsigned}
        answer = client.get(f"/sign-in/callback?code=c&state={asked['state'][0]}")
        assert answer.status_code == 403


def test_a_provider_that_is_away_is_said_to_be(town: ReadingTown, now: None) -> None:
    with lying() as (issuer, _):
        pass
    with served(town, configured=configured(issuer)) as address, browser(address) as client:
        form = {"csrf": token(client.get("/sign-in")), "language": "ja"}
        answer = client.post("/sign-in", data=form)
        assert answer.status_code == 503
        assert "認証サーバーが応答していません" in answer.text


def test_a_sign_in_waits_ten_minutes_and_a_session_eight_hours(
    town: ReadingTown, address: str
) -> None:
    with browser(address) as client:
        through(client, "tanaka")
        town.clock.advance(timedelta(hours=8, seconds=1))
        assert client.get("/").status_code == 303


def test_by_tls_the_cookie_is_of_this_host_alone(town: ReadingTown, issuer: str, now: None) -> None:
    def behind_tls(address: str) -> Configuration:
        plain = configured(issuer)(address)
        return replace(plain, public=f"https://{urlsplit(address).netloc}")

    with served(town, configured=behind_tls) as address, browser(address) as client:
        answer = client.get("/sign-in")
        said = answer.headers["set-cookie"].lower()
        assert said.startswith(f"__host-{ARRIVING}=")
        assert all(each in said for each in ("secure", "httponly", "samesite=strict", "path=/"))
        assert "domain" not in said
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
