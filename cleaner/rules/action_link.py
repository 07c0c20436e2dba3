"""Remove links that do something instead of leading to a text: "Edit", "View history", "Reply", "Quote", "Report", "Log in",
"Register", in whatever language; the categories and navigation boxes of a wiki with them.

The address says it (`action=edit`, `posting.php`, `replytocom=`, `Special:Search`; `lists/actions.txt`), and all links that
do the same say the same. A block goes whose links are all such, on the page's own site, and that says hardly more; what acts
upon the page itself needs a second such address in the document or other furniture, what texts send readers to as well
(`/login`, `/register`, a wiki's own pages) stands outside the text, beside another that goes. The `[edit]` behind a wiki's
headings goes in any place, and so does the picture of a forum's user (`?avatar=`).

Left alone: links in sentences, in numbered steps and behind a colon, items with more words, a wiki's links to pages that
are still to be written, and all of this in a document with but one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.actions import action, edits_file
from cleaner.furniture import FURNITURE, covered, kinds
from cleaner.model import Block, Document, Link, Proposal
from cleaner.offers import PRICE
from cleaner.registry import rule
from cleaner.signals import (
    head_end,
    in_ordered_steps,
    introduced,
    link_text,
    linked,
    outside,
    own_site,
    same_site,
    tail_start,
    title_heading,
    trim,
    words,
)

EDITS = frozenset(("action=edit", "veaction=edit", "veaction=editsource"))
# the brackets around a button, also as Pandoc writes those of a wiki: `[[\\[]{.mw-editsection-bracket}…`
OPEN = re.compile(r"(?:\[\[\\\[\]\{[^{}\n]{1,60}\}|\\?\[|\uff3b|\u3010)\s*\Z")
CLOSE = re.compile(r"\s*(?:\[\\\]\]\{[^{}\n]{1,60}\}\](?:\{[^{}\n]{1,60}\})?|\\?\]|\uff3d|\u3011)")
BETWEEN = re.compile(r"[\s|/\u00b7]*")
NAMESPACE = re.compile(r"[/=][^/=:?&]{2,20}:[^/]")  # a wiki's own pages: `Special:Search`
AVATAR = re.compile(r"(?:^|&)avatar=")
LABEL, BESIDE, LINE = 6, 4, 12  # words of a link, beside links, of a block
AROUND = 80  # characters of the brackets before a button
MOST = 400  # links of a document that are looked at
TWO = 2
COUNTED = frozenset(("comments", "followers", "following"))
# in each page of a wiki
FRAME = frozenset(("action=history", "action=info", "mobileaction=", "oldid=", "printable=yes"))


@rule(kind="nav", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    acts = {n: what for n, x in enumerate(doc.links[:MOST]) if (what := action(x.url))}
    if not acts:
        return
    yield from sections(doc)
    forum = any(what[0] == "page" and what[1].endswith(".php") for what in acts.values())
    for image in doc.images if forum else ():
        if AVATAR.search(urls.split(image.url)[2]):
            yield Proposal(image.start, image.end, "picture of a forum's user", "likely", kind="author")
    said: dict[str, list[str]] = {}  # what the links of each kind say: a button says the same each time
    for n, (_, name) in acts.items():
        said.setdefault(name, []).append(link_text(doc, doc.links[n]).strip().casefold())
    alike = {name for name, texts in said.items() if len(texts) == 1 or len(texts) >= len(set(texts)) * TWO}
    own = own_site(doc)
    by_start = {
        doc.links[n].start: what
        for n, (what, name) in acts.items()
        if (name not in COUNTED or counts(link_text(doc, doc.links[n])))
        and (
            what == "tags"
            or name.endswith(".g")  # Blogger's
            or not trim(link_text(doc, doc.links[n]))
            or (same_site(doc.links[n].url, own) and name in alike)
        )
    }
    upon = {urls.split(doc.links[n].url)[1:] for n, what in acts.items() if what[0] == "page"}
    frame = any(name in FRAME for _, name in acts.values())
    scraped = len(upon) >= TWO or bool(kinds(doc))
    yield from blocks(doc, by_start, scraped=scraped, wiki=bool(upon), frame=frame)


def counts(text: str) -> bool:
    """Whether a button tells the number of what it leads to; a table of contents, a reference has such names too."""
    return any(c.isdigit() for c in text) or not trim(text)


def blocks(doc: Document, by_start: dict[int, str], *, scraped: bool, wiki: bool, frame: bool) -> Iterator[Proposal]:
    """The blocks that are nothing but links that do something, in a page that was scraped; the boxes and categories of a wiki."""
    taken = covered(doc)
    sure: set[int] = set()
    unsure: list[Block] = []
    for leaf in linked(doc):
        links = doc.links_of(leaf)
        found = [by_start.get(x.start, "") for x in links]
        if leaf.kind == "table" and turns(doc, links, found):
            yield Proposal(
                leaf.start, leaf.end, "table of links to pages beside this, with buttons to edit it", "likely"
            )
        if all(found) and "tags" in found and leaf.leaf >= tail_start(doc) and wiki:
            if words(outside(doc, leaf, links)) <= BESIDE:
                first = label(doc, leaf, taken)
                yield Proposal(first.start, leaf.end, "the categories of a wiki's page", "likely")
            continue
        if leaf.leaf in taken or not all(found) or not says_no_more(doc, leaf, links):
            continue
        if any(NAMESPACE.search(x.url) for x in links) and not aside(doc, leaf, framed=frame):
            continue  # what a text on a wiki speaks of
        if "page" in found and scraped:
            sure.add(leaf.leaf)
        elif "page" not in found:
            unsure.append(leaf)
    rows = {x.leaf: {urls.split(y.url)[1] for y in doc.links_of(x)} for x in unsure}
    for leaf in unsure:
        near = {leaf.leaf - 1, leaf.leaf + 1}
        furniture = any(taken.get(n, "") in FURNITURE for n in near) or near & sure
        others = set().union(rows[leaf.leaf], *(rows.get(n, ()) for n in near))
        if aside(doc, leaf) and (furniture or len(others) >= TWO) and (kinds(doc) or sure):
            sure.add(leaf.leaf)
    for n in sorted(sure):
        leaf = doc.leaves[n]
        why = f"nothing but links that do something ({doc.links_of(leaf)[0].url[-40:]})"
        yield Proposal(leaf.start, leaf.end, why, "likely")


def aside(doc: Document, leaf: Block, *, framed: bool = False) -> bool:
    """Whether a block stands above or below the text, and there under no heading of its own if the frame of a wiki's pages is not there."""
    if leaf.leaf < head_end(doc) or (framed and leaf.leaf >= tail_start(doc)):
        return True
    heading = next((x for x in reversed(doc.leaves[: leaf.leaf]) if x.kind == "heading"), None)
    return leaf.leaf >= tail_start(doc) and (heading is None or heading.leaf < tail_start(doc))


def turns(doc: Document, links: list[Link], found: list[str]) -> bool:
    """Whether a table has a wiki's buttons to see, discuss and edit it, a letter each: it stands in each page that it leads to."""
    return (
        sum(what == "page" and len(link_text(doc, x).strip()) == 1 for x, what in zip(links, found, strict=True)) >= TWO
    )


def label(doc: Document, leaf: Block, taken: dict[int, str]) -> Block:
    """The line that says what the list below it is, where a block begins one; the block itself otherwise."""
    above = doc.leaves[leaf.leaf - 1] if leaf.leaf else leaf
    begins = leaf.parent >= 0 > above.parent and above.kind == "paragraph" and above.leaf not in taken
    return above if begins and words(doc.plain(above)) <= BESIDE else leaf


def says_no_more(doc: Document, leaf: Block, links: list[Link]) -> bool:
    """Whether a block is made of links with a word or two beside them, and no step, title or example."""
    if leaf.kind not in ("paragraph", "heading") or leaf.leaf == title_heading(doc) or words(doc.plain(leaf)) > LINE:
        return False
    if in_ordered_steps(doc, leaf) or introduced(doc, leaf) or PRICE.search(doc.plain(leaf)):
        return False
    if leaf.parent >= 0 and any(edits_file(x.url) for x in links):
        return False
    beside = outside(doc, leaf, links)
    if leaf.kind == "heading" and beside:
        return False
    return words(beside) <= BESIDE and all(
        words(text) <= LABEL or urls.host(text) for text in (link_text(doc, x) for x in links)
    )


def edits_section(url: str) -> bool:
    """Whether an address is that of the form in which a section of a wiki's page is edited."""
    pairs = urls.split(url)[2].replace("&amp;", "&").split("&")
    return not EDITS.isdisjoint(pairs) and any(x.startswith("section=") for x in pairs)


def sections(doc: Document) -> Iterator[Proposal]:
    """The buttons to edit a section behind a wiki's headings, with their brackets."""
    links = [x for x in doc.links[:MOST] if edits_section(x.url)]
    n = 0
    while n < len(links):
        start, end = links[n].start, links[n].end
        while n + 1 < len(links) and BETWEEN.fullmatch(doc.text, end, links[n + 1].start):
            n += 1
            end = links[n].end
        n += 1
        before = OPEN.search(doc.text, max(0, start - AROUND), start)
        after = CLOSE.match(doc.text, end)
        if before and after:
            yield Proposal(before.start(), after.end(), "button to edit a section", "certain")
        elif words(doc.text_in(start, end)) <= TWO:
            yield Proposal(start, end, "button to edit a section", "certain")
