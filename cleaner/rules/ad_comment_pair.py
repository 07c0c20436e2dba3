"""Remove what stands between a pair of ad comments.

Site templates wrap banners and affiliate iframes in comments such as `<!-- affiliate ads begin -->`
and `<!-- affiliate ads end -->`. The template wrote what is between them, so it goes, comments
included.

Left alone: a comment with no partner, and a pair with a heading, code or more than 150 words
inside. Either may be a template fault, and then the "ad" is the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Document, Mark, Proposal
from cleaner.registry import rule
from cleaner.signals import words

WORD = re.compile(
    r"\b(?:ads?|adsense|adverts?|advertis\w+|sponsor\w*|affiliates?|banners?|anzeigen?|werbung|publicit\w+|anuncios?|реклама|广告|広告)\b|^\W*google_?ad|ad[-_ ]?(?:slot|unit|block|code)",
    re.IGNORECASE,
)
OPEN = re.compile(r"\b(?:begins?|starts?|open|beginn|anfang|inicio|début|开始|開始)\b", re.IGNORECASE)
CLOSE = re.compile(r"\b(?:ends?|stop|close|ende|fin|结束|終了)\b|^\s*/", re.IGNORECASE)
MAX_WORDS = 150


def label(mark: Mark) -> str:
    """A comment's text without the words that open and close."""
    return " ".join(re.findall(r"[^\W_]+", CLOSE.sub(" ", OPEN.sub(" ", mark.text)).lower()))


@rule(kind="ad")
def find(doc: Document) -> Iterator[Proposal]:
    opened: Mark | None = None
    for mark in doc.marks:
        if mark.form != "comment" or len(mark.text) > 80 or not WORD.search(mark.text):
            continue
        if opened is not None and label(mark) == label(opened) and CLOSE.search(mark.text):
            if harmless(doc, opened.end, mark.start):
                yield Proposal(opened.start, mark.end, f'between two "{label(mark)}" comments', "certain", whole=True)
            opened = None
        elif OPEN.search(mark.text) or not CLOSE.search(mark.text):
            opened = mark


def harmless(doc: Document, start: int, end: int) -> bool:
    """Whether a stretch holds no heading, no code and few words."""
    first = doc.leaf_at(start)
    inside = [leaf for leaf in doc.leaves[max(0, first) :] if start <= leaf.start < end]
    return not any(leaf.kind in ("heading", "code") for leaf in inside) and words(doc.text_in(start, end)) <= MAX_WORDS
