"""Folders and files that hold people's data: for their owner alone, never made or opened through a link.

Settings and the embedded database use it before there is Django.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import struct
from collections.abc import Iterator
from pathlib import Path

from priemnaya.errors import Objection

LISTED = "system.posix_acl_access"
"""Where Linux keeps a folder's list of access (acl(5)): version 2, then tag, rights and id of each entry."""
USER_OBJ, USER, GROUP_OBJ, MASK, OTHER = 1, 2, 4, 16, 32
SEARCH, UNNAMED = 1, 0xFFFFFFFF
Entry = tuple[int, int, int]


def keep_private(path: Path, *, uid: int | None = None, gid: int | None = None, mode: int = 0o700) -> None:
    """Make a folder, or take the one that is there, for its owner alone (`uid`, else ours). Raises Objection when there
    is a link, or what another user owns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.mkdir(path, 0o700)
    wanted = os.getuid() if uid is None else uid
    with _opened(path) as folder:
        owner = os.fstat(folder).st_uid
        if owner not in (os.getuid(), wanted):
            raise Objection(
                f"Папка {path} принадлежит другому пользователю (номер {owner}). Запустите от его имени или задайте"
                " другую папку в PRIEMNAYA_DATA."
            )
        if os.getuid() == 0:
            os.fchown(folder, wanted, -1 if gid is None else gid)
        if owner == os.getuid() or os.getuid() == 0:
            os.fchmod(folder, mode)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    """The folder itself, held by its descriptor: what stands under its name may change meanwhile."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise Objection(
            f"{path}: здесь должна быть папка, а не ссылка и не файл ({error.strerror}). Уберите её или задайте другую"
            " папку в PRIEMNAYA_DATA."
        ) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def close_to_others(path: Path) -> None:
    """The data folder as settings find it: made for us alone, or closed to others. What the database's own user was
    given, to pass through a folder of root's, stays."""
    if not path.exists():
        keep_private(path)
    found = path.stat()
    lent = SEARCH << 3 if os.getuid() == 0 and found.st_mode & 0o070 == SEARCH << 3 else 0
    if found.st_uid == os.getuid() and found.st_mode & 0o077 != lent:
        path.chmod(0o700 | lent)


def is_private(path: Path, uid: int) -> bool:
    """Whether a folder, no link, is this user's and closed to all others."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and not found.st_mode & 0o077


def open_private(path: Path, flags: int, *, uid: int | None = None) -> int:
    """A descriptor of a file for its owner alone (`uid`, else ours). Raises Objection for a link."""
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise Objection(f"{path}: здесь должен быть файл, а не ссылка. Уберите её.") from error
    if uid is not None and os.getuid() == 0:
        os.fchown(descriptor, uid, -1)
    os.fchmod(descriptor, 0o600)
    return descriptor


def write_private(path: Path, content: str, *, uid: int | None = None, gid: int | None = None) -> None:
    """Write a file anew, readable by its owner alone, and by one group if that is said."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with open(open_private(part, os.O_WRONLY | os.O_EXCL, uid=uid), "w", encoding="utf-8") as file:
        file.write(content)
        if gid is not None:
            os.fchown(file.fileno(), -1, gid)
            os.fchmod(file.fileno(), 0o640)
    os.replace(part, path)


def let_pass(folder: Path, uid: int) -> None:
    """One user may go through a folder that is closed to others, and sees nothing of it. Where the file system knows no
    lists of access, everybody may go through a folder of root's."""
    found = folder.stat()
    if found.st_uid == uid or found.st_mode & 0o001:
        return
    try:
        os.setxattr(folder, LISTED, _with_search(_entries(folder, found.st_mode), uid))
    except OSError:
        if found.st_uid == 0:
            folder.chmod(stat.S_IMODE(found.st_mode) | 0o001)


def _entries(folder: Path, mode: int) -> list[Entry]:
    try:
        kept = os.getxattr(folder, LISTED)
    except OSError:
        return [(USER_OBJ, mode >> 6 & 7, UNNAMED), (GROUP_OBJ, mode >> 3 & 7, UNNAMED), (OTHER, mode & 7, UNNAMED)]
    return [struct.unpack_from("<HHI", kept, at) for at in range(4, len(kept), 8)]


def _with_search(entries: list[Entry], uid: int) -> bytes:
    """The list with one more user, who may pass; the mask, which bounds all that are named, lets it."""
    others = [e for e in entries if e[0] != MASK and not (e[0] == USER and e[2] == uid)]
    bound = SEARCH
    for tag, rights, _ in entries:
        if tag == MASK or (tag == GROUP_OBJ and MASK not in {e[0] for e in entries}):
            bound |= rights
    made = sorted([*others, (USER, SEARCH, uid), (MASK, bound, UNNAMED)])
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry[:2], entry[2]) for entry in made)
