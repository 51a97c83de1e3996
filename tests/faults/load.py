"""What agencies send while faults strike, and what they were answered."""

from __future__ import annotations

import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import grpc
import pytest

from protos.enishi.v1 import adapter_pb2, events_pb2
from tests.eventually import eventually
from tests.wire_events import wire_event
from tests.world import CALL_SECONDS

KINDS = ("ConsultationReceived", "PersonRegistered", "IssueRecorded", "SupportProvided")
RETRIED = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def requests(agency: str, count: int) -> list[adapter_pb2.RecordRequest]:
    """That many events of an agency which nobody has sent before."""
    batch = uuid.uuid4().hex
    return [request(agency, f"{batch}-{number}", number) for number in range(count)]


def request(agency: str, record: str, number: int) -> adapter_pb2.RecordRequest:
    """One event under that source record id."""
    return adapter_pb2.RecordRequest(event=_event(agency, record, number))


def _event(agency: str, record: str, number: int) -> events_pb2.Event:
    return wire_event(KINDS[number % len(KINDS)], record=record, agency=agency)


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


class Sender:
    """One agency's system on a thread: sends until told to stop, retries what was not answered."""

    def __init__(
        self, agency: str, record: Callable[..., adapter_pb2.Receipt], receipts: Receipts
    ) -> None:
        """``record`` is the adapter's unary call; it may be called while the adapter is gone."""
        self._agency = agency
        self._record = record
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
            for each in self._endless():
                self._send(each)
                if self._stopped.is_set():
                    return
        except BaseException as error:
            self._failed = error

    def _send(self, each: adapter_pb2.RecordRequest) -> None:
        while True:
            try:
                receipt = self._record(each, timeout=CALL_SECONDS, wait_for_ready=True)
            except grpc.RpcError as error:
                if error.code() not in RETRIED:
                    raise
                if self._stopped.is_set():
                    return
            else:
                self._receipts.keep(self._agency, receipt)
                return

    def _endless(self) -> Iterator[adapter_pb2.RecordRequest]:
        while True:
            yield from requests(self._agency, 100)
