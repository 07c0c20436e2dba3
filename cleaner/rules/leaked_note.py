"""Remove notes that leaked from an editor's tool: "Alt text: …", "Image name: x.png", tails of broken
tags.

The note names an attribute of a picture and stands in a block of its own beside a picture or with a
file's name.

Left alone: text that talks about alternative texts, longer than 20 words, and code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import images_only, subject, words

NOTE = re.compile(
    r"\A\W*(?:image\s+)?(?:alt(?:[ -]?(?:text|tag))?|image (?:name|alt|title)|file ?name)\s*:\s*\S", re.IGNORECASE
)
FILE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg)\b", re.IGNORECASE)
MAX_WORDS = 20


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
    if subject(doc, "leaked-note"):
        return
    noted = -9
    for leaf in doc.leaves:
        if leaf.kind != "paragraph" or leaf.parent >= 0:
            continue
        text = doc.plain(leaf)
        if not NOTE.match(text) or words(text) > MAX_WORDS:
            continue
        if leaf.leaf + 1 < len(doc.leaves) and doc.leaves[leaf.leaf + 1].kind == "code":
            continue  # the name of the file that the code is
        near = any(images_only(doc, x) for x in doc.leaves[max(0, leaf.leaf - 2) : leaf.leaf + 3])
        if near or FILE.search(text) or leaf.leaf - noted <= 1:
            noted = leaf.leaf
            yield Proposal(leaf.start, leaf.end, "note on a picture that leaked into the text", "likely")
