"""Documents in: plain text, HTML, DOCX, ODT; the text of PDF, RTF and old Word. One shape out: text, runs of
formatting, and a way back.

`read_document` never raises anything but Unreadable, whose message tells a person in Russian what is wrong and what to
do.
"""

from .gathering import OBJECT
from .kinds import kind_of, objection_to
from .manuscript import Manuscript
from .reading import KNOWN, read_document
from .runs import Run

__all__ = ["KNOWN", "OBJECT", "Manuscript", "Run", "kind_of", "objection_to", "read_document"]
