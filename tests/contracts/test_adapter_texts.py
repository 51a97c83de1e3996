"""Free words in events: bounded, and never an individual number (V8), in whichever field."""

from __future__ import annotations

import pytest

from tests.contracts.served import CANARY, Served
from tests.contracts.text_fields import TextField, declared_ids, free_texts

NUMBER = "123456789018"
"""Twelve digits with a valid check digit; nobody's."""

WRITTEN = {
    "digits": NUMBER,
    "full width": "１２３４５６７８９０１８",
    "hyphens": "1234-5678-9018",
    "full-width hyphens": "１２３４－５６７８－９０１８",
    "spaces": "1234 5678 9018",
    "in a sentence": f"母の番号は{NUMBER}だそうです",
}


@pytest.mark.parametrize("text", free_texts(), ids=str)
def test_an_individual_number_in_any_free_text_is_refused(served: Served, text: TextField) -> None:
    for how, number in WRITTEN.items():
        refused = served.refusal(text.carrying(number, f"number {how}"), secrets=[number, NUMBER])
        assert refused.status == "INVALID_ARGUMENT"
        assert refused.code == "INVALID_EVENT"
        assert refused.rules == ((text.path, "INDIVIDUAL_NUMBER"),), how


@pytest.mark.parametrize("text", declared_ids(), ids=str)
def test_a_declared_id_may_look_like_an_individual_number(served: Served, text: TextField) -> None:
    assert (text.path, "INDIVIDUAL_NUMBER") not in served.rules(text.carrying(NUMBER, "id"))


@pytest.mark.parametrize("text", free_texts(), ids=str)
def test_a_text_too_long_is_refused(served: Served, text: TextField) -> None:
    refused = served.refusal(text.carrying(CANARY * 6000, "long"))
    assert refused.rules == ((text.path, "TOO_LONG"),)
