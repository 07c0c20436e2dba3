"""Remove markup that shows nothing: empty headings and links, end tags without a start.

An empty heading goes, and a link that shows nothing goes where it leads nowhere, where the same
address is linked with words elsewhere, or where the document carries ads (emptied buttons). An end
tag goes whose start tag is nowhere.

Left alone: anchors (`<a id="…"></a>`), a thematic break that parts text, cross-references that a site generator fills in
(`[](target)`), and everything in code.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import unquote

from cleaner import urls
from cleaner.html import BLOCK
from cleaner.model import Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import key, shows_ads

# What the link of a heading to itself shows: nothing that can be seen, or a mark.
SIGN = re.compile("[\\s\u200b\u200c\u200d\u2060\ufeff\u00b6\u00a7#\U0001f517\u2693\ufe0e\ufe0f]++")


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in doc.leaves:
        if leaf.kind == "heading" and not leaf.html and not doc.plain(leaf).strip() and not doc.images_of(leaf):
            inside = doc.text[leaf.start : leaf.end]
            if not re.search(r"<|\{", inside):
                yield Proposal(leaf.start, leaf.end, "heading without text", "certain", whole=True)
            continue
        for link in doc.links_of(leaf) if leaf.kind == "heading" else ():
            text = doc.text_in(link.text_start, link.text_end)
            if "#" in link.url and not link.image and SIGN.fullmatch(text) and key(doc, leaf):
                start, end = link.start, link.end
                leads = not doc.text_in(leaf.start, link.start).strip()
                if leads and not named_for(doc.text_in(link.end, leaf.end), link.url):
                    continue  # a sign that the heading begins with
                while start > leaf.start and doc.text[start - 1] in " \t" and not doc.text[end : leaf.end].strip():
                    start -= 1
                yield Proposal(start, end, "link of a heading to itself", "certain")
    shown = {(x.leaf, x.url) for x in doc.links if doc.text[x.text_start : x.text_end].strip()}
    for link in doc.links:
        if (
            link.form in ("inline", "html")
            and not link.image
            and not doc.text[link.text_start : link.text_end].strip()
            and link.end > link.start
        ):
            if link.form == "html" and re.search(r"\s(?:id|name)\s*=", doc.text[link.start : link.text_start]):
                continue
            if link.url in ("", "#"):
                yield Proposal(link.start, link.end, "link without text and without address", "certain")
            elif link.url[0] == "#" and of_heading(doc, link):
                yield Proposal(link.start, link.end, "anchor without text below its heading", "certain")
            elif urls.host(link.url) and (shows_ads(doc) or (link.leaf, link.url) in shown):
                why = (
                    "the same address is linked with words beside it"
                    if (link.leaf, link.url) in shown
                    else "the document carries ads"
                )
                yield Proposal(link.start, link.end, f"link without text; {why}", "certain")
    for mark in doc.marks:
        if mark.form == "stray" and mark.name in BLOCK and (doc.dirty or len(doc.leaves) > 3):
            line = doc.text.rfind("\n", 0, mark.start) + 1
            stop = doc.text.find("\n", mark.end)
            if (
                not doc.text[line : mark.start].strip()
                and not doc.text[mark.end : stop if stop >= 0 else len(doc.text)].strip()
            ):
                yield Proposal(mark.start, mark.end, f"</{mark.name}> without its start tag", "certain", whole=True)
    if doc.dirty and len(doc.leaves) > 1:
        for one, other in itertools.pairwise([*doc.leaves, None]):
            if one is not None and one.kind == "rule" and one.parent < 0 and (other is None or other.kind == "rule"):
                yield Proposal(one.start, one.end, "thematic break with nothing after it", "certain", whole=True)


def of_heading(doc: Document, link: Link) -> bool:
    """Whether a link is all of a block below a heading that its address is made of."""
    n = doc.leaf_at(link.start)
    leaf = doc.leaves[n] if n > 0 else None
    if leaf is None or leaf.start != link.start or leaf.end != link.end or doc.leaves[n - 1].kind != "heading":
        return False
    return slug(doc.plain(doc.leaves[n - 1])) == slug(unquote(link.url.partition("#")[2])) != ""


def slug(text: str) -> str:
    """The letters and digits of a text, as the anchors of headings are made of them."""
    return "".join(c for c in text.casefold() if c.isalnum())


def named_for(text: str, url: str) -> bool:
    """Whether the fragment of an address is made of a heading's words."""
    fragment, words = slug(unquote(url.partition("#")[2])), slug(unquote(text))
    return bool(words) and fragment.startswith(words[:12])
