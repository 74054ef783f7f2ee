"""A talk by telephone in a real browser: written down by keyboard alone, given on twice and not a third time, a call
back promised and made."""

from __future__ import annotations

import re

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import Running
from .test_journey import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
PEOPLE = ("registrar", "executor", "reception", "head")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SAID = "Справку взять в среду"


def wrong(page: Page) -> list[str]:
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:90]}"
        for one in Axe().run(page, options={"runOnly": RULES})["violations"]
    ]


def begin(page: Page, number: str) -> str:
    """By keys: to the calls, the number, Enter."""
    page.locator("body").press("c")
    page.wait_for_url("**/w/calls/")
    expect(page.locator("#number")).to_be_focused()  # comes with the first picture, after the load
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/w/calls/\d+/$"))
    return page.url


def test_a_plain_talk_takes_a_few_keys(browser: Browser, product: Running) -> None:
    page = sign_in(browser, product, "registrar")
    begin(page, "89120007777")
    keys = 0

    def press(*names: str) -> None:
        nonlocal keys
        for name in names:
            page.keyboard.press(name)
            keys += 1

    expect(page.locator("#q-text-1")).to_be_focused()
    page.keyboard.type("Где справка?")
    press("Tab")
    page.keyboard.type(SAID)
    press("Tab")
    page.keyboard.type("ответили")
    press("Tab")
    while page.evaluate("document.activeElement.name") != "answered":
        press("Tab")
    press("Space", "Control+Enter")
    page.wait_for_url("**/w/calls/")
    expect(page.get_by_text("Разговор записан.")).to_be_visible()
    assert keys < 15


def give_on(page: Page, to: str) -> None:
    page.get_by_text("Переключить на коллегу").click()
    options = page.locator("#transfer_to option").all_inner_texts()
    page.locator("#transfer_to").select_option(label=next(o.strip() for o in options if o.strip().startswith(to)))
    page.get_by_label("Клиенту сказали").check()
    page.get_by_role("button", name="Переключить", exact=True).click()


def test_two_transfers_a_refused_third_and_a_call_back(browser: Browser, product: Running) -> None:
    desks = {role: sign_in(browser, product, role) for role in PEOPLE}
    names = {role: page.locator(".me .who a").inner_text() for role, page in desks.items()}
    first = desks["registrar"]
    card = begin(first, "89120008888")
    first.locator("#q-text-1").fill("Почему начислили пени?")
    for giving, taking in (("registrar", "executor"), ("executor", "reception")):
        give_on(desks[giving], names[taking])
        desks[taking].goto(card)
        expect(desks[taking].locator("#q-text-1")).to_have_value("Почему начислили пени?")
    last = desks["reception"]
    give_on(last, names["head"])
    expect(last.get_by_text("Больше не переключаем")).to_be_visible()
    expect(last.locator(".verdict")).to_contain_text("п. 4.3")
    assert wrong(last) == []
    last.get_by_role("link", name="Договориться перезвонить").click()
    day = last.evaluate("new Date(Date.now() + 864e5).toISOString().slice(0, 10)")
    last.locator("#back_day").fill(day)
    last.locator("#back_time").fill("00:05")
    last.locator("#back_what").fill("Спросить бухгалтера о пенях")
    last.locator("#back_convenient").fill("утром")
    last.get_by_role("button", name="Записать обещание").click()
    expect(last.get_by_text("Обещанный звонок записан")).to_be_visible()
    last.locator("#answered-no").check()
    last.get_by_role("button", name="Закончить разговор").click()
    expect(last.get_by_text("Разговор записан.")).to_be_visible()
    assert wrong(last) == []
    last.get_by_role("button", name="Позвонить на +79120008888").click()
    last.locator("#q-text-1").fill("Пени снимут по чеку")
    last.locator("#answered-yes").check()
    last.get_by_role("button", name="Закончить разговор").click()
    last.wait_for_url("**/w/calls/")
    expect(last.get_by_role("button", name="Позвонить на +79120008888")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_is_accessible_and_fits_a_narrow_screen(browser: Browser, product: Running, scheme: str) -> None:
    page = sign_in(browser, product, "registrar")
    begin(page, "")
    page.emulate_media(color_scheme=scheme)
    page.reload()
    assert wrong(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Звонок сорвался").click()
    page.wait_for_url("**/w/calls/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert wrong(page) == []
