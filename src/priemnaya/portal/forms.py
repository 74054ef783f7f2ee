"""The message form: few questions, hints before, errors after, in plain Russian."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models import COMPLAINED
from priemnaya.cases.models.case import COMPLAINTS
from priemnaya.people.client_kinds import kinds_of
from priemnaya.people.interaction import may_carry, offered_choices, points_of
from priemnaya.people.models import Organisation
from priemnaya.policy.contact_points import Carried
from priemnaya.portal.questions import raw_of
from priemnaya.portal.terms import complaint_terms
from priemnaya.ui.files import ManyFilesField
from priemnaya.ui.forms import LongField, MailboxField, PhoneField, PlainForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KINDS = [
    ("appeal", _("Обращение: заявление или предложение")),
    ("appeal_complaint", _("Жалоба на решение, действие или бездействие")),
    ("service_complaint", _("Жалоба на то, как оказана услуга")),
    ("info_request", _("Запрос информации о работе органа")),
    ("message", _("Вопрос или сообщение")),
    ("feedback", _("Отзыв о работе")),
]
PLAINLY = [
    ("ask", _("Хочу спросить или попросить"), _("Ответим на вопрос, поможем разобраться.")),
    ("appeal_complaint", _("Недоволен решением или сотрудником"), _("Жалоба не попадёт к тому, на кого вы жалуетесь.")),
    ("service_complaint", _("Недоволен тем, как оказали услугу"), _("Отказали, нарушили срок, потребовали лишнее.")),
    ("info_request", _("Прошу сведения о работе органа"), _("Документы, цифры, решения.")),
    ("feedback", _("Хочу поблагодарить или предложить"), ""),
]
"""What people choose among first, in their words; which kind by law it is follows from it and from who they are."""


def plainly(identified: bool) -> list[tuple[str, Any, Any]]:
    """«Хочу спросить» is an appeal of whoever is identified, and a message of anybody else."""
    ask = "appeal" if identified else "message"
    return [(ask if kind == "ask" else kind, words, more) for kind, words, more in PLAINLY]


WHO = {
    "citizen": _("Я гражданин"),
    "foreigner": _("Я иностранный гражданин"),
    "stateless": _("Я лицо без гражданства"),
    "self_employed": _("Я самозанятый"),
    "sole_entrepreneur": _("Я индивидуальный предприниматель"),
    "unregistered_association": _("Я от объединения без регистрации"),
    "legal_entity": _("Я от организации"),
    "nonprofit": _("Я от некоммерческой организации"),
    "civil_servant": _("Я гражданский служащий"),
    "staff": _("Я сотрудник органа"),
    "subordinate_staff": _("Я работник подведомственного учреждения"),
    "authorised_staff": _("Я работник иной уполномоченной организации"),
}
"""How a client says of which kind they are."""
FOR_WHOM = [("self", _("За себя")), ("other", _("За другого человека")), ("anonymous", _("Не хочу называть себя"))]
POINTS = {
    "portal": _("На сайте, по номеру и коду"),
    "email": _("На электронную почту"),
    "post": _("Бумажным письмом"),
    "phone": _("Звонком"),
}
"""What a new client may choose: where an answer can go without having written from there before."""


def offered_points(organisation: Organisation, what: Carried) -> list[tuple[str, Any]]:
    """The points of the body's register that carry an answer (or a notice), among those a form can offer."""
    points = points_of(organisation)
    served = {p.row.kind for p in points}
    return [
        (p, title) for p, title in POINTS.items() if p in served and may_carry(organisation, p, what, points=points)
    ]


AUTOCOMPLETE = {
    "surname": "family-name",
    "name": "given-name",
    "patronymic": "additional-name",
    "email": "email",
    "phone": "tel",
    "postal_address": "street-address",
    "company": "organization",
}
"""What a browser knows of its owner."""
NAMES = ("surname", "name", "patronymic")
FIRMS = (
    "legal_entity",
    "nonprofit",
    "sole_entrepreneur",
    "unregistered_association",
    "subordinate_staff",
    "authorised_staff",
)
"""Kinds of clients who are asked for their organisation: the style sheet of the portal hides its row from others."""


def _named(answer: Callable[[str], str]) -> bool:
    return answer("for_whom") != "anonymous"


ASKED_FOR: dict[str, Callable[[Callable[[str], str]], bool]] = {
    "against": lambda answer: answer("kind") in COMPLAINTS,
    "about": lambda answer: answer("kind") == "service_complaint",
    "decision": lambda answer: answer("kind") in COMPLAINTS,
    "on_behalf_of": lambda answer: answer("for_whom") == "other",
    "client_kind": _named,
    "surname": _named,
    "name": _named,
    "patronymic": _named,
    "company": lambda answer: _named(answer) and answer("client_kind") in FIRMS,
}
"""With which other answers a field of the pages is asked; one that was answered before they changed is not sent."""
_OF_COMPLAINTS = _("Это только для жалобы, а выше выбрано другое. Выберите жалобу или сотрите написанное здесь.")
_OF_NAMED = _("Выше отмечено «Не хочу называть себя». Сотрите написанное здесь или отметьте, за кого вы пишете.")
CONTRADICTED = {
    "against": _OF_COMPLAINTS,
    "about": _("Это только для жалобы на услугу, а выше выбрано другое. Выберите её или оставьте здесь «—»."),
    "decision": _OF_COMPLAINTS,
    "on_behalf_of": _("Выше отмечено, что вы пишете не за другого. Отметьте «За другого человека» или сотрите имя."),
    "surname": _OF_NAMED,
    "name": _OF_NAMED,
    "patronymic": _OF_NAMED,
    "company": _("Выше отмечено, что вы пишете не от организации. Выберите, кто вы, или сотрите её название."),
}
"""Where everything stands on one page, both answers are seen: whoever gave them says which holds, and nothing of either
is sent or dropped by us."""


class MessageForm(PlainForm):
    kind = forms.ChoiceField(
        label=_("Что вы хотите отправить?"), choices=KINDS, widget=forms.RadioSelect, initial="message"
    )
    text = LongField(
        label=_("Напишите своими словами"),
        max_length=100_000,
        help_text=_("Что произошло, где и когда, чего вы ждёте от нас."),
        error_messages={"required": _("Напишите, с чем вы обращаетесь.")},
    )
    subject = forms.CharField(
        label=_("Коротко, о чём"), max_length=250, required=False, help_text=_("Можно не заполнять.")
    )
    about = forms.ChoiceField(
        label=_("Если жалоба на услугу: на что"),
        choices=[("", "—"), *COMPLAINED.items()],
        required=False,
    )
    against = forms.CharField(
        label=_("На кого жалуетесь"),
        max_length=300,
        required=False,
        help_text=_(
            "Фамилия или отдел. К сотруднику, которого вы назовёте, жалоба не попадёт. Не знаете — оставьте пустым."
        ),
    )
    decision = forms.CharField(
        label=_("Какое решение или действие"),
        max_length=300,
        required=False,
        help_text=_("Номер и дата письма, если они есть."),
    )
    documents = ManyFilesField(
        label=_("Файлы"), required=False, help_text=_("До 10 файлов по 25 МБ: фотографии, документы.")
    )
    for_whom = forms.ChoiceField(
        label=_("За кого вы пишете?"), choices=FOR_WHOM, widget=forms.RadioSelect, initial="self"
    )
    on_behalf_of = forms.CharField(
        label=_("За кого именно"),
        max_length=250,
        required=False,
        help_text=_("Фамилия, имя и отчество. Приложите доверенность, если она есть."),
    )
    client_kind = forms.ChoiceField(label=_("Кто вы?"), choices=list(WHO.items()), initial="citizen")
    surname = forms.CharField(label=_("Фамилия"), max_length=80, required=False)
    name = forms.CharField(label=_("Имя"), max_length=80, required=False)
    patronymic = forms.CharField(label=_("Отчество, если есть"), max_length=80, required=False)
    company = forms.CharField(
        label=_("Организация"), max_length=300, required=False, help_text=_("Если пишете от организации.")
    )
    email = MailboxField(label=_("Электронная почта"), required=False)
    phone = PhoneField(label=_("Телефон"), required=False, help_text=_("Пишите как привыкли, добавочный тоже."))
    postal_address = forms.CharField(
        label=_("Почтовый адрес"), required=False, max_length=300, help_text=_("Нужен только для бумажного ответа.")
    )
    chosen_point = forms.ChoiceField(
        label=_("Куда прислать ответ?"), choices=list(POINTS.items()), widget=forms.RadioSelect, initial="portal"
    )
    second_point = forms.ChoiceField(
        label=_("Куда ещё прислать копию?"),
        choices=[("", _("не нужно")), *POINTS.items()],
        required=False,
        help_text=_("Если закон задаёт один способ, уведомления придут и сюда."),
    )

    def __init__(
        self,
        *args: Any,
        organisation: Organisation,
        identified: bool,
        kept: Mapping[str, Sequence[Any]] | None = None,
        by_pages: bool = False,
        **kwargs: Any,
    ) -> None:
        """kept: files that were chosen on an earlier page, by field; by_pages: whether it is filled in one question a
        page, where what other answers leave out is neither seen nor sent; all at once, all of it is seen."""
        super().__init__(*args, **kwargs)
        self.by_pages = by_pages
        self.organisation, self.identified, self.kept_files = organisation, identified, kept or {}
        self.clauses = offered_choices(organisation)
        for name, choice in (("chosen_point", "contact_point"), ("second_point", "second_point")):
            if choice not in self.clauses:
                del self.fields[name]
                continue
            choices = cast(forms.ChoiceField, self.fields[name])
            choices.choices = (
                offered_points(organisation, "answer")
                if name == "chosen_point"
                else [("", _("не нужно")), *offered_points(organisation, "notice")]
            )
        kinds = kinds_of(organisation)
        cast(forms.ChoiceField, self.fields["client_kind"]).choices = [
            (name, WHO.get(name, title[:1].upper() + title[1:])) for name, title in kinds.items()
        ]
        self.fields["about"].help_text = complaint_terms(organisation)
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"hint-{name}"
        for name, kind in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = kind

    @property
    def kept(self) -> list[str]:
        """Fields whose values a draft keeps; files are kept by themselves."""
        return [n for n, field in self.fields.items() if not isinstance(field, ManyFilesField)]

    def asks(self, name: str) -> bool:
        """Whether a field is to be answered at all, by what was answered before."""
        return not self.by_pages or name not in ASKED_FOR or ASKED_FOR[name](lambda other: raw_of(self, other))

    def contradicted(self, data: Mapping[str, Any]) -> dict[str, StrOrPromise]:
        """Fields that were answered although another answer says that they are not to be, each with what to do. What an
        identity has proved of a name is no answer."""
        proved = NAMES if self.identified else ()
        given = [n for n in CONTRADICTED if n in self.fields and n not in proved and data.get(n)]
        wrong = [n for n in given if not ASKED_FOR[n](lambda other: raw_of(self, other))]
        nobody = data.get("for_whom") == "anonymous"
        return {n: _OF_NAMED if nobody and n == "company" else CONTRADICTED[n] for n in wrong}

    def full_clean(self) -> None:
        """Fields with errors say so to screen readers, and what is wrong."""
        super().full_clean()
        for name in self.errors if self.is_bound else ():
            if name in self.fields:
                told = self.fields[name].widget.attrs
                told["aria-invalid"] = "true"
                told["aria-describedby"] = " ".join(filter(None, (told.get("aria-describedby"), f"error-{name}")))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in [name for name in ASKED_FOR if name in self.fields and not self.asks(name)]:
            data[name] = ""
            self.errors.pop(name, None)
        for name, words in ({} if self.by_pages else self.contradicted(data)).items():
            self.add_error(name, str(words))
        anonymous = data.get("for_whom") == "anonymous"
        if (
            data.get("kind") in ("appeal", "appeal_complaint", "info_request", "service_complaint")
            and not anonymous
            and not (data.get("surname") or data.get("company"))
        ):
            self.add_error("surname", _("Укажите фамилию: без неё закон не позволяет ответить на обращение."))
        for field in ("chosen_point", "second_point"):
            if data.get(field) == "email" and not data.get("email") and "email" not in self.errors:
                self.add_error("email", _("Напишите адрес электронной почты."))
            if data.get(field) == "phone" and not data.get("phone") and "phone" not in self.errors:
                self.add_error("phone", _("Напишите номер, по которому вам позвонить."))
            if data.get(field) == "post" and not data.get("postal_address"):
                self.add_error("postal_address", _("Напишите адрес, куда отправить письмо, с индексом."))
        if data.get("for_whom") == "other" and not data.get("on_behalf_of"):
            self.add_error("on_behalf_of", _("Напишите, за кого вы обращаетесь."))
        if data.get("second_point") and data.get("second_point") == data.get("chosen_point"):
            data["second_point"] = ""
        return data


MARKS = {1: _("плохо"), 2: _("слабо"), 3: _("так себе"), 4: _("хорошо"), 5: _("отлично")}
"""Every scale goes from bad to good, from left to right."""


class SurveyForm(PlainForm):
    satisfaction = forms.TypedChoiceField(
        label=_("Как мы ответили?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=list(MARKS.items()),
        error_messages={"required": _("Выберите оценку от 1 до 5.")},
    )
    got_result = forms.ChoiceField(
        label=_("Вы получили то, за чем обращались?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", _("Да")), ("partly", _("Не совсем")), ("no", _("Нет"))],
    )
    ease = forms.TypedChoiceField(
        label=_("Легко ли было получить ответ?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        choices=[(n, str(n)) for n in range(1, 8)],
        help_text=_("1 — очень трудно, 7 — очень легко."),
    )
    politeness = forms.TypedChoiceField(
        label=_("С вами общались вежливо и внимательно?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        choices=[(n, str(n)) for n in range(1, 6)],
        help_text=_("1 — нет, 5 — да."),
    )
    comment = LongField(label=_("Что сделать лучше? Можно не писать."), required=False, max_length=5000)
