"""``enishi status``: where every source stands, on its way from the adapter to the view."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import grpc
from google.protobuf.message import Message
from rich.console import Console
from rich.table import Table
from rich.text import Text

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, query_pb2, query_pb2_grpc
from services.cli.calling import channel_to, reading_as
from services.cli.endpoints import Endpoints, find_endpoints
from services.cli.options import AUDITOR, AsOption, JsonOption, MunicipalityOption
from services.cli.output import answers, notices
from services.settings import Settings
from services.wiring.certificates import client_credentials

DEADLINE_SECONDS = 60.0
UNKNOWN = "–"
ALARMS = {"GAP": "欠番 gap", "TRUNCATED": "欠落 cut", "DAMAGED": "破損 bad"}
"""Why the view has stopped reading a source."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One agency; ``adapter`` is None where its certificate is not here, or it does not answer."""

    projected: query_pb2.SourceStatus
    adapter: adapter_pb2.AdapterStatus | None


def status(
    municipality: MunicipalityOption = None,
    as_agency: AsOption = AUDITOR,
    as_json: JsonOption = False,
) -> None:
    """各機関の同期状況を見る。

    Show how far every source has come.

    Accepted by its adapter, not yet on the log, applied to the view, lag, last heard, gap alarms,
    records set aside, and whether sharing is closed.
    """
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    with (
        notices().status("問い合わせ中 Asking…"),
        channel_to(endpoints.query, endpoints, as_agency) as channel,
    ):
        stub = query_pb2_grpc.HouseholdsStub(channel)
        view = stub.Status(
            query_pb2.GetViewStatusRequest(), timeout=DEADLINE_SECONDS, metadata=reading_as()
        )
    lines = [
        SourceLine(each, _adapter(endpoints, each.agency_id)) for each in _all(view, endpoints)
    ]
    console = answers()
    if as_json:
        console.print_json(json.dumps(_as_json(view, lines), ensure_ascii=False))
        return
    console.print(f"縁 Enishi  {endpoints.municipality}")
    console.print(sources_table(lines))
    print_closing(console, view, lines)


def _all(view: query_pb2.ViewStatus, endpoints: Endpoints) -> list[query_pb2.SourceStatus]:
    """Every source, also one whose topic the view has not met yet; as ``serve`` lists them."""
    known = {source.agency_id: source for source in view.sources}
    return [
        known.get(agency) or query_pb2.SourceStatus(agency_id=agency)
        for agency in dict.fromkeys((*endpoints.adapters, *known))
    ]


def _adapter(endpoints: Endpoints, agency: str) -> adapter_pb2.AdapterStatus | None:
    target = endpoints.adapters.get(agency)
    if target is None or not (endpoints.tls / f"{agency}.key").exists():
        return None
    with grpc.secure_channel(target, client_credentials(endpoints.tls, agency)) as channel:
        stub = adapter_pb2_grpc.AdapterStub(channel)
        try:
            return stub.GetStatus(adapter_pb2.GetStatusRequest(), timeout=DEADLINE_SECONDS)
        except grpc.RpcError:
            return None


def _as_json(view: query_pb2.ViewStatus, lines: Sequence[SourceLine]) -> dict[str, object]:
    sources = []
    for line in lines:
        source = _numbers(line.projected)
        if line.adapter is not None:
            source["accepted"] = line.adapter.last_sequence
            source["relayBacklog"] = line.adapter.relay_backlog
        sources.append(source)
    return {**_numbers(view), "sources": sources}


def _numbers(message: Message) -> dict[str, object]:
    """A flat message by its JSON names; unlike in protobuf JSON, numbers are numbers."""
    return {
        field.json_name: getattr(message, field.name)
        for field in message.DESCRIPTOR.fields
        if not field.is_repeated
    }


def sources_table(lines: Sequence[SourceLine]) -> Table:
    """One row per agency."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("機関\nAgency", no_wrap=True, style="bold")
    for title in ("受付\nAccepted", "未送信\nBacklog", "反映\nIn view", "遅れ\nLag"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("最終受信\nLast heard", no_wrap=True)
    table.add_column("状態\nState")
    for line in lines:
        source, adapter = line.projected, line.adapter
        table.add_row(
            source.agency_id,
            UNKNOWN if adapter is None else str(adapter.last_sequence),
            UNKNOWN if adapter is None else str(adapter.relay_backlog),
            str(source.sequence),
            UNKNOWN if source.lag < 0 else str(source.lag),
            _minute(source.last_heard),
            _state(source),
        )
    return table


def _state(source: query_pb2.SourceStatus) -> Text:
    """In words, worst first: colour is never the only signal."""
    marks = []
    if source.alarm:
        marks.append((f"{ALARMS.get(source.alarm, source.alarm)}: stopped", "bold red"))
    if source.sharing_closed:
        marks.append(("共有停止 closed", "bold red"))
    if source.set_aside:
        marks.append((f"保留 set aside {source.set_aside}", "yellow"))
    if source.stale:
        marks.append(("同期遅延 stale", "yellow"))
    if not marks:
        return Text("正常 ok" if source.sequence else "未受信 nothing yet", style="dim")
    return Text("\n").join(Text(text, style=style) for text, style in marks)


def print_closing(
    console: Console, view: query_pb2.ViewStatus, lines: Sequence[SourceLine]
) -> None:
    """The sums, and what an operator has to do now."""
    console.print(
        f"\n記録 Events {view.events}   世帯 Households {view.households}   "
        f"保留 Set aside {view.dead_letters}"
    )
    closed = [line.projected.agency_id for line in lines if line.projected.sharing_closed]
    if closed or view.closed_cases:
        cases = [f"事例 {view.closed_cases} case(s)"] if view.closed_cases else []
        what = ", ".join([*closed, *cases])
        console.print(f"✖ 共有停止 Sharing is closed: {what}", style="bold red")
    else:
        console.print("共有 Sharing: 開 open")
    if any(line.projected.lag < 0 for line in lines):
        console.print(
            "✖ ログに届きません The log cannot be reached: the lag is not known", style="red"
        )
    if view.dead_letters:
        console.print("→ 保留の記録を見る: enishi dead list  (resolve what is set aside)")
    if any(line.projected.alarm for line in lines):
        console.print(
            "→ 停止した機関の記録をログに復元し、再起動する。 Records are missing or damaged: "
            "restore that agency's topic on the log, then start again."
        )


def _minute(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M}" if instant else UNKNOWN
