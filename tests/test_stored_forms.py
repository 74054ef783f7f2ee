"""A form that writes over what it shows says what that was, or a reason stands here why nobody's work can be lost by
it; what ends a setting says so too. Who is stopped by it: `scenarios/test_settings_seen.py`, `test_facts_seen.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import priemnaya
from priemnaya.ui.typed import GUARDS

pytestmark = [pytest.mark.unit, pytest.mark.xdist_group("code")]
ROOT = Path(priemnaya.__file__).parent
MAKES = "makes a row of its own; what it shows is a beginning"
OWN = "one's own choice, which nobody else makes"
ASKS = "stores nothing; what it shows was asked"
UNGUARDED = {
    "account_login": ASKS,
    "add_documents": "adds to a case; shows the reader's own words once more",
    "chat_leave": OWN,
    "columns": OWN,
    "employee_hire": MAKES,
    "follow": ASKS,
    "look": OWN,
    "lost_code": ASKS,
    "mailing_act": "the address of a trial letter is stored nowhere",
    "notice_choose": OWN,
    "order_draft": ASKS,
    "order_draft_file": ASKS,
    "outbox_retry": "makes a delivery of its own; the one that failed stays as it was",
    "portal/_mine_data.html": OWN,
    "portal/clarity.html": ASKS,
    "portal/mine.html": OWN,
    "portal/second.html": "the second applicant alone answers there, once",
    "portal/visits/book.html": MAKES,
    "recall": "ends the reader's own case; what it shows are their words once more",
    "second_link": "a new link for the second applicant: only who applied gives it, and the last one holds",
    "service_make": MAKES,
    "visit_book_save": MAKES,
    "visit_call": "calls from a window; nothing of what it shows is stored",
    "visit_end": "what was asked at the end, once; the second to press is told",
    "visit_follow": ASKS,
    "webhook_create": MAKES,
    "workspace/mailing_new.html": MAKES,
    "workspace/new.html": MAKES,
    "workspace/news_new.html": MAKES,
    "workspace/visits/paper_enter.html": MAKES,
}
"""Form, by the name of where it goes or by its page -> why it may show what is stored without saying so."""
NEVER_CHANGES = "the row never changes: it is there or gone, and the second to press is told"
UNGUARDED_ENDS = {
    "case_reader_drop": NEVER_CHANGES,
    "chat_end": "ends one's own talk, which ends once: the second press is told",
    "chat_staff_end": "ends a talk, which ends once: the second to press is told",
    "competence_end": NEVER_CHANGES,
    "session_end": NEVER_CHANGES,
    "substitution_end": NEVER_CHANGES,
    "token_revoke": NEVER_CHANGES,
    "visit_day_off_drop": NEVER_CHANGES,
    "visit_hours_drop": NEVER_CHANGES,
    "visit_end": "ends who sits at the window; the second to press is told",
    "news_retire": "a text that colleagues read is never written anew: the second to press is told",
}
"""Form that ends something -> why it need not say what it showed."""
ENDS = re.compile(r"(?:^|_)(?:archive|block|close|drop|delete|end|retire|revoke|withdraw)$")
INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"[^%]*%}')
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
TAG = r"(?:{%.*?%}|{{.*?}}|[^>{])*>"
HEAD = re.compile(rf"<form\b{TAG}", re.DOTALL)
FIELD = re.compile(rf"<input\b{TAG}|<textarea\b.*?</textarea>|<option\b{TAG}", re.DOTALL)
NAME = re.compile(r'name="([^"]*)"')
HEARD = "heard"
"""The same of what a client has said: `cases/heard.py`."""


@cache
def templates() -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for folder in ROOT.glob("*/templates")
        for path in sorted(folder.rglob("*.html"))
    }


def whole(name: str, depth: int = 0) -> str:
    """A template with what it includes."""
    text = templates().get(name, "") if depth < 6 else ""
    return INCLUDE.sub(lambda m: whole(m[1], depth + 1), text)


def forms() -> Iterator[tuple[str, str, str]]:
    """(page, where it goes or the page itself, the form) of every form that is posted."""
    for name in templates():
        for form in FORM.findall(whole(name)):
            head = HEAD.match(form)
            if head and 'method="post"' in head[0]:
                to = re.search(r"action=\"(?:{%\s*if[^}]*%})?{%\s*url\s+'([\w:]+)'", head[0])
                yield name, to[1] if to else name, form


def stored(form: str) -> list[str]:
    """What of the row itself its fields show: neither words that were typed and refused (`own`: those of one form of
    several) nor choices that are offered."""
    found = []
    for field in FIELD.findall(form):
        kind = re.search(r'type="(\w+)"', field)
        if kind and kind[1] in ("hidden", "submit", "file", "password"):
            continue
        if field.startswith("<option") or (kind and kind[1] in ("checkbox", "radio")):
            asked = re.findall(r"{%\s*if\s+((?:(?!%}).)*?)%}\s*(?:selected|checked)", field, re.DOTALL)
            found += [one.strip() for one in asked if not re.match(r"(?:(?:re)?typed|own)\b(?!.*\bor\b)", one)]
            continue
        value = re.search(r'value="(.*?)"(?=[\s>])', field, re.DOTALL)
        shows = field.partition(">")[2] if field.startswith("<textarea") else value[1] if value else ""
        names = re.findall(r"{{\s*([\w.]+)", shows)
        names += [one for each in re.findall(r"{%\s*firstof\s+(.*?)%}", shows) for one in each.split()]
        found += [one for one in names if not re.match(r'(?:(?:re)?typed|own)\b|\d|"', one)]
    return found


def says_what_it_showed(form: str) -> bool:
    return any(re.search(GUARDS, name) or name == HEARD for name in NAME.findall(form))


def test_a_form_that_shows_what_is_stored_says_what_it_showed() -> None:
    silent: dict[str, set[str]] = {}
    for page, to, form in forms():
        if (shows := stored(form)) and not says_what_it_showed(form):
            silent.setdefault(to, set()).add(f"{page}: {'; '.join(shows)[:120]}")
    assert {to: pages for to, pages in silent.items() if to not in UNGUARDED} == {}
    assert set(UNGUARDED) - set(silent) == set(), "says it now, or is gone: take it off the list"


def test_a_form_that_ends_something_says_what_it_showed() -> None:
    silent = {to: page for page, to, form in forms() if ENDS.search(to) and not says_what_it_showed(form)}
    assert {to: page for to, page in silent.items() if to not in UNGUARDED_ENDS} == {}
    assert set(UNGUARDED_ENDS) - set(silent) == set(), "says it now, or is gone: take it off the list"


def test_the_forms_that_are_looked_for_are_found() -> None:
    """The search itself: what it was written for is among what it finds."""
    found = {to for _page, to, form in forms() if stored(form) and says_what_it_showed(form)}
    assert {"unit_save", "point_save", "unit_head", "knowledge_head", "client_audience", "employee_save"} <= found
    assert {"visit_place_save", "visit_window_save", "visit_kind_save", "roles_factor", "post_item", "point"} <= found
    assert {"workspace/rule_edit.html", "workspace/service_edit.html", "workspace/macro_edit.html"} <= found


STRICT = {
    "workspace/views/triage.py": "the action takes no page without one (`standing`)",
    "workspace/views/mailings.py": "none is «-»",
    "workspace/views/forwarding.py": "none is refused before anything else",
    "workspace/views/calendar.py": "none shows the comparison anew",
    "workspace/views/roster.py": "none is another list",
    "workspace/views/cards.py": "none is refused before anything else",
    "workspace/views/notices.py": "names the notices that are read",
    "workspace/views/deeds.py": "none shows the letter first, or is UNSAID",
    "workspace/views/chats.py": "none has read no line of the client's",
    "ui/asked.py": "the reader itself",
}
"""Where the mark of a page is read as it is -> what becomes of a form without it."""


def test_a_form_without_its_mark_never_passes_as_no_page() -> None:
    """An action takes an empty mark for the hand of a program: what a person sends goes by `page_seen`."""
    reads = re.compile(r"(?:POST|typed)\.get\(\"seen\"|POST\[\"seen\"\]")
    found = {str(p.relative_to(ROOT)) for p in ROOT.rglob("*.py") if reads.search(p.read_text())}
    assert found == set(STRICT)


LOOP = re.compile(r"{%\s*(for|endfor)\b[^%]*%}|<form\b")
WORDS_BACK = re.compile(r"{{\s*typed\.")
WHOSE = re.compile(r"of_form|typed\.\w+ == [\w.]+\.pk\b|typed\.\w+\|lookup")
"""Says which row's form it was."""


def forms_of_rows() -> Iterator[tuple[str, str]]:
    """(template, from the beginning of the row to the end of its form) of forms that stand once a row."""
    for name, text in templates().items():
        rows = [0] if "/cells/" in name else []
        for found in LOOP.finditer(text):
            if found[1] == "for":
                rows.append(found.end())
            elif found[1] == "endfor" and rows:
                rows.pop()
            elif found[1] is None and rows and (form := FORM.match(text, found.start())):
                yield name, text[rows[-1] : form.end()]


def test_words_refused_in_a_row_come_back_in_that_row_alone() -> None:
    """Else what was written of one measure, letter or duty stands ready to be sent in the forms of all others."""
    found = list(forms_of_rows())
    back = [(name, row) for name, row in found if WORDS_BACK.search(row)]
    assert len(found) > 20 and len(back) > 3, "they are found"
    assert sorted({name for name, row in back if not WHOSE.search(row)}) == []
