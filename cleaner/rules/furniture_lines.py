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

from cleaner.furniture import LINE_LABELS as LABELS
from cleaner.furniture import goes_on, is_line
from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import introduced, mentions

BREAK = re.compile(r"(?<![ \t])[ \t]*+\\?\n[ \t]*+")
MIN_LINES = 2
MOST = 40  # lines


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
        found = sum(is_line(doc, leaf, start, end) for start, end in lines)
        if found >= MIN_LINES and found * 2 >= len(lines) and not any(goes_on(doc, a, b) for a, b in lines[:-1]):
            for b in breaks:
                why = f"{found} of {len(lines)} lines are a page's furniture, each becomes a paragraph"
                yield Proposal(b.start(), b.end(), why, replacement="\n\n")
