"""Remove rows of links to the same page in other languages, under a label that says so.

The label ("Read this in other languages") and at least two links agree. In other words a label of a line of its own
counts over the files of a README where something else was stripped.

Left alone: rows of languages without the label, and lists of translations that are the subject.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner import lists
from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import density, key, link_text, linked, outside, phrase, trim, words

MANY = 4
LONGEST = 40  # characters of a language's name


@rule(kind="nav")
def find(doc: Document) -> Iterator[Proposal]:
    names = lists.words("language-names")
    for leaf in linked(doc):
        links = doc.links_of(leaf)
        if len(links) < 2 or leaf.kind != "paragraph":
            continue
        texts = [link_text(doc, x) for x in links]
        named = sum(len(x) <= LONGEST and trim(lists.fold(x)) in names for x in texts)
        if named < 2 or named * 3 < len(links) * 2 or density(doc, leaf) < 0.5:
            continue
        head = doc.plain(leaf).strip().split("\n")[0]
        before = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
        rest = doc.text_in(leaf.start, links[0].start).strip(" _*")
        if doc.dirty and all("readme" in x.url.lower() for x in links):
            rest = rest.rstrip("\n")
        if named >= MANY and rest.endswith((":", "：")) and 2 <= words(rest) <= 8:
            yield Proposal(leaf.start, leaf.end, f"a label and {len(links)} links named after languages", "likely")
        elif outside(doc, leaf, links) and (label := phrase(head, "nav-label")):
            yield Proposal(
                leaf.start, leaf.end, f'label "{label}" before {len(links)} links named after languages', "likely"
            )
        elif (
            before is not None
            and before.kind != "code"
            and (label := phrase(key(doc, before), "nav-label"))
            and label == key(doc, before)
        ):
            yield Proposal(
                before.start,
                leaf.end,
                f'label "{label}" over {len(links)} links named after languages',
                "likely",
                whole=True,
            )
