from __future__ import annotations

import pytest

from schemas.topics import (
    AGENCY_ID,
    MUNICIPALITY_CODE,
    SCHEMAS_TOPIC,
    agency_topic,
    parse_agency_topic,
    source_urn,
)


def test_an_agencys_topic_names_municipality_and_agency() -> None:
    assert agency_topic("131016", "HOK-1") == "enishi.131016.HOK-1"
    assert parse_agency_topic("enishi.131016.HOK-1") == ("131016", "HOK-1")
    assert source_urn("131016", "HOK-1") == "urn:enishi:131016:HOK-1"


@pytest.mark.parametrize(
    ("municipality", "agency"),
    [
        ("13101", "HOK-1"),
        ("1310167", "HOK-1"),
        ("１３１０１６", "HOK-1"),
        ("131016", "HOK"),
        ("131016", "hok-1"),
        ("131016", "HOK-"),
        ("131016", "HOK-12345"),
        ("131016", "HOK-１"),
        ("131016", "HOK-1\n"),
        ("131016", "HOK-1.X"),
        ("131016.X", "HOK-1"),
        ("", ""),
    ],
)
def test_a_malformed_part_makes_no_topic(municipality: str, agency: str) -> None:
    with pytest.raises(ValueError, match="6-digit municipality"):
        agency_topic(municipality, agency)
    assert not (MUNICIPALITY_CODE.match(municipality) and AGENCY_ID.match(agency))


@pytest.mark.parametrize("topic", [SCHEMAS_TOPIC, "", "enishi.131016", "x.131016.HOK-1"])
def test_other_topics_belong_to_no_agency(topic: str) -> None:
    assert parse_agency_topic(topic) is None
