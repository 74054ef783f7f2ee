"""kept_register: the product keeps a register of something, with the fields the order names."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from priemnaya.policy.connection import SERVICES
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.conditions import ClientKind
from priemnaya.policy.vocabulary.things import Register

from .base import Kind, Values

OF_SERVICES = frozenset({"services", "service_accessibility"})


class KeptRegister(Values):
    """register: its name; entries: which kinds of clients the register of clients has to tell apart."""

    register_name: Register
    entries: tuple[ClientKind, ...] = ()

    def reads(self) -> tuple[str, ...]:
        return (*super().reads(), *((SERVICES,) if self.register_name in OF_SERVICES else ()))

    @model_validator(mode="after")
    def _of_clients(self) -> Self:
        if self.entries and self.register_name != "clients":
            raise ValueError("entries — виды клиентов: они бывают только у реестра clients")
        return self


class KIND(Kind):
    name = "kept_register"
    values = KeptRegister
    state = "recorded"
    doc = "Ведётся реестр; его записи видны и сохраняются."
    example = "{register_name: clients, entries: [citizen, legal_entity]}"

    @classmethod
    def targets(cls, values: KeptRegister) -> tuple[str, ...]:
        return (values.register_name,)

    @classmethod
    def tighter(cls, a: KeptRegister, b: KeptRegister) -> KeptRegister:
        return a if len(a.entries) >= len(b.entries) else b

    @classmethod
    def phrase(cls, values: KeptRegister) -> str:
        told = ", ".join(title_of("client_kind", kind) for kind in values.entries)
        return f"ведётся реестр: {title_of('register', values.register_name)}" + (f" ({told})" if told else "")
