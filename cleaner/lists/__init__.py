"""The data files: phrases by topic and language, hosts, names. Loaded once, when first asked for.

`phrases/TOPIC.txt` holds a phrase a line under `[language]` headings; `^` and `$` anchor it to the
start and end of a block. `stems/TOPIC.txt` holds beginnings of words in the same way; a full stop ends
one that is a whole word. `hosts/NAME.txt` holds a host a line, with what else the file's head
explains.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import ahocorasick_rs

FOLDER = Path(__file__).parent
# One replacement after the other: `str.translate` asks a dictionary for each character.
_QUOTES = (
    *((c, "'") for c in "\u2018\u2019\u201b\u02bc\u0060\u00b4"),
    ("\u201c", '"'),
    ("\u201d", '"'),
    *((chr(c), "") for c in (0x0307, *range(0x064B, 0x0653))),
    *zip("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ", strict=True),  # capitals have no accents: "ΔΙΑΦΗΜΙΣΗ"
)
_SPACES = re.compile(r"[^\S\n ][^\S\n]*+| [^\S\n]++")  # all but single spaces
# Scripts that write no spaces between words, and Hangul, whose particles join the word before them.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u1100-\u11ff]"
)


# Signs that are part of a letter before them, such as the vowels of Devanagari and Thai: the marks of Unicode's blocks up to Vedic.
MARKS = frozenset(c for c in map(chr, range(0x300, 0x1CFB)) if unicodedata.category(c) in ("Mn", "Mc"))


def is_letter(char: str) -> bool:
    """Whether a character is a letter, a digit or a sign that is part of one."""
    return char.isalnum() or char in MARKS


class Phrase(NamedTuple):
    """A phrase of a list and where it may stand."""

    topic: str
    language: str
    text: str
    starts: bool = False
    ends: bool = False
    open: bool = False  # its last word may go on


class Hit(NamedTuple):
    """A phrase found: its topic, its text and its place in the folded text."""

    topic: str
    text: str
    start: int
    end: int
    language: str


def fold(text: str) -> str:
    """Text as phrases are compared: NFKC, case folded, straight quotes, Greek without accents, single spaces. Newlines stay."""
    if text.isascii():
        text = text.lower().replace("`", "'")
    else:
        text = unicodedata.normalize("NFKC", text).casefold()
        for odd, plain in _QUOTES:
            if odd in text:
                text = text.replace(odd, plain)
    if not text.replace("\n", "").isprintable():  # of white space only the space is
        return _SPACES.sub(" ", text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def lines(name: str) -> Iterator[str]:
    """The entries of a data file: no comments, no empty lines."""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def phrases() -> tuple[Phrase, ...]:
    """All phrases of all topics."""
    return tuple(
        Phrase(topic, language, line.removeprefix("^").removesuffix("$"), line[0] == "^", line[-1] == "$")
        for topic, language, line in _by_language("phrases")
    )


def _by_language(folder: str) -> Iterator[tuple[str, str, str]]:
    """Topic, language and folded entry of each line of the lists in a folder."""
    for path in sorted((FOLDER / folder).glob("*.txt")):
        language = ""
        for line in fold("\n".join(lines(f"{folder}/{path.name}"))).split("\n"):
            if line[0] == "[":
                language = line[1:-1]
            else:
                yield path.stem, language, line


class Matcher:
    """Finds many phrases in one pass over a text (Aho and Corasick, 1975)."""

    def __init__(self, found: tuple[Phrase, ...]) -> None:
        by_text: dict[str, list[Phrase]] = {}
        for phrase in found:
            by_text.setdefault(phrase.text, []).append(phrase)
        self.phrases = list(by_text.values())
        self.open = any(p.open for p in found)
        self.automaton = ahocorasick_rs.AhoCorasick(list(by_text), store_patterns=False) if by_text else None

    def find(self, text: str, mentioned: set[str] | None = None) -> Iterator[Hit]:
        """Hits in a folded text whose blocks are separated by newlines.

        Args:
            text: the text.
            mentioned: gets the topics of all phrases that stand there, in another place than they should perhaps, or as a part of a word.
        """
        if self.automaton is None:
            return
        matches = self.automaton.find_matches_as_indexes(text, overlapping=True)
        if mentioned is not None:
            mentioned.update(phrase.topic for n in {m[0] for m in matches} for phrase in self.phrases[n])
        size = len(text)
        for n, start, end in matches:
            if (
                start
                and _joins(text[start - 1], text[start])
                and not (_UNSPACED.match(text[start - 1]) and _UNSPACED.match(text[start]))
            ):
                continue
            goes_on = end < size and (
                text[end] in MARKS or (_joins(text[end - 1], text[end]) and not _UNSPACED.match(text[end - 1]))
            )
            if goes_on and not self.open:
                continue
            at_start = at_end = None
            for phrase in self.phrases[n]:
                if goes_on and not phrase.open:
                    continue
                if phrase.starts:
                    if at_start is None:
                        at_start = _nothing(text, text.rfind("\n", 0, start) + 1, start)
                    if not at_start:
                        continue
                if phrase.ends:
                    if at_end is None:
                        stop = text.find("\n", end)
                        at_end = _nothing(text, end, len(text) if stop < 0 else stop)
                    if not at_end:
                        continue
                yield Hit(phrase.topic, phrase.text, start, end, phrase.language)


def _joins(one: str, other: str) -> bool:
    """Whether two characters are of one word."""
    return (one.isalnum() or one in MARKS) and other.isalnum()


def _nothing(text: str, start: int, end: int) -> bool:
    """Whether a stretch holds no letter or digit; long stretches do."""
    return end - start < 40 and not any(c.isalnum() for c in text[start:end])


@cache
def matcher() -> Matcher:
    """The matcher of all phrases."""
    return Matcher(phrases())


@cache
def stems() -> Matcher:
    """The matcher of all beginnings of words."""
    found = _by_language("stems")
    return Matcher(tuple(Phrase(t, lang, x.removesuffix("."), open=not x.endswith(".")) for t, lang, x in found))


class Hosts:
    """A set of hosts, each with the rests of its lines. `example.com` covers its subdomains, `amazon.*` all public suffixes, `*` all."""

    def __init__(self, entries: Iterator[str]) -> None:
        self.exact: dict[str, list[str]] = {}
        self.stems: dict[str, list[str]] = {}
        self.get = lru_cache(maxsize=4096)(self._get)
        for entry in entries:
            host, _, rest = entry.partition(" ")
            if host.endswith(".*"):
                self.stems.setdefault(host[:-2], []).append(rest)
            else:
                self.exact.setdefault(host, []).append(rest)

    def _get(self, host: str) -> tuple[str, ...]:
        """What the list says of a host; empty if it is not there."""
        found: list[str] = []
        labels = host.split(".")
        for n in range(len(labels) - (1 if len(labels) > 1 else 0)):
            if rests := self.exact.get(".".join(labels[n:])):
                found += rests
        if self.stems:
            for n in range(len(labels) - 1):
                for width in (1, 2):
                    if len(labels) - n - width > 0 and (
                        rests := self.stems.get(".".join(labels[n : len(labels) - width]))
                    ):
                        found += rests
        if rests := self.exact.get("*"):
            found += rests
        return tuple(found)

    def __contains__(self, host: str) -> bool:
        return bool(self.get(host))


@cache
def hosts(name: str) -> Hosts:
    """The host list `hosts/NAME.txt`."""
    return Hosts(lines(f"hosts/{name}.txt"))


@cache
def words(name: str) -> frozenset[str]:
    """The words of `NAME.txt`."""
    return frozenset(lines(f"{name}.txt"))


@cache
def table(name: str) -> Mapping[str, str]:
    """`NAME.txt` with a key and a value a line, separated by a space."""
    return dict(line.split(" ", 1) for line in lines(f"{name}.txt"))
