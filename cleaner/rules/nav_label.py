"""Remove lines of navigation between the text: "Show more", "[Read more](…)", "Back to top", "Next page".

A link to the top of the page (`#top`) goes in any words. Buttons that end in an arrow go where there are three and
more of them, two of which say the same or are indented as scrapers leave them, or beside ads. The line is nothing but
the label or its link, and a second thing agrees: it is said more than once, other such labels are in the document, or
it stands at the very end.

A heading of two words and more that only pages have ("Post navigation") goes at the end when nothing is under it.

Left alone: other headings, items of lists with other items, and the words in a sentence or a step.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    hit_leaves,
    hits,
    introduced,
    is_prose,
    key,
    link_only,
    linked,
    says_only,
    shows_ads,
    tail_start,
    words,
)

TWICE = 2
TOP = re.compile(r"#(?:(?:page|readme|back-to|scroll|go)[-_]?)?top|#(?:masthead|site-header)", re.IGNORECASE)
MAX_TOP = 6  # words of a link to the top
MAX_BUTTON = 120  # characters
ARROW = re.compile(r"\S.*(?:→|»|›|➜|➔|⟶)\W*\Z", re.DOTALL)


@rule(kind="nav")
def find(doc: Document) -> Iterator[Proposal]:
    leaves = [
        x
        for x in hit_leaves(doc, "nav-label", "related-label")
        if x.kind == "paragraph" and x.parent < 0 and says_only(doc, x, "nav-label", "related-label")
    ]
    leaves = [x for x in leaves if link_only(doc, x) or (not doc.links_of(x) and hits(doc, x, "nav-label"))]
    leaves = [x for x in leaves if not introduced(doc, x)]
    for leaf in linked(doc):
        if leaf.kind == "paragraph" and leaf.parent < 0 and all(TOP.fullmatch(x.url) for x in doc.links_of(leaf)):
            if link_only(doc, leaf) and words(key(doc, leaf)) <= MAX_TOP:
                yield Proposal(leaf.start, leaf.end, "link to the top of the page", "likely")
    times = Counter(key(doc, x) for x in leaves)
    for leaf in leaves:
        text = key(doc, leaf)
        alone = bool(link_only(doc, leaf))
        if times[text] >= TWICE and alone:
            yield Proposal(leaf.start, leaf.end, f'nothing but "{text}", {times[text]} times in the document', "likely")
        elif len(times) >= 3 and (alone or (" " in text and not before_prose(doc, leaf))):
            yield Proposal(
                leaf.start, leaf.end, f'nothing but "{text}", in a page with {len(times)} such labels', "likely"
            )
        elif leaf.leaf >= len(doc.leaves) - 1 and alone and len(doc.leaves) > 3:
            yield Proposal(leaf.start, leaf.end, f'nothing but a link "{text}" at the very end', "likely")
    arrows = [
        x
        for x in doc.leaves
        if x.kind == "paragraph"
        and (x.parent < 0 or x.fake)
        and len(doc.plain(x)) <= MAX_BUTTON
        and ARROW.match(doc.plain(x))
        and link_only(doc, x)
        and words(key(doc, x)) <= 6
    ]
    for leaf in hit_leaves(doc, "nav-label"):
        after = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
        if leaf.kind != "heading" or leaf.leaf < tail_start(doc) or (after is not None and after.kind != "heading"):
            continue  # the heading of a menu has those of its parts under it
        text = key(doc, leaf)
        if words(text) >= 2 and says_only(doc, leaf, "nav-label"):
            yield Proposal(leaf.start, leaf.end, f'heading "{text}" with nothing under it at the end', "likely")
    alike = len({key(doc, x) for x in arrows}) < len(arrows) or all(x.fake for x in arrows)
    for leaf in arrows if len(arrows) >= 3 and (alike or shows_ads(doc)) else ():
        if leaf not in leaves:
            yield Proposal(leaf.start, leaf.end, f"button with an arrow, one of {len(arrows)}", "likely", kind="cta")


def before_prose(doc: Document, leaf: Block) -> bool:
    """Whether text follows a label, as it follows a term that is explained."""
    return leaf.leaf + 1 < len(doc.leaves) and is_prose(doc, doc.leaves[leaf.leaf + 1])
