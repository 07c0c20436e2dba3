"""Remove links to the previous and next post, and links that skip to the content.

One or two links that show nothing else, marked by arrows or by words that only such links have, near the end, in one
line or in two that follow one another, with the heading that names them ("Post navigation"); or, in the first blocks,
a link to an anchor of the page that says "Skip to content".

Labels may stand before the links ("Next post: [Bash tips](…)"): two of them, in one block or in two that follow one
another, or one of two words.

Left alone: links with other text beside them, "next" as a word of a sentence, pagers of documentation in the middle
of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaner import urls
from cleaner.lists import fold, phrases
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import head_end, key, link_only, link_text, linked, phrase, tail_start, trim, words

LEFT, RIGHT = re.compile(r"\A\W*[←«‹⟵⬅◀⇐<]"), re.compile(r"[→»›⟶➡▶⇒>]\W{0,20}+\Z")
MAX_WORDS = 16
MAX_LABEL = 4
TOP = 6  # blocks
TARGET = re.compile(
    r"#(?:main|content|main-?content|inhalt|contenu|contenido|conteudo|contenuto|innehall|tresc|skip|primary)\Z",
    re.IGNORECASE,
)


@rule(kind="nav")
def find(doc: Document) -> Iterator[Proposal]:
    done: set[int] = set()
    for leaf in linked(doc):
        early, late = leaf.leaf < 4, leaf.leaf >= tail_start(doc)
        if late and beside(doc, leaf):
            done.add(leaf.leaf)
            yield Proposal(leaf.start, leaf.end, "label of the previous or next post with its link", "likely")
            continue
        if leaf.kind != "paragraph" or leaf.parent >= 0 or not (early or late):
            continue
        links = link_only(doc, leaf)
        if late and not links and labelled(doc, leaf):
            done.add(leaf.leaf)
            yield Proposal(leaf.start, leaf.end, "labels of the previous or next post with their links", "likely")
            continue
        if not links or len(links) > 3:
            continue
        if early and jumps(doc, leaf, links):
            yield Proposal(leaf.start, leaf.end, "link down the page, above the text of a post", "likely")
        elif (
            early
            and links[0].url.startswith("#")
            and ((len(links) == 1 and TARGET.search(links[0].url)) or all(label(doc, x) for x in links))
        ):
            yield Proposal(leaf.start, leaf.end, "link that skips to the content", "likely")
        elif late and (neighbours(doc, links) or pair(doc, leaf) or flanked(doc, leaf, links)):
            done.add(leaf.leaf)
            yield Proposal(
                leaf.start,
                leaf.end,
                f"{len(links)} link{'s' if len(links) > 1 else ''} to the previous or next post",
                "likely",
            )

    below = {tuple(x.url for x in doc.links_of(doc.leaves[n])) for n in done}
    for leaf in doc.leaves[:TOP] if below else ():
        if leaf.leaf not in done and link_only(doc, leaf) and tuple(x.url for x in doc.links_of(leaf)) in below:
            yield Proposal(leaf.start, leaf.end, "the same links to other posts above the text", "likely")
    for n in sorted(done):
        head = doc.leaves[n - 1] if n else None
        if head is not None and head.kind == "heading" and phrase(key(doc, head), "nav-label") == key(doc, head):
            yield Proposal(head.start, head.end, f'heading "{key(doc, head)}" over links to other posts', "likely")


def jumps(doc: Document, leaf: Block, links: list[Link]) -> bool:
    """Whether a block above the text of a post is one link down the page, with one that prints at most."""
    down = [x for x in links if x.url.startswith("#")]
    rest = [x for x in links if not x.url.startswith("#")]
    prints = all("print" in x.url.lower() for x in rest)
    short = all(0 < words(link_text(doc, x)) <= MAX_LABEL + 1 for x in links)
    return (
        bool(doc.meta.get("published"))
        and leaf.leaf < head_end(doc)
        and prints
        and short
        and len(down) > 0
        and len(links) <= 2
    )


def flanked(doc: Document, leaf: Block, links: list[Link]) -> bool:
    """Whether a block is two links or three, with an arrow to the left before the first and one to the right behind the last."""
    text = doc.plain(leaf).strip()
    short = all(words(link_text(doc, x)) <= MAX_WORDS and not x.url.startswith("#") for x in links)
    return len(links) >= 2 and short and bool(LEFT.search(text)) and bool(RIGHT.search(text[-40:]))


def pair(doc: Document, leaf: Block) -> bool:
    """Whether a block is one link with a label, right before or after another such block."""
    near = doc.leaves[max(0, leaf.leaf - 1) : leaf.leaf] + doc.leaves[leaf.leaf + 1 : leaf.leaf + 2]
    texts = {x.leaf: link_text(doc, own[0]) for x in (leaf, *near) if len(own := link_only(doc, x)) == 1}
    for one, other in ((leaf.leaf - 1, leaf.leaf), (leaf.leaf, leaf.leaf + 1)):
        if LEFT.search(texts.get(one, "")) and RIGHT.search(texts.get(other, "")[-40:]):
            return True
    blocks = [leaf, *(x for x in near if x.kind == "paragraph" and x.parent < 0)]
    single = [x for x in blocks if len(x_links := link_only(doc, x)) == 1 and beginning(link_text(doc, x_links[0]))]
    return leaf in single and len(single) > 1


def labelled(doc: Document, leaf: Block) -> bool:
    """Whether a block is one or two links, each behind such a label: "Next post: [Bash tips](…)"; one word of one link does not tell."""
    links = doc.links_of(leaf)
    if not 1 <= len(links) <= 2 or doc.text_in(links[-1].end, leaf.end).strip(" *_|·→»›⟶➡▶>\n"):
        return False
    starts = (leaf.start, *(x.end for x in links))
    labels = [before(doc, a, x) for a, x in zip(starts, links, strict=False)]
    if any(not x or words(x) > MAX_LABEL for x in labels):
        return False
    return len(links) > 1 or " " in labels[0] or not labels[0].isascii()


def beside(doc: Document, leaf: Block) -> bool:
    """Whether a block is one link behind such a label, and so is the one before it or after it, with another label; a list is nothing else."""
    own = behind(doc, leaf)
    over = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    if over is not None and over.kind == "heading":
        return False  # neighbours of what the section is about
    lists = [b for b in doc.parents(leaf) if b.kind != "item"]
    if not own or any(b.kind != "list" or b.last_leaf - b.leaf > 2 for b in lists):
        return False
    near = doc.leaves[max(0, leaf.leaf - 1) : leaf.leaf] + doc.leaves[leaf.leaf + 1 : leaf.leaf + 2]
    return any(x.parent >= 0 if lists else x.parent < 0 for x in near if behind(doc, x) not in ("", own))


def behind(doc: Document, leaf: Block) -> str:
    """The label of a neighbouring post before the only link of a block; empty if the block is anything else."""
    links = doc.links_of(leaf)
    if leaf.kind != "paragraph" or len(links) != 1 or trim(doc.text_in(links[0].end, leaf.end)):
        return ""
    if urls.host(links[0].url) or urls.is_file(links[0].url):
        return ""  # of other sites, of downloads
    return before(doc, leaf.start, links[0])


def before(doc: Document, start: int, link: Link) -> str:
    """The label of a neighbouring post that stands before a link, from a position on; empty if anything else does."""
    said = trim(fold(doc.text_in(start, link.start)))
    return said if said and phrase(said, "neighbour-label", "nav-label") == said else ""


def beginning(text: str) -> str:
    """The label of a neighbouring post that a link's text begins with, before a colon or before the post's title."""
    parts = [x for x in re.split(r"[\s:：]+", text.strip("←→«»‹› \n\t"), maxsplit=4) if x]
    if not parts or words(text) > MAX_WORDS or fold(parts[0]) not in first_words():
        return ""
    return next((p for n in (3, 2, 1) if phrase(p := " ".join(parts[:n]), "neighbour-label")), "")


@cache
def first_words() -> frozenset[str]:
    """The words that labels of neighbouring posts begin with."""
    return frozenset(p.text.split()[0] for p in phrases() if p.topic == "neighbour-label")


def label(doc: Document, link: Link) -> str:
    """What a link says, if only navigation says it."""
    text = link_text(doc, link)
    return phrase(text, "nav-label") or phrase(re.split(r"[:：]", text)[0], "nav-label")


def neighbours(doc: Document, links: list[Link]) -> bool:
    """Whether links lead to the previous and the next post: arrows that point apart, or labels; one link needs both."""
    texts = [link_text(doc, x) for x in links]
    if any(words(t) > MAX_WORDS for t in texts):
        return False
    if len(links) == 1:
        return bool(label(doc, links[0])) and bool(LEFT.search(texts[0]) or RIGHT.search(texts[0][-40:]))
    labelled = all(label(doc, x) for x in links)
    return len(links) == 2 and (labelled or bool(LEFT.search(texts[0]) and RIGHT.search(texts[1][-40:])))
