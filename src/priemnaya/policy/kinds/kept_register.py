"""kept_register: the product keeps a register of something, with the fields the order names."""

from __future__ import annotations

from priemnaya.policy.titles import REGISTERS

from .base import Kind, Values


class KeptRegister(Values):
    """register: its name; entries: kinds of entries that the order names (for example kinds of clients)."""

    register_name: str
    entries: tuple[str, ...] = ()


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
        return f"ведётся реестр «{REGISTERS.get(values.register_name, values.register_name)}»"
