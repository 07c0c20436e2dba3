"""Unwrap links that only sell, and clean the addresses of those that stay.

An affiliate link in a sentence goes and its words stay; so does a link to a download or checkout
that a document full of ads planted on words that have nothing to do with it (its own
site's, or the same host three times and more), and a link with a
script for an address. Click redirectors are replaced by their target, tracking parameters go.

Left alone: in documents from which nothing was stripped, a single affiliate link; links whose words
name what they lead to; reference definitions; `ref`, `source` and other parameters that some sites
need.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import commercial, link_text, mends, phrase, shows_ads

OFTEN = 3  # links to one host, on words that do not name it
BLOCK = re.compile(r"(?:#{1,6}|[-+*>])(?:\s|\Z)|[-+*=~`|]{3}")
NUMBER = re.compile(r"\d{1,9}[.)]\s")
KRAMDOWN = re.compile(r"\{:[^{}\n]*\}")


@rule(kind="link", phase="tidy")
def find(doc: Document) -> Iterator[Proposal]:
    several = sum(bool(commercial(doc, x)) for x in doc.links[:200]) > 1
    for link in doc.links:
        if link.form == "autolink" or (link.leaf >= 0 and doc.leaves[link.leaf].fake):
            continue
        reason = unwrap(doc, link, several)
        if reason and NUMBER.match(doc.text, link.text_start) and doc.text[link.start - 1 : link.start] in ("", "\n"):
            continue  # "[1. Spade](…)" would become a list
        if reason and link.form in ("inline", "html", "reference"):
            if not doc.text[link.text_start : link.text_end].strip():
                yield Proposal(link.start, link.end, reason, "certain")
                continue
            attributes = KRAMDOWN.match(doc.text, link.end)
            yield Proposal(link.start, link.text_start, reason, "certain", guard(doc, link))
            yield Proposal(link.text_end, attributes.end() if attributes else link.end, reason, "certain")
            continue
        if link.form == "inline" and mends(doc):
            new = urls.clean(link.url)
            if new != link.url:
                at = doc.text.find("(", link.text_end, link.end)
                found = doc.text.find(link.url, at, link.end)
                if at >= 0 and found >= 0 and not re.search(r"[\s()<>]", new):
                    why = (
                        "redirect replaced by its target"
                        if urls.host(new) != urls.host(link.url)
                        else "tracking parameters"
                    )
                    yield Proposal(found, found + len(link.url), why, "certain", new)


def guard(doc: Document, link: Link) -> str:
    """A backslash where the words of an unwrapped link would begin a heading, a list or a quote."""
    line = doc.text.rfind("\n", 0, link.start) + 1
    return "\\" if not doc.text[line : link.start].strip(" >") and BLOCK.match(doc.text, link.text_start) else ""


def unwrap(doc: Document, link: Link, several: bool) -> str:
    """Why a link goes and its words stay; empty if it stays."""
    if urls.UNSAFE.match(link.url):
        return "address is a script"
    if link.image and not link_text(doc, link):
        reason = commercial(doc, link)
        return f"picture linked to {reason}" if reason and (several or mends(doc)) else ""
    reason = commercial(doc, link)
    if reason:
        listed = link.leaf >= 0 and doc.leaves[link.leaf].parent >= 0
        return f"link to {reason}; its words stay" if mends(doc) or (several and not listed) else ""
    host = urls.host(link.url)
    if not host or not mends(doc) or not shows_ads(doc) or not urls.commerce(link.url):
        return ""
    text = link_text(doc, link)
    own = urls.site(urls.host(str(doc.meta.get("image") or ""))) or urls.site(urls.host(str(doc.meta.get("url") or "")))
    often = sum(urls.host(x.url) == host for x in doc.links) >= OFTEN
    if urls.related(text, link.url) or phrase(text, "cta") or not (often or urls.site(host) == own):
        return ""
    return "link to a download or checkout page planted on words that do not name it, in a document that carries ads"
