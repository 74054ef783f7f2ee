"""Strict loading of order files: an error names file, line, clause and what is allowed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Set
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from .kinds import KINDS, Values
from .order import Act, Body, Clause, Order, Rule
from .yaml_lines import LinedDict, LinedList, OrderError, load

TOP_KEYS = {"order", "body", "clauses"}
CLAUSE_KEYS = {"clause", "demand", "rules", "act", "source"}
LONGEST = 40
"""Characters of a clause's number or of the article it cites: a ruling and a term keep them (core.models)."""
RULE_KEYS = {"kind", "values", "prevails", "verified"}


def load_order(path: Path, layer: str = "body", slug: str = "") -> Order:
    """Load one order file. Raises OrderError."""
    file = _shown(path)
    try:
        raw = load(path)
    except FileNotFoundError:
        raise OrderError("файл не найден", file=file) from None
    except UnicodeDecodeError:
        raise OrderError("файл не в UTF-8", file=file, line=1) from None
    if not isinstance(raw, LinedDict):
        raise OrderError(f"ожидался набор ключей: {_allowed(TOP_KEYS)}", file=file, line=1)
    _check_keys(raw, TOP_KEYS, file, required={"order", "clauses"})
    act = _model(Act, raw["order"], file)
    body = _model(Body, raw["body"], file) if "body" in raw else None
    if layer == "body" and body is None:
        raise OrderError(
            "нет раздела body: без него не известны часовой пояс, точки и подразделения", file=file, line=1
        )
    if not isinstance(raw["clauses"], LinedList):
        raise OrderError("clauses — это список пунктов", file=file, line=raw.lines["clauses"])
    clauses = tuple(_clause(item, file, act) for item in raw["clauses"])
    _check_sequence(clauses, file)
    return Order(slug or path.parent.name, layer, act, clauses, body, file)


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _allowed(names: Any) -> str:
    return "допустимо: " + ", ".join(sorted(map(str, names)))


def _check_keys(
    raw: LinedDict, allowed: set[str], file: str, required: Set[str] = frozenset(), clause: str = ""
) -> None:
    for key in raw:
        if key not in allowed:
            raise OrderError(
                f"неизвестный ключ «{key}»; {_allowed(allowed)}", file=file, line=raw.lines[key], clause=clause
            )
    for key in sorted(required - set(raw)):
        raise OrderError(f"нет обязательного ключа «{key}»", file=file, line=raw.line, clause=clause)


def _model(model: type[BaseModel], raw: Any, file: str, clause: str = "") -> Any:
    if not isinstance(raw, LinedDict):
        raise OrderError(
            f"ожидался набор ключей; {_allowed(model.model_fields)}",
            file=file,
            line=getattr(raw, "line", 1),
            clause=clause,
        )
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        path = [str(p) for p in first["loc"]]
        line = _line(raw, first["loc"])
        field = model.model_fields.get(path[-1])
        allowed = first.get("ctx", {}).get("expected") or (field and field.description) or ", ".join(model.model_fields)
        text = {
            "extra_forbidden": f"неизвестный ключ «{path[-1]}»; допустимо: {', '.join(model.model_fields)}",
            "missing": f"нет обязательного ключа «{'.'.join(path)}»",
        }.get(
            first["type"],
            f"недопустимое значение {first.get('input')!r} у «{'.'.join(path)}»; допустимо: {allowed} ({first['msg']})",
        )
        raise OrderError(text, file=file, line=line, clause=clause) from error


def _line(raw: Any, loc: tuple[Any, ...]) -> int:
    line = int(getattr(raw, "line", 1))
    for part in loc:
        if isinstance(raw, LinedDict) and part in raw:
            line, raw = raw.lines[part], raw[part]
        elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
            raw = raw[part]
            line = int(getattr(raw, "line", line))
    return line


def _clause(raw: Any, file: str, act: Act) -> Clause:
    if not isinstance(raw, LinedDict):
        raise OrderError(f"пункт — это набор ключей; {_allowed(CLAUSE_KEYS)}", file=file)
    number = raw.get("clause")
    if not isinstance(number, str):
        raise OrderError(
            'номер пункта пишется в кавычках: clause: "3.5"', file=file, line=raw.line, clause=str(number or "")
        )
    _check_keys(raw, CLAUSE_KEYS, file, {"clause", "demand", "rules"}, number)
    for name in ("clause", "source"):
        if len(str(raw.get(name, ""))) > LONGEST:
            raise OrderError(
                f"{name} не длиннее {LONGEST} знаков: так пункт называют на экранах",
                file=file,
                line=raw.lines[name],
                clause=number,
            )
    if not isinstance(raw["demand"], str) or not raw["demand"].strip():
        raise OrderError(
            "demand — что требует пункт, простыми словами", file=file, line=raw.lines["demand"], clause=number
        )
    if not isinstance(raw["rules"], LinedList) or not raw["rules"]:
        raise OrderError("rules — непустой список правил", file=file, line=raw.lines["rules"], clause=number)
    rules = tuple(_rule(r, file, number, act) for r in raw["rules"])
    return Clause(number, raw["demand"].strip(), rules, raw.get("act", ""), raw.line, raw.get("source", ""))


def _rule(raw: Any, file: str, clause: str, act: Act) -> Rule:
    if not isinstance(raw, LinedDict):
        raise OrderError(f"правило — это набор ключей; {_allowed(RULE_KEYS)}", file=file, clause=clause)
    _check_keys(raw, RULE_KEYS, file, {"kind", "values"}, clause)
    kind = KINDS.get(raw["kind"])
    if kind is None:
        raise OrderError(
            f"неизвестный вид правила «{raw['kind']}»; {_allowed(KINDS)}",
            file=file,
            line=raw.lines["kind"],
            clause=clause,
        )
    dated = raw["values"]
    if not isinstance(dated, LinedDict) or not dated:
        raise OrderError(
            "values — значения по датам вступления в силу: 2024-09-13: {…}",
            file=file,
            line=raw.lines["values"],
            clause=clause,
        )
    values: list[tuple[dt.date, Values | None]] = []
    for day, value in dated.items():
        if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
            raise OrderError(f"«{day}» — не дата; пишите 2024-09-13", file=file, line=dated.lines[day], clause=clause)
        if values and day <= values[-1][0]:
            raise OrderError("даты значений идут по возрастанию", file=file, line=dated.lines[day], clause=clause)
        if isinstance(value, LinedDict) and "line" not in value:
            value.line = value.line or dated.lines[day]
        values.append((day, None if value is None else _model(kind.values, value, file, clause)))
    return Rule(kind, tuple(values), str(raw.get("prevails", "")), bool(raw.get("verified", True)), raw.line)


def _check_sequence(clauses: tuple[Clause, ...], file: str) -> None:
    """Numeric parts rise under each prefix; named parts keep the written order. Duplicates are errors."""
    seen: dict[str, int] = {}
    last: dict[tuple[str, ...], int] = {}
    for clause in clauses:
        if clause.number in seen:
            raise OrderError(
                f"пункт повторён, он уже есть в строке {seen[clause.number]}",
                file=file,
                line=clause.line,
                clause=clause.number,
            )
        seen[clause.number] = clause.line
        parts = clause.number.split(".")
        for n, part in enumerate(parts):
            prefix = tuple(parts[:n])
            if not part:
                raise OrderError("пустая часть номера", file=file, line=clause.line, clause=clause.number)
            if re.fullmatch(r"[0-9]+", part):
                if int(part) < last.get(prefix, 0):
                    raise OrderError(
                        f"пункт стоит не на месте: выше уже был {'.'.join([*prefix, str(last[prefix])])}; порядок как в"
                        " документе",
                        file=file,
                        line=clause.line,
                        clause=clause.number,
                    )
                last[prefix] = int(part)


def load_folder(folder: Path) -> dict[str, Order]:
    """Every body's order under a folder (one folder a body), without the base layers. Raises OrderError."""
    return {
        path.parent.name: load_order(path) for path in sorted(folder.glob("*/order.yaml")) if path.parent.name != "base"
    }


def load_region(folder: Path, region: str) -> Order | None:
    """The layer of a region's own acts, between the body's order and federal law: `orders/regions/RU-UD.yaml`. None
    when there is no such file. Raises OrderError."""
    path = folder / "regions" / f"{region}.yaml"
    return load_order(path, "regional", slug=region.lower()) if path.is_file() else None


def load_law(folder: Path) -> list[Order]:
    """Every layer above the orders of bodies, for the coverage: federal law and the acts of regions."""
    regions = sorted(path.stem for path in (folder / "regions").glob("*.yaml"))
    found = [load_region(folder, region) for region in regions]
    return [*load_base(folder)[:1], *(order for order in found if order is not None)]


def load_base(folder: Path) -> list[Order]:
    """The layers of law and of the product's defaults, in order of precedence for naming: federal, then defaults."""
    base = folder / "base"
    return [
        load_order(base / f"{name}.yaml", layer, slug=name)
        for name, layer in (("federal", "federal"), ("defaults", "defaults"))
    ]
