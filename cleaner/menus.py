"""Menus of a page: runs of short links to the site itself, where the article between them begins and ends.

Facts for the rules that take them out; none of them deletes by itself.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from cleaner import metadata, urls
from cleaner.model import Block, Document, Link
from cleaner.signals import (
    BLURB,
    at_home,
    banner,
    blurb,
    density,
    hits,
    images_only,
    is_prose,
    key,
    link_only,
    link_text,
    own_site,
    parts,
    phrase,
    says_only,
    words,
)

RUN, PART = 6, 3  # links above a title, and of a part of them
LEGAL = 2  # links that say what only footers say
UNITS, INTRODUCTION = 3, 200  # things of a listing, words of the text above it
UNTITLED = 12  # links above an article without a title
SOLID = 20  # words of the prose with which such an article begins
MAX_WORDS = 5  # of a link in a menu
BETWEEN, LABEL = 14, 4  # words of a block between menus, of a heading there
ARTICLE = 100  # words of prose that a page has which is no list of links
SPARE = 100  # words of prose that may stand among the menus below an article, and no more than a tenth of it
BEGINNING = 30  # characters of a block in which a copyright line says so
BOILERPLATE = (
    "comment-label",
    "comment-prompt",
    "cookie",
    "disclosure",
    "feedback",
    "follow",
    "footer",
    "subscribe",
    "support",
)
LABELS = (
    "ad-label",
    "comment-label",
    "feedback",
    "follow",
    "footer",
    "nav-label",
    "neighbour-label",
    "related-label",
    "share-label",
    "subscribe",
    "support",
)
# where a block begins with it, so that less tells than in a footer's own line
COPYRIGHT = re.compile("©|\\(c\\) *[12]|copyright ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Leaves of links, `first` to `last`, how many links they hold, and how many of those say what only footers say."""

    first: int
    last: int
    links: int
    legal: int


def above(doc: Document) -> list[Run]:
    """The parts of the menu above the article's title; empty if there is none, or no article."""
    return doc.fact("menu above", _above)


def _above(doc: Document) -> list[Run]:
    if len(doc.links) < RUN:
        return []
    start, titled = article(doc)
    if start < 2 or doc.links[RUN - 1].start > doc.leaves[start].start or not substantial(doc, start):
        return []
    own = own_site(doc)
    found = [x for x in runs(doc, 0, start, own) if x.links >= (PART if titled else RUN)]
    links = sum(x.links for x in found)
    return found if links >= (RUN if titled else UNTITLED) and (titled or leads_home(doc, start, own)) else []


def article(doc: Document) -> tuple[int, bool]:
    """Index of the leaf with which the article begins, and whether that is its title: else it is the first prose, or the heading over it."""
    title = str(doc.meta.get("title") or "")
    heads = [x for x in doc.leaves if x.kind == "heading" and not link_only(doc, x) and doc.plain(x).strip()]
    if title:
        for head in heads:
            text = " ".join(doc.plain(head).split())
            if metadata.same(text, title) or (words(text) >= 3 and key(doc, head) in title.casefold()):
                return head.leaf, True
    for head in heads:
        if head.level == 1 and any(is_prose(doc, x) for x in doc.leaves[head.leaf + 1 : head.leaf + 16]):
            return head.leaf, True
    tops = [x for x in heads if x.level == 1 and not doc.images_of(x)]
    if len(tops) == 1:
        return tops[0].leaf, True
    for leaf in doc.leaves:
        if is_prose(doc, leaf) and words(doc.plain(leaf)) >= SOLID and not hits(doc, leaf, *BOILERPLATE):
            near = [x.leaf for x in heads if leaf.leaf - 8 <= x.leaf < leaf.leaf]
            return (near[-1] if near else leaf.leaf), False
    return 0, False


def leads_home(doc: Document, start: int, own: str) -> bool:
    """Whether something above the article leads to the site's first page, or says what only menus say."""
    for link in doc.links_in(0, doc.leaves[start].start):
        name, path, query = urls.split(link.url)
        if path in ("", "/") and not query and ((name and urls.site(name) == own) or link.url == "/"):
            return True
        if phrase(link_text(doc, link), "nav-label"):
            return True
    return False


def substantial(doc: Document, start: int, blurbs: bool = True) -> bool:
    """Whether prose follows: otherwise the links are what the page is there for."""
    count = 0
    for leaf in doc.leaves[start:]:
        if is_prose(doc, leaf) and (blurbs or not blurb(doc, leaf)):
            count += words(doc.plain(leaf))
            if count >= ARTICLE:
                return True
    return False


def below(doc: Document, spare: int = 0) -> int:
    """Index of the leaf after the article's last prose. None of it are blurbs under the headlines of other articles, boilerplate, and the last `spare` words."""
    for leaf in reversed(doc.leaves):
        if leaf.kind == "code" or (leaf.kind == "table" and density(doc, leaf) <= 0.5):
            return leaf.leaf + 1
        if is_prose(doc, leaf):
            count = words(doc.plain(leaf))
            if (count <= 2 * BLURB and hits(doc, leaf, *BOILERPLATE)) or blurb(doc, leaf):
                continue
            spare -= count
            if spare < 0:
                return leaf.leaf + 1
    return 0


def allowance(doc: Document, start: int) -> int:
    """How many words of prose may stand among the menus below an article."""
    total = sum(words(doc.plain(x)) for x in doc.leaves[start:] if is_prose(doc, x))
    return min(SPARE, total // 10)


def runs(doc: Document, first: int, end: int, own: str, longest: int = MAX_WORDS) -> list[Run]:
    """The runs of a menu's links between two leaves; `longest` is how many words a link may have."""
    found: list[Run] = []
    begin = last = -1
    count = inside = legal = 0
    cited = False
    text = parts(doc, first) if first else frozenset()
    for n in range(first, end + 1):
        leaf = doc.leaves[n] if n < end and n not in text else None
        if leaf is not None and (leaf.kind == "heading" or leaf.parent < 0):
            label = says_only(doc, leaf, "reference-label")
            cited = label or (cited and leaf.kind != "heading")
        links = [] if leaf is None or cited else entries(doc, leaf, longest)
        if links:
            begin = n if begin < 0 else begin
            last = n
            count += len(links)
            inside += sum(at_home(x, own) for x in links)
            legal += sum(bool(phrase(link_text(doc, x), "footer")) for x in links)
        elif leaf is None or cited or n - last > 2 or not between(doc, leaf, longest):
            if begin >= 0 and inside * 3 >= count * 2:
                found.append(Run(begin, last, count, legal))
            begin, count, inside, legal = -1, 0, 0, 0
    return found


def between(doc: Document, leaf: Block, longest: int) -> bool:
    """Whether a block may stand within a run: a toggle, a picture; below the text also a date, an author or a blurb."""
    if longest == MAX_WORDS:
        return leaf.kind not in ("code", "table") and (words(key(doc, leaf)) <= 3 or images_only(doc, leaf))
    return accessory(doc, leaf) or blurb(doc, leaf)


def entries(doc: Document, leaf: Block, longest: int) -> list[Link]:
    """The links of a leaf that holds nothing but what a menu holds."""
    links = link_only(doc, leaf) if leaf.kind in ("paragraph", "heading") else []
    if any(not 1 <= words(link_text(doc, x)) <= longest or urls.is_file(x.url) for x in links):
        return []
    return [] if any(b.kind == "list" and b.ordered for b in doc.parents(leaf)) else links


def accessory(doc: Document, leaf: Block) -> bool:
    """Whether a block may stand between menus: a label, a picture, a toggle, a line of links; no heading that may be a title."""
    if leaf.kind in ("code", "table") or is_prose(doc, leaf):
        return banner(doc, leaf)
    most = LABEL if leaf.kind == "heading" and not link_only(doc, leaf) else BETWEEN
    return words(key(doc, leaf)) <= most and not (most == LABEL and leaf.level == 1)


def listing(doc: Document, run: Run) -> bool:
    """Whether a run is what the page lists: links with a line of text below each, and little text above them all."""
    inside = doc.leaves[run.first : run.last + 1]
    units = sum(
        bool(link_only(doc, x)) and not doc.links_of(y) and bool(key(doc, y)) for x, y in itertools.pairwise(inside)
    )
    return units >= UNITS and units * 2 >= run.links - run.legal and prose_above(doc, run.first) < INTRODUCTION


def prose_above(doc: Document, leaf: int) -> int:
    """The words of prose above a leaf."""
    return doc.fact("prose above", _prose_above)[leaf]


def _prose_above(doc: Document) -> list[int]:
    return [0, *itertools.accumulate(words(doc.plain(x)) * is_prose(doc, x) for x in doc.leaves)]


def over(doc: Document, run: Run) -> bool:
    """Whether a run stands under a heading, which may be the text's."""
    return run.first > 0 and doc.leaves[run.first - 1].kind == "heading"
