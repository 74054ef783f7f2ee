"""Services and articles in words, field by field, for the journal of settings."""

from __future__ import annotations

import json

from django.utils import translation

from priemnaya.people.models import Organisation
from priemnaya.policy.contact_points import title_of

from .models import ARTICLE_KINDS, Article, ArticleVersion, LifeSituation, Section, Service, ServiceEdition
from .services.described import RESULT_FORMS, SERVICE_KINDS, Document, Ground, ServiceText
from .services.questions import DAYS, KNOWN, QUESTION_KINDS, YES_NO, Condition, Question

LEADS = {"refusal": "отказ", "suspension": "приостановление", "termination": "прекращение"}
SOURCES = {"client": "приносит клиент", "body": "есть у нас", "other_body": "запрашиваем сами"}


FILE = "Файл"


def file_told(version: ArticleVersion) -> str:
    """A file has no name of its own: two are told apart by their size and the beginning of their digest."""
    return f"{version.file.size} Б, {version.file.sha256[:8]}" if version.file else ""


def answers_told(section: Section) -> dict[str, str]:
    return {"Кто отвечает за раздел": section.head.short_name if section.head else ""}


def article_told(article: Article, version: ArticleVersion) -> dict[str, str]:
    with translation.override("ru"):
        return {
            "Вид": str(ARTICLE_KINDS.get(article.kind, article.kind)),
            "Раздел": article.section.title,
            "Заголовок": version.title,
            "Текст": version.text,
            "Слова, по которым ищут": article.words,
            "Видят клиенты": "да" if article.public else "нет",
            "Услуга": article.service.title if article.service else "",
            FILE: file_told(version),
        }


def editions_told(service: Service | None) -> dict[str, str]:
    """What is in force of a service and what is still ahead, whole: tells two pages apart."""
    if service is None:
        return {}
    now = service.current
    rows = service.editions.filter(since__gte=now.since) if now else service.editions.all()
    told = {f"{e.since}": json.dumps(e.data, sort_keys=True) for e in rows}
    return {**told, **({"Снята": f"{service.withdrawn_at}"} if service.withdrawn_at else {})}


def withdrawn_told(service: Service) -> dict[str, str]:
    return {"Снята": "да" if service.withdrawn_at else "нет"}


def edition_told(edition: ServiceEdition) -> dict[str, str]:
    """What an edition says, and from when."""
    return {**service_told(edition.text, edition.service.organisation), "С какого дня": f"{edition.since:%d.%m.%Y}"}


def service_told(text: ServiceText, body: Organisation) -> dict[str, str]:
    """What an edition says, as the form asks for it."""
    units = body.units.filter(slug=text.unit).values_list("name", flat=True)
    situations = LifeSituation.objects.filter(organisation=body, slug__in=text.situations)
    with translation.override("ru"):
        return {
            "Название для людей": text.title,
            "Название по регламенту": text.name,
            "Одним предложением": text.lead,
            "Вид": SERVICE_KINDS[text.kind],
            "Подразделение": units.first() or text.unit,
            "Жизненные ситуации": ", ".join(situations.values_list("title", flat=True)),
            "Тема классификатора": text.topic,
            "Срок": f"{text.term.term} с регистрации",
            "Акт о сроке": text.term.act,
            "Пояснение к сроку": text.term.note,
            "Плата": f"{text.cost.rubles} руб." if text.cost.rubles else "бесплатно",
            "Пояснение к плате": text.cost.note,
            "Акт о плате": text.cost.act,
            "Кто может получить": "\n".join(text.who),
            "Шаги": "\n".join(text.steps),
            "Условия": "\n".join(_condition(c) for c in text.conditions),
            "Вопросы заявления": "\n".join(_question(q) for q in text.questions),
            "Второй заявитель": f"{text.second.who}. {text.second.why}" if text.second else "",
            "Кому платят": "; ".join(v for v in text.payee.model_dump().values() if v) if text.payee else "",
            "Документы": "\n".join(_document(d) for d in text.documents),
            "Основания": "\n".join(_ground(g) for g in text.grounds),
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
            "Образец, сверить с регламентом": "да" if text.example else "",
        }


def _condition(row: Condition) -> str:
    against = YES_NO[row.ruled_out].lower()
    return "; ".join(
        x for x in (row.question, row.hint, f"не положена, если «{against}»: {row.why} {row.instead}") if x
    )


def _question(row: Question) -> str:
    """In the order of the page, with all that the form checks."""
    when = row.when
    answers = ", ".join(YES_NO.get(v, v) for v in when.answer) if when else ""
    parts = (
        f"{row.label} ({QUESTION_KINDS[row.kind]})",
        "" if row.required else "можно не отвечать",
        row.hint,
        row.example and f"пример: {row.example}",
        ", ".join(row.options),
        row.block and f"на странице «{row.block}»",
        f"после «{when.question}»: {answers}" if when else "",
        "" if row.least is None else f"не меньше {row.least}",
        "" if row.most is None else f"не больше {row.most}",
        row.unit,
        DAYS[row.days] if row.days != "any" else "",
        "с днём рождения" if row.born else "",
        f"вписывается: {KNOWN[row.known]}" if row.known else "",
    )
    return "; ".join(x for x in parts if x)


def _document(row: Document) -> str:
    where = f"{SOURCES[row.source]}{f' ({row.holder})' if row.holder else ''}"
    return "; ".join(x for x in (f"{row.name}: {where}", row.when, row.why, row.act) if x)


def _ground(row: Ground) -> str:
    leads = ", ".join(LEADS[x] for x in row.leads_to)
    return "; ".join(x for x in (f"{row.title} ({leads}): {row.plain} {row.fix}", row.act, row.again) if x)
