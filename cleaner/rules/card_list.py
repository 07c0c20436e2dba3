"""Remove lists of cards below an article: pictures, headlines and dates that lead to other pages of the site.

A card is a link to the site itself whose words are a headline, with its picture, with a blurb, or with a date beside it.
Three and more of them one after another, below the last prose of an article that has more words than all of them, are what
the site shows under each article, where something else on the page is furniture too ("Share", "Comments", "Privacy policy");
the heading over them goes with them.

Left alone: pages that are such lists (front pages, categories, digests), headlines without pictures and dates (they may be an
index or sources), links to other sites, short links (names of products, of chapters), galleries, cards between the paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleaner import dates, urls
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    blurb,
    density,
    head_end,
    hits,
    is_prose,
    key,
    link_only,
    link_text,
    own_site,
    says_only,
    title_heading,
    words,
)

LEAST = 3  # cards
HEADLINE = 4  # words of a link that is one
ARTICLE = 150  # words of prose above the cards
FURNITURE, LABEL = 12, 6  # words of a block among cards, of a heading over them
DATE = 6  # words of a block that is a date
BOILERPLATE = ("comment-prompt", "cookie", "disclosure", "feedback", "follow", "footer", "subscribe", "support")
LABELS = ("related-label", "neighbour-label", "share-label", "nav-label", "comment-label", "follow", "subscribe")
SIGNS = 3  # of a page's furniture, where the heading over the cards may be that of a chapter


@dataclass(slots=True)
class Run:
    """Leaves `first` to `last`, and what was seen in them; `urls` are the pages that headlines lead to."""

    first: int
    last: int
    urls: set[str]
    pictured: set[str]
    dated: int = 0
    said: int = 0

    def tells(self) -> bool:
        """Whether these are cards: most headlines have a picture or a date."""
        count = len(self.urls)
        return count >= LEAST and 3 * max(len(self.urls & self.pictured), min(self.dated, count)) >= 2 * count


@rule(kind="related")
def find(doc: Document) -> Iterator[Proposal]:
    if len(doc.links) < LEAST:
        return
    begin = below(doc)
    if (
        not begin
        or len(doc.links_in(doc.leaves[begin].start if begin < len(doc.leaves) else len(doc.text), len(doc.text)))
        < LEAST
    ):
        return
    found = [run for run in runs(doc, begin) if run.tells()]
    if not found:
        return
    prose = sum(words(doc.plain(x)) for x in doc.leaves[:begin] if is_prose(doc, x) and not blurb(doc, x))
    signs = scraped(doc, begin)
    if prose < max(ARTICLE, sum(run.said for run in found)) or not signs:
        return
    for run in found:
        if signs < SIGNS and chapter(doc, doc.leaves[run.first - 1]):
            continue
        first = run.first
        while first > begin and label(doc, doc.leaves[first - 1]):
            first -= 1
        yield Proposal(
            doc.leaves[first].start,
            doc.leaves[run.last].end,
            f"{len(run.urls)} cards below the article that lead to other pages of the site",
            "likely",
            whole=True,
        )


def below(doc: Document) -> int:
    """Index of the leaf after the article's last prose, tables and code included; blurbs under headlines and boilerplate are none of it."""
    for leaf in reversed(doc.leaves):
        if leaf.kind == "code" or (leaf.kind == "table" and density(doc, leaf) <= 0.5):
            return leaf.leaf + 1
        if is_prose(doc, leaf) and not blurb(doc, leaf) and not hits(doc, leaf, *BOILERPLATE):
            return leaf.leaf + 1
    return 0


def scraped(doc: Document, begin: int) -> int:
    """How many different things above and below the article are furniture of a page, and no part of a text."""
    around = (*doc.leaves[: head_end(doc)], *doc.leaves[begin:])
    return len(
        {key(doc, x) for x in around if says_only(doc, x, *LABELS) or (x.leaf >= begin and hits(doc, x, "footer"))}
    )


def chapter(doc: Document, leaf: Block) -> bool:
    """Whether a block is a heading that does not say what stands under it: it may be one of the text's."""
    return leaf.kind == "heading" and not link_only(doc, leaf) and not says_only(doc, leaf, *LABELS, "related-weak")


def runs(doc: Document, begin: int) -> Iterator[Run]:
    """The runs of cards from a leaf on."""
    own = own_site(doc)
    told = {x.url for leaf in doc.leaves[begin:] for x in doc.links_of(leaf) if link_text(doc, x)}
    run: Run | None = None
    for leaf in doc.leaves[begin:]:
        link = headline(doc, leaf, own)
        if link and link.url in told:
            if run is None:
                run = Run(leaf.leaf, leaf.leaf, set(), set())
            run.last = leaf.leaf
            run.pictured |= {x.url for x in doc.links_of(leaf) if x.image}
            if words(link_text(doc, link)) >= HEADLINE:
                run.urls.add(link.url)
            run.said += words(doc.plain(leaf))
        elif run is not None:
            if dates.locate(doc.plain(leaf)) and words(key(doc, leaf)) <= DATE:
                run.dated += 1
                run.last = leaf.leaf
            elif blurb(doc, leaf):
                run.last = leaf.leaf
                run.said += words(doc.plain(leaf))
            elif link or not furniture(doc, leaf):
                yield run
                run = None
    if run is not None:
        yield run


def headline(doc: Document, leaf: Block, own: str) -> Link | None:
    """The link of a block that is part of a card: the one that shows most, to another page of the site."""
    links = doc.links_of(leaf) if leaf.kind in ("paragraph", "heading") else []
    if not links or (density(doc, leaf) < 0.6 and doc.plain(leaf).strip()):
        return None
    link = max(links, key=lambda x: words(link_text(doc, x)))
    return link if at_home(link, own) and urls.split(link.url)[1] not in ("", "/") else None


def furniture(doc: Document, leaf: Block) -> bool:
    """Whether a block may stand among cards: a section, an author, a count, a picture."""
    if leaf.kind in ("code", "table") or is_prose(doc, leaf):
        return False
    return words(key(doc, leaf)) <= (LABEL if leaf.kind == "heading" else FURNITURE) and leaf.level != 1


def label(doc: Document, leaf: Block) -> bool:
    """Whether a block right over cards is their label."""
    if leaf.kind == "heading":
        return words(key(doc, leaf)) <= LABEL and leaf.leaf != title_heading(doc) and leaf.level != 1
    return leaf.kind == "paragraph" and says_only(doc, leaf, *LABELS)
