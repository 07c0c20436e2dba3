"""What tells that a template offers something for sale: prices, links to shops, words of their buttons."""

from __future__ import annotations

import re

from cleaner import urls
from cleaner.model import Document, Link
from cleaner.signals import commercial, own_site, phrase, spoken, words

PRICE = re.compile(
    r"(?:[$€£¥₹₩₽₺₴]|R\$|(?:USD|EUR|GBP|CHF|Rs\.?|Rp\.?|kr\.?)\s?)\s?\d|\d(?:[.,]\d{2})?\s?(?:€|£|₽|₺|₴|zł|kr\b|Kč|Ft\b|lei\b|лв|руб|грн|TL\b|USD|EUR|CHF|円|元|원|đ|₫)"
)
CLOAK = re.compile(r"/(?:go|goto|out|visit|recommends?|refer|aff|partner|link)/[^/]+/?\Z", re.IGNORECASE)
CLOAKS = frozenset(("go", "goto", "out", "partner", "recommends", "visit"))  # first labels of a host
BUTTON, SHOP = 6, 3  # words of a button, of a shop's name on one


def says_offer(doc: Document, text: str) -> bool:
    """Whether a text says what buttons to shops say, or is short enough to name one."""
    if not 0 < words(text) <= BUTTON:
        return False
    return words(text) <= SHOP or bool(phrase(text, "cta")) or speaks_of_buying(doc, text)


def speaks_of_buying(doc: Document, text: str) -> bool:
    """Whether a word of a text is one for an offer or for buying."""
    return any(h.topic in ("offer", "purchase") for h in spoken(doc, text))


def shop(doc: Document, link: Link) -> bool:
    """Whether a link leads to a shop: it earns money, or goes through an address of the site's own that hides where it leads."""
    if commercial(doc, link):
        return True
    name, path, _ = urls.split(link.url)
    own = own_site(doc)
    hides = CLOAK.match(path) or (name.partition(".")[0] in CLOAKS and path.strip("/"))
    return bool(hides) and (not name or urls.site(name) == own)
