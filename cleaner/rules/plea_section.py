"""Remove a section that asks for gifts or followers: a heading over links to where gifts are taken or to profiles, with the
account numbers, QR codes, logos and pleas beside them; and the author's section with which a README ends.

The heading says so ("Support this project", "Sponsors"), or a link of the section takes gifts beside a plea; each block of
it belongs there. Under "Author" at the end stand names, profiles and addresses alone.

Left alone: sections with any other text, code or link in them, those above the text, and documents about gifts or
followers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.furniture import FURNITURE, covered, silent
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import head_end, hits, images_only, outside, says_only, subject, title_heading, words

HEADING = 8  # words
LINE, NAME = 12, 4  # words of an item beside a link to gifts, of a name
PLEA = 30  # words around links to gifts
ACCOUNT = re.compile(
    r"(?<![\w/.@+-])(?:(?=\w*\d)[A-Za-z0-9]{20,64}+(?!\w)|\d(?:[ -]?\d){7,40}+(?!\w)|[\w.+-]{1,64}+@[\w-]{1,64}+\.\w)"
)
NEARBY = ("mailto:", "tel:")


@rule(kind="social", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    if subject(doc, "follow", "support", headings=False):
        return
    taken = covered(doc)
    head = max(head_end(doc), title_heading(doc))
    for heading, members in sections(doc):
        if heading.leaf <= head or words(doc.plain(heading)) > HEADING or all(x.leaf in taken for x in members):
            continue
        author = members[-1].leaf == len(doc.leaves) - 1 and says_only(doc, heading, "author-label")
        asks = hits(doc, heading, "support") or (
            gifts(doc, members) and any(taken.get(x.leaf) == "social" for x in members)
        )
        if author and all(x.leaf in taken or of_author(doc, x) for x in members):
            why = "names and profiles under a heading for the author at the end"
            yield Proposal(heading.start, members[-1].end, why, "likely", kind="author", whole=True)
        elif asks and all(of_plea(doc, x, taken, members) for x in members):
            yield Proposal(heading.start, members[-1].end, "section that asks for gifts", "likely", whole=True)
        elif hits(doc, heading, "follow") and all(of_author(doc, x) for x in members):
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


def of_author(doc: Document, leaf: Block) -> bool:
    """Whether a block is the author's name, picture, profile or address."""
    links = doc.links_of(leaf)
    home = urls.host(links[0].url) if links else ""
    if not all(
        x.url.startswith(NEARBY) or urls.profile(x.url) or urls.host(x.url) == home or takes_gifts(x) for x in links
    ):
        return False
    if images_only(doc, leaf):
        return bool(links)
    return leaf.kind == "paragraph" and words(outside(doc, leaf, links)) <= NAME


def of_plea(doc: Document, leaf: Block, taken: dict[int, str], members: list[Block]) -> bool:
    """Whether a block is part of a section that asks for gifts."""
    if taken.get(leaf.leaf, "") in FURNITURE:
        return True
    links = doc.links_of(leaf)
    text = doc.plain(leaf)
    if images_only(doc, leaf):
        return all(takes_gifts(x) or urls.host(x.url) for x in links)
    if links:
        ours = all(takes_gifts(x) or urls.listed(x.url, "social-hosts") for x in links)
        return ours and any(takes_gifts(x) for x in links) and words(text) <= PLEA
    if ACCOUNT.search(text) and words(outside(doc, leaf, ())) <= LINE:
        return True
    if leaf.kind == "table":
        return bool(doc.images_of(leaf)) and words(text) <= LINE
    if text.rstrip().endswith((":", "\uff1a")):
        return words(text) <= LINE
    if leaf.kind != "paragraph" or leaf.parent < 0 or words(text) > LINE:
        return False
    return any(x.parent >= 0 and any(takes_gifts(y) for y in doc.links_of(x)) for x in members)
