"""How a request to the provider proves itself. ЕСИА wants a detached ГОСТ signature made by a certified tool: plug one
in."""

from __future__ import annotations

import base64
import subprocess
from typing import Protocol

from django.conf import settings


class Signer(Protocol):
    """Makes `client_secret` for one request. fields: what is signed, in the provider's order."""

    def secret(self, fields: list[str]) -> str: ...


class SharedSecret:
    """The ordinary OpenID Connect client secret."""

    def secret(self, fields: list[str]) -> str:
        return str(settings.OIDC["client_secret"])


class CommandSigner:
    """A certified tool on this machine (КриптоПро and the like): reads bytes on stdin, writes a detached signature.

    PRIEMNAYA_OIDC_CLIENT_SECRET holds the command. The result is base64url, as ЕСИА's methodical recommendations ask.
    """

    def secret(self, fields: list[str]) -> str:
        command = str(settings.OIDC["client_secret"]).split()
        result = subprocess.run(command, input="".join(fields).encode(), capture_output=True, check=True, timeout=20)
        return base64.urlsafe_b64encode(result.stdout).decode()
