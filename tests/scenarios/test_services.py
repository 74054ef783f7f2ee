"""The catalogue, applications, decisions that explain themselves and are taken alike: one scenario a clause."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client as Browser
from django.utils import timezone
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.actions.applications import Mark, application_of
from priemnaya.cases.actions.decisions import record_decision
from priemnaya.cases.actions.grounds import grounds_offered
from priemnaya.cases.facts_seen import token_of
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import ApplicationDocument, Case, Decision
from priemnaya.cases.practice import practice_for
from priemnaya.core.models import Delivery, Notice, Obligation, SettingChange
from priemnaya.desk.actions import save_rule
from priemnaya.errors import Objection
from priemnaya.knowledge.actions.catalogue import publish_edition, refresh_started, withdraw_service, wording_of
from priemnaya.knowledge.models import LifeSituation, Service
from priemnaya.people.models import Employee, Organisation, Unit
from priemnaya.people.policies import calendar_of, overridden
from priemnaya.policy import Refused

from ..desk import Desk, shown_form
from ..helpers import (
    GOOD,
    as_part,
    case_of,
    clauses,
    drafted,
    goes_out,
    local_day,
    made_ready,
    owed,
    under_code,
    words_of,
)
from .test_guards import MADE, asking, made

LEASE = "lease-extend"


def service_of(organisation: Organisation, slug: str = "") -> Service:
    rows = Service.objects.filter(organisation=organisation)
    return (
        rows.get(slug=slug)
        if slug
        else next(s for s in rows if s.current and len(s.current.text.brought) > 1 and s.current.text.grounds)
    )


def applied(organisation: Organisation, slug: str = "", *, given: tuple[str, ...] = (), **changes: Any) -> Case:
    """An application on the portal (or another point) with some documents attached."""
    service = service_of(organisation, slug)
    files = tuple(IncomingFile(f"{d}.pdf", b"%PDF-1.4 " + d.encode(), document=d) for d in given)
    fields = {"point": "epgu", "chosen_point": "", "addresses": {"epgu": "4711", "email": "m@mail.example"}, **changes}
    return case_of(organisation, kind="service_application", service=service.pk, files=files, **fields)


def lacking(case: Case, by: Any, state: str = "missing", note: str = "") -> Any:
    row = application_of(case).documents.filter(source="client").first()
    actions.check_documents(case, {row.pk: Mark(state, note)}, by=by)
    return row


EDIT = f"/w/services/{LEASE}/edit/"


def form_of(page: Any, field: str) -> dict[str, list[str]]:
    """What the form with this field would send, as the browser has it."""
    [form] = html.fromstring(page.content.decode()).xpath(f"//form[.//*[@name='{field}']]")
    typed: dict[str, list[str]] = {}
    for name, value in form.form_values():
        typed.setdefault(name, []).append(value)
    return typed


def edition_form(client: Browser) -> dict[str, list[str]]:
    return form_of(client.get(EDIT), "term_number")


class TestCatalogue:
    def test_chelyabinsk_edu_1_2_service__law_term_documents_result(self, cast: Any) -> None:
        assert len(cast.bodies) >= 5
        for body in cast.bodies.values():
            services = Service.objects.filter(organisation=body)
            assert services.count() >= 8
            for service in services:
                text = service.current.text
                assert text.law and text.term.within and text.result.name and text.steps and text.access

    def test_altai_zags_4_4_and_chelyabinsk_edu_1_4_4_and_altai_zags_6_1_and_chelyabinsk_edu_2_1__steps_before_the_start(
        self, cast: Any, client: Browser
    ) -> None:
        page = words_of(client.get("/altai-zags/services/duplicate/"))
        for words in ("Что делать, по порядку", "Приносите вы", "Берём сами", "Срок", "500 ₽", "Почему могут отказать"):
            assert words in page
        assert page.index("Подайте заявление на этом сайте") < page.index("Заберите документ с паспортом")

    def test_chechnya_minnats_4_1_3__the_services_of_a_life_situation(self, cast: Any, client: Browser) -> None:
        situation = LifeSituation.objects.get(organisation=cast.bodies["chechnya-minnats"], slug="festival")
        page = client.get(f"/chechnya-minnats/situations/{situation.slug}/").content.decode()
        assert "Субсидия на проект объединения" in page
        assert "Помощь с площадкой" in page
        assert "Аккредитация журналиста" not in page

    def test_udmurtia_mio_6_3__each_service_says_how_it_can_be_reached(self, cast: Any, client: Browser) -> None:
        services = Service.objects.filter(organisation=cast.udm)
        assert services.count() >= 8
        for service in services:
            page = client.get(f"/udmurtia-mio/services/{service.slug}/").content.decode()
            assert "Вход без ступеней" in page

    def test_altai_zags_4_5_and_chelyabinsk_edu_1_4_5__words_of_a_service_are_checked(self, cast: Any) -> None:
        for slug in ("altai-zags", "chelyabinsk-edu"):
            body = cast.bodies[slug]
            service = service_of(body)
            editor = cast.hire(f"editor-{slug}", body, "Зайцева", "editor")
            heavy = service.current.text.model_copy(
                update={"lead": "Осуществление выдачи документа производится в целях реализации права."}
            )
            today = body.local(timezone.now()).date()
            with pytest.raises(Refused) as stopped:
                publish_edition(body, service.slug, heavy, since=today, by=editor, reason="Проверка")
            assert clauses(stopped.value.verdicts) == {"4.5" if slug == "altai-zags" else "1.4.5"}
            plain = service.current.text.model_copy(update={"lead": "Выдадим документ за один день."})
            edition = publish_edition(body, service.slug, plain, since=today, by=editor, reason="Срок стал короче")
            service.refresh_from_db()
            assert service.lead == "Выдадим документ за один день."
            assert edition.author == editor

    def test_every_shipped_service_is_written_plainly(self, cast: Any) -> None:
        bad = [
            (s.organisation.slug, s.slug, [f.message for f in wording_of(s.organisation, s.current.text).report.stops])
            for s in Service.objects.select_related("organisation")
            if wording_of(s.organisation, s.current.text).report.stops
        ]
        assert bad == []

    def test_a_case_keeps_the_edition_of_its_registration(self, cast: Any) -> None:
        service = service_of(cast.udm, LEASE)
        case = applied(cast.udm, LEASE)
        first = application_of(case).edition
        longer = service.current.text.model_copy(update={"steps": ("Подайте заявление", "Ждите")})
        publish_edition(
            cast.udm,
            LEASE,
            longer,
            since=cast.udm.local(timezone.now()).date() + dt.timedelta(days=1),
            by=cast.head,
            reason="Шагов меньше",
        )
        assert application_of(case).edition == first
        assert service.editions.count() == 2
        assert service.current == first

    def test_an_edition_of_a_future_day_is_shown_when_the_day_comes(self, cast: Any) -> None:
        service, tomorrow = service_of(cast.udm, LEASE), cast.udm.local(timezone.now()).date() + dt.timedelta(days=1)
        text = service.current.text.model_copy(update={"lead": "С завтрашнего дня быстрее."})
        publish_edition(cast.udm, LEASE, text, since=tomorrow, by=cast.head, reason="Быстрее")
        service.refresh_from_db()
        assert service.lead != "С завтрашнего дня быстрее."
        later = timezone.now() + dt.timedelta(days=1)
        with patch("django.utils.timezone.now", lambda: later):
            assert refresh_started(cast.udm) == 1
            assert refresh_started(cast.udm) == 0
        service.refresh_from_db()
        assert service.lead == "С завтрашнего дня быстрее."

    def test_of_two_editors_the_later_is_told_and_a_new_edition_begins_with_what_is_ahead(
        self, cast: Any, client: Browser
    ) -> None:
        client.force_login(cast.head)
        mine, theirs = edition_form(client), edition_form(client)
        day = (cast.udm.local(timezone.now()).date() + dt.timedelta(days=1)).isoformat()
        theirs.update({"lead": ["Ответим за неделю."], "since": [day], "reason": ["Быстрее"]})
        assert client.post(EDIT, theirs).status_code == 302
        mine.update({"rubles": ["70"], "since": [day], "reason": ["Плата"]})
        late = client.post(EDIT, mine)
        assert late.status_code == 409 and "Ответим за неделю." in words_of(late)
        assert service_of(cast.udm, LEASE).editions.first().text.cost.rubles != 70
        again = edition_form(client)
        assert (again["lead"], again["since"]) == (["Ответим за неделю."], [day])
        client.post(EDIT, {**again, "rubles": ["70"], "reason": ["Плата"]})
        newest = service_of(cast.udm, LEASE).editions.first().text
        assert (newest.lead, newest.cost.rubles) == ("Ответим за неделю.", 70)

    def test_a_document_is_removed_and_another_added(self, cast: Any, client: Browser) -> None:
        client.force_login(cast.head)
        day = (cast.udm.local(timezone.now()).date() + dt.timedelta(days=1)).isoformat()

        def published(was: str, now: str) -> Any:
            form = edition_form(client)
            form["d_name"][form["d_name"].index(was)] = now
            acts = [act or "59-ФЗ" for act in form["d_act"]]
            return client.post(EDIT, {**form, "d_act": acts, "since": [day], "reason": ["Документы"]})

        for was, now in (("", "Первый"), ("", "Второй"), ("", "Третий"), ("Второй", "")):
            assert published(was, now).status_code == 302
        answer = published("", "Четвёртый")
        assert answer.status_code == 302, words_of(answer)
        kept = service_of(cast.udm, LEASE).editions.first().text.documents
        assert [d.name for d in kept][-3:] == ["Первый", "Третий", "Четвёртый"]

    def test_what_is_offered_no_longer_stays_where_it_stands(self, cast: Any, client: Browser) -> None:
        """A rule of a service that was withdrawn does not take every case because a word of it was mended."""
        client.force_login(cast.head)
        service, unit = service_of(cast.udm, LEASE), cast.udm.units.get(slug="land")
        staff = {"employee": cast.executor, "service": service}
        rule = save_rule(cast.udm, by=cast.head, name="Аренда", words=["аренда"], unit=unit, **staff)
        Employee.objects.filter(pk=cast.executor.pk).update(is_active=False)
        withdraw_service(service, by=cast.head)
        page = f"/w/rules/routing/{rule.pk}/"
        form = form_of(client.get(page), "words")
        client.post(page, {**form, "words": ["аренда, продление"], "do": ["save"]})
        rule.refresh_from_db()
        assert (rule.words, rule.service, rule.employee) == (["аренда", "продление"], service, cast.executor)
        Unit.objects.filter(organisation=cast.udm).update(closed_at=timezone.now())
        refused = client.post(page, {**form_of(client.get(page), "words"), "do": ["save"]})
        assert refused.status_code == 422 and "закрыто" in words_of(refused)
        assert edition_form(client)["unit"] == [service.current.text.unit]


class TestApplications:
    def test_the_guided_form_asks_only_for_what_the_client_has(self, cast: Any, client: Browser) -> None:
        page = client.get("/udmurtia-mio/services/land-preliminary/apply/?all=1").content.decode()
        assert 'name="doc_scheme"' in page
        assert 'name="doc_egrul"' not in page
        assert "Берём сами" in page

    def test_an_application_without_papers_is_taken_when_the_client_says_so(self, cast: Any, client: Browser) -> None:
        client.get("/udmurtia-mio/services/land-preliminary/apply/?all=1")
        fields = {
            "surname": "Иванова",
            "name": "Мария",
            "for_whom": "self",
            "client_kind": "citizen",
            "chosen_point": "portal",
            "receive_by": "portal",
            "text": "Участок у реки",
            "f_where": "56.8528, 53.2115",
            "f_area": "800",
            "f_purpose": "дом",
        }
        refused = client.post("/udmurtia-mio/services/land-preliminary/apply/", fields)
        assert refused.status_code == 422
        assert "Схема расположения участка" in refused.content.decode()
        assert "Участок у реки" in client.get("/udmurtia-mio/services/land-preliminary/apply/?all=1").content.decode()
        taken = client.post("/udmurtia-mio/services/land-preliminary/apply/", {**fields, "without": "on"}, follow=True)
        case = Case.objects.get(organisation=cast.udm, kind="service_application")
        assert case.number in taken.content.decode()
        assert case.service.slug == "land-preliminary"
        assert {d.document: d.state for d in application_of(case).documents.all()}["egrul"] == "to_request"

    def test_the_term_of_the_service_runs_on_the_case(self, cast: Any) -> None:
        term = owed(applied(cast.udm, "registry-extract"), "reply_on_substance")
        assert "Приказ Минэкономразвития № 424" in term.citation
        assert "строже, чем" in term.reasoning
        today, tenth, calendar = local_day(cast.udm), local_day(cast.udm, plus=10), calendar_of(cast.udm).tentative()
        before = calendar.previous_working(tenth)  # rolled back, to this very day where all others between are off
        assert cast.udm.local(term.due_at).date() == (before if before >= today else calendar.next_working(tenth))

    def test_novosibirsk_okn_3_4__contact_within_24_hours_of_finding_it(self, cast: Any) -> None:
        body = cast.bodies["novosibirsk-okn"]
        head = cast.head_of("novosibirsk-okn")
        case = applied(body, "sign", second_point="email", second_address="m@mail.example")
        found = timezone.now() + dt.timedelta(days=2)
        with patch("django.utils.timezone.now", lambda: found):
            lacking(case, head, "wrong", "на рисунке нет размеров")
        term = owed(case, "contact_on_incomplete")
        assert term.clause == "3.4"
        assert term.due_at - term.since_at == dt.timedelta(hours=24)
        assert term.since_at == found
        actions.tell_incomplete(case, "Поможем по телефону.", by=head)
        letter = case.contacts.filter(direction="out", subject__contains="нужно дополнить").first()
        assert "на рисунке нет размеров" in letter.text
        for way in ("дополнить", "исправить", "подать заявление снова"):
            assert way in letter.text
        assert letter.point == "epgu"
        actions.delivery_sent(Delivery.objects.get(pk=letter.delivery_id))
        term.refresh_from_db()
        assert term.fulfilled_at is not None
        case.refresh_from_db()
        assert case.state == "waiting"

    def test_a_limit_of_documents_counts_each_once_when_the_client_is_told_too(self, cast: Any) -> None:
        case, head = applied(cast.udm, "registry-extract"), cast.head
        with asking("limit", what="documents_asked", at_most=1):
            actions.ask_document(case, "Фото фасада", "Закон № 73-ФЗ, ст. 45", by=head)
            with pytest.raises(Refused):
                actions.ask_document(case, "Ещё одно фото", "Закон № 73-ФЗ, ст. 45", by=head)
            actions.tell_incomplete(case, "", by=head)
        case.refresh_from_db()
        assert case.state == "waiting"

    def test_what_lacks_is_told_in_one_whole_list(self, cast: Any) -> None:
        body, head = cast.bodies["novosibirsk-okn"], cast.head_of("novosibirsk-okn")
        case = applied(body, "sign")
        lacking(case, head, "wrong", "нет размеров")
        rule = {"action": "ask_document", "facts": ["whole_list"]}
        with overridden(made("novosibirsk-okn", "before", **rule)):
            row = case.application.documents.filter(source="client", state="awaited").first()
            if row is None:
                row = case.application.documents.filter(source="client").exclude(state="wrong").first()
                ApplicationDocument.objects.filter(pk=row.pk).update(state="awaited")
            with pytest.raises(Refused, match="перечень недостающего неполон"):
                actions.tell_incomplete(case, "", by=head)
            case.application.documents.filter(state="awaited").update(state="given")
            actions.tell_incomplete(case, "", by=head)
        lacking(case, head, "wrong", "нет размеров")
        once = made("novosibirsk-okn", "limit", what="document_letters", at_most=1)
        told = "Не больше одного письма клиенту о недостающих документах"
        with overridden(once), pytest.raises(Refused, match=told):
            actions.tell_incomplete(case, "Ещё раз", by=head)
        later = timezone.now() + dt.timedelta(minutes=1)
        with patch("django.utils.timezone.now", lambda: later):
            actions.tell_incomplete(case, "Ещё раз", by=head)

    def test_checking_the_same_again_begins_no_new_term(self, cast: Any) -> None:
        body, head = cast.bodies["novosibirsk-okn"], cast.head_of("novosibirsk-okn")
        case = applied(body, "sign")
        row = lacking(case, head, "wrong", "нет размеров")
        first = owed(case, "contact_on_incomplete")
        lacking(case, head, "wrong", "нет размеров")
        assert owed(case, "contact_on_incomplete").since_at == first.since_at
        actions.tell_incomplete(case, "", by=head)
        actions.delivery_sent(
            Delivery.objects.filter(subject_id=case.pk, payload__fulfils="contact_on_incomplete").latest("pk")
        )
        lacking(case, head, "wrong", "нет размеров")
        assert owed(case, "contact_on_incomplete").pk == first.pk
        actions.check_documents(case, {row.pk: Mark("wrong", "размеры не читаются")}, by=head)
        assert owed(case, "contact_on_incomplete").pk != first.pk

    def test_an_older_page_of_documents_takes_back_nothing_that_a_colleague_has_found(self, cast: Any) -> None:
        """Seen by a judge: the finding and its term of 24 hours were gone, and nobody was told."""
        body, head = cast.bodies["novosibirsk-okn"], cast.head_of("novosibirsk-okn")
        case = applied(body, "sign")
        first, second = application_of(case).documents.filter(source="client")[:2]
        mate = Desk(cast.hire("mate-nvs", body, "Другой", "head", "executor", "registrar"))
        older, newer = (shown_form(who, case) for who in (mate, Desk(head)))
        Desk(head).does(
            case, "application/documents", **{**newer, f"state-{first.pk}": "wrong", f"note-{first.pk}": "нет размеров"}
        )
        found = owed(case, "contact_on_incomplete")
        mate.does(case, "application/documents", **{**older, f"state-{second.pk}": "given"})
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, first.note, second.state) == ("wrong", "нет размеров", "given")
        assert owed(case, "contact_on_incomplete").pk == found.pk and owed(case, "contact_on_incomplete").is_open
        told = mate.on(case, "application/documents", **{**older, f"state-{first.pk}": "given"})
        assert "отметили" in told.text and "нет размеров" in told.text
        first.refresh_from_db()
        assert first.state == "wrong"
        assert html.fromstring(told.source).xpath(f"//select[@name='state-{first.pk}']/option[@selected]/@value") == [
            "given"
        ], "what was chosen stands in its field, to be looked at"

    def test_of_two_joined_applications_the_worse_mark_of_each_document_stays(self, cast: Any) -> None:
        """Seen by a judge: the living one owed a talk about what its page did not show, and a check ended the term."""
        body, head = cast.bodies["novosibirsk-okn"], cast.head_of("novosibirsk-okn")
        one, two = applied(body, "sign", receive_by="post"), applied(body, "sign", text="Ещё раз")
        first, second = application_of(one).documents.filter(source="client")[:2]
        actions.check_documents(one, {first.pk: Mark("wrong", "нет размеров"), second.pk: Mark("given")}, by=head)
        other = application_of(two).documents.get(name=first.name)
        actions.check_documents(two, {other.pk: Mark("given")}, by=head)
        desk = Desk(head)
        desk.does(one, "merge", number=two.number)
        two = Case.objects.get(pk=two.pk)
        assert owed(two, "contact_on_incomplete").is_open
        page = desk.get(f"/w/cases/{two.pk}/application/")
        assert "нет размеров" in page.source and page.source.count(f"{first.name}: что с ним") == 1
        desk.does(two, "application/documents", **shown_form(desk, two))
        assert owed(two, "contact_on_incomplete").is_open
        assert application_of(two).receive_by == "post"
        desk.does(two, "application/tell")
        goes_out(two)
        assert two.contacts.filter(notice="incomplete", text__contains="нет размеров").exists()
        assert owed(two, "contact_on_incomplete").fulfilled_at

    def test_two_applications_that_are_parted_have_their_own_marks_again(self, cast: Any) -> None:
        body, head = cast.bodies["novosibirsk-okn"], cast.head_of("novosibirsk-okn")
        one, two = applied(body, "sign"), applied(body, "sign", text="Ещё раз")
        lacking(one, head, "wrong", "нет размеров")

        def stands(case: Case) -> Any:
            found = application_of(case)
            return found.found_at, found.told_at, [(d.pk, d.state, d.note) for d in found.documents.order_by("pk")]

        before = stands(one), stands(two)
        actions.merge_cases(one, two, by=head)
        assert stands(two) != before[1]
        actions.part_case(Case.objects.get(pk=one.pk), by=head)
        assert (stands(one), stands(two)) == before

    def test_a_document_asked_of_another_body_is_received_in_the_case_it_was_joined_to(self, cast: Any) -> None:
        one, two = (applied(cast.udm, "land-free-family", text=text) for text in ("Раз", "Два"))
        desk = Desk(cast.head)
        row = application_of(one).documents.filter(state="to_request").first()
        terms = Obligation.objects.about("case", two.pk).filter(what="interagency_answer")
        with asking("within", **{"from": "body_asked", "do": "interagency_answer", "within": "5wd"}):
            desk.does(one, "application/request", document=row.pk)
            desk.does(one, "merge", number=two.number)
            assert terms.get().is_open
            desk.does(two, "application/request", document=row.pk, received="1")
        assert terms.get().fulfilled_at
        rows = application_of(Case.objects.get(pk=two.pk)).documents.filter(name=row.name)
        assert [r.state for r in rows] == ["received"]

    def test_an_older_page_of_documents_keeps_the_way_the_client_has_named_since(self, cast: Any) -> None:
        case = applied(cast.udm, LEASE)
        a, b = Desk(cast.executor), Desk(cast.colleague)
        older, newer = shown_form(a, case), shown_form(b, case)
        ways = application_of(case).edition.text.receive_by
        b.does(case, "application/documents", **{**newer, "receive_by": ways[0]})
        a.does(case, "application/documents", **older)
        assert application_of(case).receive_by == ways[0]
        told = a.on(case, "application/documents", **{**older, "receive_by": ways[1]})
        assert "изменили, как клиент получит результат" in told.text
        assert application_of(case).receive_by == ways[0]

    def test_a_body_without_the_clause_owes_no_term_yet_tells_the_same(self, cast: Any) -> None:
        case = applied(cast.udm, LEASE)
        lacking(case, cast.executor)
        assert owed(case, "contact_on_incomplete") is None
        actions.tell_incomplete(case, "", by=cast.executor)
        assert case.contacts.filter(subject__contains="нужно дополнить").exists()

    def test_chechnya_minnats_4_1_13__what_the_body_has_or_gets_itself_is_never_asked(self, cast: Any) -> None:
        body, head = cast.bodies["chechnya-minnats"], cast.head_of("chechnya-minnats")
        case = applied(body, "ngo-subsidy")
        rows = {d.document: d for d in application_of(case).documents.all()}
        for document, holder in (("earlier-reports", "Архив министерства"), ("tax", "Налоговая служба")):
            with pytest.raises(Refused, match=holder) as stopped:
                actions.check_documents(case, {rows[document].pk: Mark("missing")}, by=head)
            assert {"4.1.13", "ст. 7 ч. 1"} <= {v.clause for v in stopped.value.verdicts}
            with pytest.raises(Refused, match=holder):
                actions.ask_document(case, rows[document].name, "Порядок", by=head)
        actions.request_document(rows["tax"], by=head)
        actions.request_document(rows["tax"], by=head, received=True)
        assert application_of(case).documents.get(document="tax").state == "received"

    def test_a_document_asked_of_another_body_is_asked_by_the_order_and_has_its_term(self, cast: Any) -> None:
        case, desk = applied(cast.udm, "land-free-family"), Desk(cast.head)
        first, second = application_of(case).documents.filter(state="to_request")[:2]
        terms = Obligation.objects.about("case", case.pk).filter(what="interagency_answer")

        def asks(row: Any, **more: Any) -> Any:
            return desk.on(case, "application/request", document=row.pk, **more)

        with asking("before", action="request_from_body", facts=["urgency"]):
            assert MADE in asks(first).cited("stopped")
        first.refresh_from_db()
        assert first.state == "to_request"
        with asking("within", **{"from": "body_asked", "do": "interagency_answer", "within": "5wd"}):
            asks(first)
            assert "уже отмечен иначе" in asks(first).text
            desk.does(case, "request-body", body="Росреестр", what="Выписку")
            asks(second)
            by_hand = case.body_requests.get().pk
            assert {(o.part, o.clause) for o in terms.open()} == {(p, MADE) for p in (-first.pk, -second.pk, by_hand)}
            asks(first, received="1")
            assert [o.part for o in terms.exclude(fulfilled_at=None)] == [-first.pk]
            assert "уже отмечен иначе" in asks(first, received="1").text
            with pytest.raises(Objection, match="кнопкой «Запросить»"):
                actions.check_documents(case, {second.pk: Mark("received")}, by=cast.head)
            other = service_of(cast.udm, LEASE)
            actions.name_service(Case.objects.get(pk=case.pk), other, by=cast.registrar, as_application=True)
        assert terms.get(part=-second.pk).cancelled_why == "указана другая услуга"
        assert terms.get(part=by_hand).is_open

    def test_chechnya_minnats_4_1_12_and_chechnya_minnats_4_1_18__a_demand_names_its_act(self, cast: Any) -> None:
        body, head = cast.bodies["chechnya-minnats"], cast.head_of("chechnya-minnats")
        case = applied(body, "ngo-subsidy")
        with pytest.raises(Refused, match="нет в перечне") as stopped:
            actions.ask_document(case, "Рекомендательное письмо", "", by=head)
        assert {"4.1.12", "4.1.18"} <= {v.clause for v in stopped.value.verdicts}
        row = actions.ask_document(case, "Рекомендательное письмо", "Порядок предоставления субсидий, п. 9", by=head)
        actions.tell_incomplete(case, "", by=head)
        letter = case.contacts.filter(subject__contains="нужно дополнить").first()
        assert "Рекомендательное письмо" in letter.text
        assert row.act in letter.text

    def test_chechnya_minnats_4_1_12__a_decision_says_what_it_rests_on(self, cast: Any) -> None:
        body, head = cast.bodies["chechnya-minnats"], cast.head_of("chechnya-minnats")
        reply = drafted(made_ready(applied(body, "ngo-subsidy"), head), head, decision="grant")
        with pytest.raises(Refused, match="на чём основано решение") as stopped:
            actions.send_reply(reply, by=head)
        assert "4.1.12" in {v.clause for v in stopped.value.verdicts}
        actions.send_reply(
            actions.save_reply(reply, by=head, grounds="Комиссия дала проекту 82 балла из 100."), by=head
        )

    def test_a_letter_that_is_an_application_gets_its_service(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="message", point="post")
        actions.name_service(case, service_of(cast.udm, LEASE), by=cast.registrar, as_application=True)
        assert case.kind == "service_application"
        assert application_of(case).documents.count() == 4
        assert "Земельный кодекс" in owed(case, "reply_on_substance").citation

    def test_another_bodys_service_is_refused(self, cast: Any) -> None:
        with pytest.raises(Objection, match="другого органа"):
            actions.name_service(case_of(cast.udm), service_of(cast.altai), by=cast.registrar)

    def test_suspension_moves_the_term_and_gives_back_unused_days(self, cast: Any) -> None:
        case = made_ready(applied(cast.udm, "land-preliminary"), cast.registrar)
        before, since = owed(case, "reply_on_substance").due_at, owed(case, "reply_on_substance").since_at
        reply = drafted(case, cast.executor, decision="suspend")
        reply = actions.choose_grounds(reply, ["suspended-other"], by=cast.executor)
        with pytest.raises(Refused, match="Не выбран день"):
            actions.send_reply(reply, by=cast.head)
        until = cast.udm.local(timezone.now()).date() + dt.timedelta(days=20)
        actions.send_reply(actions.save_reply(reply, by=cast.executor, suspended_until=until), by=cast.head)
        goes_out(case)
        case.refresh_from_db()
        assert case.state == "suspended"
        whole = cast.udm.local(since).date() + dt.timedelta(days=20 + 20)  # the service's term and the suspension
        moved = calendar_of(cast.udm).tentative().previous_working(whole)  # rolled once, at the end
        assert cast.udm.local(owed(case, "reply_on_substance").due_at).date() == moved
        actions.resume_case(case, by=cast.executor)
        case.refresh_from_db()
        assert case.state == "in_work"
        assert owed(case, "reply_on_substance").due_at == before
        assert "возобновлена раньше" in owed(case, "reply_on_substance").reasoning

    def test_a_suspension_ends_by_itself_on_its_day(self, cast: Any) -> None:
        case = made_ready(applied(cast.udm, "land-preliminary"), cast.registrar)
        reply = actions.choose_grounds(
            drafted(case, cast.executor, decision="suspend"), ["suspended-other"], by=cast.executor
        )
        until = cast.udm.local(timezone.now()).date() + dt.timedelta(days=3)
        actions.send_reply(actions.save_reply(reply, by=cast.executor, suspended_until=until), by=cast.head)
        goes_out(case)
        assert actions.resume_lapsed(cast.udm) == 0
        later = timezone.now() + dt.timedelta(days=3, hours=5)
        with patch("django.utils.timezone.now", lambda: later):
            assert actions.resume_lapsed(cast.udm) == 1
        case.refresh_from_db()
        assert case.state == "in_work"


class TestRefusals:
    def test_altai_zags_4_9_and_chelyabinsk_edu_1_4_9_and_udmurtia_mio_1_3_5_and_udmurtia_mio_3_11__filled_from_the_ground(
        self, cast: Any
    ) -> None:
        for slug in ("altai-zags", "chelyabinsk-edu", "udmurtia-mio"):
            body, head = cast.bodies[slug], cast.head_of(slug)
            case = made_ready(applied(body), head)
            reply = drafted(case, head, f"{GOOD}", decision="refusal")
            with pytest.raises(Refused) as stopped:
                actions.send_reply(reply, by=head)
            assert {"altai-zags": "4.9", "chelyabinsk-edu": "1.4.9", "udmurtia-mio": "1.3.5"}[slug] in clauses(
                stopped.value.verdicts
            )
            ground = grounds_offered(reply)[0]
            reply = actions.choose_grounds(reply, [ground.id], by=head)
            assert reply.grounds.startswith(ground.plain)
            assert reply.how_to_fix == ground.fix
            assert "жалобу" in reply.how_to_appeal
            sent = actions.send_reply(reply, by=head)
            assert ground.plain in case.contacts.filter(direction="out", subject__startswith="Ответ").first().text
            assert Decision.objects.get(reply=sent).grounds == [ground.id]

    def test_a_ground_tells_only_its_own_parts(self, cast: Any, client: Browser) -> None:
        """A debt is no missing passport; the papers stand under the ground that is about papers."""
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        paper = lacking(case, cast.registrar)
        drafted(case, cast.executor, decision="refusal")
        client.force_login(cast.executor)
        where = f"/w/cases/{case.pk}/reply/grounds/"
        client.post(where, {"ground": ["debt"], "version": case.replies.get().version})
        assert case.replies.get().grounds == "За вами есть долг по арендной плате."
        client.post(where, {"ground": ["no-papers", "debt"], "version": case.replies.get().version})
        about, listed, debt = case.replies.get().grounds.split("\n\n")
        assert "нет документов" in about
        assert (listed, debt) == (f"Чего не хватает:\n- {paper.name}", "За вами есть долг по арендной плате.")

    def test_udmurtia_mio_3_11__an_act_alone_explains_nothing(self, cast: Any) -> None:
        reply = drafted(made_ready(applied(cast.udm, LEASE), cast.registrar), cast.executor, decision="refusal")
        reply = actions.choose_grounds(reply, ["late"], by=cast.executor)
        reply = actions.save_reply(reply, by=cast.executor, grounds="Согласно ст. 39.6 Земельного кодекса РФ.")
        with pytest.raises(Refused) as stopped:
            actions.send_reply(reply, by=cast.head)
        assert "3.11" in clauses(stopped.value.verdicts)

    def test_chechnya_minnats_4_1_5__suspension_termination_and_refusal_explain_everything(self, cast: Any) -> None:
        body, head = cast.bodies["chechnya-minnats"], cast.head_of("chechnya-minnats")
        for decision in ("refusal", "suspend", "terminate"):
            reply = drafted(made_ready(applied(body, "ngo-subsidy"), head), head, decision=decision)
            until = body.local(timezone.now()).date() + dt.timedelta(days=5)
            reply = actions.save_reply(reply, by=head, suspended_until=until)
            with pytest.raises(Refused) as stopped:
                actions.send_reply(reply, by=head)
            assert "4.1.5" in clauses(stopped.value.verdicts)

    def test_what_was_typed_by_hand_stays_under_the_prefill(self, cast: Any) -> None:
        reply = drafted(applied(cast.udm, LEASE), cast.executor, decision="refusal", grounds="Звонили вам 3 раза.")
        reply = actions.choose_grounds(reply, ["debt"], by=cast.executor)
        reply = actions.choose_grounds(reply, ["debt", "late"], by=cast.executor)
        assert reply.grounds.count("долг по арендной плате") == 1
        assert "Договор аренды закончился" in reply.grounds
        assert reply.grounds.endswith("Звонили вам 3 раза.")

    def test_an_older_form_of_a_complaint_neither_lengthens_its_term_nor_takes_off_a_crime(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm, kind="service_complaint"), cast.registrar)
        a, b = Desk(cast.registrar), Desk(cast.head)
        said = {"about": "other", "against": "Министерство", "decision": ""}

        def stood(desk: Desk) -> str:
            page = html.fromstring(desk.get(f"/w/cases/{case.pk}/").source)
            return str(page.xpath("//form[contains(@action, '/complaint/')]//input[@name='seen']/@value")[0])

        older, newer = stood(b), stood(a)
        a.does(case, "complaint", **{**said, "about": "refused_documents"}, crime_signs="1", seen=newer)
        strict = owed(case, "reply_on_substance").due_at
        told = b.on(case, "complaint", **said, seen=older)
        assert "на что жалоба изменили" in told.text and "отказали в приёме документов" in told.text
        case.refresh_from_db()
        assert (case.complaint.about, case.complaint.crime) == ("refused_documents", True)
        assert owed(case, "reply_on_substance").due_at == strict
        told = b.on(case, "complaint", **said, seen=stood(b))
        assert "почему признаков преступления нет" in told.text
        assert Case.objects.get(pk=case.pk).complaint.crime, "not without a reason"
        b.does(case, "complaint", **said, seen=stood(b), crime_why="Клиент забрал слова о взятке")
        complaint = Case.objects.get(pk=case.pk).complaint
        assert (complaint.crime, complaint.crime_why) == (False, "Клиент забрал слова о взятке")
        assert "Клиент забрал слова о взятке" in b.get(f"/w/cases/{case.pk}/").text

    def test_a_pre_trial_complaint_has_its_term_and_its_parts(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm, kind="service_complaint"), cast.registrar)
        assert "15 рабочих дней" in owed(case, "reply_on_substance").reasoning
        actions.describe_complaint(
            case,
            about="refused_documents",
            against="Отдел земельных отношений",
            decision="Письмо от 01.10.2026 № 15",
            by=cast.registrar,
        )
        assert "5 рабочих дней" in owed(case, "reply_on_substance").reasoning
        reply = drafted(case, cast.executor, decision="grant")
        with pytest.raises(Refused) as stopped:
            actions.send_reply(reply, by=cast.head)
        assert {v.target.partition(".")[2] for v in stopped.value.verdicts} >= {
            "complained_decision",
            "applicant",
            "decision_grounds",
            "remedy_term",
            "apology",
            "appeal_order",
        }
        remedy_by = local_day(cast.udm, plus=14)
        text = (
            "Здравствуйте, Мария Сергеевна!\n\nМария Иванова подала жалобу на письмо Отдела земельных отношений от"
            f" 01.10.2026 № 15. Жалоба обоснована. Приносим извинения.\n\nМы примем документы до {remedy_by:%d.%m.%Y}."
            " Если не согласны с ответом, обжалуйте его в суде."
        )
        reply = actions.save_reply(
            reply,
            by=cast.executor,
            text=text,
            grounds="Сотрудник не принял документы, хотя все они были на месте.",
            remedy_by=remedy_by,
        )
        assert {v.target.partition(".")[2] for v in actions_stops(reply, cast.head)} == set()


def actions_stops(reply: Any, head: Any) -> list[Any]:
    from priemnaya.cases.actions.answering import stops, verdicts_of

    return stops(verdicts_of(reply, head), reply.overrides)


def decided(cast: Any, body: Organisation, slug: str, outcome: str, count: int, by: Any) -> None:
    for _n in range(count):
        case = applied(body, slug)
        as_part(record_decision, case, outcome, by=by)


class TestAlike:
    BODIES = {"altai-zags": "4.10", "chelyabinsk-edu": "1.4.10", "chechnya-minnats": "4.1.8", "udmurtia-mio": "1.3.6"}

    @pytest.mark.parametrize(("slug", "clause"), BODIES.items())
    def test_altai_zags_4_10_and_chelyabinsk_edu_1_4_10_and_chechnya_minnats_4_1_8_and_udmurtia_mio_1_3_6__a_reason_is_needed(
        self, cast: Any, slug: str, clause: str
    ) -> None:
        body, head = cast.bodies[slug], cast.head_of(slug)
        boss = cast.hire(f"boss-{slug}", body, "Главный", "head")
        service = service_of(body)
        decided(cast, body, service.slug, "grant", 6, head)
        case = made_ready(applied(body, service.slug), head)
        assert practice_for(case, []).usual.outcome == "grant"
        reply = drafted(case, head, decision="refusal")
        reply = actions.choose_grounds(reply, [grounds_offered(reply)[0].id], by=head)
        with pytest.raises(Refused, match="100 %") as stopped:
            actions.send_reply(reply, by=head)
        assert clause in clauses(stopped.value.verdicts)
        reply = actions.save_reply(reply, by=head, why_differs="Заявитель умер, и наследство не принято.")
        actions.send_reply(reply, by=head)
        decision = Decision.objects.get(reply=reply)
        assert decision.differs
        assert decision.usual == "grant"
        assert Notice.objects.filter(employee_id=boss.pk, text__contains="не как обычно").exists()

    def test_few_or_mixed_decisions_are_no_practice(self, cast: Any) -> None:
        decided(cast, cast.udm, LEASE, "grant", 4, cast.head)
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        reply = actions.choose_grounds(drafted(case, cast.executor, decision="refusal"), ["late"], by=cast.executor)
        actions.send_reply(reply, by=cast.head)
        assert not Decision.objects.get(reply=reply).differs

    def test_a_changed_practice_resets_the_expectation(self, cast: Any) -> None:
        decided(cast, cast.udm, LEASE, "grant", 6, cast.head)
        case = made_ready(applied(cast.udm, LEASE), cast.registrar)
        with pytest.raises(Objection, match="почему меняется подход"):
            actions.change_practice(cast.udm, service=case.service, topic=None, reason="так", by=cast.head)
        actions.change_practice(
            cast.udm, service=case.service, topic=None, reason="Изменился Земельный кодекс, ст. 39.6", by=cast.head
        )
        practice = practice_for(case, [])
        assert practice.decided == 0
        assert practice.change.reason.startswith("Изменился")

    def test_the_same_ground_is_the_narrower_group(self, cast: Any) -> None:
        decided(cast, cast.udm, LEASE, "grant", 8, cast.head)
        for _n in range(5):
            case = applied(cast.udm, LEASE)
            reply = actions.choose_grounds(drafted(case, cast.executor, decision="refusal"), ["debt"], by=cast.executor)
            as_part(record_decision, case, "refusal", by=cast.head, reply=reply)
        practice = practice_for(applied(cast.udm, LEASE), ["debt"])
        assert practice.usual.outcome == "refusal"
        assert "то же основание" in practice.like

    def test_divergence_is_a_report_and_the_head_looks(self, cast: Any, client: Browser) -> None:
        decided(cast, cast.udm, LEASE, "grant", 6, cast.head)
        case = applied(cast.udm, LEASE)
        decision = as_part(record_decision, case, "refusal", by=cast.head)
        assert decision.differs
        client.force_login(cast.head)
        page = client.get("/w/practice/").content.decode()
        assert case.number in page
        assert "14 %" in page
        client.post(f"/w/practice/{decision.pk}/seen/", {"as": "wrong"})
        decision.refresh_from_db()
        assert decision.seen_by == cast.head

    def test_other_bodies_do_not_count(self, cast: Any) -> None:
        decided(cast, cast.udm, LEASE, "grant", 6, cast.head)
        stranger = made_ready(case_of(cast.altai), cast.head_of("altai-zags"))
        assert practice_for(stranger, []).decided == 0


class TestFiles:
    """A sixth body's catalogue loads with no line of Python, and a mistake is told with its place."""

    GOOD = """
services:
  - slug: pass
    since: 2026-01-01
    unit: office
    name: "Выдача пропуска"
    title: "Получить пропуск"
    lead: "Выдадим пропуск за один день."
    law: ["Закон № 1"]
    who: ["Каждый"]
    steps: ["Подайте заявление", "Получите пропуск"]
    documents: [{id: passport, name: "Паспорт", act: "Закон № 1, ст. 2"}]
    term: {within: 1wd}
    result: {name: "Пропуск"}
    file_by: [portal]
    receive_by: [in_person]
    access: ["Вход без ступеней"]
"""

    @pytest.mark.parametrize(
        ("was", "now", "said"),
        [
            ("term: {within: 1wd}", "term: {within: скоро}", "Срок «скоро» не понят"),
            ("file_by: [portal]", "file_by: [pigeon]", "нет точки «pigeon»"),
            (', act: "Закон № 1, ст. 2"', "", "нужен акт"),
            ("    lead:", "    leed:", "неизвестный ключ «leed»"),
            (
                "documents: [{id: passport",
                "situations: [moon]\n    documents: [{id: passport",
                "жизненной ситуации «moon» нет",
            ),
            (
                'documents: [{id: passport, name: "Паспорт", act: "Закон № 1, ст. 2"}]',
                "documents: [snils]",
                "нет записи «snils»",
            ),
        ],
    )
    def test_a_mistake_names_file_and_line(self, tmp_path: Any, was: str, now: str, said: str) -> None:
        from priemnaya.knowledge.services.loading import load_catalogue
        from priemnaya.policy import OrderError

        path = tmp_path / "services.yaml"
        path.write_text(self.GOOD, encoding="utf-8")
        assert load_catalogue(path).services[0].text.term.within == "1wd"
        assert was in self.GOOD
        path.write_text(self.GOOD.replace(was, now), encoding="utf-8")
        with pytest.raises(OrderError, match=said) as wrong:
            load_catalogue(path)
        assert "services.yaml:" in str(wrong.value)

    def test_what_people_changed_on_screen_is_left_alone(self, cast: Any) -> None:
        from pathlib import Path

        from priemnaya.knowledge.services.loading import sync_services

        path = Path(__file__).resolve().parents[2] / "orders/udmurtia-mio/services.yaml"
        assert sync_services(cast.udm, path) == 0
        service = service_of(cast.udm, LEASE)
        edition = service.current
        edition.data, edition.loaded = {**edition.data, "lead": "Написано на экране."}, ""
        edition.save()
        assert sync_services(cast.udm, path) == 0
        assert service.current.text.lead == "Написано на экране."


class TestEditing:
    def test_an_editor_writes_an_edition_and_nothing_typed_is_lost(self, cast: Any, client: Browser) -> None:
        client.login(username="editor", password="correct horse battery")
        page = client.get("/w/services/new/")
        assert page.status_code == 200
        typed = {
            "title": "Получить пропуск",
            "lead": "Выдадим пропуск за один день.",
            "name": "Выдача пропуска",
            "kind": "service",
            "unit": "service",
            "slug": "pass",
            "who": "Каждый",
            "steps": "Подайте заявление\nПолучите пропуск",
            "within": "1wd",
            "result": "Пропуск",
            "forms": ["paper"],
            "file_by": ["portal"],
            "receive_by": ["in_person"],
            "access": "Вход без ступеней",
            "law": "Закон № 1",
            "since": cast.udm.local(timezone.now()).date().isoformat(),
            "reason": "Новая услуга",
            "d_id": ["", ""],
            "d_name": ["Паспорт", ""],
            "d_source": ["client", "client"],
            "d_holder": ["", ""],
            "d_why": ["", ""],
            "d_act": ["", ""],
            "d_when": ["", ""],
            "g_id": [""],
            "g_title": ["Мало сведений"],
            "g_plain": ["В заявлении не сказано, куда нужен пропуск."],
            "g_fix": ["Напишите адрес."],
            "g_act": ["Закон № 1"],
            "g_again": [""],
        }
        refused = client.post("/w/services/new/", typed)
        assert refused.status_code == 422
        assert "нужен акт" in refused.content.decode()
        assert "Выдадим пропуск за один день." in refused.content.decode()
        for wrong in ("javascript:alert(1)", "http://service.example", "https://a.example/ x", "data:text/html,x"):
            again = client.post("/w/services/new/", {**typed, "d_act": ["Закон № 1, ст. 2", ""], "link": wrong})
            assert "начинается с https://" in again.content.decode(), wrong
        client.post("/w/services/new/", {**typed, "d_act": ["Закон № 1, ст. 2", ""]})
        text = Service.objects.get(organisation=cast.udm, slug="pass").current.text
        assert [d.name for d in text.brought] == ["Паспорт"]
        assert text.grounds[0].leads_to == ("refusal",)
        page = "/w/services/pass/"
        stale = form_of(client.get(page), "seen")
        again = {"lead": "Выдадим пропуск за два дня.", "reason": "Дольше"}
        client.post(f"{page}edit/", {**form_of(client.get(f"{page}edit/"), "title"), **again})
        assert "изменил другой сотрудник" in words_of(client.post(f"{page}withdraw/", stale, follow=True))
        client.post(f"{page}withdraw/", form_of(client.get(page), "seen"))
        assert client.get("/udmurtia-mio/services/pass/").status_code == 404

    def test_a_service_that_was_withdrawn_is_shown_again_only_when_it_is_asked_for(
        self, cast: Any, client: Browser
    ) -> None:
        client.force_login(cast.head)
        page, seen_by_clients = f"/w/services/{LEASE}/", f"/udmurtia-mio/services/{LEASE}/"
        client.post(f"{page}withdraw/", form_of(client.get(page), "seen"))
        today = cast.udm.local(timezone.now()).date()
        days_ago = today - dt.timedelta(days=3)
        Service.objects.filter(slug=LEASE, organisation=cast.udm).update(withdrawn_at=days_ago)
        assert "уже снята" in words_of(client.post(f"{page}withdraw/", {}, follow=True))
        assert service_of(cast.udm, LEASE).withdrawn_at == days_ago

        def kept(**typed: Any) -> tuple[str, int]:
            answer = client.post(EDIT, {**edition_form(client), "reason": "На будущее", **typed})
            return words_of(answer), client.get(seen_by_clients).status_code

        assert kept(since=f"{today}")[1] == 404, "the next edition is ready, the service stays withdrawn"
        words, status = kept(since=f"{today + dt.timedelta(days=30)}", again_shown="1")
        assert "увидели бы прежнюю редакцию" in words and status == 404
        assert kept(since=f"{today}", again_shown="1")[1] == 200
        lines = SettingChange.objects.filter(kind="service", name=service_of(cast.udm, LEASE).title).latest("pk").fields
        assert {"what": "Снята", "was": "да", "now": "нет"} in lines

    def test_the_client_follows_the_documents(self, cast: Any, client: Browser) -> None:
        case = applied(cast.udm, LEASE)
        lacking(case, cast.executor, "wrong", "паспорт просрочен")
        session = client.session
        session.update(under_code(case))
        session.save()
        page = client.get(f"/udmurtia-mio/follow/{case.number}/").content.decode()
        for words in ("нужно исправить", "паспорт просрочен", "получаем сами"):
            assert words in page


class TestNothingIsLost:
    def test_a_check_without_a_note_comes_back_as_it_was_marked(self, cast: Any, client: Browser) -> None:
        case = applied(cast.udm, LEASE)
        row = application_of(case).documents.get(document="passport")
        client.force_login(cast.executor)
        page = client.post(
            f"/w/cases/{case.pk}/application/documents/",
            {f"state-{row.pk}": "wrong", f"note-{row.pk}": "", f"seen-{row.pk}": token_of([row.state, row.note])},
            follow=True,
        )
        text = page.content.decode()
        assert "что не так с документом" in text
        assert '<option value="wrong" selected>' in text

    def test_a_stopped_demand_is_told_on_its_own_page(self, cast: Any, client: Browser) -> None:
        case = applied(cast.udm, LEASE)
        client.force_login(cast.executor)
        page = client.post(f"/w/cases/{case.pk}/application/ask/", {"name": "Справка из банка", "act": ""}, follow=True)
        text = page.content.decode()
        assert "нет в перечне документов" in text
        assert 'value="Справка из банка"' in text

    def test_a_wrong_day_keeps_the_letter(self, cast: Any, client: Browser) -> None:
        case = applied(cast.udm, LEASE)
        drafted(case, cast.executor)
        client.force_login(cast.executor)
        client.post(
            f"/w/cases/{case.pk}/reply/save/",
            {"text": "Мой длинный текст", "decision": "suspend", "suspended_until": "завтра"},
        )
        assert case.replies.get().text == "Мой длинный текст"


class TestComplaintOnThePortal:
    def test_its_contents_are_asked_and_set_the_term(self, cast: Any, client: Browser) -> None:
        page = client.get("/udmurtia-mio/write/?all=1&kind=service_complaint").content.decode()
        assert "Если жалоба на услугу: на что" in page
        fields = {
            "kind": "service_complaint",
            "text": "Не приняли документы",
            "surname": "Иванова",
            "name": "Мария",
            "for_whom": "self",
            "client_kind": "citizen",
            "chosen_point": "portal",
            "about": "refused_documents",
            "against": "Отдел земельных отношений",
            "decision": "Письмо № 15",
        }
        client.post("/udmurtia-mio/write/", fields)
        case = Case.objects.get(organisation=cast.udm, kind="service_complaint")
        assert case.complaint.against == "Отдел земельных отношений"
        assert "5 рабочих дней" in owed(case, "reply_on_substance").reasoning
