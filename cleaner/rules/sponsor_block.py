"""Remove the sponsors' blocks of newsletters and round-ups.

A sponsor's block says so ("*SPONSORED*", "Sponsored by"), or all its links carry campaign
parameters that name an advertisement while most links of the document carry none: editors link
plainly, advertisers count.

Left alone: documents about sponsors, documents in which campaign parameters are everywhere, blocks with any plain link,
blocks of more than 120 words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import linked, mentions, phrase, subject, words

CAMPAIGN = re.compile(
    r"(?:^|&)utm_(?:medium|campaign|content|source|term)=[^&]*(?:sponsor|paid|promo|\bads?\b|advert|_ad(?:_|$|&))",
    re.IGNORECASE,
)
MARKER = re.compile(
    r"(?:[*_~\[(]{1,3}\s*)(?:sponsored|advertisement|anzeige|werbung|publicité|patrocinado|реклама)(?:\s*[*_~\])]{1,3})\s*\.?\s*\Z",
    re.IGNORECASE,
)
COLON = re.compile("[:：]")
MAX_WORDS = 120
LONGEST = 60  # characters of a mark


@rule(kind="ad")
def find(doc: Document) -> Iterator[Proposal]:
    if subject(doc, "support", headings=False):
        return  # there sponsors are what the text is about
    counted = sum("utm_" in x.url.lower() for x in doc.links)
    labelled = mentions(doc, "ad-label")
    for leaf in linked(doc):
        if leaf.kind != "paragraph" or words(doc.plain(leaf)) > MAX_WORDS:
            continue
        links = doc.links_of(leaf)
        paid = counted > 0 and all(tracked(leaf, x.url) for x in links)
        if not paid and any(b.kind != "quote" for b in doc.parents(leaf)):
            continue  # a quote may be a box
        label = COLON.split(doc.plain(leaf).strip(), maxsplit=1) if labelled else []
        said = phrase(label[0], "ad-label") if len(label) == 2 and words(label[0]) <= 4 else ""
        if said and any(urls.host(x.url) for x in links):
            yield Proposal(leaf.start, leaf.end, f'block with a link that begins with "{said}:"', "likely")
        elif leaf.parent >= 0 and not paid:
            continue
        elif MARKER.search(doc.text, max(leaf.start, leaf.end - LONGEST), leaf.end):
            yield Proposal(leaf.start, leaf.end, "block with links that ends in a sponsor's mark", "likely")
        elif paid and counted * 3 <= len(doc.links):
            yield Proposal(
                leaf.start,
                leaf.end,
                f"all {len(links)} links carry an advertiser's campaign parameters, most others of the document none",
                "likely",
            )


def tracked(leaf: Block, url: str) -> bool:
    """Whether an address carries campaign parameters of an advertisement."""
    query = urls.split(url)[2].replace("amp;", "")
    return query.lower().count("utm_") >= 2 and bool(CAMPAIGN.search(query))
