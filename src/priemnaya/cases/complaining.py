"""Words by which a text complains, thanks, or names somebody who is no employee: dictionary forms, ё as е; of English,
which the portal is read in too, every form, and of Russian in Latin letters the commonest."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


COMPLAINT = _words("""жалоба жаловаться пожаловаться обжаловать обжалование претензия бездействие
    complaint complaints complain complains complained complaining zhaloba zhalobu zhaluyus zhaluius""")
"""One of these anywhere in subject or text: the whole text is a complaint, whatever form it was sent by."""

BLAME = _words(
    """хамить нахамить хам хамка хамство хамский хамски по-хамски тянуть смеяться насмехаться грубить нагрубить грубо грубый грубость грубиян оскорбить оскорблять оскорбление
    оскорбительный унизить унижать унижение отказать отказывать отказаться отказываться отказ игнорировать проигнорировать
    волокита вымогать вымогательство взятка взяточник потребовать требовать нарушить нарушать нарушение незаконный незаконно
    неправомерный неправомерно халатность халатный халатно безразличие равнодушие кричать накричать орать наорать угрожать
    пригрозить угроза обмануть обманывать обман потерять утерять затягивать затянуть бездействовать превысить превышение
    возмутить возмущать возмущение возмутительный недовольный безобразие издеваться хамоватый соврать врать солгать лгать
    препятствовать мешать наказать наказание уволить привлечь ответственность коррупция коррупционный некомпетентный
    некомпетентность невежливый невежливо неуважение высокомерный беспредел самоуправство произвол бюрократ отмахнуться
    выгнать прогнать вытолкать ударить толкнуть матерный материться сорвать скрывать скрыть саботировать уклоняться пьяный
    недопустимый недопустимо предвзятый предвзято предвзятость отвратительный отвратительно ужасный ужасно хлопнуть бросить
    дисциплинарный взыскание некорректный некорректно безответственный безответственность
    rude rudely rudeness shout shouts shouted shouting yell yelled yelling insult insulted insulting insults bribe bribes bribed
    bribery extort extorted extorting demanded refuse refused refuses refusal ignore ignored ignores ignoring threaten threatened
    threats humiliated humiliating lie lied lying cheated deceived unlawful unlawfully illegal illegally violated violation
    unprofessional disrespectful disrespect corrupt corruption arrogant negligent negligence incompetent misconduct abuse abused"""
)
"""In the same sentence as a name, or next to it, one of these makes the name suspected."""

NOT_DONE = _words(
    """ответить отвечать принять принимать дать давать выдать выдавать прийти явиться сделать исполнить выполнить выполнять
    исполнять рассмотреть рассматривать объяснить объяснять взять брать перезвонить разобраться зарегистрировать пустить пускать
    отпускать хотеть желать помочь помогать прислать присылать позвонить выслушать слушать выйти представиться появиться
    появляться работать реагировать отреагировать сообщить предупредить приехать"""
)
"""What an employee should have done: «не» before one of these blames as well."""

THANKS = _words(
    """спасибо благодарить поблагодарить благодарность благодарный признательный признательность выручить хвалить
    thank thanks thankful grateful gratitude"""
)

KIN = _words(
    """муж жена супруг супруга сын дочь брат сестра отец мать папа мама свекровь теща тесть зять невестка внук внучка дед бабушка
    дядя тетя племянник племянница сосед соседка знакомый знакомая друг подруга neighbour neighbor husband wife"""
)
"""Right before a name, initials or not: it is the client's people, not ours."""

OUTSIDERS = _words(
    """гражданин гражданка гр ип ооо зао оао ао кфх предприниматель арендатор застройщик собственник собственница владелец
    владелица адвокат нотариус судья пристав депутат врач учитель учительница воспитатель покупатель продавец наследник наследница
    истец ответчик представитель заявитель заявительница клиент подрядчик риелтор председатель снт тсж бывший участковый
    полицейский мэр губернатор президент писатель поэт композитор художник тренер"""
)
"""Right before a bare surname: somebody else of that name."""

PLACES = _words(
    """улица ул проспект пр просп переулок пер площадь пл шоссе бульвар имя им школа парк сквер набережная"""
)

STAFF = _words(
    """инспектор специалист начальник начальница заместитель зам зампред министр руководитель сотрудник сотрудница работник
    работница консультант чиновник чиновница секретарь регистратор оператор операционист эксперт глава директор заведующий
    заведующая исполнитель исполнительница инженер юрист бухгалтер госслужащий служащий девушка ваш вашим должностной лицо
    референт советник помощник делопроизводитель inspector officer specialist chief head deputy clerk official employee"""
)
"""A post before a surname: it is an employee even where the surname is the client's own or a common word."""

DEEDS = _words("""действие бездействие поведение отказ грубость хамство решение работа ответ""")
"""Right before a surname: what its bearer did."""

SENDERS = frozenset({"от", "кому", "from", "to"})
"""Before a name at the head of a letter: whom it is from or to."""

GREETED = frozenset({"уважаемый", "уважаемая", "господин", "госпожа", "многоуважаемый", "дорогой", "dear"})
"""Before a name anywhere: it is spoken to."""
