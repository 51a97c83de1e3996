"""What agencies send while faults strike, and what they were answered."""

from __future__ import annotations

import threading
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import adapter_pb2, events_pb2
from tests.eventually import eventually
from tests.samples import sample_uuid
from tests.wire_events import wire_event
from tests.world import CALL_SECONDS, Running

KINDS = ("ConsultationReceived", "PersonRegistered", "IssueRecorded", "SupportProvided")
UNANSWERED = (
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.CANCELLED,
)
_RETRY_SECONDS = 0.02
_PAUSE_SECONDS = 0.03
"""Between two events of one sender, so that a long test does not end in hours of replay."""


def requests(agency: str, count: int) -> list[adapter_pb2.RecordRequest]:
    """That many events of an agency which nobody has sent before."""
    batch = uuid.uuid4().hex
    return [request(agency, f"{batch}-{number}", number) for number in range(count)]


def request(agency: str, record: str, number: int) -> adapter_pb2.RecordRequest:
    """One event under that source record id."""
    return adapter_pb2.RecordRequest(event=_event(agency, record, number))


def _event(agency: str, record: str, number: int) -> events_pb2.Event:
    """Ten events to a case and its one person, so that households stay as small as they are."""
    kind = KINDS[number % len(KINDS)]
    batch = record.rpartition("-")[0]
    person = sample_uuid(f"person {batch} {number // 10}")
    case = sample_uuid(f"case {batch} {number // 10}")
    changes: dict[str, Any] = {"person_refs": [person], "case_id": case}
    if kind in ("PersonRegistered", "IssueRecorded"):
        changes["person"] = person
    return wire_event(kind, record=record, agency=agency, **changes)


@contextmanager
def cut_off() -> Iterator[None]:
    """The calls in this context go to an adapter that dies under one of them."""
    with pytest.raises(grpc.RpcError) as unanswered:
        yield
    assert unanswered.value.code() is grpc.StatusCode.UNAVAILABLE


class Receipts:
    """Every receipt that callers were given, by agency."""

    def __init__(self) -> None:
        self.by_agency: dict[str, list[adapter_pb2.Receipt]] = defaultdict(list)

    def keep(self, agency: str, receipt: adapter_pb2.Receipt) -> adapter_pb2.Receipt:
        """Remember a receipt."""
        self.by_agency[agency].append(receipt)
        return receipt

    def wait_for(self, more: int, when: str) -> None:
        """Return once so many more have come."""
        expected = self._count() + more
        eventually(lambda: self._count() >= expected, f"{more} more events are accepted {when}")

    def _count(self) -> int:
        return sum(map(len, tuple(self.by_agency.values())))


class Line:
    """The way to the adapters of a world, whichever process they run in now."""

    def __init__(self, running: Running | None = None) -> None:
        self.running = running

    def record(self, agency: str, request: adapter_pb2.RecordRequest) -> adapter_pb2.Receipt | None:
        """The receipt, or None where nobody answered. Raises grpc.RpcError for a refusal."""
        if self.running is None:
            return None
        try:
            return self.running.adapter(agency).Record(request, timeout=CALL_SECONDS)
        except grpc.RpcError as error:
            if error.code() not in UNANSWERED:
                raise
        except ValueError:  # The channel was closed with the process it led to.
            return None
        return None


class Sender:
    """One agency's system on a thread: sends until told to stop, retries what was not answered."""

    def __init__(self, agency: str, line: Line, receipts: Receipts) -> None:
        self._agency = agency
        self._line = line
        self._receipts = receipts
        self._stopped = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name=f"sender {agency}", daemon=True)

    def __enter__(self) -> Sender:
        """Begin to send."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop after the event under way. Raises what ended the thread, if anything did."""
        self._stopped.set()
        self._thread.join()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                for each in requests(self._agency, 100):
                    self._send(each)
                    self._stopped.wait(_PAUSE_SECONDS)
        except BaseException as error:
            self._failed = error

    def _send(self, each: adapter_pb2.RecordRequest) -> None:
        while not self._stopped.is_set():
            receipt = self._line.record(self._agency, each)
            if receipt is not None:
                self._receipts.keep(self._agency, receipt)
                return
            self._stopped.wait(_RETRY_SECONDS)
