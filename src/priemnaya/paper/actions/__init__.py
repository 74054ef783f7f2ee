"""Paper in and out: scans read and registered; letters listed for the post, with track numbers and what became of
them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from priemnaya.bounded import Busy
from priemnaya.cases.actions import (
    ABOUT_FORWARDING,
    Received,
    delivery_bounced,
    delivery_confirmed,
    delivery_sent,
    forwarding_bounced,
    forwarding_sent,
    receive_message,
)
from priemnaya.cases.actions.arriving import cases_of
from priemnaya.cases.actions.seeking import seek_in, staff_list
from priemnaya.cases.incoming import Incoming, IncomingFile
from priemnaya.cases.models import Case, Sought
from priemnaya.core import queue
from priemnaya.core.each import each
from priemnaya.core.journal import alert, record
from priemnaya.core.models import Delivery, NumberSeries, StoredFile
from priemnaya.core.settings_kept import must_stand
from priemnaya.errors import Objection, Stale
from priemnaya.letterhead.post import Posted
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy import register

from ..models import PostItem, PostList, Scan
from ..ocr import read_scan

register("provides", "paper_scans", "paper.actions.register_scan")
TRACK = re.compile(r"^(?:\d{14}|[A-Z]{2}\d{9}[A-Z]{2})$")
"""Russian Post: 14 digits inside the country, thirteen signs abroad (UPU S10)."""


@action("case.register", alone=True)
@transaction.atomic
def add_scan(organisation: Organisation, name: str, content: bytes, *, by: Employee | None) -> Scan:
    """Keep a scan or a photo and have it read in the background. The same file twice is one scan. Raises Objection."""
    if not content:
        raise Objection("Файл пустой.")
    stored = StoredFile.objects.store(content)
    known = Scan.objects.filter(organisation=organisation, file=stored).exclude(state="dropped").first()
    if known:
        return known
    scan = Scan.objects.create(organisation=organisation, name=name[-255:], file=stored, by=by, at=timezone.now())
    record("scan.added", scan, by=by)
    queue.nudge("read_scans")
    return scan


def read_waiting(organisation: Organisation) -> int:
    """Read every scan of a body that waits; one that cannot be read says why and still can be registered by hand. One
    that found no turn waits on. Returns how many."""
    waiting = Scan.objects.filter(organisation=organisation, state="waiting").select_related("file").order_by("id")
    try:
        return each(waiting, _read, "scan", until=Busy)
    finally:
        seek_in_scans(organisation)


def _read(scan: Scan) -> bool:
    """Raises Busy."""
    pages, text, problem = read_scan(scan.file.read())
    read = {"state": "ready", "pages": pages, "text": text.replace("\x00", ""), "problem": problem[:300]}
    return bool(Scan.objects.filter(pk=scan.pk, state="waiting").update(**read))


def seek_in_scans(organisation: Organisation, limit: int = 200) -> int:
    """Look through what was recognised of letters that wait to be registered for names of the staff of today."""
    staff = staff_list(organisation)
    done = Sought.objects.filter(subject_type="scan", staff=staff).values("subject_id")
    rows = Scan.objects.filter(organisation=organisation, case=None).exclude(text="").exclude(pk__in=done)
    return seek_in(organisation, staff, "scan", rows.order_by("-pk").values_list("pk", "text")[:limit])


@action("case.register")
@transaction.atomic
def register_scan(scan: Scan, incoming: Incoming, *, by: Employee) -> Received:
    """A registrar has read the letter beside its picture: registered as come by post, with the scan. Raises
    Objection."""
    scan = Scan.objects.select_for_update(of=("self",)).select_related("file", "organisation__parent").get(pk=scan.pk)
    if scan.case_id:
        raise Stale("Это письмо уже зарегистрировано.")
    if scan.state == "dropped":
        raise Stale("Этот скан отложен: его отметили как не письмо. Если это письмо, добавьте файл снова.")
    content = scan.file.read()
    file = IncomingFile(scan.name, content, "application/pdf" if content[:5] == b"%PDF-" else "image/*")
    arrival, matter = incoming.arrival, incoming.matter
    incoming = replace(
        incoming,
        arrival=replace(arrival, point="post", key=f"scan:{scan.pk}"),
        matter=replace(matter, files=(file, *matter.files), also_read="" if scan.text in matter.text else scan.text),
    )
    received = receive_message(scan.organisation, incoming, by=by)
    scan.state, scan.case = "registered", received.case
    scan.save(update_fields=["state", "case"])
    record("scan.registered", scan, by=by, case=received.case.pk if received.case else None)
    return received


@action("case.register")
@transaction.atomic
def drop_scan(scan: Scan, *, by: Employee) -> None:
    """Not a letter: an empty page, a second copy. The file stays. Raises Stale for one that was registered meanwhile,
    or dropped."""
    if not Scan.objects.filter(pk=scan.pk, case=None).exclude(state="dropped").update(state="dropped"):
        raise Stale("Этот скан уже зарегистрирован или отложен: откладывать нечего.")
    record("scan.dropped", scan, by=by)


POSTED = ("case", ABOUT_FORWARDING)
"""What goes by post: letters to clients, and letters to other bodies."""


def for_post(organisation: Organisation) -> list[Delivery]:
    """Letters that wait to be printed and posted, not in a list yet."""
    rows = Delivery.objects.filter(
        organisation_id=organisation.pk, channel="post", state="queued", subject_type__in=POSTED
    )
    return list(rows.filter(post_items=None).order_by("id"))


def posted(deliveries: Sequence[Delivery], tracks: Mapping[int, str] | None = None) -> list[Posted]:
    """Each letter as the post needs it, in the same order; tracks: by the delivery's key. The same few queries for one
    letter and for many."""
    cases, tracks = cases_of(deliveries), tracks or {}
    return [_posted(d, cases[d.pk], tracks.get(d.pk, "")) for d in deliveries]


def _posted(delivery: Delivery, case: Case, track: str) -> Posted:
    to = delivery.payload.get("card", {}).get("to", "") if delivery.subject_type == ABOUT_FORWARDING else ""
    document = f"{delivery.payload.get('subject', '')}"[:80] or case.number
    return Posted(to or case.client_name, delivery.address, document, track)


@action("case.work")
@transaction.atomic
def make_list(organisation: Organisation, deliveries: Sequence[Delivery], *, by: Employee) -> PostList:
    """A list of letters for the post, under the next number. Raises Objection."""
    held = Delivery.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(held.filter(pk__in=[d.pk for d in deliveries]))  # a colleague who lists the same letters is waited for
    waiting = {d.pk for d in for_post(organisation)}
    chosen = [d for d in deliveries if d.pk in waiting]
    if not chosen:
        raise Objection("Отметьте письма, которые несёте на почту.")
    if lost := [d for d in chosen if not d.address.strip()]:
        numbers = ", ".join(c.number for c in cases_of(lost[:3]).values())
        raise Objection(f"Нет почтового адреса: {numbers}. Впишите его в дело.")
    now = timezone.now()
    year = organisation.local(now).year
    made = PostList.objects.create(
        organisation=organisation,
        number=f"{year}/П-{NumberSeries.objects.take(organisation.pk, 'post', year)}",
        by=by,
        at=now,
    )
    PostItem.objects.bulk_create(
        PostItem(post_list=made, delivery=d, recipient=p.recipient[:300], address=d.address)
        for d, p in zip(chosen, posted(chosen), strict=True)
    )
    record("post.listed", made, by=by, letters=len(chosen))
    return made


NOT_NOW = {
    "queued": "Письмо ещё не сдано на почту: сначала отметьте «Сдано на почту».",
    "doing": "Письмо уходит прямо сейчас. Обновите страницу.",
    "held": "Отправка этого письма приостановлена. Обновите страницу.",
    "dead": "Это письмо отозвано или снято с отправки: на почту его не несите, из списка вычеркните.",
    "bounced": "Письмо уже вернулось: отправить его иначе можно на странице дела.",
    "delivered": "Письмо уже вручено.",
    "read": "Письмо уже вручено.",
}
"""Why a mark does not fit a letter in this state, for people."""


def _now(item: PostItem, *fits: str) -> Delivery:
    """The delivery as it is now. Raises Stale in a state that the mark does not fit."""
    delivery = Delivery.objects.get(pk=item.delivery_id)
    if delivery.state not in fits:
        raise Stale(NOT_NOW.get(delivery.state, "Письмо уже отправлено. Обновите страницу."))
    return delivery


def _hand_to_post(delivery: Delivery, by: Employee) -> None:
    """It has left. Raises Stale when somebody was quicker or it was recalled in between."""
    sent = forwarding_sent if delivery.subject_type == ABOUT_FORWARDING else delivery_sent
    sent(delivery, by=by)


def track_told(item: PostItem) -> dict[str, str]:
    return {"Трек-номер": item.track}


@action("case.work")
@transaction.atomic
def set_track(item: PostItem, track: str, *, by: Employee, seen: str = "") -> None:
    """The post took the letter under this number: it is sent. An empty number: a simple letter. Of a letter that is on
    its way the number may be put right. seen: the token of `track_told` of the page that asks. Raises Objection,
    Stale."""
    track = re.sub(r"\s", "", track).upper()
    if track and not TRACK.match(track):
        raise Objection(f"Трек-номер «{track}» неверный: нужны 14 цифр или вид RA123456789RU.")
    delivery = _now(item, "queued", "sent")
    must_stand(track_told(PostItem.objects.select_for_update(of=("self",)).get(pk=item.pk)), seen)
    if delivery.state == "queued":
        _hand_to_post(delivery, by)
    item.track, item.registered = track, bool(track)
    try:
        with transaction.atomic():
            item.save(update_fields=["track", "registered"])
    except IntegrityError as error:
        raise Objection(f"Трек-номер {track} уже стоит у другого письма.") from error
    record("post.sent", item.post_list, by=by, item=item.pk)


@action("case.work")
@transaction.atomic
def post_result(item: PostItem, *, handed: bool, by: Employee) -> None:
    """The post says the letter was handed over: it was sent too, if nobody had said so; or it came back: then the next
    way is tried. Raises Stale."""
    if handed:
        delivery = _now(item, "queued", "sent")
        if delivery.state == "queued":
            _hand_to_post(delivery, by)
        delivery_confirmed(delivery, "delivered")
    else:
        delivery = _now(item, "sent", "delivered")
        came_back = forwarding_bounced if delivery.subject_type == ABOUT_FORWARDING else delivery_bounced
        came_back(delivery, "письмо вернулось почтой")
    record("post.result", item.post_list, by=by, item=item.pk, handed=handed)


def take_folder_file(organisation: Organisation, name: str, content: bytes) -> Scan | None:
    """A file from the watched folder; a wrong one is reported and stays out of the way."""
    try:
        return add_scan(organisation, name, content, by=None)
    except Objection as error:
        alert("scan", f"Скан {name} не принят: {error}", organisation_id=organisation.pk)
        return None
