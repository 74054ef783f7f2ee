"""Background tasks, by name: the worker's periodic sweep and the nudges of actions run the same functions.

In a crontab of six fields the seconds stand last.
"""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from priemnaya.cases.actions import build_waiting, propose_disposal, read_waiting, resume_lapsed
from priemnaya.knowledge.folder import import_all
from priemnaya.knowledge.reviews import open_reviews, remind_reviews, settle_milestones
from priemnaya.knowledge.search import refresh_words, words_are_old
from priemnaya.knowledge.services.catalogue import refresh_started
from priemnaya.outreach.mailings import start_due
from priemnaya.people.models import Organisation
from priemnaya.programme.escalation import escalate_due
from priemnaya.programme.rollups import refresh_rollups

from .base import deliver_ready
from .email import smtp  # noqa: F401 - registers the sender
from .email.imap import poll_mailbox
from .exchange import outbound  # noqa: F401 - registers the senders
from .exchange.folders import take_waiting
from .exchange.outbound import queue_statuses
from .intake import poll
from .max import client as max_client  # noqa: F401 - registers the sender
from .paper.folder import take_scans
from .social.bots import bots
from .telegram import client as telegram_client  # noqa: F401 - registers the sender
from .vk import client as vk_client  # noqa: F401 - registers the sender
from .webhooks import send  # noqa: F401 - registers the sender
from .webhooks.events import queue_events


@app.task(name="deliver_outbox", queueing_lock="deliver_outbox")
def deliver_outbox() -> None:
    deliver_ready()


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep_outbox", queueing_lock="sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """What a killed worker left, and what a failed try put off."""
    deliver_ready()


@app.periodic(cron="* * * * * */10")
@app.task(name="queue_events", queueing_lock="queue_events")
def queue_webhooks(timestamp: int) -> None:
    queue_events()


@app.periodic(cron="* * * * * */30")
@app.task(name="poll_mail", queueing_lock="poll_mail")
def poll_mail(timestamp: int) -> None:
    for url in settings.IMAP_URLS:
        poll_mailbox(url)


@app.periodic(cron="* * * * * */10")
@app.task(name="exchange", queueing_lock="exchange")
def exchange(timestamp: int) -> None:
    take_waiting()
    queue_statuses()


@app.periodic(cron="* * * * * */5")
@app.task(name="poll_bots", queueing_lock="poll_bots")
def poll_bots(timestamp: int) -> None:
    for bot in bots():
        if bot.polls and not bot.barred:
            poll(bot)


@app.task(name="read_scans", queueing_lock="read_scans")
def read_scans() -> None:
    read_waiting()


@app.periodic(cron="* * * * * */20")
@app.task(name="scans", queueing_lock="scans")
def scans(timestamp: int) -> None:
    take_scans()
    read_waiting()


@app.task(name="build_histories", queueing_lock="build_histories")
def build_histories() -> None:
    build_waiting()


@app.periodic(cron="* * * * *")
@app.task(name="sweep_histories", queueing_lock="sweep_histories")
def sweep_histories(timestamp: int) -> None:
    build_waiting()


@app.periodic(cron="0 3 1 * *")
@app.task(name="propose_disposals", queueing_lock="propose_disposals")
def propose_disposals(timestamp: int) -> None:
    """Once a month: what has been kept long enough."""
    for body in Organisation.objects.filter(parent=None):
        propose_disposal(body)


@app.periodic(cron="* * * * *")
@app.task(name="mailings", queueing_lock="mailings")
def mailings(timestamp: int) -> None:
    start_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="escalate", queueing_lock="escalate")
def escalate(timestamp: int) -> None:
    escalate_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="knowledge", queueing_lock="knowledge")
def knowledge(timestamp: int) -> None:
    """The shared folders, the words of the search, the reviews that are due, suspensions whose day has come."""
    import_all()
    resume_lapsed()
    for body in Organisation.objects.filter(parent=None):
        open_reviews(body)
        settle_milestones(body)
        refresh_started(body)
        if words_are_old(body):
            refresh_words(body)
    remind_reviews()


@app.periodic(cron="*/2 * * * *")
@app.task(name="rollups", queueing_lock="rollups")
def rollups(timestamp: int) -> None:
    refresh_rollups()
