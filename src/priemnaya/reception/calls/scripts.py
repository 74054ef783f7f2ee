"""What stands ready on the card of a talk: how to greet, what to ask, what never to say, how to part.

The words are the body's own: articles of kind «скрипт разговора», known by what people search them by. Where the
knowledge base has none, the words below stand there, and the greeting always names the body and the employee in full.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priemnaya.knowledge.models import Article
from priemnaya.people.models import Client, Employee, Organisation

GREETING, FAREWELL, CALM, NEEDS = "приветствие", "прощание", "конфликт", "наводящие"
"""By which of the words of a script it is found."""
KINDS = ("question", "template", "sample")
FEW = 6
ASKS: tuple[str | Promise, ...] = (
    _("Что случилось и когда?"),
    _("Правильно ли я понял, что вам нужно…?"),
    _("Что вы уже сделали, куда обращались?"),
)
"""Asked to learn the need, where the knowledge base has no questions of its own."""
NEVER: tuple[str | Promise, ...] = (
    _("«Вы перепутали», «вы не поняли», «вы не правы», «это ваша ошибка»"),
    _("«Вы думаете, что…», «по-вашему, мы…», «на ваш взгляд»"),
    _("«Мы потеряли», «мы не успели»"),
    _("«Это не наша задача», «мы этим не занимаемся»"),
    _("«Послушайте меня», «повторяю ещё раз», «повторяю последний раз», «вы меня не слушаете»"),
    _("«Я не собираюсь», «мы не будем этого делать», «ничего не получится»"),
    _("«Это бесполезно», «это бессмысленно», «это бесперспективно»"),
)
CALMING: tuple[str | Promise, ...] = (
    _("Да, я понимаю вашу озабоченность (волнение, тревогу, опасение)."),
    _("Сожалею, что данная ситуация причинила вам неудобство."),
    _("От лица нашего ведомства приношу вам извинения за доставленные неудобства."),
    _("Помогите мне понять ситуацию: объясните, пожалуйста, ещё раз, что вы имеете в виду, говоря о…?"),
    _("Помогите мне понять ситуацию: ответьте, пожалуйста, на несколько вопросов…"),
    _("Правильно ли я вас понял (услышал), что…?"),
    _("Давайте попробуем спокойно обсудить варианты, чтобы решить вашу проблему."),
    _("Здесь есть несколько решений: 1, 2, 3. Какой из вариантов наиболее подходящий, на ваш взгляд?"),
    _("Давайте сделаем перерыв, всё ещё раз обдумаем и вместе примем решение."),
    _("Ваши доводы убедительны, с ними сложно не согласиться, однако есть и другие существенные обстоятельства."),
    _("В таком тоне наш разговор продолжаться не может. Предлагаю перейти на спокойный тон или перенести разговор."),
)
"""All that the act of udmurtia-mio names (4.4, 3); a test compares with its text."""
SPEECH: tuple[str | Promise, ...] = (
    _("Ровно и доброжелательно, без усталости в голосе."),
    _("Не быстро и не медленно, короткими фразами."),
    _("Без жаргона, канцелярита и междометий."),
    _("Понятно тому, кто спрашивает: слова подбирайте под него."),
    _("Первым трубку кладёт клиент."),
)
HEEDED: dict[str, str | Promise] = {
    "hearing": _("слышит плохо: говорите громче, не быстрее"),
    "sight": _("видит плохо: адреса и номера называйте вслух"),
    "language": _("трудно с русским языком: короче и проще"),
    "technology": _("трудно с техникой: не отсылайте на сайт"),
}
"""Needs of a client that matter while one talks by telephone, and what to do; others are no concern of a talk."""


def heeded(client: Client | None) -> list[str | Promise]:
    needs = client.living.needs if client else []
    return [words for name, words in HEEDED.items() if name in needs]


@dataclass(frozen=True)
class Script:
    title: str
    text: str
    path: str


def greeting(me: Employee) -> str:
    """The body in full, surname, name, patronymic and post: said first, whatever the script adds."""
    post = f"{me.post[:1].lower()}{me.post[1:]} " if me.post else ""
    return f"Здравствуйте! {me.organisation.name}, {post}{me.full_name}."


def script(body: Organisation, word: str) -> Script | None:
    """The published script known by this word; the newest of several."""
    rows = Article.objects.filter(organisation=body, kind="script", archived_at=None, current__isnull=False)
    found = rows.filter(Q(words__icontains=word)).select_related("current").order_by("-pk").first()
    if found is None or found.current is None:
        return None
    return Script(found.title, found.current.text, f"/w/knowledge/articles/{found.pk}/")


def needs_questions(body: Organisation) -> list[str]:
    """Lines that ask, of the script made for it."""
    own = script(body, NEEDS)
    lines = [line.strip("-• ").strip() for line in own.text.splitlines()] if own else []
    return [line for line in lines if line.endswith("?")][:FEW] or [str(one) for one in ASKS]


def at_hand(body: Organisation) -> dict[str, list[Article]]:
    """Frequent questions, templates and sample decisions that are published, the newest first."""
    rows = Article.objects.filter(organisation=body, archived_at=None, current__isnull=False)
    return {kind: list(rows.filter(kind=kind).order_by("-pk")[:FEW]) for kind in KINDS}
