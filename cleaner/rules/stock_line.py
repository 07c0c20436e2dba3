"""Remove the lines that the software of shops, forums, help centres and recipe cards prints on each page: "Opens in a new
window", "Who is online", "Jump to recipe".

Such a line is all of its block, or begins a short one. Two different ones in a document, or one in a page in which other
rules find furniture, tell that the page was scraped.

The hidden heading over a theme's column ("Primary sidebar") goes with what stands below it.

Left alone: the same words in a sentence, in an item with more, in cells and in code; headings over a text; a document with
but one such line.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.furniture import FURNITURE, MIN_KINDS, covered, kinds
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    head_end,
    hit_leaves,
    hits,
    images_only,
    in_ordered_steps,
    introduced,
    is_prose,
    key,
    keys,
    says_only,
    tail_start,
    title_heading,
    words,
)

TWO = 2
LETTERS = 5  # of a word that tells what a label is
FEW = 3  # words of a line that may be the text's own
LONGEST, SHORT = 45, 12  # words of a line that begins with many such words, with few
LONG = 25  # characters of many words


@rule(kind="nav", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    yield from sidebars(doc)
    found = [x for x in hit_leaves(doc, "stock-line") if says(doc, x)]
    whole = {key(doc, x) for x in found if says_only(doc, x, "stock-line")}
    if len(whole) < TWO and len(kinds(doc)) < MIN_KINDS:
        return
    for leaf in found:
        inside = head_end(doc) < leaf.leaf < tail_start(doc)
        if inside and len(whole) <= TWO and words(key(doc, leaf)) <= FEW:
            continue  # words that the text itself may be about
        yield Proposal(leaf.start, leaf.end, f'line of a site\'s software: "{key(doc, leaf)[:40]}"', "likely")


def sidebars(doc: Document) -> Iterator[Proposal]:
    """Headings that a theme prints, unseen, over a page's columns, with all that stands below them to the next heading of their rank, below the article."""
    found = [x for x in hit_leaves(doc, "sidebar-label") if x.kind == "heading" and says_only(doc, x, "sidebar-label")]
    labels = {x.leaf for x in found}
    others = "\n".join(text for n, text in enumerate(keys(doc)) if n not in labels) if found else ""
    for leaf in found:
        telling = [x for x in key(doc, leaf).split() if len(x) >= LETTERS]
        told = any(x in others for x in telling)  # the text speaks of columns
        scraped = len(kinds(doc)) >= MIN_KINDS or covered(doc).get(leaf.leaf - 1, "") in FURNITURE
        if told or not scraped or leaf.leaf <= head_end(doc):
            continue
        last = leaf
        for other in doc.after(leaf):
            if is_prose(doc, other) and not doc.links_of(other) and not images_only(doc, doc.leaves[other.leaf - 1]):
                last = leaf
                break  # a text about columns
            if (other.kind == "heading" and other.level <= leaf.level) or other.kind == "code":
                break
            last = other
        if last is leaf:
            continue
        yield Proposal(leaf.start, last.end, f'column of a theme, "{key(doc, leaf)}"', "likely", whole=True)


def says(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but such a line: a heading without a text below it, or a block that is no sentence of its own."""
    if leaf.leaf == title_heading(doc) or in_ordered_steps(doc, leaf) or introduced(doc, leaf):
        return False
    if leaf.kind not in ("heading", "paragraph") or (leaf.parent >= 0 and not says_only(doc, leaf, "stock-line")):
        return False
    below = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
    explained = below is not None and is_prose(doc, below)
    if explained and doc.text[leaf.start : leaf.end].lstrip()[:1] in "*_":
        return False  # a term
    said, text = hits(doc, leaf, "stock-line")[0], key(doc, leaf)
    if leaf.kind == "heading":
        return said.text == text and not explained
    return said.start == 0 and (said.text == text or words(text) <= (LONGEST if len(said.text) > LONG else SHORT))
