"""The invariants of ARCHITECTURE.md, as tests."""

from __future__ import annotations

import ast
import csv
import itertools
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from priemnaya.core import verbs
from priemnaya.core.models import AccessRecord, Event
from priemnaya.people.policies import forget_calendars
from priemnaya.policy import KINDS, coverage, load_base, load_folder

from . import broken_lines
from .bodies_in_code import bodies_named, names_of, sources, tree_of, walked
from .broken_lines import scripts, styles
from .helpers import case_of
from .wrapped import WIDTH, untidy, wrapped

pytestmark = pytest.mark.xdist_group("code")
ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "priemnaya"
LAYERS = [
    {"core"},
    {"people"},
    {"knowledge"},
    {"cases"},
    {"desk", "paper", "reception"},
    {"outreach"},
    {"programme"},
    {"records"},
    {"channels"},
]
RANK = {app: n for n, layer in enumerate(LAYERS) for app in layer}


def routes(patterns: Any = None, prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLResolver):
            found += routes(item.url_patterns, prefix + str(item.pattern))
        elif isinstance(item, URLPattern):
            found.append((prefix + str(item.pattern), item.callback))
    return found


@pytest.mark.unit
def test_every_route_names_its_permission() -> None:
    ours = [(path, view) for path, view in routes() if not path.startswith("accounts/")]
    assert len(ours) > 70
    assert [path for path, view in ours if not hasattr(view, "permission")] == []


@pytest.mark.unit
def test_every_workspace_route_is_for_staff_only() -> None:
    assert [p for p, v in routes() if p.startswith("w/") and v.permission == "public"] == []


@pytest.mark.unit
def test_foreign_keys_point_only_downward() -> None:
    """The contract of imports cannot see ForeignKey("app.Model"); neighbours of one layer do not know each other
    either."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("priemnaya.")]
    assert {m._meta.app_label for m in ours} == set(RANK)
    for model in ours:
        app = model._meta.app_label
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or not field.related_model:
                continue
            other = field.related_model._meta.app_label
            assert other == app or other not in RANK or RANK[app] > RANK[other], f"{model.__name__}.{field.name}"


@pytest.mark.unit
def test_every_recorded_verb_has_a_sentence() -> None:
    used = {
        v
        for path in SOURCE.rglob("*.py")
        for v in re.findall(r'record\(\s*"([\w.]+)"', path.read_text(encoding="utf-8"))
    }
    assert used
    assert used - set(verbs.SENTENCES) == set()


@pytest.mark.unit
def test_every_kind_has_a_doc_an_example_that_loads_and_a_clause_in_an_order() -> None:
    """Of those shipped; a clause that demands nothing stands in the made one, the five shipped have none."""
    import yaml

    made = load_folder(ROOT / "tests" / "orders_made").values()
    orders = [*load_folder(ROOT / "orders").values(), *load_base(ROOT / "orders")]
    informing = {r.kind.name for o in made for c in o.clauses for r in c.rules} & {"informs"}
    used = {r.kind.name for o in orders for c in o.clauses for r in c.rules} | informing
    for name, kind in KINDS.items():
        assert kind.doc, name
        kind.values.model_validate(yaml.safe_load(kind.example.replace("{on:", '{"on":')))
        assert name in used, f"{name} stands in no order"


OF_NAMED_BODIES = (
    "config/demo/filling.py",
    "config/demo_texts.py",
    "config/bench.py",
    "config/bench_found.py",
    "config/bench_outbox.py",
    "config/bench_rows.py",
    "config/bench_search.py",
    "plain/eval/corpus.py",
)
"""Demonstration, benchmarks and the corpus: they show or measure the five bodies by name, on purpose."""

PLANTED = """
def compared(body): return body.slug == "udmurtia-mio"
def matched(body):
    match body.slug:
        case "altai-zags": return 1
def keyed(body): return {"chechnya-minnats": 3}.get(body.slug)
def member(body): return body.slug in ["novosibirsk-okn"]
def partly(body): return body.slug.startswith("udmurtia")
def ended(body): return body.slug.endswith("minnats")
def built(body): return body.slug == f"chelyabinsk-{body.pk}"
def named(body): return body.name == "Министерство имущественных отношений Удмуртской Республики"
def clause(verdict): return verdict.clause == "3.6"
def clauses(verdict): return WORDS.get("4.1.12")
def told(verdict):
    '''The answer goes by the chosen point (udmurtia-mio 3.6).'''
"""


@pytest.mark.unit
def test_a_body_planted_in_code_is_seen_in_every_shape() -> None:
    orders = list(load_folder(ROOT / "orders").values())
    clauses = {c.number for o in orders for c in o.clauses}
    found = [line for line, _ in bodies_named(ast.parse(PLANTED), names_of(orders), clauses)]
    shapes = [n for n in ast.parse(PLANTED).body if isinstance(n, ast.FunctionDef)]
    seen = {f.name for f in shapes if any(f.lineno <= line <= (f.end_lineno or 0) for line in found)}
    assert {f.name for f in shapes} - seen == {"told"}


@pytest.mark.unit
def test_no_body_is_named_in_code() -> None:
    orders = list(load_folder(ROOT / "orders").values())
    clauses = {c.number for o in orders for c in o.clauses}
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {word}"
        for path, tree in sources(SOURCE, but=OF_NAMED_BODIES)
        for line, word in bodies_named(tree, names_of(orders), clauses)
    ]
    assert found == []


@pytest.mark.unit
def test_every_clause_of_the_acceptance_list_is_encoded_in_order() -> None:
    listed = ROOT / "tests" / "clauses.csv"
    with listed.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    orders = load_folder(ROOT / "orders")
    assert set(orders) == {r["order"] for r in rows}
    for slug, order in orders.items():
        assert [r["clause"] for r in rows if r["order"] == slug] == [c.number for c in order.clauses]


RAW = re.compile(r"(?<!c-){{\s*[\w.]*(?:\bclause|clause\.number|citation)\s*(?:\|(?!clause_title|act_number)[^}]*)?}}")
"""The key of a clause printed by a template, or a citation that is no chip."""
CITES_AN_ACT = {"order.act.citation"}


def says_a_key(tree: ast.AST) -> list[int]:
    """Lines where a text is put together of «п.» and something: `clause_title` alone does that."""
    before = re.compile(r"(?:^|[\s(\[])п\.\s?$")
    found = []
    for node in walked(tree):
        if isinstance(node, ast.JoinedStr):
            for text, value in itertools.pairwise(node.values):
                if (
                    isinstance(value, ast.FormattedValue)
                    and isinstance(text, ast.Constant)
                    and before.search(text.value)
                ):
                    found.append(node.lineno)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [node.lineno] * bool(
                re.search(r"(?:^|[\s(])п\.\s?(?:$|%[s(]|{)", node.value) and "%" in node.value
            )
            found += [node.lineno] * (node.value.strip() == "п.")
    return found


@pytest.mark.unit
def test_no_page_and_no_text_prints_the_key_of_a_clause() -> None:
    """«order.2» is a key of a file; people read «утверждающий акт, п. 2», made in one place (policy/titles.py)."""
    assert (
        says_a_key(ast.parse('f"см. п. {x}"'))
        and says_a_key(ast.parse('"п. %s" % x'))
        and says_a_key(ast.parse('_("п.")'))
    )
    assert (
        RAW.search("{{ f.clause }}") and RAW.search("{{ c.clause.number|escape }}") and RAW.search("{{ o.citation }}")
    )
    assert not RAW.search("{{ f.clause|clause_title }}") and not RAW.search("{{ case.number }}")
    raw = [
        (path.name, met[0])
        for path in SOURCE.rglob("*.html")
        for met in RAW.finditer(path.read_text(encoding="utf-8"))
        if met[0].strip("{} ") not in CITES_AN_ACT
    ]
    assert raw == []
    said = {path.relative_to(SOURCE).as_posix() for path, tree in sources(SOURCE) if says_a_key(tree)}
    assert said == {"policy/titles.py"}


@pytest.mark.unit
def test_at_most_one_clause_in_ten_is_only_confirmed_by_hand() -> None:
    orders = load_folder(ROOT / "orders").values()
    assert len(orders) >= 5
    for order in orders:
        by_hand = [c for c in order.clauses if any(r.kind.name == "by_hand" for r in c.rules)]
        assert len(by_hand) * 10 <= len(order.clauses)


@pytest.mark.unit
def test_coverage_is_computed_and_says_what_a_clause_waits_for() -> None:
    states = coverage(list(load_folder(ROOT / "orders").values()))
    assert {s.state for s in states} <= {
        "enforced",
        "advised",
        "measured",
        "recorded",
        "provided",
        "by_hand",
        "not yet",
    }
    assert all(s.missing for s in states if s.state == "not yet")
    assert all(s.enforced_at for s in states if s.state in ("enforced", "advised", "measured", "recorded", "provided"))


WRITES = {
    "save",
    "delete",
    "update",
    "create",
    "create_user",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "select_for_update",
}
MAY_WRITE = {
    "*/models/*": "a model's own methods and managers",
    "*/migrations/*": "what a change of tables does to the rows that are there",
    "people/editions.py": "what files of orders said when they were last read well, and alerts of those that are not",
    "*/loading.py": "what comes with the installation: orders, classifier, catalogue",
    "config/*": "demonstration data, benches and the command line that makes the first employee",
    "core/*": "the foundation's doors: journal, erasure, reminders; actions call them",
    "channels/personal_talks.py": "the half of channels/personal.py that is about talks and comments",
    "channels/vk/client.py": "how many pieces of one answer under a comment have gone",
    "reception/personal_visits.py": "the half of reception/personal.py that is about visits",
    "*/personal.py": "what a package erases about a client, called by the act of destruction",
    "*/personal_*.py": "the same of one part of a package",
    "cases/states.py": "the one way a case or a reply moves, called by actions",
    "cases/terms.py": "the one door to the terms of a case, called by actions",
    "cases/term_changes.py": "the same",
    "cases/owing.py": "the same",
    "cases/counted_back.py": "the same",
    "cases/event_terms.py": "terms that the journal opens and meets, in the transaction of the action that wrote it",
    "cases/staff_told.py": "what employees are told of, and owed the telling of, in the same transaction",
    "people/duties.py": "what a body owes each period and by named days, opened by the worker and by the journal",
    "people/duties_recounted.py": "the same, counted anew after a decree",
    "cases/recount.py": "how far a background recount has come, claimed conditionally",
    "programme/rollups.py": "figures counted anew from events and obligations: no fact changes",
    "channels/intake.py": "where long polling of a bot stopped",
    "channels/exchange/outbound.py": "where the look at events stopped, and the rows of the outbox it makes of them",
    "channels/webhooks/events.py": "the same for subscriptions",
    "channels/webhooks/send.py": "what became of one delivery of a webhook",
    "channels/social/sending.py": "how many pieces of one delivery have gone",
    "channels/email/inbound.py": "what the other server says of one delivery",
}
"""Outside of actions: who writes rows all the same, and why."""


def writes_of(path: Path) -> list[str]:
    """Calls that write rows. Text of a set or a mapping (`.update`) and files (`.save`) are told apart by what they are
    called on."""
    found = []
    for node in walked(tree_of(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        on = ast.unparse(node.func.value)
        mapping = node.func.attr == "update" and node.args and not node.keywords
        decorated = on == "router"
        if not (mapping or decorated):
            found.append(f"{path.relative_to(SOURCE)}:{node.lineno} {on[:60]}.{node.func.attr}")
    return found


@pytest.mark.unit
def test_all_writes_are_in_actions() -> None:
    """Whatever module: save, delete, update and create of rows stand in actions, or in the list above with the
    reason."""
    outside, used = [], set()
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if "actions" in Path(name).with_suffix("").parts or name.split("/")[0] in PURE:
            continue
        writes = writes_of(path)
        allowed = [pattern for pattern in MAY_WRITE if fnmatch(name, pattern)]
        if writes and allowed:
            used |= set(allowed)
        elif writes and name not in NO_ROWS:
            outside += writes
    assert outside == []
    assert set(MAY_WRITE) - used == set(), "a permission to write that nobody needs any more"


CARD = {"Client", "ClientAddress", "Consent", "DocumentSeen", "MergeSuggestion", "CardMerge", "LegalHold", "Own"}
"""A card and what stands on one: an action that is given such a row knows a card that may have been joined since."""
ON_A_CARD = CARD - {"Own", "Client"} | {"HistoryExport", "MailingRecipient"}
HOLDS_CARDS = {"lock_cards", "lock_living_card", "lock_living_cards", "lock_cards_whole", "_held_card", "_hold"}
MAY_NOT_HOLD = {
    "reception/actions/calls/beginning.py:_pressed_already": "looks for a talk, and does nothing",
    "records/actions/disposal.py:lift_hold": "by the hold's own key: it ends wherever its card has gone",
    "outreach/actions/mailings.py:add_recipient": "the card that lives is asked again when the letter leaves",
    "records/actions/history.py:build_waiting": "by the archive's own key, whose card was held when it was asked for",
    "records/actions/history.py:_build": "the same",
    "cases/actions/moving.py:move_card": "a part of merge_clients, which holds both",
    "cases/actions/moving.py:move_back": "a part of part_cards, which holds both",
    "cases/actions/moving.py:_name_joined": "a step of merge_clients, which holds both",
    "cases/actions/moving.py:_addresses_back": "a step of part_cards, which holds both",
    "cases/actions/moving.py:_unagree": "a step of part_cards, which holds both",
    "records/actions/disposal.py:carry_holds": "a step of claim_case and part_cards, which hold the card it goes to",
    "cases/actions/owning.py:_agree": "a step of two actions, which hold the card",
    "cases/actions/proving.py:_take_over": "a step of claim_case, which holds the card",
    "cases/actions/receive.py:_make_case": "the card just found or made for this message",
    "cases/actions/receive.py:_of_card": "reads the card only",
    "cases/actions/mailboxes.py:_leave_card": "takes a claimed address off, from whichever card the case stands on",
    "people/actions/matching.py:*": "looks for the card that lives, and suggests",
}
"""Functions that know a card and do not hold it, and why."""


def cards_not_held(path: Path) -> list[str]:
    """Functions that are given a card, or write a row on one, and do not hold the card that lives."""
    found, name = [], path.relative_to(SOURCE).as_posix()
    for node in walked(tree_of(path)):
        if not isinstance(node, ast.FunctionDef):
            continue
        given = {ast.unparse(a.annotation).split(" |")[0] for a in _arguments(node) if a.annotation} & CARD
        calls = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
        written = any(isinstance(f, ast.Attribute) and f.attr in WRITES and _table(f.value) in ON_A_CARD for f in calls)
        holds = any(isinstance(f, ast.Name) and f.id in HOLDS_CARDS for f in calls)
        if (written or (given and _changes(node, calls))) and not holds:
            found.append(f"{name}:{node.name}")
    return found


def _arguments(node: ast.FunctionDef) -> list[ast.arg]:
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]


def _table(node: ast.expr) -> str:
    """`Consent` of `Consent.objects.filter(…)`."""
    while not isinstance(node, ast.Name):
        inner = getattr(node, "value", None) or getattr(node, "func", None)
        if inner is None:
            return ""
        node = inner
    return node.id


def _changes(node: ast.FunctionDef, calls: list[ast.expr]) -> bool:
    """An action, or a function that writes rows or the journal."""
    marks = {ast.unparse(d).split("(")[0] for d in node.decorator_list}
    named = {getattr(f, "attr", "") or getattr(f, "id", "") for f in calls}
    return bool(marks & {"action", "part", "transaction.atomic"} or named & (WRITES | {"record", "hold_address"}))


@pytest.mark.unit
def test_whatever_is_done_with_a_card_is_done_with_the_one_that_lives() -> None:
    """Cards are joined while others work with them: an action that is given a card, or writes a row on one, holds the
    card that lives (people/actions/cards.py), or stands in the list above with the reason."""
    found, used = [], set()
    for path in sorted(SOURCE.rglob("*.py")):
        if "actions" not in path.relative_to(SOURCE).with_suffix("").parts:
            continue
        for one in cards_not_held(path):
            allowed = [pattern for pattern in MAY_NOT_HOLD if fnmatch(one, pattern)]
            used |= set(allowed)
            found += [] if allowed else [one]
    assert "\n".join(found) == ""
    assert set(MAY_NOT_HOLD) - used == set(), "an excuse that nobody needs any more"


PURE = {"bounded", "worktime", "policy", "plain", "letterhead", "drafting"}
NO_ROWS = {
    "cases/letters.py": "segno saves a picture",
    "channels/email/looking.py": "Pillow saves a picture",
    "cases/printing.py": "Pillow saves a picture",
    "paper/ocr.py": "Pillow saves a picture",
}


def test_an_event_cannot_be_changed_deleted_or_truncated(cast: Any) -> None:
    case_of(cast.udm)
    for change in ("update core_event set verb = 'x'", "delete from core_event", "truncate core_event"):
        with (
            pytest.raises(DatabaseError, match="только добавляются"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
    assert Event.objects.exists()


def test_events_hold_no_personal_data(cast: Any) -> None:
    case_of(cast.udm, text="Мой телефон 89991234567", surname="Редкофамильная")
    assert "Редкофамильная" not in str(list(Event.objects.values()))
    assert "89991234567" not in str(list(Event.objects.values()))


def test_organisations_never_see_each_other(cast: Any, client: Client) -> None:
    case = case_of(cast.udm)
    client.force_login(cast.stranger)
    for path, view in routes():
        if not path.startswith("w/cases/<int:pk>/"):
            continue
        url = "/" + path.replace("<int:pk>", str(case.pk))
        answer = client.get(url)
        if answer.status_code == 405:
            answer = client.post(url)
        assert answer.status_code == 404, (url, view)
    assert case.number not in client.get("/w/cases/?state=all").content.decode()
    assert client.get(f"/w/clients/{case.client_id}/").status_code == 404


def test_a_view_of_personal_data_is_journalled(cast: Any, client: Client) -> None:
    case = case_of(cast.udm)
    client.force_login(cast.executor)
    client.get(f"/w/cases/{case.pk}/")
    client.get(f"/w/clients/{case.client_id}/")
    assert [(r.employee_id, r.kind, r.page) for r in AccessRecord.objects.filter(kind="view").order_by("pk")] == [
        (cast.executor.pk, "view", "case"),
        (cast.executor.pk, "view", "client"),
    ]


def test_pages_keep_their_query_budgets(
    cast: Any, client: Client, django_assert_max_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a page asked once more. What a process reads or notes again when so many seconds have passed (the calendar,
    the note that a session is used) is not the page's: it falls on whichever page comes then, and is counted below."""
    monkeypatch.setattr("priemnaya.ui.doors.TOUCH", float("inf"))
    client.force_login(cast.head)
    for n in range(3):
        case = case_of(cast.udm, text=f"Вопрос {n}", addresses={"email": f"c{n}@mail.example"}, identity=f"esia-{n}")
    for path, budget in (
        ("/w/", 19),  # the menu's figures, the walls once, whether the order is to be read anew, what is owed, texts
        ("/w/cases/", 20),  # one is what columns this person wants, one what stands as one row
        (f"/w/cases/{case.pk}/", 32),  # what it has none of is found by one query (`workspace.parts`)
        ("/w/order/", 16),
        ("/w/compliance/", 17),
        ("/w/knowledge/", 9),
        ("/w/duties/", 9),
        ("/w/overview/", 10),
        ("/w/signing/", 8),
        ("/w/notices/", 7),
        ("/udmurtia-mio/write/", 6),
        ("/udmurtia-mio/order/", 12),
    ):
        client.get(path)
        with django_assert_max_num_queries(budget):
            client.get(path)
    before = _queries(client, "/w/cases/")
    for n in range(3, 12):
        case_of(cast.udm, text=f"Вопрос {n}", addresses={"email": f"c{n}@mail.example"}, identity=f"esia-{n}")
    assert _queries(client, "/w/cases/") == before


def test_a_page_on_which_the_calendar_is_read_anew_asks_three_times_more(cast: Any, client: Client) -> None:
    case = case_of(cast.udm)
    client.force_login(cast.head)
    client.get(case.get_absolute_url())
    known = _queries(client, case.get_absolute_url())
    assert _queries(client, case.get_absolute_url()) == known
    forget_calendars()  # as when five seconds have passed
    assert _queries(client, case.get_absolute_url()) == known + 3


def _queries(client: Client, path: str) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


@pytest.mark.unit
def test_every_text_of_the_templates_has_its_english() -> None:
    import polib

    catalogue = polib.pofile(str(SOURCE / "locale/en/LC_MESSAGES/django.po"))
    assert catalogue.untranslated_entries() == []
    known = {e.msgid for e in catalogue}
    texts = {
        m
        for path in SOURCE.rglob("*.html")
        for m in re.findall(r"""(?:{% trans |_\()["']([^"']+)["']""", path.read_text(encoding="utf-8"))
    }
    assert texts - known == set()


def test_the_interface_speaks_english_when_asked(cast: Any, client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/"})
    page = client.get("/udmurtia-mio/").content.decode()
    assert "How can we help?" in page
    client.post("/language/", {"language": "ru", "next": "/"})
    assert "Чем помочь?" in client.get("/udmurtia-mio/").content.decode()


@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.walk)])
def test_the_menu_leads_nobody_to_a_page_not_for_them(cast: Any, client: Client, each: bool) -> None:
    """Every link of the start page opens for whoever sees it; in the suite for the executor."""
    case_of(cast.udm, kind="message")
    others = (cast.registrar, cast.head, cast.analyst, cast.admin)
    for employee in (cast.executor, *(others if each else ())):
        client.force_login(employee)
        page = client.get("/w/", follow=True).content.decode()
        links = set(re.findall(r'(?:href|action)="(/w/[^"?#]*)', page))
        assert len(links) > 3, employee
        for link in links:
            assert client.get(link, follow=True).status_code != 403, (link, employee)


@pytest.mark.unit
def test_every_text_of_the_code_has_its_english() -> None:
    """What `make messages` would collect from Python: constants given to gettext under any of its names."""
    import polib

    names = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext_lazy"}
    texts = {
        argument.value
        for path in SOURCE.rglob("*.py")
        for node in walked(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }
    catalogue = polib.pofile(str(SOURCE / "locale/en/LC_MESSAGES/django.po"))
    assert not [e.msgid for e in catalogue if e.fuzzy]
    assert texts - {e.msgid for e in catalogue if e.msgstr or e.msgstr_plural} == set()


def words_to_people(tree: ast.Module) -> list[int]:
    """Calls of messages.error with words of their own: what stops a person is an Objection, whose words come from where
    it is known."""
    return [
        n.lineno
        for n in walked(tree)
        if isinstance(n, ast.Call)
        and ast.unparse(n.func) == "messages.error"
        and not (len(n.args) == 2 and ast.unparse(n.args[1]).startswith("str("))
    ]


KIN = {"isdigit", "isdecimal", "isnumeric"}
OF_A_REQUEST = re.compile(r"\brequest\.|\.(?:POST|GET|headers|META)\b|\btyped[.\[]")


def typed_as_number(tree: ast.Module) -> list[int]:
    """Text of others taken for a number without core.reading: by isdigit and its kin, or by int() of what a request
    holds."""
    found = [n.lineno for n in walked(tree) if isinstance(n, ast.Attribute) and n.attr in KIN]
    for n in walked(tree):
        counts = isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in ("int", "float")
        if counts and n.args and OF_A_REQUEST.search(ast.unparse(n.args[0])):
            found.append(n.lineno)
    return sorted(found)


@pytest.mark.unit
def test_what_stops_a_person_is_said_by_an_objection() -> None:
    planted = "messages.error(request, _('Нельзя'))\nmessages.error(request, str(objection))"
    assert words_to_people(ast.parse(planted)) == [1]
    assert [f"{p.relative_to(SOURCE)}:{n}" for p, tree in sources(SOURCE) for n in words_to_people(tree)] == []


@pytest.mark.unit
def test_no_text_of_others_is_taken_for_a_number_by_its_looks() -> None:
    """«²».isdigit() is true. The checker looks at characters of a letter, and computes with none of them."""
    planted = "x.isdigit()\nint(request.GET['n'])\nint(row.days)\nfloat(typed['a'])"
    assert typed_as_number(ast.parse(planted)) == [1, 2, 4]
    found = [(p.relative_to(SOURCE).as_posix(), n) for p, tree in sources(SOURCE) for n in typed_as_number(tree)]
    assert [f"{p}:{n}" for p, n in found if not p.startswith(("plain/", "config/bench"))] == []


def _operands(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_operands(node.left), *_operands(node.right)]
    return [node]


def either_of_two_queries(tree: ast.Module) -> list[int]:
    """Conditions «in this query or in that one»: neither has its index then, and the whole table is walked."""
    found = []
    for body in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        named = {ast.unparse(n.targets[0]): n.value for n in ast.walk(body) if isinstance(n, ast.Assign) and n.targets}
        for one in (n for n in ast.walk(body) if isinstance(n, ast.BinOp)):
            asked = [
                k.value
                for call in _operands(one)
                if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("Q")
                for k in call.keywords
                if (k.arg or "").endswith("__in")
            ]
            queries = [ast.unparse(named.get(ast.unparse(v), v)) for v in asked]
            if sum(".values(" in q or ".values_list(" in q for q in queries) > 1:
                found.append(one.lineno)
    return sorted(set(found))


@pytest.mark.unit
def test_no_condition_takes_either_of_two_queries() -> None:
    planted = "def f():\n  a = X.values('pk')\n  return Q(pk__in=a) | Q(pk__in=Y.values('x'))\n"
    assert either_of_two_queries(ast.parse(planted)) == [3]
    found = [(p.relative_to(SOURCE).as_posix(), n) for p, tree in sources(SOURCE) for n in either_of_two_queries(tree)]
    assert found == []


FILE, FUNCTION = 400, 40
"""Lines a person can hold in mind. What grows over it is split where its parts have names of their own."""
LONGER: dict[str, str] = {}
"""`package/file.py` or `package/file.py:function` that is longer all the same, and why."""


def too_long(name: str, text: str, tree: ast.Module) -> list[str]:
    whole = [name] if text.count("\n") > FILE else []
    made = [n for n in walked(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return whole + [f"{name}:{n.name}" for n in made if (n.end_lineno or 0) - n.lineno >= FUNCTION]


@pytest.mark.unit
def test_no_file_and_no_function_is_too_long_to_read() -> None:
    lines = [f"def short(): return {n}" for n in range(FILE - FUNCTION)]
    planted = "\n".join([*lines, "def long():", *["    pass"] * FUNCTION, ""])
    assert too_long("p.py", planted, ast.parse(planted)) == ["p.py", "p.py:long"]
    found = {
        one
        for path, tree in sources(SOURCE)
        for one in too_long(path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8"), tree)
    }
    assert sorted(found - set(LONGER)) == []
    assert set(LONGER) - found == set(), "an excuse that nobody needs any more"


@pytest.mark.unit
def test_no_line_of_a_template_is_longer_than_it_must_be() -> None:
    planted = f'<p class="small">{"слово " * 30}</p>'
    assert max(map(len, wrapped(planted).split("\n"))) <= WIDTH and wrapped(wrapped(planted)) == wrapped(planted)
    assert untidy(SOURCE) == [], "make fix lays them out"


PRAGMA = re.compile(r"\s+# (?:noqa|nosec|type:).*")
MAY_STAY = {
    "html": "nowhere in it white space stands that means nothing more than a space: `untidy` above",
    "py": "a pattern or a list of words: one word, or said by `noqa: E501` or in pyproject; or a pragma is beyond",
    "yaml": "data",
}
"""Endings of code and data of ours whose lines may be longer than the width, and which of them. Of all others none."""


@pytest.mark.unit
def test_no_line_of_code_is_longer_than_people_read_outside_data() -> None:
    assert styles("a{b:c;" + "d:e f;" * 40 + "}").count("\n") == 2
    assert scripts(f'run("{"; " * 60}");') == f'run("{"; " * 60}");', "words stay whole"
    assert broken_lines.untidy(SOURCE) == [], "make fix lays them out"
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]["per-file-ignores"]
    excused = {p for glob, rules in named.items() if "E501" in rules for one in spread(glob) for p in ROOT.glob(one)}
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in ours_in(SOURCE)
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        if len(line) > WIDTH and not may_stay(path, line, excused)
    ]
    assert long == []


def ours_in(folder: Path) -> list[Path]:
    """Text of ours, without data and migrations, which Django writes."""
    found = [p for p in folder.rglob("*.*") if p.is_file() and p.suffix[1:] in {*MAY_STAY, "css", "js", "typ"}]
    return [p for p in found if "migrations" not in p.parts and ".min." not in p.name]


def may_stay(path: Path, line: str, excused: set[Path]) -> bool:
    if path.suffix != ".py":
        return path.suffix[1:] in MAY_STAY
    if path in excused or "noqa: E501" in line or len(line.split()) == 1:
        return True
    return len(PRAGMA.sub("", line)) <= WIDTH


def spread(glob: str) -> list[str]:
    """`a/{b,c}.py` is `a/b.py` and `a/c.py`."""
    found = re.search(r"{([^}]*)}", glob)
    return [glob.replace(found[0], one) for one in found[1].split(",")] if found else [glob]


def cases_made(tree: ast.AST) -> list[int]:
    """`Case(…)` and `Case.objects.create(…)` or its kin."""
    makes = {"Case", "Case.objects.create", "Case.objects.bulk_create", "Case.objects.get_or_create"}
    return [n.lineno for n in walked(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) in makes]


@pytest.mark.unit
def test_a_case_comes_to_be_by_one_door() -> None:
    assert cases_made(ast.parse("Case(kind='x')\nCase.objects.create()\nCase.objects.filter()")) == [1, 2]
    found = {p.relative_to(SOURCE).as_posix() for p, tree in sources(SOURCE) if cases_made(tree)}
    assert sorted(found - {"config/bench_rows.py", "plain/eval/rewriting.py"}) == ["cases/actions/opening.py"]


def tells_by_itself(tree: ast.AST) -> list[int]:
    """try: a deed; except Objection as …: refuse(request, …) and nothing else: `telling` says it once for all."""
    return [
        n.lineno
        for n in walked(tree)
        if isinstance(n, ast.Try)
        and len(n.handlers) == 1
        and (h := n.handlers[0]).type is not None
        and ast.unparse(h.type) == "Objection"
        and [ast.unparse(s) for s in h.body] == [f"refuse(request, {h.name})"]
    ]


@pytest.mark.unit
def test_a_deed_of_a_page_is_told_by_one_helper() -> None:
    planted = "try:\n    act()\nexcept Objection as o:\n    refuse(request, o)"
    assert tells_by_itself(ast.parse(planted)) == [1]
    found = {p.relative_to(SOURCE).as_posix() for p, tree in sources(SOURCE) if tells_by_itself(tree)}
    assert sorted(found - {"ui/typed.py"}) == []


def secrets_compared(tree: ast.AST) -> list[int]:
    names = [n for n in walked(tree) if isinstance(n, ast.Attribute | ast.Name | ast.alias)]
    called = {"compare_digest", "constant_time_compare"}
    said = [n for n in names if {getattr(n, "attr", ""), getattr(n, "id", ""), getattr(n, "name", "")} & called]
    return sorted({n.lineno for n in said})


@pytest.mark.unit
def test_secrets_are_compared_in_one_place() -> None:
    """hmac.compare_digest breaks on letters that are not ASCII: tokens.equal takes whatever a stranger sent."""
    assert secrets_compared(ast.parse("hmac.compare_digest(a, b)\nfrom hmac import compare_digest")) == [1, 2]
    found = [p.relative_to(SOURCE).as_posix() for p, tree in sources(SOURCE) if secrets_compared(tree)]
    assert found == ["core/tokens.py"]


@pytest.mark.unit
@pytest.mark.xdist_group("code")
def test_no_face_shows_the_words_of_an_error_that_is_not_ours() -> None:
    """A ValueError of a library or of a slip of ours would stand on the page as advice: `errors.Objection` has words
    for people, nothing else."""
    shown = [
        f"{path.relative_to(SOURCE)}:{caught.lineno}"
        for path, tree in sources(SOURCE)
        if path.relative_to(SOURCE).parts[0] in ("portal", "ui", "workspace", "api")
        for caught in walked(tree)
        if isinstance(caught, ast.ExceptHandler) and caught.name and caught.type is not None
        if {"ValueError", "TypeError", "KeyError", "Exception"}
        & {n.id for n in ast.walk(caught.type) if isinstance(n, ast.Name)}
        if any(_shows(node, caught.name) for body in caught.body for node in ast.walk(body))
        if path.relative_to(SOURCE).as_posix() != "ui/oidc.py"  # for the log of a provider that fails
    ]
    assert shown == []


def _shows(node: ast.AST, name: str) -> bool:
    """str(error), an f-string of it, or an error of ours with it inside."""
    inside: list[ast.expr] = [node.value] if isinstance(node, ast.FormattedValue) else []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
        inside = node.args
    return any(isinstance(one, ast.Name) and one.id == name for one in inside)
