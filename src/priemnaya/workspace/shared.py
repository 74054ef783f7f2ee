"""What workspace views share: the employee, cases in scope, and one way to run an action and show what stopped it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from priemnaya.cases.authors import joined_strangers
from priemnaya.cases.guard import CLOSED_TO_YOU, barred_from, card_closed, had_it_open, seen_case
from priemnaya.cases.heard import NONE
from priemnaya.cases.incoming import Sender
from priemnaya.cases.kinds import must_be_signed_by
from priemnaya.cases.models import Case, NamedPerson
from priemnaya.cases.states import is_destroyed
from priemnaya.core.reading import day, moment, whole
from priemnaya.desk import actions as desk
from priemnaya.errors import Objection, Stale
from priemnaya.people.models import Client, Employee
from priemnaya.policy import Refused
from priemnaya.policy.reasons import given
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen as chosen
from priemnaya.ui.asked import page_seen as page_seen
from priemnaya.ui.notices import forget_refusals
from priemnaya.ui.typed import keep_typed as keep_typed
from priemnaya.ui.typed import refuse as refuse
from priemnaya.ui.typed import typed_of as typed_of
from priemnaya.workspace.composing import keep_words
from priemnaya.workspace.shown_first import DO, Answer, Deed, Form, shown_or_done
from priemnaya.workspace.stopped import keep_stopped, reasons_typed
from priemnaya.workspace.stopped import stopped_at as stopped_at

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LARGEST = 1_000_000_000
"""What a person counts: days, files, pages."""
Page = Callable[..., HttpResponse]
Act = Callable[..., Answer]


def who(request: HttpRequest) -> Employee:
    return cast(Employee, request.user)


def signed_by(typed: Mapping[str, str]) -> int:
    """How many people signed the message, as was typed; one where nothing was. Raises Objection."""
    return must_be_signed_by(whole(typed.get("signatories", "").strip() or "1"))


def heard_of(request: HttpRequest) -> str:
    """The token of the client's messages that the page showed (`cases.heard`). A form of ours always has one: who comes
    without has read nothing."""
    return str(request.POST.get("heard") or NONE)


def colleagues(case: Case) -> QuerySet[Employee]:
    """Everybody of the body of a case."""
    return Employee.objects.filter(organisation_id=case.organisation_id)


def typed_day(request: HttpRequest, name: str) -> dt.date | None:
    """The day of a field; None when it is empty: whether it may be is the action's to say. Raises Objection for what is
    no day."""
    typed = str(request.POST.get(name, "")).strip()
    found = day(typed)
    if typed and found is None:
        raise Objection(_("День «%s» не понят: выберите его в календаре.") % typed[:20])
    return found


def typed_moment(request: HttpRequest, name: str) -> dt.datetime | None:
    """Day and time of a field, local to the employee's body; None when it is empty. Raises Objection for what is no
    time."""
    typed = str(request.POST.get(name, "")).strip()
    found = moment(typed, who(request).organisation.zone)
    if typed and found is None:
        raise Objection(_("Время «%s» не понято: выберите день и час в календаре.") % typed[:20])
    return found


def typed_sender(typed: Mapping[str, str]) -> Sender:
    """Who wrote, as a registrar typed it from paper, a call or a visit. A form without a field leaves it empty."""
    names = ("surname", "name", "patronymic", "company", "postal_address", "on_behalf_of")
    said: dict[str, Any] = {n: typed.get(n, "") for n in names}
    return Sender(
        **said,
        kind=typed.get("client_kind", ""),
        addresses={c: typed[c] for c in ("email", "phone") if typed.get(c)},
    )


def typed_number(request: HttpRequest, name: str) -> int:
    """A whole number of a field; 0 when there is none: whether it may be is the action's to say."""
    found = whole(request.POST.get(name))
    return found if found and 0 < found < LARGEST else 0


def present(case: Case, me: Employee, *, at_letter: bool = False) -> None:
    """They have the case open now; of one whose data were destroyed nothing is written down."""
    if not is_destroyed(case):
        desk.present(case, by=me, at_letter=at_letter)


def case_for(request: HttpRequest, pk: int) -> Case:
    """A case the employee may see, or 404: other bodies' cases do not exist here."""
    cases = Case.objects.select_related(
        "client", "powers__client", "unit", "assignee", "service", "application", "complaint"
    )
    joined = Exists(Case.objects.filter(merged_into=OuterRef("pk")))
    found = seen_case(cases.filter(pk=pk).annotate(absorbs=joined), who(request))
    if found is None:
        closed_to(request, pk)
        raise Http404
    found.organisation = who(request).organisation  # joined, it and its parent take a plan of twice the time
    return found


def client_for(request: HttpRequest, pk: int) -> Client:
    """A client of the employee's body, or 404; so is one all of whose cases are closed to them."""
    rows = Client.objects.filter(organisation_id=who(request).organisation_id)
    found = rows.filter(pk=pk).select_related("organisation__parent").first()
    if found is None or card_closed(found, who(request)):
        raise Http404
    return found


def closed_to(request: HttpRequest, case_id: int) -> None:
    """One who had the case and is complained of in it now is told why it is gone. Raises PermissionDenied with
    words."""
    if had_it_open(case_id, who(request)):
        raise PermissionDenied(CLOSED_TO_YOU)


def shown_after(request: HttpRequest, case: Case) -> str:
    """Where to go after registering: to the case, or to the list when it is closed to the one who registered it."""
    if not barred_from(case.pk, who(request)):
        return case.get_absolute_url()
    words = _("Дело № %s зарегистрировано. Его видят отдел, которому его поручат, и те, кто распределяет дела.")
    if NamedPerson.objects.barring(who(request)).filter(case=case).exists():
        words = _("Дело № %s зарегистрировано. В нём названы вы или тот, кого вы замещаете: дальше его ведут другие.")
    messages.warning(request, words % case.number)
    return reverse("queue")


def fetched(request: HttpRequest) -> bool:
    """A script asks: it says what is wrong in its place, with the words still on the page."""
    return request.headers.get("X-Requested-With") == "fetch"


def told_quietly(words: StrOrPromise | Exception) -> JsonResponse:
    return JsonResponse({"text": str(words)}, status=409)


def _stopped(request: HttpRequest, case: Case, why: Exception, page: str) -> HttpResponse:
    """What stopped a deed, on the page that it was asked from; a script is told at once."""
    said = " ".join(v.why for v in why.verdicts) if isinstance(why, Refused) else str(why)
    if isinstance(why, DataError):
        said, page = _("В тексте недопустимый знак. Уберите его и повторите."), case.get_absolute_url()
    if fetched(request):
        return told_quietly(said)
    if isinstance(why, Refused):
        keep_stopped(request, case, why.verdicts)
        return redirect(f"{page}#stopped")
    if isinstance(why, Stale):
        keep_words(request, case, request.POST.get("text", ""))
    refuse(request, said, ", ".join(filter(None, (_("дело № %s") % case.number, case.client_name))))
    return redirect(page)


def acts_on_case(
    allowed: str,
    done: StrOrPromise = "",
    back: str = "case",
    *,
    form: str = "",
    press: StrOrPromise = DO,
    shows: bool = True,
    seen: str = "",
) -> Callable[[Act], Page]:
    """A POST that runs one action on a case. What the order stops comes back as verdict cards on the case's page, with
    what was typed kept in the session; other objections as a message. One POST, one URL, one action. back: the page to
    return to.

    A deed that writes to the client is shown first, by itself (`shown_first`). form: the id of its form on the page;
    press: what the button says that does it then; seen: the field of a page of its own that has shown the letter, to
    which the action holds. shows: no, where it sees to that itself; deeds of a letter (`reply.`) are done where its
    words stand.
    """
    shows = shows and not allowed.startswith("reply.")

    def decorate(view: Act) -> Page:
        @wraps(view)
        def run(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            try:
                case = case_for(request, pk)
            except PermissionDenied as closed:
                if fetched(request):
                    return told_quietly(closed)
                raise
            at_once = not shows or bool(seen and request.POST.get(seen))
            page = Form(reverse(back, args=[case.pk]), form, press)
            return _run(request, case, partial(view, request, case, **kwargs), page, done, at_once=at_once)

        run.shows, run.seen = shows, seen  # type: ignore[attr-defined]
        return require_POST(permission(allowed)(run))

    return decorate


def _run(
    request: HttpRequest, case: Case, deed: Deed, form: Form, done: StrOrPromise, *, at_once: bool
) -> HttpResponse:
    try:
        with given(reasons_typed(request)):
            first, answer = (None, deed()) if at_once else shown_or_done(request, case, deed, form)
    except (Refused, Objection, DataError) as why:
        return _stopped(request, case, why, form.page)
    if first is not None:
        return first
    if not fetched(request):
        stopped_at(request, case)
        forget_refusals(request)
    if done:
        messages.success(request, str(done))
    return (answer() if callable(answer) else answer) or redirect(form.page)


def strangers_of(request: HttpRequest, case: Case) -> list[Case]:
    """Of cases joined to this one those that may be of another author, as far as the reader may know of them."""
    found = joined_strangers(case) if getattr(case, "absorbs", True) else []
    return list(Case.objects.seen_by(who(request)).filter(pk__in=[c.pk for c in found]).order_by("pk")) if found else []
