"""A municipality's realm: the console as a client, staff in groups named for their agencies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

REALM: Final = "enishi"
CLIENT: Final = "enishi-console"
SECRET: Final = "keycloak-secret-canary"
PASSWORD: Final = "keycloak-password-canary"
AGENCY_CLAIM: Final = "enishi_agency"
STAFF: Final = {"worker-7": ["CT-1"], "worker-8": ["HOK-1"], "worker-9": []}
"""Each user, and the agencies that they work for."""


def realm() -> dict[str, Any]:
    """What Keycloak imports."""
    agencies = sorted({agency for each in STAFF.values() for agency in each})
    return {
        "realm": REALM,
        "enabled": True,
        "groups": [{"name": agency} for agency in agencies],
        "users": [_user(name, groups) for name, groups in STAFF.items()],
    }


def client(origins: Sequence[str]) -> dict[str, Any]:
    """The console at those origins: authorization code alone, and with PKCE (RFC 9700 2.1.1)."""
    return {
        "clientId": CLIENT,
        "secret": SECRET,
        "protocol": "openid-connect",
        "publicClient": False,
        "standardFlowEnabled": True,
        "implicitFlowEnabled": False,
        "directAccessGrantsEnabled": False,
        "redirectUris": [f"{origin}/sign-in/callback" for origin in origins],
        "attributes": {
            "pkce.code.challenge.method": "S256",
            # Keycloak's own way to write a list in an attribute.
            "post.logout.redirect.uris": "##".join(f"{origin}/sign-in" for origin in origins),
        },
        "protocolMappers": [
            {
                "name": "agency",
                "protocol": "openid-connect",
                "protocolMapper": "oidc-group-membership-mapper",
                "config": {
                    "claim.name": AGENCY_CLAIM,
                    "full.path": "false",
                    "id.token.claim": "true",
                },
            }
        ],
    }


def _user(name: str, groups: list[str]) -> dict[str, Any]:
    return {
        "username": name,
        "enabled": True,
        "email": f"{name}@city.example.jp",
        "emailVerified": True,
        # Keycloak asks for whatever is missing here before it lets anybody in.
        "firstName": "花子",
        "lastName": "渡邊",
        "groups": [f"/{group}" for group in groups],
        "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
    }
