"""The whole table of who may see what: its laws, and its text as it was last reviewed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.visibility.decision import (
    ConsentState,
    Decision,
    GlassState,
    Opening,
    PackageState,
    RoomState,
    Situation,
    decide,
)
from projections.visibility.policy import Policy, policy
from schemas.codes import code_list
from tests.unit.projections.visibility.matrix import (
    BASES,
    COMPARTMENTS,
    CONSENTS,
    FIELD_CODES,
    GLASSES,
    GOLDEN,
    GROUNDS,
    NOTHING,
    OPENINGS,
    OWN,
    OWN_RESTRICTED,
    PACKAGES,
    RESTRICTED,
    ROOMS,
    SHARED,
    WHO,
    situations,
    written_out,
)

DEAD_CONSENTS = (
    ConsentState.OTHER_FIELD,
    ConsentState.OTHER_PURPOSE,
    ConsentState.REFERRAL_ONLY,
    ConsentState.OVERRIDDEN,
    ConsentState.WITHDRAWN,
    ConsentState.EXPIRED,
)
OF_A_ROOM = ("SUPPORT_CONF", "CHILD_COUNCIL")
GUARDED = ("ABUSE_DV", "PROTECTED")

anything = st.builds(
    Situation,
    who=st.sampled_from(WHO),
    own=st.booleans(),
    restricted=st.booleans(),
    basis=st.sampled_from(BASES),
    compartment=st.sampled_from(COMPARTMENTS),
    field_code=st.sampled_from(FIELD_CODES),
    consent=st.sampled_from(ConsentState),
    package=st.sampled_from(PackageState),
    room=st.sampled_from(RoomState),
    opening=st.sampled_from(Opening),
    glass=st.sampled_from(GlassState),
    protected=st.booleans(),
    closed=st.booleans(),
    cited=st.booleans(),
)


def test_the_table_is_the_one_that_was_reviewed() -> None:
    assert written_out() == GOLDEN.read_text(encoding="utf-8")


def test_without_a_ground_only_the_auditor_and_the_abuse_desk_see_anything() -> None:
    for one in _allowed(situations(NOTHING, RESTRICTED)):
        assert one.who == "AU" or (one.who, one.compartment) == ("AB", "ABUSE_DV")


def test_the_auditor_sees_everything() -> None:
    assert all(_decided(one).allowed for one in situations(*GROUNDS) if one.who == "AU")


def test_an_agency_sees_its_own_records_and_of_those_the_protected_in_its_restricted_role() -> None:
    for one in situations(OWN, OWN_RESTRICTED):
        if one.who != "AU":
            assert _decided(one).allowed is (one.compartment != "PROTECTED" or one.restricted)


def test_an_unknown_basis_or_compartment_shares_nothing() -> None:
    for one in _allowed(situations(*SHARED)):
        assert one.who == "AU" or "UNKNOWN" not in (one.basis, one.compartment)


def test_a_consent_that_is_not_live_opens_nothing() -> None:
    for one in situations(*CONSENTS):
        if one.consent in DEAD_CONSENTS:
            assert (
                _decided(one).allowed is _decided(one._replace(consent=ConsentState.NONE)).allowed
            )


def test_a_consent_opens_abuse_only_by_name_and_after_it() -> None:
    for one in _shared(situations(*CONSENTS)):
        if one.compartment == "ABUSE_DV" and one.who != "AB":
            assert one.consent == ConsentState.LIVE_ABUSE_DV


def test_what_is_protected_is_opened_to_nobody_by_any_ground() -> None:
    for one in _shared(situations(*SHARED)):
        assert one.compartment != "PROTECTED"


def test_what_is_said_in_a_room_stays_there_without_a_consent_and_a_promotion() -> None:
    for one in _shared(situations(*SHARED)):
        if one.compartment in OF_A_ROOM:
            taken_over = one.room == RoomState.PROMOTED and one.consent == ConsentState.LIVE
            requested = one.who == "MU" and one.opening in (Opening.REQUEST, Opening.REQUEST_ITSELF)
            assert one.room == RoomState.INSIDE or taken_over or requested


def test_a_room_that_is_closed_or_elsewhere_opens_nothing() -> None:
    for one in situations(*ROOMS):
        if one.room in (RoomState.CLOSED, RoomState.ELSEWHERE, RoomState.PROMOTED):
            assert _decided(one).allowed is _decided(one._replace(room=RoomState.NONE)).allowed


def test_a_referral_that_ended_opens_nothing() -> None:
    for one in situations(*PACKAGES):
        if one.package == PackageState.ENDED:
            assert (
                _decided(one).allowed is _decided(one._replace(package=PackageState.NONE)).allowed
            )


def test_break_glass_opens_the_minimum_and_no_compartment() -> None:
    for one in _shared(situations(*GLASSES)):
        if (one.who, one.compartment) != ("AB", "ABUSE_DV"):
            assert one.glass == GlassState.LIVE
            assert one.compartment in ("AGENCY", "CONSENT")
            assert one.field_code in policy().break_glass_field_codes


def test_the_openings_of_a_desk_are_for_that_desk() -> None:
    desks = {
        Opening.REQUEST: "MU",
        Opening.REQUEST_ITSELF: "MU",
        Opening.DECISION: "MU",
        Opening.ABUSE: "AB",
        Opening.IDENTITY_STATEMENT: "ST",
    }
    for one in _shared(situations(*OPENINGS)):
        if one.opening in desks and one.compartment != "ABUSE_DV":
            assert one.who == desks[one.opening]


def test_the_steward_sees_no_case_content_as_steward() -> None:
    for one in _shared(situations(*OPENINGS)):
        if one.who == "ST" and one.opening == Opening.IDENTITY_STATEMENT:
            assert one.field_code in ("IDENTITY", "ADDRESS", "CONTACT", "HOUSEHOLD")


@settings(max_examples=1500)
@given(anything)
def test_whatever_denies_wins_over_every_ground(one: Situation) -> None:
    decided = _decided(one)
    address = one.protected and one.field_code in ("ADDRESS", "CONTACT")
    unknown = "UNKNOWN" in (one.basis, one.compartment)
    if not _reads_their_own(one) and (one.closed or not one.cited or address or unknown):
        assert not decided.allowed


@settings(max_examples=1500)
@given(anything)
def test_no_meeting_of_grounds_opens_what_none_of_them_opens(one: Situation) -> None:
    if not _decided(one).allowed or _reads_their_own(one):
        return
    alone = [
        one._replace(consent=ConsentState.NONE),
        one._replace(package=PackageState.NONE),
        one._replace(opening=Opening.NONE),
        one._replace(glass=GlassState.NONE),
    ]
    assert any(_decided(without).allowed for without in alone)
    if one.compartment == "PROTECTED":
        assert one.own
        assert one.restricted


@settings(max_examples=1500)
@given(anything)
def test_every_decision_can_be_explained(one: Situation) -> None:
    decided = _decided(one)
    if decided.allowed:
        row = policy().rows[decided.rule]
        assert row in policy().allow
        assert row.ja
        assert row.en
        assert decided.reason == ""
    else:
        assert decided.reason in code_list("view_reason")


@settings(max_examples=500)
@given(anything)
def test_a_table_without_rows_that_allow_shows_nothing(one: Situation) -> None:
    assert not decide(_empty(), one).allowed


def _empty() -> Policy:
    return replace(policy(), allow=())


def _reads_their_own(one: Situation) -> bool:
    return one.who == "AU" or (one.own and (one.compartment != "PROTECTED" or one.restricted))


def _decided(one: Situation) -> Decision:
    return decide(policy(), one)


def _allowed(some: Iterable[Situation]) -> list[Situation]:
    return [one for one in some if _decided(one).allowed]


def _shared(some: Iterable[Situation]) -> list[Situation]:
    """What is allowed to others than the auditor."""
    return [one for one in _allowed(some) if one.who != "AU"]
