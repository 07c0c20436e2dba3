"""Remove sign-ups for newsletters, notifications and channels.

A short block with a phrase that only sign-ups use goes where it is set apart: a box in HTML, the head or tail, a
heading with its field; anywhere, where the phrase has five words and more. Its neighbours go with it while they are
fields and buttons of a form.

Left alone: sentences about newsletters in running text, and documents whose title or headings are about them.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    head_end,
    hit_leaves,
    hits,
    in_ordered_steps,
    introduced,
    is_prose,
    key,
    link_only,
    sentences,
    subject,
    tail,
    telling,
    words,
)

MAX_WORDS = 60
BETWEEN = 25
SAYS_IT = 5  # words of a phrase that stands in no running text


@rule(kind="subscribe")
def find(doc: Document) -> Iterator[Proposal]:
    leaves = hit_leaves(doc, "subscribe")
    if not leaves or subject(doc, "subscribe") or len(leaves) >= 8:
        return
    found: set[int] = set()
    for leaf in leaves:
        count = words(doc.plain(leaf))
        if leaf.kind not in ("paragraph", "heading") or count > MAX_WORDS or in_ordered_steps(doc, leaf):
            continue
        if introduced(doc, leaf):
            continue
        hit = hits(doc, leaf, "subscribe")[0]
        apart = (
            leaf.html
            or leaf.leaf < head_end(doc)
            or tail(doc, leaf)
            or bool(link_only(doc, leaf))
            or any(b.kind == "quote" for b in doc.parents(leaf))
        )
        if (
            not leaf.html
            and leaf.kind == "paragraph"
            and is_prose(doc, leaf)
            and len(telling(doc, leaf, "subscribe")) * 2 < len(sentences(doc.plain(leaf)))
        ):
            continue  # a text that goes on about it
        if not apart and leaf.parent < 0 and any(len(h.text.split()) >= SAYS_IT for h in hits(doc, leaf, "subscribe")):
            yield Proposal(leaf.start, leaf.end, f'sign-up in the text: "{hit.text}"', "likely")
            continue  # what stands beside it is the text
        bare = hit.text == key(doc, leaf) and count <= 2
        near = (
            sum(
                bool(hits(doc, x, "subscribe", "follow", "cookie", "footer", "nav-label"))
                for x in doc.leaves[max(0, leaf.leaf - 2) : leaf.leaf + 3]
            )
            > 1
        )
        if apart and (not bare or near):
            found.add(leaf.leaf)
            yield Proposal(leaf.start, leaf.end, f'sign-up: "{hit.text}"', "likely")
    for n in sorted(found):
        for between in doc.leaves[n + 1 : n + 4]:
            if between.leaf in found or between.kind != "paragraph" or words(doc.plain(between)) > BETWEEN:
                break
            if is_prose(doc, between) and doc.leaves[n].kind != "heading" and not between.html:
                break  # text between two sign-ups
            close = any(m in found for m in range(between.leaf + 1, between.leaf + 3))
            ends = between.leaf + 1 >= len(doc.leaves) or doc.leaves[between.leaf + 1].kind in ("heading", "rule")
            label = doc.leaves[n].kind == "heading" and n + 1 == between.leaf and ends
            if close or label or (doc.leaves[n].kind == "heading" and between.leaf + 1 in found):
                why = "between the blocks of a sign-up" if close else "under the heading of a sign-up"
                yield Proposal(between.start, between.end, why, "likely")
