"""Cells of the lists of cases, drawn without a template: a page of a queue has three hundred of them, and put together
by templates they were the half of its time. Whatever has no function here has a template in `workspace/cells`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from priemnaya.policy.contact_points import title_of
from priemnaya.ui.icons import icon
from priemnaya.ui.templatetags.look import day_short, time_short
from priemnaya.ui.templatetags.ui import point_icon

NOTHING = SafeString("")


@dataclass(frozen=True)
class Cell:
    """A row where it stands. address: the page it leads to; around: `request` and `body`, as `time_short` asks."""

    row: Any
    address: str
    listing: Any
    around: dict[str, Any]


def _badge(words: str) -> SafeString:
    return format_html('<span class="badge urgent">{}</span>', words)


def _urgent(row: Any) -> SafeString:
    return _badge(_("срочно")) if row.urgency == "urgent" else NOTHING


def _waits(row: Any) -> SafeString:
    return _badge(_("ответ ждёт за ссылкой")) if getattr(row, "answer_waits", False) else NOTHING


def _came_back(row: Any) -> bool:
    return row.state == "returned" or bool(getattr(row, "came_back", False))


def _unproved() -> SafeString:
    """The mark of a case whose sender nothing proves."""
    return format_html(
        ' <span class="mark" title="{}">{}<span class="visually-hidden">{}</span></span>',
        _("Кто написал, не подтверждено"),
        icon("user-round-x", 15),
        _("не подтверждено"),
    )


def no(cell: Cell) -> SafeString:
    number = cell.row.number
    if not cell.listing.beside:
        return format_html('<a href="{}">{}</a>', cell.address, number)
    place = cell.listing.opens(cell.row)
    return format_html(
        '<a href="{}" hx-get="{}" hx-target="#pane" hx-push-url="true" data-case="{}">{}</a>',
        *(place, place, cell.row.pk, number),
    )


def point(cell: Cell) -> SafeString:
    said = title_of(cell.row.point)
    return format_html(
        '<span title="{}">{}<span class="visually-hidden">{}</span></span>', said, point_icon(cell.row.point), said
    )


def who(cell: Cell) -> SafeString:
    row, new = cell.row, NOTHING
    if getattr(row, "unread", False) and row.is_open:
        new = format_html(
            '<span class="unread" title="{}"><span class="visually-hidden">{}</span></span>',
            _("Новое сообщение: его ещё не открывали"),
            _("Новое сообщение."),
        )
    name = getattr(row, "marked_name", "") or row.client_name or "—"
    return format_html("{}{}{}", new, name, NOTHING if row.level else _unproved())


def what(cell: Cell) -> SafeString:
    row = cell.row
    back = _badge(_("вернулось, отправьте иначе")) if _came_back(row) else NOTHING
    kind = NOTHING if row.kind == "message" else format_html(' <span class="kind">{}</span>', row.get_kind_display())
    return format_html(
        '{}{}{}<span class="said">{}</span>{}{}',
        *(_urgent(row), back, _waits(row), getattr(row, "marked_subject", "") or row.subject, kind, _piece(row)),
    )


def _piece(row: Any) -> SafeString:
    """Where the words that were looked for stand, and how a letter of a campaign begins."""
    piece, own = getattr(row, "piece", None), getattr(row, "own_words", "")
    found = NOTHING
    if piece:
        found = format_html(
            ' <span class="piece small"><span class="muted">{}:</span> {}</span>', piece.where, piece.text
        )
    return format_html('{}<span class="piece small">{}</span>', found, own) if own else found


def today_what(cell: Cell) -> SafeString:
    row, hand = cell.row, NOTHING
    if row.assignee and row.assignee_id != cell.around["request"].user.pk:
        hand = format_html(' <span class="kind">{}</span>', row.assignee.short_name)
    return format_html(
        '<a href="{}" title="№ {}"><strong>{}</strong>{} <span class="subject">{}</span><span class="visually-hidden">'
        " № {}</span></a>{}{}{}",
        *(cell.address, row.number, row.client_name or "—", NOTHING if row.level else _unproved(), row.subject),
        *(row.number, hand, _urgent(row), _waits(row)),
    )


def topic(cell: Cell) -> SafeString:
    said = getattr(cell.row, "topics_said", None)
    if not said:
        return NOTHING
    more = format_html(' <span class="muted">+{}</span>', len(said) - 1) if len(said) > 1 else NOTHING
    return format_html('<span title="{}">{}</span>{}', "; ".join(said), said[0], more)


def hand(cell: Cell) -> SafeString:
    row = cell.row
    if not row.is_open:
        return format_html('<span class="muted given">{}</span>', row.get_state_display())
    if row.assignee:
        return format_html('<span class="given">{}</span>', row.assignee.short_name)
    return format_html('<span class="muted">{}</span>', _("не назначен"))


def left(cell: Cell) -> SafeString:
    if cell.row.is_open:
        return time_short(cell.around, cell.row.due_at, cell.row.registered_at)
    return format_html('<span class="muted">{}</span>', _("завершено"))


def due(cell: Cell) -> SafeString | str:
    return day_short(cell.around, cell.row.due_at if cell.row.is_open else cell.row.registered_at)


def verb(cell: Cell) -> SafeString:
    return format_html('<span class="verb{}">{}</span>', " stop" if _came_back(cell.row) else "", cell.row.verb)


def proof(cell: Cell) -> SafeString:
    if cell.row.level:
        return format_html('<span class="muted">{}</span>', "—")
    return format_html('<span class="badge">{}</span>', _("не подтверждено"))


DRAWN: dict[str, Callable[[Cell], SafeString | str]] = {
    "case_no": no,
    "case_point": point,
    "case_who": who,
    "case_what": what,
    "case_topic": topic,
    "case_hand": hand,
    "case_left": left,
    "case_due": due,
    "case_verb": verb,
    "case_proof": proof,
    "today_what": today_what,
}
"""By the name a column calls its cell."""
