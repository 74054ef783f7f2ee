"""What lies in the folders of the exchange: each document is taken or set aside with its reason; none stops the
next."""

from __future__ import annotations

import logging
from functools import partial

from django.db import InterfaceError, OperationalError

from priemnaya.bounded.data import NotJson, json_of
from priemnaya.core.each import each
from priemnaya.core.journal import alert
from priemnaya.people.models import Organisation

from .document import Unreadable
from .inbound import take_document
from .links import Link, links_of
from .transports import Waiting, transport_of

log = logging.getLogger(__name__)


def take_waiting(body: Organisation) -> int:
    """Everything that waits on the links of a body; returns how many documents were taken. What fails (a folder away, a
    file that nobody may move) stops nothing behind it."""
    return each(links_of(body), partial(_take_link, body), "link of the exchange")


def _take_link(body: Organisation, link: Link) -> int:
    return each(transport_of(link).waiting(), partial(_take_one, body, link.system), "document of the exchange")


def _take_one(body: Organisation, system: str, waiting: Waiting) -> bool:
    name, data, settle = waiting
    problem = _take(body, system, data)
    settle(problem)
    if problem:
        alert("exchange", f"Документ обмена {name} не принят: {problem}", organisation_id=body.pk)
    return not problem


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
