"""Remove the footer of a scraped page: copyright, legal links, social icons, repeated menus, logos.

A block goes with the last ones of the document while it says what only footers say (a copyright line, "Privacy
policy"). In a scraped page, one without a title in its front matter, menus, social icons, logos and taglines between
such blocks go with them.

Left alone: what alone stands under a heading of its own (a README's licence, an address), numbered steps, lists of
references, prose, and documents whose title or headings are about such things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    hits,
    images_only,
    in_ordered_steps,
    introduced,
    is_prose,
    key,
    link_only,
    link_text,
    own_site,
    phrase,
    same_site,
    says_only,
    spoken,
    subject,
    words,
)

COPYRIGHT = re.compile(
    r"(?:©|copyright)\s*(?:(?:©|\(c\))\s*)?(?:\d{4}|[^\W\d_])|\(c\)\s*\d{4}|(?:^|\W)\d{4}\s*©|^©", re.IGNORECASE
)
LICENCE = re.compile(r"\bCC[ -]BY\b|creative commons|知识共享|知識共享|創用 ?CC", re.IGNORECASE)
YEAR = re.compile(r"\d{4}|reserved", re.IGNORECASE)
PARTING = re.compile(r"[·•|∙]")
TOPICS = ("footer", "nav-label", "share-label", "follow", "subscribe", "cookie", "support", "related-label")
# "Made with ❤️ in Kyiv", "con ❤️ por Ada"
LOVE = re.compile(
    r"\b(?:made|built|crafted|coded|hecho|creado|desarrollado|fait|créé|feito|criado|desenvolvido|fatto|creato|gemacht|gebaut|entwickelt|gemaakt|zrobione|stworzone|vytvořeno|сделано|зроблено|dibuat)"
    "\\s(?:with|con|avec|com|mit|met|z|s|с|з|dengan)\\s[\u2764\u2665\U0001f499-\U0001f49c\U0001f5a4\U0001f9e1]"
)
WITH_LOVE = re.compile(
    "[\u2764\u2665\U0001f499-\U0001f49c\U0001f5a4\U0001f9e1]\ufe0f?"
    r"\s*(?:by|por|par|von|door|przez|oleh|bởi|от|від)\s+\S"
)
MAX_LINE = 14
LONGEST = 200  # characters of a copyright line
NO_SIGN = ("yes", "maybe", "nav", "link")
BRIDGE = 3  # blocks that belong to a footer before what stands between them does too


@rule(kind="footer")
def find(doc: Document) -> Iterator[Proposal]:
    if not doc.leaves or subject(doc, "footer"):
        return
    own = own_site(doc)
    verdicts: list[tuple[Block, str]] = []
    for leaf in reversed(doc.leaves):
        verdict = judge(doc, leaf, own)
        idle = [v for _, v in verdicts[-2:]].count("maybe")
        if verdict == "no" or (verdict == "maybe" and idle >= (1 if len(verdicts) > 2 else 2)):
            break
        verdicts.append((leaf, verdict))
    # a run of blocks that each say so; a rule between text and copyright line goes with them
    first, reason = None, ""
    for leaf, verdict in verdicts:
        if verdict == "maybe" and leaf is doc.leaves[-1] and words(key(doc, leaf)) <= 6 and len(verdicts) > 1:
            continue  # a tagline below the copyright line
        if verdict in ("yes", "maybe", "link"):
            break
        first = leaf
        reason = reason or (verdict if verdict != "nav" else "")
    scraped = not doc.meta.get("title")
    signs = {verdict.split()[0] for _, verdict in verdicts if verdict not in NO_SIGN}
    named = all(hits(doc, x, *TOPICS) for x, _ in verdicts if x.kind == "heading")  # not a page's own lists
    many = sum(v not in NO_SIGN for _, v in verdicts) > 1
    if scraped and signs and (named or many) and sum(v != "maybe" for _, v in verdicts) >= BRIDGE:
        while verdicts and verdicts[-1][1] in ("maybe", "link"):
            verdicts.pop()
        if verdicts and len(verdicts) < len(doc.leaves):
            first = verdicts[-1][0]
            reason = next(v for _, v in verdicts if v not in NO_SIGN)
    if first is None or first.leaf == 0 or not reason:
        return
    lists = [box for box in doc.parents(first) if box.kind == "list"]
    if lists and lists[-1].leaf < first.leaf:  # the last items of a list are items like the others
        rest = [(leaf, verdict) for leaf, verdict in verdicts if leaf.leaf >= lists[-1].last_leaf]
        while rest and rest[-1][1] in NO_SIGN:
            rest.pop()
        if not rest:
            return
        first, reason = rest[-1]
    if introduced(doc, first):
        return
    before = doc.leaves[first.leaf - 1]
    if before.kind == "heading" and not hits(doc, before, *TOPICS, "comment-label"):
        return  # what alone stands under a heading is its content
    if before.kind == "rule":
        first = before
    count = len(doc.leaves) - first.leaf
    yield Proposal(
        first.start,
        doc.leaves[-1].end,
        f"{count} block{'s' if count > 1 else ''} at the end of the page: {reason}",
        "likely",
        whole=True,
    )


def judge(doc: Document, leaf: Block, own: str) -> str:
    """`no` ends the footer, `yes`, `nav` and `link` belong to it, `maybe` does between two that do; anything else is what only a footer says."""
    if leaf.kind in ("code", "table"):
        return "no"
    if leaf.kind == "rule":
        return "maybe"
    text = key(doc, leaf)
    plain = doc.plain(leaf)
    count = words(text)
    loved = LOVE.search(plain.casefold()) or (doc.links_of(leaf) and WITH_LOVE.search(plain.casefold()))
    if count <= MAX_LINE and leaf.parent < 0 and loved:
        return "line of who made it"
    if COPYRIGHT.search(plain) and count <= 30 and not caption(doc, leaf):
        return f'copyright line "{" ".join(plain.split())[:40]}"'
    if doc.meta.get("published") and count <= 30 and not is_list(doc, leaf) and licence(doc, leaf):
        return f'licence "{" ".join(plain.split())[:40]}"'
    if leaf.kind == "heading" or in_ordered_steps(doc, leaf):
        return "maybe" if leaf.kind == "heading" and count <= 4 else "no"
    if count <= MAX_LINE + 10 and (leaf.parent < 0 or link_only(doc, leaf)):
        for hit in hits(doc, leaf, "footer"):
            topic = hit.text == text and count == 1 and not doc.links_of(leaf)  # a chapter may be called "Impressum"
            return "yes" if topic else f'"{hit.text}"'
    parts = [x for x in PARTING.split(plain.strip()) if x.strip()] if count <= MAX_LINE + 10 else []
    legal = [x.strip() for x in parts if phrase(x, "footer", "nav-label", "cookie")]
    if len(parts) >= 2 and leaf.parent < 0 and len(legal) * 2 >= len(parts) and any(phrase(x, "footer") for x in parts):
        return f'row of "{legal[0]}" and the like'
    row = link_only(doc, leaf)
    if len(row) >= 2 and sum(bool(phrase(link_text(doc, x), "footer", "nav-label")) for x in row) * 2 >= len(row):
        return f'row of {len(row)} links such as "{link_text(doc, row[0])}"'
    if count <= 90 and hits(doc, leaf, "footer"):
        return "yes"
    if any(e.name.lower() == "details" for e in doc.ancestors(leaf)):
        return "no"
    if says_only(doc, leaf, "nav-label") and leaf.kind != "heading":
        return "nav" if link_only(doc, leaf) and leaf.parent < 0 else "yes"
    if hits(doc, leaf, *TOPICS) and count <= 20:
        return "yes"
    links = doc.links_of(leaf)
    if links and link_only(doc, leaf):
        social = all(urls.listed(x.url, "social-hosts") for x in links)
        if (
            social
            or images_only(doc, leaf)
            or all(same_site(x.url, own) and words(link_text(doc, x)) <= 4 for x in links)
        ):
            return "link"
        return "maybe" if count <= 4 and leaf.parent < 0 and len(links) == 1 else "no"
    if images_only(doc, leaf):
        return "maybe"
    if leaf.kind == "heading":
        return "maybe" if count <= 4 else "no"
    if count <= MAX_LINE and not is_prose(doc, leaf) and leaf.parent < 0:
        return "maybe"
    return "no"


def licence(doc: Document, leaf: Block) -> bool:
    """Whether a line names the Creative Commons licence that a post is under: not that of a picture above it."""
    before = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    if leaf.kind != "paragraph" or (before is not None and (images_only(doc, before) or before.kind == "heading")):
        return False
    says = LICENCE.search(doc.plain(leaf)) and any(h.topic == "piece" for h in spoken(doc, doc.plain(leaf)))
    return bool(says) or any(urls.host(x.url) == "creativecommons.org" for x in doc.links_of(leaf))


def is_list(doc: Document, leaf: Block) -> bool:
    """Whether a block is part of a list."""
    return any(b.kind == "list" for b in doc.parents(leaf))


def caption(doc: Document, leaf: Block) -> bool:
    """Whether a copyright line belongs to a picture or text above it: below a picture without a year, in a sentence, or one of several owners."""
    plain = doc.plain(leaf)
    before = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    if not YEAR.search(plain):
        m = COPYRIGHT.search(plain)
        named = words(plain[: m.start()]) if m else 0  # "Boats at dawn ©"
        if named > 1 or is_prose(doc, leaf) or (before is not None and images_only(doc, before)):
            return True
    return doc.fact("owners", _owners) > 1


def _owners(doc: Document) -> int:
    """How many copyright lines name different owners, with other blocks between them."""
    found: set[str] = set()
    last = -2
    for leaf in doc.leaves:
        plain = doc.plain(leaf)
        if leaf.kind in ("paragraph", "heading") and len(plain) < LONGEST and COPYRIGHT.search(plain):
            if leaf.leaf - last > 1:
                found.add(re.sub(r"[\W\d_]", "", plain).lower())
            last = leaf.leaf
    return len(found)
