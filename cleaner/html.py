"""HTML fragments: their tokens with exact spans, and their Markdown.

The scanner is our own because edits need spans, which no HTML parser gives. What a fragment means as Markdown is left to
BeautifulSoup and markdownify, imported here alone and only when a fragment is converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

# Attributes in quotes may hold `<` and `>`. Possessive, so that a failed match is never tried twice.
TAG = re.compile(r"<(/?+)([A-Za-z][\w:.-]*+)((?:[^<>\"'{}]++|\"[^\"]*+\"|'[^']*+'|\{[^{}<>]*+\})*+)>")
ATTRIBUTE = re.compile(r"([^\s=/\"'<>]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?+")

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
RAW = frozenset("script style textarea title noscript template svg".split())
BLOCK = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre section select summary table tbody "
    "td tfoot th thead tr ul".split()
)
EMBED = frozenset("iframe script style ins video audio object embed form input select textarea svg noscript template canvas applet frame frameset".split())
# An opening tag that ends an open element of the same kind: HTML lets authors leave these end tags out.
IMPLIED = {"li": "li", "p": "p", "dt": "dd", "dd": "dt", "tr": "tr", "td": "td", "th": "th", "option": "option"}


class Token(NamedTuple):
    """A piece of HTML. `kind` is `text`, `comment`, `open`, `close` or `void`; `name` keeps its case."""

    kind: str
    start: int
    end: int
    name: str = ""
    attrs: str = ""


@lru_cache(maxsize=4096)
def attributes(source: str) -> dict[str, str]:
    """The attributes of a start tag, names in lower case, values unescaped."""
    return {
        m[1].lower(): unescape(m[2] if m[2] is not None else m[3] if m[3] is not None else m[4] or "")
        for m in ATTRIBUTE.finditer(source)
    }


def scan(source: str, base: int = 0) -> Iterator[Token]:
    """Tokens of a piece of HTML, in order, with `base` added to their positions. Raw elements (`script` …) give no text tokens."""
    pos, size, text = 0, len(source), 0
    no_comment_end = False
    while pos < size:
        lt = source.find("<", pos)
        if lt < 0:
            break
        if source.startswith("<!--", lt) and not no_comment_end:
            end = source.find("-->", lt + 4)
            if end < 0:
                no_comment_end = True
                pos = lt + 4
                continue
            if lt > text:
                yield Token("text", base + text, base + lt)
            yield Token("comment", base + lt, base + end + 3, attrs=source[lt + 4 : end])
            pos = text = end + 3
            continue
        m = TAG.match(source, lt)
        if not m:
            pos = lt + 1
            continue
        if lt > text:
            yield Token("text", base + text, base + lt)
        name, attrs = m[2], m[3]
        low = name.lower()
        pos = text = m.end()
        if m[1]:
            yield Token("close", base + lt, base + pos, name)
        elif attrs.rstrip().endswith("/") or low in VOID:
            yield Token("void", base + lt, base + pos, name, attrs)
        else:
            yield Token("open", base + lt, base + pos, name, attrs)
            if low in RAW and name == low:
                close = re.compile(rf"</{low}\s*+>", re.IGNORECASE).search(source, pos)
                pos = text = close.start() if close else size
    if text < size:
        yield Token("text", base + text, base + size)
