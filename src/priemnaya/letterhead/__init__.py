"""Letters on the letterhead of the body: a dataclass in, PDF or DOCX out. Pure.

Layout: ГОСТ Р 7.0.97-2025, corner or longitudinal, margins 20/10/20/24 mm (the code for checking stands in the foot of
the first page), sans-serif 12 pt (PT Sans has the letters of the languages of Russia; novosibirsk-okn 3.3 and
udmurtia-mio 3.10 ask for sans-serif).
"""

from .docx import render_docx
from .head import Head, load_head
from .letter import Block, Letter
from .pdf import pages_of, render_pdf

__all__ = ["Block", "Head", "Letter", "load_head", "pages_of", "render_docx", "render_pdf"]
