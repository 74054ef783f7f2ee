"""Personal data of who calls and who comes."""

from __future__ import annotations

from priemnaya.core.erasure import Keeper, keeps

from .personal_calls import HELD_CALLS, expire_calls, export_calls, gather_calls

keeps(
    Keeper("reception", held=HELD_CALLS, gather=gather_calls, expire=expire_calls, export=export_calls),
)
