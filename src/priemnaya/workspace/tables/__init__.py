"""Every list of the workspace as data: a new one is a `Table` here and a `Listing` in its view (docs/design.md)."""

from .books import ARTICLES, POINTS, SECTIONS, SERVICES
from .cases import CASES, OF_CLIENT
from .columns import Table
from .duties import DUTIES, PERIODS
from .figures import FIGURES, HAPPENED, UNNAMED
from .journals import GLASS, JOURNAL, SIGN_INS
from .loads import LOADS, LOADS_KEPT
from .office import FOR_POST, LETTERS, MAILINGS, OUTBOX, POSTED, RATINGS, SCANS
from .people import AWAY, BODIES, EMPLOYEES, UNITS
from .settings import CHANNELS, KEYS, PROGRAMS, REASONS, SETTINGS, WEBHOOKS, WORDING

_ALL = (
    *(CASES, OUTBOX, LETTERS, SCANS, MAILINGS, RATINGS),
    *(EMPLOYEES, BODIES, JOURNAL, SIGN_INS, GLASS),
    *(ARTICLES, SECTIONS, SERVICES, POINTS, SETTINGS),
    *(OF_CLIENT, UNITS, AWAY, WORDING, REASONS, KEYS, WEBHOOKS),
    *(LOADS, LOADS_KEPT),
    *(FIGURES, HAPPENED, UNNAMED),
    *(DUTIES, PERIODS, FOR_POST, POSTED, PROGRAMS, CHANNELS),
)
TABLES: dict[str, Table] = {t.name: t for t in _ALL}
"""Lists whose columns people choose, by name."""
