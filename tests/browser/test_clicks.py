"""How many presses the commonest deeds of a day take, and that each is done by keys alone; in the journeys' product."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Running
from .test_journey import BODY, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
PRESSES = (
    "addEventListener('pointerdown', () => sessionStorage.presses = 1 + Number(sessionStorage.presses || 0), true)"
)


def letters(product: Running, number: int, of: str = "clicks") -> None:
    """So many messages come by mail, each by somebody new; the last one answered means that all are there."""
    with smtplib.SMTP("127.0.0.1", product.lmtp) as server:
        for n in range(number):
            letter = EmailMessage()
            letter["From"], letter["To"] = f"Вера Лютикова <vera{n}@{of}.example>", f"{BODY}@priemnaya.example"
            letter["Subject"], letter["Message-ID"] = f"Аренда участка {n}", f"<{of}-{n}@{of}.example>"
            letter.set_content(f"Как продлить договор аренды участка {n}?")
            server.send_message(letter)
    assert product.mail.wait(f"vera{number - 1}@{of}.example")


def presses(page: Page) -> int:
    found = int(page.evaluate("Number(sessionStorage.presses || 0)"))
    page.evaluate("sessionStorage.presses = 0")
    return found


def down_to_a_case(page: Page) -> None:
    """Past the rows that stand for many."""
    for _n in range(20):
        page.keyboard.press("KeyJ")
        if page.locator(".row.at input[name=case]").count():
            return
    raise AssertionError("no case in the list")


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    for _n in range(40):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by Tab")


def in_sight_under_a_notice(page: Page) -> None:
    """What was saved is said above the list, a refusal at more length: the button stays where it is pressed again."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("document.querySelector('main>.messages').append('длинно '.repeat(900))")
    button = page.locator("#pane").get_by_role("button", name="Сохранить").bounding_box()
    assert button and button["y"] > 0 and button["y"] + button["height"] <= 900, button
    assert page.evaluate("scrollY") == 0


def test_a_message_is_sorted_in_four_presses_and_ten_cases_are_given_in_four(
    browser: Browser, product: Running
) -> None:
    letters(product, 10)
    page = sign_in(browser, product, "registrar")
    page.add_init_script(PRESSES)
    page.goto(f"{product.url}/w/cases/?list=sort")
    page.locator(".row", has_text="Лютикова").locator(".c-no a").first.click()
    expect(page.locator("#pane form")).to_be_visible()
    presses(page)
    page.locator("#pane [data-fill]").first.click()
    page.locator("#pane").get_by_text("обычная").click()
    page.locator("#pane .hand label").first.click()
    page.locator("#pane").get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("записано.")).to_be_visible()
    expect(page.locator("#pane form")).to_be_visible()  # the next one is there already
    assert presses(page) <= 4
    in_sight_under_a_notice(page)
    page.goto(f"{product.url}/w/cases/?list=sort")
    rows = page.locator(".row input[name=case]").count()
    page.locator("#mark-all").click()
    page.locator("#bulk-to").select_option(index=1)
    page.get_by_role("button", name="Назначить").click()
    expect(page.get_by_text("Назначено, дел:")).to_be_visible()
    assert rows >= 9
    assert presses(page) + 2 <= 4, "a choice in a list is two presses: nobody but a person opens it"
    page.get_by_role("button", name="Вернуть, как было").click()
    expect(page.get_by_text("Возвращено, как было, дел:")).to_be_visible()


def test_both_by_keys_alone(browser: Browser, product: Running) -> None:
    letters(product, 3, of="keys")
    page = sign_in(browser, product, "registrar")
    page.add_init_script(PRESSES)
    page.goto(f"{product.url}/w/cases/?list=sort")
    presses(page)
    for _n in range(2):
        down_to_a_case(page)
        page.keyboard.press("KeyX")
    page.keyboard.press("KeyB")
    expect(page.locator("#bulk-to")).to_be_focused()
    expect(page.locator(".bulk-bar .chosen b")).to_have_text("2")
    for key in ("ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_text("Назначено, дел: 2.")).to_be_visible()
    down_to_a_case(page)
    page.keyboard.press("Enter")
    expect(page.locator("#triage")).to_be_visible()
    page.keyboard.press("KeyE")
    tab_to(page, "#triage [name^=topic], #triage [data-fill]")
    tab_to(page, "#triage [name=urgency]")
    page.keyboard.press("Space")
    tab_to(page, "#triage [name=to]")
    page.keyboard.press("Space")
    tab_to(page, "#triage summary")
    page.keyboard.press("Enter")
    tab_to(page, "#triage [name=task]")
    page.keyboard.type("Посмотрите договор")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("записано.")).to_be_visible()
    assert presses(page) == 0
