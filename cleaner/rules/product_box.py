"""Remove the box of a product that a template planted in the text: its picture, its name, a line or two and what it can do, above
buttons that go.

The parts stand in this order, right above buttons that other rules remove; the name (a heading or a line in bold) is one
that the text itself speaks of and the picture's description or file shares, the picture's address is that of a box, a
product or a sign, and the block above the picture is no heading: there the product would be what the section is about.

Left alone: boxes with running text or long items, pictures without their name below them (steps), products under their own
heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.furniture import covered
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import images_only, in_bold, is_prose, key, keys, shows_ads, words

NAME, TAGLINE, ITEM = 8, 14, 18  # words
TAGLINES, ITEMS = 2, 8
MOST = 1  # product; more are a list of them
LETTERS = 4  # of a word that tells what the name is
BOX = re.compile(r"(?:^|[/_.-])(?:box(?:es)?|boxshot|products?|logos?|icons?)(?:[/_.-]|\d|\Z)", re.IGNORECASE)
NO_NAME = re.compile(r"(?<!\w)\d+(?!\w)|[:\uff1a]\s*\w")  # a step, a result
WORD = re.compile(rf"[^\W\d_]{{{LETTERS},}}")


@rule(kind="ad", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    if not shows_ads(doc):
        return
    taken = covered(doc)
    found: list[list[Block]] = []
    names: set[str] = set()
    for leaf in doc.leaves:
        if taken.get(leaf.leaf) == "cta" and taken.get(leaf.leaf - 1) != "cta" and (box := above(doc, leaf, taken)):
            found.append(box)
            names.add(key(doc, next(x for x in box if is_name(doc, x))))
            if len(names) > MOST:
                return
    for box in found:
        yield Proposal(box[0].start, box[-1].end, "picture, name and blurb of a product above its buttons", "likely")


def above(doc: Document, button: Block, taken: dict[int, str]) -> list[Block]:
    """The parts of a product's box that stand above its buttons; empty if there is none."""
    n, items, lines = button.leaf - 1, 0, 0
    while n > 0 and n not in taken:
        leaf = doc.leaves[n]
        if is_name(doc, leaf):
            break
        if images_only(doc, leaf) and n > 1 and n - 1 not in taken and is_name(doc, doc.leaves[n - 1]):
            return below_name(doc, doc.leaves[n - 1], button)
        listed = leaf.parent >= 0
        if is_prose(doc, leaf) and not listed:
            return []
        items, lines = items + listed, lines + (not listed)
        most = ITEM if listed else TAGLINE
        if leaf.kind not in ("paragraph", "heading") or not 0 < words(key(doc, leaf)) <= most or doc.links_of(leaf):
            return []
        if items > ITEMS or lines > TAGLINES:
            return []
        n -= 1
    name, picture = doc.leaves[n], doc.leaves[n - 1] if n > 0 else None
    if (
        n in taken
        or picture is None
        or not is_name(doc, name)
        or not shows(doc, picture, name)
        or not spoken_of(doc, name)
    ):
        return []
    over = doc.leaves[n - 2] if n > 1 else None
    if picture.leaf in taken or over is None or over.kind == "heading" or (name.kind == "heading" and name.level < 3):
        return []
    return doc.leaves[picture.leaf : button.leaf]


def below_name(doc: Document, name: Block, button: Block) -> list[Block]:
    """The box whose name stands over its picture, in bold; empty if it is none."""
    over, picture = doc.leaves[name.leaf - 1], doc.leaves[name.leaf + 1]
    if name.kind == "heading" or over.kind == "heading" or not shows(doc, picture, name) or not spoken_of(doc, name):
        return []
    return doc.leaves[name.leaf : button.leaf]


def is_name(doc: Document, leaf: Block) -> bool:
    """Whether a block may be a product's name: a heading or a line in bold of a few words."""
    text = doc.plain(leaf)
    if leaf.parent >= 0 or not 0 < words(key(doc, leaf)) <= NAME or doc.links_of(leaf) or NO_NAME.search(text):
        return False
    bold = leaf.kind == "paragraph" and in_bold(doc, leaf)
    return bold or leaf.kind == "heading"


def shows(doc: Document, picture: Block, name: Block) -> bool:
    """Whether a block is a picture of a product's box or sign whose description or file has a word of a name."""
    if not images_only(doc, picture) or not all(BOX.search(urls.split(x.url)[1]) for x in doc.images_of(picture)):
        return False
    told = " ".join(f"{x.alt} {x.url.rpartition('/')[2]}" for x in doc.images_of(picture)).casefold()
    return any(word in told for word in WORD.findall(key(doc, name)))


def spoken_of(doc: Document, name: Block) -> bool:
    """Whether the text speaks of what a block names."""
    text = doc.fact("text of prose", lambda d: "\n".join(keys(d)[x.leaf] for x in d.leaves if is_prose(d, x)))
    known: dict[str, bool] = doc.fact("spoken of", lambda d: {})
    for word in WORD.findall(key(doc, name))[:2]:
        if word not in known:
            known[word] = word in text
        if known[word]:
            return True
    return False
