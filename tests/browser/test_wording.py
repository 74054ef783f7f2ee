"""The checker in a real browser: underlines while typing, the card, the keyboard, stale answers, and no JavaScript at
all."""

from __future__ import annotations

import time
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from .conftest import Running
from .test_journey import SHOTS, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
BAD = (
    "Здравствуйте!\n\nВ целях проверки пришлите копию. Отдел осуществляет проверку документов. Данный вопрос решим"
    " завтра."
)


KNOWN: dict[str, tuple[Any, str]] = {}
"""Of a product: the cookies of its head who has signed in, and the address of a letter that is written there."""


def at_the_composer(browser: Browser, product: Running) -> Page:
    """The head's browser at a letter: where the last test was, or found anew when it has ended or they signed out."""
    cookies, letter = KNOWN.get(product.url, (None, ""))
    if letter:
        page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU").new_page()
        page.context.add_cookies(cookies)
        page.goto(letter)
        if page.url == letter and page.locator("#text").count():
            return page
        page.context.close()
    page = _at_a_letter(browser, product)
    KNOWN[product.url] = (page.context.cookies(), page.url)
    return page


def _at_a_letter(browser: Browser, product: Running) -> Page:
    page = sign_in(browser, product, "head")
    page.goto(f"{product.url}/w/cases/?list=open")
    rows = page.locator('.row[data-href^="/w/cases/"]')  # not those that stand for many
    for href in rows.evaluate_all("rows => rows.map(row => row.dataset.href)")[:40]:
        page.goto(product.url + href)
        button = page.get_by_role("button", name="Ответить")
        if button.count():
            button.first.click()
        else:
            page.goto(f"{product.url}{href}reply/")
        if "/reply/" in page.url and page.locator("#text").count():
            return page
    raise AssertionError("no case with a reply to write")


def test_findings_are_underlined_as_one_types_and_accepted_from_the_keyboard(
    browser: Browser, product: Running
) -> None:
    page = at_the_composer(browser, product)
    letter = page.get_by_label("Текст ответа")
    letter.fill("Здравствуйте!")
    page.wait_for_timeout(1500)  # the dictionaries are warm from here on
    letter.fill(BAD)
    started = time.monotonic()
    expect(page.locator(".marks mark.lv-error").first).to_be_attached()
    assert time.monotonic() - started < 5  # 0.15 s of pause, the check, and a busy test machine
    assert "В целях" in page.locator(".marks mark").all_inner_texts()
    letter.evaluate("e => { e.focus(); e.setSelectionRange(0, 0); }")
    page.keyboard.press("Alt+ArrowDown")
    card = page.locator("#wording-card")
    expect(card).to_contain_text("канцелярит")
    expect(card).to_contain_text("п. 3.10.1")
    page.screenshot(path=SHOTS / "workspace-wording.png")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [v["id"] for v in found["violations"]] == []
    page.keyboard.press("Alt+Enter")
    expect(letter).to_have_value(BAD.replace("В целях", "Для"))
    page.keyboard.press("Control+z")
    expect(letter).to_have_value(BAD)
    page.get_by_role("button", name="Принять все надёжные замены").click()
    expect(letter).to_have_value(
        "Здравствуйте!\n\nДля проверки пришлите копию. Отдел проверяет документы. Этот вопрос решим завтра."
    )
    page.wait_for_timeout(1500)
    assert "другой сотрудник" not in (page.locator("#saved").inner_text() or "")
    page.context.close()


def test_a_stale_answer_is_never_shown(browser: Browser, product: Running) -> None:
    page = at_the_composer(browser, product)
    letter = page.get_by_label("Текст ответа")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if not held:
            held.append(route)  # answered later, when the text is another
        else:
            route.continue_()

    page.route("**/reply/wording/", hold_the_first)
    page.route("**/reply/save/", lambda route: route.abort())
    letter.fill("Здравствуйте!\n\nВ целях проверки пришлите копию.")
    page.wait_for_timeout(500)
    letter.fill("Здравствуйте!\n\nСправка готова, приходите завтра.")
    page.wait_for_timeout(600)
    held[0].continue_()
    page.wait_for_timeout(700)
    assert page.locator(".marks mark", has_text="целях").count() == 0
    expect(page.locator("#wording")).not_to_contain_text("В целях")
    page.context.close()


@pytest.mark.walk
def test_marks_move_with_the_text_before_the_next_answer(browser: Browser, product: Running) -> None:
    page = at_the_composer(browser, product)
    letter = page.get_by_label("Текст ответа")
    letter.fill(BAD)
    expect(page.locator(".marks mark", has_text="В целях")).to_be_attached()
    page.route("**/reply/wording/", lambda route: route.abort())
    page.route("**/reply/save/", lambda route: route.abort())
    letter.evaluate("e => { e.focus(); e.setSelectionRange(0, 0); }")
    page.keyboard.type("Добрый день! ")
    assert page.locator(".marks mark", has_text="В целях").inner_text() == "В целях"
    page.context.close()


def test_without_javascript_the_buttons_do_the_same(browser: Browser, product: Running) -> None:
    page = at_the_composer(browser, product)
    address = page.url
    cookies = page.context.cookies()
    plain = browser.new_context(java_script_enabled=False, locale="ru-RU")
    plain.add_cookies(cookies)  # type: ignore[arg-type]
    desk = plain.new_page()
    desk.goto(address)
    desk.get_by_label("Текст ответа").fill(BAD)
    desk.get_by_role("button", name="Сохранить").click()
    desk.get_by_role("button", name="Принять", exact=True).first.click()
    expect(desk.get_by_label("Текст ответа")).to_have_value(BAD.replace("В целях", "Для"))
    page.context.close()
    plain.close()


def test_anyone_checks_a_text_or_a_file(browser: Browser, product: Running) -> None:
    from tests.plain.samples import docx

    page = browser.new_context(locale="ru-RU").new_page()
    page.goto(f"{product.url}/")
    page.get_by_role("link", name="Проверить, ясно ли написан текст").click()
    page.get_by_label("Текст", exact=True).fill(BAD)
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_role("heading", name="Ясность:")).to_be_visible()
    expect(page.locator(".marked-text mark").first).to_contain_text("В целях")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [v["id"] for v in found["violations"]] == []
    page.locator("#file").set_input_files(
        {"name": "письмо.docx", "mimeType": "application/octet-stream", "buffer": docx()}
    )
    page.get_by_role("button", name="Проверить").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Скачать файл с надёжными заменами").click()
    assert download.value.suggested_filename == "письмо (исправлено).docx"
    page.context.close()
