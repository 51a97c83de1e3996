"""YAML as a scenario file means it: a date stays text, ``on`` stays a word, no key twice.

YAML 1.1 would read ``2026-06-01`` as a date, ``14:00`` as the number 840 and ``on`` as true.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from services.scenario.format import ScenarioInvalid

_PLAIN = (
    ("tag:yaml.org,2002:bool", re.compile(r"true|false")),
    ("tag:yaml.org,2002:null", re.compile(r"null|")),
    ("tag:yaml.org,2002:int", re.compile(r"-?(0|[1-9][0-9]*)")),
    ("tag:yaml.org,2002:float", re.compile(r"-?[0-9]+\.[0-9]+")),
)
"""What a plain word may be besides text (as in YAML 1.2's core schema)."""


class _Loader(yaml.SafeLoader):
    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> Any:
        if kind is yaml.SequenceNode:
            return self.DEFAULT_SEQUENCE_TAG
        if kind is yaml.MappingNode:
            return self.DEFAULT_MAPPING_TAG
        if implicit[0]:
            for tag, pattern in _PLAIN:
                if pattern.fullmatch(value):
                    return tag
        return self.DEFAULT_SCALAR_TAG

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} is given twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The document in a file. Raises ScenarioInvalid with the line for what is no YAML."""
    loader = _Loader(path.read_text(encoding="utf-8"))
    try:
        return loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else "the file"
        problem = getattr(error, "problem", None) or str(error)
        raise ScenarioInvalid(path, line, "YAML", problem) from error
    finally:
        loader.dispose()
