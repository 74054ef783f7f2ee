"""Plain-language checks of Russian official prose. Pure library; a first, small set over a closed list of check names.

The names are those that orders use in `written_plainly`. The deep checker (its own issue) grows this package.
"""

from .checks import CHECKS, Finding, check
from .citations import Citation, find_citations, move_to_endnotes
from .readability import Readability, readability

__all__ = ["CHECKS", "Citation", "Finding", "Readability", "check", "find_citations", "move_to_endnotes", "readability"]
