"""What is called damaged is so for every program: what we cannot unpack, or others show, is not."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from priemnaya.cases.openable import state_of

pytestmark = pytest.mark.unit


def packed(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.txt", b"b" * 100)
    return out.getvalue()


def by_a_way_nobody_here_knows() -> bytes:
    """Deflate64, which Explorer takes for large files."""
    data = bytearray(packed())
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 9
    return bytes(data)


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 90).convert("RGB").save(out, form)
    return out.getvalue()


def test_a_way_of_packing_we_do_not_know_words_and_a_volume_are_not_called_damaged() -> None:
    for name, data in (
        ("a.zip", packed(zipfile.ZIP_LZMA)),
        ("a.zip", by_a_way_nobody_here_knows()),
        ("a.txt", b"PKU;1;2\n"),
        ("a.7z.001", b"7z\xbc\xaf'\x1c" + b"0" * 40),
    ):
        assert state_of(name, data) == "", name
    assert state_of("a.zip", packed()[:60]) == state_of("a.docx", b"PK\x03\x04abc") == "damaged"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_without_its_last_bytes_is_shown_by_all_and_one_without_its_half_is_damaged(form: str) -> None:
    data = picture(form)
    assert [state_of(f"a.{form.lower()}", data[: len(data) - lost]) for lost in (0, 1, 3)] == ["", "", ""]
    assert state_of(f"a.{form.lower()}", data[: len(data) // 2]) == "damaged"
