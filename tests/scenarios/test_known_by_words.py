"""What an order asks of a text and the product knows by its words: what is known stops, and every page says that it is
known only so far."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.test import Client as Browser

from priemnaya.cases.wording import report_of, text_verdicts
from priemnaya.knowledge.wording import check_text
from priemnaya.people.policies import order_of, overridden
from priemnaya.plain import catalogue
from priemnaya.policy import Order
from priemnaya.policy.kinds.written import MEASURED

from ..desk import Desk
from ..helpers import GOOD, case_of, drafted, goes_out, local_day, made_ready
from .test_every_value import CLAUSE, clause_of
from .test_order_words import with_clause

SAID = "насколько узнаёт в тексте"
PROMISED = "Здравствуйте, Мария Сергеевна!\n\nЗарплату проверит наш инспектор. Меры к заводу «Луч» будут приняты после проверки."


def test_a_letter_of_promises_alone_stops_in_whatever_words(cast: Any) -> None:
    """Seen: «взят на контроль» stopped, the same in other words went with 100 of 100."""
    desk = Desk(cast.head)
    with with_clause(cast, clause_of("written", {"checks": ["non_answer", "brush_off"]})):
        for text, stopped in ((PROMISED, True), (GOOD, False)):
            case = made_ready(case_of(cast.udm, kind="message"), cast.head)
            desk.writes(case, text)
            assert (CLAUSE in desk.sends(case).cited("stopped")) is stopped, text
            if not stopped:
                goes_out(case)
                assert case.replies.filter(state="sent").exists()


def test_a_clause_known_by_words_is_told_apart_from_a_hard_limit(cast: Any) -> None:
    desk = Desk(cast.head)
    for kind, values, known in (
        ("written", {"checks": ["non_answer"]}, True),
        ("written", {"checks": ["capitals"]}, False),
        ("limit", {"what": "letter_pages", "at_most": 2}, False),
    ):
        with with_clause(cast, clause_of(kind, values)):
            mine = desk.get(f"/w/order/{CLAUSE}/").text
            public = Browser().get("/udmurtia-mio/order/").content.decode().partition(f'id="c-{CLAUSE}"')[2]
            public = public.partition('id="c-')[0]
            assert [SAID in page for page in (mine, public)] == [known, known], (kind, values)


def test_what_counts_is_not_what_reads_words() -> None:
    """A check that is called measured has no rule that looks for words and phrases."""
    for check in MEASURED:
        serving = [rule for rule in catalogue().values() if check in rule.serves and rule.level == "error"]
        assert all(rule.detector != "lexicon" for rule in serving), check


OWN = {"words": ["надлежащий", "ваше обращение рассмотрено"], "avoid": ["установленный порядок"]}


def test_a_word_that_the_order_excludes_stops_a_letter_in_any_form(cast: Any) -> None:
    desk = Desk(cast.head)
    with with_clause(cast, clause_of("written", OWN)):
        for added, stops in (
            ("Договор оформили надлежащим образом.", True),
            ("Ваше обращение рассмотрено.", True),
            ("Договор лежит на месте, а надлежало ему быть у вас.", False),
            ("Договор выдадут в установленном порядке.", False),
        ):
            case = made_ready(case_of(cast.udm, kind="message"), cast.head)
            desk.writes(case, f"{GOOD}\n\n{added}")
            stopped = CLAUSE in desk.sends(case).cited("stopped")
            assert stopped is stops, added
            mine = [f for f in report_of(case.replies.latest("pk")).findings if f.clause == CLAUSE]
            hinted = ["warning"] if "установленном" in added else []
            assert [f.level for f in mine] == (["error"] if stops else hinted), added
            assert all("Порядок" in f.message for f in mine)


def test_each_clause_owns_its_own_words(cast: Any) -> None:
    """A word of one clause breaks no other, though both are kept by one rule of the checker."""
    first = clause_of("written", {"words": ["надлежащий"]})
    second = replace(clause_of("written", {"words": ["вышеуказанный"]}), number="99.2")
    order = order_of(cast.udm.slug)
    changed = Order(order.slug, order.layer, order.act, (*order.clauses, first, second), order.body, order.file)
    with overridden(changed):
        reply = drafted(case_of(cast.udm), cast.executor, text=f"{GOOD}\n\nДоговор оформили надлежащим образом.")
        wrong = {v.clause for v in text_verdicts(reply) if not v.ok}
    assert CLAUSE in wrong and "99.2" not in wrong


def test_own_words_of_materials_stop_there_and_those_of_speech_are_told(cast: Any) -> None:
    desk = Desk(cast.head)
    with with_clause(cast, clause_of("written", {**OWN, "on": "article"})):
        found = check_text(cast.udm, "article", "Документы хранят надлежаще, в надлежащем месте.", local_day(cast.udm))
        assert CLAUSE in [v.clause for v in found.verdicts if not v.ok]
        assert "без слов: «надлежащий»" in desk.get(f"/w/order/{CLAUSE}/").text
    with with_clause(cast, clause_of("written", {"words": ["это не к нам"], "on": "speech"})):
        page = desk.get(f"/w/order/{CLAUSE}/").text
        assert "подсказывается" in page and "без слов: «это не к нам»" in page
