"""What of a letter is an answer, and what a letter says: lemmas, copies, stock phrases, negation."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from priemnaya.plain import check
from priemnaya.plain.dates import days_in
from priemnaya.plain.document import Document
from priemnaya.plain.eval.corpus import development, frozen
from priemnaya.plain.mentions import mentions, named, numbers_in
from priemnaya.plain.questions import TELLS
from priemnaya.plain.refusing import grants, refusals
from priemnaya.plain.signs import greeted, says
from priemnaya.plain.substance import Letter, explains, question_of, says_something
from priemnaya.plain.weights import weight

pytestmark = pytest.mark.unit
LETTERS = Path(__file__).with_name("letters")
ASKED = "Прошу продлить аренду земельного участка."

EMPTY = [
    "Здравствуйте, Мария Сергеевна!",
    "Здравствуйте!\n\nС уважением,\nначальник отдела\nОрлов С. И.",
    "Здравствуйте!\n\nНачальник отдела С. И. Орлов",
    "Здравствуйте!\n\nПомог ли ответ? Оцените его, это займёт минуту: https://site.example/rate/abc",
    "Рассмотрено, спасибо.",
    "Здравствуйте!\n\nВаше обращение № 2026-000012 от 01.02.2026 получено и рассмотрено в установленном порядке.",
    "Здравствуйте! В связи с вышеизложенным сообщаем, что вопрос взят на контроль.",
    "Здравствуйте!\n\nБлагодарим за внимание. Ваше мнение очень важно для нас.",
    f"Здравствуйте!\n\n{ASKED}",
    "Здравствуйте!\n\nСообщаем, что вы просите продлить аренду земельного участка.",
    (
        "Здравствуйте!\n\nВаше дело 2026-000001 у нас в работе. Ответим до 01.03.2027.\n\n"
        "Если у вас появятся новые документы, пришлите их ответом на это письмо."
    ),
    "Здравствуйте!\n\nВаше обращение рассмотрено в соответствии с Федеральным законом № 59-ФЗ.",
]
ANSWERS = [
    "Да, можно.\n\nАренда продлевается.",
    "Здравствуйте!\n\nПродлить аренду можно.",
    "Здравствуйте!\n\nАренду продлили до 2031 года.",
    "Здравствуйте!\n\nВы просите продлить аренду. Подайте заявление до 1 февраля.",
    "Здравствуйте!\n\nУчасток нужен городу под школу, поэтому договор закончится в марте.",
    "Здравствуйте!\n\nВаше обращение рассмотрено. Участок сдадут вам на пять лет.",
]


@pytest.mark.parametrize("text", EMPTY)
def test_a_letter_of_greetings_stock_phrases_and_the_clients_own_words_answers_nothing(text: str) -> None:
    assert Letter(text, [ASKED]).answer_to(question_of(ASKED)) is None


@pytest.mark.parametrize("heap", ["Участок аренда 5", "Аренда участок земля.", "Продление аренда договор 5 лет"])
def test_words_of_the_matter_that_no_sentence_joins_answer_nothing(heap: str) -> None:
    assert Letter(f"Здравствуйте!\n\n{heap}", [ASKED]).answer_to(question_of(ASKED)) is None
    assert not says_something(heap)


@pytest.mark.parametrize(
    "words",
    [
        "Аренда участка: 5 лет.",
        "Срок аренды участка 5 лет",
        "Плата за участок — 500 рублей в год.",
        "Кабинет 5, часы приёма с 9 до 18",
        "Город Ижевск, улица Мира, дом 5, квартира 3",
        "Заявление, паспорт, договор аренды",
        "Врач терапевт",
        "В рабочие часы, без записи — в порядке очереди",
    ],
)
def test_words_without_a_predicate_that_are_joined_say_something(words: str) -> None:
    assert says_something(words)


@pytest.mark.parametrize("text", ANSWERS)
def test_a_short_answer_is_an_answer(text: str) -> None:
    assert Letter(text, [ASKED]).answer_to(question_of(ASKED)) is not None


def test_a_decision_told_in_the_future_is_no_empty_promise() -> None:
    """Seen: «Мы отменим штраф.» and «Лифт в вашем доме заменят.» stopped as «only promises», 26 of 36 such letters."""
    letters = yaml.safe_load((LETTERS / "promised.yaml").read_text("utf-8"))

    def stopped(name: str) -> list[str]:
        return [t for t in letters[name] if "STR-24" in {f.rule for f in check(f"Здравствуйте!\n\n{t}").findings}]

    assert stopped("decides") + stopped("fresh_decides") == []
    assert len(stopped("promises")) >= 23
    assert len(stopped("fresh_promises")) >= 4


def test_each_of_several_questions_needs_its_own_answer() -> None:
    rent, road = question_of("Продление аренды участка"), question_of("Ремонт дороги к посёлку")
    letter = Letter("Здравствуйте!\n\nВы спрашиваете об аренде и о дороге. Аренду продлим до 2031 года.")
    assert letter.answer_to(rent, [road]) is not None
    assert letter.answer_to(road, [rent]) is None
    both = Letter("Здравствуйте!\n\nАренду продлим до 2031 года.\n\nДорога\nЕё отремонтируют летом.")
    assert both.answer_to(road, [rent]) is not None


def test_an_action_named_by_a_noun_is_answered_by_its_verb() -> None:
    assert Letter("Здравствуйте!\n\nДом отремонтируют.").answer_to(question_of("Когда ремонт?")) is not None


def test_no_letter_of_the_corpus_is_taken_for_an_empty_one() -> None:
    """Besides a notice that a letter was sent on: its answer is elsewhere."""
    letters = [letter for letter in [*development(), *frozen()] if letter.kind != "forwarding"]
    assert len(letters) > 100
    assert [letter.name for letter in letters if not Letter(letter.text).passages] == []


def test_the_author_marks_words_that_stand_in_the_letter_and_say_something() -> None:
    letter = Letter("Здравствуйте!\n\nВсё решено: приедем 5 мая.\n\nСпасибо за обращение.")
    assert letter.holds("приедем 5 мая")
    assert not letter.holds("приедем 6 мая")
    assert not letter.holds("Спасибо за обращение")
    assert not letter.holds("Здравствуйте")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Долг не оплачен.", True),
        ("Участок уже сдан другому человеку, ст. 39.6 ЗК РФ.", True),
        ("Согласно ст. 39.6 Земельного кодекса РФ.", False),
        ("пункт 2 статьи 39.16 Земельного кодекса РФ", False),
        ("Отказано на основании пункта 2 статьи 39.16 Земельного кодекса РФ.", False),
    ],
)
def test_grounds_of_references_alone_explain_nothing(text: str, said: bool) -> None:
    assert says_something(text) is said


SAID = {
    "appeal_order": (
        [
            "Если не согласны с ответом, обжалуйте его в суде.",
            "Если вы не согласны с отказом обжалуйте его министру",
            "Отказ можно обжаловать министру или в суде в течение трёх месяцев.",
            "Обжаловать решение можно не позднее трёх месяцев.",
            "Жалобу можно подать министру.",
            "Вы вправе подать жалобу в министерство.",
            "Обратитесь в суд.",
            "Решение может быть обжаловано в суде.",
            "Порядок обжалования: пишите министру.",
        ],
        [
            "Государственная услуга оказана.",
            "Посуда куплена, судьба дома решена.",
            "Жаловаться не нужно.",
            "Не нужно жаловаться в суд.",
            "Обжаловать это решение нельзя.",
            "Решение не подлежит обжалованию.",
            "Вашу жалобу рассмотрели.",
            "Мария Иванова подала жалобу на письмо.",
            "По решению суда дом снесён.",
        ],
    ),
    "apology": (
        ["Приносим извинения.", "Приносим вам свои извинения за ошибку.", "Извините за ошибку.", "Просим прощения."],
        ["Извинений не приносим.", "Извинительные причины учтены.", "Приносить извинения мы не будем."],
    ),
    "fee": (
        ["Пошлина 700 рублей.", "Справка стоит 200 рублей.", "Внесите плату 300 рублей."],
        ["Не стоит волноваться.", "Зарплата 20 000 рублей.", "Вам предстоит получить 5000 рублей."],
    ),
    "service_complaint": (
        [
            "Досудебная жалоба",
            "Жалоба на отказ в предоставлении государственной услуги",
            "досудебное (внесудебное) обжалование",
        ],
        ["Жалоб на государственные услуги не имею.", "Это не жалоба на государственную услугу."],
    ),
}


@pytest.mark.parametrize("sign", SAID)
def test_a_sign_is_seen_by_lemmas_and_not_where_it_is_denied(sign: str) -> None:
    said, unsaid = SAID[sign]
    assert [t for t in said if not says(t, sign)] == []
    assert [t for t in unsaid if says(t, sign)] == []


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Жалоба", "Жалоба на отказ в предоставлении государственной услуги", "service_complaint"),
        ("", "Жалоба в порядке главы 2.1 закона № 210-ФЗ", "service_complaint"),
        ("", "Прошу предоставить мне государственную услугу", "service_application"),
        ("", "Это не жалоба на государственную услугу, а вопрос.", ""),
        ("", "Жалоб на муниципальные услуги не имею.", ""),
        ("", "Прошу убрать снег. Государственная граница услугами не занята.", ""),
    ],
)
def test_what_a_letter_calls_itself(subject: str, text: str, kind: str) -> None:
    from priemnaya.cases.kinds import evident_kind

    assert evident_kind(subject, text) == kind


def test_a_greeting_is_a_greeting() -> None:
    for text in ("Здравствуйте!", "Уважаемая Мария!", "Мария Сергеевна, здравствуйте!", "Добрый день!"):
        assert greeted(text), text
    for text in ("Уважаем ваше мнение.", "Принесите паспорт.", "Добрый человек поможет.\nЗдравствуйте."):
        assert not greeted(text), text


def test_a_surname_is_seen_in_any_case_and_never_inside_another_word() -> None:
    for text in ("Иванова подала жалобу", "жалобу Ивановой", "с Ивановой"):
        assert named(Document(text), "Иванова", "Иванова Мария Сергеевна"), text
    assert not named(Document("ивановский район"), "Иванова", "Иванова Мария Сергеевна")
    assert not named(Document("Отдел лицензий"), "Ли", "Ли Анна Сергеевна")
    assert named(Document("Анна Ли подала жалобу"), "Ли", "Ли Анна Сергеевна")


def test_words_and_numbers_of_a_paper_are_told_apart() -> None:
    assert mentions(Document("письмо Отдела земельных отношений"), "Отдел земельных отношений")
    assert not mentions(Document("отдел кадров ответил письмом"), "Отдел земельных отношений")
    assert numbers_in("Письмо от 01.10.2026 № 15/2") == {"15/2"}
    assert days_in("1 октября 2026 года и 01.10.2026, а 31.02.2026 не бывает") == {dt.date(2026, 10, 1)}


JUDGED = {name: yaml.safe_load((LETTERS / f"{name}.yaml").read_text("utf-8")) for name in ("development", "frozen")}
KNOWN_WRONG = {"development": 0, "frozen": 1}
"""Letters of a set that the guard judges wrongly. Before it was mended: of 24 answers each, 14 and 12 were taken for answers;
of 24 that answer nothing, 2 and 6 were stopped; no interim one was."""


def judged(row: dict[str, str]) -> str:
    letter = Letter(f"Здравствуйте!\n\n{row['letter']}", [row["asked"]])
    if letter.answer_to(question_of(row["asked"])):
        return "answers"
    return "interim" if letter.promised else "none"


@pytest.mark.parametrize("name", JUDGED)
def test_short_answers_pass_and_deferrals_do_not(name: str) -> None:
    rows = [(kind, row) for kind in ("answers", "none", "interim") for row in JUDGED[name][kind]]
    assert len(rows) >= 52
    wrong = [(kind, judged(row), row["letter"]) for kind, row in rows if judged(row) != kind]
    assert len(wrong) <= KNOWN_WRONG[name], wrong


BESIDE = {"beside": 5, "after-mention": 2, "mismatched": 2, "bare": 0}
"""Answers that miss the question by the whole of their sense, and good ones in other words than the question's; how many
of each dozen the guard judges wrongly. Before it asked whether what follows a mention speaks of it: 12 and 2. Letters about
another matter that hold a day, a number or «можно» (`mismatched`, 18): 17 passed before a letter had to be about the
question or a bare reply of its kind; no good answer of the other sets was lost by it."""


@pytest.mark.parametrize("name", BESIDE)
def test_what_follows_a_mention_must_speak_of_it(name: str) -> None:
    rows = yaml.safe_load((LETTERS / f"{name}.yaml").read_text("utf-8"))
    expected = "none" if name in ("beside", "mismatched") else "answers"
    wrong = [row["letter"] for row in rows if judged(row) != expected]
    assert len(wrong) <= BESIDE[name], wrong


EVASIVE = {"evasive": 96, "frozen-evasive": 56, "fresh-evasive": 38, "blind-evasive": 34}
"""How many made-up letters that answer nothing are caught, of 97, 60, 40 and 40; before, 21, 8, 5 and 3. The lists were made on
the first; the second was written beside it and not read while mending; the third gave 27 on its first run and was mended by
afterwards; the fourth was written when all was done."""


def evasive(name: str) -> list[tuple[str, str]]:
    rows = yaml.safe_load((LETTERS / f"{name}.yaml").read_text("utf-8"))
    assert len(rows) >= 20
    return [(row["asked"], letter) for row in rows for letter in row["letters"]]


@pytest.mark.parametrize("name", EVASIVE)
def test_weather_praise_wishes_and_circles_answer_nothing(name: str) -> None:
    rows = evasive(name)
    passed = [row for row in rows if judged({"asked": row[0], "letter": row[1]}) == "answers"]
    assert len(rows) - len(passed) >= EVASIVE[name], passed


def test_letters_of_the_corpus_answer_what_was_asked() -> None:
    """Two of 49 questions were stopped before, too: a refusal by the law alone (U08) and a letter that names nothing of the
    question (U04). Of the 39 that nothing was made on, 2 are."""
    asked = yaml.safe_load((LETTERS / "of-corpus.yaml").read_text("utf-8"))
    corpus = {letter.name: letter.text for letter in development()}
    stopped = [n for n, q in asked.items() if not Letter(corpus[n], [q]).answer_to(question_of(q))]
    assert len(asked) == 88
    assert len([n for n in stopped if n[0] in "ACU"]) <= 2, stopped
    assert len([n for n in stopped if n[0] in "MN"]) <= 2, stopped


def test_words_that_stand_in_every_letter_weigh_less_than_those_of_a_matter() -> None:
    for common in ("сегодня", "хороший", "год", "день", "вопрос"):
        assert weight(common) < TELLS < weight("аренда"), common


@pytest.mark.parametrize(
    ("asked", "letter", "answers"),
    [
        ("Когда можно прийти за справкой?", "Приходите завтра.", True),
        (ASKED, "Приходите завтра.", False),
        ("Когда будет праздник?", "Праздник переносится из-за погоды на субботу, 12 декабря.", True),
        ("Почему нет отопления?", "Тепло важно для каждого.", False),
        ("Почему нет отопления?", "Котёл сломался, потому что не было воды.", True),
        ("Сколько ждать справку?", "Справка важна для многих.", False),
        ("Сколько ждать справку?", "Справка готовится 3 дня.", True),
        ("Как её проверить и исправить?", "Да.", False),
        ("Как её проверить и исправить?", "Да, можно.", False),
        ("Как её проверить и исправить?", "Нельзя.", True),
        ("Можно ли её исправить?", "Да.", True),
    ],
)
def test_what_carries_an_answer(asked: str, letter: str, answers: bool) -> None:
    assert (judged({"asked": asked, "letter": letter}) == "answers") is answers


HOLLOW = [
    (ASKED, "По вопросу продления аренды земельного участка вам ранее был дан ответ."),
    (ASKED, "По продлению аренды участка проведена проверка."),
    (ASKED, "Специалисты проведут работу по продлению аренды участка."),
    (ASKED, "В продлении аренды участка отказали в связи с наличием оснований для отказа."),
    ("Почему не убирают снег на улице Мира?", "По уборке снега на улице Мира вам ранее был дан ответ."),
    ("Почему не убирают снег на улице Мира?", "С подрядчиком по уборке снега проведена работа."),
    ("Прошу проверить магазин «Ромашка».", "В магазине «Ромашка» проведена проверка."),
    ("Почему мне отказали в пособии?", "Вам отказали в связи с наличием оснований для отказа в пособии."),
    ("", "Вам ранее был дан ответ."),
    ("", "Отказали в связи с наличием оснований для отказа."),
]
"""Stock sentences that name the matter and tell neither a fact of it nor a result: all of them passed for an answer."""
TOLD = [
    (ASKED, "Проверка проведена, участок свободен."),
    (ASKED, "По аренде участка вам уже ответили: договор продлён до 2031 года."),
    (ASKED, "В продлении аренды участка отказали: за вами долг 5000 рублей."),
    (ASKED, "В продлении аренды участка отказали, потому что участок изъят."),
    ("Когда отремонтируют дорогу?", "Работы по ремонту дороги провели в июле."),
    ("Прошу отремонтировать дорогу.", "Работы по ремонту дороги проведены."),
    ("Почему не убирают снег?", "Проверку провели: снег вывезли вчера."),
    ("Прошу проверить магазин «Ромашка».", "В магазине «Ромашка» провели проверку и нашли просроченное молоко."),
]


def test_a_deed_of_which_nothing_is_told_is_no_answer_and_one_that_is_told_is() -> None:
    assert [row for row in HOLLOW if judged({"asked": row[0], "letter": row[1]}) == "answers"] == []
    assert [row for row in TOLD if judged({"asked": row[0], "letter": row[1]}) != "answers"] == []


def test_why_a_letter_answers_is_no_word_that_fits_every_letter() -> None:
    for nothing in ("всё сказано", "см выше", "ответ дан", "Ответ в письме есть.", "там всё написано", "Смотрите выше"):
        assert not explains(nothing), nothing
    for why in ("Срок назван в третьем абзаце", "Про воду сказано в конце", "Клиент спрашивал про аренду, она решена"):
        assert explains(why), why


SENTENCES = {
    name: yaml.safe_load((LETTERS / f"{name}.yaml").read_text("utf-8")) for name in ("refusals", "frozen-refusals")
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_refusal_is_seen_by_its_words_and_not_where_it_is_denied_possible_or_told_by_the_client(name: str) -> None:
    """The first run on the frozen sentences saw 17 of 20 refusals and no false one, before «нельзя» and words far apart
    were mended."""
    said = SENTENCES[name]
    assert len(said["refusing"]) >= 20
    assert len(said["not_refusing"]) >= 20
    assert [s for s in said["refusing"] if refusals(s) != [s]] == []
    assert [s for s in said["not_refusing"] if refusals(s)] == []


def test_a_grant_is_seen_outright_and_not_where_it_is_denied_possible_or_hangs_on_something() -> None:
    said = SENTENCES["refusals"]
    assert [s for s in said["granting"] if grants(s) != [s]] == []
    assert [s for s in said["not_granting"] if grants(s)] == []
    assert [s for s in said["refusing"] if grants(s)] == []


def test_refusals_of_the_corpus_are_seen_and_other_letters_are_not_taken_for_them() -> None:
    letters = development()
    kinds = {
        kind: [bool(refusals(letter.text)) for letter in letters if letter.kind == kind]
        for kind in ("refusal", "reply")
    }
    assert sum(kinds["refusal"]) / len(kinds["refusal"]) > 0.85
    assert not any(kinds["reply"])
