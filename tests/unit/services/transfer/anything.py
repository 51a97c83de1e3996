"""Any small value of a frozen dataclass, by its own type hints."""

from __future__ import annotations

from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st


@cache
def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Strings, numbers, tuples of at most two, nested as deep as the type is."""
    if is_dataclass(kind) and isinstance(kind, type):
        return st.builds(
            kind, **{name: any_of(hint) for name, hint in get_type_hints(kind).items()}
        )
    if get_origin(kind) is tuple:
        return st.lists(any_of(get_args(kind)[0]), max_size=2).map(tuple)
    if get_args(kind):
        return st.one_of(*(any_of(one) for one in get_args(kind)))
    if kind is str:
        return st.text(max_size=4)
    return st.from_type(kind)
