"""The identity provider: OpenID Connect, authorization code with PKCE.

Source: OpenID Connect Core 1.0 sections 3.1 and 3.1.3.7, RFC 7636 (PKCE, S256), RFC 9700.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.console.configuration import Oidc

ALGORITHMS: Final = ["RS256", "ES256"]
"""Asymmetric ones alone: a secret that the console knows must not be able to sign (RFC 8725)."""

SCOPE: Final = "openid profile"
SECONDS: Final = 10.0
LEEWAY_SECONDS: Final = 60
_DISCOVERY: Final = "/.well-known/openid-configuration"


class ProviderAway(Exception):
    """The provider does not answer, or not as it must; says nothing of what it said."""


class NotBelieved(Exception):
    """What came back is not what this sign-in asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One sign-in under way: what must come back with it."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """Reads the provider's description anew for each sign-in: keys may have changed."""

    def __init__(self, oidc: Oidc, redirect: str) -> None:
        self._oidc = oidc
        self._redirect = redirect

    async def address(self, asked: Asked) -> str:
        """Where the browser is sent. Raises ProviderAway."""
        about = await self._about()
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
            )
        return str(address)

    async def claims(self, asked: Asked, code: str, now: datetime) -> Mapping[str, Any]:
        """What the provider says of who signed in. Raises ProviderAway, NotBelieved."""
        about = await self._about()
        try:
            async with self._client() as client:
                tokens = await client.fetch_token(
                    about["token_endpoint"], code=code, code_verifier=asked.verifier
                )
        except OAuthError:
            # Its text may hold the code.
            raise NotBelieved("the code was refused") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderAway("the provider's tokens cannot be had") from error
        keys = await _read(about["jwks_uri"])
        return self._believed(str(tokens.get("id_token", "")), keys, asked, now)

    async def end(self, to: str) -> str:
        """Where a browser ends the provider's own session too; empty where it offers none."""
        about = await self._about()
        ends = about.get("end_session_endpoint", "")
        if not ends:
            return ""
        asked = httpx2.QueryParams(client_id=self._oidc.client_id, post_logout_redirect_uri=to)
        return f"{ends}?{asked}"

    def _believed(self, token: str, keys: Any, asked: Asked, now: datetime) -> Mapping[str, Any]:
        try:
            decoded = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=LEEWAY_SECONDS,
                iss={"essential": True, "value": self._oidc.issuer},
                aud={"essential": True, "value": self._oidc.client_id},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": asked.nonce},
            ).validate(decoded.claims)
        except (JoseError, ValueError, KeyError) as error:
            raise NotBelieved(f"the ID token: {type(error).__name__}") from None
        return decoded.claims

    async def _about(self) -> Mapping[str, Any]:
        about = await _read(self._oidc.issuer.rstrip("/") + _DISCOVERY)
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if not isinstance(about, dict) or about.get("issuer") != self._oidc.issuer:
            raise ProviderAway("the provider calls itself otherwise than oidc.issuer")
        if not all(isinstance(about.get(name), str) for name in needed):
            raise ProviderAway("the provider's description lacks an endpoint")
        return about

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._oidc.client_id,
            client_secret=self._oidc.client_secret,
            scope=SCOPE,
            redirect_uri=self._redirect,
            code_challenge_method="S256",
            timeout=SECONDS,
            trust_env=False,
        )


async def _read(address: str) -> Any:
    """What the provider says of itself, in JSON. Raises ProviderAway."""
    try:
        async with httpx2.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            answer = await client.get(address)
            answer.raise_for_status()
            return answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderAway("the provider's description or keys cannot be had") from error
