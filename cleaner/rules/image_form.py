"""Write images as `![alt](url "title")`, with their real address.

Lazy-loading attributes (`data-src`, `data-lazy-src`, `srcset` …) win over placeholders; `//host`
gets `https:`; relative addresses are resolved where a base URL is given; a picture that links to
itself or to its larger copy loses the link; alternative texts that say nothing are emptied. Broken
tails of linked pictures (`[1](a.png) ](a.png)`) become pictures.

Left alone: in documents from which nothing was stripped, all but placeholders and the base URL;
images in tables' HTML, badges, `<picture>` and `<figure>` that GitHub shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.html import image_source
from cleaner.model import Document, Image, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import mends

NOTHING = re.compile(
    r"\A\s*(?:image|img|picture|photo|untitled|screenshot|null|undefined|alt text|this image has an empty alt attribute.*|"
    r"(?:img|dsc|dscn|dscf|pxl|mvimg|image|screenshot)[ _-]?\d[\w-]*|[\w%-]+\.(?:png|jpe?g|gif|webp|svg|avif|bmp))\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
LARGER = re.compile(
    r"[-_](?:\d{2,4}x\d{2,4}|scaled|small|medium|large|thumb|\d{3,4}w?)(?=\.\w+$)|/(?:thumb|thumbnail|small|medium|large|full|s\d{2,4}|w\d{2,4})(?=/)|(?<=\.jpg|\.png|\.gif)\?.*$|(?<=\.jpeg|\.webp|\.avif)\?.*$",
    re.IGNORECASE,
)
SOURCE = re.compile(r"(\ssrc\s*+=\s*+)(?:\"[^\"]*+\"|'[^']*+'|[^\s>]++)")
TORN = re.compile(r"\)\s*+\]\(")
BROKEN = re.compile(r"(?<![!\]\\])\[[^\[\]\n]{0,80}\]\(([^\s()]++(?<=png|jpg|peg|gif|ebp|svg))\)\s*+\]\(\1\)")


@rule(kind="image", phase="tidy")
def find(doc: Document) -> Iterator[Proposal]:
    by_start = {x.start: x for x in doc.links}
    for image in doc.images:
        if image.leaf >= 0 and image.leaf < len(doc.leaves) and doc.leaves[image.leaf].fake:
            continue
        url, reasons = address(doc, image)
        alt = image.alt
        mending = mends(doc)
        if mending and alt and NOTHING.match(alt):
            alt = ""
            reasons.append("alternative text that says nothing")
        link = by_start.get(image.link)
        if mending and link is not None and link.form == "inline" and itself(doc, image, link):
            yield Proposal(
                link.start,
                link.end,
                "picture linked to itself or its larger copy",
                "certain",
                markdown(url, alt, image.title),
            )
            continue
        if image.form == "html":
            if mending and convertible(doc, image):
                yield Proposal(
                    image.start,
                    image.end,
                    "; ".join(["<img> as Markdown", *reasons]),
                    "certain",
                    markdown(url, alt, image.title),
                )
            elif url != image.url:
                tag = doc.text[image.start : image.end]
                new = SOURCE.sub(lambda m, url=url: f'{m[1]}"{url}"', tag, count=1)  # type: ignore[misc]
                if new != tag:
                    yield Proposal(image.start, image.end, "; ".join(reasons), "certain", new)
        elif image.form == "inline" and reasons:
            yield Proposal(image.start, image.end, "; ".join(reasons), "certain", markdown(url, alt, image.title))
    if TORN.search(doc.text):
        for m in BROKEN.finditer(doc.text):
            if not doc.is_code(m.start()):
                yield Proposal(m.start(), m.end(), "broken tail of a linked picture", "certain", f"![]({m[1]})")


def address(doc: Document, image: Image) -> tuple[str, list[str]]:
    """An image's real address, and what was done to find it."""
    url, reasons = image.url.strip(), []
    if image.form == "html":
        url, name = image_source(image.attrs)
        if name != "src":
            reasons.append(f"address from {name} instead of a placeholder")
        elif url != image.url:
            reasons.append("address without the space around it")
    base = doc.options.base_url
    if base or mends(doc):
        resolved = urls.resolve(url, base)
        if resolved != url:
            reasons.append("address made absolute")
            url = resolved
    return url, reasons


def convertible(doc: Document, image: Image) -> bool:
    """Whether an `<img>` may become Markdown where it stands."""
    if not image_source(image.attrs)[0]:
        return False
    n = doc.leaf_at(image.start)
    leaf = doc.leaves[n] if n >= 0 else None
    if leaf is None or leaf.kind in ("table", "code") or "\n" in image.alt:
        return False
    if doc.facts.get("mdx") or any("{" in v for v in image.attrs.values()):
        return False
    keep = ("picture", "table", "td", "th", "tr", "details", "summary")
    near = [*doc.ancestors(leaf), *doc.elements_in(leaf.start, image.start)]
    return not leaf.html and not any(e.name.lower() in keep and e.start < image.start < e.end for e in near)


def itself(doc: Document, image: Image, link: Link) -> bool:
    """Whether a picture's link leads to the picture, in whatever size."""
    if doc.text_in(link.start, link.end).strip() or len(doc.images_in(link.start, link.end)) != 1:
        return False
    one, other = LARGER.sub("", image.url), LARGER.sub("", link.url)
    return one == other or image.url == link.url


def markdown(url: str, alt: str, title: str) -> str:
    """An image in Markdown."""
    alt = re.sub(r"([\[\]\\])", r"\\\1", " ".join(alt.split()))
    shown = ' "' + title.replace('"', '\\"') + '"' if title else ""
    return f"![{alt}]({urls.destination(url)}{shown})"
