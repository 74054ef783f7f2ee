"""A body's own words: the texts the system writes to clients by itself, as data with checked placeholders.

`orders/base/texts.yaml` has all of them; `orders/<body>/texts.yaml` those that differ. A new text: a line in `TEXTS`
(what may stand in its braces, and what must), its words in the base file, and the function that fills it in
`cases/texts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from priemnaya.bounded.wrong_words import maybe

from .vocabulary import words
from .yaml_lines import LinedDict, OrderError, Wrong, careful, read, shown, text_of

BRACES = re.compile(r"\{([a-z_]*)\}")


@dataclass(frozen=True)
class Slots:
    """What may stand in a text's braces, and which of it must: a primary reply without the number is none."""

    may: frozenset[str]
    must: frozenset[str] = frozenset()


def _slots(may: str, must: str = "") -> Slots:
    needed = frozenset(must.split())
    return Slots(frozenset(may.split()) | needed, needed)


_BARE = "number registered body phone signature"
_LETTER = "greeting number registered body phone signature yours to_yours"
_VISIT = "number when place way map bring url body phone signature"
TEXTS: dict[str, Slots] = {
    "signature": _slots("body phone"),
    "signature_phone": _slots("", "phone"),
    "received": _slots(f"{_LETTER} due standing remarks", "number url code"),
    "split": _slots(f"{_LETTER} due question", "number first url code"),
    "code_shown": _slots(""),
    "code_of_other": _slots("", "first"),
    "code_by_link": _slots(""),
    "code_by_sign_in": _slots(""),
    "code_at_window": _slots(""),
    "code_withheld": _slots(""),
    "taken_as": _slots("", "what"),
    "not_appeal": _slots(""),
    "not_complaint": _slots(""),
    "not_complaint_oral": _slots(""),
    "way_identified": _slots("site", "provider"),
    "way_signed": _slots("address"),
    "way_visit": _slots("address"),
    "named_known": _slots(""),
    "named_unknown": _slots("", "typed"),
    "name_whom": _slots(""),
    "ways_to_file": _slots(_LETTER, "not_taken_here"),
    "not_taken_here": _slots("", "matter point ways"),
    "matter_intake": _slots(""),
    "matter_complain": _slots(""),
    **{
        f"way_{point}": _slots("site address")
        for point in ["portal", "epgu", "pos", "email", "post", "in_person", "phone", "max", "vk"]
    },
    "too_large": _slots("body phone signature", "limit site"),
    "veiled_received": _slots(f"{_BARE} told", "number url"),
    "veiled_received_guarded": _slots(f"{_BARE} told", "number url"),
    "public_received": _slots("told"),
    "public_notice": _slots(""),
    "public_files": _slots(""),
    "answer_by": _slots("", "due"),
    "veiled_waiting": _slots(_BARE, "number url"),
    "veiled_guarded": _slots(_BARE, "number url"),
    "case_link": _slots(_BARE, "number url"),
    "short_case_link": _slots(_BARE, "number url"),
    "second_link": _slots(_BARE, "number url"),
    "consent_link": _slots(_BARE, "url"),
    "card_link": _slots(_BARE, "url"),
    "draft_link": _slots(_BARE, "url"),
    "step_notice": _slots(_BARE, "number event url"),
    "step_notice_short": _slots(_BARE, "number event url"),
    "visit_booked": _slots(_VISIT, "number when place"),
    "visit_moved": _slots(_VISIT, "number when place"),
    "visit_cancelled": _slots(_VISIT, "number when"),
    "visit_moved_short": _slots(_VISIT, "number when place"),
    "visit_cancelled_short": _slots(_VISIT, "number when"),
    "visit_reminder": _slots(_VISIT, "number when place"),
    "visit_reminder_short": _slots(_VISIT, "number when place"),
    "visit_offer": _slots(f"{_VISIT} until", "when place url"),
    "incomplete": _slots(f"{_LETTER} words url", "number documents"),
    "forwarding": _slots(f"{_LETTER} day matter where answer usual rest left_out", "number to_body reason"),
    "forwarding_usual": _slots("", "term"),
    "forwarding_to_one": _slots(""),
    "forwarding_to_many": _slots(""),
    "forwarding_body": _slots("address phone", "title"),
    "forwarding_answer_one": _slots(""),
    "forwarding_answer_many": _slots(""),
    "forwarding_rest": _slots(""),
    "forwarding_rest_by": _slots("", "due"),
    "forwarding_rest_open": _slots(""),
    "forwarding_rest_open_by": _slots("", "due"),
    "forwarding_left_out": _slots("", "file"),
    "forwarding_undone": _slots(f"{_LETTER} matter due others", "number to_body reason"),
    "forwarding_stays": _slots(f"{_LETTER} matter due", "number to_body reason"),
    "covering": _slots(
        "matter it applicant question others rest law left_out", "what number registered reason answer_to"
    ),
    "covering_rest": _slots(""),
    "covering_nowhere": _slots(""),
    "covering_left_out": _slots("why", "file"),
    "covering_note": _slots("ask signature", "number day letter archive"),
    "extension": _slots(_LETTER, "number due reason"),
    "resumed": _slots(f"{_LETTER} due", "number"),
    "extension_off": _slots(_LETTER, "number due reason"),
    "term": _slots(f"{_LETTER} provisional", "number due"),
    "provisional": _slots(""),
    "provisional_day": _slots(""),
    "clarification": _slots(f"{_LETTER} term", "number question"),
    "clarification_term": _slots(""),
    "clarification_stands": _slots("", "due"),
    "answer_waits": _slots(_LETTER, "number where"),
    "notice_waits": _slots(_LETTER, "number where"),
    "code_renewed": _slots(_LETTER, "number day"),
    "closing": _slots(f"{_LETTER} again", "number outcome notice"),
    "closing_again": _slots(""),
    "recalled": _slots("day"),
    "again": _slots(""),
    "since_then": _slots(""),
    "since_then_by": _slots("", "due"),
    "survey": _slots("", "url"),
    "answer": _slots("number letter yours to_yours"),
    "suspended": _slots("", "until"),
    "told": _slots(f"{_LETTER} event state due executor survey", "number"),
    "told_not_rated": _slots(f"{_LETTER} event state due executor survey", "number"),
    "executor_is": _slots("", "who"),
    "executor_now": _slots("", "who"),
    "executor_unit": _slots("", "unit"),
    "executor_unit_head": _slots("", "unit who"),
}
"""Name of a text -> what its braces may hold."""


TOLD = "told_"
"""What the name of a body's own text about one event begins with: `told_assigned`."""


def slots_of(name: str) -> Slots | None:
    """Of a text of the list, or of one about an event that clients may be told of."""
    about = words("event").get(name.removeprefix(TOLD)) if name.startswith(TOLD) else None
    return TEXTS["told"] if about is not None and about.about in ("case", "reply") else TEXTS.get(name)


@dataclass(frozen=True)
class Text:
    """The words of one text; subject is empty for what is only a part of a letter."""

    text: str
    subject: str = ""


@careful
def load_texts(path: Path, text: str | None = None) -> dict[str, Text]:
    """The texts of one file, each checked; text: in place of what the file holds now. Raises OrderErrors with file and
    line: unknown text or braces, missing ones."""
    if text is None and not path.exists():
        return {}
    wrong = Wrong(shown(path))
    rows = read(text_of(path) if text is None else text, wrong)
    if rows is not None and not isinstance(rows, LinedDict):
        wrong.add("нужны имена текстов и их слова", 1)
    rows = rows if isinstance(rows, LinedDict) else LinedDict()
    found = {name: t for name, row in rows.items() if (t := _checked(name, row, wrong, rows.lines[name])) is not None}
    wrong.stop()
    return found


def _checked(name: str, row: Any, wrong: Wrong, line: int) -> Text | None:
    slots = slots_of(name) if isinstance(name, str) else None
    if slots is None:
        wrong.add(f"текста «{name}» нет; {maybe(name, TEXTS)}есть: {', '.join(sorted(TEXTS))}", line)
        return None
    given = row if isinstance(row, dict) else {}
    parts = [given.get("text"), given.get("subject", "")]
    if given.keys() - {"text", "subject"} or not all(isinstance(p, str) for p in parts):
        wrong.add(f"текст «{name}»: нужны слова (text) и, у письма, тема (subject)", line)
        return None
    text, subject = (str(p).strip() for p in parts)
    if problem := _amiss(text, subject, slots):
        wrong.add(f"текст «{name}»: {problem}", line)
        return None
    return Text(text, subject)


def _amiss(text: str, subject: str, slots: Slots) -> str:
    if not text:
        return "слов нет"
    known = set(BRACES.findall(text)) | set(BRACES.findall(subject))
    if unknown := sorted(known - slots.may):
        hint = maybe(unknown[0], slots.may)
        return f"в скобках {', '.join(unknown)}; {hint}можно: {', '.join(sorted(slots.may)) or 'ничего'}"
    if missing := sorted(slots.must - set(BRACES.findall(text))):
        return f"нужны скобки {', '.join('{' + m + '}' for m in missing)}"
    if re.search(r"[{}]", BRACES.sub("", text + subject)):
        return "лишняя скобка { или }"
    return ""


def complete(texts: Mapping[str, Text], path: Path) -> None:
    """The base file has every text. Raises OrderError."""
    if missing := sorted(TEXTS.keys() - texts.keys()):
        raise OrderError(f"нет текстов: {', '.join(missing)}", file=shown(path), line=1)


def filled(template: str, values: Mapping[str, object]) -> str:
    """The words with everything put into their braces; a paragraph in which something has nothing to say is left
    out."""
    kept = []
    for paragraph in re.split(r"\n\s*\n", template.strip()):
        names = BRACES.findall(paragraph)
        if all(str(values.get(n, "") or "").strip() for n in names):
            kept.append(BRACES.sub(lambda m: str(values[m[1]]).strip(), paragraph))
    return "\n\n".join(kept)
