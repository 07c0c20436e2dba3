"""Remove HTML elements (also as Pandoc writes them, `::: {.class}`) whose class or id says what they are: ad slots,
share bars, newsletter boxes, related posts, comments, menus.

The names are in `lists/class-names.txt`, whole tokens only, so that `add-on` and `adult` are no ads and `header`
alone means nothing. An element goes only if it is as small as such boxes are; where it holds code or running text of
its own, it is the template's fault and stays.

In a document with ads go boxes of a product (`product-card`) all of whose links lead to shops, buttons to a shop too, told by a class such as `btn-primary`, and calls (`cta`) to other
pages of the site.

Left alone: links to files and to other sites however they are made, general names (`sidebar`, `widget`, `menu`,
`hero`, `top`) that were withdrawn by every blocker that tried them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import lists, urls
from cleaner.model import Document, Element, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    commercial,
    density,
    hits,
    introduced,
    is_prose,
    link_text,
    own_site,
    shows_ads,
    trim,
    words,
)

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


FENCE = re.compile(r"^ {0,3}:::++([^\n]*+)$", re.MULTILINE)  # opens a fenced div or, with nothing behind it, closes one
TOKEN = re.compile(r"[.#][\w-]+")
BUTTON = re.compile(r"(?:\A|[-_])(?:btns?|buttons?)(?:\Z|[-_])")
CALL = re.compile(r"(?:\A|[-_])ctas?(?:\Z|[-_])")  # a call to action
PRODUCT = re.compile(
    r"(?:[a-z]{1,8}-)?(?:product|produkt|produit|producto|produto|prodotto|produkte|produkter)s?-(?:box|card|info|ruta|teaser|widget)"
)
BLURB = 15  # words
LABEL, NAME = 4, 12  # words of a heading in a box, of one that names a product
BUTTON_WORDS = 10
LONGEST = 4000  # characters of buttons with their tags
MAX_DEPTH = 20
MAX_LEAVES = 400
ANCHORS = frozenset("h1 h2 h3 h4 h5 h6 section article main".split())
LABELS = (
    "related-label",
    "comment-label",
    "subscribe",
    "author-label",
    "share-label",
    "follow",
    "feedback",
    "footer",
    "toc-label",
)


@rule(kind="ad")
def find(doc: Document) -> Iterator[Proposal]:
    table = lists.table("class-names")
    for element in (*doc.elements, *fenced_divs(doc)):
        if (
            not element.closed
            or (element.inline and element.name not in ("span", "a", "button"))
            or ("class" not in element.attrs and "id" not in element.attrs)
        ):
            continue
        classes = element.attrs.get("class", "").lower().split()
        anchor = element.name.lower() in ANCHORS
        if shows_ads(doc) and sells(doc, element, classes):
            why = f"<{element.name}> made as a button to another page, in a document with ads"
            yield Proposal(element.start, element.end, why, "likely", kind="cta", whole=True)
            continue
        for token in [*classes, *([] if anchor else element.attrs.get("id", "").lower().split())]:
            kind = table.get(token.replace("_", "-"))
            if (
                not kind
                and PRODUCT.fullmatch(token.replace("_", "-"))
                and shows_ads(doc)
                and leads_to_shops(doc, element)
            ):
                kind = "ad"
            if not kind or (anchor and "-" not in token):
                continue
            single = "-" not in token and "_" not in token
            if single and token not in classes:
                continue  # a bare word as an id is an anchor
            if fits(doc, element, kind, single=single) and stands(doc, element):
                yield Proposal(
                    element.start, element.end, f'<{element.name}> named "{token}"', "likely", kind=kind, whole=True
                )
                break


def leads_to_shops(doc: Document, element: Element) -> bool:
    """Whether all links of an element lead to shops."""
    links = doc.links_in(element.start, element.end)
    return bool(links) and all(commercial(doc, x) for x in links)


def sells(doc: Document, element: Element, classes: list[str]) -> bool:
    """Whether an element is nothing but buttons to a shop, or calls to other pages of the site, by its class."""
    asks = any(CALL.search(x) for x in classes)
    made = asks or any(BUTTON.search(x) for x in classes)
    if not made or element.name.lower() in ANCHORS or element.end - element.start > LONGEST:
        return False
    if introduced(doc, doc.leaves[max(doc.leaf_at(element.start), 0)]):
        return False
    links = doc.links_in(element.start, element.end)
    text = trim(" ".join(doc.text_in(element.start, element.end).split()))
    shown = trim(" ".join(" ".join(link_text(doc, x) for x in links).split()))
    if not links or text != shown or words(text) > BUTTON_WORDS * len(links) or not stands(doc, element):
        return False
    own = own_site(doc)
    return all((asks and at_home(x, own) and not urls.is_file(x.url)) or commercial(doc, x) for x in links)


def fenced_divs(doc: Document) -> Iterator[Element]:
    """The `::: {.class #id}` blocks as which Pandoc writes HTML's `<div>`s, as elements."""
    if "\n:::" not in "\n" + doc.text:
        return
    opened: list[re.Match[str]] = []
    for m in FENCE.finditer(doc.text):
        if doc.is_code(m.start()):
            continue
        if m[1].strip():
            opened.append(m)
        elif opened:
            first = opened.pop()
            names = TOKEN.findall(first[1]) if "{" in first[1] else []
            attrs = {
                kind: " ".join(x[1:] for x in names if x[0] == sign) for kind, sign in (("class", "."), ("id", "#"))
            }
            leaf, last = max(doc.leaf_at(first.end()), 0), doc.leaf_at(m.start())
            if names and len(opened) < MAX_DEPTH:
                yield Element(
                    "div", attrs, first.start(), first.end(), m.start(), m.end(), -1, leaf, last + 1, True, False
                )


def stands(doc: Document, element: Element) -> bool:
    """Whether an element is more than a few words of a sentence, and shows something."""
    inside = trim(doc.text_in(element.start, element.end))
    if not element.inline:
        return True
    n = doc.leaf_at(element.start)
    return bool(inside) and n >= 0 and trim(doc.plain(doc.leaves[n])) == inside


def fits(doc: Document, element: Element, kind: str, *, single: bool) -> bool:
    """Whether an element is no larger than a box of its kind, and made like one."""
    if element.last_leaf - element.leaf > MAX_LEAVES:
        return False
    leaves = [x for x in doc.leaves[element.leaf : element.last_leaf] if element.start <= x.start < element.end]
    if any(x.kind == "code" for x in leaves) or words(doc.text_in(element.start, element.end)) > LIMIT[kind]:
        return False
    size = words(doc.text_in(element.start, element.end))
    if size > 40 and size * 2 > doc.fact("words", lambda d: words(d.text_in(0, len(d.text)))):
        return False
    form = kind == "subscribe" and any(
        e.name.lower() in ("form", "input") for e in doc.elements_in(element.inner_start, element.inner_end)
    )
    most = NAME if form or (kind == "ad" and leads_to_shops(doc, element)) else LABEL
    if any(x.kind == "heading" and not hits(doc, x, *LABELS) and words(doc.plain(x)) > most for x in leaves):
        return False
    made = bool(doc.links_in(element.start, element.end) or doc.images_in(element.start, element.end)) or any(
        e.name.lower() in ("form", "input", "button", "svg", "iframe", "ins")
        for e in doc.elements_in(element.inner_start, element.inner_end)
    )
    if single and (
        (not made and trim(doc.text_in(element.start, element.end))) or any(is_prose(doc, x) for x in leaves)
    ):
        return False
    if "<pre" in doc.text[element.start : element.end]:
        return False
    if kind in ("author", "disclosure", "footer"):
        return True
    if kind == "comments":
        return not any(x.kind == "heading" and not hits(doc, x, "comment-label") for x in leaves)
    if kind == "ad" and any(x.kind == "heading" for x in leaves):  # a product's name: what is discussed stays
        return not any(is_prose(doc, x) and words(doc.plain(x)) > BLURB for x in leaves)
    prose = sum(is_prose(doc, x) and words(doc.plain(x)) > 25 and density(doc, x) < 0.3 for x in leaves)
    return prose <= (2 if kind == "related" else 1)
