"""The closed list of bounded works: the function, its budget, and what a person is told when it is used up."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Work:
    """target: «module:function», imported in the worker. wall, cpu: seconds. memory: MiB over what the worker had
    before; output: MiB. what: the work in words, remedy: what the person does when it is too much."""

    target: str
    what: str
    remedy: str
    wall: float
    cpu: int
    memory: int
    output: int = 32

    def function(self) -> Any:
        module, _, name = self.target.partition(":")
        return getattr(import_module(module), name)


_PARTS = "Разделите текст на части и проверьте их по одной."
_SAVED = "Сохраните документ без картинок и таблиц или вставьте его текст в поле."
_TABLE = "Оставьте в таблице один лист со списком и сохраните её как CSV."
_PAGE = "Отсканируйте письмо ещё раз, до 300 точек на дюйм, или внесите текст руками."
_ACT = "Оставьте в файле приказ и утверждённый порядок, уберите приложения и картинки и повторите."
_LETTER = "Сократите текст или перенесите его часть в приложение."
_SEAL = "Сохраните подпись или сертификат заново и приложите этот файл."

WORKS = {
    "plain.check_text": Work("priemnaya.plain.works:check_text", "Проверка текста", _PARTS, 20, 10, 512),
    "plain.check_file": Work("priemnaya.plain.works:check_file", "Проверка файла", _SAVED, 20, 10, 768),
    "plain.mend_file": Work("priemnaya.plain.works:mend_file", "Исправление файла", _SAVED, 20, 10, 768),
    "plain.read_file": Work("priemnaya.plain.works:read_file", "Чтение файла", _SAVED, 20, 10, 768),
    "plain.table_rows": Work("priemnaya.plain.inputs.tabular:table_rows", "Чтение таблицы", _TABLE, 10, 5, 512, 8),
    "drafting.act": Work("priemnaya.drafting:read_act", "Разбор акта", _ACT, 60, 45, 1536, 64),
    "drafting.draft": Work("priemnaya.drafting:draft_order", "Разбор акта", _ACT, 60, 45, 1536, 64),
    "email.parse": Work(
        "priemnaya.channels.email.parse:parse_letter",
        "Разбор письма",
        "Откройте оригинал письма почтовой программой.",
        40,
        20,
        1024,
        160,
    ),
    "email.parse_head": Work(
        "priemnaya.channels.email.parse:parse_head",
        "Разбор письма",
        "Откройте оригинал письма почтовой программой.",
        10,
        5,
        128,
        2,
    ),
    "email.look": Work(
        "priemnaya.channels.email.looking:look", "Чтение файла", "Скачайте файл и откройте его у себя.", 20, 15, 768, 64
    ),
    "email.words": Work(
        "priemnaya.channels.email.wording:words", "Чтение файла", "Скачайте файл и откройте его у себя.", 30, 20, 1024
    ),
    "cases.named_in_text": Work(
        "priemnaya.cases.named:named_in_text",
        "Поиск имён сотрудников в тексте",
        "Посмотрите сами, на кого жалуются.",
        10,
        5,
        256,
    ),
    "cases.complains": Work(
        "priemnaya.cases.named:complains",
        "Поиск слова «жалоба» в тексте",
        "Посмотрите сами, на кого жалуются.",
        10,
        5,
        256,
    ),
    "cases.state_of_file": Work(
        "priemnaya.cases.openable:state_of",
        "Проверка, открывается ли файл",
        "Скачайте файл и откройте его у себя.",
        15,
        10,
        512,
        1,
    ),
    "cases.judge_seal": Work("priemnaya.cases.judging:judge", "Проверка подписи", _SEAL, 40, 10, 768, 2),
    "cases.read_certificate": Work(
        "priemnaya.cases.judging:read_certificate", "Чтение сертификата", _SEAL, 5, 3, 256, 1
    ),
    "cases.read_anchors": Work("priemnaya.cases.judging:read_anchors", "Чтение сертификатов", _SEAL, 5, 4, 256, 1),
    "cases.print_set": Work(
        "priemnaya.cases.printing:print_set",
        "Сборка комплекта для печати",
        "Скачайте архив и напечатайте файлы по одному.",
        40,
        30,
        1024,
        200,
    ),
    "paper.count_pages": Work("priemnaya.paper.ocr:count_pages", "Чтение скана", _PAGE, 15, 10, 512),
    "paper.draw_page": Work("priemnaya.paper.ocr:draw_page", "Чтение скана", _PAGE, 20, 15, 1024),
    "paper.read_page": Work("priemnaya.paper.ocr:read_page", "Распознавание страницы", _PAGE, 130, 120, 1536),
    "letterhead.pdf": Work("priemnaya.letterhead.pdf:compile_pdf", "Подготовка PDF", _LETTER, 20, 15, 1024, 64),
    "letterhead.docx": Work("priemnaya.letterhead.docx:fill_docx", "Подготовка DOCX", _LETTER, 20, 15, 1024, 64),
    "letterhead.report": Work(
        "priemnaya.letterhead.report:compile_report", "Подготовка PDF", _LETTER, 90, 60, 1536, 200
    ),
    "letterhead.post": Work(
        "priemnaya.letterhead.post:compile_post", "Подготовка списка", "Отметьте меньше писем.", 20, 15, 1024, 64
    ),
}
