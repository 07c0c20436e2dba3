"""Documents of many megabytes, in pieces: no post is that long, and no machine has the memory to weigh a dump of thousands of them as one.

A text is cut where the parser says that nothing is open, and each piece is cleaned by itself. What stands at its head and its foot is not
the document's head and foot, so only certain edits are made, and none that look at the document as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

from cleaner import engine
from cleaner.model import Document, Edit, Options, Outcome
from cleaner.parse import closes, parse

R = TypeVar("R", bound=Outcome)

LARGE = 4_000_000  # characters; a novel has one million
PIECE = 250_000  # characters of a piece
_WHOLE = frozenset(("heading-form", "duplicate-run"))  # rules that need the whole document
# A line that begins a block whatever stands before it: after a blank line, or an item of a list after another.
_BEGIN = re.compile(r"\n[ \t]*+\r?\n(?=[^\W_]|[#\[!\"\u201c])|\n(?=[-*+] [^\s*+-])")
_LINE = re.compile(r"\r\n?|\n")


def run(text: str, options: Options, result: type[R], path: str = "") -> R:
    """Clean a text in pieces; see `engine.run` for the arguments."""
    some = replace(
        options, level="conservative", disable=options.disable | _WHOLE, learn=False, clean_title=False, title="keep"
    )
    done: list[Outcome] = []
    starts: list[int] = []
    left: list[tuple[int, int]] = []
    for start, end in cut(text):
        if end - start > LARGE:
            left.append((start, end))
        else:
            starts.append(start)
            done.append(engine.run(text[start:end], some, Outcome, path))
            done[-1] = replace(done[-1], held=_Later(""))  # its blocks are no longer needed
    warnings = [f"larger than {LARGE:,} characters: cleaned in {len(done)} pieces, certain edits only"]
    for start, _ in left:
        warnings.append(
            f"one block of more than {LARGE:,} characters, from line {_lines(text, 0, start) + 1}: left as it is"
        )
    first = done[0] if done and starts[0] == 0 else engine.run("", some, Outcome, path)
    warnings += [w for one in done for w in one.warnings]
    parts = list(_parts(text, starts, done))
    whole = "".join(parts)
    body = len(first.markdown) - len(first.body)
    return result(
        whole,
        whole[body:],
        first.metadata,
        first.front_matter,
        tuple(_edits(text, starts, done)),
        tuple(dict.fromkeys(warnings)),
        text,
        _Later(whole[body:]),
    )


class _Later:
    """The document of a text, when it is asked for."""

    def __init__(self, body: str) -> None:
        self.body = body

    def __call__(self) -> Document:
        return parse(self.body.replace("\r\n", "\n").replace("\r", "\n"))


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Spans that can be read by themselves, of `PIECE` characters or little more where the text allows it."""
    start = 0
    while start < len(text):
        size = PIECE
        while True:
            found = _BEGIN.search(text, start + size) if start + size < len(text) else None
            end = found.end() if found else len(text)
            if not found or closes(text[start:end]):
                break
            size = max(2 * size, end - start)  # so that the looking costs no more than the reading
            if size > LARGE:
                end = len(text)
                break
        yield start, end
        start = end


def _parts(text: str, starts: list[int], done: list[Outcome]) -> Iterator[str]:
    """The cleaned pieces and what lies between them."""
    pos = 0
    for start, one in zip(starts, done, strict=True):
        if pos < start:
            yield text[pos:start]
        yield one.markdown
        pos = start + len(one.source)
    yield text[pos:]


def _edits(text: str, starts: list[int], done: list[Outcome]) -> Iterator[Edit]:
    """The edits of all pieces, with their places in the whole, in order of steps."""
    steps = max((e.step for one in done for e in one.edits), default=-1) + 1
    lines = [*accumulate((_lines(text, a, b) for a, b in zip([0, *starts], starts, strict=False)), initial=0)][1:]
    grown = [0] * len(done)  # what a piece has gained in the steps so far
    for step in range(steps):
        shift = 0
        for n, one in enumerate(done):
            own = [e for e in one.edits if e.step == step]
            at = starts[n] + shift
            for e in own:
                yield replace(
                    e,
                    start=e.start + starts[n],
                    end=e.end + starts[n],
                    lines=(e.lines[0] + lines[n], e.lines[1] + lines[n]),
                    at_start=e.at_start + at,
                    at_end=e.at_end + at,
                )
            shift += grown[n]
            grown[n] += sum(len(e.inserted) - len(e.removed) for e in own if e.status == "applied")


def _lines(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _LINE.finditer(text, start, end))
