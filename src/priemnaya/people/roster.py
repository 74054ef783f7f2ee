"""A list of employees made elsewhere, read as people to be hired: what each line says, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from priemnaya.errors import Objection

from .models import Employee, Organisation, Unit
from .roles import ROLES, title

COLUMNS = {
    "surname": gettext_noop("Фамилия"),
    "name": gettext_noop("Имя"),
    "patronymic": gettext_noop("Отчество"),
    "login": gettext_noop("Логин"),
    "roles": gettext_noop("Роли"),
    "unit": gettext_noop("Отдел"),
    "post": gettext_noop("Должность"),
    "phone": gettext_noop("Телефон"),
    "email": gettext_noop("Почта"),
}
"""Columns of the list, by the words of its first line."""
ALSO = {
    "электронная почта": "email",
    "e-mail": "email",
    "email": "email",
    "роль": "roles",
    "подразделение": "unit",
    "учётная запись": "login",
}
MUST = ("surname", "name", "roles")
MOST = 50
"""People at once: a start password of each takes a computer a tenth of a second and more."""


@dataclass
class Line:
    """One person. number: the row as people count it. faults: why nobody can be hired so; notes: what to look at."""

    number: int
    login: str
    profile: dict[str, str]
    unit: Unit | None
    roles: list[str]
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        return " ".join(self.profile[n] for n in ("surname", "name", "patronymic") if self.profile.get(n))

    @property
    def role_titles(self) -> str:
        return ", ".join(title(r) for r in self.roles)


def read_roster(organisation: Organisation, rows: Sequence[Sequence[str]]) -> tuple[list[Line], list[str]]:
    """The lines, and the columns that were not read. Raises Objection when it is no list of employees."""
    head = next((n for n, row in enumerate(rows) if any(row)), None)
    if head is None:
        raise Objection(_("В файле нет ни одной строки."))
    places, unread = _columns(rows[head])
    units = {u.name.casefold(): u for u in organisation.units.filter(closed_at=None)}
    lines = [_line(n + 1, row, places, units) for n, row in enumerate(rows) if n > head and any(row)]
    if not lines:
        raise Objection(_("В файле нет строк с сотрудниками: только заголовки."))
    if len(lines) > MOST:
        words = _("За один раз — не больше %(most)d человек, а в файле %(n)d.")
        raise Objection(words % {"most": MOST, "n": len(lines)})
    _look_among(organisation, lines)
    return lines, unread


def _columns(head: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    known = {words.casefold(): key for key, words in COLUMNS.items()}
    known |= {_(words).casefold(): key for key, words in COLUMNS.items()} | ALSO
    places: dict[str, int] = {}
    unread = []
    for n, words in enumerate(head):
        key = known.get(words.strip().casefold())
        if key and key not in places:
            places[key] = n
        elif words.strip():
            unread.append(words.strip())
    missing = [_(COLUMNS[key]) for key in MUST if key not in places]
    if "login" not in places and "email" not in places:
        missing.append(_(COLUMNS["login"]))
    if missing:
        words = _("В первой строке нет столбцов: %s. Назовите столбцы, как в образце.")
        raise Objection(words % ", ".join(missing))
    return places, unread


def _line(number: int, row: Sequence[str], places: dict[str, int], units: dict[str, Unit]) -> Line:
    said = {key: row[at].strip() if at < len(row) else "" for key, at in places.items()}
    login = (said.get("login") or said.get("email") or "").lower()
    profile = {key: said.get(key, "") for key in ("surname", "name", "patronymic", "post", "phone", "email")}
    named = said.get("unit", "")
    line = Line(number, login, profile, units.get(named.casefold()), [])
    if named and line.unit is None:
        line.faults.append(_("Отдела «%s» нет или он закрыт.") % named)
    _take_roles(line, said.get("roles", ""))
    return line


def _take_roles(line: Line, said: str) -> None:
    titles = {words.casefold(): key for key, (words, _may) in ROLES.items()}
    titles |= {title(key).casefold(): key for key in ROLES} | {key: key for key in ROLES}
    for words in filter(None, (w.strip() for w in said.replace(";", ",").split(","))):
        if role := titles.get(words.casefold()):
            line.roles.append(role)
        else:
            every = ", ".join(title(key) for key in ROLES)
            line.faults.append(_("Роли «%(said)s» нет. Есть: %(all)s.") % {"said": words, "all": every})


def _look_among(organisation: Organisation, lines: list[Line]) -> None:
    """The same login twice in the list; somebody of the same name who works here."""
    times = Counter(line.login for line in lines)
    names = {e.full_name.casefold(): e for e in Employee.objects.filter(organisation=organisation, is_active=True)}
    for line in lines:
        if line.login and times[line.login] > 1:
            line.faults.append(_("Логин «%s» в списке дважды.") % line.login)
        if one := names.get(line.full_name.casefold()):
            line.notes.append(_("Такой сотрудник уже есть: логин %s.") % one.username)
