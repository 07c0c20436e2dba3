"""Remove rows of links to the same page in other languages, under a label that says so.

The label ("Read this in other languages") and at least two links agree. In other words a label of a line of its own
counts over the files of a README where something else was stripped; there a row of nothing but such files
(`README.de.md`) and the language at hand goes too.

Left alone: other rows of languages without the label, and lists of translations that are the subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import lists, urls
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import density, key, link_text, linked, outside, phrase, title_heading, trim, words

MANY = 4
HEAD = 12  # blocks
TRANSLATION = re.compile(
    r"(?:\A|/)readme(?:[._-]?([a-z]{2,3})(?:[._-][a-z]{2,4})?)?\.(?:md|markdown|rst|txt)\Z", re.IGNORECASE
)
# the code of a language in an address, and a file that is no page
CODE = re.compile(r"(?:://|[/._?=&-])[a-z]{2,3}(?:[-_][a-z]{2,4})?(?:[/._?&#-]|\Z)", re.IGNORECASE)
FILE = re.compile(r"\.(?!(?:html?|php|aspx?|mdx?|markdown|rst|txt)\Z)[a-z0-9]{2,4}\Z", re.IGNORECASE)
LABEL = 8  # words
LONGEST = 40  # characters of a language's name


@rule(kind="nav")
def find(doc: Document) -> Iterator[Proposal]:
    names = lists.words("language-names")
    for leaf in linked(doc):
        links = doc.links_of(leaf)
        if leaf.kind != "paragraph":
            continue
        if doc.dirty and leaf.leaf < HEAD and translations(doc, leaf, links):
            yield Proposal(leaf.start, leaf.end, "row of a README's translations", "likely")
            continue
        if len(links) < 2:
            continue
        texts = [link_text(doc, x) for x in links]
        named = sum(len(x) <= LONGEST and trim(lists.fold(x)) in names for x in texts)
        if named < 2 or named * 3 < len(links) * 2 or density(doc, leaf) < 0.5:
            continue
        head = doc.plain(leaf).strip().split("\n")[0]
        before = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
        rest = doc.text_in(leaf.start, links[0].start).strip(" _*")
        label = rest.endswith((":", "\uff1a")) and 2 <= words(rest) <= LABEL
        if named >= MANY and label and of_page(doc, leaf, links):
            yield Proposal(leaf.start, leaf.end, f"a label and {len(links)} links named after languages", "likely")
        elif outside(doc, leaf, links) and (said := phrase(head, "nav-label")):
            yield Proposal(
                leaf.start, leaf.end, f'label "{said}" before {len(links)} links named after languages', "likely"
            )
        elif (
            before is not None
            and before.kind != "code"
            and (said := phrase(key(doc, before), "nav-label"))
            and said == key(doc, before)
        ):
            yield Proposal(
                before.start,
                leaf.end,
                f'label "{said}" over {len(links)} links named after languages',
                "likely",
                whole=True,
            )


def of_page(doc: Document, leaf: Block, links: list[Link]) -> bool:
    """Whether links near the head, under no heading of their own, lead to pages of one place by the codes of languages."""
    before = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    if leaf.leaf >= HEAD or (before is not None and before.kind == "heading" and before.leaf != title_heading(doc)):
        return False
    coded = sum(bool(CODE.search(x.url)) and not FILE.search(urls.split(x.url)[1]) for x in links)
    return coded * 2 > len(links) and len({urls.host(x.url) for x in links}) == 1


def translations(doc: Document, leaf: Block, links: list[Link]) -> bool:
    """Whether a block is a row of the files of a README in other languages, with the name of this one's or a label at most.

    One of them may be named after its language and lead to the repository.
    """
    codes = lists.words("language-codes")
    found = {x.start: TRANSLATION.search(x.url) for x in links}
    files = [x for x in links if (m := found[x.start]) and (m[1] is None or m[1].lower() in codes)]
    if leaf.parent >= 0 or not files or len(files) < len(links) - 1 or len({x.url for x in links}) < len(links):
        return False
    names = lists.words("language-names")
    named = [trim(lists.fold(link_text(doc, x))) in names for x in links]
    coded = [(m := found[x.start]) is not None and m[1] is not None and x in files for x in links]
    if not all(n or c for n, c in zip(named, coded, strict=True)) or not (any(coded) or all(named)):
        return False
    rest = doc.text_in(leaf.start, links[0].start).strip(" _*\n")
    if rest.endswith((":", "\uff1a")) and words(rest) <= LABEL:
        return True
    others = [trim(x) for x in re.split(r"[|/\u00b7\u2022:\uff1a,\n-]", lists.fold(outside(doc, leaf, links)))]
    return sum(bool(x) for x in others) <= 2 and words(rest) <= LABEL and any(x in names for x in others)
