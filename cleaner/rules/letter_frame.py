"""Remove what frames a newsletter that was sent by mail: links to read it in the browser, to end it, to change how it
comes.

Such a block is a short paragraph among the first or the last of the document with a link whose words only such
letters have ("View in browser", "Unsubscribe").

Left alone: headings, items of lists, the words without a link or in the middle of the text, a single such link in a
document without a date, documents that are about newsletters.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import introduced, link_text, linked, mentions, phrase, subject, words

FIRST, LAST = 4, 6  # blocks
MAX_WORDS = 30


@rule(kind="subscribe")
def find(doc: Document) -> Iterator[Proposal]:
    if not mentions(doc, "letter-label") or subject(doc, "subscribe"):
        return
    size = len(doc.leaves)
    found: list[tuple[Block, str]] = []
    for leaf in linked(doc):
        if FIRST <= leaf.leaf < size - LAST or leaf.kind != "paragraph" or leaf.parent >= 0:
            continue
        if words(doc.plain(leaf)) > MAX_WORDS or introduced(doc, leaf):
            continue
        said = next((x for y in doc.links_of(leaf) if (x := phrase(link_text(doc, y), "letter-label"))), "")
        if said:
            found.append((leaf, said))
    for leaf, said in found if doc.meta.get("published") or len({x for _, x in found}) > 1 else ():
        yield Proposal(leaf.start, leaf.end, f'link "{said}" of a letter', "likely")
