"""The living page of parts in a browser, at three widths, one of them by night: nothing scrolls sideways, no words lie
on others, controls of one row are of one height, and axe finds nothing. No picture is kept: facts of layout do not
change with fonts and days.

The page is drawn by a view here and given to the browser: the started product is not in debug, and needs not be.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from ..desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
HERE = "http://desk.example"
LOOKS = ((1440, "light"), (768, "dark"), (390, "light"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
UNEVEN = """[...document.querySelectorAll('[data-even]')].filter(row => {
  const high = [...row.querySelectorAll('button:not(.link), .button, select, input')].map(x => x.offsetHeight);
  return Math.max(...high) - Math.min(...high) > 1;
}).map(row => row.textContent.trim().slice(0, 60))"""
LYING = """(() => {
  const APART = '.visually-hidden, .letter-bar, .page-head, thead, kbd, textarea';
  const found = [], walk = document.createTreeWalker(document.querySelector('.desk'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const words = walk.currentNode, parent = words.parentElement;
    if (!words.data.trim() || !parent.checkVisibility() || parent.closest(APART)) continue;
    const range = document.createRange();
    range.selectNodeContents(words);
    for (const r of range.getClientRects()) {
      let [left, top, right, bottom] = [r.left, r.top, r.right, r.bottom];
      for (let up = parent; up; up = up.parentElement) {
        if (getComputedStyle(up).overflow === 'visible') continue;
        const box = up.getBoundingClientRect();
        [left, top, right, bottom] = [Math.max(left, box.left), Math.max(top, box.top),
          Math.min(right, box.right), Math.min(bottom, box.bottom)];
      }
      if (right - left > 1 && bottom - top > 1) found.push({left, top, right, bottom, words});
    }
  }
  const lying = [];
  found.forEach((a, n) => found.slice(n + 1).forEach(b => {
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (a.words !== b.words && wide > 2 && high > 5) lying.push(a.words.data.trim() + ' | ' + b.words.data.trim());
  }));
  return lying;
})()"""


@pytest.fixture
def drawn(cast: Any, settings: Any, browser: Browser) -> Iterator[Page]:
    settings.DEBUG = True
    answer = Desk(cast.registrar).client.get("/w/design/")
    page = browser.new_context(locale="ru-RU").new_page()

    def give(route: Route) -> None:
        path = route.request.url.removeprefix(HERE)
        file = finders.find(path.split("/static/")[-1].split("?")[0]) if "/static/" in path else None
        if path == "/w/design/":
            route.fulfill(body=answer.content.decode(), content_type="text/html; charset=utf-8")
        elif file:
            route.fulfill(path=Path(str(file)))
        else:
            route.fulfill(status=404)

    page.route(f"{HERE}/**", give)
    yield page
    page.context.close()


def test_the_living_page_of_parts(drawn: Page) -> None:
    problems = []
    for width, scheme in LOOKS:
        drawn.set_viewport_size({"width": width, "height": 900})
        drawn.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        drawn.goto(f"{HERE}/w/design/")
        drawn.evaluate("document.fonts.ready")
        assert drawn.evaluate("getComputedStyle(document.querySelector('.listing th')).fontWeight") == "600"
        problems += [f"{width}: scrolls sideways"] * drawn.evaluate(SIDEWAYS)
        problems += [f"{width}: of different height: {row}" for row in drawn.evaluate(UNEVEN)]
        problems += [f"{width}: words on words: {words}" for words in drawn.evaluate(LYING)]
        found = Axe().run(drawn, options={"runOnly": RULES})
        problems += [f"{width}: {v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
    assert "\n".join(problems) == ""
