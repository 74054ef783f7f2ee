"""A telephone exchange in a real browser: the card of a call pops over whatever page is open, the talk is given on by
the telephone, and the page of the exchange tells what was done."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .conftest import Running
from .test_calls import wrong
from .test_journey import BODY, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]


def played(product: Running, name: str, number: str) -> str:
    given = ("--body", BODY, "--to", product.url, "--play", name, "--number", number, "--pace", "0")
    done = product.command("calls", "simulate", *given)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_a_call_pops_over_the_page_that_is_open_and_loses_nothing_typed(browser: Browser, product: Running) -> None:
    desks = {role: sign_in(browser, product, role) for role in ("registrar", "reception")}
    page = desks["registrar"]
    page.locator("#q").fill("справка о")
    assert "transferred" in played(product, "transferred", "79120005501")
    given_on = desks["reception"].locator(".rings").get_by_role("link", name="Трубку положили")
    expect(given_on.first).to_be_visible(timeout=15_000)  # given on twice, to whoever has 103
    assert wrong(desks["reception"]) == []
    assert "answered" in played(product, "answered", "79120005502")
    rings = page.locator(".rings").get_by_role("link", name="Трубку положили")
    expect(rings.first).to_be_visible(timeout=15_000)
    expect(page.locator("#q")).to_have_value("справка о")
    assert wrong(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    rings.first.click()
    expect(page.locator("main")).to_contain_text("+79120005502")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_the_exchange_is_accessible_and_narrow(browser: Browser, product: Running, scheme: str) -> None:
    played(product, "missed", "79120005503")
    page = sign_in(browser, product, "admin")
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{product.url}/w/connections/telephony/")
    expect(page.get_by_text("карточка показана сотруднику").first).to_be_visible()
    assert "79120005503" not in page.content()
    assert wrong(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
