"""Mend what converters do to text: the leading space of each paragraph, emphasis without its spaces,
runs of blank lines, trailing spaces.

A leading space goes where nothing depends on it. Emphasis gets the space that the converter lost
(`a new**driver** on`) only in documents that show the fault three times or more, and never beside
CJK text. Runs of blank lines become one; trailing spaces go unless they are a hard break.

Left alone: code, tables, indentation that nests, hard breaks within paragraphs, and documents from
which nothing was stripped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Document, Proposal, holding, merge
from cleaner.registry import rule
from cleaner.signals import mends

GLUED = re.compile(r"\*\*(?<=[a-zà-ÿа-яё]\*\*)(?=[^\s*])([^*\n]{1,120}?)(?<=[^\s*])\*\*(?=[\s.,;:!?)]|$)")
BLANKS = re.compile(r"\n(?:[ \t]*\n){2,}")
TRAILING = re.compile(r"[ \t](?=\n|\Z)")
MIN_FAULTS = 3


@rule(kind="space", phase="tidy", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    text = doc.text
    if not mends(doc):
        return
    for leaf in doc.leaves:
        if leaf.kind == "paragraph" and not leaf.html and not leaf.fake and leaf.parent < 0:
            line = text.rfind("\n", 0, leaf.start) + 1
            if line < leaf.start and not text[line : leaf.start].strip(" ") and (line < 2 or text[line - 2] == "\n"):
                yield Proposal(line, leaf.start, "leading space of a paragraph", "certain")
    faults = [m for m in GLUED.finditer(text) if not doc.is_code(m.start())]
    if len(faults) >= MIN_FAULTS:
        for m in faults:
            yield Proposal(
                m.start(), m.start(), "space that a converter lost before emphasis", "certain", " ", kind="emphasis"
            )
    if (lead := len(text) - len(text.lstrip("\n"))) > 1:
        yield Proposal(0, lead - 1, "blank lines above the text", "certain")
    for m in BLANKS.finditer(text):
        if m.start() < lead:
            continue
        if not doc.is_code(m.start()) and not doc.is_code(m.end() - 1) and not in_raw(doc, m.start()):
            yield Proposal(m.start() + 1, m.end(), "run of blank lines", "certain", "\n" if m.end() < len(text) else "")
    for m in TRAILING.finditer(text):
        start, end = m.start(), m.end()
        if doc.is_code(start):
            continue
        while start and text[start - 1] in " \t":
            start -= 1
        if doc.is_code(start) or in_raw(doc, start):
            continue
        before = text[start - 1] if start else "\n"
        if before == "\n":
            if end < len(text) and text[max(0, start - 2) : start] != "\n\n" and text[end : end + 2] != "\n\n":
                yield Proposal(start, end, "spaces on a blank line", "certain")
            continue
        n = doc.leaf_at(start)
        breaks = end - start >= 2 and "\t" not in text[start:end] and n >= 0 and doc.leaves[n].end > end + 1
        if not breaks:
            yield Proposal(start, end, "trailing spaces", "certain")
        elif end - start > 2:
            yield Proposal(start, end, "hard break written with two spaces", "certain", "  ")


def in_raw(doc: Document, pos: int) -> bool:
    """Whether a position lies in preformatted HTML or a comment."""
    return holding(doc.fact("raw", _raw), pos) is not None


def _raw(doc: Document) -> list[tuple[int, int]]:
    names = ("pre", "textarea", "script", "style")
    spans = [(e.start, e.end) for e in doc.elements if e.name.lower() in names]
    return merge(spans + [(m.start, m.end) for m in doc.marks if m.form == "comment"])
