"""How files come in: too many are counted and not kept, and what was typed before a form that breaks off is not
lost."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict


class CountedFiles(FileUploadHandler):
    """Files of one field over the limit come as names without content: the form says in words that there are too
    many. So does a file over the limit, with its size: what is beyond it is kept nowhere, not even for a moment."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.seen: Counter[str] = Counter()
        self.over = False
        self.size = 0

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        self.seen[field_name] += 1
        self.size = 0
        self.over = self.seen[field_name] > settings.MAX_FILES + 1
        if self.over:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.size += len(raw_data)
        return None if self.over or self.size > settings.MAX_FILE_BYTES else raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        large = 0 if self.over else self.size
        if not self.over and large <= settings.MAX_FILE_BYTES:
            return None
        return InMemoryUploadedFile(
            BytesIO(), self.field_name, self.file_name or "", self.content_type or "", large, self.charset
        )


def keep_what_came(request: HttpRequest) -> None:
    """From now on a multipart form that is refused midway leaves the fields that had come as `request.typed_before`."""

    def parse(meta: Any, body: Any) -> tuple[QueryDict, MultiValueDict[str, UploadedFile[Any]]]:
        parser = MultiPartParser(meta, body, request.upload_handlers, request.encoding)
        try:
            return parser.parse()
        except (SuspiciousOperation, MultiPartParserError):
            request.typed_before = getattr(parser, "_post", None)  # type: ignore[attr-defined]
            raise

    request.parse_file_upload = parse  # type: ignore[method-assign, assignment]
