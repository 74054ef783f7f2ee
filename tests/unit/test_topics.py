"""Questions of a message, what is learnt of one, and how well topics are suggested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.knowledge.topics import shipped
from priemnaya.knowledge.topics.eval import _index, left_out, measured, taken_for_something, unseen
from priemnaya.knowledge.topics.features import lemmas
from priemnaya.knowledge.topics.questions import questions_in
from priemnaya.knowledge.topics.sure import offered

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Здравствуйте! 1) Как продлить аренду земли? 2) Сколько стоит выписка из ЕГРН? 3) Кто чинит дорогу?",
            ("Как продлить аренду земли?", "Сколько стоит выписка из ЕГРН?", "Кто чинит дорогу?"),
        ),
        (
            "Прошу ответить:\n1. когда дадут участок многодетным\n2. положен ли садик вне очереди\n\nС уважением, Иванов",
            ("когда дадут участок многодетным", "положен ли садик вне очереди"),
        ),
        (
            "Во-первых, где взять справку о стаже. Во-вторых, почему вы не ответили на письмо",
            ("где взять справку о стаже.", "почему вы не ответили на письмо"),
        ),
        ("прошу 1) продлить аренду 2) вывезти мусор", ("продлить аренду", "вывезти мусор")),
        ("Первый вопрос: когда капремонт. Второй вопрос: почему нет воды", ("когда капремонт.", "почему нет воды")),
        ("прошу:\n- отловить собак у школы\n- вывезти мусор", ("отловить собак у школы", "вывезти мусор")),
        ("Вопрос 1. Где взять справку? Вопрос 2: как оспорить отказ?", ("Где взять справку?", "как оспорить отказ?")),
        ("Вопрос №1 где взять справку? Вопрос №2 как оспорить отказ?", ("где взять справку?", "как оспорить отказ?")),
        ("1-й вопрос: где взять справку. 2-й вопрос: кто чинит дом", ("где взять справку.", "кто чинит дом")),
        ("Вопрос первый: где взять справку. Вопрос второй: кто чинит дом", ("где взять справку.", "кто чинит дом")),
        ("Первое: почините дорогу. Второе: вывезите мусор", ("почините дорогу.", "вывезите мусор")),
        (
            "I. Нет воды в доме.\nII. Нет газа.\nIII. Не чистят снег.",
            ("Нет воды в доме.", "Нет газа.", "Не чистят снег."),
        ),
        ("1. Мне не платят пенсию. 2. У нас не чистят снег.", ("Мне не платят пенсию.", "У нас не чистят снег.")),
        ("а) пересчитать налог;\nб) вернуть пошлину", ("пересчитать налог", "вернуть пошлину")),
        ("Прошу: а) пересчитать налог, б) вернуть пошлину", ("пересчитать налог", "вернуть пошлину")),
        ("Вопрос один когда ремонт вопрос два кто вывезет мусор", ("когда ремонт", "кто вывезет мусор")),
        (
            "У нас сломаны качели. Кто их починит? А ещё не горят фонари на улице. Когда включат свет?",
            ("У нас сломаны качели. Кто их починит?", "А ещё не горят фонари на улице. Когда включат свет?"),
        ),
        (
            "Прошу: 1. Провести газ в дом по улице Садовой 2. Починить дорогу к деревне 3. Поставить остановку автобуса",
            ("Провести газ в дом по улице Садовой", "Починить дорогу к деревне", "Поставить остановку автобуса"),
        ),
        (
            "Первый вопрос про газ в деревне. Второй — про дорогу к ней. Третий - про школу",
            ("про газ в деревне.", "про дорогу к ней.", "про школу"),
        ),
        (
            "Кто починит качели у дома? Когда включат свет в нём?  Собаки И.И. Петрова\nлают.\n\nКобзарь Ю.И., тел. +7 3412 66-55-44",
            ("Кто починит качели у дома?", "Когда включат свет в нём? Собаки И.И. Петрова лают."),
        ),
        (
            "Кто починит качели у дома? Ещё прошу вывезти мусор со двора, он лежит с лета.",
            ("Кто починит качели у дома?", "Ещё прошу вывезти мусор со двора, он лежит с лета."),
        ),
    ],
)
def test_a_message_is_taken_apart_into_its_questions(text: str, parts: tuple[str, ...]) -> None:
    assert questions_in(text).parts == parts


@pytest.mark.parametrize(
    "text",
    [
        "1/ Когда продлят аренду 2/ Как выкупить гараж",
        "1️⃣ Когда продлят аренду 2️⃣ Как выкупить гараж",
        "① Когда продлят аренду ② Как выкупить гараж",
        "Здравствуйте!\n1 Когда продлят аренду\n2 Как выкупить гараж",
        "п.1 Когда продлят аренду\nп.2 Как выкупить гараж",
        "п. 1. Когда продлят аренду п. 2. Как выкупить гараж",
        "1-ый вопрос Когда продлят аренду 2-ой вопрос Как выкупить гараж",
        "1. Когда продлят аренду\n1. Как выкупить гараж",
        "(1) Когда продлят аренду (2) Как выкупить гараж",
        "1: Когда продлят аренду\n2: Как выкупить гараж",
        "вопрос 1\nКогда продлят аренду\nвопрос 2\nКак выкупить гараж",
        "1.) Когда продлят аренду\n2.) Как выкупить гараж",
        "→ Когда продлят аренду\n→ Как выкупить гараж",
        "а. Когда продлят аренду\nб. Как выкупить гараж",
        "1. Я живу в Ижевске. 2. Когда продлят аренду 3. Как выкупить гараж",
    ],
)
def test_however_they_are_numbered(text: str) -> None:
    assert questions_in(text).parts == ("Когда продлят аренду", "Как выкупить гараж")


def test_what_is_the_writers_or_was_done_to_them_is_a_matter_and_who_they_are_goes_with_its_neighbour() -> None:
    for matter in (
        "Сосед захватил часть моего участка.",
        "Снесли мой забор трактором.",
        "Мой сосед сжигает мусор ночью.",
        "Меня уволили с работы.",
        "Я потерял паспорт.",
        "На нашей улице есть яма.",
        "Детский сад закрыт 3 года.",
        "У меня есть жалоба на соседа.",
        "Имею претензии к управляющей компании.",
        "Я против стройки во дворе.",
        "Мы за ремонт школы.",
        "Живём рядом со свалкой.",
    ):
        asked = questions_in(f"1. Прошу продлить аренду. 2. {matter} 3. Когда отремонтируют дорогу?")
        assert asked.parts == ("Прошу продлить аренду.", matter, "Когда отремонтируют дорогу?")
    for fact in ("Мне 45 лет.", "Живу в Ижевске, работаю на заводе.", "Я мать троих детей.", "Моему сыну 5 лет."):
        asked = questions_in(f"1. Прошу продлить аренду. 2. {fact} 3. Когда отремонтируют дорогу?")
        assert asked.parts == (f"Прошу продлить аренду. {fact}", "Когда отремонтируют дорогу?")
        asked = questions_in(f"1. {fact} 2. Прошу продлить аренду. 3. Когда отремонтируют дорогу?")
        assert fact in asked.before and asked.parts == ("Прошу продлить аренду.", "Когда отремонтируют дорогу?")


def test_what_is_asked_for_besides_is_a_question_and_may_turn_out_to_be_the_same() -> None:
    asked = questions_in("Прошу продлить аренду. Также прошу починить дорогу. А ещё верните пошлину за 2023 год.")
    assert asked.parts[1:] == ("Также прошу починить дорогу.", "А ещё верните пошлину за 2023 год.")
    assert not asked.marked


@pytest.mark.parametrize(
    "text",
    [
        "1. Я живу в Ижевске. 2. Работаю на заводе. Прошу участок.",
        "1. Я инвалид 2 группы\n2. У меня трое детей\nПрошу поставить в очередь на жильё",
        "Прошу дать участок по основаниям: 1) имею троих детей; 2) проживаю 10 лет.",
        "Прошу выдать участок. Приложение:\n1. Копия паспорта\n2. Копия договора",
        "1 ребёнок 5 лет\n2 ребёнок 7 лет\nположен ли садик",
        "согласно п.1 договора и\nп.2 приложения прошу вернуть деньги",
        "Прошу продлить аренду. Также прошу ответить письменно.",
        "Мне 45 лет. Также у меня двое детей. Прошу участок.",
        "Договор от 1. 12.2024 кончается. Как продлить аренду?",
        "Мой дом по ул. Ленина 5. Прошу 2. подъезд отремонтировать",
        "ст. 5 п. 1) закона. Почему отказали?",
        "Как продлить? И сколько стоит? Куда идти?",
        "1) 2) 3)",
        "Хочу участок. 1) дом. Остальное потом",
        "Прошу: 1. Починить дорогу у дома 2. там яма",
        "Первое письмо пришло 5 мая, второе письмо не пришло",
        "По вопросу 1 и вопросу 2 ответа нет",
        "Сосед передвинул забор. Куда обратиться, чтобы восстановить границы? Мы с детьми и собаками пройти не можем.\n\n"
        "Кобзарь Ю.И., тел. +7 3412 66-55-44 доб. 17",
    ],
)
def test_a_number_of_something_else_and_a_question_that_goes_on_part_nothing(text: str) -> None:
    assert questions_in(text).parts == (text,)


@given(st.text(alphabet="1234567890).?! \n-•абвВо-перых№", max_size=400))
def test_whatever_is_written_its_questions_are_words_of_it(text: str) -> None:
    asked = questions_in(text)
    assert all(part and set(part) <= set(text) for part in asked.parts)
    assert len(asked.parts) <= 10


def test_nothing_is_learnt_of_a_name_a_number_an_address_or_a_word_unknown() -> None:
    said = lemmas(
        "Я, Корепанова Зульфия Маратовна, ул. Удмуртская, +7 912 345-67-89, zulfiya@mail.ru, прошу продлить аренду",
        impersonal=True,
    )
    assert said[-2:] == ["продлить", "аренда"]
    assert not {"корепанов", "корепанова", "зульфия", "маратовна", "zulfiya", "mail"} & set(said)


@pytest.mark.parametrize("name", ["Садовой", "Школьной", "Газовиков", "Больничной", "Красных Зорь", "имени Кирова"])
@pytest.mark.parametrize("said", ["на ул. {}", "по улице {}, дом 5", "на ул.{} 5"])
def test_what_a_street_is_called_is_no_matter(said: str, name: str) -> None:
    plain = lemmas("Когда отремонтируют дорогу?")
    assert [w for w in lemmas(f"Когда отремонтируют дорогу {said.format(name)}?") if w != "дом"] == plain


def test_a_persons_name_is_no_matter_and_a_thing_stays() -> None:
    assert lemmas("Директор Огородников Иван не отвечает") == lemmas("Директор не отвечает")
    assert lemmas("по Садовой 12 яма") == ["яма"]
    assert lemmas("Пенсию 5 лет не платят")[0] == "пенсия"
    assert lemmas("ПРОШУ ПРОДЛИТЬ АРЕНДУ") == ["продлить", "аренда"]


def test_a_message_about_nothing_is_of_no_topic() -> None:
    """The floor of docs/topics.md, of messages written before any was tried: advertising, tests of a form, talk."""
    taken = taken_for_something("held", "last")
    for part, bearable in (("held", 3), ("last", 6)):
        assert len({*shipped.empty(part)} & {*taken}) <= bearable, part


def test_thanks_and_questions_of_whom_to_ring_are_of_no_matter() -> None:
    index = _index(shipped.messages())
    for said, code in (
        ("Спасибо за работу", "0001.0002.0027.0151"),
        ("Благодарю за вашу помощь", "0001.0002.0027.0151"),
        ("Снести самовольную постройку соседа", "0003.0009.0096.0678"),
        ("Телефон горячей линии скажите", ""),
        ("Купите наши окна со скидкой", ""),
    ):
        text = index.text(lemmas(said))
        best = offered(index.nearness(text), index.emptiness(text))
        assert [index.codes[n] for n in best[:1]] == [c for c in [code] if c], said


def test_the_labelled_messages_are_of_every_body_and_of_topics_that_exist() -> None:
    titles = shipped.titles()[0]
    messages = shipped.messages()
    assert len(messages) >= 600
    assert {m.code for m in messages} | {code for code, _ in shipped.everyday()} <= titles.keys()
    assert {m.body for m in messages} == {
        "",
        "altai-zags",
        "chechnya-minnats",
        "chelyabinsk-edu",
        "novosibirsk-okn",
        "udmurtia-mio",
    }
    assert {m.part for m in messages} == set(shipped.PARTS)


@pytest.mark.walk
def test_topics_are_suggested_no_worse_than_published() -> None:
    """The floor of docs/topics.md: by leave-one-out with nothing but titles and other messages, and of messages of
    another time."""
    alone = measured(left_out(("tune", "held"), everyday=False))
    assert alone.first >= 0.35 and alone.three >= 0.6
    later = measured(unseen("later", ("tune", "held")))
    assert later.three >= 0.48
