"""declared: what no program can judge; says how people judge it. At most one clause in ten."""

from __future__ import annotations

from .base import Kind, Values


class Declared(Values):
    how: str


class KIND(Kind):
    name = "declared"
    values = Declared
    state = "declared"
    doc = "Требование, которое программа проверить не может; сказано, как его проверяют люди."
    example = "{how: «Руководитель оценивает на ежегодном совещании»}"

    @classmethod
    def targets(cls, values: Declared) -> tuple[str, ...]:
        return ()

    @classmethod
    def phrase(cls, values: Declared) -> str:
        return values.how
