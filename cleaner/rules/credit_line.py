"""Remove credits of source, translator and reviewer at the head or foot: "Originally published at …",
"原文地址: …", "译者: …", "via …".

A short block that begins with such a label goes where it stands above the first prose or below the
last.

Left alone: credits of pictures and quotations, sources named in the text, and lists of references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import head_end, hit_leaves, hits, keys, phrase, tail_start, trim, words

MAX_WORDS = 30
CLAUSE = 5  # words behind the last link of a credit
MAX_LINES = 6
FRONT, BACK = 3, 6  # blocks from the beginning and from the end
TERMS = re.compile(
    r"://|©|copyright|licen[cs]|lizenz|\bcc[ -]by|版权|版權|许可|授权|著作権|저작권|лиценз", re.IGNORECASE
)
COLON = re.compile(r"[:：]")
# The tail that feeds put under a post: "The post … appeared first on …", "… was originally published in …".
FEED = re.compile(
    r"\A\W*(?:the (?:post|article) .* (?:first appeared on|appeared first on)|der beitrag .* erschien zuerst auf|la entrada .* (?:apareció primero en|se publicó primero en)|"
    r"l'article .* est apparu en premier sur|(?:l'articolo .* proviene da|o post .* apareceu primeiro em)|het bericht .* verscheen eerst op|artykuł .* pochodzi z serwisu|запись .* впервые появилась)\W|"
    r"[^\n]* was originally published in [^\n]* where people are continuing the conversation",
    re.IGNORECASE,
)


@rule(kind="author")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in doc.leaves[-8:]:
        if (
            leaf.kind == "paragraph"
            and FEED.match(keys(doc)[leaf.leaf])
            and words(doc.plain(leaf)) <= 50
            and doc.links_of(leaf)
            and (not goes_on(doc, leaf) or "continuing" in keys(doc)[leaf.leaf])
        ):
            yield Proposal(leaf.start, leaf.end, "tail that a feed puts under a post", "likely")
    for leaf in doc.leaves[:FRONT] + doc.leaves[max(FRONT, len(doc.leaves) - BACK) :]:
        if stacked(doc, leaf) and (leaf.leaf >= tail_start(doc) or leaf.parent >= 0):
            why = "lines of author, address and terms of the post at its edge"
            yield Proposal(leaf.start, leaf.end, why, "likely")
    for leaf in hit_leaves(doc, "credit"):
        if (
            leaf.kind != "paragraph"
            or words(doc.plain(leaf)) > MAX_WORDS
            or any(b.kind == "footnote" for b in doc.parents(leaf))
        ):
            continue
        hit = hits(doc, leaf, "credit")[0]
        above, below = (
            leaf.leaf <= head_end(doc) and leaf.leaf < 15,
            leaf.leaf >= tail_start(doc) - 1 and leaf.leaf >= len(doc.leaves) - 6,
        )
        marked = keys(doc)[leaf.leaf][hit.end :].lstrip()[:1] in (":", "：") or bool(doc.links_of(leaf))
        if goes_on(doc, leaf):
            continue
        titled = leaf.leaf > 0 or doc.meta.get("title")  # else it is all the head that the document has
        if (above or below) and hit.start < 12 and (marked or plainly(doc, leaf, hit.text)) and titled:
            yield Proposal(leaf.start, leaf.end, f'credit "{hit.text}" at the {"head" if above else "foot"}', "likely")


def goes_on(doc: Document, leaf: Block) -> bool:
    """Whether a sentence goes on behind the last link of a block."""
    links = doc.links_of(leaf)
    return bool(links) and words(doc.text_in(links[-1].end, leaf.end)) > CLAUSE


def stacked(doc: Document, leaf: Block) -> bool:
    """Whether each line of a block at the foot begins with a label of credits, authors, dates or terms, before a colon."""
    lines = [x for x in doc.plain(leaf).split("\n") if x.strip()]
    if leaf.kind != "paragraph" or not 2 <= len(lines) <= MAX_LINES:
        return False
    if not doc.links_of(leaf) and not TERMS.search(doc.plain(leaf)):
        return False  # the data of a book
    return all(labels(x) or phrase(trim(x), "footer") for x in lines)


def labels(line: str) -> bool:
    """Whether a line begins with a label of credits, authors, dates or terms, before a colon."""
    label = trim(COLON.split(line, maxsplit=1)[0])
    return words(label) <= 6 and bool(phrase(label, "credit", "author-label", "date-label", "footer"))


def plainly(doc: Document, leaf: Block, label: str) -> bool:
    """Whether a block without a colon or a link is a credit all the same: the phrase says so at length, or there is a name and no sentence."""
    count = words(doc.plain(leaf))
    return (words(label) >= 3 and count <= 16) or (count <= words(label) + 3 and "," not in doc.plain(leaf))
