"""Remove tags at the very end: a list of one to six items of one to three words, all linked to one
commercial target or to tag pages, or lines that are nothing but links to tag pages and a few words such as "Filed under".

A list of links to the site goes with the label of tags above it, wherever below the middle of a stripped page it stands.

Left alone: lists with anything after them but junk, lists under a heading, items with text beside
their links, sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    commercial,
    head_end,
    introduced,
    is_prose,
    key,
    link_only,
    link_text,
    linked,
    outside,
    own_site,
    says_only,
    shows_ads,
    tail,
    tail_start,
    title_heading,
    words,
)

TAG_PAGE = re.compile(
    r"/(?:tags?|tagged|categor(?:y|ies|ia|ias|ie|ie?s)|kategori(?:e|a|en|er)?|rubri(?:k|que|ka)s?|etiquetas?|etiket(?:y|ter)?|schlagw[oö]rt(?:er)?|mots-cles|labels?|topics?|hubs?)/",
    re.IGNORECASE,
)
HASHES = re.compile(r"(?!\s*#[0-9a-f]{3,6}\b)\s*+(?:[#＃][^\W\d]\w*+[\s,、・]*+){2,30}")
CATEGORY = re.compile(
    r"categor|kategor|kategór|catégor|rubri|カテゴリ|分类|分類|श्रेणी|دسته|تصنيف|카테고리|หมวด|thể loại|chuyên mục|κατηγορ|категор|label|קטגור"
)
# folders of what papers call the pages of a tag
TOPIC = re.compile(
    r"/(?:them[ae]n?|themes?|thema|mots?-?cles?|temas?|sujets?|onderwerp(?:en)?|emner?|amne|trefwoord(?:en)?|argomenti|search|suche|tagi|tema|konu|etiket)(?:/|\Z)",
    re.IGNORECASE,
)
MANUAL = re.compile(r"/(?:docs?|api|guides?|handbook|manual|reference|help|wiki|learn)/", re.IGNORECASE)
BACK = 6  # blocks from the end
PART, TAG = 0.6, 4  # part of a document in which tags may stand; words of one
MAX_LABEL = 16  # words beside the links of a line


@rule(kind="author")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in doc.leaves[-BACK:] if doc.dirty else ():  # in notes they have a use
        if (
            leaf.kind == "paragraph"
            and leaf.parent < 0
            and HASHES.fullmatch(doc.plain(leaf))
            and not introduced(doc, leaf)
        ):
            yield Proposal(leaf.start, leaf.end, "line of hashtags at the end", "likely")
    for box in doc.containers:
        if box.kind != "list" or box.ordered or box.parent >= 0:
            continue
        if (over := tagged(doc, box)) is not None:
            yield Proposal(over.start, box.end, f'links under the label "{key(doc, over)}"', "likely", whole=True)
            continue
        if box.leaf < tail_start(doc):
            continue
        leaves = doc.leaves[box.leaf : box.last_leaf]
        links = [link_only(doc, x) for x in leaves]
        if (
            not leaves
            or len(leaves) > 6
            or not all(len(x) == 1 for x in links)
            or any(words(doc.plain(x)) > 3 for x in leaves)
        ):
            continue
        before = doc.leaves[box.leaf - 1] if box.leaf else None
        labelled = (
            before is not None and before.kind == "paragraph" and says_only(doc, before, "tag-label", "topic-label")
        )
        if (
            before is None
            or before.kind == "heading"
            or (doc.plain(before).rstrip().endswith((":", "：")) and not labelled)
        ):
            continue
        targets = {x[0].url for x in links}
        if all(tag_page(t) for t in targets) or (labelled and len({urls.host(t) for t in targets}) == 1):
            start = before.start if labelled else box.start
            yield Proposal(start, box.end, "list of links to tag pages at the end", "likely", whole=True)
        elif len(targets) == 1 and (
            commercial(doc, links[0][0]) or (shows_ads(doc) and urls.commerce(next(iter(targets))))
        ):
            yield Proposal(box.start, box.end, "list of tags at the end, all linked to one shop", "likely", whole=True)
    for leaf in linked(doc):
        if leaf.kind != "paragraph" or leaf.parent >= 0 or not leaf.leaf:
            continue
        if introduced(doc, leaf):
            continue
        if head_end(doc) <= leaf.leaf < tail_start(doc) - 1:
            continue
        row = doc.links_of(leaf)
        tags = [x for x in row if tag_page(x.url) and words(link_text(doc, x)) <= 4]
        if len(tags) == 1 and is_prose(doc, leaf):
            continue
        rest = words(outside(doc, leaf, row))
        marked = (
            len(row) >= 2
            and not rest
            and all(link_text(doc, x).startswith("#") and words(link_text(doc, x)) <= 3 for x in row)
        )
        section = doc.leaves[leaf.leaf - 1].kind == "heading" and leaf.leaf + 1 < len(doc.leaves)
        if marked or (len(tags) * 2 > len(row) and rest <= MAX_LABEL and (rest or not section)):
            yield Proposal(leaf.start, leaf.end, f"line of {len(row)} links to tag pages", "likely")


def tagged(doc: Document, box: Block) -> Block | None:
    """The label of tags above a list in the last part of a page that was stripped, all of whose items are nothing but links of a few words to the site; none if it is anything else."""
    over = doc.leaves[box.leaf - 1] if box.leaf else None
    if over is None or not doc.dirty or over.kind not in ("heading", "paragraph") or over.parent >= 0:
        return None
    if CATEGORY.search(key(doc, over)):
        return None  # of a shop, a library: what the page is for
    if not tail(doc, over, PART) or not says_only(doc, over, "tag-label") or over.leaf == title_heading(doc):
        return None
    own = own_site(doc)
    pages = count = 0
    for leaf in doc.leaves[box.leaf : box.last_leaf]:
        links = link_only(doc, leaf)
        if not links or not all(at_home(x, own) and words(link_text(doc, x)) <= TAG for x in links):
            return None
        if any(MANUAL.search(urls.split(x.url)[1]) for x in links):
            return None  # what a manual says of tags
        pages += sum(bool(TOPIC.search(urls.split(x.url)[1])) or tag_page(x.url) for x in links)
        count += len(links)
    return over if pages * 2 > count else None


def tag_page(url: str) -> bool:
    """Whether an address is that of a page that lists the posts of a tag or category."""
    return bool(TAG_PAGE.search(urls.split(url)[1]))
