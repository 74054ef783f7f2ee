"""Set forms that programs write by themselves: notes of absence, receipts of reading and delivery. A text is one only
when the whole of it is: words of the form, days, names, telephones and mailboxes, and nothing beside them. One word
more makes it a person's, whatever stands round it.
"""

from __future__ import annotations

import re

from priemnaya.plain.words import word

LONGEST = 1200
"""Signs of a note that a program writes."""
_DAYS = (
    "январь января январе февраль февраля феврале март марта марте апрель апреля апреле май мая мае июнь июня июне июль"
    " июля июле август августа августе сентябрь сентября сентябре октябрь октября октябре ноябрь ноября ноябре декабрь"
    " декабря декабре понедельник понедельника вторник вторника среда среду среды четверг четверга пятница"
    " пятницу пятницы"
    " суббота субботу субботы воскресенье воскресенья завтра сегодня дня неделя недели неделе неделю месяц"
    " месяца года г"
    " конец конца следующий следующего следующей следующую включительно monday tuesday wednesday thursday"
    " friday saturday"
    " sunday january february march april may june july august september october november december am pm utc"
    " gmt мск msk"
)
_NOTE = frozenset(
    (
        _DAYS + " я мы меня нас сейчас временно в на вне с со до по и или но после из от за к ко о об не нет будет буду"
        " нахожусь находимся нахожусь находиться ушел ушла уехал уехала отсутствую отсутствуем отсутствовать настоящее"
        " данный данное время времени момент сожалению период этот это этом отпуск отпуске отпуска отпуску ежегодном"
        " очередном основном декретном учебном оплачиваемом длительном дополнительном служебной трудовом уходу ребенком"
        " больничный больничном больничного листе командировка командировке командировки обучении совещании офиса офисе"
        " рабочем рабочего месте места работе работу работы связи вернусь вернемся возвращения возвращении возвращению"
        " выйду выхода выходе отвечу ответим прочту прочитаю посмотрю рассмотрю смогу ответить как только вам все всем"
        " любым срочный срочным срочного неотложным рабочим вопрос вопросам вопросов случае при необходимости мое моем"
        " отсутствие отсутствия если ваш ваша ваше ваши вашу письмо письма сообщение сообщения обращение получено"
        " пожалуйста прошу просьба вас обращайтесь обращаться пишите писать звоните звонить свяжитесь связаться"
        " направляйте направлять коллега коллеге коллегам коллеги моему моей моим нашему нашей заместителю секретарю"
        " специалисту начальнику помощнику отдел отдела отделу приемную приемной телефон телефону телефонам тел моб"
        " мобильный мобильному доб факс номер номеру адрес адресу электронной почте почту почта email e-mail mail"
        " здравствуйте добрый доброе доброго день вечер утро суток приветствую уважаемый уважаемая уважаемые"
        " отправитель"
        " пользователь господа большое спасибо благодарю благодарим уважением автоматический автоматическое"
        " автоматически"
        " ответ ответа уведомление автоответ автоответчик сформировано создано отправлено отвечайте отвечать него нужно"
        " надо требуется iphone ipad android мобильной mail.ru яндекс.почты i am i'm will be we are"
        " currently out of the"
        " office on annual sick maternity vacation leave holiday away with limited no access to my until till from back"
        " return when reply you your message e-mails emails thank thanks for hello hi dear colleagues"
        " colleague sender all"
        " best kind regards sincerely this is an a automatic automated response please do not in case urgent matters"
        " contact call and by at"
    ).split()
)
_LEAVE = re.compile(
    r"\b(?:в отпуск|в (?:\w+ ){1,3}отпуск|на больничн|в (?:служебн\w+ )?командировк|на (?:обучении|совещании)"
    r"|вне (?:офиса|рабоч)"
    r"|отсутству(?:ю|ем)\b|буду отсутствовать|(?:меня|нас) (?:не будет|нет)\b|out of (?:the )?office|on"
    r" (?:\w+ )?(?:vacation"
    r"|leave|holiday)|away\b|это автоматическ|данное (?:письмо|сообщение) (?:сформировано|создано|отправлено)"
    r" автоматически"
    r"|автоответ|automat(?:ic|ed) (?:reply|response|message))",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(?:вернусь|вернемся|выйду|отвечу|ответим|буду|be back|return)\b.*\d", re.IGNORECASE)
_SEEN = frozenset(
    (
        _DAYS
        + " квитанция квитанции получатель получателем открыл открыла прочитал прочитала просмотрел просмотрела отчет"
        " данное автоматически сформировано было"
        " ваше письмо сообщение было для от на адрес с темой тему отправленное отправленного посланного вами было"
        " прочитано прочтено просмотрено отображено открыто доставлено удалено без прочтения следующим получателям"
        " получателю в о это уведомление подтверждение прочтении сообщения письма your message mail e-mail was has been"
        " read displayed delivered deleted being without to on sent that you this is a return receipt for the at fields"
    ).split()
)
_VERDICT = re.compile(
    r"(?:письмо|сообщение)\b.{0,900}(?:прочитано|прочтено|просмотрено|отображено|открыто|доставлено|удалено"
    r" без прочтения)\b"
    r"|(?:уведомление|подтверждение|квитанция|отч[её]т)(?: о)? прочтени"
    r"|получател\w+\b.{0,300}\b(?:открыл|прочитал|просмотрел)а?\b.{0,40}\b(?:письмо|сообщение)\b"
    r"|your (?:message|mail|e-mail)\b.{0,900}(?:read|displayed"
    r"|deleted|delivered)\b"
    r"|this is a return receipt",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"(?:примечание: |note: )?(?:(?:это |данное )?уведомление о прочтении (?:лишь |только )?(?:подтверждает|сообщает)"
    r"(?: лишь| только)?(?: о том)?, что сообщение было (?:отображено|показано) на (?:компьютере|экране) получателя\."
    r"|(?:это не гарантирует|нет (?:никакой )?гарантии), что получатель прочитал(?: (?:или|и) понял)?(?: его)?"
    r"(?: содержимое| текст)?(?: сообщения| письма)?\.|this return receipt only acknowledges that the message"
    r" was displayed"
    r" on the recipient's computer\.|there is no guarantee that the recipient has read or understood the"
    r" message contents\.)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"[ \t]{0,40}(?:кому|тема|отправлено|дата|копия|от|to|subject|sent|date|cc|from)[ \t]{0,4}:[^\n]*", re.IGNORECASE
)
_TITLE = re.compile(r"«[^«»\n]{0,300}»|\"[^\"\n]{0,300}\"")
_MAILBOX = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w.-]{1,255}\w")
_FIGURES = re.compile(r"(?:utc|gmt)?[\d+(-](?:[\d.:/()+-]*\d)?\)?(?:-?го)?", re.IGNORECASE)
_NAME = re.compile(r"[А-ЯЁA-Z](?:[а-яёa-z]{1,30}(?:-[А-ЯЁA-Z][а-яёa-z]{1,30})?|\.)")


def is_away_note(text: str) -> bool:
    """Whether the whole of it is a note of absence: who is away and until when, whom to ask, a greeting, a name."""
    return bool(_LEAVE.search(_plain(text))) and _is_all(text, _NOTE)


def is_back_note(text: str) -> bool:
    """Whether the whole of it is a day of return: with a subject about absence it is such a note."""
    return bool(_BACK.search(_plain(text))) and _is_all(text, _NOTE)


def is_receipt_note(text: str) -> bool:
    """Whether the whole of it is a receipt: which letter was read or came, when or to whom, and nothing more."""
    if len(text) > LONGEST:
        return False
    lines = ["FIELDS" if _FIELD.fullmatch(line) else line for line in text.split("\n")]
    whole = _SETTLED.sub(" ", " ".join(" ".join(lines).split()))
    sure = re.search(r"FIELDS|\d|@|получател\w+:? [А-ЯЁA-Z]|(?i:\b(?:это|данное) (?:квитанция|отч[её]т) о)", whole)
    return bool(sure and _VERDICT.search(whole)) and _is_all(_TITLE.sub(" ", whole), _SEEN)


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("ё", "е").replace("Ё", "Е")


def _is_all(text: str, known: frozenset[str]) -> bool:
    """Nothing but known words, figures, mailboxes and names. A name begins no sentence of more than names."""
    if len(text) > LONGEST or "?" in text:
        return False
    text = _MAILBOX.sub(" 0 ", text)
    return all(_is_known(line, known) for line in re.split(r"\n+|(?<=[а-яёa-z0-9)]{2}[.!;])\s", text))


def _is_known(sentence: str, known: frozenset[str]) -> bool:
    words = [w for raw in sentence.split() if (w := raw.strip(",:;!«»\"'()—–-_*")).strip(".")]
    left = [w for w in words if not _is_set(w.strip("."), known)]
    if not all(_is_name(w) for w in left):
        return False
    return not left or left[0] != words[0] or len(left) == len(words) <= 4


def _is_set(given: str, known: frozenset[str]) -> bool:
    return given.lower().replace("ё", "е") in known or bool(_FIGURES.fullmatch(given))


def _is_name(given: str) -> bool:
    bare = given if len(given) == 2 else given.rstrip(".")
    if re.fullmatch(r"(?:[А-ЯЁ]\.){1,2}|[А-ЯЁ]", given):
        return True
    return bool(_NAME.fullmatch(bare)) and not any(word(bare.lower()).can_be(g) for g in ("VERB", "INFN"))
