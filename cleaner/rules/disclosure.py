"""Remove affiliate and sponsorship disclosures, wherever they stand, in any language.

A sentence discloses that has a phrase of the lists, or, in a short block at the head or end or in a quote, words for
links, for buying and for earning, or for a gift, for getting it and for an honest opinion (`lists/stems`). A block
goes whole where a sentence of it discloses and it is short, or set apart (a quote, an emphasised line, the head or
tail of the document), or where all of its sentences do. In a longer paragraph only the sentence goes.

Left alone: documents whose subject is disclosure (their title says so, or they speak of it again and again), quotes
in the midst of a text that carries no ads, headings over text, and code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.lists import fold, matcher
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    commercial,
    head_end,
    hit_leaves,
    hits,
    introduced,
    key,
    keys,
    link_text,
    sentences,
    source_span,
    stems,
    subject,
    tail_start,
    telling,
    trim,
    words,
)

HINT = 30
MAX_WORDS = 70
EDGE = 6  # blocks from the head and from the end
# Three kinds of words that disclose; of the last the document speaks nowhere else.
GIFT = ("gift", "given", "opinion")
SAID = (("link", "purchase", "earning"), GIFT)
ABOUT = re.compile(
    r"disclos|disclaimer|affiliat|transparen|afiliad|affili|werbehinweis|anzeigenkennzeichnung", re.IGNORECASE
)
SUBJECT = 4  # blocks that speak of disclosure, in a document that is about it


@rule(kind="disclosure")
def find(doc: Document) -> Iterator[Proposal]:
    leaves = [x for x in hit_leaves(doc, "disclosure") if x.kind in ("paragraph", "heading", "table")]
    if is_subject(doc, leaves):
        return
    known = {x.leaf for x in leaves}
    edges = min(head_end(doc), EDGE), len(doc.leaves) - EDGE
    for leaf in doc.leaves:
        if leaf.kind != "paragraph" or leaf.leaf in known:
            continue
        if footnote(doc, leaf):
            why = "footnote in emphasis or behind an asterisk with two hints of a disclosure"
            yield Proposal(leaf.start, leaf.end, why, "likely")
        elif leaf.leaf <= edges[0] or leaf.leaf >= edges[1] or set_apart(doc, leaf):
            yield from in_other_words(doc, leaf)
    for leaf in leaves:
        if introduced(doc, leaf) or sample(doc, leaf):
            continue
        hit = hits(doc, leaf, "disclosure")[0]
        reason = f'discloses: "{hit.text}"'
        if leaf.kind == "table":
            continue
        if leaf.kind == "heading":
            after = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
            if words(key(doc, leaf)) <= 12 and (after is None or after.kind in ("heading", "rule") or after in leaves):
                yield Proposal(leaf.start, leaf.end, reason, "likely")
            continue
        text = doc.plain(leaf)
        spans = sentences(text)
        said = telling(doc, leaf, "disclosure")
        weak = [
            s for s in spans if s not in said and (weakly(text[s[0] : s[1]]) or leads(doc, leaf, text[s[0] : s[1]]))
        ]
        apart = emphasised(doc, leaf) and words(text) <= 2 * HINT
        if not said or apart or len(said) + len(weak) == len(spans):
            yield Proposal(leaf.start, leaf.end, reason, "likely")
            yield from around(doc, leaf)
        else:
            for start, end in said:
                a, b = source_span(doc, leaf, start, end)
                yield Proposal(a, b, f"sentence that {reason}", "likely")


def set_apart(doc: Document, leaf: Block) -> bool:
    """Whether a block is set in emphasis or in a quote."""
    if doc.text[leaf.start : leaf.start + 1] in "*_ " and emphasised(doc, leaf):
        return True
    return in_quote(doc, leaf)


def emphasised(doc: Document, leaf: Block) -> bool:
    """Whether all of a block is set in emphasis."""
    source = doc.text[leaf.start : leaf.end].strip()
    return source.startswith(("*", "_")) and source.endswith(source[0])


def in_other_words(doc: Document, leaf: Block) -> Iterator[Proposal]:
    """A short block, or the sentences of it, that name links, buying and earning or a gift and an honest opinion, in a document that speaks of earning or of opinions nowhere else."""
    text = doc.plain(leaf)
    if words(text) > MAX_WORDS:
        return
    found = stems(text)
    topics = {h.topic for h in found}
    kinds = next((x for x in SAID if topics.issuperset(x)), ())
    if not kinds or introduced(doc, leaf) or sample(doc, leaf):
        return
    for language in dict.fromkeys(h.language for h in found):
        said = {h.topic: h.text for h in found if h.language == language and h.topic in kinds}
        if len(said) < len(kinds):
            continue
        about = {h.text for h in found if h.language == language and h.topic == kinds[-1]}
        if any(stem in other for n, other in enumerate(keys(doc)) if abs(n - leaf.leaf) > 1 for stem in about):
            return
        reason = "discloses: " + ", ".join(f'"{said[topic]}"' for topic in kinds)
        spans = sentences(text)
        if kinds == GIFT and (len(spans) > 2 or words(text) > HINT or in_quote(doc, leaf)):
            return  # what is told of gifts and opinions, or of those of others
        told = [{h.topic for h in stems(text[a:b]) if h.language == language}.intersection(kinds) for a, b in spans]
        if all(told):
            yield Proposal(leaf.start, leaf.end, reason, "likely")
            return
        for (a, b), there in zip(spans, told, strict=True):
            if len(there) == len(kinds):
                yield Proposal(*source_span(doc, leaf, a, b), f"sentence that {reason}", "likely")
        return


def in_quote(doc: Document, leaf: Block) -> bool:
    """Whether a block stands in a quote."""
    return any(b.kind == "quote" for b in doc.parents(leaf))


def weakly(text: str) -> bool:
    """Whether a sentence only goes on about the disclosure: two different hints."""
    return len({h.text for h in matcher().find(fold(text).replace("\n", " ")) if h.topic == "disclosure-term"}) >= 2


def leads(doc: Document, leaf: Block, sentence: str) -> bool:
    """Whether a sentence is nothing but a link to a page that discloses."""
    said = trim(sentence)
    return any(trim(link_text(doc, x)) == said and ABOUT.search(x.url) for x in doc.links_of(leaf))


def around(doc: Document, leaf: Block) -> Iterator[Proposal]:
    """The rest of the same quote or a label such as "Disclaimer" right before."""
    boxes = [b for b in doc.parents(leaf) if b.kind == "quote"]
    before = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    if (
        before is not None
        and words(key(doc, before)) <= 8
        and hits(doc, before, "disclosure-term")
        and not hits(doc, before, "disclosure")
    ):
        same = boxes and before.start >= boxes[0].start
        if same or (
            before.kind == "heading"
            and (leaf.leaf + 1 >= len(doc.leaves) or doc.leaves[leaf.leaf + 1].kind in ("heading", "rule"))
        ):
            yield Proposal(before.start, before.end, f'label "{key(doc, before)}" of a disclosure', "likely")


def is_subject(doc: Document, leaves: list[Block]) -> bool:
    """Whether disclosure is what the document is about."""
    if subject(doc, "disclosure"):
        return True
    return len(leaves) >= SUBJECT


def sample(doc: Document, leaf: Block) -> bool:
    """Whether a block is quoted in the midst of a text that carries no ads: there a quote shows what others write."""
    if doc.dirty or not in_quote(doc, leaf):
        return False
    if any(commercial(doc, x) for x in doc.links) or any("adsbygoogle" in e.tokens for e in doc.elements):
        return False
    return head_end(doc) < leaf.leaf < tail_start(doc) - 1


def footnote(doc: Document, leaf: Block) -> bool:
    """Whether a short block at the head or tail is set like a footnote (emphasis, an asterisk) and hints twice at a disclosure."""
    source = doc.text[leaf.start : leaf.end].strip()
    if not (source[:1] in ("*", "_", "\u203b", "\uff0a") or source.startswith("\\*")) or words(source) > HINT:
        return False
    whole = source[0] in "\u203b\uff0a\\" or source[-1] in "*_"
    apart = leaf.leaf <= head_end(doc) or leaf.leaf >= tail_start(doc) - 1
    return whole and apart and weakly(doc.plain(leaf)) and not introduced(doc, leaf)
