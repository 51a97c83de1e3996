"""Everything of one municipality that reads."""

from __future__ import annotations

from collections.abc import Callable

from projections.visibility.policy import policy
from schemas.codec import codec
from services.clock import Clock
from services.keys import KeyFolder, LocalOpeningKeys
from services.log.port import Log
from services.query.explain import Explainer
from services.query.households import Households
from services.query.people import People
from services.query.reading import Admission
from services.query.serve import Readings
from services.query.server import HouseholdsService
from services.query.status import StatusReader
from services.query.view_reader import ViewReader
from services.settings import Settings
from services.views.token_key import TokenKey


def readings(
    settings: Settings,
    municipality: str,
    clock: Clock,
    log: Callable[[], Log],
    admission: Admission,
) -> Readings:
    """The services that read the views of one municipality."""
    table = policy()
    views = ViewReader(settings.projector(municipality), codec())
    identity = settings.identity(municipality)
    keys = LocalOpeningKeys(KeyFolder(settings.keys))
    households = Households(views, codec(), keys, clock, table)
    return Readings(
        households=HouseholdsService(
            admission,
            households,
            People(households, views, identity, TokenKey(identity)),
            Explainer(views, clock, table),
            StatusReader(views, log, clock),
            clock,
        ),
    )
