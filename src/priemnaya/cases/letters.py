"""From a reply to a letter on the letterhead: rows become strings here, and nowhere else."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import segno
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from priemnaya.letterhead import Block, Head, Letter, load_head
from priemnaya.people.editions import good
from priemnaya.people.models import Client, Employee, Organisation, Substitution
from priemnaya.people.policies import policy_of
from priemnaya.people.roles import ROLES
from priemnaya.plain.names import declined_parts
from priemnaya.policy import register

from .facts import day_of
from .guard import open_to
from .models import Case, Reply
from .signatures import WORDS
from .wording import full_text

register("before", "send_reply.letterhead", "cases.letters.letter_of")


def head_of(organisation: Organisation) -> Head:
    """The letterhead of a body (of the parent, for a subordinate one), read again when its file changes."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    folder = str(Path(settings.ORDERS) / owner.slug)
    return good(owner.slug, "letterhead.yaml", load_head, lambda: Head(folder=folder))


def blocks_of(text: str) -> tuple[Block, ...]:
    """Blank lines divide blocks; a short first line without a full stop is the title of its block."""
    blocks = []
    for chunk in text.split("\n\n"):
        lines = [line.strip() for line in chunk.strip().split("\n") if line.strip()]
        if not lines:
            continue
        titled = len(lines) > 1 and len(lines[0]) < 60 and lines[0][-1] not in ".,:;!?…"
        blocks.append(Block(tuple(lines[1:] if titled else lines), lines[0] if titled else ""))
    return tuple(blocks)


def letter_of(reply: Reply, *, preview: bool = False) -> Letter:
    """The letter of a reply; a preview has neither number nor signature."""
    case, body = reply.case, reply.organisation
    head, unit = head_of(body), case.unit
    own = head.units.get(unit.slug) if unit else None
    sent = body.local(reply.sent_at or reply.prepared_at or timezone.now())
    contacts = (
        (own.contacts if own else ())
        or head.contacts
        or tuple(p for p in (body.address, body.phone, body.email, body.site) if p)
    )
    check = check_url(reply) if reply.check_token and not preview else ""
    post, name = signer_of(reply)
    return Letter(
        body=head.name or body.name,
        contacts=contacts,
        accent=body.accent,
        date=f"{sent:%d.%m.%Y}",
        number=reply.number or "черновик",
        answer_to=f"На № {case.number} от {body.local(case.registered_at):%d.%m.%Y}",
        addressee=addressee_of(reply),
        heading=heading_of(reply),
        blocks=blocks_of(full_text(reply)),
        endnotes=tuple(reply.endnotes),
        attachments=tuple(a.name for a in reply.attachments.all()),
        signer_post=post,
        signer_name=name,
        signature_mark="Черновик" if preview else mark_of(reply),
        executor=f"Исполнитель: {reply.author.full_name}, {reply.author.phone or body.phone}" if reply.author else "",
        survey_url=survey_url(reply) if reply.survey else "",
        layout=head.layout,
        authority=head.authority,
        second_name=head.second_name,
        unit=own.name if own else "",
        codes=head.codes,
        emblem=head.emblem_svg(),
        check_url=check,
        qr=qr_of(check) if check else "",
        large=case.client is not None and not {"sight", "large_print"}.isdisjoint(case.client.needs),
    )


PARTS = {
    "addressee": later("кому или куда"),
    "signer_post": later("должность того, кто подписывает"),
    "signer_name": later("кто подписывает"),
    "signature_mark": later("отметка о подписи"),
    "answer_to": later("на что ответ"),
    "heading": later("о чём письмо"),
    "blocks": later("слова письма"),
    "endnotes": later("сноски"),
    "attachments": later("приложения"),
    "executor": later("исполнитель"),
}
"""What of a letter on its letterhead hangs on the case and the people, and may change while the file lies frozen."""


def drawn_as(reply: Reply) -> dict[str, str]:
    """A digest of each part, as the letter is drawn now."""
    letter = letter_of(reply)
    return {part: hashlib.sha256(repr(getattr(letter, part)).encode()).hexdigest()[:16] for part in PARTS}


def changed_since_drawn(reply: Reply) -> list[str]:
    """What a letter prepared for an outside signature would have otherwise, were it drawn now. Of one prepared before
    this was kept nothing is known."""
    kept = reply.signed_by.get("drawn")
    if reply.prepared_at is None or not kept:
        return []
    now = drawn_as(reply)
    return [str(_(title)) for part, title in PARTS.items() if kept.get(part) != now[part]]


def signer_of(reply: Reply) -> tuple[str, str]:
    """Post and name of whoever signs. Until somebody does: the one person who may, or the few of them by name; else a
    blank that is seen as one. A post without a name would be another's, when somebody else signs."""
    if reply.signer:
        return reply.signer.post, reply.signer.short_name
    may = signers(reply)
    if len(may) == 1:
        return may[0].post, may[0].short_name
    return NOBODY_YET, " или ".join(who.short_name for who in may) or BLANK


NOBODY_YET, BLANK, NAMED = "Подпишет", "____________________", 3
"""Before the signature; and how many who may sign are named on it."""
MOST_LOOKED_AT = 8
"""Of those who hold such a role: a body that has more names nobody."""


def signers(reply: Reply) -> list[Employee]:
    """Whoever may sign this letter by the rights and by the order, where they are few enough to be named; of several
    those who are not away."""
    held = Q()
    for role, (_title, rights) in ROLES.items():
        if "reply.sign" in rights:
            held |= Q(roles__contains=[role])
    staff = Employee.objects.filter(held, organisation_id=reply.organisation_id, is_active=True)
    may = [who for who in staff.order_by("surname", "pk")[:MOST_LOOKED_AT] if who.may("reply.sign")]
    may = [who for who in may if not _barred(reply, who)]
    if len(may) > 1:
        away = set(Substitution.objects.now(reply.organisation).values_list("employee", flat=True))
        may = [who for who in may if who.pk not in away] or may
    if len(may) > NAMED:
        return []
    for who in may:
        who.organisation = reply.organisation
    return open_to(reply.case_id, may)


def _barred(reply: Reply, who: Employee) -> bool:
    """The order keeps this letter's signature from them: by their part in the matter, or for the head himself."""
    from .guarded import known_of_reply  # it asks of a letter how many pages it has

    policy, day = policy_of(reply.organisation), day_of(reply.case)
    kept = [held for held in policy.rules("not_by", day) if "send_reply" in held.value.actions]
    if not kept and all(policy.held("before", day, target) is None for target in BY_WHOM):
        return False
    facts = known_of_reply(reply, who)
    asked = [v for target in BY_WHOM for v in policy.judge("before", day, target, facts)]
    asked += policy.guard("send_reply", day, facts, kinds=("not_by",))
    return any(not verdict.ok for verdict in asked)


BY_WHOM = ("send_reply.signed_by_head", "send_reply.signed_by_named")


def addressee_of(reply: Reply) -> tuple[str, ...]:
    """Whom the letter goes to: a person in the dative, or after «Кому:» as they write themselves where it is not sure;
    a firm as it is called; then the address."""
    case, client = reply.case, reply.case.client
    lines = [case.client_name]
    if client and client.person:
        lines = [*filter(None, [client.company]), to_person(client)]
    if where := _post_of(case):
        lines.append(where)
    if case.chosen_point == "email" and case.chosen_address:
        lines.append(case.chosen_address)
    return tuple(lines)


def to_person(client: Client) -> str:
    """«Ивановой Марии Петровне»; «Кому: Топчий Иван Петрович» where nobody can be sure of the dative."""
    known = declined_parts(client.surname, client.name, client.patronymic, "datv") if client.surname else None
    return known or str(_("Кому: %s")) % client.person


def _post_of(case: Case) -> str:
    """Where a paper of this case goes, else the address of the card."""
    if case.chosen_point == "post" and case.chosen_address:
        return case.chosen_address
    known = case.client.postal_address if case.client else ""
    return known or next(
        (a.address for a in sorted(case.addresses.all(), key=lambda a: a.pk) if a.channel == "post"), ""
    )


def heading_of(reply: Reply) -> str:
    """What the letter is about, in the prepositional case as letters have it."""
    case = reply.case
    if case.kind == "service_application" and case.service:
        return f"О заявлении на услугу «{case.service.title}»"
    return f"{ABOUT.get(case.kind, 'О сообщении')} «{case.subject[:120]}»"


ABOUT = {
    "appeal": "Об обращении",
    "appeal_complaint": "О жалобе",
    "service_complaint": "О жалобе на услугу",
    "info_request": "О запросе информации",
    "media_request": "О запросе редакции",
    "internal_request": "О внутреннем запросе",
    "feedback": "Об отзыве",
}


def mark_of(reply: Reply) -> str:
    """The mark of the electronic signature with the certificate, or a plain word that there is none."""
    known = reply.signed_by if reply.prepared_at or reply.signature_id else {}
    if not known:
        return "Без электронной подписи"
    why = (reply.seal.why if reply.seal.state != "valid" else "") if reply.signature_id else known.get("unjudged", "")
    unjudged = WORDS.get(why, "")
    return (
        f"Документ подписан электронной подписью\nСертификат {known['number']}\nВладелец: {known['owner']}\n"
        f"Действителен: с {known['since']} по {known['until']}"
        + (f"\nПодпись не проверена: {unjudged}" if unjudged else "")
    )


def check_url(reply: Reply) -> str:
    """The page that says whether this letter is real."""
    return f"{settings.SITE_URL}/{reply.organisation.slug}/letter/{reply.check_token}/"


def qr_of(url: str, *, sized: bool = True) -> str:
    """The code of an address as SVG text. sized: with a size of its own, not that of the place it stands in."""
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=not sized)
    return out.getvalue().decode()


def survey_url(reply: Reply) -> str:
    """The link of the survey: one token a reply."""
    return f"{settings.SITE_URL}/{reply.organisation.slug}/rate/{reply.survey_token}/"
