"""Remove share and like bars: "Share this", links to share endpoints, rows of social buttons.

A block goes where all its links lead to share endpoints or say so, or where it is a share label of at most eight
words (sixteen where it begins with a phrase of three) in the head, the tail or HTML of its own. A heading that is
such a label goes beside it, and so do the counts and dots between buttons.

A list in the head or tail that names three networks goes where its items are links or one says to share. Three words
of buttons one after another ("Share", "Print", "Save"), whether they are links or not, go in the head or tail.

Left alone: "share" as a word of a step or of prose, links to social profiles in sentences and in lists that are
content.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from cleaner import urls
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    head_end,
    hit_leaves,
    hits,
    in_ordered_steps,
    introduced,
    items,
    key,
    keys,
    link_only,
    link_text,
    linked,
    mentions,
    outside,
    own_site,
    phrase,
    says_only,
    sentences,
    stems,
    tail,
    title_heading,
    words,
)

SHARES = re.compile(
    r"(?:^|&)(?:amp;)?share=(?:twitter|x|facebook|linkedin|pinterest|reddit|tumblr|email|jetpack-\w+|telegram|whatsapp|pocket|mastodon|threads|bluesky)\b",
    re.IGNORECASE,
)
# a message to nobody yet
MESSAGE = re.compile(
    r"(?:whatsapp://send|fb-messenger://share|tg://(?:msg|share)|viber://forward|line://msg|sms:[?&;]|mailto:\?)",
    re.IGNORECASE,
)
ADDRESSED = re.compile(r"[?&](?:phone|to|cc)=", re.IGNORECASE)
COUNTED = re.compile(r"\d[\d.,]{0,6}[kKmM]?\s?[^\W\d_]{2,14}|(?:pin|tweet|share)\s?\d[\d.,]{0,6}[kKmM]?", re.IGNORECASE)
COUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})?|\d[\d.,]{0,6}\s?[km\u4e07\u5343]|[·•|–—-]{1,3}", re.IGNORECASE)
NETWORKS = frozenset(
    "facebook twitter x whatsapp linkedin pinterest reddit tumblr telegram email mail messenger pocket flipboard line vk viber xing bluesky threads mastodon "
    "weibo kakaotalk hatena skype sms instapaper odnoklassniki".split()
)
EVERYWHERE = frozenset(("email", "mail", "sms", "x", "line", "messenger"))  # of these a text speaks too
FIRST = ("facebook", "whatsapp", "twitter", "telegram", "weibo", "hatena")  # one of them is in every such row
SHARED = ("link", "share")  # kinds of words of a button in a list of networks: "Copy link"
BUTTON = 2  # words of a network's name
MAX_WORDS = 8
OWN_NAME = 4  # characters of a site's name that are found in another address
ASKING = 15  # words around links that share
ROW = 3  # buttons
LONGEST = 80  # characters of a button


@rule(kind="social")
def find(doc: Document) -> Iterator[Proposal]:
    done: set[int] = set()
    for stage in (links_that_share, rows_of_networks, lists_of_networks, words_of_buttons, labels, headings):
        for leaf, reason in stage(doc, done):
            done.add(leaf.leaf)
            yield Proposal(leaf.start, leaf.end, reason, "likely")
    for leaf in counts(doc, done):
        yield Proposal(leaf.start, leaf.end, "count or dot beside share buttons", "likely")


def links_that_share(doc: Document, done: set[int]) -> Iterator[tuple[Block, str]]:
    """Blocks that are nothing but links that share."""
    for leaf in linked(doc):
        if leaf.kind not in ("paragraph", "heading"):
            continue
        links = doc.links_of(leaf)
        shares = [x for x in links if shared(doc, x)]
        few = len(shares) * 2 >= len(links) and all(words(link_text(doc, x)) <= 3 for x in links)
        if (
            not shares
            or not (len(shares) == len(links) or few)
            or (spoken_of(doc, leaf) and not row_of_buttons(doc, leaf) and not shares_page(doc, leaf, links))
        ):
            continue
        most = ASKING if len(shares) == len(links) and not spoken_of(doc, leaf) and asks(doc, leaf) else 4
        if words(outside(doc, leaf, links)) <= most:
            yield leaf, f"nothing but links that share at {urls.host(shares[0].url)}"


def asks(doc: Document, leaf: Block) -> bool:
    """Whether a block in the head or tail, or one that shares at several networks, speaks of sharing, in a sentence or two."""
    text = doc.plain(leaf)
    several = len({urls.host(x.url) for x in doc.links_of(leaf)}) > 1
    return (several or apart(doc, leaf)) and any(h.topic == "share" for h in stems(text)) and len(sentences(text)) <= 2


def shares_page(doc: Document, leaf: Block, links: list[Link]) -> bool:
    """Whether a block is nothing but buttons, a word each, that share a page of the document's own site, with others in its list."""
    alone = not outside(doc, leaf, links) and all(words(link_text(doc, x)) <= BUTTON for x in links)
    return alone and all(of_page(doc, x) for x in links)


def of_page(doc: Document, link: Link) -> bool:
    """Whether a link shares a page of the document's own site: examples name other sites."""
    own = own_site(doc)
    if SHARES.search(urls.split(link.url)[2]):
        return bool(own) and urls.site(urls.host(link.url)) == own
    return len(own) > OWN_NAME and own in unquote(urls.split(link.url)[2])


def row_of_buttons(doc: Document, leaf: Block) -> bool:
    """Whether an item stands in a list most of whose items share this page by a parameter of its address: no text gives such examples."""
    box = next((b for b in doc.parents(leaf) if b.kind == "list"), None)
    if box is None:
        return False
    items = doc.leaves[box.leaf : box.last_leaf]
    return sum(any(SHARES.search(urls.split(x.url)[2]) for x in doc.links_of(y)) for y in items) * 2 > len(items) > 2


def rows_of_networks(doc: Document, done: set[int]) -> Iterator[tuple[Block, str]]:
    """Blocks without links that do nothing but name networks."""
    for leaf in doc.leaves:
        if leaf.leaf in done or leaf.kind != "paragraph" or len(doc.plain(leaf)) > LONGEST * 2 or not apart(doc, leaf):
            continue
        if (names := networks(doc, leaf)) and not spoken_of(doc, leaf):
            yield leaf, f"nothing but {names} networks to share on"


def lists_of_networks(doc: Document, done: set[int]) -> Iterator[tuple[Block, str]]:
    """Items of a list in the head or tail that has no heading of its own and names three networks, each in an item by itself; without links another item says to share or to copy."""
    for n, found in items(doc).items() if any(x in NETWORKS for x in keys(doc)) else ():
        box = doc.containers[n]
        leaves = doc.leaves[box.leaf : box.last_leaf]
        before = doc.leaves[box.leaf - 1] if box.leaf else None
        headed = before is not None and before.kind == "heading" and before.leaf != title_heading(doc)
        if not ROW <= len(found) <= MAX_WORDS or not all(apart(doc, x) for x in leaves) or headed:
            continue
        said = [key(doc, x) for x in leaves]
        named = [x for x in said if x in NETWORKS]
        sure = any(doc.links_of(x) for x in leaves) or any(h.topic in SHARED for x in said for h in stems(x))
        sure = sure or any(says_only(doc, x, "share-label") for x in leaves)
        if len(named) >= ROW and any(x in FIRST for x in named) and all(words(x) <= 4 for x in said) and sure:
            if not spoken_of(doc, leaves[0]):
                for leaf in leaves:
                    yield leaf, f"one of a list of buttons, {len(named)} of them networks to share on"


def words_of_buttons(doc: Document, done: set[int]) -> Iterator[tuple[Block, str]]:
    """Blocks one after another that are nothing but words of buttons ("Share", "Print", "Save"), one of them to share."""
    row: list[Block] = []
    for n in sorted({x.leaf for x in hit_leaves(doc, "button", "share-label")}):
        if row and row[-1].leaf < n - 1 and not all(button(doc, x) for x in doc.leaves[row[-1].leaf + 1 : n]):
            yield from whole_row(doc, row)
            row = []
        leaf = doc.leaves[n]
        if button(doc, leaf) and not (doc.links_of(leaf) and not link_only(doc, leaf)):
            row += doc.leaves[row[-1].leaf + 1 : n] if row else []
            row.append(leaf)
    yield from whole_row(doc, row)


def whole_row(doc: Document, row: list[Block]) -> Iterator[tuple[Block, str]]:
    """A row of buttons, if it is one."""
    said = [key(doc, x) for x in row if not count(doc, x)]
    if len(said) < ROW or len(set(said)) < 2 or spoken_of(doc, row[0]):
        return
    if not any(x in NETWORKS or phrase(x, "share-label") for x in said):
        return
    told = any(doc.links_of(x) or count(doc, x) or key(doc, x) in NETWORKS - EVERYWHERE for x in row)
    if not told and row[-1].leaf >= head_end(doc):
        return  # words that a text may list: what can be done with a picture
    before = doc.leaves[row[0].leaf - 1] if row[0].leaf else None
    if before is not None and before.kind == "heading" and before.leaf != title_heading(doc):
        return  # what stands under a heading is its text
    inside = {x.leaf for x in row}
    lists = [b for x in row for b in doc.parents(x) if b.kind == "list"]
    if all(n in inside for b in lists for n in range(b.leaf, b.last_leaf)):
        for leaf in row:
            yield leaf, f"one of a row of {len(said)} buttons"


def button(doc: Document, leaf: Block) -> bool:
    """Whether a block in the head or tail may be a button or its count."""
    if not apart(doc, leaf) or doc.plain(leaf).rstrip().endswith((".", "!", "?")):
        return False
    if leaf.kind != "paragraph" and (leaf.kind != "heading" or leaf.parent < 0):
        return False
    return key(doc, leaf) in NETWORKS or says_only(doc, leaf, "button", "share-label") or count(doc, leaf)


def labels(doc: Document, done: set[int]) -> Iterator[tuple[Block, str]]:
    """Labels of share buttons: beside such, or in the head or tail where they say enough or have others near them."""
    for leaf in hit_leaves(doc, "share-label"):
        if leaf.leaf in done or leaf.kind not in ("paragraph", "heading") or spoken_of(doc, leaf):
            continue
        said = hits(doc, leaf, "share-label")[0].text
        text = key(doc, leaf)
        most = 2 * MAX_WORDS if text.startswith(said) and words(said) >= 3 else MAX_WORDS
        links = doc.links_of(leaf)
        if words(text) > most or (leaf.parent >= 0 and not links and not (doc.dirty and only_item(doc, leaf))):
            continue
        if words(text) == 1 and not links and doc.plain(leaf).rstrip().endswith("."):
            continue  # a sentence
        if beside(leaf, done):
            yield leaf, f'label "{said}" beside share links'
        elif leaf.parent >= 0 and not links:
            yield leaf, f'share label "{said}", all that is left of a list'
        elif apart(doc, leaf) and leaf.kind != "heading" and (not links or link_only(doc, leaf)):
            enough = said != text or words(said) >= (2 if links or doc.dirty else 3)
            if enough or among_buttons(doc, leaf):
                yield leaf, f'share label "{said}" in the {"head" if leaf.leaf < head_end(doc) else "tail"}'


def only_item(doc: Document, leaf: Block) -> bool:
    """Whether a block in the head is all that is left of a list, and nothing but a label."""
    box = next((b for b in doc.parents(leaf) if b.kind == "list"), None)
    left = box is not None and box.last_leaf - box.leaf == 1 and leaf.leaf < head_end(doc)
    return left and says_only(doc, leaf, "share-label")


def headings(doc: Document, done: set[int]) -> Iterator[tuple[Block, str]]:
    """Headings that are labels of the buttons beside them; never the title."""
    for leaf in hit_leaves(doc, "share-label"):
        if leaf.kind != "heading" or leaf.leaf in done or leaf.leaf == title_heading(doc):
            continue
        if beside(leaf, done) and apart(doc, leaf) and hits(doc, leaf, "share-label")[0].text == key(doc, leaf):
            yield leaf, f'heading "{key(doc, leaf)}" beside share buttons'


def counts(doc: Document, done: set[int]) -> Iterator[Block]:
    """Numbers and dots between the buttons; one label without a link is no button."""
    for n in sorted(done):
        if not (doc.dirty or doc.links_of(doc.leaves[n]) or {n - 2, n - 1, n + 1, n + 2} & done):
            continue
        for step in (-1, 1):
            at = n + step
            while 0 <= at < len(doc.leaves) and at not in done and count(doc, doc.leaves[at]):
                yield doc.leaves[at]
                at += step


def among_buttons(doc: Document, leaf: Block) -> bool:
    """Whether other labels stand within three blocks of one that says nothing else, or counts beside it where something was removed before."""
    for other in doc.leaves[max(0, leaf.leaf - 3) : leaf.leaf + 4]:
        if other.leaf != leaf.leaf and hits(doc, other, "share-label", "follow", "date-label"):
            return True
        if doc.dirty and abs(other.leaf - leaf.leaf) == 1 and count(doc, other):
            return True
    return False


def shared(doc: Document, link: Link) -> bool:
    """Whether a link shares the page: at a host for it, by a parameter of the page's own address, or in words that only such buttons have."""
    if urls.listed(link.url, "share-hosts") or SHARES.search(urls.split(link.url)[2]):
        return True
    if MESSAGE.match(link.url) and not ADDRESSED.search(link.url) and words(link_text(doc, link)) <= ROW:
        return True
    if not mentions(doc, "share-label"):
        return False
    text = link_text(doc, link)
    return len(text) <= LONGEST and words(text) >= 2 and bool(phrase(text, "share-label"))


def spoken_of(doc: Document, leaf: Block) -> bool:
    """Whether a block is an example or a step, or says under a heading of its own what the heading asks for."""
    if introduced(doc, leaf) or in_ordered_steps(doc, leaf):
        return True
    if doc.links_of(leaf) or not 0 < leaf.leaf < len(doc.leaves) - 1:
        return False
    before, after = doc.leaves[leaf.leaf - 1], doc.leaves[leaf.leaf + 1]
    section = before.kind == after.kind == "heading" and before.level > 1
    return section and not hits(doc, before, "share-label", "follow")


def networks(doc: Document, leaf: Block) -> int:
    """How many networks a block names, if it does nothing else but repeat a verb; 0 if it does or names fewer than three."""
    text = keys(doc)[leaf.leaf].replace("e-mail", "email").replace("x.com", "x")
    if not any(x in text for x in FIRST):
        return 0
    if "," in text or "、" in text:
        return 0  # a list in a sentence
    tokens = re.findall(r"\w+", text)
    named = [x for x in tokens if x in NETWORKS]
    others = Counter(x for x in tokens if x not in NETWORKS)
    once = sum(n == 1 for n in others.values())
    return len(named) if len(set(named)) >= 3 and once <= 3 and len(others) <= 5 and len(others) < len(named) + 2 else 0


def count(doc: Document, leaf: Block) -> bool:
    """Whether a block is a number, alone or of shares, or nothing but dots and dashes."""
    if leaf.kind != "paragraph" or leaf.parent >= 0 or doc.images_of(leaf) or doc.is_code(leaf.start):
        return False
    text = doc.plain(leaf).strip()
    shares = COUNTED.fullmatch(text) and any(h.topic == "share" for h in stems(text))
    return bool(shares or COUNT.fullmatch(text)) and apart(doc, leaf)


def apart(doc: Document, leaf: Block) -> bool:
    """Whether a block stands in the document's head or tail."""
    return leaf.leaf < head_end(doc) or tail(doc, leaf, 0.25)


def beside(leaf: Block, done: set[int]) -> bool:
    """Whether a removed share bar is next to a leaf."""
    return leaf.leaf - 1 in done or leaf.leaf + 1 in done
