"""The life of an article: drafted, checked for plain words, approved by a second person, published, used, judged,
archived."""

from __future__ import annotations

import datetime as dt
from copy import copy
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.core.journal import notify, record, ruled
from priemnaya.core.models import Notice, StoredFile
from priemnaya.core.settings_kept import UNSEEN, setting_changed
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge.authorship import approvers, approvers_of, sign, words_of, writes_it
from priemnaya.knowledge.models import ARTICLE_KINDS, Article, ArticleUse, ArticleVersion, ArticleVote, Section, Service
from priemnaya.knowledge.told import FILE, article_told, file_told
from priemnaya.knowledge.variables import must_be_known
from priemnaya.knowledge.wording import Checked, check_text
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.plain import TextKind, find_citations
from priemnaya.policy import Refused, Verdict, asks, register

from . import findable

COLUMNS = {"section": "section_id", "service": "service_id"}
register("provides", "knowledge_in_composer", "knowledge.actions.articles.use_article")
UNCHECKED = ("act",)
"""Kinds of material whose words are not ours to change."""
SPOKEN = ("script",)
FILLED = ("template",)
"""Kinds in whose text variables are filled."""
OPEN = ("draft", "submitted", "returned")


def wording_of(version: ArticleVersion, kind: str) -> Checked | None:
    """What the checker says of a version; None for texts of acts."""
    if kind in UNCHECKED:
        return None
    body = version.article.organisation
    on: TextKind = "script" if kind in SPOKEN else "article"
    return check_text(body, on, f"{version.title}.\n\n{version.text}", body.local(timezone.now()).date())


@action("knowledge.edit", alone=True)
@transaction.atomic
def draft_article(
    section: Section,
    *,
    by: Employee | None,
    kind: str,
    title: str,
    text: str,
    words: str = "",
    public: bool = False,
    service: Service | None = None,
    file: StoredFile | None = None,
    source: str = "",
    digest: str = "",
) -> ArticleVersion:
    """A new article with its first version. Raises Objection when there is nothing in it."""
    if not title.strip() or not text.strip():
        raise Objection("Напишите заголовок и текст статьи.")
    if kind not in ARTICLE_KINDS:
        raise Objection("Выберите вид статьи.")
    if kind in FILLED and by is not None and not source:
        must_be_known([text])
    article = Article.objects.create(
        organisation=section.organisation,
        section=section,
        kind=kind,
        title=title.strip()[:250],
        words=words.strip()[:500],
        public=public,
        service=service,
        source=source,
        source_digest=digest,
    )
    written = {"text": text.strip(), "author": by, "writers": [by.pk] if by else [], "file": file}
    version = ArticleVersion.objects.create(article=article, number=1, title=article.title, **written)
    record("article.imported" if source else "article.drafted", article, by=by)
    return version


@action("knowledge.edit", alone=True)
@transaction.atomic
def save_version(
    article: Article,
    *,
    by: Employee | None,
    title: str,
    text: str,
    why: str = "",
    overrides: dict[str, str] | None = None,
    file: StoredFile | None = None,
    seen: str = "",
    **fields: Any,
) -> ArticleVersion:
    """Write the open version, or begin the next one: a published version is never changed. Of a published article its
    place, its kind and who sees it change with the version, when it is approved. seen: the token of the page that asks;
    empty where there is none. Raises Objection when it is empty, Stale."""
    if not title.strip() or not text.strip():
        raise Objection("Напишите заголовок и текст статьи.")
    if (kind := fields.get("kind", article.kind)) not in ARTICLE_KINDS:
        raise Objection("Выберите вид статьи.")
    if kind in FILLED and by is not None and file is None:
        must_be_known([text])
    _hold(article, seen)
    version = _open_or_next(article, by)
    was = words_of(version, article) if version.pk else ""
    columns = {COLUMNS.get(name, name): getattr(value, "pk", value) for name, value in fields.items()}
    if article.current_id is None:
        _put(article, columns)
    else:
        version.fields = {**version.fields, **columns}
    version.title, version.text, version.state = title.strip()[:250], text.strip(), "draft"
    version.why, version.file = why.strip()[:500] or version.why, file or version.file
    _sign(version, article, by, was)
    version.overrides = {**version.overrides, **(overrides or {})}
    version.saves, version.saved_at = version.saves + 1, timezone.now()
    version.save()
    return version


@action("knowledge.edit")
@transaction.atomic
def autosave_version(article: Article, *, by: Employee, title: str, text: str, why: str, seen: str) -> ArticleVersion:
    """What is being typed, as it stands: unfinished words are kept too, nothing of them is judged. Raises Objection for
    what waits for approval or is empty, Stale when a colleague has saved since."""
    if not title.strip() or not text.strip():
        raise Objection("Сохраним, когда будут заголовок и текст. Пока это только в браузере.")
    _hold(article, seen)
    version = _open_or_next(article, by)
    if version.state == "submitted":
        raise Objection("Редакция на утверждении. Чтобы изменить её, нажмите «Сохранить»: она вернётся в черновики.")
    was = words_of(version, article) if version.pk else ""
    version.title, version.text, version.why = title.strip()[:250], text, why.strip()[:500] or version.why
    _sign(version, article, by, was)
    version.saves, version.saved_at = version.saves + 1, timezone.now()
    version.save()
    return version


def _put(article: Article, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(article, name, value)
    if columns:
        article.save(update_fields=list(columns))


def with_open_version(article: Article) -> Article:
    """As it will be when its open version is published: for the form; never saved."""
    shown, version = copy(article), article.versions.filter(state__in=OPEN).first()
    for name, value in (version.fields if version else {}).items():
        setattr(shown, name, value)
    return shown


def carried(article: Article, version: ArticleVersion) -> list[tuple[str, str, str]]:
    """What of the article changes with the version: its name, as it is, as it will be."""
    was, now = article_told(article, version), article_told(with_open_version(article), version)
    if article.current and version.file_id != article.current.file_id:
        was |= {FILE: file_told(article.current)}
    return [(name, was[name], now[name]) for name in now if was[name] != now[name]]


def _open_or_next(article: Article, by: Employee | None) -> ArticleVersion:
    version = article.versions.filter(state__in=OPEN).first()
    if version is None:
        last = article.versions.order_by("-number").first()
        version = ArticleVersion(article=article, number=(last.number if last else 0) + 1, author=by)
        record("article.drafted", article, by=by)
    return version


def _sign(version: ArticleVersion, article: Article, by: Employee | None, was: str) -> None:
    """Each who writes in a version is an event: who wrote what they approve is seen."""
    if by is not None and sign(version, by, was, words_of(version, article)) and version.pk:
        record("article.written", article, by=by, version=version.number)


def token_of(article: Article) -> str:
    """What a page of the newest version stands at."""
    newest = article.versions.order_by("-number").first()
    return newest.token if newest else ""


def _hold(article: Article, seen: str) -> None:
    """Hold the article to the end of the deed. Raises Stale when somebody has saved since the page was opened."""
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    known = token_of(article)
    if not seen or seen == known or (seen == UNSEEN and not known):
        return
    if seen == UNSEEN:
        raise Stale("Форма не сказала, какую редакцию показывала. Обновите страницу, сверьте и повторите.")
    newest = article.versions.select_related("author").order_by("-number").first()
    who = newest.author.short_name if newest and newest.author else "другой сотрудник"
    raise Stale(
        f"Пока страница была открыта, статью сохранил другой редактор: {who}. Ваш текст здесь, его текст рядом:"
        " перенесите нужное и сохраните."
    )


def _stands(version: ArticleVersion, seen: str, shown: str) -> None:
    """Hold its article, and see that it is still what the page showed. seen: its token there, shown: its state; empty
    where there is no page. Raises Stale."""
    _hold(version.article, seen)
    version.refresh_from_db()
    if not version.is_open:
        raise Stale("Эту редакцию уже опубликовали. Откройте статью заново: там она такая, как сейчас.")
    if shown and shown != version.state:
        raise Stale("Пока страница была открыта, редакцию вернули автору или передали дальше. Прочитайте её ещё раз.")


@action("knowledge.edit")
@transaction.atomic
def submit_version(version: ArticleVersion, *, by: Employee, seen: str = "", shown: str = "") -> None:
    """Ask whoever may approve it. seen, shown: as of `publish_version`. Raises Stale."""
    _stands(version, seen, shown)
    if version.article.kind in FILLED:
        must_be_known([version.text])
    version.state, version.returned = "submitted", ""
    version.save(update_fields=["state", "returned"])
    for head in approvers_of(version):
        if head != by:
            notify(
                head,
                f"Статья на утверждение: {version.title}",
                f"/w/knowledge/articles/{version.article_id}/",
                kind="signing",
            )
    record("article.submitted", version.article, by=by)


@asks("before", "publish_article.sources_named")
@asks("only_if", "publish_article.sources_named")
@asks("not_by", "publish_article.article_author")
def publishing_verdicts(version: ArticleVersion, by: Employee) -> list[Verdict]:
    """What the order asks of a material before it is published, beyond its words; and of whom who publishes it."""
    body = version.article.organisation
    facts = {"sources_named": partial(bool, find_citations(version.text)), "article_author": writes_it(version, by)}
    return policy_of(body).guard("publish_article", body.local(timezone.now()).date(), facts)


@action("knowledge.approve", alone=True)
@transaction.atomic
def publish_version(version: ArticleVersion, *, by: Employee | None, seen: str = "", shown: str = "") -> Article:
    """Approve and publish what the page showed (seen: its token, shown: its state; empty where there is no page): from
    now on this is what everybody finds. The author does not approve the own text. Raises Refused when the words break
    the order, Objection, Stale. by None: material that came with the installation."""
    if not version.is_open:
        raise Objection("Эта редакция уже опубликована.")
    _stands(version, seen, shown)
    article = version.article
    named = publishing_verdicts(version, by) if by is not None else []
    if writes_it(version, by) and not any(v.kind == "not_by" and not v.ok for v in named):
        raise NotAllowed("Свою статью утверждает другой сотрудник: передайте её руководителю раздела.")
    kind = version.fields.get("kind", article.kind)
    if by is not None and kind in FILLED:
        must_be_known([version.text])
    checked = wording_of(version, kind) if by is not None else None
    stopping = [*(checked.stops(version.overrides) if checked else []), *(v for v in named if not v.ok)]
    if stopping:
        raise Refused(stopping)
    now = timezone.now()
    was = article_told(article, article.current) if article.current else None
    _put(article, version.fields)
    article.versions.filter(state="published").update(state="replaced")
    version.state, version.approver, version.published_at = "published", by, now
    version.save()
    article.current, article.title, article.reviewed_at, article.archived_at = version, version.title, now, None
    article.save()
    index_article(article)
    if checked:
        ruled([*checked.rulings, *named], article, by=by)
    record("article.published", article, by=by, version=version.number)
    if by is not None:
        told, body = article_told(article, version), article.organisation_id
        setting_changed("article", article.pk, body=body, by=by, name=article.title, was=was, now=told)
    return article


@action("knowledge.approve")
@transaction.atomic
def return_version(version: ArticleVersion, *, by: Employee, why: str, seen: str = "", shown: str = "") -> None:
    """Back to its author, with what to mend; what the author said of it stays. seen, shown: as of `publish_version`.
    Raises Objection, Stale."""
    if not why.strip():
        raise Objection("Напишите, что исправить: без этого автор не поймёт.")
    _stands(version, seen, shown)
    version.state, version.returned = "returned", why.strip()[:500]
    version.save(update_fields=["state", "returned"])
    if version.author and version.author != by:
        notify(
            version.author, f"Статью вернули: {why[:120]}", f"/w/knowledge/articles/{version.article_id}/", kind="done"
        )
    record("article.returned", version.article, by=by)


@action("knowledge.approve", alone=True)
@transaction.atomic
def archive_article(article: Article, *, by: Employee | None, seen: str = "") -> None:
    """No longer found; its versions and uses stay. seen: the token of the page that asks. Raises Stale."""
    _hold(article, seen)
    article.archived_at = timezone.now()
    article.save(update_fields=["archived_at"])
    findable.drop(article.organisation, "article", str(article.pk))
    record("article.archived", article, by=by)
    if by is not None:
        was, now = {"В архиве": "нет"}, {"В архиве": "да"}
        setting_changed(
            "article", article.pk, body=article.organisation_id, by=by, name=article.title, was=was, now=now
        )


@action("staff")
def use_article(article: Article, how: str, *, by: Employee, case_id: int | None = None) -> None:
    """Keep that an article served the work on a case (udmurtia-mio 3.9). Opening it again for the same case counts
    once."""
    known = ArticleUse.objects.filter(article=article, how=how, by=by, case_id=case_id)
    if case_id is None:
        known = known.filter(at__gte=timezone.now() - dt.timedelta(hours=1))
    if not known.exists():
        ArticleUse.objects.create(
            organisation_id=article.organisation_id, article=article, how=how, by=by, case_id=case_id
        )


def given_to_client(case_id: int) -> None:
    """The reply with what was put into it has gone: the client has these articles' words."""
    ArticleUse.objects.filter(case_id=case_id, how="inserted").update(how="sent")


@action("staff", alone=True)
@transaction.atomic
def vote(article: Article, helped: bool | None, comment: str = "", *, by: Employee | None = None) -> ArticleVote:
    """«Помогло?» of a client or a remark of a colleague; the responsible head hears of what did not help."""
    if helped is None and not comment.strip():
        raise Objection("Напишите, что не так.")
    row = ArticleVote.objects.create(article=article, helped=helped, comment=comment.strip()[:1000], by=by)
    if helped is False or comment.strip():
        text = f"Отзыв о статье «{article.title}»"
        for head in approvers(article.section):
            if not Notice.objects.filter(employee_id=head.pk, text=text, read_at=None).exists():
                notify(head, text, f"/w/knowledge/articles/{article.pk}/", kind="knowledge")
    record("article.voted", article, by=by)
    return row


def lead_of(text: str) -> str:
    """The first block of a text, for lists."""
    first = next((b for b in text.split("\n\n") if len(b) > 20), text)
    return " ".join(first.split())[:300]


def index_article(article: Article) -> None:
    if article.current is None or article.archived_at:
        return
    findable.put(
        article.organisation,
        "article",
        str(article.pk),
        sort=article.kind,
        public=article.public,
        title=article.title,
        lead=lead_of(article.current.text),
        words=article.words,
        text=article.current.text[:20_000],
    )


def published(organisation: Organisation) -> Any:
    return Article.objects.filter(organisation=organisation, current__isnull=False, archived_at=None)
