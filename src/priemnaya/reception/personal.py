"""Personal data of who calls and who comes."""

from __future__ import annotations

from priemnaya.core.erasure import Keeper, keeps

from .personal_visits import HELD_VISITS, expire_visits, export_visits, gather_visits

keeps(
    Keeper("reception", held=HELD_VISITS, gather=gather_visits, expire=expire_visits, export=export_visits),
)
