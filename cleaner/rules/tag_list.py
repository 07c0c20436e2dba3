"""Remove a list of tags at the very end: one to six items of one to three words, all linked to one
commercial target or to tag pages.

Left alone: lists with anything after them but junk, lists under a heading, items with text beside
their links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import commercial, link_only, shows_ads, tail_start, words

TAG_PAGE = re.compile(
    r"/(?:tags?|categor(?:y|ies|ia|ias|ie)|kategori(?:e|a|en)?|etiquetas?|schlagw[oö]rt(?:er)?|mots-cles|labels?)/",
    re.IGNORECASE,
)


@rule(kind="author")
def find(doc: Document) -> Iterator[Proposal]:
    for box in doc.containers:
        if box.kind != "list" or box.ordered or box.parent >= 0 or box.leaf < tail_start(doc):
            continue
        leaves = doc.leaves[box.leaf : box.last_leaf]
        links = [link_only(doc, x) for x in leaves]
        if (
            not leaves
            or len(leaves) > 6
            or not all(len(x) == 1 for x in links)
            or any(words(doc.plain(x)) > 3 for x in leaves)
        ):
            continue
        before = doc.leaves[box.leaf - 1] if box.leaf else None
        if before is None or before.kind == "heading" or doc.plain(before).rstrip().endswith((":", "：")):
            continue
        targets = {x[0].url for x in links}
        if all(TAG_PAGE.search(t) for t in targets):
            yield Proposal(box.start, box.end, "list of links to tag pages at the end", "likely", whole=True)
        elif len(targets) == 1 and (
            commercial(doc, links[0][0]) or (shows_ads(doc) and urls.commerce(next(iter(targets))))
        ):
            yield Proposal(box.start, box.end, "list of tags at the end, all linked to one shop", "likely", whole=True)
