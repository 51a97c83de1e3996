"""Everything of one municipality that reads."""

from __future__ import annotations

from collections.abc import Callable

from projections.identity.weights import weights
from projections.queue.rules import rules
from projections.visibility.policy import policy
from schemas.codec import codec
from services.caller import Caller
from services.clock import Clock
from services.keys import KeyFolder, LocalOpeningKeys
from services.log.port import Log
from services.query.accountability import Accountability
from services.query.accountability_server import AccountabilityService
from services.query.boards import Boards
from services.query.boards_server import BoardsService
from services.query.break_glass import BreakGlasses
from services.query.break_glass_server import BreakGlassServer
from services.query.explain import Explainer
from services.query.households import Households
from services.query.inbox import Inbox
from services.query.inbox_server import InboxService
from services.query.overlaps import OverlapFinder
from services.query.overlaps_server import OverlapsService
from services.query.own_stream import OwnStream
from services.query.people import People
from services.query.queue import Queue
from services.query.queue_memory import QueueMemory
from services.query.queue_server import QueueService
from services.query.reading import Admission
from services.query.serve import Readings
from services.query.server import HouseholdsService
from services.query.status import StatusReader
from services.query.stewardship import Stewardship
from services.query.stewardship_server import StewardshipService
from services.query.trail_reader import TrailReader
from services.query.view_reader import ViewReader
from services.query.workspaces import Workspaces
from services.query.workspaces_server import WorkspacesService
from services.settings import Settings
from services.views.identity_file import IdentityFile
from services.views.token_key import TokenKey
from services.wiring.own_stream import SYSTEM_AGENCY
from services.wiring.warming import Warming


def readings(
    settings: Settings,
    municipality: str,
    clock: Clock,
    log: Callable[[], Log],
    admission: Admission,
    stream: OwnStream,
) -> tuple[Readings, Warming]:
    """The services that read the views of one municipality, and what keeps their boards warm;
    whoever serves them starts and stops it."""
    table = policy()
    views = ViewReader(settings.projector(municipality), codec())
    identity = settings.identity(municipality)
    keys = LocalOpeningKeys(KeyFolder(settings.keys))
    households = Households(views, codec(), keys, clock, table)
    trail = TrailReader(settings.projector(municipality), codec())
    glasses = BreakGlasses(views, trail, codec(), keys, clock, table)
    owner = Caller(municipality, SYSTEM_AGENCY)
    stewardship = Stewardship(IdentityFile(identity), views, trail, clock, weights(), table)
    memory = QueueMemory(households, views, rules())
    queue = Queue(households, views, memory, stewardship, glasses, rules())
    explainer = Explainer(views, clock, table)
    services = Readings(
        households=HouseholdsService(
            admission,
            households,
            People(households, views, identity, TokenKey(identity)),
            explainer,
            StatusReader(views, log, clock),
            BreakGlassServer(admission, glasses, stream, owner, clock),
            clock,
        ),
        workspaces=WorkspacesService(admission, Workspaces(households, views), clock),
        inbox=InboxService(admission, Inbox(households, views), households, clock),
        overlaps=OverlapsService(admission, OverlapFinder(views, clock)),
        stewardship=StewardshipService(admission, stewardship),
        queue=QueueService(admission, queue, households),
        accountability=AccountabilityService(
            admission, Accountability(households, views, trail, explainer)
        ),
        boards=BoardsService(admission, Boards(households, views)),
    )
    return services, Warming(memory.warm)
