"""Every way in and out is found by its folder: importing it registers its sender. Each folder says in its `__init__`
which kinds of points it serves (POINTS) and which channels of the outbox it carries (SENDS; empty: a person carries
them); or that it is SHARED by others and no channel itself. A folder that says nothing stops the start: it would queue
letters for ever."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from priemnaya import channels

from .base import senders


def load_channels() -> dict[str, ModuleType]:
    """Import every module of every channel's folder. Raises ImportError when a folder does not carry what it says, or
    carries more."""
    found: dict[str, ModuleType] = {}
    for folder in pkgutil.iter_modules(channels.__path__):
        if not folder.ispkg or folder.name == "migrations":
            continue
        package = importlib.import_module(f"{channels.__name__}.{folder.name}")
        if getattr(package, "SHARED", False):
            continue
        if not hasattr(package, "SENDS") or not hasattr(package, "POINTS"):
            raise ImportError(f"channels/{folder.name}/__init__.py must say POINTS and SENDS (or SHARED)")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
        carried = {c for c, send in senders().items() if send.__module__.startswith(f"{package.__name__}.")}
        if carried != set(package.SENDS):
            raise ImportError(
                f"channels/{folder.name} says that it carries {package.SENDS} and carries {sorted(carried)}"
            )
        found[folder.name] = package
    return found
