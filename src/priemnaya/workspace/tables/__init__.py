"""Every list of the workspace as data: a new one is a `Table` here and a `Listing` in its view (docs/design.md)."""

from .books import ARTICLES, POINTS, SECTIONS, SERVICES
from .cases import CASES
from .columns import Table
from .figures import FIGURES, HAPPENED, UNNAMED
from .journals import GLASS, JOURNAL, SIGN_INS
from .office import LETTERS, MAILINGS, OUTBOX, RATINGS, SCANS
from .people import BODIES, EMPLOYEES

_ALL = (
    *(CASES, OUTBOX, LETTERS, SCANS, MAILINGS, RATINGS),
    *(EMPLOYEES, BODIES, JOURNAL, SIGN_INS, GLASS),
    *(FIGURES, HAPPENED, UNNAMED),
    *(ARTICLES, SECTIONS, SERVICES, POINTS),
)
TABLES: dict[str, Table] = {t.name: t for t in _ALL}
"""Lists whose columns people choose, by name."""
