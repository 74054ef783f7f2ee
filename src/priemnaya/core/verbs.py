"""Every event verb has a human sentence in Russian; an unregistered verb cannot be recorded."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}


def say(verb: str, sentence: str) -> None:
    """Register a verb. Raises ValueError when it already has another sentence."""
    if SENTENCES.get(verb, sentence) != sentence:
        raise ValueError(f"у события {verb} уже есть другая фраза")
    SENTENCES[verb] = sentence


def sentence(verb: str) -> str:
    return SENTENCES[verb]
