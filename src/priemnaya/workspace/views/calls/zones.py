"""Time zones of Russia, as people know them: when it is convenient to be called is said by one's own clock."""

from django.utils.translation import gettext_lazy as _

ZONES = (
    ("Europe/Kaliningrad", _("Калининград, МСК−1")),
    ("Europe/Moscow", _("Москва")),
    ("Europe/Samara", _("Самара, Ижевск, МСК+1")),
    ("Asia/Yekaterinburg", _("Екатеринбург, МСК+2")),
    ("Asia/Omsk", _("Омск, МСК+3")),
    ("Asia/Tomsk", _("Томск, Барнаул, МСК+4")),
    ("Asia/Irkutsk", _("Иркутск, МСК+5")),
    ("Asia/Yakutsk", _("Якутск, МСК+6")),
    ("Asia/Vladivostok", _("Владивосток, МСК+7")),
    ("Asia/Magadan", _("Магадан, МСК+8")),
    ("Asia/Kamchatka", _("Камчатка, МСК+9")),
)
