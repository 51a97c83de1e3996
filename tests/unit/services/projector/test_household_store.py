"""What one batch may hold must not depend on how much the store remembers."""

from __future__ import annotations

import uuid
from contextlib import closing
from pathlib import Path

from tests.agency_streams import AgencyUnderTest, Secrets
from tests.driven_views import DrivenViews
from tests.wire_events import wire_event

TOPIC = "enishi.131016.HOK-1"


def test_a_batch_that_names_more_people_than_are_remembered_is_applied(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path / "keys")
    agency = AgencyUnderTest(tmp_path, "HOK-1", secrets)
    people = [[uuid.uuid4().bytes for _ in range(12_000)] for _ in range(3)]
    people.append(people[0][:5])
    agency.intake.process(
        [
            wire_event(
                "SupportProvided", record=f"{number}", agency="HOK-1", person_refs=refs, note=None
            )
            for number, refs in enumerate(people)
        ]
    )
    log = {TOPIC: agency.records()}
    agency.close()
    assert len(log[TOPIC]) == len(people)
    with closing(DrivenViews(tmp_path, secrets.opening, secrets.token_key, log, [TOPIC])) as views:
        views.read_to_the_end()
        rows = views.household.file.connection.execute("SELECT COUNT(*) FROM event").fetchone()
        assert rows == (len(people),)
