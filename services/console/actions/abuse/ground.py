"""On what the abuse desk records: apart from everything else, from the first second (V4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.console.actions.about import Ground

ABUSE_DESK: Final = "AB"
ABUSE_DUTY: Final = Ground("ABUSE_DUTY", "ABUSE_DV")


def apart(basis: str = ABUSE_DUTY.legal_basis) -> Mapping[str, Any]:
    """The ground as an envelope spells it, whatever the case stands on otherwise."""
    return {
        "legalBasis": basis,
        "compartment": f"COMPARTMENT_{ABUSE_DUTY.compartment}",
        "consentId": "",
        "conferenceId": "",
        "councilCaseId": "",
    }
