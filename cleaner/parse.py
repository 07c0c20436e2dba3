"""Text to `Document`. The only importer of the Markdown parser.

pyromark (pulldown-cmark) gives events with UTF-8 byte ranges; they become leaf blocks, containers,
links, images, HTML elements and template marks with spans in the `str`. HTML between Markdown
blocks is tokenised by `cleaner.html`, so that a paragraph is a leaf whether it was written `text`,
`<p>text</p>` or as a line inside a `<div>`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Any, Literal

import pyromark

from cleaner import verbatim
from cleaner.html import BLOCK, EMBED, IMPLIED, Token, attributes, scan
from cleaner.lists import table
from cleaner.model import Block, Document, Element, Image, Link, Mark, Options, holding, merge

_O = pyromark.Options
MARKDOWN = (
    _O.ENABLE_TABLES
    | _O.ENABLE_FOOTNOTES
    | _O.ENABLE_STRIKETHROUGH
    | _O.ENABLE_TASKLISTS
    | _O.ENABLE_MATH
    | _O.ENABLE_GFM
)

_CONTINUATION = bytes(range(0x80, 0xC0))
_CHUNK = 1024
_MDX = re.compile(
    r"^(?:import\s[^\n]*?\sfrom\s+['\"]|import\s+['\"]|export\s+(?:const|default|function)\b)", re.MULTILINE
)
_LINK_LINE = re.compile(r"(?:[-*+] )?!?\[.*\]\((?:https?:)?//[^\s)]*\)\W*$|\*\*\W*\[.*\]\(https?://\S*\)\W*$")
_COMPONENT = re.compile(r"<([A-Z][\w.]*+)(?=[\s/>])")
_ATTRIBUTES = re.compile(
    r"(?:\{:|(?<=\))\{)(?:[ \t]*+(?:[.#][A-Za-z_][\w-]*+|toc\b|[A-Za-z_][\w-]*+=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s{}\"']++)))++[ \t]*+\}"
)
_INCLUDED = re.compile(r"\s*+@include:\s*+(\S++)\s*+\Z")  # VuePress and VitePress include files by comments
_MAX_COMPONENT = 5000
_MAX_OPEN = 200
_CONTAINERS = {"List": "list", "Item": "item", "BlockQuote": "quote", "FootnoteDefinition": "footnote"}
_NO_SPAN = frozenset(("Emphasis", "Strong", "Strikethrough", "TableHead", "TableRow"))  # nothing asks where these are
_SHOWN = frozenset(("Text", "Code", "InlineMath", "DisplayMath"))


_FORMS: dict[str, Literal["inline", "autolink"]] = {"Inline": "inline", "Autolink": "autolink", "Email": "autolink"}


class _Again(Exception):
    """What looked like maths holds tags or links: dollar signs are money here."""


_NO_MATH = re.compile(r"</?[a-zA-Z]|\]\(")


def _offsets(text: str) -> Callable[[int], int]:
    """What turns byte offsets of a text's UTF-8 form into indices into the text.

    An offset a little after the last one that was asked for is counted from there; any other from the beginning of its chunk.
    """
    data = text.encode("utf-8", "surrogatepass")
    sums = [0]
    for n in range(0, len(data), _CHUNK):
        sums.append(sums[-1] + len(data[n : n + _CHUNK].translate(None, _CONTINUATION)))
    last = index = 0

    def at(offset: int) -> int:
        nonlocal last, index
        if 0 <= offset - last < _CHUNK:
            index += len(data[last:offset].decode("utf-8", "surrogatepass"))
        else:
            n = offset // _CHUNK
            index = sums[n] + len(data[n * _CHUNK : offset].translate(None, _CONTINUATION))
        last = offset
        return index

    return at


def _same(offset: int) -> int:
    """Offsets of a text that is all ASCII."""
    return offset


def parse(
    text: str,
    meta: Mapping[str, Any] | None = None,
    options: Options | None = None,
    dirty: bool = False,
    path: str = "",
    memo: dict[str, dict[Any, Any]] | None = None,
) -> Document:
    """Read a body.

    Args:
        text: Markdown without front matter, newlines as `\\n`.
        meta: metadata that is known already.
        options: the run's options.
        dirty: whether something was removed from it before.
        path: where it came from, for site packs.
        memo: what earlier steps of the run worked out.
    """
    builder = _read(text, path)
    doc = Document(
        text=text,
        leaves=builder.leaves,
        containers=builder.containers,
        links=sorted(builder.links, key=lambda x: x.start),
        images=sorted(builder.images, key=lambda x: x.start),
        elements=builder.elements,
        marks=sorted(builder.marks, key=lambda x: x.start),
        segs=builder.segs,
        code=builder.code,
        html_blocks=builder.html_blocks,
        meta=meta or {},
        options=options or Options(),
        dirty=dirty,
        path=path,
        memo={} if memo is None else memo,
    )
    doc.facts["mdx"] = builder.mdx
    return doc


def _read(text: str, path: str) -> _Builder:
    regions, addresses = verbatim.tagged(text), verbatim.destinations(text)
    masked = verbatim.masked(text, regions, addresses) if regions or addresses else text
    builder = _build(text, path, masked)
    if builder.mdx:
        fakes = merge(builder.fakes)
        if more := [(a, b) for a, at, b in verbatim.deep(text) if not holding(builder.code, at) or holding(fakes, at)]:
            regions += more
            builder = _build(text, path, verbatim.masked(text, regions, addresses))
    ends = dict(builder.code) if regions else {}
    if all(ends.get(start) == end or text[end : ends.get(start, 0)].isspace() for start, end in regions):
        return builder
    return _build(text, path, verbatim.masked(text, [], addresses))  # tags that stand across lists or quotes


def _build(text: str, path: str, source: str) -> _Builder:
    try:
        builder = _Builder(text, source, mdx=path.endswith(".mdx"))
        builder.run()
    except _Again:
        builder = _Builder(text, source, mdx=path.endswith(".mdx"), math=False)
        builder.run()
    return builder


def to_html(text: str) -> str:
    """Markdown as HTML, to compare what two texts say."""
    return str(pyromark.html(text, options=MARKDOWN & ~_O.ENABLE_MATH))


def closes(text: str) -> bool:
    """Whether a text leaves nothing open that would take in a block that follows it: no fence, no comment, no list."""
    size = len(text.encode("utf-8", "surrogatepass"))
    depth = 0
    events: Iterator[tuple[Any, Any]] = pyromark.events_with_range(text + "\n\n# end\n", options=MARKDOWN)
    for event, span in events:
        if type(event) is not str:
            kind, value = event.popitem()
            if kind == "Start":
                if depth == 0 and span["start"] > size:
                    return isinstance(value, dict) and "Heading" in value
                depth += 1
            elif kind == "End":
                depth -= 1
    return False


class _Builder:
    def __init__(self, text: str, source: str, *, mdx: bool = False, math: bool = True) -> None:
        self.text = text
        self.source = source  # what the Markdown parser gets: the text with code in template tags made into fences
        self.math = math
        self.leaves: list[Block] = []
        self.containers: list[Block] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.elements: list[Element] = []
        self.marks: list[Mark] = []
        self.segs: list[tuple[int, int, str]] = []
        self.code: list[tuple[int, int]] = []
        self.html_blocks: list[tuple[int, int]] = []
        self.fakes: list[tuple[int, int]] = []  # what Markdown took for indented code
        self.open: list[int] = []  # indices of open elements
        self.container = -1
        self.leaf: Block | None = None
        self.html_leaf: Block | None = None
        self.mdx = mdx or (("import" in text or "export" in text) and bool(_MDX.search(text)))

    # -- leaves ---------------------------------------------------------------------------------------------------------------

    def begin(self, kind: str, start: int, end: int, **more: Any) -> Block:
        n = len(self.leaves)
        element = self.open_block() if self.open else -1
        block = Block(kind, start, end, self.container, n, n + 1, seg=len(self.segs), element=element, **more)
        self.leaves.append(block)
        return block

    def finish(self) -> None:
        if self.leaf is not None:
            self.leaf.last_seg = len(self.segs)
            self.leaf = None

    def open_block(self) -> int:
        for n in reversed(self.open):
            if not self.elements[n].inline:
                return n
        return -1

    def seg(self, start: int, end: int, text: str) -> None:
        self.segs.append((start, end, text))

    # -- events ---------------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        self.events(self.source, 0)
        self.finish()
        for n in self.open:
            e = self.elements[n]
            e.last_leaf = max(e.last_leaf, e.leaf)
        self.code.sort()
        self.shortcodes()
        self.components()
        self.hide_tags()

    def events(self, source: str, base: int, fake: bool = False) -> None:
        """Take in the Markdown of `source`, which starts at `base` in the text. Not recursive but for the lines of fake code."""
        at = _same if source.isascii() else _offsets(source)
        links: list[list[Any]] = []
        image: list[Any] | None = None
        depth = 0  # images may nest
        html = False
        block: Block | None = None  # the paragraph, heading or table that is open
        code: Block | None = None
        starts: list[int] = []  # of what is open; ends are asked for when they come, so that positions only grow
        segs = self.segs
        masked = base == 0 and self.source != self.text
        found: Iterator[tuple[Any, Any]] = pyromark.events_with_range(
            source, options=MARKDOWN if self.math else MARKDOWN & ~_O.ENABLE_MATH
        )
        for event, span in found:
            if type(event) is str:
                if event == "Rule":
                    self.finish()
                    start, end = base + at(span["start"]), base + at(span["end"])
                    self.begin("rule", start, end).last_seg = len(segs)
                elif event in ("SoftBreak", "HardBreak"):
                    if image is not None:
                        image[2].append(" ")
                    elif self.leaf is not None:
                        segs.append((base + at(span["start"]), base + at(span["end"]), "\n"))
                continue
            kind, value = event.popitem()
            if kind == "End":
                name = value if type(value) is str else next(iter(value))
                if name in _NO_SPAN:
                    continue
                start, end = starts.pop(), base + at(span["end"])
                if name in ("Paragraph", "Heading", "Table"):
                    if block is not None:
                        block.end = max(block.end, self.trim(start, end))
                        block = None
                    self.finish()
                elif name in _CONTAINERS:
                    self.finish()
                    self.pop(end)
                elif name == "Link" and links:
                    self.end_link(links.pop(), end)
                elif name == "Image":
                    depth -= 1
                    if depth == 0 and image is not None:
                        self.end_image(image, end, links)
                        image = None
                elif name == "HtmlBlock" and html:
                    self.html(start, end)
                    if self.container < 0 and base == 0:
                        self.html_blocks.append((start, self.trim(start, end)))
                    html = False
                elif name == "TableCell" and block is not None:
                    segs.append((end, end, " "))
                elif name == "CodeBlock" and code is not None:
                    if code.kind == "fake":
                        self.fake(code.start, code.end)
                    else:
                        code.last_seg = len(segs)
                    code = None
                continue
            if kind == "Start":
                info: Any = None
                if type(value) is str:
                    name = value
                else:
                    name, info = value.popitem()
                if name in _NO_SPAN:
                    continue
                start = base + at(span["start"])
                starts.append(start)
                if name == "Paragraph":
                    self.finish()
                    block = self.leaf = self.begin("paragraph", start, start, fake=fake)
                elif name in _CONTAINERS:
                    self.finish()
                    self.push(name, info, start)
                elif name == "Heading":
                    self.finish()
                    block = self.leaf = self.begin("heading", start, start, level=int(info["level"][1]))
                elif name == "Link":
                    if self.leaf is None:
                        self.leaf = self.begin("paragraph", start, start, fake=fake)
                    links.append([start, info, start + 1, False])
                elif name == "Image":
                    depth += 1
                    if image is None:
                        if self.leaf is None:
                            self.leaf = self.begin("paragraph", start, start, fake=fake)
                        image = [start, info, []]
                    for link in links:
                        link[3] = True
                elif name == "HtmlBlock":
                    self.finish()
                    html = True
                elif name == "CodeBlock":
                    self.finish()
                    end = base + at(span["end"])
                    if info == "Indented":
                        begin = self.text.rfind("\n", 0, start) + 1
                        if base == 0 and self.is_fake(start, end):
                            code = Block("fake", begin, end, -1, 0)
                        else:
                            code = self.begin("code", begin, end)
                            self.code.append((begin, end))
                    else:
                        language = next(iter(info.values())) if isinstance(info, dict) else ""
                        if masked and self.text[start] not in "`~":
                            language = verbatim.language(self.text[start : start + 200])
                        code = self.begin("code", start, end, info=language, level=1)
                        self.code.append((start, end))
                elif name == "Table":
                    self.finish()
                    block = self.leaf = self.begin("table", start, start)
                continue
            start = base + at(span["start"])
            if kind in _SHOWN:
                if value.isascii() and len(value) == span["end"] - span["start"]:
                    end = start + len(value)
                else:
                    end = base + at(span["end"])
                if code is not None:
                    segs.append((start, end, self.text[start:end] if masked else value))
                    continue
                if masked and self.text[start:end] != source[start:end]:
                    value = self.text[start:end]
                    if kind == "Code" and value[0] == "{":
                        value = value.partition("}")[2].rpartition("{")[0].strip("{}")
                    elif kind == "Code":
                        value = value.strip("`")
                if kind == "InlineMath" and _NO_MATH.search(value):
                    self.math = False
                    raise _Again
                if image is not None:
                    image[2].append(value)
                    continue
                leaf = self.leaf
                if leaf is None:
                    leaf = self.leaf = self.begin("paragraph", start, end, fake=fake)
                elif end > leaf.end:
                    leaf.end = end
                for link in links:
                    link[2] = end
                segs.append((start, end, value))
                if kind != "Text":
                    self.code.append((start, end))
                continue
            end = base + at(span["end"])
            if kind == "InlineHtml":
                if self.leaf is None:
                    self.leaf = self.begin("paragraph", start, end, fake=fake)
                elif end > self.leaf.end:
                    self.leaf.end = end
                for link in links:
                    link[2] = end
                for token in scan(self.text[start:end], start):
                    self.token(token, inline=True)
            elif kind == "FootnoteReference" and self.leaf is not None and end > self.leaf.end:
                self.leaf.end = end

    def trim(self, start: int, end: int) -> int:
        """The end of a block without its last newline."""
        while end > start and self.text[end - 1] in "\n\r":
            end -= 1
        return end

    # -- containers -----------------------------------------------------------------------------------------------------------

    def push(self, name: str, info: Any, start: int) -> None:
        kind = _CONTAINERS[name]
        element = self.open_block() if self.open else -1
        block = Block(kind, start, start, self.container, len(self.leaves), element=element)
        if kind == "list":
            block.ordered = info is not None
            block.level = info or 0
        elif isinstance(info, str):
            block.info = info
        self.containers.append(block)
        self.container = len(self.containers) - 1

    def pop(self, end: int) -> None:
        if self.container < 0:
            return
        block = self.containers[self.container]
        block.end = self.trim(block.start, end)
        block.last_leaf = len(self.leaves)
        self.container = block.parent

    # -- links and images -----------------------------------------------------------------------------------------------------

    def end_link(self, link: list[Any], end: int) -> None:
        start, info, text_end, image = link
        form: Literal["inline", "reference", "autolink"] = _FORMS.get(info["link_type"]) or "reference"
        text_start = start + 1
        if form != "autolink":
            bracket = self.text.find("]", text_end, end)
            text_end = bracket if bracket >= 0 else text_end
        assert self.leaf is not None
        self.leaf.end = max(self.leaf.end, end)
        url = self.address(info["dest_url"], text_end, end)
        self.links.append(Link(start, end, url, info["title"], text_start, text_end, form, self.leaf.leaf, image))

    def address(self, url: str, start: int, end: int) -> str:
        """The address of a link or picture that ends at `end`; what was masked in it as it is written."""
        if self.source is self.text or "xxx" not in url or self.source[start:end] == self.text[start:end]:
            return url
        at = self.source.find(url, start, end)
        return self.text[at : at + len(url)] if at >= 0 else url

    def end_image(self, image: list[Any], end: int, links: list[list[Any]]) -> None:
        start, info, alt = image
        form: Literal["inline", "reference"] = "inline" if info["link_type"] == "Inline" else "reference"
        assert self.leaf is not None
        self.leaf.end = max(self.leaf.end, end)
        for link in links:
            link[2] = max(link[2], end)
        self.images.append(
            Image(
                start,
                end,
                self.address(info["dest_url"], start, end),
                "".join(alt),
                info["title"],
                form,
                self.leaf.leaf,
                link=links[-1][0] if links else -1,
            )
        )

    # -- HTML -----------------------------------------------------------------------------------------------------------------

    def html(self, start: int, end: int) -> None:
        """Take in a block of HTML: each run of text, inline tags and images between block tags is a leaf."""
        for token in scan(self.text[start:end], start):
            self.token(token, inline=False)
        self.flush()

    def flush(self) -> None:
        if self.html_leaf is not None:
            self.html_leaf.last_seg = len(self.segs)
            self.html_leaf = None

    def html_begin(self, token: Token) -> Block:
        if self.html_leaf is None:
            n = self.open_block()
            name = self.elements[n].name.lower() if n >= 0 else ""
            level = int(name[1]) if len(name) == 2 and name[0] == "h" and name[1] in "123456" else 0
            self.html_leaf = self.begin(
                "heading" if level else "paragraph", token.start, token.end, html=True, level=level
            )
        return self.html_leaf

    def token(self, token: Token, *, inline: bool) -> None:
        kind, name = token.kind, token.name.lower()
        if kind == "text":
            value = self.text[token.start : token.end]
            if not value.strip():
                if self.html_leaf is not None and not inline:
                    self.seg(token.start, token.end, " ")
                return
            n = self.open[-1] if self.open else -1
            if n >= 0 and self.elements[n].name.lower() in EMBED and not inline:
                return
            leaf = self.html_begin(token)
            lead = len(value) - len(value.lstrip())
            if leaf.start == token.start:
                leaf.start += lead
            leaf.end = max(leaf.end, token.start + len(value.rstrip()))
            self.seg(token.start, token.end, unescape(value) if "&" in value else value)
            return
        leaf_n = (
            self.leaf.leaf
            if self.leaf is not None and inline
            else (self.html_leaf.leaf if self.html_leaf is not None else len(self.leaves))
        )
        if kind == "comment":
            if included := _INCLUDED.match(token.attrs):
                self.marks.append(
                    Mark(token.start, token.end, included[1], "shortcode", leaf_n, text=token.attrs, closing=False)
                )
            else:
                self.marks.append(Mark(token.start, token.end, "", "comment", leaf_n, text=token.attrs))
            return
        block = name in BLOCK or (name in EMBED and not inline)
        if not inline and block:
            self.flush()
        if kind == "close":
            self.close(token, name, inline)
            return
        if not inline and not block:
            leaf = self.html_begin(token)
            leaf.end = max(leaf.end, token.end)
            leaf_n = leaf.leaf
        elif not inline and name in EMBED:
            self.begin("embed", token.start, token.end, html=True, info=name).last_seg = len(self.segs)
        attrs = attributes(token.attrs)
        if name == "img":
            self.images.append(
                Image(
                    token.start,
                    token.end,
                    attrs.get("src", ""),
                    attrs.get("alt", ""),
                    attrs.get("title", ""),
                    "html",
                    leaf_n,
                    attrs,
                    self.open_anchor(),
                )
            )
        elif name == "br" and (self.leaf is not None or self.html_leaf is not None):
            self.seg(token.start, token.end, "\n")
        if token.name[0].isupper() and token.name != token.name.upper():
            form = kind == "void"
            self.marks.append(
                Mark(token.start, token.end, token.name, "component", leaf_n, text=token.attrs, closing=False)
            )
            if form:
                return
        implied = IMPLIED.get(name)
        if implied and self.open and not inline and self.elements[self.open[-1]].name.lower() in (name, implied):
            self.end_element(self.open.pop(), token.start, token.start)
        element = Element(
            token.name,
            attrs,
            token.start,
            token.end,
            token.end,
            token.end,
            self.open_block(),
            leaf_n,
            leaf_n + (1 if inline or name in EMBED else 0),
            kind == "void",
            inline or name not in BLOCK,
        )
        self.elements.append(element)
        if kind == "open":
            self.open.append(len(self.elements) - 1)
            if len(self.open) > _MAX_OPEN:
                del self.open[0]

    def open_anchor(self) -> int:
        for n in reversed(self.open[-8:]):
            if self.elements[n].name == "a":
                return self.elements[n].start
        return -1

    def close(self, token: Token, name: str, inline: bool) -> None:
        for depth in range(len(self.open) - 1, -1, -1):
            if self.elements[self.open[depth]].name.lower() == name:
                for n in self.open[depth + 1 :]:
                    self.end_element(n, token.start, token.start)
                n = self.open[depth]
                del self.open[depth:]
                self.end_element(n, token.start, token.end)
                leaf = self.leaf if inline else self.html_leaf
                if leaf is not None:
                    leaf.end = max(leaf.end, token.end)
                return
        leaf_n = self.leaf.leaf if self.leaf is not None and inline else len(self.leaves)
        self.marks.append(Mark(token.start, token.end, name, "stray", leaf_n, closing=True))

    def end_element(self, n: int, inner_end: int, end: int) -> None:
        e = self.elements[n]
        e.inner_end, e.end, e.closed = inner_end, end, end > inner_end
        e.last_leaf = len(self.leaves)
        last = self.leaves[-1] if self.leaves else None
        if last is not None and last.start == e.start and last.info in ("iframe", "script", "style"):
            last.end = end
        if e.name.lower() == "a" and "href" in e.attrs:
            leaf = min(e.leaf, len(self.leaves) - 1)
            image = any(x.start > e.start for x in self.images[-6:])
            self.links.append(
                Link(
                    e.start,
                    end,
                    e.attrs["href"].strip(),
                    e.attrs.get("title", ""),
                    e.inner_start,
                    inner_end,
                    "html",
                    leaf,
                    image,
                )
            )

    # -- what Markdown takes for code ------------------------------------------------------------------------------------------

    def is_fake(self, start: int, end: int) -> bool:
        """Whether an indented code block is only a converter's or template's indentation.

        It is where code cannot be (MDX has no indented code), where it holds tags inside an open HTML element, and where every line is a
        link to a full address after two blank lines: the way scrapers leave menus and buttons. So it is where a box with a
        telling class ends the document.
        """
        source = self.text[start:end]
        if self.mdx:
            return True
        head = source.lstrip()
        if head.startswith(("<", "{%", "{{<", "{{%")) and self.open_block() >= 0:
            return True
        if not self.text[:start].rstrip(" \t").endswith("\n\n\n"):
            return False
        if self.is_box(head, end):
            return True
        return all(_LINK_LINE.match(line.strip()) for line in source.split("\n") if line.strip())

    def is_box(self, source: str, end: int) -> bool:
        """Whether a template's indented box ends the document: an element named for what it is, as no code sample would stand."""
        token = next(scan(source[:2000]), None)
        if token is None or token.kind != "open" or self.text[end:].strip() or not source.rstrip().endswith(">"):
            return False
        attrs = attributes(token.attrs)
        names = f"{attrs.get('id', '')} {attrs.get('class', '')}".lower().split()
        return any(n.replace("_", "-") in table("class-names") and "-" in n for n in names)

    def fake(self, start: int, end: int) -> None:
        """Take in fake code, line by line; markup as HTML."""
        self.fakes.append((start, end))
        source = self.text[start:end]
        head = source.lstrip()
        if head.startswith("<"):
            self.html(start, end)
            return
        pos = start
        for line in source.split("\n"):
            if line.strip():
                indent = len(line) - len(line.lstrip())
                self.events(line.strip(), pos + indent, fake=True)
                self.finish()
            pos += len(line) + 1

    # -- template tags --------------------------------------------------------------------------------------------------------

    def shortcodes(self) -> None:
        text = self.text
        if "{{" not in text and "{%" not in text:
            return
        for start, end, body in _template_tags(text):
            if holding(self.code, start):
                continue
            words = body.strip(" -/").split(None, 2)
            if not words:
                continue
            name = words[0]
            if name in ("include", "include_relative", "partial", "render", "component", "includes") and len(words) > 1:
                name = words[1].strip("\"'")
            self.marks.append(
                Mark(
                    start,
                    end,
                    name,
                    "shortcode",
                    self.leaf_at(start),
                    body.lstrip(" -").startswith("/") or name.startswith("end"),
                    body,
                )
            )

    def components(self) -> None:
        """JSX tags that are no HTML because of the expressions in their attributes."""
        known: set[int] | None = None
        budget = 10 * len(self.text)  # characters that are looked at in vain
        for m in _COMPONENT.finditer(self.text):
            if known is None:
                known = {x.start for x in self.marks if x.form == "component"}
            if m.start() in known or holding(self.code, m.start()):
                continue
            end = _component_end(self.text, m.end())
            if not end:
                budget -= min(len(self.text) - m.end(), _MAX_COMPONENT)
                if budget < 0:
                    return
            else:
                self.marks.append(
                    Mark(m.start(), end, m[1], "component", self.leaf_at(m.start()), text=self.text[m.end() : end])
                )

    def hide_tags(self) -> None:
        """Take template tags and attribute lists out of the visible text: they are names and settings, not words."""
        spans = merge(
            [(m.start, m.end) for m in self.marks if m.form in ("shortcode", "component")] + self.attribute_lists()
        )
        if not spans:
            return
        starts = [a for a, _ in spans]
        kept: list[tuple[int, int, str]] = []
        for leaf in self.leaves:
            first = len(kept)
            for start, end, text in self.segs[leaf.seg : leaf.last_seg]:
                n = max(0, bisect_right(starts, start) - 1)
                if (
                    leaf.kind == "code"
                    or n == len(spans)
                    or not (spans[n][1] > start or bisect_right(starts, end - 1) > n + 1)
                ):
                    kept.append((start, end, text))
                    continue
                pos, whole = start, True
                while n < len(spans) and spans[n][0] < end:
                    a, b = spans[n]
                    n += 1
                    if b <= pos:
                        continue
                    whole = False
                    if pos < a:
                        kept.append((pos, a, self.text[pos:a]))
                    pos = b
                if whole:
                    kept.append((start, end, text))
                elif pos < end:
                    kept.append((pos, end, self.text[pos:end]))
            leaf.seg, leaf.last_seg = first, len(kept)
        self.segs = kept

    def attribute_lists(self) -> list[tuple[int, int]]:
        """Spans of kramdown's `{: .class key="value"}`, and of the same right behind a link without the colon."""
        text = self.text
        if "{:" not in text and "){" not in text:
            return []
        return [m.span() for m in _ATTRIBUTES.finditer(text) if not holding(self.code, m.start())]

    def leaf_at(self, pos: int) -> int:
        return bisect_right(self.leaves, pos, key=lambda x: x.start) - 1


def _template_tags(text: str) -> Iterator[tuple[int, int, str]]:
    """Spans and insides of `{{< … >}}`, `{{% … %}}` and `{% … %}`; each is closed before the next opens."""
    for opening, closing in (("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")):
        pos = text.find(opening)
        while pos >= 0:
            end = text.find(closing, pos + len(opening))
            if end < 0:
                break
            if not (opening == "{%" and pos and text[pos - 1] == "{"):
                yield pos, end + len(closing), text[pos + len(opening) : end]
            pos = text.find(opening, end + len(closing))


def _component_end(text: str, pos: int) -> int:
    """Where a JSX start tag ends; 0 if it does not within reason."""
    depth = 0
    quote = ""
    for n in range(pos, min(len(text), pos + _MAX_COMPONENT)):
        c = text[n]
        if quote:
            if c == quote:
                quote = ""
        elif c in "\"'" and depth == 0:
            quote = c
        elif c == "{":
            depth += 1
        elif c == "}":
            depth -= 1
        elif c == ">" and depth == 0:
            return n + 1
        elif c == "<" and depth == 0:
            return 0
    return 0
