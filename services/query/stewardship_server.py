"""The gRPC service of the identity steward; the auditor reads it too, nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

import grpc

from projections.trail.exposures import Exposure
from projections.visibility.reader import Reader
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.times import from_micros
from schemas.uuids import uuid_text
from services.query.arguments import page_size, uuid_of
from services.query.reader import Context
from services.query.reading import Admission, end
from services.query.stewardship import OpenCandidate, Stewardship, WaitingEvent
from services.query.viewing import Viewing

STEWARD: Final = "ST"
AUDITOR: Final = "AU"
DEFAULT_PAGE: Final = 50
COMPARED: Final = frozenset({"IDENTITY", "ADDRESS", "CONTACT"})
"""What the evidence of a candidate is about."""

GUARDED: Final = frozenset({"ABUSE_DV", "PROTECTED"})


class StewardshipService(query_pb2_grpc.StewardshipServicer):
    """Answers; every answer is recorded first."""

    def __init__(self, admission: Admission, stewardship: Stewardship) -> None:
        self._admission = admission
        self._stewardship = stewardship

    async def Candidates(
        self, request: query_pb2.ListCandidatesRequest, context: Context
    ) -> query_pb2.CandidatesPage:
        """One page of pairs that may be one person, each with what speaks for and against."""
        reader = await self._steward(context)
        limit = await page_size(context, request.limit, DEFAULT_PAGE)
        after = await uuid_of(context, "after", request.after) if request.after else b""
        found, more = await asyncio.to_thread(self._stewardship.candidates, limit, after)
        refs = {ref for each in found for ref in (each.proposal.one, each.proposal.other)}
        codes = COMPARED if found else frozenset()
        await self._admission.viewed(context, _viewing(reader, refs, codes))
        return query_pb2.CandidatesPage(
            candidates=map(_candidate, found),
            next=uuid_text(found[-1].proposal.pair) if more else "",
        )

    async def Waiting(
        self, request: query_pb2.ListWaitingRequest, context: Context
    ) -> query_pb2.WaitingPage:
        """Events that cite a revoked link and belong to nobody until they are re-attributed.

        What is guarded is shown to the auditor alone: its mere type would say too much (V4, V6).
        """
        reader = await self._steward(context)
        found = [
            each
            for each in await asyncio.to_thread(self._stewardship.waiting)
            if reader.code == AUDITOR or each.event.envelope["compartment"] not in GUARDED
        ]
        refs = {ref for e in found for ref in (*e.event.envelope["person_refs"], *e.refs)}
        sources = frozenset(each.event.event_id for each in found)
        await self._admission.viewed(context, _viewing(reader, refs, (), sources))
        return query_pb2.WaitingPage(events=map(_waiting, found))

    async def Exposures(
        self, request: query_pb2.ListExposuresRequest, context: Context
    ) -> query_pb2.ExposuresPage:
        """Who saw what because of a link, and which of them had no ground without it."""
        reader = await self._steward(context)
        link_id = await uuid_of(context, "link_id", request.link_id)
        found = await asyncio.to_thread(self._stewardship.exposures, link_id)
        if found is None:
            nothing = Viewing("AccessDenied", reader, "NO_RESULT", asked_for=link_id)
            await self._admission.denied(context, nothing)
        refs = {ref for each in found.exposures for ref in each.persons}
        sources = frozenset(each.viewing.event_id for each in found.exposures)
        await self._admission.viewed(context, _viewing(reader, refs, (), sources, link_id))
        return query_pb2.ExposuresPage(
            exposures=map(_exposure, found.exposures),
            linked_at=_instant(found.linked_at),
            revoked_at=_instant(found.revoked_at),
        )

    async def _steward(self, context: Context) -> Reader:
        reader = await self._admission.reader(context)
        if reader.code not in (STEWARD, AUDITOR):
            await self._admission.viewed(context, Viewing("AccessDenied", reader, "NOT_PERMITTED"))
            await end(
                context,
                grpc.StatusCode.PERMISSION_DENIED,
                "who is who is open to the identity steward and the auditor",
            )
        return reader


def _viewing(
    reader: Reader,
    refs: Iterable[bytes],
    field_codes: Iterable[str],
    sources: frozenset[bytes] = frozenset(),
    asked_for: bytes | None = None,
) -> Viewing:
    """``via_links`` stays empty: nothing is shown on the strength of a link here."""
    return Viewing(
        "RecordViewed",
        reader,
        "STEWARDSHIP",
        subjects=frozenset(refs),
        field_codes=frozenset(field_codes),
        source_event_ids=sources,
        asked_for=asked_for,
        basis="AUDIT" if reader.code == AUDITOR else "OWN",
    )


def _candidate(each: OpenCandidate) -> query_pb2.Candidate:
    return query_pb2.Candidate(
        candidate_id=uuid_text(each.proposal.pair),
        person_refs=[uuid_text(each.proposal.one), uuid_text(each.proposal.other)],
        score_permille=each.match.score,
        reason=each.match.reason,
        evidence=[
            query_pb2.Evidence(
                attribute=one.attribute, kind=one.kind, permille=one.permille, ja=one.ja, en=one.en
            )
            for one in each.match.evidence
        ],
    )


def _waiting(each: WaitingEvent) -> query_pb2.WaitingEvent:
    return query_pb2.WaitingEvent(
        event_id=uuid_text(each.event.event_id),
        event_type=each.event.name,
        agency_id=each.event.agency,
        link_id=uuid_text(each.link_id),
        since=_instant(each.since),
        link_refs=map(uuid_text, each.refs),
    )


def _exposure(each: Exposure) -> query_pb2.Exposure:
    viewing = each.viewing
    return query_pb2.Exposure(
        viewer=viewing.viewer,
        viewer_agency=viewing.viewer_agency,
        at=_instant(viewing.at),
        verdict=each.verdict,
        event_id=uuid_text(viewing.event_id),
        person_refs=sorted(map(uuid_text, each.persons)),
        field_codes=sorted(viewing.field_codes),
    )


def _instant(micros: int | None) -> str:
    return "" if micros is None else from_micros(micros).isoformat()
