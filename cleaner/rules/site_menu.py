"""Remove the menus of a page that was scraped whole: runs of short links to the site itself, above the title and below the last prose.

A run is six links or more, one after another, each of a few words, most of them to addresses of one site (`/news`,
`https://example.org/news`). Above the article's title, with no prose over it, such a run is a menu, in whatever
language; what stands between two runs, or between a run and the top of the page or the title, is the furniture around it. Without a title it takes
twelve links, one of them to the site's first page. Where a page has such a menu, runs below the last prose are its footer and its lists of other
articles, with labels, dates and blurbs. On any page a run below the last prose is a footer where a link says so
("Privacy policy"), under a heading two of them.

Left alone: pages whose title or prose does not come after the run, contents (`#part`, `chapter.md`), numbered lists, lists with
descriptions, rows of badges, lists under a heading such as "See also", pages that hold little but links.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cleaner import metadata, urls
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    BLURB,
    addressed,
    at_home,
    banner,
    blurb,
    density,
    hits,
    images_only,
    introduced,
    is_prose,
    key,
    link_only,
    link_text,
    mentions,
    outside,
    own_site,
    parts,
    phrase,
    says_only,
    subject,
    words,
)

RUN, PART = 6, 3  # links above a title, and of a part of them
FOOTER = 3  # links of a run that is a footer on any page
LEGAL = 2  # how many of them say so under a heading ("Privacy policy"); elsewhere one does
LONG = 300  # words of prose below which lists are what a page goes on with
UNITS, INTRODUCTION = 3, 200  # things of a listing, words of the text above it
TEXTS, MOST_TOLD, MENU = 3, 40, 5  # one leaf of so many at most is a text; links of a menu that are looked at
COLUMN = 2  # links of a footer's column
UNTITLED = 12  # links above an article without a title
SOLID = 20  # words of the prose with which such an article begins
MAX_WORDS = 5  # of a link in a menu
MAX_HEADLINE = 30  # of a link to another article
BETWEEN, LABEL = 14, 4  # words of a block between menus, of a heading there
ARTICLE = 100  # words of prose that a page has which is no list of links
LINES = 2  # of words without links between menus below an article
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
BEGINS = (
    "comment-label",
    "footer",
    "nav-label",
    "neighbour-label",
    "related-label",
)  # a text may go on behind the others
# where a block begins with it, so that less tells than in a footer's own line
COPYRIGHT = re.compile("©|\\(c\\) *[12]|copyright ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Leaves of links, `first` to `last`, how many links they hold, and how many of those say what only footers say."""

    first: int
    last: int
    links: int
    legal: int


@rule(kind="nav", order=-1)
def find(doc: Document) -> Iterator[Proposal]:
    if len(doc.links) < FOOTER or subject(doc, "footer", headings=False):
        return
    own = own_site(doc)
    start, titled = article(doc)
    above: list[Run] = []
    enough = len(doc.links) >= RUN and doc.links[RUN - 1].start < doc.leaves[start].start
    if start >= 2 and enough and substantial(doc, start):
        above = [x for x in runs(doc, 0, start, own) if x.links >= (PART if titled else RUN)]
        if sum(x.links for x in above) < (RUN if titled else UNTITLED) or not (titled or leads_home(doc, start, own)):
            above = []
    end = len(doc.leaves)
    if mentions(doc, "footer"):
        full = substantial(doc, 0)
        yield from foot(doc, full)
        if full and not above:
            yield from footers(doc, own)
    if not above:
        return
    yield from menus(doc, above, 0, start)
    known = {x.url for run in above for leaf in doc.leaves[run.first : run.last + 1] for x in doc.links_of(leaf)}
    early = gate(doc, max(below(doc, allowance(doc, start)), start + 1), known)
    tail = max(below(doc), start + 1, early)
    longest = MAX_HEADLINE if substantial(doc, start, blurbs=False) else MAX_WORDS
    middle = [x for x in runs(doc, early, tail, own) if x.links >= RUN and not listing(doc, x)]
    yield from menus(doc, middle, early, tail)
    footer = [x for x in runs(doc, tail, end, own, longest) if x.links >= (FOOTER if x.legal else RUN)]
    yield from menus(doc, [x for x in footer if not listing(doc, x)], tail, end)


def listing(doc: Document, run: Run) -> bool:
    """Whether a run is what the page lists: links with a line of text below each, and little text above them all."""
    inside = doc.leaves[run.first : run.last + 1]
    units = sum(
        bool(link_only(doc, x)) and not doc.links_of(y) and bool(key(doc, y)) for x, y in itertools.pairwise(inside)
    )
    above = doc.fact("prose above", _prose_above)[run.first]
    return units >= UNITS and units * 2 >= run.links - run.legal and above < INTRODUCTION


def _prose_above(doc: Document) -> list[int]:
    """The words of prose above each leaf, and in all."""
    return [0, *itertools.accumulate(words(doc.plain(x)) * is_prose(doc, x) for x in doc.leaves)]


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


def gate(doc: Document, first: int, known: set[str]) -> int:
    """The first leaf below the text that begins something that is none of it: a list may be an index that the text ends with.

    It is a label of furniture, or the list or row in which two links say what only menus say or stand in the menu above too.
    """
    told: Counter[int] = Counter()
    said: Counter[int] = Counter()
    long = doc.fact("prose above", _prose_above)[min(first, len(doc.leaves))] >= LONG
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


def leads_home(doc: Document, start: int, own: str) -> bool:
    """Whether something above the article leads to the site's first page, or says what only menus say."""
    for link in doc.links_in(0, doc.leaves[start].start):
        name, path, query = urls.split(link.url)
        if path in ("", "/") and not query and ((name and urls.site(name) == own) or link.url == "/"):
            return True
        if phrase(link_text(doc, link), "nav-label"):
            return True
    return False


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
    return furniture(doc, leaf) or blurb(doc, leaf)


def entries(doc: Document, leaf: Block, longest: int) -> list[Link]:
    """The links of a leaf that holds nothing but what a menu holds."""
    links = link_only(doc, leaf) if leaf.kind in ("paragraph", "heading") else []
    if any(not 1 <= words(link_text(doc, x)) <= longest or urls.is_file(x.url) for x in links):
        return []
    return [] if any(b.kind == "list" and b.ordered for b in doc.parents(leaf)) else links


def over(doc: Document, run: Run) -> bool:
    """Whether a run stands under a heading, which may be the text's."""
    return run.first > 0 and doc.leaves[run.first - 1].kind == "heading"


def menus(doc: Document, found: list[Run], first: int, end: int) -> Iterator[Proposal]:
    """Proposals for runs between two leaves, those with only furniture between them as one; from the first leaf on they stand above the title."""
    groups: list[Run] = []
    text = parts(doc, first) if first else frozenset()
    for run in found:
        gap = doc.leaves[groups[-1].last + 1 : run.first] if groups else []
        apart = first and (lines(doc, gap) > LINES or any(x.leaf in text for x in gap))
        if groups and not apart and all(furniture(doc, x) or (first and blurb(doc, x)) for x in gap):
            one = groups.pop()
            run = Run(one.first, run.last, one.links + run.links, one.legal + run.legal)
        groups.append(run)
    done = first - 1
    for run in groups:
        begin, last = run.first, run.last
        while (
            begin - 1 > done and begin - 1 not in text and (label if first else furniture)(doc, doc.leaves[begin - 1])
        ):
            begin -= 1
        if first and lines(doc, doc.leaves[begin : run.first]) > LINES:
            begin = run.first - (doc.leaves[run.first - 1].kind == "heading")
        while not first and last + 1 < end and toggle(doc, doc.leaves[last + 1]):
            last += 1
        if first and run is groups[-1] and end == len(doc.leaves):
            rest = doc.leaves[last + 1 :]
            last = end - 1 if all(furniture(doc, x) for x in rest) else last
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


def furniture(doc: Document, leaf: Block) -> bool:
    """Whether a block may stand between menus: a label, a picture, a toggle, a line of links; no heading that may be a title."""
    if leaf.kind in ("code", "table") or is_prose(doc, leaf):
        return banner(doc, leaf)
    most = LABEL if leaf.kind == "heading" and not link_only(doc, leaf) else BETWEEN
    return words(key(doc, leaf)) <= most and not (most == LABEL and leaf.level == 1)


def toggle(doc: Document, leaf: Block) -> bool:
    """Whether a block between the last menu and the title is one more button: a link or a few words, no date, no heading, no picture."""
    if leaf.kind != "paragraph" or doc.images_of(leaf):
        return False
    return bool(link_only(doc, leaf)) or (words(key(doc, leaf)) <= 3 and not any(c.isdigit() for c in key(doc, leaf)))


def label(doc: Document, leaf: Block) -> bool:
    """Whether a block right below the text belongs to the menu under it: what else is short may be the text's last line or picture."""
    if leaf.kind == "heading" or link_only(doc, leaf):
        return furniture(doc, leaf)
    return leaf.kind == "paragraph" and 1 <= words(key(doc, leaf)) <= 3 and not doc.images_of(leaf)
