"""Options that several commands share, spelled the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from services.cli.help import both

DEFAULT_MUNICIPALITY = "131016"
DEFAULT_AGENCIES = (
    *("HOK-1", "SHO-1", "KOD-1", "JIR-1", "PA-1", "CB-1", "OR-1", "CT-1", "MU-1", "AB-1"),
    *("ST-1", "AU-1", "SCHOOL-1", "ENV-1", "FIRE-1", "SYS-1"),
)
AUDITOR = "AU-1"


class LogDriver(StrEnum):
    """Which log the records lie on."""

    EMBEDDED = "embedded"
    KAFKA = "kafka"


MunicipalityOption = Annotated[
    str | None,
    typer.Option(
        "--municipality",
        "-m",
        metavar="CODE",
        help=both(
            "市町村コード6桁。", "Municipality code, six digits; by default the one this home has."
        ),
    ),
]
AsOption = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="AGENCY",
        help=both("どの機関として見るか。", "By whose certificate to read."),
    ),
]
UserOption = Annotated[
    str | None,
    typer.Option(
        "--user",
        metavar="ID",
        envvar="ENISHI_USER",
        show_envvar=False,
        help=both(
            "見る人の職員ID。", "Staff id of whoever reads; else ENISHI_USER, else the login name."
        ),
    ),
]
RoleOption = Annotated[
    str | None,
    typer.Option(
        "--role", metavar="CODE", help=both("役割。", "The role to act in; else the agency's own.")
    ),
]
PurposeOption = Annotated[
    str | None,
    typer.Option(
        "--purpose", metavar="CODE", help=both("目的。", "Why; COORDINATION if left out.")
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=both("JSONで出力。", "Print JSON instead of tables."))
]
