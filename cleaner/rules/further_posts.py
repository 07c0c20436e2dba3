"""Remove links to further posts below the text of a post, whatever their label says: "More bread from this oven", "Altre ricette liguri".

A label of a few words, one of which means "more" or "also" (`lists/stems`), stands over two blocks or more that show
nothing but links to other pages of the site, below all prose; or it stands before a colon in the same block as such
links, whose texts are as long as titles.

Left alone: documents that have no date and no ads (manuals end in "Next steps"), labels that cite ("See also",
"References"), links to other sites, to files and to places on the page, and lists above prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from cleaner import urls
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    blurb,
    closing,
    hits,
    images_only,
    is_post,
    is_prose,
    link_only,
    link_text,
    linked,
    outside,
    own_site,
    phrase,
    spoken,
    tail_start,
    trim,
    words,
)

MAX_LABEL = 10  # words of a label in a block of its own
MAX_OVER = 4  # words of a label without a mark over a list
LONGEST = 90  # characters before the first link
MAX_PREFIX = 6  # words of a label before its links
TITLE = 3  # words of a title
MAX_BLURB = 15  # words below a headline
MIN_LINKS = 2
MIN_PROSE = 2  # blocks
FILE = re.compile(r"\.(?!html?$|php$|aspx?$|md$)[a-z0-9]{2,4}$", re.IGNORECASE)
MARKS = " \n\t*_«»‹←•·+*-–—>»→▶►👉🔗📌✅☞"
WORD = re.compile(r"[^\W\d_]+")


@rule(kind="related", order=1)
def find(doc: Document) -> Iterator[Proposal]:
    if not doc.links or not is_post(doc):
        return
    own = own_site(doc)
    for leaf in linked(doc):
        if said := prefixed(doc, leaf, own):
            yield Proposal(leaf.start, leaf.end, f'links to further posts behind "{said}"', "likely")
    for leaf in doc.leaves[max(2, closing(doc)) :]:
        if not (said := label(doc, leaf)):
            continue
        last, count = below(doc, leaf, own)
        there = [x for x in doc.links_in(leaf.start, doc.leaves[last].end) if urls.host(x.url)]
        if there and doc.meta.get("title") and not of_texts(doc, doc.plain(leaf)):
            continue  # in the source of a post the links that lead home have no host
        if count >= MIN_LINKS and not doc.fact("index", index):
            end = doc.leaves[last].end
            yield Proposal(
                leaf.start, end, f'label with "{said}" over {count} links to further posts', "likely", whole=True
            )


def index(doc: Document) -> bool:
    """Whether a page lists others above its last prose too, or has less to say than to link to."""
    above = closing(doc)
    lists = sum(x.parent >= 0 and x.leaf < above and bool(link_only(doc, x)) for x in linked(doc))
    prose = islice((x for x in doc.leaves[: tail_start(doc)] if is_prose(doc, x)), MIN_PROSE)
    return lists * 4 > above or len(list(prose)) < MIN_PROSE


def label(doc: Document, leaf: Block) -> str:
    """The word of a label that says "more"; empty if the block is none."""
    if leaf.kind not in ("heading", "paragraph") or doc.links_of(leaf):
        return ""
    text = doc.plain(leaf)
    if not 0 < words(text) <= MAX_LABEL:
        return ""
    after = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
    over_list = after is not None and after.parent >= 0 and words(text) <= MAX_OVER and text.strip()[-1:].isalnum()
    emphasised = over_list or doc.text[leaf.start : leaf.end].strip()[:1] in "*_"
    if (
        leaf.kind == "paragraph"
        and not emphasised
        and not (text.rstrip(MARKS).endswith((":", "：")) and words(text) <= MAX_PREFIX)
    ):
        return ""
    return more(doc, leaf, text)


def more(doc: Document, leaf: Block, text: str) -> str:
    """The word in a text that means "more" or "also"; empty if there is none, or if it cites."""
    if phrase(trim(text), "related-weak", "reference-label", "toc-label") or hits(doc, leaf, "related-weak"):
        return ""
    if not doc.dirty and not of_texts(doc, text):
        return ""
    return next((h.text for h in spoken(doc, text) if h.topic == "more"), "")


def of_texts(doc: Document, text: str) -> bool:
    """Whether a label speaks of texts, or of liking them."""
    return any(h.topic in ("piece", "liking") for h in spoken(doc, text))


def below(doc: Document, above: Block, own: str) -> tuple[int, int]:
    """The last of the blocks under a label that are links to further posts, each with a few words below it at most, and the number of these links."""
    last, count, blurbs = above.leaf, 0, 0
    for leaf in doc.after(above):
        links = link_only(doc, leaf) or (doc.links_of(leaf) if images_only(doc, leaf) else [])
        if links and leaf.kind in ("paragraph", "heading") and all(page(x, own) for x in links):
            last, count = leaf.leaf, count + len(links)
        elif not links and count and blurb(doc, leaf) and words(doc.plain(leaf)) <= MAX_BLURB:
            blurbs += 1
            last = leaf.leaf if blurbs > 1 else last  # the first alone may be what follows the list
        else:
            break
    return last, count


def prefixed(doc: Document, leaf: Block, own: str) -> str:
    """The word that means "more" in a label that stands in one block with its links; empty if there is none."""
    links = doc.links_of(leaf)
    if leaf.kind != "paragraph" or not 0 < links[0].start - leaf.start <= LONGEST:
        return ""
    text = doc.plain(leaf)
    before = doc.text_in(leaf.start, links[0].start)
    if (
        any(b.kind in ("list", "footnote") for b in doc.parents(leaf))
        or not (before.rstrip(MARKS).endswith((":", "：")) or "\n" in before[len(before.rstrip(MARKS)) :])
        or words(before) > MAX_PREFIX
        or len(WORD.findall(outside(doc, leaf, links))) > len(WORD.findall(before))
        or not all(page(x, own) and words(link_text(doc, x)) >= TITLE - (len(links) > 1) for x in links)
    ):
        return ""
    return more(doc, leaf, text[: len(before)])


def page(link: Link, own: str) -> bool:
    """Whether a link leads to another page of the site, and to no file."""
    return at_home(link, own) and not FILE.search(urls.split(link.url)[1]) and not urls.is_paper(link.url)
