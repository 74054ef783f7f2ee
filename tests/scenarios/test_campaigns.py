"""Nearly the same words from many clients stand as one in the list, and are answered as one, each with its own letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.models import Case, Confidential, Reply
from priemnaya.desk.actions import gather_alike
from priemnaya.desk.actions.campaigns import _begun_with
from priemnaya.desk.models import CampaignMember
from priemnaya.desk.standing import standings
from priemnaya.people.models import Client, MergeSuggestion
from priemnaya.plain.alike import NEAR, bands_of, likeness, same_sentences, sketch_of
from priemnaya.workspace.beside import _of_sender
from priemnaya.workspace.views.access import clients_by

from ..desk import Desk
from ..helpers import GOOD, case_of, joins, made_ready

PLEA = (
    "Здравствуйте! Я, {who}, живу на улице {street}, дом {house}. Прошу продлить аренду земельного участка под"
    " детской площадкой и не допустить его продажи под застройку. Площадка нужна всем семьям нашего района, другой"
    " рядом нет. Прошу ответить мне письменно."
)
PEOPLE = (("Иванова", "Мария", "Садовая"), ("Петров", "Пётр", "Советская"), ("Кузнецова", "Анна", "Пушкинская"))


def plea(who: str = "Иванова Мария", street: str = "Садовая", house: int = 1) -> str:
    return PLEA.format(who=who, street=street, house=house)


@pytest.fixture
def campaign(cast: Any) -> list[Case]:
    cases = []
    for n, (surname, name, street) in enumerate(PEOPLE):
        said = {"surname": surname, "name": name, "patronymic": "", "text": plea(f"{surname} {name}", street, n)}
        cases.append(case_of(cast.udm, identity=f"e{n}", addresses={"email": f"c{n}@mail.example"}, **said))
    case_of(cast.udm, identity="e9", surname="Орлова", text="Прошу выдать выписку из реестра на дом. " * 4)
    gather_alike(cast.udm)
    return cases


def link_of(desk: Desk) -> str:
    found = re.search(r'href="(\?alike=\d+)"', desk.client.get("/w/cases/?list=open").content.decode())
    assert found
    return found[1]


def form_of(page: Any, which: str) -> dict[str, Any]:
    """Fields of a form as a browser sends them."""
    [form] = html.fromstring(page.content.decode()).xpath(f"//main//form[@class='{which}']")
    sent: dict[str, Any] = {}
    for one in form.iter("input", "button"):
        if one.get("type") in ("checkbox", "radio") and one.get("checked") is None:
            continue
        if one.get("name"):
            sent.setdefault(one.get("name"), []).append(one.get("value") or "")
    return sent


class TestTheList:
    def test_one_row_for_all_of_them_and_all_of_them_behind_it(self, cast: Any, campaign: list[Case]) -> None:
        desk = Desk(cast.head)
        page = desk.client.get("/w/cases/?list=open").content.decode()
        assert "Клиентов: 3" in page
        assert len(re.findall('class="row[ "]', page)) == 2
        whole = desk.client.get(f"/w/cases/{link_of(desk)}").content.decode()
        assert all(c.number in whole for c in campaign)
        assert "Пишут одно и то же: 3 дела" in whole
        assert whole.count("Прошу продлить аренду земельного участка") == 3, "each row says what its client wrote"

    def test_one_taken_out_stands_by_itself_and_may_come_back(self, cast: Any, campaign: list[Case]) -> None:
        desk, token = Desk(cast.head), standings(campaign[:1])[campaign[0].pk]
        typed = {"case": campaign[0].pk, f"seen-{campaign[0].pk}": token, "do": "apart"}
        page = desk.client.post("/w/cases/bulk/", typed, follow=True).content.decode()
        assert "Убрано из похожих: 1 дело" in page
        assert "Клиентов:" not in page, "two are no campaign"
        gather_alike(cast.udm)
        assert CampaignMember.objects.get(case=campaign[0]).out_at, "what a person took out is not gathered anew"
        undo = re.search(r"/w/cases/bulk/\d+/undo/", page)
        assert undo
        assert "Клиентов: 3" in desk.client.post(undo[0], {"list": "list=open"}, follow=True).content.decode()

    def test_three_letters_of_one_client_are_no_campaign(self, cast: Any) -> None:
        for n in range(3):
            case_of(cast.udm, text=plea(house=n))
        asks = case_of(cast.udm, text=f"{plea()} Верните переплату за март и назовите, кто её считал.")
        gather_alike(cast.udm)
        alone = CampaignMember.objects.get(case=asks).campaign
        assert alone is not None and alone.members_count == 1, "what it asks of its own is not answered with the rest"
        assert "?alike=" not in Desk(cast.head).client.get("/w/cases/?list=open").content.decode()

    def test_one_opening_with_a_question_of_one_s_own_is_no_campaign(self, cast: Any) -> None:
        """Whoever copied the beginning and asked something else is answered by themselves."""
        own = ("Сумма выросла вдвое.", "Нужна рассрочка.", "Верните переплату.", "Кто делал оценку?")
        for n, question in enumerate(own):
            said = f"{plea(house=n)} {question}"
            case_of(
                cast.udm, identity=f"e{n}", addresses={"email": f"c{n}@mail.example"}, surname=f"Иванова{n}", text=said
            )
        gather_alike(cast.udm)
        assert "?alike=" not in Desk(cast.head).client.get("/w/cases/?list=open").content.decode()

    def test_who_may_not_see_a_case_does_not_count_it(self, cast: Any, campaign: list[Case]) -> None:
        actions.name_person(campaign[0], cast.executor, by=cast.registrar, typed="")
        assert "?alike=" not in Desk(cast.executor).client.get("/w/cases/?list=open").content.decode()
        assert Desk(cast.stranger).client.get(
            f"/w/cases/alike/{campaign[0].alike.campaign_id}/answer/"
        ).status_code in (
            403,
            404,
        )


class TestAnswering:
    def test_each_gets_a_letter_of_its_own_and_who_is_not_ready_stays(self, cast: Any, campaign: list[Case]) -> None:
        desk = Desk(cast.executor)
        first, second, third = campaign
        made_ready(first, cast.registrar)
        made_ready(second, cast.registrar)
        desk.does(first, "reply/start")
        own = Reply.objects.get(case=first)
        actions.save_reply(own, by=cast.executor, text=own.text.strip() + "\n\n" + GOOD.split("\n\n", 1)[1])
        url = f"/w/cases/alike/{first.alike.campaign_id}/answer/"
        page = desk.client.post(url, form_of(desk.client.get(url), "bulk"))
        said = page.content.decode()
        assert said.count("письмо уйдёт на подпись") == 2, said
        assert f"{second.client.greeting}" in said
        assert Reply.objects.count() == 1, "a look writes nothing"
        done = desk.client.post(url, form_of(page, "letter-bar"), follow=True).content.decode()
        assert "Ответ передан на подпись, дел: 2" in done
        assert third.number in said and "Остались как были" not in done, "what stays is not asked for once more"
        assert {r.case_id: r.state for r in Reply.objects.all()} == {first.pk: "on_check", second.pk: "on_check"}
        letter = Reply.objects.get(case=second)
        assert letter.text.startswith(second.client.greeting)
        assert letter.author == cast.executor
        actions.send_reply(letter, by=cast.head)
        assert Reply.objects.get(case=second).number and not Reply.objects.get(case=first).number
        made_ready(third, cast.registrar)
        head = Desk(cast.head)
        page = head.client.post(url, {**form_of(head.client.get(url), "bulk"), "how": "send"})
        assert "письмо будет подписано и уйдёт" in page.content.decode()
        assert not Reply.objects.filter(case=third).exists()
        assert (
            "Ответ подписан: 1 дело" in head.client.post(url, form_of(page, "letter-bar"), follow=True).content.decode()
        )
        mine = Reply.objects.get(case=third)
        assert (mine.state, mine.signer) == ("sent", cast.head), "to the page of the case it goes at once"
        assert len({r.number for r in Reply.objects.exclude(number="")}) == 2, "each has its own number"

    def test_reasons_and_files_of_the_sample_are_its_own(self, cast: Any, campaign: list[Case]) -> None:
        """A reason recorded for one case excuses no other; a file goes to all only when somebody said so, by name."""
        desk, (first, second, third) = Desk(cast.executor), campaign
        made_ready(first, cast.registrar)
        made_ready(second, cast.registrar)
        desk.does(first, "reply/start")
        own = Reply.objects.get(case=first)
        words = own.text.strip() + "\n\n" + GOOD.split("\n\n", 1)[1]
        own = actions.save_reply(own, by=cast.executor, text=words, overrides={"FACT-3": "Дата верна: клиент описался"})
        attach_to_reply(own, "Справка Ивановой.txt", b"x", "text/plain", by=cast.executor)
        url = f"/w/cases/alike/{first.alike.campaign_id}/answer/"
        form = form_of(desk.client.get(url), "bulk")
        assert "Справка Ивановой.txt" in desk.client.get(url).content.decode()
        with_file = desk.client.post(url, {**form, "files": "1"}).content.decode()
        assert "В письме-образце назван его клиент" in with_file, "in the name of a file too"
        page = desk.client.post(url, form)
        assert "Файлы образца не прикладываются" in page.content.decode()
        desk.client.post(url, form_of(page, "letter-bar"))
        made = Reply.objects.get(case=second)
        assert (made.overrides, made.attachments.count()) == ({}, 0)
        assert third.replies.count() == 0

    def test_a_sample_that_names_its_client_goes_to_nobody(self, cast: Any, campaign: list[Case]) -> None:
        desk, case = Desk(cast.executor), made_ready(campaign[0], cast.registrar)
        desk.does(case, "reply/start")
        actions.save_reply(Reply.objects.get(), by=cast.executor, text=f"{GOOD}\n\nПросьбу Ивановой мы учли.")
        url = f"/w/cases/alike/{case.alike.campaign_id}/answer/"
        page = desk.client.post(url, form_of(desk.client.get(url), "bulk"))
        assert "В письме-образце назван его клиент" in page.content.decode()
        assert Reply.objects.count() == 1


@pytest.mark.unit
class TestLikeness:
    KEY = b"key"

    @pytest.mark.parametrize(
        ("other", "same"),
        [
            (plea("Сидоров Иван Петрович", "Карла Маркса", 118), True),
            (plea().upper(), True),
            (plea().replace("детской площадкой", "спортивной площадкой"), True),
            ("Прошу продлить аренду земельного участка под гараж: договор кончается весной, а очередь большая.", False),
        ],
    )
    def test_names_and_figures_make_no_other_text(self, other: str, same: bool) -> None:
        one, two = sketch_of(plea(), self.KEY), sketch_of(other, self.KEY)
        assert (likeness(one, two) >= NEAR and same_sentences(plea(), other)) is same
        assert bool(set(bands_of(one, self.KEY)) & set(bands_of(two, self.KEY))) is same

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("Добрый день! ", ""),
            ("Уважаемый глава города! ", " С уважением, Анна Сидорова."),
            ("", "\nС уважением,\nАнна Сидорова, ул. Садовая, д. 4, кв. 5\nтел. 8 912 345-67-89, anna@mail.example"),
            ("ДОБРОГО ВРЕМЕНИ СУТОК, ", " Заранее спасибо! Спасибо за внимание."),
            ("Пишу второй раз. ", " Мой телефон 8 912 345-67-89, звоните вечером."),
            ("", " Заранее благодарю за ответ. Жительница дома 4 Анна Сидорова."),
        ],
    )
    def test_a_greeting_thanks_and_a_signature_make_no_other_text(self, before: str, after: str) -> None:
        """Seen by a judge: «Добрый день!» for «Здравствуйте!» tore a campaign apart."""
        asked = plea().removeprefix("Здравствуйте! ")
        assert same_sentences(plea(), before + asked + after)
        for own in ("Здравствуйте, когда откроют школу?", "Добрый день! Включите отопление в доме.", "Уберите снег."):
            assert not same_sentences(plea(), f"{before}{asked} {own}{after}"), own

    def test_a_short_message_is_like_nothing_and_another_key_makes_another_sketch(self) -> None:
        assert sketch_of("Спасибо большое!", self.KEY) == []
        assert likeness(sketch_of(plea(), self.KEY), sketch_of(plea(), b"other")) < 0.1


def asked(deed: Callable[[], object]) -> tuple[Any, list[str]]:
    """What it gives, and what it asks the database, where the planner takes an index it has. Of a table of ten rows all
    indexes cost the same: a test that names one fills the table first."""
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off; ANALYZE people_client")
        with CaptureQueriesContext(connection) as found:
            given = deed()
        queries = [q["sql"] for q in found]
        plans = []
        for sql in queries:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(row for (row,) in cursor.fetchall()))
        cursor.execute("RESET enable_seqscan")
    return given, plans


def test_of_a_campaign_one_text_is_read(campaign: list[Case]) -> None:
    """Seen by a judge: the texts of thousands were sorted for one, and one taken out was still what it began with."""
    began = campaign[0].alike.campaign_id
    CampaignMember.objects.filter(case=campaign[0]).update(out_at=timezone.now())
    said, plans = asked(lambda: _begun_with([began]))
    assert said == {began: campaign[1].contacts.get(direction="in").text}
    assert len(plans) == 2
    assert "campaign_began" in plans[0] and "Limit" in plans[0]
    assert "campaign" not in plans[1], "texts are read by the keys of cases"


def test_names_and_a_firm_are_asked_apart_by_their_indexes(cast: Any) -> None:
    firm = case_of(cast.udm, surname="", name="", patronymic="", company="ООО «Ромашка»", identity="")
    person = case_of(cast.udm)
    Client.objects.bulk_create(Client(organisation=cast.udm, company=f"ООО «Рога {n}»") for n in range(1000))
    sender = {"surname": "Иванова", "name": "Мария", "company": "ооо «ромашка»"}
    found, plans = asked(lambda: _of_sender(cast.registrar, sender, []))
    assert set(Case.objects.filter(found)) == {firm, person}
    assert clients_by("Ооо «Ромашка»", cast.registrar) == [firm.client_id]
    assert any("client_firm" in p for p in plans) and not any("surname" in p and "company" in p for p in plans)


class TestBeside:
    def test_the_same_words_and_the_other_cases_of_a_client_stand_in_the_pane_of_both(self, cast: Any) -> None:
        first, other = case_of(cast.udm, text=plea()), case_of(cast.udm, subject="Налог на землю", text="Как платить?")
        again = case_of(cast.udm, text=plea().replace("Прошу ответить мне письменно.", "Жду ответа."))
        gather_alike(cast.udm)
        desk = Desk(cast.registrar)
        for case, alike in ((first, again), (again, first)):
            page = desk.client.get(f"/w/cases/?open={case.pk}", headers={"hx-request": "true"}).content.decode()
            assert re.search(rf"Почти те же слова уже есть в деле.{{1,80}}{alike.number}", page, re.S)
            assert other.number in page

    def test_another_card_of_the_same_sender_is_told_where_a_message_is_sorted_and_read(self, cast: Any) -> None:
        """Two letters of one mailbox that nobody has proved stand on two cards: told by the likeness of registering,
        with the way to join the cards; nothing of a closed case, and nothing once people said that they are two."""
        mail = {"surname": "Белова", "name": "Анна", "patronymic": "", "addresses": {"email": "belova@x.example"}}
        mail |= {"point": "email", "identity": "", "vouched": ()}
        closed, first = (case_of(cast.udm, subject="Налог", text=said, **mail) for said in ("О налоге.", plea()))
        other = case_of(cast.udm, subject="Выкуп", text="Как выкупить участок?", **mail)
        again = case_of(cast.udm, text=plea() + " Пишу второй раз.", **mail)
        assert len({c.client_id for c in (closed, first, other, again)}) == 4
        gather_alike(cast.udm)
        actions.name_person(closed, cast.registrar, by=cast.head, typed="")
        desk = Desk(cast.registrar).client

        def beside() -> str:
            pages = [
                desk.get(path).content.decode() for path in (f"/w/cases/?open={again.pk}", f"/w/cases/{again.pk}/")
            ]
            found = [
                html.fromstring(page).xpath("//section[@class='small others']|//p[@class='message']") for page in pages
            ]
            texts = ("".join(html.tostring(part, encoding="unicode") for part in parts) for parts in found)
            one, two = (" ".join(text.split()) for text in texts)
            assert one == two, "the pane and the case say the same"
            assert closed.number not in pages[0] + pages[1]
            return one

        told = beside()
        assert re.search(rf"Почти те же слова уже есть в деле.{{1,80}}{first.number}", told, re.S)
        assert re.search(rf"Возможно, этот клиент уже писал.{{1,200}}{other.number}", told, re.S)
        ways = dict(zip((first, other), re.findall(r"/w/clients/suggestions/(\d+)/", told), strict=True))
        desk.post(f"/w/clients/suggestions/{ways[other]}/", {"decision": "different"})
        assert other.number not in beside()
        joins(desk, MergeSuggestion.objects.get(pk=ways[first]))
        assert "Если это повтор, объедините дела" in beside()

    def test_while_registering_the_known_client_and_the_same_words_are_told(self, cast: Any) -> None:
        known, closed = case_of(cast.udm, text=plea()), case_of(cast.udm, subject="Закрытое")
        gather_alike(cast.udm)
        actions.name_person(closed, cast.registrar, by=cast.head, typed="")
        desk = Desk(cast.registrar)
        typed = {"do": "look", "surname": "иванова", "name": "мария", "text": plea("Другой Человек", "Новая", 9)}
        part = desk.client.post("/w/cases/new/", typed, headers={"hx-request": "true"}).content.decode()
        assert part.count(known.number) == 2 and "<!doctype" not in part
        assert closed.number not in part
        page = desk.client.post("/w/cases/new/", typed).content.decode()
        assert known.number in page and "Другой Человек" in page, "without scripts too, and what was typed stays"
        assert Case.objects.count() == 2
        typed = {"do": "look", "email": "Maria@mail.example"}
        assert known.number in desk.client.post("/w/cases/new/", typed).content.decode()
        assert "нет" in desk.client.post("/w/cases/new/", {"do": "look", "surname": "Иванова"}).content.decode()

    def test_a_known_client_s_name_and_addresses_go_where_nothing_is_typed(self, cast: Any) -> None:
        """By the button beside the case, without scripts: what was typed stays, nothing is registered; of a case that
        is closed to whoever registers nothing is given."""
        case, desk = case_of(cast.udm), Desk(cast.registrar).client

        def fields() -> dict[str, str]:
            typed = {"do": f"take-{case.pk}", "name": "Маша", "text": "Спрашивает о договоре", "point": "phone"}
            page = html.fromstring(desk.post("/w/cases/new/", typed).content.decode())
            assert page.xpath("//input[@name='point'][@checked]/@value") == ["phone"]
            names = ("surname", "name", "patronymic", "email")
            return {n: page.xpath(f"//form[@id='register']//input[@name='{n}']/@value")[0] for n in names} | {
                "text": page.xpath("//textarea[@name='text']")[0].text.strip()
            }

        taken = {"surname": "Иванова", "name": "Маша", "patronymic": "Сергеевна", "email": "maria@mail.example"}
        assert fields() == taken | {"text": "Спрашивает о договоре"}
        looked = desk.post("/w/cases/new/", {"do": "look", "email": "maria@mail.example"}).content.decode()
        assert f'value="take-{case.pk}"' in looked
        Confidential.objects.create(case=case, reason="усыновление ребёнка", by=cast.head)
        assert fields() == {
            "surname": "",
            "name": "Маша",
            "patronymic": "",
            "email": "",
            "text": "Спрашивает о договоре",
        }
        assert Case.objects.count() == 1

    def test_a_greeting_by_another_name_goes_to_nobody(self, cast: Any, campaign: list[Case]) -> None:
        desk, case = Desk(cast.executor), made_ready(campaign[0], cast.registrar)
        desk.does(case, "reply/start")
        actions.save_reply(Reply.objects.get(), by=cast.executor, text="Уважаемая Мария!\n\nАренду продлим.")
        url = f"/w/cases/alike/{case.alike.campaign_id}/answer/"
        page = desk.client.post(url, form_of(desk.client.get(url), "bulk"))
        assert "обращается к своему клиенту по имени" in page.content.decode()
