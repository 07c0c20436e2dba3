"""Remove boxes of pleas: an HTML element near the end in which block after block asks to follow,
subscribe, shop or click.

At least three blocks, each short and with a link, and at least two of them lead to social profiles,
sign-ups or donation pages or say so: then the others are of the same sort.

Left alone: elements with prose or code, lists of links that do not plead, and everything above the
last part of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hits, key, tail, words

MAX_WORDS = 35
PROFILE = re.compile(r"/?(?:@?[\w.-]+|(?:user|channel|c|in|company|groups|pages)/[\w.@%-]+)?/?", re.IGNORECASE)


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
        if not tail(doc, leaves[0], 0.4) or not all(
            x.kind in ("paragraph", "heading", "rule") and words(doc.plain(x)) <= MAX_WORDS for x in leaves
        ):
            continue
        if sum(words(doc.plain(x)) for x in leaves) * 2 > doc.fact("words", lambda d: words(d.text_in(0, len(d.text)))):
            continue  # what is most of the document is what it says
        linked = [x for x in leaves if doc.links_of(x)]
        pleas = [x for x in linked if pleads(doc, x)]
        if (
            len(linked) * 4 >= len(leaves) * 3
            and len(pleas) >= 2
            and (any(asks(doc, x) for x in pleas) or platforms(doc, pleas) > 1)
            and len(pleas) * (4 if sum(asks(doc, x) for x in pleas) > 1 else 3) >= len(linked)
        ):
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
                and before.level > 1
                and words(key(doc, before)) <= 4
                and element.last_leaf >= len(doc.leaves)
            ):
                yield Proposal(before.start, before.end, "heading over a box of pleas at the end", "likely")


def pleads(doc: Document, leaf: Block) -> bool:
    """Whether a block asks to follow, subscribe or give, or leads to a profile or a donation page."""
    return asks(doc, leaf) or any(
        urls.listed(x.url, "support-hosts")
        or (urls.listed(x.url, "social-hosts") and PROFILE.fullmatch(urls.split(x.url)[1]))
        for x in doc.links_of(leaf)
    )


def asks(doc: Document, leaf: Block) -> bool:
    """Whether a block says so in words."""
    return bool(hits(doc, leaf, "follow", "subscribe", "support", "share-label"))


def platforms(doc: Document, leaves: list[Block]) -> int:
    """To how many social platforms blocks lead."""
    return len(
        {
            urls.site(urls.host(x.url))
            for leaf in leaves
            for x in doc.links_of(leaf)
            if urls.listed(x.url, "social-hosts")
        }
    )
