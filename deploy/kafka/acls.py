"""Who may do what on the log: an agency writes its own topic and reads none.

Only projectors and auditors read, or what one agency may see of another would be decided by
whoever holds a certificate. WRITE and READ imply DESCRIBE, which is all that finding a topic's
end needs. The administrator is a super user and has no entry here.

Source: https://kafka.apache.org/documentation/#security_authz, KIP-801.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from kafka.errors import NoError

from deploy.kafka.libraries import BrokerUnavailable
from schemas.topics import SCHEMAS_TOPIC, agency_topic

READERS = ("projector", "auditor")
_PROPAGATION_SECONDS = 30.0


def principal(municipality: str, name: str) -> str:
    """The Kafka principal of the certificate ``CN=<name>,O=<municipality>``."""
    return f"User:{municipality}.{name}"


def agency_acls(municipality: str, agency: str) -> list[ACL]:
    """An agency's relay appends to its own topic. Raises ValueError for a malformed agency."""
    topic = ResourcePattern(
        ResourceType.TOPIC, agency_topic(municipality, agency), ACLResourcePatternType.LITERAL
    )
    return [_allow(principal(municipality, agency), ACLOperation.WRITE, topic)]


def reader_acls(municipality: str, reader: str) -> list[ACL]:
    """A projector or auditor reads every topic of its municipality, and the schemas."""
    topics = ResourcePattern(
        ResourceType.TOPIC, f"enishi.{municipality}.", ACLResourcePatternType.PREFIXED
    )
    schemas = ResourcePattern(ResourceType.TOPIC, SCHEMAS_TOPIC, ACLResourcePatternType.LITERAL)
    who = principal(municipality, reader)
    return [_allow(who, ACLOperation.READ, topics), _allow(who, ACLOperation.READ, schemas)]


def grant(
    admin: KafkaAdminClient,
    municipality: str,
    agencies: Sequence[str],
    readers: Sequence[str] = READERS,
) -> None:
    """Grant each what it needs and no more; idempotent, returns once the broker applies it.

    Raises kafka.errors.KafkaError, or BrokerUnavailable where it is not applied in 30 seconds.
    """
    wanted = [acl for agency in agencies for acl in agency_acls(municipality, agency)]
    wanted += [acl for reader in readers for acl in reader_acls(municipality, reader)]
    if not wanted:
        return
    for failure in admin.create_acls(wanted)["failed"]:
        raise failure(f"an access rule of {municipality} was not accepted")
    _wait_until(lambda: set(wanted) <= set(_entries(admin, None)))


def withdraw(admin: KafkaAdminClient, municipality: str, name: str) -> None:
    """Take every right from that principal, as when its certificate is revoked.

    Kafka reads no revocation list: this is what stops a revoked certificate here. Raises
    kafka.errors.KafkaError, or BrokerUnavailable where it is not applied in 30 seconds.
    """
    who = principal(municipality, name)
    for _, _, failure in admin.delete_acls([_filter(who)]):
        if failure is not NoError:
            raise failure(f"the access rules of {who} were not withdrawn")
    _wait_until(lambda: not _entries(admin, who))


def _allow(who: str, operation: ACLOperation, resource: ResourcePattern) -> ACL:
    return ACL(who, "*", operation, ACLPermissionType.ALLOW, resource)


def _filter(who: str | None) -> ACLFilter:
    anything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
    return ACLFilter(who, None, ACLOperation.ANY, ACLPermissionType.ANY, anything)


def _entries(admin: KafkaAdminClient, who: str | None) -> list[ACL]:
    found, _ = admin.describe_acls(_filter(who))
    return found


def _wait_until(applied: Callable[[], bool]) -> None:
    """The controller accepts a change before the broker has it."""
    deadline = time.monotonic() + _PROPAGATION_SECONDS
    while not applied():
        if time.monotonic() > deadline:
            raise BrokerUnavailable(
                f"the broker did not apply an access change in {_PROPAGATION_SECONDS:.0f} s"
            )
        time.sleep(0.02)
