"""Which bookings this browser may see: those it made, and those opened by number and code, as a case is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.numbers import as_number
from priemnaya.core import limits
from priemnaya.core.address import network_of
from priemnaya.core.reading import whole
from priemnaya.core.tokens import equal, same
from priemnaya.people.models import Organisation
from priemnaya.reception.models import Visit
from priemnaya.ui.limits import waiting

from .visit import LONGEST, gained, me_of

CODE = limits.Lock("visit code", free=5, anywhere=50, spray=30)


def open_visit(request: HttpRequest, visit: Visit, code: str = "") -> None:
    """This browser may see the booking. code: shown once more on the page that follows."""
    gained(request)
    now = int(timezone.now().timestamp())
    request.session[f"visit:{visit.pk}"] = {"code": visit.code_digest, "at": now, "shown": code}


def may_see_visit(request: HttpRequest, visit: Visit) -> bool:
    """By its code, or as the booking of whose identity is proved here."""
    me = me_of(request, visit.organisation)
    if me is not None and visit.client is not None and visit.client.living == me:
        return True
    kept = request.session.get(f"visit:{visit.pk}")
    if not isinstance(kept, dict) or not equal(str(kept.get("code", "")), visit.code_digest):
        return False
    return int(kept.get("at", 0)) + LONGEST > timezone.now().timestamp()


def code_shown(request: HttpRequest, visit: Visit) -> str:
    return str((request.session.get(f"visit:{visit.pk}") or {}).get("shown", ""))


def visits_here(request: HttpRequest, organisation: Organisation) -> list[Visit]:
    """Bookings that open in this browser, those to come first."""
    names = [k.removeprefix("visit:") for k in list(request.session.keys()) if k.startswith("visit:")]
    keys = [key for key in map(whole, names) if key]
    rows = Visit.objects.filter(organisation=organisation).exclude(state="held").exclude(number="")
    me = me_of(request, organisation)
    found = {v.pk: v for v in _full(rows.filter(pk__in=keys)) if may_see_visit(request, v)}
    if me is not None:
        mine = rows.filter(client=me) | rows.filter(client__merged_into=me)
        found |= {v.pk: v for v in _full(mine)}
    now = timezone.now()
    return sorted(found.values(), key=lambda v: (not v.is_ahead, abs(((v.starts or now) - now).total_seconds())))


def _full(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    return rows.select_related("place__point", "place__organisation", "kind", "window", "client", "organisation")


@dataclass(frozen=True)
class Opening:
    visit: Visit | None
    error: str = ""
    status: int = 200


def open_by_code(request: HttpRequest, organisation: Organisation, number: str, code: str) -> Opening:
    """One try. A number that no booking has is counted as any other."""
    number = as_number(number)
    if not number:
        return Opening(None, _("Это не похоже на номер записи. Он выглядит так: П-2026-000123."), 422)
    tried = limits.begin(CODE, f"{organisation.pk}:{number}", network_of(request))
    if tried.wait:
        said = _("Код этой записи уже несколько раз ввели неверно. Подождите %s и попробуйте снова.")
        return Opening(None, said % waiting(tried.wait), 429)
    rows = Visit.objects.filter(organisation=organisation, number=number).exclude(state="held")
    visit = rows.select_related("organisation", "place__point", "kind", "window", "client").first()
    if visit is not None and same(code, visit.code_digest):
        tried.opened()
        return Opening(visit)
    tried.missed()
    wrong = _("Номер или код не подходят. Проверьте их. Код вы видели, когда записывались, или его назвал сотрудник.")
    return Opening(None, wrong, 422)
