"""A turn is given in the order of asking."""

from __future__ import annotations

import threading

from services.turns import Turns
from tests.eventually import eventually


def test_whoever_waits_comes_before_whoever_just_had_a_turn() -> None:
    turns, order = Turns(), list[str]()

    def wait() -> None:
        with turns:
            order.append("waiting")

    waiting = threading.Thread(target=wait)
    for _ in range(50):
        with turns:
            order.append("working")
            if not waiting.ident:
                waiting.start()
                eventually(lambda: turns.waiting == 1, "somebody waits")
    waiting.join()
    assert order[:3] == ["working", "waiting", "working"]


def test_only_one_has_a_turn_at_a_time() -> None:
    turns, inside, most = Turns(), list[int](), list[int]()

    def work(number: int) -> None:
        for _ in range(200):
            with turns:
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (800, 1)
