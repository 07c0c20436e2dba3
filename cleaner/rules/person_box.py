"""Remove the box of the author with which an article ends: a name in a line of its own, a few words about the person below
it, the person's picture above it.

The picture comes from a folder or a host of authors' pictures or stands at the head too, or a byline above the text has the name too; what is said below it
has the name or a part of it, and no text follows but what other rules remove.

Left alone: documents whose title or headings have the name, two such boxes or more (they are about people), longer texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.bylines import AUTHOR, BY, is_avatar, is_portrait, names_person
from cleaner.furniture import FURNITURE, covered
from cleaner.lists import fold
from cleaner.model import Block, Document, Image, Proposal
from cleaner.registry import rule
from cleaner.signals import STOPS, head_end, images_only, is_prose, key, keys, link_only, trim, words

PLACE = re.compile(r"[,|\u00b7\u2022]|\s[\u2013\u2014-]\s|\s\(")  # before what a person does
WORD = re.compile(r"[^\W\d_]+")
AUTHORS = re.compile(r"/(?:author|autor|auteur|autore|user|profile)/|[?&]author=", re.IGNORECASE)  # pages of authors
ABOUT = re.compile(
    r"/(?:about(?:-me|-us)?|sobre(?:-mi|-mim|-nosotros)?|quem-sou|quien-soy|o-mnie|o-nas|o-mne|u?ue?ber-mich|%C3%BCber-mich|chi-sono|chi-siamo|a-propos|qui-suis-je|over-mij|over-ons|om-mig|om-meg|om-oss|"
    r"rolam|despre(?:-mine)?|hakkimda|pro-mene|obo-mne|gioi-thieu|tentang(?:-saya|-kami)?|profile|minusta)/?\Z",
    re.IGNORECASE,
)
NAME_LINE, BIO, ASIDE = 7, 80, 20  # words of a line with a name, of what is said of a person, of prose below it
DEEP = 4  # the rank from which on a heading may be a name
LONGEST = 60  # characters of a line with a name
HEAD, ARTICLE = 12, 3  # blocks of the head, of prose above the box
MIN_NAME = 3  # letters


@rule(kind="author", order=2)
def find(doc: Document) -> Iterator[Proposal]:
    if not doc.images and not any(kind == "author" for _, _, kind in doc.proposed):
        return
    yield from introductions(doc)
    found = [x for x in doc.leaves[1:] if x.kind == "paragraph" and x.parent < 0 and name_over(doc, x)]
    found = [x for x in found if is_prose(doc, x) and words(doc.plain(x)) <= BIO]
    if len(found) != 1:
        return
    bio, taken = found[0], covered(doc)
    prose = [x.leaf for x in doc.leaves if is_prose(doc, x) and (x.leaf not in taken or x is bio)]
    if bio.leaf not in prose[ARTICLE:] or any(words(doc.plain(doc.leaves[n])) > ASIDE for n in prose if n > bio.leaf):
        return
    if first := of_author(doc, bio, taken):
        below = doc.leaves[min(bio.leaf + 1, len(doc.leaves) - 1)]
        links = link_only(doc, below) if below.parent < 0 else []  # "All posts"
        last = below if links and all(AUTHORS.search(x.url) for x in links) else bio
        yield Proposal(first.start, last.end, "name and a few words about the person at the foot", "likely")


def introductions(doc: Document) -> Iterator[Proposal]:
    """Below the comments of a page: a few words that end in a link to the page about the author, with the portrait or the heading above them."""
    taken = covered(doc)
    last = max((n for n, kind in taken.items() if kind == "comments"), default=len(doc.leaves))
    for leaf in doc.leaves[last + 1 :]:
        links = doc.links_of(leaf)
        if leaf.leaf in taken or leaf.kind != "paragraph" or leaf.parent >= 0 or words(doc.plain(leaf)) > BIO:
            continue
        if not links or not ABOUT.search(urls.split(links[-1].url)[1]) or trim(doc.text_in(links[-1].end, leaf.end)):
            continue
        if not doc.text_in(leaf.start, links[-1].start).rstrip().endswith((".", "!", "?", *STOPS)):
            continue  # a link within a sentence
        first = doc.leaves[leaf.leaf - 1]
        pictured = images_only(doc, first) and first.leaf not in taken
        head = doc.leaves[first.leaf - 1] if pictured else first
        if head.kind == "heading" and words(key(doc, head)) <= DEEP:
            first = head
        if pictured or first is head:
            yield Proposal(first.start, leaf.end, "words about the author below the comments", "likely")


def name_over(doc: Document, bio: Block) -> str:
    """The name that the line above a block is, if the block has a part of it; empty if there is none."""
    leaf = doc.leaves[bio.leaf - 1]
    if leaf.kind not in ("paragraph", "heading") or leaf.parent >= 0 or not 0 < len(doc.plain(leaf)) <= LONGEST:
        return ""
    line = " ".join(doc.plain(leaf).split())
    name = PLACE.split(AUTHOR.sub("", line), maxsplit=1)[0].strip()
    told = names_person(name) and not parts_of(name).isdisjoint(WORD.findall(keys(doc)[bio.leaf]))
    over = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    if not told and over is not None and images_only(doc, over):  # the name of the picture, whatever is said below
        told = all((is_avatar(x) or is_portrait(x)) and fold(x.alt) == fold(name) for x in doc.images_of(over))
    return name if told and words(line) <= NAME_LINE else ""


def parts_of(name: str) -> set[str]:
    """The words of a name."""
    return {x for x in fold(name).split() if len(x) >= MIN_NAME}


def of_author(doc: Document, bio: Block, taken: dict[int, str]) -> Block | None:
    """The first block of the box that ends with what is said of the author; none if nothing tells that the person is the author."""
    leaf, name = doc.leaves[bio.leaf - 1], name_over(doc, bio)
    known = {fold(x) for x in doc.meta.get("authors") or []}
    if in_headings(doc, name, leaf) or (known and fold(name) not in known):
        return None
    over = doc.leaves[leaf.leaf - 1]
    pictures = doc.images_of(over) if images_only(doc, over) and over.parent < 0 else []
    pictured = bool(pictures) and all(shows(x, parts_of(name)) for x in pictures)
    above = {x.url.partition("?")[0] for x in doc.images if x.leaf < min(head_end(doc), HEAD)}
    shown = pictured and all(is_avatar(x) or x.url.partition("?")[0] in above for x in pictures)
    shown = shown or any(AUTHORS.search(x.url) for x in doc.links_of(bio))
    if pictured and all(is_portrait(x) for x in pictures):  # a small one tells only behind what pages put below a text
        shown = shown or taken.get(over.leaf - 1, "") in FURNITURE
    if not shown and ((leaf.kind == "heading" and leaf.level < DEEP) or not in_byline(doc, name, taken)):
        return None
    return over if pictured else leaf


def shows(image: Image, parts: set[str]) -> bool:
    """Whether a picture shows a person: it is an author's, or its description has a part of the name."""
    said = fold(f"{image.alt} {image.url.rpartition('/')[2]}")
    return is_avatar(image) or not parts.isdisjoint(WORD.findall(said))


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
