"""A client at the portal: narrow screen, with scripts or without, whose session may be lost between any two pages."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Locator, Page, expect

from .conftest import Running

BODY = "udmurtia-mio"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SMALL = """() => {
  const found = [];
  for (const e of document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")) {
    if (!e.checkVisibility({visibilityProperty: true}) || e.closest(".visually-hidden, .skip")) continue;
    let box = e.getBoundingClientRect();
    if (box.width < 3 || box.height < 3) continue;
    let [w, h] = [box.width, box.height];
    if (e.matches("[type=radio], [type=checkbox]") && e.labels.length) {  // its label is pressed as well
      const of = e.labels[0].getBoundingClientRect();
      w = Math.max(box.right, of.right) - Math.min(box.left, of.left);
      h = Math.max(box.bottom, of.bottom) - Math.min(box.top, of.top);
    }
    const over = getComputedStyle(e, "::after");  // a link that takes its whole row
    if (over.content !== "none" && over.position === "absolute") {
      w = Math.max(w, parseFloat(over.width) || 0);
      h = Math.max(h, parseFloat(over.height) || 0);
    }
    const around = e.closest("p, li, dd, td, h1, h2, h3, span");
    const inside = e.tagName === "A" && getComputedStyle(e).display === "inline" && around &&
      around.textContent.trim().length > e.textContent.trim().length + 12;  // a link in a sentence
    if ((w < 43.5 || h < 43.5) && !inside) found.push(e.outerHTML.slice(0, 120) + ` ${Math.round(w)}x${Math.round(h)}`);
  }
  return found;
}"""
"""Targets of less than 44 px, links inside sentences left out."""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@dataclass(frozen=True)
class Screen:
    """What somebody holds in their hands."""

    width: int
    scripts: bool

    def __str__(self) -> str:
        return f"{self.width} px {'with' if self.scripts else 'without'} scripts"


SCREENS = [Screen(320, True), Screen(390, False)]
if os.environ.get("CRAWL_FULL"):
    SCREENS += [Screen(320, False), Screen(390, True)]


class Visitor:
    """One browser. Every page it comes to is looked at: it fits, has one heading, its header and its footer."""

    def __init__(self, browser: Browser, product: Running, screen: Screen, *, axe: bool = False) -> None:
        self.product, self.screen, self.axe = product, screen, axe
        self.context = browser.new_context(
            viewport={"width": screen.width, "height": 800}, java_script_enabled=screen.scripts, locale="ru-RU"
        )
        self.page: Page = self.context.new_page()

    def opens(self, path: str, status: int = 200) -> Visitor:
        answer = self.page.goto(path if path.startswith("http") else f"{self.product.url}/{BODY}/{path}")
        assert answer is not None and answer.status == status, (path, answer and answer.status)
        return self.looks()

    def looks(self) -> Visitor:
        page = self.page
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("h1")).to_be_visible()
        for part in ("header.top", "footer.foot"):
            expect(page.locator(part)).to_be_visible()
        assert not self.measured(SIDEWAYS), f"{page.url} scrolls sideways at {self.screen}"
        page.wait_for_load_state("load")  # before its sheets are there a page has other measures
        small = self.measured(SMALL)
        assert not small, f"{page.url}: small targets at {self.screen}: {small}"
        if self.axe and self.screen.scripts:
            found = self.steady(lambda: Axe().run(page, options={"runOnly": WCAG})["violations"])
            assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == [], page.url
        return self

    def measured(self, expression: str) -> object:
        return self.steady(lambda: self.page.evaluate(expression))

    def steady(self, look: Callable[[], Any]) -> Any:
        """What is seen of a page that stays: a form that asks for a task first leaves its page a moment after the
        press."""
        for _try in range(3):
            try:
                return look()
            except Error as error:
                if "context was destroyed" not in str(error):
                    raise
                self.page.wait_for_load_state()
        return look()

    def loses_the_session(self) -> Visitor:
        """As after an hour, or when a phone threw the page away: drafts and the look live in cookies of their own."""
        self.context.clear_cookies(name="sessionid")
        return self

    def follows(self, name: str, *, nth: int = 0) -> Visitor:
        self.page.get_by_role("link", name=name).nth(nth).click()
        return self.looks()

    def presses(self, name: str) -> Visitor:
        self.page.get_by_role("button", name=name, exact=True).first.click()
        return self.looks()

    def reads(self, *words: str) -> Visitor:
        for said in words:
            expect(self.page.locator("main")).to_contain_text(said)
        return self

    def is_asked(self, question: str) -> Visitor:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(question)
        return self

    def fills(self, typed: Mapping[str, str]) -> Visitor:
        for label, words in typed.items():
            self.page.get_by_label(label, exact=True).first.fill(words)
        return self

    def picks(self, *labels: str) -> Visitor:
        for label in labels:
            self.page.get_by_label(label).first.check()
        return self

    def next(self) -> Visitor:
        """One page further, with the session lost on the way."""
        return self.loses_the_session().presses("Дальше")

    def main(self) -> Locator:
        return self.page.locator("main")

    def writes(
        self,
        text: str,
        *,
        what: str = "Хочу спросить или попросить",
        whom: Mapping[str, str] | None = None,
        who: Mapping[str, str] | None = None,
        kind: str = "",
        answer: str = "На сайте, по номеру и коду",
        address: Mapping[str, str] | None = None,
    ) -> tuple[str, str]:
        """A whole message, one question a page, from «Что случилось?»; the number and the code it was given."""
        self.is_asked("Что случилось?").picks(what).next()
        if whom is not None:
            self.is_asked("На что вы жалуетесь?").fills(whom).next()
        self.is_asked("Расскажите своими словами").fills({"Напишите своими словами": text}).next()
        self.is_asked("Приложите файлы, если они есть").next()
        self.is_asked("Кто вы?")
        if who is None:
            self.picks("Не хочу называть себя")
        if kind:
            self.page.get_by_label("Кто вы?").select_option(label=kind)
        self.fills(who or {}).next()
        self.is_asked("Куда вам ответить?").picks(answer).fills(address or {}).next()
        self.is_asked("Проверьте и отправьте").reads(text, *(who or {}).values(), *(address or {}).values())
        return self.sends("Отправить")

    def sends(self, button: str) -> tuple[str, str]:
        self.loses_the_session().page.get_by_role("button", name=button, exact=True).first.click()
        number, code = self.page.locator("#number"), self.page.locator("#code")
        expect(number).to_have_text(re.compile(r"^20\d\d-\d+$"))
        expect(code).to_have_text(re.compile(r"^\S{10,14}$"))
        self.looks()
        return number.inner_text(), code.inner_text()

    def opens_the_case(self, number: str, code: str) -> Visitor:
        self.opens("follow/").fills({"Номер": number, "Код доступа": code})
        return self.presses("Показать").reads(number)

    def leaves(self) -> None:
        self.context.close()
