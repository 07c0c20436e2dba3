"""Remove lists of links to other articles under a label such as "Also read", "Related articles",
"関連記事".

The label says what follows, the links agree: each item shows nothing but its link, or stands at the
document's end as a teaser. Label and items go together, up to the next heading or the first block
that is something else. A label with its link in one line goes by itself.

Left alone: labels in the middle of a site's own source, links to files, a label with prose under it, "See also", "References", "Further reading" (they cite),
lists whose items are discussed, and sentences that mention another article.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from cleaner import dates, urls
from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    density,
    empty_section,
    hit_leaves,
    hits,
    images_only,
    is_post,
    items,
    key,
    link_only,
    linked,
    outside,
    own_site,
    phrase,
    says_only,
    shows_ads,
    tail,
    tail_start,
    trim,
    words,
)

NOTES = re.compile(r"\A(?![a-z]+:)[^?#]*\.mdx?(?:#|\Z)", re.IGNORECASE)  # a file beside this one
EMPHASIS = re.compile(r"\s*#{1,6}\s+([*_])[^*_\n]+\1\s*")
MAX_LABEL = 8
LONGEST = 60  # characters of a label
TEASER = 40
MOST = 50  # items of a list that are looked at
MANY = 3  # links under a heading that stands before the end, where a page's comments or widgets follow; one less where a template planted more and they stay on the site


@rule(kind="related")
def find(doc: Document) -> Iterator[Proposal]:
    done = -1
    for leaf in hit_leaves(doc, "related-weak"):
        if leaf.kind == "paragraph" and leaf.parent < 0:
            links = doc.links_of(leaf)
            said = hits(doc, leaf, "related-weak")[0].text
            if (
                links
                and one_line(doc, leaf, said, outside(doc, leaf, links).casefold())
                and fold(doc.plain(leaf)).find(said + ":") >= 0
            ):
                yield Proposal(leaf.start, leaf.end, f'label "{said}" with its link in one line', "likely")
            elif key(doc, leaf) == said and (last := weak(doc, leaf)) >= 0:
                yield Proposal(
                    leaf.start,
                    doc.leaves[last].end,
                    f'label "{said}" over links to one site at the end',
                    "likely",
                    whole=True,
                )
        elif leaf.kind == "heading" and leaf.leaf >= tail_start(doc) and empty_section(doc, leaf):
            if says_only(doc, leaf, "related-weak"):
                why = f'label "{key(doc, leaf)}" with nothing under it at the end'
                yield Proposal(leaf.start, leaf.end, why, "likely")
    for leaf in doc.leaves[tail_start(doc) :] if is_post(doc) else ():
        if leaf.kind == "heading" and in_emphasis(doc, leaf) and says_only(doc, leaf, "related-weak", "related-label"):
            if says_only(doc, leaf, "reference-label"):
                continue
            last, count = extent(doc, leaf, dated=True)
            if count:
                why = f'label "{key(doc, leaf)}" in emphasis over {count} link{"s" if count > 1 else ""}'
                yield Proposal(leaf.start, doc.leaves[last].end, why, "likely", whole=True)
    for leaf in linked(doc):
        if label := stacked(doc, leaf):
            count = len(doc.links_of(leaf))
            why = f'label "{label}" over {count} link{"s" if count > 1 else ""} in its own block'
            yield Proposal(leaf.start, leaf.end, why, "likely")
    for leaf in hit_leaves(doc, "related-label"):
        if leaf.leaf <= done or leaf.kind not in ("heading", "paragraph") or entry(doc, leaf):
            continue
        hit = hits(doc, leaf, "related-label")[0]
        links = doc.links_of(leaf)
        rest = outside(doc, leaf, links).casefold()
        if links and leaf.kind == "paragraph" and rest and one_line(doc, leaf, hit.text, rest):
            yield Proposal(leaf.start, leaf.end, f'label "{hit.text}" with its link', "likely")
            done = leaf.leaf
            continue
        if words(key(doc, leaf)) > max(MAX_LABEL, words(hit.text) + 3):
            continue
        last, count = extent(doc, leaf)
        alone = key(doc, leaf) == hit.text and (
            leaf.kind != "heading" or count >= MANY - (doc.template and own(doc, leaf, last))
        )
        sites = {urls.site(urls.host(x.url)) for x in doc.links_in(leaf.end, doc.leaves[last].end) if urls.host(x.url)}
        if len(sites) > 1 and not (doc.template or shows_ads(doc)):
            continue  # what other sites say is cited
        under = doc.links_in(leaf.end, doc.leaves[last].end)
        if under and not doc.meta.get("published") and all(NOTES.search(x.url) for x in under):
            continue  # pages of a manual
        own_source = any(urls.tagged(x.url) for x in doc.links_in(leaf.start, doc.leaves[last].end))
        if last + 1 < tail_start(doc) and (not alone or own_source):
            continue  # a section in the middle of the text is part of it, and a label that says more than that
        if not count and (tags := cards(doc, leaf)):
            yield Proposal(leaf.start, tags, f'label "{hit.text}" over template tags', "likely", whole=True)
            continue
        if not count:
            if leaf.leaf >= tail_start(doc) and leaf.kind == "heading" and empty_section(doc, leaf):
                yield Proposal(leaf.start, leaf.end, f'label "{hit.text}" with nothing under it at the end', "likely")
            continue
        yield Proposal(
            leaf.start,
            doc.leaves[last].end,
            f'label "{hit.text}" over {count} link{"s" if count > 1 else ""} to other articles',
            "likely",
            whole=True,
        )
        done = last


def in_emphasis(doc: Document, heading: Block) -> bool:
    """Whether a heading is in emphasis, as a plugin of WordPress prints its label."""
    return bool(EMPHASIS.fullmatch(doc.text, heading.start, heading.end))


def cards(doc: Document, label: Block) -> int:
    """Where the template tags end that are all that stands under a label up to the next heading; 0 if something else does."""
    section = list(itertools.takewhile(lambda x: x.kind not in ("heading", "rule"), doc.after(label)))
    shown = any(key(doc, x) or doc.images_of(x) or x.kind in ("code", "table") for x in section)
    tags = [x for x in section if doc.marks_in(x.start, x.end)]
    return tags[-1].end if tags and not shown and len(tags) == len(section) else 0


def own(doc: Document, label: Block, last: int) -> bool:
    """Whether all links under a label lead to other pages of the site."""
    site = own_site(doc)
    return all(at_home(x, site) for x in doc.links_in(label.end, doc.leaves[last].end))


def stacked(doc: Document, leaf: Block) -> str:
    """The label that is the first line of a block whose other lines are nothing but links; empty if there is none."""
    first, newline, _ = doc.plain(leaf).strip().partition("\n")
    if leaf.kind != "paragraph" or leaf.parent >= 0 or not newline or len(first) > LONGEST:
        return ""
    links = doc.links_of(leaf)
    label = trim(fold(first))
    if (
        not label
        or phrase(label, "related-label") != label
        or first.strip() not in doc.text_in(leaf.start, links[0].start)
    ):
        return ""
    if len({urls.site(urls.host(x.url)) for x in links}) > 1:
        return ""  # what other sites say is cited
    return label if words(outside(doc, leaf, links)) == words(first) else ""


def entry(doc: Document, leaf: Block) -> bool:
    """Whether a block is no label but an item of a list of links, such as a table of contents that names the chapter "Related links"."""
    if leaf.kind == "heading" or not link_only(doc, leaf):
        return False
    n = leaf.parent
    while n >= 0 and doc.containers[n].kind != "list":
        n = doc.containers[n].parent
    firsts = [doc.leaves[b.leaf] for b in items(doc)[n][:MOST] if b.leaf < b.last_leaf] if n >= 0 else []
    return sum(bool(link_only(doc, x)) for x in firsts) * 2 > len(firsts) > 1


def weak(doc: Document, leaf: Block) -> int:
    """The last leaf of a list under a label such as "See also" that is related posts all the same: at the end, nothing but links, all to one site."""
    last = leaf.leaf
    sites: set[str] = set()
    count = 0
    for other in doc.after(leaf):
        links = link_only(doc, other) if other.kind == "paragraph" else []
        links = links if other.parent >= 0 or len(links) > 1 else []
        if not links or any(urls.is_paper(x.url) or urls.tagged(x.url) for x in links):
            break
        sites |= {urls.site(urls.host(x.url)) for x in links}
        last, count = other.leaf, count + len(links)
    own = sites == {""} and bool(doc.meta.get("published"))
    return last if count > 1 and len(sites) == 1 and ("" not in sites or own) and last + 1 >= tail_start(doc) else -1


def extent(doc: Document, label: Block, *, dated: bool = False) -> tuple[int, int]:
    """The last leaf of the list under a label, and the number of its links; behind them a date and a section may stand (`dated`)."""
    last, count = label.leaf, 0
    for leaf in doc.after(label):
        if leaf.kind in ("code", "embed", "rule", "table") or (
            leaf.kind == "heading"
            and (not doc.links_of(leaf) or (label.kind == "heading" and leaf.level <= label.level))
        ):
            break
        links = doc.links_of(leaf)
        if any(urls.is_paper(x.url) for x in links):
            break
        after = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
        if images_only(doc, leaf) and not links:
            if label.kind == "heading" and after is not None and link_only(doc, after):
                continue  # the picture over a headline
            break
        if links and (density(doc, leaf) >= 0.7 or images_only(doc, leaf)):
            count += sum(not x.url.startswith("#") for x in links)
            last = leaf.leaf
            continue
        follows = after is None or after.kind != "paragraph" or bool(link_only(doc, after)) or images_only(doc, after)
        teaser = (
            count
            and not links
            and last == leaf.leaf - 1
            and (tail(doc, leaf) or doc.leaves[leaf.leaf - 1].kind == "heading")
            and words(doc.plain(leaf)) <= TEASER
            and label.kind == "heading"
            and (follows or 0 <= leaf.parent == doc.leaves[leaf.leaf - 1].parent)
        )
        linked_item = (
            links and leaf.parent >= 0 and words(outside(doc, leaf, links)) <= 12 and leaf.leaf >= tail_start(doc)
        )
        day = dated and links and words(rest := outside(doc, leaf, links)) <= MAX_LABEL and bool(dates.find(rest))
        if teaser or linked_item or day:
            count += len(links)
            last = leaf.leaf
            continue
        break
    return last, count


def one_line(doc: Document, leaf: Block, label: str, rest: str) -> bool:
    """Whether a line is a label and its links: nothing between them but a colon or a dash, nothing after them."""
    if words(rest) > words(label) + 3 or any(urls.is_paper(x.url) for x in doc.links_of(leaf)):
        return False
    text = doc.plain(leaf).strip()
    after = fold(text)[len(label) :].lstrip()
    marked = after[:1] in (":", "：", "-", "–", "—", "»", "→", "👉", ">", "|")
    ends = doc.links_of(leaf)[-1].end
    return (marked or words(rest) == words(label)) and not doc.text_in(ends, leaf.end).strip(" .!*_)»")
