"""参加支援: a trial placement that becomes regular or ends."""

from __future__ import annotations

from services.generator import narratives
from services.generator.casefile import CaseFile
from services.generator.community import HOSTS, host_id
from services.generator.people.person import Person
from services.generator.steps import Value


def place(case: CaseFile, placed: Person) -> None:
    """Match a person with a host and follow up; the person's consent names PA."""
    story = case.chronicle
    consent = case.consents[placed.id]
    host = host_id(story.rng.randrange(HOSTS))
    person: dict[str, Value] = {"host_id": host, "person": story.ref("PA", placed)}
    story.pass_days(5, 20)
    case.write(
        "ParticipationMatched", "PA", person | {"stage": "TRIAL"}, basis="CONSENT", consent=consent
    )
    stages = story.rng.choice((("TRIAL", "REGULAR"), ("TRIAL", "REGULAR", "ENDED"), ("ENDED",)))
    for stage in stages:
        story.pass_days(14, 45)
        data = person | {"stage": stage, "note": narratives.note(story.rng)}
        case.write("ParticipationFollowedUp", "PA", data, basis="CONSENT", consent=consent)
