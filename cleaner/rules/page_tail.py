"""Remove what a page that was scraped whole goes on with below its article: lists of links, headlines with blurbs, labels, buttons.

Text counts for an article, by its words; links to the site and pieces of furniture that other rules have found count
against it. The article ends where the sum is highest (maximum subsequence segmentation: Pasternack and Roth, "Extracting
article text from the web", WWW 2009). From the next piece of furniture on go the links to the site, what only tells of
them, and short lines and headings that nothing else stands under.

This needs an article of more words than all that goes, two kinds of furniture (three where front matter has a title, since
few scrapers write that), and links to the site above the article's end as below it.

Left alone: code, tables, running text, items of lists without links, links to other sites, a list that begins above, pages
whose title stands below, and all that stands above the first piece of furniture.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.furniture import FURNITURE, covered, kinds
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
    own_site,
    says_only,
    title_heading,
    words,
)

BEGINS = FURNITURE - {"author"}  # an author may stand between two parts of a text
LABELS = ("comment-label", "follow", "related-label", "share-label", "subscribe", "tag-label")
BOILERPLATE = ("comment-prompt", "cookie", "feedback", "follow", "footer", "subscribe")
MIN_KINDS = 2
ARTICLE = 100  # words of prose
MIN_LINKS = 4  # to the site, below the article
MIN_SIGNS = 2  # kinds of furniture and labels below the article
LINE = 12  # words of a line, of a heading
CODE, PIECE, LINK = 40, -10, -4  # what a block of code, a piece of furniture and a link count; a word counts 1


@rule(kind="nav", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    if len(kinds(doc)) < MIN_KINDS + bool(doc.meta.get("title")):
        return
    taken = covered(doc)
    end = article_end(doc, taken)
    begin = next((x.leaf for x in doc.leaves[end:] if begins(doc, x, taken)), -1)
    if begin < 0 or title_heading(doc) > begin or introduced(doc, doc.leaves[begin]):
        return
    tail = [x for x in doc.leaves[begin:] if x.leaf not in taken]
    prose = sum(words(doc.plain(x)) for x in doc.leaves[:end] if x.leaf not in taken and is_prose(doc, x))
    if prose < max(ARTICLE, sum(words(doc.plain(x)) for x in tail if density(doc, x) <= 0.5)):
        return
    own = own_site(doc)
    above = any(of_page(x, own) and x.url[0] != "#" for x in doc.links_in(0, doc.leaves[end].start))
    below = sum(of_page(x, own) for x in doc.links_in(doc.leaves[begin].start, len(doc.text)))
    larger = sum(words(doc.plain(x)) for x in tail) > prose  # it may be what the page is for
    if not above or below < MIN_LINKS or signs(doc, begin, taken) < MIN_SIGNS + larger:
        return
    for run in runs(doc, tail, begin, own):
        count = len(run)
        why = f"{count} block{'s' if count > 1 else ''} of links and labels below the article"
        yield Proposal(run[0].start, run[-1].end, why, "likely")


def article_end(doc: Document, taken: dict[int, str]) -> int:
    """Index of the leaf after the article's last."""
    own = own_site(doc)
    best = total = end = 0
    for leaf in doc.leaves:
        total += weight(doc, leaf, taken, own)
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


def begins(doc: Document, leaf: Block, taken: dict[int, str]) -> bool:
    """Whether a block is a piece of furniture or a label, and not within a list."""
    if any(box.leaf < leaf.leaf for box in doc.parents(leaf)):
        return False
    if leaf.leaf in taken:
        return taken[leaf.leaf] in BEGINS
    return leaf.parent < 0 and says_only(doc, leaf, *LABELS)


def signs(doc: Document, begin: int, taken: dict[int, str]) -> int:
    """How many kinds of furniture and labels stand from a leaf on."""
    rest = doc.leaves[begin:]
    others = (x for x in rest if x.leaf not in taken)
    said = {key(doc, x) for x in others if says_only(doc, x, *LABELS, "nav-label") or hits(doc, x, "footer")}
    return len(said) + len(FURNITURE.intersection(taken.get(x.leaf, "") for x in rest))


def runs(doc: Document, tail: list[Block], begin: int, own: str) -> Iterator[list[Block]]:
    """What goes, in runs of blocks one after the other; a heading or picture stays with what stays under it."""
    run: list[Block] = []
    stays = False
    for leaf in reversed(tail):
        if run and run[-1].leaf != leaf.leaf + 1:
            yield run[::-1]
            run, stays = [], False
        if leaf.kind == "rule" or goes(doc, leaf, begin, own, stays):
            run.append(leaf)
            stays = stays and leaf.kind != "heading"
        else:
            if run:
                yield run[::-1]
            run, stays = [], True
    if run:
        yield run[::-1]


def goes(doc: Document, leaf: Block, begin: int, own: str, stays: bool) -> bool:
    """Whether a block below the article goes: links, what only tells of them, a line; `stays` says that what stands under it does not."""
    if leaf.kind in ("code", "table") or any(box.leaf < begin for box in doc.parents(leaf)):
        return False
    links = doc.links_of(leaf)
    ours = sum(of_page(x, own) for x in links) * 2 >= len(links)
    if link_only(doc, leaf):
        return ours
    if images_only(doc, leaf):
        return ours and not stays
    if is_prose(doc, leaf):
        return blurb(doc, leaf) or bool(hits(doc, leaf, *BOILERPLATE))
    if leaf.kind == "heading":
        return not stays and words(doc.plain(leaf)) <= LINE
    return (bool(links) or leaf.parent < 0) and words(doc.plain(leaf)) <= LINE


def of_page(link: Link, own: str) -> bool:
    """Whether a link leads to another page of the site, or to a place on this one."""
    return link.url.startswith("#") or at_home(link, own)
