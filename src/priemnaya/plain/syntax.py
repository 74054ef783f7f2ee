"""The optional syntax layer: slovnet's dependency parser with the models that the natasha wheel carries. Loads on first
use.

The models cost about 200 MB and 0.8 s. Without them everything else works (`available()` is False, trees are empty).
"""

from __future__ import annotations

import importlib.util
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from .document import Document, Token

LONGEST = 120
"""Tokens: a longer sentence is not parsed, its tree would be noise."""


@dataclass(frozen=True, slots=True)
class Node:
    """A token, the index of its head in the sentence (-1: root) and its Universal Dependencies relation."""

    token: Token
    head: int
    relation: str


@lru_cache(maxsize=1)
def _models() -> Path | None:
    spec = importlib.util.find_spec("natasha")
    folder = Path(spec.origin).parent / "data" if spec and spec.origin else None
    return folder if folder and folder.is_dir() and importlib.util.find_spec("slovnet") else None


def available() -> bool:
    """The models are installed."""
    return _models() is not None


_LOCK = threading.Lock()


@lru_cache(maxsize=1)
def _parser() -> Any:
    folder = _models()
    if folder is None:
        return None
    from slovnet import Syntax

    syntax = Syntax.load(str(folder / "model/slovnet_syntax_news_v1.tar"), batch_size=32)
    syntax.navec(word_vectors())
    return syntax


@lru_cache(maxsize=1)
def word_vectors() -> Any:
    """Vectors of 250,000 words, loaded once a process (a second, about 170 MB at its peak); None when they are not
    installed."""
    folder = _models()
    if folder is None:
        return None
    from navec import Navec

    return Navec.load(str(folder / "emb/navec_news_v1_1B_250K_300d_100q.tar"))


def trees(document: Document) -> list[list[Node]]:
    """One tree a sentence, in order; empty when the layer is not installed. The parse is kept with the document."""
    if "trees" not in document.kept:
        document.kept["trees"] = _parse(document)
    kept: list[list[Node]] = document.kept["trees"]
    return kept


def _parse(document: Document) -> list[list[Node]]:
    with _LOCK:
        parser = _parser()
        if parser is None:
            return []
        spans = [s for s in document.sentences if 2 <= s.last - s.first <= LONGEST]
        cut = [document.tokens[s.first : s.last] for s in spans]
        parsed = list(parser.map([[t.text for t in tokens] for tokens in cut]))
    result = []
    for tokens, markup in zip(cut, parsed, strict=True):
        result.append([Node(t, int(m.head_id) - 1, str(m.rel)) for t, m in zip(tokens, markup.tokens, strict=True)])
    return result
