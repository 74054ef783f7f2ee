"""The portal as eight kinds of people go through it, on a small phone and a usual one, with scripts and without; the
session is lost before each next page, and nothing is lost with it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Running
from .visitor import SCREENS, Screen, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.walk, pytest.mark.xdist_group("product")]
TOKENS = """
from priemnaya.config.cli.places import with_database
with with_database():
    import django; django.setup()
    from priemnaya.cases.models import Reply
    free = Reply.objects.filter(organisation__slug="udmurtia-mio", state="sent", survey_answer=None)
    checked = Reply.objects.filter(organisation__slug="udmurtia-mio", state="sent").exclude(pdf=None)
    print(*free.values_list("survey_token", flat=True)[:8])
    print(checked.values_list("check_token", flat=True)[0])
"""


@pytest.fixture(params=SCREENS, ids=str)
def visitor(request: pytest.FixtureRequest, browser: Browser, product: Running) -> Iterator[Visitor]:
    screen: Screen = request.param
    found = Visitor(browser, product, screen, axe=screen.width == 320)
    yield found
    found.leaves()


@pytest.fixture(scope="module")
def tokens(product: Running) -> tuple[list[str], str]:
    """Of answers of the demonstration: surveys that nobody has answered, and a letter to be checked."""
    done = subprocess.run(
        [sys.executable, "-c", TOKENS],
        env=product.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    surveys, letter = done.stdout.strip().splitlines()[-2:]
    return surveys.split(), letter


def test_a_pensioner_with_large_letters(visitor: Visitor) -> None:
    page = visitor.opens("").page
    page.locator(".lowvision summary", has_text="Версия для слабовидящих").first.click()
    page.get_by_label("Размер").first.select_option(label="очень крупный")
    page.get_by_label("Цвета").first.select_option(label="белым по чёрному")
    visitor.presses("Применить")
    expect(page.locator("html")).to_have_attribute("data-size", "3")
    page.get_by_label("Что вам нужно?").fill("продлить аренду участка")
    visitor.presses("Найти").follows("Продлить аренду земельного участка")
    visitor.reads("Срок", "Стоимость", "Что делать, по порядку")
    visitor.opens("write/")
    number, code = visitor.writes("Когда закончится моя аренда? Договор потерян.")
    visitor.reads("Сообщение принято", "Ответим до", "Что будет дальше")
    visitor.loses_the_session().opens_the_case(number, code).reads("Что происходит", "Ответим до")


def test_by_keyboard_and_screen_reader(visitor: Visitor) -> None:
    page = visitor.opens("write/").page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    told = visitor.main().aria_snapshot()
    assert 'heading "Что случилось?" [level=1]' in told and 'group "Что случилось?"' in told
    assert 'radio "Хочу спросить или попросить' in told and 'button "Дальше"' in told
    page.get_by_label("Хочу спросить или попросить").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    visitor.is_asked("Расскажите своими словами")
    page.get_by_role("button", name="Дальше").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Напишите, с чем вы обращаетесь.")
    if visitor.screen.scripts:
        expect(page.locator(".summary")).to_be_focused()
    field = page.get_by_label("Напишите своими словами")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "error-text" in (field.get_attribute("aria-describedby") or "")
    page.get_by_role("alert").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    if visitor.screen.scripts:
        expect(field).to_be_focused()
    field.fill("Можно ли прийти с собакой-проводником?")
    visitor.next().next().is_asked("Кто вы?")
    assert 'textbox "Фамилия"' in visitor.main().aria_snapshot()


def test_an_entrepreneur_applies_for_premises(visitor: Visitor) -> None:
    page = visitor.opens("services/property-lease/").follows("Подать заявление").page
    visitor.is_asked("Подходит ли вам эта услуга?").reads("Услугу могут получить").next()
    visitor.is_asked("Приложите документы")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "заявление.txt", "mimeType": "text/plain", "buffer": "Прошу сдать помещение".encode()}
    )
    if not visitor.screen.scripts:
        visitor.presses("Приложить")
    visitor.reads("заявление.txt").picks("Отправить без недостающих документов").next()
    visitor.is_asked("Кто вы?")
    page.get_by_label("Кто вы?").select_option(label="Я индивидуальный предприниматель")
    visitor.fills({"Фамилия": "Кузнецов", "Имя": "Пётр", "Организация": "ИП Кузнецов П. А."}).next()
    visitor.is_asked("Как с вами связаться и отдать результат?").picks("На электронную почту")
    visitor.fills({"Электронная почта": f"kuznetsov{visitor.screen.width}@client.example"}).next()
    visitor.is_asked("Проверьте и подайте заявление").reads("заявление.txt", "ИП Кузнецов П. А.")
    number, code = visitor.sends("Подать заявление")
    visitor.reads("Заявление принято", "Решим до", "Проверим документы")
    visitor.follows("Открыть дело").reads("Документы заявления", number)
    visitor.loses_the_session()
    visitor.opens(f"follow/{number}/", 404).reads("на этом устройстве такое дело не открыто".capitalize())
    visitor.follows("Открыть дело").fills({"Код доступа": code}).presses("Показать").reads(number)


def test_a_mother_finds_her_way_by_what_happened(visitor: Visitor) -> None:
    visitor.opens("").follows("В семье трое детей или больше")
    visitor.reads("Что сделать по порядку", "Что подготовить", "Что придёт само")
    visitor.follows("Открыть услугу").reads("Участок бесплатно для многодетной семьи", "бесплатно")
    visitor.opens("points/").reads("Сегодня", "Как пройти", "Все способы связаться")
    phone = visitor.page.locator("main a[href^='tel:']").first
    assert re.fullmatch(r"tel:\+\d{11}", phone.get_attribute("href") or "")
    assert (phone.bounding_box() or {"height": 0})["height"] >= 44
    number, code = visitor.opens("write/").writes("Нас пятеро. Какие документы принести на участок?")
    visitor.opens_the_case(number, code)
    visitor.fills({"Сообщение": "Забыла сказать: младшему месяц."}).presses("Отправить")
    visitor.reads("Забыла сказать: младшему месяц.")


def test_a_lawyer_of_a_firm(visitor: Visitor) -> None:
    visitor.opens("order/").reads("Пункт 3.5", "Что это значит", "Слова приказа")
    number, _code = visitor.opens("write/?kind=appeal_complaint").writes(
        "Отказ не содержит оснований, просим пересмотреть.",
        what="Недоволен решением или сотрудником",
        whom={"Какое решение или действие": "Ответ № 5 от 01.11.2026"},
        who={"Фамилия": "Орлова", "Имя": "Анна", "Организация": "ООО «Ромашка»"},
        kind="Я от организации",
        answer="На электронную почту",
        address={"Электронная почта": "orlova@firm.example"},
    )
    visitor.reads("По закону это ещё не жалоба", "письмом по почте с подписью", number)
    expect(visitor.page.get_by_text("подтвердите личность")).to_have_count(0)  # there is no such button here


def test_a_foreigner_reads_english(visitor: Visitor) -> None:
    page = visitor.opens("").page
    visitor.presses("English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("How can we help?")
    expect(page.locator(".brand [lang=ru]:visible").first).to_be_visible()
    visitor.opens("nowhere/", 404).reads("There is no such page")
    visitor.opens("points/").reads("How to get there", "Today")
    visitor.opens("write/").is_asked("What happened?")
    page.get_by_label("I want to ask").first.check()
    for _page in range(2):
        visitor.loses_the_session().presses("Next")
        if page.get_by_role("textbox").count():
            page.get_by_role("textbox").first.fill("Can I rent a plot of land as a foreigner?")
    visitor.looks()


def test_somebody_angry_complains_and_is_told_the_truth(visitor: Visitor, tokens: tuple[list[str], str]) -> None:
    visitor.opens("").follows("Пожаловаться")
    number, code = visitor.writes(
        "Сотрудник Сорокин накричал на меня и отказался принять бумаги!",
        what="Недоволен решением или сотрудником",
        whom={"На кого жалуетесь": "Сорокин"},
        who={"Фамилия": "Гневов", "Имя": "Иван"},
    )
    visitor.reads("Тот, на кого вы жалуетесь, вашего текста не увидит")
    visitor.opens("follow/").fills({"Номер": number, "Код доступа": "WRONGWRONG"}).presses("Показать")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Номер или код не подходят")
    visitor.fills({"Код доступа": code}).presses("Показать").reads(number)
    survey = tokens[0][SCREENS.index(visitor.screen)]
    visitor.opens(f"rate/{survey}/").is_asked("Как мы ответили?")
    visitor.picks("1 плохо", "Нет").presses("Отправить оценку").reads("Спасибо, оценка записана")


def test_somebody_without_e_mail(visitor: Visitor, tokens: tuple[list[str], str]) -> None:
    visitor.opens("write/").picks("Хочу спросить или попросить").next()
    visitor.fills({"Напишите своими словами": "Прошу прислать ответ домой."}).next().next()
    visitor.fills({"Фамилия": "Лебедев", "Имя": "Олег"}).next()
    visitor.picks("Бумажным письмом").next()
    expect(visitor.page.get_by_role("alert")).to_contain_text("Напишите адрес, куда отправить письмо")
    visitor.fills({"Почтовый адрес": "426000, г. Ижевск, ул. Пушкинская, д. 7"}).next().reads("Лебедев", "Пушкинская")
    number, code = visitor.sends("Отправить")
    visitor.loses_the_session().opens("write/sent/").reads("Если вы отправили форму, она у нас")
    visitor.page.get_by_text("Код потерян").click()
    visitor.reads("Придите к нам с паспортом", "По телефону новый код не выдаём")
    visitor.opens_the_case(number, code).reads("Бумажным письмом")
    visitor.opens(f"letter/{tokens[1]}/").reads("Это письмо отправили мы")
    visitor.page.locator("input[type=file]").set_input_files(
        {"name": "чужой.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 other"}
    )
    visitor.presses("Сверить")
    expect(visitor.page.locator(".verdict[role=alert]")).to_contain_text("Это не тот файл, который отправили мы")
    visitor.opens("letter/none/", 404).reads("Такого письма у нас нет")


def test_what_is_typed_slowly_leaves_other_answers_alone(browser: Browser, product: Running) -> None:
    """The browser saves a page by itself: the question before, whose name begins alike, keeps its answer."""
    page = browser.new_context(locale="ru-RU").new_page()
    at = f"{product.url}/udmurtia-mio/services/land-preliminary/apply/"
    page.goto(at)
    page.goto(f"{at}step/q-purpose/")
    page.get_by_label("другое").check()
    page.get_by_role("button", name="Дальше").click()
    with page.expect_response("**/draft/"):
        page.locator("[name=f_purpose-other]").press_sequentially("Для пасеки")
    page.get_by_role("button", name="Дальше").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Что ещё нам нужно знать?")
    page.goto(f"{at}step/q-purpose/")
    expect(page.get_by_label("другое")).to_be_checked()
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_press_shows_number_and_code(browser: Browser, product: Running, scripts: bool) -> None:
    context = browser.new_context(locale="ru-RU", java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{product.url}/udmurtia-mio/write/")
    page.get_by_label("Хочу спросить").check()
    page.get_by_role("button", name="Дальше").click()
    page.locator("textarea[name=text]").fill(f"Когда закончится приём {scripts}?")
    for _page in ("text", "files", "who", "answer"):
        page.get_by_role("button", name="Дальше").click()
    page.get_by_role("button", name="Отправить", exact=True).dblclick(delay=20)
    expect(page.locator("#code")).to_have_text(re.compile(r"[2-9A-Z]{10}"))
    page.goto(f"{product.url}/udmurtia-mio/widget/")
    page.get_by_label("Ваше сообщение").fill(f"Где пройдёт приём {scripts}?")
    page.get_by_role("button", name="Отправить").dblclick(delay=20)
    expect(page.locator("dd.code")).to_have_count(2)
    context.close()
