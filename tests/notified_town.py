"""A municipality with cases that are late, and the notifier of one of its agencies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from schemas.uuids import uuid_text
from services.notify.notifier import Notifier
from services.notify.outbox import State
from tests.eventually import eventually
from tests.notified import hook_table, mail_table, notifying, stands, write_notify
from tests.plain_consents import GROUND, consent_id, consented
from tests.plain_events import consulted, plain_event
from tests.reading_town import ReadingTown
from tests.receivers import Hook, Mailbox, mail_server, tls_in, web_server
from tests.samples import sample_uuid

NAME = "金糸雀 花子"
ADDRESS = "東京都千代田区金糸雀町九丁目"
NARRATIVE = "困っている"
SECRETS = (NAME, NAME.replace(" ", ""), ADDRESS, NARRATIVE, "ELDERCARE", "介護", "Elder care")
ABUSE = {"legalBasis": "ABUSE_DUTY", "compartment": "COMPARTMENT_ABUSE_DV"}
TRIAGE_DAYS = 11


@dataclass(frozen=True)
class Case:
    """Somebody of whom there is a case."""

    name: str
    person: str
    case: str

    @property
    def request(self) -> str:
        return uuid_text(sample_uuid(f"request {self.name}"))

    @property
    def flag(self) -> str:
        return uuid_text(sample_uuid(f"flag {self.name}"))

    def about(self, town: ReadingTown, ago: timedelta, **envelope: Any) -> dict[str, Any]:
        """The envelope of what happened to this person that long ago."""
        moment = (town.clock.now() - ago).isoformat()
        about = {"caseId": self.case, "persons": [{"personRef": self.person}]}
        return {**about, "occurredAt": moment, "recordedAt": moment, **envelope}


def known(town: ReadingTown, name: str) -> Case:
    """A client of HOK-1, with canaries in every field."""
    attributes = [
        {"attribute": "NAME", "value": NAME},
        {"attribute": "ADDRESS", "value": ADDRESS},
    ]
    said = {"person": {"sourcePersonId": name}, "attributes": attributes}
    receipt = town.send(plain_event("HOK-1", "personRegistered", f"person-{name}", said))
    case = town.send(consulted("HOK-1", name)).case_id
    return Case(name, receipt.persons[0].person_ref, case)


def requested(town: ReadingTown, name: str, days: int = TRIAGE_DAYS) -> Case:
    """HOK-1 asked CT-1 for coordination that many days ago; nobody answered."""
    case = known(town, name)
    town.send(consented("HOK-1", name, name, ["HOK-1", "CT-1"]))
    said = {"requestId": case.request, "consentStatus": "GRANTED", "existingAgencies": ["HOK-1"]}
    about = case.about(town, timedelta(days=days), consentId=consent_id(name), **GROUND)
    town.send(plain_event("HOK-1", "coordinationRequested", f"request-{name}", said, **about))
    return case


def triaged(town: ReadingTown, case: Case) -> None:
    """CT-1 answers the request."""
    ground = {"consentId": consent_id(case.name), **GROUND}
    about = case.about(town, timedelta(minutes=1), **ground)
    said = {"requestId": case.request, "outcome": "ADVICE_ONLY", "leadAgency": "HOK-1"}
    town.send(plain_event("CT-1", "coordinationTriaged", f"triage-{case.name}", said, **about))


def flagged(town: ReadingTown, case: Case, agency: str, code: str, **envelope: Any) -> None:
    """A flag raised two days ago, which nobody has answered."""
    said = {"flagId": case.flag, "flag": code}
    about = case.about(town, timedelta(days=2), **envelope)
    town.send(plain_event(agency, "urgencyFlagRaised", f"flag-{case.name}", said, **about))


def counted(town: ReadingTown, agency: str) -> dict[str, dict[State, int]]:
    """By destination, how many notices of each state there are, where there are any."""
    found = stands(town.settings, agency).destinations
    return {one.name: {s: n for s, n in one.counts.items() if n} for one in found}


def read_by_notify(town: ReadingTown) -> list[Any]:
    """What the notifier was shown, as the trail has it."""
    return [event for event in town.trail() if event.get("viewer") == "notify"]


@contextmanager
def told(town: ReadingTown, agency: str = "CT-1") -> Iterator[Notifier]:
    """The agency's notifier while it runs."""
    stop = threading.Event()
    failed: list[BaseException] = []
    target = town.backbone.query_target()
    with notifying(town.settings, agency, target, town.clock) as (notifier, _):

        def running() -> None:
            try:
                notifier.run(stop)
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=running)
        thread.start()
        try:
            yield notifier
        finally:
            stop.set()
            thread.join()
    assert failed == []


@contextmanager
def looked(town: ReadingTown, agency: str = "CT-1") -> Iterator[Notifier]:
    """The agency's notifier while it runs, which has read the board."""
    before = len(read_by_notify(town))
    with told(town, agency) as notifier:
        eventually(lambda: len(read_by_notify(town)) > before, "the board was read")
        yield notifier


@contextmanager
def receivers(
    town: ReadingTown, agency: str = "CT-1", **retry: int
) -> Iterator[tuple[Mailbox, Hook]]:
    """A mail server and a web server, and the configuration that names them."""
    tls = tls_in(town.settings.home / "receivers")
    with ExitStack() as stack:
        box = stack.enter_context(mail_server(tls))
        hook = stack.enter_context(web_server(tls))
        tables = mail_table(box.port, tls.ca), hook_table(hook.port, tls.ca)
        write_notify(town.settings, agency, *tables, retry=retry)
        yield box, hook


def beat(town: ReadingTown, agency: str) -> None:
    """One agency's sign of life."""
    town.backbone._loop.run(town.backbone._agencies[agency].beat())


def sees(count: int, *places: Callable[[], Sequence[object]]) -> None:
    """Return once there are that many at each."""
    eventually(lambda: all(len(each()) >= count for each in places), f"{count} have arrived")
