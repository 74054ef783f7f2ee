"""Makes `plain/frequent.tsv` anew: how often Russian words are met, by dictionary form.

Counters of word forms come with the navec model of the natasha wheel (requirements/data.txt), a news corpus; names and
places are left out, and so are the news' own countries.

    python -m priemnaya.plain.eval.frequency
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from priemnaya.plain.syntax import _models
from priemnaya.plain.weights import FILE, RARE
from priemnaya.plain.words import word

MODEL = "emb/navec_news_v1_1B_250K_300d_100q.tar"
NOT_COMMON = frozenset(
    {"Name", "Surn", "Patr", "Geox", "Abbr", "Orgn", "Trad", "PREP", "CONJ", "PRCL", "NPRO", "Apro", "Init"}
)
OF_THE_NEWS = (
    *("украин", "росси", "путин", "сша", "нато", "донецк", "киев", "крым", "евро", "герман", "америк", "англи"),
    *("великобр", "иран", "сири", "японск", "лавров", "премьера", "риа", "интерфакс"),
)
SHORT = 2
HEAD = """\
# Как часто слово встречается в русских текстах: словарная форма (ё как е) и число на миллион слов, от 100.
# Сложено по формам pymorphy3 из счётчиков слов модели navec_news_v1 (Natasha, лицензия MIT), без имён и названий.
# Делает: python -m priemnaya.plain.eval.frequency
"""


def frequent(folder: Path) -> list[tuple[str, int]]:
    """Dictionary forms met at least RARE times a million, the commonest first."""
    from navec import Navec

    vocabulary = Navec.load(str(folder / MODEL)).vocab
    counts: Counter[str] = Counter()
    for form, times in zip(vocabulary.words, vocabulary.counts, strict=False):
        if form.isalpha() and "а" <= form[0] <= "ё" and (readings := word(form).readings):
            counts[readings[0].lemma] += int(times)
    million = sum(vocabulary.counts) / 1_000_000
    rows = [(lemma, times / million) for lemma, times in counts.most_common() if _is_common(lemma)]
    return [(lemma, round(often)) for lemma, often in rows if often >= RARE]


def _is_common(lemma: str) -> bool:
    readings = word(lemma).readings
    told = readings[0].grammemes if readings else frozenset()
    place = any("Geox" in r.grammemes for r in readings)
    return len(lemma) > SHORT and not place and told.isdisjoint(NOT_COMMON) and not lemma.startswith(OF_THE_NEWS)


def main() -> None:
    folder = _models()
    if folder is None:
        raise SystemExit("Модели не установлены: см. requirements/data.txt.")
    lines = (f"{lemma}\t{often}\n" for lemma, often in frequent(folder))
    FILE.write_text(HEAD + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
