"""Demonstration data: the five bodies at work for three months. Real actions at moments of the past; nothing is drawn
by hand."""

from .filling import fill_once, logins
from .office import PASSWORD

__all__ = ["PASSWORD", "fill_once", "logins"]
