"""On which legal ground an event is recorded, what that ground must cite, and where it lies.

Source: domain.md sections 3 and 4 (V4); Social Welfare Act art. 106-6, Child Welfare Act
arts. 25-2 and 25-3. What the cited consent or conference says is another agency's to tell, so it
is judged in the projections.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.adapter.decisions.rule import Rule
from services.adapter.decisions.submission import Submission, in_envelope
from services.adapter.refusal import Violation

GUARDED = frozenset({"ABUSE_DV", "PROTECTED"})
"""The compartments that override every consent (V4)."""

COMPARTMENTS: Mapping[str, frozenset[str]] = {
    "OWN": frozenset({"AGENCY"}) | GUARDED,
    "CONSENT": frozenset({"CONSENT"}) | GUARDED,
    "SUPPORT_CONFERENCE": frozenset({"SUPPORT_CONF"}) | GUARDED,
    "CHILD_COUNCIL": frozenset({"CHILD_COUNCIL"}) | GUARDED,
    "ABUSE_DUTY": GUARDED,
    "LIFE_BODY": frozenset({"AGENCY"}) | GUARDED,
    "AUDIT": frozenset({"NONE"}),
    "NONE": frozenset({"NONE"}),
}
"""Where an event on each basis may lie."""

CITES: Mapping[str, str] = {
    "CONSENT": "consent_id",
    "SUPPORT_CONFERENCE": "conference_id",
    "CHILD_COUNCIL": "council_case_id",
}
"""The envelope field that each basis needs."""


def basis_is_given(said: Submission) -> Violation | None:
    """UNKNOWN shares nothing and is refused."""
    if said.envelope["legal_basis"] != "UNKNOWN":
        return None
    return in_envelope("legal_basis", "BASIS_REQUIRED", f"give {_bases(said)}")


def basis_is_allowed(said: Submission) -> Violation | None:
    """The catalogue says on which grounds an event may be recorded."""
    basis = said.envelope["legal_basis"]
    if basis == "UNKNOWN" or basis in said.event.bases:
        return None
    return in_envelope(
        "legal_basis",
        "BASIS_NOT_ALLOWED",
        f"{said.event.name} cannot rest on {basis}; give {_bases(said)}",
    )


def basis_cites_its_id(said: Submission) -> Violation | None:
    """A consent, a conference or a council case is named, not merely claimed.

    Where an outreach or a request comes before any conference, the catalogue lets it wait.
    """
    basis = said.envelope["legal_basis"]
    cited = CITES.get(basis)
    if cited is None or said.envelope[cited] is not None or said.event.own_id == cited:
        return None
    if basis == "SUPPORT_CONFERENCE" and said.event.conference == "optional":
        return None
    return in_envelope(cited, "BASIS_ID_REQUIRED", f"the basis {basis} needs it")


def own_id_is_not_contradicted(said: Submission) -> Violation | None:
    """An event about a consent, conference or council case cites that one and no other."""
    own = said.event.own_id
    if own is None or said.envelope[own] is None or said.envelope[own] == said.body[own]:
        return None
    return in_envelope(
        own, "OWN_ID_MISMATCH", "it differs from the payload's; leave it out or give the same"
    )


def compartment_is_given(said: Submission) -> Violation | None:
    """UNKNOWN lies nowhere and is refused."""
    if said.envelope["compartment"] != "UNKNOWN":
        return None
    return in_envelope("compartment", "COMPARTMENT_REQUIRED", "say where the event is kept apart")


def compartment_fits_the_basis(said: Submission) -> Violation | None:
    """What was told on one ground does not lie where another ground reads."""
    basis, compartment = said.envelope["legal_basis"], said.envelope["compartment"]
    if compartment == "UNKNOWN" or basis == "UNKNOWN" or compartment in COMPARTMENTS[basis]:
        return None
    fitting = " or ".join(sorted(COMPARTMENTS[basis]))
    return in_envelope(
        "compartment", "COMPARTMENT_MISMATCH", f"an event on the basis {basis} lies in {fitting}"
    )


def guarded(said: Submission, why: str) -> Violation | None:
    """Whether an event that must be guarded from the first second is (V4); ``why`` is a noun."""
    if said.envelope["compartment"] in GUARDED:
        return None
    return in_envelope(
        "compartment",
        "COMPARTMENT_MISMATCH",
        f"{why} is kept in ABUSE_DV or PROTECTED from the first second",
    )


def _bases(said: Submission) -> str:
    return " or ".join(sorted(said.event.bases))


RULES = (
    Rule(basis_is_given),
    Rule(basis_is_allowed),
    Rule(basis_cites_its_id),
    Rule(own_id_is_not_contradicted, lambda event: event.own_id is not None),
    Rule(compartment_is_given),
    Rule(compartment_fits_the_basis),
)
