"""The widget on a foreign page with a strict policy of its own: a frame, no cookies, a message, its status."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from .conftest import SHOTS, Running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("product")]


@pytest.fixture
def host(product: Running) -> Iterator[str]:
    """A body's own site on another origin that allows nothing but our script and our frame."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = (
                "<!doctype html><html lang='ru'><title>Сайт органа</title><h1>Министерство</h1><script"
                f" src='{product.url}/udmurtia-mio/widget.js' async></script>".encode()
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header(
                "Content-Security-Policy", f"default-src 'none'; script-src {product.url}; frame-src {product.url}"
            )
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_a_message_and_its_status_from_a_foreign_page_without_cookies(host: str, browser: Browser) -> None:
    context = browser.new_context(locale="ru-RU", viewport={"width": 900, "height": 900})
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.goto(host)
    frame = page.frame_locator("iframe")
    frame.get_by_label("Ваше сообщение").fill("Когда приём по земле?")
    frame.get_by_label("Как вас зовут").fill("Мария Иванова")
    page.screenshot(path=SHOTS / "widget.png")
    frame.get_by_role("button", name="Отправить").click()
    expect(frame.get_by_text("Сообщение принято")).to_be_visible()
    number, code = frame.locator(".code").all_inner_texts()
    frame.get_by_role("link", name="Узнать о деле").click()
    frame.get_by_label("Номер").fill(number)
    frame.get_by_label("Код").fill("WRONG")
    frame.get_by_role("button", name="Показать").click()
    expect(frame.get_by_role("alert")).to_contain_text("не подходят")
    frame.get_by_label("Код").fill(code)
    frame.get_by_role("button", name="Показать").click()
    expect(frame.get_by_text("Ответим до")).to_be_visible()
    assert context.cookies() == []
    assert refused == []
    assert int(page.locator("iframe").get_attribute("height") or 0) > 100
    context.close()


def test_the_frame_is_accessible_and_works_without_scripts(product: Running, browser: Browser) -> None:
    page = browser.new_page()
    for show in ("write", "status"):
        page.goto(f"{product.url}/udmurtia-mio/widget/?show={show}")
        found = Axe().run(page)
        assert [v["id"] for v in found["violations"]] == []
    page.close()
    plain = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = plain.new_page()
    page.goto(f"{product.url}/udmurtia-mio/widget/")
    page.get_by_label("Ваше сообщение").fill("Без скриптов")
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_text("Сообщение принято")).to_be_visible()
    plain.close()
