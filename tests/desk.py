"""An employee and a client at the pages: every deed is a POST of a real form, and what came of it is read off the page
that follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from priemnaya.cases.models import Case
from priemnaya.people.models import Employee, Organisation


@dataclass(frozen=True)
class Page:
    """What a person sees after a deed."""

    status: int
    source: str

    @property
    def text(self) -> str:
        return " ".join(html.fromstring(self.source).text_content().split())

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
        return frozenset(e.get("name") for e in html.fromstring(self.source).iter("input", "select", "textarea"))


class Desk:
    """One employee in a browser of his own."""

    def __init__(self, employee: Employee) -> None:
        self.client = Client()
        self.client.force_login(employee)

    def get(self, path: str) -> Page:
        return _page(self.client.get(path, follow=True))

    def post(self, path: str, **typed: Any) -> Page:
        return _page(self.client.post(path, typed, follow=True))

    def on(self, case: Case, deed: str, **typed: Any) -> Page:
        """One action of the case: `deed` is its address, e.g. `forward` or `reply/send`."""
        return self.post(f"/w/cases/{case.pk}/{deed}/", **typed)

    def does(self, case: Case, deed: str, **typed: Any) -> None:
        """A step before the one that is tried: taken by the page, and nobody looks at what it shows next."""
        assert self.client.post(f"/w/cases/{case.pk}/{deed}/", typed).status_code == 302, deed

    def writes(self, case: Case, text: str, *, attached: tuple[str, bytes] | None = None, **fields: Any) -> Page:
        """Begin the answer and save it, as the composer's form does."""
        self.does(case, "reply/start")
        typed = {"text": text, "letterhead": "on", "survey": "on", **fields}
        if attached:
            file = SimpleUploadedFile(*attached)
            return self.on(case, "reply/attach", files=file, **typed)
        return self.on(case, "reply/save", **typed)

    def sends(self, case: Case) -> Page:
        return self.on(case, "reply/send")


class Visitor:
    """A client in a browser of his own, at the portal of one body."""

    def __init__(self, organisation: Organisation) -> None:
        self.client, self.root = Client(), f"/{organisation.slug}"

    def get(self, path: str) -> Page:
        return _page(self.client.get(self.root + path, follow=True))

    def post(self, path: str, **typed: Any) -> Page:
        return _page(self.client.post(self.root + path, typed, follow=True))


def _page(answer: Any) -> Page:
    return Page(answer.status_code, answer.content.decode())
