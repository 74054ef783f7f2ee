"""What clients are written automatically, in plain Russian. Each is a function of facts; none decides anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils import timezone

from priemnaya.knowledge.services.described import Ground
from priemnaya.people.interaction import ways_to
from priemnaya.people.models import Organisation
from priemnaya.policy import Policy
from priemnaya.policy.contact_points import title_of

from .models import CASE_KINDS, ApplicationDocument, Case


def when(case: Case, at: dt.datetime) -> str:
    return f"{case.organisation.local(at):%d.%m.%Y}"


def greeting(case: Case) -> str:
    return case.client.greeting if case.client else "Здравствуйте!"


def signature(case: Case) -> str:
    body = case.organisation
    return "\n".join(p for p in (body.name, body.phone and f"Телефон: {body.phone}") if p)


def received(
    case: Case, code: str, url: str, due: dt.datetime | None, *, as_message: bool, remarks: Iterable[str] = ()
) -> str:
    """The primary reply: received and registered, by when we answer, how to follow."""
    parts = [
        greeting(case),
        f"Мы получили ваше сообщение и зарегистрировали его {when(case, case.registered_at)} под номером {case.number}.",
    ]
    if due:
        parts.append(f"Ответим по существу до {when(case, due)}.")
    if as_message:
        parts.append(WAYS_TO_FILE)
    parts += remarks
    parts.append(f"Следить за ходом дела: {url}\nНомер: {case.number}\nКод доступа: {code}")
    return "\n\n".join([*parts, signature(case)])


WAYS_TO_FILE = (
    "Мы приняли ваш текст как сообщение и ответим на него. По закону он не считается обращением: электронное обращение "
    "принимается, только если личность подтверждена. Если вам нужно именно обращение, подайте его одним из способов:\n"
    "- через портал «Госуслуги»;\n- на нашем сайте со входом через Госуслуги;\n- письмом по почте с подписью;\n- лично на приёме."
)
NEEDED = {"intake": "Заявление на услугу", "complain": "Жалобу на услугу"}
HOW = {
    "portal": "на нашем сайте: {site}",
    "epgu": "через портал «Госуслуги»",
    "pos": "через платформу обратной связи",
    "email": "по электронной почте: {address}",
    "post": "письмом по почте: {address}",
    "in_person": "лично на приёме: {address}",
    "phone": "по телефону: {address}",
    "max": "в мессенджере MAX",
    "vk": "в сообщениях нашей страницы ВКонтакте",
}


def ways(organisation: Organisation, function: str) -> list[str]:
    """How to file what needs a function, one line a point of the body's register that serves it."""
    site = f"{settings.SITE_URL}/{organisation.slug}/write/"
    return [
        HOW.get(p.row.kind, p.row.name)
        .format(site=site, address=p.row.address or organisation.address)
        .removesuffix(": ")
        for p in ways_to(organisation, function)
    ]


def not_taken_here(organisation: Organisation, point: str, function: str) -> str:
    """Why a matter cannot be filed at this point, and every point of the body where it can."""
    lines = [f"{NEEDED[function]} через точку «{title_of(point)}» мы не принимаем."]
    if known := ways(organisation, function):
        lines.append("Подать можно так:\n" + ";\n".join(f"- {w}" for w in known) + ".")
    lines.append("То, что вы прислали, мы сохранили как сообщение и ответим на него.")
    return "\n\n".join(lines)


def how_to_file(case: Case, function: str) -> str:
    """The same as a letter of its own, when an employee sees that the matter was filed at a wrong point."""
    return "\n\n".join([greeting(case), not_taken_here(case.organisation, case.point, function), signature(case)])


TOO_LARGE_SUBJECT = "Ваше письмо слишком большое"


def too_large(organisation: Organisation, limit: int) -> str:
    """A polite answer to a letter that the mail channel cannot carry. limit: megabytes."""
    return "\n\n".join(
        [
            "Здравствуйте!",
            f"Ваше письмо больше {limit} МБ, поэтому мы не смогли его принять. Дела по нему пока нет.",
            f"Пришлите файлы несколькими письмами или отправьте их через наш сайт: {settings.SITE_URL}/{organisation.slug}/write/",
            "\n".join(p for p in (organisation.name, organisation.phone and f"Телефон: {organisation.phone}") if p),
        ]
    )


def confirm_consent(case: Case, title: str, url: str) -> str:
    """The second step of a consent given on the site by somebody whose identity is not proved."""
    return "\n\n".join(
        [
            greeting(case),
            f"На нашем сайте попросили присылать вам: {title[:1].lower()}{title[1:]}.",
            f"Если это были вы, откройте страницу и нажмите «Согласен(на)»: {url}",
            "Если не вы, ничего не делайте: мы ничего присылать не будем.",
            signature(case),
        ]
    )


def incomplete(case: Case, lacking: Iterable[ApplicationDocument], words: str) -> str:
    """What lacks, on which act each is asked for, and the ways out: add, correct, apply again."""
    lines = []
    for d in lacking:
        trouble = "нет в заявлении" if d.state == "missing" else "нужно исправить"
        lines.append(
            f"- {d.name}: {d.note or trouble}.".replace("..", ".") + (f" Основание: {d.act}." if d.act else "")
        )
    site = f"{settings.SITE_URL}/{case.organisation.slug}"
    return "\n\n".join(
        p
        for p in (
            greeting(case),
            f"Мы проверили ваше заявление № {case.number}. Чтобы решить по нему, нужно вот что:\n" + "\n".join(lines),
            words.strip(),
            "Что можно сделать:\n"
            f"- дополнить: откройте дело на сайте ({site}/follow/?number={case.number}) и приложите документы или ответьте на это письмо;\n"
            "- исправить: пришлите исправленный документ так же;\n"
            "- подать заявление снова, когда документы будут готовы: число обращений не ограничено.",
            signature(case),
        )
        if p
    )


def explained(case: Case, grounds: Sequence[Ground], *, lacking: Sequence[str] = ()) -> dict[str, str]:
    """The four parts of a decision against the client, from the grounds chosen. Empty ones when nothing was chosen."""
    if not grounds:
        return dict.fromkeys(("grounds", "how_to_fix", "how_to_reapply", "how_to_appeal"), "")
    edition = (
        case.application.edition if hasattr(case, "application") else case.service.current if case.service else None
    )
    text = edition.text if edition else None
    papers = "Чего не хватает:\n" + "\n".join(f"- {name}" for name in lacking) if lacking else ""
    again = [g.again for g in grounds if g.again] or ([text.again] if text and text.again else [])
    return {
        "grounds": "\n\n".join([*(g.plain for g in grounds), *([papers] if papers else [])]),
        "how_to_fix": "\n\n".join(dict.fromkeys(g.fix for g in grounds)),
        "how_to_reapply": "\n\n".join(dict.fromkeys(again)),
        "how_to_appeal": text.appeal if text else "",
    }


def suspended(case: Case, until: dt.date) -> str:
    return f"Услуга приостановлена до {until:%d.%m.%Y}. Когда причина исчезнет, мы продолжим: ничего подавать заново не нужно."


AGAIN = "Мы уже отправляли вам это письмо, но оно вернулось. Поэтому отправляем его ещё раз, другим способом."


def forwarded(case: Case, to_body: str, reason: str) -> str:
    """Notice of forwarding: to whom, why, what happens next."""
    return "\n\n".join(
        [
            greeting(case),
            f"{when(case, timezone.now())} мы переслали ваше сообщение № {case.number} туда, где этот вопрос решают: {to_body}.",
            f"Почему: {reason}",
            "Этот орган ответит вам сам, обычно за 30 дней. Писать туда ещё раз не нужно.",
            signature(case),
        ]
    )


def extended(case: Case, until: dt.datetime, reason: str) -> str:
    return "\n\n".join(
        [
            greeting(case),
            f"Нам нужно больше времени, чтобы ответить на ваше сообщение № {case.number}. Новый срок — до {when(case, until)}.",
            f"Почему: {reason}",
            signature(case),
        ]
    )


def term_back(case: Case, due: dt.datetime, reason: str) -> str:
    """The term is nearer than the client was told before."""
    return "\n\n".join(
        [
            greeting(case),
            f"Раньше мы сообщили вам о продлении срока. Ответим быстрее: по вашему сообщению № {case.number} новый срок — "
            f"до {when(case, due)}.",
            f"Почему: {reason.strip()}",
            signature(case),
        ]
    )


def term(case: Case, due: dt.datetime, provisional: bool) -> str:
    mark = " Дата предварительная: календарь на этот год ещё не утверждён." if provisional else ""
    return "\n\n".join(
        [greeting(case), f"Мы ответим на ваше сообщение № {case.number} до {when(case, due)}.{mark}", signature(case)]
    )


def clarify(case: Case, question: str) -> str:
    return "\n\n".join(
        [
            greeting(case),
            f"Мы готовим ответ на ваше сообщение № {case.number} и хотим уточнить:",
            question.strip(),
            "Ответьте на это письмо или допишите ответ на странице дела. Срок нашего ответа от этого не меняется.",
            signature(case),
        ]
    )


def closed(case: Case, title: str, notice: str) -> str:
    return "\n\n".join(
        [
            greeting(case),
            f"По вашему сообщению № {case.number}: {title[:1].lower()}{title[1:]}.",
            notice.strip(),
            signature(case),
        ]
    )


def survey_block(url: str) -> str:
    return f"Помог ли ответ? Оцените его, это займёт минуту: {url}"


def kind_name(kind: str) -> str:
    return str(CASE_KINDS.get(kind, kind))


def ways_to_file_needed(policy: Policy, day: dt.date) -> bool:
    return next(policy.rules("must_tell", day, "ways_to_file"), None) is not None
