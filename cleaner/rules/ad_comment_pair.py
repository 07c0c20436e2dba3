"""Remove what stands between a pair of ad comments.

Site templates wrap banners and affiliate iframes in comments such as `<!-- affiliate ads begin -->`
and `<!-- affiliate ads end -->`. The template wrote what is between them, so it goes, comments
included.

Left alone: a comment with no partner, and a pair with a heading, code, a table, more than 150 words
or nothing but the site's own text and pictures inside. Either may be a template fault, and then the "ad" is the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Confidence, Document, Mark, Proposal
from cleaner.registry import rule
from cleaner.signals import words

WORD = re.compile(
    r"\b(?:ads?|adsense|adverts?|advertis\w+|sponsor\w*|banners?|anzeigen?|werbung|publici[dt]\w+|werbe\w+|annons\w*|annonce\w*|oglas\w*|inzerc\w*|διαφημ\w*|pubblicitari\w*|an[uú]ncios?|pubblicità|reclame|reklam\w*|reclam\w*|hirdet\w*|mainos|iklan|quảng cáo|реклам\w*)\b"
    r"|^\W*google_?ad|\brakuten widget\b|^\W*(?:fin |début )?pub\W*$|affiliat|ad[-_ ]?(?:slot|unit|block|code)|директ|广告|廣告|広告|광고|إعلان|विज्ञापन|โฆษณา|פרסומת|تبلیغ",
    re.IGNORECASE,
)
OPEN = re.compile(
    r"\b(?:begins?|starts?|open|beginn|anfang|inicio|início|début|inizio|początek|mulai|bắt đầu|начало|başlangıç|börjar|eleje|from here)\b|ここから|开始|開始|시작|بداية|शुरू",
    re.IGNORECASE,
)
CLOSE = re.compile(
    r"\b(?:ends?|stop|close|ende|fin|fim|fine|einde|koniec|selesai|kết thúc|конец|bitiş|slut|vége|to here)\b|ここまで|结束|結束|終了|끝|نهاية|समाप्त|^\s*/",
    re.IGNORECASE,
)
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
                sure: Confidence = "certain" if shown(doc, opened.end, mark.start) else "unsure"
                yield Proposal(opened.start, mark.end, f'between two "{label(mark)}" comments', sure, whole=True)
            opened = None
        elif OPEN.search(mark.text) or not CLOSE.search(mark.text):
            opened = mark


def harmless(doc: Document, start: int, end: int) -> bool:
    """Whether a stretch holds no heading, no code and few words."""
    inside = doc.leaves_in(start, end)
    return (
        not any(leaf.kind in ("heading", "code", "table") for leaf in inside)
        and words(doc.text_in(start, end)) <= MAX_WORDS
    )


def shown(doc: Document, start: int, end: int) -> bool:
    """Whether a stretch holds what ads are made of (a link or picture from elsewhere, a frame, a script), or nothing at all."""
    if any(urls.host(x.url) for x in doc.links_in(start, end)) or any(
        urls.host(x.url) for x in doc.images_in(start, end)
    ):
        return True
    names = {e.name.lower() for e in doc.elements_in(start, end)}
    return bool(names & {"iframe", "script", "ins", "video", "form", "a", "amp-ad"}) or (
        not doc.text_in(start, end).strip() and not doc.images_in(start, end)
    )
