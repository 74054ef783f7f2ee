"""From paper to data: an act on paper becomes a draft of `order.yaml` that a person goes through."""

from .drafted import SUFFIXES, Draft, draft_order

__all__ = ["SUFFIXES", "Draft", "draft_order"]
