"""``python -m deploy.tls``: issue certificates, or revoke one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.tls.authority import DEFAULT_DAYS, LOCAL_HOSTS, issue
from deploy.tls.revocation import NotIssued, revoke


def command(
    out: Annotated[Path, typer.Option(help="Directory of the authority and what it issues.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Agencies (HOK-1 SHO-1 …) and services (projector query admin …)."),
    ] = None,
    municipality: Annotated[str, typer.Option(help="Municipality code, six digits.")] = "",
    days: Annotated[int, typer.Option(min=1, help="How long a certificate is valid.")] = (
        DEFAULT_DAYS
    ),
    host: Annotated[
        list[str] | None,
        typer.Option(help="DNS name or IP address to serve at; repeatable. Default: this machine."),
    ] = None,
    revoke_name: Annotated[
        str, typer.Option("--revoke", metavar="NAME", help="Revoke that name's certificate.")
    ] = "",
) -> None:
    """Make a municipality's certificate authority and the certificates it vouches for.

    Certificates that are still good are left alone. One that was revoked is issued anew when its
    name is given again.
    """
    console = Console()
    try:
        if revoke_name:
            serial = revoke(out, revoke_name)
            console.print(f"revoked {revoke_name}, serial {serial:x}")
        if names:
            authority = issue(out, municipality, names, days=days, hosts=host or LOCAL_HOSTS)
            kept = len(authority.names) - len(authority.issued)
            console.print(f"{out}: {len(authority.issued)} issued, {kept} still good")
    except (ValueError, NotIssued) as error:
        raise typer.BadParameter(str(error)) from error
    if not names and not revoke_name:
        raise typer.BadParameter("give names to issue certificates for, or --revoke NAME")


if __name__ == "__main__":
    typer.run(command)
