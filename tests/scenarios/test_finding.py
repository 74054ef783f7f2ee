"""The search of staff."""

from priemnaya.cases.models import Found
from tests.helpers import case_of


def test_index(cast):
    case = case_of(
        cast.udm,
        text="Прошу по СНИЛС 112-233-445 95 и участку 18:26:010203:45, тел. 8 (912) 855-12-34. Иванову Петру Сергеевичу, В. А. Петров. соци-\nальный ваш N 12-34/5",
    )
    row = Found.objects.get(case=case)
    print(row.search)
    print(Found.objects.get(client=case.client).search)
    assert 0
