"""Remove the header that a reader for language models writes before a page: "Title: …", "URL Source: …", "Markdown
Content:".

Jina Reader, and tools that speak as it does, put these lines above the page's own text. Title and time are
remembered. The heading right below them that repeats the page's title, names of section and site included, goes with them
where the page has the title without these names as a heading of its own further down, below its menus.

Left alone: such words anywhere but at the very beginning, and headers without an address or without their last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cleaner import dates, metadata
from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import title_heading

HEADER = re.compile(
    r"\s*+Title:[ \t]*+(?P<title>[^\n]*+)\n\s*+URL Source:[ \t]*+\S++[^\n]*+\n"
    r"(?:\s*+(?:Published Time:[ \t]*+(?P<time>[^\n]*+)|Number of Pages:[^\n]*+|Warning:[^\n]*+)\n)*+"
    r"\s*+Markdown Content:[ \t]*+(?:\n|\Z)"
)
SITE = re.compile(r"\s[|–—\u00b7:-]\s")  # before the names of section and site
UNDERLINED = re.compile(r"\s*+(?:#[ \t]++)?(?P<line>[^\n]++)\n(?:=++[ \t]*+(?:\n|\Z))?(?:[ \t]*+\n)*+")
MOST = 12  # headings that are looked at


@rule(kind="debris", phase="mend")
def find(doc: Document) -> Iterator[Proposal]:
    if m := HEADER.match(doc.text):
        learned: dict[str, Any] = {"published": dates.find(m["time"] or "")}
        end = repeated(doc, m)
        if title_heading(doc) < 0 and not end:
            learned["title"] = m["title"].strip()
        why = "header of a reader before the page's text"
        yield Proposal(0, end or m.end(), why, "certain", learned=learned, whole=True)


def repeated(doc: Document, header: re.Match[str]) -> int:
    """Where the heading right below the header ends that is the page's title again, where the page has its first part as a heading of its own; 0 if there is none."""
    title, m = header["title"].strip(), UNDERLINED.match(doc.text, header.end())
    parts = [title[: x.start()].strip() for x in SITE.finditer(title)]
    if m is None or not parts or not metadata.same(m["line"], title):
        return 0
    heads = [x for x in doc.leaves if x.kind == "heading" and x.start >= m.end()][:MOST]
    texts = [" ".join(doc.plain(x).split()) for x in heads]
    return m.end() if any(metadata.same(x, part) for x in texts for part in parts) else 0
