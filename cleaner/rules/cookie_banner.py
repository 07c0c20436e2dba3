"""Remove cookie banners and consent dialogs.

A block with a banner's phrase goes where it stands in the head or tail, or beside another such
block; its buttons go with it, and at the top of a page what speaks of cookies beside them, in whatever words.

Left alone: documents about cookies or privacy (their title or four blocks and more say so), and
longer text.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import BANNER, banner, head_end, hit_leaves, hits, subject, tail, title_heading, words

MAX_WORDS = 90


@rule(kind="footer")
def find(doc: Document) -> Iterator[Proposal]:
    leaves = [x for x in hit_leaves(doc, "cookie") if x.kind in ("paragraph", "heading")]
    if not leaves or subject(doc, "cookie") or len(leaves) > 8:
        return
    long = [x for x in leaves if words(doc.plain(x)) > MAX_WORDS]
    if long:
        return
    found = {x.leaf for x in leaves}
    gone: set[int] = set()
    for leaf in leaves:
        near = any(n in found for n in (leaf.leaf - 2, leaf.leaf - 1, leaf.leaf + 1, leaf.leaf + 2))
        edge = leaf.leaf < head_end(doc) + 2 or tail(doc, leaf, 0.2)
        label = hits(doc, leaf, "cookie")[0].text
        several = len({h.text for h in hits(doc, leaf, "cookie")}) > 1
        heading = leaf.kind == "heading" and not near
        if heading or not (near or several):
            continue
        if edge or leaf.html or (near and doc.template):
            yield Proposal(
                leaf.start,
                leaf.end,
                f'cookie banner: "{label}"' + (", beside another block of it" if near else ", at the edge of the page"),
                "likely",
            )
            gone.add(leaf.leaf)
    for leaf in doc.leaves[:BANNER] if gone else ():
        if leaf.leaf > max(title_heading(doc), 0) and leaf.leaf > min(gone):
            continue
        around = {leaf.leaf + n for n in (-2, -1, 1, 2)}
        if leaf.leaf not in found and around & gone and banner(doc, leaf) and words(doc.plain(leaf)) <= MAX_WORDS:
            if leaf.kind == "paragraph" and leaf.parent < 0:
                yield Proposal(leaf.start, leaf.end, "what a cookie banner says, beside its buttons", "likely")
