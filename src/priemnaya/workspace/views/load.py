"""Who has how much, for who spreads the work."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from priemnaya.desk.load import Load, loads
from priemnaya.programme.models import FEW
from priemnaya.ui.access import permission
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.loads import LOADS, LOADS_KEPT
from priemnaya.workspace.tables.shown import Listing


@dataclass(frozen=True)
class Row(Load):
    """most: of anybody, to which the bars are drawn."""

    most: int = 0

    @property
    def enough(self) -> bool:
        """Ended terms to speak of a share."""
        return self.ended >= FEW


@require_GET
@permission("case.assign")
def load(request: HttpRequest) -> HttpResponseBase:
    """By person. How terms were kept is for who may see figures."""
    me = who(request)
    rows, figures = loads(me), me.may("report.view")
    most = max((row.open for row in rows), default=0)
    shown = [Row(**vars(row), most=most) for row in rows]
    listing = Listing(LOADS_KEPT if figures else LOADS, shown, request)
    if (file := listing.file()) is not None:
        return file
    context = {"listing": listing, "figures": figures, "substitutes": me.may("staff.manage")}
    return render(request, "workspace/load.html", context)
