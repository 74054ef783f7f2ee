"""Letters on the letterhead of the body: a dataclass in, PDF out. Pure.

Layout: ГОСТ Р 7.0.97-2025, longitudinal letterhead, margins 20/10/20/20 mm, sans-serif 12 pt (PT Sans has the letters of
the languages of Russia; novosibirsk-okn 3.3 and udmurtia-mio 3.10 ask for sans-serif).
"""

from .letter import Block, Letter
from .pdf import render_pdf

__all__ = ["Block", "Letter", "render_pdf"]
