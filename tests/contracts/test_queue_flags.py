"""On whose board a flag is, where abuse and everyday distress meet in one case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.contracts.test_queue import ABUSE, Client, board, flag, known, town
from tests.plain_events import plain_event
from tests.reading_town import ReadingTown

__all__ = ["town"]


def flags(town: ReadingTown, agency: str) -> list[str]:
    """The flags on an agency's board."""
    return [item.flag for item in board(town, agency).flags]


def raised_besides(client: Client, agency: str, code: str) -> Any:
    """A second flag of the same case."""
    event = flag(client, agency, code)
    other = replace(client, name=f"{client.name} other").flag
    return plain_event(
        agency,
        "urgencyFlagRaised",
        "second flag",
        {"flagId": other, "flag": code},
        **{key: event["envelope"][key] for key in client.about()},
    )


def test_an_everyday_flag_beside_one_of_violence_stays_with_the_lead(town: ReadingTown) -> None:
    client = known(town, "p-1")
    town.send(flag(client, "AB-1", "DV_IMMEDIATE", **ABUSE))
    town.send(raised_besides(client, "HOK-1", "LIFELINE_STOPPED"))
    assert flags(town, "AB-1") == ["DV_IMMEDIATE"]
    assert flags(town, "HOK-1") == ["LIFELINE_STOPPED"]
    assert sorted(flags(town, "AU-1")) == ["DV_IMMEDIATE", "LIFELINE_STOPPED"]


def test_what_the_lead_itself_wrote_of_violence_is_in_no_count_of_its_board(
    town: ReadingTown,
) -> None:
    client = known(town, "p-1")
    town.send(flag(client, "HOK-1", "ABUSE_UNCONFIRMED", **ABUSE))
    shown = board(town, "HOK-1")
    assert (list(shown.flags), shown.counts.flags, list(shown.alarms)) == ([], 0, [])
    assert flags(town, "AB-1") == ["ABUSE_UNCONFIRMED"]
