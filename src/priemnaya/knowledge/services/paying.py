"""Paying a fee: the requisites as people read them, and as a code that bank apps read (ГОСТ Р 56042-2014). Whether it
was paid nobody knows here, and nothing says so."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.utils.safestring import mark_safe

from .described import ServiceText
from .questions import Payee

MOST_OF_MAIN, MOST_OF_PURPOSE = 300, 210
"""Bytes of the five requisites that must be there, and signs of the purpose: more a bank app may not take."""
CODINGS = {"2": "utf-8", "1": "cp1251"}
"""Of the standard: the first that holds them in the bytes it allows."""


@dataclass(frozen=True)
class Payment:
    """rows: the requisites, name and value; text: what the code holds; rubles: the sum."""

    rubles: int
    rows: tuple[tuple[str, str], ...]
    code: bytes

    @property
    def svg(self) -> str:
        drawn = segno.make(self.code, mode="byte", error="m").svg_inline(border=2, omitsize=True)
        return mark_safe(drawn)  # noqa: S308 - squares drawn here, no words in it  # nosec B308 B703


def payment_of(text: ServiceText, number: str = "") -> Payment | None:
    """None where the service costs nothing, or nobody has said whom to pay. number: of the case, where there is one."""
    if not text.cost.rubles or text.payee is None:
        return None
    payee, purpose = text.payee, _purpose(text, text.payee, number)
    rows = (
        ("Получатель", payee.name),
        ("Счёт получателя", payee.account),
        ("Банк", payee.bank),
        ("БИК", payee.bic),
        ("Корреспондентский счёт", payee.corr_account),
        ("ИНН", payee.inn),
        ("КПП", payee.kpp),
        ("КБК", payee.kbk),
        ("ОКТМО", payee.oktmo),
        ("Назначение платежа", purpose),
        ("Сумма", f"{text.cost.rubles} руб. 00 коп."),
    )
    shown = tuple((name, value) for name, value in rows if value)
    return Payment(text.cost.rubles, shown, coded(payee, text.cost.rubles, purpose))


def _purpose(text: ServiceText, payee: Payee, number: str) -> str:
    said = payee.purpose or f"Госпошлина: {text.title}"
    tail = f", заявление {number}" if number else ""
    return said.replace("|", " ")[: MOST_OF_PURPOSE - len(tail)] + tail


def coded(payee: Payee, rubles: int, purpose: str) -> bytes:
    """The block of data of the code: «ST0001», the coding, then name=value through «|»; the sum in kopecks."""
    main = (
        f"Name={payee.name}|PersonalAcc={payee.account}|BankName={payee.bank}|BIC={payee.bic}"
        f"|CorrespAcc={payee.corr_account}"
    )
    more = {
        "Sum": str(rubles * 100),
        "Purpose": purpose,
        "PayeeINN": payee.inn,
        "KPP": payee.kpp,
        "CBC": payee.kbk,
        "OKTMO": payee.oktmo,
    }
    rest = "".join(f"|{name}={value}" for name, value in more.items() if value)
    fits = [c for c, coding in CODINGS.items() if len(main.encode(coding, "replace")) <= MOST_OF_MAIN]
    coding = fits[0] if fits else "1"
    return f"ST0001{coding}|{main}{rest}".encode(CODINGS[coding], "replace")
