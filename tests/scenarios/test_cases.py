"""Officials' examples: `orders/*/cases.yaml`, each run as a test named after its clause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import verdicts_of
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.wording import attachment_findings, report_of
from priemnaya.core.models import Obligation
from priemnaya.plain import catalogue
from priemnaya.policy.points import test_name as name_of

from ..helpers import GOOD, case_of, drafted, made_ready, message

ORDERS = Path(__file__).resolve().parents[2] / "orders"
REFUSAL = {
    "grounds": "Участок уже сдан в аренду другому человеку до 2030 года, поэтому сдать его вам сейчас нельзя",
    "how_to_fix": "Выберите другой участок на карте",
    "how_to_reapply": "Подайте новое заявление на сайте",
    "how_to_appeal": "Пожалуйтесь министру или в суд за три месяца",
}


def run_case(cast: Any, body: str, example: dict[str, Any]) -> None:
    """One example: what is given decides what is looked at."""
    if "text" in example:
        _text(cast, body, example)
    elif "due" in example:
        _term(cast, body, example)
    elif "taken_as" in example:
        received = actions.receive_message(
            cast.bodies[body],
            message(point=example["files_by"], kind=example["kind"], text="Прошу", surname="Петров"),
        )
        assert received.case is not None
        assert received.case.kind == example["taken_as"]
    else:
        _reply(cast, body, example)


def _text(cast: Any, body: str, example: dict[str, Any]) -> None:
    case = case_of(cast.bodies[body])
    reply = drafted(case, cast.head_of(body), example["text"], decision=example.get("decision", "explain"))
    if "attachment" in example:
        attach_to_reply(reply, "памятка.html", example["attachment"].encode(), "text/html", by=cast.head_of(body))
    findings = [*report_of(reply).findings, *attachment_findings(reply)]
    checks = {name for f in findings for name in catalogue()[f.rule].serves}
    if "found" in example:
        assert example["found"] in checks
    else:
        assert example["not_found"] not in checks


def _term(cast: Any, body: str, example: dict[str, Any]) -> None:
    organisation = cast.udm if body == "base" else cast.bodies[body]
    at = example["received"]
    at = (at if isinstance(at, dt.datetime) else dt.datetime.fromisoformat(at)).replace(tzinfo=organisation.zone)
    with patch("django.utils.timezone.now", lambda: at):
        case = case_of(organisation, kind=example["kind"], at=at, grounds=tuple(example.get("grounds", ())))
    owed = Obligation.objects.about("case", case.pk).filter(what=example["what"]).get()
    assert owed.clause == example["clause"]
    assert organisation.local(owed.due_at).isoformat().startswith(example["due"])


def _reply(cast: Any, body: str, example: dict[str, Any]) -> None:
    head = cast.head_of(body)
    case = case_of(cast.bodies[body], **({"chosen_point": example["point"]} if "point" in example else {}))
    without = example.get("reply_without")
    if without not in ("topic", "need", "urgency"):
        made_ready(case, head)
    fields: dict[str, Any] = {}
    if without in ("survey", "letterhead"):
        fields[without] = False
    if "refusal_without" in example:
        fields = {"decision": "refusal", **REFUSAL, example["refusal_without"]: ""}
        fields.pop("nothing", None)
    if "refusal_grounds" in example:
        fields = {"decision": "refusal", **REFUSAL, "grounds": example["refusal_grounds"]}
    reply = drafted(case, head, "Принесите паспорт." if without == "greeting" else GOOD, **fields)
    broken = {v.clause for v in verdicts_of(reply, head) if not v.ok and v.layer == "body"}
    stops = example.get("stops", example.get("refusal_without") != "nothing")
    assert (example["clause"] in broken) is stops, broken


def _make(body: str, example: dict[str, Any]) -> Callable[[Any], None]:
    def test(cast: Any) -> None:
        run_case(cast, body, example)

    test.__doc__ = example["title"]
    return test


def _load() -> None:
    for path in sorted(ORDERS.glob("*/cases.yaml")):
        for n, example in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
            name = f"{name_of(path.parent.name, example['clause'])}__{n}"
            globals()[name] = _make(path.parent.name, example)


_load()


@pytest.mark.unit
def test_every_example_names_a_clause_of_its_order() -> None:
    from priemnaya.policy import load_base, load_folder

    known = {(s, c.number) for s, o in load_folder(ORDERS).items() for c in o.clauses}
    known |= {("base", c.number) for o in load_base(ORDERS) for c in o.clauses}
    named = [
        (path.parent.name, example["clause"])
        for path in ORDERS.glob("*/cases.yaml")
        for example in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    assert {slug for slug, _ in named} >= set(load_folder(ORDERS))
    assert set(named) - known == set()
