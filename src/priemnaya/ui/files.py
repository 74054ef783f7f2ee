"""Uploads: how many, how large and of which kinds; the same for clients and staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from priemnaya.core import limits
from priemnaya.errors import Objection
from priemnaya.plain.inputs import objection_to
from priemnaya.plain.inputs.ending import ending_of, has_extension
from priemnaya.plain.spelled import TURNS

ALLOWED = [
    *("pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "xml"),
    *("jpg", "jpeg", "png", "gif", "webp", "tif", "tiff", "heic", "heif"),
    *("zip", "7z", "rar", "sig", "p7s", "p7m", "eml", "msg"),
    *("mp3", "m4a", "mp4", "mov"),
]


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; each is checked by size, by extension, and by whether it is what its name says."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files: list[UploadedFile[Any]] = [f for f in (data if isinstance(data, list | tuple) else [data]) if f]
        if len(files) > settings.MAX_FILES:
            raise forms.ValidationError(
                _("Не больше %(n)s файлов. Соберите остальные в один архив.") % {"n": settings.MAX_FILES}
            )
        for file in files:
            file.name = TURNS.sub("", file.name or "")
            if not has_extension(file.name) and (file.size or 0) <= settings.MAX_FILE_BYTES:
                file.name += ending_of(file.read())  # «справка» from a telephone or a scanner: its bytes tell
                file.seek(0)
            extension = (file.name or "").rpartition(".")[2].lower()
            if extension not in ALLOWED:
                raise forms.ValidationError(
                    _("Файл «%(name)s» такого вида не принимается. Подойдут: %(list)s.")
                    % {"name": file.name, "list": ", ".join(ALLOWED)}
                )
            if (file.size or 0) > settings.MAX_FILE_BYTES:
                raise forms.ValidationError(
                    _("Файл «%(name)s» больше %(mb)s МБ. Уменьшите его или разделите.")
                    % {"name": file.name, "mb": settings.MAX_FILE_BYTES // 1024 // 1024}
                )
            if wrong := objection_to(file.name or "файл", file.read()):
                raise forms.ValidationError(wrong)
            file.seek(0)
        return files


def uploads(request: HttpRequest, name: str = "files") -> list[UploadedFile[Any]]:
    """The files of a POST, checked, those of an employee counted. Raises Objection with what is wrong and what is
    allowed."""
    try:
        files = ManyFilesField(required=False).clean(request.FILES.getlist(name))
    except forms.ValidationError as error:
        raise Objection(" ".join(error.messages)) from error
    size = sum(f.size or 0 for f in files)
    if size and request.user.is_authenticated and over_day(f"employee {request.user.pk}", size):
        raise Objection(
            str(_("За сутки вы загрузили слишком много файлов. Загрузите остальные завтра или сократите их."))
        )
    return files


def over_day(who: str, size: int) -> bool:
    """Count bytes an employee or a program of the body brings; whether they are more than one may in a day."""
    return limits.spend("uploads", who, seconds=limits.DAY, amount=size) > settings.QUOTAS["staff"] << 20
