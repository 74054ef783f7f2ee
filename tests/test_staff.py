"""Employees, roles, departments, points and programs, as an administrator keeps them on screen and by command: the same
words, the same walls, two administrators at once."""

from __future__ import annotations

import re
from html import unescape
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.config.cli import main
from priemnaya.config.cli import staff as commands
from priemnaya.core.models import AccessRecord, ApiToken, Event, Notice
from priemnaya.core.tokens import api_digest, new_api_token
from priemnaya.desk.actions import save_macro, save_rule
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge.models import Service
from priemnaya.people.actions import employees as staff
from priemnaya.people.actions.api_tokens import issue_token, make_service, switch_service
from priemnaya.people.interaction import points_of
from priemnaya.people.loading import sync_body
from priemnaya.people.models import Employee, InteractionPoint, Unit
from priemnaya.people.policies import policy_of
from priemnaya.people.roles import ROLES

from .helpers import case_of, drafted, key_of, made_ready, words_of
from .stood import posted

NEW = {"username": "novikova", "surname": "Новикова", "name": "Анна", "role": ["executor"], "post": "Инспектор"}


def desk(person: Employee) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def shown(row: Employee) -> dict[str, Any]:
    """What the forms of an employee's page carry of the version they showed."""
    return {"version": row.version + 1}


class TestEmployees:
    def test_one_is_hired_with_a_start_password_that_is_shown_once(self, cast: Any) -> None:
        admin = desk(cast.admin)
        page = admin.post("/w/employees/hire/", NEW, follow=True).content.decode()
        password = re.search(r"<code>([A-Z0-9]{14})</code>", page)
        assert password is not None
        made = Employee.objects.get(username="novikova")
        assert made.check_password(password[1])
        assert made.start_password_until is not None
        assert password[1] not in admin.get("/w/employees/").content.decode()
        assert Event.objects.filter(verb="employee.hired", actor_id=cast.admin.pk, subject_id=made.pk).exists()

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"username": "head"}, "занят"),
            ({"username": "Я"}, "латинских букв"),
            ({"surname": " "}, "фамилию и имя"),
            ({"role": []}, "хотя бы одну роль"),
            ({"role": ["tsar"]}, "Роли «tsar» нет"),
            ({"email": "novikova@"}, "адрес электронной почты"),
            ({"email": "нет"}, "оставьте это поле пустым"),
            ({"name": "я" * 61}, "Сократите до 60"),
        ],
    )
    def test_what_is_typed_amiss_is_told_and_comes_back(self, cast: Any, change: dict[str, Any], words: str) -> None:
        page = words_of(desk(cast.admin).post("/w/employees/hire/", {**NEW, **change}, follow=True))
        assert words in page
        assert 'value="Инспектор"' in page
        assert not Employee.objects.filter(username="novikova").exists()

    def test_roles_are_changed_and_the_next_click_asks_for_a_new_sign_in(self, cast: Any) -> None:
        his = desk(cast.executor)
        assert his.get("/w/").status_code == 200
        desk(cast.admin).post(f"/w/employees/{cast.executor.pk}/roles/", {"role": ["signer"], **shown(cast.executor)})
        assert his.get("/w/")["Location"].startswith("/accounts/login/")
        assert Employee.objects.get(pk=cast.executor.pk).roles == ["signer"]

    def test_the_blocked_are_out_at_once_and_come_back_with_a_start_password(self, cast: Any) -> None:
        admin, his = desk(cast.admin), desk(cast.executor)
        assert his.get("/w/").status_code == 200
        admin.post(f"/w/employees/{cast.executor.pk}/block/", shown(cast.executor))
        assert his.get("/w/").status_code == 302
        row = Employee.objects.get(pk=cast.executor.pk)
        assert not row.is_active
        page = admin.post(f"/w/employees/{row.pk}/unblock/", shown(row), follow=True).content.decode()
        assert re.search(r"<code>[A-Z0-9]{14}</code>", page)
        row.refresh_from_db()
        assert row.is_active
        assert not row.check_password("correct horse battery")

    def test_whose_work_is_left_is_said(self, cast: Any) -> None:
        Case.objects.filter(pk=case_of(cast.udm).pk).update(assignee=cast.executor)
        admin = desk(cast.admin)
        page = admin.post(f"/w/employees/{cast.executor.pk}/block/", shown(cast.executor), follow=True)
        assert "остались открытые дела: 1" in page.content.decode()

    def test_two_administrators_with_the_same_page_do_not_overwrite_each_other(self, cast: Any) -> None:
        second = cast.hire("admin2", cast.udm, "Вторая", "admin")
        before = shown(cast.executor)
        desk(cast.admin).post(f"/w/employees/{cast.executor.pk}/roles/", {"role": ["registrar"], **before})
        late = desk(second).post(f"/w/employees/{cast.executor.pk}/roles/", {"role": ["head"], **before}, follow=True)
        assert "уже изменил другой администратор" in late.content.decode()
        assert Employee.objects.get(pk=cast.executor.pk).roles == ["registrar"]
        for act in ("save", "block", "reset"):
            typed = {**before, "surname": "Другой", "name": "Человек"}
            page = desk(second).post(f"/w/employees/{cast.executor.pk}/{act}/", typed, follow=True).content.decode()
            assert "уже изменил другой администратор" in page, act
        row = Employee.objects.get(pk=cast.executor.pk)
        assert (row.surname, row.is_active, row.start_password_until) == ("Сорокин", True, None)

    def test_a_form_without_a_version_changes_nothing(self, cast: Any) -> None:
        desk(cast.admin).post(f"/w/employees/{cast.executor.pk}/block/", {})
        assert Employee.objects.get(pk=cast.executor.pk).is_active

    def test_the_last_administrator_is_neither_blocked_nor_demoted(self, cast: Any) -> None:
        for act in (
            lambda: staff.block_employee(cast.admin, by=None),
            lambda: staff.set_roles(cast.admin, ["head"], by=None),
        ):
            with pytest.raises(Objection, match="последний администратор"):
                act()
        second = cast.hire("admin2", cast.udm, "Вторая", "admin")
        page = desk(second).post(f"/w/employees/{cast.admin.pk}/block/", shown(cast.admin), follow=True)
        assert "Вход закрыт" in page.content.decode()
        with pytest.raises(Objection, match="последний администратор"):
            staff.block_employee(second, by=None)

    def test_nobody_changes_the_own_roles_or_blocks_themselves(self, cast: Any) -> None:
        cast.hire("admin2", cast.udm, "Вторая", "admin")
        for act, typed in (("roles", {"role": ["admin", "head"]}), ("block", {})):
            desk(cast.admin).post(f"/w/employees/{cast.admin.pk}/{act}/", {**typed, **shown(cast.admin)})
        row = Employee.objects.get(pk=cast.admin.pk)
        assert (row.roles, row.is_active) == (["admin"], True)

    def test_a_head_manages_absences_and_no_rights(self, cast: Any) -> None:
        with pytest.raises(NotAllowed):
            staff.set_roles(cast.executor, ["head"], by=cast.head)
        browser = desk(cast.head)
        assert browser.get("/w/employees/").status_code == 403
        assert browser.get("/w/staff/").status_code == 200

    def test_another_body_s_people_are_not_there(self, cast: Any) -> None:
        browser = desk(cast.admin)
        assert browser.get(f"/w/employees/{cast.stranger.pk}/").status_code == 404
        assert browser.post(f"/w/employees/{cast.stranger.pk}/block/", {"version": 1}).status_code == 404

    def test_limits_to_the_department_end_the_sessions_too(self, cast: Any) -> None:
        his = desk(cast.executor)
        typed = {"surname": "Сорокин", "name": "Имя", "unit": cast.executor.unit_id, "unit_only": "1"}
        desk(cast.admin).post(f"/w/employees/{cast.executor.pk}/save/", {**typed, **shown(cast.executor)})
        assert Employee.objects.get(pk=cast.executor.pk).unit_only
        assert his.get("/w/").status_code == 302

    def test_everybody_sees_what_roles_may(self, cast: Any) -> None:
        page = words_of(desk(cast.executor).get("/w/roles/"))
        assert [title for title, _held in ROLES.values() if title not in page] == []

    @pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.walk)])
    def test_settings_lead_only_where_one_may_go(self, cast: Any, each: bool) -> None:
        """Each link of each role; in the suite each link of the first role that is shown it."""
        opened = set[str]()
        for role in ROLES:
            browser = desk(getattr(cast, role))
            page = browser.get("/w/settings/").content.decode().partition("<h1>")[2]
            links = set(re.findall(r'href="(/w/[^"?]*)', page))
            assert len(links) > 3, role
            answers = {url: browser.get(url).status_code for url in links - (set() if each else opened)}
            assert {url: status for url, status in answers.items() if status != 200} == {}, role
            opened |= links


class TestPlaces:
    def test_departments_are_added_renamed_closed_and_the_file_leaves_them_alone(self, cast: Any) -> None:
        admin = desk(cast.admin)
        admin.post("/w/units/save/", {"name": "Отдел жалоб", "functions": "жалобы"})
        made = Unit.objects.get(organisation=cast.udm, name="Отдел жалоб")
        twice = admin.post("/w/units/save/", {"name": "отдел жалоб"}, follow=True)
        assert "уже есть" in twice.content.decode()
        shipped = cast.udm.units.exclude(pk=made.pk).first()
        posted(admin, "/w/units/save/", {"unit": shipped.pk, "name": "Новое имя", "functions": ""})
        busy = posted(admin, f"/w/units/{cast.executor.unit_id}/close/", follow=True)
        assert "Сначала переведите их" in busy.content.decode()
        save_rule(cast.udm, by=cast.head, name="Жалобы", words=["жалоба"], unit=made)
        save_macro(cast.udm, "В жалобы", [{"do": "unit", "value": made.slug}], by=cast.head)
        Service.objects.filter(pk=cast.udm.services.first().pk).update(unit=made)
        named = ("правило «Жалобы»", "макрос «В жалобы»", f"услуга «{cast.udm.services.first().title}»")
        pages = admin.get("/w/units/"), posted(admin, f"/w/units/{made.pk}/close/", follow=True)
        assert [[words in unescape(page.content.decode()) for words in named] for page in pages] == [[True] * 3] * 2
        sync_body(policy_of(cast.udm).body)
        assert Unit.objects.get(pk=shipped.pk).name == "Новое имя"
        assert Unit.objects.get(pk=made.pk).closed_at is not None
        assert "Отдел жалоб" not in desk(cast.registrar).get("/w/cases/").content.decode()

    def test_points_are_added_changed_closed_and_the_file_leaves_them_alone(self, cast: Any) -> None:
        admin = desk(cast.admin)
        typed = {"kind": "phone", "name": "Горячая линия", "address": "8-800-000-00-00", "function": ["inform"]}
        without = admin.post("/w/points/add/", typed, follow=True)
        assert "каким актом" in without.content.decode()
        assert "Горячая линия" in without.content.decode()
        admin.post("/w/points/add/", {**typed, "approved_by": "Приказ № 1", "accessibility": "пандус, лифт"})
        row = InteractionPoint.objects.get(name="Горячая линия")
        assert row.accessibility == ["пандус", "лифт"]
        assert "Горячая линия" in Client().get("/udmurtia-mio/points/").content.decode()
        sync_body(policy_of(cast.udm).body)
        assert InteractionPoint.objects.filter(pk=row.pk, closed_at=None).exists()
        posted(admin, f"/w/points/{row.pk}/close/")
        assert row.pk not in [p.row.pk for p in points_of(cast.udm)]
        assert "Горячая линия" not in Client().get("/udmurtia-mio/points/").content.decode()


class TestPrograms:
    def test_a_key_never_does_more_than_its_issuer_may_today(self, cast: Any) -> None:
        case = case_of(cast.udm)
        secret = key_of(cast.head, ["cases:read", "cases:assign"])[1]
        auth = {"authorization": f"Bearer {secret}"}

        def status(path: str, **data: Any) -> int:
            url = f"/api/v1/cases/{case.number}{path}"
            body = {"content_type": "application/json", "headers": auth}
            return (Client().post(url, data, **body) if data else Client().get(url, headers=auth)).status_code

        assert status("") == 200
        assert status("/assign", login="executor") == 200
        staff.set_roles(cast.head, ["executor"], by=cast.admin)
        assert status("") == 200
        assert status("/assign", login="colleague") == 403
        staff.set_roles(cast.head, ["analyst"], by=cast.admin)
        assert status("") == 403
        staff.block_employee(cast.head, by=cast.admin)
        assert status("") == 401

    def test_an_administrator_without_cases_gives_nobody_a_key_to_them(self, cast: Any) -> None:
        with pytest.raises(Objection, match="может больше, чем вы"):
            make_service(cast.udm, "СЭД", roles=["executor"], owner=cast.executor, by=cast.admin)
        service = make_service(cast.udm, "СЭД", roles=["executor"], owner=cast.executor, by=cast.head)
        with pytest.raises(Objection, match="Вы сами этого не можете"):
            issue_token(service, title="x", scopes=["cases:read"], by=cast.admin)
        with pytest.raises(Objection, match="Ключ принадлежит программе"):
            issue_token(cast.executor, title="x", scopes=["cases:read"], by=cast.head)

    def test_nothing_is_signed_by_a_key_whatever_its_role(self, cast: Any) -> None:
        service = make_service(cast.udm, "СЭД", roles=["head"], owner=cast.head, by=cast.head)
        assert not service.may("reply.sign")
        with pytest.raises(NotAllowed):
            actions.send_reply(drafted(made_ready(case_of(cast.udm), cast.head), cast.head), by=service)

    def test_the_journal_names_the_program_and_who_gave_it_the_key(self, cast: Any) -> None:
        case = case_of(cast.udm)
        secret = key_of(cast.head, ["cases:read", "cases:work"], "Портал МФЦ")[1]
        auth = {"authorization": f"Bearer {secret}"}
        Client().get(f"/api/v1/cases/{case.number}", headers=auth)
        body = {"content_type": "application/json", "headers": auth}
        Client().post(f"/api/v1/cases/{case.number}/note", {"text": "Заметка"}, **body)
        looked, program = AccessRecord.objects.latest("pk"), Employee.everyone.get(is_service=True)
        assert (looked.employee_id, looked.issuer_id) == (program.pk, cast.head.pk)
        event = Event.objects.filter(actor_id=program.pk, subject_id=case.pk).latest("pk")
        assert event.data["issuer"] == cast.head.pk
        page = words_of(desk(cast.admin).get("/w/journal/"))
        assert "Портал МФЦ" in page
        assert "ключ выдал Орлов" in page
        steps = words_of(desk(cast.executor).get(f"/w/cases/{case.pk}/"))
        assert "Портал МФЦ (ключ выдал Орлов" in steps

    def test_a_program_is_nobody_s_colleague_and_never_signs_in(self, cast: Any, client: Client) -> None:
        service = make_service(cast.udm, "Робот", roles=["head"], owner=cast.head, by=cast.head)
        assert "Робот" not in desk(cast.registrar).get("/w/cases/").content.decode()
        client.post("/accounts/login/", {"login": service.username, "password": ""})
        client.post("/accounts/login/", {"login": service.username, "password": "x" * 20})
        assert client.get("/w/").status_code == 302

    def test_a_key_of_before_gets_an_account_and_stays_within_its_issuer(self, cast: Any) -> None:
        """Keys acted as employees once; the migration gives each such employee's keys a program of the same roles."""
        give = import_module("priemnaya.people.migrations.0003_service_accounts").give_accounts
        secrets = {}
        for issuer in (cast.head, cast.admin):
            secret = secrets[issuer.pk] = new_api_token()
            ApiToken.objects.create(
                organisation_id=cast.udm.pk,
                employee_id=cast.executor.pk,
                title="СЭД",
                digest=api_digest(secret),
                scopes=["cases:read"],
                created_by_id=issuer.pk,
            )
        give(apps, None)
        program = Employee.everyone.get(is_service=True)
        assert (program.roles, program.owner) == (["executor"], cast.executor)
        status = {
            pk: Client().get("/api/v1/cases", headers={"authorization": f"Bearer {secret}"}).status_code
            for pk, secret in secrets.items()
        }
        assert status == {cast.head.pk: 200, cast.admin.pk: 403}, "an administrator sees no cases, nor does the key"

    def test_switched_off_all_its_keys_stop(self, cast: Any) -> None:
        secret = key_of(cast.head, ["cases:read"])[1]
        auth = {"authorization": f"Bearer {secret}"}
        program = Employee.everyone.get(is_service=True)
        desk(cast.head).post(f"/w/connections/programs/{program.pk}/", {"do": "off"})
        assert Client().get("/api/v1/cases", headers=auth).status_code == 401
        switch_service(program, active=True, by=cast.head)
        assert Client().get("/api/v1/cases", headers=auth).status_code == 200
        assert ApiToken.objects.filter(revoked_at=None).count() == 1


class TestCommands:
    """The same by command, without a screen: through the same actions."""

    @pytest.fixture(autouse=True)
    def here(self, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        from contextlib import nullcontext

        monkeypatch.setattr(commands, "with_database", lambda: nullcontext("here"))

    def run(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
        code = main(list(words))
        said = capsys.readouterr()
        return code, said.out + said.err

    def test_hired_listed_given_roles_blocked_unblocked_reset(
        self, cast: Any, capsys: pytest.CaptureFixture[str]
    ) -> None:
        names = ("--surname", "Новикова", "--name", "Анна", "--role", "executor")
        code, said = self.run(capsys, "hire", "udmurtia-mio", "novikova", *names)
        assert (code, "Стартовый пароль:" in said) == (0, True)
        row = Employee.objects.get(username="novikova")
        assert row.start_password_until is not None
        assert "novikova" in self.run(capsys, "staff", "udmurtia-mio")[1]
        assert self.run(capsys, "roles", "novikova", "signer", "executor")[0] == 0
        assert self.run(capsys, "block", "novikova")[0] == 0
        row.refresh_from_db()
        assert (row.roles, row.is_active) == (["signer", "executor"], False)
        assert self.run(capsys, "reset", "novikova")[0] == 2
        assert "Стартовый пароль:" in self.run(capsys, "unblock", "novikova")[1]
        assert "Стартовый пароль:" in self.run(capsys, "reset", "novikova", "--second-factor")[1]

    def test_the_walls_are_the_same(self, cast: Any, capsys: pytest.CaptureFixture[str]) -> None:
        assert "последний администратор" in self.run(capsys, "block", "admin")[1]
        assert "последний администратор" in self.run(capsys, "roles", "admin", "head")[1]
        assert "нет" in self.run(capsys, "block", "nobody")[1]
        assert "Роли «tsar» нет" in self.run(capsys, "roles", "executor", "tsar")[1]


def test_a_stale_block_is_told(cast: Any) -> None:
    staff.block_employee(cast.executor, by=cast.admin)
    with pytest.raises(Stale, match="уже заблокирован"):
        staff.block_employee(cast.executor, by=cast.admin)


class TestWaysIn:
    """Seen by a judge: an administrator wrote his own provider account into a colleague's card and was them."""

    DONE = {
        "account": ("save/", {"sso_subject": "admin-own"}, "другая учётная запись у провайдера"),
        "password": ("reset/", {}, "выдан стартовый пароль"),
        "factor": ("reset/", {"second_factor": "1"}, "второй фактор снят"),
    }

    @pytest.mark.parametrize("how", DONE)
    def test_another_s_way_in_is_never_made_silently(self, cast: Any, how: str) -> None:
        own = desk(cast.executor)
        own.get("/w/")
        path, typed, words = self.DONE[how]
        was = Employee.objects.get(pk=cast.executor.pk)
        fields = {n: getattr(was, n) for n in ("surname", "name", "patronymic", "post")}
        fields |= {"version": was.version + 1, "unit": was.unit_id or ""}
        answer = desk(cast.admin).post(f"/w/employees/{cast.executor.pk}/{path}", {**fields, **typed})
        assert answer.status_code == 302
        assert own.get("/w/").status_code == 302, "their sessions are over"
        for person, page in ((cast.auditor, "/w/journal/sign-ins/"), (cast.head, "/w/journal/sign-ins/")):
            text = words_of(desk(person).get(page))
            assert words in text
            assert "Вход сотрудника Сорокин" in text
        assert not Notice.objects.filter(employee_id=cast.admin.pk).exists()
        now = Employee.objects.get(pk=cast.executor.pk)
        now.start_password_until = None
        now.save()
        for page in ("/w/", "/w/account/"):
            text = words_of(desk(now).get(page))
            assert "Ваш вход изменён" in text
            assert words in text

    def test_another_post_or_telephone_tells_nobody(self, cast: Any) -> None:
        staff.change_employee(cast.executor, by=cast.admin, post="Главный специалист", unit=cast.executor.unit)
        assert not Notice.objects.filter(text__contains="вход изменён").exists()
