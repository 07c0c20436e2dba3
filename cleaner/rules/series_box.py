"""Remove the box that lists the parts of a series: "Part 3 of Homelab from scratch", with links to the others.

Its items are links to other pages of the site, all but one, the post itself; a label over them, or the first words of
their block, speaks of a series or of parts (`lists/stems`), or the item without a link says that it is this one. It
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
    items,
    link_only,
    linked,
    outside,
    own_site,
    shows_ads,
    stems,
    words,
)

MAX_LABEL = 15  # words
MAX_LINES = 30  # words without a link in a box of lines
MAX_ITEM = 12  # words of the item without a link
MAX_ITEMS = 40


@rule(kind="related", order=1)
def find(doc: Document) -> Iterator[Proposal]:
    if not doc.links or not (doc.meta.get("published") or shows_ads(doc)):
        return
    own = own_site(doc)
    for n, found in items(doc).items():
        box = doc.containers[n]
        nested = box.parent >= 0 and doc.containers[box.parent].kind != "quote"
        if nested or not 2 <= len(found) <= MAX_ITEMS:
            continue
        firsts = [
            doc.leaves[b.leaf] for b in found if b.last_leaf == b.leaf + 1 and doc.leaves[b.leaf].kind == "paragraph"
        ]
        others = [x for x in firsts if not doc.links_of(x)]
        parts = [x for x in firsts if (links := link_only(doc, x)) and all(at_home(y, own) for y in links)]
        if len(parts) + len(others) < len(found) or not parts or len(others) > 1:
            continue
        over = label(doc, box)
        if not apart(doc, box) and (over is None or not others):
            continue
        here = bool(others) and words(doc.plain(others[0])) <= MAX_ITEM and is_this(doc, others[0])
        if over is not None:
            start = over.start
        elif here and len(parts) >= 2:
            start = box.start
        else:
            continue
        quote = next((b for b in doc.parents(parts[0]) if b.kind == "quote"), None)
        whole = (
            quote is not None and quote.leaf >= (over.leaf if over else box.leaf) and quote.last_leaf == box.last_leaf
        )
        start, end = (quote.start, quote.end) if whole and quote else (start, box.end)
        yield Proposal(start, end, f"box with {len(parts)} other parts of a series", "likely", whole=True)
    for leaf in linked(doc):
        links = doc.links_of(leaf)
        rest = outside(doc, leaf, links)
        if (
            leaf.kind == "paragraph"
            and len(links) >= 2
            and apart(doc, leaf)
            and not any(b.kind == "list" for b in doc.parents(leaf))
            and words(rest) <= (MAX_LABEL if "\n" not in doc.plain(leaf).strip() else MAX_LINES)
            and speaks(rest)
            and any(c.isdigit() for c in doc.plain(leaf))
            and all(at_home(x, own) for x in links)
        ):
            yield Proposal(leaf.start, leaf.end, f"line with {len(links)} other parts of a series", "likely")


def apart(doc: Document, block: Block) -> bool:
    """Whether a block stands above the text, after an opening paragraph at most, or below it."""
    return block.leaf <= head_end(doc) + 1 or block.leaf >= closing(doc)


def speaks(text: str) -> bool:
    """Whether a text speaks of a series or of parts."""
    return any(h.topic == "series" for h in stems(text))


def label(doc: Document, box: Block) -> Block | None:
    """The line over a list that speaks of a series."""
    over = doc.leaves[box.leaf - 1] if box.leaf else None
    if (
        over is None
        or doc.links_of(over)
        or over.kind not in ("paragraph", "heading")
        or words(doc.plain(over)) > MAX_LABEL
    ):
        return None
    return over if speaks(doc.plain(over)) else None


def is_this(doc: Document, leaf: Block) -> bool:
    """Whether an item is the post itself: it says so, or most of its words are those of the title."""
    text = doc.plain(leaf)
    if any(h.topic == "here" for h in stems(text)):
        return True
    said = set(fold(text).split())
    return bool(said) and len(said & set(fold(str(doc.meta.get("title") or "")).split())) * 2 > len(said)
