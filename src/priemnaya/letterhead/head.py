"""A body's letterhead as data: `orders/<slug>/letterhead.yaml`, with an emblem beside it, and what differs for a
unit."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from priemnaya.bounded.lined import LinedDict, OrderError, Wrong, careful, read, shown, text_of
from priemnaya.bounded.wrong_words import made


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class UnitHead(_Strict):
    """What a unit's letters say instead of the body's."""

    name: str = ""
    contacts: tuple[str, ...] = ()


PICTURES = {".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp"}
"""Kinds of pictures that every browser shows, by the end of the name."""
MAP_MOST = 200 * 1024
"""Bytes of a map: it is opened on a phone, on the way."""


class Place(_Strict):
    """Where visitors come: for maps, and in words, one a line. map: a picture beside the letterhead, for whom no map
    opens; the words say the same to whom no picture does."""

    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    way: tuple[str, ...] = ()
    map: str = ""

    @model_validator(mode="after")
    def _map_has_words(self) -> Place:
        if self.map and Path(self.map).suffix.lower() not in PICTURES:
            raise ValueError("map: такую картинку не всякий браузер покажет, можно: .png, .svg, .webp")
        if self.map and not any(line.strip() for line in self.way):
            raise ValueError("way: опишите дорогу словами, их прочитает тот, кто картинки не видит")
        return self

    @property
    def coordinates(self) -> str:
        """«56.85306,53.21222», as addresses of maps have it; empty when half of it is not known."""
        known = self.latitude is not None and self.longitude is not None
        return f"{self.latitude:.5f},{self.longitude:.5f}" if known else ""


class Head(_Strict):
    """Requisites 01–09 of ГОСТ Р 7.0.97-2025. layout: corner or longitudinal. authority: the higher body. second_name:
    the name in the second state language. codes: ОКПО, ОГРН, ИНН/КПП, ready to print. emblem: a file name beside the
    letterhead, SVG. place: how visitors find the body, with a picture beside the letterhead too.
    """

    layout: Literal["corner", "longitudinal"] = "longitudinal"
    authority: str = ""
    name: str = ""
    second_name: str = ""
    contacts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    emblem: str = ""
    place: Place = Place()
    units: dict[str, UnitHead] = {}
    folder: str = ""

    def emblem_svg(self) -> str:
        """The picture as text; empty without one."""
        path = self.emblem_file()
        try:
            return text_of(path) if path else ""
        except OrderError:
            return ""

    def emblem_file(self) -> Path | None:
        """Of the letterhead's own folder, nowhere else; None without one."""
        return self._beside(self.emblem)

    def map_file(self) -> Path | None:
        """The picture of the way, under the same condition; None without one, or with one that is too big to send."""
        path = self._beside(self.place.map)
        return path if path and path.stat().st_size <= MAP_MOST else None

    def _beside(self, name: str) -> Path | None:
        folder, path = Path(self.folder), Path(self.folder) / name
        ours = name and self.folder and path.resolve().is_relative_to(folder.resolve())
        return path if ours and path.is_file() else None

    def template(self) -> Path | None:
        """The body's own DOCX template, when it has one."""
        path = Path(self.folder) / "letter.docx" if self.folder else None
        return path if path and path.is_file() else None


@careful
def load_head(path: Path, text: str | None = None) -> Head:
    """Read a letterhead; a body without the file gets a plain one. text: in place of what the file holds now. Raises
    OrderErrors with file and line."""
    folder = str(path.parent)
    if text is None and not path.exists():
        return Head(folder=folder)
    wrong = Wrong(shown(path))
    raw = read(text_of(path) if text is None else text, wrong)
    if isinstance(raw, LinedDict) and "folder" in raw:
        wrong.add("неизвестный ключ «folder»", raw.lines.get("folder", 1))
    head: Head | None = made(Head, raw, wrong, line=1) if raw is not None else None
    wrong.stop()
    assert head is not None, "nothing is wrong"
    return head.model_copy(update={"folder": folder})
