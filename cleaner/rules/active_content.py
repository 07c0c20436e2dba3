"""Remove what a browser would run: scripts, styles, objects, forms, event handlers, refreshes.

Content needs none of it, and a corpus, a note or a moved blog must not execute what a stranger's
page left behind. `<iframe>`s that are left by the other rules are turned into links by
`embed-link`.

Left alone: the same in code, properties of components in MDX, and what the elements say in plain text beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.html import image_source
from cleaner.model import Document, Element, Proposal
from cleaner.registry import rule

ELEMENTS = frozenset(
    "script style object embed applet noscript template base link meta input textarea frame frameset".split()
)
HANDLER = re.compile(
    r"\s(?:on[a-z]+|formaction|srcdoc)\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|\{[^{}]*+\}|[^\s>]++)", re.IGNORECASE
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
    tag = doc.text[element.start : element.inner_start]
    new = HANDLER.sub("", tag)
    for name in TARGETS:
        if urls.UNSAFE.match(element.attrs.get(name, "")):
            new = re.sub(
                rf"\s{re.escape(name)}\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++)", "", new, flags=re.IGNORECASE
            )
    return new if new != tag else ""
