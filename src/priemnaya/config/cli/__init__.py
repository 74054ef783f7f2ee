"""The command line: `priemnaya COMMAND`. Each command prepares the database it needs by itself; light ones need
none."""

from __future__ import annotations

import argparse
import errno
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable

from priemnaya.config import environment
from priemnaya.roomy import roomy

from . import backups, calls, channels, data, journal, office, plain_text, running, staff, terms
from .russian import speak_russian

Command = Callable[[argparse.Namespace], int]


def build_parser() -> argparse.ArgumentParser:
    speak_russian()
    parser = argparse.ArgumentParser(prog="priemnaya", description="Приёмная: система взаимодействия органа с клиентом")
    commands = parser.add_subparsers(dest="command", required=True, metavar="КОМАНДА")
    for module in (running, data, backups, office, staff, journal, channels, calls, terms, plain_text):
        module.add_to(commands)
    return parser


TRY_AGAIN = os.EX_TEMPFAIL
"""What a mail server understands as «keep the letter and bring it again» (sysexits.h: 75); on any other it bounces."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code. What a person can mend is said in one Russian line. `receive` answers 0
    after commit and else TRY_AGAIN, whatever has happened: a bounce would be a lost letter."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] != ["receive"] or {"-h", "--help"} & set(given):
        return _run(given)
    try:
        signal.signal(signal.SIGTERM, _interrupted)
        return TRY_AGAIN if _run(given) else 0
    except BaseException as error:
        if not isinstance(error, SystemExit):  # where and what sort; its words may be the letter's own (docs/trust.md)
            sys.stderr.write("".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__}\n")
        return TRY_AGAIN


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def _run(arguments: list[str]) -> int:
    gc.set_threshold(50_000, 20, 100)  # a tenth of a start, half of an old database's steps
    try:
        if found := [w for w in environment.wrong() if str(w).startswith("PORT:")]:
            environment.must_be_right(found)  # the parser itself asks it
        options = build_parser().parse_args(arguments)
        run: Command = options.run
        if run is not running.run_doctor:  # which tells of all of them in its list
            environment.must_be_right(environment.wrong())
        return roomy(run)(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our words has gone; `receive` says none before it has committed
        return TRY_AGAIN if arguments[:1] == ["receive"] else 0
    except Exception as error:
        if not (words := said_of(error)):
            raise
        print(f"priemnaya: {words}", file=sys.stderr)
        return 2


MENDABLE = {"Objection", "OrderError", "UndecreedYear", "WrongSetting"}
"""Errors, with their kin, whose words are for people. By name: light commands load neither orders nor Django."""
AS_THEY_ARE = {"DatabaseError", "ValueError"}
"""These themselves are raised by us, with words; their kin by libraries, in English."""
OF_FILES = {
    errno.ENOENT: "такого файла или папки нет",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EISDIR: "это папка, а нужен файл",
    errno.ENOTDIR: "на пути к нему файл вместо папки",
    errno.ENOSPC: "на диске нет места",
    errno.EROFS: "диск открыт только для чтения",
}


def said_of(error: Exception) -> str:
    """What a person is told of an error that they can mend, in Russian; empty for a fault of the program."""
    kin = {sort.__name__ for sort in type(error).__mro__}
    if kin & MENDABLE or type(error).__name__ in AS_THEY_ARE:
        return str(error)
    if isinstance(error, UnicodeDecodeError):
        return "файл не в кодировке UTF-8: сохраните его в ней"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {OF_FILES.get(error.errno or 0, 'файл не читается или не пишется')}"
    if "OperationalError" in kin:
        return "база данных не отвечает. Проверьте: priemnaya doctor"
    return ""


if __name__ == "__main__":
    sys.exit(main())
