"""A body's letterhead as data: `orders/<slug>/letterhead.yaml`, with an emblem beside it, and what differs for a
unit."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from priemnaya.bounded.data import yaml_of
from priemnaya.errors import Objection


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class UnitHead(_Strict):
    """What a unit's letters say instead of the body's."""

    name: str = ""
    contacts: tuple[str, ...] = ()


class Head(_Strict):
    """Requisites 01–09 of ГОСТ Р 7.0.97-2025. layout: corner or longitudinal. authority: the higher body. second_name:
    the name in the second state language. codes: ОКПО, ОГРН, ИНН/КПП, ready to print. emblem: a file name beside the
    letterhead, SVG.
    """

    layout: Literal["corner", "longitudinal"] = "longitudinal"
    authority: str = ""
    name: str = ""
    second_name: str = ""
    contacts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    emblem: str = ""
    units: dict[str, UnitHead] = {}
    folder: str = ""

    def emblem_svg(self) -> str:
        """The picture as text; empty without one."""
        path = Path(self.folder) / self.emblem
        return path.read_text(encoding="utf-8") if self.emblem and self.folder and path.is_file() else ""

    def template(self) -> Path | None:
        """The body's own DOCX template, when it has one."""
        path = Path(self.folder) / "letter.docx" if self.folder else None
        return path if path and path.is_file() else None


def load_head(path: Path) -> Head:
    """Read a letterhead; a body without the file gets a plain one. Raises Objection in Russian with file and key."""
    if not path.exists():
        return Head(folder=str(path.parent))
    try:
        raw = yaml_of(path.read_text(encoding="utf-8")) or {}
        return Head.model_validate({**raw, "folder": str(path.parent)})
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise Objection(f"{path}: бланк не читается: {error}") from error
