"""Words of the grammar that an act of another style asked for, each through what a person does or reads."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from priemnaya.cases.actions.grounds import choose_grounds, grounds_offered
from priemnaya.cases.terms import open_term
from priemnaya.core.models import Obligation, Ruling
from priemnaya.drafting.numerals import number_of, ordinal_of
from priemnaya.drafting.taking import taken_from
from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.models import Section
from priemnaya.people.policies import calendar_of, order_of, overridden
from priemnaya.policy import Clause, Order, OrderError, connection, coverage, load_order

from ..desk import Desk
from ..helpers import GOOD, case_of, goes_out, made_ready
from ..stood import posted
from .deeds import PARTS, application
from .test_event_terms import made
from .test_every_value import CLAUSE, clause_of

MADE = Path(__file__).resolve().parents[1] / "orders_made" / "yantar-gzhi" / "order.yaml"


def with_clause(cast: Any, clause: Any) -> Any:
    order = order_of(cast.udm.slug)
    return overridden(Order(order.slug, order.layer, order.act, (*order.clauses, clause), order.body, order.file))


def test_a_term_after_a_refusal_is_owed_after_a_refusal_and_after_no_other_answer(cast: Any, tmp_path: Path) -> None:
    rule = (CLAUSE, "within", "from: reply_sent, do: noted, within: 2wd, if: {decisions: [refusal]}")
    desk = Desk(cast.head)
    with overridden(made(tmp_path, rule)):
        begun = {}
        for decision, parts in (("refusal", PARTS), ("explain", {})):
            case = made_ready(case_of(cast.udm, kind="message"), cast.head)
            desk.writes(case, GOOD, decision=decision, **parts)
            desk.sends(case)
            goes_out(case)
            begun[decision] = Obligation.objects.about("case", case.pk).filter(clause=CLAUSE, what="noted").exists()
    assert begun == {"refusal": True, "explain": False}


def test_who_wrote_a_material_does_not_publish_it_and_the_clause_says_so(cast: Any, client: Browser) -> None:
    section = Section.objects.filter(organisation=cast.udm).first()
    version = articles.draft_article(section, by=cast.head, kind="guide", title="Памятка", text=GOOD)
    client.force_login(cast.head)
    with with_clause(cast, clause_of("not_by", {"person": "article_author", "actions": ["publish_article"]})):
        page = posted(client, f"/w/knowledge/articles/{version.article_id}/publish/", follow=True).content.decode()
    assert "Это тот, кто написал материал" in page
    version.refresh_from_db()
    assert version.state == "draft"
    assert Ruling.objects.filter(clause=CLAUSE, ok=False, stopped=True).exists()


def test_what_no_rule_says_is_owned_to_on_every_page_of_the_order(cast: Any, client: Browser) -> None:
    left = "куда звонить, когда клиент не ответил"
    clause = replace(clause_of("limit", {"what": "clarifications", "at_most": 1}), not_written=left)
    client.force_login(cast.head)
    with with_clause(cast, clause):
        pages = ("/w/order/", f"/w/order/{CLAUSE}/", "/w/compliance/?show=all", f"/{cast.udm.slug}/order/")
        for path in pages:
            page = client.get(path).content.decode()
            assert left in page, path
            assert "частью исполняется системой" in page, path
        (state,) = [s for s in coverage([order_of(cast.udm.slug)]) if s.clause == CLAUSE]
        assert state.partly
    with with_clause(cast, replace(clause, not_written="")):
        assert "частью" not in client.get(f"/w/order/{CLAUSE}/").content.decode()


def test_a_check_of_terms_waits_for_the_terms_of_the_body(cast: Any, client: Browser, monkeypatch: Any) -> None:
    client.force_login(cast.head)
    with with_clause(cast, clause_of("written", {"checks": ["terms_explained"]})):
        assert "ждёт" not in client.get(f"/w/order/{CLAUSE}/").content.decode()
        monkeypatch.setattr("priemnaya.policy.connection._FILLED", {"list of terms": lambda slug: False})
        page = client.get(f"/w/order/{CLAUSE}/").content.decode()
    assert "ещё не исполняется" in page
    assert "словарь терминов пуст" in page


def test_who_signs_is_the_head_where_the_order_says_so_and_another_who_may_sign_does_not(cast: Any) -> None:
    case = made_ready(case_of(cast.udm, kind="message"), cast.head)
    rule = {"action": "send_reply", "facts": ["signed_by_head"]}
    with with_clause(cast, clause_of("before", rule)):
        author = Desk(cast.executor)
        author.writes(case, GOOD)
        assert CLAUSE not in author.on(case, "reply/submit").cited("stopped")
        stopped = Desk(cast.signer).sends(case)
        assert "подписывает сам руководитель" in stopped.text
        assert not case.replies.filter(state__in=("signed", "sent")).exists()
        Desk(cast.head).sends(case)
    assert case.replies.filter(state__in=("signed", "sent")).exists()


def test_a_service_is_refused_by_a_ground_of_its_description_alone(cast: Any) -> None:
    case = made_ready(application(cast.udm), cast.head)
    desk = Desk(cast.head)
    rule = {"action": "send_reply", "facts": ["grounds_listed"], "if": {"decisions": ["refusal"]}}
    with with_clause(cast, clause_of("before", rule)):
        desk.writes(case, GOOD, decision="refusal", **PARTS)
        assert "в описании услуги такого нет" in desk.sends(case).text
        reply = case.replies.latest("pk")
        ground = grounds_offered(reply)[0]
        choose_grounds(reply, [ground.id], by=cast.head)
        assert "в описании услуги такого нет" not in desk.sends(case).text


def test_a_ground_of_services_is_no_kept_clause_where_there_are_none(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen: «исполняется системой», while a message was refused because «корова рыжая»."""
    rule = {"action": "send_reply", "facts": ["grounds_listed"], "if": {"decisions": ["refusal"]}}
    desk, case = Desk(cast.head), made_ready(case_of(cast.udm, kind="message"), cast.head)
    with with_clause(cast, clause_of("before", rule)):
        desk.writes(case, GOOD, decision="refusal", **PARTS)
        assert "основание отказа в заявлении" in desk.get(f"/w/order/{CLAUSE}/").text
        assert CLAUSE not in desk.looks(case, "reply/send").cited("stopped"), "a message has no list of grounds"
        monkeypatch.setitem(connection._FILLED, connection.SERVICES, lambda slug: False)
        for page in (desk.get(f"/w/order/{CLAUSE}/").text, Browser().get("/udmurtia-mio/order/").content.decode()):
            assert "каталог пуст" in page


def test_whom_the_forms_do_not_offer_nobody_registers(cast: Any) -> None:
    """A rule about such a client is a load error (unit/test_never_asked.py): here is why."""
    typed = {"point": "post", "kind": "message", "text": "Где справка?", "surname": "Лесин", "client_kind": "астронавт"}
    page = Desk(cast.registrar).post("/w/cases/new/", **typed)
    assert page.answered == 422 and not cast.udm.cases.filter(subject__startswith="Где справка").exists()


def test_numbers_in_words_are_read_whole_or_not_at_all() -> None:
    said = {
        "восьмидесяти пяти": 85,
        "девяноста семи": 97,
        "двадцати": 20,
        "ста двадцати": 120,
        "двадцатипяти": 25,
        "двух тысяч пятисот": 2500,
        "двадцати двадцати": None,
        "пяти двадцати": None,
        "десятитысячный": None,
    }
    assert {words: number_of(words) for words in said} == said
    assert [ordinal_of(w) for w in ("третьего", "двадцать пятого", "вторая", "раз")] == [3, 25, 2, None]


def test_what_an_act_says_in_words_is_taken_out() -> None:
    table = {
        "не менее восьмидесяти пяти процентов": ("least", "85"),
        "не позднее третьего рабочего дня": ("term", "3wd"),
        "в первый вторник месяца": ("weekday", "tuesday 1"),
        "не позднее 1 марта каждого года": ("yearday", "3-1"),
        "трубку снимают до четвёртого гудка": ("most", "4"),
        "срок продлевается один раз": ("most", "1"),
        "не более 20000 знаков": ("most", "20000"),
    }
    for words, found in table.items():
        assert found in {(t.sort, t.value) for t in taken_from(words)}, words
    assert not {t.value for t in taken_from("в иностранных мессенджерах не отвечают") if t.sort == "point"} & {"max"}


def test_wrong_words_name_their_clause_and_the_right_word() -> None:
    good = MADE.read_text(encoding="utf-8")
    assert load_order(MADE, text=good)
    first = good.index("        values: {")
    day = good[first:].partition("{")[2].partition(":")[0]

    def told(rule: str) -> str:
        head, _, tail = good.partition("clauses:\n")
        made = f'{head}clauses:\n  - clause: "0"\n    demand: "Проба."\n    rules:\n      - {rule}\n{tail}'
        with pytest.raises(OrderError) as error:
            load_order(MADE, text=made)
        return "\n".join(map(str, error.value.errors))

    facts = told(f"{{kind: before, values: {{{day}: {{action: send_reply, facts: [gretting]}}}}}}")
    assert "возможно, greeting" in facts and "не меньше 1" not in facts
    checks = told(f'{{kind: written, values: {{{day}: {{checks: ["канцелярит"]}}}}}}')
    assert "возможно, officialese" in checks
    unless = told(f"{{kind: limit, values: {{{day}: {{what: letter_pages, at_most: 2, unless: recorded_cause}}}}}}")
    assert "возможно, recorded_reason" in unless
    reminder = "on: term_end, whom: [executor], what: term, ahead: [2wd]"
    assert "нет share" in told(f"{{kind: tell, values: {{{day}: {{{reminder}}}}}}}")
    assert "п. 0" in told(f"{{kind: limit, values: {{{day}: {{what: letter_pages, at_most: 2}}}}")


def test_a_term_is_put_off_only_while_so_many_days_are_left(cast: Any) -> None:
    desk, case = Desk(cast.head), case_of(cast.udm, kind="message")
    owed = Obligation.objects.about("case", case.pk).open().get(what="reply_on_substance")
    told = {"days": "5", "reason": "Ждём ответа архива", "notice": "Ответим позже."}
    with with_clause(cast, clause_of("limit", {"what": "days_before_end", "at_least": 3})):
        Obligation.objects.filter(pk=owed.pk).update(due_at=timezone.now() + dt.timedelta(days=2))
        said = desk.on(case, "extend", **told).text
        assert "Не меньше 3 дней до конца срока" in said and "Продлить уже поздно" in said and "Доведите" not in said
        Obligation.objects.filter(pk=owed.pk).update(due_at=timezone.now() + dt.timedelta(days=4))
    with with_clause(cast, clause_of("limit", {"what": "working_days_before_end", "at_least": 30})):
        assert "Не меньше 30 рабочих дней до конца срока" in desk.on(case, "extend", **told).text
    with with_clause(cast, clause_of("limit", {"what": "days_before_end", "at_least": 3})):
        desk.does(case, "extend", **told)


def test_an_extension_is_limited_in_working_days(cast: Any) -> None:
    desk, case = Desk(cast.head), case_of(cast.udm, kind="message")
    before = open_term(case)
    assert before is not None
    first, calendar = cast.udm.local(before.due_at).date(), calendar_of(cast.udm).tentative()
    told = {"reason": "Ждём ответа архива", "notice": "Ответим позже."}

    def working(last: dt.date) -> int:
        return sum(calendar.is_working(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def to_the(nth: int) -> int:
        return next(n for n in range(1, 99) if working(first + dt.timedelta(days=n)) == nth)

    rule = clause_of("limit", {"what": "extension_working_days", "at_most": 10})
    with with_clause(cast, rule):
        said = desk.on(case, "extend", days=str(to_the(11)), **told)
        assert "Не больше 10 рабочих дней продления, а получается 11" in said.text and CLAUSE in said.cited()
        assert f'value="{to_the(10)}"' in desk.get(case.get_absolute_url()).source, "the form begins with the most"
        desk.does(case, "extend", days=str(to_the(10)), **told)
        moved = open_term(case)
        assert moved is not None and working(cast.udm.local(moved.due_at).date()) == 10
    with with_clause(cast, clause_of("limit", {"what": "working_days_before_end", "at_least": 300})):
        assert "Продлить уже поздно" in desk.on(case, "extend", days="1", **told).text


def test_what_an_order_says_of_a_term_is_not_beaten_by_a_default(cast: Any) -> None:
    """By default a message from a social network is answered in nine working hours; an order may say another term."""
    rule = {
        "from": "message_registered",
        "do": "reply_on_substance",
        "within": "4wd",
        "if": {"kinds": ["social_message"]},
    }
    with with_clause(cast, clause_of("within", rule)):
        case = case_of(cast.udm, kind="social_message", point="vk")
        assert Obligation.objects.about("case", case.pk).open().get(what="reply_on_substance").clause == CLAUSE


def test_a_part_that_waits_does_not_turn_what_is_held_into_what_is_not(cast: Any, client: Browser) -> None:
    client.force_login(cast.head)
    talks = clause_of("limit", {"what": "bot_tries", "at_most": 1}).rules
    clause = clause_of("limit", {"what": "clarifications", "at_most": 1})
    with with_clause(cast, replace(clause, rules=(*clause.rules, *talks))):
        page = client.get(f"/w/order/{CLAUSE}/").content.decode()
        assert "частью исполняется системой" in page and "остальное ждёт" in page and "чат-бот" in page
    unless = {"from": "message_received", "do": "primary_reply", "within": "6wh", "unless": {"came_by": ["mfc"]}}
    with with_clause(cast, clause_of("within", unless)):
        page = client.get(f"/w/order/{CLAUSE}/").content.decode()
        assert "ждёт" not in page and "частью" not in page
    nobody = Clause(CLAUSE, "Звонят по времени клиента.", (), not_written="звонят по времени клиента")
    with with_clause(cast, nobody):
        for path in ("/w/order/", f"/w/order/{CLAUSE}/", "/w/compliance/?show=all", f"/{cast.udm.slug}/order/"):
            assert "никто не держит" in client.get(path).content.decode(), path
