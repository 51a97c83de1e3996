"""A town in which many wait for coordination: their whole stories, accepted by the real intake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from google.protobuf.json_format import ParseDict

from protos.enishi.v1 import events_pb2
from schemas.catalogue import catalogue
from schemas.codec import codec
from services.adapter.idempotence import PayloadMac
from services.adapter.intake import Intake
from services.adapter.ledger.ledger import Ledger
from services.caller import Caller
from services.clock import Clock
from services.failpoint import Failpoints
from services.keys import KeyFolder, LocalSealingKeys
from services.settings import Settings
from tests.bench.events import MUNICIPALITY

TEAM: Final = "CT-1"
DESK: Final = "MU-1"
ASKING: Final = ("HOK-1", "SHO-1", "KOD-1", "JIR-1")
AGENCIES: Final = (*ASKING, TEAM, DESK)
BATCH: Final = 250
DAYS: Final = 30
"""How far back the requests lie."""

_NOTE = "自宅を訪問し、生活状況を確認した。本人の体調は安定しているが、家族の負担が大きい。"
_FIELDS = ["IDENTITY", "HOUSEHOLD", "ISSUES", "SERVICES", "URGENCY", "PLAN"]


class Asking:
    """One case: its agency, its people, and when it asked; the same for the same number."""

    def __init__(self, number: int, now: datetime) -> None:
        self.number = number
        self.agency = ASKING[number % len(ASKING)]
        self._asked = now - timedelta(hours=2 + (number * 37) % (DAYS * 24))
        self._ground = {
            "legal_basis": "CONSENT",
            "compartment": "COMPARTMENT_CONSENT",
            "consent_id": _uuid(2, number),
            "case_id": _uuid(1, number),
            "persons": [self._by("a")],
        }

    @property
    def request_id(self) -> str:
        """Of its request for coordination."""
        return _uuid(4, self.number)

    def told(self) -> Iterator[events_pb2.Event]:
        """What its own agency tells, up to the request; every twentieth is urgent."""
        own = {"case_id": _uuid(1, self.number), "persons": [self._by("a")]}
        name = {"attribute": "NAME", "value": f"渡邉 花子{self.number}"}
        born = {"attribute": "BIRTH_DATE", "value": f"{1940 + self.number % 80}-04-01"}
        for who in ("a", "b"):
            said = {"person": self._by(who), "attributes": [name, born]}
            yield self._event(f"person-{who}", "person_registered", said, {}, 72)
        members = [
            {"person": self._by("a"), "relationship": "HEAD"},
            {"person": self._by("b"), "relationship": "CHILD"},
        ]
        household: dict[str, Any] = {
            "household_id": _uuid(3, self.number),
            "kind": "SUPPORT",
            "members": members,
        }
        household["effective_on"] = (self._asked - timedelta(days=10)).date().isoformat()
        yield self._event("household", "household_formed", household, {}, 72)
        intake: dict[str, Any] = {"channel": "VISIT", "consulter_relation": "FAMILY"}
        intake["narrative"] = _NOTE
        intake["issues"] = ["ELDERCARE", "INCOME", "DEBT"][: 1 + self.number % 3]
        yield self._event("intake", "consultation_received", intake, own, 48)
        consent = {"consent_id": _uuid(2, self.number), "person": self._by("a"), "grantor": "SELF"}
        consent |= {"agencies": [self.agency, TEAM], "field_codes": _FIELDS}
        consent |= {"purposes": ["COORDINATION", "PLAN"], "method": "WRITTEN"}
        ground = {"legal_basis": "CONSENT", "compartment": "COMPARTMENT_CONSENT"}
        yield self._event("consent", "consent_granted", consent, ground, 24)
        visit = {"service_code": "VISIT", "minutes": 60, "contact": "IN_PERSON", "note": _NOTE}
        yield self._event("visit", "support_provided", visit, {**own, "funding_item": "I1A"}, 20)
        if self.number % 20 == 0:
            flag = {"flag_id": _uuid(5, self.number), "flag": "HOUSING_LOSS_14D"}
            yield self._event("flag", "urgency_flag_raised", flag, own, 1)
        request: dict[str, Any] = {"request_id": self.request_id, "consent_status": "GRANTED"}
        request["existing_agencies"] = [self.agency]
        yield self._event("request", "coordination_requested", request, self._ground, 0)

    def _event(
        self, record: str, event: str, payload: dict[str, Any], more: dict[str, Any], ago: int
    ) -> events_pb2.Event:
        """``ago`` in hours before the request."""
        when = (self._asked - timedelta(hours=ago)).isoformat()
        envelope = {
            "municipality_code": MUNICIPALITY,
            "agency_id": self.agency,
            "source_system_id": "bench",
            "source_record_id": f"{self.number}-{record}",
            "source_revision": 1,
            "actor_id": "u-1",
            "actor_role": self.agency.partition("-")[0],
            "occurred_at": when,
            "occurred_precision": "INSTANT",
            "recorded_at": when,
            "legal_basis": "OWN",
            "compartment": "COMPARTMENT_AGENCY",
            **more,
        }
        return ParseDict({"envelope": envelope, event: payload}, events_pb2.Event())

    def _by(self, who: str) -> dict[str, str]:
        return {"source_person_id": f"p{self.number}{who}"}


def fill_ledgers(settings: Settings, requests: int, clock: Clock) -> int:
    """That many open requests in the asking agencies' ledgers; returns how many events that is."""
    keys = KeyFolder(settings.keys)
    now, total = clock.now(), 0
    for agency in ASKING:
        ledger = Ledger(settings.adapter(MUNICIPALITY, agency), codec())
        intake = Intake(
            Caller(MUNICIPALITY, agency),
            ledger,
            catalogue(),
            codec(),
            LocalSealingKeys(keys, agency),
            PayloadMac(keys.ensure(agency)),
            clock,
            Failpoints(),
            lambda: None,
        )
        told = [
            event
            for number in range(requests)
            if (asking := Asking(number, now)).agency == agency
            for event in asking.told()
        ]
        for start in range(0, len(told), BATCH):
            for one in intake.process(told[start : start + BATCH]):
                if isinstance(one, Exception):
                    raise one
        total += len(told)
        ledger.close()
    return total


def _uuid(kind: int, number: int) -> str:
    return str(UUID(int=kind << 64 | number + 1))
