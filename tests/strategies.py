"""Hypothesis strategies that follow the catalogue: bodies of events, sealed fields, log records."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from schemas.catalogue import EventType, catalogue
from schemas.codec import Body
from schemas.fit import LIMITS
from schemas.record import LogRecord, sorted_headers

_FEW = 3


def event_types() -> SearchStrategy[EventType]:
    """Any version of any event type."""
    return st.sampled_from(list(catalogue().all()))


def bodies(event: EventType) -> SearchStrategy[Body]:
    """Any body that fits the event's wire schema and names the event's type."""
    return _values(event.wire, {}).map(
        lambda body: {**body, "envelope": {**body["envelope"], "event_type": event.name}}
    )


def sealed_fields(event: EventType) -> SearchStrategy[Body]:
    """Any content of a sealed part, every field given. For events that seal something."""
    return _values(event.sealed, {})


def log_records() -> SearchStrategy[LogRecord]:
    """Any record with its headers in canonical order."""
    small = st.binary(max_size=40)
    headers = st.lists(st.tuples(st.text(max_size=12), small), max_size=5).map(sorted_headers)
    return st.builds(LogRecord, small, headers, small)


def _values(schema: Any, names: dict[str, SearchStrategy[Any]]) -> SearchStrategy[Any]:
    if isinstance(schema, list):
        return st.none() | _values(schema[1], names)
    if isinstance(schema, str):
        return _primitive(schema, None, names)
    kind = schema["type"]
    if kind == "array":
        return st.lists(_values(schema["items"], names), max_size=_FEW)
    if kind not in ("record", "fixed", "enum"):
        return _primitive(kind, schema.get("logicalType"), names)
    if kind == "record":
        return st.fixed_dictionaries(
            {field["name"]: _values(field["type"], names) for field in schema["fields"]}
        )
    if kind == "fixed":
        named: SearchStrategy[Any] = st.binary(min_size=schema["size"], max_size=schema["size"])
    else:
        named = st.sampled_from(schema["symbols"])
    names[schema["name"]] = names[f"jp.enishi.{schema['name']}"] = named
    return named


def _primitive(
    kind: str, logical: str | None, names: dict[str, SearchStrategy[Any]]
) -> SearchStrategy[Any]:
    if kind in names:
        return names[kind]
    if (kind, logical) in LIMITS:
        return st.integers(*LIMITS[kind, logical])
    plain: dict[str, SearchStrategy[Any]] = {
        "string": st.text(max_size=12) | st.text("縁つなぎ甲乙", max_size=80),
        "bytes": st.binary(max_size=40),
        "boolean": st.booleans(),
    }
    return plain[kind]
