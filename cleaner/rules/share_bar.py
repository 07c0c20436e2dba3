"""Remove share and like bars: "Share this", links to share endpoints, rows of social buttons.

A block goes where all its links lead to share endpoints, or where it is a share label of at most
eight words in the head, the tail or HTML of its own.

Left alone: "share" as a word of a step or of prose, links to social profiles in sentences and in
lists that are content.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import head_end, hit_leaves, hits, key, link_only, link_text, linked, outside, tail, words

MAX_WORDS = 8


@rule(kind="social")
def find(doc: Document) -> Iterator[Proposal]:
    done: set[int] = set()
    for leaf in linked(doc):
        if leaf.kind not in ("paragraph", "heading"):
            continue
        links = doc.links_of(leaf)
        shares = [x for x in links if urls.listed(x.url, "share-hosts")]
        few = len(shares) * 2 >= len(links) and all(words(link_text(doc, x)) <= 2 for x in links)
        if shares and (len(shares) == len(links) or few) and words(outside(doc, leaf, links)) <= 4:
            done.add(leaf.leaf)
            yield Proposal(
                leaf.start, leaf.end, f"nothing but links that share at {urls.host(shares[0].url)}", "likely"
            )
    for leaf in hit_leaves(doc, "share-label"):
        if leaf.leaf in done or leaf.kind not in ("paragraph", "heading"):
            continue
        found = hits(doc, leaf, "share-label")
        if words(key(doc, leaf)) > MAX_WORDS or (leaf.parent >= 0 and not doc.links_of(leaf)):
            continue
        if beside(doc, leaf, done):
            yield Proposal(leaf.start, leaf.end, f'label "{found[0].text}" beside share links', "likely")
        elif (
            (leaf.leaf < head_end(doc) or tail(doc, leaf, 0.25))
            and leaf.kind != "heading"
            and (not doc.links_of(leaf) or link_only(doc, leaf))
        ):
            whole = found[0].text == key(doc, leaf)
            if (
                whole
                and any(
                    x.leaf != leaf.leaf and hits(doc, x, "share-label", "follow", "date-label")
                    for x in doc.leaves[max(0, leaf.leaf - 3) : leaf.leaf + 4]
                )
            ) or (not whole or words(found[0].text) >= 2):
                yield Proposal(
                    leaf.start,
                    leaf.end,
                    f'share label "{found[0].text}" in the {"head" if leaf.leaf < head_end(doc) else "tail"}',
                    "likely",
                )


def beside(doc: Document, leaf: Block, done: set[int]) -> bool:
    """Whether a removed share bar is next to a leaf."""
    return leaf.leaf - 1 in done or leaf.leaf + 1 in done
