"""The draft as `order.yaml`: what a person goes through. Beside each clause the act's own words; low confidence marked;
what could not be placed has `rules: []`, which `orders check` names one by one until a person has decided."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import yaml

from priemnaya.policy.contact_points import POINT_KINDS
from priemnaya.policy.titles import title_and_key

from .denials import barred
from .drafted import Draft, in_force, since
from .levels import shown_level
from .naming import in_case
from .proposing import INFORMS, MUST_BE_PLACED, Row, not_placed
from .taking import TITLES, taken_from

WIDE = 118
FILL = "ВПИШИТЕ"
DEMAND = 300
LONGEST = 900
"""Characters of the demand that a draft takes from the act: a person says it shorter; and at most, of sentences that
demand something."""
FUNCTIONS = ("inform",)
ADDRESSED = frozenset({"email", "phone"})
"""Points that no order loads without an address: the draft has them for a person to fill in."""


def order_yaml(draft: Draft) -> str:
    return "\n".join([*_top(draft), *_order(draft), *_body(draft), "", "clauses:", *_clauses(draft)]) + "\n"


def _top(draft: Draft) -> Iterator[str]:
    yield from _wrapped(f"ЧЕРНОВИК из файла «{draft.file}»: {draft.summary}.")
    yield from _wrapped(
        "Пройдите каждый пункт: перескажите demand своими словами, сверьте вид и значения со словами акта (они рядом),"
        " снимите proposed: true, когда проверили: до этого правило не действует. Пункты с «rules: []» программа не"
        " распознала; их назовёт"
        " «orders check»."
    )
    if unplaced := draft.in_state("unplaced"):
        yield from _wrapped("Не распознано: " + ", ".join(title_and_key(r.number) for r in unplaced) + ".")
    if guesses := [r for r in draft.in_state("placed") if r.level == "guess"]:
        yield from _wrapped("Предложено наугад: " + ", ".join(title_and_key(r.number) for r in guesses) + ".")
    if nothing := draft.in_state("nothing"):
        yield from _wrapped("Похоже, ничего не требуют: " + ", ".join(title_and_key(r.number) for r in nothing) + ".")
    if (day := in_force(draft)) is not None and day != draft.head.date:
        yield from _wrapped(f"Значения стоят под днём, с которого акт действует по своим словам: {day:%d.%m.%Y}.")
    if draft.unread:
        yield from _wrapped("Не прочитано: " + " ".join(draft.unread))
    if draft.aside:
        yield "# Вне пунктов:"
        for line in draft.aside:
            yield from _wrapped(line, "#   ")


def _order(draft: Draft) -> Iterator[str]:
    head = draft.head
    yield "order:"
    yield f"  title: {_quoted(head.title if head.body or head.subject else f'Приказ {FILL}')}"
    if head.number:
        yield f"  number: {_quoted(head.number)}"
    if head.date:
        yield f"  date: {head.date.isoformat()}"
    else:
        yield f"  assumed: {since(draft).isoformat()}  # в файле нет даты: допущена, замените на date"
    yield f"  status: {'draft' if head.project else 'in_force'}"
    if draft.by_articles:
        yield "  numbering: [статья, часть, пункт]  # так акт зовёт части номеров: «статья 2, часть 1»"


def _body(draft: Draft) -> Iterator[str]:
    named = draft.head.body
    name, genitive = (in_case(named, "nomn"), in_case(named, "gent")) if named else (FILL, FILL)
    yield "body:"
    yield f"  name: {_quoted(name)}  # проверьте"
    yield f"  short: {_quoted(name)}  # как зовут коротко: впишите"
    yield f"  genitive: {_quoted(genitive)}  # в родительном падеже: проверьте"
    yield f"  region: {draft.region or 'RU-MOW'}{'' if draft.region else '  # в тексте не назван: впишите'}"
    yield f"  zone: {draft.zone or 'Europe/Moscow'}{'' if draft.zone else '  # проверьте'}"
    yield '  accent: "#1f4e79"'
    points = _points(draft)
    if points:
        said = any(not line.lstrip().startswith("#") for line in points)
        yield f"  {'points:' if said else '# points:'}  # названы в тексте; функции и адреса впишите"
        yield from points


def _points(draft: Draft) -> list[str]:
    named = {
        t.value
        for row in draft.rows
        for t in taken_from(row.words)
        if t.sort == "point" and t.value not in barred(row.words)
    }
    titles = {kind: point.title[:1].upper() + point.title[1:] for kind, point in POINT_KINDS.items()}
    functions = ", ".join(FUNCTIONS)
    rows = {kind: f"{{kind: {kind}, name: {_quoted(title)}" for kind, title in titles.items() if kind in named}
    return [
        f"    # - {row}, address: {_quoted(FILL)}, functions: [{functions}]}}  # впишите адрес и снимите решётку"
        if kind in ADDRESSED
        else f"    - {row}, functions: [{functions}]}}"
        for kind, row in rows.items()
    ]


def _clauses(draft: Draft) -> Iterator[str]:
    heading = ""
    for row in draft.rows:
        above = " / ".join(row.under)
        if above != heading:
            heading = above
            if above:
                yield ""
                yield from _wrapped(f"— {above}", "  # ")
        yield from _clause(draft, row)


def _clause(draft: Draft, row: Row) -> Iterator[str]:
    yield f"  - clause: {_quoted(row.number)}"
    yield from _wrapped(f"«{row.words}»", "    # ")
    if row.taken and (found := _found(row)):
        yield from _wrapped(f"в словах: {found}", "    # ")
    yield f"    demand: {_quoted(_demand(row))}"
    if row.lost:
        lost = "; ".join(f"«{words}»" for words in dict.fromkeys(row.lost))
        yield from _wrapped(f"НЕ РАСПОЗНАНО в словах, ни в одно правило не вошло: {lost}", "    # ")
    if row.state in ("nothing", "opens"):
        why = "похоже, ничего не требует: проверьте" if row.state == "nothing" else "вводные слова перечня"
        yield f"    # {why}"
        yield f"    rules: [{{kind: {INFORMS}, values: {{{since(draft).isoformat()}: {_flow(row.rules[0][1])}}}}}]"
        return
    if row.state == "unplaced":
        for note in _notes(row):
            yield from _wrapped(note, "    # ")
        yield "    # НЕ РАСПОЗНАНО. Ближайшие виды: " + "; ".join(k for k, _ in row.kinds)
        yield "    rules: []"
        return
    yield from _rules(draft, row)


def _rules(draft: Draft, row: Row) -> Iterator[str]:
    others = ", ".join(k for k, _ in row.kinds[1:])
    mark = "НАУГАД" if row.level == "guess" else shown_level(row.level, stands=row.stands)
    yield from _wrapped(
        f"{mark}, {f'как {row.like}' if row.like else 'по словам самого пункта'}; ещё может быть: {others}", "    # "
    )
    for note in _notes(row):
        yield from _wrapped(f"проверьте: {note}", "    # ")
    yield "    rules:"
    for kind, values in row.rules:
        yield f"      - kind: {kind}"
        if not row.stands:
            yield "        proposed: true"
        yield f"        values: {{{since(draft).isoformat()}: {_flow(values)}}}"


def _notes(row: Row) -> list[str]:
    """What is to be looked at, but for what is named in one line above."""
    lost = {not_placed(words) for words in row.lost}
    return [note for note in dict.fromkeys(row.notes) if note not in lost]


def _found(row: Row) -> str:
    return "; ".join(f"{TITLES[t.sort]} {t.value} («{t.words}»)" for t in row.taken)


def _demand(row: Row) -> str:
    """The sentences of the act's words that demand something by a time or an amount, and as many of the others as are
    short: a person says them in plain words."""
    text = " ".join(row.words.split())
    if len(text) <= DEMAND:
        return text
    sentences = re.split(r"(?<=[.;!?])\s+(?=[А-ЯЁ«])", text)
    if (asked := [s for s in sentences if _demands(s, row)]) and len(asked) < len(sentences):
        kept, room = set(asked), DEMAND - sum(map(len, asked))
        for one in sentences:
            if one not in kept and len(one) < room:
                kept.add(one)
                room -= len(one)
        return " ".join(one for one in sentences if one in kept)[:LONGEST]
    cut = text[:DEMAND]
    end = max(cut.rfind(". "), cut.rfind("; "))
    return cut[: end + 1] if end > 80 else cut[: cut.rfind(" ")] + "…"


def _demands(sentence: str, row: Row) -> bool:
    told = [t for t in row.taken if t.sort in MUST_BE_PLACED and t.sort not in ("uncounted", "apart")]
    return any(t.words in sentence for t in told)


def _flow(values: dict[str, Any]) -> str:
    return yaml.safe_dump(values, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False).strip()


def _quoted(text: str) -> str:
    """In double quotes: what JSON writes, YAML reads."""
    clean = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]", " ", text)
    return json.dumps(clean.strip(), ensure_ascii=False)


def _wrapped(text: str, mark: str = "# ") -> list[str]:
    """A remark of any length: no sign of the act can end it."""
    clean = re.sub(r"[\x00-\x1f\x7f-\x9f\s\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+", " ", text)
    return textwrap.wrap(
        clean, WIDE, initial_indent=mark, subsequent_indent=mark, break_long_words=True, break_on_hyphens=False
    )
