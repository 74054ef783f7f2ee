"""A duty of the order is confirmed by who answers for it, with a proof; or said not to be kept."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from priemnaya.core.antivirus import harmful, scan
from priemnaya.core.journal import record, ruled
from priemnaya.core.models import Obligation, StoredFile
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.duties import BODY, answering, open_next, phrase_of
from priemnaya.people.models import DutyProof, Employee
from priemnaya.plain.inputs import objection_to
from priemnaya.policy import Verdict

DIFFERENT = 3
"""Different words of a proof at least."""
SHORTEST = 10  # letters: what is shorter shows nothing


@action("staff")
@transaction.atomic
def confirm_duty(
    owed: Obligation, *, kept: bool, words: str, link: str = "", file: tuple[str, bytes] | None = None, by: Employee
) -> DutyProof:
    """Done for its period, with a proof, and the next one is owed; or not kept, in words, and the figure of the clause
    shows it. Raises Objection, NotAllowed; Stale when a colleague was first."""
    now = timezone.now()
    row = _answerable(owed, by, now)
    _look_at(row, words, link, kept=kept)
    stored = _checked(row, file, kept=kept)
    proof = DutyProof.objects.create(
        organisation=by.organisation,
        obligation=row,
        kept=kept,
        words=words.strip(),
        link=link.strip(),
        by=by,
        at=now,
        file=stored,
        file_name=file[0][-255:] if file and stored else "",
    )
    if kept:
        row.fulfilled_at = now
        row.save(update_fields=["fulfilled_at"])
    else:
        row.cancelled_at, row.cancelled_why = now, f"не соблюдается: {words.strip()}"[:200]
        row.save(update_fields=["cancelled_at", "cancelled_why"])
        if now <= row.due_at:  # later it is broken by its day already: one failure is counted once
            ruled([_not_kept(row)], by.organisation, by=by)
    open_next(row)
    record("duty.confirmed" if kept else "duty.not_kept", by.organisation, by=by, obligation=row.pk, proof=proof.pk)
    return proof


def _answerable(owed: Obligation, by: Employee, now: dt.datetime) -> Obligation:
    """The row, locked: open, of a period that has begun, answered by this person. Raises Objection, NotAllowed,
    Stale."""
    row = Obligation.objects.select_for_update(no_key=True).get(pk=owed.pk)
    if row.subject_type != BODY or "every" not in row.rule:
        raise Objection("Это не подтверждают: система видит сама, когда это сделано.")
    if by.pk not in {p.pk for p in answering(row, by.organisation)}:
        raise NotAllowed("Подтверждает тот, кто отвечает за это по порядку. Кто это, видно в списке обязанностей.")
    if not row.is_open:
        known = DutyProof.objects.filter(obligation=row).select_related("by").first()
        who = f": {known.by.short_name}" if known else ""
        raise Stale(f"За этот период уже ответили{who}. Обновите страницу.")
    if row.since_at > now:
        day = by.organisation.local(row.since_at)
        raise Objection(f"Период ещё не начался. Ответить за него можно с {day:%d.%m.%Y}.")
    return row


def _look_at(row: Obligation, words: str, link: str, *, kept: bool) -> None:
    if len(words.strip()) < SHORTEST:
        raise Objection("Напишите, что проверили и что увидели." if kept else "Напишите, что не соблюдается и почему.")
    if kept and len(set(re.findall(r"\w{2,}", words.casefold()))) < DIFFERENT:
        raise Objection("Напишите подробнее, что проверили и что увидели: по этим словам ничего не узнать.")
    if len(words) > 4000:
        raise Objection("Напишите короче: не больше 4000 знаков.")
    if kept and row.rule.get("proof") == "link" and not link.strip():
        raise Objection("Порядок требует ссылку на материал: вставьте её.")
    if link.strip():
        try:
            URLValidator(schemes=["http", "https"])(link.strip())
        except ValidationError:
            raise Objection("Это не адрес страницы. Вставьте его целиком: https://сайт.рф/страница.") from None
        if len(link.strip()) > 500:
            raise Objection("Ссылка длиннее 500 знаков.")


def _checked(row: Obligation, file: tuple[str, bytes] | None, *, kept: bool) -> StoredFile | None:
    """The file of a proof, looked at as what comes in is. Raises Objection."""
    if file is None:
        if kept and row.rule.get("proof") == "file":
            raise Objection("Порядок требует файл: приложите его.")
        return None
    name, content = file
    if wrong := objection_to(name, content):
        raise Objection(wrong)
    if harmful(found := scan(content)):
        raise Objection(f"Антивирус нашёл в файле «{name}» угрозу ({found}).")
    return StoredFile.objects.store(content)


def _not_kept(row: Obligation) -> Verdict:
    return Verdict(
        row.clause, False, "не соблюдается", "", "by_hand", row.what, row.layer, row.citation, phrase_of(row)
    )
