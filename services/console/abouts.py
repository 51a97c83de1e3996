"""What an action is about, as the query service shows it to the worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import grpc
from starlette.exceptions import HTTPException
from starlette.requests import Request

from protos.enishi.v1 import query_pb2
from services.console.actions.about import About, Ground
from services.console.actions.action import Action
from services.console.actions.conference.inside import ground_inside
from services.console.actions.plan.subjects import ground_of
from services.console.admission import session_of
from services.console.reading import Reading
from services.console.sessions import Session

BACKBONE: Final = "SYS-"
OWN: Final = Ground("OWN", "AGENCY")
"""What an agency records of its own accord."""

NOBODY: Final = Ground("LEGAL_BASIS_NONE", "NONE")
"""What is about no person."""

NEW: Final = "new"
"""Stands in the address for what is only now recorded."""

_PAGES: Final[Mapping[str, str]] = {
    "desk": "/abuse",
    "town": "/community",
    "referral": "/inbox",
    "candidate": "/steward",
    "waiting": "/steward",
}


class Abouts:
    """Reads it anew for each page: what an action is refused or offered for is never old."""

    def __init__(self, agency: str) -> None:
        self._agency = agency

    async def of(self, request: Request, action: Action, id_: str) -> About:
        """The thing of this id. Raises grpc.aio.AioRpcError, NOT_FOUND where nothing is shown,
        HTTPException 404 where there is no such thing on this agency's desk."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        if action.about in ("desk", "town"):
            if id_ != NEW:
                raise HTTPException(404)
            ground = NOBODY if action.about == "town" else OWN
            return About(NEW, "", ground, self._agency)
        if action.about == "case":
            return about_case(await reading.household(session, id_), id_, self._agency)
        if action.about == "workspace":
            return about_workspace(await reading.workspace(session, id_), self._agency)
        if action.about == "candidate":
            return await self._candidate(reading, session, id_)
        if action.about == "waiting":
            return await self._waiting(reading, session, id_)
        if action.about == "referral":
            page = await reading.inbox(session, query_pb2.ListInboxRequest(referral_id=id_))
            if not page.items:
                raise HTTPException(404)
            return about_referral(page.items[0], self._agency)
        explained = await reading.rank(session, id_)
        about = about_request(explained.item, self._agency)
        if action.names_people:
            return replace(about, household=await self._household(reading, session, about.case_id))
        return about

    async def _household(
        self, reading: Reading, session: Session, case_id: str
    ) -> query_pb2.Household:
        """The household of a request; an empty one where nothing of it is shown."""
        try:
            return await reading.household(session, case_id)
        except grpc.aio.AioRpcError as error:
            if error.code() != grpc.StatusCode.NOT_FOUND:
                raise
            return query_pb2.Household()

    async def _candidate(self, reading: Reading, session: Session, id_: str) -> About:
        after = ""
        while True:
            page = await reading.candidates(session, after)
            for each in page.candidates:
                if each.candidate_id == id_:
                    refs = tuple(each.person_refs)
                    return About(id_, "", OWN, self._agency, person_refs=refs, link_id=id_)
            if not page.next:
                raise HTTPException(404)
            after = page.next

    async def _waiting(self, reading: Reading, session: Session, id_: str) -> About:
        page = await reading.waiting(session)
        found = next((each for each in page.events if each.event_id == id_), None)
        if found is None:
            raise HTTPException(404)
        refs = tuple(found.link_refs)
        return About(id_, "", OWN, self._agency, person_refs=refs, link_id=found.link_id)

    async def agencies(self, request: Request) -> tuple[str, ...]:
        """The agencies of the municipality, the backbone's own left out."""
        reading: Reading = request.app.state.reading
        status = await reading.status(session_of(request))
        found = (source.agency_id for source in status.sources)
        return tuple(sorted(one for one in found if not one.startswith(BACKBONE)))

    def page_of(self, action: Action, about: About) -> str:
        """Where the worker goes back to."""
        if action.about == "case":
            return f"/households/case/{about.id}"
        if action.about == "workspace":
            return f"/conferences/{about.id}"
        return _PAGES.get(action.about, f"/requests/{about.id}")


def about_town(agency: str) -> About:
    """The town itself."""
    return About(NEW, "", NOBODY, agency)


def about_request(item: query_pb2.QueueItem, agency: str) -> About:
    """A request: what is done about it stands on the request's own ground."""
    ground = Ground(item.legal_basis, item.compartment, item.consent_id, item.conference_id)
    return About(item.request_id, item.case_id, ground, agency, item)


def about_referral(item: query_pb2.InboxItem, agency: str) -> About:
    """A referral to this agency: an answer stands on the referral's own ground."""
    ground = Ground(item.legal_basis, item.compartment, item.consent_id)
    return About(
        item.referral.referral_id,
        item.case_id,
        ground,
        agency,
        referral=item.referral,
        person_refs=tuple(item.person_refs),
    )


def about_workspace(workspace: query_pb2.Workspace, agency: str) -> About:
    """A conference or council case of which the agency is a bound member."""
    summary = workspace.summary
    ground = ground_inside(summary.kind, summary.workspace_id)
    return About(summary.workspace_id, summary.case_id, ground, agency, workspace=workspace)


def about_case(household: query_pb2.Household, case_id: str, agency: str) -> About:
    """A case with everything of its household that the agency sees."""
    return About(case_id, case_id, ground_of(household, agency), agency, household=household)
