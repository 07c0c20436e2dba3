"""Remove a section that asks for gifts or followers: a heading over links to where gifts are taken or to profiles, with the
account numbers, QR codes, logos and pleas beside them; and the author's section with which a README ends.

The heading says so ("Support this project", "Sponsors"), or a link of the section takes gifts beside a plea; each block of
it belongs there. Under "Author" at the end stand names, profiles and addresses alone.

Left alone: sections with any other text, code, link or picture in them, numbers and pictures where no heading says so,
gifts to several others, those above the text, and documents about gifts or followers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.furniture import FURNITURE, covered, of_code, silent
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import head_end, hit_leaves, hits, images_only, outside, says_only, subject, title_heading, words

HEADING = 8  # words
LICENCE = 4  # blocks that may stand below the author's section
LINE, NAME = 12, 4  # words of an item beside a link to gifts, of a name
PLEA = 30  # words around links to gifts
# an account: a key, an IBAN, or a number behind the name of a way to pay
ACCOUNT = re.compile(
    r"(?<![\w/.@+-])(?:(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{24,64}+(?!\w)|[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7})"
    r"|(?:iban|swift|btc|eth|usdt|pix|paypal|venmo|zelle|upi|gcash|momo|支付宝|微信|карт\w{0,3}|сбер\w{0,4}|тинькофф)\b[^\w\n]{1,8}\S",
    re.IGNORECASE,
)
QR = re.compile(r"\bqr|二维码|赞赏|打赏|收款", re.IGNORECASE)
NEARBY = ("mailto:", "tel:")


@rule(kind="social", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    if subject(doc, "follow", "support", headings=False):
        return
    given = {x.leaf for x in doc.links if takes_gifts(x)}
    said = {x.leaf for x in hit_leaves(doc, "author-label", "follow", "support") if x.kind == "heading"}
    if not given and not said:
        return
    taken = covered(doc)
    head = max(head_end(doc), title_heading(doc))
    for heading, members in sections(doc):
        if heading.leaf not in said and given.isdisjoint(x.leaf for x in members):
            continue
        led = bool(hits(doc, heading, "support"))
        if (
            heading.leaf <= (title_heading(doc) if led else head)
            or words(doc.plain(heading)) > HEADING
            or all(x.leaf in taken for x in members)
        ):
            continue
        author = len(doc.leaves) - 1 - members[-1].leaf <= LICENCE and says_only(doc, heading, "author-label")
        asks = led or (gifts(doc, members) and any(taken.get(x.leaf) == "social" for x in members))
        profiles = any(is_own(y) for x in members for y in doc.links_of(x))
        if author and profiles and all(x.leaf in taken or of_author(doc, x) for x in members):
            why = "names and profiles under a heading for the author, at the end"
            yield Proposal(heading.start, members[-1].end, why, "likely", kind="author", whole=True)
        elif asks and all(of_plea(doc, x, taken, members, led=led) for x in members):
            yield Proposal(heading.start, members[-1].end, "section that asks for gifts", "likely", whole=True)
        elif hits(doc, heading, "follow") and all(of_author(doc, x) and doc.links_of(x) for x in members) and profiles:
            yield Proposal(heading.start, members[-1].end, "section that asks to follow", "likely", whole=True)


def sections(doc: Document) -> Iterator[tuple[Block, list[Block]]]:
    """Headings with what stands under them up to the next one or a rule, scripts left out."""
    heading: Block | None = None
    members: list[Block] = []
    for leaf in [*doc.leaves, None]:
        if leaf is not None and leaf.kind not in ("heading", "rule"):
            if not silent(doc, leaf):
                members.append(leaf)
            continue
        if heading is not None and members:
            yield heading, members
        heading = leaf if leaf is not None and leaf.kind == "heading" else None
        members = []


def gifts(doc: Document, members: list[Block]) -> bool:
    """Whether links lead to where one and the same takes gifts: not to two accounts at one host."""
    places = {urls.split(x.url)[:2] for m in members for x in doc.links_of(m) if takes_gifts(x)}
    return bool(places) and len({host for host, _ in places}) == len(places)


def takes_gifts(link: Link) -> bool:
    """Whether a link leads to where gifts are taken."""
    return urls.listed(link.url, "support-hosts")


def is_own(link: Link) -> bool:
    """Whether a link leads to a profile or to who reads the mail."""
    return link.url.startswith(NEARBY) or urls.profile(link.url)


def of_author(doc: Document, leaf: Block) -> bool:
    """Whether a block is the author's name, picture, profile or address."""
    links = doc.links_of(leaf)
    places = {urls.host(x.url) for x in links if not is_own(x) and not takes_gifts(x)}
    if len(places) > 1:  # one may be the author's own site
        return False
    if images_only(doc, leaf):
        return bool(links)
    return leaf.kind == "paragraph" and words(outside(doc, leaf, links)) <= NAME


def of_plea(doc: Document, leaf: Block, taken: dict[int, str], members: list[Block], *, led: bool) -> bool:
    """Whether a block is part of a section that asks for gifts; numbers and pictures are where the heading says so."""
    if taken.get(leaf.leaf, "") in FURNITURE:
        return True
    links = doc.links_of(leaf)
    text = doc.plain(leaf)
    if links and not images_only(doc, leaf):
        ours = all(takes_gifts(x) or urls.profile(x.url) for x in links)
        return ours and any(takes_gifts(x) for x in links) and words(text) <= PLEA
    if images_only(doc, leaf):
        if links:
            return all(takes_gifts(x) or (led and urls.host(x.url) and of_code(doc)) for x in links)
        return led and not any(x.alt.strip() and not QR.search(x.alt + x.url) for x in doc.images_of(leaf))
    if leaf.parent >= 0 and leaf.kind == "paragraph" and words(text) <= LINE:
        listed = [x for x in members if x.parent >= 0]
        if any(takes_gifts(y) for x in listed for y in doc.links_of(x)) and not any(c.isdigit() for c in text):
            return True
    if not led:
        return False
    if leaf.kind == "table":
        return bool(doc.images_of(leaf)) and words(text) <= LINE
    if ACCOUNT.search(text):
        return words(text) <= LINE
    return text.rstrip().endswith((":", "\uff1a")) and words(text) <= LINE
