"""Remove what a browser would run: scripts, styles, objects, forms, event handlers, refreshes.

Content needs none of it, and a corpus, a note or a moved blog must not execute what a stranger's
page left behind. `<iframe>`s that are left by the other rules are turned into links by
`embed-link`.

Left alone: the same in code, properties of components in MDX, and what the elements say in plain text beside them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from cleaner import urls
from cleaner.html import Token, attributes, image_source, scan
from cleaner.model import Document, Element, Proposal, merge
from cleaner.registry import rule

ELEMENTS = frozenset(
    "script style object embed applet noscript template base link meta input textarea frame frameset".split()
)
SCRIPT = re.compile(r"\s*+(?:java|vb|live)script\s*+:", re.IGNORECASE)
HANDLER = re.compile(
    r"(?<!\s)\s++(?:on[a-z]+|formaction|srcdoc)\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|\{[^{}]*+\}|[^\s>]++)", re.IGNORECASE
)
# The beginning of a tag whose end is not there: in a block of HTML the next `>` of the page would end it.
OPEN = re.compile(r"<(?=/?[a-z])", re.IGNORECASE)
RUNS = re.compile(
    r"</?(?:script|style|iframe|object|embed|applet|base|link|meta|frame|form|svg)\b|\s(?:on[a-z]+|srcdoc)\s*+=",
    re.IGNORECASE,
)
TARGETS = ("href", "src", "action", "xlink:href", "data", "poster", "background")


@rule(kind="debris", order=5)
def find(doc: Document) -> Iterator[Proposal]:
    for element in doc.elements:
        name = element.name.lower()
        if name in ELEMENTS and element.name == name.lower():
            if name == "meta" and element.attrs.get("http-equiv", "").lower() not in ("refresh", "set-cookie"):
                continue
            if name == "input" and element.attrs.get("type", "").lower() == "checkbox":
                continue
            leaf = doc.leaves[element.leaf] if element.leaf < len(doc.leaves) else None
            spoken = leaf is not None and not leaf.html and leaf.kind != "embed" and element.inline
            if spoken and not element.closed and not element.attrs:
                yield Proposal(
                    element.start, element.start, "a tag that is spoken of, not used", "certain", "\\", kind="html"
                )
                continue
            if name in ("object", "noscript") and fallback(doc, element):
                why = f"<{name}>; what stands in for it stays"
                yield Proposal(element.start, element.inner_start, why, "certain", whole=True)
                yield Proposal(element.inner_end, element.end, why, "certain", whole=True)
                continue
            yield Proposal(
                element.start,
                element.end if element.closed or name in ("script", "style") else element.inner_start,
                f"<{name}> is no content",
                "certain",
                whole=True,
            )
            continue
        if (
            name == "a"
            and element.closed
            and urls.UNSAFE.match(element.attrs.get("href", ""))
            and not doc.facts.get("mdx")
        ):
            yield Proposal(
                element.start,
                element.inner_start,
                "link with a script for an address",
                "certain",
                kind="link",
                whole=True,
            )
            yield Proposal(
                element.inner_end, element.end, "link with a script for an address", "certain", kind="link", whole=True
            )
        elif tag := harmless(doc, element):
            yield Proposal(
                element.start,
                element.inner_start,
                "event handler or script address in a tag",
                "certain",
                tag,
                kind="html",
            )
        if name == "svg" and element.closed:
            yield from drawn(doc, element)
    yield from unended(doc)
    yield from addresses(doc)


def drawn(doc: Document, element: Element) -> Iterator[Proposal]:
    """What would run inside a drawing, whose parts are no elements of the document."""
    opened: Token | None = None
    for token in scan(doc.text[element.inner_start : element.inner_end], element.inner_start):
        name = token.name.lower()
        if opened is not None:
            if token.kind == "close" and name == opened.name.lower():
                yield Proposal(opened.start, token.end, f"<{name}> in a drawing", "certain", whole=True)
                opened = None
        elif token.kind == "open" and name in ("script", "foreignobject"):
            opened = token
        elif token.kind in ("open", "void"):
            tag = quiet(doc.text[token.start : token.end], attributes(token.attrs))
            if tag:
                yield Proposal(
                    token.start, token.end, "event handler or script address in a drawing", "certain", tag, kind="html"
                )
    if opened is not None:
        yield Proposal(opened.start, element.inner_end, "script in a drawing", "certain", whole=True)


def unended(doc: Document) -> Iterator[Proposal]:
    """Tags in blocks of HTML that nothing ends."""
    blocks = [(x.start, x.end) for x in doc.leaves if x.html and x.kind != "code"]
    for element in doc.elements:  # what is in a drawing without an end is no block
        if element.name.lower() == "svg" and not element.closed:
            end = doc.text.find("\n\n", element.inner_start)
            blocks.append((element.inner_start, end if end >= 0 else len(doc.text)))
    for start, stop in merge(blocks):
        source = doc.text[start:stop]
        if not RUNS.search(source):
            continue
        whole = [(t.start, t.end) for t in scan(source) if t.kind != "text"]
        starts = [m.start() for m in OPEN.finditer(source)]
        n = 0
        for at, end in itertools.zip_longest(starts, starts[1:], fillvalue=len(source)):
            while n < len(whole) and whole[n][1] <= at:
                n += 1
            if (n == len(whole) or at < whole[n][0]) and RUNS.search(source, at, end) and not doc.is_code(start + at):
                at += start
                yield Proposal(at, at + 1, "beginning of a tag without its end", "certain", "&lt;", kind="html")


def addresses(doc: Document) -> Iterator[Proposal]:
    """Links in Markdown that have a script for an address and no other words, and images that have."""
    for link in doc.links:
        if link.form == "autolink" and urls.UNSAFE.match(link.url) and doc.text[link.start] == "<":
            yield Proposal(link.start, link.start, "script for an address", "certain", "\\", kind="link")
    for image in doc.images:
        if image.form != "html" and SCRIPT.match(image.url):
            yield Proposal(image.start, image.end, "picture with a script for an address", "certain", image.alt)


def fallback(doc: Document, element: Element) -> bool:
    """Whether an element holds text or a picture that is shown nowhere else, as a lazy loader's `<noscript>` does."""
    if doc.text_in(element.inner_start, element.inner_end).strip():
        return True
    before = {image_source(i.attrs)[0] for i in doc.images_in(0, element.start)[-3:]}
    return any(i.url not in before for i in doc.images_in(element.inner_start, element.inner_end))


def harmless(doc: Document, element: Element) -> str:
    """The start tag without what would run; empty if nothing would."""
    if not any(a.startswith("on") or a in ("srcdoc", "formaction") for a in element.attrs) and not any(
        urls.UNSAFE.match(element.attrs.get(a, "")) for a in TARGETS
    ):
        return ""
    if element.name != element.name.lower() and doc.facts.get("mdx"):
        return ""  # a component's own property such as onClick
    return quiet(doc.text[element.start : element.inner_start], element.attrs)


def quiet(tag: str, attrs: Mapping[str, str]) -> str:
    """A tag without what would run; empty if nothing would."""
    new = HANDLER.sub("", tag)
    for name in TARGETS:
        if urls.UNSAFE.match(attrs.get(name, "")):
            new = re.sub(
                rf"(?<!\s)\s++{re.escape(name)}\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++)", "", new, flags=re.IGNORECASE
            )
    return new if new != tag else ""
