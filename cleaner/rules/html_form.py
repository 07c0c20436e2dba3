"""Write kept HTML as Markdown, in documents from which something was stripped (option `html`).

A block of HTML is converted as a whole; tags that only wrap (`<div>`, `<section>`, `<center>`) go
and what they hold stays. In paragraphs `<strong>`, `<em>` and links become Markdown, `<span>`,
`<font>` and `<u>` go. The conversion is used only if it says the same words.

Left alone: what GitHub shows and Markdown cannot say (`<details>`, `<kbd>`, `<sup>`, `<sub>`,
`<picture>`, `<br>`), tables with spans, anchors that are linked to, template tags and MDX, HTML in
lists and quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from cleaner import urls
from cleaner.html import BLOCK, VOID, says, scan, to_markdown
from cleaner.model import Document, Element, Proposal, merge
from cleaner.parse import to_html
from cleaner.registry import rule
from cleaner.signals import mends

KEEP = frozenset("details summary picture svg math dl dt dd ruby rt video audio iframe object form select".split())
DROP = frozenset(
    "span font u center big div section article main header footer nav aside small address hgroup label".split()
)
EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
TEMPLATE = re.compile(r"\{\{|\{%|<[A-Z]|=\{")
SPANS = re.compile(r"\s(?:colspan|rowspan)\s*=", re.IGNORECASE)
LIST = re.compile(r"<(?:li|ol)\b[^>]*\s(?:value|reversed|type)\b", re.IGNORECASE)
BLOCK_MARK = re.compile(r"\s*(?:#{1,6}|[-+*>]|\d{1,9}[.)])(?:\s|\Z)|\s*(?:[-=~`*_|]{3}|\|)")


@rule(kind="html", phase="tidy", order=1)
def find(doc: Document) -> Iterator[Proposal]:
    if not mends(doc) or doc.options.html == "never" or doc.facts.get("mdx"):
        return
    blocks = doc.html_blocks
    targets = {x.url[1:] for x in doc.links if x.url.startswith("#")}
    for start, end in blocks:
        yield from block(doc, start, end, targets)
    inside = iter(blocks)
    here = next(inside, None)
    for element in doc.elements:
        while here is not None and here[1] <= element.start:
            here = next(inside, None)
        if here is not None and here[0] <= element.start:
            continue
        yield from inline(doc, element, targets)


def block(doc: Document, start: int, end: int, targets: set[str]) -> Iterator[Proposal]:
    """A block of HTML as Markdown, if it can be said and says the same."""
    source = doc.text[start:end]
    names = {t.name.lower() for t in scan(source) if t.name}
    if not names or TEMPLATE.search(source) or SPANS.search(source) or names & KEEP or protected(doc, start):
        return
    inside = doc.elements_in(start, end)
    if any(e.attrs.get("id") in targets or e.attrs.get("name") in targets for e in inside) or "<!--" in source:
        return
    if not doc.text_in(start, end).strip() and not doc.images_in(start, end):
        if names <= (DROP | {"p", "ul", "ol", "strong", "b"}):
            yield Proposal(start, end, f"tags that only wrap: {', '.join(sorted(names))}", "certain")
        return
    larger = [e for e in inside if e.end > end] + around(doc, start)
    if any(e.name.lower() not in DROP and e.closed for e in larger):
        return  # a part of something larger cannot be said by itself
    if (
        any(not e.closed and e.name.lower() not in DROP | VOID for e in inside)
        or LIST.search(source)
        or complex_table(source)
    ):
        return
    if new := converted(source):
        yield Proposal(start, end, "HTML as Markdown", "certain", separated(doc, start, end, new))


@lru_cache(maxsize=256)
def converted(source: str) -> str:
    """A piece of HTML as Markdown that says the same; empty if there is none. A run asks in each step for what it could not convert."""
    said = None
    for escape in (0, 1, 2):
        new = to_markdown(source, escape=escape)
        if new and (said := said or says(source)) == says(to_html(new)):
            return new
    return ""


def around(doc: Document, pos: int) -> list[Element]:
    """The HTML block elements around a position."""
    n = doc.leaf_at(pos)
    leaves = doc.leaves[max(n, 0) : n + 2]
    return [e for leaf in leaves for e in doc.ancestors(leaf) if e.start < pos < e.end]


def complex_table(source: str) -> bool:
    """Whether a table has what pipes cannot say: blocks and breaks in cells, a caption, a table in a table."""
    if "<table" not in source.lower():
        return False
    return (
        bool(re.search(r"<(?:caption|ul|ol|pre|br|p|blockquote|div)\b|\salign\s*=|text-align", source, re.IGNORECASE))
        or source.lower().count("<table") > 1
    )


def separated(doc: Document, start: int, end: int, new: str) -> str:
    """Markdown with the blank lines that keep it apart from its neighbours."""
    if start and not doc.text.endswith("\n\n", 0, start):
        new = "\n" + new
    if not doc.text.startswith("\n\n", end) and end < len(doc.text.rstrip()):
        new += "\n"
    return new


def protected(doc: Document, pos: int) -> bool:
    """Whether a position lies in an element that stays HTML."""
    spans = doc.fact("protected", _protected)
    n = bisect_right(spans, (pos, -1)) - 1
    return n >= 0 and spans[n][0] < pos < spans[n][1]


def _protected(doc: Document) -> list[tuple[int, int]]:
    kept = [e for e in doc.elements if e.name.lower() in KEEP or e.name.lower() == "table" or e.name[0].isupper()]
    return merge([(e.start, e.end) for e in kept])


def inline(doc: Document, element: Element, targets: set[str]) -> Iterator[Proposal]:
    """An element in a paragraph: emphasis and links as Markdown, wrappers gone."""
    name = element.name.lower()
    if (
        not element.closed
        or element.name != name
        or element.attrs.get("id") in targets
        or element.attrs.get("name") in targets
    ):
        return
    leaf = doc.leaves[doc.leaf_at(element.start)] if doc.leaf_at(element.start) >= 0 else None
    if (
        leaf is None
        or leaf.html
        or leaf.fake
        or leaf.kind not in ("paragraph", "heading")
        or TEMPLATE.search(doc.text[element.start : element.end])
    ):
        return
    inner = doc.text[element.inner_start : element.inner_end]
    one_block = "\n\n" not in inner and element.end <= leaf.end
    line = doc.text.rfind("\n", 0, element.start) + 1
    if not one_block or (not doc.text[line : element.start].strip(" >-+*") and BLOCK_MARK.match(inner)):
        return
    if any(element.inner_start <= a < element.inner_end and doc.text[a : a + 1] == "$" for a, _ in doc.code):
        return
    if (name in DROP and name not in BLOCK) or name == "center":
        why = f"<{name}> only wraps"
        yield Proposal(element.start, element.inner_start, why, "certain")
        yield Proposal(element.inner_end, element.end, why, "certain")
    elif name in EMPHASIS and inner.strip():
        mark = EMPHASIS[name]
        before, after = doc.text[element.start - 1 : element.start], doc.text[element.end : element.end + 1]
        lead, tail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        core = inner.strip()
        tight = (before.isalnum() and not lead) or (after.isalnum() and not tail)
        flanked = (core[0].isalnum() or lead or before in ("", " ", "\n")) and (
            core[-1].isalnum() or tail or after in ("", " ", "\n")
        )
        if tight or mark[0] in core or not flanked or (before and before in "*_") or (after and after in "*_"):
            return
        yield Proposal(
            element.start,
            element.inner_start + len(lead),
            f"<{name}> as Markdown",
            "certain",
            lead.replace("\n", " ") + mark,
        )
        yield Proposal(
            element.inner_end - len(tail),
            element.end,
            f"<{name}> as Markdown",
            "certain",
            mark + tail.replace("\n", " "),
        )
    elif (
        name == "a"
        and element.attrs.get("href")
        and "[" not in inner.replace("![", "")
        and "<" not in inner
        and inner.strip()
    ):
        url = urls.clean(element.attrs["href"].strip())
        if urls.UNSAFE.match(url) or re.search(r"[\s<>()]", url):
            return
        title = element.attrs.get("title", "").replace('"', "'")
        yield Proposal(element.start, element.inner_start, "<a> as Markdown", "certain", "[")
        yield Proposal(
            element.inner_end,
            element.end,
            "<a> as Markdown",
            "certain",
            f"]({url}" + (f' "{title}"' if title else "") + ")",
        )
