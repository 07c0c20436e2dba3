"""What a block tells: its words, its phrases, its links, its place. Rules weigh these; none of them
deletes by itself."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from cleaner import language, lists, metadata, urls
from cleaner.lists import Hit
from cleaner.model import Block, Document, Link, merge

_WORD = re.compile(r"\w+")
_MARKED = re.compile(f"[\\w{''.join(sorted(lists.MARKS))}]+")
_NO_WORD = "".join(chr(n) if chr(n).isalnum() or chr(n) == "_" else " " for n in range(128))
_LETTER = re.compile(r"[^\W_]")  # a letter or a digit
# Scripts without spaces: how many characters make a word. Han and kana; Thai, Lao, Burmese, Khmer, about
# four letters and signs a word.
_UNSPACED = (
    (re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"), 2),
    (re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 4),
)
_INDIC = re.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff]"
)  # scripts with signs that are part of a letter
_STOPLESS = re.compile(r"[\u0e00-\u0eff]")  # Thai and Lao, which end a sentence with a space at most
# full stops that no space need follow: CJK, Devanagari, Urdu, Armenian, Ethiopic, Tibetan, Burmese, Khmer
STOPS = "。！？｡।॥۔։።།။។៕"
# a dot behind a number ends a sentence only at the end: "5. März"
_SENTENCE_END = re.compile(rf"(?:(?<!\d)\.|[!?…؟])[\"'”’»)\]*_]*(?:\s|$)|\.[\"'”’»)\]*_]*\s*\Z|[{STOPS}]")
PICTOGRAPH = re.compile("[\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_BOLD = re.compile(r"\s*(\*\*|__)(?!\s)[^\n]+\1\s*\Z")
PROSE_WORDS = 7  # defuddle's figure for where prose begins
_STOPLESS_PROSE = 100  # letters of a script without stops: a headline has some 70


@lru_cache(maxsize=8192)
def words(text: str) -> int:
    """Number of words; where a script has no spaces, two characters of Han or kana count as one, four of the others."""
    if text.isascii():
        return len(text.translate(_NO_WORD).split())
    count = 0
    for script, size in _UNSPACED:
        if found := len(script.findall(text)):
            count += found // size
            text = script.sub(" ", text)
    return count + len((_MARKED if _INDIC.search(text) else _WORD).findall(text))


def keys(doc: Document) -> list[str]:
    """The folded visible text of each leaf (the language of phrases), code left empty."""
    return doc.fact("keys", _keys)


def _keys(doc: Document) -> list[str]:
    plain = ["" if leaf.kind == "code" else doc.plain(leaf) for leaf in doc.leaves]
    known = doc.memo.setdefault("keys", {"": ""})
    if new := [text for text in dict.fromkeys(plain) if text not in known]:
        folded = lists.fold("\n".join([text.replace("\n", " ").strip() for text in new])).split("\n")
        known.update(zip(new, folded, strict=True))
    return [known[text] for text in plain]


def key(doc: Document, leaf: Block) -> str:
    """The folded visible text of a leaf without punctuation at its ends."""
    return doc.fact("trimmed", _trimmed)[leaf.leaf]


def _trimmed(doc: Document) -> list[str]:
    known = doc.memo.setdefault("trimmed", {})
    texts = keys(doc)
    known.update((text, trim(text)) for text in texts if text not in known)
    return [known[text] for text in texts]


def trim(text: str) -> str:
    """Text without what is no letter or digit at its ends."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not lists.is_letter(text[end - 1]):
        end -= 1
    return text[start:end]


def hits(doc: Document, leaf: Block, *topics: str) -> list[Hit]:
    """The phrases of these topics in a leaf."""
    found = doc.fact("hits", _hits).get(leaf.leaf, ())
    return [h for h in found if h.topic in topics]


def says_only(doc: Document, leaf: Block, *topics: str) -> bool:
    """Whether a leaf is a phrase of these topics and nothing else."""
    text = key(doc, leaf)
    return any(h.text == text for h in hits(doc, leaf, *topics))


def hit_leaves(doc: Document, *topics: str) -> list[Block]:
    """The leaves that hold a phrase of these topics, in order."""
    table: dict[int, list[Hit]] = doc.fact("hits", _hits)
    return [doc.leaves[n] for n in sorted(table) if any(h.topic in topics for h in table[n])]


def _hits(doc: Document) -> dict[int, list[Hit]]:
    texts = keys(doc)
    known: dict[str, list[Hit]] = doc.memo.setdefault("hits", {"": []})
    mentioned = doc.memo.setdefault("mentioned", {})
    if new := [text for text in dict.fromkeys(texts) if text not in known]:
        known.update((text, []) for text in new)
        starts = list(itertools.accumulate((len(text) + 1 for text in new), initial=0))
        n = 0
        topics: set[str] = set()
        for hit in sorted(lists.matcher().find("\n".join(new), topics), key=lambda h: h.start):
            while starts[n + 1] <= hit.start:
                n += 1
            start, end = hit.start - starts[n], hit.end - starts[n]
            if not quoted(new[n], start, end):
                known[new[n]].append(hit._replace(start=start, end=end))
        mentioned.update(dict.fromkeys(topics))
    return {n: found for n, text in enumerate(texts) if (found := known[text])}


def mentions(doc: Document, *topics: str) -> bool:
    """Whether a phrase of these topics stands anywhere in the document, at whatever place: where none does, a rule need not look."""
    doc.fact("hits", _hits)
    return any(t in doc.memo["mentioned"] for t in topics)


# Opening and closing marks of quotations, as `fold` leaves them (it makes curly quotes straight).
_QUOTATIONS = (
    ('"', '"'),
    ("\u00ab", "\u00bb"),
    ("\u00bb", "\u00ab"),
    ("\u201e", '"'),
    ("\u300c", "\u300d"),
    ("\u300e", "\u300f"),
    ("\u2039", "\u203a"),
)


def quoted(text: str, start: int, end: int) -> bool:
    """Whether a stretch of a folded text is cited: in quotation marks, with other words outside them."""
    for opening, closing in _QUOTATIONS:
        if opening not in text[:start]:
            continue
        at = text.rfind(opening, 0, start)
        if opening == closing:
            if text.count(opening, 0, start) % 2 == 0:
                continue
        elif text.find(closing, at + 1, start) >= 0:
            continue
        close = text.find(closing, end)
        outside = words(text[:at] + text[close + 1 :]) if close >= 0 else 0
        if outside >= 3 or (outside and text[close + 1 : close + 2] in (":", "：", ",", "，")):
            return True
    return False


def introduced(doc: Document, leaf: Block) -> bool:
    """Whether a block is an example: the one before it (before the list or quote that it is part of) ends in a colon and is no label of a page's furniture."""
    outer = [b for b in doc.parents(leaf) if b.kind in ("quote", "list")]
    first = outer[-1].leaf if outer else leaf.leaf
    before = doc.leaves[first - 1] if first > 0 else None
    if before is None or not doc.plain(before).rstrip().endswith((":", "：")):
        return False
    return (bool(outer) or before.kind == "paragraph") and not hits(doc, before, *_FURNITURE)


_FURNITURE = (
    "author-label",
    "comment-label",
    "cta",
    "date-label",
    "feedback",
    "follow",
    "nav-label",
    "related-label",
    "related-weak",
    "share-label",
    "subscribe",
    "support",
)


def telling(doc: Document, leaf: Block, *topics: str) -> list[tuple[int, int]]:
    """The sentences of a leaf that hold a phrase of these topics which is not cited."""
    said = {h.text for h in hits(doc, leaf, *topics)}
    text = doc.plain(leaf)
    found = []
    for start, end in sentences(text):
        folded = lists.fold(text[start:end]).replace("\n", " ")
        if any(h.text in said for h in lists.matcher().find(folded) if h.topic in topics):
            found.append((start, end))
    return found


@lru_cache(maxsize=8192)
def phrase(text: str, *topics: str) -> str:
    """The first phrase of these topics in a text of its own (a link's, an attribute's); empty if there is none."""
    folded = lists.fold(text).replace("\n", " ")
    for hit in lists.matcher().find(folded):
        if hit.topic in topics and not quoted(folded, hit.start, hit.end):
            return hit.text
    return ""


@lru_cache(maxsize=8192)
def stems(text: str) -> tuple[Hit, ...]:
    """The beginnings of words of `lists/stems` in a text."""
    return tuple(lists.stems().find(lists.fold(text).replace("\n", " ")))


def spoken(doc: Document, text: str) -> tuple[Hit, ...]:
    """The beginnings of words of `lists/stems` in a text, of the document's language alone where that can be told."""
    tongue = doc.fact("tongue", _tongue)
    return tuple(h for h in stems(text) if h.language in tongue) if tongue else stems(text)


_KIN = (("da", "no"), ("id", "ms"))  # languages that are hard to tell from each other
_SAMPLE = 3000  # characters of prose from which the language is told


def _tongue(doc: Document) -> tuple[str, ...]:
    known = str(doc.meta.get("language") or "")
    if not known:
        prose = (doc.plain(x) for x in doc.leaves if x.kind in ("paragraph", "heading"))
        sample: list[str] = []
        size = 0
        for text in prose:
            sample.append(text)
            size += len(text)
            if size > _SAMPLE:
                break
        known = language.detect(" ".join(sample))
    return next((kin for kin in _KIN if known in kin), (known,) if known else ())


def link_text(doc: Document, link: Link) -> str:
    """What a link shows."""
    return doc.text_in(link.text_start, link.text_end).strip()


def density(doc: Document, leaf: Block) -> float:
    """The share of a leaf's visible characters that stand in links."""
    total = sum(len(s[2].strip()) for s in doc.segs[leaf.seg : leaf.last_seg])
    if not total:
        return 0.0
    return sum(len(link_text(doc, x)) for x in doc.links_of(leaf)) / total


def outside(doc: Document, leaf: Block, links: Iterable[Link]) -> str:
    """The visible text of a leaf outside these links, trimmed of what is no letter or digit."""
    return trim(" ".join("".join(_pieces_outside(doc, leaf, links)).split()))


def _pieces_outside(doc: Document, leaf: Block, links: Iterable[Link]) -> Iterator[str]:
    spans = merge([(x.start, x.end) for x in links])
    if len(spans) == 1 and spans[0][0] <= leaf.start and spans[0][1] >= leaf.end:
        return
    n = 0
    for start, _, text in doc.segs[leaf.seg : leaf.last_seg]:
        while n < len(spans) and spans[n][1] <= start:
            n += 1
        if n == len(spans) or start < spans[n][0]:
            yield text


def is_prose(doc: Document, leaf: Block) -> bool:
    """Whether a leaf is running text: seven words or more, a sentence's end, at most half of it links.

    Where a script has no stops a text of some length is one.
    """
    cache: dict[int, bool] = doc.fact("prose", lambda d: {})
    if leaf.leaf not in cache:
        text = doc.plain(leaf) if leaf.kind in ("paragraph", "table") else ""
        cache[leaf.leaf] = bool(text) and words(text) >= PROSE_WORDS and _ends(text) and density(doc, leaf) <= 0.5
    return cache[leaf.leaf]


def _ends(text: str) -> bool:
    return bool(_SENTENCE_END.search(text)) or (not text.isascii() and len(_STOPLESS.findall(text)) >= _STOPLESS_PROSE)


def head_end(doc: Document) -> int:
    """Index of the first leaf of prose that is no line of boilerplate: what stands before it is the document's head.

    Prose right under the title or a picture below it, with short lines between it and the text, is a standfirst or a
    caption, and part of the head.
    """
    return doc.fact("head_end", _head_end)


_STANDFIRST = 10  # blocks between a standfirst and the text
_BUTTON = 3  # words of an item in a row of buttons between them


def _head_end(doc: Document) -> int:
    # in a scraped page the head goes on below the title, whatever a banner said above it
    title = title_heading(doc)
    above = sum(is_prose(doc, x) for x in doc.leaves[: max(title, 0)])
    for leaf in doc.leaves[title if 0 < title <= 60 and above <= 1 and not doc.meta.get("title") else 0 :]:
        if leaf.kind in ("code", "table"):
            return leaf.leaf
        if _begins(doc, leaf):
            caption = 0 <= title < leaf.leaf - 1 and images_only(doc, doc.leaves[leaf.leaf - 1]) and _signed(doc, leaf)
            return _below(doc, leaf) if caption or 0 <= title == leaf.leaf - 1 else leaf.leaf
    return len(doc.leaves)


_AUTHOR = re.compile(r"/(?:author|autor|auteur|autore|forfatter|skribent)", re.IGNORECASE)
_SIGNED = 3  # blocks below a caption in which the author is named


def _signed(doc: Document, caption: Block) -> bool:
    """Whether a line with a link to its author stands close below a caption."""
    below = itertools.islice(doc.after(caption), _SIGNED)
    return any(_AUTHOR.search(x.url) for other in below for x in doc.links_of(other))


def _begins(doc: Document, leaf: Block) -> bool:
    if (
        doc.containers
        and hits(doc, leaf, "follow", "support", "subscribe")
        and any(b.kind == "quote" for b in doc.parents(leaf))
    ):
        return False  # a box above the text
    if 0 < leaf.leaf < _EXCERPT and leaf.parent >= 0 and doc.leaves[leaf.leaf - 1].kind == "heading":
        if doc.leaves[leaf.leaf - 1].parent == leaf.parent and doc.containers[leaf.parent].kind == "quote":
            return False  # the excerpt that a clipper puts above a page
    return (
        is_prose(doc, leaf)
        and not _is_path(doc, leaf)
        and not hits(doc, leaf, "disclosure", "cookie", "date-label", "author-label", "nav-label", "credit", "footer")
    )


_EXCERPT = 4  # blocks in which one ends
_TOP = 3  # blocks of a document above which a path may stand


def _is_path(doc: Document, leaf: Block) -> bool:
    """Whether a block is the path to a page ("Home / Bags / Which one?"), whose last part, the title, may end in a stop."""
    links = doc.links_of(leaf) if leaf.leaf < _TOP else ()
    if len(links) <= 1 or urls.split(links[0].url)[1] not in ("", "/") or trim(doc.text_in(leaf.start, links[0].start)):
        return False
    return not any(trim(doc.text_in(a.end, b.start)) for a, b in itertools.pairwise(links))


def _below(doc: Document, standfirst: Block) -> int:
    for other in itertools.islice(doc.after(standfirst), _STANDFIRST):
        if other.kind != "paragraph" or (other.parent >= 0 and words(doc.plain(other)) > _BUTTON):
            break
        if _begins(doc, other):
            return other.leaf if other.leaf > standfirst.leaf + 1 else standfirst.leaf
    return standfirst.leaf


def tail_start(doc: Document) -> int:
    """Index of the leaf after the last one of prose that is no line of boilerplate: the document's tail begins there."""
    return doc.fact("tail_start", _tail_start)


_NOT_PROSE = (
    "disclosure",
    "cookie",
    "date-label",
    "author-label",
    "credit",
    "footer",
    "follow",
    "support",
    "comment-prompt",
    "feedback",
    "subscribe",
    "share-label",
    "comment-label",
    "nav-label",
)


def _tail_start(doc: Document) -> int:
    return next((x.leaf + 1 for x in reversed(doc.leaves) if _is_text(doc, x)), 0)


def closing(doc: Document) -> int:
    """Index of the leaf after the last one of prose but for a short one behind it, which may be about the author: what a post ends with begins there."""
    return doc.fact("closing", _closing)


_BIO = 60  # words


def _closing(doc: Document) -> int:
    last = tail_start(doc) - 1
    if last < 0 or doc.leaves[last].kind != "paragraph" or words(doc.plain(doc.leaves[last])) > _BIO:
        return last + 1
    return next((x.leaf + 1 for x in reversed(doc.leaves[:last]) if _is_text(doc, x)), last + 1)


def _is_text(doc: Document, leaf: Block) -> bool:
    if leaf.kind in ("code", "table"):
        return True
    return is_prose(doc, leaf) and words(doc.plain(leaf)) >= 12 and not hits(doc, leaf, *_NOT_PROSE)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a text; a stop counts before a space, a CJK stop always. Abbreviations of one letter and numbers are no ends."""
    found: list[tuple[int, int]] = []
    start = 0
    for m in re.finditer(rf"(?<![.!?…])[.!?…]++[\"'”’»)\]*_]*+(?=\s|$)|[{STOPS}；]+[”’」』）]*", text):
        before = text[start : m.start()]
        last = before.rsplit(None, 1)[-1] if before.split() else ""
        if m[0].startswith(".") and (
            len(last) == 1 or last.lower() in ("e.g", "i.e", "mr", "mrs", "dr", "vs", "z.b", "bzw", "etc", "no", "st")
        ):
            continue
        found.append((start, m.end()))
        start = m.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


BANNER = 8  # blocks


def banner(doc: Document, leaf: Block) -> bool:
    """Whether a block at the top of a page speaks of cookies, as a consent dialog does."""
    return leaf.leaf < BANNER and any(stem in key(doc, leaf) for stem in _stems("cookie"))


def items(doc: Document) -> dict[int, list[Block]]:
    """The items of each list, by the list's index among the containers."""
    return doc.fact("items", _items)


def _items(doc: Document) -> dict[int, list[Block]]:
    found: dict[int, list[Block]] = {}
    for n, box in enumerate(doc.containers):
        if box.kind == "list":
            found.setdefault(n, [])
        elif box.kind == "item":
            found.setdefault(box.parent, []).append(box)
    return found


def own_site(doc: Document) -> str:
    """The site that most links lead to; empty where none names one, or but a few do where others need no name (`/about`)."""
    return doc.fact("own site", _own_site)


_FEW = 3


def _own_site(doc: Document) -> str:
    sites = Counter(urls.site(name) for x in doc.links if (name := urls.host(x.url)))
    if not sites:
        return ""
    name, count = sites.most_common(1)[0]
    rooted = sum(x.url.startswith("/") and not x.url.startswith("//") for x in doc.links) if count < _FEW else 0
    return "" if rooted > count else name


def same_site(url: str, own: str) -> bool:
    """Whether an address stays on the site."""
    name = urls.host(url)
    return not name or urls.site(name) == own


NOWHERE = re.compile(r"#|mailto:|tel:|javascript:|$", re.IGNORECASE)


def at_home(link: Link, own: str) -> bool:
    """Whether a link leads to another page of the site."""
    return same_site(link.url, own) and not NOWHERE.match(link.url)


def addressed(link: Link, own: str) -> bool:
    """Whether a link leads to another page of the site by an address as pages have it, not by that of a file beside this one."""
    return at_home(link, own) and ("://" in link.url or link.url.startswith("/"))


_PARTS, _OTHERS = 3, 6  # other links to each of them


def parts(doc: Document, begin: int) -> frozenset[int]:
    """The leaves from one on that link to parts of one thing, which may be what the text is about.

    These are three blocks and more in a row, each nothing but a link of a few words, all to one folder (`/novel/1`,
    `/novel/2`). Empty if there are none, groups of several folders, or so many other links that they are a menu's.
    """
    return doc.fact(f"parts from {begin}", lambda d: _parts_from(d, begin))


def _parts_from(doc: Document, begin: int) -> frozenset[int]:
    found = [(folder, run) for folder, run in doc.fact("parts", _parts) if run.start >= begin]
    if len({folder for folder, _ in found}) != 1 or begin >= len(doc.leaves):
        return frozenset()
    leaves = frozenset(n for _, run in found for n in run)
    others = len(doc.links_in(doc.leaves[begin].start, len(doc.text))) - len(leaves)
    return leaves if others <= _OTHERS * len(leaves) else frozenset()


def _parts(doc: Document) -> list[tuple[str, range]]:
    found: list[tuple[str, range]] = []
    rows = itertools.groupby(enumerate(linked(doc)), lambda x: (_folder(doc, x[1]), x[1].leaf - x[0]))
    for (folder, _), run in rows:
        leaves = [leaf.leaf for _, leaf in run]
        if folder and len(leaves) >= _PARTS:
            found.append((folder, range(leaves[0], leaves[-1] + 1)))
    return found


_PART = 5  # words of a link to a part


def _folder(doc: Document, leaf: Block) -> str:
    """The folder that a block's only link leads to, if that is not the site's first; empty if the block is anything else."""
    links = link_only(doc, leaf)
    if len(links) != 1 or leaf.kind == "heading" or words(link_text(doc, links[0])) > _PART:
        return ""
    name, path, _ = urls.split(links[0].url)
    folder = path.rstrip("/").rpartition("/")[0]
    return f"{name}{folder}" if folder else ""


def commercial(doc: Document, link: Link) -> str:
    """Why a link earns money, as words for a reason; empty if nothing says so."""
    own = doc.options.packs
    for pack in own:
        if reason := pack.affiliate(urls.host(link.url)):
            return str(reason)
    return urls.affiliate(link.url) or urls.ad(link.url)


def shows_ads(doc: Document) -> bool:
    """Whether the document carries ad markup, affiliate links or disclosures: then its template plants commercial links."""
    return doc.fact("shows_ads", _shows_ads)


def _shows_ads(doc: Document) -> bool:
    if doc.template:
        return True
    if sum(1 for _ in itertools.islice((x for x in doc.links if commercial(doc, x)), 3)) == 3:
        return True
    return bool(hit_leaves(doc, "disclosure")) or any("adsbygoogle" in e.tokens for e in doc.elements)


def is_post(doc: Document) -> bool:
    """Whether the document is a post, not a page of a manual or a course: it has a date, or its template plants commercial links."""
    return bool(doc.meta.get("published")) or shows_ads(doc)


def source_span(doc: Document, leaf: Block, start: int, end: int) -> tuple[int, int]:
    """The source span of a stretch of a leaf's visible text, with the markup that opens and closes within it."""
    pos = 0
    first = last = -1
    for a, b, text in doc.segs[leaf.seg : leaf.last_seg]:
        size = len(text)
        same = b - a == size
        if first < 0 and start < pos + size:
            first = a + (max(0, start - pos) if same else 0)
        if end <= pos + size:
            last = a + (max(0, end - pos) if same else b - a)
            break
        pos += size
    if first < 0:
        first = leaf.start
    closing = doc.segs[leaf.last_seg - 1][1] if leaf.last_seg > leaf.seg else leaf.end
    if last < 0 or (last >= closing and first <= leaf.start):
        last = leaf.end
    for link in doc.links_of(leaf):
        if link.start < first < link.end:
            first = link.start
        if link.start < last < link.end:
            last = link.end
    # emphasis that opens before the stretch and closes within it, or the other way round, goes as a whole
    while first > leaf.start and (mark := doc.text[first - 1]) in "*_~" and _unbalanced(doc.text[first:last], mark):
        first = leaf.start + len(doc.text[leaf.start : first].rstrip(mark))
    while last < leaf.end and (mark := doc.text[last]) in "*_~" and _unbalanced(doc.text[first:last], mark):
        last = leaf.end - len(doc.text[last : leaf.end].lstrip(mark))
    # and marks around all of it hold nothing when it is gone
    while first > leaf.start and last < leaf.end and doc.text[first - 1] == doc.text[last] and doc.text[last] in "*_~":
        first, last = first - 1, last + 1
    return first, last


def _unbalanced(text: str, mark: str) -> bool:
    """Whether a text has an odd number of runs of a mark: one opens or closes beyond it."""
    return sum(run == mark for run, _ in itertools.groupby(text)) % 2 == 1


def subject(doc: Document, *topics: str, headings: bool = True) -> bool:
    """Whether the title (and, if asked, a heading of the first or second rank) says that the document is about a topic."""
    said = doc.fact("said", _said)
    if not headings:
        said = "\n".join(said.split("\n")[:2])
    return any(stem in said for topic in topics for stem in _stems(topic))


@cache
def _stems(topic: str) -> tuple[str, ...]:
    return tuple(stem.replace("+", " ") for stem in lists.table("subjects").get(topic, "").split())


def _said(doc: Document) -> str:
    title = title_heading(doc)
    heads = [
        key(doc, x)
        for x in doc.leaves
        if x.kind == "heading" and x.level <= 2 and (x.leaf == title or not _is_label(doc, x))
    ]
    return lists.fold(str(doc.meta.get("title") or "")) + "\n" + "\n".join(heads)


_LABELS = (
    "comment-label",
    "related-label",
    "share-label",
    "subscribe",
    "follow",
    "support",
    "feedback",
    "cookie",
    "footer",
    "author-label",
    "disclosure",
)


def _is_label(doc: Document, leaf: Block) -> bool:
    """Whether a heading only labels furniture: it has nothing under it but short lines, or is a phrase of the lists and near the end."""
    if not hits(doc, leaf, *_LABELS):
        return False
    after = doc.leaves[leaf.leaf + 1 : leaf.leaf + 3]
    return not any(is_prose(doc, x) and words(doc.plain(x)) > 25 for x in after)


def empty_section(doc: Document, heading: Block) -> bool:
    """Whether a heading has nothing under it but a rule, or the next heading of its rank."""
    after = next(doc.after(heading), None)
    return after is None or (after.kind in ("heading", "rule") and after.level <= heading.level)


def tail(doc: Document, leaf: Block, share: float = 0.3) -> bool:
    """Whether a leaf stands in the last part of the document (30% of its leaves, and always the last six)."""
    size = len(doc.leaves)
    return leaf.leaf >= min(size - 6, int(size * (1 - share)))


def in_bold(doc: Document, leaf: Block) -> bool:
    """Whether a block is one line that is in bold from its beginning to its end."""
    return bool(_BOLD.match(doc.text[leaf.start : leaf.end]))


def images_only(doc: Document, leaf: Block) -> bool:
    """Whether a leaf shows images and no words."""
    return leaf.kind == "paragraph" and bool(doc.images_of(leaf)) and not trim(doc.plain(leaf))


def link_only(doc: Document, leaf: Block) -> list[Link]:
    """The links of a leaf that shows nothing but links; empty if there is other text."""
    known: dict[int, list[Link]] = doc.fact("link_only", lambda d: {})
    if leaf.leaf not in known:
        links = doc.links_of(leaf)
        more = any(_LETTER.search(text) for text in _pieces_outside(doc, leaf, links))  # mostly the first piece tells
        known[leaf.leaf] = [] if more else links
    return known[leaf.leaf]


BLURB = 45  # words under a headline


def blurb(doc: Document, leaf: Block) -> bool:
    """Whether a paragraph only says what the link over it leads to."""
    return (
        leaf.kind == "paragraph"
        and leaf.leaf > 0
        and words(doc.plain(leaf)) <= BLURB
        and bool(link_only(doc, doc.leaves[leaf.leaf - 1]))
    )


def linked(doc: Document) -> list[Block]:
    """The leaves in which a link starts."""
    return doc.fact("linked", lambda d: [x for x in d.leaves if d.links_of(x)] if d.links else [])


def in_ordered_steps(doc: Document, leaf: Block) -> bool:
    """Whether a leaf is an item of a numbered list whose other items are prose: a step of instructions."""
    for box in doc.parents(leaf):
        if box.kind == "list" and box.ordered:
            size = box.last_leaf - box.leaf
            told = doc.fact("told", lambda d: {})
            if id(box) not in told:
                told[id(box)] = sum(not link_only(doc, x) for x in doc.leaves[box.leaf : box.last_leaf])
            others = told[id(box)] - (not link_only(doc, leaf))
            return size == 1 or others * 2 >= size - 1
    return False


def mends(doc: Document) -> bool:
    """Whether the form of what stays may be mended: something was stripped, or the user asks for it. A clean document keeps its form."""
    return doc.dirty or doc.options.html == "always"


_FIRST = 4  # headings among which the title is looked for in any document


def title_heading(doc: Document) -> int:
    """Index of the leaf that is the document's title; -1 if there is none.

    With a title in the front matter it is the heading among the first four, or above all prose, with the same words,
    decoration aside, or else an only H1 that is the first heading. Without one it is the only H1 if that is the first
    heading or stands above all prose, the H1 that a document with several begins with, or the first heading where all
    others are deeper; a site's name that links to its beginning is none.
    """
    return doc.fact("title_heading", _title_heading)


def _title_heading(doc: Document) -> int:
    heads = [
        x for x in doc.leaves if x.kind == "heading" and x.parent < 0 and (doc.plain(x).strip() or doc.images_of(x))
    ]
    if not heads:
        return -1
    title = str(doc.meta.get("title") or "")
    if title:
        found = [*heads[:_FIRST], *itertools.takewhile(lambda x: x.leaf < _first_text(doc), heads[_FIRST:])]
        texts = [" ".join(doc.plain(x).split()) for x in found]
        wanted = {title, metadata.clean_title(title, texts[:_FIRST])[0]}
        for head, text in zip(found, texts, strict=True):
            if any(metadata.same(text, w) for w in wanted):
                return head.leaf
        only = [x for x in heads if x.level == 1]
        return only[0].leaf if len(only) == 1 and only[0] is heads[0] else -1
    logos = {x.leaf for x in heads if x.level == 1 and _logo(doc, x)}
    if any(x.level == 1 and x.leaf not in logos for x in heads):
        heads = [x for x in heads if x.leaf not in logos]
    tops = [x for x in heads if x.level == 1]
    begin = next((x for x in doc.leaves if x.leaf not in logos), None)
    if tops and tops[0] is (heads[0] if len(tops) == 1 else begin):
        return tops[0].leaf
    if len(tops) == 1 and tops[0].leaf < _first_text(doc):
        return tops[0].leaf
    if not tops and len(heads) > 1 and all(x.level > heads[0].level for x in heads[1:]):
        return heads[0].leaf
    return -1


def _first_text(doc: Document) -> int:
    """Index of the first leaf of prose, but for what asks for consent, or of code, or how many leaves there are."""
    return doc.fact("first text", _find_first_text)


def _find_first_text(doc: Document) -> int:
    found = (x.leaf for x in doc.leaves if x.kind == "code" or (is_prose(doc, x) and not banner(doc, x)))
    return next(found, len(doc.leaves))


def _logo(doc: Document, heading: Block) -> bool:
    """Whether a heading is nothing but a link to where the site begins."""
    links = link_only(doc, heading)
    return len(links) == 1 and at_home(links[0], own_site(doc)) and urls.split(links[0].url)[1] in ("", "/")


def likely_title(doc: Document) -> int:
    """Index of the leaf that a reader would take for the title of a document whose front matter has none; -1 if there is none.

    It is the title heading, or else the heading that the document begins with, or the one right below if that has the same
    level and more words: the name of a section stands above a title.
    """
    n = title_heading(doc)
    if n >= 0 or not doc.leaves or doc.leaves[0].kind != "heading":
        return n
    first = doc.leaves[0]
    under = next(doc.after(first), first)
    longer = under.level == first.level and words(key(doc, under)) > words(key(doc, first))
    return under.leaf if under.kind == "heading" and longer else first.leaf


_ADDRESS = re.compile(r"\s*<?https?://\S+\s*")


def over_address(doc: Document, heading: int) -> bool:
    """Whether the block under a heading is nothing but an address."""
    under = doc.leaves[heading + 1] if heading + 1 < len(doc.leaves) else None
    return under is not None and under.kind == "paragraph" and bool(_ADDRESS.fullmatch(doc.plain(under)))
