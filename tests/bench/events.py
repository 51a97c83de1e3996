"""Events as agencies send them, in the proportions of everyday work, without end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from google.protobuf.json_format import ParseDict

from protos.enishi.v1 import adapter_pb2

MUNICIPALITY = "131016"
_NOTE = "自宅を訪問し、生活状況を確認した。本人の体調は安定しているが、家族の負担が大きい。"
_MOMENT = "2026-06-01T00:00:00Z"


def requests(agency: str, count: int, start: int = 0) -> list[adapter_pb2.RecordRequest]:
    """``count`` events of one agency: a case of ten events for every two people."""
    stream = _cases(agency, start)
    return [next(stream) for _ in range(count)]


def _cases(agency: str, start: int) -> Iterator[adapter_pb2.RecordRequest]:
    role = agency.partition("-")[0]
    case = start
    while True:
        case += 1
        person, other = f"p{case}a", f"p{case}b"
        case_id, consent = _uuid(1, case), _uuid(2, case)
        name = [{"attribute": "NAME", "value": f"渡邉 花子{case}"}]
        steps: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
            ("person_registered", {"person": _by(person), "attributes": name}, {}),
            ("person_registered", {"person": _by(other), "attributes": name}, {}),
            (
                "household_formed",
                {
                    "household_id": _uuid(3, case),
                    "kind": "SUPPORT",
                    "members": [
                        {"person": _by(person), "relationship": "HEAD"},
                        {"person": _by(other), "relationship": "CHILD"},
                    ],
                    "effective_on": "2026-06-01",
                },
                {},
            ),
            (
                "consultation_received",
                {
                    "channel": "VISIT",
                    "consulter_relation": "FAMILY",
                    "issues": ["ELDERCARE", "INCOME"],
                    "narrative": _NOTE,
                },
                {"case_id": case_id, "persons": [_by(person)]},
            ),
            (
                "consent_granted",
                {
                    "consent_id": consent,
                    "person": _by(person),
                    "grantor": "SELF",
                    "agencies": [agency, "CT-1"],
                    "field_codes": ["IDENTITY", "ISSUES"],
                    "purposes": ["COORDINATION"],
                    "method": "WRITTEN",
                },
                {"legal_basis": "CONSENT", "compartment": "COMPARTMENT_CONSENT"},
            ),
        ]
        steps += [
            (
                "support_provided",
                {"service_code": "VISIT", "minutes": 60, "contact": "IN_PERSON", "note": _NOTE},
                {"case_id": case_id, "persons": [_by(person)], "funding_item": "I1A"},
            )
        ] * 5
        for at, (event, payload, more) in enumerate(steps):
            envelope = {
                "municipality_code": MUNICIPALITY,
                "agency_id": agency,
                "source_system_id": "bench",
                "source_record_id": f"{case}-{at}",
                "source_revision": 1,
                "actor_id": "u-1",
                "actor_role": role,
                "occurred_at": _MOMENT,
                "occurred_precision": "INSTANT",
                "recorded_at": _MOMENT,
                "legal_basis": "OWN",
                "compartment": "COMPARTMENT_AGENCY",
                **more,
            }
            yield ParseDict(
                {"event": {"envelope": envelope, event: payload}}, adapter_pb2.RecordRequest()
            )


def _by(source_person_id: str) -> dict[str, str]:
    return {"source_person_id": source_person_id}


def _uuid(kind: int, number: int) -> str:
    return str(UUID(int=kind << 64 | number))
