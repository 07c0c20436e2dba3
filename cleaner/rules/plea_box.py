"""Remove boxes of pleas: an HTML element near the end in which block after block asks to follow,
subscribe, shop or click.

At least three blocks, each short and with a link, and at least two of them lead to social profiles,
sign-ups or donation pages or say so: then the others are of the same sort.

Left alone: elements with prose or code, lists of links that do not plead, and everything above the
last part of the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hits, key, tail, words

MAX_WORDS = 35


@rule(kind="social")
def find(doc: Document) -> Iterator[Proposal]:
    end = -1
    for element in doc.elements:
        if (
            element.start < end
            or not element.closed
            or element.inline
            or not 3 <= element.last_leaf - element.leaf <= 60
        ):
            continue
        leaves = doc.leaves[element.leaf : element.last_leaf]
        if not all(
            x.kind in ("paragraph", "heading", "rule") and words(doc.plain(x)) <= MAX_WORDS for x in leaves
        ) or not tail(doc, leaves[0], 0.4):
            continue
        linked = [x for x in leaves if doc.links_in(x.start, x.end)]
        pleas = [x for x in linked if pleads(doc, x)]
        if len(linked) * 4 >= len(leaves) * 3 and len(pleas) >= 2 and len(pleas) * 3 >= len(linked):
            yield Proposal(
                element.start,
                element.end,
                f"box of {len(linked)} short blocks with links, {len(pleas)} of them pleas to follow or subscribe",
                "likely",
                whole=True,
            )
            end = element.end
            before = doc.leaves[element.leaf - 1] if element.leaf else None
            if (
                before is not None
                and before.kind == "heading"
                and words(key(doc, before)) <= 4
                and element.last_leaf >= len(doc.leaves)
            ):
                yield Proposal(before.start, before.end, "heading over a box of pleas at the end", "likely")


def pleads(doc: Document, leaf: Block) -> bool:
    """Whether a block asks to follow, subscribe or give."""
    return bool(hits(doc, leaf, "follow", "subscribe", "support", "share-label")) or any(
        urls.listed(x.url, "social-hosts") or urls.listed(x.url, "support-hosts")
        for x in doc.links_in(leaf.start, leaf.end)
    )
