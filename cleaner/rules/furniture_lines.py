"""Part the lines of a page's furniture that a converter set without blank lines between them.

A page's `<div>`s become lines of one paragraph in some converters: a share bar, the author's picture, a label. Where
half of the lines of a paragraph, and two of them, are nothing but a label that pages have or links that share the
page, each line becomes a paragraph, so that the rules see what it is.

Left alone: lines that a bar or a dash joins, long lines that end no sentence (text that is only wrapped), links over
several lines, lists, quotes, footers, paragraphs without a link or picture, and those with less than two such lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import introduced, mentions, phrase, trim, words

LABELS = (
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
BREAK = re.compile(r"(?<![ \t])[ \t]*+\\?\n[ \t]*+")
JOINED = re.compile(r"[|/,;–—-]\s*\Z")
SENTENCE = (".", "!", "?", "。", "！", "？")
MIN_LINES = 2
MOST = 40  # lines
LONGEST = 12  # words of a line that ends no sentence


@rule(kind="space", phase="mend")
def find(doc: Document) -> Iterator[Proposal]:
    if not mentions(doc, *LABELS):
        return
    for leaf in doc.leaves:
        source = doc.text[leaf.start : leaf.end].rstrip() if leaf.kind == "paragraph" and leaf.parent < 0 else ""
        if "\n" not in source or leaf.html or not (doc.links_of(leaf) or doc.images_of(leaf)) or introduced(doc, leaf):
            continue  # words under each other may be a verse, or a lesson's
        breaks = list(BREAK.finditer(doc.text, leaf.start, leaf.start + len(source)))
        if not 0 < len(breaks) < MOST or any(x.start < b.start() < x.end for b in breaks for x in doc.links_of(leaf)):
            continue
        starts = [leaf.start, *(b.end() for b in breaks)]
        ends = [*(b.start() for b in breaks), leaf.end]
        lines = list(zip(starts, ends, strict=True))
        found = sum(furniture(doc, leaf, start, end) for start, end in lines)
        if found >= MIN_LINES and found * 2 >= len(lines) and not any(goes_on(doc, a, b) for a, b in lines[:-1]):
            for b in breaks:
                why = f"{found} of {len(lines)} lines are a page's furniture, each becomes a paragraph"
                yield Proposal(b.start(), b.end(), why, replacement="\n\n")


def furniture(doc: Document, leaf: Block, start: int, end: int) -> bool:
    """Whether a line is nothing but a label that pages have (with or without links behind it) or links that share the page."""
    links = [x for x in doc.links_of(leaf) if start <= x.start < end]
    if links and all(urls.listed(x.url, "share-hosts") for x in links):
        return True
    text = trim(fold(doc.text_in(start, end)))
    label = trim(fold(doc.text_in(start, links[0].start))) if links else ""
    return any(x and phrase(x, *LABELS) == x for x in (text, label))


def goes_on(doc: Document, start: int, end: int) -> bool:
    """Whether a line goes on in the next: a bar or a dash joins them, or it is long and ends no sentence."""
    plain = doc.text_in(start, end).rstrip()
    return bool(JOINED.search(plain)) or (words(plain) > LONGEST and not plain.endswith(SENTENCE))
