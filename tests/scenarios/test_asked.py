"""What a service asks of its own (issue 16): questions as data, conditions that stop nobody, a fee with its code, and a
second applicant who answers for themselves."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.actions.second import second_unwanted
from priemnaya.cases.models import Case, Contact, PortalDraft, SecondApplicant
from priemnaya.channels import base
from priemnaya.core.models import Delivery
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Service
from priemnaya.knowledge.services.answers import READERS, read
from priemnaya.knowledge.services.paying import payment_of
from priemnaya.knowledge.services.questions import Question, checked
from priemnaya.people.models import Client
from priemnaya.portal.questions import QuestionField

from ..desk import Browser, Desk
from ..stood import posted
from .test_steps import step, words

AT = "/udmurtia-mio/services/{}/apply/"
EXTRACT, FAMILY, FIX = (AT.format(s) for s in ("registry-extract", "land-free-family", "cadastral-fix"))
WHO = {"for_whom": "self", "client_kind": "citizen", "surname": "Вахрушева", "name": "Анна"}
CHILDREN = {
    f"f_children-{n}-{part}": value
    for n, name in enumerate(("Иван", "Мария", "Пётр"))
    for part, value in (("surname", "Вахрушев"), ("name", name), ("born", f"1{n}.05.2018"))
}


@pytest.fixture
def browser(cast: Any) -> Browser:
    found = Browser()
    found.client.get(EXTRACT)
    return found


def last_pages(browser: Browser, at: str, **answer: str) -> Any:
    """What every application asks, and sending it."""
    step(browser, "documents", at, do="add", doc_passport=SimpleUploadedFile("паспорт.txt", b"1"))
    step(browser, "documents", at)
    step(browser, "who", at, **WHO)
    step(browser, "answer", at, **{"chosen_point": "portal", "receive_by": "portal", **answer})
    return browser.client.post(f"{at}step/check/", follow=True)


def family(browser: Browser, **second: str) -> Any:
    step(browser, "fit", FAMILY, c_three="yes", c_lives="unsure")
    assert step(browser, "q-children", FAMILY, **CHILDREN).url == f"{FAMILY}step/q-home/"
    step(browser, "q-home", FAMILY, f_home="Ижевск, улица Пушкинская, дом 10")
    step(browser, "q-had-land", FAMILY, **{"f_had-land": "no"})
    step(browser, "q-wish", FAMILY, f_wish=["сад", "огород"])
    step(browser, "more", FAMILY, text="")
    step(browser, "second", FAMILY, second_name="Вахрушев Олег Петрович", **second)
    return last_pages(browser, FAMILY)


def answered(case: Case) -> dict[str, str]:
    return {a["label"]: a["words"] for a in case.contacts.get(direction="in").answers}


def test_a_page_comes_only_for_the_answer_that_asks_for_it_and_wrong_ones_say_what_to_do(browser: Browser) -> None:
    assert step(browser, "fit", EXTRACT).url == f"{EXTRACT}step/q-what/"
    refused = step(browser, "q-what", EXTRACT)
    assert refused.status_code == 422 and "Выберите один вариант." in words(refused)
    assert step(browser, "q-what", EXTRACT, f_what="здание или помещение").url == f"{EXTRACT}step/q-number/"
    wrong = step(browser, "q-number", EXTRACT, f_number="18:26:57", f_address="где-то там")
    assert wrong.status_code == 422 and 'value="18:26:57"' in wrong.content.decode()
    assert "четыре числа через двоеточие" in words(wrong) and "Напишите точнее" in words(wrong)
    right = {"f_number": "18 26 010101 57", "f_address": "56.8528, 53.2115"}
    assert step(browser, "q-number", EXTRACT, **right).url == f"{EXTRACT}step/q-day/"  # «опишите имущество» is left out
    step(browser, "q-day", EXTRACT, f_day="12 мая 2024 года")
    step(browser, "more", EXTRACT, text="Для суда.")
    page = last_pages(browser, EXTRACT)
    assert "Что вы указали" in words(page) and "18:26:010101:57" in words(page)
    case = Case.objects.get()
    assert answered(case) == {
        "О чём нужны сведения?": "здание или помещение",
        "Кадастровый номер": "18:26:010101:57",
        "Адрес или координаты": "широта и долгота: 56.852800, 53.211500",
        "На какой день нужны сведения?": "12.05.2024",
    }
    contact = case.contacts.get(direction="in")
    assert contact.own_words == "Для суда." and "Кадастровый номер: 18:26:010101:57" in contact.text


def test_another_answer_earlier_takes_with_it_what_hung_on_it(browser: Browser) -> None:
    step(browser, "fit", EXTRACT)
    step(browser, "q-what", EXTRACT, f_what="земельный участок")
    step(browser, "q-number", EXTRACT, f_number="18:26:010101:57", f_address="Ижевск, Ленина, 1")
    other = step(browser, "q-what", EXTRACT, f_what="акции, доли или другое имущество")
    assert other.url == f"{EXTRACT}step/q-other/"
    step(browser, "q-other", EXTRACT, f_other="Доля в ООО «Пример»")
    step(browser, "q-day", EXTRACT, f_day="")
    step(browser, "more", EXTRACT)
    last_pages(browser, EXTRACT)
    assert list(answered(Case.objects.get())) == ["О чём нужны сведения?", "Опишите имущество"]


def test_a_condition_says_why_and_what_instead_and_stops_nobody(browser: Browser) -> None:
    told = step(browser, "fit", FIX, c_ours="no")
    assert told.url == f"{FIX}step/fit/#ruled-out"
    page = words(browser.client.get(told.url))
    assert "в других регионах считаем не мы" in page and "Обратитесь в тот регион" in page
    assert "Всё равно подать заявление" in page
    assert step(browser, "fit", FIX, c_ours="no", do="anyway").url == f"{FIX}step/q-number/"
    unanswered = step(browser, "fit", FIX, c_ours="")
    assert unanswered.status_code == 422 and "выберите «Не знаю»" in words(unanswered)


def test_people_are_kept_row_by_row_and_one_more_row_is_a_press_without_javascript(browser: Browser) -> None:
    step(browser, "fit", FAMILY, c_three="yes", c_lives="yes")
    first = {k: v for k, v in CHILDREN.items() if k.startswith("f_children-0")}
    few = step(browser, "q-children", FAMILY, **first)
    assert few.status_code == 422 and "нужно хотя бы 3" in words(few)
    assert step(browser, "q-children", FAMILY, do="more", **CHILDREN).url == f"{FAMILY}step/q-children/#main"
    page = browser.client.get(f"{FAMILY}step/q-children/").content.decode()
    assert 'value="Мария"' in page and 'name="f_children-3-surname"' in page
    nameless = step(browser, "q-children", FAMILY, **CHILDREN | {"f_children-1-born": "вчера"})
    assert "Человек 2: напишите день рождения" in words(nameless)


PRELIMINARY, SUBSIDY = AT.format("land-preliminary"), "/chechnya-minnats/services/ngo-subsidy/apply/"


@pytest.mark.parametrize(
    ("at", "one", "other"),
    [
        (PRELIMINARY, "purpose", "purpose-other"),
        (SUBSIDY, "had", "had-year"),
        ("/novosibirsk-okn/services/advice/apply/", "works", "works-since"),
    ],
)
def test_autosave_of_one_question_keeps_the_one_whose_id_begins_alike(
    browser: Browser, at: str, one: str, other: str
) -> None:
    body, slug = at.split("/")[1], at.split("/")[3]
    service = Service.objects.get(organisation__slug=body, slug=slug)
    assert service.current
    hangs = next(q for q in service.current.text.questions if q.id == other).when
    answer = hangs.answer[0] if hangs else "yes"
    step(browser, f"q-{one}", at, **{f"f_{one}": answer})
    form = {f"f_{other}": "2020", "page": f"q-{other}"}
    for typed in (form, {f"f_{other}": "2020"}):  # the second: a page of before it said which it is
        saved = browser.client.post(f"/{body}/services/{slug}/draft/", typed, headers={"X-Requested-With": "fetch"})
        assert saved.json()["saved"]
        assert PortalDraft.objects.get(form=slug).data[f"f_{one}"] == answer


def test_a_link_to_oneself_and_autosave_keep_lists_and_variants_as_the_page_does(browser: Browser) -> None:
    step(browser, "fit", FAMILY, c_three="yes", c_lives="yes")
    step(browser, "q-children", FAMILY, do="link", resume_to="a@mail.example", **CHILDREN)
    step(browser, "q-wish", FAMILY, do="link", resume_to="b@mail.example", f_wish=["сад", "огород"])
    kept = PortalDraft.objects.get().data
    assert "Мария" in kept["f_children"] and kept["f_wish"] == "сад\nогород"
    saved = {"page": "q-wish", "f_wish": "сад"}
    browser.client.post("/udmurtia-mio/services/land-free-family/draft/", saved, headers={"X-Requested-With": "fetch"})
    kept = PortalDraft.objects.get().data
    assert "Мария" in kept["f_children"] and kept["f_wish"] == "сад"


def test_a_question_that_is_asked_no_more_keeps_what_was_typed(browser: Browser) -> None:
    step(browser, "fit", EXTRACT)
    step(browser, "q-what", EXTRACT, f_what="земельный участок")
    step(browser, "q-what", EXTRACT, f_what="акции, доли или другое имущество")  # in another tab
    step(browser, "q-number", EXTRACT, f_number="18:26:010101:57", f_address="Ижевск, Ленина, 1")
    assert PortalDraft.objects.get().data["f_number"] == "18:26:010101:57"


def test_ids_that_would_share_a_field_are_refused() -> None:
    people, text = Question(id="kids", label="Кто дети?", kind="people"), Question(id="kids-0-name", label="Имя?")
    with pytest.raises(ValueError, match="совпадает с полем списка людей"):
        checked([people, text], [])


def test_a_name_that_is_too_long_is_refused_not_cut() -> None:
    with pytest.raises(Objection, match="слишком длинно"):
        read(Question(id="x", label="Кто дети?", kind="people"), [{"surname": "А" + "б" * 99, "name": "Иван"}])


def test_a_result_is_promised_only_where_it_can_come(browser: Browser) -> None:
    """A state portal takes what it sent us itself, and a letter needs its address, whatever the answer goes by."""
    at = "/chelyabinsk-edu/services/exam-results/apply/"
    browser.client.get(at)
    answer = browser.client.get(f"{at}step/answer/").content.decode()
    assert 'value="epgu"' not in answer and re.search(r'name="receive_by" value="portal"[^>]*\s+checked', answer)
    extract = f"{EXTRACT}step/answer/"
    for way, said in (("post", "Напишите адрес с индексом"), ("email", "Напишите адрес электронной почты: по нему")):
        if f'name="receive_by" value="{way}"' not in browser.client.get(extract).content.decode():
            continue
        page = step(browser, "answer", EXTRACT, chosen_point="portal", receive_by=way)
        assert page.status_code == 422 and said in words(page)


def test_the_second_applicant_answers_once_by_themselves_and_the_case_says_how(browser: Browser, cast: Any) -> None:
    page = family(browser, second_email="oleg@mail.example")
    link = re.search(r'id="second-link">http[^"<]*(/udmurtia-mio/second/[\w-]+/)<', page.content.decode())
    assert link, words(page)
    case = Case.objects.get()
    letter = Delivery.objects.get(address="oleg@mail.example")
    assert "Вахрушев" not in letter.payload["text"] and "/second/" in letter.payload["text"]
    other = Browser().client
    shown = words(other.get(link[1]))
    assert "Вахрушева Анна" in shown and "Вахрушев Мария, 11.05.2018" in shown and "кто вы, мы не проверяли" in shown
    desk = Desk(cast.executor)
    staff = words(desk.client.get(case.get_absolute_url()))
    assert "Ждём его слова" in staff and "Кто ваши дети?" in staff and "Вахрушев Пётр, 12.05.2018" in staff
    assert other.post(link[1], {"said": "confirm"}, follow=True).status_code == 200
    assert "«Подтверждаю»" in words(other.get(link[1])) and "Вахрушева" not in words(other.get(link[1]))
    late = other.post(link[1], {"said": "refuse", "why": "передумал"})
    assert late.status_code == 410
    second = SecondApplicant.objects.get()
    assert (second.state, second.how, second.proved_name) == ("confirmed", "link", "")
    assert "по ссылке, личность не проверена" in words(desk.client.get(case.get_absolute_url()))
    assert "личность не проверена" in words(browser.client.get(f"/udmurtia-mio/follow/{case.number}/"))
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondApplicant.objects.update(state="refused")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(case=case, direction="in").update(answers=[])


def test_the_second_applicant_is_a_task_of_both_until_they_answer(browser: Browser, cast: Any) -> None:
    """In «Мои дела»: of who applied, and of whoever reads the mailbox that was named; nobody else is told."""
    family(browser, second_email="oleg@mail.example")
    case = Case.objects.get()
    Client.objects.filter(pk=case.client_id).update(identity="esia-1")
    Case.objects.update(level=2)
    mine = "/udmurtia-mio/my/"

    def of(**session: Any) -> Any:
        one = Browser().client
        one.get("/udmurtia-mio/")
        kept = one.session
        kept.update({f"{name}:{cast.udm.pk}": value for name, value in session.items()})
        kept.save()
        return one

    now = timezone.now().timestamp()
    first = of(person={"subject": "esia-1", "surname": "Вахрушева", "name": "Анна", "patronymic": ""})
    second, stranger = (of(mailbox={"address": a, "at": now}) for a in ("oleg@mail.example", "other@mail.example"))
    assert "Второй заявитель ещё не ответил" in words(first.get(mine))
    shown = words(second.get(mine))
    assert "Вас назвали вторым заявителем" in shown and case.number in shown and "Вахрушева" not in shown
    assert case.number not in words(stranger.get(mine))
    refused = words(stranger.post(mine, {"do": "second", "number": case.number}, follow=True))
    assert "вашего ответа уже не ждут" in refused
    page = second.post(mine, {"do": "second", "number": case.number}, follow=True)
    assert "Подтвердите заявление или откажитесь" in words(page)
    second.post(page.request["PATH_INFO"], {"said": "confirm"})
    assert SecondApplicant.objects.get().state == "confirmed"
    assert "вторым заявителем" not in words(second.get(mine)) and "ещё не ответил" not in words(first.get(mine))


def test_the_second_applicant_follows_what_they_confirmed_by_their_link_and_mailbox(
    browser: Browser, cast: Any
) -> None:
    """Nobody here knows them but as a second applicant; of what was written they see nothing more."""
    page = family(browser, second_email="oleg@mail.example")
    link = re.search(r'id="second-link">http[^"<]*(/udmurtia-mio/second/[\w-]+/)<', page.content.decode())
    assert link
    case, other, mine = Case.objects.get(), Browser().client, "/udmurtia-mio/my/"
    other.post(link[1], {"said": "confirm"})
    shown = words(other.get(link[1]))
    assert "Что происходит" in shown and "Рассматриваем заявление" in shown and "Вахрушева" not in shown
    assert "Сохраните эту ссылку" in shown
    other.post(mine, {"email": "oleg@mail.example"})
    letter = Delivery.objects.get(address="oleg@mail.example", key__startswith="link-")
    way = re.search(r"/udmurtia-mio/link/[\w-]+/", letter.payload["text"])
    assert way
    listed = words(other.post(way[0], follow=True))
    assert "Где вы второй заявитель" in listed and case.number in listed and "Вахрушева" not in listed
    other.post(mine, {"email": "nobody@mail.example"})
    assert not Delivery.objects.filter(address="nobody@mail.example").exists()
    Case.objects.filter(pk=case.pk).update(state="waiting")
    assert "Ждём того, кто подал" in words(other.get(link[1]))


def test_no_two_things_of_a_page_have_one_name(browser: Browser, cast: Any) -> None:
    """A label and what is read aloud lead to the first of them: the field beside was read without its name."""
    files = {f"doc_{d}": SimpleUploadedFile(f"{d}.txt", d.encode()) for d in ("passport", "birth")}
    step(browser, "documents", FAMILY, do="add", **files)
    pages = [browser.client.get(f"{FAMILY}step/documents/"), browser.client.get(f"{FAMILY}?all=1")]
    sent = family(browser, second_email="oleg@mail.example")
    pages += [sent, browser.client.get(f"/udmurtia-mio/follow/{Case.objects.get().number}/")]
    for page in pages:
        named = Counter(re.findall(r'<[^>]*\sid="([^"]+)"', page.content.decode()))
        assert [name for name, n in named.items() if n > 1] == [], page.request["PATH_INFO"]


def test_who_refused_follows_nothing(browser: Browser) -> None:
    page = family(browser, second_email="oleg@mail.example")
    link = re.search(r'id="second-link">http[^"<]*(/udmurtia-mio/second/[\w-]+/)<', page.content.decode())
    assert link
    other, mine = Browser().client, "/udmurtia-mio/my/"
    other.post(link[1], {"said": "refuse", "why": ""})
    assert "Что происходит" not in words(other.get(link[1]))
    other.post(mine, {"email": "oleg@mail.example"})
    assert Delivery.objects.filter(address="oleg@mail.example").count() == 1, "only the link to answer by"


def test_a_new_link_ends_the_one_before_and_who_signed_in_is_named(browser: Browser, cast: Any) -> None:
    page = family(browser)
    first = re.search(r'id="second-link">http[^"<]*(/udmurtia-mio/second/[\w-]+/)<', page.content.decode())[1]  # type: ignore[index]
    case = Case.objects.get()
    renewed = browser.client.post(f"/udmurtia-mio/follow/{case.number}/second/", {"do": "link"})
    fresh = re.search(r'id="second-link">http[^"<]*(/udmurtia-mio/second/[\w-]+/)<', renewed.content.decode())[1]  # type: ignore[index]
    stale = Browser().client.get(first)
    assert stale.status_code == 410 and "Попросите новую ссылку" in words(stale)
    other = Browser().client
    other.get("/udmurtia-mio/")
    session = other.session
    Client.objects.filter(pk=case.client_id).update(identity="esia-1")
    session[f"person:{cast.udm.pk}"] = {"subject": "esia-1", "surname": "Вахрушева", "name": "Анна", "patronymic": ""}
    session.save()
    oneself = other.post(fresh, {"said": "confirm"})
    assert oneself.status_code == 410 and "Второй заявитель отвечает сам" in words(oneself)
    session[f"person:{cast.udm.pk}"] = {"subject": "esia-2", "surname": "Сидоров", "name": "Олег", "patronymic": ""}
    session.save()
    other.post(fresh, {"said": "refuse", "why": "Я об этом не знаю."})
    assert "Я об этом не знаю." not in words(Desk(cast.executor).client.get(case.get_absolute_url())), "not read yet"
    read_files()
    staff = words(Desk(cast.executor).client.get(case.get_absolute_url()))
    assert "Отказался от заявления" in staff and "Сидоров Олег" in staff and "Я об этом не знаю." in staff


class TestTheLetterToTheSecond:
    def told(self, browser: Browser, case: Case) -> str:
        shown = words(browser.client.get(f"/udmurtia-mio/follow/{case.number}/"))
        return shown[shown.find("Ждём его ответа") :][:330]

    def mails(self, browser: Browser, case: Case, email: str) -> str:
        form = {"do": "mail", "email": email}
        return words(browser.client.post(f"/udmurtia-mio/follow/{case.number}/second/", form, follow=True))

    def link_in(self, letter: Delivery) -> str:
        found = re.search(r"/udmurtia-mio/second/[\w-]+/", letter.payload["text"])
        assert found
        return found[0]

    def test_pressed_twice_the_one_that_went_stays_good(self, browser: Browser) -> None:
        family(browser)
        case = Case.objects.get()
        assert "отправляем на oleg@mail.example" in self.mails(browser, case, "oleg@mail.example")
        letter = Delivery.objects.get(address="oleg@mail.example")
        assert "следующее можно отправить с" in self.mails(browser, case, "oleg@mail.example")
        assert Browser().client.get(self.link_in(letter)).status_code == 200

    def test_a_slip_in_the_mailbox_is_put_right_at_once(self, browser: Browser) -> None:
        family(browser, second_email="olge@mail.example")
        case, slip = Case.objects.get(), Delivery.objects.get(address="olge@mail.example")
        self.mails(browser, case, "oleg@mail.example")
        right = Delivery.objects.get(address="oleg@mail.example")
        assert Browser().client.get(self.link_in(right)).status_code == 200
        assert Browser().client.get(self.link_in(slip)).status_code == 410
        assert second_unwanted(slip) and not second_unwanted(right), "the first does not leave any more"

    def test_over_a_quota_nothing_is_renewed_and_nothing_is_said_to_have_gone(
        self, browser: Browser, settings: Any
    ) -> None:
        page = family(browser)
        link = re.search(r'id="second-link">http[^"<]*(/udmurtia-mio/second/[\w-]+/)<', page.content.decode())
        case = Case.objects.get()
        settings.QUOTAS = {**settings.QUOTAS, "mailbox": 0}
        for _press in range(2):
            assert "сегодня ушло уже много" in self.mails(browser, case, "oleg@mail.example")
        assert link and Browser().client.get(link[1]).status_code == 200
        assert "oleg" not in self.told(browser, case) and not SecondApplicant.objects.get().email

    def test_is_told_as_far_as_it_has_come(self, browser: Browser, cast: Any) -> None:
        family(browser, second_email="oleg@mail.example")
        case, letter = Case.objects.get(), Delivery.objects.get(address="oleg@mail.example")
        assert "Отправляем письмо со ссылкой на oleg@mail.example." in self.told(browser, case)
        actions.delivery_sent(letter)
        letter.refresh_from_db()
        assert "Письмо со ссылкой отправлено на oleg@mail.example" in self.told(browser, case)
        actions.delivery_bounced(letter, "нет такого ящика")
        assert "на oleg@mail.example не дошло" in self.told(browser, case)
        assert "на oleg@mail.example не дошло" in words(Desk(cast.executor).client.get(case.get_absolute_url()))

    def test_does_not_leave_once_the_application_is_recalled(
        self, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        family(browser, second_email="oleg@mail.example")
        case, went = Case.objects.get(), []
        form = {"sure": "1", "key": "k1", "way": "ends"}
        browser.client.post(f"/udmurtia-mio/follow/{case.number}/recall/", form)
        monkeypatch.setitem(base._SENDERS, "email", lambda row: went.append(row.address))
        base.deliver_ready()
        assert Delivery.objects.get(address="oleg@mail.example").state == "dead" and went == []

    def test_a_link_that_was_replaced_is_shown_no_more(self, browser: Browser) -> None:
        family(browser)
        case = Case.objects.get()
        browser.client.post(f"/udmurtia-mio/follow/{case.number}/second/", {"do": "link"})
        assert 'id="second-link"' not in browser.client.get("/udmurtia-mio/write/sent/").content.decode()

    def test_what_is_too_long_comes_back_whole(self, browser: Browser) -> None:
        page = family(browser)
        link = re.search(r'id="second-link">http[^"<]*(/udmurtia-mio/second/[\w-]+/)<', page.content.decode())
        assert link
        long = "Я не подавал. " * 90 + "КОНЕЦ"
        said = Browser().client.post(link[1], {"said": "refuse", "why": long})
        assert said.status_code == 422 and "КОНЕЦ" in words(said) and "Сократите" in words(said)
        assert SecondApplicant.objects.get().state == "waits"


def test_an_edition_after_changes_nothing_that_was_filed(browser: Browser, cast: Any) -> None:
    """An editor on screen drops a question and adds another: the case keeps what was asked."""
    service = Service.objects.get(organisation=cast.udm, slug="cadastral-fix")
    step(browser, "fit", FIX, c_ours="yes")
    step(browser, "q-number", FIX, f_number="18:26:010101:57")
    step(browser, "q-wrong", FIX, f_wrong=["площадь"])
    step(browser, "q-right-area", FIX, **{"f_right-area": "52,5"})
    step(browser, "q-account", FIX, f_account="")
    step(browser, "more", FIX)
    last_pages(browser, FIX)
    was = answered(Case.objects.get())
    assert was["Какая площадь на самом деле?"] == "52,5 кв. м"
    desk = Desk(cast.editor)
    page = desk.client.get(f"/w/services/{service.slug}/edit/")
    form = filled(page.content.decode())
    kept = form["q_label"]
    assert "Кадастровый номер" in kept
    form["q_label"] = ["Номер по кадастру" if label == "Кадастровый номер" else label for label in kept]
    form["q_label"][-1], form["q_kind"][-1] = "Когда вы это заметили?", "date"
    form |= {"reason": ["проверка"], "since": ["2199-01-01"]}
    answer = posted(desk.client, f"/w/services/{service.slug}/edit/", form)
    assert answer.status_code == 302, words(answer)
    text = service.editions.get(since="2199-01-01").text
    assert text.questions[0].label == "Номер по кадастру"
    assert text.questions[-1].kind == "date" and text.questions[2].when is not None
    assert text.conditions[0].why.startswith("Стоимость")
    assert answered(Case.objects.get()) == was


def filled(page: str) -> dict[str, list[str]]:
    """The editor's form as a browser would send it untouched."""
    from lxml import html

    form = next(f for f in html.fromstring(page).forms if "title" in f.fields)
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def test_who_is_identified_finds_what_is_proved_filled_in(browser: Browser, cast: Any) -> None:
    body = cast.bodies["chechnya-minnats"]
    session = browser.client.session
    session[f"person:{body.pk}"] = {"subject": "esia-3", "surname": "Идрисов", "name": "Ахмед", "patronymic": ""}
    session.save()
    page = browser.client.get("/chechnya-minnats/services/event-support/apply/step/q-contact/").content.decode()
    assert 'value="Идрисов Ахмед"' in page
    asked = browser.client.get("/chechnya-minnats/services/event-support/apply/step/q-day/")
    assert "geolocation=(self)" in asked["Permissions-Policy"]


def test_the_whole_form_asks_the_same(browser: Browser) -> None:
    page = browser.client.get(f"{FIX}?all=1").content.decode()
    assert 'name="f_number"' in page and "Нужно, только если на вопрос" in page and 'name="c_ours"' in page
    lacking = browser.client.post(FIX, {**WHO, "receive_by": "portal", "chosen_point": "portal", "c_ours": "yes"})
    assert lacking.status_code == 422 and "Отметьте хотя бы один вариант." in words(lacking)
    assert PortalDraft.objects.get().data["c_ours"] == "yes"


def test_a_fee_has_requisites_and_a_code_of_the_standard(cast: Any) -> None:
    text = Service.objects.get(organisation=cast.altai, slug="duplicate").current.text  # type: ignore[union-attr]
    payment = payment_of(text, "7-2026")
    assert payment is not None
    head, *parts = payment.code.decode().split("|")
    said = dict(p.split("=", 1) for p in parts)
    assert head == "ST00012" and list(said)[:5] == ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"]
    assert said["Sum"] == "50000" and said["Purpose"].endswith("заявление 7-2026") and len(said["PersonalAcc"]) == 20
    page = Browser().client.get("/altai-zags/services/duplicate/").content.decode()
    assert "<svg" in page and said["PersonalAcc"] in page


@pytest.mark.parametrize(
    "question, typed, said",
    [
        ({"kind": "number", "most": 10}, "11", "Слишком много"),
        ({"kind": "number"}, "много", "Напишите число цифрами"),
        ({"kind": "date", "days": "past"}, "01.01.2199", "ещё не наступил"),
        ({"kind": "date"}, "31.02.2024", "Такого дня нет"),
        ({"kind": "account", "least": 10, "most": 10}, "123", "а у вас 3"),
        ({"kind": "place"}, "10.5, 20.5", "не в России"),
        ({"kind": "place"}, "56,85", "двумя числами"),
        ({"kind": "place"}, "20.5, 56.8", "числа стоят наоборот"),
        ({"kind": "text", "most": 3}, "четыре", "Слишком длинно"),
    ],
)
def test_what_is_typed_wrong_is_told_in_plain_words(question: dict[str, Any], typed: str, said: str) -> None:
    with pytest.raises(Objection, match=said):
        read(Question(id="x", label="Вопрос?", **question), typed)


def test_a_fault_of_the_code_is_never_shown_as_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen by a judge: the form showed whatever ValueError came, so a slip of ours would stand there as words."""

    def slips(question: Question, typed: str) -> Any:
        raise ValueError("invalid literal for int()")

    monkeypatch.setitem(READERS, "number", slips)
    with pytest.raises(ValueError, match="invalid literal"):
        QuestionField(Question(id="x", label="Вопрос?", kind="number")).clean("12")
