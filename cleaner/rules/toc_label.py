"""Remove the label of a table of contents that has no table under it.

Scrapers keep the words "Table of contents" and lose the list that a script had filled.

Left alone: the label with a list or links under it, and a heading with text.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hit_leaves, is_prose, key, says_only


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in hit_leaves(doc, "toc-label"):
        if leaf.parent >= 0 or leaf.kind not in ("paragraph", "heading") or doc.links_of(leaf):
            continue
        if not says_only(doc, leaf, "toc-label"):
            continue
        after = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
        if leaf.level == 1 or (after is not None and restates(doc, after)):
            continue
        empty = after is None or (after.kind == "heading" and (leaf.kind == "paragraph" or after.level <= leaf.level))
        clear = " " in key(doc, leaf) or not key(doc, leaf).isascii()
        prose = after is not None and after.kind == "paragraph" and after.parent < 0 and not after.fake
        if empty or (clear and prose and leaf.kind == "paragraph" and after is not None and is_prose(doc, after)):
            yield Proposal(leaf.start, leaf.end, f'label "{key(doc, leaf)}" with no table under it', "likely")


def restates(doc: Document, leaf: Block) -> bool:
    """Whether a block is an entry of a table: it has links, or the words of a heading below."""
    if doc.links_of(leaf):
        return True
    first = doc.plain(leaf).strip().split("\n")[0].casefold()
    return any(
        x.kind == "heading" and doc.plain(x).strip().casefold() in first
        for x in doc.after(leaf)
        if doc.plain(x).strip()
    )
