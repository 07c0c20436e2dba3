"""Remove what a converter leaves of a form: the names of its fields and its button, a line each.

Two fields and a button, or a field and a button beside furniture that goes, make a form; the lines stand one after the other,
counters and consents of a line between them; under a heading that speaks of letters its button is enough. So do the buttons of a slider ("Previous", "Next", "1/3").

Left alone: documents in which other rules find no furniture of a page, items of lists, cells, headings, labels with a text
below them, what a sentence above announces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.furniture import FURNITURE, MIN_KINDS, covered, kinds
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hits, introduced, is_prose, key, says_only, spoken, title_heading, words

ABOUT = re.compile(
    r"\brequired\b|pflichtfeld|gekennzeichnet|obligatoire|obligatori|verplicht|wymagan|povinn|obligatorisk|pakollis|kötelező|zorunlu|обязательн|обов'язков|必須|必填|필수"
)
FIELDS, LINE = 2, 10  # fields of a form that stands alone; words of a line between them
OFFER = 30  # words between a heading for letters and a form
COUNTER = re.compile(r"\d{1,4}\s*/\s*(?:[^\W\d_]{2,3}\s+)?\d{1,4}")


@rule(kind="nav", order=3)
def find(doc: Document) -> Iterator[Proposal]:
    if len(kinds(doc)) < MIN_KINDS:
        return
    taken = covered(doc)
    row: list[Block] = []
    for leaf in [*doc.leaves, None]:
        if leaf is not None and leaf.leaf not in taken and of_form(doc, leaf):
            row.append(leaf)
            continue
        if row:
            lead = asks(doc, row[0], taken)
            why = is_form(doc, row, taken, bool(lead)) or is_slider(doc, row)
            if why:
                lead = lead or says_how(doc, row[0], taken)
                yield Proposal(
                    (lead or row)[0].start,
                    row[-1].end,
                    why,
                    "likely",
                    kind="subscribe" if lead and lead[0].kind == "heading" else "",
                )
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


def asks(doc: Document, first: Block, taken: dict[int, str]) -> list[Block]:
    """The heading with a word for letters above a form, and the few words between; empty if there is none."""
    above = doc.leaves[max(0, first.leaf - 2) : first.leaf]
    if not above or any(x.leaf in taken or x.parent >= 0 or words(doc.plain(x)) > OFFER for x in above):
        return []
    at = next((n for n in (-1, -2) if n >= -len(above) and above[n].kind == "heading"), 0)
    heading = above[at] if at else None
    if heading is None or heading.leaf == title_heading(doc) or not of_letters(doc, heading):
        return []
    return above[at:] if all(x is heading or x.kind == "paragraph" for x in above[at:]) else []


def of_letters(doc: Document, heading: Block) -> bool:
    """Whether a heading speaks of letters or of mail."""
    return any(h.topic in ("letter", "mail") for h in spoken(doc, doc.plain(heading)))


def says_how(doc: Document, first: Block, taken: dict[int, str]) -> list[Block]:
    """The line above a form that tells which of its fields are needed; empty if there is none."""
    above = doc.leaves[first.leaf - 1] if first.leaf else None
    if above is None or above.leaf in taken or above.kind != "paragraph" or above.parent >= 0:
        return []
    return [above] if words(doc.plain(above)) <= OFFER and ABOUT.search(key(doc, above)) else []


def is_form(doc: Document, row: list[Block], taken: dict[int, str], led: bool) -> str:
    """Why lines one after the other are a form; empty if they are none. Under a heading for letters a button is enough."""
    above = doc.leaves[row[0].leaf - 1] if row[0].leaf else None
    if (
        above is not None
        and above.leaf not in taken
        and is_prose(doc, above)
        and not (led or ABOUT.search(key(doc, above)))
    ):
        return ""  # what the text has announced
    if introduced(doc, row[0]):
        return ""
    fields = {key(doc, x) for x in row if says_only(doc, x, "field-label")}
    buttons = any(says_only(doc, x, "form-button") for x in row)
    if buttons and led:
        return "sign-up for letters with its button"
    if not fields or not buttons:
        return ""
    beside = FURNITURE.intersection((taken.get(row[0].leaf - 1, ""), taken.get(row[-1].leaf + 1, "")))
    if len(fields) < FIELDS and not beside:
        return ""
    return f"{len(fields)} field{'s' if len(fields) > 1 else ''} of a form with its button"


def is_slider(doc: Document, row: list[Block]) -> str:
    """Why lines one after the other are the buttons of a slider; empty if they are none."""
    said = {key(doc, x) for x in row if says_only(doc, x, "neighbour-label")}
    counted = any(counter(doc, x) for x in row)
    others = any(not counter(doc, x) and not says_only(doc, x, "neighbour-label") for x in row)
    return "" if len(said) < 2 or others or not counted else "buttons of a slider"
