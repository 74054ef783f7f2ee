"""Numbers of cases as people type and dictate them: «№ 2026-000054», with a long dash, without any, without zeros."""

from __future__ import annotations

import re
import unicodedata

NUMBER = re.compile(r"[^0-9]{0,20}([0-9]{4})[\W_]{0,5}([0-9]{1,9})[^0-9]{0,5}")


def as_number(typed: str) -> str:
    """The number as it is kept, «2026-000054»; empty when what was typed can be none."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", typed[:60]))
    return f"{found[1]}-{int(found[2]):06d}" if found else ""
