"""Remove the code fence that a text was delivered in, and what is left of one.

A fence marked `markdown` that the body begins with, that holds all its text and in it first the document's title,
makes code of the whole document. A closing fence whose opening one is gone makes code of all that follows: it is one
without the name of a language, which nothing closes down to the end of the document, right below a line of text,
where a blank line follows it and then no code: headings, links, sentences, and among them a tag of a template or of
HTML.

Left alone: fences with another language, examples of Markdown, prompts, fences behind a line that ends in a colon,
with code right below them or among what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import metadata
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import introduced, trim, words

FENCE = re.compile(r" {0,3}(?:`{3,}+|~{3,}+)[ \t]*\n[ \t]*\n")
TAG = re.compile(r"^(?:\{\{[<%]|\{%|<[a-z]+[ >/])", re.MULTILINE | re.IGNORECASE)  # which no log or list has
HTML = re.compile(r"</?[a-z][^<>\n]*+>|<!--", re.IGNORECASE)
MARKDOWN = re.compile(
    r"#{1,6} \S|\{\{[<%]|\{%|\[[^\]\n]*+\]\(|!\[|(?:[*+-]|\d{1,3}[.)]) \S|>|\*\*\S"
    r"|(?:[^\s<>{}=;]++ +){2,}[^\s<>{}=;]++(?<=[.!?])\s*\Z|(?:[^\s<>{}=;]++ +){6,}[^\s<>{}=;]++\s*\Z"
)


WHOLE = re.compile(r" {0,3}(`{3,}+|~{3,}+)(?:markdown|md)[ \t]*\n(.*)\n {0,3}\1[ \t]*\n?\Z", re.IGNORECASE | re.DOTALL)
WORDS = 40  # of a text, not of an example


@rule(kind="debris", phase="mend")
def find(doc: Document) -> Iterator[Proposal]:
    yield from around(doc)
    leaf = doc.leaves[-1] if doc.leaves else None
    if leaf is None or leaf.kind != "code" or leaf.parent >= 0 or leaf.info or introduced(doc, leaf):
        return
    opening = FENCE.match(doc.text, leaf.start) if doc.text[leaf.start - 2 : leaf.start].strip() else None
    if opening and leaf.leaf and TAG.search(doc.text, opening.end()) and is_text(doc, leaf, opening.end()):
        end = doc.text.index("\n", leaf.start) + 1
        yield Proposal(leaf.start, end, "fence that nothing closes, with text below it", "likely", whole=True)


def around(doc: Document) -> Iterator[Proposal]:
    """A fence around the whole text."""
    first = doc.leaves[0] if doc.leaves else None
    if first is None or first.kind != "code" or first.parent >= 0 or first.info.lower() not in ("markdown", "md"):
        return
    whole = WHOLE.match(doc.text[first.start : first.end].rstrip() + "\n")
    others = any(x.kind != "rule" and trim(doc.plain(x)) for x in doc.leaves[1:])
    title = str(doc.meta.get("title") or "")
    named = whole and metadata.same(whole[2].lstrip().partition("\n")[0].lstrip("# "), title)  # a prompt has none
    if whole and named and not others and words(whole[2]) >= WORDS:
        why = "fence around the whole text"
        yield Proposal(first.start, first.start + whole.start(2), why, "likely", whole=True)
        yield Proposal(first.start + whole.end(2), first.end, why, "likely", "\n", whole=True)


def is_text(doc: Document, leaf: Block, start: int) -> bool:
    """Whether what stands below a fence is Markdown down to the end, as far as it is not indented."""
    told = False
    for line in doc.text[start : leaf.end].split("\n"):
        if not line.strip() or line[0] in " \t":
            continue
        if MARKDOWN.match(line):
            told = True
        elif not HTML.match(line):
            return False
    return told and not doc.text[: leaf.end].rstrip().endswith(("```", "~~~"))
