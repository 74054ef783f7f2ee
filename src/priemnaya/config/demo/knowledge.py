"""The knowledge base in use."""

from __future__ import annotations

import datetime as dt

from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.actions.findable import log_opened, log_search
from priemnaya.knowledge.actions.sections import name_head

from .office import Office, moment


def use_knowledge(office: Office) -> None:
    """Heads of sections, an article on its way, votes, and searches of the last weeks: found, opened and in vain."""
    organisation, staff, chance, now = office.body, office.staff, office.chance, office.now
    sections = list(organisation.sections.order_by("place"))
    for section in sections:
        name_head(section, staff["head"], by=staff["head"])
    if sections:
        waiting = articles.draft_article(
            sections[-1],
            by=staff["editor"],
            kind="guide",
            title="Памятка: как назвать письмо клиенту",
            text=(
                "Назовите письмо так, чтобы клиент понял, о чём оно.\n\nПримеры\n- Договор готов\n- Нужен ещё один"
                " документ"
            ),
        )
        articles.submit_version(waiting, by=staff["editor"])
    public = list(articles.published(organisation).filter(public=True).order_by("pk"))
    for n in range(24 if public else 0):
        article, at = public[n % len(public)], now - dt.timedelta(days=chance.uniform(1, 60))
        with moment(at):
            articles.vote(article, chance.random() < 0.8, "Не нашёл телефон" if n == 5 else "")
            log_search(organisation, f"demo-{n}", article.title.lower()[:40], 4, place="desk", by=staff["executor"])
        with moment(at + dt.timedelta(seconds=chance.uniform(3, 25))):
            log_opened(organisation, f"demo-{n}", "article", str(article.pk))
    for n, text in enumerate(("график приёма в праздники", "график приёма в праздники", "парковка")):
        log_search(organisation, f"demo-none-{n}", text, 0, place="portal")
