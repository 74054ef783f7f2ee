"""Strict YAML that people write: every mapping and list remembers its line, and every slip of a file is told at once,
each with its line, in Russian."""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import logging
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import yaml

from . import yaml_words
from .data import must_be_modest
from .sounds import in_russian

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)
LARGEST_FILE = 4_000_000
"""Bytes of one file: the fullest order has two hundred thousand."""
MOST_SLIPS = 30
"""Slips of the notation itself told in one run; then it is likely no YAML at all."""
LONGEST = 3.0
"""Seconds of looking for more slips of the notation: each means that the whole file is read anew."""


CITED: list[Callable[[str], str]] = []
"""How a clause is called for people; whoever knows the numbers of acts adds it (policy/titles.py)."""


def cited(clause: str) -> str:
    return CITED[0](clause) if CITED else clause


class OrderError(ValueError):
    """A load error a person can act on: file, line, clause and what is allowed."""

    def __init__(self, message: str, *, file: str = "", line: int = 0, clause: str = "") -> None:
        self.message, self.file, self.line, self.clause = message, file, line, clause
        where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(f"{where}{f'{cited(clause)}: ' if clause else ''}{message}")

    @property
    def errors(self) -> tuple[OrderError, ...]:
        return (self,)


class OrderErrors(OrderError):
    """Everything wrong with a file (or several), each by itself; as text one a line. Its own file, line and clause are
    those of the first."""

    def __init__(self, errors: Iterable[OrderError]) -> None:
        self._errors = tuple(errors)
        first = self._errors[0]
        super().__init__(first.message, file=first.file, line=first.line, clause=first.clause)
        self.args = ("\n".join(map(str, self._errors)),)

    @property
    def errors(self) -> tuple[OrderError, ...]:
        return self._errors


class Wrong:
    """What is wrong with one file, gathered while it is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.today = dt.date.today()  # noqa: DTZ011 - until the file says whose day it is
        self.found: list[OrderError] = []

    def add(self, message: str, line: int = 0, clause: str = "") -> None:
        error = OrderError(message, file=self.file, line=line, clause=clause)
        if str(error) not in map(str, self.found):
            self.found.append(error)

    def take(self, error: OrderError) -> None:
        self.found += error.errors

    @contextmanager
    def whatever(self, line: int = 0, clause: str = "") -> Iterator[None]:
        """What nobody foresaw in a part of the file is wrong with the file, beside everything else that is."""
        try:
            yield
        except OrderError as error:
            self.take(error)
        except Exception as error:
            log.exception("%s:%s", self.file, line)
            self.add(unforeseen(error), line, clause)

    def stop(self) -> None:
        """Raises OrderErrors when anything is wrong, by lines."""
        if self.found:
            raise OrderErrors(sorted(self.found, key=lambda e: e.line))


def unforeseen(error: Exception) -> str:
    """What is said of a file that none of the checks knew to be wrong and that could not be taken all the same."""
    return (
        f"файл не читается: в нём записано не то, чего ждёт программа ({type(error).__name__}); сверьте его с образцом"
        " в docs/orders.md. Если всё записано верно, сообщите разработчикам"
    )


@contextmanager
def foreseen(path: Path, passing: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Whatever happens inside is an error of that file; passing: but these."""
    try:
        yield
    except Exception as error:
        if isinstance(error, (OrderError, *passing)):
            raise
        log.exception("%s", path.name)
        raise OrderError(unforeseen(error), file=shown(path)) from error


def careful(load: Callable[Concatenate[Path, P], T]) -> Callable[Concatenate[Path, P], T]:
    """Decorator of a loader of one file: whatever happens in it is an error of that file and goes no further."""

    @functools.wraps(load)
    def loading(path: Path, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with foreseen(path):
            return load(path, *args, **kwargs)

    return loading


class LinedDict(dict[Any, Any]):
    """A mapping that knows its own line and its keys' lines (1-based), and each plain value as it was written."""

    line: int = 0
    lines: dict[Any, int]
    written: dict[Any, str]


class LinedList(list[Any]):
    """A list that knows its own line and its items' lines (1-based)."""

    line: int = 0
    lines: list[int]


class Unread(str):
    """A value that was told of already, as it was written: nobody tells of it twice."""

    __slots__ = ()


def nearest(name: object, allowed: Iterable[object]) -> str:
    """The allowed word somebody most likely meant; empty when none is near."""
    known = [str(a) for a in allowed]
    swapped = [word for word in known if sorted(word) == sorted(str(name))]
    found = swapped or difflib.get_close_matches(str(name), known, n=1, cutoff=0.61)
    return found[0] if found else _by_title(in_russian(str(name)), known)


CALLED: dict[str, list[str]] = {}
"""Words of the grammar -> how each is called in Russian; whoever defines them adds it (policy/vocabulary)."""
_STEM = 5
"""Letters that the forms of one Russian word share."""


def _by_title(said: str, known: Iterable[str]) -> str:
    """Of words that are called in Russian, the one whose title was written in its place: «канцелярит»."""
    stems = {word[:_STEM] for word in re.findall(r"[а-яё]{4,}", said.lower()[:200])}
    if not stems:
        return ""
    best = (0.0, "")
    for word in known:
        for title in CALLED.get(word, ()):
            theirs = [w[:_STEM] for w in re.findall(r"[а-яё]{4,}", title.lower())]
            shared = sum(stem in stems for stem in theirs)
            best = max(best, (shared / (len(theirs) + len(stems)) if shared else 0.0, word))
    return best[1] if best[0] else ""


MANY, FEW = 40, 12
"""A list of more words than this is told by the nearest of them."""


def listed(known: Iterable[object], given: object = "") -> str:
    """What is allowed, in one line: of a long list the nearest to what was written, and how many there are."""
    names = sorted({str(name) for name in known})
    if len(names) <= MANY:
        return ", ".join(names)
    near = difflib.get_close_matches(str(given), names, n=FEW, cutoff=0.0)
    return f"{', '.join(sorted(near))} и другие, всего {len(names)}: docs/vocabulary.md"


def shown(path: Path) -> str:
    """A file as people are told of it: from the folder they stand in, when it is below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def text_of(path: Path) -> str:
    """The text of a file in UTF-8, with or without the mark that Windows puts before it. Raises OrderError."""
    data, file = data_of(path), shown(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _no_text(data):
            raise OrderError("это не текст: видно, не тот файл; нужен текст YAML в UTF-8", file=file, line=1) from None
        known = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "windows-1251"
        words = f"файл не в UTF-8 (похоже на {known}): откройте его в редакторе и сохраните в кодировке UTF-8"
        raise OrderError(words, file=file, line=data[: error.start].count(b"\n") + 1) from None


def _no_text(data: bytes) -> bool:
    """Bytes that no text has, in whatever encoding but UTF-16, which has its own mark."""
    return data[:2] not in (b"\xff\xfe", b"\xfe\xff") and any(sign in data[:4096] for sign in b"\x00\x01\x02\x03\x04")


def data_of(path: Path) -> bytes:
    """What a plain file of modest size holds; never waits for one, as a named pipe does, and follows no link out of its
    folder. Raises OrderError."""
    file = shown(path)
    try:
        if not path.resolve(strict=True).is_relative_to(path.parent.resolve()):
            raise OrderError("это ссылка на файл из другой папки: положите сюда сам файл", file=file)
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as opened:
            mode = os.fstat(handle).st_mode
            if not stat.S_ISREG(mode):
                raise IsADirectoryError if stat.S_ISDIR(mode) else OrderError("это не обычный файл", file=file)
            data = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise OrderError("файла нет", file=file) from None
    except IsADirectoryError:
        raise OrderError("это папка, а нужен файл", file=file) from None
    except PermissionError:
        raise OrderError("нет прав на чтение файла", file=file) from None
    except OSError:
        raise OrderError("файл не читается: проверьте диск и ссылку на него", file=file) from None
    if len(data) > LARGEST_FILE:
        raise OrderError(f"файл больше {LARGEST_FILE // 1_000_000} МБ: в файле порядка столько не бывает", file=file)
    return data


def load(path: Path, text: str | None = None) -> Any:
    """The file as LinedDict, LinedList and plain scalars; text: in place of what the file holds now. Raises OrderError,
    OrderErrors with file and line."""
    return load_text(text_of(path) if text is None else text, shown(path))


def load_text(text: str, file: str) -> Any:
    wrong = Wrong(file)
    raw = read(text, wrong)
    wrong.stop()
    return raw


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str, wrong: Wrong) -> Any:
    """What the text holds, None when that can't be told; what is wrong with its notation is added. An entry of a list
    that is no YAML hides none of the others."""
    lines, began = text.splitlines(), time.monotonic()
    for _ in range(MOST_SLIPS):
        try:
            must_be_modest(text)
            _no_anchors(text, wrong)
            loader = _Loader(text)
            try:
                node = loader.get_single_node()
                if node is None:
                    if not wrong.found:
                        wrong.add("файл пуст", 1)
                    return None
                raw = _build(loader, node, wrong)
                if raw is None:
                    wrong.add("файл пуст: в нём только знак, что ничего нет (null, ~)", node.start_mark.line + 1)
                return raw
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            said, line = yaml_words.said(error, lines)
            if opened := _opened_above(lines, line):
                wrong.add(yaml_words.UNCLOSED, opened)
                lines[opened - 1] += '"'
                text = "\n".join(lines) + "\n"
                continue
            wrong.add(said, line)
            if not _left_out(lines, line):
                return None
            if time.monotonic() - began > LONGEST:
                wrong.add("дальше файл не прочитан, он велик: исправьте это и проверьте снова", line)
                return None
            text = "\n".join(lines) + "\n"
    return None


def _no_anchors(text: str, wrong: Wrong) -> None:
    if not ANCHOR.search(text):
        return
    for token in yaml.scan(text, Loader=_Loader):
        if isinstance(token, yaml.AnchorToken):
            wrong.add(
                "знак & в начале значения — ссылка, они не допускаются: возьмите текст в кавычки",
                token.start_mark.line + 1,
            )


ANCHOR = re.compile(r"(?m)(?:^|[:,\[{-])\s{0,20}&\w")
"""What may be an anchor of YAML; a closer look tells."""


def _opened_above(lines: list[str], line: int) -> int:
    """The line above with a quote that is opened and not closed, so that the text runs on into other lines; 0 when
    there is none. Texts of several lines open on one and close on another."""
    odd = [n for n, one in enumerate(lines[: line - 1], 1) if one.split(" #")[0].replace('\\"', "").count('"') % 2]
    return odd[-1] if len(odd) % 2 else 0


def _left_out(lines: list[str], line: int) -> bool:
    """Blank the entry of the outermost list that a line stands in, so that the rest can be read; False when it stands
    in none."""
    depth = min((len(one) - len(one.lstrip()) for one in lines if one.lstrip().startswith("- ")), default=-1)
    starts = [n for n, one in enumerate(lines) if one.startswith(" " * depth + "- ")] if depth >= 0 else []
    first = max((n for n in starts if n < line), default=-1)
    if first < 0:
        return False
    last = first + 1
    while last < len(lines) and (not lines[last].strip() or lines[last].startswith((" " * (depth + 1), "\t"))):
        last += 1
    if last < line:  # below the list
        return False
    lines[first:last] = [""] * (last - first)
    return True


def _build(loader: Any, node: yaml.Node, wrong: Wrong) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result = LinedDict()
        result.line, result.lines, result.written = line, {}, {}
        for key_node, value_node in node.value:
            _put(loader, result, key_node, value_node, wrong)
        return result
    if isinstance(node, yaml.SequenceNode):
        items = LinedList(_build(loader, item, wrong) for item in node.value)
        items.line, items.lines = line, [item.start_mark.line + 1 for item in node.value]
        return items
    return _scalar(loader, node, wrong)


def _put(loader: Any, result: LinedDict, key_node: yaml.Node, value_node: yaml.Node, wrong: Wrong) -> None:
    line = key_node.start_mark.line + 1
    if not isinstance(key_node, yaml.ScalarNode):
        wrong.add("ключ — одно слово, а здесь список или набор ключей", line)
        return
    key = _scalar(loader, key_node, wrong)
    if key in result:
        wrong.add(f"ключ «{key_node.value}» повторён, он уже есть в строке {result.lines[key]}", line)
        return
    result[key], result.lines[key] = _build(loader, value_node, wrong), line
    if isinstance(value_node, yaml.ScalarNode):
        result.written[key] = str(value_node.value)


NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
PLAIN = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[-+]?\.(?:inf|nan)", re.ASCII | re.IGNORECASE)


def _scalar(loader: Any, node: yaml.Node, wrong: Wrong) -> Any:
    """YAML 1.1 reads `on` and `no` as booleans, `15:00` as nine hundred and `010` as eight, which no author of an order
    means: only true and false are the first, and a number is what people read as one."""
    if node.tag == "tag:yaml.org,2002:bool" and str(node.value).lower() not in ("true", "false"):
        return node.value
    if node.tag in NUMBERS and not PLAIN.fullmatch(str(node.value)):
        return node.value
    try:
        return loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError):
        line = node.start_mark.line + 1
        if node.tag == "tag:yaml.org,2002:timestamp":
            wrong.add(f"«{node.value}»: такой даты нет; пишите год-месяц-день: 2024-09-13", line)
        else:
            wrong.add(
                f"«{node.value}»: значение не читается; уберите восклицательный знак или возьмите в кавычки", line
            )
        return Unread(node.value)
