"""What no log takes, and the size that decides it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.record import LogRecord, leaf_bytes, sorted_headers
from services.log.port import MAX_RECORD_BYTES, RecordRefused
from services.log.record_limits import leaf_size, refuse_unfit

headers = st.lists(st.tuples(st.text(max_size=8), st.binary(max_size=8))).map(sorted_headers)
records = st.builds(LogRecord, st.binary(max_size=40), headers, st.binary(max_size=80))


@given(records)
def test_the_size_is_that_of_the_canonical_leaf_bytes(record: LogRecord) -> None:
    assert leaf_size(record) == len(leaf_bytes(record))


@given(st.lists(records))
def test_records_within_the_limit_in_canonical_order_pass(batch: list[LogRecord]) -> None:
    refuse_unfit("topic", batch, map(leaf_size, batch))


def test_the_limit_itself_passes_and_one_byte_more_does_not() -> None:
    frame = leaf_size(LogRecord(b"", (), b""))
    fits = LogRecord(b"", (), bytes(MAX_RECORD_BYTES - frame))
    exceeds = LogRecord(b"", (), bytes(MAX_RECORD_BYTES - frame + 1))
    refuse_unfit("topic", [fits], [leaf_size(fits)])
    with pytest.raises(RecordRefused) as refused:
        refuse_unfit("topic", [fits, exceeds], [leaf_size(fits), leaf_size(exceeds)])
    assert (refused.value.topic, refused.value.index) == ("topic", 1)


def test_the_refusal_says_nothing_of_the_content() -> None:
    secret = LogRecord(b"secret", (("b", b"secret"), ("a", b"secret")), b"secret")
    with pytest.raises(RecordRefused) as refused:
        refuse_unfit("topic", [secret], [leaf_size(secret)])
    assert "secret" not in str(refused.value)
