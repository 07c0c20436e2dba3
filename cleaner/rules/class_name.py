"""Remove HTML elements whose class or id says what they are: ad slots, share bars, newsletter boxes,
related posts, comments, menus.

The names are in `lists/class-names.txt`, whole tokens only, so that `add-on` and `adult` are no ads
and `header` alone means nothing. An element goes only if it is as small as such boxes are; where it
holds code or running text of its own, it is the template's fault and stays.

Left alone: general names (`sidebar`, `widget`, `menu`, `hero`, `top`) that were withdrawn by every
blocker that tried them.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner import lists
from cleaner.model import Document, Element, Proposal
from cleaner.registry import rule
from cleaner.signals import density, is_prose, words

LIMIT = {
    "ad": 120,
    "social": 60,
    "subscribe": 80,
    "author": 120,
    "related": 400,
    "comments": 2000,
    "nav": 300,
    "footer": 200,
    "disclosure": 120,
}


@rule(kind="ad")
def find(doc: Document) -> Iterator[Proposal]:
    table = lists.table("class-names")
    for element in doc.elements:
        if (
            not element.closed
            or (element.inline and element.name not in ("span", "a", "button"))
            or ("class" not in element.attrs and "id" not in element.attrs)
        ):
            continue
        for token in element.tokens.split():
            kind = table.get(token.replace("_", "-"))
            if kind and fits(doc, element, kind):
                yield Proposal(
                    element.start, element.end, f'<{element.name}> named "{token}"', "likely", kind=kind, whole=True
                )
                break


def fits(doc: Document, element: Element, kind: str) -> bool:
    """Whether an element is no larger than a box of its kind."""
    leaves = [x for x in doc.leaves[element.leaf : element.last_leaf] if element.start <= x.start < element.end]
    if any(x.kind == "code" for x in leaves) or words(doc.text_in(element.start, element.end)) > LIMIT[kind]:
        return False
    if kind in ("comments", "author", "disclosure", "footer"):
        return True
    prose = sum(is_prose(doc, x) and words(doc.plain(x)) > 25 and density(doc, x) < 0.3 for x in leaves)
    return prose <= (2 if kind == "related" else 1)
