"""Remove blocks that are nothing but the label of an advertisement: "Advertisement", "Anzeige", "广告".

A label of two words or more goes anywhere; a single word such as "Ad" only where the document carries ads, or says so
more than once. A line goes that is nothing but the size of a display ad ("728x90"). A heading goes that is such a
label and has nothing under it.

Left alone: headings over text, three different ones together, list items, table cells, and the word in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import empty_section, hit_leaves, hits, is_prose, key, shows_ads, subject

# The sizes of display ads, in pixels, of the Interactive Advertising Bureau's and Google's lists.
SIZE = re.compile(
    r"(?:728|970)\s?[x×*]\s?90|970\s?[x×*]\s?250|(?:300|250|336)\s?[x×*]\s?(?:250|280)|(?:160|120|300)\s?[x×*]\s?600|(?:320|300)\s?[x×*]\s?(?:50|100)|468\s?[x×*]\s?60"
)
LONGEST = 20  # characters of a block


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in doc.leaves:
        if (
            leaf.kind == "paragraph"
            and leaf.parent < 0
            and leaf.end - leaf.start <= LONGEST
            and SIZE.fullmatch(key(doc, leaf))
        ):
            yield Proposal(leaf.start, leaf.end, "nothing but the size of an advertisement", "likely")
    labels = [
        x
        for x in hit_leaves(doc, "ad-label")
        if (x.kind == "paragraph" and (x.parent < 0 or shouts(doc, x)))
        or (x.kind == "heading" and x.parent < 0 and empty_section(doc, x))
    ]
    said = {x.leaf: key(doc, x) for x in labels}
    for leaf in labels:
        hit = hits(doc, leaf, "ad-label")[0]
        after = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
        term = doc.text[leaf.start : leaf.start + 2] in ("**", "__") and after is not None and is_prose(doc, after)
        others = len({said[n] for n in range(leaf.leaf - 2, leaf.leaf + 3) if n in said}) > 2
        if hit.text != said[leaf.leaf] or term or others or subject(doc, "disclosure"):
            continue
        if (len(hit.text) > 5 and (" " in hit.text or len(labels) > 1 or shows_ads(doc))) or shows_ads(doc):
            yield Proposal(leaf.start, leaf.end, f'label of an advertisement: "{hit.text}"', "likely")


def shouts(doc: Document, leaf: Block) -> bool:
    """Whether a block within a list item is a label in capitals below the item's own words."""
    return doc.plain(leaf).strip().isupper() and doc.containers[leaf.parent].leaf < leaf.leaf
