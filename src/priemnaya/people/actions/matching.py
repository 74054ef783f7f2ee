"""Who is writing: match a client by a verified fact, or make one; look-alikes become suggestions, never silent
merges."""

from __future__ import annotations

import re

import phonenumbers

from priemnaya.people.models import Client, ClientAddress, MergeSuggestion, Organisation


def normal_email(text: str) -> str:
    return text.strip().lower()


def normal_phone(text: str) -> str:
    """+79991234567, however it was typed; empty when it is no phone number."""
    try:
        number = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def normal(channel: str, address: str) -> str:
    return {"email": normal_email, "phone": normal_phone}.get(channel, str.strip)(address)


def split_name(full: str) -> dict[str, str]:
    """«Иванов Иван Иванович» or «Иван Иванов» -> parts. The order surname-name-patronymic is assumed for three
    words."""
    words = re.findall(r"[\w-]+", full, re.UNICODE)
    if len(words) >= 3:
        return {"surname": words[0], "name": words[1], "patronymic": " ".join(words[2:])[:80]}
    if len(words) == 2:
        return {"surname": words[1], "name": words[0]}
    return {"name": words[0]} if words else {}


def find_or_make(
    organisation: Organisation, *, addresses: dict[str, str], kind: str = "citizen", identity: str = "", **fields: str
) -> Client:
    """The client by identity, else by e-mail and the same surname, else a new row with suggestions for people to
    decide.

    An address alone does not prove who writes (families share one), so another surname on it makes another client.
    """
    addresses = {c: n for c, a in addresses.items() if a and (n := normal(c, a))}
    client = Client.objects.filter(organisation=organisation, identity=identity).first() if identity else None
    surname = fields.get("surname", "").strip().lower().replace("ё", "е")
    for channel, address in addresses.items():
        if client:
            break
        known = Client.objects.filter(
            organisation=organisation, addresses__channel=channel, addresses__address=address, merged_into=None
        )
        for one in known.order_by("id"):
            if not surname or not one.surname or one.surname.lower().replace("ё", "е") == surname:
                client = one
                break
    if client is None:
        client = Client.objects.create(
            organisation=organisation, kind=kind, identity=identity, **{k: v.strip()[:300] for k, v in fields.items()}
        )
        _suggest(client, addresses)
    else:
        _complete(client, identity, fields)
    for channel, address in addresses.items():
        ClientAddress.objects.get_or_create(client=client, channel=channel, address=address)
    return client


def _complete(client: Client, identity: str, fields: dict[str, str]) -> None:
    changed = [k for k, v in fields.items() if v and not getattr(client, k)]
    for name in changed:
        setattr(client, name, fields[name].strip()[:300])
    if identity and not client.identity:
        client.identity = identity
        changed.append("identity")
    if changed:
        client.save(update_fields=changed)


def _suggest(client: Client, addresses: dict[str, str]) -> None:
    others = Client.objects.filter(organisation=client.organisation, merged_into=None).exclude(pk=client.pk)
    for channel, address in addresses.items():
        for other in others.filter(addresses__channel=channel, addresses__address=address)[:5]:
            MergeSuggestion.objects.get_or_create(
                client=client, other=other, defaults={"reason": f"тот же адрес: {channel}"}
            )
    if client.surname and client.name:
        same = others.filter(
            surname__iexact=client.surname, name__iexact=client.name, patronymic__iexact=client.patronymic
        )
        for other in same[:5]:
            MergeSuggestion.objects.get_or_create(
                client=client, other=other, defaults={"reason": "те же фамилия, имя и отчество"}
            )
