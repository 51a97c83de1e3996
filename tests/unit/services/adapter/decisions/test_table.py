"""The table as a whole: complete, consistent, and silent about people."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.catalogue import EventType, Field, UnknownEventType, catalogue
from services.adapter.decisions.rule import Named
from services.adapter.decisions.submission import Body
from services.adapter.decisions.table import (
    STANDING,
    STEPS,
    EntityKey,
    check_standing,
    decide,
    entities,
    evolve,
)
from services.adapter.refusal import Refused
from services.caller import Caller
from tests.samples import MUNICIPALITY, sample_fields
from tests.strategies import bodies
from tests.valid_events import NOW, caller_of, standing_rules, valid_body

NAMES = catalogue().names()
CANARY = "カナリア"
NOTHING_KNOWN: Mapping[EntityKey, Any] = {}
STAFF_IDS = {"worker", "viewer", "reviewer"}


def test_every_event_type_of_the_catalogue_is_in_the_table_and_no_other() -> None:
    assert list(STEPS) == NAMES


def test_rules_name_event_types_that_exist() -> None:
    named = {
        name for rule in STANDING if isinstance(rule.applies, Named) for name in rule.applies.names
    }
    assert named <= set(NAMES)


def test_no_rule_stands_in_the_table_twice() -> None:
    assert len({rule.check for rule in STANDING}) == len(STANDING)


@pytest.mark.parametrize("name", NAMES)
def test_every_event_type_has_a_body_that_the_standing_rules_accept(name: str) -> None:
    body = valid_body(name)
    assert standing_rules(body) == set()


@pytest.mark.parametrize("name", NAMES)
def test_an_event_is_stored_under_the_entities_it_changes(name: str) -> None:
    body = valid_body(name)
    changed = evolve(body, NOTHING_KNOWN.get)
    assert entities(body) == tuple(key for key, _ in changed)
    assert all(state is not None for _, state in changed)


def test_all_violations_of_an_event_are_reported_together() -> None:
    body = valid_body(
        "ReferralSent", agency="HOK-1", to_agency="HOK-1", legal_basis="UNKNOWN", person_refs=[]
    )
    with pytest.raises(Refused) as refused:
        check_standing(body, Caller(MUNICIPALITY, "JIR-1"), NOW)
    assert [violation.rule for violation in refused.value.violations] == [
        "AGENCY_NOT_CALLER",
        "WRONG_ROLE",
        "PERSON_REQUIRED",
        "BASIS_REQUIRED",
    ]
    assert refused.value.code == "AGENCY_NOT_CALLER"
    assert refused.value.status == "PERMISSION_DENIED"


def test_a_broken_content_rule_alone_is_an_invalid_argument() -> None:
    with pytest.raises(Refused) as refused:
        check_standing(valid_body("ReferralSent", case_id=None), Caller(MUNICIPALITY, "AB-1"), NOW)
    assert refused.value.status == "INVALID_ARGUMENT"
    assert refused.value.code == "CASE_REQUIRED"


def test_an_unknown_event_type_has_no_rules() -> None:
    body = valid_body("SupportProvided", event_type="NoSuchEvent")
    with pytest.raises(UnknownEventType):
        check_standing(body, caller_of(body), NOW)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_refused_no_person_id_or_text_of_the_event_is_repeated(
    data: st.DataObject,
) -> None:
    event = catalogue().latest(data.draw(st.sampled_from(NAMES)))
    body = _with_canaries(event, data.draw(bodies(event)))
    body["envelope"]["agency_id"] = data.draw(st.sampled_from(["CT-1", "MU-1", "HOK-1"]))
    refusals = [
        caught_refusal(lambda: check_standing(body, Caller(MUNICIPALITY, "MU-1"), NOW)),
        caught_refusal(lambda: decide(body, NOTHING_KNOWN.get, revises=False)),
        caught_refusal(lambda: decide(body, _states_before(body).get, revises=False)),
    ]
    told = " ".join(str(refused) for refused in refusals if refused)
    assert CANARY not in told
    for printed in _printed_ids(body):
        assert printed not in told


def caught_refusal(judge: Callable[[], object]) -> Refused | None:
    """What a judgement refuses with, if it does."""
    try:
        judge()
    except Refused as refused:
        return refused
    return None


def _states_before(body: Body) -> dict[EntityKey, Any]:
    """A stream that holds the same event already."""
    return dict(evolve(body, NOTHING_KNOWN.get))


def _with_canaries(event: EventType, body: Body) -> dict[str, Any]:
    """The body as the reader lets it pass: real codes and agencies, other texts are canaries."""
    real = {"event_type", "legal_basis", "compartment", "occurred_precision", "funding_item"}
    envelope = {
        field: CANARY if isinstance(value, str) and field not in real else value
        for field, value in body["envelope"].items()
    }
    fields = {
        field.name: _canary(field, sample, body[field.name])
        for field, sample in zip(event.fields, sample_fields(event).values(), strict=True)
        if field.mark == "clear"
    }
    return {"envelope": envelope, **fields}


def _canary(field: Field, sample: Any, drawn: Any) -> Any:
    if field.name in STAFF_IDS:
        return "u-7"
    if field.codes or field.names_agency or field.names_municipality or field.items:
        return sample
    return CANARY if isinstance(drawn, str) else drawn


def _printed_ids(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_printed_ids, value.values()))
    if isinstance(value, list):
        return set().union(*map(_printed_ids, value))
    if isinstance(value, bytes) and len(value) >= 16:  # Shorter ones fill a record up.
        return {value.hex(), str(uuid.UUID(bytes=value[:16])), repr(value)}
    return set()
