"""One person whom several agencies wrote down, and what the backbone proposes of it."""

from __future__ import annotations

from typing import Any

from protos.enishi.v1 import query_pb2
from services.wiring.linking import linker
from tests.plain_events import MUNICIPALITY, plain_event
from tests.reading_town import ReadingTown


def known(town: ReadingTown, agency: str, person: str, *written: tuple[str, str]) -> str:
    """An agency writes somebody down; the reference."""
    attributes = [{"attribute": name, "value": value} for name, value in written]
    payload = {"person": {"sourcePersonId": person}, "attributes": attributes}
    event = plain_event(agency, "personRegistered", f"person-{person}", payload)
    return town.send(event).persons[0].person_ref


def hanako(town: ReadingTown, agency: str, person: str) -> str:
    return known(
        town,
        agency,
        person,
        ("NAME", "渡邊　花子" if agency == "HOK-1" else "渡辺花子"),
        ("NAME_KANA", "ワタナベ ハナコ"),
        ("ADDRESS", "桜町3-12-5"),
        ("BIRTH_DATE", "昭和15.3.3" if agency == "HOK-1" else "不詳"),
    )


def propose(town: ReadingTown) -> None:
    """What the backbone proposes of what it knows."""
    town.settle()
    backbone = town.backbone
    own = backbone._agencies["SYS-1"]
    linking = linker(town.settings, MUNICIPALITY, own, backbone._loop, town.clock)
    linking.step()
    town.settle()


def candidates(town: ReadingTown, agency: str = "ST-1", **request: Any) -> Any:
    asked = query_pb2.ListCandidatesRequest(**request)
    return town.ask(agency, "Stewardship.Candidates", asked)


def said_of(town: ReadingTown, name: str, link: str, refs: list[str], **payload: Any) -> None:
    fields = {"linkId": link, "refs": [{"personRef": ref} for ref in refs], **payload}
    at = town.clock.now().isoformat()
    moment = {"occurredAt": at, "recordedAt": at}
    town.send(plain_event("ST-1", name, f"{name}-{link}", fields, **moment))
