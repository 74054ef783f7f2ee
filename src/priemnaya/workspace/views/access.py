"""The journal of access: who looked at whose data, by employee, client, case, day and kind; and the same as a table."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.cases.guard import told_addresses
from priemnaya.cases.looked import about as about_them
from priemnaya.cases.looked import cases_of_clients, open_cards, open_cases, with_joined, without_complaints_of
from priemnaya.cases.models import Case, Contact
from priemnaya.cases.numbers import as_number
from priemnaya.core.models import AccessRecord
from priemnaya.core.models.access import KINDS
from priemnaya.core.reading import day, numeral, whole
from priemnaya.core.shown import LOOKED
from priemnaya.people.masking import name_for
from priemnaya.people.models import Client, ClientAddress, Employee
from priemnaya.people.reaching import normal, phone_key
from priemnaya.ui.access import permission
from priemnaya.ui.places import place_of
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.journals import JOURNAL
from priemnaya.workspace.tables.sheets import cell, given
from priemnaya.workspace.tables.shown import Listing

PAGE, NAMED, WHOLE = 50, 5, 50_000
"""Records on a page; keys of one record that are named; records in a table."""
ITSELF = ("journal", 0)
LETTER = re.compile(r"contact:[0-9]{1,18}")


@dataclass(frozen=True)
class Line:
    """One record in words."""

    record: AccessRecord
    who: Employee | None
    issuer: Employee | None
    where: str
    cases: tuple[str, ...]
    clients: tuple[str, ...]
    more: int
    others: tuple[str, ...] = ()
    closed: bool = False
    """It speaks only of cases and cards that the reader may not know of."""


@require_GET
@permission("journal.view")
def journal(request: HttpRequest) -> HttpResponse:
    me = who(request)
    rows, wrong = asked(request, me)
    listing = Listing(JOURNAL, rows.order_by("-number"), request, size=PAGE, dress=lambda found: lines(found, me))
    listing.files_at = reverse("journal_export")
    staff = Employee.everyone.filter(organisation_id=me.organisation_id).order_by("is_service", "surname", "name")
    known = {"listing": listing, "staff": staff, "kinds": KINDS, "wrong": wrong}
    return render(request, "workspace/journal.html", known)


@require_GET
@permission("journal.view")
def journal_export(request: HttpRequest) -> HttpResponseBase:
    """What the filters found, as a table: XLSX, or CSV with a semicolon, as Russian Excel reads it."""
    me = who(request)
    rows, _wrong = asked(request, me)
    found = list(rows.order_by("-number")[:WHOLE])
    if request.GET.get("as") == "xlsx":
        zone = me.organisation.zone
        told = [columns(line, zone) for line in lines(found, me, named=None)]
        return given("xlsx", "access-journal", HEADS, told, zone)
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow(HEADS)
    for line in lines(found, me, named=None):
        table.writerow(map(cell, columns(line, me.organisation.zone)))
    if len(found) == WHOLE:
        table.writerow([_("Это не всё: чтобы увидеть более ранние записи, выберите дни.")])
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="access-journal.csv"'
    return response


CLOSED = "закрытое дело"
HEADS = (
    "№",
    "Когда",
    "Кто",
    "Должность",
    "Ключ выдал",
    "Как",
    "Где",
    "Дела",
    "Клиенты",
    "Прочее",
    "Откуда",
    "Отпечаток",
)


def columns(line: Line, zone: dt.tzinfo) -> tuple[object, ...]:
    record = line.record
    return (
        record.number,
        f"{record.at.astimezone(zone):%d.%m.%Y %H:%M:%S}",
        line.who.full_name if line.who else record.employee_id,
        line.who.post if line.who else "",
        line.issuer.full_name if line.issuer else "",
        record.get_kind_display(),
        line.where,
        ", ".join(line.cases) or (CLOSED if line.closed else ""),
        ", ".join(line.clients),
        ", ".join(line.others),
        record.address,
        record.digest,
    )


def asked(request: HttpRequest, me: Employee) -> tuple[QuerySet[AccessRecord], str]:
    """Records by the fields of the address, and what in it nobody can find. That somebody looks, and for whom, is
    itself noted."""
    given, wrong = request.GET, ""
    rows = without_complaints_of(me, AccessRecord.objects.filter(organisation_id=me.organisation_id))
    if (employee := whole(given.get("employee"))) is not None:
        rows = rows.filter(Q(employee_id=employee) | Q(issuer_id=employee))
    if given.get("kind") in KINDS:
        rows = rows.filter(kind=given["kind"])
    for name, way in (("since", "at__gte"), ("until", "at__lt")):
        if found := day(given.get(name)):
            start = dt.datetime.combine(found, dt.time(), me.organisation.zone)
            rows = rows.filter(**{way: start + dt.timedelta(days=way == "at__lt")})
    about = []
    if number := given.get("case", "").strip():
        cases = list(Case.objects.seen_by(me).filter(number=as_number(number)).values_list("pk", flat=True))
        rows, wrong = rows.filter(cases__overlap=cases), "" if cases else _("Дела с таким номером нет.")
        about += [("case", pk) for pk in cases]
    if text := given.get("client", "").strip():
        clients = clients_by(text, me)
        every = cases_of_clients(clients)
        known = open_cases(every, me)
        rows = rows.filter(about_them(clients, known)).exclude(
            ~Q(cases=[]), cases__contained_by=[pk for pk in every if pk not in known]
        )
        wrong = wrong or ("" if clients else _("Такого клиента нет. Введите фамилию и имя, почту или номер карточки."))
        about += [("client", pk) for pk in clients]
    _note(request, about)
    return rows, wrong


def _note(request: HttpRequest, about: Iterable[tuple[str, int]]) -> None:
    if (looked := LOOKED.get()) is not None:
        exports = request.resolver_match is not None and request.resolver_match.url_name == "journal_export"
        keys = [ITSELF, *about]
        for key in keys:
            looked.tell("export" if exports else "search" if len(keys) > 1 else "view", key)


def clients_by(text: str, me: Employee) -> list[int]:
    """Cards by number, surname with names, or address, with those joined to them."""
    rows = Client.objects.filter(organisation_id=me.organisation_id)
    if numeral(text) and len(text) < 10:
        found = rows.filter(pk=int(text))
    elif key := phone_key(text):
        of_number = Q(address=normal("phone", text)) | Q(address=key) | Q(address__startswith=f"{key} ")
        held = told_addresses(ClientAddress.objects.filter(of_number, channel="phone"), me)
        found = rows.filter(pk__in=held.values("client"))
    elif "@" in text:
        held = told_addresses(ClientAddress.objects.filter(channel="email", address=normal("email", text)), me)
        found = rows.filter(pk__in=held.values("client"))
    else:
        parts = dict(zip(("surname", "name", "patronymic"), text.split(), strict=False))
        called = rows.filter(**{f"{k}__iexact": v for k, v in parts.items()})
        found = called.union(rows.filter(company__iexact=text))  # in one condition neither has an index
    return sorted(open_cards(with_joined(found.values_list("pk", flat=True)[:100]), me))


def lines(records: list[AccessRecord], me: Employee, *, named: int | None = NAMED) -> list[Line]:
    """Few queries, however many records: what is closed to the reader is neither named nor counted. named: how many
    keys of one record are named; None: all."""
    staff = Employee.everyone.in_bulk({i for r in records for i in (r.employee_id, r.issuer_id) if i})
    numbers = open_cases({pk for r in records for pk in r.cases}, me)
    known = open_cards({pk for r in records for pk in r.clients}, me)
    letters = {int(key[8:]) for r in records for key in r.others if LETTER.fullmatch(key)}
    given = Contact.objects.filter(pk__in=letters).exclude(case=None).values_list("pk", "case")
    seen = open_cases({case for _pk, case in given}, me)
    hidden = {f"contact:{pk}" for pk, case in given if case not in seen}
    kept = {r.pk: [pk for pk in r.clients if pk in known] for r in records}
    people = Client.objects.defer("special_needs").in_bulk({pk for own in kept.values() for pk in own[:named]})

    def line(r: AccessRecord) -> Line:
        cases = [numbers[pk] for pk in r.cases if pk in numbers]
        if r.cases and not cases:  # who was looked at there would say whose case it is
            kept[r.pk] = []
        cards = [_card(pk, people.get(pk), me) for pk in kept[r.pk][:named]]
        by, others = staff.get(r.employee_id), tuple(key for key in r.others if key not in hidden)
        return Line(
            r,
            by,
            staff.get(r.issuer_id or 0),
            place_of(r.page, by_program=bool(by and by.is_service)),
            tuple(cases[:named]),
            tuple(cards),
            len(cases) + len(kept[r.pk]) - len(cases[:named]) - len(cards),
            others,
            closed=bool(r.cases or r.clients) and not (cases or cards),
        )

    return [line(r) for r in records]


def _card(pk: int, client: Client | None, me: Employee) -> str:
    """«№ 17, М. А. П.»: whoever reads no cases reads no names here either."""
    name = name_for(client, me)
    return f"№ {pk}, {name}" if name else f"№ {pk}"
