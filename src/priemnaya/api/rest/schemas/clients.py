"""Cards of clients."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Schema
from pydantic import Field

from ..fields import HowConsented, Purpose
from .common import LevelOut, ProofOut, Strict


class DocumentOut(Schema):
    """An identity document that was shown: its sort, never its number."""

    sort: str
    seen_at: dt.datetime


class ClientOut(Schema):
    id: int
    kind: str
    surname: str
    name: str
    patronymic: str
    company: str
    full_name: str = Field(description="as staff read it: of whoever is identified the name that the provider gives")
    identified: bool
    postal_address: str
    addresses: list[ProofOut]
    consents: list[dict[str, Any]]
    level: LevelOut
    documents: list[DocumentOut]


class ConsentIn(Strict):
    purpose: Purpose
    how: HowConsented


class ExportOut(Schema):
    id: int
    state: str
    percent: int
