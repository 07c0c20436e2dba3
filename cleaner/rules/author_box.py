"""Remove the author's box at the foot: "About the author" with what follows, "**About the author:** …", and a
paragraph that begins with the author's name in bold.

A label of the lists stands at the end of the text, alone or before a colon or a dash; up to three short blocks below
a label that stands alone go with it. A picture of an author goes with the few words below it with which the text
ends. A paragraph goes that begins with the name, in bold or as a link, of an author whom the document names
elsewhere.

Left alone: such pages as are about a person, labels in the middle of the text, and names in prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import dates
from cleaner.bylines import CLOCK, names_person, of_authors
from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import closing, hits, images_only, is_post, is_prose, key, keys, mentions, phrase, trim, words

LABEL_END = re.compile(r"[:：]|\s[—–-]\s")
NAMED = re.compile(r"[>\s]*+(?:\*\*|__|\[)\s*(?:\[)?([^*\]\[_]{3,40}?)\]?\s*(?:\*\*|__|\]\()")
TERM = re.compile(r"\s*[^:：.!?]{2,40}[:：]\s*\S")
BOOK = ("ISBN", "/isbn/")  # with a book's number the label is of who wrote the book
MAX_WORDS, MAX_BLOCKS = 80, 3
OTHERS = ("comment-label", "follow", "related-label", "share-label", "subscribe", "support")  # what may follow a box
MIN_NAME = 3  # letters
MAX_ASIDE = 20  # words of prose below the author's box


@rule(kind="author")
def find(doc: Document) -> Iterator[Proposal]:
    known = {fold(n) for n in doc.meta.get("authors") or []}
    size = len(doc.leaves)
    if doc.images and is_post(doc) and known and (found := portrait(doc, known)):
        yield Proposal(
            found[0].start, found[1].end, "picture of the author with a few words below it, at the foot", "likely"
        )
    labelled = mentions(doc, "author-label")
    if (not known and not labelled) or (labelled and any(x in doc.text for x in BOOK)):
        return
    start = max(3, size * 6 // 10)
    n = start
    while n < size:
        leaf = doc.leaves[n]
        n += 1
        if leaf.kind not in ("paragraph", "heading") or (
            leaf.parent >= 0 and not any(b.kind == "quote" for b in doc.parents(leaf))
        ):
            continue
        if words(doc.plain(leaf)) > MAX_WORDS:
            continue
        head = LABEL_END.split(" ".join(doc.plain(leaf).split()), maxsplit=1) if labelled else [""]
        label = phrase(trim(head[0]), "author-label") if words(head[0]) <= 6 else ""
        alone = label and label == key(doc, leaf)
        if alone and len(label) >= 8 and not label.startswith(("more from",)):
            below = box(doc, leaf)
            if below or n >= size:
                last = below[-1] if below else leaf
                yield Proposal(
                    leaf.start,
                    last.end,
                    f'label "{label}" and {len(below)} blocks below it, at the foot',
                    "likely",
                    whole=True,
                )
                n = last.leaf + 1
        elif label and len(head) == 2 and len(label) >= 8 and leaf.kind == "paragraph" and not alike(doc, leaf):
            yield Proposal(leaf.start, leaf.end, f'author box that begins with "{label}"', "likely")
        elif (
            leaf.kind == "paragraph"
            and (m := NAMED.match(doc.text, leaf.start, leaf.end))
            and not doc.plain(leaf)[len(trim(m[1])) :].lstrip().startswith((":", "："))
            and fold(trim(m[1])) in known
            and sum(bool(x.kind == "paragraph" and NAMED.match(doc.text, x.start, x.end)) for x in doc.leaves) == 1
        ):
            if n >= size or doc.leaves[n].kind != "paragraph" or size - n <= 3:
                yield Proposal(
                    leaf.start,
                    leaf.end,
                    f'paragraph at the foot that begins with the author\'s name "{trim(m[1])}" in bold',
                    "likely",
                )
        elif leaf.kind == "paragraph" and leaf.parent < 0 and size - n <= 2 and (name := begins(doc, leaf, known)):
            why = f'paragraph at the foot that begins with the author\'s name "{name}"'
            yield Proposal(leaf.start, leaf.end, why, "likely")


def portrait(doc: Document, known: set[str]) -> tuple[Block, Block] | None:
    """A picture of a known author below the text and the short paragraph right under it, or after the author's name, with which the text ends."""
    for leaf in doc.leaves[max(closing(doc), 1) :]:
        if not images_only(doc, leaf) or leaf.parent >= 0 or not all(of_authors(x) for x in doc.images_of(leaf)):
            continue
        for below in doc.leaves[leaf.leaf + 1 : leaf.leaf + 3]:
            if below.kind != "paragraph" or below.parent >= 0 or words(doc.plain(below)) > MAX_WORDS:
                break
            if is_prose(doc, below):
                shown = fold(" ".join(x.alt + x.url for x in doc.images_of(leaf)))
                if not any(word in shown for name in known for word in name.split() if len(word) >= MIN_NAME):
                    return None
                rest = doc.leaves[below.leaf + 1 :]
                goes_on = any(is_prose(doc, x) and words(doc.plain(x)) > MAX_ASIDE for x in rest)
                return None if goes_on else (leaf, below)
            if not names_person(" ".join(doc.plain(below).split())):
                break
    return None


def begins(doc: Document, leaf: Block, known: set[str]) -> str:
    """The full name of the author with which a block begins, if no other block of text has it."""
    text = keys(doc)[leaf.leaf]
    for name in known:
        if " " in name and text.startswith(name) and words(text) > words(name) + 3:
            others = sum(name in other for other in keys(doc)) - 1
            source = doc.text[leaf.start : leaf.end].strip()
            slanted = source[:1] in "*_" and source[-1:] == source[:1]
            told = (
                slanted
                or text[len(name) :].lstrip().startswith((",", "–", "—", "-", "(", "|", "｜"))
                or doc.links_of(leaf)
            )
            above = doc.leaves[leaf.leaf - 1] if leaf.leaf else leaf
            return name if told and not others and (above.kind != "heading" or slanted) else ""
    return ""


def box(doc: Document, label: Block) -> list[Block]:
    """The short blocks under a label that stands alone."""
    found: list[Block] = []
    for leaf in doc.leaves[label.leaf + 1 : label.leaf + 2 + MAX_BLOCKS]:
        if leaf.kind != "paragraph" or (words(doc.plain(leaf)) > MAX_WORDS and not images_only(doc, leaf)):
            break
        if found and hits(doc, leaf, *OTHERS):
            break
        found.append(leaf)
    rest = doc.leaves[label.leaf + 1 + len(found) :]
    people = label.kind == "heading" and len(found) > 2 and sum(images_only(doc, x) for x in found) != 1
    if any(dates.find(doc.plain(x)) or CLOCK.search(doc.plain(x)) for x in found if not is_prose(doc, x)):
        return []  # when one can meet the author
    goes_on = any(is_prose(doc, x) and words(doc.plain(x)) > MAX_ASIDE for x in rest)
    return [] if people or len(found) > MAX_BLOCKS or goes_on else found


def alike(doc: Document, leaf: Block) -> bool:
    """Whether a neighbour has the same form, a term or a speaker before a colon: then it is a list of such."""
    near = doc.leaves[max(0, leaf.leaf - 1) : leaf.leaf] + doc.leaves[leaf.leaf + 1 : leaf.leaf + 2]
    return any(x.kind == "paragraph" and TERM.match(doc.plain(x)) for x in near)
