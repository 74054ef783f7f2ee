"""What the portal says by itself passes the product's own checker, and words that misled people do not come back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import priemnaya
from priemnaya.plain import Profile, check

from ..bodies_in_code import tree_of, walked

pytestmark = [pytest.mark.unit, pytest.mark.xdist_group("code")]
SOURCE = Path(priemnaya.__file__).parent
TO_CLIENTS = ("portal", "ui")
"""Packages whose every text a client may meet."""
IN_TEMPLATES = re.compile(
    r"""{%\s*trans\s+(?:"([^"]+)"|'([^']+)')|{%\s*blocktrans[^%]*%}(.*?){%\s*endblocktrans\s*%}""", re.DOTALL
)
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "Objection"}
FILLED = re.compile(r"{{\s*[\w.]+\s*}}|%(?:\(\w+\))?[sd]")
BESIDE = frozenset({"STR-08"})
"""A promise without a day: on a page its term stands beside, as a text of its own."""
PROFILE = Profile(kind="article", off=BESIDE, supplied=frozenset({"survey", "signer"}), abbreviations=frozenset({"МБ"}))
GONE = (
    "Ваше сообщение зарегистрировано",
    "Ближайший срок по вашему делу",
    "Код мы больше не покажем",
    "код указан в письме о регистрации",
    "Дублировать ещё и сюда",
    "показано в кабинете",
    "Имя мы не спрашиваем",
    ": без него «",
    "Вы просите ответить",
    "например, «потеряла свидетельство»",
    "согласно приказа",
)
"""Of `design/WORDING.md`: each misled whoever read it, or was official."""


def _of_templates() -> Iterator[tuple[str, str]]:
    for package in TO_CLIENTS:
        for path in (SOURCE / package).rglob("*.html"):
            for found in IN_TEMPLATES.finditer(path.read_text(encoding="utf-8")):
                words = found[1] or found[2] or found[3]
                yield from ((path.name, part) for part in re.split(r"{%\s*plural\s*%}", words))


def _of_code() -> Iterator[tuple[str, str]]:
    for package in TO_CLIENTS:
        for path in (SOURCE / package).rglob("*.py"):
            for node in walked(tree_of(path)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                    said = [a.value for a in node.args if isinstance(a, ast.Constant)]
                    yield from ((path.name, words) for words in said if isinstance(words, str))


SAID_BY_CLIENTS = {"Не знаю"}
"""Answers that a form offers: whoever answers says «не знаю», the body never does."""


@cache
def own_texts() -> dict[str, str]:
    """Text as a reader meets it -> the file it stands in; single words are no prose."""
    found = {FILLED.sub("5", words).strip(): name for name, words in (*_of_templates(), *_of_code()) if " " in words}
    return {words: name for words, name in found.items() if words not in SAID_BY_CLIENTS}


def test_the_portal_keeps_the_rules_it_checks_others_by() -> None:
    assert len(own_texts()) > 500
    found = [
        (name, finding.rule, text[finding.start : finding.end], text)
        for text, name in own_texts().items()
        for finding in check(text, PROFILE).findings
        if finding.level in ("error", "warning")
    ]
    assert found == []


def test_words_that_misled_do_not_come_back() -> None:
    """Nor in what letters, refusals and the workspace say."""
    files = [p for package in (*TO_CLIENTS, "cases", "workspace") for p in (SOURCE / package).rglob("*.[hp][ty]*")]
    files += (SOURCE.parents[1] / "orders").glob("*/texts.yaml")
    said = {p: p.read_text(encoding="utf-8") for p in files if "migrations" not in p.parts and p.suffix != ".pyc"}
    assert len(said) > 300
    assert [(path.name, words) for path, text in said.items() for words in GONE if words in text] == []
