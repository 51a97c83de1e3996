"""A console before a real municipality, and what a test does with it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2

from schemas.uuids import uuid_text
from services.wiring.console import Targets, console_of, listening, server_of
from tests.eventually import eventually
from tests.plain_consents import GROUND, consent_id, consented
from tests.plain_events import MUNICIPALITY, consulted, plain_event, registered
from tests.reading_town import ReadingTown
from tests.samples import sample_uuid

HOST = "127.0.0.1"
WORKER = "worker-7"


@contextmanager
def served(town: ReadingTown, target: str = "", agency: str = "CT-1") -> Iterator[str]:
    """An agency's console; its address."""
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
        demo_sign_in=True,
    )
    server = server_of(app)
    with listening(HOST, 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            eventually(lambda: server.started, "the console listens")
            yield f"http://{HOST}:{listener.getsockname()[1]}"
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


def asked(town: ReadingTown, name: str, called: str, status: str = "GRANTED") -> tuple[str, str]:
    """HOK-1 asks for coordination of somebody; (request id, case id)."""
    person = town.send(registered("HOK-1", name, called)).persons[0].person_ref
    case = town.send(consulted("HOK-1", name)).case_id
    about: dict[str, Any] = {"caseId": case, "persons": [{"personRef": person}]}
    ground = {"legalBasis": "SUPPORT_CONFERENCE", "compartment": "COMPARTMENT_SUPPORT_CONF"}
    if status == "GRANTED":
        town.send(consented("HOK-1", name, name, ["HOK-1", "CT-1"]))
        ground = {"consentId": consent_id(name), **GROUND}
    request = uuid_text(sample_uuid(f"request {name}"))
    payload = {"requestId": request, "consentStatus": status, "existingAgencies": ["HOK-1"]}
    record = f"request-{name}"
    town.send(plain_event("HOK-1", "coordinationRequested", record, payload, **about, **ground))
    return request, case
