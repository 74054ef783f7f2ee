"""What a clause speaks of by name: the measure that is limited, the thing that is reviewed, the events of a term. A word
of the vocabulary whose own words stand in the clause goes before one that a like clause has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .examples import Values

SUBJECTS: tuple[tuple[str, tuple[tuple[Values, str], ...]], ...] = (
    (
        "limit",
        (
            ({"what": "rings"}, r"гудк"),
            ({"what": "call_transfers"}, r"переключ"),
            (
                {"what": "call_wait_minutes"},
                r"(?:на\sлинии|трубк|ответа\sоператора|звон\w+)[^.;]{0,80}(?:жд|ожид)|ожидани\w\sответа|жд[уёе]т\w*\sответа",
            ),
            (
                {"what": "wait_minutes"},
                r"очеред\w.{0,60}минут|минут.{0,60}очеред|ожидани\w\s(?:в\sочереди|при[её]ма|на\sпри[её]ме)|при[её]м\w*[^.;]{0,30}\sжд|\sжд[уёеа]\w*[^.;]{0,30}(?:при[её]м|очеред)",
            ),
            ({"what": "survey_questions"}, r"анкет\w.{0,60}вопрос|вопрос\w.{0,40}анкет"),
            ({"what": "mailings_a_month"}, r"рассыл\w+|приглашени\w*[^.;]{0,80}месяц"),
            ({"what": "sent_back"}, r"доработк|возвраща"),
            (
                {"what": "reassignments"},
                r"(?:сменить|меня\w+|смен\w|передач\w)\s(?:дела\s)?(?:куратор|исполнител|другому)|(?:куратор|исполнител)\w*\s(?:не\s)?(?:меня|смен)|перехо\w+[^.;]{0,30}\sот\s\w+\sк\s",
            ),
            ({"what": "forwardings"}, r"пересыл|переадрес"),
            ({"what": "search_seconds"}, r"поиск\w{0,2}[^.;]{0,60}секунд|секунд[^.;]{0,40}(?:поиск|ищ)"),
            ({"what": "clarifications"}, r"уточня|спрашива|уточнени|уточнить"),
            (
                {"what": "extension_working_days"},
                r"(?:продл|отсроч|ещ[её]\sврем)[^.]{0,60}\sрабоч\w+\s(?:дн(?:ей|я)|день)(?!\s(?:до|перед)\s)",
            ),
            (
                {"what": "extension_days"},
                r"(?:продл|отсроч|ещ[её]\sврем)[^.]{0,60}(?:дн(?:ей|я)|день)|на\s\S+\s\S*\s?дн\w+[^.]{0,20}продл",
            ),
            ({"what": "extensions"}, r"продл|отсроч|ещ[её]\sврем"),
            ({"what": "sentence_words"}, r"слов[^.;]{0,40}предложени|предложени[^.;]{0,60}слов"),
            ({"what": "letter_pages"}, r"страниц|лист(?:ов|а)\b"),
            ({"what": "satisfaction"}, r"довольн|удовлетвор"),
            ({"what": "share_in_time"}, r"в\sсрок"),
        ),
    ),
    (
        "review",
        (
            ({"what": "scripts"}, r"сценари\w{1,3}\s(?:разговор|общени)|скрипт"),
            ({"what": "knowledge"}, r"раздел\w{0,2}\s(?:баз\w|пересм|перечит|провер)|баз\w{1,3}\sзнаний"),
            ({"what": "calls"}, r"разговор|прослуш|звонк"),
            ({"what": "training"}, r"обуч(?:ени|а)|квалификаци"),
            (
                {"what": "satisfaction_figure"},
                r"(?:размеща|публику|сайт)[^.]{0,90}(?:довольн|удовлетвор)|(?:довольн|удовлетвор)[^.]{0,90}(?:размеща|публику|сайт)",
            ),
            ({"what": "points"}, r"адрес\w[^.]{0,40}(?:час|окон|точ)|точ(?:ек|ки)\sвзаимодействия"),
            ({"what": "accessibility"}, r"доступност"),
            ({"what": "rights_of_staff"}, r"прав\w?\s(?:доступа|сотрудник|работник)"),
            ({"what": "directory_of_bodies"}, r"справочник"),
            ({"what": "services_described"}, r"описани\w\sуслуг"),
            ({"what": "typical_questions"}, r"част\w{2,4}\s(?:задаваем\w{2,3}\s)?вопрос"),
            ({"what": "complaints"}, r"жалоб"),
            ({"what": "replies"}, r"(?:отбира|провер|разбира|выборк|чита)[^.]{0,80}(?:ответ|отказ\w{0,3}|писем)"),
            ({"what": "mistakes"}, r"ошиб"),
            ({"what": "feedback"}, r"отзыв|предложени"),
            ({"what": "questionnaires"}, r"анкет"),
            (
                {"what": "order"},
                r"пересматрива\w+\s(?:настоящ\w+\s)?(?:положени|поряд|регламент)|(?:исполнени\w|контроль)[^.]{0,40}(?:приказ|распоряжени|положени)",
            ),
            ({"what": "reports"}, r"отч[её]т"),
        ),
    ),
    (
        "within",
        (
            (
                {"from": "call_missed", "do": "call_back"},
                r"(?:пропущенн|неотвеченн|непринят)\w{2,3}\sзвон|перезвани",
            ),
            (
                {"from": "history_asked", "do": "history_given"},
                r"истори\w[^.]{0,80}(?:получа|выда|предостав)|(?:получа|выда|предостав)[^.]{0,60}истори",
            ),
            (
                {"from": "employee_hired", "do": "order_acknowledged"},
                r"знаком\w+[^.]{0,100}(?:при[её]ма\sна\sработу|приняти\w\sна\sработу)",
            ),
            (
                {"from": "message_registered", "do": "clarified"},
                r"(?:сведени|данны)\w+[^.;]{0,20}не\s(?:хвата|достат)|уточня\w+\sу\s(?:клиент|заявител|корреспондент)",
            ),
            (
                {"from": "message_registered", "do": "told_ways_to_file"},
                r"как\s(?:\w+\s)?подать|(?:прислал|направил|подал)\w*\s(?:не\sтуда|туда,?\sгде)",
            ),
            ({"from": "message_received", "do": "registration"}, r"регистриру[её]тся|подлежит\sрегистрации"),
            (
                {"from": "message_registered", "do": "primary_reply"},
                r"перв\w{2}\s(?:отклик|письм)|подтвержд\w+\s(?:о\s)?получени",
            ),
            (
                {"from": "message_registered", "do": "forwarding"},
                r"пересыла|переадрес|(?:направля|переда)\w+\sпо\s(?:принадлежност|компетенц)",
            ),
            (
                {"from": "message_registered", "do": "assigned"},
                r"(?:куратор|исполнител)\w*\sназнача|назнача\w+\s(?:куратор|исполнител)|переда(?:[её]тся|ют|ть)\s(?:\w+\s)?(?:куратор|исполнител)|(?:куратор|исполнител)\w*\s(?:[а-яё]+\s){0,2}назнача",
            ),
            (
                {"from": "figure_missed", "do": "plan_approved"},
                r"(?:показател|довольн|процент|уровень)\w*[^.;]{0,60}(?:ниже|меньше)[^.;]{0,80}план",
            ),
            (
                {"from": "act_changed", "do": "article_published"},
                r"(?:измен\w+\s(?:закон|акт)|измени\w+\s)[^.]{0,80}(?:материал|стать)",
            ),
            (
                {"from": "low_rating", "do": "complaint_review"},
                r"(?:поставил|оценк)[^.]{0,40}(?:«?(?:1|2|один|два|единиц)|низк)",
            ),
            (
                {"from": "message_registered", "do": "reply_on_substance"},
                r"ответ\w{0,2}\sпо\sсуществу|отвеча(?:ют|ет)|ответ\s(?:на\s\S+\s)?(?:да|направля)",
            ),
        ),
    ),
    (
        "before",
        (
            (
                {"action": "assign", "facts": ["topic", "need", "urgency"]},
                r"пока\sне\s[^.]*тем[аы][^.]*потребност[^.]*срочност[^.]*(?:назнача|переда)",
            ),
            (
                {"action": "assign", "facts": ["order_read"]},
                r"(?:поруча|переда|назнача)[^.;]{0,80}(?:пока|прежде|если)[^.;]{0,60}(?:ознаком|проч[иеё])",
            ),
            (
                {"action": "assign", "facts": ["topic", "need", "urgency"]},
                r"до\s(?:передачи|назначения|поручения)[^.;]*тем[аыу][^.;]*потребност[^.;]*срочност",
            ),
            (
                {"action": "send_reply", "facts": ["history_seen"]},
                r"(?:смотр|изуча|провер|знаком|чита)\w+[^.;]{0,40}(?:прежн|предыдущ|прошл|истори)",
            ),
            (
                {"action": "send_reply", "facts": ["second_approver"]},
                r"(?:соглас|провер|визир|чита)\w+[^.;]{0,40}(?:втор\w{2,3}|ещ[её]\sодин|друг\w{2,3})\s(?:специалист|сотрудник|работник|исполнител|служащ)",
            ),
            (
                {"action": "send_reply", "facts": ["checked_by_head_of_unit"]},
                r"(?:соглас|провер|визир|чита)\w+[^.;]{0,40}(?:начальник|руководител|заведующ)\w*\s(?:отдел|сектор|подразделени)",
            ),
            (
                {"action": "send_reply", "facts": ["signed_by_head"]},
                r"подпис\w+[^.;]{0,50}(?:председател|министр|директор|начальник\w*\s(?:инспекци|управлени|департамент|служб|агентств)|руководител\w*(?!\w*\s(?:отдел|сектор|подразд)))",
            ),
            (
                {"action": "send_reply", "facts": ["mentored"], "worked_days": 30},
                r"наставник",
            ),
            (
                {"action": "assign", "facts": ["experienced"], "worked_days": 30},
                r"(?:работа\w+\s(?:менее|меньше)|новичк|новым\s(?:работник|сотрудник|служащ))[^.;]{0,60}не\s(?:поруч|отда|переда|дают|доверя|распис)|не\s(?:поруч|отда|переда|доверя)\w+[^.;]{0,60}(?:новичк|работа\w+\s(?:менее|меньше))",
            ),
            ({"action": "receive_visitor", "facts": ["reception_card"]}, r"карточк\w{1,2}\s(?:личного\s)?при[её]ма"),
            (
                {"action": "send_reply", "facts": ["executor_contacts"]},
                r"(?:фамили|исполнител|готовил)[^.;]{0,40}телефон",
            ),
            (
                {"action": "send_reply", "facts": ["survey_link"]},
                r"ссылк\w{1,3}\sна\s(?:анкет|опрос)|ссылк\w[^.;]{0,60}оценить",
            ),
            (
                {"action": "send_reply", "facts": ["act_cited"]},
                r"(?:нормативн|правов)\w+\s(?:\w+\s)?акт[^.;]{0,40}основан",
            ),
            (
                {"action": "submit_reply", "facts": ["history_seen", "knowledge_used"]},
                r"(?:прежни|предыдущи|истори)\w+[^.;]{0,60}баз\w\sзнаний",
            ),
            (
                {"action": "receive_visitor", "facts": ["identity_document", "reception_card"]},
                r"личност\w[^.;]{0,40}документ[^.;]{0,60}карточк",
            ),
            (
                {"action": "send_reply", "facts": ["case_number"]},
                r"номер\w{0,2}\s(?:и\sдат\w\s)?(?:дела|запроса|обращени|послани|сообщени|регистрации)",
            ),
            (
                {"action": "send_reply", "facts": ["grounds_said"]},
                r"(?:отказ|отрицательн)[^.]{0,120}(?:основани|причин|почему)",
            ),
            (
                {"action": "send_reply", "facts": ["how_to_fix"]},
                r"(?:отказ|отрицательн)[^.]{0,160}(?:исправ|поправ|устран)",
            ),
            (
                {"action": "send_reply", "facts": ["how_to_appeal"]},
                r"(?:отказ|отрицательн)[^.]{0,200}(?:обжал|пожалова|жаловаться)",
            ),
            ({"action": "send_reply", "facts": ["questions_answered"]}, r"(?:на\sкажд|все\sвопрос|каждый\sвопрос)\w*"),
        ),
    ),
    (
        "keep_for",
        (
            (
                {"what": "contacts"},
                r"(?:истори|журнал|карточк|контакт)\w*\s[^.;]{0,60}хран|хран\w+\s[^.;]{0,60}(?:истори|контакт)",
            ),
            (
                {"what": "appeals"},
                r"(?:письм|обращени|сообщени|переписк)\w*\s[^.;]{0,60}хран|хран\w+\s[^.;]{0,60}(?:письм|обращени|переписк)",
            ),
        ),
    ),
    (
        "offer_choice",
        (({"what": "contact_point"}, r"(?:куда|как|каким\s\w+)\s[^.;]{0,30}(?:присла|получи|направи|ответ)"),),
    ),
    (
        "tell",
        (
            (
                {"on": "visit_held", "whom": ["client"], "what": "visit", "ahead": ["1d"]},
                r"о\sпри[её]ме[^.;]{0,30}напомин|напомин[^.;]{0,30}о\sпри[её]ме",
            ),
            (
                {"on": "term_broken", "whom": ["head_of_unit"]},
                r"наруш\w+\sсрок|пропу[сщ]\w+\sсрок|просроч\w+|сорван\w*\sсрок",
            ),
            (
                {"on": "term_end", "whom": ["executor"], "what": "term", "share": 100, "ahead": ["2wd"]},
                r"напомина[^.]{0,80}до\s(?:окончани|истечени|конца)|до\s(?:срока|окончани\w|истечени\w|конца)\s[^.]{0,140}напомин",
            ),
            ({"on": "term_extended", "whom": ["client"], "what": "extension"}, r"продлени|продлён"),
            ({"on": "forwarded", "whom": ["client"], "what": "forwarding"}, r"пересыл|переадрес"),
            ({"on": "executor_changed", "whom": ["client"]}, r"смен\w{1,2}\s(?:куратор|исполнител)"),
            ({"on": "complaint_received", "whom": ["head"]}, r"жалоб\w\sна\s(?:работник|сотрудник|служащ)"),
        ),
    ),
)
"""Kind, and what its fields are where the clause has these words; the first that fits."""
_READ = tuple(
    (kind, tuple((values, re.compile(pattern, re.IGNORECASE)) for values, pattern in rows)) for kind, rows in SUBJECTS
)


KEPT = frozenset({"within", "by", "at_most", "at_least", "every", "who", "years"})


def named(kind: str, values: Values, words: str, lead: str = "") -> Values | None:
    """The values with what the words name in place of what the example has; None where they name nothing else."""
    texts = ((words, 0), *(((f"{lead}\n{words}", len(lead) + 1), (f"{lead}\n{words}", 0)) if lead else ()))
    for text, begins in texts:  # what the part itself names goes before what only the words above it do
        for found, pattern in dict(_READ).get(kind, ()):
            if any(met.end() > begins for met in pattern.finditer(text)):
                return None if _same(values, found) else _about(kind, values, found)
    return None


def with_facts(values: Values, words: str) -> Values:
    """With every other fact that the words ask before the same action."""
    facts = list(values.get("facts") or ())
    for found, pattern in dict(_READ)[ASKED]:
        same = found["action"] == values.get("action") and set(found) == {"action", "facts"}
        if same and pattern.search(words):
            facts += [fact for fact in found["facts"] if fact not in facts]
    return {**values, "facts": facts} if facts else values


def speaks_of(kind: str, values: Values, words: str) -> bool:
    """A row of the table whose values these are has its words here."""
    rows = dict(_READ).get(kind, ())
    return any(_same(values, found) and pattern.search(words) for found, pattern in rows)


def beside(words: str, kinds: Iterable[str]) -> Iterator[str]:
    """What else the words ask a letter, a card or an assignment to have, where no rule of the clause asks it."""
    for found, pattern in dict(_READ)[ASKED] if ASKED not in kinds else ():
        if met := pattern.search(words):
            yield f"«{met[0]}»: это отдельное требование ({ASKED}: {found['action']}), правила на него нет"


ASKED = "before"


def _same(values: Values, found: Values) -> bool:
    return all(values.get(name) == said for name, said in found.items() if name not in ("share", "ahead", "whom"))


def _about(kind: str, values: Values, found: Values) -> Values:
    """What says how much or when stays, to be said anew by the clause; conditions of another matter go."""
    kept = KEPT - {"by"} if kind == "tell" else KEPT  # there it is a point, not a day
    return {**{k: v for k, v in values.items() if k in kept and k not in found}, **found}
