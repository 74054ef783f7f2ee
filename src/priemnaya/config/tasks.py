"""Background tasks, by name: the worker's periodic sweeps and the nudges of actions run the same functions.

Each task stands alone and does one thing; `runner` keeps a failure with the body it concerns. Names are what
`core.queue.nudge` asks for: a renamed task needs its callers renamed. In a crontab of six fields the seconds stand
last.
"""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from priemnaya.cases.actions import resume_lapsed, settle_named
from priemnaya.cases.actions.finding import gather_words
from priemnaya.cases.actions.learning import learn_decided
from priemnaya.cases.actions.newcomers import seek_in_cases
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.actions.sealing import judge_seals
from priemnaya.cases.actions.seeking import forget_lists, seek_in_letters
from priemnaya.cases.recount import run_recounts
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.chat.actions import seek_in_chats
from priemnaya.channels.docflow.folder import look_at_folders
from priemnaya.channels.email.imap import poll_mailbox
from priemnaya.channels.exchange.folders import take_waiting
from priemnaya.channels.exchange.links import check_links
from priemnaya.channels.exchange.outbound import queue_statuses
from priemnaya.channels.intake import poll
from priemnaya.channels.paper.folder import take_scans
from priemnaya.channels.social.bots import Bot, bots
from priemnaya.channels.webhooks.events import queue_events
from priemnaya.core.chain import anchor
from priemnaya.core.erasure import expire
from priemnaya.desk.actions import gather_alike, mail_digests, mail_notices, route_waiting
from priemnaya.knowledge.actions.catalogue import refresh_started
from priemnaya.knowledge.actions.folder import import_shared
from priemnaya.knowledge.actions.reviews import open_reviews, settle_milestones
from priemnaya.knowledge.search import refresh_old_words
from priemnaya.outreach.actions.mailings import start_due
from priemnaya.outreach.actions.unrated import find_unrated
from priemnaya.paper.actions import read_waiting, seek_in_scans
from priemnaya.paper.actions.wording import recognise_files, take_words
from priemnaya.people.duties import open_duties
from priemnaya.people.models import Organisation
from priemnaya.people.reminding import remind_body
from priemnaya.programme.rollups import refresh_due
from priemnaya.reception.actions.calls import seek_in_calls
from priemnaya.reception.actions.visits import seek_newcomers_in_visits
from priemnaya.records.actions import build_waiting, propose_due

from . import tasks_of_talks as tasks_of_talks  # it registers its tasks too
from .cli.bodies import look_again
from .cli.places import digest_of
from .runner import for_all, for_each_body, one_by_one


@app.task(name="find_unrated", queueing_lock="find_unrated")
def find_unrated_answers() -> None:
    for_each_body("find_unrated", "Напоминания об анкетах", find_unrated)


@app.periodic(cron="*/20 * * * *")
@app.task(name="sweep_unrated", queueing_lock="sweep_unrated")
def sweep_unrated(timestamp: int) -> None:
    """Answers that nobody has rated for as long as the order says."""
    find_unrated_answers()


RECOGNISING = "recognising"
"""One of these at a time: of the two jobs that a worker does at once, one is never a pile of scans."""


@app.task(name="deliver_outbox", queueing_lock="deliver_outbox")
def deliver_outbox() -> None:
    for_all("deliver_outbox", "Отправка писем", deliver_ready)


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep_outbox", queueing_lock="sweep_outbox")
def sweep_outbox(timestamp: int) -> None:
    """What a killed worker left, and what a failed try put off."""
    deliver_outbox()


@app.task(name="judge_seals", queueing_lock="judge_seals")
def judge_waiting_seals() -> None:
    for_all("judge_seals", "Проверка электронных подписей", judge_seals)


@app.periodic(cron="*/2 * * * *")
@app.task(name="sweep_seals", queueing_lock="sweep_seals")
def sweep_seals(timestamp: int) -> None:
    """Signatures whose nudge was lost, and those that found no slot."""
    judge_waiting_seals()


@app.task(name="read_files", queueing_lock="read_files")
def read_waiting_files() -> None:
    for_all("read_files", "Чтение приложенных файлов", read_files)


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep_files", queueing_lock="sweep_files")
def sweep_files(timestamp: int) -> None:
    """Files whose nudge was lost, that found no turn, or whose reading failed: nobody is given their case till then."""
    read_waiting_files()


@app.task(name="seek_names", queueing_lock="seek_names")
def seek_names() -> None:
    for_each_body("seek_names", "Поиск фамилий в письмах и делах", _sought)


def _sought(body: Organisation) -> None:
    steps = (
        seek_in_letters,
        seek_in_scans,
        seek_newcomers_in_visits,
        seek_in_cases,
        seek_in_calls,
        seek_in_chats,
        forget_lists,
    )
    one_by_one(*(partial(step, body) for step in steps))


@app.periodic(cron="*/2 * * * *")
@app.task(name="sweep_sought", queueing_lock="sweep_sought")
def sweep_sought(timestamp: int) -> None:
    """Letters of before, and employees that came or were renamed by whatever way."""
    seek_names()


@app.task(name="route_cases", queueing_lock="route_cases")
def route_cases() -> None:
    for_each_body("route_cases", "Распределение дел", route_waiting)


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep_routing", queueing_lock="sweep_routing")
def sweep_routing(timestamp: int) -> None:
    """Cases whose nudge was lost, and those whose routing failed."""
    route_cases()


@app.task(name="gather_alike", queueing_lock="gather_alike")
def gather_messages() -> None:
    for_each_body("gather_alike", "Сбор похожих сообщений", gather_alike)


@app.periodic(cron="*/2 * * * *")
@app.task(name="sweep_alike", queueing_lock="sweep_alike")
def sweep_alike(timestamp: int) -> None:
    """Cases whose nudge was lost, and those of before."""
    gather_messages()


@app.task(name="settle_named", queueing_lock="settle_named")
def settle_barred() -> None:
    for_each_body("settle_named", "Дела тех, на кого жалоба", settle_named)


@app.periodic(cron="*/10 * * * *")
@app.task(name="sweep_named", queueing_lock="sweep_named")
def sweep_named(timestamp: int) -> None:
    """Substitutions that have begun or ended by their day, and employees who have left."""
    settle_barred()


@app.periodic(cron="* * * * * */10")
@app.task(name="look_at_orders", queueing_lock="look_at_orders")
def look_at_orders(timestamp: int) -> None:
    """Files of orders that were changed, broken or mended while everything runs."""
    for_all("look_at_orders", "Чтение файлов порядков", lambda: look_again(digest_of))


@app.periodic(cron="* * * * * */10")
@app.task(name="queue_events", queueing_lock="queue_events")
def queue_webhooks(timestamp: int) -> None:
    for_each_body("queue_events", "События для внешних систем", queue_events)


@app.periodic(cron="* * * * * */30")
@app.task(name="poll_mail", queueing_lock="poll_mail")
def poll_mail(timestamp: int) -> None:
    for url in settings.IMAP_URLS:
        poll_mailbox(url)  # never raises: an unreachable mailbox is an alert of its body


@app.periodic(cron="* * * * * */10")
@app.task(name="exchange", queueing_lock="exchange")
def exchange(timestamp: int) -> None:
    for_all("exchange_links", "Настройка обмена", check_links)
    for_each_body("exchange", "Приём документов обмена", take_waiting)


@app.periodic(cron="* * * * * */10")
@app.task(name="exchange_statuses", queueing_lock="exchange_statuses")
def exchange_statuses(timestamp: int) -> None:
    for_each_body("exchange_statuses", "Состояния дел для порталов", queue_statuses)


@app.periodic(cron="* * * * * */30")
@app.task(name="docflow_folders", queueing_lock="docflow_folders")
def docflow_folders(timestamp: int) -> None:
    for_each_body("docflow_folders", "Папки системы документооборота", look_at_folders)


@app.periodic(cron="* * * * * */5")
@app.task(name="poll_bots", queueing_lock="poll_bots")
def poll_bots(timestamp: int) -> None:
    def polled(body: Organisation) -> None:
        one_by_one(*(partial(poll, bot) for bot in _polled(body.slug)))

    for_each_body("poll_bots", "Сообщения из мессенджеров", polled)


def _polled(slug: str) -> list[Bot]:
    return [bot for bot in bots() if bot.body == slug and bot.polls and not bot.barred]


@app.task(name="read_scans", queueing_lock="read_scans", lock=RECOGNISING)
def read_scans() -> None:
    for_each_body("read_scans", "Распознавание сканов", read_waiting)


@app.periodic(cron="* * * * * */20")
@app.task(name="sweep_scans", queueing_lock="sweep_scans", lock=RECOGNISING)
def sweep_scans(timestamp: int) -> None:
    read_scans()


@app.task(name="take_words", queueing_lock="take_words")
def take_words_of_files() -> None:
    for_all("take_words", "Слова файлов для поиска", take_words)


@app.periodic(cron="* * * * * */10")
@app.task(name="sweep_words", queueing_lock="sweep_words")
def sweep_words(timestamp: int) -> None:
    take_words_of_files()


@app.task(name="recognise_files", queueing_lock="recognise_files", lock=RECOGNISING)
def recognise_pictures() -> None:
    for_all("recognise_files", "Распознавание приложенных файлов", recognise_files)


@app.periodic(cron="* * * * * */30")
@app.task(name="sweep_pictures", queueing_lock="sweep_pictures", lock=RECOGNISING)
def sweep_pictures(timestamp: int) -> None:
    recognise_pictures()


@app.periodic(cron="* * * * * */20")
@app.task(name="scan_folders", queueing_lock="scan_folders")
def scan_folders(timestamp: int) -> None:
    for_each_body("scan_folders", "Папка сканера", take_scans, subordinate=False)


@app.task(name="build_histories", queueing_lock="build_histories")
def build_histories() -> None:
    for_each_body("build_histories", "Сборка историй клиентов", build_waiting)


@app.periodic(cron="* * * * *")
@app.task(name="sweep_histories", queueing_lock="sweep_histories")
def sweep_histories(timestamp: int) -> None:
    build_histories()


@app.periodic(cron="23 */6 * * *")
@app.task(name="propose_disposals", queueing_lock="propose_disposals")
def propose_disposals(timestamp: int) -> None:
    """What has been kept long enough. It is asked more often than it proposes: no hour of the month is the only one."""
    for_each_body("propose_disposals", "Сроки хранения материалов", propose_due)


@app.periodic(cron="17 * * * *")
@app.task(name="expire_personal", queueing_lock="expire_personal")
def expire_personal(timestamp: int) -> None:
    """What lives short by itself: drafts, sessions, kept answers to programs, files taken from folders."""
    for_all("expire_personal", "Удаление черновиков и временных копий", lambda: expire(timezone.now()))


@app.periodic(cron="41 * * * *")
@app.task(name="anchor_journal", queueing_lock="anchor_journal")
def anchor_journal(timestamp: int) -> None:
    """The head of the journal of access is written down outside of the database."""
    for_all("anchor_journal", "Отметка журнала доступа", lambda: anchor().number)


@app.periodic(cron="* * * * *")
@app.task(name="mailings", queueing_lock="mailings")
def mailings(timestamp: int) -> None:
    for_each_body("mailings", "Назначенные рассылки", start_due)


@app.periodic(cron="*/5 * * * *")
@app.task(name="reminders", queueing_lock="reminders")
def reminders(timestamp: int) -> None:
    for_each_body("reminders", "Напоминания о сроках", remind_body)


@app.periodic(cron="* * * * *")
@app.task(name="staff_letters", queueing_lock="staff_letters")
def staff_letters(timestamp: int) -> None:
    """Notices and the day's summary by letter, to those who wished it."""
    for_each_body("staff_letters", "Письма сотрудникам об уведомлениях", mail_notices)
    for_each_body("digests", "Утренние сводки сотрудникам", mail_digests)


@app.periodic(cron="* * * * * */5")
@app.task(name="recounts", queueing_lock="recounts")
def recounts(timestamp: int) -> None:
    for_each_body("recounts", "Пересчёт сроков", run_recounts)


@app.periodic(cron="*/5 * * * *")
@app.task(name="suspensions", queueing_lock="suspensions")
def suspensions(timestamp: int) -> None:
    """Suspended services whose day has come go on."""
    for_each_body("suspensions", "Возобновление приостановленных услуг", resume_lapsed)


@app.periodic(cron="*/5 * * * *")
@app.task(name="knowledge_folders", queueing_lock="knowledge_folders")
def knowledge_folders(timestamp: int) -> None:
    for_each_body("knowledge_folders", "Общая папка базы знаний", import_shared, subordinate=False)


@app.periodic(cron="*/5 * * * *")
@app.task(name="knowledge_reviews", queueing_lock="knowledge_reviews")
def knowledge_reviews(timestamp: int) -> None:
    for_each_body("knowledge_reviews", "Пересмотр разделов базы знаний", open_reviews, subordinate=False)


@app.periodic(cron="*/5 * * * *")
@app.task(name="milestones", queueing_lock="milestones")
def milestones(timestamp: int) -> None:
    for_each_body("milestones", "Сроки наполнения базы знаний", settle_milestones, subordinate=False)


@app.periodic(cron="*/5 * * * *")
@app.task(name="duties", queueing_lock="duties")
def duties(timestamp: int) -> None:
    """What the order asks of the body each period and by the days it names."""
    for_each_body("duties", "Обязанности по порядку", open_duties, subordinate=False)


@app.periodic(cron="*/5 * * * *")
@app.task(name="service_editions", queueing_lock="service_editions")
def service_editions(timestamp: int) -> None:
    for_each_body("service_editions", "Новые редакции услуг", refresh_started, subordinate=False)


@app.periodic(cron="*/5 * * * *")
@app.task(name="search_words", queueing_lock="search_words")
def search_words(timestamp: int) -> None:
    for_each_body("search_words", "Слова для поиска", refresh_old_words, subordinate=False)


@app.periodic(cron="* * * * *")
@app.task(name="found_words", queueing_lock="found_words", lock="found_words")
def found_words(timestamp: int) -> None:
    for_each_body("found_words", "Слова поиска сотрудников", gather_words)


@app.task(name="learn_topics", queueing_lock="learn_topics", lock="topics")
def learn_topics() -> None:
    for_each_body("learn_topics", "Темы обращений: учимся на решениях", learn_decided)


@app.periodic(cron="*/5 * * * *")
@app.task(name="sweep_topics", queueing_lock="sweep_topics", lock="topics")
def sweep_topics(timestamp: int) -> None:
    """Decisions whose nudge was lost, cases that have become confidential, and those a new body brings with it."""
    learn_topics()


@app.periodic(cron="*/2 * * * *")
@app.task(name="rollups", queueing_lock="rollups")
def rollups(timestamp: int) -> None:
    """This month and the last; those whose letters may still come back once an hour, all whose yearly duties may still
    end once a day, at night where the server runs then: in a large body that is seconds of the processor."""
    for_each_body("rollups", "Показатели", refresh_due, subordinate=False)
