"""Remove what a page that was scraped whole goes on with below its article: lists of links, headlines with blurbs, labels.

Text counts for an article, by its words; links to the site and pieces of furniture that other rules have found count
against it. The article is the stretch with the highest sum (maximum subsequence segmentation: Pasternack and Roth,
"Extracting article text from the web", WWW 2009). Behind the next piece that stands below texts alone (related posts,
comments, links to the neighbours, a footer) go links to the site, what only tells of them, labels, and a line or two
between such blocks; a heading goes where nothing stays under it.

This needs an article of more words than the text that stands around those links, two kinds of furniture (where front
matter has a title, three or many links: few scrapers write that), and links to the site in and below the article.

Left alone: code, tables, running text, three lines in a row, items of lists without links, links to other sites, a list
that begins above, what stands between the article and that piece (parts of a recipe below a share bar, the lessons of a
course), pages whose title stands below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.furniture import FURNITURE, MIN_KINDS, covered, kinds
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    blurb,
    density,
    hits,
    images_only,
    introduced,
    is_prose,
    key,
    link_only,
    linked,
    own_site,
    parts,
    says_only,
    title_heading,
    words,
)

BEGINS = frozenset(("comments", "footer", "nav", "related"))  # others may stand between two parts of a text
BEGIN_LABELS = ("comment-label", "related-label")
LABELS = ("comment-label", "follow", "related-label", "share-label", "subscribe", "tag-label")
BOILERPLATE = ("comment-prompt", "cookie", "feedback", "follow", "footer", "subscribe")
ARTICLE, LONG = 100, 300  # words of prose
MIN_LINKS, MANY_LINKS = 4, 15  # to the site, below the article
MIN_SIGNS = 2  # kinds of furniture and labels below the article
LINE = 12  # words of a line, of a heading
LINES = 2  # that stand between links
PLACE = re.compile(r"[^/]#(?!comment|respond|reply|disqus)[\w-]+\Z")  # where a list of questions leads to
CODE, PIECE, LINK = 40, -10, -4  # what a block of code, a piece of furniture and a link count; a word counts 1


@rule(kind="nav", order=3)
def find(doc: Document) -> Iterator[Proposal]:
    known = len(kinds(doc))
    if known < MIN_KINDS:
        return
    taken, own = covered(doc), own_site(doc)
    if not any(x.leaf not in taken and any(of_page(y, own) for y in link_only(doc, x)) for x in linked(doc)):
        return
    end = article_end(doc, taken, own)
    long = text_above(doc, end, taken) >= LONG
    begin = next((x.leaf for x in doc.leaves[end:] if begins(doc, x, taken, long)), -1)
    if begin < 0 or title_heading(doc) > begin or introduced(doc, doc.leaves[begin]):
        return
    tail = [x for x in doc.leaves[begin:] if x.leaf not in taken]
    prose = text_above(doc, end, taken)
    if prose < max(ARTICLE, sum(words(doc.plain(x)) for x in tail if density(doc, x) <= 0.5)):
        return
    above = any(of_page(x, own) and x.url != "#" for x in doc.links_in(0, doc.leaves[end].start))
    below = sum(of_page(x, own) for x in doc.links_in(doc.leaves[begin].start, len(doc.text)))
    larger = sum(words(doc.plain(x)) for x in tail) > prose  # it may be what the page is for
    titled = known == MIN_KINDS and doc.meta.get("title")
    if not above or below < (MANY_LINKS if titled else MIN_LINKS) or signs(doc, begin, taken) < MIN_SIGNS + larger:
        return
    for run in runs(doc, begin, taken, own):
        count = len(run)
        why = f"{count} block{'s' if count > 1 else ''} of links and labels below the article"
        yield Proposal(run[0].start, run[-1].end, why, "likely")


def text_above(doc: Document, end: int, taken: dict[int, str]) -> int:
    """The words of prose above a leaf."""
    return sum(words(doc.plain(x)) for x in doc.leaves[:end] if x.leaf not in taken and is_prose(doc, x))


def article_end(doc: Document, taken: dict[int, str], own: str) -> int:
    """Index of the leaf after the article's last."""
    best = total = end = 0
    for leaf in doc.leaves:
        total = max(total, 0) + weight(doc, leaf, taken, own)
        if total >= best and leaf.leaf not in taken and leaf.kind != "heading" and not doc.links_of(leaf):
            best, end = total, leaf.leaf + 1
    return end


def weight(doc: Document, leaf: Block, taken: dict[int, str], own: str) -> int:
    """What a block counts for an article, or against it."""
    if leaf.leaf in taken:
        return PIECE if taken[leaf.leaf] in FURNITURE else 0
    if says_only(doc, leaf, *LABELS):
        return PIECE
    if leaf.kind == "code":
        return CODE
    if density(doc, leaf) > 0.5:
        return LINK * sum(of_page(x, own) for x in doc.links_of(leaf))
    if blurb(doc, leaf) or hits(doc, leaf, *BOILERPLATE):
        return 0
    count = words(doc.plain(leaf))
    return count if leaf.kind == "table" or is_prose(doc, leaf) else count // 2


def begins(doc: Document, leaf: Block, taken: dict[int, str], long: bool) -> bool:
    """Whether a block is a piece of furniture or a label, below a long text also one of tags, and not within a list."""
    if any(box.leaf < leaf.leaf for box in doc.parents(leaf)):
        return False
    if leaf.leaf in taken:
        return taken[leaf.leaf] in BEGINS
    if long and leaf.kind != "heading" and leaf.parent < 0 and says_only(doc, leaf, "tag-label"):
        return True
    return leaf.parent < 0 and says_only(doc, leaf, *BEGIN_LABELS)


def signs(doc: Document, begin: int, taken: dict[int, str]) -> int:
    """How many kinds of furniture and labels stand from a leaf on."""
    rest = doc.leaves[begin:]
    others = (x for x in rest if x.leaf not in taken)
    said = {key(doc, x) for x in others if says_only(doc, x, *LABELS, "nav-label") or hits(doc, x, "footer")}
    return len(said) + len(FURNITURE.intersection(taken.get(x.leaf, "") for x in rest))


def runs(doc: Document, begin: int, taken: dict[int, str], own: str) -> Iterator[list[Block]]:
    """What goes, in runs of blocks one after the other."""
    what = {x.leaf: judge(doc, x, begin, own) for x in doc.leaves[begin:] if x.leaf not in taken}
    settle(doc, begin, what)
    run: list[Block] = []
    for leaf in doc.leaves[begin:]:
        if what.get(leaf.leaf, "stays") != "stays":
            run.append(leaf)
        elif run:
            yield run
            run = []
    if run:
        yield run


def settle(doc: Document, begin: int, what: dict[int, str]) -> None:
    """Decide on lines, on links alone among what stays, and on what stands over others."""
    size = len(doc.leaves)
    n = begin
    while n < size:
        last = n
        while last < size and what.get(last) == "line":
            last += 1
        around = what.get(n - 1, ""), what.get(last, "")  # nothing where other rules remove it, or the document ends
        if last - n > LINES or "goes" not in around or not {"goes", ""}.issuperset(around):
            what.update(dict.fromkeys(range(n, last), "stays"))  # a text of its own
        n = max(last, n + 1)
    for box in doc.containers:
        if box.kind == "list" and box.parent < 0 and box.leaf >= begin:
            mine = [n for n in range(box.leaf, box.last_leaf) if n in what]
            if sum(what[n] == "stays" for n in mine) * 3 >= len(mine):
                what.update(dict.fromkeys(mine, "stays"))
    raise_stays(what, begin, size)
    for n in range(begin, size):
        if what.get(n) == "goes" and what.get(n - 1) == what.get(n + 1) == "stays":
            what[n] = "stays"
    raise_stays(what, begin, size)


def raise_stays(what: dict[int, str], begin: int, size: int) -> None:
    """What stands over what stays does so too."""
    under = ""
    for n in range(size - 1, begin - 1, -1):
        if what.get(n) == "over" and under == "stays":
            what[n] = "stays"
        under = what.get(n, "")


def judge(doc: Document, leaf: Block, begin: int, own: str) -> str:
    """What a block below the article is: `goes`, `stays`, a `line` that goes with what stands around it, or `over` what decides on it."""
    if leaf.kind == "rule":
        return "over"
    if leaf.kind in ("code", "table") or any(box.leaf < begin for box in doc.parents(leaf)):
        return "stays"
    links = doc.links_of(leaf)
    ours = sum(of_page(x, own) for x in links) * 2 >= len(links)
    if link_only(doc, leaf):
        apart = leaf.leaf in parts(doc, begin) or any(PLACE.search(x.url) for x in links)
        return "goes" if ours and not apart else "stays"
    if images_only(doc, leaf):
        return "over" if ours else "stays"
    if is_prose(doc, leaf):
        return "line" if blurb(doc, leaf) or hits(doc, leaf, *BOILERPLATE) else "stays"
    if words(doc.plain(leaf)) > LINE or (leaf.parent >= 0 and not links):
        return "stays"
    if leaf.kind == "heading":
        return "over"
    if says_only(doc, leaf, *LABELS, "nav-label"):
        return "goes"
    return "line" if ours else "stays"


def of_page(link: Link, own: str) -> bool:
    """Whether a link leads to another page of the site or does something on this one (`#`): not to a place in it or to a file."""
    return link.url == "#" or (at_home(link, own) and not urls.is_file(link.url))
