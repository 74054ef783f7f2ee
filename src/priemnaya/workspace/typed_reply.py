"""The reply as the composer holds it: found, read from the form, saved, or kept beside the words of whoever was
quicker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from priemnaya.cases import actions
from priemnaya.cases.decision_parts import DAYS, EVERY, PARTS
from priemnaya.cases.models import UNSIGNED, Case, Reply
from priemnaya.core.rows import only
from priemnaya.desk import actions as desk
from priemnaya.errors import Stale
from priemnaya.ui.asked import chosen, day
from priemnaya.ui.typed import refuse
from priemnaya.workspace.composing import ANSWER, HOW, REASON, in_one, keep_two, keep_words, said, words_in
from priemnaya.workspace.shared import case_for, who


class Gone(Stale):
    """No letter is being written any more. said: what has become of it."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(f"{said} {_('Если вы что-то написали, оно показано ниже.')}")


def open_reply(case: Case) -> Reply:
    """The reply that is being written or waits for its signature. Raises Stale when there is none any more."""
    reply = only(case.replies.filter(state__in=UNSIGNED).select_related("author", "checker"))
    if reply is None:
        raise Gone(_gone(case))
    reply.case, reply.organisation = case, case.organisation  # as just read: a join of all that is the dearest query
    return reply


def _gone(case: Case) -> str:
    """What has become of the reply that was on the page."""
    last = case.replies.select_related("signer").order_by("-pk").first()
    if last is None or last.state == "dropped":
        return _("Черновик уже отменён.")
    return _("Ответ уже подписан (%s).") % last.signer


def open_or_404(request: HttpRequest, pk: int) -> Reply:
    try:
        return open_reply(case_for(request, pk))
    except Stale:
        raise Http404 from None


def fields_of(request: HttpRequest) -> dict[str, Any]:
    """What the form holds, as fields of a reply."""
    fields: dict[str, Any] = {n: str(request.POST[n]).replace("\r\n", "\n") for n in TYPED if n in request.POST}
    if "text" in request.POST:
        fields["letterhead"], fields["survey"] = bool(request.POST.get("letterhead")), bool(request.POST.get("survey"))
    for name in DAYS:
        if name in request.POST:
            fields[name] = day(request.POST[name])
            if request.POST[name] and fields[name] is None:
                del fields[name]
                refuse(request, _("День не понят: выберите его в календаре. Остальное сохранено."))
    if reasons := _prefixed(request, REASON, empty=True):
        fields["reasons"] = reasons
    if request.POST.get("forget_reason"):  # of before reasons were of sentences: it stays in a version
        fields["not_refusal"] = ""
    if how := _prefixed(request, HOW, empty=True):
        words = _prefixed(request, ANSWER)
        fields["answers"] = {key: {"how": chosen, "words": words.get(key, "")} for key, chosen in how.items()}
    return fields


TYPED = ("text", "decision", "grounds", "how_to_fix", "how_to_reapply", "how_to_appeal", "why_differs")


def is_words(name: str) -> bool:
    """Whether a field of the form holds words that somebody typed, which two pages may have otherwise."""
    return (name in TYPED and name != "decision") or name.startswith((REASON, ANSWER))


APART = ("ext_reason",)
"""Words of the same form that are no part of the letter: they stay in their own field while there is one."""


def _prefixed(request: HttpRequest, prefix: str, *, empty: bool = False) -> dict[str, str]:
    """Fields of a group, by what follows the prefix."""
    return {
        k.removeprefix(prefix): str(v).strip()
        for k, v in request.POST.dict().items()
        if k.startswith(prefix) and (empty or str(v).strip())
    }


def save_typed(request: HttpRequest, case: Case) -> Reply:
    """Save what was typed. A stale version loses nothing: the typed text is kept beside the saved one.

    Parts typed for the decision that the page showed belong to it: where the decision changes together with them, they
    are saved under the old one first, and set aside with it.
    """
    reply = open_reply(case)
    fields = fields_of(request)
    if request.POST.get("settle") and "answers" in fields:  # those of one text; without a script no others are sent
        fields["answers"] = {**reply.answers, **fields["answers"]}
    read: dict[str, Any] = {"version": version_of(request), "page": request.POST.get("page", "")[:20]}
    if fields.get("decision", reply.decision) != reply.decision:
        of_old = {n: fields.pop(n) for n in EVERY if n in fields and n in PARTS[reply.decision] and getattr(reply, n)}
        before = reply.version
        if of_old and (reply := actions.save_reply(reply, by=who(request), **read, **of_old)).version != before:
            read["version"] = reply.version
    before = reply.version
    saved = actions.save_reply(reply, by=who(request), **read, **fields)
    if saved.version != before:
        desk.writes(case, by=who(request))
    return saved


def not_saved(request: HttpRequest, case: Case, stale: Stale) -> None:
    """Says so, with the words kept; when they are the letter's already, as after a second press, only what became of
    it."""
    if keep_beside(request, case, stale):
        refuse(request, stale)
    elif getattr(stale, "saved", None) is not None:  # what else the form has is in its fields again
        refuse(request, getattr(stale, "said", str(stale)))
    else:
        messages.error(request, str(getattr(stale, "said", stale)))


def keep_beside(request: HttpRequest, case: Case, stale: Stale) -> bool:
    """The words that could not be saved are shown beside the saved ones; alone when there is no draft any more. Whether
    there were any."""
    saved = getattr(stale, "saved", None)
    names = [n for n in request.POST if is_words(n) or (saved is None and n in APART)]
    texts = [(n, str(request.POST[n]).replace("\r\n", "\n")) for n in names]
    last = saved or case.replies.order_by("-pk").first()
    lost = {n: v for n, v in texts if v.strip() and said(v) != said(words_in(last, n))}
    if saved is not None:
        if lost:
            keep_two(request, saved, lost, _prefixed(request, HOW, empty=True))
        return bool(lost)
    keep_words(request, case, in_one(lost))
    return bool(lost)


def version_of(request: HttpRequest) -> int | None:
    """The version of the letter that the page showed: who signs or changes another one is told."""
    return chosen(request, "version") or None


def saved_reply(request: HttpRequest, case: Case) -> Reply | None:
    try:
        return save_typed(request, case)
    except Stale as stale:
        not_saved(request, case, stale)
        return None
