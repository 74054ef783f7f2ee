"""What the words of closed fields mean, in Russian: fields whose words stand in no list of the vocabulary."""

from __future__ import annotations

from priemnaya.bounded.lined import CALLED
from priemnaya.policy.contact_points import FUNCTION_TITLES

from . import by_chosen_point, closes_as, informs, offer_choice, periodic, written

TEXTS: dict[str, str] = {
    "reply": "ответ клиенту",
    "article": "материал базы знаний",
    "script": "скрипт разговора",
    "speech": "устная речь",
    "service": "описание услуги",
}
FUNCTIONS = {
    "inform": "разъясняют, отвечают на вопросы",
    "intake": "принимают сообщения; какое заявление сюда подают, говорит описание услуги",
    "register": "регистрируют",
    "notify": "сообщают, как идёт дело",
    "deliver": "отправляют или выдают ответ и результат",
    "rate": "принимают оценку",
    "complain": "принимают жалобы",
}
"""As an act says it; pages tell clients the same in the first person (FUNCTION_TITLES)."""
assert set(FUNCTIONS) == set(FUNCTION_TITLES)
ROLLS = {
    "none": "выходной не переносит",
    "back": "с выходного на рабочий день накануне",
    "forward": "с выходного на следующий рабочий день",
}
OPTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "written.checks": ("Проверки текста", written.CHECK_TITLES),
    "written.on": ("Какой текст проверяют", TEXTS),
    "point_serves.functions": ("Для чего точка взаимодействия", FUNCTIONS),
    "closes_as.needs": ("Что должно быть, чтобы закрыть без ответа", closes_as.ASKED),
    "informs.says": ("О чём пункт, который ничего не требует", informs.SAYS),
    "by_chosen_point.what": ("Что уходит через выбранную точку", by_chosen_point.NAMES),
    "offer_choice.what": ("Что выбирает клиент", offer_choice.NAMES),
    "review.proof": ("Чем подтверждают (review, by_hand)", periodic.PROOFS),
    "within.skip": ("Какие дни не считают", {"none": "считают все", "non_working_days": "выходные не считают"}),
    "within.roll": ("Куда переносят последний день (within, review, by_hand, closes_as)", ROLLS),
    "within.start": (
        "С какого дня считают",
        {"next_day": "со следующего за событием", "same_day": "с самого дня события"},
    ),
}
"""Field -> (what it says, each of its words in Russian)."""
for _title, _words in OPTIONS.values():
    for _word, _said in _words.items():
        CALLED.setdefault(_word, []).append(_said)
