"""Identification of a client by OpenID Connect (ЕСИА or another provider)."""
