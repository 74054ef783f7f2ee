"""provides: a function of the product that is simply offered, from a closed registry, shown by a screen test."""

from __future__ import annotations

from priemnaya.policy.connection import SERVICES
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.things import Function

from .base import Kind, Values

OF_SERVICES = frozenset({"service_info", "service_steps", "services_by_situation"})
OF_THE_STATE_PORTAL = frozenset({"epgu_ratings", "portal_statuses"})


class Provides(Values):
    function: Function

    def reads(self) -> tuple[str, ...]:
        return (*super().reads(), *((SERVICES,) if self.function in OF_SERVICES else ()))

    def rests_on(self) -> tuple[tuple[str, ...], ...]:
        return (*super().rests_on(), ("epgu",) if self.function in OF_THE_STATE_PORTAL else ())


class KIND(Kind):
    name = "provides"
    values = Provides
    state = "provided"
    doc = "Возможность, которую даёт система."
    example = "{function: case_tracking}"

    @classmethod
    def targets(cls, values: Provides) -> tuple[str, ...]:
        return (values.function,)

    @classmethod
    def phrase(cls, values: Provides) -> str:
        return f"возможность: {title_of('function', values.function)}"
