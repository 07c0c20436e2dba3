"""Remove template tags that insert junk: shortcodes, includes and components, judged by their name and
their place.

`{{< adsense >}}`, `{% include share-buttons.html %}`, `<ProductCard … />` and `<Disclosure />`
count as what they insert; the words of a name (`AffiliateLink`, `ad-banner`) are looked up in
`lists/component-words.txt`. A tag goes where it stands alone or at the end of a block. Of a pair
around text the tags go and the text stays, unless the tag names a product and the text is its blurb
of at most 60 words, the tag says that a sponsor speaks, or all that it encloses is the words of a button.

A tag also goes that hands an affiliate address, or an address and a price, to its template: a
product's card.

Left alone: names that say figure, code, video or the like, tags inside a sentence, and everything
in code, template literals of MDX included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import lists, urls
from cleaner.model import Document, Mark, Proposal
from cleaner.registry import rule
from cleaner.signals import introduced, phrase, trim, words

# WordPress's form, and Hashnode's
BRACKETS = re.compile(
    r"\s*(%%)?\\?\[([a-z](?:[\w-]|\\_){1,40})((?:\s[^\]\[=\\]{1,30}=[^\]\[=\\]{1,80}){0,12})\s*/?\\?\]\s*",
    re.IGNORECASE,
)
ADS = re.compile(r"ads?(?:[a-z]*+|[-_]\w*+)\Z|(?:the|my|in)[-_]ads?\b|[a-z]+_ads?\b")  # names that need no attribute
RELATED = re.compile(r"\bin\s+(?:site|page)\.related_posts\b")  # Jekyll's
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'|>)]+")
PRICE = re.compile(r"=\s*[\"'](?:[$€£¥₹]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|£|\$|USD|EUR|円|元|원))[\"']")
SELLS = re.compile(r"\b(?:asin|sku|price|href|url|link|affiliate|buy)\w*\s*=|\bB0[A-Z0-9]{8}\b", re.IGNORECASE)
TOPICS = {
    "related": ("related-label",),
    "social": ("share-label", "follow", "support", "feedback"),
    "subscribe": ("subscribe",),
    "comments": ("comment-label", "comment-prompt"),
    "disclosure": ("disclosure",),
    "author": ("author-label",),
}
# words that name content as often: they tell only with words that say no more, or at the end
PLAIN = frozenset(
    "author aws buy comment comments cookie cookies follow licence license pixel price product products share social subscription".split()
)
NEUTRAL = frozenset(
    "area article bar block blocks body bottom box boxes btn button buttons by card cards carousel code container content count counter embed end footer form frame grid head header here html "
    "icon icons image img in includes info inline item items js left line link links list long main markup me middle module new note notice on page panel part post posts row script section "
    "shortcode shortcodes side sidebar single site slot small snippet start strip table tag template text this to toggle top unit us v vertical view widget widgets with wide wrapper".split()
)
PLUGINS = frozenset(
    "addtoany adinserter adrotate crp lwptoc mailpoet mc4wp ratemypost shareaholic ssba yarpp".split()
)  # names of one word
FOR = 12  # tags of a loop
SPONSOR = frozenset(("ad", "advert", "advertisement", "anzeige", "sponsor", "sponsored", "werbung"))
MAX_BUTTON, MAX_BLURB, MAX_PITCH = 6, 60, 120  # words


@rule(kind="ad")
def find(doc: Document) -> Iterator[Proposal]:
    closed: set[int] = set()
    for leaf in doc.leaves:
        if (
            leaf.kind == "paragraph"
            and (tag := BRACKETS.fullmatch(doc.text, leaf.start, leaf.end))
            and not (doc.links_of(leaf) or introduced(doc, leaf))
        ):
            name = tag[2].replace("\\", "")
            kind, why = judge(Mark(leaf.start, leaf.end, name, "shortcode", leaf.leaf, text=tag[0]))
            if tag[1] and not kind:
                kind, why = "cta", f"widget {name}, which stands in many posts"
            # other words in brackets may be to be filled in
            if kind and (tag[1] or tag[3] or (kind == "ad" and ADS.match(name)) or named(name)):
                yield Proposal(leaf.start, leaf.end, f"{why}, alone", "likely", kind=kind)
    tags = [m for m in doc.marks if m.form in ("shortcode", "component")]
    for n, mark in enumerate(tags):
        if mark.name == "for" and RELATED.search(mark.text):
            last = next((k for k in range(n + 1, min(n + FOR, len(tags))) if tags[k].name == "endfor"), 0)
            if last:
                closed.update(range(n, last + 1))
                yield Proposal(
                    mark.start, tags[last].end, "loop over related posts", "certain", kind="related", whole=True
                )
    by_start = {e.start: e for e in doc.elements} if any(m.form == "component" for m in tags) else {}
    for n, mark in enumerate(tags):
        if n in closed:
            continue
        kind, why = judge(mark)
        if not kind or mark.closing or doc.text[max(0, mark.start - 2) : mark.start] == "{`":
            continue
        partner = None
        if mark.form == "component":
            element = by_start.get(mark.start)
            if element is not None and element.closed:
                yield from pair(doc, mark, element.inner_end, element.end, kind, why)
                continue
        else:
            for k in range(n + 1, min(len(tags), n + 40)):
                if tags[k].closing and stem(tags[k].name) == stem(mark.name):
                    partner = k
                    break
                if tags[k].name == mark.name:
                    break
        if partner is not None:
            closed.add(partner)
            yield from pair(doc, mark, tags[partner].start, tags[partner].end, kind, why)
        elif (place := stands(doc, mark, kind)) and doc.text[mark.start : mark.end].count("\n") < 40:
            yield Proposal(
                mark.start,
                mark.end,
                f"{why}, {place}",
                "certain" if place == "alone" else "likely",
                kind=kind,
                whole=True,
            )


def named(name: str) -> bool:
    """Whether a name is one that a plugin gave its tag, all of it."""
    kind = lists.table("component-words").get("".join(PART.findall(name)).lower(), "")
    return kind not in ("", "content") and ("_" in name or name.lower() in PLUGINS)


def stem(name: str) -> str:
    """The name that an opening and a closing tag share."""
    return name.lstrip("/").removeprefix("end").lower()


def pair(doc: Document, mark: Mark, inner_end: int, end: int, kind: str, why: str) -> Iterator[Proposal]:
    """A pair of tags: a product's box goes whole, other tags leave their text."""
    inner = doc.text[mark.end : inner_end]
    blocks = doc.leaves_in(mark.end, inner_end)
    plain = len(re.findall(r"\n[ \t]*\n", inner.strip())) == 0 and not any(
        x.kind in ("heading", "code", "table") for x in blocks
    )
    says = phrase(doc.text_in(mark.end, inner_end), *TOPICS.get(kind, ())) if kind in TOPICS else ""
    if not trim(inner) or (says and plain and words(inner) <= MAX_BLURB):
        why += f', and what it encloses says "{says}"' if says else ", with nothing in it"
        yield Proposal(mark.start, end, why, "certain", kind=kind, whole=True)
    elif kind in ("ad", "cta") and is_button(doc, mark, inner_end, end):
        yield Proposal(mark.start, end, f"{why} around the words of a button", "likely", kind="cta", whole=True)
    elif (
        kind == "ad"
        and name_of(mark).lower() in SPONSOR
        and words(inner) <= MAX_PITCH
        and not any(x.kind in ("heading", "code", "table") for x in blocks)
        and stands(doc, mark, kind) == "alone"
    ):
        yield Proposal(mark.start, end, f"{why} around what a sponsor says", "likely", kind=kind, whole=True)
    elif (
        kind in ("ad", "cta")
        and plain
        and words(inner) <= MAX_BLURB
        and SELLS.search(mark.text)
        and stands(doc, mark, kind) == "alone"
    ):
        yield Proposal(mark.start, end, f"{why} around a product's blurb", "likely", kind=kind, whole=True)
    elif kind in ("ad", "cta"):
        yield Proposal(mark.start, mark.end, f"{why} around text that stays", "likely", kind=kind, whole=True)
        yield Proposal(inner_end, end, f"{why} around text that stays", "likely", kind=kind, whole=True)


def is_button(doc: Document, mark: Mark, inner_end: int, end: int) -> bool:
    """Whether a pair of tags is all of its block, and what it encloses says nothing but what a button says."""
    leaf = doc.leaves[doc.leaf_at(mark.end)]
    text = trim(doc.text_in(mark.end, inner_end))
    if leaf.parent >= 0 or "=" not in mark.text:
        return False
    return (
        leaf.start <= mark.start
        and end >= leaf.end
        and bool(text)
        and words(text) <= MAX_BUTTON
        and bool(phrase(text, "cta"))
    )


def name_of(mark: Mark) -> str:
    """The name of what a tag inserts, without folders and endings."""
    name = mark.name.rpartition("/")[2] if mark.name.strip("/") else mark.name
    return re.sub(r"(?:\.snippet)?\.(?:html|md|liquid|astro|vue|jsx?|tsx?)$", "", name)


def judge(mark: Mark) -> tuple[str, str]:
    """The kind that a tag's name gives it, and why; empty if its name tells nothing or something of content."""
    table = lists.table("component-words")
    name = name_of(mark)
    if "ads" in mark.name.lower().split("/")[:-1]:
        return "ad", f"tag {mark.name} of a folder for ads"
    parts = [p.lower() for p in PART.findall(name)]
    kinds = [table.get(p, "") for p in parts] + [table.get("".join(parts), "")]
    if (
        parts
        and kinds[-2] in ("", "content")
        and not (kinds[-1] and kinds[-1] != "content")
        and "content" in kinds
        and kinds[0] != "ad"
    ):
        return (
            "",
            "",
        )  # what the name ends in is what the thing is: a ProductReview is a review, an ArticleProducts is products
    junk = [k for k in (kinds[-1], kinds[-2] if parts else "", *kinds) if k and k != "content"]
    if junk and not plain(parts, kinds, written=mark.name.endswith((".md", ".mdx"))):
        return junk[0], f"tag named {mark.name}"
    if mark.form == "shortcode" and mark.text.count("=") >= 2 and (addresses := ADDRESS.findall(mark.text)):
        if any(urls.affiliate(a) for a in addresses):
            return "ad", f"tag {mark.name} with an affiliate address"
        if PRICE.search(mark.text):
            return "ad", f"tag {mark.name} with an address and a price"
    return "", ""


def plain(parts: list[str], kinds: list[str], *, written: bool) -> bool:
    """Whether the words of a name may well be those of content: a CommentPolicy, a PixelGrid, aws-prerequisites."""
    words_of_junk = [p for p, k in zip(parts, kinds, strict=False) if k and k != "content"]
    if written and words_of_junk and all(p in PLAIN for p in words_of_junk):
        return True  # what is included is a text: `quickstart/aws.md`
    if kinds[-1] or not parts or parts[-1] in words_of_junk:
        return False
    unknown = [p for p, k in zip(parts, kinds, strict=False) if not k and p not in NEUTRAL and not p.isdigit()]
    return bool(unknown) and all(p in PLAIN for p in words_of_junk)


def stands(doc: Document, mark: Mark, kind: str) -> str:
    """`alone` where a tag fills its lines, `after the text` where it ends a block of text; empty inside a sentence."""
    text = doc.text
    line = text.rfind("\n", 0, mark.start) + 1
    stop = text.find("\n", mark.end)
    stop = len(text) if stop < 0 else stop
    before, after = text[line : mark.start].strip(), text[mark.end : stop].strip()
    if not trim(re.sub(r"\{\{[<%][^{}]*+\}\}|<[^<>]*+>", "", before)) and not trim(
        re.sub(r"\{\{[<%][^{}]*+\}\}|<[^<>]*+>", "", after)
    ):
        return "alone"
    if not after and kind == "ad" and re.search(r"[.!?。！？:)\"”]\s*$", before):
        return "after the text"
    return ""
