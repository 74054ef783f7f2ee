"""Who has written in a version of an article, and so does not approve it; and who is left to approve it."""

from __future__ import annotations

import hashlib
import json

from priemnaya.people.models import Employee

from .models import Article, ArticleVersion, Section


def words_of(version: ArticleVersion, article: Article) -> str:
    """A digest of all that whoever approves the version answers for: its words, its place, why findings stay."""
    place = [article.section_id, article.kind, article.service_id, article.public, article.words]
    said = [version.title.strip(), version.text.strip(), version.file_id, version.fields, version.overrides, place]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def sign(version: ArticleVersion, by: Employee, was: str, now: str) -> bool:
    """Whoever changes words has written in it; whoever has put all back as they found it has not. was, now: its words
    before and after this save (`words_of`; of a version not begun yet, none). Returns whether they are new in it."""
    found = version.found.get(str(by.pk))
    if by.pk in version.writers:
        if found and found["words"] == now:
            version.writers = [pk for pk in version.writers if pk != by.pk]
            version.found = {pk: row for pk, row in version.found.items() if pk != str(by.pk)}
            if version.author_id == by.pk:
                version.author_id = found["author"]
        elif was != now:
            version.author = by
        return False
    if was == now:
        return False
    version.writers = sorted({*version.writers, by.pk})
    if was:
        version.found = {**version.found, str(by.pk): {"words": was, "author": version.author_id}}
    version.author = by
    return True


def writes_it(version: ArticleVersion, person: Employee | None) -> bool:
    """Whoever saved it at any time: the last one is not the only author."""
    return person is not None and (person.pk == version.author_id or person.pk in version.writers)


def approvers(section: Section) -> list[Employee]:
    """The responsible head; without one, every head of the body."""
    if section.head and section.head.is_active:
        return [section.head]
    return _may_approve(section)


def approvers_of(version: ArticleVersion) -> list[Employee]:
    """Who may approve this version and hears of it: the responsible head, or, where that one has written in it, every
    other who approves. Empty when all of them have."""
    section = version.article.section
    free = [e for e in approvers(section) if not writes_it(version, e) and e.may("knowledge.approve")]
    return free or [e for e in _may_approve(section) if not writes_it(version, e)]


def _may_approve(section: Section) -> list[Employee]:
    staff = Employee.objects.filter(organisation_id=section.organisation_id, is_active=True)
    return [e for e in staff if e.may("knowledge.approve")]
