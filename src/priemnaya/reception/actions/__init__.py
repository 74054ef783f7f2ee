"""What is done at the telephone and at the desk where people come."""

from . import calls as calls
from . import telephony as telephony
from . import visits as visits
