"""Remove sentences that only ask to comment: "Leave a comment below", "Let me know in the comments".

Only the sentence goes; a block goes when nothing else is in it. It must stand near the end, or be a
block of its own.

Left alone: a closing question that never mentions comments, sentences that tell a figure before they ask, sentences of more than 45 words, and
sentences in the middle of the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.lists import fold
from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    hit_leaves,
    in_ordered_steps,
    introduced,
    phrase,
    sentences,
    source_span,
    tail,
    tail_start,
    telling,
    words,
)

MAX_SENTENCE = 45


@rule(kind="social")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in hit_leaves(doc, "comment-prompt"):
        if leaf.kind != "paragraph" or in_ordered_steps(doc, leaf):
            continue
        if introduced(doc, leaf):
            continue
        text = doc.plain(leaf)
        spans = sentences(text)
        near_end = tail(doc, leaf) or leaf.leaf >= tail_start(doc) - 2 or before_back_matter(doc, leaf.leaf)
        prompts = telling(doc, leaf, "comment-prompt")
        for n, (start, end) in enumerate(spans):
            found = phrase(text[start:end], "comment-prompt")
            if (start, end) not in prompts or words(text[start:end]) > MAX_SENTENCE or not found:
                continue
            lead = fold(text[start:end]).partition(found)[0]
            if any(c.isdigit() for c in lead):
                continue  # it tells a result before it asks
            if near_end and (n >= len(spans) - 3 or len(spans) <= 3):
                a, b = source_span(doc, leaf, start, end)
                yield Proposal(a, b, f'sentence that asks to comment: "{found}", near the end', "likely")


def before_back_matter(doc: Document, n: int) -> bool:
    """Whether only headings, lists of links and short lines follow within the section."""
    rest = doc.leaves[n + 1 : n + 3]
    return all(x.kind in ("heading", "rule", "embed") or words(doc.plain(x)) < 12 for x in rest)
