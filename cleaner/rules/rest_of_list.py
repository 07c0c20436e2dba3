"""Remove what is left of a list when most of it goes: "Print" behind the networks to share on, the page's own name behind the
path to it.

Half of the items and more go as furniture; each of the others is a few words without a link to elsewhere, or, above the
title, the last of a path.

Left alone: lists of which less goes, items with text or figures, links to other sites and to files.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner import urls
from cleaner.furniture import covered
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import at_home, is_prose, items, own_site, title_heading, words

KINDS = frozenset(("nav", "social"))
SHORT, PATH = 4, 12  # words of an item, of the last of a path
LEAST = 2  # items that go


@rule(kind="nav", order=4)
def find(doc: Document) -> Iterator[Proposal]:
    taken = covered(doc)
    title = title_heading(doc)
    for n, found in items(doc).items():
        box = doc.containers[n]
        leaves = doc.leaves[box.leaf : box.last_leaf]
        rest = [x for x in leaves if x.leaf not in taken]
        kinds = {taken[x.leaf] for x in leaves if x.leaf in taken}
        gone = len(leaves) - len(rest)
        if not rest or gone < max(LEAST, len(rest)) or not kinds <= KINDS or len(found) != len(leaves):
            continue
        path = box.last_leaf <= title and len(rest) == 1 and rest[0] is leaves[-1]
        if all(of_list(doc, x, PATH if path else SHORT) for x in rest):
            for leaf in rest:
                kind = "social" if "social" in kinds else "nav"
                yield Proposal(leaf.start, leaf.end, "what is left of a list that goes", "likely", kind=kind)


def of_list(doc: Document, leaf: Block, most: int) -> bool:
    """Whether an item is a few words that lead nowhere else."""
    own = own_site(doc)
    links = all(
        x.url.startswith(("#", "mailto:", "whatsapp:")) or (at_home(x, own) and not urls.is_file(x.url))
        for x in doc.links_of(leaf)
    )
    if any(c.isdigit() for c in doc.plain(leaf)):
        return False
    return links and leaf.kind == "paragraph" and words(doc.plain(leaf)) <= most and not is_prose(doc, leaf)
