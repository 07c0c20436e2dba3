"""Remove the footer of a scraped page: copyright, legal links, social icons, repeated menus, logos.

From the end upwards, blocks are part of a footer while they are short and say what footers say, are
links to the same site, social profiles or a linked logo. The run goes if at least one block says
something that only footers say (a copyright line, "Privacy policy", "Bottom of page").

Left alone: lists of references, prose, and documents whose last block is text; a license section of
a README.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hits, images_only, is_prose, key, link_only, link_text, words

COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4}|[^\W\d_])|(?:^|\W)\d{4}\s*©|^©", re.IGNORECASE)
TOPICS = ("footer", "nav-label", "share-label", "follow", "subscribe", "cookie", "support", "related-label")
MAX_LINE = 14


@rule(kind="footer")
def find(doc: Document) -> Iterator[Proposal]:
    if not doc.leaves:
        return
    own = own_site(doc)
    first = None
    reason = ""
    pending: list[Block] = []
    for leaf in reversed(doc.leaves):
        verdict = judge(doc, leaf, own)
        if verdict == "no":
            break
        if verdict == "maybe":
            pending.append(leaf)
            if len(pending) > 6:
                break
            continue
        pending.clear()
        first = leaf
        if verdict != "yes" and not reason:
            reason = verdict
    if first is not None and reason and first.leaf > 0:
        count = len(doc.leaves) - first.leaf
        yield Proposal(
            first.start,
            doc.leaves[-1].end,
            f"{count} block{'s' if count > 1 else ''} at the end of the page: {reason}",
            "likely",
            whole=True,
        )


def own_site(doc: Document) -> str:
    """The site that most links lead to."""
    sites = Counter(urls.site(urls.host(x.url)) for x in doc.links if urls.host(x.url))
    return sites.most_common(1)[0][0] if sites else ""


def judge(doc: Document, leaf: Block, own: str) -> str:
    """`no` ends the footer, `yes` belongs to it, `maybe` does between two that do; anything else is what only a footer says."""
    if leaf.kind in ("code", "table"):
        return "no"
    if leaf.kind == "rule":
        return "maybe"
    text = key(doc, leaf)
    plain = doc.plain(leaf)
    count = words(text)
    if COPYRIGHT.search(plain) and count <= 30:
        return f'copyright line "{" ".join(plain.split())[:40]}"'
    if count <= MAX_LINE + 10:
        for hit in hits(doc, leaf, "footer"):
            return f'"{hit.text}"'
    if count <= 90 and hits(doc, leaf, "footer"):
        return "yes"
    if any(h.text == text for h in hits(doc, leaf, "nav-label")) and leaf.kind != "heading":
        return f'"{text}"'
    if hits(doc, leaf, *TOPICS) and count <= 20:
        return "yes"
    links = doc.links_in(leaf.start, leaf.end)
    if links and link_only(doc, leaf):
        social = all(urls.listed(x.url, "social-hosts") for x in links)
        if (
            social
            or images_only(doc, leaf)
            or all(same_site(x.url, own) and words(link_text(doc, x)) <= 4 for x in links)
        ):
            return "yes"
        return "no"
    if images_only(doc, leaf):
        return "maybe"
    if leaf.kind == "heading":
        return "maybe" if count <= 4 else "no"
    if count <= MAX_LINE and not is_prose(doc, leaf) and leaf.parent < 0:
        return "maybe"
    return "no"


def same_site(url: str, own: str) -> bool:
    """Whether an address stays on the site."""
    name = urls.host(url)
    return not name or urls.site(name) == own
