"""Remove what asks for a project's stars or counts them: "⭐ Star us if this helped", "Star history".

A short block with the sign of a star asks for one where it turns to the reader, something is liked, and a project or the word
is named, in whatever language. A chart of stars is known by its host.

Left alone: stars that rate, that mark a tip or an entry, items of lists, what a colon announces, documents about donations or
social networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import images_only, introduced, key, stems, subject, words

STAR = re.compile("[\u2b50\u2605\U0001f31f]")
RATING = re.compile(
    "(?:[\u2b50\u2605\u2606\U0001f31f]\ufe0f?\\s*){3}|\\d[.,]\\d\\s*[\u2b50\u2605]|[\u2b50\u2605]\ufe0f?\\s*\\d"
)
STARRED = re.compile(
    r"github|gitlab|gitee|\brepo|proje|proyecto|progetto|проект|проєкт|репозитор|dépôt|プロジェクト|リポジトリ|项目|專案|仓库|倉庫|프로젝트|저장소|مشروع|dự án|"
    r"\bstars?\b|estrella|étoile|estrela|stella\b|\bstern|\bster\b|gwiazd|yıldız|\bsao\b|bintang|スター|звезд|звёзд|зірк|별"
)
LONGEST = 25  # words
CHARTS = frozenset(("star-history.com", "starchart.cc"))


@rule(kind="social")
def find(doc: Document) -> Iterator[Proposal]:
    if STAR.search(doc.text) and not subject(doc, "follow", "support"):
        for leaf in doc.leaves:
            if asks(doc, leaf):
                yield Proposal(leaf.start, leaf.end, "line that asks for a star", "likely")
    charts = {x.leaf for x in doc.images if urls.site(urls.host(x.url)) in CHARTS}
    for leaf in (doc.leaves[n] for n in sorted(charts) if 0 <= n < len(doc.leaves)):
        if images_only(doc, leaf) and all(urls.site(urls.host(x.url)) in CHARTS for x in doc.images_of(leaf)):
            yield Proposal(leaf.start, leaf.end, "chart of a project's stars", "likely")


def asks(doc: Document, leaf: Block) -> bool:
    """Whether a block is a line with a star that turns to the reader, if what it stands beside is liked."""
    if leaf.kind != "paragraph" or any(b.kind in ("list", "footnote") for b in doc.parents(leaf)):
        return False
    text = doc.plain(leaf)
    if not STAR.search(text) or RATING.search(text) or words(text) > LONGEST or introduced(doc, leaf):
        return False
    if not STARRED.search(key(doc, leaf)):
        return False
    found = stems(text)
    liked = {h.language for h in found if h.topic == "liking"}
    return any(h.topic == "appeal" and h.language in liked for h in found)
