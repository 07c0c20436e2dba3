"""Turn embedded videos and other content frames into plain links.

An `<iframe>` that the removal rules left is content: a video's player becomes a link to the video's
page, with the frame's title as text, another frame a link to its address. A frame with no address
goes. `<video>` and `<audio>` become links to their files.

Left alone: the same in code. Advertisements are gone before this rule runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from cleaner import urls
from cleaner.model import Document, Element, Proposal
from cleaner.registry import rule

GENERIC = (
    "youtube video player",
    "youtube video",
    "video player",
    "vimeo video player",
    "embedded content",
    "iframe",
    "video",
)


@rule(kind="html", phase="tidy", order=-2)
def find(doc: Document) -> Iterator[Proposal]:
    for element in doc.elements:
        name = element.name.lower()
        if name not in ("iframe", "video", "audio") or element.name != name:
            continue
        source = source_of(doc, element)
        target = urls.video(source) or urls.resolve(source, doc.options.base_url)
        end = element.end
        if not urls.host(target) or urls.UNSAFE.match(target):
            if not target or urls.UNSAFE.match(target) or (name == "iframe" and not target):
                yield Proposal(element.start, end, f"<{name}> without an address", "certain")
                continue
        title = " ".join((element.attrs.get("title") or element.attrs.get("aria-label") or "").split())
        text = title if title and title.lower() not in GENERIC else ""
        shown = re.sub(r"([\[\]\\<*_`])", r"\\\1", text) or target
        plain = not text and "://" in target and not re.search(r"[\s<>]", target)
        link = f"<{target}>" if plain else f"[{shown}]({urls.destination(target)})"
        block = doc.leaf_at(element.start)
        leaf = doc.leaves[block] if block >= 0 else None
        if leaf is not None and leaf.html and inside_html(doc, element):
            link = f'<a href="{escape(target)}">{shown}</a>'
        yield Proposal(element.start, end, f"<{name}> as a link", "certain", link)


def inside_html(doc: Document, element: Element) -> bool:
    """Whether Markdown would not be read where an element stands: in a block of HTML."""
    line = doc.text.rfind("\n", 0, element.start) + 1
    stop = doc.text.find("\n", element.end)
    before, after = (
        doc.text[line : element.start].strip(),
        doc.text[element.end : stop if stop >= 0 else len(doc.text)].strip(),
    )
    above = doc.text[:line].endswith("\n\n") or line == 0
    below = stop < 0 or doc.text[stop : stop + 2] == "\n\n" or stop + 1 >= len(doc.text)
    return not (above and below and not before and not after)


def source_of(doc: Document, element: Element) -> str:
    """The address of a frame or of a player's first source."""
    for name in ("src", "data-src", "data-lazy-src", "data-url"):
        value = element.attrs.get(name, "").strip()
        if value and not value.startswith("about:"):
            return value
    for inner in doc.elements_in(element.inner_start, element.inner_end):
        if inner.name.lower() == "source" and inner.attrs.get("src"):
            return inner.attrs["src"].strip()
    return ""
