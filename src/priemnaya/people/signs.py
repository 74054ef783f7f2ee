"""Signs of matters that a body has of its own: «депутат области», «пожар». Its order declares them (`body.signs`),
people set them on a case, conditions of any rule name them."""

from __future__ import annotations

from .models import Organisation
from .policies import policy_of


def signs_of(organisation: Organisation) -> tuple[str, ...]:
    """As the order has them today; none where it declares none."""
    body = policy_of(organisation).body.body
    return body.signs if body else ()
