"""The composer in a real browser: whatever is pressed right after typing, no word is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .conftest import Running
from .test_journey import BODY, PASSWORD, SHOTS, sign_in
from .test_wording import at_the_composer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
BEFORE = "Здравствуйте!\n\nАренду продлим."
TAIL = " Дописано в последний миг."
SAVED = re.compile(r"^Сохранено в \d\d:\d\d$")
STORED = "() => Object.keys(localStorage).filter(k => k.startsWith('draft:'))"


def written(browser: Browser, product: Running) -> Page:
    """At the composer with a saved text, the caret at its end."""
    page = at_the_composer(browser, product)
    letter = page.locator("#text")
    letter.fill(BEFORE)
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.wait_for_timeout(300)
    letter.evaluate("e => { e.focus(); e.setSelectionRange(e.value.length, e.value.length); }")
    return page


def copies(page: Page, number: int) -> None:
    """The browser comes to hold so many copies of unsaved letters."""
    for _ in range(100):
        if len(page.evaluate(STORED)) == number:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(STORED))


def press(page: Page, name: str) -> None:
    """A button of the bar, also one of its menu."""
    button = page.get_by_role("button", name=name, exact=True)
    if not button.count():
        page.locator("details.up > summary").click()
    button.click()


def come_in(page: Page) -> None:
    page.get_by_label("Логин").fill(f"head@{BODY}")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()


BUTTONS = ["Сохранить", "Ссылки на акты — в примечания", "Приложить"]


def test_a_button_pressed_while_typing_carries_the_words(browser: Browser, product: Running) -> None:
    page, text = written(browser, product), BEFORE
    for name in BUTTONS:
        page.locator("#text").evaluate("e => { e.focus(); e.setSelectionRange(e.value.length, e.value.length); }")
        page.keyboard.type(f"{TAIL} {name}")
        with page.expect_navigation():
            press(page, name)
        text += f"{TAIL} {name}"
        expect(page.locator("#text")).to_have_value(text)
        expect(page.get_by_text("другой сотрудник")).to_have_count(0)
    page.context.close()


def test_what_stops_stays_in_view_while_one_types_and_a_lost_link_leaves_the_letter_on_the_page(
    browser: Browser, product: Running
) -> None:
    page = written(browser, product)
    stops = page.locator("#stopped h2")
    expect(stops).to_be_visible()
    page.context.set_offline(True)
    page.keyboard.type(" Без сети.")
    expect(page.locator("#saved")).to_have_text("Нет связи: текст пока только в этом браузере")
    expect(stops).to_be_visible()
    assert "до правки" in stops.evaluate("e => getComputedStyle(e, '::after').content")
    at = page.url
    page.get_by_role("button", name="Сохранить", exact=True).click()
    page.wait_for_timeout(300)
    assert page.url == at, "the page of the letter is not left for the browser's own"
    expect(page.locator("#text")).to_have_value(f"{BEFORE} Без сети.")
    page.context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.locator("#text")).to_have_value(f"{BEFORE} Без сети.")
    page.locator("details.up > summary").click()
    page.get_by_role("link", name="Продлить срок").click()
    expect(page.locator("#ext_days"), "the form that the menu leads to is open").to_be_focused()
    page.context.close()


def test_a_button_waits_for_a_save_on_its_way(browser: Browser, product: Running) -> None:
    page = written(browser, product)
    held: list[Route] = []
    page.route("**/reply/save/", lambda route: held.append(route) if not held else route.continue_())
    page.keyboard.type(" Первое.")
    page.wait_for_timeout(1000)
    assert held
    page.keyboard.type(" Второе.")
    press(page, "Ссылки на акты — в примечания")
    page.wait_for_timeout(200)
    held[0].continue_()
    expect(page.get_by_text("Ссылок в примечаниях")).to_be_visible()
    expect(page.locator("#text")).to_have_value(f"{BEFORE} Первое. Второе.")
    expect(page.get_by_text("другой сотрудник")).to_have_count(0)
    page.context.close()


@pytest.mark.walk
def test_an_article_goes_to_the_caret_of_the_live_text(browser: Browser, product: Running) -> None:
    page = written(browser, product)
    page.locator("#known").fill("аренда")
    button = page.locator("#known-hits").get_by_role("button", name="Вставить в ответ").first
    expect(button).to_be_visible()
    page.wait_for_timeout(500)
    letter = page.locator("#text")
    letter.evaluate("e => { e.focus(); e.setSelectionRange(13, 13); }")
    page.keyboard.type(TAIL)
    button.click()
    expect(page.locator("#saved")).to_have_text(re.compile("Вставлено|Сохранено"))
    expect(letter).to_have_value(re.compile(rf"^Здравствуйте!{re.escape(TAIL)}\n\n.+\n\nАренду продлим\.$", re.DOTALL))
    page.keyboard.press("Control+z")
    expect(letter).to_have_value(BEFORE.replace("Здравствуйте!", f"Здравствуйте!{TAIL}"))
    page.reload()
    expect(letter).to_have_value(re.compile("Дописано в последний миг"))
    page.context.close()


def test_leaving_the_page_saves_first(browser: Browser, product: Running) -> None:
    page = written(browser, product)
    address = page.url
    page.keyboard.type(TAIL)
    with page.expect_navigation():  # the save may take its time
        page.get_by_role("link", name=re.compile("^К делу")).click()
    page.goto(address)
    expect(page.locator("#text")).to_have_value(BEFORE + TAIL)
    page.context.close()


def test_the_letter_is_shown_as_it_is_now_and_the_page_stays_fresh(browser: Browser, product: Running) -> None:
    page = written(browser, product)
    page.keyboard.type(TAIL)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Как это будет на бланке").click()
    opened.value.wait_for_url("**/reply/preview/")
    page.locator("#text").evaluate("e => { e.focus(); e.setSelectionRange(e.value.length, e.value.length); }")
    page.keyboard.type(" Ещё.")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.locator("#text")).to_have_value(f"{BEFORE}{TAIL} Ещё.")
    expect(page.get_by_text("другой сотрудник")).to_have_count(0)
    page.context.close()


DROPPED = """names => { const data = new DataTransfer();
  names.forEach(n => data.items.add(new File(["x"], n))); return data; }"""


def test_files_dropped_are_those_the_field_takes_and_a_page_behind_with_the_same_words_is_shown_anew(
    browser: Browser, product: Running
) -> None:
    page = written(browser, product)
    page.locator("#files").evaluate("field => { field.accept = '.pdf'; }")
    given = page.evaluate_handle(DROPPED, ["plan.pdf", "notes.txt"])
    box = page.locator("#files + .filedrop")
    box.dispatch_event("drop", {"dataTransfer": given})
    expect(box.locator("b")).to_have_text("plan.pdf")
    expect(box.locator("span")).to_have_text("Сюда не подходят или лишние: notes.txt")
    assert page.locator("#files").evaluate("field => field.files.length") == 1
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#decision").select_option("grant")
    expect(other.locator("#saved")).to_have_text(SAVED)
    page.locator("#decision").select_option("partly")
    expect(page.get_by_text("Выбранные файлы ещё не приложены")).to_be_visible()
    expect(page.locator("#decision")).to_have_value("partly")
    page.locator("#files").set_input_files([])
    page.locator("#decision").select_option("explain")
    expect(page.locator("#decision")).to_have_value("grant")
    expect(page.get_by_text("Тексты у вас одни и те же").first).to_be_visible()
    expect(page.locator("#text")).to_have_value(BEFORE)
    page.context.close()


@pytest.mark.walk
def test_dropping_asks_and_keeps_the_last_word(browser: Browser, product: Running) -> None:
    page = written(browser, product)
    page.keyboard.type(TAIL)
    press(page, "Отменить ответ")
    expect(page.get_by_role("heading", name="Отменить ответ?")).to_be_visible()
    page.get_by_role("link", name="Нет, писать дальше").click()
    expect(page.locator("#text")).to_have_value(BEFORE + TAIL)
    page.context.close()


def test_the_parts_follow_the_decision_at_once_and_come_back(browser: Browser, product: Running) -> None:
    page = written(browser, product)
    decision, grounds = page.locator("#decision"), page.locator("#grounds")
    decision.select_option("refusal")
    expect(page.locator("#how_to_fix")).to_be_visible()
    grounds.fill("Договор закончился.")
    decision.select_option("grant")
    expect(page.locator("#how_to_fix")).to_be_hidden()
    expect(page.locator("#aside")).to_contain_text("Договор закончился.")
    expect(grounds).to_have_value("")
    page.screenshot(path=SHOTS / "workspace-aside.png", full_page=True)
    decision.select_option("refusal")
    expect(grounds).to_have_value("Договор закончился.")
    decision.select_option("explain")
    expect(grounds).to_be_hidden()
    page.context.close()


def test_without_javascript_insertion_keeps_the_words(browser: Browser, product: Running) -> None:
    page = written(browser, product)
    address, cookies = page.url, page.context.cookies()
    plain = browser.new_context(java_script_enabled=False, locale="ru-RU")
    plain.add_cookies(cookies)  # type: ignore[arg-type]
    desk = plain.new_page()
    desk.goto(address)
    desk.locator("#text").fill(BEFORE + TAIL)
    button = desk.get_by_role("button", name="Вставить в ответ")
    if button.count():
        button.first.click()
        expect(desk.locator("#text")).to_have_value(re.compile(re.escape(BEFORE + TAIL)))
    press(desk, "Отменить ответ")
    expect(desk.get_by_role("heading", name="Отменить ответ?")).to_be_visible()
    plain.close()
    page.context.close()


@pytest.mark.walk
def test_the_composer_on_a_phone(browser: Browser, product: Running) -> None:
    page = sign_in(browser, product, "head")
    page.context.close()
    page = at_the_composer(browser, product)
    page.locator("#text").fill("Здравствуйте!")
    expect(page.locator("#help")).to_contain_text("В письме нет ответа")
    page.screenshot(path=SHOTS / "workspace-substance.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
    page.screenshot(path=SHOTS / "workspace-substance-phone.png", full_page=True)
    page.context.close()


def test_a_copy_in_the_browser_is_offered_back_and_is_nobody_elses(browser: Browser, product: Running) -> None:
    page = written(browser, product)
    address, context = page.url, page.context
    page.route("**/reply/save/", lambda route: route.abort())
    page.keyboard.type(TAIL)
    copies(page, 1)
    second = context.new_page()
    second.goto(address)
    expect(second.locator("#local-copy")).to_contain_text("осталась копия")
    second.route("**/reply/save/", lambda route: route.abort())
    second.locator("#text").press_sequentially(" Второе.")
    copies(second, 2)  # the first is not answered yet
    again = context.new_page()  # the windows are gone; nothing has reached the server
    again.goto(address)
    cards = again.locator("#local-copy > .card:visible")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text("Второе.")  # the newest first
    cards.first.get_by_role("button", name="Убрать копию").click()
    offered = again.locator("#local-copy")
    expect(cards).to_have_count(1)
    expect(offered).to_contain_text("осталась копия")
    expect(again.locator("#text")).to_have_value(BEFORE)
    offered.get_by_role("button", name="Вернуть в письмо").click()
    expect(again.locator("#text")).to_have_value(BEFORE + TAIL)
    expect(again.locator("#saved")).to_have_text(SAVED)
    copies(again, 0)
    again.route("**/reply/save/", lambda route: route.abort())
    again.locator("#text").press_sequentially(" Тайна.")
    copies(again, 1)
    other = context.new_page()
    other.goto(f"{product.url}/w/")
    other.locator("form[data-leaves] button").click()
    other.wait_for_url(lambda url: "/w/" not in url)
    assert other.evaluate(STORED) == []
    other.evaluate("localStorage.setItem('draft:0:1', '{}')")  # of somebody whose session ended by itself
    other.goto(f"{product.url}/w/")
    other.get_by_label("Логин").fill(f"executor@{BODY}")
    other.get_by_label("Пароль").fill(PASSWORD)
    other.get_by_role("button", name="Войти").click()
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    assert other.evaluate(STORED) == []
    context.close()


def test_what_the_bar_promises_comes_true(browser: Browser, product: Running) -> None:
    """The session is lost, or the page is older than the sign-in: the button is pressed as the bar says, and the words
    stand in the letter after it. So do those of a form that saves nothing by itself."""
    page = written(browser, product)
    address, context, bar = page.url, page.context, page.locator("#saved")
    context.clear_cookies(name="sessionid")
    page.keyboard.type(TAIL)
    expect(bar).to_contain_text("набранный текст вернётся")
    press(page, "Сохранить")
    expect(page.locator("[data-kept]")).to_contain_text("снова будет в форме")
    page.get_by_role("link", name="Войти").click()
    come_in(page)
    expect(page.locator("#text")).to_have_value(BEFORE + TAIL)
    expect(bar).to_have_text(SAVED)
    elsewhere = context.new_page()  # in another tab the same person goes out and in
    elsewhere.goto(f"{product.url}/w/")
    context.clear_cookies(name="sessionid")
    elsewhere.goto(f"{product.url}/w/")
    come_in(elsewhere)
    page.keyboard.press("Control+End")
    page.locator("#text").press_sequentially(" Ещё слово.")
    expect(bar).to_contain_text("Обновите её: набранный текст останется")
    press(page, "Сохранить")
    page.get_by_role("link", name="Вернуться").click()
    expect(page.locator("#text")).to_have_value(re.compile("Ещё слово"))
    expect(bar).to_have_text(SAVED)
    page.goto(address.replace("reply/", ""))
    note = page.locator("form[action$='/note/'] textarea")
    note.evaluate(
        "e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true; }"
    )
    note.fill("Записка коллегам о договоре.")
    context.clear_cookies(name="sessionid")
    note.evaluate("e => e.form.requestSubmit()")
    page.get_by_role("link", name="Войти").click()
    come_in(page)
    expect(note).to_have_value("Записка коллегам о договоре.")
    expect(page.locator(".typed")).to_contain_text("Набранное снова в форме")
    context.close()


def test_an_answer_from_a_template_and_its_signature_by_few_presses(browser: Browser, product: Running) -> None:
    """Case to signature queue in four; the head signs in one, by the keyboard."""
    page = sign_in(browser, product, "executor")
    page.goto(f"{product.url}/w/cases/?list=mine")
    row = page.locator(".row[data-href]", has_text="Продлить аренду земельного участка").first
    page.goto(product.url + (row.get_attribute("data-href") or ""))
    case = re.findall(r"/cases/(\d+)/", page.url)[0]
    page.get_by_role("button", name=re.compile("Ответить|Продолжить ответ")).click()  # 1
    page.locator("#decision").select_option("grant")  # 2
    page.locator("#client [data-insert]").first.click()  # 3
    expect(page.locator("#text")).to_have_value(re.compile("Продлим"))
    assert page.locator("#text").input_value().count("Здравствуйте") == 1
    expect(page.locator("#bar-state")).to_contain_text("Ничего не мешает")
    page.get_by_role("button", name="Передать на подпись").click()  # 4
    expect(page.get_by_text("Ответ передан на проверку и подпись.")).to_be_visible()
    expect(page.locator("#draft")).to_contain_text("ждёт подписи")
    head = sign_in(browser, product, "head")
    head.goto(f"{product.url}/w/signing/{case}/")
    expect(head.locator(".paper")).to_contain_text("Продлим")
    head.screenshot(path=SHOTS / "workspace-signing.png")
    head.keyboard.press("Control+Enter")
    expect(head.get_by_text("Подписано и отправляется")).to_be_visible()
    assert f"/w/signing/{case}/" not in head.url
    page.context.close()
    head.context.close()
