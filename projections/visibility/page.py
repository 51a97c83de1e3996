"""Writes the table of who may see what as a page (``python -m projections.visibility.page``).

``--check`` compares and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from projections.visibility.page_words import COMPARTMENTS, RULES, TITLES, VALUES, Words
from projections.visibility.policy import Policy, Row, policy
from schemas.codes import code_list

PAGE = Path(__file__).parent / "POLICY.md"

_HEAD = """\
<!-- From policy.v{version}.json by `python -m projections.visibility.page`; do not edit. -->
# 誰が何を見てよいか / Who may see what

第{version}版。画面・検索・出力・一覧のすべての閲覧が、見る時点でこの表によって判断される。

Version {version}. Every reading, search, export and list is decided by this table at the instant of
reading.

> **本番の前に、市町村の法務担当（顧問弁護士）がすべての行を確認する。まだ誰も確認していない。**
>
> **Before production the municipality's legal counsel confirms every row. Nobody has confirmed any
> of them yet.**

根拠とした法令 / Taken from: {source}

## 読み方 / How to read it

- **原則は見えない (default deny)。** 「許す行」のどれかに当たらない限り、何も見えない。
  What no row allows is not seen.
- **拒む行が勝つ (deny wins)。** 許す行に当たっても、拒む行に当たれば見えない。例外は、拒む行が
  「妨げない行」として挙げる許す行だけである。
  A row that denies wins over every row that allows, but for those it names as spared.
- **一行の条件はすべて満たすこと。** 一つの欄に並ぶものは、そのいずれか。
  書いていないことは問わない。
  Everything a row says must be so; of what stands in one line, any one. What it leaves out does not
  matter.
- **判断は一項目ごと。** 一つの記録の、一人の、一項目について行う。記録が複数の人に関わる
  ときは、その全員について許されること（一人のものと分かる部分は、その人だけ）。
  Each decision is about one field of one person in one record. What a record says of several
  people needs all of them; what it says of one, that one.
- **見えないものは「該当なし」。** 無いのか隠れているのかは答えから分からない。
  理由は監査の記録だけに残る。
  What may not be seen reads "no result", as what does not exist; the reason stands in the audit
  record alone.
- **すべての閲覧は、答える前に記録される。** 記録できなければ答えない。
  Every reading is recorded before it is answered; if it cannot be, it is refused.
- 判断は見る時点のものである。撤回の前に適法に見たものは、適法に見たものとして残る。
  Visibility is computed at the instant of reading; what was seen lawfully stays lawful.
"""

_GLASS = """
## <a id="break-glass"></a>緊急閲覧の限度 / The limits of break-glass

- 生命・身体の危険に限り、理由を選び、事情を書くこと。
  Only where life or body is in danger: a reason from the list, and what has happened in words.
- 一回{minutes}分まで。 / {minutes} minutes at most.
- 開ける項目 / fields: {codes}
- 支援措置を受けている人の次の項目は、緊急閲覧でも見えない。
  Of a person under protection, never: {protected}
- 虐待・DV（ABUSE_DV）と支援措置（PROTECTED）の区分は、緊急閲覧でも開かない。
  会議・要対協の記録も同じ。
  Break-glass opens neither ABUSE_DV nor PROTECTED, and nothing of a conference or council case.
- 市町村の別の職員が事後に審査する。自分の緊急閲覧は審査できない。
  Another person at the municipality reviews it afterwards; nobody reviews their own.
"""

_BEYOND = """
## 表の外で / Beyond the table

見てよいものの中でも、次のものは表より先に伏せる。これも法務担当が確認する。
These hide more, whatever the table allows; counsel confirms them too.

- 行き先を見せない異動は、支援措置によるものも、通常のものも、同じ「異動（詳細非公開）」と示す。
  A departure whose destination the reader may not see is shown as 異動（詳細非公開）, whether the
  person is protected or not.
- 同意していない世帯員は「世帯員（未同意）」と示し、名前を出さない。
  A household member who has not consented is shown as 世帯員（未同意）, without a name.
- 支援措置の相手方についての閲覧には、守られている人の記録を含めない。
  A reading about the person somebody is protected from leaves the protected person's records out.
- 会議の対象者・依頼の対象者について氏名だけを許す行では、生年月日等も見えない。
  Where a row allows names alone, the other attributes of identity are left out.
"""


def generate_page(table: Policy) -> str:
    """The text of the page. Raises KeyError for a condition or a value that has no words here."""
    lines = [_HEAD.format(version=table.version, source=table.source).rstrip()]
    lines += _index("拒む行", "What denies", table.deny)
    lines += _index("許す行", "What allows", table.allow)
    lines += ["", "## 拒む行の内容 / The rows that deny"]
    for row in table.deny:
        lines += _row(row)
    lines += ["", "## 許す行の内容 / The rows that allow"]
    for row in table.allow:
        lines += _row(row)
    limits = {"minutes": table.break_glass_minutes, "codes": _fields(table.break_glass_field_codes)}
    lines.append(_GLASS.format(**limits, protected=_fields(table.protected_field_codes)).rstrip())
    lines.append(_BEYOND.rstrip())
    lines += _glossary()
    return "\n".join(lines) + "\n"


def _index(ja: str, en: str, rows: Iterable[Row]) -> Iterator[str]:
    yield from ("", f"## {ja} / {en}", "", "| 行 row | 内容 | In words |", "|---|---|---|")
    for row in rows:
        yield f"| {_link(row.id)} | {row.ja} | {row.en} |"


def _row(row: Row) -> Iterator[str]:
    yield from ("", f'### <a id="{row.id}"></a>{row.id}', "", f"{row.ja} / {row.en}", "")
    yield f"- 見る機関 to whom: {_who(row)}"
    if row.own is not None:
        yield "- 誰の記録 whose: " + (
            "見る機関みずからの記録 the reader's own agency's"
            if row.own
            else "他の機関の記録 another agency's"
        )
    yield f"- 記録の根拠 basis: {_coded('legal_basis', row.bases)}"
    yield f"- 区分 compartment: {_compartments(row.compartments)}"
    names = "（氏名・フリガナだけ names alone）" if row.names_only else ""
    yield f"- 項目 fields: {_coded('field_code', row.field_codes)}{names}"
    for condition, values in row.when.items():
        words = [f"`{_code(value)}` {_said(condition, value)}" for value in _sorted(values)]
        title = TITLES[condition]
        yield f"- 条件 condition, {title.ja} {title.en}: {' / または or: '.join(words)}"
    if row.law:
        yield f"- 法令 law: {_law(row.law)}"
    if row.recorded_basis:
        basis = _coded("legal_basis", frozenset([row.recorded_basis]))
        yield f"- 閲覧記録に残る根拠 recorded as: {basis}"
    if row.reason:
        reason = _coded("view_reason", frozenset([row.reason]))
        yield f"- 監査に残る理由 recorded reason: {reason}"
    if row.spares:
        yield f"- 妨げない行 spares: {', '.join(_link(one) for one in sorted(row.spares))}"


def _who(row: Row) -> str:
    who = _coded("agency", row.who)
    if row.restricted is None:
        return who
    if row.restricted:
        return f"{who}。限定された担当者だけ / its restricted role only"
    return f"{who}。限定された担当者を除く / not its restricted role"


def _coded(codes: str, chosen: frozenset[str] | None) -> str:
    if chosen is None:
        return "すべて any"
    known = code_list(codes)
    unknown = chosen - known.codes.keys()
    if unknown:
        raise KeyError(f"the list {codes} has no {', '.join(sorted(unknown))}")
    return ", ".join(
        f"{known.ja(code)} {known.en(code)} (`{code}`)" for code in known.codes if code in chosen
    )


def _compartments(chosen: frozenset[str] | None) -> str:
    if chosen is None:
        return "すべて any"
    unknown = chosen - COMPARTMENTS.keys()
    if unknown:
        raise KeyError(f"no words for the compartments {', '.join(sorted(unknown))}")
    return ", ".join(
        f"{words.ja} {words.en} (`{code}`)"
        for code, words in COMPARTMENTS.items()
        if code in chosen
    )


def _fields(codes: frozenset[str]) -> str:
    return _coded("field_code", codes)


def _law(law: str) -> str:
    if law not in RULES:
        return law
    return f"{RULES[law].ja} {RULES[law].en} (`{law}`)"


def _glossary() -> Iterator[str]:
    yield from ("", "## 条件のことば / What the conditions mean", "")
    yield "どの行にも出てこない値は、何も開かない。 A value that no row names opens nothing."
    for condition, values in VALUES.items():
        title = TITLES[condition]
        yield from ("", f"### {title.ja} / {title.en} (`{condition}`)", "")
        yield "| 値 value | 意味 | In words |"
        yield "|---|---|---|"
        for value, words in values.items():
            yield f"| `{_code(value)}` | {words.ja} | {words.en} |"


def _said(condition: str, value: object) -> str:
    words: Words = VALUES[condition][value]
    return f"{words.ja} {words.en}"


def _sorted(values: Iterable[object]) -> list[object]:
    return sorted(values, key=str)


def _code(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _link(row_id: str) -> str:
    return f"[{row_id}](#{row_id})"


def main(arguments: list[str] | None = None, page: Path = PAGE) -> int:
    """Write or check the page of the newest table; 1 where it has drifted."""
    parser = argparse.ArgumentParser(prog="python -m projections.visibility.page")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args(arguments)
    text = generate_page(policy())
    known = page.read_text(encoding="utf-8") if page.exists() else None
    if text == known:
        return 0
    if options.check:
        print(f"drifted {page.name}")
        return 1
    page.write_text(text, encoding="utf-8")
    print(f"wrote {page.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
