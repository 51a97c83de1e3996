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
        help=both("どの機関の証明書で見るか。", "By whose certificate to read."),
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=both("JSONで出力。", "Print JSON instead of tables."))
]
