"""Remove template tags and comments around what goes: `{% if page.comments %}` … `{% endif %}` over the comments,
`{% note %}` … `{% endnote %}` over related posts, `<!-- wp:html -->` … `<!-- /wp:html -->` around an ad.

Such a pair goes when nothing between its tags stays, and something between them goes.

Left alone: pairs that had nothing between them from the start, and tags without their partner.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from cleaner.model import Document, Mark, Proposal, merge
from cleaner.registry import rule

OPENS = re.compile(r"(?:begin|start)(?:s|ning)?")
CLOSES = re.compile(r"end(?:s|ing)?|stops?")
WORD = re.compile(r"[^\W_]+")
LONGEST = 80  # characters of a comment, but for those of WordPress, which hold settings


@rule(kind="debris", order=4)
def find(doc: Document) -> Iterator[Proposal]:
    tags = [(m, *parted(m)) for m in doc.marks if m.form in ("shortcode", "comment")]
    if not tags or not doc.proposed:
        return
    cuts = merge(sorted((start, end) for start, end, _ in doc.proposed))
    starts = [start for start, _ in cuts]
    opened: dict[str, list[Mark]] = {}
    for mark, name, closing in tags:
        if not closing:
            opened.setdefault(name, []).append(mark)
        elif rest := opened.get(name):
            first = rest.pop()
            n = bisect_right(starts, first.start) - 1
            if n >= 0 and cuts[n][1] >= mark.end:
                continue  # it goes with what it encloses
            if is_emptied(doc.text, cuts, starts, first.end, mark.start):
                yield Proposal(first.start, mark.end, f'"{name}" around what goes', "likely", whole=True)


def parted(mark: Mark) -> tuple[str, bool]:
    """What names a tag or comment, the same for the one that opens and the one that closes, and whether it closes."""
    if mark.form == "shortcode":
        return mark.name.lstrip("/").removeprefix("end"), mark.closing
    text = mark.text.strip()
    if text.lstrip("/").startswith("wp:"):
        return text.lstrip("/").split()[0], text.startswith("/")
    parts = [x.lower() for x in WORD.findall(text)] if len(text) <= LONGEST else []
    closing = any(CLOSES.fullmatch(x) for x in parts)
    return " ".join(x for x in parts if not (CLOSES if closing else OPENS).fullmatch(x)), closing


def is_emptied(text: str, cuts: list[tuple[int, int]], starts: list[int], start: int, end: int) -> bool:
    """Whether the cuts leave nothing of a stretch of source that held something."""
    pos = start
    for at, stop in cuts[max(0, bisect_right(starts, start) - 1) :]:
        if at >= end:
            break
        if stop <= pos:
            continue
        if text[pos : max(pos, at)].strip():
            return False
        pos = stop
    return pos > start and not text[pos:end].strip()
