"""The body's shared folder: PRIEMNAYA_KNOWLEDGE/<body>/Раздел/файл.docx becomes an article of the section, with its
structure; a changed file becomes the next version, a file that is gone is shown as such."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.core.journal import alert
from priemnaya.core.models import StoredFile
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Article
from priemnaya.people.models import Employee, Organisation
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import KNOWN
from priemnaya.plain.works import FileText

from .articles import draft_article, save_version, submit_version
from .sections import section_for

STILL = 5  # seconds a file must have been left alone
NOT_ARTICLES = frozenset(["xls", "xlsx", "ods", "ppt", "pptx", "odp", "jpg", "jpeg", "png", "tif", "tiff", "heic"])
NO_ARTICLE = "из таблиц, презентаций и картинок статьи не делаются. Сохраните текст в одном из видов: " + ", ".join(
    KNOWN
)
KINDS = {
    "акт": "act",
    "закон": "act",
    "приказ": "act",
    "шаблон": "template",
    "скрипт": "script",
    "контакт": "contact",
    "вопрос": "question",
    "пример": "sample",
    "решени": "sample",
}
"""A word in the name of a file or of its folder -> kind of article."""


def import_shared(organisation: Organisation) -> int:
    """The body's folder; returns how many files were taken or taken anew."""
    folder = Path(settings.KNOWLEDGE) / organisation.slug
    return import_folder(organisation, folder) if settings.KNOWLEDGE and folder.is_dir() else 0


def import_folder(organisation: Organisation, folder: Path) -> int:
    """Every readable file under the folder whose content is new. A file that cannot be read is told about and stops
    nothing."""
    taken, seen = 0, set()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith((".", "~"))):
        source = path.relative_to(folder).as_posix()
        extension = path.suffix.lower().lstrip(".")
        if extension not in KNOWN:
            if extension in NOT_ARTICLES:
                alert("knowledge", f"Общая папка, {source}: {NO_ARTICLE}", organisation_id=organisation.pk)
            continue
        seen.add(source)
        try:
            if time.time() - path.stat().st_mtime < STILL:
                continue
            taken += _take(organisation, path, source)
        except Busy:  # nothing is wrong with the file: it is taken the next time
            continue
        except (OSError, Unreadable, Exceeded, Objection) as error:
            alert("knowledge", f"Общая папка, {source}: {error}", organisation_id=organisation.pk)
    gone = (
        Article.objects.filter(organisation=organisation, source_gone_at=None)
        .exclude(source="")
        .exclude(source__in=seen)
    )
    gone.update(source_gone_at=timezone.now())
    return taken


@transaction.atomic
def _take(organisation: Organisation, path: Path, source: str) -> int:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    known = Article.objects.filter(organisation=organisation, source=source).select_related("organisation").first()
    if known and known.source_digest == digest:
        if known.source_gone_at:
            Article.objects.filter(pk=known.pk).update(source_gone_at=None)
        return 0
    read: FileText = run("plain.read_file", data, path.name, patience=300.0)
    text = read.text.strip()
    for words in read.unread:
        alert("knowledge", f"Общая папка, {source}: {words}", organisation_id=organisation.pk)
    file = StoredFile.objects.store(data)
    title = path.stem.replace("_", " ").strip()[:250]
    author = _editor(organisation)
    if known:
        version = save_version(known, by=author, title=title, text=text, why="Файл в общей папке изменился", file=file)
        Article.objects.filter(pk=known.pk).update(source_digest=digest, source_gone_at=None)
    else:
        parents = source.split("/")[:-1]
        section = section_for(organisation, parents or ["Общая папка"])
        version = draft_article(
            section, by=author, kind=_kind(source), title=title, text=text, file=file, source=source, digest=digest
        )
    if author:
        submit_version(version, by=author)
    return 1


def _kind(source: str) -> str:
    low = source.lower()
    return next((kind for word, kind in KINDS.items() if word in low), "guide")


def _editor(organisation: Organisation) -> Employee | None:
    """Whom imported texts belong to until somebody takes them: the first editor of the body."""
    staff = Employee.objects.filter(organisation=organisation, is_active=True).order_by("pk")
    return next((e for e in staff if "editor" in e.roles), None)
