"""Remove the card of an offer that a template planted in the text: a product's picture, its name, its price or stars, what it
can do, and buttons that lead to shops.

The parts stand one after the other with nothing between them: the buttons are links that earn money (or go through a page
of the site's own such as `/go/…`) with an offer's words or a shop's name, the name is a link to a shop or what the picture
shows, by its description or file. Text or a list stands above the card, in a document with ads, and the section above speaks
of what it shows. A shop's own picture goes with the buttons right below it.

Left alone: cards under their own heading, several in one section and those whose thing is spoken of below them (there they are what
the text shows), running text, pictures and names without buttons, products without a price or stars.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner import urls
from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.offers import PRICE, says_offer, shop
from cleaner.registry import rule
from cleaner.signals import (
    images_only,
    in_bold,
    is_prose,
    key,
    keys,
    link_text,
    linked,
    outside,
    phrase,
    shows_ads,
    trim,
    words,
)

STARS = re.compile(r"[\u2b50\u2605\u2606]|(?<!\d)[0-5][.,]\d{1,2}\s*(?:/\s*(?:5|10)|\()")
BEST = re.compile(r"[^\W\d_]{0,12}\s?best[ -]?seller\s?(?:nr|no|n|#)\W{0,3}\d{1,2}|[^\W\d_]{3,10}", re.IGNORECASE)
PICTURES = re.compile(
    r"(?:media|images)[\w.-]*-?amazon\.com\Z|rakuten\.co\.jp\Z|ebayimg\.com\Z|alicdn\.com\Z|mlstatic\.com\Z"
)  # hosts of shops' pictures
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
PRICE_LINE, NAME, ITEM, BESIDE = 14, 25, 18, 4  # words
ITEMS, PARTS, LINES = 8, 16, 40  # points, blocks of a card; words of a card in one block


@rule(kind="ad", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    if not shows_ads(doc) or not doc.images:
        return
    cards = [x for leaf in linked(doc) if sells(doc, leaf) and (x := card(doc, leaf))]
    sections = Counter(section(doc, x[0]) for x in cards)
    cards = [x for x in cards if sections[section(doc, x[0])] == 1 and spoken_of(doc, x)]
    for blocks in cards:
        above = doc.leaves[blocks[0].leaf - 1] if blocks[0].leaf else None
        if above is not None and above.kind != "heading":
            why = "picture, name and price of an offer with buttons to shops"
            yield Proposal(blocks[0].start, blocks[-1].end, why, "likely")


def named(text: str) -> list[str]:
    """The words of a text that tell things apart: of four letters, with a letter and a digit, of two signs of Han, kana or Hangul."""
    found: list[str] = []
    for word in WORD.findall(text):
        digits = sum(c.isdigit() for c in word)
        if digits < len(word) and len(word) >= (2 if word[0] >= "\u3040" else 3 if digits else 4):
            found.append(word)
    return found


def section(doc: Document, leaf: Block) -> int:
    """Index of the heading above a block; 0 if there is none."""
    return next((x.leaf for x in reversed(doc.leaves[: leaf.leaf]) if x.kind == "heading"), 0)


def spoken_of(doc: Document, blocks: list[Block]) -> bool:
    """Whether the section above a card speaks of what it shows: a word of its name, its picture or its address stands there."""
    first, last = blocks[0], blocks[-1]
    above = "\n".join(keys(doc)[section(doc, first) : first.leaf])
    shown = " ".join(key(doc, x) for x in blocks if x.parent < 0) + " "
    shown += " ".join(fold(x.alt) for x in doc.images_in(first.start, last.end))
    return any(x in above for x in named(shown) if not phrase(x, "cta"))


def sells(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but buttons to shops, or these with a price."""
    links = doc.links_of(leaf)
    if leaf.kind != "paragraph" or leaf.parent >= 0 or is_prose(doc, leaf) or not any(shop(doc, x) for x in links):
        return False
    rest = outside(doc, leaf, links)
    lines = "\n" in doc.text[leaf.start : leaf.end]
    if words(rest) > ((LINES if lines else 2 * BESIDE) if PRICE.search(rest) else BESIDE):
        return False
    texts = [trim(fold(link_text(doc, x))) for x in links]
    asked = [says_offer(doc, t) for t in texts]
    return any(asked) and all(a or shop(doc, x) for a, x in zip(asked, links, strict=True))


def card(doc: Document, buttons: Block) -> list[Block]:
    """The blocks of the card that ends with some buttons; empty if there is none."""
    if doc.images_of(buttons) and PRICE.search(doc.plain(buttons)):  # its parts are lines of one block
        return [buttons] if words(doc.plain(buttons)) <= LINES else []
    named = priced = told_in = bool(PRICE.search(doc.plain(buttons)))
    items = 0
    for n in range(buttons.leaf - 1, max(-1, buttons.leaf - PARTS), -1):
        leaf = doc.leaves[n]
        text = doc.plain(leaf)
        if images_only(doc, leaf) and leaf.parent < 0:
            if doc.links_of(leaf) and not all(shop(doc, x) for x in doc.links_of(leaf)):
                return []
            if n == buttons.leaf - 1 and of_shop(doc, leaf):
                return doc.leaves[n : buttons.leaf + 1]
            first = top(doc, leaf, named=named)
            if first is None or not priced:
                return []
            return doc.leaves[first.leaf : buttons.leaf + 1]
        if leaf.parent >= 0:
            items += 1
            if doc.links_of(leaf) or words(text) > ITEM or items > ITEMS:
                return []
        elif leaf.kind != "paragraph" or (is_prose(doc, leaf) and not is_name(doc, leaf, buttons)):
            return []
        elif (PRICE.search(text) or STARS.search(text)) and words(text) <= PRICE_LINE:
            priced = True
        elif not named and is_name(doc, leaf, buttons):
            named = True
        elif not told_in and 0 < words(text) <= ITEM and not doc.links_of(leaf):
            told_in = True  # a line that says what it is
        else:
            return []
    return []


def of_shop(doc: Document, picture: Block) -> bool:
    """Whether the pictures of a block are a shop's own and lead to it."""
    return bool(doc.links_of(picture)) and all(PICTURES.search(urls.host(x.url)) for x in doc.images_of(picture))


def top(doc: Document, picture: Block, *, named: bool) -> Block | None:
    """The first block of a card with a picture: the name in bold above it where none stands below, or a label such as "Bestseller No. 1"; none if it has no name."""
    above = doc.leaves[picture.leaf - 1] if picture.leaf else None
    plain = above is not None and above.kind == "paragraph" and above.parent < 0
    if above is None or not plain:
        return picture if named else None
    if not named:
        return above if is_name(doc, above, picture) else None
    return above if BEST.fullmatch(key(doc, above)) and any(c.isdigit() for c in key(doc, above)) else picture


def is_name(doc: Document, leaf: Block, near: Block) -> bool:
    """Whether a block is a product's name: nothing but a link to a shop, or what a picture above it shows: by its file where the name is in bold, else by its description."""
    text = key(doc, leaf)
    if not 0 < words(text) <= NAME or leaf.parent >= 0:
        return False
    links = doc.links_of(leaf)
    if links:
        return all(shop(doc, x) for x in links) and not outside(doc, leaf, links)
    images = doc.images_in(doc.leaves[max(0, leaf.leaf - 2)].start, near.end)
    if in_bold(doc, leaf):
        told = " ".join(fold(f"{x.alt} {x.url.rpartition('/')[2]}") for x in images)
        return any(x in told for x in named(text))
    return any(x.alt and (fold(x.alt) in text or text in fold(x.alt)) for x in images)
