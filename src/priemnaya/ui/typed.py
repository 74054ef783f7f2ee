"""What people typed comes back when it could not be taken: into its field, or beside it to be copied.

A view refuses with `refuse`, or does a deed inside `telling`; the page that people return to takes the words by
`typed_of`. What no field of that page shows stands above it (`{% typed_back %}` in ui/base.html), so that nothing is
lost wherever the person lands. Pages of errors show the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from lxml import html

from priemnaya.errors import Faults, Objection

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SECRET = (
    "csrfmiddlewaretoken",
    "password",
    "oldpassword",
    "password1",
    "password2",
    "login",
    "credential",
    "code",
    "token",
    "stamp",
    "shown",
    "key",
    "data",
)
"""Fields that are never shown again: secrets, and what no person typed."""
KEPT_CHARACTERS = 200_000
"""Of one form, in the session."""
READ_BYTES = 1_000_000
"""Of a form that could not be read as a whole."""


class Typed(dict[str, str]):
    """Fields by name; one that was not sent is empty, in Python and in templates. `several`: all values of those that
    were sent more than once; `files`: by field, the names of the files that were sent to `path` and are not kept;
    `faults`: by field, what is wrong."""

    several: Mapping[str, list[str]] = MappingProxyType({})
    files: Mapping[str, list[str]] = MappingProxyType({})
    faults: Mapping[str, str] = MappingProxyType({})
    path = ""

    def all_of(self, name: str) -> list[str]:
        return self.several.get(name) or ([self[name]] if name in self else [])

    def __missing__(self, name: str) -> str:
        return ""


def refuse(request: HttpRequest, words: StrOrPromise | Exception) -> None:
    """Say on the next page what is wrong, and keep what was typed for it."""
    messages.error(request, str(words))
    keep_typed(request)
    request.session["typed_faults"] = words.fields if isinstance(words, Faults) else {}


@contextmanager
def telling(request: HttpRequest, done: StrOrPromise = "") -> Iterator[None]:
    """A deed of a page: what stops it is told in words, with what was typed kept; else `done` is said. Either way the
    view goes on and leads back."""
    try:
        yield
    except Objection as objection:
        refuse(request, objection)
    else:
        if done:
            messages.success(request, str(done))


def keep_typed(request: HttpRequest) -> None:
    """What was typed comes back on the page the person returns to."""
    if request.method != "POST":
        return
    request.session.pop("typed_for", None)
    request.session.pop("typed_faults", None)
    room, kept, several = KEPT_CHARACTERS, {}, {}
    for name, values in request.POST.lists():
        if name in SECRET or not values or sum(map(len, values)) > room:
            continue
        kept[name] = str(values[-1])
        if len(values) > 1:
            several[name] = [str(v) for v in values]
        room -= sum(map(len, values))
    request.session["typed"], request.session["typed_several"] = kept, several
    request.session["typed_files"] = {"path": request.path, "names": files_sent(request)}


def files_sent(request: HttpRequest) -> dict[str, list[str]]:
    """Names of the files of a form, by field. The files themselves are not kept: the page says which to choose
    again."""
    return {field: [f.name or "файл" for f in files] for field, files in request.FILES.lists()}


def files_taken(request: HttpRequest) -> None:
    """The files of this form stand where they belong, whatever was refused of its words."""
    request.files_taken = True  # type: ignore[attr-defined]
    if "typed_files" in request.session:
        request.session["typed_files"] = {}


def typed_of(request: HttpRequest) -> Typed:
    """What was typed on the form that was refused; empty when none was. Taken once, by the page that shows its
    fields."""
    found = Typed(request.session.pop("typed", {}))
    found.several = request.session.pop("typed_several", {})
    sent = request.session.pop("typed_files", {})
    found.faults = request.session.pop("typed_faults", {})
    found.files, found.path = sent.get("names", {}), sent.get("path", "")
    request.typed_taken = found  # type: ignore[attr-defined]
    return found


Words = list[tuple[str, str]]
"""By the names of their fields."""


def words_in(fields: Mapping[str, Any]) -> Words:
    """Words of people among the fields of a form: neither secrets nor choices nor numbers, nor a place of a letter that
    the page quotes."""
    found: dict[str, str] = {}
    for name, value in fields.items():
        words = value.strip() if isinstance(value, str) and name not in SECRET and name[:6] != "quote-" else ""
        if len(words) > 3 and (" " in words or not words.isascii()):
            found.setdefault(words, name)
    return [(name, words) for words, name in found.items()]


def words_sent(request: HttpRequest) -> Words:
    """Words of people in the request itself, also when its body could not be read to the end."""
    if request.method != "POST":
        return []
    multipart = "multipart" in (request.content_type or "")
    if multipart and not hasattr(request, "_post"):
        _read(request)
    for fields in (getattr(request, "_post", None), getattr(request, "typed_before", None)):
        if fields:
            return words_in(fields)
    return [] if multipart else words_in(dict(parse_qsl(_beginning(request).decode("utf-8", "replace"))))


def _read(request: HttpRequest) -> None:
    """The fields of a form that was refused before anybody read it; what breaks off leaves those that had come."""
    try:
        request._load_post_and_files()
    except (SuspiciousOperation, MultiPartParserError, OSError):
        pass


def _beginning(request: HttpRequest) -> bytes:
    """The first bytes of a body, also of one that is too long to be taken as a whole and was not read."""
    if hasattr(request, "_body"):
        return bytes(request._body[:READ_BYTES])
    try:
        return request.read(READ_BYTES)
    except (OSError, ValueError):  # the browser went away, or the body is closed
        return b""


def not_shown(words: Words, page: str) -> Words:
    """Which of the words the page does not show anywhere."""
    seen = page.replace("\r\n", "\n")
    return [(name, w) for name, w in words if str(escape(w)).replace("\r\n", "\n") not in seen]


NAMED = {
    "name": _("Название"),
    "note": _("Заметка"),
    "question": _("Вопрос"),
    "reason": _("Почему"),
    "subject": _("О чём"),
    "task": _("Что сделать"),
    "text": _("Текст"),
    "title": _("Название"),
    "words": _("Слова"),
}
"""What fields are called where no page with them is at hand."""


def labelled(words: Words, page: str = "") -> list[tuple[str, str]]:
    """The same by what the fields are called: on the page that has them, else by their names."""
    tree = html.fromstring(page) if words and page.strip() else None
    return [(_label(tree, name) or str(NAMED.get(name) or gettext("Поле «%s»") % name), w) for name, w in words]


def _label(tree: html.HtmlElement | None, name: str) -> str:
    if tree is None:
        return ""
    for field in tree.xpath("//*[@name=$name]", name=name):
        near = "//label[@for=$id]/descendant-or-self::*/text() | //*[@id=$id]/@aria-label"
        said = tree.xpath(near, id=field.get("id")) if field.get("id") else []
        said = said or field.xpath("ancestor::label/text()") or field.xpath("@aria-label")
        if told := " ".join(" ".join(said).split()):
            return told.rstrip(":")
    return ""
