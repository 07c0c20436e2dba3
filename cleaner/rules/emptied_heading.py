"""Remove a heading when all that stands under it goes: "Support us" over a button, "Where to buy" over links to
shops. So does a line below the text that turns to the reader and ends with a colon, over a list or a picture that goes.

Left alone: headings that ask, count or state something, those over an ad that do not speak of buying, those above the text but for those of menus and consents above its title, what may be a title (more than a few words over a byline), those over anything
that stays (a rule or a script is nothing), and those that had nothing under them from the start; lines with text below
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.furniture import covered, silent
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    banner,
    head_end,
    hits,
    images_only,
    is_prose,
    key,
    sentences,
    spoken,
    stems,
    tail_start,
    title_heading,
    words,
)

LABEL, LONGEST = 4, 10  # words of a heading over the author, over anything else
LINE = 20  # words of a line that leads to what goes
PLEADS = frozenset(("appeal", "follow", "liking", "more", "share", "write"))  # kinds of words of such a line
ABOVE = frozenset(("footer", "nav", "subscribe"))  # kinds over which a heading above the title is none of the text's
COLON = re.compile(r"[:\uff1a]\s*\w")
SOLD = frozenset(("ad", "cta", "debris", "disclosure"))  # kinds under which a heading must speak of buying
LED = frozenset(("comments", "related", "social", "subscribe"))


@rule(kind="debris", order=4)
def find(doc: Document) -> Iterator[Proposal]:
    taken = covered(doc)
    if not taken:
        return
    yield from lines(doc, taken)
    title = title_heading(doc)
    head = max(title, head_end(doc))
    below: list[tuple[int, bool, str]] = []  # sections further down: rank, whether anything stays, what goes
    stays, goes = False, ""
    for leaf in reversed(doc.leaves):
        kind = taken.get(leaf.leaf, "")
        if silent(doc, leaf):
            continue
        if leaf.kind != "heading":
            stays = stays or not (kind or leaf.kind == "rule")
            goes = kind or goes
            continue
        while below and below[-1][0] > leaf.level:
            _, other, what = below.pop()
            stays, goes = stays or other, goes or what
        most = LABEL if goes == "author" else LONGEST  # a title stands over a byline too
        above = goes in ABOVE and (words(key(doc, leaf)) <= LABEL or banner(doc, leaf))
        placed = leaf.leaf > head or (leaf.leaf < title and above)
        if goes and not stays and not kind and placed and words(key(doc, leaf)) <= most and is_label(doc, leaf, goes):
            why = f'heading "{key(doc, leaf)[:40]}" with nothing left under it'
            yield Proposal(leaf.start, leaf.end, why, "likely", kind=goes)
            kind = goes
        below.append((leaf.level, stays or not kind, kind or goes))
        stays, goes = False, ""


def is_label(doc: Document, heading: Block, goes: str) -> bool:
    """Whether a heading may only tell what goes under it; one that asks, counts or states something is a text."""
    text = doc.plain(heading).strip()
    if any(c.isdigit() for c in text) or COLON.search(text):
        return False
    if goes in SOLD and words(text) > LABEL:
        said = {h.topic for h in spoken(doc, text)}
        return bool(said & {"offer", "purchase"} or hits(doc, heading, "cta", "ad-label", "disclosure"))
    return goes in ("feedback", "footer", "nav") or not text.endswith(("?", "\uff1f"))


def lines(doc: Document, taken: dict[int, str]) -> Iterator[Proposal]:
    """Lines below the text that lead to nothing any more."""
    for leaf in reversed(doc.leaves[tail_start(doc) :]):
        if leaf.leaf in taken or leaf.kind == "rule" or silent(doc, leaf):
            continue
        if is_prose(doc, leaf) and not leads(doc, leaf, taken):
            return
        if leads(doc, leaf, taken):
            yield Proposal(leaf.start, leaf.end, "line that leads to what goes", "likely", kind=taken[leaf.leaf + 1])


def leads(doc: Document, leaf: Block, taken: dict[int, str]) -> bool:
    """Whether a block is one sentence with a colon at its end, right over a list or a picture that goes as a whole."""
    text = doc.plain(leaf).rstrip()
    if leaf.kind != "paragraph" or leaf.parent >= 0 or not text.endswith((":", "\uff1a")) or words(text) > LINE:
        return False
    if taken.get(leaf.leaf + 1) not in LED or len(sentences(text)) > 1:
        return False
    if not any(h.topic in PLEADS for h in stems(text)) and not hits(doc, leaf, "follow", "support", "related-label"):
        return False
    below = doc.leaves[leaf.leaf + 1]
    lists = [x for x in doc.parents(below) if x.kind == "list"]
    if not lists:
        return images_only(doc, below)
    return all(n in taken for n in range(lists[-1].leaf, lists[-1].last_leaf))
