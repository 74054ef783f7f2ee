"""What the body offers: topics, points of contact, services and articles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Schema


class TopicOut(Schema):
    """question: number of the question in the message, from 1; sure: the chance that the right topic is among the first
    three, 0 to 1."""

    code: str
    title: str
    path: str
    question: int
    sure: float


class PointOut(Schema):
    kind: str
    name: str
    address: str
    hours: str
    accessibility: list[str]
    functions: list[str]
    citation: str


class ServiceOut(Schema):
    slug: str
    kind: str
    title: str
    lead: str
    situations: list[str]


class ServicePageOut(ServiceOut):
    """edition: the whole text in force, in the shape of `orders/<slug>/services.yaml`."""

    since: dt.date
    edition: dict[str, Any]


class FoundOut(Schema):
    """kind: service, article or situation; ref: a service's slug or an article's number."""

    kind: str
    ref: str
    sort: str
    title: str
    lead: str


class ArticleOut(Schema):
    id: int
    kind: str
    title: str
    text: str
    public: bool
    section: str
    version: int
    published_at: dt.datetime | None
    reviewed_at: dt.datetime | None
