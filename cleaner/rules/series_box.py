"""Remove the box that lists the parts of a series: "Part 3 of Homelab from scratch", with links to the others.

Its items are links to other pages of the site, all but one, the post itself; a label over them, or the first words of
their block, speaks of a series or of numbered parts (`lists/stems`), or the item without a link says that it is this one. It
stands above the text or below it.

Left alone: documents that have no date and no ads (a course lists its parts), lists within the text, and sentences
that mention a series.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    closing,
    head_end,
    is_post,
    items,
    link_only,
    link_text,
    linked,
    outside,
    own_site,
    spoken,
    words,
)

MAX_LABEL = 15  # words
MAX_LINES = 30  # words without a link in a box of lines
MAX_ITEM = 12  # words of the item without a link
MAX_ITEMS = 40


@rule(kind="related", order=1)
def find(doc: Document) -> Iterator[Proposal]:
    if not doc.links or not is_post(doc):
        return
    own = own_site(doc)
    for n, found in items(doc).items():
        box = doc.containers[n]
        nested = box.parent >= 0 and doc.containers[box.parent].kind != "quote"
        if nested or not 2 <= len(found) <= MAX_ITEMS:
            continue
        leaves = [doc.leaves[b.leaf] for b in found if b.last_leaf == b.leaf + 1]
        over = label(doc, box)
        if over is None and all(doc.links_of(x) for x in leaves):
            continue
        parts = [x for x in leaves if (links := link_only(doc, x)) and all(at_home(y, own) for y in links)]
        others = [x for x in leaves if x.kind == "paragraph" and not doc.links_of(x)]
        if len(parts) + len(others) < len(found) or not parts or len(others) > 1:
            continue
        here = bool(others) and words(doc.plain(others[0])) <= MAX_ITEM and is_this(doc, others[0])
        named = over is not None and (here or (apart(doc, box) and of_this(doc, doc.plain(over))))
        if named or (here and len(parts) >= 2 and apart(doc, box)):
            start, end = whole(doc, box, over if named else None)
            yield Proposal(start, end, f"box with {len(parts)} other parts of a series", "likely", whole=True)
    for leaf in linked(doc):
        if leaf.kind == "paragraph" and apart(doc, leaf) and in_line(doc, leaf, own):
            count = len(doc.links_of(leaf))
            yield Proposal(leaf.start, leaf.end, f"line with {count} other parts of a series", "likely")


def in_line(doc: Document, leaf: Block, own: str) -> bool:
    """Whether a block is links to the other parts, with a label and the part without a link beside them."""
    links = doc.links_of(leaf)
    if len(links) < 2 or any(b.kind == "list" for b in doc.parents(leaf)):
        return False
    rest, text = outside(doc, leaf, links), doc.plain(leaf)
    most = MAX_LINES if "\n" in text.strip() else MAX_LABEL
    numbered = all(any(c.isdigit() for c in link_text(doc, x)) for x in links)
    return words(rest) <= most and speaks(doc, rest, numbered=numbered) and all(at_home(x, own) for x in links)


def whole(doc: Document, box: Block, over: Block | None) -> tuple[int, int]:
    """The span of a list with its label, or of the quote that holds nothing else."""
    first = over or box
    quote = next((b for b in doc.parents(doc.leaves[box.leaf]) if b.kind == "quote"), None)
    if quote is not None and quote.leaf >= first.leaf and quote.last_leaf == box.last_leaf:
        return quote.start, quote.end
    return first.start, box.end


def apart(doc: Document, block: Block) -> bool:
    """Whether a block stands above the text, after an opening paragraph at most, or below it."""
    return block.leaf <= head_end(doc) + 1 or block.leaf >= closing(doc)


def speaks(doc: Document, text: str, *, numbered: bool) -> bool:
    """Whether a text speaks of a series, or of parts that have numbers: a machine has parts too."""
    topics = {h.topic for h in spoken(doc, text)}
    return "series" in topics or (numbered and "part" in topics)


def of_this(doc: Document, text: str) -> bool:
    """Whether a label speaks of this series, or of more of it, and not of any."""
    return any(h.topic in ("here", "more") for h in spoken(doc, text))


def label(doc: Document, box: Block) -> Block | None:
    """The line over a list that speaks of a series."""
    over = doc.leaves[box.leaf - 1] if box.leaf else None
    if over is None or doc.links_of(over) or over.kind not in ("paragraph", "heading"):
        return None
    text = doc.plain(over)
    numbered = any(c.isdigit() for c in text)
    return over if words(text) <= MAX_LABEL and speaks(doc, text, numbered=numbered) else None


def is_this(doc: Document, leaf: Block) -> bool:
    """Whether an item is the post itself: it says so, or most of its words are those of the title."""
    text = doc.plain(leaf)
    if any(h.topic == "here" for h in spoken(doc, text)):
        return True
    said = set(fold(text).split())
    return bool(said) and len(said & set(fold(str(doc.meta.get("title") or "")).split())) * 2 > len(said)
