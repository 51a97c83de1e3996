"""From a step to one line: an ``enishi.v1.Event`` in protobuf JSON.

The JSON is written directly, by the names of the catalogue in lower camel case; the tests read
every kind back with protobuf's own parser. Source: the ProtoJSON format of Protocol Buffers.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from services.generator.references import placeholder_ref
from services.generator.steps import Ref, Step

Json = Any

_BASIS_NONE: Final = "LEGAL_BASIS_NONE"
_FUNDING_NONE: Final = "FUNDING_ITEM_NONE"


class Emitter:
    """Writes the events of one municipality."""

    def __init__(self, municipality: str) -> None:
        self._municipality = municipality

    def line(self, step: Step) -> str:
        """The event as one line of JSON, without the line's end."""
        event = {"envelope": self._envelope(step), payload_name(step.kind): self._payload(step)}
        return json.dumps(event, ensure_ascii=False, separators=(",", ":"))

    def _envelope(self, step: Step) -> dict[str, Json]:
        envelope: dict[str, Json] = {
            "municipalityCode": self._municipality,
            "agencyId": step.agency.id,
            "sourceSystemId": step.agency.system,
            "sourceRecordId": step.record,
            "sourceRevision": step.revision,
            "actorId": step.actor,
            "actorRole": step.role,
            "occurredAt": _instant(step.occurred),
            "occurredPrecision": "DAY" if step.whole_day else "INSTANT",
            "recordedAt": _instant(step.recorded),
            "legalBasis": _BASIS_NONE if step.basis == "NONE" else step.basis,
            "compartment": f"COMPARTMENT_{step.compartment}",
        }
        if step.case is not None:
            envelope["correlationId"] = step.case
            if not step.begins_case:
                envelope["caseId"] = step.case
        if step.persons:
            envelope["persons"] = [self._person(step, person) for person in step.persons]
        if step.consent is not None:
            envelope["consentId"] = step.consent
        if step.conference is not None:
            envelope["conferenceId"] = step.conference
        if step.council is not None:
            envelope["councilCaseId"] = step.council
        if step.agency.funding != _FUNDING_NONE:
            envelope["fundingItem"] = step.agency.funding
        return envelope

    def _payload(self, step: Step) -> dict[str, Json]:
        return {
            camel_case(name): self._value(step, value)
            for name, value in step.data.items()
            if value is not None
        }

    def _value(self, step: Step, value: object) -> Json:
        if isinstance(value, str | bool | int):
            return value
        if isinstance(value, Ref):
            return self._person(step, value)
        if isinstance(value, list | tuple):
            return [self._value(step, inner) for inner in value]
        if isinstance(value, Mapping):
            return {
                camel_case(name): self._value(step, inner)
                for name, inner in value.items()
                if inner is not None
            }
        return _SCALARS[type(value)](value)

    def _person(self, step: Step, ref: Ref) -> dict[str, str]:
        if ref.agency is step.agency:
            return {"sourcePersonId": ref.source_person_id}
        return {"personRef": _placeholder(self._municipality, ref)}


@lru_cache(maxsize=256)
def camel_case(name: str) -> str:
    """``plan_version`` as ``planVersion``."""
    head, *rest = name.split("_")
    return head + "".join([word.capitalize() for word in rest])


@lru_cache(maxsize=256)
def payload_name(kind: str) -> str:
    """``PlanDrafted`` as ``planDrafted``."""
    return kind[0].lower() + kind[1:]


@lru_cache(maxsize=4096)
def _placeholder(municipality: str, ref: Ref) -> str:
    agency = ref.agency
    return placeholder_ref(municipality, agency.id, agency.system, ref.source_person_id)


def _instant(moment: datetime) -> str:
    # Half the time of strftime; the offset of UTC is always "+00:00".
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:-6] + "Z"


def _bytes(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


_SCALARS: Final[Mapping[type, Callable[[Any], str]]] = {
    datetime: _instant,
    date: date.isoformat,
    bytes: _bytes,
}
