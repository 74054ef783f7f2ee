"""Tables of spoken contact."""

from .visits import ASKED as ASKED
from .visits import HELPS as HELPS
from .visits import IN_THE_HALL as IN_THE_HALL
from .visits import LIMITS as LIMITS
from .visits import LIVING as LIVING
from .visits import TAKES_TIME as TAKES_TIME
from .visits import DayOff as DayOff
from .visits import Place as Place
from .visits import ReceptionHours as ReceptionHours
from .visits import Visit as Visit
from .visits import VisitKind as VisitKind
from .visits import Window as Window
from .visits_told import VisitReminder as VisitReminder
from .visits_told import VisitWish as VisitWish
