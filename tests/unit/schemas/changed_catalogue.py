"""The shipped catalogue with one declaration changed or added, in a folder of the test's own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from schemas.catalogue import AVRO, Catalogue, read_catalogue

Json = Any


def changed_catalogue(
    folder: Path, name: str, version: int, change: Callable[[Json], None]
) -> Catalogue:
    """Version ``version`` of a type, written anew from its first version."""
    shutil.copytree(AVRO, folder, dirs_exist_ok=True)
    declaration = json.loads((folder / f"{name}.v1.avsc").read_text("utf-8"))
    declaration["enishi"]["version"] = version
    change(declaration)
    text = json.dumps(declaration, ensure_ascii=False, indent=1)
    (folder / f"{name}.v{version}.avsc").write_text(text, encoding="utf-8")
    return read_catalogue(folder)


def add_field(kind: Json, **more: Json) -> Callable[[Json], None]:
    """Adds a clear field named ``added``."""

    def change(declaration: Json) -> None:
        declaration["fields"].append(
            {"name": "added", "type": kind, "tag": 90, "mark": "clear", "code": "SERVICES", **more}
        )

    return change


def drop_field(name: str) -> Callable[[Json], None]:
    """Takes a field away."""

    def change(declaration: Json) -> None:
        declaration["fields"] = [each for each in declaration["fields"] if each["name"] != name]

    return change


def change_field(field: str, /, **to: Json) -> Callable[[Json], None]:
    """Gives a field other attributes."""

    def change(declaration: Json) -> None:
        next(each for each in declaration["fields"] if each["name"] == field).update(to)

    return change


def add_nested_field(field: str) -> Callable[[Json], None]:
    """Adds a field named ``added`` to each item of a list of records."""

    def change(declaration: Json) -> None:
        outer = next(each for each in declaration["fields"] if each["name"] == field)
        outer["type"]["items"]["fields"].append({"name": "added", "type": "string", "tag": 90})

    return change
