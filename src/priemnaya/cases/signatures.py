"""Electronic signatures for people: what a judgement (judging.py, a bounded work) means, what is refused at signing and
what to do then, and the one wording of «проверена» and «не проверена» that every page, letter and program gets."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.errors import Objection

from .seals import Certificate, Finding, Tool

LARGEST = 1024 * 1024
"""Bytes of a signature or a certificate: a chain of five takes twenty thousand."""
LARGEST_ANCHORS = 4 * 1024 * 1024
CERTIFICATES, LISTS = (".cer", ".crt", ".pem", ".der"), (".crl",)

WORDS = {
    "not_cms": later("это не файл подписи: нужен .sig, отсоединённая подпись в формате CMS"),
    "envelope": later("это зашифрованный файл, а не подпись"),
    "attached": later("документ лежит внутри подписи, а нужна отсоединённая подпись: отдельный файл .sig"),
    "several": later("в файле несколько подписей, а нужна одна"),
    "not_cades": later("в подписи нет подписанных признаков (CAdES-BES)"),
    "too_many": later("в подписи слишком много сертификатов"),
    "no_certificate": later("в файле подписи нет сертификата того, кто подписал"),
    "not_for_signing": later("сертификат выдан не для подписи документов"),
    "other_file": later("подпись сделана для другого файла"),
    "broken": later("подпись не сходится с сертификатом: её файл изменён или повреждён"),
    "weak": later("алгоритм или ключ подписи слишком слабый"),
    "claimed_time": later("время подписания, записанное в подписи, не сходится со сроком сертификата или с часами"),
    "not_yet": later("срок действия сертификата ещё не начался"),
    "expired": later("срок действия сертификата закончился"),
    "unknown_issuer": later("того, кто выдал сертификат, нет среди доверенных на этом сервере"),
    "revoked": later("сертификат отозван"),
    "bad_chain": later("цепочка сертификатов не проходит проверку"),
    "tool_refused": later("программа проверки ГОСТ не подтвердила подпись"),
    "no_anchors": later("на сервере не заданы доверенные удостоверяющие центры"),
    "gost_no_tool": later("подпись по ГОСТ, а программа её проверки на сервере не настроена"),
    "gost_tool_failed": later("программа проверки ГОСТ не ответила"),
    "unknown_algorithm": later("такой алгоритм здесь не проверить"),
    "time_unproved": later("сертификат уже не действует, а время подписания ничем не подтверждено"),
    "over_budget": later("проверка не уложилась в отведённое время"),
    "not_asked": later("её приняли раньше, чем подписи стали проверять целиком"),
    "waits": later("проверка ещё не закончена"),
    "whole_letter": later("ею подписано всё письмо (S/MIME), её проверяет почтовая программа"),
    "too_large": later("файл слишком большой для проверки здесь"),
    "too_many_files": later("в одном сообщении слишком много подписей"),
    "no_pair": later("непонятно, к какому файлу она относится"),
}
"""Why a signature is bad, or cannot be told here."""
TO_DO = {
    "not_cms": later("Приложите файл, который сохранила программа подписи."),
    "envelope": later("Приложите файл, который сохранила программа подписи."),
    "attached": later("В программе подписи выберите «отсоединённая» и подпишите ещё раз."),
    "several": later("Приложите подпись того, кто подписывает письмо."),
    "not_cades": later("В программе подписи выберите CAdES-BES и подпишите ещё раз."),
    "too_many": later("Сохраните подпись только со своей цепочкой сертификатов."),
    "no_certificate": later("В программе подписи отметьте «включить сертификат» и подпишите ещё раз."),
    "not_for_signing": later("Подпишите сертификатом, который выдан для подписи документов."),
    "other_file": later("Скачайте подготовленное письмо и подпишите его."),
    "broken": later("Подпишите подготовленное письмо ещё раз и приложите новый файл подписи."),
    "weak": later("Подпишите ключом RSA от 2048 бит, ECDSA или ГОСТ с хешем не слабее SHA-256."),
    "claimed_time": later("Проверьте часы на компьютере, где подписывали, и подпишите ещё раз."),
    "not_yet": later("Подпишите действующим сертификатом."),
    "expired": later("Получите новый сертификат, подготовьте письмо с ним и подпишите."),
    "unknown_issuer": later(
        "Подпишите сертификатом аккредитованного удостоверяющего центра. Если он верный, попросите администратора"
        " добавить этот центр в доверенные."
    ),
    "revoked": later("Подпишите действующим сертификатом."),
    "bad_chain": later("Сохраните подпись вместе с цепочкой сертификатов или обратитесь в удостоверяющий центр."),
    "tool_refused": later(
        "Проверьте подпись в программе, которой подписывали, и подпишите подготовленное письмо ещё раз."
    ),
    "time_unproved": later("Получите новый сертификат, подготовьте письмо с ним и подпишите."),
    "gost_tool_failed": later("Повторите через несколько минут. Если не получится, сообщите администратору."),
    "over_budget": later("Сохраните подпись только со своей цепочкой сертификатов и приложите её ещё раз."),
}
REFUSED = ("time_unproved", "over_budget")
"""Cannot be told, and whoever signs now can mend it: not taken at signing. From outside it is kept as it came."""


def _must_be_small(data: bytes) -> None:
    if len(data) > LARGEST:
        raise Objection(_("Файл больше 1 МБ: это не подпись и не сертификат. Выберите файл .sig или .cer."))


def trusted() -> tuple[list[bytes], list[bytes]]:
    """Files of the folder of anchors: certificates and lists of revoked ones. What is too much is no such file."""
    certificates: list[bytes] = []
    lists: list[bytes] = []
    left = LARGEST_ANCHORS
    folder = Path(settings.ANCHORS)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        into = {**dict.fromkeys(CERTIFICATES, certificates), **dict.fromkeys(LISTS, lists)}.get(path.suffix.lower())
        if into is None or not path.is_file() or path.stat().st_size > left:
            continue
        into.append(path.read_bytes())
        left -= len(into[-1])
    return certificates, lists


def has_anchors() -> bool:
    """Whether some certificate of the folder can be read and signs itself."""
    return bool(run("cases.read_anchors", trusted()[0])[0])


def find(signature: bytes, signed: bytes | None, *, own: bool = False) -> Finding:
    """The judgement of a signature for these bytes, or with `own` for the document inside it. Never raises for what is
    in them; Busy: ask again."""
    certificates, lists = trusted()
    tool = Tool(settings.GOST_CHECK, settings.GOST_TIMEOUT, str(settings.ANCHORS))
    try:
        found: Finding = run(
            "cases.judge_seal", signature, signed, certificates, lists, tool, timezone.now(), own, patience=20.0
        )
    except Busy:
        raise
    except Exceeded:
        return Finding("unjudged", "over_budget")
    return found


def kept(found: Finding) -> dict[str, Any]:
    """A judgement as it is stored for ever: what was found, when, and against what."""
    facts = {k: v for k, v in asdict(found).items() if k != "certificate"}
    return {**facts, "at": timezone.now().isoformat()}


def known(certificate: Certificate) -> dict[str, str]:
    """A certificate as it is remembered and as the mark on a letter names it: days in figures."""

    def day(instant: str) -> str:
        return f"{dt.datetime.fromisoformat(instant):%d.%m.%Y}"

    return {
        "number": certificate.number,
        "owner": certificate.owner,
        "since": day(certificate.since),
        "until": day(certificate.until),
        "ends": certificate.until,
        "begins": certificate.since,
        "fingerprint": certificate.fingerprint,
        "key": certificate.key,
    }


def read_certificate(data: bytes) -> dict[str, str]:
    """A signer's .cer, when letters can be signed with it. Raises Objection."""
    _must_be_small(data)
    found: Certificate | None = run("cases.read_certificate", data, patience=20.0)
    if found is None:
        raise Objection(_("Это не файл сертификата: нужен .cer, его сохраняет программа подписи."))
    if found.flaw:
        raise Objection(refusal(found.flaw))
    if found.issued_by_itself and has_anchors() and not _is_anchor(found):
        raise Objection(refusal("unknown_issuer"))
    return known(found)


def _is_anchor(certificate: Certificate) -> bool:
    return certificate.fingerprint in run("cases.read_anchors", trusted()[0])[0]


def must_be_in_force(certificate: dict[str, str]) -> None:
    """Raises Objection for a remembered certificate that signs nothing today, or of which too little is known."""
    if not certificate:
        raise Objection(_("Приложите сертификат подписи (.cer): его номер и срок войдут в отметку на письме."))
    if "fingerprint" not in certificate:
        raise Objection(_("Приложите сертификат подписи (.cer) ещё раз: теперь подпись проверяется целиком."))
    now = timezone.now()
    if dt.datetime.fromisoformat(certificate["ends"]) < now:
        raise Objection(refusal("expired"))
    if dt.datetime.fromisoformat(certificate["begins"]) > now:
        raise Objection(refusal("not_yet"))


def why_not_judged(certificate: dict[str, str]) -> str:
    """Why a signature with this certificate will not be judged here, as things stand: the mark on the letter says so
    before there is a signature. Empty when it will be."""
    if certificate.get("key") == "gost":
        return "" if settings.GOST_CHECK.strip() else "gost_no_tool"
    return "" if has_anchors() else "no_anchors"


def why_of(code: str) -> str:
    """The words of a code; empty for none."""
    return _(WORDS[code]) if code in WORDS else ""


def refusal(why: str) -> str:
    """Why a signature is not taken, and what to do."""
    reason = _(WORDS[why])
    remedy = f" {_(TO_DO[why])}" if why in TO_DO else ""
    return f"{reason[0].upper()}{reason[1:]}.{remedy}"


def take(signature: bytes, signed: bytes, prepared: dict[str, Any]) -> dict[str, Any]:
    """What is kept of a signature brought for a prepared letter: its certificate and its judgement. prepared: the
    certificate in the mark, and what the mark says of checking. Raises Objection for one that is bad, of another
    certificate, or that could not be judged though the mark promises it."""
    _must_be_small(signature)
    found = find(signature, signed)
    if found.verdict == "wrong" or found.why in REFUSED:
        raise Objection(refusal(found.why))
    mine = found.certificate
    if mine is None or (mine.number, mine.fingerprint) != (prepared.get("number"), prepared.get("fingerprint")):
        raise Objection(
            _("Письмо подписано другим сертификатом, чем указан в отметке. Подготовьте его с этим сертификатом.")
        )
    if found.verdict == "unjudged" and not prepared.get("unjudged"):
        raise Objection(
            _("Проверить подпись не удалось: %(why)s. %(todo)s")
            % {
                "why": _(WORDS[found.why]),
                "todo": _(TO_DO.get(found.why, "")) or _("Подготовьте письмо к подписи заново: отметка это скажет."),
            }
        )
    return {**prepared, "algorithm": found.algorithm, "judgement": kept(found)}


@dataclass(frozen=True)
class Seal:
    """A signature for people and programs. state: none | valid | wrong | unjudged; title: one or two words; text: all
    that is known, in sentences."""

    state: str
    title: str
    text: str
    owner: str = ""
    number: str = ""
    until: str = ""
    judged_at: str = ""
    why: str = ""

    @property
    def signed(self) -> bool:
        return self.state != "none"

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


def seal_of(kept_of_it: dict[str, Any], *, signed: bool, zone: dt.tzinfo | None = None) -> Seal:
    """What the stored judgement says, for ever the same: it is never made anew. One that was never made is «не
    проверена»."""
    if not signed:
        return Seal("none", _("нет"), _("Без электронной подписи."))
    judgement = kept_of_it.get("judgement") or {"verdict": "unjudged", "why": "not_asked"}
    who = {
        "owner": str(kept_of_it.get("owner", "")),
        "number": str(kept_of_it.get("number", "")),
        "until": str(kept_of_it.get("until", "")),
        "judged_at": str(judgement.get("at", "")),
        "why": str(judgement.get("why", "")),
    }
    if judgement["verdict"] == "valid":
        return Seal("valid", _("проверена"), _checked(judgement, zone, str(kept_of_it.get("of", ""))), **who)
    why = _(WORDS.get(who["why"], WORDS["unknown_algorithm"]))
    if judgement["verdict"] == "wrong":
        return Seal("wrong", _("не прошла проверку"), _("Подпись не прошла проверку: %s.") % why, **who)
    return Seal("unjudged", _("не проверена"), _("Подпись не проверена: %s.") % why, **who)


def _checked(judgement: dict[str, Any], zone: dt.tzinfo | None, beside: str) -> str:
    """When and against what it was judged, and what the time rests on. beside: the file that came with it."""

    def moment(instant: str) -> str:
        return (
            f"{dt.datetime.fromisoformat(instant).astimezone(zone or timezone.get_current_timezone()):%d.%m.%Y %H:%M}"
        )

    if judgement["anchor"] == "ГОСТ":
        said = [_("Подпись проверена %s программой проверки ГОСТ.") % moment(judgement["at"])]
    else:
        words = (
            _(
                "Подпись проверена %(at)s: подписан документ внутри неё, сертификат действовал, его цепочка ведёт к"
                " «%(root)s»."
            )
            if judgement.get("inside")
            else _(
                "Подпись проверена %(at)s: подписан именно этот файл, сертификат действовал, его цепочка ведёт к"
                " «%(root)s»."
            )
        )
        said = [words % {"at": moment(judgement["at"]), "root": judgement["anchor"]}]
        if not judgement["revocation"]:
            said.append(_("По списку отозванных сертификат не сверялся."))
    if judgement.get("inside") == "other":
        said.append(_("Файл «%s» рядом с ней другой: к нему она не относится.") % beside)
    if judgement["time"] == "timestamp":
        said.append(_("Время подписания подтвердила служба меток времени: %s.") % moment(judgement["judged_for"]))
    else:
        said.append(
            _("Действие сертификата проверено на время, когда мы получили подпись: %s.")
            % moment(judgement["judged_for"])
        )
        if judgement["signed_at"]:
            said.append(_("Время подписания названо самим подписавшим: %s.") % moment(judgement["signed_at"]))
    return " ".join(said)
