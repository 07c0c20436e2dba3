"""Remove what a converter leaves of a form: the names of its fields and its button, a line each.

Two fields and a button, or a field and a button beside furniture that goes, make a form; the lines stand one after the other,
counters and consents of a line between them. So do the buttons of a slider ("Previous", "Next", "1/3").

Left alone: documents in which other rules find no furniture of a page, items of lists, cells, headings, labels with a text
below them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.furniture import FURNITURE, MIN_KINDS, covered, kinds
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hits, is_prose, key, says_only, words

FIELDS, LINE = 2, 10  # fields of a form that stands alone; words of a line between them
COUNTER = re.compile(r"\d{1,4}\s*/\s*(?:[^\W\d_]{2,3}\s+)?\d{1,4}")


@rule(kind="nav", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    if len(kinds(doc)) < MIN_KINDS:
        return
    taken = covered(doc)
    row: list[Block] = []
    for leaf in [*doc.leaves, None]:
        if leaf is not None and leaf.leaf not in taken and of_form(doc, leaf):
            row.append(leaf)
            continue
        if row and (why := is_form(doc, row, taken) or is_slider(doc, row)):
            yield Proposal(row[0].start, row[-1].end, why, "likely")
        row = []


def of_form(doc: Document, leaf: Block) -> bool:
    """Whether a block may be a line of a form or of a slider."""
    if leaf.kind != "paragraph" or leaf.parent >= 0 or doc.links_of(leaf) or words(doc.plain(leaf)) > LINE:
        return False
    if says_only(doc, leaf, "field-label", "form-button", "neighbour-label") or counter(doc, leaf):
        return True
    return bool(hits(doc, leaf, "subscribe", "footer")) and not is_prose(doc, leaf)


def counter(doc: Document, leaf: Block) -> bool:
    """Whether a block tells how many of how many, and nothing else."""
    return bool(COUNTER.fullmatch(doc.plain(leaf).strip()))


def is_form(doc: Document, row: list[Block], taken: dict[int, str]) -> str:
    """Why lines one after the other are a form; empty if they are none."""
    fields = {key(doc, x) for x in row if says_only(doc, x, "field-label")}
    if not fields or not any(says_only(doc, x, "form-button") for x in row):
        return ""
    beside = FURNITURE.intersection((taken.get(row[0].leaf - 1, ""), taken.get(row[-1].leaf + 1, "")))
    if len(fields) < FIELDS and not beside:
        return ""
    return f"{len(fields)} field{'s' if len(fields) > 1 else ''} of a form with its button"


def is_slider(doc: Document, row: list[Block]) -> str:
    """Why lines one after the other are the buttons of a slider; empty if they are none."""
    said = {key(doc, x) for x in row if says_only(doc, x, "neighbour-label")}
    others = any(not counter(doc, x) and not says_only(doc, x, "neighbour-label") for x in row)
    return "" if len(said) < 2 or others else "buttons of a slider"
