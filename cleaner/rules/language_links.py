"""Remove rows of links to the same page in other languages, under a label that says so.

The label ("Read this in other languages") and at least two links agree.

Left alone: rows of languages without the label, and lists of translations that are the subject.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import density, hit_leaves, hits, key, link_only

WORDS = ("language", "languages", "sprache", "sprachen", "langue", "langues", "idioma", "idiomas", "lingue", "lingua", "语言", "語言", "言語", "언어", "язык", "языках", "dil", "dillerde", "لغات", "taal", "talen", "språk", "język", "językach", "भाषा", "bahasa", "ngôn ngữ")


@rule(kind="nav")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in hit_leaves(doc, "nav-label"):
        found = [h for h in hits(doc, leaf, "nav-label") if any(w in h.text for w in WORDS)]
        if not found or leaf.kind not in ("paragraph", "heading"):
            continue
        links = doc.links_in(leaf.start, leaf.end)
        if len(links) >= 2 and density(doc, leaf) > 0.5:
            yield Proposal(leaf.start, leaf.end, f'label "{found[0].text}" before {len(links)} links', "likely")
            continue
        if leaf.leaf + 1 < len(doc.leaves) and len(link_only(doc, doc.leaves[leaf.leaf + 1])) >= 2 and found[0].text == key(doc, leaf):
            after = doc.leaves[leaf.leaf + 1]
            yield Proposal(leaf.start, after.end, f'label "{found[0].text}" over {len(link_only(doc, after))} links', "likely", whole=True)
