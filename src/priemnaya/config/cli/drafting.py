"""`orders draft`: an act on paper as the draft of an order file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from priemnaya.errors import Objection
from priemnaya.policy.titles import title_and_key

from .places import ROOT, orders_folder

if TYPE_CHECKING:
    from priemnaya.drafting import Draft


def add_to(orders: Any) -> None:
    draft = orders.add_parser("draft", help="черновик порядка из файла приказа: docx, odt, pdf, txt")
    draft.add_argument("file", type=Path, help="файл приказа")
    draft.add_argument("--slug", required=True, help="имя папки органа: латинские буквы, цифры, дефис")
    draft.add_argument("--output", default="-", help="куда записать; - на экран (так и без параметра)")
    draft.add_argument("--force", action="store_true", help="переписать файл, который уже есть")
    draft.set_defaults(run=run_draft)


def run_draft(options: argparse.Namespace) -> int:
    from priemnaya import bounded
    from priemnaya.plain.inputs.reading import LARGEST_FILE, too_large_file

    path: Path = options.file
    if not path.is_file():
        raise Objection(f"Файла {path} нет. Проверьте имя и папку.")
    if path.stat().st_size > LARGEST_FILE:
        raise Objection(too_large_file(path.name))
    target = None if options.output == "-" else Path(options.output)
    if target is not None and target.exists() and not options.force:
        raise Objection(f"Файл {target} уже есть. Назовите другой или добавьте --force.")
    if target is not None and not target.parent.is_dir():
        raise Objection(f"Папки {target.parent} нет. Создайте её и повторите.")
    draft: Draft = bounded.run("drafting.draft", path.read_bytes(), path.name, options.slug, folders(), patience=60.0)
    if target is None:
        sys.stdout.write(draft.yaml)
    else:
        target.write_text(draft.yaml, encoding="utf-8")
    for line in told(draft, target):
        print(line, file=sys.stderr)
    return 0


def folders() -> list[str]:
    """Where orders are that a new one is likened to: those of the bodies here, and those that come with the product."""
    return list(dict.fromkeys(str(f) for f in (orders_folder(), ROOT / "orders") if f.is_dir()))


def told(draft: Draft, target: Path | None) -> list[str]:
    lines = [f"{draft.file}: {draft.summary}."]
    if unplaced := draft.in_state("unplaced"):
        lines.append("Не распознано: " + ", ".join(title_and_key(r.number) for r in unplaced) + ".")
    lines += [f"Не прочитано: {words}" for words in draft.unread]
    if target is not None:
        lines.append(f"Черновик: {target}. Пройдите его пункт за пунктом и проверьте: priemnaya orders check {target}")
    return lines
