"""Put a link that a converter drew around whole blocks into each of them.

HTML lets a link hold a picture, a heading and a blurb; Markdown does not. Converters write `[` before the first of these
blocks and `](…)` behind the last, which shows as brackets and links nothing. Here each block gets the link for itself, and
the hashes of a heading go in front of the bracket (in an item of a list they go).

Left alone: brackets of prose, links that hold other links, and brackets with a list, a table or code between them. A block of
many words, or with a link of its own, loses only the brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import words

TOKEN = re.compile(r"\\[^\n]|[\[\]]")
TARGET = re.compile(r"\]\((?:<[^<>\n]*+>|[^\s()<>\\]*+(?:\([^\s()<>\\]*+\)[^\s()<>\\]*+)*+)(?:[ \t]++\"[^\"\n]*+\")?\)")
HASHES = re.compile(r"(#{1,6}[ \t]++)(?=\S)")
BEFORE = re.compile(r"(?:\A|[\n)]|(?:\n|\A)[ \t]*(?:[-+*>]|\d{1,9}[.)])[ \t]*)[ \t]*\Z")
ADDRESS = re.compile(r"[/.#:]")
MAX_LEAVES = 12
MAX_WORDS = 60  # of a block that a link is drawn around; a longer one is text, and only the brackets go
WHY = "a link around blocks becomes a link in each"


class Bracket(NamedTuple):
    """A bracket that belongs to no link of its block: where it stands, and the target that follows a closing one."""

    leaf: Block
    start: int
    end: int
    target: str


@rule(kind="link", phase="mend")
def find(doc: Document) -> Iterator[Proposal]:
    if "[#" in doc.text:
        for link in doc.links:
            if (
                link.form == "inline"
                and (m := HASHES.match(doc.text, link.text_start, link.text_end))
                and len(m[1]) > 2
            ):
                yield from heading(doc, link.leaf, link.start, link.end, m)
    if doc.text.count("](") <= sum(x.form == "inline" for x in doc.links) + sum(x.form == "inline" for x in doc.images):
        return  # each belongs to a link or a picture
    first: Bracket | None = None
    for bracket in brackets(doc):
        if not bracket.target:
            first = bracket
        elif first:
            blocks = doc.leaves[first.leaf.leaf : bracket.leaf.leaf + 1]
            if 1 < len(blocks) <= MAX_LEAVES and all(holds(x, first.leaf.parent) for x in blocks):
                yield from parts(doc, blocks, first, bracket)
            first = None


def holds(leaf: Block, parent: int) -> bool:
    """Whether a leaf may lie in such a link."""
    return leaf.parent == parent and not leaf.fake and not leaf.html and leaf.kind in ("paragraph", "heading")


def brackets(doc: Document) -> Iterator[Bracket]:
    """The brackets that no link or picture of their block has, where a link around blocks may begin or end."""
    taken = sorted([(x.start, x.end) for x in doc.links] + [(x.start, x.end) for x in doc.images])
    n = 0
    for leaf in doc.leaves:
        if leaf.kind not in ("paragraph", "heading"):
            continue
        opened: list[int] = []
        pos = leaf.start
        while m := TOKEN.search(doc.text, pos, leaf.end):
            pos = m.end()
            while n < len(taken) and taken[n][1] <= m.start():
                n += 1
            if n < len(taken) and taken[n][0] <= m.start():
                pos = max(pos, taken[n][1])
            elif m[0] == "[" and not doc.is_code(m.start()):
                opened.append(m.start())
            elif m[0] == "]" and not doc.is_code(m.start()):
                target = TARGET.match(doc.text, m.start(), leaf.end)
                if opened:
                    opened.pop()
                elif target and ADDRESS.search(target[0]):
                    yield Bracket(leaf, m.start(), target.end(), target[0])
                if target:
                    pos = target.end()
        if opened and BEFORE.search(doc.text, max(0, opened[-1] - 20), opened[-1]):
            yield Bracket(leaf, opened[-1], opened[-1] + 1, "")


def parts(doc: Document, blocks: list[Block], first: Bracket, last: Bracket) -> Iterator[Proposal]:
    """The changes that give each block the link for itself."""
    spans = [inside(doc, x, first, last) for x in blocks]
    shown = [n for n, (start, end) in enumerate(spans) if start < end]
    rest = doc.text[last.end : last.leaf.end].strip()
    if not any(linkable(doc, blocks[n], *spans[n]) for n in shown):
        return  # its address would be lost
    if shown[0] > 0:  # the bracket stands alone, and goes with its line
        end = blocks[1].start if first.start == first.leaf.start else first.end
        yield Proposal(first.start, end, WHY, "certain")
    alone = shown[-1] < len(blocks) - 1
    for n in shown:
        start, end = spans[n]
        wraps = linkable(doc, blocks[n], start, end)
        if n == 0 and not wraps:
            yield Proposal(first.start, first.end, WHY, "certain")
        elif n == 0 and (m := HASHES.match(doc.text, start, end)):
            yield from heading(doc, blocks[n].leaf, first.start, blocks[n].end, m)
        elif n > 0 and wraps:
            yield Proposal(start, start, WHY, "certain", "[")
        if n == shown[-1] and alone and not rest:  # the target stands alone, and goes with its line
            yield Proposal(end, last.end, WHY, "certain", last.target if wraps else "")
        elif n < len(blocks) - 1 and wraps:
            yield Proposal(end, end, WHY, "certain", last.target)
        elif n == len(blocks) - 1 and not wraps:
            yield Proposal(last.start, last.end, WHY, "certain")
    if alone and rest:
        yield Proposal(last.start, last.end, WHY, "certain")


def inside(doc: Document, leaf: Block, first: Bracket, last: Bracket) -> tuple[int, int]:
    """What of a block stands within the brackets, without the space around it and the hashes of a heading."""
    start = first.end if leaf is first.leaf else leaf.start
    end = last.start if leaf is last.leaf else leaf.end
    if leaf is not first.leaf and leaf.kind == "heading" and (m := HASHES.match(doc.text, start, end)):
        start = m.end()
    inner = doc.text[start:end]
    return start + len(inner) - len(inner.lstrip()), max(start, start + len(inner.rstrip()))


def linkable(doc: Document, leaf: Block, start: int, end: int) -> bool:
    """Whether a link may be drawn around a span: it holds none, and no bracket alone."""
    text = doc.text[start:end]
    return (
        not doc.links_in(start, end)
        and text.count("[") == text.count("]")
        and not text.endswith("\\")
        and not (leaf.kind == "heading" and not doc.text.startswith("#", leaf.start))
        and words(doc.plain(leaf)) <= MAX_WORDS
    )


def heading(doc: Document, n: int, start: int, end: int, hashes: re.Match[str]) -> Iterator[Proposal]:
    """Hashes out of a link's text: before its bracket where that makes the block a heading."""
    leaf = doc.leaves[n] if n >= 0 else None
    if not leaf or leaf.kind != "paragraph" or leaf.fake or leaf.html:
        return
    alone = leaf.parent < 0 and leaf.start == start and "\n" not in doc.text[start : leaf.end].strip()
    alone = alone and not doc.text[end : leaf.end].strip()
    why = "the hashes of a heading stand before its link" if alone else "hashes that make no heading in a link's text"
    if alone:
        yield Proposal(start, start, why, "certain", hashes[1])
    yield Proposal(hashes.start(1), hashes.end(1), why, "certain")
