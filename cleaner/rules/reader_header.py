"""Remove the header that a reader for language models writes before a page: "Title: …", "URL Source: …", "Markdown
Content:".

Jina Reader, and tools that speak as it does, put these lines above the page's own text. Title and time are
remembered.

Left alone: such words anywhere but at the very beginning, and headers without an address or without their last line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cleaner import dates
from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import title_heading

HEADER = re.compile(
    r"\s*+Title:[ \t]*+(?P<title>[^\n]*+)\n\s*+URL Source:[ \t]*+\S++[^\n]*+\n"
    r"(?:\s*+(?:Published Time:[ \t]*+(?P<time>[^\n]*+)|Number of Pages:[^\n]*+|Warning:[^\n]*+)\n)*+"
    r"\s*+Markdown Content:[ \t]*+(?:\n|\Z)"
)


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
    if m := HEADER.match(doc.text):
        learned: dict[str, Any] = {"published": dates.find(m["time"] or "")}
        if title_heading(doc) < 0:
            learned["title"] = m["title"].strip()
        yield Proposal(0, m.end(), "header of a reader before the page's text", "certain", learned=learned, whole=True)
