"""What a document says of itself: title, authors, dates … from its front matter, its headings and what
was removed from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from cleaner import dates, language
from cleaner.lists import fold

FIELDS = ("title", "authors", "published", "updated", "description", "language", "tags", "categories", "image", "url")

_KEYS = {
    "title": ("title", "headline", "name"),
    "authors": ("authors", "author", "by", "byline", "creator", "writer", "writers", "contributors"),
    "published": (
        "published",
        "date",
        "publishdate",
        "pubdate",
        "publisheddate",
        "publishedat",
        "datepublished",
        "publishedtime",
        "posted",
        "created",
        "createdat",
    ),
    "updated": (
        "updated",
        "lastmod",
        "modified",
        "updateddate",
        "updatedat",
        "lastmodified",
        "lastmodifiedat",
        "datemodified",
        "lastupdated",
        "updatedate",
    ),
    "description": ("description", "excerpt", "summary", "abstract"),
    "language": ("language", "lang", "locale"),
    "tags": ("tags", "tag", "keywords", "keyword"),
    "categories": ("categories", "category"),
    "image": (
        "image",
        "thumbnail",
        "cover",
        "coverimage",
        "featuredimage",
        "ogimage",
        "banner",
        "heroimage",
        "hero",
        "feature",
        "img",
        "photo",
    ),
    "url": ("canonical", "canonicalurl", "url", "source", "link", "permalink", "originalurl"),
}
_NOT_NAMES = frozenset(
    "admin administrator anonymous author editor editors guest none null staff team unknown root test user webmaster 管理员 管理者".split()
)
_SEPARATORS = re.compile(r" ?(?:[,;&、，／]| (?:and|und|et|y|e|en|och|i|и|ve|dan|và) ) ?")
_HANDLE = re.compile(r"[a-z]+(?:[_-][a-z]+){1,2}\Z")
_BRACKET = re.compile(
    r"\A\s*[\[【(](?:new|updated?|fix(?:ed)?|resolved?|solved|hot|latest|full guide|revised|neu|aktualisiert|nuevo|actualizado|nouveau|mis à jour|nuovo|aggiornato|novo|atualizado)[\])】]\s*:?\s*",
    re.IGNORECASE,
)
_YEAR_HEAD = re.compile(
    r"\A(?:(?:in |for )?(?:19|20)\d\d,\s+|(?:19|20)\d\d\s+(?:approved|updated|edition|guide)\b[\s:,-]*)", re.IGNORECASE
)
_YEAR_TAIL = re.compile(
    r"(?<!\s)\s++(?:(?:for|in)\s+(?:19|20)\d\d|[\[(](?:[A-Z]{2} )?(?:updated |guide |edition )*(?:19|20)\d\d(?: updated| guide| edition)?[\])])\s*\Z",
    re.IGNORECASE,
)
_BRAND = re.compile(r"(?<!\s)\s++[|｜]\s++[^|｜]{1,40}\Z")
_SITE = re.compile(r"\s[-–—·•«»:]{1,2}\s|[|｜_]")  # what stands between a title and the names of section and site
_IN_BRACKETS = re.compile(r"[^()（）]{2,30}[(（]([^()（）]++)[)）]")
_SPACES = re.compile(r"[^\S\u3000]++")
_WORDS = re.compile(r"\w+")


def of_front_matter(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a front matter gives. Keys are compared without case, `_` and `-`; nested `params`, `extra`, `seo`, `meta` are read last."""
    flat: dict[str, Any] = {}
    nested = [
        v
        for k, v in data.items()
        if isinstance(v, Mapping)
        and str(k).lower() in ("params", "extra", "seo", "meta", "metadata", "dates", "frontmatter")
    ]
    for source in (data, *nested):
        for key, value in source.items():
            flat.setdefault(re.sub(r"[\s_.-]", "", str(key).lower()), value)
    found: dict[str, Any] = {}
    for name, keys in _KEYS.items():
        values = [flat[k] for k in keys if flat.get(k) not in (None, "", [], {})]
        for value in values:
            if result := _read(name, value):
                found[name] = result
                break
    if "language" in found:
        for name in ("published", "updated"):
            for key in _KEYS[name]:
                if isinstance(flat.get(key), str) and (date := dates.of(flat[key], found["language"])):
                    found[name] = date
                    break
    return found


def _read(name: str, value: Any) -> Any:
    if name == "authors":
        return names(value)
    if name in ("published", "updated"):
        return dates.of(value)
    if name == "language":
        return language.code(value)
    if name in ("tags", "categories"):
        return _strings(value)
    if isinstance(value, Mapping):
        value = next(
            (value[k] for k in ("src", "url", "path", "feature", "image", "text") if isinstance(value.get(k), str)), ""
        )
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    text = one_line(str(value))
    return _unquote(text) if name in ("title", "description") else text


def _unquote(text: str) -> str:
    """Text without a stray pair of quotes around the whole of it."""
    while len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]:
        text = text[1:-1].strip()
    return text


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        value = value.split(",") if "," in value else [value]
    if not isinstance(value, list):
        return []
    found = [
        " ".join(str(v.get("name", v.get("title", "")) if isinstance(v, Mapping) else v).split())
        for v in value
        if v not in (None, "")
    ]
    return list(dict.fromkeys(v for v in found if v))


def names(value: Any) -> list[str]:
    """Names of authors from a text, a list or a mapping. Handles become names (`ann_lee` is Ann Lee); paths, addresses and roles are none."""
    if isinstance(value, Mapping):
        if isinstance(value.get("name"), str):
            value = [value["name"]]
        elif value and all(isinstance(v, Mapping) and "name" in v for v in value.values()):
            value = [v["name"] for v in value.values()]
        else:
            return []
    if isinstance(value, str):
        value = _SEPARATORS.split(" ".join(value.split()))
    if not isinstance(value, Iterable):
        return []
    found: list[str] = []
    for entry in value:
        if isinstance(entry, Mapping):
            entry = entry.get("name") or entry.get("title") or entry.get("label") or ""
        if not isinstance(entry, str):
            continue
        link = re.match(r"\s*!?\[([^\]]+)\](?:\(|\[|$)", entry)
        text = link[1] if link else entry
        text = re.sub(r"(?<!\s)\s*+[<(][^<>()@/]*+[@/][^<>()]*+[>)]", "", text.strip().strip("[]@\"'*_ \t")).strip()
        if (
            "/" in text
            or "@" in text
            or not re.search(r"[^\W\d_]", text)
            or len(text) > 60
            or text.lower() in _NOT_NAMES
        ):
            continue
        if _HANDLE.match(text):
            text = re.sub(r"[_-]", " ", text).title()
        found.append(" ".join(text.split()))
    return list(dict.fromkeys(found))


def one_line(text: str) -> str:
    """A text with single spaces; the ideographic space of titles in Chinese and Japanese is kept."""
    return _SPACES.sub(" ", text).strip()


def of_address(heading: str) -> str:
    """The name in a heading that labels the address under it: "Address of the task (Three cookies)"; else the heading."""
    named = _IN_BRACKETS.fullmatch(heading)
    return named[1].strip() if named else heading


def same(one: str, other: str) -> bool:
    """Whether two titles have the same words."""
    return _WORDS.findall(fold(one)) == _WORDS.findall(fold(other)) != []


def clean_title(title: str, headings: Iterable[str]) -> tuple[str, str]:
    """A title without what a generator stuck on it, and the reason; the title as it was and an empty reason where nothing says so.

    `[New]`-like status words in front are decoration, and so is a brand behind a `|`. A year (`In 2024,` / `for 2024`) is decoration only where
    the document's own heading has the title without it, or beside a status word. `In 2024, we moved` and `[2024] in review` are titles.
    The names of section and site behind a dash or bar are decoration where the heading has the title without them.
    """
    title = one_line(_unquote(title.strip()))
    raw = title
    reasons: list[str] = []
    stripped = _BRACKET.sub("", title)
    if stripped and stripped != title:
        reasons.append("status word in brackets")
    variants = [stripped]
    for pattern in (_YEAR_HEAD, _YEAR_TAIL, _BRAND, _YEAR_HEAD):
        variants += [v for t in variants if (v := pattern.sub("", t).strip(" -:")) and v != t]
    variants += dict.fromkeys(_without_site(title) + _without_site(stripped))
    for heading in headings:
        heading = one_line(heading)
        if same(heading, raw):
            return heading if reasons or len(heading) >= len(raw) else raw, ""
        for variant in dict.fromkeys(variants[1:] + variants[:1]):
            if variant != raw and same(heading, variant):
                return heading, "the document's own heading has the title without it"
    if reasons:
        for pattern in (_YEAR_HEAD, _YEAR_TAIL):
            shorter = pattern.sub("", stripped).strip(" -:")
            if len(_WORDS.findall(shorter)) >= 3 and shorter[:1] == shorter[:1].upper():
                stripped = shorter
    brand = _BRAND.search(stripped)
    if (
        brand
        and len(_WORDS.findall(brand[0])) <= 3
        and len(_WORDS.findall(stripped[: brand.start()])) >= 3
        and "|" not in stripped[: brand.start()]
    ):
        stripped = stripped[: brand.start()].strip()
        reasons.append("brand behind a bar")
    return (stripped, " and ".join(reasons)) if reasons else (title, "")


def _without_site(title: str) -> list[str]:
    """What may be left of a title without the names of section and site behind it: three words or nine characters, and more than a third of it."""
    found = [title[: m.start()].strip() for m in _SITE.finditer(title) if 3 * m.start() > len(title)]
    return [x for x in found if len(_WORDS.findall(x)) >= 3 or len(x) >= 9 * (1 + x.isascii())]
