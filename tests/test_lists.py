"""The form of the data files: order, uniqueness, characters."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from cleaner import lists
from cleaner.model import KINDS

FOLDER = lists.FOLDER
LANGUAGES = "ar de en es fr hi id it ja ko nl pl pt ru sv tr vi zh".split()
TOPICS = sorted(p.stem for p in (FOLDER / "phrases").glob("*.txt"))
REQUIRED = "ad-label author-label comment-label comment-prompt cookie cta cta-trim date-label disclosure disclosure-term feedback follow footer nav-label related-label share-label subscribe support toc-label credit".split()


def raw(path: Path) -> list[str]:
    data = path.read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    text = data.decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    lines = text.splitlines()
    assert all(x == x.rstrip() for x in lines)
    head = [x for x in lines if x.startswith("#")]
    assert head, "a data file says in a comment what an entry means"
    assert any("20" in x and "Source" in x for x in head), "a data file names its source and date"
    return [x for x in lines if x and not x.startswith("#")]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("hosts/*.txt")), ids=lambda p: p.stem)
def test_hosts(path: Path) -> None:
    lines = raw(path)
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))
    for line in lines:
        assert line == line.lower()
        host = line.split(" ")[0]
        assert host == "*" or re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:\.\*)?", host), line


def by_language(path: Path) -> dict[str, list[str]]:
    """The entries of a list under its headings, which are languages in order, each once."""
    sections: dict[str, list[str]] = {}
    for line in raw(path):
        if line.startswith("["):
            assert re.fullmatch(r"\[[a-z]{2}\]", line)
            assert line[1:-1] not in sections
            sections[line[1:-1]] = []
        else:
            sections[list(sections)[-1]].append(line)
    assert list(sections) == sorted(sections)
    return sections


@pytest.mark.parametrize("topic", TOPICS)
def test_phrases(topic: str) -> None:
    sections = by_language(FOLDER / "phrases" / f"{topic}.txt")
    assert not [x for x in LANGUAGES if x not in sections]
    for phrases in sections.values():
        assert phrases == sorted(phrases)
        assert len(phrases) == len(set(phrases))
        for phrase in phrases:
            text = phrase.removeprefix("^").removesuffix("$")
            assert text == text.lower()
            assert text == text.strip()
            assert "  " not in text
            assert len(lists.fold(text)) >= 1
            assert "$" not in text
            assert "^" not in text


@pytest.mark.parametrize("path", sorted(FOLDER.glob("stems/*.txt")), ids=lambda p: p.stem)
def test_stems(path: Path) -> None:
    sections = by_language(path)
    assert not [x for x in LANGUAGES if x not in sections and x not in PLACELESS.get(path.stem, "").split()]
    for stems in sections.values():
        assert stems == sorted(stems)
        for stem in stems:
            assert stem == stem.lower().strip()
            covered = [x for x in stems if x != stem and not x.endswith(".") and stem.rstrip(".").startswith(x)]
            assert not covered, f"{stem} is {covered[0]} already"


# languages whose words for the place below a text are those of another topic, or too common to tell
PLACELESS = {"below": "ja"}


def test_every_stem_is_found_where_words_begin() -> None:
    found = [(h.topic, h.language, h.text) for h in lists.stems().find(lists.fold("Partagez-le, unshared, sharing"))]
    assert ("share", "fr", "partage") in found
    assert ("share", "en", "sharing") in found or ("share", "en", "share") in found
    assert sum(language == "en" for _, language, _ in found) == 1


def test_every_topic_is_there() -> None:
    assert not set(REQUIRED) - set(TOPICS)


@pytest.mark.parametrize("name", ["class-names", "component-words"])
def test_tables(name: str) -> None:
    lines = raw(FOLDER / f"{name}.txt")
    assert lines == sorted(lines)
    keys = [x.split(" ")[0] for x in lines]
    assert len(keys) == len(set(keys))
    assert {x.split(" ")[1] for x in lines} <= {*KINDS, "content"}


@pytest.mark.parametrize("name", ["function-words", "language-names", "months"])
def test_words(name: str) -> None:
    lines = raw(FOLDER / f"{name}.txt")
    assert lines == sorted(lines)
    assert len(lines) == len(set(lines))
