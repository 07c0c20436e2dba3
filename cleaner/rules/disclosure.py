"""Remove affiliate and sponsorship disclosures, wherever they stand, in any language.

A block goes whole where a sentence of it discloses and it is short, or set apart (a quote, an
emphasised line, the head or tail of the document), or where all of its sentences do. In a longer
paragraph only the sentence goes.

Left alone: documents whose subject is disclosure (their title says so, or they speak of it again
and again), headings over text, and code.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hit_leaves, hits, key, phrase, sentences, source_span, subject, words

SUBJECT = 4  # blocks that speak of disclosure, in a document that is about it


@rule(kind="disclosure")
def find(doc: Document) -> Iterator[Proposal]:
    leaves = [x for x in hit_leaves(doc, "disclosure") if x.kind in ("paragraph", "heading", "table")]
    if not leaves or is_subject(doc, leaves):
        return
    for leaf in leaves:
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
        telling = [s for s in spans if phrase(text[s[0] : s[1]], "disclosure")]
        weak = [s for s in spans if s not in telling and weakly(text[s[0] : s[1]])]
        if not telling or len(telling) + len(weak) == len(spans):
            yield Proposal(leaf.start, leaf.end, reason, "likely")
            yield from around(doc, leaf)
        else:
            for start, end in telling:
                a, b = source_span(doc, leaf, start, end)
                yield Proposal(a, b, f"sentence that {reason}", "likely")


def weakly(text: str) -> bool:
    """Whether a sentence only goes on about the disclosure: two different hints."""
    from cleaner.lists import matcher

    return len({h.text for h in matcher().find(fold(text).replace("\n", " ")) if h.topic == "disclosure-term"}) >= 2


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
