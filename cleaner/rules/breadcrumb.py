"""Remove breadcrumbs: the path to the page, parted by `>`, `/`, `»` or `›`, above the title or right below it.

Two to six short parts; the first names the home page or is a link, and at least one part is a link or the first is a phrase of menus.

Left alone: paths of menus in steps ("File > Save as"), paths with more words than a menu has, and everything below the first prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import head_end, phrase, words

SEPARATOR = re.compile(r"\s*[>»›→❯]\s*|\s/\s")
MAX_PARTS, MAX_WORDS = 7, 8


@rule(kind="nav")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in doc.leaves[: min(head_end(doc), 12)]:
        if leaf.kind != "paragraph" or any(b.kind == "list" and b.ordered for b in doc.parents(leaf)):
            continue
        text = " ".join(doc.plain(leaf).split())
        parts = [p.strip() for p in SEPARATOR.split(text)]
        if not 2 <= len(parts) <= MAX_PARTS or any(not p or words(p) > MAX_WORDS for p in parts):
            continue
        links = doc.links_in(leaf.start, leaf.end)
        first = parts[0].rpartition(":")[2].rpartition("：")[2].strip()
        home = phrase(first, "nav-label")
        if (home and (links or len(parts) > 2)) or (len(parts) > 2 and len(links) >= len(parts) - 1):
            why = f'begins with "{home}"' if home else "all but the last are links"
            yield Proposal(leaf.start, leaf.end, f"path of {len(parts)} short parts above the text; {why}", "likely")
