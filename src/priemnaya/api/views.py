"""Health for monitoring: is the database there, does the worker keep up."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from priemnaya.core.models import Delivery
from priemnaya.ui.access import public


@require_GET
@public
def health(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    late = Delivery.objects.filter(
        channel="email", state="queued", next_at__lt=timezone.now() - dt.timedelta(minutes=10)
    ).count()
    return JsonResponse({"database": "ok", "letters_waiting_over_10_minutes": late}, status=200 if late == 0 else 503)
