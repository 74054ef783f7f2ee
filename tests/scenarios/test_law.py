"""What the law says of every body, where people meet it: closing a case without an answer, extending a term, answering a
complaint about a service, and who stands above whom."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.core.models import Alert, Obligation
from priemnaya.people.editions import forget
from priemnaya.people.loading import sync_body
from priemnaya.people.models import OtherBody
from priemnaya.people.policies import order_of, overridden, policy_of
from priemnaya.policy import coverage, load_law, load_order
from priemnaya.programme.rollups import refresh_body

from ..desk import Desk
from ..helpers import case_of, drafted, goes_out, made_ready, owed, sent_on
from .deeds_of_law import answers_complaint
from .test_every_value import asking

pytestmark = [pytest.mark.django_db]
ROOT = Path(__file__).resolve().parents[2]
COURT = {"outcome": "court_decision", "notice": "Решение суда обжалуют в вышестоящий суд."}


def older(case: Case, days: int) -> Case:
    """As if it had been registered so many days ago."""
    then = case.registered_at - dt.timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(registered_at=then, received_at=then)
    case.refresh_from_db()
    return case


class TestClosingWithoutAnAnswer:
    def test_the_page_says_beforehand_by_when_the_client_is_told_and_the_notice_meets_it(self, cast: Any) -> None:
        case, desk = case_of(cast.udm), Desk(cast.head)
        shown = desk.get(f"/w/cases/{case.pk}/").text
        seventh = cast.udm.local(case.registered_at).date() + dt.timedelta(days=7)
        told = [
            dt.datetime.strptime(d, "%d.%m.%Y").date() for d in re.findall(r"сообщить до (\d\d\.\d\d\.\d{4})", shown)
        ]
        assert len(told) == 5  # 59-ФЗ ст. 8 ч. 7, ст. 11 ч. 2, 4, 4.1, 5.1
        assert all(seventh - dt.timedelta(days=14) < day <= seventh for day in told)
        assert owed(case, "outcome_notice") is None
        desk.on(case, "close", **COURT)
        met = owed(case, "outcome_notice")
        assert met is not None
        assert met.citation == "59-ФЗ, ст. 11 ч. 2"
        assert met.kept

    def test_it_is_met_when_the_notice_leaves_and_owed_while_it_waits(self, cast: Any) -> None:
        case = case_of(cast.udm, point="email", from_address="maria@mail.example", chosen_point="email")
        Desk(cast.head).on(case, "close", **COURT)
        waits = owed(case, "outcome_notice")
        assert waits is not None
        assert waits.is_open
        goes_out(case)
        waits.refresh_from_db()
        assert waits.kept

    def test_told_too_late_it_counts_as_broken_on_the_board(self, cast: Any) -> None:
        case = older(case_of(cast.udm), 12)
        desk = Desk(cast.head)
        assert "сообщить, что ответа по существу не будет" in desk.on(case, "close", **COURT).text
        late = owed(case, "outcome_notice")
        assert late is not None
        assert late.kept is False
        refresh_body(cast.udm)
        assert "59-ФЗ, ст. 11 ч. 2" in desk.get("/w/compliance/?show=law").text
        assert case.number in desk.get(reverse("behind", args=["59-fz.11.2"]) + "?which=broken").text

    def test_a_case_opened_again_owes_no_such_notice(self, cast: Any) -> None:
        case = case_of(cast.udm, point="email", from_address="maria@mail.example", chosen_point="email")
        desk = Desk(cast.head)
        desk.on(case, "close", **COURT)
        desk.on(case, "reopen", why="Ошиблись")
        ended = owed(case, "outcome_notice")
        assert ended is not None
        assert not ended.is_open

    def test_no_notice_where_the_name_or_the_address_cannot_be_read(self, cast: Any) -> None:
        """59-ФЗ ст. 11 ч. 4: who can't be reached is not told; who can be is."""
        desk = Desk(cast.head)
        known, unknown = case_of(cast.udm), case_of(cast.udm, anonymous=True, chosen_point="portal", kind="appeal")
        if unknown.kind != "appeal":
            Case.objects.filter(pk=unknown.pk).update(kind="appeal")
        assert "Клиента нужно уведомить" in desk.on(known, "close", outcome="illegible").text
        desk.on(known, "close", outcome="illegible", notice="Текст не прочитать.")
        assert known.contacts.filter(direction="out", text__contains="напишите нам снова").exists()  # ст. 11 ч. 7
        desk.on(unknown, "close", outcome="illegible")
        assert Case.objects.get(pk=unknown.pk).outcome == "illegible"
        assert owed(unknown, "outcome_notice") is None

    def test_signs_of_a_crime_are_sent_on_before_an_anonymous_appeal_is_closed(self, cast: Any) -> None:
        """59-ФЗ ст. 11 ч. 1."""
        desk, case = Desk(cast.head), case_of(cast.udm)
        assert case.client is not None
        case.client.surname = ""
        case.client.save()
        typed = {"outcome": "no_name_or_address"}
        assert "сведения о преступлении" in desk.on(case, "close", **typed).text
        assert "сначала перешлите" in desk.on(case, "close", crime="yes", **typed).text
        sent_on(case, "Администрация города Ижевска", by=cast.head, keeps=True)
        desk.on(case, "close", crime="yes", **typed)
        assert Case.objects.get(pk=case.pk).outcome == "no_name_or_address"

    def test_only_answers_on_the_same_question_stop_correspondence(self, cast: Any) -> None:
        """59-ФЗ ст. 11 ч. 5: two answered cases about something else are no ground, and new arguments are none."""
        desk, case = Desk(cast.head), case_of(cast.udm)
        for _n in range(2):
            earlier = made_ready(case_of(cast.udm), cast.head)
            actions.send_reply(drafted(earlier, cast.head), by=cast.head)
            desk.on(case, "link", number=earlier.number)
        typed = {"outcome": "repeated", "notice": "Мы ответили вам дважды."}
        assert "а связано 0" in desk.on(case, "close", no_new_arguments="1", **typed).text
        made_ready(case, cast.head)
        assert "новых доводов нет" in desk.on(case, "close", **typed).text
        desk.on(case, "close", no_new_arguments="1", **typed)
        assert Case.objects.get(pk=case.pk).outcome == "repeated"

    def test_a_request_for_information_has_the_seven_grounds_of_the_law(self, cast: Any) -> None:
        """8-ФЗ ст. 18 ч. 3, ст. 20."""
        case = case_of(cast.udm, kind="info_request")
        shown = Desk(cast.head).get(f"/w/cases/{case.pk}/")
        offered = set(re.findall(r'<option value="(info_\w+)"', shown.source))
        assert offered - {"info_request"} == {
            "info_anonymous",
            "info_assessment",
            "info_body_unknown",
            "info_given",
            "info_no_contacts",
            "info_not_ours",
            "info_published",
            "info_restricted",
            "info_unclear",
        }


class TestTerms:
    def test_what_sending_on_and_extending_would_owe_is_on_the_page_beforehand(self, cast: Any) -> None:
        shown = Desk(cast.head).get(f"/w/cases/{case_of(cast.udm).pk}/").text
        assert "Переслать в другой орган или в несколько и сообщить об этом клиенту" in shown
        request = Desk(cast.head).get(f"/w/cases/{case_of(cast.udm, kind='info_request').pk}/").text
        assert "Продлить срок и сообщить об этом клиенту" in request

    @pytest.mark.parametrize("kind", ["service_complaint", "media_request"])
    def test_three_hundred_days_are_given_to_nobody(self, cast: Any, kind: str) -> None:
        case = case_of(cast.udm)
        desk = Desk(cast.head)
        desk.on(case, "kind", kind=kind)
        before = owed(case, "reply_on_substance")
        desk.on(case, "extend", days=300, reason="Ждём сведений")
        after = owed(case, "reply_on_substance")
        assert before is not None
        assert after is not None
        assert after.due_at == before.due_at

    def test_the_editors_are_told_of_a_delay_in_three_days_or_not_at_all(self, cast: Any) -> None:
        desk, case = Desk(cast.head), case_of(cast.udm)
        desk.on(case, "kind", kind="media_request")
        older(case, 5)
        assert "ст. 40" in desk.on(case, "extend", days=5, reason="Ждём сведений").text
        assert not Obligation.objects.about("case", case.pk).filter(changes__kind="extended").exists()

    def test_a_service_is_not_extended_unless_an_act_says_so(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_application", point="epgu", addresses={"epgu": "47"}, service=None)
        assert "продлить не дают" in Desk(cast.head).on(case, "extend", days=5, reason="Ждём сведений").text

    def test_a_second_extension_of_a_message_is_refused_by_the_rule(self, cast: Any) -> None:
        desk, case = Desk(cast.head), case_of(cast.udm, kind="message")
        desk.on(case, "extend", days=5, reason="Ждём сведений")
        page = desk.on(case, "extend", days=5, reason="Ждём ещё")
        assert "Не больше 1 продлений" in page.text or "Не больше одного продления" in page.text

    def test_twenty_days_for_migration_are_of_the_head_of_the_region_only(self, cast: Any) -> None:
        desk = Desk(cast.head)
        plain = case_of(cast.udm)
        desk.on(plain, "kind", kind="appeal", ground=["migration"])
        order = order_of("udmurtia-mio")
        assert order.body is not None
        office = replace(order, body=order.body.model_copy(update={"head_of_region": True}))
        with overridden(office):
            of_office = case_of(cast.udm, text="О другом")
            desk.on(of_office, "kind", kind="appeal", ground=["migration"])
        assert owed(plain, "reply_on_substance").citation == "59-ФЗ, ст. 12 ч. 1"  # type: ignore[union-attr]
        assert owed(of_office, "reply_on_substance").citation == "59-ФЗ, ст. 12 ч. 1.1"  # type: ignore[union-attr]


class TestComplaintsAboutServices:
    def test_the_answer_leaves_by_the_day_after_the_decision(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint", chosen_point="email")
        answers_complaint(cast, case)
        term = owed(case, "complaint_reply")
        assert term is not None, Desk(cast.head).get(f"/w/cases/{case.pk}/reply/").remarks("verdict")
        assert term.is_open
        assert cast.udm.local(term.due_at).date() == cast.udm.local(timezone.now()).date() + dt.timedelta(days=1)
        goes_out(case)
        term.refresh_from_db()
        assert term.kept

    def test_signs_of_a_crime_stop_the_answer_until_the_prosecutor_has_the_complaint(self, cast: Any) -> None:
        """210-ФЗ ст. 11.2 ч. 9."""
        desk, case = Desk(cast.head), made_ready(case_of(cast.udm, kind="service_complaint"), cast.head)
        desk.on(case, "complaint", about="other", against="Отдел аренды", crime_signs="1")
        desk.writes(case, "Здравствуйте, Мария Сергеевна!")
        assert "в прокуратуру она не направлена" in desk.sends(case).text
        OtherBody.objects.filter(organisation=cast.udm, slug="genproc").update(ways=["email"], email="gp@mail.example")
        sent_on(case, "Генеральная прокуратура Российской Федерации", by=cast.head, keeps=True)
        assert "в прокуратуру она не направлена" not in desk.sends(case).text


class TestLayers:
    def test_an_order_that_would_loosen_the_law_is_told_of_and_the_law_holds(self, cast: Any, tmp_path: Path) -> None:
        text = (ROOT / "orders/udmurtia-mio/order.yaml").read_text(encoding="utf-8")
        head, clauses = text.split("clauses:\n", 1)
        looser = (
            '  - clause: "0.1"\n    demand: "Ответ за 60 дней."\n    rules:\n      - kind: within\n'
            '        prevails: "Указ № 1"\n        values: {2024-09-13: {from: message_registered, do: reply_on_substance, within: 60d}}\n'
        )
        file = tmp_path / "udmurtia-mio" / "order.yaml"
        file.parent.mkdir()
        file.write_text(f"{head}clauses:\n{looser}{clauses}", encoding="utf-8")
        order = load_order(file)
        with overridden(order):
            case, message = case_of(cast.udm), case_of(cast.udm, kind="message", text="Другое")
            sync_body(order)
        assert "30 дней" in owed(case, "reply_on_substance").reasoning  # type: ignore[union-attr]
        assert "60 дней" in owed(message, "reply_on_substance").reasoning  # type: ignore[union-attr]
        said = Alert.objects.filter(kind="order", text__contains="59-ФЗ, ст. 12 ч. 1")
        assert "п. 0.1" in said.values_list("text", flat=True)[0]

    def test_acts_of_the_region_stand_between_the_order_and_the_law(
        self, cast: Any, tmp_path: Path, settings: Any
    ) -> None:
        folder = tmp_path / "orders"
        shutil.copytree(ROOT / "orders", folder)
        (folder / "regions").mkdir()
        file = folder / "regions" / "RU-UD.yaml"
        file.write_text(
            'order: {title: "Закон Удмуртской Республики № 1-РЗ", date: 2020-01-01, status: in_force}\n'
            'clauses:\n  - clause: "1-rz.5"\n    act: "1-РЗ"\n    source: "ст. 5"\n    demand: "Ответ за 20 дней."\n'
            "    rules:\n      - kind: within\n"
            "        values: {2020-01-01: {from: message_registered, do: reply_on_substance, within: 20d, if: {kinds: [appeal]}}}\n",
            encoding="utf-8",
        )
        settings.ORDERS = folder
        assert [layer.layer for layer in policy_of(cast.udm).layers] == ["body", "regional", "federal", "defaults"]
        assert [layer.layer for layer in policy_of(cast.altai).layers] == ["body", "federal", "defaults"]
        case = case_of(cast.udm)
        assert owed(case, "reply_on_substance").citation == "1-РЗ, ст. 5"  # type: ignore[union-attr]
        states = {row.clause: row.state for row in coverage(load_law(folder))}
        assert states["1-rz.5"] == states["59-fz.12.1"] == "enforced"
        file.write_text("order: {title: [", encoding="utf-8")
        forget("regions")
        assert [layer.layer for layer in policy_of(cast.udm).layers] == ["body", "regional", "federal", "defaults"]
        assert Alert.objects.filter(kind="file:RU-UD.yaml:regions", resolved_at=None).exists()


ANSWERED = re.compile(r"отве[тч]|рассм[ао]тр|жалоб|обращени|зарегистр|перешл|срок", re.I)
WRITTEN_OUT = re.compile(
    r"\b(\d+|один|одного|два|три|пять|семь|десять|пятнадцат\w+|двадцат\w+|тридцат\w+)\s+(рабочих |рабочего |календарных )?"
    r"(дн[яей]\w*|день|сут\w+|месяц\w*)\b",
    re.I,
)


def test_texts_for_clients_take_terms_from_the_policy() -> None:
    """No text that clients read writes out by when they are answered: an order or an edition of the law changes it."""
    files = [
        *ROOT.glob("orders/*/texts.yaml"),
        *ROOT.glob("orders/*/knowledge.yaml"),
        *ROOT.glob("orders/*/services.yaml"),
        *ROOT.glob("src/priemnaya/portal/**/*.html"),
        *ROOT.glob("src/priemnaya/portal/**/*.py"),
        *ROOT.glob("src/priemnaya/cases/*texts.py"),
        *ROOT.glob("src/priemnaya/letterhead/*.t*p"),
    ]
    found = [
        f"{file.relative_to(ROOT)}: {sentence.strip()}"
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        for sentence in re.split(r"(?<=[.!?])\s", "" if line.strip().startswith(("#", '"""')) else line)
        if ANSWERED.search(sentence) and WRITTEN_OUT.search(sentence)
    ]
    assert [line for line in found if not any(fact in line for fact in OF_SERVICES)] == []


OF_SERVICES = (
    "Статья 39.17",  # what a law says of one service
    "до последнего дня договора",
)
"""Sentences about terms of something else than our answer."""


def test_an_outcome_of_the_order_alone_ends_no_appeal_of_who_can_be_answered(cast: Any) -> None:
    """59-ФЗ ст. 10: who gave a name and an address is answered, whatever outcomes an order thinks of."""
    rule = {"outcome": "cruelty_unsigned", "title": "Проверен, ответа не будет", "needs": ["reason"]}
    desk, message = Desk(cast.head), case_of(cast.udm, kind="message")
    firm = {"surname": "", "name": "", "patronymic": "", "company": "ООО Ромашка", "identity": ""}
    known = [
        case_of(cast.udm),
        case_of(cast.udm, addresses={}, identity="esia-77", vouched=()),  # answered on the page of the case
        case_of(cast.udm, addresses={}, identity="", text="Как быть с арендой?"),
        case_of(cast.udm, **firm, addresses={"email": "romashka@mail.example"}, text="Нужен участок под склад."),
    ]
    nameless = case_of(cast.udm, anonymous=True, chosen_point="portal")
    Case.objects.filter(pk__in=[c.pk for c in (*known, nameless)]).update(kind="appeal")
    with asking(cast, "closes_as", rule, alone=False):
        assert "Проверен, ответа не будет" not in desk.get(known[1].get_absolute_url()).text
        for case in (*known, message, nameless):
            desk.on(case, "close", outcome="cruelty_unsigned", reason="Проверено на месте.")
    told = desk.on(known[3], "close", outcome="no_name_or_address", crime="no").text
    assert "указаны и имя, и адрес" in told, "the law's own outcome is of nobody who can be answered either"
    assert [Case.objects.get(pk=c.pk).is_open for c in (*known, message, nameless)] == [True] * 4 + [False] * 2
