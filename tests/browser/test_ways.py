"""Six more of the commonest deeds, in how few presses and by keys alone; in the journeys' product. Each is done once by
the mouse, every press counted (a field that one types in is a press too), and once without it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Running
from .test_clicks import PRESSES, down_to_a_case, letters, presses, tab_to
from .test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
OF = "ways"


@pytest.fixture(scope="module")
def came(product: Running) -> None:
    letters(product, 8, OF)


def at_the_desk(browser: Browser, product: Running, role: str) -> Page:
    page = sign_in(browser, product, role)
    page.add_init_script(PRESSES)
    page.goto(f"{product.url}/w/")
    presses(page)
    return page


def opened(page: Page, product: Running, n: int) -> str:
    """The case of the n-th letter, by the mailbox it came from. Returns its number."""
    page.goto(f"{product.url}/w/search/?q=vera{n}@{OF}.example")
    page.goto(product.url + (page.locator(".row[data-href]").first.get_attribute("data-href") or ""))
    presses(page)
    return page.locator(".about .nowrap").first.inner_text().removeprefix("№ ").strip()


def command(page: Page, words: str) -> None:
    """Ctrl K, some letters of what is to be done, Enter."""
    page.keyboard.press("Control+KeyK")
    expect(page.locator("#palette-list a").first).to_be_visible()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_a_call_of_a_known_client_is_taken_down_in_six(browser: Browser, product: Running, came: None) -> None:
    page = at_the_desk(browser, product, "registrar")
    page.locator("a[data-go=new]").first.click()
    page.locator("label[for=point-phone]").click()
    page.locator("#email").click()
    page.keyboard.type(f"vera0@{OF}.example")
    page.keyboard.press("Tab")
    page.locator("[data-take]").first.click()
    expect(page.locator("#surname")).to_have_value("Лютикова")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("Спрашивает, готов ли договор")
    page.locator("label[for=answer-email]").click()
    page.get_by_role("button", name="Зарегистрировать", exact=True).click()
    expect(page.locator(".message-success", has_text="Зарегистрировано")).to_be_visible()
    assert presses(page) <= 6

    page.keyboard.press("KeyN")
    expect(page.locator("#point-post")).to_be_focused()
    for _n in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#point-phone")).to_be_checked()
    tab_to(page, "#email")
    page.keyboard.type(f"vera1@{OF}.example")
    page.keyboard.press("Tab")
    expect(page.locator("[data-take]").first).to_be_visible()
    tab_to(page, "[data-take]")
    page.keyboard.press("Enter")
    page.keyboard.type("Спрашивает, когда приём")
    tab_to(page, "[name=chosen_point]", "Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-success", has_text="Зарегистрировано")).to_be_visible()
    assert presses(page) == 0


def test_a_case_is_found_and_opened_in_two(browser: Browser, product: Running, came: None) -> None:
    page = at_the_desk(browser, product, "executor")
    number = opened(page, product, 2)
    address = page.url
    page.goto(f"{product.url}/w/")
    page.locator("#q").click()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.locator(f".row[data-href$='{address.removeprefix(product.url)}'] .c-no a").click()
    expect(page).to_have_url(address)
    assert presses(page) <= 2
    page.goto(f"{product.url}/w/")
    page.keyboard.press("Slash")
    page.keyboard.type(f"Лютикова {number}")
    page.keyboard.press("Enter")
    expect(page.locator(".row[data-href]").first).to_be_visible()
    page.keyboard.press("KeyJ")
    page.keyboard.press("Enter")
    expect(page).to_have_url(address)
    assert presses(page) == 0


def test_a_case_goes_to_another_body_with_its_letter_seen_in_five(
    browser: Browser, product: Running, came: None
) -> None:
    page = at_the_desk(browser, product, "registrar")
    opened(page, product, 3)
    page.get_by_role("link", name="Переслать", exact=True).click()
    page.locator("label[for^=body-]").first.click()
    page.locator("[name=reason]").click()
    page.keyboard.type("Участок находится в ведении этого органа.")
    page.get_by_role("button", name="Показать, что уйдёт").last.click()
    expect(page.get_by_text("Письмо на бланке")).to_be_visible()
    page.get_by_role("button", name=re.compile("Передать на подпись|Отправить")).click()
    expect(page.get_by_text(re.compile("Письма ждут подписи|Письма поставлены в очередь"))).to_be_visible()
    assert presses(page) <= 5

    opened(page, product, 4)
    command(page, "перес")
    expect(page.locator("#f-q")).to_be_focused()
    page.keyboard.type("росреестр")
    page.keyboard.press("Enter")
    expect(page.locator("#f-q")).to_have_value("росреестр")
    tab_to(page, "[name=body]")
    page.keyboard.press("Space")
    tab_to(page, "[name=reason]")
    page.keyboard.type("Участок находится в ведении этого органа.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Письмо на бланке")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("Письма ждут подписи|Письма поставлены в очередь"))).to_be_visible()
    assert presses(page) == 0


def test_a_term_is_extended_with_its_letter_seen_in_four(browser: Browser, product: Running, came: None) -> None:
    page = at_the_desk(browser, product, "head")
    opened(page, product, 5)
    page.get_by_role("link", name="Продлить срок").first.click()
    page.locator("#extend [name=reason]").click()
    page.keyboard.type("Ждём сведения о границах участка.")
    page.locator("#extend").get_by_role("button", name="Посмотреть письмо").click()
    expect(page.locator(".bubble-letter")).to_contain_text("Ждём сведения о границах участка")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".message-success")).to_be_visible()
    assert presses(page) <= 4

    opened(page, product, 6)
    command(page, "продл")
    expect(page.locator("#extend [name=days]")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Ждём сведения о границах участка.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".bubble-letter")).to_contain_text("Ждём сведения о границах участка")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".message-success")).to_be_visible()
    assert presses(page) == 0


def test_a_colleague_is_called_in_two_and_answers_in_three(browser: Browser, product: Running, came: None) -> None:
    page = at_the_desk(browser, product, "registrar")
    number = opened(page, product, 7)
    page.locator("#note").click()
    page.keyboard.type("@Сорокин посмотрите границы участка")
    page.get_by_role("button", name="Добавить заметку").click()
    expect(page.locator("#reading")).to_contain_text("посмотрите границы участка")
    assert presses(page) <= 2
    called = at_the_desk(browser, product, "executor")
    called.get_by_role("link", name=re.compile(f"{number}")).first.click()
    expect(called.locator("#reading")).to_contain_text("посмотрите границы участка")
    called.locator("#note").click()
    called.keyboard.type("Границы верны")
    called.get_by_role("button", name="Добавить заметку").click()
    expect(called.locator("#reading")).to_contain_text("Границы верны")
    assert presses(called) <= 3

    command(page, "замет")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("@Сорокин спасибо")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reading")).to_contain_text("спасибо")
    assert presses(page) == 0


def test_spam_is_marked_in_bulk_in_three_after_the_marks_and_taken_back_in_one(
    browser: Browser, product: Running, came: None
) -> None:
    page = at_the_desk(browser, product, "registrar")
    page.goto(f"{product.url}/w/cases/?list=sort")
    by_mail = page.locator(".row", has_text="Аренда участка")  # a call that was taken down is nobody's spam
    for n in range(2):
        by_mail.nth(n).locator("input[name=case]").click()
    assert presses(page) == 2
    page.locator(".bulk-bar details.rest > summary").click()
    page.get_by_role("button", name="Спам…").click()
    page.locator(".letter-bar button.primary").click()
    undo = page.get_by_role("button", name="Вернуть, как было")
    expect(undo).to_be_visible()
    assert presses(page) <= 3
    undo.click()
    expect(page.get_by_text("Возвращено, как было, дел: 2")).to_be_visible()
    assert presses(page) == 1

    for _n in range(2):
        down_to_a_case(page)
        while "Аренда участка" not in page.locator(".row.at").inner_text():
            down_to_a_case(page)
        page.keyboard.press("KeyX")
    page.keyboard.press("KeyM")
    tab_to(page, "[name=do][value=spam]")
    page.keyboard.press("Enter")
    expect(page.locator(".letter-bar")).to_contain_text("Получится: 2 дела")
    page.keyboard.press("Control+Enter")
    expect(undo).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # «К содержанию»
    tab_to(page, "form[action*=undo] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Возвращено, как было, дел: 2")).to_be_visible()
    assert presses(page) == 0
