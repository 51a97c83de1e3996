from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from schemas.record import LogRecord
from services.log.port import Delivered
from services.scenario.shuffle import LARGEST_BATCH, draws, interleaved


def stream(topic: str, length: int) -> list[Delivered]:
    return [Delivered(topic, at, LogRecord(b"", (), b"%d" % at)) for at in range(length)]


lengths = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 12))


@given(lengths, st.integers())
def test_every_record_comes_once_in_its_topics_order(sizes: dict[str, int], seed: int) -> None:
    streams = {topic: stream(topic, size) for topic, size in sizes.items()}

    read = [each for batch in interleaved(streams, seed) for each in batch]

    for topic, expected in streams.items():
        assert [each for each in read if each.topic == topic] == expected
    assert len(read) == sum(sizes.values())


@given(lengths, st.integers())
def test_batches_are_small_and_never_empty(sizes: dict[str, int], seed: int) -> None:
    streams = {topic: stream(topic, size) for topic, size in sizes.items()}

    assert all(1 <= len(batch) <= LARGEST_BATCH for batch in interleaved(streams, seed))


def test_the_same_seed_gives_the_same_order_and_others_give_others() -> None:
    streams = {topic: stream(topic, 20) for topic in "abc"}
    orders = {
        seed: [(each.topic, each.offset) for batch in interleaved(streams, seed) for each in batch]
        for seed in range(5)
    }

    again = [(each.topic, each.offset) for batch in interleaved(streams, 3) for each in batch]
    assert orders[3] == again
    assert len({tuple(order) for order in orders.values()}) == len(orders)


def test_topics_are_truly_mixed() -> None:
    streams = {topic: stream(topic, 20) for topic in "ab"}
    order = [each.topic for batch in interleaved(streams, 1) for each in batch]

    changes = sum(one != other for one, other in zip(order, order[1:], strict=False))
    assert changes > 5


def test_draws_depend_on_the_seed_alone() -> None:
    assert list(islice(draws(1), 3)) == list(islice(draws(1), 3))
    assert list(islice(draws(1), 3)) != list(islice(draws(2), 3))
