"""One body's files are broken while the others work: mail, pages, the worker, a start. What was read well last goes on,
from the database, and an alert names the error until it is mended."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases.models import Case, Recount
from priemnaya.cases.recount import SETTLED, run_recounts
from priemnaya.channels.email import lmtp
from priemnaya.config import cli
from priemnaya.config.cli import checking, main, office
from priemnaya.config.cli.bodies import FILES, look_again
from priemnaya.config.cli.places import digest_of, load_files
from priemnaya.core.models import Alert, Obligation
from priemnaya.letterhead import head
from priemnaya.people import editions
from priemnaya.people.actions.consents import purposes
from priemnaya.people.models import GoodFile, Organisation, Unit
from priemnaya.people.policies import base_layers, order_of, policy_of, style_of
from priemnaya.policy import OrderError, loading

from ..breadth import sampled
from ..helpers import case_of

pytestmark = [pytest.mark.django_db]
SLUG = "udmurtia-mio"
OWN = {
    "texts.yaml": "received:\n  subject: 'Принято: {number}'\n  text: |\n    Это министерство. Номер {number}, код {code}, страница {url}.\n",
    "exchange.yaml": "epgu:\n  case.registered: {code: '1', text: Принято}\n",
}
LETTER = "From: {subject}@mail.example\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@mail.example>\r\n\r\nПрошу помочь.\r\n"
WAYS = ("gone", "no yaml", "wrong word", "windows-1251", "folder", "null")


@pytest.fixture
def orders(tmp_path: Path, settings: Any, cast: Any) -> Iterator[Path]:
    """A copy of the orders that a test may change, loaded once."""
    shutil.copytree(settings.ORDERS, tmp_path / "orders")
    settings.ORDERS = tmp_path / "orders"
    for name, text in OWN.items():
        (settings.ORDERS / SLUG / name).write_text(text, encoding="utf-8")
    restart()
    yield settings.ORDERS
    editions._seen.clear()


def restart() -> None:
    """Every process starts anew."""
    editions._seen.clear()
    editions._made.clear()
    load_files()
    Recount.objects.all().delete()


def answered(work: Any) -> str:
    """What a coroutine says in which nothing waits: driven by hand, whatever loop a browser test left."""
    with pytest.raises(StopIteration) as done:
        work.send(None)
    return str(done.value.value)


def tick() -> None:
    """The worker comes to the files."""
    editions._seen.clear()
    look_again(digest_of)


def broken(path: Path, way: str) -> None:
    if way == "gone":
        path.unlink()
    elif way == "no yaml":
        path.write_text("a: [1\nb: 'x", encoding="utf-8")
    elif way == "wrong word":
        path.write_text(path.read_text(encoding="utf-8") + "\nпочтовый_голубь: {один: 1}\n", encoding="utf-8")
    elif way == "null":
        path.write_text("null\n", encoding="utf-8")
    elif way == "windows-1251":
        path.write_bytes(b"# " + "порядок".encode("cp1251") + b"\n")
    else:
        path.unlink()
        path.mkdir()


def mended(path: Path, text: bytes) -> None:
    if path.is_dir():
        path.rmdir()
    path.write_bytes(text)


def told(path: Path) -> list[str]:
    return list(
        Alert.objects.filter(kind__startswith=f"file:{path.name}", resolved_at=None).values_list("text", flat=True)
    )


def written(subject: str, to: str) -> Case:
    """A letter that comes by LMTP."""
    lmtp._take([to], LETTER.format(to=to, subject=subject).encode())
    return Case.objects.get(subject=subject)


def test_broken_files_of_one_body_stop_nothing_of_anybody(cast: Any, orders: Path, client: Client) -> None:
    """All of them at once, in each way a file can be wrong, and every process starts anew in between."""
    was, style = rules_of(SLUG), style_of(cast.udm)
    texts = {name: (orders / SLUG / name).read_bytes() for name in FILES}
    for n, way in enumerate(WAYS):
        for name in FILES:
            broken(orders / SLUG / name, way)
        restart()
        assert rules_of(SLUG) == was and style_of(cast.udm) == style, way
        ours, theirs = written(f"a{n}", cast.udm.email), written(f"b{n}", cast.altai.email)
        assert ours.contacts.get(direction="out").subject.startswith("Принято: 20"), "in words that were last well"
        assert theirs.contacts.get(direction="out").text
        assert client.get(f"/{SLUG}/").status_code == client.get("/altai-zags/").status_code == 200
        client.force_login(cast.admin)
        page = client.get("/w/", follow=True).content.decode()
        for name in FILES:
            assert len(told(orders / SLUG / name)) == 1, f"{way}: {name} is told of once"
            assert f"Файл {SLUG}/{name} не читается. Действует прежний" in page, (way, name)
        assert client.get(reverse("order")).status_code == 200
        client.force_login(cast.stranger)
        assert "не читается" not in client.get("/w/", follow=True).content.decode()
        client.logout()
        for name, text in texts.items():
            mended(orders / SLUG / name, text)
        tick()
        assert [told(orders / SLUG / name) for name in FILES] == [[]] * len(FILES), "mended, settled by itself"


def rules_of(slug: str) -> dict[str, Any]:
    return {c.number: [r.values for r in c.rules] for c in order_of(slug).clauses}


def test_each_file_is_told_of_by_itself_and_taken_again_in_seconds(cast: Any, orders: Path) -> None:
    texts = {name: (orders / SLUG / name).read_bytes() for name in FILES}
    for n, name in enumerate(FILES, 1):
        broken(orders / SLUG / name, "wrong word")
        tick()
        assert [len(told(orders / SLUG / other)) for other in FILES] == [1] * n + [0] * (len(FILES) - n), name
    own = texts["texts.yaml"].replace("Принято".encode(), "Взято".encode())
    for name, text in texts.items():
        mended(orders / SLUG / name, own if name == "texts.yaml" else text)
    editions._seen.clear()  # a second later
    assert written("taken", cast.udm.email).contacts.get(direction="out").subject.startswith("Взято: 20")


@sampled("way", ["gone", "no yaml"], of=2)
def test_broken_layers_of_law_are_kept_too(cast: Any, orders: Path, client: Client, way: str) -> None:
    was = [[c.number for c in layer.clauses] for layer in base_layers()]
    names = ("federal.yaml", "defaults.yaml", "texts.yaml", "consents.yaml", "synonyms.yaml", "bodies.yaml")
    for name in names:
        broken(orders / "base" / name, way)
    restart()
    tick()
    assert [[c.number for c in layer.clauses] for layer in base_layers()] == was
    assert written("b-ours", cast.udm.email).contacts.filter(direction="out").exists()
    assert client.get(f"/{SLUG}/").status_code == 200 and purposes()
    every = Organisation.objects.filter(parent=None).count()
    assert [Alert.objects.filter(kind=f"file:{n}", resolved_at=None).count() for n in names] == [every] * len(names)


def test_a_body_that_was_never_read_well_is_left_out_and_others_start(cast: Any, orders: Path) -> None:
    (orders / "sixth").mkdir()
    (orders / "sixth" / "order.yaml").write_text("order: [", encoding="utf-8")
    restart()
    assert not Organisation.objects.filter(slug="sixth").exists()
    assert any("sixth/order.yaml" in t for t in told(orders / "sixth" / "order.yaml"))
    with pytest.raises(OrderError):
        order_of("sixth")
    text = (orders / SLUG / "order.yaml").read_text(encoding="utf-8")
    (orders / "sixth" / "order.yaml").write_text(text, encoding="utf-8")
    tick()
    assert not Organisation.objects.filter(slug="sixth").exists()
    assert any("уже у органа «udmurtia-mio»" in t for t in told(orders / "sixth" / "order.yaml")), "two of one mailbox"
    text = text.replace("udmurtia-mio@", "sixth@")
    (orders / "sixth" / "order.yaml").write_text(text, encoding="utf-8")
    tick()
    assert Organisation.objects.filter(slug="sixth").exists() and not told(orders / "sixth" / "order.yaml")


def test_what_nobody_foresaw_in_a_file_stays_with_its_body(
    cast: Any, orders: Path, client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A clause, a file and what comes after the reading surprise the program: a start, mail, pages go on, and
    `orders check` tells that beside every other error of every file."""
    real, follow = loading._clause, editions.must_follow

    def surprised(raw: Any, wrong: Any, line: int) -> Any:
        return raw["no such key"] if SLUG in wrong.file and raw.get("clause") == "3.5" else real(raw, wrong, line)

    def surprised_after(slug: str, *more: Any) -> None:
        assert slug != "altai-zags", "what nobody foresaw"
        follow(slug, *more)

    monkeypatch.setattr(loading, "_clause", surprised)
    monkeypatch.setattr(editions, "must_follow", surprised_after)
    monkeypatch.setattr(head, "made", lambda *_, **__: [][0])
    names = {SLUG: ("order.yaml", "letterhead.yaml"), "altai-zags": ("order.yaml",)}
    files = [orders / slug / name for slug, of in names.items() for name in of]
    for path in files:
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    broken(orders / "novosibirsk-okn" / "plain.yaml", "wrong word")
    restart()
    tick()
    for body in (cast.udm, cast.altai, Organisation.objects.get(slug="chelyabinsk-edu")):
        assert written(f"to-{body.slug}", body.email).contacts.filter(direction="out").exists()
        assert client.get(f"/{body.slug}/").status_code == 200
    assert all(told(path) for path in files)
    monkeypatch.setattr(checking, "with_database", lambda **_: contextlib.nullcontext())
    monkeypatch.setenv("PRIEMNAYA_ORDERS", str(orders))
    assert main(["orders", "check"]) == 1
    said = capsys.readouterr().out
    line = next(c for c in order_of(SLUG).clauses if c.number == "3.5").line
    assert f"{SLUG}/order.yaml:{line}: п. 3.5: файл не читается" in said
    assert f"{SLUG}/letterhead.yaml: файл не читается" in said and "altai-zags/order.yaml: файл не читается" in said
    assert "novosibirsk-okn/plain.yaml" in said, "and every other error of every other file"


def test_the_picture_of_the_way_stands_on_the_page_of_contacts_and_only_while_it_is_there(
    cast: Any, orders: Path, client: Client
) -> None:
    page = client.get(f"/{SLUG}/points/").content.decode()
    assert "Как пройти" in page and 'class="waymap"' not in page and "geo:56.85267,53.20436" in page
    assert client.get(f"/{SLUG}/map/").status_code == 404
    head_file, picture = orders / SLUG / "letterhead.yaml", orders / SLUG / "way.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', encoding="utf-8")
    text = head_file.read_text(encoding="utf-8").replace("place:\n", "place:\n  map: way.svg\n")
    head_file.write_text(text, encoding="utf-8")
    restart()
    page = client.get(f"/{SLUG}/points/").content.decode()
    assert f'<img class="waymap" src="/{SLUG}/map/"' in page and "Дорога словами" in page
    assert "дальше две минуты пешком" in page
    shown = client.get(f"/{SLUG}/map/")
    assert shown["Content-Type"] == "image/svg+xml" and "sandbox" in shown["Content-Security-Policy"]
    picture.write_bytes(b"x" * (200 * 1024 + 1))
    assert client.get(f"/{SLUG}/map/").status_code == 404
    head_file.write_text(text.replace("way.svg", "../altai-zags/emblem.svg"), encoding="utf-8")
    restart()
    assert client.get(f"/{SLUG}/map/").status_code == 404, "of its own folder alone"


def test_mail_waits_where_there_is_nothing_to_go_by(
    cast: Any, orders: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """LMTP answers 451 and `receive` 75: the mail server keeps the letter."""

    async def here(function: Any, act: Any, *arguments: Any) -> Any:
        return act(*arguments)  # in this thread: the database of the test is its own

    GoodFile.objects.filter(slug=SLUG, name="order.yaml").delete()
    broken(orders / SLUG / "order.yaml", "no yaml")
    restart()
    envelope = Envelope()
    envelope.rcpt_tos, envelope.content = [cast.udm.email], LETTER.format(to=cast.udm.email, subject="wait").encode()
    monkeypatch.setattr(lmtp.asyncio, "to_thread", here)
    assert answered(lmtp.Handler().handle_DATA(None, None, envelope)).startswith("451")  # type: ignore[arg-type]
    monkeypatch.setattr(office, "with_database", contextlib.nullcontext)
    monkeypatch.setattr(cli, "roomy", lambda run: run)  # a thread of its own has a database of its own
    (tmp_path / "letter").write_bytes(envelope.content)
    assert main(["receive", "--body", SLUG, str(tmp_path / "letter")]) == 75
    assert main(["receive", "--body", "nobody", str(tmp_path / "letter")]) == 75
    assert main(["receive", "--body", "altai-zags", str(tmp_path / "letter")]) == 0
    assert not Case.objects.filter(organisation=cast.udm, subject="wait").exists()
    assert written("goes", cast.altai.email).pk, "the others' mail goes on"


class TestThePast:
    """A value of the past is changed by a dated correction with its reason, and nothing leant on vanishes."""

    OLD = "2024-09-13: {from: message_received, do: primary_reply, within: 24h, skip: non_working_days, if: {electronic: true}}"

    def changed(self, orders: Path, *pairs: tuple[str, str]) -> Path:
        path = orders / SLUG / "order.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        return path

    def test_a_past_value_is_not_changed_in_silence(self, cast: Any, orders: Path) -> None:
        path = self.changed(orders, (self.OLD, self.OLD.replace("24h", "48h")))
        tick()
        assert "изменено задним числом" in told(path)[0] and "п. 3.5" in told(path)[0]
        assert order_of(SLUG).by_number["3.5"].rules[0].latest.within == "24h"  # type: ignore[union-attr, attr-defined]

    def test_a_past_value_of_the_law_is_not_changed_in_silence_either(self, cast: Any, orders: Path) -> None:
        path = orders / "base" / "federal.yaml"
        text = path.read_text(encoding="utf-8")
        was = "{what: extension_days, at_most: 30, if: {kinds: [appeal, appeal_complaint]}}"
        now = was.replace("30", "45")
        path.write_text(text.replace(was, now), encoding="utf-8")
        tick()
        assert "изменено задним числом" in told(path)[0] and "п. 59-fz.12.2" in told(path)[0]
        assert "at_most=30" in str(base_layers()[0].by_number["59-fz.12.2"].rules)
        today = timezone.localtime().date()
        why = now.replace("{what", f'{{corrected: {{{today}: "опечатка в законе"}}, what')
        path.write_text(text.replace(was, why), encoding="utf-8")
        tick()
        assert told(path) == []
        assert "at_most=45" in str(base_layers()[0].by_number["59-fz.12.2"].rules)

    def test_a_new_value_from_a_day_of_its_own_is_taken(self, cast: Any, orders: Path) -> None:
        today = timezone.localtime().date()
        path = self.changed(
            orders,
            (
                f"values: {{{self.OLD}}}",
                f"values: {{{self.OLD}, {today}: {self.OLD.split(': ', 1)[1].replace('24h', '8h')}}}",
            ),
        )
        tick()
        assert told(path) == []
        assert order_of(SLUG).by_number["3.5"].rules[0].latest.within == "8h"  # type: ignore[union-attr, attr-defined]

    def test_a_correction_with_its_reason_recounts_open_terms_and_the_trace_says_why(
        self, cast: Any, orders: Path
    ) -> None:
        case = written("c-ours", cast.udm.email)
        owed = Obligation.objects.about("case", case.pk).filter(clause="3.5")
        Obligation.objects.filter(pk__in=owed).update(fulfilled_at=None)
        before = owed.get().due_at
        today = timezone.localtime().date()
        path = self.changed(
            orders,
            (
                self.OLD,
                self.OLD.replace("24h", "48h").replace(
                    "{from", f'{{corrected: {{{today}: "опечатка, в приказе 48 часов"}}, from'
                ),
            ),
        )
        tick()
        assert told(path) == []
        Recount.objects.filter(state="queued").update(queued_at=timezone.now() - SETTLED)
        run_recounts(cast.udm)
        row = owed.get()
        assert row.due_at > before
        assert "исправлен п. 3.5 (опечатка, в приказе 48 часов" in row.recomputed

    @sampled("way", ["corrected", "new value", "region"], of=3)
    def test_a_new_edition_of_the_law_recounts_the_open_terms_of_every_body(
        self, cast: Any, orders: Path, way: str
    ) -> None:
        cases = [case_of(body, kind="appeal") for body in (cast.udm, cast.altai)]
        terms = [Obligation.objects.about("case", c.pk).filter(what="reply_on_substance") for c in cases]
        before, path = [t.get().due_at for t in terms], orders / "base" / "federal.yaml"
        today = timezone.localtime().date()
        was = "within: 30d, roll: back, if: {kinds: [appeal, appeal_complaint]}}}"
        text, now = path.read_text(encoding="utf-8"), was.replace("30d", "25d")
        assert text.count(was) == 1
        if way == "corrected":
            now = now.replace("}}}", f'}}, corrected: {{{today}: "опечатка в законе"}}}}}}')
        elif way == "new value":
            day = "{from: message_registered, do: reply_on_substance, "
            now = f"{was[:-1]}, {today}: {day}{now}"
        if way == "region":
            rule = "{from: message_registered, do: reply_on_substance, within: 10d, if: {kinds: [appeal]}}"
            clause = f'  - clause: "ur-1"\n    demand: "Ответ за 10 дней."\n    rules:\n      - {{kind: within, values: {{2020-01-01: {rule}}}}}\n'
            (orders / "regions").mkdir()
            path = orders / "regions" / f"{cast.udm.region}.yaml"
            head = 'order: {title: "Закон региона", number: "1", date: 2020-01-01, status: in_force}\nclauses:\n'
            path.write_text(head + clause, encoding="utf-8")
        else:
            path.write_text(text.replace(was, now), encoding="utf-8")
        tick()
        assert told(path) == []
        tick()
        assert Recount.objects.filter(state="queued", organisation=cast.udm).count() == 1, "once, however often looked"
        Recount.objects.filter(state="queued").update(queued_at=timezone.now() - SETTLED)
        for body in (cast.udm, cast.altai):
            run_recounts(body)
        rows, concerned = [t.get() for t in terms], 1 if way == "region" else 2
        assert [row.due_at < was for row, was in zip(rows, before, strict=True)] == [True, concerned == 2]
        why = {"corrected": "новая редакция закона: исправлен п. 12.1 (опечатка в законе"}
        why |= {"new value": "новая редакция закона", "region": "новая редакция актов региона"}
        assert all(row.recomputed.startswith(why[way]) for row in rows[:concerned]), rows[0].recomputed

    def test_a_clause_that_open_terms_lean_on_is_closed_by_date_and_not_removed(
        self, cast: Any, orders: Path, client: Client
    ) -> None:
        case = written("d-ours", cast.udm.email)
        Obligation.objects.about("case", case.pk).filter(clause="3.5").update(fulfilled_at=None)
        path = orders / SLUG / "order.yaml"
        text = path.read_text(encoding="utf-8")
        start = text.index('  - clause: "3.5"')
        end = text.index("  - clause:", start + 10)
        path.write_text(text[:start] + text[end:], encoding="utf-8")
        tick()
        assert "пункта 3.5 больше нет в файле, а на нём держатся открытые сроки: " in told(path)[0]
        today = timezone.localtime().date()
        path.write_text(
            text.replace('  - clause: "3.5"\n', f'  - clause: "3.5"\n    closed: {today}\n'), encoding="utf-8"
        )
        tick()
        assert told(path) == []
        assert order_of(SLUG).by_number["3.5"].closed_by(today)
        client.force_login(cast.admin)
        assert "не действует с" in client.get(reverse("clause", args=["3.5"])).content.decode()
        fresh = written("e-ours", cast.udm.email)
        assert not Obligation.objects.about("case", fresh.pk).filter(clause="3.5").exists()

    def test_a_unit_with_open_cases_or_services_is_closed_by_date_and_not_removed(
        self, cast: Any, orders: Path
    ) -> None:
        case = case_of(cast.udm)
        Case.objects.filter(pk=case.pk).update(unit=Unit.objects.get(organisation=cast.udm, slug="land"))
        path = orders / SLUG / "order.yaml"
        text = path.read_text(encoding="utf-8")
        line = next(one for one in text.splitlines(keepends=True) if "slug: land" in one)
        path.write_text(text.replace(line, ""), encoding="utf-8")
        tick()
        words = told(path)[0]
        assert "подразделения «land» больше нет в файле" in words and "открытые дела: " in words and "услуги: " in words
        yesterday = timezone.localtime().date() - dt.timedelta(days=1)
        path.write_text(
            text.replace(line, line.replace("slug: land", f"slug: land, closed: {yesterday}")), encoding="utf-8"
        )
        tick()
        assert told(path) == []
        assert Unit.objects.get(organisation=cast.udm, slug="land").closed_at is not None

    def test_ours_and_words_of_another_day_are_shown(self, cast: Any, orders: Path, client: Client) -> None:
        self.changed(orders, (f"values: {{{self.OLD}}}", f"ours: true\n        values: {{{self.OLD}}}"))
        tick()
        client.force_login(cast.admin)
        assert (
            "Это значение наше: порядок его не называет" in client.get(reverse("clause", args=["3.5"])).content.decode()
        )
        assert policy_of(cast.udm).body.by_number["3.5"].rules[0].ours


def test_an_order_that_worked_before_the_release_goes_on_though_it_has_a_place_to_fill_in(
    orders: Path, cast: Any, client: Client
) -> None:
    """The file and the kept edition are the same text, read well by an older release. A new file is refused still."""
    path = orders / SLUG / "order.yaml"
    good = path.read_text(encoding="utf-8")
    title = order_of(SLUG).act.title
    old = good.replace(title, "Приказ ВПИШИТЕ", 1)
    assert old != good
    path.write_text(old, encoding="utf-8")
    GoodFile.objects.filter(slug=SLUG, name="order.yaml").update(text=old, code="older")
    restart()
    client.force_login(cast.executor)
    assert client.get(reverse("today")).status_code == 200
    assert Client().get(f"/{SLUG}/").status_code == 200
    assert order_of(SLUG).act.title == "Приказ ВПИШИТЕ"
    [alert] = told(path)
    assert "Действует прежний" in alert and "«ВПИШИТЕ» — место, которое не заполнили" in alert
    assert GoodFile.objects.get(slug=SLUG, name="order.yaml").code == "older", "it was not taken as a new one"
    path.write_text(good, encoding="utf-8")
    tick()
    assert told(path) == [] and order_of(SLUG).act.title == title
    path.write_text(old, encoding="utf-8")
    tick()
    assert order_of(SLUG).act.title == title and "«ВПИШИТЕ»" in told(path)[0]
