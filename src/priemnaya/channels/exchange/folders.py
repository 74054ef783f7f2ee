"""What lies in the folders of the exchange: each document is taken or set aside with its reason; none stops the
next."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError

from priemnaya.bounded.data import NotJson, json_of
from priemnaya.core.journal import alert
from priemnaya.people.models import Organisation

from .document import Unreadable
from .inbound import take_document
from .links import links_of
from .transports import transport_of

log = logging.getLogger(__name__)


def take_waiting(body: Organisation) -> int:
    """Everything that waits on the links of a body; returns how many documents were taken."""
    taken = 0
    for link in links_of(body):
        for name, data, settle in transport_of(link).waiting():
            problem = _take(body, link.system, data)
            settle(problem)
            taken += not problem
            if problem:
                alert("exchange", f"Документ обмена {name} не принят: {problem}", organisation_id=body.pk)
    return taken


def _take(body: Organisation, system: str, data: bytes) -> str:
    """Empty when taken, else what is wrong, in Russian."""
    try:
        take_document(body, system, json_of(data))
    except Unreadable as error:
        return str(error)
    except NotJson:
        return "это не JSON"
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("document of %s", system)
        return f"внутренняя ошибка {type(error).__name__}, сообщите администратору"
    return ""
