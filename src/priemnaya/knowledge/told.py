"""Services and articles in words, field by field, for the journal of settings."""

from __future__ import annotations

from django.utils import translation

from priemnaya.policy.contact_points import title_of

from .models import ARTICLE_KINDS, Article, ArticleVersion
from .services.described import RESULT_FORMS, SERVICE_KINDS, ServiceText

SOURCES = {"client": "приносит клиент", "body": "есть у нас", "other_body": "запрашиваем сами"}


def article_told(article: Article, version: ArticleVersion) -> dict[str, str]:
    with translation.override("ru"):
        return {
            "Вид": str(ARTICLE_KINDS.get(article.kind, article.kind)),
            "Раздел": article.section.title,
            "Заголовок": version.title,
            "Текст": version.text,
            "Слова, по которым ищут": article.words,
            "Видят клиенты": "да" if article.public else "нет",
        }


def service_told(text: ServiceText) -> dict[str, str]:
    """What an edition says, as the form asks for it."""
    with translation.override("ru"):
        return {
            "Название для людей": text.title,
            "Название по регламенту": text.name,
            "Одним предложением": text.lead,
            "Вид": SERVICE_KINDS[text.kind],
            "Срок": f"{text.term.term} с регистрации",
            "Акт о сроке": text.term.act,
            "Пояснение к сроку": text.term.note,
            "Плата": f"{text.cost.rubles} руб." if text.cost.rubles else "бесплатно",
            "Пояснение к плате": text.cost.note,
            "Кто может получить": "\n".join(text.who),
            "Шаги": "\n".join(text.steps),
            "Документы": "\n".join(f"{d.name}: {SOURCES[d.source]}" for d in text.documents),
            "Основания": "\n".join(f"{g.title}: {g.plain} {g.fix}" for g in text.grounds),
            "Результат": text.result.name,
            "В каком виде": ", ".join(RESULT_FORMS[f] for f in text.result.forms),
            "Как подать": ", ".join(title_of(p) for p in text.file_by),
            "Как получить": ", ".join(title_of(p) for p in text.receive_by),
            "Доступность": "\n".join(text.access),
            "Правовые акты": "\n".join(text.law),
            "Слова, по которым ищут": "\n".join(text.words),
            "Как обжаловать": text.appeal,
            "Как обратиться снова": text.again,
            "Адрес цифрового сервиса": text.link,
        }
