"""Remove the label of a table of contents that has no table under it.

Scrapers keep the words "Table of contents" and lose the list that a script had filled.

Left alone: the label with a list or links under it, and a heading with text.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hit_leaves, hits, key


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in hit_leaves(doc, "toc-label"):
        if leaf.parent >= 0 or leaf.kind not in ("paragraph", "heading") or doc.links_in(leaf.start, leaf.end):
            continue
        if not any(h.text == key(doc, leaf) for h in hits(doc, leaf, "toc-label")):
            continue
        after = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
        if (
            after is None
            or after.kind == "heading"
            or (
                leaf.kind == "paragraph"
                and after.parent < 0
                and not after.fake
                and not doc.links_in(after.start, after.end)
                and after.kind == "paragraph"
            )
        ):
            yield Proposal(leaf.start, leaf.end, f'label "{key(doc, leaf)}" with no table under it', "likely")
