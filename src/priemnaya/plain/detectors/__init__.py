"""The closed set of detectors. A rule names its detector; measures are functions registered under the name a rule
gives."""

from . import (
    agreement,
    building,
    dependency,
    formatting,
    letters,
    morphology,
    own_words,
    parts,
    promises,
    sentences,
    spacing,
    spelling,
)
from .base import MEASURES, Hit

__all__ = [
    "MEASURES",
    "Hit",
    "agreement",
    "building",
    "dependency",
    "formatting",
    "letters",
    "morphology",
    "own_words",
    "parts",
    "promises",
    "sentences",
    "spacing",
    "spelling",
]
