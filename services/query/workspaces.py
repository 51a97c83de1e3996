"""Reads conferences and council cases from the view in service."""

from __future__ import annotations

from projections.household.closure import collect
from projections.household.reach import CASE, CITED, MEMBER, agency_key
from projections.revisions import settle
from projections.visibility.reader import Reader
from projections.visibility.workspaces import Workspace, workspaces
from projections.workspace.view import WorkspaceReading, workspace_reading
from schemas.times import to_micros
from services.query.households import Households
from services.query.view_reader import ViewReader, ViewSnapshot

_NOTHING = WorkspaceReading(None)


class Workspaces:
    """Safe to use from several threads."""

    def __init__(self, households: Households, views: ViewReader) -> None:
        self._households = households
        self._views = views

    def open_to(self, reader: Reader) -> list[Workspace]:
        """The open rooms of which the reader's agency is a bound member, oldest first."""
        now = to_micros(self._households.now())
        with self._views.snapshot() as snapshot:
            convened = snapshot.fetch_corrected([agency_key(MEMBER, reader.agency_id)])
        found = workspaces(settle(convened).effective).values()
        admitted = [w for w in found if reader.agency_id in w.bound and w.is_open(now)]
        return sorted(admitted, key=lambda w: (w.opened_at, w.workspace_id))

    def get(self, reader: Reader, workspace_id: bytes) -> WorkspaceReading:
        """The room, which the reader has entered (``reader.workspace``)."""
        households = self._households
        with self._views.snapshot() as snapshot:
            case_id = _case_of(snapshot, workspace_id)
            if case_id is None:
                return _NOTHING
            now = households.now()
            return workspace_reading(
                workspace_id,
                collect((CASE, case_id), snapshot.fetch, now),
                households.open,
                now,
                reader,
                households.policy,
                households.closed(snapshot),
            )


def _case_of(snapshot: ViewSnapshot, workspace_id: bytes) -> bytes | None:
    convened = workspaces(settle(snapshot.fetch([(CITED, workspace_id)])).effective)
    workspace = convened.get(workspace_id)
    return None if workspace is None else workspace.case_id
