"""Join the addresses of links that a converter wrapped at a hyphen.

Converters that wrap text at some width take the hyphen of an address for that of a word: `](https://example.org/the-`,
a newline, `old-mill/)`. An address with a newline is none, so the link or picture shows as brackets. The newline goes.

Left alone: code, addresses that end before the newline, line breaks anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule

BROKEN = re.compile(
    r"\]\((?:https?://|\.{0,2}/)[^\s()<>]*+(?:(?<=[^\W_]-)\n[ \t>]*+[^\s()<>]++)++(?=\)|[ \t\n]++[\"'])", re.IGNORECASE
)
WRAP = re.compile(r"\n[ \t>]*+")


@rule(kind="link", phase="mend")
def find(doc: Document) -> Iterator[Proposal]:
    if "-\n" not in doc.text or "](" not in doc.text:
        return
    for found in BROKEN.finditer(doc.text):
        if doc.is_code(found.start()):
            continue
        for wrap in WRAP.finditer(doc.text, found.start(), found.end()):
            yield Proposal(wrap.start(), wrap.end(), "an address that was wrapped at a hyphen is joined", "certain")
