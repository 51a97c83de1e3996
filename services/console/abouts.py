"""What an action is about, as the query service shows it to the worker."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request

from protos.enishi.v1 import query_pb2
from services.console.actions.about import About, Ground
from services.console.actions.action import Action
from services.console.admission import session_of
from services.console.reading import Reading

BACKBONE: Final = "SYS-"


class Abouts:
    """Reads it anew for each page: what an action is refused or offered for is never old."""

    def __init__(self, agency: str) -> None:
        self._agency = agency

    async def of(self, request: Request, action: Action, id_: str) -> About:
        """The thing of this id. Raises grpc.aio.AioRpcError, NOT_FOUND where nothing is shown,
        HTTPException 404 where there is no such referral to this agency."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        if action.about == "referral":
            page = await reading.inbox(session, query_pb2.ListInboxRequest(referral_id=id_))
            if not page.items:
                raise HTTPException(404)
            return about_referral(page.items[0], self._agency)
        explained = await reading.rank(session, id_)
        return about_request(explained.item, self._agency)

    async def agencies(self, request: Request) -> tuple[str, ...]:
        """The agencies of the municipality, the backbone's own left out."""
        reading: Reading = request.app.state.reading
        status = await reading.status(session_of(request))
        found = (source.agency_id for source in status.sources)
        return tuple(sorted(one for one in found if not one.startswith(BACKBONE)))

    def page_of(self, action: Action, about: About) -> str:
        """Where the worker goes back to."""
        return "/inbox" if action.about == "referral" else f"/requests/{about.id}"


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
