"""Remove what frames the text of a page that was scraped whole: the menu above its title, "Save article" between a
byline and a share bar, labels and links to other pages below the text.

A page's template sets its buttons, counts, labels and links in rows. Where the other rules find pieces of two kinds
of furniture (not ads, which a generator drops anywhere), a line between two pieces goes if it says so itself: a label
that pages have, a word that buttons have (`lists/stems`), a number of comments. Rows stand above the text (a
standfirst aside) or below all of it.

Above the title such lines and links to the site go where two of these stand in a row or a piece of menu is known and
nothing else stands there, or little beside many links, and with them other words that stand before the last of them.
In such a page a row below the title goes on to the text, one below the text to the end, and behind links to other
articles, comments or a menu further links to the site go with them. A button alone goes between the paragraphs too.

Left alone: lines of other words (facts of an event, of a recipe, a subtitle), lines with figures, labels over what
stays, links to other sites and to files, pictures, code, sentences, documents in which less than two kinds of
furniture were found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.bylines import BRACKETS, counts_comments
from cleaner.furniture import FURNITURE, MIN_KINDS, covered, kinds
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    STOPS,
    addressed,
    head_end,
    hit_leaves,
    images_only,
    introduced,
    is_prose,
    key,
    link_only,
    own_site,
    parts,
    says_only,
    spoken,
    title_heading,
    words,
)

LISTS = frozenset(("comments", "footer", "nav", "related"))  # kinds behind which further links are the page's
LABELS = ("button", "comment-label", "follow", "nav-label", "related-label", "share-label", "subscribe", "tag-label")
BUTTONS = ("share-label", "subscribe")
ABOUT = frozenset(("link", "piece"))  # what a button is for
WORDS = frozenset(("button", "comment", "follow", "letter", "share"))
MAX_WORDS = 6
FEW = 3  # words of a line that a word of a button begins
HEADLINE = 20  # words of a link
NEAR, HIGHEST = 25, 150  # blocks above the title: of which none is more than a line, of which most are links
MIN_LINKS = 8
AT_END = 3  # pieces below the text before the document's end counts as one
ENDS = (*".!?…؟:：;,，、", *STOPS)
FIGURE = re.compile(r"[\d+]")
TERM = re.compile(r"\W*\w[^:：]{0,40}[:：]\s*\S")


@rule(kind="nav", order=3)
def find(doc: Document) -> Iterator[Proposal]:
    if len(kinds(doc)) < MIN_KINDS:
        return
    taken = covered(doc)
    texts = next((x.leaf for x in doc.leaves if is_text(doc, x, taken)), -1)
    if texts < 0:
        return
    title, size = title_heading(doc), len(doc.leaves)
    first = max(texts, head_end(doc))
    last = next(x.leaf for x in reversed(doc.leaves) if is_text(doc, x, taken))
    above = menu(doc, title, taken)
    for leaf in above:
        yield Proposal(leaf.start, leaf.end, "line above the title, part of the page's menu", "likely")
    whole = bool(above) or any(taken.get(n) == "nav" for n in range(max(title, 0)))
    yield from rows(doc, range(title + 1, first), taken, {first} if whole else set())
    yield from buttons(doc, range(first, last), taken)
    below = range(last + 1, size)
    pieces = sum(taken.get(n, "") in FURNITURE for n in below)
    yield from rows(doc, below, taken, {size} if whole or pieces >= AT_END else set(), whole=whole)


def is_text(doc: Document, leaf: Block, taken: dict[int, str]) -> bool:
    """Whether a block that stays is running text, code or a table."""
    return leaf.leaf not in taken and (leaf.kind in ("code", "table") or is_prose(doc, leaf))


def menu(doc: Document, title: int, taken: dict[int, str]) -> list[Block]:
    """What else of a page's menu stands above the title, if one does: its links, two of them to the site in a row or a piece that is known, and the lines between them."""
    above = doc.leaves[: max(title, 0)]
    if not above or title > HIGHEST:
        return []
    own = own_site(doc)
    pieces = [x.leaf for x in above if taken.get(x.leaf) == "nav" or (x.leaf not in taken and of_menu(doc, x, own))]
    known = any(n in taken or sum(of_site(y, own) for y in link_only(doc, above[n])) > 1 for n in pieces)
    others = [x for x in above if x.leaf not in taken and x.leaf not in pieces and x.kind not in ("rule", "embed")]
    strict = all(is_line(doc, x) or images_only(doc, x) for x in others) and title <= NEAR
    links = sum(of_site(x, own) for x in doc.links_in(0, doc.leaves[title].start))
    if not known or not (strict or (links >= MIN_LINKS and 2 * len(others) <= len(above))):
        return []
    between = [x for x in others if is_line(doc, x) and (says(doc, x) or (x.leaf < pieces[-1] and not tells(doc, x)))]
    return [*(above[n] for n in pieces if n not in taken), *between]


def rows(
    doc: Document, zone: range, taken: dict[int, str], bounds: set[int], *, whole: bool = False
) -> Iterator[Proposal]:
    """The lines of a zone that stand between pieces of furniture, or between one and such a bound, and say so; in a page that was scraped whole also links to the site behind other such links."""
    run: list[Block] = []
    above = ""  # the kind of the piece that the row began with
    own = own_site(doc)
    for n in (*zone, zone.stop):
        leaf = doc.leaves[n] if n < zone.stop else None
        piece = taken.get(n, "") if n < zone.stop else ""
        label = whole and leaf is not None and n not in taken and labels(doc, leaf)
        if n in bounds or piece in FURNITURE or label:
            if above:
                yield from row(doc, run, above, own)
            known = "related" if label and leaf and says_only(doc, leaf, "related-label") else ""
            run, above = [leaf] if label and leaf else [], piece or known or above
        elif leaf is None or n in taken or leaf.kind in ("rule", "embed"):
            continue
        elif is_line(doc, leaf) or (whole and of_menu(doc, leaf, own)):
            run.append(leaf)
        else:
            run, above = [], ""


def row(doc: Document, run: list[Block], above: str, own: str) -> Iterator[Proposal]:
    """The lines of a row that go, from its end on: a label goes only if nothing stays right below it."""
    stays = False
    for leaf in reversed(run):
        links = above in LISTS and of_menu(doc, leaf, own) and not of_text(doc, leaf)
        label = labels(doc, leaf)
        goes = links or (not stays and label) or (not label and leaf.kind != "heading" and says(doc, leaf))
        stays = not goes
        if goes:
            yield Proposal(leaf.start, leaf.end, "short line between pieces of the page's furniture", "likely")


def buttons(doc: Document, zone: range, taken: dict[int, str]) -> Iterator[Proposal]:
    """Buttons to share or to sign up between the paragraphs; several different ones, each before a paragraph, are terms that these explain."""
    near = [x for x in hit_leaves(doc, *LABELS) if x.leaf in zone and x.kind == "paragraph"]
    found = [x for x in near if x.leaf not in taken and is_button(doc, x)]
    alone = (x for x in near if says_only(doc, x, *LABELS)) if found else ()
    explained = {key(doc, x) for x in alone if is_prose(doc, doc.leaves[x.leaf + 1])}
    for leaf in found if len(explained) < 2 else ():
        yield Proposal(leaf.start, leaf.end, f'button "{key(doc, leaf)}" between the paragraphs', "likely")


def is_button(doc: Document, leaf: Block) -> bool:
    """Whether a paragraph is nothing but a button to share or to sign up."""
    if leaf.kind != "paragraph" or leaf.parent >= 0 or doc.text[leaf.start] in "*_":
        return False
    return says_only(doc, leaf, *BUTTONS) and not doc.plain(leaf).rstrip().endswith(ENDS) and not introduced(doc, leaf)


def of_menu(doc: Document, leaf: Block, own: str) -> bool:
    """Whether a block is links to other pages of the site, with a few words beside them at most."""
    links = doc.links_of(leaf)
    text = doc.plain(leaf).strip()
    if not text or not links or leaf.kind not in ("paragraph", "heading") or not all(of_site(x, own) for x in links):
        return False
    return words(text) <= HEADLINE * len(links) and (bool(link_only(doc, leaf)) or words(text) <= HEADLINE)


def of_text(doc: Document, leaf: Block) -> bool:
    """Whether links may be the text's own: to parts of one thing, to files, from a note back to its place."""
    links = doc.links_of(leaf)
    return leaf.leaf in parts(doc, head_end(doc)) or any(
        urls.is_file(x.url) or (x.url[0] == "#" and len(x.url) > 1) for x in links
    )


def of_site(link: Link, own: str) -> bool:
    """Whether a link leads to another page of the site or to a place on this one."""
    return link.url.startswith("#") or addressed(link, own)


def labels(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but a label that pages have, and no link within the page."""
    return says_only(doc, leaf, *LABELS) and not any(x.url.startswith("#") for x in doc.links_of(leaf))


def is_line(doc: Document, leaf: Block) -> bool:
    """Whether a block is a few words without links that end no sentence; what stands under a picture is part of that."""
    text = doc.plain(leaf).strip()
    if leaf.kind not in ("paragraph", "heading") or leaf.parent >= 0 or doc.links_of(leaf) or doc.images_of(leaf):
        return False
    if leaf.leaf and images_only(doc, doc.leaves[leaf.leaf - 1]):
        return False
    return 0 < words(text) <= MAX_WORDS and not text.endswith(ENDS)


def says(doc: Document, leaf: Block) -> bool:
    """Whether a line says that it is a page's furniture: a label, a word that buttons have, a number of comments."""
    text = " ".join(doc.plain(leaf).split())
    if labels(doc, leaf) or counts_comments(text):
        return True
    found = [] if tells(doc, leaf) else [h for h in spoken(doc, text) if h.topic in WORDS | ABOUT]
    said = [h for h in found if h.topic in WORDS]
    first = any(h.start == 0 for h in said) and words(text) <= FEW
    return first or (bool(said) and len({h.start for h in found}) > 1)


def tells(doc: Document, leaf: Block) -> bool:
    """Whether a line may tell a fact: it has a figure outside of brackets, or a term before a colon."""
    text = doc.plain(leaf)
    return bool(FIGURE.search(BRACKETS.sub("", text)) or TERM.match(text))
