"""Remove the menus of a page that was scraped whole: runs of short links to the site itself, above the title and below the text.

A run is six links or more, one after another, each of a few words, most of them to addresses of one site (`/news`,
`https://example.org/news`). Above the article's title, with no prose over it, such a run is a menu, in whatever
language; what stands between two runs, or between a run and the top of the page or the title, is the furniture around it. Without a title it takes
twelve links, one of them to the site's first page. Where a page has such a menu, runs below the last prose are its footer and its lists of other
articles, with labels, dates and blurbs.

Left alone: pages whose title or prose does not come after the run, contents (`#part`, `chapter.md`), numbered lists, lists with
descriptions, rows of badges, lists under a heading such as "See also", pages that hold little but links.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaner.menus import (
    BEGINNING,
    BOILERPLATE,
    COPYRIGHT,
    LABEL,
    LABELS,
    LEGAL,
    MAX_WORDS,
    RUN,
    Run,
    above,
    accessory,
    allowance,
    article,
    below,
    listing,
    prose_above,
    runs,
    substantial,
)
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    blurb,
    hits,
    images_only,
    key,
    link_only,
    link_text,
    outside,
    own_site,
    parts,
    phrase,
    says_only,
    subject,
    words,
)

FOOTER = 3  # links of a run below the text of which one says that it is a footer
LONG = 300  # words of prose below which lists are what a page goes on with
TEXTS, MOST_TOLD, MENU = 3, 40, 5  # one leaf of so many at most is a text; links of a menu that are looked at
MAX_HEADLINE = 30  # words of a link to another article
LINES = 2  # of words without links between menus below an article
BEGINS = (
    "comment-label",
    "footer",
    "nav-label",
    "neighbour-label",
    "related-label",
)  # a text may go on behind the others


@rule(kind="nav", order=-1)
def find(doc: Document) -> Iterator[Proposal]:
    if subject(doc, "footer", headings=False) or not (menu := above(doc)):
        return
    own = own_site(doc)
    start, _ = article(doc)
    end = len(doc.leaves)
    yield from menus(doc, menu, 0, start)
    known = {x.url for run in menu for leaf in doc.leaves[run.first : run.last + 1] for x in doc.links_of(leaf)}
    early = gate(doc, max(below(doc, allowance(doc, start)), start + 1), known)
    tail = max(below(doc), start + 1, early)
    longest = MAX_HEADLINE if substantial(doc, start, blurbs=False) else MAX_WORDS
    middle = [x for x in runs(doc, early, tail, own) if x.links >= RUN and not listing(doc, x)]
    yield from menus(doc, middle, early, tail)
    footer = [x for x in runs(doc, tail, end, own, longest) if x.links >= (FOOTER if x.legal else RUN)]
    yield from menus(doc, [x for x in footer if not listing(doc, x)], tail, end)


def gate(doc: Document, first: int, known: set[str]) -> int:
    """The first leaf below the text that begins something that is none of it: a list may be an index that the text ends with.

    It is a label of accessory, or the list or row in which two links say what only menus say or stand in the menu above too.
    """
    told: Counter[int] = Counter()
    said: Counter[int] = Counter()
    long = prose_above(doc, min(first, len(doc.leaves))) >= LONG
    for leaf in doc.leaves[first:]:
        if leaf.kind == "code":
            continue
        boxes = [b for b in doc.parents(leaf) if b.kind == "list"]
        begin = max(first, boxes[-1].leaf if boxes else leaf.leaf)
        if says_only(doc, leaf, *BEGINS) or COPYRIGHT.search(doc.plain(leaf)[:BEGINNING]):
            return begin
        for link in doc.links_of(leaf):
            said[begin] += bool(phrase(link_text(doc, link), "nav-label", "footer"))
            told[begin] += link.url in known or bool(phrase(link_text(doc, link), "nav-label", "footer"))
        if told[begin] >= LEGAL and (long or not boxes or said[begin] >= LEGAL or is_menu(doc, boxes[-1], known)):
            return begin
    return len(doc.leaves)


def is_menu(doc: Document, box: Block, known: set[str]) -> bool:
    """Whether a list is the menu again: half of its links are known from there, and hardly a line of text stands among them."""
    inside = doc.leaves[box.leaf : box.last_leaf]
    texts = sum(not link_only(doc, x) and words(outside(doc, x, doc.links_of(x))) > LABEL for x in inside)
    links = [y for x in inside[:MOST_TOLD] for y in doc.links_of(x)]
    return texts * TEXTS <= len(inside) and sum(x.url in known for x in links) >= min(len(links) / 2, MENU)


def menus(doc: Document, found: list[Run], first: int, end: int) -> Iterator[Proposal]:
    """Proposals for runs between two leaves, those with only furniture between them as one; from the first leaf on they stand above the title."""
    groups: list[Run] = []
    text = parts(doc, first) if first else frozenset()
    for run in found:
        gap = doc.leaves[groups[-1].last + 1 : run.first] if groups else []
        apart = first and (lines(doc, gap) > LINES or any(x.leaf in text for x in gap))
        if groups and not apart and all(accessory(doc, x) or (first and blurb(doc, x)) for x in gap):
            one = groups.pop()
            run = Run(one.first, run.last, one.links + run.links, one.legal + run.legal)
        groups.append(run)
    done = first - 1
    for run in groups:
        begin, last = run.first, run.last
        while (
            begin - 1 > done and begin - 1 not in text and (label if first else accessory)(doc, doc.leaves[begin - 1])
        ):
            begin -= 1
        if first and lines(doc, doc.leaves[begin : run.first]) > LINES:
            begin = run.first - (doc.leaves[run.first - 1].kind == "heading")
        while not first and last + 1 < end and toggle(doc, doc.leaves[last + 1]):
            last += 1
        if first and run is groups[-1] and end == len(doc.leaves):
            rest = doc.leaves[last + 1 :]
            last = end - 1 if all(accessory(doc, x) for x in rest) else last
        done = last
        where = "below the last prose" if first else "above the title"
        yield Proposal(
            doc.leaves[begin].start,
            doc.leaves[last].end,
            f"menu {where}: {run.links} short links, most of them to the site's own pages",
            "likely",
            whole=True,
        )


def lines(doc: Document, leaves: list[Block]) -> int:
    """How many blocks of words without links stand one after another at most: below the text several are a text of their own."""
    most = count = 0
    for leaf in leaves:
        said = not (doc.links_of(leaf) or images_only(doc, leaf) or hits(doc, leaf, *BOILERPLATE, *LABELS))
        count = count + 1 if said else 0
        most = max(most, count)
    return most


def toggle(doc: Document, leaf: Block) -> bool:
    """Whether a block between the last menu and the title is one more button: a link or a few words, no date, no heading, no picture."""
    if leaf.kind != "paragraph" or doc.images_of(leaf):
        return False
    return bool(link_only(doc, leaf)) or (words(key(doc, leaf)) <= 3 and not any(c.isdigit() for c in key(doc, leaf)))


def label(doc: Document, leaf: Block) -> bool:
    """Whether a block right below the text belongs to the menu under it: what else is short may be the text's last line or picture."""
    if leaf.kind == "heading" or link_only(doc, leaf):
        return accessory(doc, leaf)
    return leaf.kind == "paragraph" and 1 <= words(key(doc, leaf)) <= 3 and not doc.images_of(leaf)
