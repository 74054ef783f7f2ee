"""PDF and text: the words in the order of reading, without what repeats, with hyphens by the dictionary."""

from __future__ import annotations

import io
from typing import Any

import pytest

from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import read_document
from priemnaya.plain.inputs.hyphens import keeps_hyphen

from .packages import pdf, wrapped

pytestmark = pytest.mark.unit
LETTER = (
    "Здравствуйте! Министерство рассмотрело ваше обращение о предоставлении земельного участка многодетной семье и"
    " сообщает, что участок можно получить до конца года. Для этого принесите паспорт и свидетельства о рождении детей"
    " в отдел земельных отношений на улице Ленина. Отдел работает с понедельника по пятницу с девяти до восемнадцати."
)
OTHER = (
    "Если документы неполные, отдел вернёт их и назовёт то, чего не хватает. Ответ на заявление придёт по почте или в"
    " личный кабинет не позже тридцати дней. Решение можно обжаловать в суде или у руководителя министерства. Вопросы"
    " задайте по телефону горячей линии в рабочее время или напишите нам на электронную почту министерства."
)


def text_of(data: bytes, name: str = "a.pdf") -> str:
    return read_document(data, name).text


def flat(text: str) -> str:
    return " ".join(text.split())


def words_of(text: str) -> list[str]:
    return text.split()


KEPT = words_of("""
социально-экономический июле-августе кому-либо Санкт-Петербурга 10-10 59-ФЗ кто-то как-то что-нибудь из-за
по-моему по-русски во-первых кое-что научно-исследовательский вице-губернатор интернет-портал
жилищно-коммунальных всё-таки юго-западный северо-восточный где-то когда-либо чей-то один-два пресс-служба северо-западной
культурно-массовый Йошкар-Ола нормативно-правовой медико-социальная 1-й 24-часовой e-mail товарно-материальных
Ханты-Мансийский 12-34
""")
BROKEN = words_of("""
предо-ставить зе-мельный ко-торый Министер-ство по-этому по-том само-занятый видео-наблюдение водо-отведение
газо-провод благо-устройство рассмот-рение об-ращение удо-стоверение пере-адресация иму-щественных пра-во
за-кон муль-тифункциональный элек-тронный удмурт-ской ответ-ственный много-квартирный двух-этажный
кадаст-ровый выше-стоящий долго-срочный муници-пальный терри-тория онко-диспансер соц-защита энерго-сбережение
пол-года ПОСТАНОВ-ЛЕНИЕ желез-нодорожный железно-дорожный сельско-хозяйственный одиннадцати-месячный пяти-дневный сто-имость
""")
HELD_OUT_KEPT = words_of("""
кто-либо во-вторых по-новому мало-помалу Ростов-на-Дону бизнес-центр онлайн-приём экс-директор Мамин-Сибиряк
административно-территориальный 2-го какой-нибудь бок-о-бок-то военно-врачебная дошкольно-школьный
август-сентябрь
""")
HELD_OUT_BROKEN = words_of("""
учрежде-ния заявитель-ница недвижи-мость пособи-ями пенсио-нерам собствен-ность водо-снабжение тепло-трасса
микро-район авто-стоянка рас-поряжение комму-нальный пре-доставление опе-кун мно-годетная инва-лидность
бла-годарим не-жилое пред-приятие со-общаем орга-низация
""")


@pytest.mark.parametrize(("words", "kept"), [(KEPT, True), (BROKEN, False)])
def test_the_dictionary_decides_whose_hyphen_it_is(words: list[str], kept: bool) -> None:
    assert [w for w in words if keeps_hyphen(*w.rsplit("-", 1)) != kept] == []


def test_of_words_that_nothing_was_tuned_on_nearly_all_are_right() -> None:
    wrong = [w for w in HELD_OUT_KEPT if not keeps_hyphen(*w.rsplit("-", 1))]
    wrong += [w for w in HELD_OUT_BROKEN if keeps_hyphen(*w.rsplit("-", 1))]
    assert len(wrong) <= 0.05 * len(HELD_OUT_KEPT + HELD_OUT_BROKEN), wrong


def test_a_word_over_a_line_end_is_one_word_and_comes_back_as_it_was() -> None:
    data = "Пре-\r\nдоставим двух- и трёх-\r\nкомнатные, кое-\r\nчто за 10-\r\n12 дней.".encode("cp1251")
    manuscript = read_document(data, "a.txt")
    assert manuscript.text == "Предоставим двух- и трёхкомнатные, кое-что за 10-12 дней."
    assert manuscript.mended([]) == data


def test_lines_of_a_text_that_were_broken_for_their_width_are_one_sentence() -> None:
    text = "Министерство рассмотрело ваше обращение о предоставлении земельного\nучастка семье.\nпаспорт\nсправка"
    text += "\n---\nИжевск"
    manuscript = read_document(text.encode(), "a.txt")
    assert manuscript.text.splitlines()[0].endswith("земельного участка семье.")
    assert manuscript.text.splitlines()[1:] == ["паспорт", "справка", "---", "Ижевск"]
    assert manuscript.mended([]) == text.encode()


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_wide_letters_without_a_mark_are_read(name: str) -> None:
    assert text_of("Справка готова, приходите.".encode(name), "a.txt") == "Справка готова, приходите."


def test_columns_written_across_are_read_one_after_the_other() -> None:
    left, right = wrapped(LETTER, 40, 44), wrapped(OTHER, 320, 44)
    across = [line for pair in zip(left, right, strict=False) for line in pair]
    page = [
        (40, 820, "Памятка для семей, у которых трое детей и больше, о том, как получить землю в республике"),
        *across,
    ]
    title = page[0][2]
    whole = pdf([page + left[len(right) :] + right[len(left) :]])
    assert flat(text_of(whole)) == f"{title} {LETTER} {OTHER}"
    assert flat(text_of(pdf([[page[0], *left, *right]]))) == f"{title} {LETTER} {OTHER}"


def test_a_table_is_not_taken_for_columns() -> None:
    rows = [(x, 780 - 14 * n, w) for n in range(8) for x, w in ((40, f"Улица {n}"), (320, f"дом {n}"))]
    assert flat(text_of(pdf([rows]))).startswith("Улица 0 дом 0 Улица 1 дом 1")


def test_headers_footers_and_numbers_of_pages_do_not_cut_sentences() -> None:
    words = f"{LETTER} {OTHER}"
    lines = [line for _, _, line in wrapped(words, 0, 60)]
    cut = [lines[n : n + 4] for n in range(0, len(lines), 4)]
    pages = [
        [(40, 820, "Министерство имущества"), *((40, 780 - 14 * k, w) for k, w in enumerate(page))]
        + [(40, 60, "Ижевск, Советская, 8"), (300, 30, f"Лист {n} из {len(cut)}")]
        for n, page in enumerate(cut, 1)
    ]
    assert flat(text_of(pdf(pages))) == f"{words} Министерство имущества Ижевск, Советская, 8"


def test_a_header_of_two_pages_is_one_too() -> None:
    lines = [line for _, _, line in wrapped(LETTER, 0, 60)]
    halves = [["Министерство", *lines[:3]], ["Министерство", *lines[3:]]]
    pages = [[(40, 800 - 14 * n, line) for n, line in enumerate(half)] for half in halves]
    assert flat(text_of(pdf(pages))) == f"{LETTER} Министерство"


def test_names_over_a_line_end_stay_in_their_sentence() -> None:
    page = [(40, 780, "Ответ подготовило министерство имущественных отношений Удмуртской")]
    page.append((40, 766, "Республики по поручению правительства, его подписал начальник отдела."))
    assert "Удмуртской Республики" in text_of(pdf([page]))


def test_pages_that_are_pictures_are_named_and_a_scan_is_no_text() -> None:
    told = read_document(pdf([wrapped(LETTER, 40, 60), []], picture=1), "a.pdf").unread
    assert "Страница 2" in told[0]
    with pytest.raises(Unreadable, match="только картинки"):
        read_document(pdf([[]], picture=0), "a.pdf")
    with pytest.raises(Unreadable, match="ни текста, ни картинок"):
        read_document(pdf([[]]), "a.pdf")


def test_a_scan_with_a_stamp_or_a_number_on_it_is_a_scan() -> None:
    stamp = [(40, 30, "Документ подписан электронной подписью")]
    with pytest.raises(Unreadable, match="только картинки"):
        read_document(pdf([stamp], picture=0, across=True), "a.pdf")
    told = read_document(pdf([stamp, wrapped(LETTER, 40, 60)], picture=0, across=True), "a.pdf").unread
    assert "Страница 1" in told[0]
    assert read_document(pdf([wrapped(LETTER, 40, 60)], picture=0, across=True), "a.pdf").unread == []


def test_notes_at_the_foot_of_a_page_cut_no_word() -> None:
    first = [
        (40, 780, "Министерство рассмотрело обращение1 о предо-"),
        (40, 60, "1 Обращение Ивановой"),
        (40, 46, "от мая."),
    ]
    pages = [first, [(40, 780, "ставлении земельного участка семье.")]]
    assert text_of(pdf(pages)) == (
        "Министерство рассмотрело обращение1 о предоставлении земельного участка семье.\n1 Обращение Ивановой от мая."
    )
    listed = [(40, 780, "Нужны документы:"), (40, 766, "1 Паспорт"), (40, 752, "2 Справка")]
    assert flat(text_of(pdf([listed]))) == "Нужны документы: 1 Паспорт 2 Справка"


def test_what_was_typed_into_a_form_and_over_a_page_is_read() -> None:
    from pypdf import PdfWriter
    from pypdf.annotations import FreeText
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

    writer, out = PdfWriter(io.BytesIO(pdf([[(40, 780, "Заявление.")]]))), io.BytesIO()
    writer.add_annotation(0, FreeText(text="Прошу ускорить.", rect=(10, 10, 200, 60)))
    fields = ArrayObject()
    for name, value, flags in (("фио", "Иванова Мария", 0), ("пароль", "тайна", 1 << 13)):
        field = {"Subtype": NameObject("/Widget"), "FT": NameObject("/Tx"), "T": TextStringObject(name)}
        more = {
            "V": TextStringObject(value),
            "Ff": NumberObject(flags),
            "Rect": ArrayObject(map(NumberObject, (0, 0, 9, 9))),
        }
        row = DictionaryObject({NameObject(f"/{key}"): part for key, part in (field | more).items()})
        fields.append(writer._add_object(row))
    writer.pages[0][NameObject("/Annots")].extend(fields)  # type: ignore[attr-defined]
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})
    writer.write(out)
    read = read_document(out.getvalue(), "a.pdf")
    assert read.text == "Заявление.\nПрошу ускорить.\nИванова Мария" and read.unread == []


def test_letters_that_no_table_names_are_not_checked() -> None:
    with pytest.raises(Unreadable, match="текст этого PDF не извлечь"):
        read_document(pdf([wrapped(LETTER, 40, 60)], unicode_map=False), "a.pdf")


def test_letters_placed_one_by_one_are_read() -> None:
    assert text_of(pdf([[(40 + 5 * n, 780, c) for n, c in enumerate("Справка готова.")]])) == "Справка готова."


def test_windows_1251_shown_as_western_letters_is_read() -> None:
    western = LETTER.encode("cp1251").decode("cp1252")
    assert flat(text_of(pdf([wrapped(western, 40, 60)]))) == LETTER


def test_a_pdf_under_a_password_says_so_and_one_that_only_forbids_is_read() -> None:
    from pypdf import PdfReader, PdfWriter

    def locked(user: str) -> bytes:
        writer: Any = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([wrapped(LETTER, 40, 60)]))))
        writer.encrypt(user, "owner", algorithm="AES-256")
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    with pytest.raises(Unreadable, match="закрыт паролем"):
        read_document(locked("secret"), "a.pdf")
    assert flat(text_of(locked(""))) == LETTER
