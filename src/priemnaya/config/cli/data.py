"""`demo`, `backup`, `restore`, `bench`."""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path
from typing import Any

from priemnaya.errors import Objection

from .places import bring_up_to_date, with_database


def add_to(commands: Any) -> None:
    demo = commands.add_parser("demo", help="заполнить демонстрационными данными")
    demo.set_defaults(run=run_demo)
    backup = commands.add_parser("backup", help="сохранить всё в один файл")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="восстановить из файла; прежние данные заменяются")
    restore.add_argument("file", type=Path)
    restore.add_argument("--yes", action="store_true", help="не спрашивать")
    restore.set_defaults(run=run_restore)
    bench = commands.add_parser("bench", help="замерить приём, страницы и поиск")
    bench.add_argument("--sizes", default="10000,100000")
    bench.set_defaults(run=run_bench)


def run_demo(options: argparse.Namespace) -> int:
    with with_database():
        from priemnaya.config.demo import fill_once, logins

        fill_once()
        print(logins())
    return 0


def _tool(name: str, url: str, *arguments: str) -> None:
    """A client program of the wheel (18: works with servers from 15)."""
    from priemnaya.config.database import BIN, for_child

    where, environment = for_child(url)
    result = subprocess.run(
        [str(BIN / name), *arguments, *([f"--dbname={where}"] if where else [])],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    if result.returncode:
        raise Objection(f"{name}: {result.stderr.strip()[-800:]}")


def _replay(url: str, file: Path) -> None:
    """The backup as a script, without the one setting that servers before 17 do not know, in one transaction."""
    from priemnaya.config.database import BIN, for_child

    where, environment = for_child(url)
    script = subprocess.Popen(
        [str(BIN / "pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # the data folder's own client, quiet, stopping at the first error
    client = subprocess.Popen(
        [
            str(BIN / "psql"),
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            *([f"--dbname={where}"] if where else []),
        ],
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert script.stdout and script.stderr and client.stdin and client.stderr
    with client.stdin as sink:
        for line in script.stdout:
            if line.startswith((b"SET transaction_timeout", b"CREATE SCHEMA public;")):
                continue
            try:
                sink.write(line)
            except BrokenPipeError:
                break
    problem = client.stderr.read().decode("utf-8", "replace") + script.stderr.read().decode("utf-8", "replace")
    if client.wait() or script.wait():
        raise Objection(
            f"Восстановление не удалось, прежние данные стёрты: повторите с другим файлом. {problem.strip()[-800:]}"
        )


def run_backup(options: argparse.Namespace) -> int:
    """Everything, files too, in PostgreSQL's custom format; written beside and renamed, so a broken one never
    stands."""
    with with_database(migrate=False) as url:
        options.file.parent.mkdir(parents=True, exist_ok=True)
        part = options.file.with_suffix(options.file.suffix + ".part")
        _tool("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        os.replace(part, options.file)
    print(f"Сохранено: {options.file} ({options.file.stat().st_size:,} байт)".replace(",", " "))
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Replace the data by those of a backup; the events' guard is part of the schema and comes back with it."""
    if not options.file.exists():
        raise FileNotFoundError(f"Файла {options.file} нет")
    if not options.yes and input("Прежние данные будут заменены. Продолжить? (да/нет) ").strip().lower() != "да":
        return 1
    with with_database(migrate=False) as url:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("drop schema public cascade; create schema public")
        connection.close()
        _replay(url, options.file)
        bring_up_to_date()
        from priemnaya.programme.rollups import refresh_rollups

        refresh_rollups(12)
    print("Восстановлено.")
    return 0


def run_bench(options: argparse.Namespace) -> int:
    from priemnaya.config.bench import run

    run([int(n) for n in options.sizes.split(",")])
    return 0
