"""The whole job in a real browser: client, registrar, executor, head, client again; mail over real SMTP both ways."""

from __future__ import annotations

import re
import smtplib
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import SHOTS, Running

pytestmark = pytest.mark.browser
PASSWORD = "priemnaya-demo"
BODY = "udmurtia-mio"


def sign_in(browser: Browser, product: Running, role: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU").new_page()
    page.goto(f"{product.url}/w/")
    page.get_by_label("Логин").fill(f"{role}@{BODY}")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def whole_job(browser: Browser, product: Running, shots: bool = False) -> str:
    """Returns the case's number."""

    def shot(page: Page, name: str) -> None:
        if shots:
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SHOTS / f"{name}.png")

    client = browser.new_context(viewport={"width": 390, "height": 844}, locale="ru-RU").new_page()
    client.goto(f"{product.url}/{BODY}/")
    shot(client, "portal-home-phone")
    client.get_by_role("link", name="Написать нам").click()
    client.get_by_label("Напишите своими словами").fill(
        "У меня договор аренды земельного участка до марта. Как продлить его на пять лет?"
    )
    client.get_by_label("Коротко, о чём").fill("Продлить аренду участка")
    client.get_by_label("Фамилия").fill("Журавлёва")
    client.get_by_label("Имя", exact=True).fill("Нина")
    client.get_by_label("Отчество, если есть").fill("Павловна")
    client.get_by_label("Электронное письмо").first.check()
    client.get_by_label("Электронная почта").fill("nina@client.example")
    shot(client, "portal-write-phone")
    client.get_by_role("button", name="Отправить").click()
    expect(client.get_by_role("heading", name="Ваше сообщение зарегистрировано")).to_be_visible()
    number, code = client.locator("#number").inner_text(), client.locator("#code").inner_text()
    shot(client, "portal-sent-phone")
    first = product.mail.wait("nina@client.example")
    assert first, "the primary reply did not come"
    told = first[0].get_payload(decode=True).decode()
    assert number in told and code in told
    client.get_by_role("link", name="Открыть дело").click()
    expect(client.get_by_text("остал").first).to_be_visible()
    shot(client, "portal-case-phone")

    registrar = sign_in(browser, product, "registrar")
    shot(registrar, "workspace-today")
    registrar.goto(f"{product.url}/w/cases/?q={number}&state=all")
    shot(registrar, "workspace-queue")
    registrar.get_by_role("link", name=number).click()
    registrar.get_by_text("Темы и потребность").click()
    registrar.locator("[data-fill]").first.click()
    registrar.locator("select[name=need]").first.select_option(index=2)
    registrar.locator("form[action$='/classify/'] button:has-text('Записать')").click()
    registrar.get_by_text("Срочность", exact=False).first.click()
    registrar.locator("form[action$='/urgency/'] button").click()
    registrar.get_by_text("Назначить исполнителя").click()
    registrar.locator("form[action$='/assign/'] select").select_option(
        value=registrar.locator("form[action$='/assign/'] option", has_text="Сорокин").first.get_attribute("value")
    )
    registrar.locator("form[action$='/assign/'] button").click()
    expect(registrar.get_by_text("Исполнитель назначен.")).to_be_visible()
    shot(registrar, "workspace-case")

    executor = sign_in(browser, product, "executor")
    expect(executor.get_by_text("Продлить аренду участка").first).to_be_visible()
    executor.goto(registrar.url)
    executor.get_by_role("button", name="Ответить").click()
    letter = executor.get_by_label("Текст ответа")
    letter.fill("Здравствуйте, Нина Павловна!\n\nВ связи с вышеизложенным вопрос взят на контроль.")
    expect(executor.get_by_text("Канцелярит").first).to_be_visible()
    shot(executor, "workspace-composer")
    letter.fill(
        "Здравствуйте, Нина Павловна!\n\nПродлить аренду на пять лет можно.\n\nЧто сделать\nПодайте заявление до 1 февраля. Нужны паспорт и договор. Решение будет готово через 30 дней."
    )
    expect(executor.get_by_text("Канцелярит")).to_have_count(0)
    executor.get_by_role("button", name="Передать на подпись").click()
    expect(executor.get_by_text("Ответ передан на проверку и подпись.")).to_be_visible()

    head = sign_in(browser, product, "head")
    head.goto(executor.url + "reply/")
    head.get_by_role("button", name="Подписать и отправить").click()
    expect(head.get_by_text("Ответ подписан и отправлен клиенту.")).to_be_visible()
    shot(head, "workspace-answered")

    letters = product.mail.wait("nina@client.example", 2)
    assert len(letters) == 2
    answer = letters[1]
    assert any(part.get_content_type() == "application/pdf" for part in answer.walk())
    body = next(p for p in answer.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
    link = re.search(rf"{product.url}/{BODY}/rate/\S+", body)
    assert link, "every answer carries the survey link"
    client.goto(link[0])
    client.get_by_label("4 — скорее да").check()
    client.get_by_role("button", name="Отправить оценку").click()
    expect(client.get_by_role("heading", name="Спасибо, оценка записана")).to_be_visible()
    client.goto(f"{product.url}/{BODY}/follow/{number}/")
    with client.expect_download() as saved:
        client.get_by_role("link", name="Скачать ответ").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    return number


def test_the_whole_job(browser: Browser, product: Running) -> None:
    number = whole_job(browser, product, shots=True)
    head = sign_in(browser, product, "head")
    head.goto(f"{product.url}/w/compliance/")
    expect(head.get_by_role("heading", name="Соблюдение порядка")).to_be_visible()
    head.screenshot(path=SHOTS / "workspace-compliance.png")
    head.goto(f"{product.url}/w/order/")
    head.screenshot(path=SHOTS / "workspace-order.png")
    shown = product.command("report", "compliance", "--body", BODY, "--format", "json")
    assert b'"3.12"' in shown.stdout, shown.stderr
    assert number


def test_a_letter_over_smtp_becomes_a_case_and_the_reply_threads(browser: Browser, product: Running) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = (
        "Олег Попов <oleg@client.example>",
        f"{BODY}@priemnaya.example",
        "Вопрос о доме",
    )
    letter["Message-ID"] = "<first@client.example>"
    letter.set_content("Чей это дом на углу?")
    with smtplib.SMTP("127.0.0.1", product.lmtp) as server:
        server.send_message(letter)
    received = product.mail.wait("oleg@client.example")
    assert received and "зарегистрировали" in received[0].get_payload(decode=True).decode()
    second = EmailMessage()
    second["From"], second["To"], second["Subject"] = letter["From"], letter["To"], "Re: Вопрос о доме"
    second["In-Reply-To"] = received[0]["Message-ID"]
    second.set_content("Дом номер семь.")
    answer = product.command(
        "receive", "--body", BODY, "--channel", "email", "-", "--format", "json", stdin=second.as_bytes()
    )
    assert b'"status": "appended"' in answer.stdout, answer.stderr
