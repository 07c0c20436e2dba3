"""Remove the toolbar of code blocks that a scraper turned into text: the language's name and "Copy"
under or over a fence.

The lines stand right beside a code block, one of them is a copy button's word, and there is nothing
else on them.

Left alone: the words anywhere else, and text that goes on in the same line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from cleaner.model import Document, Proposal
from cleaner.registry import rule
from cleaner.signals import source_span

COPY = re.compile(
    r"(?:copy|copy code|copied!?|kopieren|code kopieren|copier|copiar|copiar código|copia|kopiëren|kopiera|kopiuj|копировать|скопировать|kopyala|复制|复制代码|複製|コピー|복사|salin|sao chép|نسخ)",
    re.IGNORECASE,
)
LANGUAGE = re.compile(
    r"(?:bash|sh|shell|zsh|console|terminal|powershell|python|py|javascript|js|typescript|ts|jsx|tsx|json|yaml|yml|toml|xml|html|css|scss|sql|"
    r"c|c\+\+|cpp|c#|csharp|java|kotlin|swift|go|rust|ruby|php|perl|lua|r|dart|scala|haskell|elixir|clojure|makefile|dockerfile|docker|nginx|ini|"
    r"diff|graphql|markdown|md|text|plaintext|vue|svelte|hcl|terraform|groovy|matlab|julia|objective-c|proto|protobuf|csv|http|jinja2?|liquid)",
    re.IGNORECASE,
)


@rule(kind="debris")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in doc.leaves if any(x.kind == "code" for x in doc.leaves) else ():
        if leaf.kind != "paragraph":
            continue
        after = leaf.leaf > 0 and doc.leaves[leaf.leaf - 1].kind == "code"
        before = leaf.leaf + 1 < len(doc.leaves) and doc.leaves[leaf.leaf + 1].kind == "code"
        if not after and not before:
            continue
        text = doc.plain(leaf)
        lines = text.split("\n")
        above, below = bar(lines) if after else 0, bar(lines[::-1]) if before else 0
        if not (above or below) or doc.is_code(leaf.start):
            continue
        if (count := above) and (count == 2 or doc.fact("toolbars", repeated)):
            start, end = source_span(doc, leaf, 0, len("\n".join(lines[:count])) + (1 if count < len(lines) else 0))
            if not coded(doc, start, end):
                yield Proposal(start, end, "language and copy button of the code above", "likely")
        elif (count := below) and (count == 2 or doc.fact("toolbars", repeated)):
            start, end = source_span(doc, leaf, len("\n".join(lines[: len(lines) - count])), len(text))
            if not coded(doc, start, end):
                yield Proposal(start, end, "language and copy button of the code below", "likely")


def coded(doc: Document, start: int, end: int) -> bool:
    """Whether some of a span is code."""
    n = bisect_left(doc.code, (start, start))
    return doc.is_code(start) or (n < len(doc.code) and doc.code[n][0] < end)


def repeated(doc: Document) -> bool:
    """Whether most code blocks have such a line beside them: a toolbar recurs."""
    codes = sum(x.kind == "code" for x in doc.leaves)
    lone = sum(x.kind == "paragraph" and bool(COPY.fullmatch(doc.plain(x).strip().split("\n")[0])) for x in doc.leaves)
    return lone * 2 > codes


def bar(lines: list[str]) -> int:
    """How many lines from the first are a toolbar: one or two with a copy button's word among them."""
    if not any(COPY.fullmatch(x.strip()) for x in lines[:2]):
        return 0
    for count in (2, 1):
        found = [x.strip() for x in lines[:count]]
        if (
            len(found) == count
            and sum(bool(COPY.fullmatch(x)) for x in found) == 1
            and all(COPY.fullmatch(x) or LANGUAGE.fullmatch(x) for x in found)
        ):
            return count
    return 0
