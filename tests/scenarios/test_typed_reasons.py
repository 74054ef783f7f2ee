"""What a reason does where the clause does not speak of one: the pages say so, and so does the figure."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser

from priemnaya.cases.wording import text_verdicts
from priemnaya.core.models import Ruling
from priemnaya.knowledge.wording import excused

from ..desk import Desk
from ..helpers import GOOD, case_of, drafted, goes_out, made_ready
from .deeds import BAD_TEXTS
from .test_every_value import CLAUSE, clause_of
from .test_order_words import with_clause

SAID = "отступают только с записанной причиной"
BROKEN = "считается нарушением"


def test_a_letter_that_goes_with_a_reason_is_no_kept_clause_and_the_pages_say_so(cast: Any) -> None:
    """Seen: «исполняется системой», though a typed reason went past a clause that has no `unless`."""
    desk = Desk(cast.head)
    for values, kept in (({}, False), ({"unless": {"recorded_reason": True}}, True)):
        with with_clause(cast, clause_of("written", {"checks": ["officialese"], **values})):
            page = desk.get(f"/w/order/{CLAUSE}/").text
            assert SAID in page and (BROKEN in page) == (not kept)
            public = Browser().get("/udmurtia-mio/order/").content.decode().partition(f'id="c-{CLAUSE}"')[2]
            assert SAID in public
            case = made_ready(case_of(cast.udm, kind="message"), cast.head)
            desk.writes(case, f"{GOOD}\n\n{BAD_TEXTS['officialese'].partition(' ')[2]}")
            assert CLAUSE in desk.sends(case).cited("stopped")
            reply = case.replies.latest("pk")
            wrong = [v for v in text_verdicts(reply) if not v.ok]
            rules = {rule for v in wrong for rule in getattr(v, "rules", ())}
            typed = {f"override:{rule}": "Слова закона, их не заменить" for rule in rules}
            desk.on(case, "reply/save", text=reply.text, letterhead="on", survey="on", **typed)
            desk.sends(case)
            goes_out(case)
            assert case.replies.filter(state="sent").exists()
            mine = Ruling.objects.filter(subject_id=case.pk, clause=CLAUSE, kind="written", stopped=False).latest("pk")
            assert mine.ok is kept and "Слова закона" in str(vars(mine))


def test_what_has_a_reason_in_its_own_words_says_so(cast: Any) -> None:
    desk = Desk(cast.head)
    for fact, said in (("refusal_named", "почему это не отказ"), ("decided_alike", "чем это дело отличается")):
        with with_clause(cast, clause_of("before", {"action": "send_reply", "facts": [fact]})):
            page = desk.get(f"/w/order/{CLAUSE}/").text
            assert SAID in page and said in page
    with with_clause(cast, clause_of("before", {"action": "send_reply", "facts": ["topic"]})):
        assert SAID not in desk.get(f"/w/order/{CLAUSE}/").text


def test_a_reason_for_a_fact_that_contradicts_the_case_lifts_no_score(cast: Any) -> None:
    with with_clause(cast, clause_of("written", {"checks": ["facts"], "min_score": 100})):
        reply = drafted(case_of(cast.udm), cast.executor, text=f"{BAD_TEXTS['readability']} Приходите 31 ноября.")
        mine = [v for v in text_verdicts(reply) if v.clause == CLAUSE and not v.ok]
        assert {v.target for v in mine} >= {"score"}
        every = {rule: "Так в деле" for v in mine for rule in getattr(v, "rules", ())}
        assert [v.target for v in mine if not excused(v, every)] == ["score"]
