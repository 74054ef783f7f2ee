"""`backup`, `restore`, `backup-key`: everything in one file, encrypted to a key (age) that need not lie on this server.

The dump goes from the database's program through the encryption into a file of the owner's alone: it never stands
unencrypted on a disk. A restore reads the whole file once before it touches anything, then replaces the data in one
transaction: what breaks off leaves the former data.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from priemnaya.config.environment import given
from priemnaya.config.folders import open_private
from priemnaya.errors import Objection

from .places import bring_up_to_date, with_database

ENCRYPTED, PLAIN = b"age-encryption.org/v1\n", b"PGDMP"
KEYS = "PRIEMNAYA_BACKUP_KEYS"
BLOCK = 1024 * 1024
OURS = b"CREATE TABLE public.core_event ("
UNKNOWN_BEFORE_17 = b"SET transaction_timeout", b"CREATE SCHEMA public;"
"""What servers before 17 do not know, and what the script does by itself."""


def add_to(commands: Any) -> None:
    backup = commands.add_parser("backup", help="сохранить всё в один зашифрованный файл")
    backup.add_argument("file", type=Path)
    backup.add_argument("--plain", action="store_true", help="не шифровать: файл прочтёт каждый, к кому он попадёт")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="восстановить из файла; прежние данные заменяются")
    restore.add_argument("file", type=Path)
    restore.add_argument("--identity", type=Path, help="файл закрытого ключа, который сделала команда backup-key")
    restore.add_argument("--yes", action="store_true", help="не спрашивать")
    restore.set_defaults(run=run_restore)
    key = commands.add_parser("backup-key", help="сделать пару ключей для резервных копий")
    key.add_argument("file", type=Path, help="куда записать закрытый ключ")
    key.set_defaults(run=run_key)


def run_key(options: argparse.Namespace) -> int:
    """The secret half into a file of its own, the public half on the screen."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    public = identity.to_public()
    try:
        descriptor = open_private(options.file, os.O_WRONLY | os.O_EXCL)
    except FileExistsError:
        raise Objection(
            f"Файл {options.file} уже есть: в нём может быть ключ от прежних копий. Назовите другой."
        ) from None
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(f"# public key: {public}\n{identity}\n")
    print(
        f"Закрытый ключ: {options.file}\nУнесите его с сервера и храните в двух местах: без него копии не прочесть."
        f"\nОткрытый ключ впишите в настройки сервера:\n{KEYS}={public}"
    )
    return 0


def recipients() -> list[Any]:
    """Who will be able to read the backups: public keys, or a file with them. Raises Objection."""
    from pyrage import RecipientError, x25519

    said = str(given(KEYS)).split()
    if len(said) == 1 and not said[0].startswith("age1"):
        said = _lines(Path(said[0]))
    if not said:
        raise Objection(
            "Копия содержит персональные данные, а ключа для неё нет. Сделайте пару: priemnaya backup-key ФАЙЛ — и"
            f" задайте {KEYS}. Без шифрования: priemnaya backup --plain."
        )
    try:
        return [x25519.Recipient.from_str(key) for key in said]
    except RecipientError as error:
        raise Objection(f"{KEYS}: это не открытый ключ age. Он начинается с age1…") from error


def identities(file: Path | None) -> list[Any]:
    """The secret keys of a file, which nobody but its owner may read. Raises Objection."""
    from pyrage import IdentityError, x25519

    if file is None:
        raise Objection("Копия зашифрована. Укажите файл закрытого ключа: priemnaya restore ФАЙЛ --identity КЛЮЧ")
    if file.name.startswith("AGE-SECRET-KEY"):
        raise Objection("Укажите файл с закрытым ключом, а не сам ключ: командную строку видят другие пользователи.")
    lines = _lines(file)
    if file.stat().st_mode & 0o077:
        raise Objection(f"Закрытый ключ {file} могут прочесть другие пользователи. Выполните: chmod 600 {file}")
    try:
        return [x25519.Identity.from_str(line) for line in lines]
    except IdentityError:
        raise Objection(f"В файле {file} нет закрытого ключа: строки AGE-SECRET-KEY-1…") from None


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Objection(f"Файл ключа {file} не прочитан: {type(error).__name__}.") from error
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _program(name: str, url: str, *arguments: str, **pipes: Any) -> subprocess.Popen[bytes]:
    """A client program of the wheel (18: works with servers from 15) on the database of an address."""
    from priemnaya.config.database import BIN, for_child

    where, environment = for_child(url)
    place = [f"--dbname={where}"] if where else []
    return subprocess.Popen([str(BIN / name), *arguments, *place], env={**os.environ, **environment}, **pipes)


def run_backup(options: argparse.Namespace) -> int:
    """Everything, files too, in PostgreSQL's custom format; written beside and renamed, so a broken one never
    stands."""
    keys = [] if options.plain else recipients()
    with with_database(migrate=False) as url:
        options.file.parent.mkdir(parents=True, exist_ok=True)
        part = options.file.with_name(f"{options.file.name}.part")
        part.unlink(missing_ok=True)
        try:
            with open(open_private(part, os.O_WRONLY | os.O_EXCL), "wb", buffering=BLOCK) as file:
                _dump(url, file, keys)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, options.file)
        finally:
            part.unlink(missing_ok=True)
    how = "без шифрования: храните его как сами дела" if options.plain else "зашифровано"
    size = f"{options.file.stat().st_size:,}".replace(",", " ")
    print(f"Сохранено: {options.file} ({size} байт, {how})")
    return 0


def _dump(url: str, file: IO[bytes], keys: list[Any]) -> None:
    import pyrage

    errors: list[bytes] = []
    dump = _program(
        "pg_dump",
        url,
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert dump.stdout and dump.stderr
    listening = _in_thread(lambda: errors.append(dump.stderr.read()))
    try:
        if keys:
            pyrage.encrypt_io(dump.stdout, file, keys)
        else:
            for block in iter(lambda: dump.stdout.read(BLOCK), b""):  # type: ignore[union-attr]
                file.write(block)
    finally:
        dump.stdout.close()
        listening.join()
        failed = dump.wait()
    if failed:
        raise Objection(f"pg_dump: {_said(errors)}")


def run_restore(options: argparse.Namespace) -> int:
    """Replace the data by those of a backup; the events' guard is part of the schema and comes back with it."""
    if not options.file.exists():
        raise FileNotFoundError(f"Файла {options.file} нет")
    with options.file.open("rb") as file:
        head = file.read(len(ENCRYPTED))
    if head != ENCRYPTED and not head.startswith(PLAIN):
        raise Objection(f"{options.file}: это не резервная копия Приёмной.")
    keys = identities(options.identity) if head == ENCRYPTED else []
    check(options.file, keys)
    if not options.yes and input("Прежние данные будут заменены. Продолжить? (да/нет) ").strip().lower() != "да":
        return 1
    with with_database(migrate=False) as url:
        from django.db import connection

        connection.close()
        replay(url, options.file, keys)
        bring_up_to_date()
        from priemnaya.programme.rollups import refresh_rollups

        refresh_rollups(12)
    print("Восстановлено.")
    return 0


def check(file: Path, keys: list[Any]) -> None:
    """Read a backup to its end: its key fits, nothing lacks, nothing was changed, it is ours. Raises Objection."""
    ours = False
    with _script(file, keys) as lines:
        for line in lines:
            ours = ours or line.startswith(OURS)
    if not ours:
        raise Objection(f"{file}: это копия другой базы, не Приёмной.")


def replay(url: str, file: Path, keys: list[Any]) -> None:
    """The backup as a script in one transaction, with the emptying of what was: it ends as a whole or not at all.
    Raises Objection."""
    errors: list[bytes] = []
    quiet = "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"
    client = _program("psql", url, *quiet, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert client.stdin and client.stderr
    listening = _in_thread(lambda: errors.append(client.stderr.read()))
    try:
        with contextlib.suppress(BrokenPipeError), client.stdin as sink, _script(file, keys) as lines:
            sink.write(b"begin; drop schema public cascade; create schema public;\n")
            heading = True
            for line in lines:
                heading = heading and not line.startswith(b"COPY ")
                if not heading or not line.startswith(UNKNOWN_BEFORE_17):
                    sink.write(line)
            sink.write(b"commit;\n")
    finally:  # whatever broke off before «commit» is rolled back
        failed = client.wait()
        listening.join()
    if failed:
        raise Objection(f"Восстановление не удалось, прежние данные остались. {_said(errors)}")


@contextlib.contextmanager
def _script(file: Path, keys: list[Any]) -> Iterator[Iterator[bytes]]:
    """The lines of a backup as SQL. Raises Objection at its end, before the block goes on, when it is not whole."""
    from priemnaya.config.database import BIN

    errors: list[bytes] = []
    broken: list[Exception] = []
    reading = subprocess.Popen(
        [str(BIN / "pg_restore"), "--no-owner", "--no-privileges", "--file=-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert reading.stdin and reading.stdout and reading.stderr
    feeding = _in_thread(lambda: _feed(file, keys, reading.stdin, broken))
    listening = _in_thread(lambda: errors.append(reading.stderr.read()))

    def lines() -> Iterator[bytes]:
        yield from reading.stdout  # type: ignore[misc]
        feeding.join()
        listening.join()
        if reading.wait() or broken:
            why = "ключ не подходит, или копия оборвана или изменена" if keys and broken else "копия повреждена"
            raise Objection(f"{file}: {why}. Прежние данные не тронуты. {_said(errors)}".strip())

    try:
        yield lines()
    finally:
        reading.kill()
        reading.wait()
        feeding.join()
        listening.join()
        reading.stdout.close()


def _feed(file: Path, keys: list[Any], sink: IO[bytes], broken: list[Exception]) -> None:
    import pyrage

    try:
        with sink, file.open("rb") as source:
            if keys:
                pyrage.decrypt_io(source, sink, keys)
            else:
                for block in iter(lambda: source.read(BLOCK), b""):
                    sink.write(block)
    except BrokenPipeError:  # its reader has said why
        pass
    except Exception as error:
        broken.append(error)


def _in_thread(work: Any) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _said(errors: list[bytes]) -> str:
    return b"".join(errors).decode("utf-8", "replace").strip()[-800:]
