"""What was checked of a letter, and why it is read and signed by itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from priemnaya.bounded import Exceeded
from priemnaya.cases.held_back import answer_goes
from priemnaya.cases.letter_text import full_text
from priemnaya.cases.models import Reply
from priemnaya.cases.substance import stated
from priemnaya.cases.wording import attachment_findings, key_of, report_of
from priemnaya.people.models import Employee
from priemnaya.plain import Report, readability
from priemnaya.policy import Verdict

from .answering import stops, verdicts_of


@dataclass(frozen=True)
class Checked:
    """What was checked of a letter: what stops it, what was kept, remarks on its words that nobody decided about."""

    stopping: list[Verdict]
    kept: list[Verdict]
    remarks: list[str]
    unchecked: str
    score: int | None


def checked(reply: Reply, me: Employee) -> Checked:
    """The same functions that stop the sending."""
    unchecked = ""
    try:
        report = report_of(reply)
    except Exceeded as exceeded:
        report, unchecked = Report((), 0, readability(""), 0), str(exceeded)
    verdicts = verdicts_of(reply, me, report)
    text, kept = full_text(reply), set(reply.kept)
    left = [f for f in report.findings if f.level != "metric" and key_of(f, text) not in kept]
    left = [f for f in left if not reply.overrides.get(f.rule, "").strip()]
    remarks = list(dict.fromkeys(f.message for f in [*left, *attachment_findings(reply)]))
    good = list({(v.citation, v.demand, v.reason): v for v in verdicts if v.ok}.values())
    return Checked(stops(verdicts, reply.overrides), good, remarks, unchecked, None if report.empty else report.score)


def why_apart(reply: Reply, me: Employee, found: Checked, *, places: bool = True) -> list[str]:
    """Why a letter is read and signed by itself; empty when it may go together with others. places=False: where it goes
    is shown beside each letter, so that an address nobody proved sets none apart."""
    goes = answer_goes(reply.case)
    reasons = [
        (bool(found.stopping or found.unchecked), _("порядок не даёт отправить")),
        (reply.is_refusal, _("решение против клиента")),
        (bool(found.remarks), _("есть замечания к тексту")),
        (bool(reply.overrides), _("отправляется с записанной причиной")),
        (bool(reply.why_differs.strip()), _("решено не так, как похожие дела")),
        (bool(reply.not_refusal.strip()) or bool(stated(reply)), _("автор объяснил то, чего проверка не увидела")),
        (reply.remarks.exists() or bool(reply.sent_back_why), _("уже возвращали")),
        (reply.prepared_at is not None, _("подготовлено к электронной подписи")),
        (places and (any(g.level == 0 for g in goes) or not goes), _("адрес клиента не подтверждён")),
        (reply.case.urgency == "urgent", _("срочное дело")),
    ]
    return [words for is_so, words in reasons if is_so]
