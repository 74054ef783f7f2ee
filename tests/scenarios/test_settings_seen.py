"""Two colleagues have the same page of settings open: whoever saves later overwrites nothing unseen, reads what stands
now, and finds the own words again. A form that does not say what it showed writes nothing either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.actions.drafting import save_reply
from priemnaya.cases.models import Case
from priemnaya.cases.terms import open_term
from priemnaya.core.models import Delivery
from priemnaya.desk import actions as desk
from priemnaya.desk.models import Checklist, Macro, RoutingRule
from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.models import Article, Section, Service
from priemnaya.paper import actions as paper
from priemnaya.people.models import Competence, Employee, InteractionPoint, Organisation, OtherBody, Substitution, Unit
from priemnaya.policy.contact_points import FUNCTION_TITLES
from priemnaya.reception.actions import visits
from priemnaya.reception.models import Place, Visit, VisitKind, Window
from priemnaya.reception.visits.free import nearest

from ..desk import Desk, as_read
from ..helpers import case_of, drafted, local_day, made_ready, under_code, words_of
from ..reception import WHO, a_place, first_free

UNSAID = "Форма не сказала"
FIRST, SECOND = "Первым записано это", "Вторым написано другое"
GUARDS = ("seen", "version", "shown")


@dataclass
class Stored:
    """A form that writes over what it showed. page: where it stands; to: the beginning of its address, empty for the
    page itself; of: hidden fields that tell it from its like; into: the field into which both write; more: what else must be
    typed; stands: what is there now; late: the colleague's deed at the same row when this form has no words of its own;
    says: what the page tells of what stands."""

    page: str
    stands: Callable[[], Any]
    to: str = ""
    of: dict[str, str] = field(default_factory=dict)
    into: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    values: tuple[Any, Any] = (FIRST, SECOND)
    told: str = ""
    late: Stored | None = None
    button: dict[str, str] = field(default_factory=dict)


def shown(browser: Any, one: Stored) -> tuple[str, dict[str, list[str]]]:
    """Where the form on the page goes, and what it sends when nobody touches anything."""
    tree = html.fromstring(browser.get(one.page).content.decode())
    for form in tree.xpath("//form[@method='post']"):
        action = form.get("action") or one.page
        names = {e.get("name"): e.get("value") for e in form.xpath(".//input[@type='hidden']")}
        here = action.startswith(one.to) if one.to else action in (one.page, "#trial")
        fits = all(names.get(name) == value for name, value in one.of.items())
        if here and fits and (not one.into or form.xpath(f".//*[@name='{one.into}']")):
            typed: dict[str, list[str]] = {}
            for name, value in form.form_values():
                typed.setdefault(name, []).append(value)
            return (one.page if action == "#trial" else action.partition("#")[0]), typed
    raise AssertionError(f"no such form on {one.page}: {one.to}")


def typed_into(one: Stored, form: dict[str, list[str]], value: Any) -> dict[str, Any]:
    return {**form, **one.more, **one.button, **({one.into: value} if one.into else {})}


def settings_of(cast: Any) -> Iterator[tuple[str, Any, Any, Stored]]:
    """(what it is, who opened the page, the colleague, the form)."""
    body, admin = cast.udm, cast.admin
    unit = body.units.get(slug="land")
    point = body.points.filter(kind="phone")[0]
    other = OtherBody.objects.filter(organisation=body).first()
    assert other is not None
    rename = Stored(
        "/w/units/",
        lambda: Unit.objects.get(pk=unit.pk).functions,
        "/w/units/save/",
        {"unit": str(unit.pk)},
        "functions",
    )
    yield "unit", admin, admin, rename
    empty = Unit.objects.create(organisation=body, slug="empty", name="Архив")
    again = Stored(
        "/w/units/",
        lambda: Unit.objects.get(pk=empty.pk).functions,
        "/w/units/save/",
        {"unit": str(empty.pk)},
        "functions",
    )
    gone = Stored(
        "/w/units/", lambda: Unit.objects.get(pk=empty.pk).closed_at, f"/w/units/{empty.pk}/close/", late=again
    )
    yield "a unit closed", admin, admin, gone
    whole = {"approved_by": "Приказ № 1", "function": next(iter(FUNCTION_TITLES))}
    at_point = f"/w/points/{point.pk}/"
    hours = Stored(
        at_point, lambda: InteractionPoint.objects.get(pk=point.pk).hours, f"{at_point}save/", {}, "hours", whole
    )
    yield "point", admin, admin, hours
    closed = Stored(
        at_point, lambda: InteractionPoint.objects.get(pk=point.pk).closed_at, f"{at_point}close/", late=hours
    )
    yield "a point closed", admin, admin, closed
    yield (
        "other body", admin, admin,
        Stored(f"/w/bodies/{other.pk}/", lambda: OtherBody.objects.get(pk=other.pk).deals_with, "", {}, "deals_with"),
    )  # fmt: skip


def rules_of(cast: Any) -> Iterator[tuple[str, Any, Any, Stored]]:
    unit = cast.udm.units.get(slug="land")
    rule = desk.save_rule(cast.udm, by=cast.head, name="Земля", words=["межевание"], unit=unit)
    macro = desk.save_macro(cast.udm, "Плата", [{"do": "note", "value": "Проверить плату"}], by=cast.head)
    listed = desk.save_checklist(cast.udm, "Жалоба", ["Раз"], by=cast.head)
    save = {"do": "save"}
    words = Stored(
        f"/w/rules/routing/{rule.pk}/", lambda: ", ".join(RoutingRule.objects.get(pk=rule.pk).words), "", {}, "words",
        values=("граница", "забор"), button=save,
    )  # fmt: skip
    name = Stored(
        f"/w/rules/macros/{macro.pk}/", lambda: Macro.objects.get(pk=macro.pk).name, "", {}, "name",
        more={"do": ["note", "save"], "value": ["Проверить плату"]},
    )  # fmt: skip
    items = Stored(
        f"/w/rules/checklists/{listed.pk}/", lambda: "\n".join(Checklist.objects.get(pk=listed.pk).items), "", {}, "items",
        button=save,
    )  # fmt: skip
    for kind, one, row in (("rule", words, rule), ("macro", name, macro), ("checklist", items, listed)):
        yield kind, cast.head, cast.admin, one
        model, pk = type(row), row.pk
        drop = Stored(
            "/w/rules/",
            lambda m=model, pk=pk: m.objects.filter(pk=pk).exists(),
            f"/w/rules/{kind}/{pk}/drop/",
            late=one,
        )
        yield f"{kind} dropped", cast.head, cast.admin, drop


def knowledge_of(cast: Any) -> Iterator[tuple[str, Any, Any, Stored]]:
    section = Section.objects.filter(organisation=cast.udm).first()
    assert section is not None
    row = articles.draft_article(section, by=cast.editor, kind="guide", title="Памятка", text="Как подать.").article
    page = f"/w/knowledge/articles/{row.pk}/"
    write = Stored(f"{page}edit/", lambda: row.versions.get().text, "", {}, "text")
    yield "article", cast.editor, cast.head, write
    submit = Stored(page, lambda: row.versions.get().state, f"{page}submit/", late=write)
    yield "article handed on", cast.editor, cast.head, submit
    archive = Stored(page, lambda: Article.objects.get(pk=row.pk).archived_at, f"{page}archive/", late=write)
    yield "article archived", cast.head, cast.editor, archive
    service = Service.objects.get(organisation=cast.udm, slug="lease-extend")
    edit = Stored(
        f"/w/services/{service.slug}/edit/",
        lambda: max(service.editions.all(), key=lambda e: (e.since, e.pk)).data["lead"],
        "", {}, "lead", more={"reason": "Уточнили", "since": local_day(cast.udm, 3).isoformat()},
        values=("Продлим аренду участка на новый срок.", "Продлеваем аренду участка."),
    )  # fmt: skip
    yield "service", cast.editor, cast.editor, edit
    withdraw = Stored(
        f"/w/services/{service.slug}/", lambda: Service.objects.get(pk=service.pk).withdrawn_at,
        f"/w/services/{service.slug}/withdraw/", late=edit,
    )  # fmt: skip
    yield "a service withdrawn", cast.editor, cast.editor, withdraw
    people = (str(cast.executor.pk), str(cast.colleague.pk))
    yield (
        "who answers for a section", cast.head, cast.head,
        Stored(
            f"/w/knowledge/{section.slug}/", lambda: str(Section.objects.get(pk=section.pk).head_id),
            f"/w/knowledge/{section.slug}/head/", {}, "head", values=people, told=cast.executor.short_name,
        ),
    )  # fmt: skip


def people_of(cast: Any) -> Iterator[tuple[str, Any, Any, Stored]]:
    one, at = cast.colleague, f"/w/employees/{cast.colleague.pk}/"
    phones = ("+7 912 000-00-01", "+7 912 000-00-02")
    card = Stored(at, lambda: Employee.objects.get(pk=one.pk).phone, f"{at}save/", {}, "phone", values=phones)
    yield "employee", cast.admin, cast.admin, card
    roles = Stored(
        at, lambda: ",".join(Employee.objects.get(pk=one.pk).roles), f"{at}roles/", {}, "role",
        values=("registrar", "analyst"), told="Регистратор",
    )  # fmt: skip
    yield "roles", cast.admin, cast.admin, roles
    block = Stored(at, lambda: Employee.objects.get(pk=one.pk).is_active, f"{at}block/", late=card)
    yield "an employee blocked", cast.admin, cast.admin, block
    unit = cast.udm.units.get(slug="land")
    yield (
        "head of a unit", cast.head, cast.admin,
        Stored(
            "/w/staff/", lambda: str(Unit.objects.get(pk=unit.pk).head_id), f"/w/staff/units/{unit.pk}/head/", {}, "head",
            values=(str(cast.executor.pk), str(cast.head.pk)), told=cast.executor.short_name,
        ),
    )  # fmt: skip
    yield (
        "second factor", cast.admin, cast.admin,
        Stored(
            "/w/roles/", lambda: ",".join(Organisation.objects.get(pk=cast.udm.pk).second_factor),
            "/w/roles/second-factor/", {}, "role", values=("auditor", "analyst"), told="Аудитор",
        ),
    )  # fmt: skip


def reception_of(cast: Any) -> Iterator[tuple[str, Any, Any, Stored]]:
    place, page = a_place(cast.udm), "/w/visits/schedule/"
    window, kind = place.windows.get(), place.kind
    yield (
        "a place of reception", cast.admin, cast.admin,
        Stored(page, lambda: Place.objects.get(pk=place.pk).way, f"{page}place/", {"point": str(place.point_id)}, "way"),
    )  # fmt: skip
    named = Stored(
        page, lambda: Window.objects.get(pk=window.pk).name, f"{page}window/", {"window": str(window.pk)}, "name",
        values=("Кабинет 204", "Кабинет 205"),
    )  # fmt: skip
    yield "a window", cast.admin, cast.admin, named
    shut = Stored(
        page, lambda: Window.objects.get(pk=window.pk).closed_at, f"{page}window/{window.pk}/close/", late=named
    )
    yield "a window closed", cast.admin, cast.admin, shut
    about = Stored(
        page, lambda: VisitKind.objects.get(pk=kind.pk).bring, f"{page}kind/", {"kind": str(kind.pk)}, "bring"
    )
    yield "what people come for", cast.admin, cast.admin, about
    off = Stored(page, lambda: VisitKind.objects.get(pk=kind.pk).closed_at, f"{page}kind/{kind.pk}/close/", late=about)
    yield "what people come for, closed", cast.admin, cast.admin, off


def clients_of(cast: Any) -> Iterator[tuple[str, Any, Any, Stored]]:
    card = case_of(cast.udm).client
    assert card is not None
    yield (
        "who reads the letters", cast.executor, cast.head,
        Stored(
            f"/w/clients/{card.pk}/", lambda: type(card).objects.get(pk=card.pk).audience,
            f"/w/clients/{card.pk}/audience/", {}, "audience", values=("firm", "specialist"), told="организация",
        ),
    )  # fmt: skip


@pytest.mark.parametrize("which", [settings_of, rules_of, knowledge_of, people_of, reception_of, clients_of])
def test_the_later_of_two_overwrites_nothing_unseen(cast: Any, which: Any) -> None:
    stored = list(which(cast))
    assert stored
    for what, mine, theirs, one in stored:
        me, colleague = Desk(mine).client, Desk(theirs).client
        deed = one.late or one
        at, form = shown(me, one)
        theirs_at, their_form = shown(colleague, deed)
        kept = colleague.post(theirs_at, typed_into(deed, their_form, deed.values[0]), follow=True)
        assert kept.status_code == 200 and str(deed.stands()) == str(deed.values[0]), (what, words_of(kept)[:600])
        before = one.stands()
        late = me.post(at, typed_into(one, form, one.values[1]), follow=True)
        assert one.stands() == before, f"{what}: overwritten unseen"
        page = late.content.decode()
        assert "изменил" in page or "сохранил другой" in page, what
        told = deed.told or (deed.values[0] if isinstance(deed.values[0], str) else "")
        assert "article" in what or told in html.fromstring(page).text_content(), f"{what}: what stands is not said"
        if one.into and not one.told:
            assert str(one.values[1]) in page, f"{what}: what was typed is lost"
        nothing = {name: value for name, value in form.items() if name not in GUARDS}
        unsaid = me.post(at, typed_into(one, nothing, one.values[1]), follow=True).content.decode()
        assert one.stands() == before, f"{what}: a form that says nothing of its page has written"
        assert UNSAID in unsaid or "изменил другой администратор" in unsaid, what
        at, fresh = shown(me, one)
        done = me.post(at, typed_into(one, fresh, one.values[1]), follow=True)
        assert one.stands() != before, (what, words_of(done)[:600])


def test_a_client_s_choice_of_the_point_overwrites_no_colleague_s_unseen(cast: Any) -> None:
    case, browser = case_of(cast.udm, chosen_point="email", chosen_address="maria@mail.example"), Client()
    session = browser.session
    session.update(under_code(case))
    session.save()
    one = Stored(
        f"/udmurtia-mio/follow/{case.number}/", lambda: "", f"/udmurtia-mio/follow/{case.number}/point/",
        into="address_email",
    )  # fmt: skip
    at, form = shown(browser, one)
    actions.choose_point(case, "post", "426000, г. Ижевск, ул. Мира, д. 1", by=cast.executor)
    for typed in (form, {name: value for name, value in form.items() if name != "seen"}):
        late = words_of(browser.post(at, {**typed, "address_email": "other@mail.example"}, follow=True))
        assert "куда отвечать изменили" in late
        assert Case.objects.get(pk=case.pk).chosen_point == "post"
    at, form = shown(browser, one)
    browser.post(at, {**form, "point": "email", "address_email": "other@mail.example"}, follow=True)
    assert Case.objects.get(pk=case.pk).chosen_address == "other@mail.example"


def test_an_extension_is_settled_by_the_day_that_the_page_showed(cast: Any) -> None:
    case, head = case_of(cast.udm), Desk(cast.head).client
    actions.extend_case(case, 20, "Ждём сведения", by=cast.head)
    actions.change_kind(case, "service_complaint", by=cast.registrar)
    page = f"/w/cases/{case.pk}/"
    one = Stored(page, lambda: None, f"{page}settle-extension/", into="reason")
    at, form = shown(head, one)
    owed = open_term(case)
    assert owed is not None
    moved = owed.due_at - dt.timedelta(days=3)
    type(owed).objects.filter(pk=owed.pk).update(due_at=moved)
    typed = {**form, "reason": "Жалоба на услугу", "tell": ""}
    late = words_of(head.post(at, typed, follow=True))
    assert "срок изменили" in late and "Жалоба на услугу" in late and f"{case.organisation.local(moved):%d.%m}" in late
    assert UNSAID in words_of(head.post(at, {**typed, "seen": ""}, follow=True))
    assert owed.changes.get().state == "asks"
    at, form = shown(head, one)
    head.post(at, {**form, "reason": "Жалоба на услугу", "tell": ""}, follow=True)
    assert owed.changes.get().state == "dropped"


def test_an_answer_of_another_body_is_noted_at_the_request_that_the_page_showed(cast: Any) -> None:
    case, mine, theirs = case_of(cast.udm), Desk(cast.executor).client, Desk(cast.head).client
    actions.request_from_body(case, "Росреестр", "Выписку", by=cast.executor)
    page = f"/w/cases/{case.pk}/"
    one = Stored(page, lambda: None, f"{page}body-answered/")
    at, form = shown(mine, one)
    theirs.post(at, form)
    actions.request_from_body(case, "Налоговая", "Справку", by=cast.head)
    for typed, said in ((form, "уже отмечен"), ({}, UNSAID)):
        assert said in words_of(mine.post(at, typed, follow=True))
        assert case.body_requests.get(answered_at=None).body == "Налоговая"


def test_a_number_of_the_post_is_not_written_over_unseen(cast: Any) -> None:
    where = {"point": "post", "postal_address": "426000, г. Ижевск, ул. Мира, д. 1"}
    case = case_of(cast.udm, **where, chosen_point="", addresses={})
    actions.send_reply(drafted(made_ready(case, cast.head), cast.head), by=cast.head)
    made = paper.make_list(
        cast.udm, list(Delivery.objects.filter(channel="post", subject_id=case.pk)), by=cast.executor
    )
    item, mine, theirs = made.items.order_by("-pk")[0], Desk(cast.executor).client, Desk(cast.head).client
    one = Stored("/w/post/", lambda: None, f"/w/post/items/{item.pk}/", into="track")
    at, form = shown(mine, one)
    theirs.post(at, {**form, "track": "80101234567890"})
    item.refresh_from_db()
    assert item.track == "80101234567890"
    for typed in (form, {}):
        page = mine.post(at, {**typed, "track": "RA123456789RU"}, follow=True).content.decode()
        assert "80101234567890" in page and ("изменил" in page or UNSAID in page)
        item.refresh_from_db()
        assert item.track == "80101234567890"


def test_a_booking_is_moved_and_cancelled_as_the_page_showed_it(cast: Any) -> None:
    place = a_place(cast.udm, windows=2)
    visit, _code = visits.book_visit(first_free(place), WHO, by=cast.reception)
    mine = Desk(cast.reception).client
    one = Stored(f"/w/visits/{visit.pk}/", lambda: None, f"/w/visits/{visit.pk}/cancel/")
    at, form = shown(mine, one)
    later = nearest(place, place.kind, most=3)[2]
    visits.move_visit(visit, visits.Time(place, place.kind, later.start), by=cast.reception)
    for typed in (form, {}):
        assert "Запись с тех пор изменили" in words_of(mine.post(at, typed, follow=True))
        assert Visit.objects.get(pk=visit.pk).state == "booked"
    at, form = shown(mine, one)
    mine.post(at, form)
    assert Visit.objects.get(pk=visit.pk).state == "cancelled"


def test_what_a_colleague_is_able_to_do_is_not_written_over_the_same_day(cast: Any) -> None:
    head, admin, service = (
        Desk(cast.head).client,
        Desk(cast.admin).client,
        Service.objects.filter(organisation=cast.udm)[0],
    )
    typed = {"employee": cast.executor.pk, "service": service.pk, "basis": "Приказ № 1"}
    admin.post("/w/rules/competences/", typed)
    page = head.post("/w/rules/competences/", {**typed, "basis": "Аттестация"}, follow=True).content.decode()
    row = Competence.objects.get(employee=cast.executor)
    assert row.basis == "Приказ № 1" and "Приказ № 1" in page and "Аттестация" in page
    head.post(f"/w/rules/competences/{row.pk}/end/")
    assert "уже прекратил" in words_of(admin.post(f"/w/rules/competences/{row.pk}/end/", follow=True))
    head.post("/w/rules/competences/", {**typed, "basis": "Аттестация"})
    assert Competence.objects.get(employee=cast.executor, until=None).basis == "Аттестация"


def test_two_who_name_a_substitute_for_the_same_days_are_told_of_each_other(cast: Any) -> None:
    head, admin = Desk(cast.head).client, Desk(cast.admin).client
    days = {"since": local_day(cast.udm).isoformat(), "until": local_day(cast.udm, 5).isoformat(), "reason": "Отпуск"}
    typed = {**days, "employee": cast.executor.pk}
    head.post("/w/staff/substitutions/", {**typed, "substitute": cast.colleague.pk})
    late = admin.post("/w/staff/substitutions/", {**typed, "substitute": cast.head.pk, "reason": "Учёба"}, follow=True)
    row = Substitution.objects.get(employee=cast.executor)
    assert row.substitute == cast.colleague
    page = late.content.decode()
    assert f"уже замещает {cast.colleague}" in page and 'value="Учёба"' in page
    head.post(f"/w/staff/substitutions/{row.pk}/end/")
    assert "уже закончено" in words_of(admin.post(f"/w/staff/substitutions/{row.pk}/end/", follow=True)) or not (
        Substitution.objects.filter(pk=row.pk).exists()
    )


def test_a_draft_is_given_up_as_the_page_showed_it(cast: Any) -> None:
    case, mine = made_ready(case_of(cast.udm), cast.executor), Desk(cast.executor).client
    reply = drafted(case, cast.executor)
    asked = html.fromstring(mine.post(f"/w/cases/{case.pk}/reply/drop/", as_read(case)).content.decode())
    form = dict(asked.xpath("//form[.//*[@name='sure']]")[0].form_values())
    save_reply(reply, by=cast.head, text=f"{reply.text}\n\nДополнение руководителя.")
    for typed in (form, {"sure": "1"}):
        assert "черновик изменили" in words_of(mine.post(f"/w/cases/{case.pk}/reply/drop/", typed, follow=True))
        assert case.replies.get().state == "draft"
    mine.post(f"/w/cases/{case.pk}/reply/drop/", {**form, "version": case.replies.get().version})
    assert case.replies.get().state == "dropped"
