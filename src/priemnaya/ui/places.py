"""Where in the product something was shown, in words: by the names of addresses. A test holds that every page which
leaves a record has words."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PLACES = (
    ("case_forward", _("пересылка")),
    ("case_file", _("файл дела")),
    ("case_search", _("поиск")),
    ("visit", _("приём посетителей")),
    ("chat", _("чат")),
    ("comment", _("комментарии")),
    ("case", _("дело")),
    ("reply", _("ответ")),
    ("signing", _("письма на подпись")),
    ("client_merge", _("объединение карточек")),
    ("client", _("карточка клиента")),
    ("call_back", _("обещанный звонок")),
    ("calls", _("список звонков")),
    ("call", _("карточка звонка")),
    ("queue", _("список дел")),
    ("bulk", _("список дел")),
    ("alike", _("список дел")),
    ("today", _("страница «Сегодня»")),
    ("notice", _("уведомления")),
    ("letters", _("письма на проверке")),
    ("take_letter", _("письма на проверке")),
    ("original", _("письмо целиком")),
    ("outbox", _("отправления")),
    ("scan", _("сканы")),
    ("post", _("почта")),
    ("history", _("история клиента")),
    ("disposal", _("сроки хранения")),
    ("clause_behind", _("показатели")),
    ("behind", _("показатели")),
    ("indicator", _("показатели")),
    ("compliance", _("показатели")),
    ("portal_ratings", _("показатели")),
    ("practice", _("практика решений")),
    ("mailing", _("рассылки")),
    ("emergenc", _("экстренный доступ")),
    ("journal", _("журнал доступа")),
    ("program", _("программа")),
    # names of before the journal was chained
    ("file", _("файл дела")),
    ("forwarding", _("пересылка")),
    ("versions", _("ответ")),
    ("application", _("дело")),
    ("api", _("программный интерфейс")),
)


def place_of(page: str, *, by_program: bool = False) -> str:
    """«дело», «список дел»; of a program «программный интерфейс»."""
    if by_program:
        return gettext("программный интерфейс")
    return str(next((words for start, words in PLACES if page.startswith(start)), gettext("рабочее место")))
