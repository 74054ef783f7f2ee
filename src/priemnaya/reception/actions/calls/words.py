"""A talk in words, for the history of the client and for a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import override

from priemnaya.cases.actions.reading import Words, words_told
from priemnaya.cases.incoming import Matter
from priemnaya.reception.models import ANSWERED, OUTCOMES, RESULTS, Call

LONGEST = 20_000


def words_to_seek(call: Call, asked: Iterable[str], needs: Iterable[str], caller: str, more: str = "") -> Words:
    """Whom the talk names: what the client asked, what they answered, what somebody promised to find out. more:
    what is promised now. Before any lock."""
    promised = call.call_backs.values_list("what", flat=True)
    said = "\n\n".join(text.strip() for text in (*asked, *needs, *promised, more))[:LONGEST]
    return words_told(call.organisation, Matter(said), caller)


def words_of(call: Call) -> str:
    """In Russian, whatever language the page is read in: these words are kept."""
    with override("ru"):
        return _words_of(call)


def _words_of(call: Call) -> str:
    lines = [
        f"{q.text}\n{q.said}".strip() + (f" ({RESULTS[q.result]})" if q.result else "") for q in call.questions.all()
    ]
    lines += [f"{one['asks']} — {one['said']}" for one in call.needs]
    if call.answered:
        lines.append(f"Получен ли ответ: {ANSWERED[call.answered]}.")
    if call.outcome:
        said = f": {call.number_given}" if call.outcome == "number_given" and call.number_given else ""
        lines.append(f"Как помогли: {OUTCOMES[call.outcome]}{said}.")
    return "\n\n".join(str(line) for line in lines)
