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
