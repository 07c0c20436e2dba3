"""Remove the lines that the software of shops, forums, help centres and recipe cards prints on each page: "Opens in a new
window", "Who is online", "Jump to recipe".

Such a line is all of its block. Two different ones in a document, or one in a page in which other rules find furniture, tell
that the page was scraped.

Left alone: the same words in a sentence, in cells and in code; a document with but one such line.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.furniture import MIN_KINDS, kinds
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hit_leaves, hits, in_ordered_steps, introduced, key, title_heading, words

TWO = 2
LONGEST = 45  # words of a line that begins with such words


@rule(kind="nav", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    found = [x for x in hit_leaves(doc, "stock-line") if says(doc, x)]
    if len({key(doc, x) for x in found}) < TWO and len(kinds(doc)) < MIN_KINDS:
        return
    for leaf in found:
        yield Proposal(leaf.start, leaf.end, f'line of a site\'s software: "{key(doc, leaf)[:40]}"', "likely")


def says(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but such a line."""
    if leaf.kind not in ("paragraph", "heading") or leaf.leaf == title_heading(doc) or words(doc.plain(leaf)) > LONGEST:
        return False
    if in_ordered_steps(doc, leaf) or introduced(doc, leaf):
        return False
    said, text = hits(doc, leaf, "stock-line")[0], key(doc, leaf)
    return said.start == 0 and (said.text == text or leaf.kind == "paragraph")
