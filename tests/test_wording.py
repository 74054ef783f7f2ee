"""The checker where people meet it: composer, decisions and demotion, the public page, the API, the command line."""

from __future__ import annotations

import argparse
import base64
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import stops, verdicts_of
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.models import RuleDemotion, WordingDecision
from priemnaya.cases.wording import demoted_levels, report_of
from priemnaya.config.cli import plain_text
from priemnaya.core.models import Notice, Ruling
from priemnaya.errors import Objection
from priemnaya.plain import check
from priemnaya.plain.inputs import read_document
from priemnaya.policy import Refused

from .helpers import GOOD, case_of, drafted, made_ready
from .plain.packages import docx as packed
from .plain.packages import p, r
from .plain.packages import pdf as pages
from .plain.samples import docx
from .stood import stood

BAD = "Здравствуйте, Мария Сергеевна!\n\nВ целях проверки пришлите копию. Отдел осуществляет проверку документов."


def posted(client: Client, case: Any, where: str, **data: Any) -> Any:
    return client.post(f"/w/cases/{case.pk}/reply/{where}", data, headers={"x-requested-with": "fetch"})


class TestComposer:
    def test_findings_come_as_typed_and_nothing_is_saved(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        reply = actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        answer = posted(client, case, "wording/", text=BAD, decision="explain", seq="7").json()
        assert answer["seq"] == "7"
        row = next(r for r in answer["rows"] if r["rule"] == "OFF-03")
        assert (BAD[row["start"] : row["end"]], row["replacement"], row["level"], row["clause"]) == (
            "В целях",
            "Для",
            "error",
            "3.10.1",
        )
        assert "Принять" in answer["html"]
        reply.refresh_from_db()
        assert reply.text != BAD

    def test_a_finding_in_a_part_of_a_refusal_points_into_that_part(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        grounds = "  Участок занят.\nДанный участок уже сдан."
        rows = posted(client, case, "wording/", text=GOOD, decision="refusal", grounds=grounds).json()["rows"]
        row = next(r for r in rows if r["rule"] == "OFF-07")
        assert row["field"] == "grounds"
        assert grounds[row["start"] : row["end"]] == "Данный"

    def test_one_finding_is_accepted_without_a_script(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        row = next(
            r
            for r in posted(client, case, "wording/", text=BAD, decision="explain").json()["rows"]
            if r["rule"] == "OFF-01"
        )
        client.post(
            f"/w/cases/{case.pk}/reply/wording/accept/", {"text": BAD, "decision": "explain", "accept": row["key"]}
        )
        reply = case.replies.get()
        assert "Отдел проверяет документы." in reply.text
        assert "В целях" in reply.text
        assert WordingDecision.objects.get().outcome == "accepted"

    def test_all_safe_ones_at_once(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        client.post(f"/w/cases/{case.pk}/reply/wording/accept/", {"text": BAD, "decision": "explain", "accept": "safe"})
        assert case.replies.get().text.endswith("Для проверки пришлите копию. Отдел проверяет документы.")

    def test_the_same_words_twice_and_one_mending_inside_another(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        text = "Здравствуйте!\n\nДанный дом продан. Данный дом цел. Отдел осуществляет  проверку документов."
        client.post(
            f"/w/cases/{case.pk}/reply/wording/accept/", {"text": text, "decision": "explain", "accept": "safe"}
        )
        assert case.replies.get().text == "Здравствуйте!\n\nЭтот дом продан. Этот дом цел. Отдел проверяет документы."

    def test_a_kept_finding_is_not_shown_again_and_nobodys_text_goes_stale(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        reply = drafted(case, cast.executor, BAD)
        client.force_login(cast.executor)
        row = next(
            r
            for r in posted(client, case, "wording/", text=BAD, decision="explain").json()["rows"]
            if r["rule"] == "OFF-01"
        )
        posted(client, case, "wording/decide/", rule="OFF-01", outcome="kept", key=row["key"])
        rows = posted(client, case, "wording/", text=BAD, decision="explain").json()["rows"]
        assert "OFF-01" not in {r["rule"] for r in rows}
        version = reply.version
        reply.refresh_from_db()
        assert reply.version == version

    def test_an_error_stops_the_letter_until_every_rule_has_a_reason(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor, f"{GOOD}\n\nВ целях проверки и в течении недели пришлите копию.")
        with pytest.raises(Refused):
            actions.send_reply(reply, by=cast.head)
        reply = actions.save_reply(reply, by=cast.executor, overrides={"OFF-03": "Так в законе"})
        with pytest.raises(Refused):
            actions.send_reply(reply, by=cast.head)
        reply = actions.save_reply(
            reply, by=cast.executor, overrides={"OFF-03": "Так в законе", "ORT-03": "Цитата", "OFF-13": "Так в законе"}
        )
        actions.send_reply(reply, by=cast.head)
        assert dict(WordingDecision.objects.filter(outcome="overridden").values_list("rule", "reason")) == {
            "OFF-03": "Так в законе",
            "ORT-03": "Цитата",
        }
        kept = Ruling.objects.filter(clause="3.10.2", subject_type="case", subject_id=case.pk, stopped=False)
        assert "Цитата" in set(kept.values_list("reason", flat=True))

    def test_a_warning_never_stops(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor, f"{GOOD}\n\nОтдел осуществляет проверку документов.")
        assert stops(verdicts_of(reply, cast.head), {}) == []

    def test_what_was_mended_by_hand_speaks_for_its_rule(self, cast: Any, client: Client) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        posted(client, case, "save/", text=BAD, decision="explain", letterhead="1", survey="1")
        reply = case.replies.get()
        assert {"OFF-01", "OFF-03"} <= set(reply.shown)
        actions.send_reply(actions.save_reply(reply, by=cast.executor, text=GOOD), by=cast.head)
        assert {"OFF-01", "OFF-03"} <= set(
            WordingDecision.objects.filter(outcome="mended").values_list("rule", flat=True)
        )

    def test_the_look_of_an_attachment_is_checked(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        attach_to_reply(reply, "памятка.docx", docx(italic=True), "application/octet-stream", by=cast.executor)
        broken = [v for v in verdicts_of(reply, cast.head) if not v.ok]
        assert {v.clause for v in broken} == {"3.10.4"}
        assert "памятка.docx" in broken[0].why

    def test_the_reader_decides_whether_a_term_needs_explaining(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        reply = drafted(case, cast.executor, f"{GOOD}\n\nНа участке есть сервитут.")
        assert "LEX-10" in {f.rule for f in report_of(reply).findings}
        client.force_login(cast.executor)
        at = f"/w/clients/{case.client_id}/audience/"
        client.post(at, stood(at, {"audience": "firm"}))
        reply.case.client.refresh_from_db()
        assert "LEX-10" not in {f.rule for f in report_of(reply).findings}


class TestDemotion:
    def test_a_rule_refused_more_often_than_not_goes_down_with_notice_and_can_be_restored(
        self, cast: Any, client: Client
    ) -> None:
        reply = drafted(case_of(cast.udm), cast.executor, f"{GOOD}\n\nОтдел осуществляет проверку документов.")
        for n in range(50):
            actions.decide_finding(reply, "OFF-01", "accepted" if n < 24 else "kept", by=cast.executor)
        assert demoted_levels(cast.udm.pk) == {"OFF-01": "advice"}
        assert next(f.level for f in report_of(reply).findings if f.rule == "OFF-01") == "advice"
        assert Notice.objects.filter(employee_id=cast.head.pk, text__contains="OFF-01").exists()
        client.force_login(cast.head)
        assert "принято 24 из 50" in client.get("/w/wording/").content.decode()
        client.post(f"/w/wording/{RuleDemotion.objects.get().pk}/restore/")
        assert demoted_levels(cast.udm.pk) == {}

    def test_of_few_decisions_no_share_is_said(self, cast: Any, client: Client) -> None:
        reply = drafted(case_of(cast.udm), cast.executor, f"{GOOD}\n\nОтдел осуществляет проверку документов.")
        client.force_login(cast.head)
        for n, said in ((4, "2"), (5, "3 (60 %)")):
            while (count := WordingDecision.objects.count()) < n:
                actions.decide_finding(reply, "OFF-01", "kept" if count % 2 else "accepted", by=cast.executor)
            page = html.fromstring(client.get("/w/wording/").content.decode())
            [row] = [r for r in page.xpath("//tbody/tr") if "OFF-01" in r.text_content()]
            assert " ".join(row.xpath("td")[3].text_content().split()) == said

    def test_half_accepted_or_few_decisions_change_nothing(self, cast: Any) -> None:
        reply = drafted(case_of(cast.udm), cast.executor, BAD)
        for n in range(50):
            actions.decide_finding(reply, "OFF-01", "accepted" if n < 25 else "kept", by=cast.executor)
        for _ in range(49):
            actions.decide_finding(reply, "OFF-03", "kept", by=cast.executor)
        assert demoted_levels(cast.udm.pk) == {}

    def test_a_demoted_error_no_longer_stops(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor, f"{GOOD}\n\nВ целях проверки пришлите копию.")
        assert stops(verdicts_of(reply, cast.head), {})
        for _ in range(50):
            actions.decide_finding(reply, "OFF-03", "kept", by=cast.executor)
        assert stops(verdicts_of(reply, cast.head), {}) == []

    def test_another_body_keeps_its_own_levels(self, cast: Any) -> None:
        reply = drafted(case_of(cast.udm), cast.executor, BAD)
        for _ in range(50):
            actions.decide_finding(reply, "OFF-03", "kept", by=cast.executor)
        other = cast.bodies["novosibirsk-okn"]
        assert demoted_levels(other.pk) == {}

    def test_an_override_without_a_reason_is_refused(self, cast: Any) -> None:
        reply = drafted(case_of(cast.udm), cast.executor, BAD)
        with pytest.raises(Objection, match="причину"):
            actions.decide_finding(reply, "OFF-03", "overridden", by=cast.executor)


class TestPublicPage:
    def test_a_pasted_text_is_checked_by_a_bodys_order(self, cast: Any, client: Client) -> None:
        page = client.post(
            "/check/", {"text": BAD, "kind": "reply", "audience": "layman", "body": "udmurtia-mio"}
        ).content.decode()
        assert "«В целях» — канцелярит" in page
        assert "3.10.1" in page
        assert "Для проверки пришлите копию. Отдел проверяет документы." in page

    def test_a_docx_comes_back_mended(self, cast: Any, client: Client) -> None:
        file = SimpleUploadedFile("письмо.docx", docx())
        page = client.post("/check/", {"file": file, "kind": "article"}).content.decode()
        assert "Скачать файл с надёжными заменами" in page
        answer = client.post(
            "/check/mended/", {"data": base64.b64encode(docx()).decode(), "name": "письмо.docx", "kind": "article"}
        )
        assert answer["Content-Disposition"].startswith("attachment")
        assert "Для проверки пришлите копию." in read_document(answer.content, "a.docx").text

    @pytest.mark.parametrize(
        ("data", "told"),
        [
            ({"text": ""}, "Вставьте текст или выберите файл"),
            ({"text": "— 25 …"}, "ни одного слова"),
            ({"file": SimpleUploadedFile("a.docx", packed(""))}, "нет текста"),
            ({"file": SimpleUploadedFile("a.pdf", pages([[]], picture=0))}, "только картинки"),
            ({"file": SimpleUploadedFile("a.docx", b"PK broken")}, "повреждён"),
            ({"text": "слово " * 40_000}, "на части"),
        ],
    )
    def test_bad_input_gets_a_message(self, cast: Any, client: Client, data: dict[str, Any], told: str) -> None:
        page = client.post("/check/", data).content.decode()
        assert told in page
        assert "из 100" not in page

    def test_what_was_not_read_of_a_file_stands_beside_the_score(self, cast: Any, client: Client) -> None:
        data = pages([[(40, 780, "Справка готова, приходите.")], []], picture=1)
        page = client.post("/check/", {"file": SimpleUploadedFile("a.pdf", data)}).content.decode()
        assert "Страница 2: картинки без текста" in page

    def test_only_what_can_be_mended_is_promised_and_a_signed_file_says_why_not(
        self, cast: Any, client: Client
    ) -> None:
        split = p("В ", '<w:hyperlink w:anchor="a">' + r("целях") + "</w:hyperlink>", " проверки пришлите копию.")
        page = client.post("/check/", {"file": SimpleUploadedFile("a.docx", packed(split))}).content.decode()
        assert "OFF-03" in {f.rule for f in check(read_document(packed(split), "a.docx").document()).findings}
        assert "Скачать файл" not in page
        signed = packed(p("В целях проверки пришлите копию."), others={"_xmlsignatures/sig1.xml": b"<x/>"})
        posted = {"data": base64.b64encode(signed).decode(), "name": "a.docx"}
        assert "подписан электронной подписью" in client.post("/check/mended/", posted).content.decode()

    def test_a_flood_is_asked_to_wait_and_keeps_its_text(self, cast: Any, client: Client) -> None:
        for _ in range(31):
            page = client.post("/check/", {"text": "Проба пера"})
        assert "Подождите минуту" in page.content.decode()
        assert "Проба пера" in page.content.decode()

    def test_every_kind_of_text_has_a_name_and_the_page_speaks_english(self, cast: Any, client: Client) -> None:
        from priemnaya.plain import KINDS
        from priemnaya.ui.clarity import KIND_NAMES

        assert {k: str(v) for k, v in KIND_NAMES.items()} == KINDS
        client.post("/language/", {"language": "en", "next": "/check/"})
        page = client.get("/check/").content.decode()
        assert "messenger message" in page
        assert "сообщение в мессенджере" not in page

    def test_a_script_in_the_text_stays_text(self, cast: Any, client: Client) -> None:
        page = client.post("/check/", {"text": "В целях <script>alert(1)</script> проверки"}).content.decode()
        assert "<script>alert" not in page


class TestApi:
    def call(self, client: Client, **body: Any) -> Any:
        return client.post("/api/plain/check", json.dumps(body), content_type="application/json")

    def test_a_text_gives_findings_with_places_clauses_and_replacements(self, cast: Any, client: Client) -> None:
        answer = self.call(client, text=BAD, kind="reply", body="udmurtia-mio").json()
        row = next(f for f in answer["findings"] if f["rule"] == "OFF-03")
        assert {"rule", "level", "start", "end", "message", "clause", "replacement"} <= set(row)
        assert (BAD[row["start"] : row["end"]], row["clause"]) == ("В целях", "3.10.1")
        assert 0 <= answer["score"] <= 100
        assert answer["light"] in ("green", "yellow", "red")

    @pytest.mark.parametrize(
        ("body", "status", "told"),
        [
            ({"text": 5}, 422, "text"),
            ({"text": " "}, 422, "ни одного слова"),
            ({"text": "25 — …"}, 422, "ни одного слова"),
            ({"text": "а", "kind": "poem"}, 422, "Вид"),
            ({"text": "а", "body": "nobody"}, 422, "нет"),
            ({"text": "а", "x": 1}, 422, "Неизвестное"),
            ({"text": "а", "syntax": "да"}, 422, "типа"),
            ({"text": "слово " * 40_000}, 413, "на части"),
        ],
    )
    def test_problems_are_told(self, cast: Any, client: Client, body: dict[str, Any], status: int, told: str) -> None:
        answer = self.call(client, **body)
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        assert told in answer.json()["detail"]

    def test_not_json_is_a_problem(self, cast: Any, client: Client) -> None:
        assert client.post("/api/plain/check", "{", content_type="application/json").status_code == 400

    def test_the_catalogue_is_listed(self, cast: Any, client: Client) -> None:
        assert len(client.get("/api/plain/rules").json()["rules"]) == 115


class TestCommandLine:
    def run(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "priemnaya.config.cli", "check", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
        )

    def inside(self, *arguments: str) -> int:
        """The command in this process: its exit code."""
        parser = argparse.ArgumentParser()
        plain_text.add_to(parser.add_subparsers())
        return plain_text.run_check(parser.parse_args(["check", *arguments]))

    def test_json_is_a_list_of_findings(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(BAD, encoding="utf-8")
        done = self.run(str(tmp_path / "a.txt"), "--body", "udmurtia-mio", "--format", "json")
        rows = json.loads(done.stdout)
        assert done.returncode == 1
        assert {"rule", "level", "start", "end", "message", "clause", "replacement"} <= set(rows[0])

    def test_sarif_is_what_its_schema_asks(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "a.txt").write_text(BAD, encoding="utf-8")
        self.inside(str(tmp_path / "a.txt"), "--format", "sarif")
        sarif = json.loads(capsys.readouterr().out)
        assert sarif["version"] == "2.1.0"
        run = sarif["runs"][0]
        assert {r["ruleId"] for r in run["results"]} == {r["id"] for r in run["tool"]["driver"]["rules"]}
        region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == 3
        assert region["startColumn"] == 1

    def test_a_docx_is_mended_into_another_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.docx").write_bytes(docx(italic=True))
        self.inside(str(tmp_path / "a.docx"), "--kind", "article", "--fix", str(tmp_path / "b.docx"))
        mended = read_document((tmp_path / "b.docx").read_bytes(), "b.docx")
        assert "Для проверки" in mended.text
        assert not any(r.italic for r in mended.runs)

    def test_a_broken_file_is_told_and_the_others_are_checked(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "a.docx").write_bytes(b"PK broken")
        (tmp_path / "b.txt").write_text("Справка готова.", encoding="utf-8")
        assert self.inside(str(tmp_path / "a.docx"), str(tmp_path / "b.txt"), "--kind", "article") == 2
        said = capsys.readouterr()
        assert "повреждён" in said.err
        assert "ясность 100 из 100" in said.out

    def test_an_empty_file_has_no_score(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        names = {"a.docx": packed(""), "b.txt": "— …".encode(), "c.odt": b"", "d.pdf": pages([[]], picture=0)}
        for name, data in names.items():
            (tmp_path / name).write_bytes(data)
        assert self.inside(*(str(tmp_path / name) for name in names), "--kind", "article") == 2
        said = capsys.readouterr()
        assert "из 100" not in said.out
        assert all(name in said.err for name in names)

    def test_places_are_those_of_the_file_and_what_is_left_is_said(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "a.txt").write_bytes("Срок пре-\nдоставления.\nВ це\u00adлях проверки ждём.".encode())
        self.inside(str(tmp_path / "a.txt"), "--kind", "article", "--format", "json")
        row = json.loads(capsys.readouterr().out)[-1]
        assert (tmp_path / "a.txt").read_text("utf-8")[row["start"] : row["end"]] == "В це\u00adлях"
        split = p("В ", '<w:hyperlink w:anchor="a">' + r("целях") + "</w:hyperlink>", " проверки пришлите копию.")
        (tmp_path / "b.docx").write_bytes(packed(split))
        self.inside(str(tmp_path / "b.docx"), "--fix", str(tmp_path / "c.docx"))
        assert "не исправлено замечаний: 1" in capsys.readouterr().err
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.docx", "c.docx"]

    def test_standard_input(self) -> None:
        assert "OFF-07" in self.run("-", stdin="Данное письмо передано.".encode()).stdout.decode()


def test_udmurtia_mio_4_4_3__phrases_never_to_use_are_found_in_texts(cast: Any) -> None:
    reply = drafted(case_of(cast.udm), cast.executor, "Здравствуйте! Это ваши проблемы.")
    assert "LEX-05" in {f.rule for f in report_of(reply).findings}


def test_a_body_switches_rules_levels_and_words_in_its_own_file(tmp_path: Path) -> None:
    from priemnaya.plain import Profile, catalogue, check, load_style
    from priemnaya.policy import OrderError

    path = tmp_path / "plain.yaml"
    path.write_text(
        "without: [OFF-03]\nlevels: {OFF-07: advice}\nthresholds: {SYN-01: 5}\nabbreviations: [УИД]\nglossary:"
        " {межевание: границы участка}\n",
        encoding="utf-8",
    )
    profile = Profile(**load_style(path, catalogue()).settings())  # type: ignore[arg-type]
    found = {
        f.rule: f.level for f in check("В целях данного дела отдел УИД проводит межевание участка.", profile).findings
    }
    assert "OFF-03" not in found
    assert "LEX-11" not in found
    assert found["OFF-07"] == "advice"
    assert {"SYN-01", "LEX-10"} <= set(found)
    path.write_text("glossary: {ГКУ: казённое учреждение}\n", encoding="utf-8")
    of_body = Profile(**load_style(path, catalogue()).settings())  # type: ignore[arg-type]
    offered = [f.better for f in check("Дорогу осмотрит ГКУ в среду.", of_body).findings if f.rule == "LEX-10"]
    assert offered == ["ГКУ — казённое учреждение"], "the letters of an abbreviation stay capitals in what is offered"
    path.write_text("without: [OFF-99]\n", encoding="utf-8")
    with pytest.raises(OrderError, match="OFF-99"):
        load_style(path, catalogue())
    path.write_text("witout: [OFF-03]\n", encoding="utf-8")
    with pytest.raises(OrderError, match="возможно, without"):
        load_style(path, catalogue())


def test_reading_a_document_twice_gives_the_same(tmp_path: Path) -> None:
    assert read_document(docx(), "a.docx").text == read_document(io.BytesIO(docx()).getvalue(), "a.docx").text


def test_udmurtia_mio_3_7__the_addressee_stands_in_the_dative(cast: Any) -> None:
    from priemnaya.cases.letters import letter_of

    case = case_of(cast.udm, surname="Журавлёва", name="Нина", patronymic="Павловна")
    assert letter_of(drafted(case, cast.executor)).addressee[0] == "Журавлёвой Нине Павловне"
