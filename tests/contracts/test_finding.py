"""Who is found, and by what: a search confirms nothing the searcher may not see (V2, threat 16)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from tests.plain_consents import consented
from tests.plain_events import consulted, plain_event, registered
from tests.reading_town import ReadingTown, reading_town
from tests.samples import sample_uuid


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


def of(person: str) -> query_pb2.GetHouseholdRequest:
    return query_pb2.GetHouseholdRequest(person_ref=person)


def find(town: ReadingTown, agency: str, name: str, limit: int = 0) -> Any:
    return town.ask(agency, "Find", query_pb2.FindHouseholdsRequest(name=name, limit=limit))


def test_nobody_is_found_by_a_name_that_only_another_agency_knows(town: ReadingTown) -> None:
    receipt = town.send(registered("HOK-1", "p-2", "高橋 梅"))
    person = receipt.persons[0].person_ref
    town.send(consented("HOK-1", "p-2", "p-2", ["HOK-1", "JIR-1"]))
    former = {
        "person": {"personRef": person},
        "attribute": "NAME",
        "value": "佐々木 梅",
        "nameType": "FORMER",
    }
    town.send(plain_event("CT-1", "attributeAsserted", "former", former))
    town.settle()

    by_visible, by_hidden = (find(town, "JIR-1", name) for name in ("高橋梅", "佐々木梅"))
    assert [each.person_ref for each in by_visible.people] == [person]
    assert by_visible.people[0].name == "高橋 梅"
    assert by_hidden == find(town, "JIR-1", "不在太郎")
    assert [each.person_ref for each in find(town, "CT-1", "佐々木梅").people] == [person]
    assert not find(town, "CT-1", "高橋梅").people


def test_hidden_namesakes_take_no_place_on_a_page(town: ReadingTown) -> None:
    for number in range(8):
        town.send(registered("HOK-1", f"namesake-{number}", "伊藤 静"))
    own = town.send(registered("JIR-1", "i-1", "伊藤 静")).persons[0].person_ref
    town.settle()

    pages = [find(town, "JIR-1", "伊藤静", limit) for limit in (1, 2, 100)]
    assert [[each.person_ref for each in page.people] for page in pages] == [[own]] * 3
    assert len({page.SerializeToString() for page in pages}) == 1


def linked(name: str, refs: list[str], **payload: Any) -> Any:
    people = [{"personRef": ref} for ref in refs]
    fields = {"linkId": uuid_text(sample_uuid("a link")), "refs": people, **payload}
    return plain_event("ST-1", name, name, fields)


def test_a_proposed_link_discloses_nothing_until_it_is_confirmed(town: ReadingTown) -> None:
    """Threat 16."""
    one = town.send(registered("HOK-1", "twin-1", "清水 光")).persons[0].person_ref
    other = town.send(registered("JIR-1", "twin-2", "清水 光")).persons[0].person_ref
    town.send(consulted("JIR-1", "twin-2"))
    town.send(consented("HOK-1", "twin-1", "twin-1", ["HOK-1", "JIR-1"]))

    def shown() -> list[bytes]:
        town.settle()
        return [
            town.ask("HOK-1", "Get", of(one)).SerializeToString(),
            find(town, "HOK-1", "清水光").SerializeToString(),
            town.ask("JIR-1", "Get", of(other)).SerializeToString(),
            str(town.refusal("HOK-1", "Get", of(other))).encode(),
        ]

    before = shown()
    town.send(linked("personLinkProposed", [one, other], scorePermille=910, reason="WEAK_MATCH"))
    assert shown() == before

    town.send(linked("personLinkConfirmed", [one, other], reason="WEAK_MATCH"))
    town.settle()
    merged = town.ask("HOK-1", "Get", of(one))
    assert merged.SerializeToString() != before[0]
