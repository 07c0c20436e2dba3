"""Remove breadcrumbs: the path to the page, parted by `>`, `/`, `»` or `›`, above the title or right below it.

Two to seven short parts, the first of them a link home or a word that menus have for it, the others linked but for the
last, or all of them where each leads deeper into the site or the first says that it leads home; or parts that lead to the title's own words. In a clipped page links of a word or two from home down, or one to a section of the site it comes from.

Left alone: paths of menus in steps ("File > Save as"), paths with more words than a menu has, and everything below the first prose.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import unquote

from cleaner import metadata, urls
from cleaner.lists import fold
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import banner, head_end, link_only, link_text, own_site, phrase, title_heading, words

FIRST, SHORT = 6, 3  # blocks of the head; words of a part that is but a link
MIN_DEEP = 3  # links of a path all of whose parts are links
SEPARATOR = re.compile(r"[>\uff1e»›→❯]++|\s/\s")
MAX_PARTS, MAX_WORDS = 7, 8


@rule(kind="nav")
def find(doc: Document) -> Iterator[Proposal]:
    titles = [
        str(doc.meta.get("title") or ""),
        *(doc.plain(x) for x in doc.leaves[:14] if x.kind == "heading" and x.level <= 2),
    ]
    for leaf in doc.leaves[: min(head_end(doc), 12)]:
        if leaf.kind != "paragraph" or leaf.parent >= 0:
            continue
        if leaf.leaf < FIRST and is_section(doc, leaf):
            yield Proposal(leaf.start, leaf.end, "path to the section of a site above the text", "likely")
            continue
        text = " ".join(doc.plain(leaf).split())
        parts = [p.strip() for p in SEPARATOR.split(text)]
        named = any(
            metadata.same(parts[-1], t) or (len(parts[-1]) > 3 and parts[-1].casefold() in t.casefold())
            for t in titles
            if t
        )
        most = parts[:-1] if named else parts  # a title may be of any length
        if not 2 <= len(parts) <= MAX_PARTS or any(not p or words(p) > MAX_WORDS for p in most):
            if words(text) > MAX_WORDS and not (
                banner(doc, leaf) or phrase(text, "cookie", "disclosure", "date-label", "author-label")
            ):
                return  # below the first sentence a path is what the text is about
            continue
        links = doc.links_of(leaf)
        first = parts[0].rpartition(":")[2].rpartition("：")[2].strip()
        home = phrase(first, "nav-label") or (links and urls.split(links[0].url)[1] in ("", "/") and first)
        linked_last = bool(links) and links[-1].end >= leaf.end - 1
        angled = phrase(first, "nav-label") and re.search(r"[»›❯]", text)
        nested = (
            home
            and len(links) == len(parts)
            and (deepens(links) or of_one_site(links, bool(phrase(first, "nav-label"))))
        )
        if (
            nested
            or (home and (links or (angled and (named or leaf.leaf < title_heading(doc)))) and not linked_last)
            or (named and links and (home or len(links) >= len(parts) - 1))
        ):
            why = f'begins with "{home}"' if home else "leads to the title"
            yield Proposal(leaf.start, leaf.end, f"path of {len(parts)} short parts above the text; {why}", "likely")


def is_section(doc: Document, leaf: Block) -> bool:
    """Whether a block of a clipped page is nothing but links of a word or two from where its site begins, or one to a section of it."""
    source = urls.site(urls.host(str(doc.meta.get("url") or "")))
    links = link_only(doc, leaf) if source else []
    own = own_site(doc) if links else ""
    if not links or not own or source != own or any(urls.site(urls.host(x.url)) != own for x in links):
        return False
    if any(not 0 < words(link_text(doc, x)) <= SHORT for x in links):
        return False
    root = urls.split(links[0].url)[1] in ("", "/")
    if len(links) > 1:
        return root and bool(phrase(link_text(doc, links[0]), "nav-label"))
    text, path = fold(link_text(doc, links[0])).strip(), urls.split(links[0].url)[1].strip("/")
    if urls.commerce(links[0].url) or unquote(path).casefold().replace("-", " ") != text:
        return False
    return not root and urls.split(links[0].url)[1].strip("/").count("/") == 0


def of_one_site(links: list[Link], home: bool) -> bool:
    """Whether three links or more lead to one site, the first of them home by its word."""
    return home and len(links) >= MIN_DEEP and len({urls.host(x.url) for x in links}) == 1


def deepens(links: list[Link]) -> bool:
    """Whether links lead from the root of a site down, each into the one before."""
    ways = [urls.split(x.url)[1].rstrip("/") + "/" for x in links]
    deeper = all(below != above and below.startswith(above) for above, below in itertools.pairwise(ways))
    return len(ways) >= MIN_DEEP and ways[0] == "/" and deeper
