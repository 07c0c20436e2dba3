"""What other rules have found of the furniture of a page, for the rules that see it (`registry.AFTER`)."""

from __future__ import annotations

import re

from cleaner import urls
from cleaner.lists import fold
from cleaner.model import Block, Document
from cleaner.signals import phrase, trim, words

FURNITURE = frozenset(("author", "comments", "footer", "nav", "related", "social", "subscribe"))
SILENT = frozenset(("button", "input", "link", "meta", "noscript", "script", "style"))  # elements that say nothing
LINE_LABELS = (
    "ad-label",
    "author-label",
    "button",
    "comment-label",
    "comment-prompt",
    "cookie",
    "date-label",
    "feedback",
    "follow",
    "nav-label",
    "related-label",
    "share-label",
    "subscribe",
    "tag-label",
)
JOINED = re.compile(r"[|/,;–—-]\s*\Z")
SENTENCE = (".", "!", "?", "。", "！", "？")
LONGEST = 12  # words of a line that ends no sentence
MIN_KINDS = 2  # of furniture in a page that was scraped whole


def silent(doc: Document, leaf: Block) -> bool:
    """Whether a block says nothing: a script that embeds nothing, a field of a form."""
    if leaf.info not in SILENT:
        return False
    return not any(urls.listed(x.attrs.get("src", ""), "embed-hosts") for x in doc.elements_in(leaf.start, leaf.end))


def of_code(doc: Document) -> bool:
    """Whether a document is about a program, as a README is: it has code, or links to a host of code."""
    return bool(doc.code) or any(urls.code_host(x.url) for x in doc.links)


def kinds(doc: Document) -> frozenset[str]:
    """The kinds of furniture that were found; ads are none, since a generator drops them anywhere."""
    return FURNITURE.intersection(kind for _, _, kind in doc.proposed)


def covered(doc: Document) -> dict[int, str]:
    """The leaves that will be removed as a whole, by index, with the kind of what they are. Worked out once for what is proposed."""
    known: tuple[object, dict[int, str]] = doc.facts.get("covered") or (None, {})
    if known[0] is not doc.proposed:
        known = doc.facts["covered"] = (doc.proposed, _covered(doc))
    return known[1]


def _covered(doc: Document) -> dict[int, str]:
    found: dict[int, str] = {}
    reached = n = 0
    for start, end, kind in sorted(doc.proposed, key=lambda x: (x[0], -x[1])):
        if end <= reached:
            continue
        reached = end
        n = max(n, doc.leaf_at(start))
        while n < len(doc.leaves) and doc.leaves[n].end <= end:
            if doc.leaves[n].start >= start:
                found[n] = kind
            n += 1
    return found


def is_line(doc: Document, leaf: Block, start: int, end: int) -> bool:
    """Whether a line is nothing but a label that pages have (with or without links behind it) or links that share the page."""
    links = [x for x in doc.links_of(leaf) if start <= x.start < end]
    if links and all(urls.listed(x.url, "share-hosts") for x in links):
        return True
    text = trim(fold(doc.text_in(start, end)))
    label = trim(fold(doc.text_in(start, links[0].start))) if links else ""
    return any(x and phrase(x, *LINE_LABELS) == x for x in (text, label))


def goes_on(doc: Document, start: int, end: int) -> bool:
    """Whether a line goes on in the next: a bar or a dash joins them, or it is long and ends no sentence."""
    plain = doc.text_in(start, end).rstrip()
    return bool(JOINED.search(plain)) or (words(plain) > LONGEST and not plain.endswith(SENTENCE))
