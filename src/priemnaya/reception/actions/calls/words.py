"""A talk in words, for the history of the client and for a case."""

from __future__ import annotations

from django.utils.translation import override

from priemnaya.reception.models import ANSWERED, OUTCOMES, RESULTS, Call


def words_of(call: Call) -> str:
    """In Russian, whatever language the page is read in: these words are kept."""
    with override("ru"):
        return _words_of(call)


def _words_of(call: Call) -> str:
    lines = [
        f"{q.text}\n{q.said}".strip() + (f" ({RESULTS[q.result]})" if q.result else "") for q in call.questions.all()
    ]
    if call.powers is not None:
        over = f", полномочия закончились {call.powers.last_day:%d.%m.%Y}" if call.powers.is_over else ""
        who = f"{call.powers.agent} за {call.powers.principal}, {call.powers.ground_said}{over}"
        lines.append(f"Говорит представитель: {who}.")
    lines += [f"{one['asks']} — {one['said']}" for one in call.needs]
    if call.answered:
        lines.append(f"Получен ли ответ: {ANSWERED[call.answered]}.")
    if call.outcome:
        said = f": {call.number_given}" if call.outcome == "number_given" and call.number_given else ""
        lines.append(f"Как помогли: {OUTCOMES[call.outcome]}{said}.")
    return "\n\n".join(str(line) for line in lines)
