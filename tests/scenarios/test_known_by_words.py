"""What an order asks of a text and the product knows by its words: what is known stops, and every page says that it is
known only so far."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser

from priemnaya.plain import catalogue
from priemnaya.policy.kinds.written import CHECK_TITLES, MEASURED

from ..desk import Desk
from ..helpers import GOOD, case_of, goes_out, made_ready
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
    assert set(CHECK_TITLES) > MEASURED
