"""Plain-language checker of Russian official prose. Pure library, usable alone: `check(text)`.

Rules are data (rules/*.yaml) over a closed set of detectors; zones (who speaks) come before any rule; safe rewritings
come from closed tables. See docs/plain.md.
"""

from .checker import Checker, apply, check, rewrite_safely, warm
from .citations import Citation, find_citations, move_to_endnotes
from .document import Document, Unreadable
from .profile import BodyStyle, Profile, for_order, load_style
from .readability import Readability, readability
from .report import FORMULA, Finding, Report, with_clauses
from .rule import FAMILIES, KINDS, LEVELS, Audience, Rule, TextKind, catalogue

CHECKS = frozenset(check for rule in catalogue().values() for check in rule.serves)
"""Names that orders use in `written`; each is served by one rule or more."""
OF_ONE_PHRASE = frozenset({"positive"})
"""Checks whose only rule that stops knows one phrase («не представляется возможным»): too little to hold a clause."""
STOPPING = (
    frozenset(check for rule in catalogue().values() if rule.level == "error" for check in rule.serves) - OF_ONE_PHRASE
)
"""Checks that stop a text; the others only point out (docs/plain.md: levels are earned by measured precision)."""


def served(kind: TextKind, audience: Audience = "layman", *, look: bool = False) -> dict[str, bool]:
    """Checks by which something can be found in a text of this kind for this reader -> whether it stops there. look:
    how the text looks (fonts, italics) is seen; of words alone it is not."""
    rules = [r for r in catalogue().values() if r.level != "metric" and r.concerns(kind, audience)]
    seen = [r for r in rules if look or r.detector != "formatting"]
    stopping = {check for r in seen if r.level == "error" for check in r.serves} - OF_ONE_PHRASE
    return {check: check in stopping for r in seen for check in r.serves}


__all__ = [
    "CHECKS",
    "FAMILIES",
    "FORMULA",
    "KINDS",
    "LEVELS",
    "OF_ONE_PHRASE",
    "STOPPING",
    "Audience",
    "BodyStyle",
    "Checker",
    "Citation",
    "Document",
    "Finding",
    "Profile",
    "Readability",
    "Report",
    "Rule",
    "TextKind",
    "Unreadable",
    "apply",
    "catalogue",
    "check",
    "find_citations",
    "for_order",
    "load_style",
    "move_to_endnotes",
    "readability",
    "rewrite_safely",
    "served",
    "warm",
    "with_clauses",
]
