"""The whole job in a real browser: client, registrar, executor, head, client again; mail over real SMTP both ways."""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import psutil
import psycopg
import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from priemnaya.config.database import EmbeddedPostgres

from .conftest import SHOTS, Running, start_product

POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")

pytestmark = pytest.mark.browser
PASSWORD = "priemnaya-demo"
BODY = "udmurtia-mio"


@dataclass
class OnTheDesk:
    """A case on its way: its number, the client's page, the author's."""

    number: str
    client: Page
    executor: Page


def sign_in(browser: Browser, product: Running, role: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ru-RU").new_page()
    page.goto(f"{product.url}/w/")
    page.get_by_label("Логин").fill(f"{role}@{BODY}")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def kept_back(page: Page, name: str) -> None:
    """No picture."""


def ready_to_sign(
    browser: Browser, product: Running, address: str, shot: Callable[[Page, str], None] = kept_back
) -> OnTheDesk:
    """From the client's question to the answer that waits for a signature."""
    client = browser.new_context(viewport={"width": 390, "height": 844}, locale="ru-RU").new_page()
    client.goto(f"{product.url}/{BODY}/")
    shot(client, "portal-home-phone")
    client.get_by_role("link", name="Написать нам").first.click()
    further = client.get_by_role("button", name="Дальше")
    client.get_by_label("Хочу спросить или попросить").check()
    further.click()
    client.get_by_label("Напишите своими словами").fill(
        "У меня договор аренды земельного участка до марта. Как продлить его на пять лет?"
    )
    client.get_by_label("Коротко, о чём").fill("Продлить аренду участка")
    shot(client, "portal-write-phone")
    further.click()
    expect(client.get_by_role("heading", level=1)).to_have_text("Приложите файлы, если они есть")
    further.click()
    client.get_by_label("Фамилия").fill("Журавлёва")
    client.get_by_label("Имя", exact=True).fill("Нина")
    client.get_by_label("Отчество, если есть").fill("Павловна")
    further.click()
    client.get_by_label("На электронную почту").first.check()
    client.get_by_label("Электронная почта", exact=True).fill(address)
    further.click()
    client.get_by_role("button", name="Отправить").click()
    expect(client.get_by_role("heading", name="Сообщение принято")).to_be_visible()
    number, code = client.locator("#number").inner_text(), client.locator("#code").inner_text()
    shot(client, "portal-sent-phone")
    first = product.mail.wait(address)
    assert first, "the primary reply did not come"
    told = first[0].get_payload(decode=True).decode()
    assert number in told and code not in told, "nobody has proved the mailbox yet: it gets a link, no code"
    client.get_by_role("link", name="Открыть дело").click()
    expect(client.get_by_text("остал").first).to_be_visible()
    client.goto(re.search(rf"{product.url}/{BODY}/link/\S+", told)[0])
    client.locator("main form button").first.click()
    expect(client.get_by_text("остал").first).to_be_visible()
    shot(client, "portal-case-phone")

    registrar = sign_in(browser, product, "registrar")
    shot(registrar, "workspace-today")
    registrar.goto(f"{product.url}/w/cases/?q={number}&state=all")
    shot(registrar, "workspace-queue")
    registrar.get_by_role("link", name=number).click()
    pane = registrar.locator("#pane")
    address = pane.get_by_role("link", name="Открыть дело").get_attribute("href")
    pane.locator("[data-fill]").first.click()
    pane.locator("select[name^=need]").first.select_option(index=2)
    pane.get_by_text("обычная").click()
    pane.locator(".hand label", has_text="Сорокин").click()
    pane.get_by_role("button", name="Сохранить").click()
    expect(registrar.get_by_text(f"Дело {number} записано.")).to_be_visible()
    registrar.goto(f"{product.url}{address}")
    shot(registrar, "workspace-case")

    executor = sign_in(browser, product, "executor")
    expect(executor.get_by_text("Продлить аренду участка").first).to_be_visible()
    executor.goto(registrar.url)
    executor.get_by_role("button", name="Ответить").click()
    letter = executor.get_by_label("Текст ответа")
    letter.fill("Здравствуйте, Нина Павловна!\n\nВ связи с вышеизложенным вопрос взят на контроль.")
    expect(executor.get_by_text("Канцелярит").first).to_be_visible(timeout=60_000)  # the first check warms up
    shot(executor, "workspace-composer")
    letter.fill(
        "Здравствуйте, Нина Павловна!\n\nПродлить аренду на пять лет можно.\n\nЧто сделать\nПодайте заявление до 1"
        " февраля. Нужны паспорт и договор. Решение будет готово через 30 дней."
    )
    expect(executor.get_by_text("Канцелярит")).to_have_count(0)
    executor.get_by_role("button", name="Передать на подпись").click()
    expect(executor.get_by_text("Ответ передан на проверку и подпись.")).to_be_visible()

    return OnTheDesk(number, client, executor)


def whole_job(browser: Browser, product: Running, shots: bool = False) -> str:
    """Returns the case's number."""
    take = shot if shots else kept_back
    desk = ready_to_sign(browser, product, "nina@client.example", take)
    number, client, executor = desk.number, desk.client, desk.executor
    head = sign_in(browser, product, "head")
    head.goto(executor.url + "reply/")
    head.get_by_role("button", name="Подписать и отправить").click()
    expect(head.get_by_text("Ответ подписан, отправляется клиенту.")).to_be_visible()

    letters = product.mail.wait("nina@client.example", 2)
    assert len(letters) == 2
    answered = head.locator(".page-head .badge", has_text="дан ответ")
    for _ in range(20):  # the worker notes that the letter has left right after the mail server took it
        head.reload()
        if answered.count():
            break
        head.wait_for_timeout(500)
    expect(answered).to_be_visible()
    take(head, "workspace-answered")
    answer = letters[1]
    assert any(part.get_content_type() == "application/pdf" for part in answer.walk())
    body = next(p for p in answer.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
    link = re.search(rf"{product.url}/{BODY}/rate/\S+", body)
    assert link, "every answer carries the survey link"
    client.goto(link[0])
    client.get_by_label("4 хорошо").check()
    client.get_by_role("button", name="Отправить оценку").click()
    expect(client.get_by_role("heading", name="Спасибо, оценка записана")).to_be_visible()
    client.goto(f"{product.url}/{BODY}/follow/{number}/")
    with client.expect_download() as saved:
        client.get_by_role("link", name="Скачать ответ").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF")
    return number


@pytest.mark.xdist_group("product")
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


@pytest.mark.xdist_group("product")
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


@pytest.mark.walk
@pytest.mark.xdist_group("servers")
def test_the_whole_job_on_an_external_postgresql_15_and_after_backup_wipe_and_restore(
    browser: Browser, tmp_path: Path
) -> None:
    """The same job through DATABASE_URL; then everything is wiped and comes back whole from one file."""
    server = EmbeddedPostgres(tmp_path / "pg15", fsync=False, binaries=POSTGRES_15)
    server.start()
    product, controller = start_product(tmp_path / "data" / "var", database=server.url, demo=BODY)
    try:
        number = whole_job(browser, product)
        product.stop()
        backup, key = tmp_path / "backup.age", tmp_path / "key"
        public = re.search(r"age1\w+", product.command("backup-key", str(key)).stdout.decode())
        assert public
        product.environment["PRIEMNAYA_BACKUP_KEYS"] = public[0]
        made = product.command("backup", str(backup))
        assert made.returncode == 0, made.stderr.decode()
        with psycopg.connect(server.url, autocommit=True) as connection:
            assert "15." in str(connection.execute("show server_version").fetchone())
            connection.execute("drop schema public cascade; create schema public")
        restored = product.command("restore", str(backup), "--yes", "--identity", str(key))
        assert restored.returncode == 0, restored.stderr.decode()
        with psycopg.connect(server.url) as connection:
            found = connection.execute(
                "select c.state, count(distinct k.id), count(distinct s.id), bool_or(r.pdf_id is not null) from"
                " cases_case c join cases_contact k on k.case_id = c.id join cases_reply r on r.case_id = c.id left"
                " join outreach_surveyanswer s on s.reply_id = r.id where c.number = %s and c.organisation_id = (select"
                " id from people_organisation where slug = %s) group by 1",
                [number, BODY],
            ).fetchone()
            assert found == ("answered", 3, 1, True)
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
                connection.execute("delete from core_event")
    finally:
        product.stop()
        controller.stop()
        server.stop()


@pytest.mark.walk
@pytest.mark.xdist_group("servers")
def test_a_second_start_keeps_the_data_and_a_killed_child_stops_everything(tmp_path: Path) -> None:
    def comes(running: Running, who: str) -> bytes:
        letter = f"From: {who}@client.example\r\nMessage-ID: <{who}@client.example>\r\nSubject: first\r\n\r\ntext"
        return running.command("receive", "--body", BODY, "-", "--format", "json", stdin=letter.encode()).stdout

    product, controller = start_product(tmp_path / "var", demo=None)
    assert b"registered" in comes(product, "a")
    assert len(product.mail.wait("a@client.example")) == 1
    assert product.process is not None
    children = psutil.Process(product.process.pid).children()
    next(c for c in children if "work" in c.cmdline()).kill()
    assert product.process.wait(40) == 1
    _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []
    controller.stop()
    assert b"registered" in comes(product, "b"), "a letter is taken while nothing runs"
    began = time.monotonic()
    again, controller = start_product(tmp_path / "var", demo=None)
    assert time.monotonic() - began < 30
    try:
        assert b"duplicate" in comes(again, "a") and b"duplicate" in comes(again, "b")
        assert len(again.mail.wait("b@client.example")) == 1
        assert not again.mail.to("a@client.example"), "what was sent is not sent again"
    finally:
        again.stop()
        controller.stop()


PAGES = [
    "/",
    f"/{BODY}/",
    f"/{BODY}/write/",
    f"/{BODY}/follow/",
    f"/{BODY}/points/",
    f"/{BODY}/order/",
    f"/{BODY}/satisfaction/",
    "/accounts/login/",
    "/check/",
    f"/{BODY}/history/",
    f"/{BODY}/unsubscribe/test/",
    f"/{BODY}/services/",
    f"/{BODY}/services/lease-extend/",
    f"/{BODY}/services/land-preliminary/apply/",
    f"/{BODY}/situations/dacha/",
    f"/{BODY}/search/?q=аренда",
    f"/{BODY}/answers/",
    f"/{BODY}/letter/none/",
    "/udmurtia-mio/visits/",
    "/udmurtia-mio/visits/follow/",
    "/udmurtia-mio/chat/",
    "/udmurtia-mio/chat/?frame=1",
]
DESK = [
    "/w/",
    "/w/cases/",
    "/w/search/?q=просроченные+аренда",
    "/w/cases/new/",
    "/w/letters/",
    "/w/outbox/",
    "/w/order/",
    "/w/order/3.5/",
    "/w/order/editions/",
    "/w/compliance/",
    "/w/wording/",
    "/w/points/",
    "/w/scans/",
    "/w/post/",
    "/w/mailings/",
    "/w/mailings/new/",
    "/w/disposals/",
    "/w/compliance/ratings/",
    "/w/cases/{case}/",
    "/w/cases/{case}/reply/",
    "/w/signing/",
    "/w/signing/together/",
    "/w/services/",
    "/w/services/lease-extend/",
    "/w/services/lease-extend/edit/",
    "/w/practice/",
    "/w/knowledge/",
    "/w/knowledge/?q=аренда",
    "/w/knowledge/board/",
    "/w/knowledge/arenda/",
    "/w/knowledge/articles/new/",
    "/w/rules/",
    "/w/rules/routing/",
    "/w/rules/macros/",
    "/w/emergency/",
    "/w/visits/today/",
    "/w/visits/book/",
    "/w/visits/paper/",
    "/w/visits/paper/enter/",
    "/w/visits/figures/",
    "/w/visits/schedule/",
    "/w/chats/",
    "/w/chats/figures/",
    "/w/comments/",
]
SIGN_IN = [
    "/w/account/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
]
PEOPLE = ["/w/connections/", "/w/employees/", "/w/employees/{person}/", "/w/units/", "/w/roles/", "/w/calendar/"]
JOURNALS = ["/w/journal/", "/w/journal/sign-ins/", "/w/journal/settings/", "/w/journal/emergencies/"]


@pytest.mark.walk
@pytest.mark.xdist_group("product")
def test_pages_are_accessible_and_fit_a_320_px_screen(browser: Browser, product: Running) -> None:
    """axe finds nothing (WCAG 2.2 AA), nothing scrolls sideways at 320 px."""
    visitor = browser.new_context(viewport={"width": 320, "height": 800}, locale="ru-RU").new_page()
    head, admin, auditor = (sign_in(browser, product, who) for who in ("head", "admin", "auditor"))
    head.goto(f"{product.url}/w/cases/")
    case = head.locator('.row[data-href^="/w/cases/"]').first.get_attribute("data-href").strip("/").split("/")[-1]
    head.goto(f"{product.url}/w/cases/{case}/")
    admin.goto(f"{product.url}/w/employees/")
    person = admin.locator(".listing .row a").first.get_attribute("href").strip("/").split("/")[-1]
    problems = []
    desk = [p.format(case=case) for p in DESK]
    tour = (
        (visitor, PAGES),
        (head, desk),
        (admin, [p.format(person=person) for p in PEOPLE] + SIGN_IN),
        (auditor, JOURNALS),
    )
    for page, path in [(page, path) for page, paths in tour for path in paths]:
        answer = page.goto(product.url + path)
        if path in (*PEOPLE, *SIGN_IN, *JOURNALS) and (answer.status != 200 or not page.url.endswith(path)):
            problems.append(f"{path}: does not open: {answer.status} {page.url}")
        page.set_viewport_size({"width": 320, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            problems.append(f"{path}: scrolls sideways at 320 px")
        if page.evaluate("[...document.querySelectorAll('table.cards')].some(t => t.scrollWidth > t.clientWidth + 1)"):
            problems.append(f"{path}: a table of cards scrolls at 320 px")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        problems += [f"{path}: {v['id']}: {v['help']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]
    assert problems == []


@pytest.mark.xdist_group("product")
def test_the_job_of_a_client_needs_no_javascript(browser: Browser, product: Running) -> None:
    page = browser.new_context(java_script_enabled=False, locale="ru-RU").new_page()
    page.goto(f"{product.url}/{BODY}/write/?all=1")
    page.get_by_label("Напишите своими словами").fill("Без скриптов")
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.get_by_label("Напишите своими словами")).to_have_value("Без скриптов")
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_role("heading", name="Сообщение принято")).to_be_visible()
    number, code = page.locator("dd.code").all_inner_texts()[:2]
    page.goto(f"{product.url}/{BODY}/write/?all=1")
    words, name = page.get_by_label("Напишите своими словами"), page.locator("[name=surname]")
    words.fill("Тайна на чужом устройстве")
    name.fill("Тайнова")
    page.goto(f"{product.url}/{BODY}/follow/")
    page.go_back()  # who only looked elsewhere loses nothing
    expect(words).to_have_value("Тайна на чужом устройстве")
    page.go_forward()
    page.get_by_label("Номер", exact=True).fill(number)
    page.get_by_label("Код доступа").fill(code)
    page.get_by_role("button", name="Показать").click()
    page.get_by_role("button", name="забыть на этом устройстве").click()
    expect(page.get_by_role("heading", name="Вы вышли")).to_be_visible()
    while "/write/" not in page.url:
        page.go_back()
    expect(words).to_have_value("")
    expect(name).to_have_value("")
