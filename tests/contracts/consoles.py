"""A console before a real municipality, and what a test does with it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from socket import socket
from typing import Any, Protocol

import httpx2

from schemas.codec import Body
from schemas.uuids import uuid_text
from services.clock import Clock
from services.console.acting import FORM_TOKEN
from services.console.configuration import Configuration
from services.settings import Settings
from services.wiring.backbone import Backbone
from services.wiring.console import Targets, console_of, listening, server_of
from tests.eventually import eventually
from tests.plain_consents import GROUND, consent_id, consented
from tests.plain_events import MUNICIPALITY, consulted, plain_event, registered
from tests.reading_town import ReadingTown
from tests.samples import sample_uuid

HOST = "127.0.0.1"
WORKER = "worker-7"


class Running(Protocol):
    """What a console stands before: a ``ReadingTown``, or a town that is measured."""

    @property
    def settings(self) -> Settings:
        """Where it lives."""

    @property
    def backbone(self) -> Backbone:
        """Its parts."""

    @property
    def clock(self) -> Clock:
        """Its time."""


@contextmanager
def served(
    town: Running,
    target: str = "",
    agency: str = "CT-1",
    configured: Callable[[str], Configuration] | None = None,
    port: int = 0,
) -> Iterator[str]:
    """An agency's console; its address. ``configured`` makes its configuration of that."""
    with listening(HOST, port) as listener:
        address = f"http://{HOST}:{listener.getsockname()[1]}"
        configuration = configured(address) if configured else None
        with _running(town, target, agency, configuration, listener):
            yield address


@contextmanager
def _running(
    town: Running,
    target: str,
    agency: str,
    configuration: Configuration | None,
    listener: socket,
) -> Iterator[None]:
    app = console_of(
        town.settings,
        MUNICIPALITY,
        Targets(
            target or town.backbone.query_target(),
            town.backbone.adapter_target(agency),
            town.settings.tls(MUNICIPALITY),
        ),
        agency,
        town.clock,
        HOST,
        configuration=configuration,
        demo_sign_in=configuration is None,
    )
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        eventually(lambda: server.started, "the console listens")
        yield
    finally:
        server.should_exit = True
        thread.join()


def token(page: httpx2.Response) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found
    return found[1]


def signed_in(browser: httpx2.Client, user: str = WORKER, language: str = "ja") -> httpx2.Client:
    form = {"csrf": token(browser.get("/sign-in")), "user": user, "language": language}
    assert browser.post("/sign-in", data=form).headers["location"] == "/"
    return browser


FORM = re.compile(rf'name="{FORM_TOKEN}" value="([^"]+)"')


def form_of(page: httpx2.Response) -> dict[str, str]:
    """What every form of an action carries."""
    found = FORM.search(page.text)
    assert found, page.text
    return {"csrf": token(page), FORM_TOKEN: found[1]}


def do(
    town: ReadingTown, who: httpx2.Client, action: str, about: str, **fields: Any
) -> httpx2.Response:
    """Fill in the form of an action and send it, a minute later."""
    town.clock.advance(timedelta(minutes=1))
    path = f"/do/{action}/{about}"
    return who.post(path, data={**form_of(who.get(path)), **fields})


def done(town: ReadingTown, who: httpx2.Client, action: str, about: str, **fields: Any) -> str:
    """The page that follows an action; everybody else's view is as far."""
    answer = do(town, who, action, about, **fields)
    assert answer.status_code == 303, answer.text
    town.settle()
    return who.get(answer.headers["location"]).text


def last(town: ReadingTown, agency: str, name: str) -> Body:
    """The newest event of this type in the agency's stream."""
    return next(b for b in reversed(town.trail(agency)) if b["envelope"]["event_type"] == name)


def accepted(town: ReadingTown, team: httpx2.Client, name: str, called: str) -> tuple[str, str]:
    """A request that the team accepted; (case id, person)."""
    request, case = asked(town, name, called)
    town.settle()
    done(town, team, "claim", request)
    done(town, team, "triage", request, outcome="ACCEPT", lead_agency="HOK-1")
    return case, person_of(team.get(f"/do/draft-plan/{case}"))


def person_of(page: httpx2.Response) -> str:
    """The first person that a form offers."""
    return page.text.partition('name="subjects" value="')[2].partition('"')[0]


def drafted(town: ReadingTown, team: httpx2.Client, case: str, person: str) -> str:
    """The household page after a draft with two goals."""
    return done(
        town,
        team,
        "draft-plan",
        case,
        subjects=person,
        goals="介護の申請を済ませる\n\n週に一度外へ出る",
        persons_wish="家で暮らしたい",
        period_end="2026-12-31",
    )


def asked(
    town: ReadingTown, name: str, called: str, status: str = "GRANTED", **consent: Any
) -> tuple[str, str]:
    """HOK-1 asks for coordination of somebody; (request id, case id)."""
    person = town.send(registered("HOK-1", name, called)).persons[0].person_ref
    case = town.send(consulted("HOK-1", name)).case_id
    about: dict[str, Any] = {"caseId": case, "persons": [{"personRef": person}]}
    ground = {"legalBasis": "SUPPORT_CONFERENCE", "compartment": "COMPARTMENT_SUPPORT_CONF"}
    if status == "GRANTED":
        town.send(consented("HOK-1", name, name, ["HOK-1", "CT-1"], **consent))
        ground = {"consentId": consent_id(name), **GROUND}
    request = uuid_text(sample_uuid(f"request {name}"))
    payload = {"requestId": request, "consentStatus": status, "existingAgencies": ["HOK-1"]}
    record = f"request-{name}"
    town.send(plain_event("HOK-1", "coordinationRequested", record, payload, **about, **ground))
    return request, case
