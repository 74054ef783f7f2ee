"""A talk in words, for the history of the client and for a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import override

from priemnaya.cases.actions.reading import Words, words_told
from priemnaya.cases.incoming import Matter
from priemnaya.reception.models import ANSWERED, OUTCOMES, RESULTS, Call


def words_to_seek(call: Call, asked: Iterable[str], needs: Iterable[str], caller: str, more: str = "") -> Words:
    """Whom the talk names: what the client asked, what they answered, what somebody promised to find out. more:
    what is promised now. Before any lock."""
    promised = call.call_backs.values_list("what", flat=True)
    return words_told(call.organisation, Matter(heard_words(asked, (*needs, *promised, more))), caller)


def heard_words(texts: Iterable[str], needs: Iterable[str]) -> str:
    """What the client has said: questions, and answers to what was asked."""
    return "\n\n".join(words for one in (*texts, *needs) if (words := one.strip()))


def heard_in(call: Call) -> str:
    """And what somebody promised to find out for them."""
    needs, promised = [str(one["said"]) for one in call.needs], call.call_backs.values_list("what", flat=True)
    return heard_words(call.questions.values_list("text", flat=True), (*needs, *promised))


def words_of(call: Call) -> str:
    """In Russian, whatever language the page is read in: these words are kept."""
    with override("ru"):
        return _words_of(call)


def _words_of(call: Call) -> str:
    lines = _said(call)
    if call.powers is not None:
        over = f", полномочия закончились {call.powers.last_day:%d.%m.%Y}" if call.powers.is_over else ""
        who = f"{call.powers.agent} за {call.powers.principal}, {call.powers.ground_said}{over}"
        lines.append(f"Говорит представитель: {who}.")
    if call.answered:
        lines.append(f"Получен ли ответ: {ANSWERED[call.answered]}.")
    if call.outcome:
        said = f": {call.number_given}" if call.outcome == "number_given" and call.number_given else ""
        lines.append(f"Как помогли: {OUTCOMES[call.outcome]}{said}.")
    return "\n\n".join(str(line) for line in lines)


def further_words(call: Call, kept: str) -> str:
    """What was asked and said since the talk was written into its case; empty where nothing was."""
    with override("ru"):
        return "\n\n".join(words for words in _said(call) if words not in kept)


def _said(call: Call) -> list[str]:
    said = [
        f"{q.text}\n{q.said}".strip() + (f" ({RESULTS[q.result]})" if q.result else "") for q in call.questions.all()
    ]
    return [*said, *(f"{one['asks']} — {one['said']}" for one in call.needs)]
