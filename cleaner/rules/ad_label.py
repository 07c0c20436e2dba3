"""Remove blocks that are nothing but the label of an advertisement: "Advertisement", "Anzeige", "广告".

A label of two words or more goes anywhere; a single word such as "Ad" only where the document
carries ads, or says so more than once. A heading goes that is such a label and has nothing under it.

Left alone: headings over text, three different ones together, list items, table cells, and the word in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import empty_section, hit_leaves, hits, is_prose, key, shows_ads, subject


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
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
