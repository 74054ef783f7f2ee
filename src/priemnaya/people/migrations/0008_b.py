from typing import Any

from django.db import migrations

PUNY = "xn--"


def in_letters(mailbox: str) -> str:
    """The domain in the letters of its people, as mailboxes are kept from now on («почта@пример.рф»); as it was where
    it is no domain."""
    local, _, domain = mailbox.rpartition("@")
    try:
        return f"{local}@{domain.encode('ascii').decode('idna')}".lower()
    except UnicodeError:
        return mailbox


def write_domains(rows: Any, owner: str) -> None:
    """Only rows typed as xn--… are touched. Where the same mailbox stands there in letters already, both stay."""
    for row in rows.filter(channel="email", address__contains=PUNY).iterator(chunk_size=500):
        known = in_letters(row.address)
        same = rows.filter(**{owner: getattr(row, owner)}, channel="email", address=known)
        if known != row.address and not same.exists():
            rows.filter(pk=row.pk).update(address=known)


def of_cards(apps: Any, schema_editor: Any) -> None:
    write_domains(apps.get_model("people", "ClientAddress").objects.all(), "client_id")
    cards = apps.get_model("people", "Client").objects
    for row in cards.filter(chosen_point="email", chosen_address__contains=PUNY).only("pk", "chosen_address"):
        cards.filter(pk=row.pk).update(chosen_address=in_letters(row.chosen_address))


class Migration(migrations.Migration):
    dependencies = [("people", "0007_b")]

    operations = [migrations.RunPython(of_cards, migrations.RunPython.noop, elidable=True)]
