"""Tables of spoken contact."""

from .calls import ANSWERED as ANSWERED
from .calls import ATTEMPTS as ATTEMPTS
from .calls import CLOSING as CLOSING
from .calls import MOST_TRIES as MOST_TRIES
from .calls import OUTCOMES as OUTCOMES
from .calls import RESULTS as RESULTS
from .calls import SATISFIED as SATISFIED
from .calls import Call as Call
from .calls import CallBack as CallBack
from .calls import CallBackAttempt as CallBackAttempt
from .calls import CallQuestion as CallQuestion
from .calls import CallTransfer as CallTransfer
from .visits import CALLS as CALLS
from .visits import HELPS as HELPS
from .visits import IN_THE_HALL as IN_THE_HALL
from .visits import LIVING as LIVING
from .visits import NO_SHOW as NO_SHOW
from .visits import TAKES_TIME as TAKES_TIME
from .visits import DayOff as DayOff
from .visits import Place as Place
from .visits import ReceptionHours as ReceptionHours
from .visits import Visit as Visit
from .visits import VisitKind as VisitKind
from .visits import VisitReminder as VisitReminder
from .visits import VisitWish as VisitWish
from .visits import Window as Window
