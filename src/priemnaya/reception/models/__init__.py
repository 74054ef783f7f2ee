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
from .telephony import DONE as DONE
from .telephony import HELD as HELD
from .telephony import LIVING_LEGS as LIVING_LEGS
from .telephony import OVER as OVER
from .telephony import RINGING as RINGING
from .telephony import TALKING as TALKING
from .telephony import ExchangeCall as ExchangeCall
from .telephony import ExchangeLeg as ExchangeLeg
from .telephony import ExchangeReport as ExchangeReport
from .telephony import Extension as Extension
