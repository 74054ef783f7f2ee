"""One answer to many who wrote the same: each case gets a letter of its own, with its own name, number, way and term,
and passes every check that a single one passes. What one's own deed would not do, is not done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from priemnaya.cases import texts
from priemnaya.cases.actions import save_reply, send_reply, start_reply, submit_reply
from priemnaya.cases.actions.apart import checked, why_apart
from priemnaya.cases.actions.drafting import FIELDS, attach_to_reply
from priemnaya.cases.models import UNSIGNED, Case, Reply
from priemnaya.cases.surnames import TOKEN, Person, forms_of
from priemnaya.desk.models import BulkDeed, Campaign
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee

from .bulk import Deed, Outlook, carry_out, must_be_some, try_out

MOST_LETTERS = 30
"""Letters at once: each is checked and drawn, and the series of numbers is held meanwhile."""
RIGHTS = {"answer": "reply.submit", "send": "reply.sign"}
OWN = ("text", "answers", "letterhead", "overrides", "kept", "shown", "why_differs")
"""Fields that each letter has of its own; the others are the sample's. A reason that somebody gave is true of the case
it was given for."""


@action("reply.write")
@transaction.atomic
def answer_alike(
    campaign: Campaign,
    sample: Reply,
    cases: Sequence[Case],
    what: str,
    *,
    by: Employee,
    seen: Mapping[int, str],
    shown: Mapping[int, str] | None = None,
    files: bool = False,
) -> BulkDeed:
    """The sample's words to each of the cases; handed on for signature (answer), or signed by whoever may (send).
    shown: case -> token of the letter that was shown; where another would go, nothing does. files: those of the sample
    go along with each. Raises Objection for a sample that names its own client, NotAllowed."""
    do = _deed(sample, cases, what, by, files)
    return carry_out(campaign.organisation, cases, what, do, right=RIGHTS[what], by=by, seen=seen, shown=shown)


@action("reply.write")
def look_at_answers(
    campaign: Campaign,
    sample: Reply,
    cases: Sequence[Case],
    what: str,
    *,
    by: Employee,
    seen: Mapping[int, str],
    files: bool = False,
) -> list[Outlook]:
    """Every letter as it would be, and which of them would not go; nothing stays."""
    do = _deed(sample, cases, what, by, files)
    return try_out(cases, RIGHTS[what], do, by=by, seen=seen)


def _deed(sample: Reply, cases: Sequence[Case], what: str, by: Employee, files: bool) -> Deed:
    if what not in RIGHTS:
        raise Objection("Выберите, что сделать с ответами.")
    must_be_some(cases, RIGHTS[what], by)
    if len(cases) > MOST_LETTERS:
        raise Objection(f"За один раз — не больше {MOST_LETTERS} писем. Отметьте меньше.")
    must_be_for_all(sample, files)
    return lambda case: _answer(case, sample, what, by, files)


def must_be_for_all(sample: Reply, files: bool = False) -> None:
    """Nothing of the one it was written to may reach the others, in names of files neither. Raises Objection."""
    client, said = sample.case.client, shared_words(sample, files)
    if client is None:
        return
    person = Person(0, client.surname, client.name, client.patronymic)
    forms = {form.lower().replace("ё", "е") for form in forms_of(person)} if client.surname else set()
    words = {word.lower().replace("ё", "е") for word in TOKEN.findall(said)}
    if named := sorted(forms & words):
        raise Objection(
            f"В письме-образце назван его клиент («{named[0]}»): его имя ушло бы другим. Уберите имя из текста, в"
            " приветствии оно у каждого своё."
        )
    called = [name.lower() for name in (client.name, client.patronymic) if len(name) > 2]
    first = said.strip().partition("\n")[0].lower()
    if greeted := [name for name in called if name in first]:
        raise Objection(
            f"Письмо-образец обращается к своему клиенту по имени («{greeted[0].title()}»). Начните его строкой"
            f" «{texts.greeting(sample.case)}»: у остальных она станет их собственной."
        )
    if client.company and _plain(client.company) in _plain(said):
        raise Objection(f"В письме-образце названа организация его клиента («{client.company}»): уберите её из текста.")
    theirs = sample.case.addresses.values_list("address", flat=True)
    if told := [a for a in (*theirs, client.postal_address) if len(a) > 4 and a.lower() in said.lower()]:
        raise Objection(f"В письме-образце стоит адрес его клиента ({told[0]}): уберите его из текста.")


def _plain(words: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in words.lower().replace("ё", "е")).split())


def shared_words(sample: Reply, files: bool = False) -> str:
    """What of the sample all of them will read: without its greeting and its number."""
    own = texts.greeting(sample.case)
    parts = [sample.text.strip().removeprefix(own), sample.grounds, sample.how_to_fix, sample.how_to_reapply]
    parts += [sample.how_to_appeal, str(sample.endnotes or ""), *map(str, sample.answers.values())]
    parts += [file.name for file in sample.attachments.all()] if files else []
    return "\n".join(parts).replace(sample.case.number, "")


def _answer(case: Case, sample: Reply, what: str, by: Employee, files: bool) -> None:
    reply = _own_letter(case, sample, by, files)
    if what == "send":
        if apart := why_apart(reply, checked(reply, by), places=False):
            raise Objection(f"Это письмо подписывают отдельно: {'; '.join(map(str, apart))}")
        send_reply(reply, by=by, version=reply.version)
    else:
        submit_reply(reply, by=by)


def _own_letter(case: Case, sample: Reply, by: Employee, files: bool) -> Reply:
    """The draft of this case with the sample's words; the sample's own case goes with its own draft."""
    if case.pk == sample.case_id:
        mine = case.replies.select_related("case__organisation", "organisation").filter(state="draft").first()
        if mine is None:
            raise Objection("По этому делу ответ уже передан или отправлен.")
        return mine
    if other := case.replies.filter(state__in=UNSIGNED).select_related("author").first():
        raise Objection(f"По делу уже пишут другой ответ ({other.author or 'автор неизвестен'}): он останется.")
    reply = start_reply(case, by=by)
    fields: dict[str, Any] = {name: getattr(sample, name) for name in FIELDS if name not in OWN}
    given: dict[str, Any] = {"text": _text_for(case, sample), "answers": _answers_for(case, sample)}
    reply = save_reply(reply, by=by, version=reply.version, **fields, **given)
    for file in sample.attachments.select_related("file") if files else ():
        attach_to_reply(reply, file.name, file.file.read(), file.content_type, by=by)
    return Reply.objects.select_related("case__organisation__parent", "organisation").get(pk=reply.pk)


def _text_for(case: Case, sample: Reply) -> str:
    """The sample's words with this client's greeting and this case's number."""
    own, text = texts.greeting(sample.case), sample.text.lstrip()
    text = f"{texts.greeting(case)}{text.removeprefix(own)}" if text.startswith(own) else text
    return text.replace(sample.case.number, case.number)


def _answers_for(case: Case, sample: Reply) -> dict[str, Any]:
    """What the sample says of its questions, of those of this case that stand at the same place."""
    keys = zip(_questions(sample.case), _questions(case), strict=False)
    return {mine: sample.answers[theirs] for theirs, mine in keys if theirs in sample.answers}


def _questions(case: Case) -> list[str]:
    return [str(pk) for pk in case.questions.order_by("pk").values_list("pk", flat=True)]
