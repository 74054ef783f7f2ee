"""Bytes to text as Russian letters need it: the declared charset first, detection only when it cannot be true."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from .mojibake import share_of_words

UNTEXT = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"}
CYRILLIC = ("windows-1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
RARE = {"mac-cyrillic": 0.3}
"""Small letters stand alike in it and in windows-1251: it must be clearly better."""
EASTERN = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "euc_jp": "euc_jp",
    "iso2022_kr": "iso2022_kr",
    "cp949": "cp949",
    "cp932": "cp932",
    "hz": "hz",
}
"""Declared narrowly, written widely: each is read by the codec that contains it; a broken sign is no reason to
guess."""
LATIN = {"iso8859-1", "iso8859-15", "cp1252"}
LARGEST = 2_000_000
"""Bytes that are read as text: ten times what a letter keeps."""
SAMPLE = 12_000
"""Bytes by which a charset is guessed."""
FITS = 4.6
"""From this mark a reading is Russian words; other charsets of the same bytes get 1 to 3.5."""
SURE, SURE_LETTERS = 2.0, 12
"""How much better another reading must be, over how many letters, to overrule a declaration that decodes cleanly."""
WORDS, CLEARLY = 6.5, 1.5
"""A reading that would pass for words is overruled only by one with this mark and so much better: true Russian gets 6.8
to 7.8, the same bytes by another charset up to 5.4."""
SHORT, CLOSE = 40, 1.0
"""Up to so many letters, or between marks so near, the dictionary tells."""
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
PAIRS = (
    "667575477074687868665425300005130",
    "067466573667780667723455540000669",
    "823138427067468085270101175700246",
    "901018047057258346460400700730048",
    "820165008037249073060001100002006",
    "825339438056478675560223201530046",
    "245665452667783487713225440000319",
    "840089109043484133060000000010003",
    "957475326044677051050031003640058",
    "347357365667774368803656510000468",
    "000260000047343017800024400000009",
    "904006018037039176770040100000008",
    "800218309054058004370002000580677",
    "731009008024458405270000000612059",
    "801248029050078005662033000750157",
    "078675554667764577812536520001338",
    "700007008036039292360000000410034",
    "924548418051469225673402200640156",
    "615036006077567766951314100570187",
    "807148027063358476260002000680148",
    "365775751666760677701417550000709",
    "900407088005239073564220000310007",
    "605004007004349075340000001000009",
    "804009009050006014071000000600007",
    "900009009061082021850000300040006",
    "702009009077057230450000020042006",
    "800009029000040000050000000040001",
    "000009000000000000004000000300593",
    "068367230857730545700704500000009",
    "033436054060781107702133630000569",
    "014240011288661464903110300000225",
    "060072230234240045900218390000329",
    "247367360225550246700443050000529",
)
"""How often a letter (a column; the last is the end of a word) follows another (a row; the first is the start), 0 never
to 9 often, in lower case: counted over the orders here and the dictionary of pymorphy3. Capitals are read by it as
well, which a share of the commonest small letters cannot do."""
_AT = {letter: n for n, letter in enumerate(LETTERS)}
_WIDTH = len(LETTERS) + 1
_NEUTRAL = re.compile(r"[\x00-\x7f\xa0«»„“”‘’…–—№•©§°]+")
_ODD = re.compile(r"[»”’…№•©§°][а-яё]|[а-яё][«„№•©§]", re.IGNORECASE)
"""Marks where no one writes them: capitals of another charset."""
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, declared: str | None) -> str:
    """Never raises. A declaration is believed when it decodes cleanly, unless its reading is no words and another's
    are; a byte that is none of a charset costs one character."""
    data = data[:LARGEST]
    codec = _codec(declared)
    if (wide := _wide(data)) and not (codec or "").startswith("utf-32"):
        return data[: len(data) // 2 * 2].decode(wide, "replace")
    if codec is None or (codec == "ascii" and not data.isascii()):
        return guess(data)
    if codec in EASTERN:
        return data.decode(EASTERN[codec], "replace")
    if codec in LATIN:
        return guess(data) if _in_words(data) else data.decode("cp1252", "replace")
    if codec.startswith(("utf-16", "utf-32")) and b"\0" not in data[:SAMPLE]:
        return guess(data)
    if codec == "utf-8":
        text = _utf8(data)
        return guess(data) if text is None else text
    try:
        text = _single(data, codec) if codec in _KNOWN else data.decode(codec, "replace")
    except (ValueError, LookupError):
        return guess(data)
    if codec in _KNOWN and (better := _better(data, codec)):
        return better
    return text if text.count("\ufffd") * 4 <= len(text) else guess(data)


def guess(data: bytes) -> str:
    """UTF-8 when it is that but for a few bytes; else the Cyrillic charset whose reading is most like Russian words;
    else a detector's word."""
    data = data[:LARGEST]
    if wide := _wide(data):
        return data[: len(data) // 2 * 2].decode(wide, "replace")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) % 2 == 0:
        return data.decode("utf-16", "replace")
    if (text := _utf8(data)) is not None:
        return text
    if (text := _by_lines(data)) is not None:
        return text
    sample = _sample(data)
    score, codec = _likely(sample)
    if score >= FITS:
        return _single(data, codec)
    if not _in_words(data):
        western = score < FITS / 2 and re.search(rb"[A-Za-z][\xc0-\xff][a-z]", sample)
        return data.decode("cp1252", "replace") if western else _single(data, "windows-1251")
    detected = from_bytes(sample).best()
    encoding = detected.encoding if detected else "windows-1251"
    try:
        return data.decode(encoding, "replace") if score < FITS / 2 else _single(data, codec)
    except (ValueError, LookupError):
        return _single(data, "windows-1251")


def _wide(data: bytes) -> str:
    """UTF-16 that says so nowhere: every other byte is the page of Latin or Cyrillic letters. Empty for all else."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    sample = data[2 * marked : SAMPLE // 2 * 2]
    if len(sample) < 8:
        return ""
    for at, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        pages, letters = sample[at::2], sample[1 - at :: 2]
        known = pages.count(0) + pages.count(4)
        if known * 20 >= len(pages) * 19 and letters.count(0) * 20 <= len(letters):
            return "utf-16" if marked else codec
    return ""


def charset_of(data: bytes, declared: str | None = None) -> str:
    """The one charset of a file that is to be written back: the declared one when it can be believed (`decode`), else
    as `guess`."""
    data = data[:LARGEST]
    codec, sample = _codec(declared), _sample(data)
    if codec in _KNOWN and not _better(data, codec):
        return codec
    if codec in LATIN and not _in_words(data):
        return "cp1252"
    if _utf8(data) is not None:
        return "utf-8"
    return _likely(sample)[1] if _in_words(data) else "windows-1251"


def fit(text: str) -> float:
    """How much the words outside ASCII are like Russian ones, 0 to 9; nothing to judge by is a middling mark."""
    signs = 0
    marks = -4 * len(_ODD.findall(text))
    for word in _NEUTRAL.split(text):
        if word:
            marks += _mark(word)
            signs += len(word) + 1
    return marks / signs if signs else FITS


def _mark(word: str) -> int:
    """The sum over its pairs. A capital after a small letter, and a sign that is no Russian letter, are worth
    nothing."""
    total, before, small = 0, 0, False
    for sign in word.replace("ё", "е").replace("Ё", "Е"):
        at = _AT.get(sign.lower(), -1)
        if at < 0:
            total, before, small = total - 2, 0, False
            continue
        total += 0 if small and sign.isupper() else int(PAIRS[before][at])
        before, small = at + 1, sign.islower()
    return total + int(PAIRS[before][_WIDTH - 1])


def _utf8(data: bytes) -> str | None:
    """The text if it is UTF-8 but for a few bytes of it."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        sample = data[: 4 * SAMPLE].decode("utf-8", "replace")
    lost = sample.count("\ufffd")
    whole = sum(sign > "\x7f" for sign in sample) - lost
    return data.decode("utf-8", "replace") if lost * 5 <= whole or (whole >= 2 and lost == 1) else None


def _by_lines(data: bytes) -> str | None:
    """A letter to whose UTF-8 a server added a line in another charset, or the other way round; None when it is of one
    charset."""
    lines = data.split(b"\n")
    spoken = [line for line in lines[:2000] if not line.isascii()]
    if not any(_is_utf8(line) and len(_HIGH.findall(line)) >= 6 for line in spoken) or len(lines) > 5000:
        return None
    return "\n".join(line.decode("utf-8") if _is_utf8(line) else guess(line) for line in lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _sample(data: bytes) -> bytes:
    """The first lines that are not plain ASCII: a long English quotation must not hide two Russian lines below."""
    found = _HIGH.search(data)
    return data[max(0, found.start() - 40) :][:SAMPLE] if found else data[:SAMPLE]


def _in_words(data: bytes) -> bool:
    """Whether the bytes above ASCII mostly stand side by side, as Cyrillic words do and accents of Latin ones don't."""
    sample = _sample(data)
    runs = re.findall(rb"[\x80-\xff]+", sample)
    return sum(len(r) for r in runs if len(r) > 1) * 2 > sum(map(len, runs))


def _better(data: bytes, codec: str) -> str | None:
    """Another Cyrillic reading, when the declared one is no words at all and that one is."""
    sample = _sample(data)
    if len(_HIGH.findall(sample)) < SURE_LETTERS:
        return None
    own = fit(_single(sample, codec))
    if own >= FITS:
        score, best = _best(sample)
        return _single(data, best) if score >= WORDS and score > own + CLEARLY else None
    if (text := _utf8(data)) is not None and fit(text[:SAMPLE]) > own + SURE:
        return text
    score, best = _best(sample)
    return _single(data, best) if score >= FITS and score > own + SURE else None


def _best(sample: bytes) -> tuple[float, str]:
    """The mark and the name of the most likely Cyrillic charset; of two alike, the one that people use."""
    return max(_marks(sample), key=lambda found: found[0])


def _marks(sample: bytes) -> list[tuple[float, str]]:
    return [(fit(_single(sample, codec)) - RARE.get(codec, 0), codec) for codec in CYRILLIC]


def _likely(sample: bytes) -> tuple[float, str]:
    """The same of what nobody declared: of few letters pairs say little («ЖКХ»), and mac-cyrillic has the small letters
    of windows-1251. There the dictionary is asked; without its word the marks stand."""
    marks = _marks(sample)
    score, codec = max(marks, key=lambda found: found[0])
    is_short = len(_HIGH.findall(sample[:400])) <= SHORT
    near = [name for mark, name in marks if is_short or mark > score - CLOSE]
    shares = {name: share_of_words(_single(sample, name)) for name in near} if len(near) > 1 else {}
    told = max(near, key=lambda name: shares.get(name, 0.0))
    if told == codec or shares.get(told, 0.0) < 0.5 or shares[told] <= shares.get(codec, 0.0):
        return (max(score, FITS), codec) if shares.get(codec, 0.0) >= 0.75 else (score, codec)
    return FITS, told


def _table(codec: str) -> str:
    """What each byte is; U+FFFD for a byte that is nothing: the handler of errors would take seconds of millions."""
    return "".join(bytes([b]).decode(codec, "replace") for b in range(256))


def _single(data: bytes, codec: str) -> str:
    return codecs.charmap_decode(data, "replace", _TABLES[codec])[0]


def _codec(name: str | None) -> str | None:
    aliases = {
        "unknown-8bit": None,
        "x-unknown": None,
        "default": None,
        "win-1251": "windows-1251",
        "win1251": "windows-1251",
        "windows1251": "windows-1251",
        "x-cp1251": "windows-1251",
        "cp-1251": "windows-1251",
        "ansi": "windows-1251",
        "koi8": "koi8-r",
        "x-koi8-r": "koi8-r",
        "dos-866": "cp866",
        "x-mac-cyrillic": "mac-cyrillic",
        "utf8": "utf-8",
        "utf8mb4": "utf-8",
        "unicode-1-1-utf-7": "utf-7",
    }
    cleaned = (name or "").strip().strip("\"'").lower()
    cleaned = aliases.get(cleaned, cleaned) or ""
    try:
        found = codecs.lookup(cleaned) if cleaned else None
        return (
            found.name
            if found and getattr(found, "_is_text_encoding", True) and found.name.replace("-", "_") not in UNTEXT
            else None
        )
    except (LookupError, ValueError):
        return None


_KNOWN = {codecs.lookup(c).name for c in CYRILLIC}
_TABLES = {name: _table(name) for name in {*CYRILLIC, *_KNOWN}}
