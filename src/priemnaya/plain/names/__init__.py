"""Names of people and firms: which word is the surname, whether it is a person at all, and the name in another case.

`called` reads a line as people sign («Корепанов Иван», «И. И. Иванов, ООО «Ромашка»»), `declined` puts a name into a
case or says None: then the sentence must need no case («Кому: Топчий Иван Петрович»). A wrong case in somebody's own
name is never written.
"""

from __future__ import annotations

from .endings import Case
from .firms import is_firm, is_trader, kind_of
from .greeting import greeted_by
from .order import called, is_firm_alone, settled
from .whole import as_names_are, declined, declined_parts, gender_by

__all__ = [
    "Case",
    "as_names_are",
    "called",
    "declined",
    "declined_parts",
    "gender_by",
    "greeted_by",
    "is_firm",
    "is_firm_alone",
    "is_trader",
    "kind_of",
    "settled",
]
