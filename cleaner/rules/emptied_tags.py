"""Remove template tags around what goes: `{% if page.comments %}` … `{% endif %}` over the comments, `{% note %}` … `{% endnote %}`
over related posts.

Such a pair goes when nothing between its tags stays, and something between them goes.

Left alone: pairs that had nothing between them from the start, and tags without their partner.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from cleaner.model import Document, Proposal, merge
from cleaner.registry import rule


@rule(kind="debris", order=4)
def find(doc: Document) -> Iterator[Proposal]:
    tags = [m for m in doc.marks if m.form == "shortcode"]
    if not tags or not doc.proposed:
        return
    cuts = merge(sorted((start, end) for start, end, _ in doc.proposed))
    starts = [start for start, _ in cuts]
    opened: list[int] = []
    for n, tag in enumerate(tags):
        if not tag.closing:
            opened.append(n)
            continue
        name = tag.name.lstrip("/").removeprefix("end")
        while opened and tags[opened[-1]].name != name:
            opened.pop()  # a tag that needs no other to close it
        if opened:
            first = tags[opened.pop()]
            if is_emptied(doc.text, cuts, starts, first.end, tag.start):
                why = f"tags {first.name} around what goes"
                yield Proposal(first.start, tag.end, why, "likely", whole=True)


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
