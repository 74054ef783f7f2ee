"""What the desk says: urgent work first, an objection once and not after success, nothing offered that isn't possible."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Reply
from priemnaya.channels.base import deliver_ready
from priemnaya.desk.actions import rules
from priemnaya.desk.models import Presence
from priemnaya.desk.models.around import WRITING_FOR
from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.models import Section
from priemnaya.people.models import OtherBody

from ..desk import looked_and_sent
from ..helpers import GOOD, case_of, drafted, made_ready, words_of


def test_what_is_due_in_hours_stands_above_december_though_nobody_assessed_it(cast: Any, client: Any) -> None:
    later, soon, pressing = (case_of(cast.udm, subject=s) for s in ("В декабре", "Завтра", "Срочное"))
    for case, hours, urgency in ((later, 300, "normal"), (soon, 8, ""), (pressing, 500, "urgent")):
        at = timezone.now() + dt.timedelta(hours=hours)
        Case.objects.filter(pk=case.pk).update(due_at=at, urgency=urgency, assignee=cast.executor, state="in_work")
    client.force_login(cast.executor)
    for url in ("/w/", "/w/cases/?who=me&state=in_work"):
        page = client.get(url).content.decode()
        at = [page.index(c.number) for c in (soon, later)]
        assert at == sorted(at), url
    page = client.get("/w/").content.decode()
    assert page.index(pressing.number) < page.index(soon.number)


def test_an_objection_goes_when_the_next_try_succeeds(cast: Any, client: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.executor)
    drafted(case, cast.executor, "Нет.")
    other = case_of(cast.udm)
    client.force_login(cast.executor)
    client.post(f"/w/cases/{case.pk}/reply/submit/", {"text": "Нет.", "version": version(case)})
    assert client.session.get("stopped")
    client.get(f"/w/cases/{other.pk}/")
    client.post(f"/w/cases/{case.pk}/reply/submit/", {"text": "Нет.", "version": version(case)})
    stopped = client.get(f"/w/cases/{case.pk}/reply/").content.decode()
    assert "Что мешает" in stopped
    client.post(f"/w/cases/{case.pk}/reply/submit/", {"text": "Нет.", "version": version(case)})
    good = {"text": GOOD, "survey": "on", "letterhead": "on", "version": version(case)}
    answer = client.post(f"/w/cases/{case.pk}/reply/submit/", good, follow=True)
    page = answer.content.decode()
    assert "Ответ передан на проверку и подпись." in page, words_of(answer)
    assert 'class="verdict"' not in page
    assert "message-error" not in page


def version(case: Case) -> int:
    return case.replies.get().version


def test_a_refusal_that_no_page_showed_goes_with_the_next_success(cast: Any, client: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.executor)
    client.force_login(cast.executor)
    url = f"/w/cases/{case.pk}/urgency/"
    looked_and_sent(client, url, {"urgency": "urgent", "reason": ""})
    page = looked_and_sent(client, url, {"urgency": "urgent", "reason": "Тонет дом"}, follow=True).content.decode()
    assert "message-error" not in page


def test_the_same_objection_is_shown_once_with_all_its_clauses(cast: Any, client: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.executor)
    drafted(case, cast.executor, GOOD, decision="refusal")
    client.force_login(cast.executor)
    page = words_of(client.get(f"/w/cases/{case.pk}/reply/"))
    said = re.findall(r"В отказе не сказано: [^.]+\.", page)
    assert len(said) == len(set(said)) == 3, "each part once, whatever clauses ask for it"
    assert "1.3.5" in page
    assert "3.11" in page


BOXES = {"letterhead": "1", "survey": "1"}


def test_whoever_only_opened_the_letter_is_not_said_to_write(cast: Any, client: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.executor)
    drafted(case, cast.executor)
    client.force_login(cast.head)
    client.get(f"/w/cases/{case.pk}/reply/")
    client.post(f"/w/cases/{case.pk}/presence/", {"letter": "1"})
    author = Client()
    author.force_login(cast.executor)
    page = f"/w/cases/{case.pk}/reply/"
    assert "Орлов И.О. смотрит письмо" in words_of(author.get(page))
    client.post(f"{page}save/", {"text": GOOD + " Ждём вас.", "version": version(case), **BOXES})
    assert "Орлов И.О. пишет ответ" in words_of(author.get(page))
    actions.submit_reply(Reply.objects.get(case=case), by=cast.executor)
    assert "Орлов И.О. смотрит письмо" in words_of(author.get(page))
    actions.recall_reply(Reply.objects.get(case=case), by=cast.executor)
    Presence.objects.filter(employee=cast.head).update(wrote_at=timezone.now() - WRITING_FOR)
    assert "Орлов И.О. смотрит письмо" in words_of(author.get(page))


def test_nothing_is_put_into_a_letter_that_waits_for_its_signature(cast: Any, client: Any) -> None:
    case = made_ready(case_of(cast.udm, subject="Аренда участка"), cast.executor)
    reply = drafted(case, cast.executor)
    client.force_login(cast.executor)
    pages = f"/w/cases/{case.pk}/reply/", f"/w/knowledge/hints/?q=аренда&case={case.pk}"
    section = Section.objects.get(organisation=cast.udm, title="Аренда")
    words = "Подайте заявление на сайте. Ответим за десять дней."
    fields = {"by": cast.editor, "kind": "guide", "title": "Аренда участка", "text": words}
    articles.publish_version(articles.draft_article(section, **fields), by=cast.head)
    for state, offered in (("draft", True), ("submitted", False)):
        if state == "submitted":
            actions.submit_reply(reply, by=cast.executor)
        for url in pages:
            assert ("/reply/insert/" in client.get(url).content.decode()) == offered, (state, url)


def test_whoever_is_complained_of_is_not_in_the_list_and_a_line_says_why(cast: Any, client: Any) -> None:
    case = case_of(cast.udm)
    actions.name_person(case, cast.colleague, by=cast.registrar)
    client.force_login(cast.head)
    page = client.get(f"/w/cases/{case.pk}/").content.decode()
    asked = page[page.index(f"/w/cases/{case.pk}/assign/") :]
    form = asked[: asked.index("</form>")]
    assert f'value="{cast.executor.pk}"' in form
    assert f'value="{cast.colleague.pk}"' not in form
    assert "Нет в списке: Васильева И.О." in form
    assert "Жалоба на этого сотрудника" in form


def test_a_macro_is_offered_only_to_who_may_run_all_of_it(cast: Any, client: Any) -> None:
    case = case_of(cast.udm)
    unit = cast.udm.units.first()
    rules.save_macro(cast.udm, "Передать в отдел", [{"do": "unit", "value": unit.slug}], by=cast.head)
    rules.save_macro(cast.udm, "Отметить обычным", [{"do": "normal", "value": ""}], by=cast.head)
    for who, offered in ((cast.head, True), (cast.executor, False)):
        client.force_login(who)
        page = client.get(f"/w/cases/{case.pk}/").content.decode()
        assert "Отметить обычным" in page
        assert ("Передать в отдел" in page) == offered


def test_nobody_but_the_administrator_reads_the_names_of_settings(cast: Any, client: Any, settings: Any) -> None:
    settings.SMTP_URL = settings.DOCFLOW = ""
    case = case_of(cast.udm, chosen_point="email")
    deliver_ready()
    for who in (cast.registrar, cast.head):
        client.force_login(who)
        for url in ("/w/outbox/", "/w/", f"/w/cases/{case.pk}/", f"/w/cases/{case.pk}/forwarding/"):
            page = client.get(url).content.decode()
            assert "PRIEMNAYA_" not in page
            if url == "/w/outbox/":
                assert "Почта сейчас не отправляется: письма ждут. Сообщите администратору." in page
    client.force_login(cast.admin)
    page = client.get("/w/connections/").content.decode()
    assert "PRIEMNAYA_SMTP_URL" in page
    assert "PRIEMNAYA_DOCFLOW" in page


def test_a_reason_of_keys_pressed_at_random_goes_to_nobody(cast: Any, client: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.registrar)
    client.force_login(cast.head)
    to = OtherBody.objects.filter(organisation=cast.udm).first()
    assert to
    data = {"do": "look", "body": to.pk, f"way_{to.pk}": "post", f"not_against_{to.pk}": "1"}
    for words in ("qwe", "йцу", "asdf фыва", "потому что"):
        answer = client.post(f"/w/cases/{case.pk}/forwarding/", {**data, "reason": words})
        assert answer.status_code == 422
        assert "не объясняет, почему пересылаете" in answer.content.decode()
    plain = client.post(f"/w/cases/{case.pk}/forwarding/", {**data, "reason": "Эту дорогу ремонтирует город"})
    assert "не объясняет" not in plain.content.decode()
    stiff = {**data, "reason": "Осуществление ремонта данной дороги производится городом"}
    assert "lv-warning" in client.post(f"/w/cases/{case.pk}/forwarding/", stiff).content.decode()


def test_a_greeting_alone_is_not_called_hard_to_read(cast: Any, client: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.executor)
    drafted(case, cast.executor, "Здравствуйте, Мария Сергеевна!")
    client.force_login(cast.executor)
    page = words_of(client.get(f"/w/cases/{case.pk}/reply/"))
    assert "читается трудно" not in page
    assert "Ясность: 85" not in page
