"""What is sent when a matter is not ours: to whom and how, what the package holds, what the covering letter says.
Nothing is written.

The screen shows this before anything leaves, and the action sends exactly this.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from priemnaya.core.antivirus import UNKNOWN, harmful, scan
from priemnaya.core.models import StoredFile
from priemnaya.errors import Objection
from priemnaya.letterhead import Letter
from priemnaya.letterhead.report import Item, Report, render_report
from priemnaya.people.models import BODY_WAYS, Employee, OtherBody
from priemnaya.plain.words import fold, word
from priemnaya.policy.contact_points import title_of
from priemnaya.worktime.terms import plural

from . import forwarding_texts as words
from .letters import blocks_of, head_of
from .models import Attachment, Case, Complaint, Contact, ForwardedLetter
from .named import BODIES, complains
from .states import family
from .surnames import clean
from .texts import when

FORMAT = "priemnaya-forwarding/1"
OURS = ("registered", "appended", "review")
"""What came and counts as the client's message; letters set aside are not part of the matter."""
HEAD = 64 * 1024
"""Bytes a mail letter takes besides its files: headers and the short text."""


@dataclass(frozen=True)
class Target:
    """One body chosen to get the matter. way: how (empty: the first one it takes); question: what exactly is for it;
    not_against: a person has read the complaint and says that it is not about this body, though it names it."""

    body: OtherBody
    way: str = ""
    question: str = ""
    not_against: bool = False


@dataclass(frozen=True)
class Piece:
    """A file of the package: stored already, or made for it."""

    name: str
    size: int
    stored: StoredFile | None = None
    made: bytes = b""
    note: str = ""

    def pieces(self) -> Iterator[bytes]:
        return self.stored.pieces() if self.stored else iter((self.made,))

    @property
    def sha256(self) -> str:
        return self.stored.sha256 if self.stored else hashlib.sha256(self.made).hexdigest()


@dataclass(frozen=True)
class Package:
    """pieces: what goes; left_out: (name, why) of what does not."""

    pieces: tuple[Piece, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """Bytes, at most: nothing is counted on to shrink."""
        return sum(p.size + 512 for p in self.pieces) + 4096

    def listed(self) -> list[dict[str, str | int]]:
        return [{"name": p.name, "size": p.size, "sha256": p.sha256, "note": p.note} for p in self.pieces]


@dataclass(frozen=True)
class WayTo:
    """One way to a body: its name, the address, and why it will not do; empty when it will."""

    name: str
    address: str
    problem: str = ""

    @property
    def title(self) -> str:
        return str(BODY_WAYS[self.name])


@dataclass(frozen=True)
class Planned:
    """One letter as it will go."""

    target: Target
    ways: tuple[WayTo, ...]
    way: WayTo | None
    text: str

    @property
    def problem(self) -> str:
        if self.way is None:
            return f"{self.target.body}: в справочнике нет способа, которым можно отправить. Впишите адрес."
        return f"{self.target.body}: {self.way.problem}" if self.way.problem else ""


@dataclass(frozen=True)
class Plan:
    """All that will leave, and what stands in the way."""

    case: Case
    letters: tuple[Planned, ...]
    package: Package
    citation: str
    problems: tuple[str, ...] = field(default=())

    @property
    def seen(self) -> str:
        """A digest of everything a person is shown: another one means that it is not what will go."""
        shown = [
            self.case.state,
            [(p.name, p.stored.sha256 if p.stored else "") for p in self.package.pieces],
            [(c.pk, c.text) for c in messages_of(self.case)],
            self.package.left_out,
            [
                (p.target.body.pk, p.way.name if p.way else "", p.way.address if p.way else "", p.text)
                for p in self.letters
            ],
        ]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False, default=str).encode()).hexdigest()[:32]


def names_body(text: str, body: OtherBody) -> bool:
    """Whether a text names a body, in any case form: the words of its short or full name close together, or the first
    word of its name when that word alone says which body it is («Росреестр», «прокуратура»)."""
    words = [word(w).lemmas or {fold(w)} for w in WORD.findall(clean(text))]
    for name in (body.short, body.name, body.short.partition(" по ")[0]):
        wanted = [word(w).lemmas or {fold(w)} for w in WORD.findall(name) if len(w) > 2]
        if not wanted or (len(wanted) == 1 and wanted[0] & BODIES):
            continue
        span = len(wanted) + 3
        for at in range(len(words)):
            near = words[at : at + span]
            if near and near[0] & wanted[0] and all(any(one & w for one in near) for w in wanted):
                return True
    return False


WORD = re.compile(r"[А-Яа-яЁёA-Za-z-]+")


def complained_body(case: Case, target: Target) -> str:
    """`said`: the complaint is written down as one about this body; `named`: its text names the body and nobody has
    looked; empty: neither (59-ФЗ ст. 8 ч. 6). What was sent as a complaint, or calls itself one, is one whatever it was
    taken as."""
    typed = case.named.standing().filter(employee=None).values_list("typed", flat=True)
    if any(names_body(name, target.body) for name in typed):
        return "said"
    text = " ".join([case.subject, *(c.text for c in messages_of(case))])
    if not (case.means_complaint or complains(text)):
        return ""
    written = Complaint.objects.filter(case__in=family(case)).values_list("against", flat=True)
    if any(names_body(against, target.body) for against in written):
        return "said"
    if target.not_against:
        return ""
    return "named" if names_body(text, target.body) else ""


def messages_of(case: Case) -> list[Contact]:
    """What the client wrote in this matter, first to last."""
    rows = case.contacts.filter(direction="in", status__in=OURS).select_related("raw", "organisation")
    return list(rows.prefetch_related("attachments__file").order_by("at", "pk"))


def package_of(case: Case) -> Package:
    """The client's messages as PDF, their files and the letters as they came. Each file is looked at by the antivirus
    anew."""
    pieces: list[Piece] = []
    left_out: list[tuple[str, str]] = []
    messages = messages_of(case)
    number = 0
    for n, contact in enumerate(messages, 1):
        bad = False
        for item in contact.attachments.all():
            number += 1
            found = _scanned(item)
            if harmful(found):
                left_out.append((item.name, f"антивирус нашёл в нём угрозу: {found}"))
                bad = True
                continue
            note = "антивирус не проверил" if found == UNKNOWN else ""
            name = f"Файлы/{number:02d} {safe_name(item.name)}"
            pieces.append(Piece(name, item.file.size, item.file, note=note))
        if contact.raw and contact.point == "email":
            if bad:
                left_out.append((f"письмо {n} в исходном виде", "внутри него файл, в котором антивирус нашёл угрозу"))
            else:
                pieces.append(Piece(f"Письма в исходном виде/письмо {n}.eml", contact.raw.size, contact.raw))
    text = render_report(_message(case, messages, [name for name, _why in left_out]))
    return Package((Piece("Сообщение заявителя.pdf", len(text), made=text), *pieces), tuple(left_out))


def _scanned(item: Attachment) -> str:
    """What the antivirus says now: it may know today what it did not know on receipt."""
    if harmful(item.scan) or not settings.CLAMD:
        return item.scan
    return scan(item.file.read())


def _message(case: Case, messages: Sequence[Contact], left_out: Sequence[str]) -> Report:
    body = case.organisation
    lead = [f"Заявитель: {case.client_name}"]
    if case.only_said:
        lead.append(f"Написал от имени: {case.only_said} (не подтверждено)")
    if case.on_behalf_of:
        lead.append(f"За кого: {case.on_behalf_of}")
    if where := words.where_to_answer(case):
        lead.append(f"Куда ответить: {where}")
    lead.append(f"Зарегистрировано {when(case, case.registered_at)} под номером {case.number}")
    items = []
    for n, contact in enumerate(messages, 1):
        names = tuple(a.name for a in contact.attachments.all() if a.name not in left_out)
        meta = f"{body.local(contact.at):%d.%m.%Y %H:%M}, {title_of(contact.point)}"
        paragraphs = tuple(p for p in contact.text.split("\n") if p.strip())
        items.append(Item(f"{n}. {contact.subject or case.subject}", meta, paragraphs, names))
    return Report(body.name, "Сообщение заявителя", tuple(lead), tuple(items))


def zipped(case: Case, package: Package) -> bytes:
    """The package as one archive with its list, for people and for programs. The same package is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for piece in package.pieces:
            with archive.open(_entry(piece.name), "w") as target:
                for chunk in piece.pieces():
                    target.write(chunk)
        index = {
            "format": FORMAT,
            "from": case.organisation.name,
            "case": case.number,
            "registered_at": case.registered_at.isoformat(),
            "files": package.listed(),
            "left_out": [{"name": name, "why": why} for name, why in package.left_out],
        }
        archive.writestr(_entry("Опись.json"), json.dumps(index, ensure_ascii=False, indent=1))
        archive.writestr(_entry("Опись.txt"), listing(case, package))
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def listing(case: Case, package: Package) -> str:
    """The list of the package in words."""
    lines = [f"Дело № {case.number}. Опись файлов", ""]
    for n, piece in enumerate(package.pieces, 1):
        lines.append(f"{n}. {piece.name}, {kilobytes(piece.size)}" + (f" ({piece.note})" if piece.note else ""))
    if package.left_out:
        lines += ["", "Не пересылается:", *(f"- {name}: {why}" for name, why in package.left_out)]
    return "\n".join(lines) + "\n"


def safe_name(name: str) -> str:
    """A file name that every system unpacks."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)[-80:] or "файл"


def kilobytes(size: int) -> str:
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} КБ"
    return f"{size / 1024 / 1024:.1f} МБ".replace(".", ",")


def mailed(size: int) -> int:
    """Bytes of a letter with files of this size: mail writes three bytes as four."""
    return size * 4 // 3 + size // 50 + HEAD


def ways_to(body: OtherBody, size: int) -> tuple[WayTo, ...]:
    """The ways a body takes, the best first, each with why it will not do now. size: bytes of the files."""
    return tuple(WayTo(way, body.address_by(way), _problem(body, way, size)) for way in body.ways if way in BODY_WAYS)


def _problem(body: OtherBody, way: str, size: int) -> str:
    if not body.address_by(way):
        return "в справочнике нет адреса для этого способа"
    if way == "docflow" and not settings.DOCFLOW:
        return "обмен с системой документооборота не настроен: выберите другой способ и сообщите администратору"
    if way == "email" and mailed(size) > settings.MAX_MAIL_OUT:
        limit = settings.MAX_MAIL_OUT // 1024 // 1024
        return f"письмо займёт {kilobytes(mailed(size))}, а почта принимает до {limit} МБ: выберите другой способ"
    return ""


def plan(case: Case, targets: Sequence[Target], reason: str, citation: str, *, keeps: bool = False) -> Plan:
    """What will leave if it is sent now."""
    package = package_of(case)
    letters = []
    for target in targets:
        ways = ways_to(target.body, package.size)
        usable = next((w for w in ways if not w.problem), ways[0] if ways else None)
        way = next((w for w in ways if w.name == target.way), None) if target.way else usable
        others = [t.body.name for t in targets if t is not target]
        text = words.covering(
            case, reason, citation, question=target.question, others=others, keeps=keeps, left_out=package.left_out
        )
        letters.append(Planned(target, ways, way, text))
    return Plan(case, tuple(letters), package, citation, tuple(p.problem for p in letters if p.problem))


def written(letter: ForwardedLetter) -> tuple[Planned, Package]:
    """A letter that waits for its signature, as it will go: to the body as the directory has it now, in words that are
    true now. Raises Objection."""
    body, contents = letter.body, letter.forwarding.contents
    pieces = tuple(Piece(str(p["name"]), int(p["size"]), note=str(p.get("note", ""))) for p in contents)
    package = Package(pieces, tuple((name, why) for name, why in letter.forwarding.left_out))
    if body is None or not body.active:
        raise Objection(f"«{letter.name}» больше нет в справочнике. Отзовите письмо и перешлите дело снова.")
    ways = ways_to(body, package.size)
    way = next((w for w in ways if w.name == letter.way), None)
    if way is None or way.problem:
        why = way.problem if way else "в справочнике нет способа, которым его хотели отправить"
        raise Objection(f"{letter.name}: {why}. Отзовите письмо и перешлите дело снова.")
    return Planned(Target(body, letter.way, letter.question), ways, way, words.covering_now(letter)), package


def letter_to(
    case: Case,
    planned: Planned,
    package: Package,
    *,
    signer: Employee,
    executor: Employee | None = None,
    number: str = "",
    at: dt.datetime | None = None,
) -> Letter:
    """The covering letter on the letterhead; without a number it is a draft. On paper it is signed by hand. executor:
    who prepared it, where that is not the signer."""
    prepared = executor or signer
    body, head, target = case.organisation, head_of(case.organisation), planned.target.body
    own = head.units.get(case.unit.slug) if case.unit else None
    contacts = (own.contacts if own else ()) or head.contacts
    addressee = [line for line in (target.addressee or target.name, planned.way and planned.way.address) if line]
    paper = planned.way is not None and planned.way.name == "post"
    return Letter(
        body=head.name or body.name,
        contacts=contacts or tuple(p for p in (body.address, body.phone, body.email, body.site) if p),
        accent=body.accent,
        date=f"{body.local(at or timezone.now()):%d.%m.%Y}",
        number=number or "черновик",
        answer_to="",
        addressee=tuple(addressee) if planned.way and planned.way.name != "docflow" else tuple(addressee[:1]),
        heading=words.covering_heading(case),
        blocks=blocks_of(planned.text),
        attachments=(attached(case, package, paper=paper),),
        signer_post=signer.post,
        signer_name=signer.short_name,
        signature_mark="" if paper else "Черновик" if not number else "Без электронной подписи",
        executor=f"Исполнитель: {prepared.full_name}, {prepared.phone or body.phone}",
        layout=head.layout,
        authority=head.authority,
        second_name=head.second_name,
        unit=own.name if own else "",
        codes=head.codes,
        emblem=head.emblem_svg(),
    )


def archive_name(case: Case) -> str:
    return f"Дело {case.number}.zip"


def attached(case: Case, package: Package, *, paper: bool) -> str:
    """What the letter says of its enclosure."""
    files = len(package.pieces) - 1
    known = (
        f"сообщение заявителя и {files} {plural(files, 'файл', 'файла', 'файлов')}" if files else "сообщение заявителя"
    )
    return known if paper else f"архив «{archive_name(case)}», {kilobytes(package.size)}: {known}, с описью"
