"""A booking from a telephone, made, moved and cancelled; a hall where one goes first and nobody sees why; axe finds
nothing and nothing scrolls sideways."""

from __future__ import annotations

import re

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import Running
from .test_journey import BODY, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.walk, pytest.mark.xdist_group("product")]


def is_well(page: Page) -> None:
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0, f"{page.url} scrolls sideways"
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == []


def test_a_booking_from_a_telephone_is_moved_and_cancelled(browser: Browser, product: Running) -> None:
    for scripts in (True, False):
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, locale="ru-RU", java_script_enabled=scripts
        )
        page = context.new_page()
        page.goto(f"{product.url}/{BODY}/")
        page.get_by_role("link", name="Записаться на приём").first.click()
        page.get_by_role("link", name="Консультация").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Когда вам удобно?")
        if scripts:
            is_well(page)
        page.locator("button[name=start]").first.click()
        page.get_by_label("Имя").fill("Ольга Петровна")
        page.get_by_label("Телефон").fill("+7 912 000-11-2" + ("2" if scripts else "3"))
        if scripts:
            is_well(page)
        page.get_by_role("button", name="Записаться на").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Вы записаны")
        if scripts:
            is_well(page)
        number, code = page.locator("#number").inner_text(), page.locator("#code").inner_text()
        other = browser.new_context(locale="ru-RU").new_page()
        other.goto(f"{product.url}/{BODY}/visits/follow/")
        other.get_by_label("Номер записи").fill(number)
        other.get_by_label("Код", exact=True).fill(code)
        other.get_by_role("button", name="Показать").click()
        other.get_by_role("link", name="Перенести").click()
        other.locator("button[name=start]").last.click()
        expect(other.get_by_text("Запись перенесена.")).to_be_visible()
        page.get_by_role("button", name="Отменить запись").click()
        expect(page.get_by_text("Запись с тех пор изменили")).to_be_visible()  # this page was stale
        page.get_by_role("button", name="Отменить запись").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Запись отменена")
        context.close()


def test_a_hall_where_one_goes_first_and_nobody_sees_why(browser: Browser, product: Running) -> None:
    desk = sign_in(browser, product, "reception")
    desk.goto(f"{product.url}/w/visits/today/")
    is_well(desk)
    desk.set_viewport_size({"width": 320, "height": 800})
    is_well(desk)
    hall = desk.get_by_role("link", name="Экран в зале").get_attribute("href")
    screen = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="ru-RU").new_page()
    screen.goto(f"{product.url}{hall}")
    is_well(screen)
    desk.goto(f"{product.url}/w/visits/today/")
    desk.get_by_text("Талон без записи").click()
    desk.get_by_label("Имя, если назвал").fill("Тронин Павел")
    desk.get_by_label("Принять вне очереди").select_option("movement")
    desk.get_by_role("button", name="Выдать номер").click()
    desk.get_by_role("link", name="К очереди").click()
    first = desk.locator(".turns").first.locator("li").first.inner_text()
    assert "вне очереди" in first
    number = re.findall(r"\d+", first)[0]
    desk.locator(".lane", has_text="Руководитель").get_by_role("button", name="Вызвать следующего").click()
    expect(screen.locator(f"tr.now[data-call='{number}-1']")).to_be_visible(timeout=15_000)  # by itself
    assert "Тронин" not in screen.content() and "очереди" not in screen.locator("main").inner_text().lower()
    screen.context.set_offline(True)
    expect(screen.get_by_text("Связи нет. Последние новости:")).to_be_visible(timeout=15_000)
    expect(screen.locator(f"tr[data-call='{number}-1']")).to_be_visible()  # what was known stays
    screen.context.set_offline(False)
    expect(screen.get_by_text("Связи нет. Последние новости:")).to_have_count(0, timeout=15_000)
