"""What one click would send is shown first, by the deed itself; what goes is what was shown."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from priemnaya.cases import actions
from priemnaya.cases.models import Contact
from priemnaya.core.models import Delivery, Event, Ruling

from ..desk import Desk, Page
from ..helpers import case_of, made_ready

pytestmark = [pytest.mark.django_db]


def sent_by(page: Page) -> dict[str, str]:
    """What the form of the shown letter sends when «Отправить» is pressed."""
    [form] = html.fromstring(page.source).xpath("//main//form[@class='deeds']")
    fields = form.xpath(".//input[@type='hidden' and @name!='csrfmiddlewaretoken'] | .//button[@name='letters']")
    return {field.get("name"): field.get("value") for field in fields}


@pytest.mark.parametrize(
    ("deed", "typed", "words"),
    [
        ("clarify", {"question": "Какой у вас участок?"}, "Какой у вас участок?"),
        ("extend", {"days": "5", "reason": "Ждём ответа архива"}, "Ждём ответа архива"),
    ],
)
def test_the_letter_is_shown_then_goes_as_shown(cast: Any, deed: str, typed: dict[str, str], words: str) -> None:
    case = made_ready(case_of(cast.udm), cast.registrar)
    desk = Desk(cast.head)
    before = (Delivery.objects.count(), Contact.objects.count(), Event.objects.exclude(verb="case.viewed").count())
    page = desk.on(case, deed, **typed, look="1")
    assert words in page.text and case.number in page.text
    now = (Delivery.objects.count(), Contact.objects.count(), Event.objects.exclude(verb="case.viewed").count())
    assert now == before, "a look leaves nothing behind"
    form = sent_by(page)
    mended = desk.on(case, deed, **{**form, "mend": "1"})
    assert words in mended.source, "what was typed is in its field again"
    desk.on(case, deed, **form)
    assert words in Contact.objects.filter(direction="out").latest("pk").text


def test_what_stops_a_look_is_counted(cast: Any) -> None:
    """The letter is all a person sees of the deed before it is done: what the order stops there is stopped."""
    case = made_ready(case_of(cast.udm), cast.registrar)
    page = Desk(cast.head).on(case, "extend", days="300", reason="Ждём ответа архива", look="1")
    assert "59-ФЗ" in page.text
    kept = Ruling.objects.filter(subject_type="case", subject_id=case.pk, stopped=True)
    assert kept.exists() and not Delivery.objects.filter(subject_id=case.pk, payload__notice="extension").exists()


def test_another_letter_than_the_shown_one_does_not_go(cast: Any) -> None:
    """A colleague changed where the client is written to meanwhile."""
    case = made_ready(case_of(cast.udm, chosen_point="email", chosen_address="a@client.example"), cast.registrar)
    desk = Desk(cast.head)
    page = desk.on(case, "clarify", question="Какой у вас участок?", look="1")
    form = sent_by(page)
    actions.choose_point(case, "email", "b@client.example", by=cast.registrar)
    sent = Delivery.objects.count()
    refused = desk.on(case, "clarify", **form)
    assert "Ничего не отправлено" in refused.text and "Какой у вас участок?" in refused.source
    assert Delivery.objects.count() == sent
