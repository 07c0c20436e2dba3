"""Remove the rows of a table that are nothing but buttons to shops: "Check price" in each column.

In a document with ads, below a table's head, one in a table; the first cell is empty or speaks of buying ("Price").

Left alone: rows in which a cell has more, rows of links with the things' own names, tables with several such rows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.offers import says_offer, shop, speaks_of_buying
from cleaner.registry import rule
from cleaner.signals import link_text, linked, phrase, shows_ads, trim, words

HEAD = 2  # lines of a table's head
LABEL = 2  # words of the first cell
TWO = 2
ROW = re.compile(r"[^\n]*\n?")


@rule(kind="cta")
def find(doc: Document) -> Iterator[Proposal]:
    if not shows_ads(doc):
        return
    for leaf in linked(doc):
        if leaf.kind != "table" or leaf.html:
            continue
        rows = [m.span() for m in ROW.finditer(doc.text, leaf.start, leaf.end) if m[0].strip()][HEAD:]
        found = [(start, end) for start, end in rows if buttons(doc, leaf, start, end)]
        if len(found) == 1 < len(rows):
            yield Proposal(*found[0], "row of a table with nothing but buttons to shops", "likely")


def buttons(doc: Document, leaf: Block, start: int, end: int) -> bool:
    """Whether a row of a table is nothing but buttons to shops, at least two that say what buttons say."""
    links = [x for x in doc.links_of(leaf) if start <= x.start < end]
    if len(links) < TWO or not all(shop(doc, x) for x in links):
        return False
    texts = [trim(fold(link_text(doc, x))) for x in links]
    asked = sum(bool(phrase(x, "cta")) or speaks_of_buying(doc, x) for x in texts)
    spans = [
        (start, links[0].start),
        *((a.end, b.start) for a, b in itertools.pairwise(links)),
        (links[-1].end, end),
    ]
    rest = [trim(doc.text_in(a, b)) for a, b in spans]
    labelled = not rest[0] or (words(rest[0]) <= LABEL and speaks_of_buying(doc, rest[0]))
    return asked >= TWO and all(says_offer(doc, x) for x in texts) and labelled and not any(rest[1:])
