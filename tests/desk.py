"""An employee and a client at the pages: every deed is a POST of a real form, and what came of it is read off the page
that follows. That page is asked for when somebody looks at it: most are never looked at, and they are the dearer
half."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from priemnaya.cases.actions.clients import described
from priemnaya.cases.actions.shown import around_of
from priemnaya.cases.facts_seen import token
from priemnaya.cases.heard import heard_token
from priemnaya.cases.models import UNSIGNED, Case, Contact, NamedPerson
from priemnaya.cases.terms import open_term
from priemnaya.people.models import Client as Card
from priemnaya.people.models import Employee, Organisation

from .stood import stood


def as_read(case: Case | int) -> dict[str, Any]:
    """What the form of a letter sends along with it: the version that is read, and what goes with its words."""
    reply = Case.objects.get(pk=getattr(case, "pk", case)).replies.filter(state__in=UNSIGNED).first()
    return {"version": reply.version, "shown": around_of(reply)} if reply else {}


def shown_letters(answer: Any) -> dict[str, str]:
    """What «Отправить» under the letters that a deed shows first sends; empty where it shows none."""
    if answer.status_code != 200 or b'name="letters"' not in answer.content:
        return {}
    [form] = html.fromstring(answer.content.decode()).xpath("//main//form[@class='deeds']")
    fields = form.xpath(".//input[@type='hidden' and @name!='csrfmiddlewaretoken'] | .//button[@name='letters']")
    return {field.get("name"): field.get("value") for field in fields}


OVER_WORDS = re.compile(r"^/w/cases/(\d+)/(?:close|spam|reject|forwarding/sign|forwarding/resend)/$")
"""Deeds that are not done over words of the client that the page did not show."""


OF_FACTS = re.compile(r"^/w/cases/(\d+)/(classify|urgency|assign|kind|point|service|complaint)/$")
"""Deeds that write anew what the page showed."""
FACTS = {"classify": "topic", "assign": "hand"}


def with_heard(path: str, typed: dict[str, Any] | None) -> dict[str, Any]:
    """As the form on a page opened just now sends it."""
    found, more = OVER_WORDS.match(path), dict[str, Any]()
    if found:
        more["heard"] = heard_token(Case.objects.get(pk=found[1]))
    if fact := OF_FACTS.match(path):
        more["seen"] = token(Case.objects.get(pk=fact[1]), FACTS.get(fact[2], fact[2]))
    return {**more, **_stood(path), **stood(path, typed)}


def _stood(path: str) -> dict[str, Any]:
    """What a form on a page opened just now says of what it showed, beside the facts of a case."""
    if found := re.match(r"^/w/cases/(\d+)/extend/$", path):
        owed = open_term(Case.objects.get(pk=found[1]))
        return {"seen": owed.due_at.isoformat()} if owed else {}
    if found := re.match(r"^/w/cases/\d+/named/(\d+)/$", path):
        row = NamedPerson.objects.filter(pk=found[1]).first()
        return {"was": row.state} if row else {}
    if found := re.match(r"^/w/clients/(\d+)/describe/$", path):
        return {"seen": described(Card.objects.get(pk=found[1]).living)}
    return {}


def looked_and_sent(client: Client, path: str, typed: dict[str, Any] | None = None, **more: Any) -> Any:
    """A deed as people do it: what it would write to the client is looked at, then sent as it is."""
    typed = with_heard(path, typed)
    written = Contact.objects.filter(direction="out")
    before = written.count()
    answer = client.post(path, typed, **more)
    if "/reply/" not in path and "letters" not in typed:  # a letter that is written there is the page itself
        assert written.count() == before, f"{path} has sent what nobody has seen"
    shown = shown_letters(answer)
    return client.post(path, shown, **more) if shown else answer


class Page:
    """What a person sees after a deed: to be looked at before the next one."""

    def __init__(self, browser: Browser, answer: Any) -> None:
        self._browser, self._answer, self._turn = browser, answer, browser.turn

    @cached_property
    def _shown(self) -> Any:
        hops, answer = 0, self._answer
        while answer.status_code in (301, 302, 303, 307, 308):
            assert self._browser.turn == self._turn, "another deed was done before this page was looked at"
            hops += 1
            assert hops < 9, "no end of redirects"
            answer = self._browser.client.get(answer["Location"])
        return answer

    @property
    def answered(self) -> int:
        """What the deed itself was answered, before any redirect."""
        return int(self._answer.status_code)

    @property
    def status(self) -> int:
        return int(self._shown.status_code)

    @property
    def source(self) -> str:
        return str(self._shown.content.decode())

    @property
    def text(self) -> str:
        return " ".join(html.fromstring(self.source).text_content().split())

    @property
    def shown_letters(self) -> dict[str, str]:
        """What pressing «Отправить» under the letters that the page shows sends."""
        return shown_letters(self._answer)

    def cited(self, within: str = "main") -> frozenset[str]:
        """Clauses named on the page, or in the part with an id: of the chips, and of plain words «п. 3.5»."""
        tree = html.fromstring(self.source)
        part = tree.find(f".//{within}") if within == "main" else tree.find(f".//*[@id='{within}']")
        if part is None:
            return frozenset()
        chips = {c.text_content().removeprefix("п. ") for c in part.iter() if "chip" in (c.get("class") or "").split()}
        return frozenset(chips | set(re.findall(r"п\. ([\w.-]*\w)", part.text_content())))

    def remarks(self, kind: str) -> tuple[str, ...]:
        """The words of every card of a kind: `verdict` for what stops, `finding` for remarks of the checker."""
        cards = [e for e in html.fromstring(self.source).iter() if kind in (e.get("class") or "").split()]
        return tuple(" ".join(e.text_content().split()) for e in cards)

    def fields(self) -> frozenset[str]:
        """Names of what may be typed or chosen."""
        named = html.fromstring(self.source).iter("input", "select", "textarea")
        return frozenset(name for e in named if (name := e.get("name")))


class Browser:
    """One person's cookies, and how many deeds were done. Every fourth page that nobody looked at is opened all the
    same: what it shows after a deed must not fail."""

    def __init__(self) -> None:
        self.client, self.turn = Client(), 0
        self._last: Page | None = None

    def get(self, path: str) -> Page:
        return self.asked(self.client.get, path)

    def post(self, path: str, **typed: Any) -> Page:
        return self.asked(self.client.post, path, stood(path, typed))

    def asked(self, method: Any, *given: Any) -> Page:
        if self._last is not None and self.turn % 4 == 0:
            assert self._last.status < 500
        self.turn += 1
        self._last = Page(self, method(*given))
        return self._last


class Desk(Browser):
    """One employee in a browser of his own."""

    def __init__(self, employee: Employee) -> None:
        super().__init__()
        self.client.force_login(employee)
        self.employee = employee

    def on(self, case: Case, deed: str, **typed: Any) -> Page:
        """One action of the case: `deed` is its address, e.g. `reply/send`. What it shows first is sent."""
        return self.asked(self._sent, f"/w/cases/{case.pk}/{deed}/", typed)

    def _sent(self, path: str, typed: dict[str, Any]) -> Any:
        return looked_and_sent(self.client, path, typed)

    def looks(self, case: Case, deed: str, **typed: Any) -> Page:
        """The same, and only looked at where it shows first what it would write."""
        path = f"/w/cases/{case.pk}/{deed}/"
        return self.post(path, **with_heard(path, typed))

    def does(self, case: Case, deed: str, **typed: Any) -> None:
        """A step before the one that is tried: taken by the page, and nobody looks at what it shows next."""
        path = f"/w/cases/{case.pk}/{deed}/"
        assert self.asked(self._sent, path, typed).answered == 302, deed

    def writes(self, case: Case, text: str, *, attached: tuple[str, bytes] | None = None, **fields: Any) -> Page:
        """Begin the answer and save it, as the composer's form does."""
        self.does(case, "reply/start")
        typed = {"text": text, "letterhead": "on", "survey": "on", **fields}
        if attached:
            file = SimpleUploadedFile(*attached)
            return self.on(case, "reply/attach", files=file, **typed)
        return self.on(case, "reply/save", **typed)

    def sends(self, case: Case) -> Page:
        return self.on(case, "reply/send", **as_read(case))


class Visitor(Browser):
    """A client in a browser of his own, at the portal of one body."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__()
        self.root = f"/{organisation.slug}"

    def get(self, path: str) -> Page:
        return super().get(self.root + path)

    def post(self, path: str, **typed: Any) -> Page:
        return super().post(self.root + path, **typed)


def shown_form(desk: Desk, case: Case) -> dict[str, Any]:
    """All that the page of documents sends when «Записать проверку» is pressed and nothing was touched."""
    page = desk.get(f"/w/cases/{case.pk}/application/")
    [form] = html.fromstring(page.source).xpath("//form[contains(@action, '/application/documents/')]")
    return {k: v for k, v in form.form_values() if k != "csrfmiddlewaretoken"}
