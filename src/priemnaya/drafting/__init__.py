"""From paper to data: an act on paper becomes a draft of `order.yaml` that a person goes through.

What it needs is loaded when it is asked for: other packages count by its words and units, and its patterns are a fifth
of the time in which a command starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .act import ActText, read_act
    from .drafted import SUFFIXES, Draft, draft_order

__all__ = ["SUFFIXES", "ActText", "Draft", "draft_order", "read_act"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from . import act, drafted

    return getattr(act if name in ("ActText", "read_act") else drafted, name)
