"""Too much from one network: a browser solves its task and is let through, without scripts a person reads first."""

from __future__ import annotations

import re

import pytest
import requests
from playwright.sync_api import Browser, expect

from .conftest import Running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]
AN_HOUR = 30  # messages of one network that nobody has to work for: settings.QUOTAS


def test_the_browser_solves_its_task_and_without_scripts_a_person_reads_first(
    product: Running, browser: Browser
) -> None:
    frame = f"{product.url}/udmurtia-mio/widget/"
    for n in range(AN_HOUR):
        stamp = re.search(r'name="stamp" value="([^"]+)"', requests.get(frame, timeout=30).text)
        assert stamp
        given = {"do": "write", "text": f"Вопрос {n}", "email": f"busy{n}@mail.example", "stamp": stamp[1]}
        assert requests.post(frame, given, timeout=30).status_code == 200
    for scripts, told in ((True, "Сообщение принято"), (False, "Мы получили ваш текст")):
        page = browser.new_context(java_script_enabled=scripts, locale="ru-RU").new_page()
        refused: list[str] = []
        page.on("console", lambda said, to=refused: to.append(said.text) if "Security Policy" in said.text else None)
        page.goto(f"{product.url}/udmurtia-mio/write/?all=1")
        page.get_by_label("Напишите своими словами").fill("Вопрос из той же сети")
        page.get_by_label("Электронная почта", exact=True).fill(f"scripts-{scripts}@mail.example")
        page.get_by_role("button", name="Отправить", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(told, timeout=60_000)
        assert refused == []
        page.context.close()
