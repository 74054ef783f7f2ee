"""Who may act is asked in the action: once for screen, API and command. These tests hold that none forgets, and that
all agree."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from django.db.models import Model

from priemnaya.cases import actions
from priemnaya.cases.actions.suspending import suspend_case
from priemnaya.cases.guard import WAYS_TO_A_CASE
from priemnaya.cases.models import Case
from priemnaya.core.models import Delivery
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.rules import STEPS
from priemnaya.errors import NotAllowed
from priemnaya.people.acting import action
from priemnaya.people.actions.api_tokens import SCOPES
from priemnaya.people.roles import EVERYONE, ROLES

from .bodies_in_code import tree_of
from .helpers import case_of, message

pytestmark = pytest.mark.xdist_group("code")
SOURCE = Path(__file__).resolve().parents[1] / "src" / "priemnaya"
FOUNDATIONS = {"core", "policy", "plain", "letterhead", "worktime"}
WITH_ACTIONS = {
    *("cases", "desk", "paper", "reception", "records", "knowledge", "outreach", "people", "channels", "programme")
}
"""Packages whose actions have a folder or a module of that name; elsewhere any public function with `by` is one."""
NO_ACTIONS = {
    "outreach/actions/mailings.py:mailing_sent": (
        "settles a delivery, as the channels' base asks; `by` is of its signature"
    ),
    "desk/actions/staff_letters.py:letter_sent": "the same, of a letter to an employee",
    "knowledge/actions/articles.py:publishing_verdicts": "says what stops a deed, and does nothing",
    "people/actions/places.py:unit_kept": "writes into the journal of settings what an action has just changed",
}
"""Public functions with `by` that are no actions, with the reason."""
SETS_OFF = {
    ("workspace.views.reply.send", "save_reply"): "who signs keeps what is in the form; a signer may write",
    ("workspace.views.reply.prepare", "save_reply"): "the same",
    (
        "workspace.views.reply.submit",
        "save_reply",
    ): "who hands a letter on keeps the form; they may write",
    ("workspace.views.inserting.more_time", "extend_case"): "from who may not decide it goes as a request",
}
"""Where a screen's permission differs from the action's on purpose."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).with_suffix("")
        if "migrations" not in name.parts:
            yield ".".join(name.parts), tree_of(path)


def takes_by(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and "by" in {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}


def declared() -> dict[str, Any]:
    """Name of a public action -> the function. Names are unique: a screen, an operation and a test call it by the same
    one."""
    found: dict[str, Any] = {}
    for name, tree in modules():
        if name.split(".")[0] in FOUNDATIONS | {"workspace", "portal", "api", "ui", "config"}:
            continue
        if name.split(".")[0] in WITH_ACTIONS and "actions" not in name.split("."):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and takes_by(node) and not node.name.startswith("_"):
                path = f"{name.replace('.', '/')}.py"
                if path in NO_ACTIONS or f"{path}:{node.name}" in NO_ACTIONS or name == "people.acting":
                    continue
                assert node.name not in found, f"two actions are called {node.name}"
                found[node.name] = getattr(importlib.import_module(f"priemnaya.{name}"), node.name)
    return found


@pytest.mark.unit
def test_every_public_action_declares_who_may() -> None:
    acts = declared()
    assert len(acts) > 90
    assert [n for n, act in acts.items() if not hasattr(act, "permission") and not hasattr(act, "part")] == []


@pytest.mark.unit
def test_every_permission_of_an_action_is_held_by_a_role() -> None:
    held = EVERYONE.union(*(permissions for _, permissions in ROLES.values()))
    assert {a.permission for a in declared().values() if hasattr(a, "permission")} <= held


def asked_by(node: ast.FunctionDef) -> str | None:
    """The permission of a route: of staff, or of the token's scope; None for what is no route of staff."""
    for one in node.decorator_list:
        if not isinstance(one, ast.Call):
            continue
        name = one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
        if name in ("permission", "acts_on_case", "_on_article"):
            return str(ast.literal_eval(one.args[0]))
        for word in one.keywords:
            if word.arg == "auth" and isinstance(word.value, ast.Call):
                return SCOPES[ast.literal_eval(word.value.args[0])][0]
    return None


def called(node: ast.AST, local: dict[str, ast.FunctionDef], seen: set[str]) -> Iterator[str]:
    """Names a function uses, also through helpers of its module; with a point before what it takes from a module."""
    for part in ast.walk(node):  # another route of the module is no helper, only a name that is the same
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            yield f".{part.attr}"
        elif (
            isinstance(part, ast.Name) and part.id in local and part.id not in seen and asked_by(local[part.id]) is None
        ):
            seen.add(part.id)
            yield from called(local[part.id], local, seen)
        elif isinstance(part, ast.Name):
            yield part.id


def helpers(face: str) -> dict[str, dict[str, ast.FunctionDef]]:
    """Module of a face -> the functions it can call by name: its own, and what it imports from modules of the face."""
    own = {
        name: {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
        for name, tree in modules()
        if name.startswith(f"{face}.")
    }
    found = {}
    for name, tree in modules():
        if name not in own:
            continue
        found[name] = dict(own[name])
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                parts = name.split(".")[: -node.level] if node.level else []
                source = ".".join([*parts, *(node.module or "").removeprefix("priemnaya.").split(".")])
                if any(a.name in own.get(source, {}) for a in node.names):
                    found[name] = {**own[source], **found[name]}  # with what those call in their turn
    return found


def imported(tree: ast.Module) -> set[str]:
    """Names of actions this module can mean: imported by name, or reached through an imported module of actions."""
    return {a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}


@pytest.mark.unit
@pytest.mark.parametrize("face", ["workspace", "api"])
def test_a_route_and_the_action_behind_it_ask_for_the_same(face: str) -> None:
    acts, reach, compared = declared(), helpers(face), 0
    wrong: list[str] = []
    excused: set[tuple[str, str]] = set()
    for name, tree in modules():
        if not name.startswith(f"{face}."):
            continue
        local, known = reach[name], imported(tree)
        own = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
        for function in own.values():
            if (asked := asked_by(function)) is None:
                continue
            for used in set(called(function, local, {function.name})):
                act = acts.get(used.removeprefix("."))
                if act is None or not hasattr(act, "permission") or (used in own and used not in known):
                    continue
                used = used.removeprefix(".")
                compared += 1
                if act.permission in (asked, "staff"):
                    continue
                if (one := (f"{name}.{function.name}", used)) in SETS_OFF:
                    excused.add(one)
                else:
                    wrong.append(f"{name}.{function.name} asks {asked}, {used} asks {act.permission}")
    assert compared > 20
    assert wrong == []
    assert {one for one in SETS_OFF if one[0].startswith(face)} == excused


@pytest.mark.unit
def test_no_face_binds_actions_by_a_transaction_of_its_own() -> None:
    """It would undo the count of what the order stopped, unless that is kept outside of it (`cases.tried`)."""
    others = {"portal/views/consents.py", "api/rest/guard.py"}  # a letter with a link; what it runs answers by itself
    others.add("workspace/views/article_edit.py")  # a draft of an article: no order stops that one is saved
    bare = re.compile(r"^(?!.*stops_kept\(.*\), transaction).*transaction\.atomic", re.MULTILINE)
    found = {
        path.relative_to(SOURCE).as_posix()
        for face in ("workspace", "portal", "api", "ui")
        for path in (SOURCE / face).rglob("*.py")
        if bare.search(path.read_text(encoding="utf-8"))
    }
    assert found == others


@pytest.mark.unit
def test_a_step_of_a_macro_asks_what_its_action_asks() -> None:
    named = {
        "note": desk.add_note,
        "need": actions.classify_case,
        "urgent": actions.assess_urgency,
        "normal": actions.assess_urgency,
        "unit": actions.assign_case,
        "clarify": actions.clarify_case,
        "template": actions.save_reply,
    }
    assert set(named) == set(STEPS)
    assert {k: act.permission for k, act in named.items()} == {k: step[1] for k, step in STEPS.items()}  # type: ignore[attr-defined]


def test_an_employee_without_the_right_is_refused_with_words(cast: Any) -> None:
    case = case_of(cast.udm)
    with pytest.raises(NotAllowed, match="Это делает регистратор или руководитель"):
        actions.assign_case(case, cast.executor, by=cast.executor)
    with pytest.raises(NotAllowed, match="Это делает руководитель"):
        actions.extend_case(case, 10, "Запросили сведения", by=cast.executor)


def test_people_of_another_body_are_refused_whatever_their_roles(cast: Any) -> None:
    case = case_of(cast.udm)
    with pytest.raises(NotAllowed, match="другому органу"):
        actions.clarify_case(case, "Какой участок?", by=cast.stranger)
    with pytest.raises(NotAllowed, match="другому органу"):
        actions.receive_message(cast.udm, message(point="post", text="Письмо"), by=cast.stranger)


def test_nobody_acts_only_where_the_action_says_so(cast: Any) -> None:
    case = case_of(cast.udm)
    with pytest.raises(TypeError, match="somebody must act"):
        actions.classify_case(case, [], by=None)  # type: ignore[arg-type]
    actions.choose_point(case, "email", "m@mail.example", by=None)


def test_a_part_of_actions_is_not_taken_by_itself(cast: Any) -> None:
    with pytest.raises(RuntimeError, match="part of actions"):
        suspend_case(case_of(cast.udm), None, by=cast.head)  # type: ignore[arg-type]


def test_what_an_action_sets_off_was_allowed_with_it(cast: Any) -> None:
    """The registrar of a visit may not sign, but the oral answer of the card ends the case."""
    card = actions.ReceptionCard("паспорт", "Приходите в среду", True)
    received = actions.receive_visitor(
        cast.udm, message(point="in_person", text="Прошу продлить аренду", surname="Иванова"), card, by=cast.registrar
    )
    assert received.case is not None
    assert received.case.state == "answered"


def test_a_refusal_inside_does_not_open_the_door_for_the_next(cast: Any) -> None:
    @action("case.view")
    def broken(case: Any, *, by: Any) -> None:
        raise RuntimeError

    case = case_of(cast.udm)
    with pytest.raises(RuntimeError):
        broken(case, by=cast.executor)
    with pytest.raises(NotAllowed):
        actions.assign_case(case, cast.executor, by=cast.executor)


OF_NO_CASE = frozenset(
    (
        *("Organisation", "Unit", "InteractionPoint", "Substitution", "Employee", "StaffSession", "Competence"),
        *("Client", "ClientAddress", "Consent", "Powers", "MergeSuggestion", "CardMerge", "LegalHold", "DisposalAct"),
        *("Section", "Article", "ArticleVersion", "Service", "RuleDemotion", "Webhook", "ApiToken", "Mailing"),
        *("RoutingRule", "Macro", "Checklist", "SavedView", "News", "Campaign", "BulkDeed", "Alert", "Obligation"),
        "ClauseMeasure",
        *("Place", "Window", "ReceptionHours", "DayOff", "VisitKind", "VisitWish"),
    )
)
"""What is acted on and is no part of one case. Cards of clients have a gate of their own (`guard.must_see_all`), those
of many cases ask it of each; an alert says nothing of the case but its number, an obligation is the body's own here."""


def subjects() -> set[type[Model]]:
    """Sorts of rows that public actions act on: of each, its first parameter."""
    found: set[type[Model]] = set()
    for act in declared().values():
        if hasattr(act, "permission"):
            real = inspect.unwrap(act)
            first = next(iter(inspect.signature(real).parameters))
            hint = get_type_hints(real)[first]
            found |= {t for t in (get_args(hint) or (hint,)) if inspect.isclass(t) and issubclass(t, Model)}
    return found


def owners(model: type[Model]) -> dict[str, Any]:
    fields = model._meta.get_fields()
    return {f.name: f.related_model for f in fields if (f.many_to_one or f.one_to_one) and not f.auto_created}


def leads_to_a_case(model: Any, names: tuple[str, ...] = WAYS_TO_A_CASE) -> bool:
    mine = (owner for name, owner in owners(model).items() if name in names and owner is not model)
    return model in (Case, Delivery) or any(leads_to_a_case(owner, names) for owner in mine)


@pytest.mark.unit
def test_each_sort_of_row_that_is_acted_on_leads_to_its_case_or_has_none() -> None:
    """Else the gate of those named in a case lets them act on what is a part of it."""
    acted = subjects()
    assert len(acted) > 35
    assert {m.__name__ for m in acted if not leads_to_a_case(m)} == OF_NO_CASE
    assert [m.__name__ for m in acted if m.__name__ in OF_NO_CASE and Case in owners(m).values()] == []
