"""Remove lines and lists that only ask to download, buy, try or sign up.

Such a block shows nothing but links (besides small print such as "Secure download" or "For Windows 7 or later"), and
at least two things say that it sells: a commercial address, a path to a download or a checkout, a button's words, a
price, a picture of a button, a sign before it or an exclamation, a document that carries ads, the same target again
and again.

So does a table of prices, all of which lead to one checkout.

Left alone: a step of numbered instructions, an item of a list that says other things, a link in a sentence, download
links of documents that carry no ads, parts lists and products that are discussed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner import urls
from cleaner.lists import fold
from cleaner.model import Block, Document, Link, Proposal
from cleaner.offers import PRICE
from cleaner.registry import rule
from cleaner.signals import (
    PICTOGRAPH,
    commercial,
    hits,
    images_only,
    in_ordered_steps,
    key,
    link_only,
    link_text,
    linked,
    mentions,
    outside,
    phrase,
    shows_ads,
    spoken,
    trim,
    words,
)

BUTTON = re.compile(
    r"(?:^|[/_.%-])(?:btn|buttons?|buy-?now|free-?trial|get-?it-?on|cta)(?:$|[/_.%-]|\d)", re.IGNORECASE
)
CHECKOUT = re.compile(r"(?:^|[/._-])(?:cart|checkout|order|orders|purchase|buy)(?:$|[/._?-])", re.IGNORECASE)
POINTER = re.compile(r"\A\W*[▶►➤➔👉☞]|[→»›▶►➤\*]\W{0,20}+\Z")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z", re.IGNORECASE)
# the systems that a program runs on, with their versions
PLATFORM = re.compile(
    r"(?<![^\W\d_])(?:windows|win|mac ?os(?: x)?|mac|os x|android|ios|ipados|linux|chrome ?os)(?![a-z])|\d[\d.+]*+(?:/(?:xp|vista))?"
)
BOLD = ("**", "__")
HUNDRED = re.compile(r"(?<!\d)100\s?[%\uff05\u066a]|[%\uff05]\s?100(?!\d)")  # "100% safe and clean"
PARTS = re.compile(r"[|\u00b7\u2022\u3000\uff5c\n]")
COUNT = re.compile(r"\W*\d{1,3}(?:[.,\s]\d{3}){2,4}+\+?[^\d\n]{3,40}\Z")  # of those who have it already
BESIDE = 4  # words beside the names of systems
TITLES = frozenset(("order", "shop", "command"))  # words for buying that titles have too
MAX_OFFER = 20  # words of an offer beside its links
ALL_BUT_ONE = 2  # parts of small print that are known, where one may be in other words
ROW = 3  # links of a list to different places
ROWS, ROW_WORDS = 2, 9  # of a list of prices
MAX_TERMS = 16  # words of terms beside links
MAX_PRINT = 32  # words of small print
PRICED = 6  # words of a price beside a button
MAX_WORDS = 16
MOST_ITEMS = 30  # of a list that are looked at
MAX_TRIMMING, MAX_PARTS = 8, 5  # words of small print, parts of it
MAX_BUTTON = 8  # words of a button in whatever words


@rule(kind="cta")
def find(doc: Document) -> Iterator[Proposal]:
    if shows_ads(doc):
        for leaf in doc.leaves if mentions(doc, "cta-trim") else ():
            if leaf.kind == "paragraph" and leaf.parent < 0 and words(doc.plain(leaf)) <= 16 and small_print(doc, leaf):
                yield Proposal(
                    leaf.start,
                    leaf.end,
                    "nothing but small print of a button, in a document that carries ads",
                    "likely",
                )
    elif not any(commercial(doc, x) for x in doc.links):
        return
    targets = Counter(x.url for x in doc.links)
    for leaf in linked(doc):
        if leaf.kind == "table" and price_list(doc, leaf):
            yield Proposal(leaf.start, leaf.end, "prices that lead to one checkout", "likely")
        if leaf.kind not in ("paragraph", "heading"):
            continue
        links = doc.links_of(leaf)
        if among_others(doc, leaf) or in_ordered_steps(doc, leaf) or (leaf.kind == "heading" and introduces(doc, leaf)):
            continue
        rest = outside(doc, leaf, links)
        small = rest and (
            (words(rest) <= MAX_TERMS and bool(phrase(rest, "cta-trim") or assures(doc, rest)))
            or (words(rest) <= MAX_PRINT and parted(rest))
            or of_systems(fold(rest))
            or (words(rest) <= PRICED and priced(doc, rest, links))
        )
        if rest and not small:
            if why := promotes(doc, leaf, links, rest):
                yield Proposal(leaf.start, leaf.end, why, "likely")
            else:
                yield from buttons(doc, leaf, targets)
            continue
        reasons = [sells(doc, x, targets[x.url]) for x in links]
        if not all(reasons):
            alike = leaf.parent < 0 and all(said(doc, link_text(doc, x)) for x in links)
            if not alike or not any(commercial(doc, x) for x in links):
                yield from buttons(doc, leaf, targets)
                continue
        evidence = list(dict.fromkeys(r for found in reasons for r in found))
        if small:
            evidence.append(f'small print "{rest[:40]}"')
        strong = any(not r.startswith(("the document", "repeated")) for r in evidence)
        if len(evidence) >= 2 and strong and not listed_with_others(doc, leaf, targets):
            span = leaf.start, leaf.end
            yield Proposal(*span, f"nothing but links that sell: {'; '.join(evidence[:3])}", "likely")
            yield from trimmings(doc, leaf)


def price_list(doc: Document, leaf: Block) -> bool:
    """Whether a table is nothing but the prices of one thing: each row leads to the same site's checkout and says hardly more, and something of the site is there to be downloaded."""
    links = doc.links_of(leaf)
    text = doc.plain(leaf)
    if not shows_ads(doc) or len(links) < ROWS or words(text) > len(links) * ROW_WORDS + ROW_WORDS:
        return False
    if len({urls.host(x.url) for x in links}) > 1 or any(urls.affiliate(x.url) for x in links):
        return False
    priced = len(PRICE.findall(text)) >= len(links)
    programs = doc.fact("programs", lambda d: {urls.site(urls.host(x.url)) for x in d.links if urls.binary(x.url)})
    fetched = urls.site(urls.host(links[0].url)) in programs
    return priced and fetched and all(CHECKOUT.search(x.url) and phrase(link_text(doc, x), "cta") for x in links)


def promotes(doc: Document, leaf: Block, links: list[Link], rest: str) -> str:
    """What says that a short line is an offer: it begins with a pictograph or a pointer, all its links earn money, and one says what a button says."""
    if leaf.kind != "paragraph" or any(b.kind == "list" for b in doc.parents(leaf)) or words(rest) > MAX_OFFER:
        return ""
    if not PICTOGRAPH.match(doc.plain(leaf).lstrip()) or not all(commercial(doc, x) for x in links):
        return ""
    word = next((x for link in links if (x := said(doc, link_text(doc, link)))), "")
    return f'line of an offer: a sign before it, {commercial(doc, links[0])}, "{word}"' if word else ""


def buttons(doc: Document, leaf: Block, targets: Counter[str]) -> Iterator[Proposal]:
    """The lines of a block, among others, that show nothing but links that sell."""
    source = doc.text[leaf.start : leaf.end]
    if leaf.parent >= 0 or leaf.kind != "paragraph" or "\n" not in source.strip():
        return
    if not any(commercial(doc, x) for x in doc.links_of(leaf)):
        return
    start = leaf.start
    for line in source.splitlines(keepends=True):
        end = start + len(line)
        links = [x for x in doc.links_in(start, end) if x.end <= end]
        spans = [(start, *(x.end for x in links)), (*(x.start for x in links), end)]
        bare = bool(links) and not any(trim(doc.text_in(a, b)) for a, b in zip(*spans, strict=True))
        reasons = [sells(doc, x, targets[x.url]) for x in links] if bare else []
        evidence = list(dict.fromkeys(r for found in reasons for r in found))
        if bare and all(reasons) and len(evidence) >= 2 and all(commercial(doc, x) for x in links):
            yield Proposal(start, end, f"line of nothing but links that sell: {'; '.join(evidence[:3])}", "likely")
        start = end


def among_others(doc: Document, leaf: Block) -> bool:
    """Whether a block is an item of a list half of which or more is no link: of things to do or to know, as in a guide."""
    box = next((b for b in doc.parents(leaf) if b.kind == "list"), None)
    if box is None:
        return False
    items = doc.leaves[box.leaf : box.last_leaf]
    return sum(not link_only(doc, x) for x in items) * 2 >= len(items)


def listed_with_others(doc: Document, leaf: Block, targets: Counter[str]) -> bool:
    """Whether a block is an item of a list of links most of which sell nothing, or each at another place: of makers, of sources."""
    box = next((b for b in doc.parents(leaf) if b.kind == "list"), None)
    if box is None:
        return False
    items = doc.leaves[box.leaf : min(box.last_leaf, box.leaf + MOST_ITEMS)]
    if len(items) >= ROW and len({urls.host(y.url) for x in items for y in doc.links_of(x)}) == len(items):
        return True
    plain = sum(not any(sells(doc, y, targets[y.url]) for y in doc.links_of(x)) for x in items)
    return plain * 2 > len(items)


def assures(doc: Document, text: str) -> bool:
    """Whether a text says that a download is safe or clean to a hundred per cent."""
    return bool(HUNDRED.search(text)) and any(h.topic == "safe" for h in spoken(doc, text))


def priced(doc: Document, rest: str, links: list[Link]) -> bool:
    """Whether what stands beside buttons to shops is a price: no label before a colon, and the buttons say what buttons say, not what is sold."""
    buttons = all(commercial(doc, x) and (phrase(t := link_text(doc, x), "cta") or said(doc, t)) for x in links)
    return buttons and bool(PRICE.search(rest)) and not any(x in rest for x in ":\uff1a")


def small_print(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but small print of buttons, parted by bars or stops."""
    return parted(doc.plain(leaf))


def parted(text: str) -> bool:
    """Whether a text is nothing but small print of buttons, parted by bars or stops."""
    parts = [p for p in re.split(r"(?<!\s)\s*+(?:[|·•.]\s++|[|·•]\s*+)", text.strip()) if trim(p)]
    told = sum(words(p) <= 8 and bool(phrase(p, "cta-trim") or of_systems(fold(p))) for p in parts)
    trims = any(phrase(p, "cta-trim") for p in parts)
    short = all(words(p) <= 8 for p in parts)
    return 0 < len(parts) <= 4 and trims and short and (told == len(parts) or told >= ALL_BUT_ONE)


def introduces(doc: Document, leaf: Block) -> bool:
    """Whether a heading has something under it."""
    return leaf.leaf + 1 < len(doc.leaves) and doc.leaves[leaf.leaf + 1].kind != "heading"


def sells(doc: Document, link: Link, times: int) -> list[str]:
    """What says that a link sells."""
    text = link_text(doc, link)
    found: list[str] = []
    if ADDRESS.match(text):
        return []  # an address that is shown is what the text is about
    reason = commercial(doc, link)
    if not reason and urls.is_paper(link.url) and not urls.binary(link.url):
        return []  # a table to print, a form to fill in
    if reason:
        found.append(
            f"target is {'an ' if reason[0] in 'aeiou' else 'a '}{reason}"
            if not reason.startswith("ad ")
            else f"target is {reason}"
        )
    elif urls.commerce(link.url) and urls.host(link.url):
        found.append("target is a download or checkout page")
    button = phrase(text, "cta") if text and words(text) <= MAX_WORDS else ""
    if not button and reason and among(doc, link) < 0:
        button = said(doc, text)
    if button:
        found.append(f'button words "{button}"')
    if text and reason and len(text) <= 200 and POINTER.search(text) and words(text) <= 8:
        found.append("written as a button")
    if text and PRICE.search(text) and CHECKOUT.search(link.url):
        found.append("a price before a checkout")
    elif text and reason and PRICE.match(text):
        found.append("a price")
    if reason and among(doc, link) < 0 and (sign := called(doc, link, text)):
        found.append(sign)
    images = doc.images_in(link.start, link.end)
    if images and not trim(text):
        if any(BUTTON.search(urls.split(i.url)[1]) or phrase(i.alt, "cta") for i in images):
            found.append("a picture of a button")
        else:
            return []
    if not found:
        return []
    if shows_ads(doc) and not reason and urls.host(link.url):
        found.append("the document carries ads")
    if times > 2 and found:
        found.append(f"repeated {times} times")
    # a button's word alone, in a document that links to its own downloads, is no evidence
    if not reason and not shows_ads(doc):
        return []
    return found


def called(doc: Document, link: Link, text: str) -> str:
    """What makes a button of a link in a block of its own: a sign before it or an exclamation."""
    if text.endswith(("!", "！")):
        return "an exclamation"
    n = doc.leaf_at(link.start)
    before = doc.text_in(doc.leaves[n].start, link.start).strip() if n >= 0 else ""
    return "a sign before it" if before and PICTOGRAPH.match(before) and not trim(before) else ""


def said(doc: Document, text: str) -> str:
    """The word for an offer or for buying in the text of a button; empty if there is none."""
    if not 0 < words(text) <= MAX_BUTTON:
        return ""
    return next((h.text for h in spoken(doc, text) if h.topic in ("offer", "purchase") and h.text not in TITLES), "")


def among(doc: Document, link: Link) -> int:
    """The container that a link stands in; -1 if it is none."""
    n = doc.leaf_at(link.start)
    return doc.leaves[n].parent if n >= 0 else -1


def trimmings(doc: Document, leaf: Block) -> Iterator[Proposal]:
    """Small print right before and after a button."""
    for step in (-1, 1):
        n = leaf.leaf + step
        while 0 <= n < len(doc.leaves):
            other = doc.leaves[n]
            if other.kind != "paragraph" or doc.links_of(other) or not trimming(doc, other):
                break
            yield Proposal(other.start, other.end, f'small print of a button: "{key(doc, other)[:40]}"', "likely")
            n += step


def trimming(doc: Document, leaf: Block) -> bool:
    """Whether a block is small print of a button beside it: terms, systems, the number of those who have it, the button's words again."""
    text = key(doc, leaf)
    source = doc.text[leaf.start : leaf.end].strip()
    if leaf.parent < 0 and words(text) <= MAX_TRIMMING and assures(doc, text):
        return True
    if leaf.parent >= 0 or (source.startswith(BOLD) and source.endswith(BOLD) and not ended(doc, leaf)):
        return False
    if text and words(text) <= MAX_TRIMMING and hits(doc, leaf, "cta-trim"):
        return True
    parts = [fold(x) for x in PARTS.split(doc.plain(leaf)) if trim(x)]
    if not 0 < len(parts) <= MAX_PARTS:
        return False
    return all(phrase(trim(x), "cta-trim", "cta") == trim(x) or of_systems(x) or COUNT.match(x) for x in parts)


def ended(doc: Document, leaf: Block) -> bool:
    """Whether no text or list stands below a block, whose label it may be."""
    below = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
    return below is None or below.kind != "paragraph" or bool(link_only(doc, below)) or images_only(doc, below)


def of_systems(text: str) -> bool:
    """Whether a text names the systems that a program runs on and their versions, and hardly anything else: "For Windows 7 or later"."""
    found = PLATFORM.findall(text)
    first = PLATFORM.search(text)
    led = first is not None and words(text[: first.start()]) <= 1 and not any(x in text for x in ":\uff1a")
    both = {x[0].isalpha() for x in found} == {True, False}
    return led and both and words(PLATFORM.sub(" ", text)) <= BESIDE and text.rstrip()[-1] not in "!?"
