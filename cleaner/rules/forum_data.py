"""Remove what a forum prints beside each post: the rank of who wrote it, "Joined: 12 Jan 2021", "Posts: 37", a link to the profile.

Told by repetition: in a page with a forum's own addresses (to quote, to reply, to report), short lines that begin alike, three
times or more, each near a link to a member. The name of who wrote a post stays, and so do its date and the post.

Left alone: lines that end a sentence, lists, tables, lines that stand in the posts, pages of other software.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.actions import action
from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import STOPS, is_prose, link_only, link_text, words

MEMBER = re.compile(
    r"(?:member|memberlist|profile|userinfo)\.php|/(?:members?|users?|profiles?|u)/|[?&]action=profile|mode=viewprofile",
    re.IGNORECASE,
)
FORUM = ("newreply.php", "posting.php", "mode=quote", "mode=reply", "action=quote", "action=reply", "report.php")
POSTS, TIMES = 2, 3  # buttons to reply, lines that begin alike
LINE, LABEL, LINES = 8, 3, 8  # words of a line, of what it begins with; lines of a block
NEAR = 5  # blocks between a line and the link to a member
END = (".", "!", "?", "…", *STOPS)


@rule(kind="author", order=3)
def find(doc: Document) -> Iterator[Proposal]:
    acts = [what[1] for x in doc.links if (what := action(x.url))]
    if sum(any(name in act for name in FORUM) for act in acts) < POSTS:
        return
    found: dict[str, list[Block]] = {}
    for leaf in doc.leaves:
        if begin := beginning(doc, leaf):
            found.setdefault(begin, []).append(leaf)
    members = {doc.leaf_at(x.start) for x in doc.links if MEMBER.search(x.url)}
    for begin, leaves in found.items():
        near = [x for x in leaves if any(n in members for n in range(x.leaf - NEAR, x.leaf + NEAR + 1))]
        if len(near) < TIMES or is_name(doc, leaves):
            continue
        for leaf in near:
            why = f'"{begin}", beside {len(near)} posts'
            yield Proposal(leaf.start, leaf.end, why, "likely")


def beginning(doc: Document, leaf: Block) -> str:
    """What a block of short lines begins with: a label before a colon, or its first line; empty if it is no such block."""
    if leaf.kind != "paragraph" or leaf.parent >= 0 or is_prose(doc, leaf) or doc.images_of(leaf):
        return ""
    lines = [x.strip() for x in doc.plain(leaf).split("\n") if x.strip()]
    if not 0 < len(lines) <= LINES or any(words(x) > LINE or x.endswith(END) for x in lines):
        return ""
    if any(not MEMBER.search(x.url) and "search" not in x.url for x in doc.links_of(leaf)):
        return ""
    links = link_only(doc, leaf)
    label, colon, _ = (link_text(doc, links[0]) if links else lines[0]).replace("\uff1a", ":").partition(":")
    begin = fold(label if colon or links else lines[0]).strip(" *_")
    return begin if 0 < words(begin) <= LABEL and not begin.isdigit() else ""


def is_name(doc: Document, leaves: list[Block]) -> bool:
    """Whether blocks are a member's name: a link to one and the same page each time; a button leads to the page of each."""
    return len({x.url for leaf in leaves for x in link_only(doc, leaf)[:1]}) == 1
