"""The language of a text: by its script, then by its function words.

The well-kept detectors load models of megabytes or need hundreds of milliseconds to start; a post
has hundreds of function words, which settle the question at once. A text too short to tell has no
language.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from cleaner.lists import lines

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)
_NOT_LATIN = re.compile(
    r"[\u0370-\u03ff\u0590-\u05ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
SAMPLE = 8000  # characters that are looked at
CLEAR = 40  # function words of one language that settle it, if those of no other come near
CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{2,4}){0,2}\Z")
_NAMES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "chinese": "zh",
    "japanese": "ja",
}


@cache
def _words() -> dict[str, list[str]]:
    by_word: dict[str, list[str]] = {}
    for line in lines("function-words.txt"):
        code, *found = line.split()
        for word in found:
            by_word.setdefault(word, []).append(code)
    return by_word


def code(value: object) -> str:
    """ISO 639-1 code from a front matter's or attribute's value (`en-US`, `zh_CN`, `English`); empty if it is none."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return ""
    value = value.strip()
    if value.lower() in _NAMES:
        return _NAMES[value.lower()]
    m = CODE.match(value)
    return m[1].lower()[:2] if m and len(m[1]) == 2 else ""


def detect(text: str) -> str:
    """ISO 639-1 code of the language that most of a text is written in; empty where that cannot be told."""
    text = text[:SAMPLE]
    if _NOT_LATIN.search(text):
        letters = sum(map(len, _WORD.findall(text))) or 1
        for language, pattern in _SCRIPTS:
            share = len(pattern.findall(text)) / letters
            if share > (0.08 if language == "ja" else 0.2):
                return language
    counts: Counter[str] = Counter()
    found = 0
    known = _words()
    pos = 0
    for size in (SAMPLE // 4, SAMPLE):  # mostly the beginning leaves no doubt
        stop = text.find(" ", size)
        stop = len(text) if stop < 0 else stop
        said = Counter(_WORD.findall(text[pos:stop].lower()))
        pos = stop
        for word in said.keys() & known.keys():
            found += said[word]
            for language in known[word]:
                counts[language] += said[word]
        (best, n), *rest = counts.most_common(2) or [("", 0)]
        second = rest[0][1] if rest else 0
        if n >= CLEAR and n >= 2 * second:
            break
    return best if found >= 3 and n > second else ""
