"""Documents of many megabytes: cut where nothing is open, cleaned piece by piece, in little memory and time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner import Options, clean, pieces, replay
from tests.soak import ENV

HERE = Path(__file__).parent
DOCUMENTS = sorted([*HERE.glob("corpus/*/*.md"), *HERE.glob("cases/*.md"), *HERE.glob("../samples/dirty/*.md")])


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sizes at which every document is large."""
    monkeypatch.setattr(pieces, "LARGE", 1500)
    monkeypatch.setattr(pieces, "PIECE", 300)
    yield


def test_pieces_of_the_own_documents(small: None) -> None:
    cut = edits = 0
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        spans = list(pieces.cut(text))
        assert "".join(text[a:b] for a, b in spans) == text
        result = clean(text)
        if len(text) <= pieces.LARGE:
            continue
        cut += len(spans)
        edits += len(result.edits)
        assert replay(text, result.edits) == result.markdown, path
        # a shorter text may be looked at as a whole now; and a definition of links may come into the piece that uses it
        if len(result.markdown) > pieces.LARGE and "]: http" not in text:
            assert clean(result.markdown).markdown == result.markdown, path
        assert result.warnings[0].startswith("larger than 1,500 characters: cleaned in ")
        assert result.markdown.endswith(result.body)
        for edit in result.edits:
            assert edit.lines[0] >= text.count("\n", 0, edit.start) + 1
            if edit.step == 0 and edit.status == "applied":
                assert text[edit.start : edit.end] == edit.removed, (path, edit)
    assert cut > 500
    assert edits > 200


def test_no_cut_in_what_is_open(small: None) -> None:
    inside = "word word\n\n# no heading\n\n- no item\n- nor this\n\nno paragraph\n\n" * 5
    for opening, closing in (
        ("```\n", "```\n"),
        ("<!--\n", "-->\n"),
        ("<script>\n", "</script>\n"),
        ("~~~ x\n", "~~~\n"),
    ):
        text = f"A text before.\n\n{opening}{inside}{closing}\nA text after it.\n\n" + "More of it.\n\n" * 40
        at, end = text.index(opening), text.index(closing)
        assert not [a for a, _ in pieces.cut(text) if at < a < end], opening


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_only_what_is_certain_goes(small: None, newline: str) -> None:
    text = newline.join(
        [
            "---", "title: A long dump", "---", "", "# One", "", *["Some words of the first text.", ""] * 30,
            "This post contains affiliate links.", "", "# Two", "", '<ins class="adsbygoogle"></ins>', "",
            *["Words of another, and [a link](https://example.com/?id=1).", ""] * 30, "## Related posts", "", "- [a](/a)", "- [b](/b)", "",
            "# Three", "", "<script>alert(1)</script>", "", *["A third one has words too.", ""] * 30,
        ]
    )  # fmt: skip
    result = clean(text)
    assert "adsbygoogle" not in result.markdown
    assert "alert" not in result.markdown
    for kept in ("affiliate links", "# One", "# Two", "# Three", "## Related posts", "[b](/b)"):
        assert kept in result.markdown
    assert result.metadata["title"] == "A long dump"
    assert replay(text, result.edits) == result.markdown
    assert result.markdown.count("\r\n") == (result.markdown.count("\n") if newline == "\r\n" else 0)
    assert "Words of another" in result.text
    assert len(result.to_dict()["sections"]) == 4


def test_half_a_character(small: None) -> None:
    result = clean("# Head\n\n" + "Words with half \ud800 a character.\n\n" * 100)
    assert result.text.startswith("Head")
    assert result.to_json()


def test_one_endless_block_stays(small: None) -> None:
    text = "# Head\n\n" + "Words before it.\n\n" * 40 + "word " * 1000 + "\n\n# Tail\n\n" + "Words after it.\n\n" * 40
    result = clean(text, Options(level="aggressive"))
    assert result.markdown == text
    assert any("left as it is" in w for w in result.warnings)


# What is too large or too deep for a careless program. Each must end in a result, in time and memory that grow with the input.
PARAGRAPH = "Sentence number {} says a thing or two about the matter at hand.\n\n"
HUGE = {
    "headings": "''.join(f'# heading {n}\\n\\n' for n in range(400_000))",
    "links": "''.join(f'[link {n}](https://example.com/{n})\\n\\n' for n in range(150_000))",
    "items": "''.join(f'- [link {n}](https://example.com/{n})\\n' for n in range(150_000))",
    "definitions": "''.join(f'[r{n}]: https://example.com/{n}\\n' for n in range(200_000)) + '\\n[r5] and [r99]\\n'",
    "a line": "'word ' * 3_000_000",
    "prose": f"''.join({PARAGRAPH!r}.format(n) for n in range(150_000))",
}


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", HUGE)
def test_huge(name: str) -> None:
    code = f"""
import time
from cleaner import clean, replay
def memory(key):
    return next(int(x.split()[1]) * 1024 for x in open("/proc/self/status") if x.startswith(key))
clean("# a\\n\\n<ins class=adsbygoogle></ins>\\n\\n<div><p>b</p></div>\\n")
text = {HUGE[name]}
size = len(text.encode())
before = memory("VmRSS")
open("/proc/self/clear_refs", "w").write("5")
started = time.process_time()
result = clean(text)
seconds = time.process_time() - started
assert result.markdown == text, "nothing is wrong with it"
assert size > 4_500_000, size
print((memory("VmHWM") - before) / size, seconds / size * 1e6)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENV, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    memory, seconds = map(float, done.stdout.split())
    assert memory < 12, f"{memory:.1f} bytes of memory a byte"
    assert seconds < 20, f"{seconds:.2f} seconds a megabyte"


DEEP = {
    "quotes": ">" * 100_000 + " text",
    "lists": "- " * 100_000 + "text",
    "ordered": "1. " * 100_000 + "text",
    "steps": "".join(" " * (2 * n) + "- x\n" for n in range(1000)),
    "brackets": "[" * 100_000 + "text" + "]" * 100_000,
    "open brackets": "[" * 100_000,
    "links in links": "[a](" * 100_000,
    "pictures in pictures": "![" * 100_000 + "a" + "](b)" * 100_000,
    "stars": "*" * 100_000 + "text" + "*" * 100_000,
    "open stars": "*a " * 100_000,
    "mixed stars": "**a *b " * 50_000,
    "underscores": "_a" * 100_000,
    "strikes": "~~a" * 100_000,
    "ticks": "".join("`" * n + " " for n in range(1, 600)),
    "dollars": "$a" * 100_000,
    "divs": "<div>" * 100_000 + "text" + "</div>" * 100_000,
    "open divs": "<div>\n\n" * 50_000,
    "spans": "a <span>" * 50_000 + "text" + "</span>" * 50_000,
    "comments": "<!-- " * 100_000,
    "sections": "<![CDATA[" * 50_000,
    "shortcodes": "{{< a " * 100_000,
    "components": "<A " * 100_000,
    "braces": "<A b={" * 50_000,
    "notes": "".join(f"[^{n}]: note\n\n" for n in range(30_000)),
    "uses": "[a]: https://example.com/a\n\n" + "[a] " * 100_000,
    "columns": "|a" * 20_000 + "|\n" + "|-" * 20_000 + "|\n" + "|b" * 20_000 + "|\n",
    "underlined": "a\n=\n" * 30_000,
    "rules": "---\n" * 50_000,
    "drawings": "<svg>" * 50_000,
    "anchors": "<a href=x>" * 50_000,
    "cells": "<table><tr><td>" * 10_000,
    "newlines": "\n" * 500_000,
    "spaces": " " * 500_000,
    "returns": "\r" * 500_000,
    "front matter": "---\n" + "a: [" * 50_000 + "\n---\ntext\n",
    "entities": "&amp;" * 100_000,
    "half tags": "<a href='" * 50_000,
    "handlers": "<a onclick=" * 50_000,
    "attributes": "<a " + "b='c' " * 100_000 + ">",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep(name: str) -> None:
    """Never an exception, and time that grows with the input: the half is not done in much less than half the time."""
    import time

    text = DEEP[name]
    started = time.process_time()
    result = clean(text)
    seconds = time.process_time() - started
    assert replay(text, result.edits) == result.markdown
    assert seconds < 8, f"{seconds:.1f} seconds for {len(text)} characters"
