"""HTML fragments: their tokens with exact spans, and their Markdown.

The scanner is our own because edits need spans, which no HTML parser gives. What a fragment means
as Markdown is left to BeautifulSoup and markdownify, imported here alone and only when a fragment
is converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote

# Attributes in quotes may hold `<` and `>`. Possessive, so that a failed match is never tried twice.
TAG = re.compile(r"<(/?+)([A-Za-z][\w:.-]*+)((?:[^<>\"'{}]++|\"[^\"]*+\"|'[^']*+'|\{[^{}<>]*+\})*+)>")
ATTRIBUTE = re.compile(r"([^\s=/\"'<>]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++)))?+")

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
RAW = frozenset("script style textarea title template svg".split())
BLOCK = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav noscript object ol optgroup option p pre section select summary table tbody "
    "td tfoot th thead tr ul".split()
)
EMBED = frozenset(
    "iframe script style ins video audio embed input select textarea svg template canvas applet frame frameset".split()
)
# An opening tag that ends an open element of the same kind: HTML lets authors leave these end tags out.
IMPLIED = {"li": "li", "p": "p", "dt": "dd", "dd": "dt", "tr": "tr", "td": "td", "th": "th", "option": "option"}


class Token(NamedTuple):
    """A piece of HTML. `kind` is `text`, `comment`, `open`, `close` or `void`; `name` keeps its case."""

    kind: str
    start: int
    end: int
    name: str = ""
    attrs: str = ""


@lru_cache(maxsize=4096)
def attributes(source: str) -> dict[str, str]:
    """The attributes of a start tag, names in lower case, values unescaped."""
    return {
        m[1].lower(): unescape(m[2] if m[2] is not None else m[3] if m[3] is not None else m[4] or "")
        for m in ATTRIBUTE.finditer(source)
    }


def scan(source: str, base: int = 0) -> Iterator[Token]:
    """Tokens of a piece of HTML, in order, with `base` added to their positions. Closed raw elements (`script` …) give no text tokens."""
    pos, size, text = 0, len(source), 0
    no_comment_end = False
    endless: set[str] = set()  # raw elements that no tag ends from here on
    while pos < size:
        lt = source.find("<", pos)
        if lt < 0:
            break
        if source.startswith("<!--", lt) and not no_comment_end:
            end = source.find("-->", lt + 4)
            if end < 0:
                no_comment_end = True
                pos = lt + 4
                continue
            if lt > text:
                yield Token("text", base + text, base + lt)
            yield Token("comment", base + lt, base + end + 3, attrs=source[lt + 4 : end])
            pos = text = end + 3
            continue
        m = TAG.match(source, lt)
        if not m:
            pos = lt + 1
            continue
        if lt > text:
            yield Token("text", base + text, base + lt)
        name, attrs = m[2], m[3]
        low = name.lower()
        pos = text = m.end()
        if m[1]:
            yield Token("close", base + lt, base + pos, name)
        elif attrs.rstrip().endswith("/") or low in VOID:
            yield Token("void", base + lt, base + pos, name, attrs)
        else:
            yield Token("open", base + lt, base + pos, name, attrs)
            if low in RAW and name == low and low not in endless:
                close = re.compile(rf"</{low}\s*+>", re.IGNORECASE).search(source, pos)
                if close:
                    pos = text = close.start()
                else:
                    endless.add(low)
    if text < size:
        yield Token("text", base + text, base + size)


# Lazy loaders keep the real address of an image here; the first that is there counts.
LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-image",
    "data-srcset",
    "data-lazy-srcset",
    "srcset",
)
PLACEHOLDER = re.compile(
    r"^data:|(?:^|[/_.-])(?:blank|placeholder|spacer|lazy|loading|grey|gray|transparent|1x1|pixel|dummy)(?:[/_.-]|\d|$)|^$",
    re.IGNORECASE,
)


def image_source(attrs: Mapping[str, str]) -> tuple[str, str]:
    """The real address of an `<img>` and the attribute it stands in: `src`, or a lazy loader's attribute where that is a placeholder."""
    url = attrs.get("src", "").strip()
    if not url or PLACEHOLDER.search(url):
        for name in LAZY:
            value = attrs.get(name, "").strip()
            found = _largest(value) if "srcset" in name else value
            if found and not found.startswith("data:"):
                return found, name
    return url, "src"


def _largest(srcset: str) -> str:
    """The address with the largest width or density of a srcset."""
    best, best_size = "", -1.0
    for part in re.split(r",\s+", srcset):
        bits = part.split()
        if bits:
            size = float(bits[1][:-1]) if len(bits) > 1 and re.fullmatch(r"\d+(?:\.\d+)?[wx]", bits[1]) else 0.0
            if size > best_size:
                best, best_size = bits[0].rstrip(","), size
    return best


_GAP = re.compile(r"(?<!\s)\s{100,}+")
MAX_DEPTH = 100  # markdownify and BeautifulSoup call themselves for each level


def to_markdown(source: str, *, escape: int = 0) -> str:
    """A fragment of HTML as GitHub Flavored Markdown; empty where it nests too deep to be converted.

    Args:
        source: the fragment.
        escape: 0 escapes nothing, 1 escapes `*` and `_`, 2 all that Markdown might read.

    Code keeps its language, tables their pipes, images their real address. What Markdown cannot say (`<kbd>`, `<sup>`, `<sub>`, `<mark>`) stays HTML.
    """
    depth = deepest = 0
    for token in scan(source):
        if token.kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif token.kind == "close":
            depth = max(0, depth - 1)
    if deepest > MAX_DEPTH:
        return ""
    from bs4 import BeautifulSoup

    if "<pre" not in source.lower():  # long gaps mean nothing, and markdownify's patterns are quadratic in them
        source = _GAP.sub(lambda m: "\n" if "\n" in m[0] else " ", source)
    soup = BeautifulSoup(source, "lxml")
    for image in soup.find_all("img"):
        image["src"] = image_source({k: v for k, v in image.attrs.items() if isinstance(v, str)})[0]
        for name in [a for a in image.attrs if a not in ("src", "alt", "title")]:
            del image[name]
    return str(_converter(escape).convert_soup(soup)).strip("\n")


@cache
def _converter(escape: int) -> Any:
    from markdownify import MarkdownConverter

    base: Any = MarkdownConverter

    def raw(self: Any, el: Any, text: str, parent_tags: Any) -> str:
        return f"<{el.name}>{text}</{el.name}>" if text.strip() else text

    def td(self: Any, el: Any, text: str, parent_tags: Any) -> str:
        return str(base.convert_td(self, el, _PIPE.sub(r"\\|", text), parent_tags))

    def th(self: Any, el: Any, text: str, parent_tags: Any) -> str:
        return str(base.convert_th(self, el, _PIPE.sub(r"\\|", text), parent_tags))

    def language(el: Any) -> str:
        names = [*(el.get("class") or []), *((el.code.get("class") or []) if el.code else [])]
        names += (el.parent.get("class") or []) if el.parent is not None else []
        if names[:1] == ["brush:"] and len(names) > 1:
            names = ["brush:" + names[1].rstrip(";")]
        names += [f"language-{el[a]}" for a in ("lang", "data-lang", "data-language") if el.get(a)]
        for name in names:
            if m := re.match(r"(?:language-|lang-|highlight-source-|brush:)(\w[\w+#-]*)$", name):
                return str(m[1])
        return ""

    # markdownify with the tags that GitHub renders left as they are; made by hand, since a compiled build knows no classes in functions
    own = {f"convert_{name}": raw for name in ("kbd", "sup", "sub", "mark")} | {"convert_td": td, "convert_th": th}
    return type("Converter", (base,), own)(
        heading_style="ATX",
        bullets="-",
        code_language_callback=language,
        escape_asterisks=escape > 0,
        escape_underscores=escape > 0,
        escape_misc=escape > 1,
        wrap=False,
        table_infer_header=True,
    )


_PIPE = re.compile(r"(?<!\\)\|")


def says(source: str) -> tuple[str, dict[str, int], list[str]]:
    """What a piece of HTML says, to compare two: its text without white space, its elements that mean something, and its targets and code."""
    from lxml import html

    root = html.document_fromstring(f"<html><body>{source}</body></html>".encode("utf-8", "replace"), _parser())
    for gone in list(root.iter("script", "style")):
        gone.drop_tree()
    counts: dict[str, int] = {}
    exact: list[str] = []
    for tag in root.iter():
        if not isinstance(tag.tag, str):
            continue  # a comment
        name = _SAME.get(tag.tag, tag.tag)
        if name == "pre":
            exact.append(tag.text_content().strip("\n"))
        elif name == "a" and not tag.get("href"):
            continue
        elif name == "a":
            exact.append(unquote(tag.get("href")))
        elif name == "img":
            exact.append(unquote(image_source(_attrs(tag))[0]))
        if name in _MEANT and (name == "img" or tag.text_content().strip() or tag.find(".//img") is not None):
            counts[name] = counts.get(name, 0) + 1
    return re.sub(r"\s+", "", root.text_content()), counts, exact


def _attrs(tag: Any) -> dict[str, str]:
    """The attributes of an element; none where lxml will not name them."""
    try:
        return dict(tag.attrib)
    except ValueError:  # a control character in a name
        return {}


@cache
def _parser() -> Any:
    from lxml import html

    return html.HTMLParser(encoding="utf-8")


_SAME = {"b": "strong", "i": "em", "th": "td", "strike": "del", "s": "del", "tt": "code"}
_MEANT = frozenset(
    "h1 h2 h3 h4 h5 h6 li ol ul blockquote pre code a img strong em del tr td kbd sup sub mark table".split()
)
