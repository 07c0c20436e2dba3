"""Remove the footer of a page, told by links that only footers have ("Privacy policy", "Imprint"): a run of links below the
last prose of which one says so, under a heading two; a list or row in which two do, whatever sites it leads to, and all
below if that is furniture.

Where the page has little but links that list is the last of a footer's columns.

Left alone: a chapter of links under a heading of the text, lists that the text introduces, lines with more than links,
pages about footers.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.menus import (
    BEGINNING,
    BOILERPLATE,
    COPYRIGHT,
    LABEL,
    LABELS,
    LEGAL,
    MAX_WORDS,
    above,
    allowance,
    below,
    entries,
    over,
    runs,
    substantial,
)
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    addressed,
    hits,
    images_only,
    introduced,
    key,
    link_only,
    link_text,
    mentions,
    own_site,
    phrase,
    says_only,
    subject,
    words,
)

FOOTER = 3  # links of a footer
COLUMN = 2  # links of a footer's column


@rule(kind="footer", order=-1)
def find(doc: Document) -> Iterator[Proposal]:
    if len(doc.links) < FOOTER or not mentions(doc, "footer") or subject(doc, "footer", headings=False):
        return
    full = substantial(doc, 0)
    yield from foot(doc, full)
    if full and not above(doc):  # a menu's footer is `site-menu`'s
        yield from footers(doc, own_site(doc))


def footers(doc: Document, own: str) -> Iterator[Proposal]:
    """The footer of a page without a menu: a run of links below the last prose, of which enough say that it is one."""
    for run in runs(doc, below(doc, allowance(doc, 0)), len(doc.leaves), own):
        enough = run.links >= FOOTER and run.legal >= (LEGAL if over(doc, run) else 1)
        if over(doc, run) and chapter(doc, doc.leaves[run.first - 1], run.last, most=run.legal * 2 >= run.links):
            continue
        if run.legal < LEGAL and any(doc.images_of(x) for x in doc.leaves[run.first : run.last + 1]):
            continue  # pictures with captions, and one such link below them
        if enough and not introduced(doc, doc.leaves[run.first]):
            first = run.first - over(doc, run)
            why = f"footer below the last prose: {run.legal} of its {run.links} links say so"
            yield Proposal(doc.leaves[first].start, doc.leaves[run.last].end, why, "likely", whole=True)


def foot(doc: Document, full: bool) -> Iterator[Proposal]:
    """The foot of a page, whatever sites it leads to: the list or row in which two links say so, and all below if that is furniture.

    Where the page has little but links (it is not `full`) the list is the last of a footer's columns.
    """
    begin, legal, count = -1, 0, 0
    text = below(doc, allowance(doc, 0))
    for leaf in doc.leaves[text:]:
        links = entries(doc, leaf, MAX_WORDS)
        if begin >= 0 and not (links and together(doc, doc.leaves[leaf.leaf - 1], leaf)):
            begin, legal, count = -1, 0, 0
        if not links:
            continue
        if begin < 0:
            begin = first = leaf.leaf
        before = legal
        legal += sum(bool(phrase(link_text(doc, x), "footer")) for x in links)
        count += len(links)
        if before < LEGAL <= legal:
            first = columns(doc, begin, text)
        if legal >= LEGAL and (first < begin or (full and count >= FOOTER)) and not introduced(doc, doc.leaves[begin]):
            last = leaf.leaf
            for other in doc.after(leaf):
                if not together(doc, doc.leaves[last], other) or not entries(doc, other, MAX_WORDS):
                    break
                last = other.leaf
            if first == begin > 0 and doc.leaves[begin - 1].kind == "heading":
                if chapter(doc, doc.leaves[begin - 1], last, most=legal * 2 >= count):
                    return
                first -= 1
            if all(of_foot(doc, x) for x in doc.leaves[last + 1 :]):
                last = len(doc.leaves) - 1
            why = f"foot of the page: {legal} of {count} links say so"
            yield Proposal(doc.leaves[first].start, doc.leaves[last].end, why, "likely", whole=True)
            return


def columns(doc: Document, begin: int, floor: int) -> int:
    """Index of the leaf with which the columns of a footer begin, where a list is the last of them; `begin` if it is none.

    A column is a heading of a few words over a list of links to the site; two of them and more with headings of one rank
    stand in a row.
    """
    own = own_site(doc)
    head = doc.leaves[begin - 1] if begin > floor else None
    first = begin
    while head is not None and head.kind == "heading" and words(key(doc, head)) <= LABEL:
        first, n = head.leaf, head.leaf - 1
        while n >= floor and doc.leaves[n].parent >= 0 and of_column(doc, doc.leaves[n], own):
            n -= 1
        head = doc.leaves[n] if floor <= n < first - COLUMN and doc.leaves[n].level == head.level else None
    return first if first < begin - 1 else begin


def of_column(doc: Document, leaf: Block, own: str) -> bool:
    """Whether an item of a list is nothing but a short link to another page of the site."""
    links = entries(doc, leaf, MAX_WORDS)
    return bool(links) and all(addressed(x, own) for x in links)


def chapter(doc: Document, heading: Block, last: int, *, most: bool) -> bool:
    """Whether the links under a heading may be a chapter of the text: it is no label of a menu, and no copyright line comes below them, or most of them are none of a footer's."""
    if says_only(doc, heading, *LABELS) or link_only(doc, heading):
        return False
    if all(phrase(link_text(doc, x), "footer") for x in doc.links_in(heading.end, doc.leaves[last].end)):
        return True  # the papers that a page is for
    return not most or not any(COPYRIGHT.search(doc.plain(x)[:BEGINNING]) for x in doc.leaves[last + 1 :])


def of_foot(doc: Document, leaf: Block) -> bool:
    """Whether a block below the legal links is part of the foot: it says so, leads away, or is a picture or a word."""
    if leaf.kind in ("code", "table", "heading"):
        return False
    return (
        bool(link_only(doc, leaf) or hits(doc, leaf, *BOILERPLATE, *LABELS))
        or images_only(doc, leaf)
        or bool(COPYRIGHT.search(doc.plain(leaf)))
        or words(key(doc, leaf)) <= 1
    )


def together(doc: Document, one: Block, other: Block) -> bool:
    """Whether two leaves stand in one list, or both in none."""
    lists = [next((id(b) for b in doc.parents(x) if b.kind == "list"), 0) for x in (one, other)]
    return lists[0] == lists[1]
