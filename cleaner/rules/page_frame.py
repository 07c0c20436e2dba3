"""Remove what frames the text of a page that was scraped whole, in whatever words: menus above the title, "Save article" between
a byline and a share bar, labels and links below the text.

A page's template sets its buttons, counts, labels and links in rows. Where the other rules find pieces of two kinds of furniture
(not ads, which a generator drops anywhere), a short line between two pieces is one too: it has a few words and ends no
sentence; it stands above the text (a standfirst aside) or below all of it. Under three pieces, the document's end bounds a row as well.

What stands above the title goes if it is nothing but such lines and links to the site, two of them in a row or a piece of menu among them. In such a page a row
below the title goes on to the text, and one below the text to the end, headings and links to other pages of the site with it.

Left alone: everything within the text, pictures and the lines under them, code, sentences, labels with a colon, links to
other sites and to files, documents in which less than two kinds of furniture were found.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    head_end,
    images_only,
    introduced,
    is_prose,
    key,
    link_only,
    own_site,
    says_only,
    title_heading,
    words,
)

FURNITURE = frozenset(("author", "comments", "footer", "nav", "related", "social", "subscribe"))
LABELS = ("button", "comment-label", "follow", "nav-label", "related-label", "share-label", "subscribe", "tag-label")
BUTTONS = ("button", "share-label", "subscribe")
MIN_KINDS = 2
RUN = 3  # lines between two pieces
MAX_WORDS = 6
HEADLINE = 20  # words of a link
HIGHEST = 25  # blocks above the title
AT_END = 3  # pieces below the text before the document's end counts as one
DIGIT = re.compile(r"\d")  # right above the text a line with one may tell how long a dish takes, when an event begins
BRACKETS = re.compile(r"\([^()]*\)")
NUMBER = re.compile(r"[\d.,:/-]+")
ENDS = tuple(".!?…。！？؟।:：;,，、")


@rule(kind="nav", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    if len({kind for _, _, kind in doc.proposed} & FURNITURE) < MIN_KINDS:
        return
    taken = covered(doc)
    text = [x.leaf for x in doc.leaves if x.leaf not in taken and (is_prose(doc, x) or x.kind in ("code", "table"))]
    if not text:
        return
    title, size = title_heading(doc), len(doc.leaves)
    first, last = max(text[0], head_end(doc)), text[-1]
    above = menu(doc, title, taken)
    for leaf in above:
        if leaf.leaf not in taken:
            yield Proposal(leaf.start, leaf.end, "line above the title, beside the page's menu", "likely")
    whole = bool(above)
    yield from rows(doc, range(title + 1, first), taken, {first} if whole else set())
    for leaf in doc.leaves[first:last]:
        plain = leaf.kind == "paragraph" and leaf.parent < 0 and doc.text[leaf.start] not in "*_"
        plain = plain and not doc.plain(leaf).rstrip().endswith(ENDS)
        if plain and leaf.leaf not in taken and says_only(doc, leaf, *BUTTONS) and not introduced(doc, leaf):
            yield Proposal(leaf.start, leaf.end, f'button "{key(doc, leaf)}" between the paragraphs', "likely")
    below = range(last + 1, size)
    pieces = sum(taken.get(n, "") in FURNITURE for n in below)
    yield from rows(doc, below, taken, {size} if whole or pieces >= AT_END else set(), whole=whole)


def covered(doc: Document) -> dict[int, str]:
    """The leaves that will be removed as a whole, with the kind of what they are."""
    found: dict[int, str] = {}
    spans = sorted(doc.proposed)
    starts = [start for start, _, _ in spans]
    furthest: list[tuple[int, str]] = []  # up to each span, the end that reaches furthest
    for _, end, kind in spans:
        furthest.append(max((end, kind), furthest[-1]) if furthest else (end, kind))
    for leaf in doc.leaves:
        n = bisect_right(starts, leaf.start) - 1
        if n >= 0 and furthest[n][0] >= leaf.end:
            found[leaf.leaf] = furthest[n][1]
    return found


def menu(doc: Document, title: int, taken: dict[int, str]) -> list[Block]:
    """What stands above the title, if that is a page's menu: lines and links, two to the site itself in a row or a piece that is known."""
    above = doc.leaves[: max(title, 0)]
    own = own_site(doc)
    known = any(taken.get(x.leaf) == "nav" for x in above)
    known = known or any(sum(of_site(y, own) for y in link_only(doc, x)) > 1 for x in above)
    if not known or title > HIGHEST:
        return []
    fits = all(
        x.leaf in taken or x.kind in ("rule", "embed") or images_only(doc, x) or entry(doc, x, own) for x in above
    )
    return [x for x in above if x.kind not in ("rule", "embed") and not images_only(doc, x)] if fits else []


def rows(
    doc: Document, zone: range, taken: dict[int, str], bounds: set[int], *, whole: bool = False
) -> Iterator[Proposal]:
    """The lines of a zone that stand between pieces of furniture, or between one and such a bound; in a page that was scraped whole, with headings and links."""
    run: list[Block] = []
    above = False
    for n in (*zone, zone.stop):
        leaf = doc.leaves[n] if n < zone.stop else None
        label = whole and leaf is not None and n not in taken and labels(doc, leaf)
        if n in bounds or taken.get(n, "") in FURNITURE or label:
            told = n == zone.stop < len(doc.leaves) and any(DIGIT.search(BRACKETS.sub("", doc.plain(x))) for x in run)
            if above and not told and (whole or len(run) <= RUN):
                for x in run:
                    yield Proposal(x.start, x.end, "short line between pieces of the page's furniture", "likely")
            run, above = [leaf] if label and leaf else [], True  # what a label stands over goes with it
        elif leaf is None or n in taken or leaf.kind in ("rule", "embed"):
            continue
        elif is_label(doc, leaf, links=whole):
            run.append(leaf)
        else:
            run, above = [], False


def entry(doc: Document, leaf: Block, own: str) -> bool:
    """Whether a block above the title may be part of a menu: a label, or a line with links to the site."""
    text = doc.plain(leaf).strip()
    links = doc.links_of(leaf)
    named = bool(links) and all(of_site(x, own) for x in links) and words(text) <= HEADLINE and not text.endswith(ENDS)
    return named or is_label(doc, leaf, links=True)


def of_site(link: Link, own: str) -> bool:
    """Whether a link leads to another page of the site, by an address as pages have it, not to a file beside this one."""
    return at_home(link, own) and ("://" in link.url or link.url.startswith("/"))


def labels(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but a label that pages have, and no link within the page."""
    return says_only(doc, leaf, *LABELS) and not any(x.url.startswith("#") for x in doc.links_of(leaf))


def is_label(doc: Document, leaf: Block, *, links: bool) -> bool:
    """Whether a block is a few words that end no sentence, or links to other pages of the site."""
    text = doc.plain(leaf).strip()
    if not text:
        return False
    if leaf.kind not in ("paragraph", "heading") or (not links and (leaf.kind == "heading" or leaf.parent >= 0)):
        return False
    if (there := link_only(doc, leaf)) and links:
        own = own_site(doc)
        return words(text) <= HEADLINE * len(there) and all(of_site(x, own) or x.url.startswith("#") for x in there)
    if doc.links_of(leaf) or doc.images_of(leaf) or leaf.parent >= 0:
        return False
    if leaf.leaf and images_only(doc, doc.leaves[leaf.leaf - 1]):
        return False
    return words(NUMBER.sub(" ", text)) <= MAX_WORDS and not text.endswith(ENDS)
