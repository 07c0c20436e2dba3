"""Remove the menus above a scraped page's title.

Where a document without front matter begins with links and short lines, says at least one thing
that only menus say ("Skip to content", "Menu", "Log in"), and has no running text before its first
heading or prose, all of that goes: entries, their sub-menus, the logo.

Left alone: documents that begin with a heading, prose, code or a table; badges and language links
of READMEs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    banner,
    hits,
    images_only,
    is_prose,
    key,
    link_only,
    link_text,
    phrase,
    title_heading,
    words,
)

MAX_LINE = 12
BADGE = re.compile(r"\s*\[!\[[^\]]*\]\([^)]*(?:badge|shields|travis|codecov|\.svg)")


@rule(kind="nav")
def find(doc: Document) -> Iterator[Proposal]:
    if doc.meta.get("title") or not doc.leaves:
        return
    labels: list[str] = []
    linked = count = 0
    last = None
    sections = 0
    for leaf in doc.leaves:
        if leaf.kind in ("code", "table") or (is_prose(doc, leaf) and not banner(doc, leaf)):
            break
        if leaf.kind == "heading":
            if leaf.leaf == title_heading(doc) or (leaf.level <= 2 and not hits(doc, leaf, "nav-label", "toc-label")):
                break
            sections += leaf.level > 2 and not hits(doc, leaf, "nav-label", "toc-label") and not link_only(doc, leaf)
            if sections > 1:
                return  # a collection of links
            continue
        if any(b.kind == "list" and b.ordered for b in doc.parents(leaf)):
            break
        if leaf.kind == "paragraph":
            if banner(doc, leaf):
                labels.append("cookies")
            elif words(key(doc, leaf)) > MAX_LINE and not link_only(doc, leaf):
                break
            labels += [h.text for h in hits(doc, leaf, "nav-label") if h.text == key(doc, leaf)]
            labels += [t for x in doc.links_of(leaf) if (t := nav_text(doc, x))]
            pictures = images_only(doc, leaf) and bool(doc.links_of(leaf))
            menu = bool(link_only(doc, leaf)) or pictures or bool(hits(doc, leaf, "nav-label"))
            linked += bool(doc.links_of(leaf))
            count += 1
            if menu or last is None:
                last = leaf
            elif words(key(doc, leaf)) > 4 or (not doc.links_of(leaf) and any(c.isdigit() for c in doc.plain(leaf))):
                break
    enough = len(labels) >= 2 or any(" " in x for x in labels)
    if last is not None and enough and count >= 3 and linked * 3 >= count and not BADGE.match(doc.text):
        yield Proposal(
            doc.leaves[0].start,
            last.end,
            f'{count} short blocks above the title, {linked} of them links; one says "{labels[0]}"',
            "likely",
            whole=True,
        )


def nav_text(doc: Document, link: Link) -> str:
    """What a link of a menu says, if only menus say it."""
    text = link_text(doc, link)
    return phrase(text, "nav-label") if text else ""
