"""`priemnaya orders new | test | diff | coverage | vocabulary` and `clause`, as an official runs them."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.cases.moving import moved_by
from priemnaya.config.cli import build_parser, checking, orders_coverage, orders_test
from priemnaya.config.cli.orders_diff import told
from priemnaya.config.cli.orders_new import write_new
from priemnaya.config.cli.orders_test import tell
from priemnaya.config.cli.places import load_files
from priemnaya.config.examples import examples_in, read_examples
from priemnaya.config.vocabulary_page import page
from priemnaya.core.models import Event, Obligation
from priemnaya.errors import Objection
from priemnaya.people.policies import order_of
from priemnaya.policy import KINDS, OrderError, load_base, load_folder, load_order
from priemnaya.programme.models import ClauseFigure
from priemnaya.programme.rollups import month_start

from ..helpers import case_of
from ..made import ROOT, orders_of

ORDERS = ROOT / "orders"


def _run(*arguments: str) -> int:
    options = build_parser().parse_args(arguments)
    return int(options.run(options))


def test_a_new_folder_loads_and_its_examples_come_out(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "with_database", lambda **_: nullcontext())
    folder = orders_of(monkeypatch, tmp_path / "orders")
    assert _run("orders", "new", "kuzbass-gzhi", "--name", "Инспекция «Дом»", "--region", "RU-KEM") == 0
    assert _run("orders", "check", str(folder / "kuzbass-gzhi" / "order.yaml")) == 0
    order = load_order(folder / "kuzbass-gzhi" / "order.yaml")
    assert (order.body.name, order.body.region, order.act.status) == ("Инспекция «Дом»", "RU-KEM", "draft")  # type: ignore[union-attr]
    cases = folder / "kuzbass-gzhi" / "cases.yaml"
    written = cases.read_text(encoding="utf-8")
    cases.write_text(written.replace("reply_without: greeting", "reply_without: greting"), encoding="utf-8")
    assert _run("orders", "check", str(folder / "kuzbass-gzhi" / "order.yaml")) == 1
    printed = capsys.readouterr()
    assert "«greting» у «reply_without» не годится, возможно, «greeting»" in printed.out
    assert "обратите внимание: order: это проект (status: draft)" in printed.err
    cases.write_text(written, encoding="utf-8")
    with pytest.raises(Objection, match="уже есть"):
        write_new(folder / "kuzbass-gzhi", name="Ещё раз")
    for wrong in ({"name": 'В "кавычках"'}, {"name": "И", "zone": "Europe/Samra"}, {"name": "И", "region": "Томск"}):
        with pytest.raises(Objection):
            write_new(folder / "other", **wrong)
    with pytest.raises(Objection, match="латинских"):
        write_new(folder / "Инспекция", name="И")
    load_files()
    capsys.readouterr()
    assert tell(folder, "kuzbass-gzhi") == 0
    assert capsys.readouterr().out.count("✓") == 2


EXAMPLES = """
- {clause: "3.5", title: "сбудется", kind: appeal, received: 2026-05-08T16:30, what: primary_reply, due: "2026-05-12T16:30"}
- {clause: "3.5", title: "не сбудется", kind: appeal, received: 2026-05-08T16:30, what: primary_reply, due: "2026-05-11"}
- {clause: "3.3", title: "срочное", kind: appeal, urgency: urgent, received: 2026-06-01T10:00, what: urgent_reply, due: "2026-06-01"}
- {clause: "1.3.10", title: "оценка", rated: 2, kind: message, received: 2026-06-01T10:00, what: complaint_review, due: "2026-06-16"}
- {clause: "3.5", title: "по бумаге срока нет", comes_by: post, kind: message, received: 2026-05-08T16:30, what: primary_reply, due: "2026-05-12"}
- {clause: "3.12", title: "не остановит", reply_without: survey, stops: false}
- {clause: "4.3", title: "звонок", call: {transfers: 3}}
"""


def test_examples_say_what_came_instead_and_what_they_wait_for(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = orders_of(monkeypatch, tmp_path / "orders")
    (folder / "udmurtia-mio" / "cases.yaml").write_text(EXAMPLES, encoding="utf-8")
    before = Event.objects.count()
    wrong = tell(folder, "udmurtia-mio")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "  ✓ п. 3.5: сбудется"
    assert lines[2] == "  ✗ п. 3.5: не сбудется — срок до 2026-05-12T16:30"
    assert lines[4] == "  ✓ п. 1.3.10: оценка"
    assert "✗ п. 3.5: по бумаге срока нет — срок «подтвердить получение и регистрацию» не появился" in lines[5]
    assert lines[6].startswith("  ✗ п. 3.12: не остановит — остановлено:")
    assert lines[7] == "  … п. 4.3: звонок — ждёт: примеры о звонках: их пока не проиграть"
    assert lines[8].startswith(f"  примеров 7, не сошлось {wrong}, ждёт 1")
    assert Event.objects.count() == before, "nothing of an example stays"


WRONG = [
    ('{clause: "9.9", title: "а", reply_without: topic}', "пункта «9.9» в порядке нет"),
    ("{clause: 3.5, title: а, reply_without: topic}", "номер пункта пишется в кавычках"),
    ('{clause: "3.5", title: "а", reply_witout: topic}', "неизвестный ключ «reply_witout», возможно, «reply_without»"),
    ('{clause: "3.5", title: "а", reply_without: topik}', "«topik» у «reply_without» не годится, возможно, «topic»"),
    ('{clause: "3.5", title: "а", text: "Да", found: oficialese}', "возможно, «officialese»"),
    ('{clause: "3.5", title: "а", text: "Да"}', "к text нужно одно"),
    ('{clause: "3.5", title: "а"}', "пример проверяет одно"),
    ('{clause: "3.5", title: "а", due: "2026-05-12"}', "к due нужно ещё: received, what, kind"),
    (
        '{clause: "3.5", title: "а", due: "12 мая", received: 2026-05-08T16:30, what: primary_reply, kind: appeal}',
        "«due»",
    ),
    (
        '{clause: "3.5", title: "а", due: "2026-05-12", received: вчера, what: primary_reply, kind: appeal}',
        "день и час",
    ),
    (
        '{clause: "3.5", title: "а", due: "2026-05-12", received: 2026-05-08T16:30, what: primery_reply, kind: appeal}',
        "возможно, «primary_reply»",
    ),
    ('{clause: "3.5", title: "а", reply_without: topic, point: pigeon}', "«pigeon» у «point» не годится"),
    ('{clause: "3.5", title: "а", reply_without: topic, stops: perhaps}', "true или false"),
    ('{clause: "3.5", title: "а", rated: 7, due: "2026-05-12"}', "число от 0 до 5"),
    ('{clause: "3.5", reply_without: topic}', "нет обязательного ключа «title»"),
    ("просто слова", "пример — это набор ключей"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("example", "said"), WRONG)
def test_a_wrong_example_is_an_error_with_file_and_line(tmp_path: Path, example: str, said: str) -> None:
    path = tmp_path / "cases.yaml"
    good = '- {clause: "3.5", title: "верный", reply_without: topic}\n'
    path.write_text(f"{good}- {example}\n", encoding="utf-8")
    with pytest.raises(OrderError) as stopped:
        read_examples(path, [load_order(ORDERS / "udmurtia-mio" / "order.yaml")])
    assert said in str(stopped.value)
    if said != WRONG[-1][1]:
        assert f"{path}:2:" in str(stopped.value)


@pytest.mark.unit
def test_an_error_of_an_example_names_the_file_that_people_edit(tmp_path: Path) -> None:
    """`orders test` reads the body through a link in a folder of its own, which is gone when people look."""
    body, link = tmp_path / "kept" / "some-body", tmp_path / "run" / "some-body"
    body.mkdir(parents=True)
    link.parent.mkdir()
    link.symlink_to(body)
    (body / "cases.yaml").write_text('- {clause: "3.5", title: "а", found: pigeon}\n', encoding="utf-8")
    with pytest.raises(OrderError) as stopped:
        read_examples(link / "cases.yaml", [load_order(ORDERS / "udmurtia-mio" / "order.yaml")])
    assert f"{body}/cases.yaml:1:" in str(stopped.value) and f"{link}" not in str(stopped.value)


@pytest.mark.unit
def test_examples_are_played_on_a_database_of_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[Path] = []

    class Server:
        url = "postgresql:///scratch"

        def __init__(self, folder: Path, **_: Any) -> None:
            started.append(folder)

        def start(self) -> None: ...

        def stop(self) -> None: ...

    monkeypatch.setattr("priemnaya.config.database.EmbeddedPostgres", Server)
    for name in ("setup", "bring_up_to_date", "_closed"):
        monkeypatch.setattr(orders_test, name, lambda: None)
    monkeypatch.setenv("DATABASE_URL", "postgresql:///real")
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "real"))
    monkeypatch.setenv("PRIEMNAYA_ORDERS", str(ORDERS))
    with orders_test.scratch(["altai-zags"]) as folder:
        assert os.environ["DATABASE_URL"] == Server.url
        assert Path(os.environ["PRIEMNAYA_DATA"]) == started[0]
        assert sorted(p.name for p in folder.iterdir()) == ["altai-zags", "base"]
    assert os.environ["DATABASE_URL"] == "postgresql:///real"
    assert os.environ["PRIEMNAYA_ORDERS"] == str(ORDERS)
    assert not (tmp_path / "real").exists()
    assert not started[0].parent.exists()


CLAUSES = "clauses:\n"


def _edited(tmp_path: Path, *edits: tuple[str, str]) -> Path:
    path = tmp_path / "udmurtia-mio" / "order.yaml"
    path.parent.mkdir()
    text = (ORDERS / "udmurtia-mio" / "order.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


def test_two_editions_are_told_apart_and_open_matters_counted(cast: Any, tmp_path: Path) -> None:
    day = f"{timezone.now().date() - dt.timedelta(days=400):%Y-%m-%d}"
    asked, electronic = "{from: message_received, do: primary_reply, within:", "if: {electronic: true}}"
    was = f"2024-09-13: {asked} 24h, skip: non_working_days, {electronic}"
    sooner = f"{was}, {day}: {asked} 2h, {electronic}"
    five = f"{{{day}: {{from: message_registered, do: reply_on_substance, within: 5d, if: {{kinds: [appeal]}}}}}}"
    added = f'{CLAUSES}  - clause: "0.1"\n    demand: "Новое."\n    rules: [{{kind: within, values: {five}}}]\n'
    new = load_order(_edited(tmp_path, (was, sooner), (CLAUSES, added)))
    case = case_of(cast.udm)
    owed = Obligation.objects.about("case", case.pk).get(what="reply_on_substance")
    rows = Obligation.objects.count(), Event.objects.count()
    moves = moved_by(cast.udm, order_of("udmurtia-mio"), new)
    assert (moves.cases, dict(moves.earlier), dict(moves.later)) == (1, {"reply_on_substance": 1}, {})
    assert (Obligation.objects.count(), Event.objects.count()) == rows
    assert Obligation.objects.get(pk=owed.pk).due_at == owed.due_at
    lines = list(told(order_of("udmurtia-mio"), new, moves))
    assert any(line.startswith("п. 3.5 — меняется (для клиентов)") for line in lines)
    assert any(
        "2 часа с момента, когда сообщение поступило (пришло в электронном виде); было: подтвердить" in line
        for line in lines
    )
    assert any("раньше: ответить по существу — 1" in line for line in lines)


@pytest.mark.unit
def test_clauses_added_gone_closed_and_reworded_are_told(tmp_path: Path) -> None:
    old = load_order(ORDERS / "udmurtia-mio" / "order.yaml")
    added = f'{CLAUSES}  - clause: "0.1"\n    demand: "Новое."\n    rules:\n      - kind: before\n        values: {{2027-01-01: {{action: send_reply, facts: [greeting]}}}}\n'
    new = load_order(_edited(tmp_path, (CLAUSES, added), (old.by_number["3.5"].demand, "Другими словами."))).without(
        "0.0"
    )
    lines = list(told(old, new, None))
    assert any(line == "п. 0.1 — новый пункт (для клиентов): Новое." for line in lines)
    assert any(line.startswith("п. 3.5 — уточнены слова") for line in lines)
    assert any(line.startswith("п. 0.1 — пункта больше нет") for line in told(new, old, None))
    assert lines[-1].startswith("Открытые дела не посчитаны")


@pytest.mark.unit
def test_the_page_of_kinds_and_words_is_fresh_and_whole() -> None:
    kept = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    assert page() == kept, "priemnaya orders vocabulary --output docs/vocabulary.md"
    for name, kind in KINDS.items():
        assert f"### {name}\n" in kept
        assert kind.example in kept


def test_coverage_counts_bodies_law_and_defaults(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "none"))
    assert _run("orders", "coverage") == 0
    said = capsys.readouterr().out
    every = [*load_folder(ORDERS).values(), *load_base(ORDERS)]
    assert f"Всего пунктов {sum(len(o.clauses) for o in every)}:" in said
    for order in every:
        assert f"\n  {order.slug}: " in said
    assert "ждёт: внутренние запросы и обучение" in said
    assert "Как вышло на деле, видно, когда есть данные" in said


@pytest.mark.unit
def test_coverage_says_what_is_not_written_of_a_clause_that_waits_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = orders_of(monkeypatch, tmp_path / "orders")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "none"))
    path = folder / "altai-zags" / "order.yaml"
    waits = """
  - clause: "99"
    demand: "Трубку берут до пятого гудка, первым её кладёт клиент."
    not_written: "трубку первым кладёт клиент"
    rules:
      - kind: limit
        values: {2024-09-13: {what: rings, at_most: 5}}
"""
    path.write_text(path.read_text(encoding="utf-8").rstrip() + waits, encoding="utf-8")
    assert _run("orders", "coverage", "--body", "altai-zags") == 0
    [line] = [one for one in capsys.readouterr().out.splitlines() if one.endswith("[99]")]
    assert "ждёт: " in line and "не записано: трубку первым кладёт клиент" in line


@pytest.mark.unit
def test_a_broken_order_is_named_and_the_others_are_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = orders_of(monkeypatch, tmp_path / "orders")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "none"))
    path = folder / "altai-zags" / "order.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("kind: within", "kind: witin", 1), encoding="utf-8")
    assert _run("orders", "coverage", "--format", "json") == 1
    said = capsys.readouterr()
    assert "не учтено" in said.err and "altai-zags/order.yaml" in said.err and "возможно, within" in said.err
    assert {row["body"] for row in json.loads(said.out)} >= {"udmurtia-mio", "federal", "defaults"}
    assert _run("orders", "coverage", "--body", "udmurtia-mio") == 0
    assert _run("clause", "udmurtia-mio", "3.5") == 0
    assert "24 часа" in capsys.readouterr().out
    for asked in (("orders", "coverage", "--body", "altai-zags"), ("clause", "altai-zags", "1.1")):
        with pytest.raises(OrderError, match="возможно, within"):
            _run(*asked)
    with pytest.raises(Objection, match="Органа «altai-zag» нет"):
        _run("clause", "altai-zag", "1.1")


def test_one_clause_says_its_state_place_tests_and_figure(
    cast: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders_coverage, "with_database", lambda **_: nullcontext())
    month = month_start(cast.udm, timezone.now()).date()
    figure = {"organisation": cast.udm, "clause": "3.5", "layer": "body", "month": month}
    ClauseFigure.objects.filter(organisation=cast.udm).delete()
    kept = ClauseFigure.objects.create(**figure, kept=7, computed_at=timezone.now())
    assert _run("clause", "udmurtia-mio", "3.5") == 0
    assert "исполняется системой" in capsys.readouterr().out
    ClauseFigure.objects.filter(pk=kept.pk).update(broken=2, open=1)
    assert _run("orders", "coverage", "--body", "udmurtia-mio") == 0
    line = next(x for x in capsys.readouterr().out.split("\n") if x.lstrip().startswith("3.5 "))
    assert "система следит" in line and "за полгода нарушено 2 из 9" in line
    assert _run("clause", "udmurtia-mio", "3.5") == 0
    said = capsys.readouterr().out
    assert "исполняется" not in said
    for words in (
        "система следит",
        "как вышло: за полгода нарушено 2 из 9",
        "cases.terms.open_obligation",
        "test_udmurtia_mio_3_5__1",
        "24 часа",
        f"{month:%m.%Y}: соблюдено 7, нарушено 2",
    ):
        assert words in said
    assert _run("clause", "federal", "59-fz.12.1") == 0
    assert "base/cases.yaml::test_base_59_fz_12_1__1" in capsys.readouterr().out
    with pytest.raises(Objection, match=r"Возможно, 3\.5"):
        _run("clause", "udmurtia-mio", "3.55")


def test_a_draft_is_compared_with_what_the_product_runs_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("PRIEMNAYA_DATA", str(tmp_path / "none"))
    draft = tmp_path / "draft.yaml"
    text = (ORDERS / "altai-zags" / "order.yaml").read_text(encoding="utf-8")
    draft.write_text(text.replace("within: 10wd", "within: 7wd"), encoding="utf-8")
    assert _run("orders", "diff", str(draft), "--body", "altai-zags") == 0
    said = capsys.readouterr().out
    assert (
        "было «выяснить причину низкой оценки и принять меру: 10 рабочих дней со дня, когда клиент поставил низкую оценку (оценка клиента не выше: 2)»"
        in said
    )
    assert (
        "стало «выяснить причину низкой оценки и принять меру: 7 рабочих дней со дня, когда клиент поставил низкую оценку (оценка клиента не выше: 2)»"
        in said
    )
    assert "Открытые дела не посчитаны" in said
    assert _run("orders", "diff", str(ORDERS / "altai-zags" / "order.yaml"), str(ORDERS / "altai-zags")) == 0
    assert "Пункты и значения те же." in capsys.readouterr().out
    strangers = draft.read_text(encoding="utf-8").replace("altai-zags@priemnaya.example", "nobody@priemnaya.example")
    draft.write_text(strangers, encoding="utf-8")
    with pytest.raises(Objection, match="назовите орган"):
        _run("orders", "diff", str(draft))
    with pytest.raises(Objection, match="нет"):
        _run("orders", "diff", str(tmp_path / "no.yaml"), str(draft))


def test_every_folder_has_examples_that_load() -> None:
    assert all(examples_in(ORDERS, path.parent.name) for path in ORDERS.glob("*/cases.yaml"))
