"""Every form of the product speaks plainly: no phrase of Django's reaches a person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils.translation import override

import priemnaya
from priemnaya.knowledge.models import Service
from priemnaya.portal.application import ApplicationForm
from priemnaya.portal.forms import MessageForm, SurveyForm
from priemnaya.portal.views.widget import WidgetForm
from priemnaya.ui.forms import PlainForm

DJANGO = re.compile("Убедитесь|корректн|Обязательное поле|допустимых значений|не является|Введите правильн|Загруженн")
LONG = "слово " * 40_000
FORM = {"kind": "message", "for_whom": "self", "client_kind": "citizen", "chosen_point": "portal", "text": "Чей дом?"}


def kin(form: type[PlainForm]) -> set[type[PlainForm]]:
    return {form, *(x for child in form.__subclasses__() for x in kin(child))}


def test_no_form_is_built_past_the_plain_one() -> None:
    root = Path(priemnaya.__file__).parent
    found = [p.name for p in root.rglob("*.py") if re.search(r"\(forms\.(Model)?Form\)", p.read_text())]
    assert found == ["forms.py"]
    assert kin(PlainForm) == {PlainForm, MessageForm, ApplicationForm, SurveyForm, WidgetForm}


def made(cast: Any, form: type[PlainForm], data: dict[str, str]) -> forms.Form:
    more: dict[str, Any] = {}
    if issubclass(form, MessageForm):
        more = {"organisation": cast.udm, "identified": True}
    if issubclass(form, ApplicationForm):
        more["text"] = Service.objects.get(organisation=cast.udm, slug="land-preliminary").current.text
    return form(data, **more)


@pytest.mark.parametrize(
    "value", ["", "²", LONG, "a@", "\x00", "-1"], ids=["empty", "odd", "long", "at", "nul", "less"]
)
def test_whatever_is_wrong_is_said_in_plain_words(cast: Any, value: str) -> None:
    forms = kin(PlainForm) - {PlainForm}
    assert forms
    for form in forms:
        with override("ru"):
            asked = made(cast, form, {})
            said = made(cast, form, dict.fromkeys(asked.fields, value)).errors
            words = [str(e) for errors in said.values() for e in errors]
        assert words, form
        assert [w for w in words if DJANGO.search(w)] == [], form


def test_a_client_reads_what_to_do_with_a_text_too_long_and_a_choice_that_is_none(cast: Any, client: Client) -> None:
    page = client.post("/udmurtia-mio/write/", {**FORM, "text": LONG, "kind": "²"}).content.decode()
    assert "Слишком длинно: знаков 239999, а можно до 100000. Сократите." in page
    assert "Такого варианта нет." in page
    assert not DJANGO.search(page)


def test_signing_in_without_a_password_is_answered_in_plain_words(cast: Any, client: Client) -> None:
    page = client.post("/accounts/login/", {"login": "", "password": ""}).content.decode()
    assert page.count("Заполните это поле.") == 2
    assert not DJANGO.search(page)
