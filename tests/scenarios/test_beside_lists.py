"""What stands beside a list: an employee, an article, a clause; without scripts it is the same page (issue 15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from lxml import html

from priemnaya.cases.models import Case
from priemnaya.core.models import Ruling
from priemnaya.desk.models import RoutingRule
from priemnaya.desk.trial import marked
from priemnaya.knowledge.models import Article, ArticleUse, SearchLog, Section, Topic
from priemnaya.outreach.models import Mailing
from priemnaya.people.models import Employee, Substitution
from priemnaya.programme.rollups import refresh_body
from priemnaya.workspace.people_pane import WHY

from ..desk import Desk
from ..helpers import case_of


def pane(page: str) -> Any:
    [found] = html.fromstring(page).xpath("//section[@id='pane']")
    return found


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def alone(desk: Desk, address: str) -> str:
    """As a script asks for it."""
    return str(desk.client.get(address, headers={"HX-Request": "true"}).content.decode())


def form_to(node: Any, end: str) -> dict[str, Any]:
    [form] = node.xpath(f".//form[contains(@action, '{end}')]")
    return {
        "action": form.get("action"),
        **{i.get("name"): i.get("value") for i in form.xpath(".//input[@type='hidden']")},
    }


def test_an_employee_opens_beside_the_list_and_an_absence_is_written_there(cast: Any) -> None:
    today = cast.udm.local(timezone.now()).date()
    case = case_of(cast.udm)
    due = timezone.now() + dt.timedelta(days=2)
    Case.objects.filter(pk=case.pk).update(assignee=cast.executor, due_at=due)
    desk = Desk(cast.admin)
    listed = html.fromstring(desk.get("/w/employees/").source)
    assert not listed.xpath("//section[@id='pane']/*")
    [link] = listed.xpath(f"//tr[@data-open='{cast.executor.pk}']//td[contains(@class,'way')]/a")
    [has] = listed.xpath(f"//tr[@data-open='{cast.executor.pk}']//td[contains(@class,'c-cases')]")
    assert words(has) == "1"
    [none] = listed.xpath(f"//tr[@data-open='{cast.auditor.pk}']//td[contains(@class,'c-cases')]")
    assert words(none) == "не ведёт"
    csv = b"".join(desk.client.get("/w/employees/?as=csv")).decode("utf-8-sig")
    assert "не ведёт" in csv and "None" not in csv
    beside = pane(desk.get(f"/w/employees/{link.get('href')}").source)
    assert cast.executor.full_name in words(beside) and "ведёт дела и готовит ответы" in words(beside)
    part = alone(desk, f"/w/employees/{link.get('href')}")
    assert "<html" not in part and cast.executor.full_name in part

    sent = form_to(beside, "/staff/substitutions/")
    until = today + dt.timedelta(days=4)
    more = {"substitute": cast.colleague.pk, "since": today, "until": until, "reason": str(WHY[0])}
    answer = desk.client.post(sent.pop("action"), {**sent, **more}, follow=True)
    assert Substitution.objects.get().reason == "отпуск"
    said = words(pane(answer.content.decode()))
    assert f"замещает {cast.colleague.short_name}" in said and "кончается срок дел: 1." in said
    assert case.number not in answer.content.decode(), "who manages people sees no cases"


def test_what_was_typed_of_an_absence_stands_there_again_when_it_is_refused(cast: Any) -> None:
    desk = Desk(cast.admin)
    sent = form_to(pane(desk.get(f"/w/employees/?open={cast.executor.pk}").source), "/staff/substitutions/")
    more = {"substitute": cast.colleague.pk, "since": "2031-05-10", "until": "2031-05-01", "reason": "отпуск"}
    page = desk.client.post(sent.pop("action"), {**sent, **more}, follow=True).content.decode()
    assert "Последний день раньше первого" in page
    beside = pane(page)
    assert beside.xpath(".//input[@name='since']/@value") == ["2031-05-10"]
    assert beside.xpath(".//option[@selected]/@value") == [str(cast.colleague.pk)]
    assert beside.xpath(".//input[@name='reason']/@value") == ["отпуск"]
    other = {**sent, **more, "reason": "учёба"}
    page = desk.client.post("/w/staff/substitutions/", other, follow=True).content.decode()
    assert pane(page).xpath(".//input[@name='reason']/@value") == ["учёба"], "words of one's own stand there too"


def test_roles_are_given_beside_the_list_and_a_stale_page_changes_nothing(cast: Any) -> None:
    desk, one = Desk(cast.admin), cast.executor
    was = form_to(pane(desk.get(f"/w/employees/?unit={one.unit_id}&open={one.pk}").source), "/roles/")
    action = was.pop("action")
    answer = desk.client.post(action, {**was, "role": ["executor", "editor"]})
    assert answer["Location"] == f"/w/employees/?unit={one.unit_id}&open={one.pk}"
    assert set(Employee.objects.get(pk=one.pk).roles) == {"executor", "editor"}
    desk.client.post(action, {**was, "role": ["admin"]})
    assert set(Employee.objects.get(pk=one.pk).roles) == {"executor", "editor"}, "a page left open"


def test_nobody_of_another_body_opens_beside_the_list(cast: Any) -> None:
    assert Desk(cast.admin).client.get(f"/w/employees/?open={cast.stranger.pk}").status_code == 404


def published(cast: Any) -> Article:
    found = Article.objects.filter(organisation=cast.udm, archived_at=None).exclude(current=None).first()
    assert found is not None and found.current is not None
    return found


def test_an_article_is_read_beside_what_was_found_and_beside_its_section(cast: Any) -> None:
    row, desk = published(cast), Desk(cast.executor)
    assert row.current is not None
    begins = row.current.text.split()[0]
    found = html.fromstring(desk.get("/w/knowledge/?q=" + row.title).source)
    [link] = found.xpath(f"//li[@data-open='{row.pk}']//a")
    before = ArticleUse.objects.filter(article=row).count()
    beside = pane(desk.get(f"/w/knowledge/{link.get('href')}").source)
    assert begins in words(beside) and "Отвечает" in words(beside)
    assert ArticleUse.objects.filter(article=row).count() == before + 1
    section = f"/w/knowledge/{row.section.slug}/"
    listed = html.fromstring(desk.get(section).source)
    [link] = listed.xpath(f"//tr[@data-open='{row.pk}']//td[contains(@class,'way')]/a")
    assert begins in words(pane(desk.get(section + link.get("href")).source))
    assert "<html" not in alone(desk, section + link.get("href"))
    assert desk.client.get(f"/w/knowledge/?open={10**9}").status_code == 404


def test_an_article_opened_beside_the_found_is_no_new_search(cast: Any) -> None:
    row, desk = published(cast), Desk(cast.executor)
    desk.get(f"/w/knowledge/?q={row.title}&s=abc")
    SearchLog.objects.update(found=77)
    part = alone(desk, f"/w/knowledge/?q={row.title}&s=abc&open={row.pk}")
    assert row.title in part
    assert SearchLog.objects.get().found == 77 and SearchLog.objects.get().opened == f"article:{row.pk}"


def test_beside_a_section_stands_none_of_another(cast: Any) -> None:
    row = published(cast)
    other = Section.objects.filter(organisation=cast.udm).exclude(pk=row.section_id).first()
    assert other is not None
    assert Desk(cast.executor).client.get(f"/w/knowledge/{other.slug}/?open={row.pk}").status_code == 404


def test_hits_as_one_types_open_beside_the_list_too(cast: Any) -> None:
    row = published(cast)
    part = Desk(cast.executor).get(f"/w/knowledge/hints/?beside=1&q={row.title}").source
    [link] = html.fromstring(part).xpath(f"//li[@data-open='{row.pk}']//a")
    assert f"open={row.pk}" in link.get("href") and "beside" not in link.get("href")
    assert link.get("hx-target") == "#pane"


def test_a_clause_opens_beside_the_board_with_its_cases(cast: Any) -> None:
    case = case_of(cast.udm)
    refresh_body(cast.udm)
    desk = Desk(cast.head)
    page = html.fromstring(desk.get("/w/compliance/").source)
    [row, *_rest] = page.xpath("//tr[@data-open='3.5']")
    [link] = row.xpath(".//td[contains(@class,'way')]/a")
    beside = pane(desk.get(f"/w/compliance/{link.get('href')}").source)
    assert "Последние случаи" in words(beside) and case.get_absolute_url() in html.tostring(beside).decode()
    assert beside.xpath(".//ul[contains(@class,'ways')]//a[contains(@href,'/w/compliance/3.5/')]")
    unnamed = pane(Desk(cast.analyst).get("/w/compliance/?open=3.5").source)
    assert case.number in words(unnamed) and str(case.client_name) not in words(unnamed)
    assert desk.client.get("/w/compliance/?open=99.99").status_code == 404


def test_why_a_clause_was_not_kept_is_told_beside_it_only_to_who_sees_cases(cast: Any) -> None:
    case = case_of(cast.udm)
    Ruling.objects.create(
        organisation_id=cast.udm.pk,
        clause="3.5",
        layer="body",
        kind="within",
        target="x",
        ok=False,
        stopped=False,
        reason="Ждали архив",
        subject_type="case",
        subject_id=case.pk,
        at=timezone.now(),
        actor_id=cast.executor.pk,
    )
    refresh_body(cast.udm)
    assert "Ждали архив" in words(pane(Desk(cast.head).get("/w/compliance/?open=3.5&show=all").source))
    assert "Ждали архив" not in Desk(cast.analyst).get("/w/compliance/?open=3.5&show=all").source


def test_a_rule_is_tried_beside_its_form_and_a_topic_is_one_of_the_classifier(cast: Any) -> None:
    desk, unit = Desk(cast.head), cast.executor.unit
    typed = {"name": "Аренда", "topic": "аренда земли", "unit": unit.pk, "do": "try"}
    part = desk.client.post("/w/rules/routing/", typed, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "в классификаторе нет" in part
    whole = desk.client.post("/w/rules/routing/", typed).content.decode()
    [said] = html.fromstring(whole).xpath("//input[@name='topic']/@value")
    assert said == "аренда земли", "what was typed stands there again, whole"
    one = Topic.objects.current().filter(depth__gte=4).exclude(title="").order_by("code")[7]
    more = {**typed, "topic": one.title + " у нас", "do": ""}
    whole = desk.client.post("/w/rules/routing/", more).content.decode()
    assert "Похожие: " in whole and one.code in whole, "without scripts the codes are told"
    chosen = desk.client.post("/w/rules/routing/", {**typed, "topic": one.title.upper()}).content.decode()
    [said] = html.fromstring(chosen).xpath("//input[@name='topic']/@value")
    assert said == f"{one.code} {one.title}", "a title alone is taken for its topic"
    typed |= {"topic": "", "words": "аренда"}
    part = desk.client.post("/w/rules/routing/", typed, headers={"HX-Request": "true"}).content.decode()
    assert "Сработало бы на" in part and "<html" not in part
    assert not RoutingRule.objects.filter(name="Аренда").exists(), "a trial saves nothing"


def test_who_sets_rules_up_is_offered_topics_though_they_see_no_cases(cast: Any) -> None:
    answer = Desk(cast.admin).client.get("/w/topics/?q=аренда")
    assert answer.status_code == 200 and b"<option" in answer.content


def test_a_new_mailing_says_whom_it_reaches_and_keeps_the_kinds_that_were_chosen(cast: Any) -> None:
    desk = Desk(cast.head)
    page = desk.get("/w/mailings/new/").text
    assert "Кто получит сегодня" in page and "без согласия" in page
    kinds = [str(k) for k in cast.udm.client_kinds][:2]
    typed = {"subject": "", "text": "Слова", "kind": kinds}
    again = html.fromstring(desk.client.post("/w/mailings/new/", typed).content.decode())
    assert again.xpath("//input[@name='kind'][@checked]/@value") == kinds
    assert not Mailing.objects.exists()


def test_how_work_lies_is_in_the_menu_of_who_spreads_it(cast: Any) -> None:
    link = "//ul//a[@href='/w/overview/']"
    assert html.fromstring(Desk(cast.head).get("/w/").source).xpath(link)
    assert not html.fromstring(Desk(cast.executor).get("/w/").source).xpath(link)


def test_what_a_trial_shows_is_cut_at_whole_words() -> None:
    text = "Предварительные слова Николаевич. Прошу продлить договор аренды земельного участка под садоводство до марта следующего года."
    said = "".join(words for _marked, words in marked(text, ["аренда"]))
    inside = said.strip("… ").split()
    assert said.startswith("… ") and said.endswith(" …") and "аренды" in inside
    assert set(inside) <= set(text.split()), said


def test_going_back_in_the_browser_brings_the_list_with_its_pane(cast: Any) -> None:
    """Seen by a judge: a step back asked the server with the headers of a script, and the pane alone took the place of
    the page, without menu and list."""
    case = case_of(cast.udm)
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    for who, address in (
        (cast.head, f"/w/cases/?list=open&open={case.pk}"),
        (cast.admin, f"/w/employees/?open={cast.executor.pk}"),
    ):
        desk = Desk(who)
        page = html.fromstring(desk.client.get(address, headers=back).content.decode())
        assert page.xpath("//nav") and page.xpath("//section[@id='pane']") and page.xpath("//table"), address
        assert not html.fromstring(alone(desk, address)).xpath("//nav"), address


def test_a_row_that_is_none_asked_for_by_a_script_is_no_error(cast: Any) -> None:
    for who, address in ((cast.admin, "/w/employees/?open=abc"), (cast.head, "/w/compliance/?open=")):
        answer = Desk(who).client.get(address, headers={"HX-Request": "true"})
        assert answer.status_code == 200 and "<nav" in answer.content.decode(), address
