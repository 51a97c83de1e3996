"""What the console asks about break-glasses; each call is recorded before it is answered."""

from __future__ import annotations

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.console.reading import DEADLINE_SECONDS, Reading
from services.console.sessions import Session


async def use(
    reading: Reading, who: Session, request: query_pb2.BreakGlassRequest
) -> query_pb2.BreakGlassAnswer:
    """Open a few fields of one person, or read them again. Raises grpc.aio.AioRpcError."""
    return await _stub(reading).BreakGlass(
        request, timeout=DEADLINE_SECONDS, metadata=reading.said(who)
    )


async def to_review(reading: Reading, who: Session) -> query_pb2.BreakGlassesToReviewAnswer:
    """Every one that nobody has judged, oldest first. Raises grpc.aio.AioRpcError."""
    return await _stub(reading).BreakGlassesToReview(
        query_pb2.BreakGlassesToReviewRequest(),
        timeout=DEADLINE_SECONDS,
        metadata=reading.said(who),
    )


async def judge(reading: Reading, who: Session, break_glass_id: str, verdict: str) -> None:
    """Record a verdict. Raises grpc.aio.AioRpcError, FAILED_PRECONDITION where it is refused."""
    await _stub(reading).ReviewBreakGlass(
        query_pb2.ReviewBreakGlassRequest(break_glass_id=break_glass_id, verdict=verdict),
        timeout=DEADLINE_SECONDS,
        metadata=reading.said(who),
    )


def _stub(reading: Reading) -> query_pb2_grpc.HouseholdsAsyncStub:
    return query_pb2_grpc.HouseholdsStub(reading.channel)
