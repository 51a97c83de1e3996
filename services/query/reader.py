"""Who reads: the agency of the certificate, and what its system says of its user (V7)."""

from __future__ import annotations

import re
from typing import Any

import grpc

from projections.visibility.reader import COORDINATION, RESTRICTED, Reader
from schemas.codes import agency_code, code_list
from services.peer import Peers

USER = "enishi-user"
ROLE = "enishi-role"
PURPOSE = "enishi-purpose"
SEEN = "enishi-seen"
MEMBER = "MEMBER"
MUNICIPALITY = "MU"

# Staff ids are an agency's own; \Z because $ also stands before a last newline.
_USER = re.compile(r"^[A-Za-z0-9._@+-]{1,64}\Z")
_SEQUENCE = re.compile(r"^[1-9][0-9]{0,17}\Z")

Context = grpc.aio.ServicerContext[Any, Any]


class ReaderInvalid(ValueError):
    """The call's metadata does not say who reads; the message names the key and the way out."""

    def __init__(self, key: str, advice: str) -> None:
        super().__init__(f"{key}: {advice}")
        self.key = key


class ForeignReader(Exception):
    """The certificate is another municipality's."""


def agency_of(context: Context, peers: Peers, municipality: str) -> str:
    """The agency that makes this call.

    Raises services.peer.UnknownPeer, ForeignReader.
    """
    caller = peers.caller(context)
    if caller.municipality != municipality:
        raise ForeignReader("reading is open to this municipality's agencies only")
    return caller.agency_id


def reader_of(context: Context, peers: Peers, municipality: str) -> Reader:
    """Who makes this call.

    Raises services.peer.UnknownPeer, ForeignReader, ReaderInvalid.
    """
    agency_id = agency_of(context, peers, municipality)
    said = _Metadata(context)
    user = said.one(USER)
    if not _USER.match(user):
        raise ReaderInvalid(
            USER, "give the staff id of whoever reads, 1 to 64 of A-Z a-z 0-9 . _ @ + -"
        )
    role = said.one(ROLE) or default_role(agency_id)
    allowed = roles_of(agency_id)
    if role not in allowed:
        raise ReaderInvalid(ROLE, f"give one of {', '.join(sorted(allowed))}, or leave it out")
    purpose = said.one(PURPOSE) or COORDINATION
    if purpose not in code_list("purpose"):
        raise ReaderInvalid(PURPOSE, "give a code of the list purpose, or leave it out")
    return Reader(agency_id, role, user, purpose)


def seen_of(context: Context) -> int:
    """The sequence in the caller's own stream up to which the answer must know; 0 where the call
    does not say.

    Raises ReaderInvalid.
    """
    said = _Metadata(context).one(SEEN)
    if not said:
        return 0
    if not _SEQUENCE.match(said):
        raise ReaderInvalid(SEEN, "give the sequence of a receipt of your own adapter")
    return int(said)


def metadata_of(
    user: str, role: str | None = None, purpose: str | None = None, seen: int = 0
) -> tuple[tuple[str, str], ...]:
    """What a client sends so that ``reader_of`` knows who reads; None leaves it to the service.
    ``seen``: the sequence of its last receipt, so that it reads its own writes."""
    said = ((USER, user), (ROLE, role), (PURPOSE, purpose), (SEEN, str(seen) if seen else None))
    return tuple((key, value) for key, value in said if value is not None)


def default_role(agency_id: str) -> str:
    """The agency's code; of a member of conferences only, such as a school, MEMBER."""
    code = agency_code(agency_id)
    return code if code in code_list("role") else MEMBER


def roles_of(agency_id: str) -> frozenset[str]:
    """The roles a reader of this agency may act in."""
    roles = {default_role(agency_id), MEMBER}
    if agency_code(agency_id) == MUNICIPALITY:
        roles.add(RESTRICTED)
    return frozenset(roles)


class _Metadata:
    def __init__(self, context: Context) -> None:
        self._pairs = [(key, value) for key, value in context.invocation_metadata() or ()]

    def one(self, key: str) -> str:
        """The key's value, empty where it is left out. Raises ReaderInvalid where it is twice."""
        values = [value for name, value in self._pairs if name == key]
        if len(values) > 1:
            raise ReaderInvalid(key, "give it once")
        return str(values[0]) if values else ""
