"""Every list of the workspace as data: a new one is a `Table` here and a `Listing` in its view (docs/design.md)."""

from .books import ARTICLES, POINTS, SECTIONS, SERVICES
from .cases import CASES
from .columns import Table
from .journals import GLASS, JOURNAL, SIGN_INS
from .office import LETTERS, MAILINGS, OUTBOX, RATINGS, SCANS
from .people import BODIES, EMPLOYEES
from .settings import SETTINGS

_ALL = (
    *(CASES, OUTBOX, LETTERS, SCANS, MAILINGS, RATINGS),
    *(EMPLOYEES, BODIES, JOURNAL, SIGN_INS, GLASS),
    *(ARTICLES, SECTIONS, SERVICES, POINTS, SETTINGS),
)
TABLES: dict[str, Table] = {t.name: t for t in _ALL}
"""Lists whose columns people choose, by name."""
