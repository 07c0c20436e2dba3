"""Remove the markup of ad networks.

`<ins class="adsbygoogle">`, `<amp-ad>`, ad scripts and iframes whose address is an ad or affiliate
network's, and the script text that is left where a converter dropped the tags: `(adsbygoogle =
window.adsbygoogle || []).push({});`.

Left alone: the same in code, and iframes of anyone else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import words

SCRIPT_TEXT = re.compile(
    r"^\W*(?:\(?adsbygoogle\s*=|google_ad_(?:client|slot)\s*=|googletag\.(?:cmd|display|pubads)|window\._taboola|_mgq\.push|amzn_assoc_\w+\s*=|yaContextCb|\(window\.adsbygoogle)"
)
CODE = re.compile(r"[;{}]\s*(?:$|\n)|\|\||\(\{|\)\s*;")
ATTRIBUTES = (
    "data-ad-client",
    "data-ad-slot",
    "data-ad-unit",
    "data-google-query-id",
    "data-adsbygoogle-status",
    "data-aax_size",
)


@rule(kind="ad")
def find(doc: Document) -> Iterator[Proposal]:
    for element in doc.elements:
        name = element.name.lower()
        if (name == "ins" and "adsbygoogle" in element.tokens) or name in ("amp-ad", "amp-embed", "amp-sticky-ad"):
            yield Proposal(element.start, element.end, f"<{name}> of an ad network", "certain", whole=True)
        elif any(a in element.attrs for a in ATTRIBUTES) and words(doc.text_in(element.start, element.end)) <= 20:
            yield Proposal(element.start, element.end, "ad slot by its data attributes", "certain", whole=True)
        elif name in ("iframe", "script", "img", "embed", "object", "video", "source"):
            source = element.attrs.get("src") or element.attrs.get("data-src") or element.attrs.get("data") or ""
            reason = urls.ad(source) or (urls.affiliate(source) if name != "script" else "")
            if reason:
                yield Proposal(element.start, element.end, f"<{name}> from {reason}", "certain", whole=True)
    for leaf in doc.leaves:
        if leaf.kind == "paragraph" and SCRIPT_TEXT.match(doc.plain(leaf)) and CODE.search(doc.plain(leaf)):
            yield Proposal(leaf.start, leaf.end, "script text of an ad network without its tags", "certain")
