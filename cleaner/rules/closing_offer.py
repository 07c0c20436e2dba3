"""Remove the call with which a company's page ends: a heading that turns to the reader, a line or two, a button.

"Ready to get started? – Try it free for 30 days – [Sign up]": the section holds nothing else, no text follows it but what
goes, the heading asks or exclaims (or the words speak of an offer, of buying or of following), and the button leads to
where one signs up or buys.

The button goes already, or the page has furniture.

Left alone: sections in the midst of a text, those with running text, a list or a picture, buttons that fetch a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner import urls
from cleaner.furniture import MIN_KINDS, covered, kinds, silent
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    is_prose,
    key,
    link_only,
    own_site,
    phrase,
    spoken,
    tail_start,
    title_heading,
    words,
)

BUTTONS = frozenset(("cta", "nav", "footer", "subscribe"))  # kinds of a button to sign up or to buy
ASKS = frozenset(("button", "follow", "offer", "purchase", "reader"))
HEADING, LINE, LINES = 12, 22, 2  # words of a heading, of a line below it; lines
PITCH = 12  # words of a line that is no small print
SECTION = 6  # blocks
ASIDE = 22  # words of prose below


@rule(kind="cta", order=4)
def find(doc: Document) -> Iterator[Proposal]:
    taken = covered(doc)
    if not taken:
        return
    for heading in reversed(doc.leaves):
        stays = heading.leaf not in taken and not silent(doc, heading)
        if stays and is_prose(doc, heading) and words(doc.plain(heading)) > ASIDE:
            return
        if heading.kind == "heading" and stays and heading.leaf != title_heading(doc):
            if lines := call(doc, heading, taken):
                yield Proposal(heading.start, lines[-1].end, "heading and lines of a call whose button goes", "likely")


def signs_up(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but buttons in a page with furniture, of which the first leads to where one signs up or buys on the site."""
    links = link_only(doc, leaf)
    if not links or len(kinds(doc)) < MIN_KINDS or leaf.parent >= 0:
        return False
    first = links[0]
    return urls.commerce(first.url) and not urls.is_file(first.url) and at_home(first, own_site(doc))


def call(doc: Document, heading: Block, taken: dict[int, str]) -> list[Block]:
    """The blocks under a heading, if they are a line or two and buttons that go; empty if anything else stands there."""
    under: list[Block] = []
    for leaf in doc.after(heading):
        if leaf.kind in ("heading", "rule"):
            break
        under.append(leaf)
        if doc.links_of(leaf) and (taken.get(leaf.leaf, "") in BUTTONS or signs_up(doc, leaf)):
            break
    if not under or len(under) > SECTION or not doc.links_of(under[-1]):
        return []
    if taken.get(under[-1].leaf, "") not in BUTTONS and not signs_up(doc, under[-1]):
        return []
    lines = [x for x in under[:-1] if x.leaf not in taken]
    plain = all(
        x.kind == "paragraph" and x.parent < 0 and words(doc.plain(x)) <= LINE and not doc.links_of(x) for x in lines
    )
    pitches = [x for x in lines if not phrase(key(doc, x), "cta-trim")]
    if len(pitches) > 1 or any(words(doc.plain(x)) > PITCH or any(c.isdigit() for c in doc.plain(x)) for x in pitches):
        return []  # what, when and for how much
    if (
        not plain
        or len(lines) > LINES
        or words(doc.plain(heading)) > HEADING
        or heading.leaf < tail_start(doc) - LINES - 1
    ):
        return []
    button = under[-1]
    sells = taken.get(button.leaf) == "cta" or any(urls.commerce(x.url) for x in doc.links_of(button))
    said = {h.topic for x in (heading, *lines) for h in spoken(doc, doc.plain(x))}
    ours = any(at_home(x, own_site(doc)) and urls.commerce(x.url) for x in doc.links_of(button))
    asks = doc.plain(heading).rstrip().endswith(("?", "!", "\uff1f", "\uff01")) and ours
    asks = asks or len(said & ASKS) > 1
    return under if sells and asks else []
