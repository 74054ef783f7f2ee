"""From paper to data: an act on paper becomes a draft of `order.yaml` that a person goes through."""

from .act import ActText, read_act
from .drafted import SUFFIXES, Draft, draft_order

__all__ = ["SUFFIXES", "ActText", "Draft", "draft_order", "read_act"]
