"""What is kept in order one by one is as if it were sorted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.query.queue_order import Ordered


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5))))
def test_values_are_in_order_and_once_until_all_are_gone(steps: list[tuple[bool, int]]) -> None:
    ordered, expected = Ordered[int, str](), list[int]()
    for comes, key in steps:
        if comes:
            ordered.add(key, str(key))
            expected.append(key)
        elif key in expected:
            ordered.remove(key)
            expected.remove(key)
    assert ordered.values() == tuple(map(str, sorted(set(expected))))
