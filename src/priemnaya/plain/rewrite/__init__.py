"""Rewriting without a language model: closed tables, grammemes copied, the noun phrase re-inflected, refusal on any
doubt."""
