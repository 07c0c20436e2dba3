"""Remove images that count visits: one pixel in size, or from a counter's host.

Left alone: images whose size is given in other ways, and badges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Document, Image, Proposal
from cleaner.registry import rule

STYLE = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*[01](?:px)?\s*(?=;|!|$)", re.IGNORECASE)


@rule(kind="ad", order=-1)
def find(doc: Document) -> Iterator[Proposal]:
    for image in doc.images:
        if reason := counts(image):
            yield Proposal(image.start, image.end, reason, "certain")


def counts(image: Image) -> str:
    """Why an image is a counter; empty if it is none."""
    sizes = [image.attrs.get(a, "").strip().removesuffix("px") for a in ("width", "height")]
    if all(s in ("0", "1") for s in sizes) or (
        any(s in ("0", "1") for s in sizes) and "" in sizes and not image.alt.strip()
    ):
        return "image of one pixel"
    if len(STYLE.findall(image.attrs.get("style", ""))) == 2:
        return "image styled to one pixel"
    if urls.listed(image.url, "pixel-hosts"):
        return f"image of the counter {urls.host(image.url)}"
    return ""
