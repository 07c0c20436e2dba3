"""Part the blocks of a page that a converter set without blank lines between them.

Some converters end a block with one newline: a heading is followed at once by its text, and the lines of a paragraph
are paragraphs, pictures, labels and buttons of their own (`<br>` is a line with two spaces at its end). That is told by
the whole document: text follows directly on half of the headings that have any, two at least; and lines are
paragraphs, since some are long, and hardly one goes on in the next. Where two such lines are furniture of a page, each
line becomes a block.

Left alone: documents without furniture, wrapped text, lines that a break joins (two spaces, a backslash), rows of
tables, links over several lines, quotes, items of lists but for what stands at the margin below them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.furniture import SENTENCE, goes_on, is_line
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import STOPS, words

MIN_HEADINGS, MIN_LINES = 2, 2
MIN_PARAGRAPHS, LONG = 3, 20  # lines that are paragraphs; words of such a line, which no editor wrapped
FEW = 10  # one line in so many may go on in the next
NEWLINE = re.compile(r"(?<![ \\\t])\n(?=[^\s>])|(?<=[^ ] )\n(?=[^\s>])")
ROW = frozenset("-:| \t\r")  # characters of the line under the head of a table


@rule(kind="space", phase="mend")
def find(doc: Document) -> Iterator[Proposal]:
    if not is_tight(doc):
        return
    count = wrapped = furniture = paragraphs = 0
    breaks: list[int] = []
    for leaf in doc.leaves:
        ends = newlines(doc, leaf)
        starts = [leaf.start, *(n + 1 for n in ends)]
        for start, end in zip(starts, [*ends, leaf.end], strict=True) if ends else ():
            furniture += is_line(doc, leaf, start, end)
            paragraphs += is_paragraph(doc, start, end)
        wrapped += sum(goes_on(doc, start, end) for start, end in zip(starts, ends, strict=False))
        count += len(ends)
        breaks += ends
    if furniture < MIN_LINES or paragraphs < MIN_PARAGRAPHS or wrapped * FEW > count:
        return
    for n in breaks:
        why = "the page's blocks stand without blank lines between them, each line becomes one"
        yield Proposal(n, n + 1, why, replacement="\n\n")


def is_tight(doc: Document) -> bool:
    """Whether text follows directly on the headings."""
    tight = loose = 0
    for leaf in doc.leaves:
        if leaf.kind == "heading" and doc.text[leaf.start] == "#" and leaf.leaf + 1 < len(doc.leaves):
            under = doc.leaves[leaf.leaf + 1]
            if under.kind == "paragraph" and under.parent < 0:
                close = doc.text.count("\n", leaf.end - 1, under.start) <= 1
                tight, loose = tight + close, loose + (not close)
    return tight >= max(MIN_HEADINGS, loose)


def is_paragraph(doc: Document, start: int, end: int) -> bool:
    """Whether a line is a paragraph: long, and it ends a sentence."""
    plain = doc.text_in(start, end).rstrip()
    return plain.endswith((*SENTENCE, *STOPS)) and words(plain) >= LONG


def newlines(doc: Document, leaf: Block) -> list[int]:
    """Where the lines of a paragraph end, the last aside, but for breaks, links over several lines and rows of tables."""
    if leaf.kind != "paragraph" or leaf.html or any(b.kind == "quote" for b in doc.parents(leaf)):
        return []
    found = [m.start() for m in NEWLINE.finditer(doc.text, leaf.start, leaf.end)]
    if not found:
        return []
    links = [x for x in doc.links_of(leaf) if doc.text.count("\n", x.start, x.end)]
    ends = [*found, leaf.end]
    lines = [doc.text[a:b] for a, b in zip([leaf.start, *(n + 1 for n in found)], ends, strict=True)]
    keep = []
    for n, end in enumerate(found):
        inside = any(x.start < end < x.end for x in links)
        table = "|" in lines[n + 1] and ("|" in lines[n] or ROW.issuperset(lines[n + 1]))
        if not inside and not table:
            keep.append(end)
    return keep
