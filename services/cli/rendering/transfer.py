"""Keys, packages and replies as a person at the counter reads them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.table import Table

from projections.household.view import Case, HouseholdMember, HouseholdView
from services.cli.rendering.sheet import Sheet
from services.cli.rendering.words import CASE_STATES, PLAN_STATES, both, minute, plain, state
from services.transfer.container import Opened
from services.transfer.keys import PublicKeys
from services.transfer.package import PackedConsent
from services.transfer.packing import Packed
from services.transfer.reply import Checked

WIDE = 28
_NAMED = ("NAME", "KANA", "BIRTH_DATE")


def keys(own: PublicKeys, trusted: Iterable[PublicKeys]) -> RenderableType:
    """The own fingerprint, to be read aloud, and whose keys are trusted."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("市町村\nMunicipality", no_wrap=True, style="bold")
    table.add_column("指紋\nFingerprint", overflow="fold")
    table.add_row(f"{own.municipality} 自分 own", own.fingerprint)
    for keys_ in trusted:
        table.add_row(keys_.municipality, keys_.fingerprint)
    return table


def packed(result: Packed) -> RenderableType:
    """The fields of CaseTransferSent, as they are to be recorded."""
    header = result.header
    sheet = Sheet(with_events=False, width=WIDE)
    sheet.row("transfer_id", header.transfer_id)
    sheet.row("transfer_type", header.transfer_type)
    sheet.row("to_municipality", header.to_municipality)
    sheet.row("package_sha256", result.sha256)
    sheet.row("answer_due", header.answer_due)
    sheet.rows("consent_id", ((one.consent_id, ()) for one in result.content.consents))
    return sheet.rendered()


def opened(package: Opened) -> RenderableType:
    """Who sent what, and the household in short; --json has everything."""
    header, content = package.header, package.content
    sheet = Sheet(with_events=False, width=WIDE)
    sheet.row("移管元 From", header.from_municipality)
    sheet.row("種別 Type", both("transfer_type", header.transfer_type))
    sheet.row("移管 Transfer", header.transfer_id)
    sheet.row("作成 Packed", minute(content.packed_at))
    sheet.row("回答期限 Answer due", header.answer_due)
    sheet.row("SHA-256", package.sha256)
    _household(sheet, content.household)
    sheet.rows("同意 Consents", ((_consent(one), ()) for one in content.consents))
    return sheet.rendered()


def checked(result: Checked) -> RenderableType:
    """The verdict, and the fields of CaseTransferAcknowledged as they are to be recorded."""
    reply = result.reply
    sheet = Sheet(with_events=False, width=WIDE)
    if result.differs:
        sheet.row("照合 Verdict", f"✖ 不一致 {result.verdict}: {', '.join(result.differs)}")
    else:
        sheet.row("照合 Verdict", "✔ 一致 matches")
    sheet.row("transfer_id", reply.transfer_id)
    sheet.row("transfer_type", reply.transfer_type)
    sheet.row("to_municipality", reply.municipality)
    sheet.row("package_sha256", reply.package_sha256)
    sheet.row("回答 Answered", minute(reply.answered_at))
    return sheet.rendered()


def _household(sheet: Sheet, view: HouseholdView) -> None:
    sheet.rows("世帯員 Members", ((_member(one), ()) for one in view.members))
    for case in view.cases:
        _case(sheet, case)


def _member(member: HouseholdMember) -> str:
    known = {value.field: plain(value.value) for value in member.attributes}
    words = [known[field] for field in _NAMED if field in known]
    return " ".join((both("relationship", plain(member.relationship)), *words))


def _case(sheet: Sheet, case: Case) -> None:
    sheet.row("事例 Case", f"{plain(case.case_id)} {state(CASE_STATES, plain(case.state))}")
    sheet.row("主担当 Lead", plain(case.lead.value))
    sheet.rows("課題 Issues", ((both("issue", plain(one.value)), ()) for one in case.issues))
    if case.plan is not None:
        sheet.row("プラン Plan", state(PLAN_STATES, plain(case.plan.state)))


def _consent(consent: PackedConsent) -> str:
    until = f" 〜{plain(consent.valid_until)}" if consent.valid_until else ""
    return f"{minute(consent.granted_at)}{until} {plain(', '.join(consent.field_codes))}"
