"""Remove the box of the author with which an article ends: a name in a line of its own, a few words about the person below
it, the person's picture above it.

The name stands under the picture or behind a label ("Author:"), or a byline above the text has it too; what is said below it
has the name or a part of it, and no text follows but what other rules remove.

Left alone: documents whose title or headings have the name, two such boxes or more (they are about people), longer texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.bylines import AUTHOR, BY, is_avatar, names_person
from cleaner.furniture import covered
from cleaner.lists import fold
from cleaner.model import Block, Document, Image, Proposal
from cleaner.registry import rule
from cleaner.signals import head_end, images_only, is_prose, key, keys, words

PLACE = re.compile(r"[,|\u00b7\u2022]|\s[\u2013\u2014-]\s")  # before what a person does
WORD = re.compile(r"[^\W\d_]+")
NAME_LINE, BIO, ASIDE = 7, 80, 20  # words of a line with a name, of what is said of a person, of prose below it
DEEP = 4  # the rank from which on a heading may be a name
HEAD, ARTICLE = 12, 3  # blocks of the head, of prose above the box
MIN_NAME = 3  # letters


@rule(kind="author", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    taken = covered(doc)
    prose = [x for x in doc.leaves if is_prose(doc, x) and x.leaf not in taken]
    found: list[list[Block]] = []
    for bio in prose[ARTICLE:]:
        if words(doc.plain(bio)) <= BIO and (box := of_person(doc, bio, taken)):
            found.append(box)
    if len(found) != 1:
        return
    box = found[0]
    if any(x.leaf > box[-1].leaf and words(doc.plain(x)) > ASIDE for x in prose):
        return
    yield Proposal(box[0].start, box[-1].end, "name and a few words about the person at the foot", "likely")


def of_person(doc: Document, bio: Block, taken: dict[int, str]) -> list[Block]:
    """A block about a person with the name above it and the picture above that; empty if it is none."""
    leaf = doc.leaves[bio.leaf - 1]
    if bio.kind != "paragraph" or bio.parent >= 0 or leaf.kind not in ("paragraph", "heading") or leaf.parent >= 0:
        return []
    line = " ".join(doc.plain(leaf).split())
    said = AUTHOR.sub("", line)
    name = PLACE.split(said, maxsplit=1)[0].strip()
    if not names_person(name) or words(line) > NAME_LINE:
        return []
    parts = {x for x in fold(name).split() if len(x) >= MIN_NAME}
    if not parts.intersection(WORD.findall(keys(doc)[bio.leaf])) or in_headings(doc, name, leaf):
        return []
    over = doc.leaves[leaf.leaf - 1]
    pictured = images_only(doc, over) and over.parent < 0 and all(shows(x, parts) for x in doc.images_of(over))
    if leaf.kind == "heading" and leaf.level < DEEP and not pictured:
        return []
    labelled = said != line or taken.get(over.leaf) == "author"
    return [*([over] if pictured else []), leaf, bio] if pictured or labelled or in_byline(doc, name, taken) else []


def shows(image: Image, parts: set[str]) -> bool:
    """Whether a picture shows a person: it is an author's, or its description has a part of the name."""
    return is_avatar(image) or not parts.isdisjoint(WORD.findall(fold(image.alt)))


def in_headings(doc: Document, name: str, line: Block) -> bool:
    """Whether the title or a heading of the document other than the line itself has a name."""
    heads = (key(doc, x) for x in doc.leaves if x.kind == "heading" and x.leaf != line.leaf)
    named = any(fold(name) in x and fold(name) != x for x in heads)  # nothing but the name may be part of a byline
    return named or fold(name) in fold(str(doc.meta.get("title") or ""))


def in_byline(doc: Document, name: str, taken: dict[int, str]) -> bool:
    """Whether a line above the text says that the person wrote it."""
    for leaf in doc.leaves[: min(head_end(doc), HEAD)]:
        said = doc.plain(leaf).strip()
        if fold(name) in keys(doc)[leaf.leaf] and (
            taken.get(leaf.leaf) == "author" or AUTHOR.match(said) or BY.match(said)
        ):
            return True
    return False
