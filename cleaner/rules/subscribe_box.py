"""Remove sign-ups for newsletters, notifications and channels.

A short block with a phrase that only sign-ups use goes where it is set apart: a box in HTML, the
head or tail, a heading with its field. Its neighbours go with it while they are fields and buttons
of a form.

Left alone: sentences about newsletters in running text, and documents whose title or headings are
about them.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    head_end,
    hit_leaves,
    hits,
    in_ordered_steps,
    introduced,
    key,
    link_only,
    subject,
    tail,
    words,
)

MAX_WORDS = 60


@rule(kind="subscribe")
def find(doc: Document) -> Iterator[Proposal]:
    leaves = hit_leaves(doc, "subscribe")
    if not leaves or subject(doc, "subscribe") or len(leaves) >= 8:
        return
    for leaf in leaves:
        count = words(doc.plain(leaf))
        if leaf.kind not in ("paragraph", "heading") or count > MAX_WORDS or in_ordered_steps(doc, leaf):
            continue
        if introduced(doc, leaf):
            continue
        hit = hits(doc, leaf, "subscribe")[0]
        apart = (
            leaf.html
            or leaf.leaf < head_end(doc)
            or tail(doc, leaf)
            or bool(link_only(doc, leaf))
            or any(b.kind == "quote" for b in doc.parents(leaf))
        )
        bare = hit.text == key(doc, leaf) and count <= 2
        near = (
            sum(
                bool(hits(doc, x, "subscribe", "follow", "cookie", "footer", "nav-label"))
                for x in doc.leaves[max(0, leaf.leaf - 2) : leaf.leaf + 3]
            )
            > 1
        )
        if apart and (not bare or near):
            yield Proposal(leaf.start, leaf.end, f'sign-up: "{hit.text}"', "likely")
