"""placeholder"""

from typing import Any

from django.test import Client

from priemnaya.core.models import AccessRecord

from .helpers import case_of


def test_one(cast: Any, client: Client) -> None:
    case = case_of(cast.udm)
    client.force_login(cast.executor)
    client.get(f"/w/cases/{case.pk}/")
    client.get("/w/cases/")
    client.get("/w/cases/?q=" + case.number)
    print(list(AccessRecord.objects.values()))
    assert 0
