"""Each mail program's way to quote, as it writes it in Russian; and the same signs as a client's own words."""

from __future__ import annotations

from collections.abc import Iterator

from .ugly import Letter, body, head, multi

OLD = "Уважаемая Зоя! Ваше обращение рассмотрено. Договор продлён до 2030 года."
OURS = "udmurtia-mio@priemnaya.example"
HEADS = {
    "mail.ru": f"Вторник, 10 ноября 2026, 10:15 +04:00 от Приёмная <{OURS}>:",
    "mail.ru-mobile": f"10 ноября 2026 г., 10:15 +0400 от Приёмная <{OURS}>:",
    "gmail": f"вт, 10 нояб. 2026 г. в 10:15, Приёмная <{OURS}>:",
    "gmail-old": f"10 ноября 2026 г., 10:15 пользователь Приёмная <{OURS}> написал:",
    "gmail-wrapped": f"вт, 10 нояб. 2026 г. в 10:15, Приёмная Министерства имущественных отношений\r\n<{OURS}>:",
    "yandex": f'10.11.2026, 10:15, "Приёмная" <{OURS}>:',
    "yandex-says": f"10.11.2026, 10:15, Приёмная ({OURS}) пишет:",
    "yandex-mobile": f"10 ноября 2026 г., в 10:15, Приёмная <{OURS}> пишет:",
    "apple": f"10 нояб. 2026 г., в 10:15, Приёмная <{OURS}> написал(а):",
    "thunderbird": "10.11.2026 10:15, Приёмная пишет:",
    "roundcube": "Приёмная писал(а) 10.11.2026 10:15:",
    "evolution": f"В Вт, 10/11/2026 в 10:15 +0400, Приёмная <{OURS}> пишет:",
    "kmail": "В письме от вторник, 10 ноября 2026 г. 10:15:00 +04 пользователь Приёмная написал:",
    "yandex-hour-first": f"10:15, 10 ноября 2026 г., Приёмная <{OURS}>:",
    "yandex-mailbox-twice": f'10:15, 10 ноября 2026 г., "{OURS}" <{OURS}>:',
    "gmail-no-year": f"вт, 10 нояб. в 10:15, Приёмная <{OURS}>:",
    "mail.ru-android": f"Отправлено из Mail для Android вторник, 10 ноября 2026г., 10:15 +03:00 от Приёмная {OURS}:",
    "long-name": f"10.11.2026, 10:15, Отдел по работе с обращениями граждан <{OURS}> писал(а):",
    "bat": "Вы писали 10 ноября 2026 г., 10:15:00:",
    "english": f"On Tue, Nov 10, 2026 at 10:15 AM Reception <{OURS}> wrote:",
}
BLOCKS = {
    "outlook": f"От: Приёмная [mailto:{OURS}]\r\nОтправлено: 10 ноября 2026 г. 10:15\r\nКому: Зоя\r\nТема: Ответ\r\n",
    "outlook-new": f"От: Приёмная <{OURS}>\r\nДата: вторник, 10 ноября 2026 г. в 10:15\r\nКому: Зоя\r\nТема: Ответ\r\n",
    "outlook-stars": f"*От:* Приёмная <{OURS}>\r\n*Отправлено:* 10.11.2026 10:15\r\n*Кому:* Зоя\r\n*Тема:* Ответ\r\n",
    "zimbra": (
        f'----- Исходное сообщение -----\r\nОт: "Приёмная" <{OURS}>\r\nКому: "Зоя" <z@mail.example>\r\n'
        "Отправленные: Вторник, 10 Ноябрь 2026 г 10:15:00\r\nТема: Ответ\r\n"
    ),
    "samsung": (
        f"-------- Исходное сообщение --------\r\nОт: Приёмная <{OURS}> \r\nДата: 10.11.2026 10:15 (GMT+04:00) \r\n"
        "Кому: z@mail.example \r\nТема: Ответ \r\n"
    ),
    "thunderbird-divider": (
        f"-------- Оригинальное сообщение --------\r\nТема: Ответ\r\nДата: 10.11.2026\r\nОт: {OURS}\r\n"
    ),
}
SAID = "Спасибо, но вы не ответили на второй вопрос."


def _divs(words: str) -> str:
    return f"<div>{words}</div>"


STRUCTURES = {
    "gmail": (
        f'<div class="gmail_quote"><div class="gmail_attr">{{head}}<br></div>'
        f'<blockquote class="gmail_quote">{_divs(OLD)}</blockquote></div>'
    ),
    "gmail-container": (
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{head}</div>'
        f"{_divs(OLD)}</div>"
    ),
    "mail.ru": (
        f'<blockquote style="border-left:1px solid #0857A6">{{head}}<br><div id="x">{_divs(OLD)}</div></blockquote>'
    ),
    "yandex": f"<div>{{head}}</div><blockquote>{_divs(OLD)}</blockquote>",
    "apple": f'<div><br><blockquote type="cite"><div>{{head}}</div><br><div>{OLD}</div></blockquote></div>',
    "thunderbird": f'<div class="moz-cite-prefix">{{head}}</div><blockquote type="cite">{_divs(OLD)}</blockquote>',
    "outlook-web": (
        f'<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>От:</b> Приёмная &lt;{OURS}&gt;<br>'
        f"<b>Отправлено:</b> 10 ноября 2026 г. 10:15<br><b>Кому:</b> Зоя<br><b>Тема:</b> Ответ</div>{_divs(OLD)}"
    ),
    "outlook": (
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p><b>От:</b> Приёмная<br>"
        f"<b>Отправлено:</b> 10 ноября 2026 г.<br><b>Кому:</b> Зоя<br><b>Тема:</b> Ответ</p></div>{_divs(OLD)}"
    ),
    "zimbra": (
        f'<hr id="zwchr" data-marker="__DIVIDER__"><div><b>От: </b>Приёмная<br><b>Кому: </b>Зоя</div>{_divs(OLD)}'
    ),
    "samsung": (
        '<div id="composer_history"><div>-------- Исходное сообщение --------</div>'
        f"<div>От: {OURS}</div>{_divs(OLD)}</div>"
    ),
}


def programs() -> Iterator[Letter]:
    """Each program's way to quote, as plain text and as HTML; and letters in which the same signs are own words."""
    answer = head(Subject="Re: Ответ на обращение")
    marked = f"> {OLD}\r\n>\r\n> С уважением, Приёмная"
    for name, line in HEADS.items():
        for sort, old in (("marked", marked), ("bare", OLD)):
            if sort == "bare" and name in ("roundcube", "kmail", "thunderbird"):
                continue
            text = f"{SAID}\r\n\r\n{line}\r\n{old}\r\n"
            yield f"program-{name}-{sort}", answer + body(text.encode()), {"text": SAID, "quoted": OLD, "only": SAID}
        signed = f"{SAID}\r\n\r\n{line}\r\n{marked}\r\n\r\n-- \r\nОтправлено с iPhone\r\n"
        yield f"program-{name}-signed-below", answer + body(signed.encode()), {"text": SAID, "quoted": OLD}
        new = head(Subject="Заявление") + body(f"{SAID}\r\n\r\n{line}\r\n{OLD}".encode())
        yield f"program-{name}-in-a-new-letter", new, {"text": OLD, "quoted": ""}
    for name, block in BLOCKS.items():
        for above in ("", "________________________________\r\n"):
            text = f"{SAID}\r\n\r\n{above}{block}\r\n{OLD}"
            yield (
                f"program-{name}-{bool(above)}",
                answer + body(text.encode()),
                {"text": SAID, "quoted": OLD, "only": SAID},
            )
        new = head(Subject="Заявление") + body(f"{SAID}\r\n\r\n{block}\r\n{OLD}".encode())
        yield f"program-{name}-in-a-new-letter", new, {"text": OLD, "quoted": ""}
    for name, shape in STRUCTURES.items():
        line = HEADS["gmail"].replace("<", "&lt;").replace(">", "&gt;")
        html = f"<html><body><div>{SAID}</div><div>&nbsp;</div>{shape.replace('{head}', line)}</body></html>"
        expected = {"text": SAID, "quoted": OLD, "only": SAID}
        yield f"structure-{name}", answer + body(html.encode(), "text/html"), expected
        twins = multi(body(f"{SAID} {'слово ' * 3}".encode()), body(html.encode(), "text/html"), kind="alternative")
        yield f"structure-{name}-twins", twins, {"text": SAID}
        new = head(Subject="Заявление") + body(html.encode(), "text/html")
        yield f"structure-{name}-in-a-new-letter", new, {"text": OLD, "quoted": ""}
    inside = f"<blockquote>Первый вопрос?</blockquote><p>{SAID}</p><blockquote>Второй вопрос?</blockquote><p>Да.</p>"
    yield "structure-answers-inside", answer + body(inside.encode(), "text/html"), {"text": SAID, "quoted": ""}
    law = (
        "<p>10.11.2026 вступил в силу закон, где сказано:</p><blockquote>Платить вовремя.</blockquote><p>Я против.</p>"
    )
    yield "structure-own-law", answer + body(law.encode(), "text/html"), {"text": "Платить вовремя.", "quoted": ""}
    for text in (
        "Прошу.\r\n\r\nОт: Ивановой Зои\r\nКому: министру\r\nТема: аренда\r\nДата: 10.11.2026\r\n\r\nПродлите.",
        "Выписка:\r\n\r\n> пункт 3 статьи 5\r\n> пункт 4\r\n",
        "Было так. 10 ноября 2026 года инспектор Иванов мне сказал:\r\nприходите завтра.",
        "В ответе от 10.11.2026 № 12-34/5 министерство пишет:\r\nв продлении отказать.",
        f"Уточняю:\r\n10.11.2026 я подал заявление по адресу {OURS}:\r\nОтвета нет.",
        f"Поясняю.\r\n10 ноября 2026 г. я написал вам, {OURS}, и сообщил следующее:\r\nдорога разбита.",
        f"Поясняю.\r\nОбращался 10.11.2026 в 10:15, {OURS}:\r\nникого не было.",
        "Поясняю.\r\n10.11.2026 в 10:15 Петров написал мне:\r\nубирайся.",
        "Поясняю.\r\nВ письме от 10.11.2026 вы ответили:\r\nотказать. Я против.",
        "Прошу учесть.\r\nОт: Иванова И.И. <i@mail.example>\r\nКому: отделу, приём в 10:15\r\nТема: ответ\r\nЯ была.",
    ):
        for subject in ("Заявление", "Re: Ответ на обращение"):
            if subject.startswith("Re") and ">" in text:
                continue
            yield (
                f"own-words-{text[:40]}-{subject[:2]}",
                head(Subject=subject) + body(text.encode()),
                {"text": text.split("\r\n")[-1] or "пункт 4", "quoted": ""},
            )
