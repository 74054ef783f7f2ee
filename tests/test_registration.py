"""Nothing that must be registered can be forgotten in silence: what a new developer leaves out fails here by its name.

Channels, senders and kinds of points: `channels/test_registration.py`. Actions and permissions: `test_permissions.py`.
Tasks that are nudged: `test_tasks.py`.
"""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template
from django.urls import get_resolver

from priemnaya.core.verbs import SENTENCES
from priemnaya.people.roles import EVERYONE, ROLES
from priemnaya.policy import KINDS, load_base, load_folder, owed
from priemnaya.policy.owed import OWED
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import MECHANISMS, event

from .bodies_in_code import tree_of, walked
from .test_architecture import routes

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "priemnaya"
THEIRS = Path(allauth.__file__).parent / "templates"
pytestmark = [pytest.mark.unit, pytest.mark.xdist_group("code")]


@cache
def trees() -> dict[Path, ast.Module]:
    return {p: tree_of(p) for p in SOURCE.rglob("*.py") if "migrations" not in p.parts}


@cache
def templates() -> dict[Path, str]:
    return {p: p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.html")}


# Names of obligations: once, in policy/owed.py.

BY_PLACE = {"owing": 0, "open_obligation": 1, "fulfil": 1, "open_term": 1, "owed_of": 1, "term": 0, "cancel_term": 1}
"""Functions that take the name of an obligation, and which argument it is."""
BY_NAME = {"filter", "exclude", "get", "create", "get_or_create", "update_or_create", "Obligation"}
OF_TERMS = ("within", "review")
"""Kinds of rules whose target is an obligation."""
ASKING = {"asks", "rules", "held", "judge"}
"""How a kind of rule is asked about."""
OBLIGATIONS = {"o", "owed", "obligation", "term", "row"}
CONSTANTS = {name.upper(): name for name in OWED}


def obligations_named(tree: ast.AST) -> Iterator[ast.expr]:
    """Every place of the code that names an obligation: opened, met, asked for, compared."""
    for node in walked(tree):
        found: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = BY_PLACE.get(name)
            found += [node.args[place]] if place is not None and len(node.args) > place else []
            found += [k.value for k in node.keywords if k.arg in ("what", "what__in") and name in BY_NAME]
            found += [k.value for k in node.keywords if k.arg in ("fulfils", "payload__fulfils")]
            first = node.args[0] if node.args and name in ASKING else None
            if isinstance(first, ast.Constant) and first.value in OF_TERMS:
                found += node.args[1:] if name == "asks" else node.args[2:3]
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "what":
            found += node.comparators if ast.unparse(node.left.value) in OBLIGATIONS else []
        elif isinstance(node, ast.Compare) and "fulfils" in ast.unparse(node.left):
            found += node.comparators
        yield from (part for one in found for part in _parts(one))


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        yield from (part for one in node.elts for part in _parts(one))
    elif isinstance(node, ast.IfExp):
        yield from (*_parts(node.body), *_parts(node.orelse))
    else:
        yield node


def spelt(tree: ast.AST) -> list[tuple[int, str]]:
    """Names of obligations written out: in a place of theirs any word, elsewhere the words that mean nothing else."""
    places = [n for n in obligations_named(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    words = [n for n in walked(tree) if isinstance(n, ast.Constant) and n.value in set(OWED) - MEANT_OTHERWISE]
    return sorted({(n.lineno, str(n.value)) for n in (*places, *words) if n.value})


def test_a_name_of_an_obligation_that_is_spelt_out_is_seen() -> None:
    planted = """
open_obligation(case, "reply_on_sustance", now)
fulfil(case, "forwarding" if last else "")
rows.filter(what="urgent")
rows.filter(what__in=(URGENT_REPLY, "forwarding"))
Letter(subject, text, fulfils="primary")
if owed.what == "knowledge": pass
asks("within", "registration")
policy.rules("review", today, "plan")
ANSWERED = ("reply_on_substance",)
if payload.get("fulfils") == "forwarding": pass
"""
    assert [line for line, _ in spelt(ast.parse(planted))] == list(range(2, 12))
    assert spelt(ast.parse('fulfil(case, FORWARDING)\ntitle = "forwarding"')) == []


def test_code_names_obligations_only_by_their_constants() -> None:
    once = SOURCE / "policy/owed.py"
    # words of orders: a draft is checked by what checks an order
    of_drafts = [SOURCE / "drafting" / name for name in ("subjects.py", "spoken.py")]
    assert vars(owed).items() >= CONSTANTS.items()
    assert [
        f"{p.relative_to(SOURCE)}:{line}: {name}"
        for p, tree in trees().items()
        if p not in (once, *of_drafts)
        for line, name in spelt(tree)
    ] == []
    named = [n for p, tree in trees().items() if p != once for n in obligations_named(tree)]
    assert len([n for n in named if isinstance(n, ast.Name) and n.id in CONSTANTS]) > 30


def test_names_of_obligations_and_their_words_stand_once() -> None:
    again = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path, tree in trees().items()
        for node in walked(tree)
        if isinstance(node, ast.Dict) and path.name != "owed.py" and len(_words_for_obligations(node)) > 1
    ]
    assert again == []


def _words_for_obligations(node: ast.Dict) -> set[str]:
    pairs = zip(node.keys, node.values, strict=True)
    named = {k.value for k, v in pairs if isinstance(k, ast.Constant) and isinstance(v, ast.Constant | ast.Call)}
    return (named & set(OWED)) - MEANT_OTHERWISE


MEANT_OTHERWISE = {
    "news",
    "by_hand",
    "call_back",
    "registration",
    "forwarding",
    "feedback",
    "term_on_request",
    "send_again",
    "knowledge",
    "measure",
    "plan",
}
"""Words that also name a letter, a kind of case or rule, a thing to tell, a state, a move, a package or a page."""


def test_each_event_of_the_vocabulary_is_told_of_by_known_verbs_or_says_what_it_waits_for() -> None:
    assert get_resolver().url_patterns
    found = [event(name) for name in words("event")]
    assert [f"{e.name}: {v}" for e in found for v in e.verbs if v not in SENTENCES] == []
    silent = {e.name for e in found if not e.verbs and not e.waits}
    assert silent - {n for do, since in MECHANISMS.items() for n in (do, *since)} == {"term_end"}
    assert [e.name for e in found if not (e.title and e.to_do and e.noun)] == []


# Kinds of rules, permissions, routes.


def test_each_file_of_a_kind_is_in_the_closed_set() -> None:
    files = {p.stem for p in (SOURCE / "policy/kinds").glob("*.py")} - {
        "__init__",
        "base",
        "options",
        "places",
        "periodic",
    }
    assert files == {kind.__module__.rpartition(".")[2] for kind in KINDS.values()}
    assert [name for name, kind in KINDS.items() if kind.__module__.rpartition(".")[2] != name] == []


def test_each_permission_that_is_asked_is_held_and_each_that_is_held_is_asked() -> None:
    held = {p for _, permissions in ROLES.values() for p in permissions} | set(EVERYONE)
    asked = {view.permission for _, view in routes() if hasattr(view, "permission")} - {"public", "token"}
    assert asked - held == set()
    named = {
        n.value
        for t in trees().values()
        for n in ast.walk(t)
        if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    once = "\n".join(p.read_text(encoding="utf-8") for p in trees() if p.name != "roles.py") + "\n".join(
        templates().values()
    )
    assert [p for p in sorted(held & named) if f'"{p}"' not in once and f"'{p}'" not in once] == []


# Templates.

NAMED = re.compile(r"""{%\s*(?:include|extends|clause_drawn\s+\w+)\s+["']([^"']+)["']""")


def test_each_template_that_is_named_exists_and_each_partial_is_used() -> None:
    named = {name for text in templates().values() for name in NAMED.findall(text)}
    rendered = {
        n.value
        for tree in trees().values()
        for n in walked(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value.endswith(".html") and " " not in n.value
    }
    for name in sorted(named | {r for r in rendered if not r.startswith(("*", "."))}):
        assert get_template(name), name
    known = {p.relative_to(p.parents[1]).as_posix() for p in templates() if p.parents[1].name == "templates"}
    others = {name for name in known if (THEIRS / name).exists()}  # of allauth, in our words
    assert sorted(known - named - rendered - others) == []


# Whatever registers itself is loaded.

TOLD = {"say", "settles", "carries", "about", "keeps"}
"""What site and worker alike must know: sentences of events, who settles and carries, what reminders and erasure are
about."""
ASKED = {"asks", "register"}
"""What the coverage of an order is computed from: the site shows it."""


def registering_modules(by: set[str]) -> set[str]:
    """Modules that register something while they are imported."""
    found = set()
    for path, tree in trees().items():
        calls = [n.value for n in tree.body if isinstance(n, ast.Expr) and isinstance(n.value, ast.Call)]
        calls += [
            d for n in tree.body if isinstance(n, ast.FunctionDef) for d in n.decorator_list if isinstance(d, ast.Call)
        ]
        if any(isinstance(c.func, ast.Name) and c.func.id in by for c in calls):
            name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
            found.add(name.removesuffix(".__init__"))
    return found


def test_whatever_registers_itself_is_loaded_by_web_and_worker_alike() -> None:
    """A module that nobody imports registers nothing, and nothing says so: neither the site nor the worker may miss
    one."""
    code = """
import django, os, sys
django.setup()
other = os.fork()  # each by itself; the start is that of both
__import__("priemnaya.config.urls" if other else "priemnaya.config.tasks")
if other:
    assert os.waitpid(other, 0)[1] == 0
print(*sys.modules, flush=True)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment())
    tasks, urls = ran.stdout.splitlines()
    for by, loaded in ((TOLD, tasks), (TOLD | ASKED, urls)):
        assert sorted(registering_modules(by) - set(loaded.split())) == []


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "DJANGO_SETTINGS_MODULE": "priemnaya.config.settings", "PYTHONPATH": str(SOURCE.parent)}


def test_each_target_of_a_guard_stands_in_some_order() -> None:
    """A registered question that no shipped order answers is a typing error or a leftover."""
    from priemnaya.policy.points import _REGISTRY

    assert get_resolver().url_patterns
    orders = [*load_folder(ROOT / "orders").values(), *load_base(ROOT / "orders")]
    standing = {
        (r.kind.name, t)
        for o in orders
        for c in o.clauses
        for r in c.rules
        if r.latest is not None
        for t in r.kind.targets(r.latest)
    }
    wider = {
        name for name, kind in KINDS.items() if kind.state != "enforced"
    }  # what is offered may be more than is asked
    wider |= {
        "written",
        "before",
        "only_if",
        "not_by",
        "limit",
        "point_serves",
    }  # any check, fact, person, measure, point
    unknown = sorted(
        f"{kind}: {target} ({', '.join(at)})"
        for (kind, target), at in _REGISTRY.items()
        if (kind, target) not in standing and kind not in wider
    )
    assert unknown == []


@pytest.mark.unit
def test_what_loads_a_body_is_part_of_its_digest() -> None:
    """Else an upgrade of a loader would load nothing anew."""
    from priemnaya.config.cli import bodies, places

    tree = ast.parse(inspect.getsource(bodies))
    loaders = {
        str(node.module)
        for node in walked(tree)
        if isinstance(node, ast.ImportFrom) and any(a.name.startswith(("sync_", "write_")) for a in node.names)
    }
    assert len(loaders) > 3 and loaders - set(places.LOADERS) == set()
