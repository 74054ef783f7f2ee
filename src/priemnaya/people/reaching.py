"""Telephones and mailboxes as people type them: what is one, how it is kept, by what it is found, what to tell them.

Telephones by the number plans (phonenumbers), with the extension; mailboxes by email-validator, Cyrillic and quoted
ones too. Nothing here asks the net, and nothing typed proves anything (docs/trust.md).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import idna
import phonenumbers
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from priemnaya.letterhead.addresses import lacking_in

_LABEL = re.compile(
    r"^(?:(?:мой|моб(?:ильный)?|сот(?:овый)?|раб(?:очий)?|дом(?:ашний)?|контактный|факс|тел(?:ефон)?|tel|phone|т|м|ф)"
    r"\b[.:/\s]*)+",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"(?:(?:доб(?:ав(?:очный)?)?|доп|вн(?:утр(?:енний)?)?|ext(?:ension)?|x)(?![^\W\d_])[.:№ ]{0,4}"
    r"(?:(?:номер|no)[.: ]{0,3})?(?P<words>\d(?:-?\d){0,6})\)?"
    r"|[*#,;] ?(?P<sign>\d{1,7}))$",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"[ ,;]{0,3}\(?(?:(?:what'?s ?app|viber|telegram|tg|max|sms|ватс?ап|вотс?ап|вайбер|телеграмм?|тг|макс|смс"
    r"|мтс|билайн|мегафон|теле2|tele2|йота|yota|моб(?:ильный)?|сот(?:овый)?|раб(?:очий)?|дом(?:ашний)?|личный"
    r"|гор(?:одской)?)\.?[ ,/]{0,3}){1,4}\)?$",
    re.IGNORECASE,
)
"""What a number has too, or whose it is: «(WhatsApp)», «(МТС)», «раб.»."""
_BETWEEN = re.compile(r"[;\n]|,(?!\s*(?:доб|доп|вн|ext))|\s(?:и|или)\s", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]")
"""What is pasted along and nobody sees: marks of direction that telephones put round a number, spaces of no width."""
_DASH = re.compile(r"[\u2010-\u2015\u2212]")
_DIGITS = re.compile(r"\s*\+?[\d\s().\-/]+")
_PASTED = re.compile(r"[^<>@]{0,200}<(?P<box>[^<>]+)>")
_ROUND = re.compile(r"(?:«(?P<a>.+)»|„(?P<b>.+)[“”\"]|[“\"](?P<c>.+)[”“\"]|'(?P<d>.+)'|\((?P<e>.+)\)|\[(?P<f>.+)\])")
"""A mailbox in quotes or brackets, as it is copied out of a text."""
_CALLED = re.compile(
    r"^(?:(?:e-?)?mail|[еи]?-?м[еэ]йл|(?:эл(?:ектронная|\.)?\s?)?почта|эл\.\s?адрес|мой адрес|адрес)"
    r"(?:\s?:\s?|\s[–—-]\s?|[–—-]\s)",
    re.IGNORECASE,
)
"""What is written before a mailbox. Its dash stands apart: «email-ivan@mail.ru» is a mailbox of somebody else."""
_TOP = re.compile(r"(?:xn--[a-z0-9-]{2,}|[^\W\d_]{2,})", re.IGNORECASE)
"""What a domain ends with: letters, two at least (root zone of 2026)."""
_CYRILLIC, _LATIN = re.compile(r"[\u0400-\u052f]"), re.compile(r"[A-Za-z\u00c0-\u024f]")
_NONE = re.compile(
    r"(?i)(?:у меня |пока )?(?:нет|нету|не имею|не имеется|отсутствует|не знаю|не помню|не указан[оа]?"
    r"|нет (?:телефона|почты|e-?mail)|(?:телефона|почты) нет|без (?:телефона|почты)|none|no|n/a|na)[.!]?"
)
_BOXES = re.compile(r"(?<![^\s<>()\[\],;:\"'«»])[^\s<>()\[\],;:\"'«»]+@[^\s<>()\[\],;:\"'«»@]+[^\s<>()\[\],;:\"'«»@.]")
_WORDS_BESIDE = re.compile(r"[()\[\]]|[^\W\d_]{3}|[А-Яа-яЁё]")
"""«a b@mail.ru» is rather a mailbox with a space in it."""
SLIPS = {
    **dict.fromkeys(("con", "cpm", "vom", "xom", "comm", "cmo", "ocm", "coml"), "com"),
    **dict.fromkeys(("ry", "ri", "rru", "ruu", "ру"), "ru"),
    **dict.fromkeys(("рв", "ррф", "рфф", "rf"), "рф"),
}
"""Ends of domains that do not exist (root zone of 2026), as they are mistyped -> what was meant."""
LONGEST = 100
"""Signs; a longer text is no number."""
READ = 1000
"""Signs of what was typed that are looked at: composing letters takes a square of the marks that stand in a row."""
_LOCAL = range(5, 8)
"""How many digits a number has inside its town."""


@dataclass(frozen=True)
class Phone:
    """A number that can be, in the international form, and its extension."""

    number: str
    extension: str = ""

    def __str__(self) -> str:
        """«+73412500000 доб. 12»: as it is kept and shown."""
        return f"{self.number} доб. {self.extension}" if self.extension else self.number


def phone_of(text: str) -> Phone | None:
    """The number somebody typed, Russian where no country is said; None when the number plans have none such, or when
    other words stand beside it."""
    if len(text) > READ:
        return None
    text = _DASH.sub("-", " ".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).split()).strip(" .,;"))
    text = re.sub(r"^00[ -]?(?=[1-9])", "+", text)
    if len(text) > LONGEST:
        return None
    text = _MEANS.sub("", _LABEL.sub("", text)).strip()
    extension = ""
    if found := _EXTENSION.search(text):
        text, extension = text[: found.start()].rstrip(" ,;("), (found["words"] or found["sign"]).replace("-", "")
    if not _DIGITS.fullmatch(text):
        return None
    try:
        number = phonenumbers.parse(text.replace("/", "-"), "RU")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return Phone(str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)), extension)


def normal_phone(text: str) -> str:
    """«+79991234567», «+73412500000 доб. 12», however it was typed; empty when it is no phone number."""
    return str(phone_of(text) or "")


def phone_key(text: str) -> str:
    """By what a number is searched for: without the extension; empty when it is none."""
    found = phone_of(text)
    return found.number if found else ""


def mailbox_of(text: str) -> str | None:
    """A mailbox as it is kept: small letters, the domain in the letters of its people («почта@пример.рф», also when it
    was typed as xn--…). None when no letter can go there."""
    if len(text) > READ:
        return None
    text = _bare_mailbox(text)
    if _of_two_alphabets(text) or _slip_of_top(text) or _no_top(text):
        return None
    if len(text) > 320 or not text.rpartition("@")[2].strip(".").count("."):
        return None
    try:
        found = validate_email(
            text,
            allow_smtputf8=True,
            allow_quoted_local=True,
            check_deliverability=False,
            globally_deliverable=False,
        )
    except (EmailNotValidError, UnicodeError, ValueError):
        return None
    return str(found.normalized).lower()


def _bare_mailbox(text: str) -> str:
    """As it stands in «Иван <ivan@mail.ru>», which mail programs give to paste, in quotes, or at the end of a
    sentence."""
    text = _CALLED.sub("", unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip(), count=1)
    found = _PASTED.fullmatch(text.strip(" ,;."))
    text = (found["box"] if found else text).strip().strip(",;").removesuffix(".").strip()
    if (round_it := _ROUND.fullmatch(text)) and "@" in (inside := round_it[round_it.lastgroup or 0]):
        text = inside.strip()
    return text.removeprefix("mailto:").strip()


def _no_top(mailbox: str) -> bool:
    """«mail.r»: no domain ends so."""
    place = mailbox.rpartition("@")[2].strip().strip(".")
    return "." in place and not place.startswith("[") and not _TOP.fullmatch(place.rpartition(".")[2])


def _of_two_alphabets(mailbox: str) -> tuple[str, str] | None:
    """A part of a mailbox that mixes Latin and Cyrillic letters and the first letter of the alphabet it has fewer of:
    («mаil», «а»), the latter Russian. Nobody registers such a name, but it looks right."""
    for part in re.findall(r"[^\W\d_]+", mailbox):
        cyrillic = [letter for letter in part if _CYRILLIC.match(letter)]
        latin = [letter for letter in part if _LATIN.match(letter)]
        if cyrillic and latin:
            return part, (cyrillic if len(cyrillic) <= len(latin) else latin)[0]
    return None


def _slip_of_top(mailbox: str) -> str:
    """The end that was meant by one that does not exist («.con»); empty for any other."""
    return SLIPS.get(mailbox.rpartition("@")[2].rpartition(".")[2].lower(), "") if "@" in mailbox else ""


def normal_email(text: str) -> str:
    """By what a mailbox is matched: as it is kept, or what was typed in small letters where it is none."""
    return mailbox_of(text) or text.strip().lower()


def on_the_wire(domain: str) -> str:
    """A domain as the net wants it: «пример.рф» is xn--e1afmkfd.xn--p1ai. Raises ValueError (UnicodeError)."""
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return domain.encode("idna").decode("ascii")


def normal(channel: str, address: str) -> str:
    """An address as it is kept and compared. What is no telephone and no mailbox stays as typed: people read it."""
    if channel == "phone":
        return normal_phone(address) or " ".join(address.split())
    return normal_email(address) if channel == "email" else address.strip()


def fault_in(channel: str, address: str) -> str:
    """What to tell whoever typed an address that is none, in words that say what to do; empty when it is one."""
    if channel == "phone" and not phone_of(address):
        return _fault_in_phone(address)
    if channel == "email" and mailbox_of(address) is None:
        return _fault_in_mailbox(_bare_mailbox(address))
    return _fault_in_place(address) if channel == "post" else ""


def _fault_in_place(typed: str) -> str:
    """An envelope needs a town and a house."""
    lacks = lacking_in(typed)
    if lacks == "place":
        return _("Допишите почтовый адрес: нет города или села. Например: 426000, Ижевск, ул. Пушкинская, д. 7, кв. 5.")
    if lacks == "house":
        return _("Допишите почтовый адрес: нет номера дома, абонентского ящика или слов «до востребования».")
    return ""


def _is_none(typed: str) -> bool:
    """«нет», «не имею», «-»: somebody says that there is none."""
    return bool(_NONE.fullmatch(typed.strip())) or not any(c.isalnum() for c in typed)


def _fault_in_mailbox(typed: str) -> str:
    if _is_none(typed):
        return _("Если электронной почты нет, оставьте это поле пустым.")
    boxes = _BOXES.findall(typed[:READ])
    if len(boxes) > 1:
        return _("Оставьте в этом поле один адрес электронной почты.")
    if boxes and _WORDS_BESIDE.search(typed.replace(boxes[0], " ")) and mailbox_of(boxes[0]):
        return _("Оставьте в этом поле только адрес электронной почты, без других слов: %s.") % str(boxes[0])
    if mixed := _of_two_alphabets(typed):
        told = {"part": mixed[0], "letter": mixed[1]}
        words = (
            _("Проверьте адрес электронной почты: в «%(part)s» буква «%(letter)s» русская. Наберите латинскую.")
            if _CYRILLIC.match(mixed[1])
            else _("Проверьте адрес электронной почты: в «%(part)s» буква «%(letter)s» латинская. Наберите русскую.")
        )
        return words % told
    if meant := _slip_of_top(typed):
        return _("Проверьте конец адреса электронной почты: может быть, там «.%s»?") % meant
    if _no_top(typed) and re.fullmatch(r"[\w.+-]+@[\w.-]+", typed):
        return _("Проверьте конец адреса электронной почты: после последней точки не меньше двух букв, например «.ru».")
    return _("Проверьте адрес электронной почты: он пишется как имя@сайт.рф.")


def fault_in_numbers(text: str) -> str:
    """The same of a field where several numbers may stand one after another («8 800 …, 8 (3412) … доб. 5»)."""
    return next((fault for one in _BETWEEN.split(text) if one.strip() and (fault := fault_in("phone", one))), "")


def _fault_in_phone(typed: str) -> str:
    if _is_none(typed):
        return _("Если телефона нет, оставьте это поле пустым.")
    digits = sum(c in "0123456789" for c in typed)
    if digits in _LOCAL and _DIGITS.fullmatch(_DASH.sub("-", typed)):
        return _("Добавьте код города: например, 8 (3412) 50-00-00.")
    if digits > 15:
        return _("Оставьте в этом поле один номер, с добавочным, если он есть: 8 (3412) 50-00-00 доб. 12.")
    if digits >= min(_LOCAL) and re.search(r"[а-яёa-z]{3}", _LABEL.sub("", typed.lower())):
        return _("Уберите слова рядом с номером, кроме добавочного: 8 (3412) 50-00-00 доб. 12.")
    return _("Проверьте номер: такого не бывает. В российском 11 цифр, например 8 912 345-67-89.")
