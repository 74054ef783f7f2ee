"""What was checked of a letter, and why it is read and signed by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.bounded import Exceeded
from priemnaya.cases.explained import GRANTS, REFUSES, of_others, told_of
from priemnaya.cases.heard import said_after, seconds_of
from priemnaya.cases.held_back import answer_goes
from priemnaya.cases.letter_text import full_text
from priemnaya.cases.models import GROUNDED, Reply
from priemnaya.cases.substance import stated
from priemnaya.cases.wording import asked_of, attachment_findings, key_of, report_of
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.plain import Report, readability
from priemnaya.policy import KINDS, Verdict
from priemnaya.policy.vocabulary import title_of

from .answering import stops, verdicts_of


@dataclass(frozen=True)
class Passed:
    """A verdict that stopped nothing, and what was looked at for it."""

    verdict: Verdict
    looked: str


@dataclass(frozen=True)
class Checked:
    """What was checked of a letter: what stops it, what was kept, remarks on its words that nobody decided about."""

    stopping: list[Verdict]
    kept: list[Passed]
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
    verdicts = verdicts_of(reply, me, report, shown=True)
    text, kept = full_text(reply), set(reply.kept)
    left = [f for f in report.findings if f.level != "metric" and key_of(f, text) not in kept]
    left = [f for f in left if not reply.overrides.get(f.rule, "").strip()]
    remarks = list(dict.fromkeys(f.message for f in [*left, *attachment_findings(reply, shown=True)]))
    asked = asked_of(policy_of(reply.organisation), reply)
    passed = [_passed(v, asked) for v in verdicts if v.ok]
    good = list({(p.looked, p.verdict.citation, p.verdict.reason): p for p in passed}.values())
    return Checked(stops(verdicts, reply.overrides), good, remarks, unchecked, None if report.empty else report.score)


def _passed(verdict: Verdict, asked: list[Any]) -> Passed:
    """A clause may demand more than a program sees («документы достоверны»): what is told as done is what was looked
    at."""
    if verdict.kind == "before":
        said = title_of("fact", verdict.target.partition(".")[2])
    else:
        said = next((KINDS[verdict.kind].phrase(r.value) for r in asked if _is_of(r, verdict)), verdict.demand)
    return Passed(verdict, f"{said[:1].upper()}{said[1:]}")


def _is_of(rule: Any, verdict: Verdict) -> bool:
    same = (rule.kind, rule.clause.demand, rule.order.layer) == (verdict.kind, verdict.demand, verdict.layer)
    return same and verdict.target in KINDS[rule.kind].targets(rule.value)


def plain_of(waiting: QuerySet[Reply]) -> QuerySet[Reply]:
    """Of letters that wait those about which nothing warns at once (`apart_at_once`): they are worth a whole look."""
    none = {"why_differs__regex": BLANK, "sent_back_why": ""}
    rows = waiting.exclude(_other_reason()).filter(**none, prepared_at=None, remarks=None)
    return rows.exclude(decision__in=GROUNDED).exclude(case__urgency="urgent")


BLANK = r"^\s*$"
NOT_OF_WORDS = f'$.keyvalue().key ? (!(@ like_regex "^({GRANTS}|{REFUSES})"))'


def _other_reason() -> Func:
    """Whether a reason is recorded that is of no words: whether those are still in the letter, only a look tells."""
    found = (F("overrides"), Value(NOT_OF_WORDS))
    return Func(*found, template="jsonb_path_exists(%(expressions)s::jsonpath)", output_field=BooleanField())


def apart_at_once(reply: Reply) -> list[str]:
    """Why a letter is read and signed by itself, as far as it is seen without a check. Reads `remarks`."""
    reasons = [
        (reply.is_refusal, _("решение против клиента")),
        (_has_reason(reply), _("отправляется с записанной причиной")),
        (bool(reply.why_differs.strip()), _("решено не так, как похожие дела")),
        (bool(reply.remarks.all()) or bool(reply.sent_back_why), _("уже возвращали")),
        (reply.prepared_at is not None, _("подготовлено к электронной подписи")),
        (reply.case.urgency == "urgent", _("срочное дело")),
        (bool(said_after(reply)), _("клиент написал после передачи на подпись")),
        (any(s.state == "refused" for s in seconds_of(reply.case)), _("второй заявитель отказался")),
    ]
    return [str(words) for is_so, words in reasons if is_so]


def _has_reason(reply: Reply) -> bool:
    """Of words that the letter still has, or of anything else: what the signer is shown."""
    return bool(of_others(reply) or told_of(reply, GRANTS) or told_of(reply, REFUSES))


EXPLAINED = gettext_lazy("автор объяснил то, чего проверка не увидела")


def why_apart(reply: Reply, found: Checked, *, places: bool = True) -> list[str]:
    """The same after a whole look; empty when it may go together with others. places=False: where it goes is shown
    beside each letter, so that an address nobody proved sets none apart."""
    goes = answer_goes(reply.case)
    reasons = [
        (bool(found.stopping or found.unchecked), _("порядок не даёт отправить")),
        (bool(found.remarks), _("есть замечания к тексту")),
        (bool(stated(reply)), EXPLAINED),
        (places and (any(g.level == 0 for g in goes) or not goes), _("адрес клиента не подтверждён")),
    ]
    return list(dict.fromkeys([*apart_at_once(reply), *(str(words) for is_so, words in reasons if is_so)]))
