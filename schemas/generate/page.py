"""The catalogue for people: ``schemas/CATALOGUE.md``, Japanese first with English beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from schemas.catalogue import Catalogue, EventType, Field
from schemas.codes import CodeList

Json = Any

GROUPS = {
    "intake": "相談受付 / Intake",
    "urgency": "緊急度 / Urgency",
    "consent": "同意 / Consent",
    "referral": "つなぎ / Referral",
    "coordination": "多機関協働 / Coordination",
    "conference": "会議・情報提供 / Conferences and information",
    "plan": "アセスメント・プラン・支援 / Assessment, plan and support",
    "case": "ケース / Case",
    "outreach": "アウトリーチ / Outreach",
    "participation": "参加支援 / Participation",
    "community": "地域づくり / Community",
    "abuse": "虐待対応 / Abuse",
    "identity": "人物・名寄せ / Identity",
    "household": "世帯 / Household",
    "audit": "監査 / Audit",
    "sync": "同期・鍵 / Synchronisation and keys",
}

CASE = {
    "mint": "新規採番 / minted here",
    "mint_or_given": "新規採番または指定 / minted or given",
    "required": "必須 / required",
    "optional": "任意 / optional",
    "none": "なし / none",
}

_TYPES = {
    "string": ("文字列", "text"),
    "int": ("整数", "int"),
    "long": ("整数", "long"),
    "boolean": ("真偽", "boolean"),
    "bytes": ("バイト列", "bytes"),
    "jp.enishi.Uuid": ("UUID", "UUID"),
    "jp.enishi.Sha256": ("SHA-256", "SHA-256"),
    "date": ("日", "date"),
    "timestamp-micros": ("日時", "instant"),
}

_NEEDED = "○ yes"

_HEAD = """\
<!-- Generated from schemas/avro by `python -m schemas.generate`; do not edit. -->
# イベントカタログ / Event catalogue

{types} 種類のイベント（{versions} 版）。イベントは封筒、平文の項目、封緘項目の暗号文からなる。
封緘 (sealed) の項目は本人ごと・項目区分ごとに暗号化する。
平文 (clear) の項目は経路決定に要る ID・コード・日付に限る。
項目区分 `*` は、各項目がみずから区分を名乗ることを示す。番号 # は protobuf のタグ。

{types} event types in {versions} versions. An event is its envelope, its clear fields and, as
ciphertext, its sealed fields. Sealed fields are encrypted per person and field code; clear are only
the ids, codes and dates that routing needs. A field code `*` means that each item names its own.
The number # is the protobuf tag.
"""

_FIELDS = "| # | 項目 field | 型 type | 必須 req. | 封 mark | 区分 code | コード表・備考 note |"


def generate_page(types: Catalogue, lists: Sequence[CodeList]) -> str:
    """The text of the page. Raises KeyError for a group or a type that has no word here."""
    newest = {
        name: [event for event in types.all() if event.name == name] for name in types.names()
    }
    lines = [_HEAD.format(types=len(newest), versions=sum(map(len, newest.values())))]
    lines += _contents([versions[-1] for versions in newest.values()])
    first = next(types.all()).wire["fields"]
    lines += _record("封筒 / Envelope", first[0]["type"])
    lines += _record("封緘した部分 / Sealed part", first[-1]["type"]["items"])
    bases = _latest(lists, "legal_basis")
    for group, title in GROUPS.items():
        lines += ["", f"## {title}"]
        for versions in newest.values():
            if versions[-1].group == group:
                lines += _event(versions, bases)
    missing = {versions[-1].group for versions in newest.values()} - GROUPS.keys()
    if missing:
        raise KeyError(f"no title for the groups {', '.join(sorted(missing))}")
    lines += ["", '## <a id="code-lists"></a>コード表 / Code lists']
    for name in sorted({codes.name for codes in lists}):
        lines += _codes(_latest(lists, name))
    return "\n".join(lines) + "\n"


def _contents(events: list[EventType]) -> Iterator[str]:
    for group, title in GROUPS.items():
        links = [f"[{each.ja}](#{each.name})" for each in events if each.group == group]
        yield f"- {title}: {' · '.join(links)}"
    yield "- [コード表 / Code lists](#code-lists)"


def _record(title: str, record: Json) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield record["doc"]
    yield ""
    yield "| 項目 field | 型 type | 必須 req. | 備考 note |"
    yield "|---|---|---|---|"
    for field in record["fields"]:
        kind = field["type"]
        needed = "" if "default" in field else _NEEDED
        kind = kind[1] if isinstance(kind, list) else kind
        yield f"| `{field['name']}` | {_type(kind)} | {needed} | {field.get('doc', '')} |"


def _event(versions: list[EventType], bases: CodeList) -> Iterator[str]:
    event = versions[-1]
    yield ""
    yield f'### <a id="{event.name}"></a>{event.ja} / {event.en} — `{event.name}` v{event.version}'
    yield ""
    yield f"{event.doc}{_restricts(event)}"
    yield ""
    yield f"- 作成者 [writers](#codes-agency): {', '.join(sorted(event.writers))}"
    words = (f"{code}（{bases.ja(code)}）" for code in bases.codes if code in event.bases)
    yield f"- 根拠 basis: {', '.join(words)}"
    yield f"- ケース case: {CASE[event.case]}; 本人 persons: {CASE[event.persons]}"
    if event.conference == "optional":
        yield "- 支援会議の番号は任意 / the conference need not be cited"
    if event.own_id:
        yield f"- みずからの番号 names itself by: `{event.own_id}`"
    yield f"- protobuf: `Event` #{event.tag}; `ce_type`: `{event.label}`"
    yield ""
    yield _FIELDS
    yield "|---|---|---|---|---|---|---|"
    for field in event.fields:
        since = next(
            each.version for each in versions if field.name in {own.name for own in each.fields}
        )
        yield _row(field, "", field, since if since > versions[0].version else None)
        for item in field.items:
            yield _row(item, f"{field.name}[].", field, None)
    now = {field.name for field in event.fields}
    for old in versions[:-1]:
        gone = [field.name for field in old.fields if field.name not in now]
        if gone:
            yield ""
            yield f"v{old.version} のみ / only in v{old.version}: {', '.join(gone)}"


def _restricts(event: EventType) -> str:
    if not event.restricts:
        return ""
    return (
        " **制限** 読めないときは、この本人の共有を止める。 /"
        " Restricts: where it cannot be read, sharing of its subject closes."
    )


def _row(field: Field, prefix: str, outer: Field, since: int | None) -> str:
    notes = [f"[{field.codes}](#codes-{field.codes})"] if field.codes else []
    if field.person:
        notes.append(
            "本人 subject" if field.person == "subject" else f"人物 person ({field.person})"
        )
    if field.names_agency:
        notes.append("機関 agency")
    if field.names_municipality:
        notes.append("市町村 municipality")
    if field.nonempty:
        notes.append("1 件以上 at least one")
    if since is not None:
        notes.append(f"v{since} から since v{since}")
    if field.doc:
        notes.append(field.doc)
    mark = "**封緘 sealed**" if outer.mark == "sealed" else "平文 clear"
    needed = "" if field.optional else _NEEDED
    return (
        f"| {field.tag} | `{prefix}{field.name}` | {_type(field.base)} | {needed} | {mark} "
        f"| {outer.field_code} | {'; '.join(notes)} |"
    )


def _codes(codes: CodeList) -> Iterator[str]:
    more = sorted({key for code in codes.codes.values() for key in code.more})
    yield ""
    yield f'### <a id="codes-{codes.name}"></a>`{codes.name}` v{codes.version}'
    yield ""
    if codes.source:
        yield f"出典 source: {codes.source}"
        yield ""
    yield f"| code | 日本語 | English |{''.join(f' {key} |' for key in more)}"
    yield f"|---|---|---|{'---|' * len(more)}"
    for code in codes.codes.values():
        rest = "".join(f" {code.more.get(key, '')} |" for key in more)
        yield f"| `{code.code}` | {code.ja} | {code.en} |{rest}"


def _type(kind: Json) -> str:
    ja, en = _words(kind)
    return ja if ja == en else f"{ja} / {en}"


def _words(kind: Json) -> tuple[str, str]:
    """A type in Japanese and English."""
    if isinstance(kind, str):
        return _TYPES[kind if kind in _TYPES else f"jp.enishi.{kind}"]
    if kind["type"] == "array":
        ja, en = _words(kind["items"])
        return f"{ja}の列", f"list of {en}"
    if kind["type"] == "record":
        return f"`{kind['name']}`", f"`{kind['name']}`"
    if kind["type"] == "enum":
        symbols = f"{kind['name']} {{{', '.join(kind['symbols'])}}}"
        return symbols, symbols
    if kind["type"] == "fixed":
        return _TYPES.get(f"jp.enishi.{kind['name']}") or (
            f"{kind['size']} バイト",
            f"{kind['size']} bytes",
        )
    return _TYPES[kind["logicalType"]]


def _latest(lists: Sequence[CodeList], name: str) -> CodeList:
    return max((each for each in lists if each.name == name), key=lambda each: each.version)
