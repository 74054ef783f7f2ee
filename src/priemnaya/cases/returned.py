"""Letters to a client that came back: which of them have reached the client by no way at all.

A letter is one answer or one notice, with all its deliveries: by each point, and what went instead of what came back.
It has reached the client when one of them left and did not come back, or lies on the page of the case that the client
chose (or a person knows of a reason to leave it there), or was read. The page that nobody chose is no delivery until
the client opens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from priemnaya.core.models import Delivery, TermChange
from priemnaya.policy.contact_points import PAGES, title_of

from .models import Case
from .notices import EFFECTS, NOTICES, SUSPENSION
from .payloads import TELLS
from .states import family

WAITS = ("queued", "doing", "held")
FAILED = ("bounced", "dead")
LEFT_ON_PAGE = "left_on_page"
"""Part of a payload: why a person left a returned letter on the page of the case."""
LAST_WORDS = ("closing",)
"""Notices that end a case, as an answer does: what came before them matters no more."""
ONLY_DAY = ("extension", "term")
"""Notices that say a day and no more: where another day holds they do not go again, and a later one of them that has
reached the client makes an earlier one matter no more."""
NAMES_DAY = (*ONLY_DAY, "resumed")
MAILBOX_ITSELF = ("confirmation", "code_renewed")
"""Notices that make sense at one address only: when they come back, there is nothing to send otherwise."""


@dataclass
class Posted:
    """One letter to the client with its deliveries, oldest first."""

    case: Case
    rows: list[Delivery] = field(default_factory=list)

    @property
    def name(self) -> str:
        return _name(self.rows[0])

    @property
    def notice(self) -> str:
        return str(self.payload.get("notice") or "")

    @property
    def payload(self) -> dict[str, Any]:
        first: dict[str, Any] = self.rows[0].payload
        return first

    @property
    def reply(self) -> int | None:
        return self.payload.get("reply")

    @property
    def title(self) -> str:
        """Of which letter we speak, for people."""
        if self.reply:
            return "ответ"
        notice: Any = self.payload.get("notice")
        return str(NOTICES[notice]) if notice in NOTICES else self.payload.get("subject", "")

    @property
    def effect(self) -> str:
        """What follows from the client not having it; empty where nothing in law does."""
        suspends = self.payload.get("suspends")
        return str(EFFECTS.get(SUSPENSION if suspends else self.payload.get("notice", ""), ""))

    @property
    def failed(self) -> list[Delivery]:
        return [r for r in self.rows if r.state in FAILED]

    @property
    def waiting(self) -> list[Delivery]:
        return [r for r in self.rows if r.state in WAITS]

    def goes_to(self, point: str, address: str) -> bool:
        """It is on its way to this very place already."""
        return any((r.channel, r.address) == (point, address) for r in self.waiting)

    @property
    def carried(self) -> bool:
        return any(reached(r, self.case) for r in self.rows)

    @property
    def came_back(self) -> bool:
        """It left and came back, or could not leave by any way; and no other way has carried it yet."""
        return bool(self.failed) and not self.carried and (not self.waiting or any(r.sent_at for r in self.failed))

    @property
    def ends(self) -> bool:
        return bool(self.reply) or self.payload.get("notice") in LAST_WORDS

    @property
    def last(self) -> Delivery:
        """What failed last: it names the letter on a page."""
        return self.failed[-1]

    @property
    def tried(self) -> list[str]:
        return [f"{title_of(r.channel)}: {r.address}" if r.address else title_of(r.channel) for r in self.failed]

    @property
    def going(self) -> list[str]:
        return [f"{title_of(r.channel)}: {r.address}" if r.address else title_of(r.channel) for r in self.waiting]


def reached(row: Delivery, case: Case) -> bool:
    """Whether this delivery puts the letter before the client."""
    if row.state in ("sent", "delivered", "read"):
        return True
    return row.state == "shown" and page_counts(row, case)


def page_counts(row: Delivery, case: Case) -> bool:
    """Shown where the client looks: chosen for it, or left there by a person with a reason; not as the last resort."""
    if row.instead_of_id is None or LEFT_ON_PAGE in row.payload:
        return True
    chosen = any(p in PAGES for p in (case.chosen_point, case.second_point))
    return chosen and not case.foreign_addresses.exists()  # then nobody chose it: nothing else was left


def posted(case: Case) -> list[Posted]:
    """Every letter to the client about the case and what was joined to it, oldest first."""
    return _letters(case, _deliveries(family(case)))


def _deliveries(cases: Iterable[int]) -> Iterable[Delivery]:
    rows = Delivery.objects.filter(subject_type="case", subject_id__in=cases, payload__has_key="text")
    return rows.order_by("pk")


def _letters(case: Case, rows: Iterable[Delivery]) -> list[Posted]:
    letters: dict[str, Posted] = {}
    named: dict[int, str] = {}
    for row in rows:
        whose = named.get(row.instead_of_id or 0) or _name(row)
        named[row.pk] = whose
        letters.setdefault(whose, Posted(case)).rows.append(row)
    return list(letters.values())


def letter_name(row: Delivery) -> str:
    """The name of the letter that a delivery carries, also in place of one that came back."""
    while row.instead_of is not None and not row.payload.get("reply"):
        row = row.instead_of
    return _name(row)


def _name(row: Delivery) -> str:
    """One name for all deliveries of a letter: an answer is itself, of a notice the key says it up to its point."""
    reply = row.payload.get("reply")
    return f"reply-{reply}" if reply else row.key.split(":")[0]


def knowledge_of(case: Case, changes: Iterable[TermChange]) -> dict[int, str]:
    """Of each change of a term the client was written about, whether the letter has reached them: `told`, `waits` (it
    is on its way), `came_back`. One nobody wrote about is left out."""
    written = [c for c in changes if c.told_at]
    letters = posted(case) if written else []
    found = {}
    for change in written:
        letter = telling(change, letters)
        known = letter is None or letter.carried
        found[change.pk] = "told" if known else "came_back" if letter and letter.came_back else "waits"
    return found


def telling(change: TermChange, letters: Iterable[Posted]) -> Posted | None:
    """The letter that told of it, or of the row of another case or term that it goes on from."""
    by_row = {x.payload.get(TELLS): x for x in letters}
    at: TermChange | None = change
    while at is not None:
        if found := by_row.get(at.pk):
            return found
        at = at.carried_from
    return None


def named_later(letters: Sequence[Posted], letter: Posted) -> Posted | None:
    """The last letter after this one that names the client a day and has reached them."""
    at = next(n for n, x in enumerate(letters) if x is letter)
    return next((x for x in reversed(letters[at + 1 :]) if x.notice in NAMES_DAY and x.carried), None)


def returned_letters(case: Case, letters: list[Posted] | None = None) -> list[Posted]:
    """What somebody owes to send otherwise."""
    letters = posted(case) if letters is None else letters
    return [x for x in owed(letters) if x.came_back and x.payload.get("notice") not in MAILBOX_ITSELF]


def owed(letters: Sequence[Posted]) -> list[Posted]:
    """Letters that failed by some way, have reached the client by none and still matter: a letter is forgotten when a
    later one that ends the matter has reached the client, one that only says a day when a later one has said it."""
    ended = max((n for n, x in enumerate(letters) if x.ends and x.carried), default=-1)
    left = [x for n, x in enumerate(letters) if n > ended and x.failed and not x.carried]
    return [x for x in left if x.notice not in ONLY_DAY or named_later(letters, x) is None]


def to_try_again(rows: Iterable[Delivery]) -> set[int]:
    """Of failed deliveries on a page, the keys of those that a person may still send once more from there: the letter
    has reached the client by no other way, and is not on its way to the same place. Some queries, however many rows."""
    failed = [r for r in rows if r.state in FAILED]
    whose = living_of({r.subject_id for r in failed if r.subject_type == "case"})
    found = {r.pk for r in failed if r.subject_type == "contact" or "text" not in r.payload}
    for case, deliveries in _by_case(whose.values()):
        for letter in owed(_letters(case, deliveries)):
            found |= {r.pk for r in letter.failed if not letter.goes_to(r.channel, r.address)}
    answered = Delivery.objects.filter(instead_of__in=found).exclude(state__in=FAILED)
    back = set(answered.filter(subject_type="contact").values_list("instead_of", flat=True))
    return (found & {r.pk for r in failed}) - back


def living_of(keys: Iterable[int]) -> dict[int, Case]:
    """Of each case the one its matter is in now: a query for each level of joining."""
    keys = set(keys)
    found = Case.objects.in_bulk(keys)
    while above := {c.merged_into_id for c in found.values() if c.merged_into_id} - found.keys():
        found |= Case.objects.in_bulk(above)
    result = {}
    for pk in keys & found.keys():
        case = found[pk]
        while case.merged_into_id:
            case = found[case.merged_into_id]
        result[pk] = case
    return result


def _by_case(cases: Iterable[Case]) -> list[tuple[Case, list[Delivery]]]:
    """Each case that lives with the deliveries of its whole family, oldest first."""
    roots = {c.pk: c for c in cases}
    root_of = {pk: pk for pk in roots}
    level = dict(root_of)
    while level:
        joined = Case.objects.filter(merged_into__in=level).values_list("pk", "merged_into_id")
        level = {pk: root_of[into] for pk, into in joined if into is not None}
        root_of |= level
    rows: dict[int, list[Delivery]] = {pk: [] for pk in roots}
    for row in _deliveries(root_of):
        rows[root_of[row.subject_id]].append(row)
    return [(roots[pk], found) for pk, found in rows.items()]
