"""Golden records: for every event type and version the bytes that it is, for ever, written as.

``tests/golden/<Event>.v<N>.json`` is the body (bytes as hex), ``.hex`` its value on the log;
``.sealed.json`` and ``.sealed.hex`` are the same for the plaintext of a sealed part.
``python -m tests.golden_records`` writes those that are missing; with ``--renew`` also those of
versions that no release has frozen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.catalogue import EventType, catalogue
from schemas.codec import Body, codec
from schemas.generate.sums import FROZEN, read_sums
from tests.samples import sample_body, sample_fields

FOLDER = Path(__file__).parent / "golden"
SCHEMAS = Path(__file__).parents[1] / "schemas"


@dataclass(frozen=True)
class Golden:
    """One golden record: of an event's value, or of the plaintext of its sealed part."""

    event: EventType
    sealed: bool

    @property
    def name(self) -> str:
        """File name without its ending."""
        name = f"{self.event.name}.v{self.event.version}"
        return f"{name}.sealed" if self.sealed else name

    @property
    def schema(self) -> Any:
        """The schema of its bytes."""
        return self.event.sealed if self.sealed else self.event.wire

    def sample(self) -> Body:
        """What a new golden record is made from."""
        return sample_fields(self.event, "sealed") if self.sealed else sample_body(self.event)

    def encode(self, body: Body) -> bytes:
        """The bytes that the codec makes of a body."""
        write = codec().encode_sealed if self.sealed else codec().encode
        return write(self.event, body)

    def decode(self, value: bytes) -> Body:
        """The body that the codec reads from bytes."""
        return (codec().decode_sealed if self.sealed else codec().decode)(value).body

    def load(self) -> tuple[Body, bytes]:
        """Body and bytes as they lie in the repository."""
        body = json.loads(self.path("json").read_text(encoding="utf-8"))
        value = bytes.fromhex(self.path("hex").read_text(encoding="ascii"))
        return from_json_form(self.schema, body), value

    def fresh(self) -> dict[str, str]:
        """The record made anew from the sample: text by file ending."""
        body = self.sample()
        lines = [line.hex() for line in _lines(self.encode(body))]
        return {
            "json": json.dumps(to_json_form(body), ensure_ascii=False, indent=1) + "\n",
            "hex": "\n".join(lines) + "\n",
        }

    def path(self, ending: str) -> Path:
        """The file with that ending."""
        return FOLDER / f"{self.name}.{ending}"


def golden_records() -> Iterator[Golden]:
    """Every golden record that the catalogue calls for."""
    for event in catalogue().all():
        yield Golden(event, sealed=False)
        if event.sealed is not None:
            yield Golden(event, sealed=True)


def to_json_form(value: Any) -> Any:
    """The value with bytes as hex."""
    if isinstance(value, dict):
        return {key: to_json_form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_json_form(item) for item in value]
    return value.hex() if isinstance(value, bytes) else value


def from_json_form(schema: Any, value: Any) -> Any:
    """The value with hex as bytes where the schema says bytes or fixed."""
    return _from_json(schema, value, {"bytes", *_fixed_names(schema)})


def _from_json(schema: Any, value: Any, raw: set[str]) -> Any:
    if isinstance(schema, list):
        return None if value is None else _from_json(schema[1], value, raw)
    if isinstance(schema, str):
        return bytes.fromhex(value) if schema in raw else value
    if schema["type"] == "fixed":
        return bytes.fromhex(value)
    if schema["type"] == "record":
        return {
            field["name"]: _from_json(field["type"], value[field["name"]], raw)
            for field in schema["fields"]
        }
    if schema["type"] == "array":
        return [_from_json(schema["items"], item, raw) for item in value]
    return value


def _fixed_names(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _fixed_names(item)
    elif isinstance(schema, dict):
        if schema["type"] == "fixed":
            yield from (schema["name"], f"{schema['namespace']}.{schema['name']}")
        for inner in [schema.get("items"), *(at["type"] for at in schema.get("fields", []))]:
            yield from _fixed_names(inner)


def _lines(value: bytes) -> Iterator[bytes]:
    for at in range(0, len(value), 32):
        yield value[at : at + 32]


def main(arguments: list[str] | None = None) -> int:
    """Write missing records, with --renew also those that may still change."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden_records", description=__doc__)
    parser.add_argument("--renew", action="store_true")
    renew = parser.parse_args(arguments).renew
    frozen = read_sums((SCHEMAS / FROZEN).read_text(encoding="utf-8"))
    for golden in golden_records():
        may_renew = renew and f"avro/{golden.event.name}.v{golden.event.version}.avsc" not in frozen
        for ending, text in golden.fresh().items():
            path = golden.path(ending)
            if not path.exists() or (may_renew and path.read_text(encoding="utf-8") != text):
                path.write_text(text, encoding="utf-8")
                print(f"wrote {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
