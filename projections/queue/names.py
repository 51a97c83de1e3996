"""Which agencies may see the name of whom a request is about, before there is a consent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from projections.household.view import Request
from projections.people.attribution import Attributed
from projections.visibility.policy import Policy
from projections.visibility.reader import COORDINATION, Reader
from projections.visibility.sight import look
from projections.visibility.standing import Closed, standing
from schemas.codes import agency_code
from schemas.times import to_micros


def who_may_name(
    request: Request,
    facts: Attributed,
    now: datetime,
    policy: Policy,
    closed: Closed,
    desk: Reader,
) -> list[str]:
    """The agencies that work on the case or sit in one of its open rooms and may see the name, at
    large or inside the room; only those of whose part in it ``desk`` itself may know, or the list
    would tell of an abuse desk or of a council."""
    request_id = UUID(request.request_id).bytes
    told = facts.settled.effective
    asked = next((e for e in told if e.body.get("request_id") == request_id), None)
    if asked is None:
        return []
    case_id = asked.case_id
    stands = standing(told, facts.doubtful, now, closed)
    people = stands.persons_of_case.get(case_id or b"", frozenset())
    instant = to_micros(now)
    rooms = {
        room.workspace_id: room
        for room in stands.workspaces.values()
        if desk.agency_id in (room.host, *room.bound)
        and room.is_open(instant)
        and (room.case_id == case_id or people & room.subjects)
    }
    places: dict[str, set[bytes | None]] = {}
    for one in look(told, desk, now, policy, facts.doubtful, closed).seen:
        if one.original.case_id == case_id:
            places.setdefault(one.original.agency, {None})
    for room_id, room in rooms.items():
        for agency in (room.host, *room.bound):
            places.setdefault(agency, {None}).add(room_id)

    def names(agency: str, place: bytes | None) -> bool:
        reader = Reader(agency, agency_code(agency), "", purpose=COORDINATION, workspace=place)
        seen = look(told, reader, now, policy, facts.doubtful, closed).seen
        return any(
            granted.field_code == "IDENTITY" and granted.person in people
            for one in seen
            for granted in one.granted
            if one.event.name in ("PersonRegistered", "AttributeAsserted")
        )

    return sorted(
        agency for agency, within in places.items() if any(names(agency, place) for place in within)
    )
