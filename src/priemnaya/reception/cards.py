"""Talks, promises and visits stand on the client's card, and go with it when two cards are joined or parted."""

from __future__ import annotations

from priemnaya.cases.actions.moving import OF_A_CARD

from .models import Call, CallBack, Visit, VisitWish

OF_A_CARD |= {"calls": Call, "call_backs": CallBack, "visits": Visit, "visit_wishes": VisitWish}
