"""The little notation of examples in rule records: {place}, `=> mended`, `|| the client's question`, WORDS:n."""

from __future__ import annotations

import re

_FILLER = (
    "Школа открыта с утра. Дети пришли вовремя. Уроки идут как обычно. Обед дают в полдень. Кружки работают до вечера. "
)


def expanded(example: str) -> tuple[str, list[tuple[int, int]], str, str | None]:
    """(text, marked spans, the client's message, the mended text or None)."""
    example, _, mended = example.partition(" => ")
    example, _, appeal = example.partition(" || ")
    example = re.sub(
        r"WORDS:(\d+)", lambda m: " ".join((_FILLER * (int(m[1]) // 15 + 1)).split()[: int(m[1])]), example
    )
    text, spans = "", list[tuple[int, int]]()
    opened: list[int] = []
    for character in example:
        if character == "{":
            opened.append(len(text))
        elif character == "}" and opened:
            spans.append((opened.pop(), len(text)))
        else:
            text += character
    return text, spans, appeal, mended or None
