"""What failed is tried again from the outbox: only what has reached nobody, to a checked address, as a delivery of its
own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.models import Case, ForwardedLetter, Reply
from priemnaya.core.models import Delivery
from priemnaya.errors import Objection

from ..desk import looked_and_sent
from ..helpers import case_of, drafted, goes_out, going_on, made_ready

WAS = "maria@mail.example"


def answered(cast: Any) -> tuple[Case, Delivery]:
    """A case whose answer left by e-mail and came back."""
    case = made_ready(case_of(cast.udm, chosen_point="email", chosen_address=WAS), cast.registrar)
    reply = actions.send_reply(drafted(case, cast.executor), by=cast.head)
    goes_out(case)
    row = Delivery.objects.get(payload__reply=reply.pk, channel="email")
    actions.delivery_bounced(row, "нет такого ящика")
    return Case.objects.get(pk=case.pk), Delivery.objects.get(pk=row.pk)


def desk(cast: Any) -> Browser:
    browser = Browser()
    browser.force_login(cast.executor)
    return browser


def retry(cast: Any, row: Delivery, address: str = "") -> str:
    said = looked_and_sent(desk(cast), reverse("outbox_retry", args=[row.pk]), {"address": address}, follow=True)
    return said.content.decode()


def test_what_came_back_goes_again_as_a_delivery_of_its_own_and_stays_on_record_as_it_went(cast: Any) -> None:
    case, row = answered(cast)
    assert case.state == "returned"
    assert "Поставлено в очередь" in retry(cast, row, "right@mail.example")
    again = Delivery.objects.get(instead_of=row, channel="email")
    assert (again.state, again.address) == ("queued", "right@mail.example")
    row.refresh_from_db()
    assert (row.state, row.address, row.error) == ("bounced", WAS, "нет такого ящика")
    assert "уже отправляется" in retry(cast, row, "right@mail.example")
    goes_out(case)
    assert Case.objects.get(pk=case.pk).state == "answered"
    assert Reply.objects.get(case=case).state == "sent"


def test_a_letter_that_went_by_another_way_is_neither_offered_nor_sent_again(cast: Any) -> None:
    case, row = answered(cast)
    url = reverse("outbox_retry", args=[row.pk])
    assert url in desk(cast).get(reverse("outbox")).content.decode()
    actions.send_again(case, row.pk, "email", "new@mail.example", by=cast.executor)
    goes_out(case)
    page = desk(cast).get(reverse("outbox")).content.decode()
    assert url not in page and "повторять не нужно" in page
    count = Delivery.objects.count()
    assert "уже дошло другим способом" in retry(cast, row, "wrong@elsewhere.example")
    assert Delivery.objects.count() == count


def test_an_address_is_checked_before_anything_is_sent_to_it(cast: Any) -> None:
    _case, row = answered(cast)
    count = Delivery.objects.count()
    assert "Проверьте адрес электронной почты" in retry(cast, row, "junk without at")
    assert Delivery.objects.count() == count


def test_what_is_on_its_way_is_not_offered_and_not_queued_twice(cast: Any) -> None:
    case_of(cast.udm, chosen_point="email", chosen_address=WAS)
    row = Delivery.objects.get(state="queued")
    assert reverse("outbox_retry", args=[row.pk]) not in desk(cast).get(reverse("outbox")).content.decode()
    assert "Повторить можно только то" in retry(cast, row)


def test_a_letter_to_another_body_is_not_tried_again_by_the_action_either(cast: Any) -> None:
    going_on(case_of(cast.udm), "Росархив", by=cast.executor)
    letter = ForwardedLetter.objects.get()
    actions.forwarding_failed(letter.delivery, "ящика нет", final=True)
    row = Delivery.objects.get(pk=letter.delivery_id)
    with pytest.raises(Objection, match="на странице его дела"):
        actions.retry_delivery(row, by=cast.executor)


def test_a_letter_that_proves_a_mailbox_is_never_sent_again_by_others(cast: Any) -> None:
    case = case_of(cast.udm, chosen_point="email", chosen_address=WAS)
    assert actions.ask_case_link(case)
    row = Delivery.objects.get(payload__notice="confirmation")
    actions.delivery_failed(row, "ящик полон", final=True)
    for address in ("stranger@mail.example", WAS):
        assert "Ссылка в этом письме одноразовая" in retry(cast, row, address)
    assert not Delivery.objects.filter(instead_of=row).exists()


def test_an_automatic_answer_to_a_message_without_a_case_goes_again_once(cast: Any) -> None:
    contact = case_of(cast.udm).contacts.filter(direction="in").get()
    row = actions.write_back(contact, "Не приняли", "Слишком большое", to=("email", WAS))
    actions.delivery_failed(row, "550", final=True)
    assert "Поставлено в очередь" in retry(cast, row, "right@mail.example")
    assert Delivery.objects.get(instead_of=row).address == "right@mail.example"
    assert reverse("outbox_retry", args=[row.pk]) not in desk(cast).get(reverse("outbox")).content.decode()
    assert "уже отправлено снова" in retry(cast, row)


def test_where_a_letter_went_and_why_it_came_back_stays(cast: Any) -> None:
    _case, row = answered(cast)
    for change in ("address = 'x@y.example'", "error = ''", "state = 'queued'", "channel = 'post'", "state = 'dead'"):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update core_delivery set {change} where id = {row.pk}")
            pytest.fail(f"{change} was let through")


def test_the_outbox_asks_as_much_for_many_failed_letters_as_for_few(cast: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk_of.get(reverse("outbox"))
        return len(seen)

    desk_of, counts = desk(cast), []
    asked()  # the first page of a session writes its own rows
    for start in (0, 3):
        for n in range(start, start + 3):
            address = f"c{n}@mail.example"
            case = case_of(
                cast.udm, identity=f"i{n}", addresses={"email": address}, chosen_point="email", chosen_address=address
            )
            actions.delivery_failed(Delivery.objects.get(subject_id=case.pk, channel="email"), "550", final=True)
        counts.append(asked())
    assert counts[0] == counts[1]
