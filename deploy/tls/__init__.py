"""Mutual TLS for one municipality: a local authority, one certificate per agency and service."""

from deploy.tls.authority import Authority, AuthorityUnusable, issue
from deploy.tls.files import Credentials
from deploy.tls.names import InvalidName, principal_uri
from deploy.tls.revocation import NotIssued, revoke, revoked_serials

__all__ = [
    "Authority",
    "AuthorityUnusable",
    "Credentials",
    "InvalidName",
    "NotIssued",
    "issue",
    "principal_uri",
    "revoke",
    "revoked_serials",
]
