"""What the Kafka driver needs of kafka-python and its optional parts."""

from __future__ import annotations

from kafka.codec import has_lz4
from kafka.record import util


def test_checksums_and_compression_are_done_by_native_code() -> None:
    # Without crc32c, kafka-python falls back to Python and reads eight times slower.
    assert util.crc32c_c is not None
    assert util.calc_crc32c(memoryview(b"123456789")) == 0xE3069283
    assert has_lz4()
