"""``python -m deploy.kafka up | down | status``: the one-node broker beside the services."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from deploy.kafka.acls import READERS, grant
from deploy.kafka.broker import Broker, BrokerSettings
from deploy.kafka.libraries import BrokerUnavailable
from deploy.kafka.topics import Durability, align_topics, create_topics
from deploy.tls import Credentials, issue
from schemas.topics import SCHEMAS_TOPIC, agency_topic

app = typer.Typer(
    help="Run the one-node Kafka broker of this machine.",
    no_args_is_help=True,
    add_completion=False,
)

Home = Annotated[
    Path,
    typer.Option(envvar="ENISHI_HOME", help="State directory; the broker's is <home>/kafka."),
]
Municipality = Annotated[str, typer.Option(help="Municipality code, six digits.")]
_HOME = Path(".enishi")
_MUNICIPALITY = "131016"


@app.command()
def up(
    agency: Annotated[
        list[str] | None,
        typer.Argument(help="Agencies (HOK-1 SHO-1 …) that get a certificate, a topic and rights."),
    ] = None,
    home: Home = _HOME,
    municipality: Municipality = _MUNICIPALITY,
) -> None:
    """Start the broker, or find it running; then certificates, topics and rights.

    The first start fetches the jars with Maven. Everything may be repeated.
    """
    console = Console()
    agencies = agency or []
    try:
        topics = [SCHEMAS_TOPIC, *(agency_topic(municipality, each) for each in agencies)]
        issue(home / "tls", municipality, ["broker", "admin", *READERS, *agencies])
        broker = _broker(home, municipality)
        with console.status("starting Kafka"):
            broker.start()
            with closing(broker.admin()) as admin:
                created = create_topics(admin, topics, Durability())
                align_topics(admin, topics, Durability())
                grant(admin, municipality, agencies)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    except BrokerUnavailable as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    console.print(f"Kafka serves {broker.bootstrap}, process {broker.pid}", markup=False)
    console.print(f"topics created: {', '.join(created) or 'none, all existed'}", markup=False)
    console.print(f"certificates: {home / 'tls'}; stop it with: python -m deploy.kafka down")


@app.command()
def down(home: Home = _HOME, municipality: Municipality = _MUNICIPALITY) -> None:
    """Stop the broker cleanly; its data stays."""
    broker = _broker(home, municipality)
    running = broker.pid is not None
    broker.stop()
    Console().print("Kafka stopped" if running else "Kafka was not running")


@app.command()
def status(home: Home = _HOME, municipality: Municipality = _MUNICIPALITY) -> None:
    """Say whether the broker runs and which topics it has; exit code 1 where it does not."""
    console = Console()
    broker = _broker(home, municipality)
    if broker.pid is None:
        console.print("Kafka is not running; start it with: python -m deploy.kafka up")
        raise typer.Exit(1)
    try:
        with closing(broker.admin()) as admin:
            topics = sorted(topic for topic in admin.list_topics() if not topic.startswith("__"))
    except BrokerUnavailable as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    console.print(f"Kafka serves {broker.bootstrap}, process {broker.pid}", markup=False)
    for topic in topics:
        console.print(f"  {topic}", markup=False)


def _broker(home: Path, municipality: str) -> Broker:
    tls = home / "tls"
    return Broker(
        BrokerSettings(
            home / "kafka",
            municipality,
            broker=Credentials(tls / "broker.pem", tls / "broker.key", tls / "ca.pem"),
            admin=Credentials(tls / "admin.pem", tls / "admin.key", tls / "ca.pem"),
        )
    )


if __name__ == "__main__":
    app()
