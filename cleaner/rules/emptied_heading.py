"""Remove a heading when all that stands under it goes: "Support us" over a button, "Where to buy" over links to
shops.

Left alone: headings above the text and what may be a title (more than a few words over a byline), those over anything
that stays (a rule is nothing), and those that had nothing under them from the start.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.furniture import covered
from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import head_end, key, title_heading, words

LABEL, LONGEST = 4, 10  # words of a heading over the author, over anything else


@rule(kind="debris", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    taken = covered(doc)
    if not taken:
        return
    head = max(title_heading(doc), head_end(doc))
    below: list[tuple[int, bool, str]] = []  # sections further down: rank, whether anything stays, what goes
    stays, goes = False, ""
    for leaf in reversed(doc.leaves):
        kind = taken.get(leaf.leaf, "")
        if leaf.kind != "heading":
            stays = stays or not (kind or leaf.kind == "rule")
            goes = kind or goes
            continue
        while below and below[-1][0] > leaf.level:
            _, other, what = below.pop()
            stays, goes = stays or other, goes or what
        most = LABEL if goes == "author" else LONGEST  # a title stands over a byline too
        if goes and not stays and not kind and leaf.leaf > head and words(key(doc, leaf)) <= most:
            why = f'heading "{key(doc, leaf)[:40]}" with nothing left under it'
            yield Proposal(leaf.start, leaf.end, why, "likely", kind=goes)
            kind = goes
        below.append((leaf.level, stays or not kind, kind or goes))
        stays, goes = False, ""
