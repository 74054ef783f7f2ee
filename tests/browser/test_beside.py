"""What opens beside a list, in a browser: by the mouse, by keys alone, without scripts, on a phone; axe finds nothing
and nothing scrolls sideways; a rule is tried beside its form. In the journeys' product."""

from __future__ import annotations

import re

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import Running
from .test_clicks import tab_to
from .test_design import RULES, SIDEWAYS
from .test_journey import BODY, PASSWORD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
PLACES = (("admin", "/w/employees/"), ("head", "/w/compliance/?show=all"), ("executor", "/w/knowledge/?q=аренда"))


def sound(page: Page) -> None:
    assert not page.evaluate(SIDEWAYS), page.url
    found = Axe().run(page, options={"runOnly": RULES})["violations"]
    assert [v["id"] for v in found] == [], page.url


@pytest.mark.parametrize(("role", "place"), PLACES)
def test_a_row_opens_beside_its_list_by_mouse_and_keys_and_esc_closes_it(
    browser: Browser, product: Running, role: str, place: str
) -> None:
    page = sign_in(browser, product, role)
    page.goto(product.url + place)
    row = page.locator("[data-open]").nth(1)
    key = row.get_attribute("data-open")
    row.locator(".way a").first.click()
    expect(page.locator("#pane h2")).to_be_visible()
    assert re.search(rf"[?&]open={re.escape(key or '')}(&|$)", page.url)
    expect(row).to_have_class(re.compile(r"\bat\b"))
    expect(page.locator(".paned .list")).to_be_visible()
    sound(page)
    if role == "admin":  # what is begun in the pane is not lost to a key
        mark = page.locator("#pane form[action*='/roles/'] input[type=checkbox]").last
        mark.click()
        page.locator("#pane h2").click()
        page.keyboard.press("Escape")
        expect(page.locator("#pane h2")).to_be_visible()
        page.locator(".pane a.shut").click()
        row.locator(".way a").first.click()
        expect(page.locator("#pane h2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#pane h2")).to_have_count(0)
    assert "open=" not in page.url

    for _n in range(20):  # other things that were found are gone past
        if page.locator(f".row.at[data-open='{key}']").count():
            break
        page.keyboard.press("KeyJ")
    expect(row).to_have_class(re.compile(r"\bat\b"))
    tab_to(page, f"[data-open='{key}'] .way a")
    page.keyboard.press("Enter")
    expect(page.locator("#pane h2")).to_be_visible()
    page.reload()
    expect(page.locator("#pane h2")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".paned .list")).to_be_hidden()
    sound(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(SIDEWAYS)
    page.locator(".pane a.shut").click()
    expect(page.locator(".paned .list")).to_be_visible()
    page.context.close()


def test_on_a_phone_the_pane_is_the_page_from_its_beginning(browser: Browser, product: Running) -> None:
    page = sign_in(browser, product, "admin")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{product.url}/w/employees/")
    page.locator("[data-open] .way a").last.click()
    expect(page.locator("#pane h2")).to_be_visible()
    assert page.evaluate("scrollY") == 0, "it opens at its beginning, not where the list was left"
    assert page.evaluate("document.activeElement.id") == "pane"
    page.context.close()


def test_without_scripts_the_same_row_is_a_page_and_an_absence_is_written_on_it(
    browser: Browser, product: Running
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="ru-RU").new_page()
    page.goto(f"{product.url}/w/")
    page.get_by_label("Логин").fill(f"admin@{BODY}")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.goto(f"{product.url}/w/employees/")
    page.locator("[data-open]", has_text="Белов").locator(".way a").click()
    pane = page.locator("#pane")
    pane.get_by_label("С какого дня").fill("2031-03-03")
    pane.get_by_label("По какой").fill("2031-03-05")
    pane.get_by_label("Почему, если нужно").fill("отпуск")
    pane.get_by_label("Кто заменит").select_option(index=1)
    pane.get_by_role("button", name="Записать отсутствие").click()
    expect(page.locator("#pane", has_text="3 марта – 5 марта, отпуск")).to_be_visible()
    page.locator("#pane").get_by_role("button", name="Отменить").click()
    expect(page.locator("#pane", has_text="На месте.")).to_be_visible()
    page.context.close()


def test_what_is_found_while_one_types_opens_beside_it(browser: Browser, product: Running) -> None:
    page = sign_in(browser, product, "executor")
    page.goto(f"{product.url}/w/knowledge/")
    page.locator("#known").press_sequentially("аренд", delay=20)
    expect(page.locator(".found-rows [data-open]").first).to_be_visible()
    page.locator(".found-rows [data-open] a").first.click()
    expect(page.locator("#pane .article")).to_be_visible()
    expect(page.locator("#known")).to_have_value("аренд")
    expect(page.locator(".found-rows .at")).to_have_count(1)
    page.context.close()


def test_a_rule_is_tried_beside_its_form_and_keeps_its_words(browser: Browser, product: Running) -> None:
    page = sign_in(browser, product, "head")
    page.goto(f"{product.url}/w/rules/routing/")
    page.get_by_label("Название правила").fill("Аренда")
    page.locator("[name=topic]").press_sequentially("Аренд", delay=20)
    expect(page.locator("#topics option").first).to_be_attached()
    page.locator("[name=topic]").fill("")
    page.locator("[name=words]").fill("аренда")
    page.get_by_label("Подразделение").select_option(index=1)
    page.get_by_role("button", name="Проверить на прошлых делах").click()
    trial = page.locator("#trial", has_text="Сработало бы на")
    expect(trial).to_be_visible()
    form, beside = page.locator(".editing > form").bounding_box(), trial.bounding_box()
    assert form and beside and beside["x"] >= form["x"] + form["width"]
    expect(page.get_by_label("Название правила")).to_have_value("Аренда")
    sound(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate(SIDEWAYS)
    page.context.close()


def test_in_a_contrast_theme_of_the_system_the_current_and_the_chosen_are_told_apart(
    browser: Browser, product: Running
) -> None:
    """A theme takes grounds away and draws transparent borders: nothing may be said by them alone."""
    page = sign_in(browser, product, "admin")
    page.emulate_media(forced_colors="active")
    page.goto(f"{product.url}/w/employees/")
    page.locator("[data-open] .way a").first.click()
    expect(page.locator("#pane h2")).to_be_visible()
    looks = "([a, b, what]) => [a, b].map(s => getComputedStyle(document.querySelector(s))[what])"
    for one, other, what in (
        (".menu a[aria-current]", ".menu a:not([aria-current])", "borderTopColor"),
        (".tabs a[aria-current]", ".tabs a:not([aria-current])", "borderBottomColor"),
        (".row.at>td", ".row:not(.at)>td", "borderLeftWidth"),
        (".weeks i.off", ".weeks i:not(.off,.away)", "backgroundColor"),
        (".weeks-key .away", ".weeks-key .off", "backgroundImage"),
    ):
        now, then = page.evaluate(looks, [one, other, what])
        assert now != then, (one, what)
    sound(page)
    page.context.close()


def test_the_table_of_clauses_is_no_wider_than_its_page(browser: Browser, product: Running) -> None:
    """Seen at 1280 px: the last of ten columns was cut, and the page went sideways."""
    page = sign_in(browser, product, "head")
    page.goto(f"{product.url}/w/compliance/?show=all")
    named = "for (const c of document.querySelectorAll('.c-clause .chip')) c.textContent = 'п. 2.1, «потребность»'"
    page.evaluate(named)  # as chechnya-minnats names its clauses
    for width in (1440, 1360, 1280, 1180, 1100):
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate(SIDEWAYS), width


def test_tables_of_figures_and_clauses_fit_a_tablet_and_an_empty_cell_of_a_card_says_nothing(
    browser: Browser, product: Running
) -> None:
    page = sign_in(browser, product, "head")
    beyond = "() => [...document.querySelectorAll('main .table')].some(t => t.scrollWidth > t.clientWidth)"
    heads = (
        "() => [...document.querySelectorAll('.row > td')].filter(d => !d.textContent.trim() && d.offsetHeight).length"
    )
    for width in (1100, 768):
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("order/", "calls/figures/"):
            page.goto(f"{product.url}/w/{path}")
            assert not page.evaluate(beyond), (path, width)
    page.goto(f"{product.url}/w/wording/")
    assert page.locator(".row").count()
    assert page.evaluate(heads) == 0
    page.context.close()


def test_what_was_begun_beside_a_list_comes_back_with_its_row_and_is_said_to_be_unsaved(
    browser: Browser, product: Running
) -> None:
    page = sign_in(browser, product, "registrar")
    page.goto(f"{product.url}/w/cases/")
    rows, typed = page.locator("[data-open] .way a"), page.locator("#triage input[name^=topic]").first
    rows.nth(0).click()
    typed.fill("аренда, с какого дня")
    first = page.url
    rows.nth(1).click()
    expect(page).not_to_have_url(first)
    expect(page.locator("#triage")).to_be_visible()
    expect(page.locator("#triage .unsaved")).to_have_count(0)
    rows.nth(0).click()
    expect(typed).to_have_value("аренда, с какого дня")
    expect(page.locator("#triage .unsaved")).to_contain_text("ещё не сохранено")
    sound(page)
    page.goto(f"{product.url}/w/")
    page.go_back()  # pages are kept by no browser: it is drawn anew
    expect(typed).to_have_value("аренда, с какого дня")
    page.context.set_offline(True)
    rows.nth(1).click()
    expect(page.locator("#pane .away")).to_contain_text("Нет связи")
    page.context.set_offline(False)
    page.context.clear_cookies()  # as when the session has ended
    rows.nth(1).click()
    expect(page.locator("input[name=password]")).to_be_visible()
    expect(page.locator("#pane")).to_have_count(0)
    page.context.close()
