"""Documents of many megabytes, in pieces: no post is that long, and no machine has the memory to weigh a dump of thousands of them as one.

A text is cut where the parser says that nothing is open, and each piece is cleaned by itself. What stands at its head and its foot is not
the document's head and foot, so only certain edits are made, and none that look at the document as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TypeVar

from cleaner import engine
from cleaner.model import Document, Edit, Options, Outcome
from cleaner.parse import closes, parse

R = TypeVar("R")

LARGE = 4_000_000  # characters; a novel has one million
PIECE = 250_000  # characters of a piece
_WHOLE = frozenset(("heading-form", "duplicate-run"))  # rules that need the whole document
# A line that begins a block whatever stands before it: after a blank line, or an item of a list after another.
_BEGIN = re.compile(r"\n[ \t]*+\r?\n(?=[^\W_]|[#\[!\"\u201c])|\n(?=[-*+] [^\s*+-])")


def run(text: str, options: Options, result: Callable[..., R], path: str = "") -> R:
    """Clean a text in pieces; see `engine.run` for the arguments."""
    some = replace(
        options, level="conservative", disable=options.disable | _WHOLE, learn=False, clean_title=False, title="keep"
    )
    done: list[_Piece] = []
    first: Outcome | None = None
    left: list[int] = []
    for start, end in cut(text):
        if end - start > LARGE:
            left.append(start)
            continue
        one = engine.run(text[start:end], some, Outcome, path)
        if start == 0:
            first = one
        done.append(_Piece(start, end, one.markdown if one.changed else None, one.edits, one.warnings))
    first = first or engine.run("", some, Outcome, path)
    warnings = [f"larger than {LARGE:,} characters: cleaned in {len(done)} pieces, certain edits only"]
    for start in left:
        warnings.append(
            f"one block of more than {LARGE:,} characters, from line {_lines(text, 0, start) + 1}: left as it is"
        )
    warnings += [w for one in done for w in one.warnings]
    whole = "".join(_parts(text, done)) if any(one.markdown is not None for one in done) else text
    body = whole[len(first.markdown) - len(first.body) :]
    return result(
        whole,
        body,
        first.metadata,
        first.front_matter,
        tuple(_edits(text, done)),
        tuple(dict.fromkeys(warnings)),
        text,
        partial(_document, body),
    )


@dataclass(frozen=True, slots=True)
class _Piece:
    """What came of a span of the text; `markdown` is None where it stays as it is."""

    start: int
    end: int
    markdown: str | None
    edits: tuple[Edit, ...]
    warnings: tuple[str, ...]


def _document(body: str) -> Document:
    return parse(engine.readable(body))


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Spans that can be read by themselves, of `PIECE` characters or little more where the text allows it."""
    start = 0
    while start < len(text):
        size = PIECE
        while True:
            found = _BEGIN.search(text, start + size) if start + size < len(text) else None
            end = found.end() if found else len(text)
            if not found or closes(engine.readable(text[start:end])):
                break
            size = max(2 * size, end - start)  # so that the looking costs no more than the reading
            if size > LARGE:
                end = len(text)
                break
        yield start, end
        start = end


def _parts(text: str, done: list[_Piece]) -> Iterator[str]:
    """The cleaned pieces and what lies between them."""
    pos = 0
    for one in done:
        if one.markdown is not None:
            yield text[pos : one.start]
            yield one.markdown
            pos = one.end
    yield text[pos:]


def _edits(text: str, done: list[_Piece]) -> Iterator[Edit]:
    """The edits of all pieces, with their places in the whole, in order of steps."""
    steps = max((e.step for one in done for e in one.edits), default=-1) + 1
    grown = [0] * len(done)  # what a piece has gained in the steps so far
    lines = [0]
    for before, one in pairwise(done):
        lines.append(lines[-1] + _lines(text, before.start, one.start))
    for step in range(steps):
        shift = 0
        for n, one in enumerate(done):
            at = one.start + shift
            shift += grown[n]
            for e in one.edits:
                if e.step == step:
                    yield replace(
                        e,
                        start=e.start + one.start,
                        end=e.end + one.start,
                        lines=(e.lines[0] + lines[n], e.lines[1] + lines[n]),
                        at_start=e.at_start + at,
                        at_end=e.at_end + at,
                    )
                    if e.status == "applied":
                        grown[n] += len(e.inserted) - len(e.removed)


def _lines(text: str, start: int, end: int) -> int:
    return sum(1 for _ in engine.NEWLINE.finditer(text, start, end))
