"""What people typed comes back when it could not be taken: into its field, or beside it to be copied.

A view refuses with `refuse`, or does a deed inside `telling`; the page that people return to takes the words by
`typed_of`. What no field of that page shows stands above it (`{% typed_back %}` in ui/base.html), so that nothing is
lost wherever the person lands. Pages of errors show the same.

Kept words belong to whoever was signed in when they were sent, or whose session had ended: only that person is given
them, and nobody on the other side of the house (staff, public). Marks of what a form showed (GUARDS) go with its words:
putting words back never makes an old page a fresh one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
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

from priemnaya.core.settings_kept import in_words
from priemnaya.errors import Faults, Objection

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NUMBERED = re.compile(r"[0-9]$")
"""Fields of rows: of another page, the same name is another row's."""
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
MARKS = ("shown", "stamp")
"""Of these, marks of what the page showed: kept to be compared, never shown."""
GUARDS = r"^(?:version|seen|was|ext_seen|shown|stamp)$|^(?:seen|goes|letter)-"
"""Hidden fields that say what a page showed when it was opened: a deed on a stale page is stopped by them. Read by a
script too."""
ASKS = ("quote-", "need-asks-")
"""Hidden fields by which a page says what an answer is to: nobody typed them."""
STAFF = "/w/"
KEPT_CHARACTERS = 200_000
"""Of one form, in the session."""
READ_BYTES = 1_000_000
"""Of a form that could not be read as a whole."""


class Typed(dict[str, str]):
    """Fields by name; one that was not sent is empty, in Python and in templates. `several`: all values of those that
    were sent more than once; `files`: by field, the names of the files that were sent to `path` and are not kept;
    `faults`: by field, what is wrong; `marks`: the MARKS that were sent; `unread`: no view has read them, for the
    session had ended or something stood before all pages; about: what the form was about, for a page about something
    else."""

    several: Mapping[str, list[str]] = MappingProxyType({})
    files: Mapping[str, list[str]] = MappingProxyType({})
    faults: Mapping[str, str] = MappingProxyType({})
    marks: Mapping[str, str] = MappingProxyType({})
    path = about = ""
    unread = False

    def guards(self) -> dict[str, str]:
        """What the page showed whose form this is."""
        return {**{name: words for name, words in self.items() if is_guard(name)}, **self.marks}

    def all_of(self, name: str) -> list[str]:
        return self.several.get(name) or ([self[name]] if name in self else [])

    def __missing__(self, name: str) -> str:
        return ""


def is_guard(name: str) -> bool:
    return re.search(GUARDS, name) is not None


def refuse(request: HttpRequest, words: StrOrPromise | Exception, about: str = "") -> None:
    """Say on the next page what is wrong, and keep what was typed for it. about: the case, say."""
    messages.error(request, str(words) + _standing(words))
    keep_typed(request)
    request.session["typed_about"] = about
    request.session["typed_faults"] = words.fields if isinstance(words, Faults) else {}


def _standing(words: object) -> str:
    """What is written there now, for who read an older page."""
    now = in_words(getattr(words, "stands", {})).rstrip(".")
    return f" {gettext('Сейчас записано: %(now)s.') % {'now': now}}" if now else ""


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


def keep_unread(request: HttpRequest, owner: int) -> None:
    """What was typed by an employee and no view has read, for that employee alone."""
    if request.method == "POST":
        keep_typed(request)
        request.session["typed_for"], request.session["typed_unread"] = owner, True


def keep_typed(request: HttpRequest) -> None:
    """What was typed comes back to the same person on the page they return to."""
    if request.method != "POST":
        return
    forget_typed(request)
    request.session["typed_for"] = _reader(request)
    request.session["typed_marks"] = {name: request.POST[name] for name in MARKS if name in request.POST}
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


def forget_typed(request: HttpRequest) -> None:
    for name in ("", "_several", "_files", "_faults", "_marks", "_unread", "_about", "_for"):
        request.session.pop(f"typed{name}", None)


def _reader(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def may_take(request: HttpRequest) -> bool:
    """Whether words are kept that are this reader's, on the side of the house where they were typed: an employee's for
    that very employee on a page of work, a citizen's for nobody who is signed in."""
    session = getattr(request, "session", {})
    if "typed" not in session or session.get("typed_for") != _reader(request):
        return False
    typed_at = session.get("typed_files", {}).get("path", "")
    return request.path.startswith(STAFF) is str(typed_at).startswith(STAFF)


def files_sent(request: HttpRequest) -> dict[str, list[str]]:
    """Names of the files of a form, by field. The files themselves are not kept: the page says which to choose
    again."""
    return {field: [f.name or "файл" for f in files] for field, files in request.FILES.lists()}


def files_taken(request: HttpRequest) -> None:
    """The files of this form stand where they belong, whatever was refused of its words."""
    request.files_taken = True  # type: ignore[attr-defined]
    if "typed_files" in request.session:
        request.session["typed_files"] = {}


def typed_of(request: HttpRequest, **now: str | int | Callable[[Typed], str]) -> Typed:
    """What this reader typed on the form that was refused; empty when there is none. Taken once, by the page that shows
    its fields. now: the guards of that form as they are now, some told by what was typed. Words that no view has read
    are given to a page's fields only with the guards they were typed under: else they stand above the page."""
    if not may_take(request):
        return Typed()
    session = request.session
    found = Typed(session.get("typed", {}))
    found.several, found.marks = session.get("typed_several", {}), session.get("typed_marks", {})
    sent, found.faults = session.get("typed_files", {}), session.get("typed_faults", {})
    found.files, found.path = sent.get("names", {}), sent.get("path", "")
    found.unread, found.about = session.get("typed_unread", False), session.get("typed_about", "")
    forget_typed(request)
    request.typed_taken = found  # type: ignore[attr-defined]
    return found if not found.unread or _fits(found, now) else Typed()


def taken(request: HttpRequest) -> Typed:
    """All that this request has taken, also what was not given to the fields of its page."""
    found: Typed | None = getattr(request, "typed_taken", None)
    return Typed() if found is None else found


def _fits(typed: Typed, now: Mapping[str, str | int | Callable[[Typed], str]]) -> bool:
    stands = {name: value(typed) if callable(value) else str(value) for name, value in now.items()}
    return all(stands.get(name) == value for name, value in typed.guards().items())


Words = list[tuple[str, str]]
"""By the names of their fields."""


def words_in(fields: Mapping[str, Any]) -> Words:
    """Words of people among the fields of a form: neither secrets nor choices nor numbers, nor a place of a letter that
    the page quotes."""
    found: dict[str, str] = {}
    for name, value in fields.items():
        words = value.strip() if isinstance(value, str) and name not in SECRET and not name.startswith(ASKS) else ""
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
    "need-said": _("Выяснить, что нужно"),
    "q-said": _("Что ответили"),
    "q-text": _("Что спрашивает"),
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


def labelled(
    words: Words, page: str = "", *, quotes: Mapping[str, str] = MappingProxyType({}), here: bool = True
) -> list[tuple[str, str]]:
    """The same by what the fields are called: on the page that has them, else by their names. quotes: the places that a
    remark was written to, by their fields. here: the page has the form itself, so that its rows are those typed in."""
    tree = html.fromstring(page) if words and page.strip() else None

    def called(name: str) -> str:
        if place := quotes.get(name.replace("remark-", "quote-"), ""):
            return gettext("К месту «%s»") % (place if len(place) < 80 else f"{place[:79]}…")
        known = _label(tree, name) if here or not NUMBERED.search(name) else ""
        return known or str(NAMED.get(name) or NAMED.get(re.sub(r"-\d+$", "", name)) or gettext("Поле «%s»") % name)

    return [(called(name), w) for name, w in words]


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
