"""Which looks rest on a key, and which no longer do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from projections.household.reach import Key
from services.query.queue_rests import Rests

keys = st.tuples(st.integers(1, 3), st.sampled_from((b"a", b"b", b"c")))
subjects = st.tuples(st.just(2), st.sampled_from((b"k", b"l", b"m")))


@given(st.lists(st.tuples(subjects, st.none() | st.sets(keys))))
def test_a_key_leads_to_whoever_rests_on_it(steps: list[tuple[Key, set[Key] | None]]) -> None:
    rests, expected = Rests(), dict[Key, set[Key]]()
    for subject, asked in steps:
        if asked is None:
            rests.drop(subject)
            expected.pop(subject, None)
        else:
            rests.add(subject, asked)
            expected.setdefault(subject, set()).update(asked)
    for kind in (1, 2, 3):
        for name in (b"a", b"b", b"c"):
            key = kind, name
            assert set(rests.on(key)) == {s for s, asked in expected.items() if key in asked}
    rests.clear()
    assert len(rests) == 0
    assert not rests.on((1, b"a"))
