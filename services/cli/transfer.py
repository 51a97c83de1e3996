"""``enishi transfer``: a case to another municipality — keys, pack, open, answer, check."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from projections.visibility.reader import Reader
from schemas.codes import agency_code
from schemas.topics import MUNICIPALITY_CODE
from services.cli.endpoints import find_endpoints
from services.cli.failure import CommandFailed
from services.cli.help import add, both
from services.cli.home import known_home
from services.cli.options import JsonOption, MunicipalityOption
from services.cli.output import answers
from services.cli.rendering import transfer as rendering
from services.clock import SystemClock
from services.query.viewing import ViewingNotStored
from services.settings import Settings
from services.transfer.canonical import read_bounded
from services.transfer.container import (
    MAX_PACKAGE_BYTES,
    Opened,
    open_package,
    read_outside,
)
from services.transfer.files import write_new
from services.transfer.key_folder import TransferKeyFolder
from services.transfer.keys import MAX_KEY_FILE_BYTES
from services.transfer.packing import TRANSFER, Order
from services.transfer.plain import to_plain
from services.transfer.reply import MAX_REPLY_BYTES, Reply, check_reply, sign_reply
from services.wiring.certificates import client_credentials
from services.wiring.own_stream import SYSTEM_AGENCY
from services.wiring.transfers import AdapterStream, TransferDesk

app = typer.Typer(
    help=both("他の市町村へ移管する。", "Transfer a case to another municipality."),
    short_help="他の市町村へ移管する。 Transfer a case to another municipality.",
    no_args_is_help=True,
)

CASE_TRANSFER = "CASE_TRANSFER"
DESKS = ("MU", "CT")
"""Who transfers: the writers of CaseTransferSent."""

PackageArgument = Annotated[
    Path,
    typer.Argument(
        metavar="PACKAGE", exists=True, dir_okay=False, help=both("パッケージ。", "The package.")
    ),
]
TypeOption = Annotated[
    str,
    typer.Option("--type", metavar="CODE", help=both("種別。", "CASE_TRANSFER, INFORMATION_ONLY.")),
]
OutOption = Annotated[
    Path, typer.Option(metavar="FILE", help=both("出力先。", "The file to write; a new one."))
]


def keys(
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=both("公開鍵を書き出す。", "Write the public file to hand on.")
        ),
    ] = None,
    trust: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help=both("相手の公開鍵を信頼する。", "Trust another municipality's public file."),
        ),
    ] = None,
    fingerprint: Annotated[
        str,
        typer.Option(
            metavar="HEX",
            help=both("相手から別の手段で聞いた指紋。", "Its fingerprint, told by another way."),
        ),
    ] = "",
    municipality: MunicipalityOption = None,
) -> None:
    """鍵を見る、交換する。

    Show and exchange keys.

    Makes this municipality's keys on first use. Each side hands its public file to the other, and
    reads the fingerprint aloud by telephone: only then is a file trusted.
    """
    if trust is not None and not fingerprint:
        raise typer.BadParameter("--trust needs --fingerprint, told by another way than the file")
    folder = _folder(_municipality(municipality))
    own = folder.ensure().public
    if trust is not None:
        folder.trust(read_bounded(trust, MAX_KEY_FILE_BYTES, "keys"), fingerprint)
    if out is not None:
        write_new(out, own.to_file() + b"\n")
    answers().print(rendering.keys(own, folder.partners()))


def pack(
    case: Annotated[str, typer.Argument(metavar="CASE", help=both("事例ID。", "The case's id."))],
    to: Annotated[
        str, typer.Option(metavar="CODE", help=both("移管先。", "The other municipality."))
    ],
    answer_due: Annotated[
        datetime,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DAY", help=both("回答期限。", "Last day for the answer.")
        ),
    ],
    user: Annotated[
        str, typer.Option(metavar="WHO", help=both("職員ID。", "Who discloses, such as u-12."))
    ],
    out: OutOption,
    kind: TypeOption = CASE_TRANSFER,
    as_agency: Annotated[
        str,
        typer.Option(
            "--as", metavar="AGENCY", help=both("移管する機関。", "Who transfers: MU or CT.")
        ),
    ] = "MU-1",
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,
) -> None:
    """パッケージをつくる。

    Make a package of a case.

    What live consents for a transfer to that municipality cover, signed and encrypted to it. The
    disclosure is recorded first, so `enishi serve` must run. Prints what CaseTransferSent is to
    record. Exit code 1 where no consent opens anything.
    """
    if agency_code(as_agency) not in DESKS:
        raise typer.BadParameter(f"--as is an agency of {' or '.join(DESKS)}, such as MU-1")
    order = Order(_uuid(case), str(uuid.uuid4()), kind, answer_due.date())
    reader = Reader(as_agency, agency_code(as_agency), user, TRANSFER)
    try:
        packed = _desk(municipality).pack(order, to, reader, out)
    except ViewingNotStored as error:
        raise CommandFailed(
            f"the disclosure could not be recorded ({error.code}), so no package was written: see "
            "that `enishi serve` runs, then try again"
        ) from error
    if packed is None:
        raise CommandFailed("該当なし no result")
    console = answers()
    if as_json:
        sent = {**to_plain(packed.header), "package_sha256": packed.sha256}
        consents = [consent.consent_id for consent in packed.content.consents]
        console.print_json(json.dumps({**sent, "consent_ids": consents}))
    else:
        console.print(rendering.packed(packed))


def open_(
    package: PackageArgument, municipality: MunicipalityOption = None, as_json: JsonOption = False
) -> None:
    """パッケージを開く。

    Open a package sent here.

    Says who sent it, once signature and encryption are right. Writes nothing.
    """
    opened = _opened(package, _municipality(municipality))
    if as_json:
        whole = {
            **to_plain(opened.header),
            "package_sha256": opened.sha256,
            **to_plain(opened.content),
        }
        answers().print_json(json.dumps(whole, ensure_ascii=False))
    else:
        answers().print(rendering.opened(opened))


def answer(
    package: PackageArgument,
    out: OutOption,
    kind: TypeOption,
    municipality: MunicipalityOption = None,
) -> None:
    """受領を返す。

    Sign for a package.

    Writes the signed reply: whether the case was taken over or only its information.
    """
    code = _municipality(municipality)
    opened = _opened(package, code)
    reply = Reply(
        transfer_id=opened.header.transfer_id,
        transfer_type=kind,
        package_sha256=opened.sha256,
        answered_at=SystemClock().now().isoformat(),
        municipality=code,
    )
    write_new(out, sign_reply(reply, _folder(code).own()))
    answers().print(f"→ {out}", soft_wrap=True)


def check(
    reply: Annotated[
        Path,
        typer.Argument(
            metavar="REPLY", exists=True, dir_okay=False, help=both("回答。", "The reply.")
        ),
    ],
    package: PackageArgument,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,
) -> None:
    """回答を照合する。

    Check a reply against what was sent.

    Prints what CaseTransferAcknowledged is to record. Exit code 1 where it does not match; record
    it all the same, it raises the alert.
    """
    folder = _folder(_municipality(municipality))
    sent = read_outside(read_bounded(package, MAX_PACKAGE_BYTES, "package"))
    partner = folder.partner(sent.header.to_municipality, "header.to_municipality")
    raw = read_bounded(reply, MAX_REPLY_BYTES, "reply")
    result = check_reply(raw, sent, folder.own().public, partner)
    console = answers()
    if as_json:
        console.print_json(json.dumps({"verdict": result.verdict, **to_plain(result)}))
    else:
        console.print(rendering.checked(result))
    if result.differs:
        raise typer.Exit(1)


add(app, keys)
add(app, pack)
add(app, open_, "open")
add(app, answer)
add(app, check)


def _municipality(given: str | None) -> str:
    code = given or known_home(Settings.from_environment()).municipality
    if not MUNICIPALITY_CODE.match(code):
        raise typer.BadParameter("--municipality is a code of six digits")
    return code


def _folder(municipality: str) -> TransferKeyFolder:
    return TransferKeyFolder(Settings.from_environment().transfer(municipality), municipality)


def _desk(municipality: str | None) -> TransferDesk:
    settings = Settings.from_environment()
    endpoints = find_endpoints(settings, municipality)
    stream = AdapterStream(
        endpoints.adapters[SYSTEM_AGENCY], client_credentials(endpoints.tls, SYSTEM_AGENCY)
    )
    return TransferDesk(settings, endpoints.municipality, stream, SystemClock())


def _opened(package: Path, municipality: str) -> Opened:
    raw = read_bounded(package, MAX_PACKAGE_BYTES, "package")
    folder = _folder(municipality)
    sender = read_outside(raw).header.from_municipality
    return open_package(raw, folder.own(), folder.partner(sender, "header.from_municipality"))


def _uuid(text: str) -> bytes:
    try:
        return uuid.UUID(text).bytes
    except ValueError as error:
        raise typer.BadParameter("CASE is a UUID, as `enishi household` shows it") from error
