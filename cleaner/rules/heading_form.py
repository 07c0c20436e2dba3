"""Write headings one way and give the document one outline.

ATX with one space and no closing hashes; the text stays as it is. The heading that repeats the
title becomes the one `# H1` (option `title`); all others start at H2 and skip no level, their
nesting kept. Where something was stripped from the document, the wrapper of an all-bold heading
goes too, and needless escapes such as `1\\.`

Left alone: headings in quotes and lists, headings in HTML, and the text of every heading. None is
invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import mends, title_heading

CLOSING = re.compile(r"(?:(?<![ \t])[ \t]++|^)#++[ \t]*+\Z")
BOLD = re.compile(r"\A(\*\*|__)((?:(?!\1).)+)\1\Z")
ESCAPE = re.compile(r"\A(\d+)\\([.)])")


@rule(kind="heading", phase="tidy")
def find(doc: Document) -> Iterator[Proposal]:
    title = title_heading(doc)
    policy = doc.options.title
    only = doc.meta.get("title") or sum(x.level == 1 for x in doc.leaves if x.kind == "heading") <= 1
    if policy == "drop" and not only:
        title = -1  # one of several is not dropped, and must not be the only one afterwards
    stack: list[tuple[int, int]] = []
    top = 1
    for leaf in doc.leaves:
        if leaf.kind != "heading" or leaf.parent >= 0:
            continue
        if leaf.leaf == title:
            if policy == "drop" and not leaf.html:
                end = leaf.end
                while end < len(doc.text) and doc.text[end] == "\n":
                    end += 1
                yield Proposal(
                    leaf.start,
                    end,
                    "heading that repeats the title",
                    "certain",
                    learned={"title": " ".join(doc.plain(leaf).split())},
                )
                continue
            level = top = leaf.level if policy == "keep" else 1
            stack.clear()
        else:
            while stack and stack[-1][0] >= leaf.level:
                stack.pop()
            level = min(6, (stack[-1][1] if stack else top) + 1)
            if leaf.html:
                level = leaf.level  # its tag stays as it is
            stack.append((leaf.level, level))
        if leaf.html:
            continue
        start, text = content(doc, leaf)
        new = "#" * level + " " + text
        if new != doc.text[start : leaf.end]:
            yield Proposal(start, leaf.end, why(doc, leaf, level, title), "certain", new)


def content(doc: Document, leaf: Block) -> tuple[int, str]:
    """Where a heading's line begins, and its text without marks."""
    start = doc.text.rfind("\n", 0, leaf.start) + 1
    source = doc.text[leaf.start : leaf.end]
    if source.lstrip().startswith("#") and "\n" not in source.strip():
        text = CLOSING.sub("", source.strip().lstrip("#").strip()).strip()
    else:
        text = " ".join(line.strip().removesuffix("\\").rstrip() for line in source.rstrip().split("\n")[:-1])
    if CLOSING.search(text):  # what is left of them is said
        text = text.rstrip("#") + "\\" + "#" * (len(text) - len(text.rstrip("#")))
    if mends(doc):
        if (m := BOLD.match(text)) and m[1] not in m[2]:
            text = m[2].strip()
        text = ESCAPE.sub(r"\1\2", text)
    return (start if not doc.text[start : leaf.start].strip() else leaf.start), text


def why(doc: Document, leaf: Block, level: int, title: int) -> str:
    """What is changed about a heading."""
    source = doc.text[leaf.start : leaf.end].strip()
    if leaf.leaf == title and level != leaf.level:
        return "the heading that repeats the title is the one H1"
    if not source.startswith("#"):
        return "underlined heading written with hashes"
    if level != leaf.level:
        return f"level {leaf.level} to {level}: the outline starts at 2 and skips none"
    return "heading written the usual way"
