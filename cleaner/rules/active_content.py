"""Remove what a browser would run: scripts, styles, objects, forms, event handlers, refreshes.

Content needs none of it, and a corpus, a note or a moved blog must not execute what a stranger's
page left behind. `<iframe>`s that are left by the other rules are turned into links by
`embed-link`.

Left alone: the same in code, properties of components in MDX, pictures, and what the elements say in
plain text beside them. Where parsers disagree whether something is a tag, it becomes text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape

from cleaner import urls, verbatim
from cleaner.html import TAG, Token, attributes, image_source, scan
from cleaner.model import Block, Document, Element, Proposal, holding, merge
from cleaner.parse import parse
from cleaner.registry import rule

ELEMENTS = frozenset(
    "script style object embed applet noscript template base link meta input textarea frame frameset portal fencedframe bgsound".split()
)
# What makes a tag of these names run or load; without it a name in capitals is a component's.
NEEDS = {"link": "rel", "meta": "http-equiv", "base": "href", "object": "data", "embed": "src"}
# Attributes that are set by their name alone.
SWITCHES = frozenset(
    "async autofocus checked defer disabled hidden multiple nomodule readonly required selected".split()
)
SCRIPT = re.compile(r"\s*+(?:java|vb|live)script\s*+:", re.IGNORECASE)
# Attributes as browsers read them: they need no space between them, a name ends at white space, `/`, `=` and `>` alone.
ATTRIBUTE = re.compile(
    r"[ \t\n\f\r/]*+(=?+[^ \t\n\f\r/>=]++|=)(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>]*+))?+"
)
BRACES = re.compile(r"\{[^{}]*+\}")
HANDLER = re.compile(r"on[a-z]+|formaction|srcdoc|ping")
LOADS = re.compile(r"@import|(?:url|image-set|expression)\s*\(|-moz-binding|\\", re.IGNORECASE)
# The beginning of a tag whose end is not there: in a block of HTML the next `>` of the page would end it.
OPEN = re.compile(r"<(?=/?[a-z])", re.IGNORECASE)
RUNS = re.compile(
    r"</?(?:script|style|iframe|object|embed|applet|base|link|meta|frame|form|svg)\b|[\s/\"'](?:on[a-z]+|srcdoc)\s*+=",
    re.IGNORECASE,
)
TARGETS = frozenset("href src action xlink:href data poster background cite dynsrc lowsrc values from to by".split())
# A footnote that is a definition where footnotes are not known, and where an address may begin.
# Where a tag or a comment begins; an end tag that is whole is one for all parsers.
DISPUTABLE = re.compile(r"<(?=/?[A-Za-z]|!--)(?!/[A-Za-z][\w:.-]*+[ \t]*+>)")
NOTE = re.compile(r"\[\^[^\]\n]*+\]:\s*+([^\s`]++)(?=[ \t]*+(?:\n|\Z|[\"'(]))")
HARMLESS = r"(?!https?:|/|#|\.|mailto:)"
ADDRESS = re.compile(rf"\][(:]\s*+<?+{HARMLESS}|<(?=[a-z]++:){HARMLESS}", re.IGNORECASE)
ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\\Z")
HALF = re.compile(r"(?<!\\)<(?=/?[a-z])[^<>\s]*+\Z", re.IGNORECASE)  # of a tag, right before something that may go
LINE = re.compile(r"^[ \t>]*+<[a-z/!?]", re.IGNORECASE | re.MULTILINE)  # where others may see a block of HTML begin
EARLY = re.compile(r"\A(?=-?>|-?\Z)|(?<=--)(?=!>)")  # where browsers end a comment
MARKER = re.compile(r"\n[ \t]*+(?:>[ \t]*+)++")  # of a quote
ENDS = frozenset(("", " ", "\t", "\n", "<", ">"))  # what no half of a tag ends in
LONG = 10_000  # no tag is longer


@rule(kind="debris", order=5)
def find(doc: Document) -> Iterator[Proposal]:
    tags = doc.template_tags()
    for element in doc.elements:
        name = element.name.lower()
        if name in ELEMENTS and not idle(doc, element.name, element.attrs):
            leaf = doc.leaves[element.leaf] if element.leaf < len(doc.leaves) else None
            spoken = leaf is not None and not leaf.html and leaf.kind != "embed" and element.inline
            if spoken and placeholder(element) and (not element.closed or element.end == element.inner_start):
                if doc.facts.get("front matter"):
                    continue  # a title may name a tag
                why, at = "a tag that is spoken of, not used", element.start
                escapes = doc.text[at - 1 : at] != "\\" and not (leaf is not None and html_lines(doc, leaf) < at + 2)
                end, new = (at, "\\") if escapes else (at + 1, "&lt;")  # in HTML a backslash does nothing
                yield Proposal(at, end, why, "certain", new, kind="html", whole=True)
                continue
            if name in ("object", "noscript") and fallback(doc, element):
                why = f"<{name}>; what stands in for it stays"
                yield Proposal(element.start, element.inner_start, why, "certain", whole=True)
                yield Proposal(element.inner_end, element.end, why, "certain", whole=True)
                continue
            yield Proposal(
                element.start,
                element.end if element.closed or name in ("script", "style") else element.inner_start,
                f"<{name}> is no content",
                "certain",
                whole=True,
            )
            continue
        if (
            name == "a"
            and element.closed
            and urls.UNSAFE.match(element.attrs.get("href", ""))
            and not doc.facts.get("mdx")
        ):
            yield Proposal(
                element.start,
                element.inner_start,
                "link with a script for an address",
                "certain",
                kind="link",
                whole=True,
            )
            yield Proposal(
                element.inner_end, element.end, "link with a script for an address", "certain", kind="link", whole=True
            )
        elif tag := harmless(doc, element):
            why = "event handler or script address in a tag"
            yield Proposal(element.start, element.inner_start, why, "certain", tag, kind="html", whole=True)
        elif name == "iframe" and (around := holding(tags, element.start)) and around[0] < element.start:
            why = "frame in a template tag"
            yield Proposal(element.start, element.start + 1, why, "certain", "&lt;", kind="html", whole=True)
        elif name == "iframe" and element.name != name and not component(doc, element.name):
            at = element.start + 1
            yield Proposal(at, at + len(name), "frame in capitals", "certain", name, kind="html", whole=True)
        if name == "svg" and element.closed:
            yield from drawn(doc, element)
    starts = {e.start for e in doc.elements}
    for mark in doc.marks:
        if mark.form == "component" and mark.start not in starts and not doc.facts.get("mdx"):
            name, at = mark.name.lower(), mark.start + 1
            if name in ELEMENTS and not idle(doc, mark.name, attributes(mark.text)):
                yield Proposal(mark.start, mark.end, f"<{name}> is no content", "certain", whole=True)
            elif tag := quiet(doc.text[mark.start : mark.end]):
                why = "event handler or script address in a tag"
                yield Proposal(mark.start, mark.end, why, "certain", tag, kind="html", whole=True)
            elif name == "iframe":
                yield Proposal(at, at + len(name), "frame in capitals", "certain", name, kind="html", whole=True)
        elif mark.form == "comment":
            yield from shortened(doc, mark.start, mark.end)
    for at in sorted(starts | {x.start for x in doc.marks if x.form == "comment"}):
        if doc.text[at - 1 : at] in ENDS:
            continue
        if half := HALF.search(doc.text, max(0, at - 40), at):
            why = "beginning of a tag that what follows keeps from being one"
            yield Proposal(half.start(), half.start() + 1, why, "certain", "&lt;", kind="html", whole=True)
    yield from unended(doc)
    yield from disputed(doc)
    yield from formulas(doc)
    yield from addresses(doc)
    yield from samples(doc)


def component(doc: Document, name: str) -> bool:
    """Whether a name is a component's, not HTML's: where there are components, HTML is in small letters."""
    return bool(doc.facts.get("mdx")) and name != name.lower()


def placeholder(element: Element) -> bool:
    """Whether a tag says what stands in its place, such as `<input file>` in a command: no attribute has a value or is one of HTML's that need none."""
    return not any(element.attrs.values()) and SWITCHES.isdisjoint(element.attrs)


def idle(doc: Document, tag: str, attrs: Mapping[str, str]) -> bool:
    """Whether an element does nothing of what the elements of its name are removed for."""
    name = tag.lower()
    if component(doc, tag):
        return True
    if name == "meta":
        return attrs.get("http-equiv", "").strip().lower() not in ("refresh", "set-cookie")
    if name == "input":
        return attrs.get("type", "").lower() == "checkbox" or tag == "Input"
    return tag == name.capitalize() and name not in ("script", "style") and NEEDS.get(name) not in attrs


def drawn(doc: Document, element: Element) -> Iterator[Proposal]:
    """What would run inside a drawing, whose parts are no elements of the document."""
    opened: Token | None = None
    for token in scan(doc.text[element.inner_start : element.inner_end], element.inner_start):
        name = token.name.lower()
        if opened is not None:
            if token.kind == "close" and name == opened.name.lower():
                why = f"<{name}> in a drawing"
                yield Proposal(opened.start, token.end, why, "certain", gap(doc, opened.start), whole=True)
                opened = None
            continue
        if token.kind == "comment":
            yield from shortened(doc, token.start, token.end)
        if token.kind not in ("open", "void"):
            continue
        if name in ELEMENTS or name in ("foreignobject", "iframe"):
            end = doc.text.find("<", token.end)
            if token.kind == "void":
                yield Proposal(token.start, token.end, f"<{name}> in a drawing", "certain", whole=True)
                continue
            if name != "style" or LOADS.search(doc.text, token.end, end if end >= 0 else len(doc.text)):
                opened = token
                continue
        if tag := quiet(doc.text[token.start : token.end]):
            why = "event handler or script address in a drawing"
            yield Proposal(token.start, token.end, why, "certain", tag, kind="html", whole=True)
    if opened is not None:
        yield Proposal(opened.start, element.inner_end, "script in a drawing", "certain", whole=True)


def gap(doc: Document, at: int) -> str:
    """What keeps the beginning of a tag apart from what would end it when all between them goes."""
    return " " if HALF.search(doc.text, max(0, at - 40), at) else ""


def shortened(doc: Document, start: int, end: int) -> Iterator[Proposal]:
    """A comment that browsers end sooner."""
    inside = doc.text[start + 4 : end - 3]
    if EARLY.search(inside) and RUNS.search(inside):
        new = "<!--" + EARLY.sub(" ", inside).replace("<", "&lt;") + "-->"
        yield Proposal(start, end, "comment that browsers end sooner", "certain", new, kind="html", whole=True)


def unended(doc: Document) -> Iterator[Proposal]:
    """Tags in blocks of HTML that nothing ends."""
    blocks = [(x.start, x.end) for x in doc.leaves if x.html and x.kind != "code"]
    for element in doc.elements:  # what is in these is no block
        if element.name.lower() in ("svg", "select"):
            blocks.append((element.inner_start, element.inner_end if element.closed else len(doc.text)))
    for start, stop in merge(blocks):
        source = doc.text[start:stop]
        if not RUNS.search(source):
            continue
        whole = [(t.start, t.end) for t in scan(source) if t.kind != "text"]
        starts = [m.start() for m in OPEN.finditer(source)]
        n = 0
        for at, end in itertools.zip_longest(starts, starts[1:], fillvalue=len(source)):
            while n < len(whole) and whole[n][1] <= at:
                n += 1
            if (n == len(whole) or at < whole[n][0]) and RUNS.search(source, at, end) and not doc.is_code(start + at):
                at += start
                yield Proposal(at, at + 1, "beginning of a tag without its end", "certain", "&lt;", kind="html")


def disputed(doc: Document) -> Iterator[Proposal]:
    """Tags that other parsers see: in what is text for ours, and over the lines of a quote, whose marks are not theirs."""
    known = {x.start: x.end for x in doc.marks if x.form != "stray"}
    known |= {x.start: x.end if x.name.lower() == "svg" and x.closed else x.inner_start for x in doc.elements}
    patience = 20 * LONG + 4 * len(doc.text)  # characters that are looked at in vain
    quotes = iter(merge([(x.start, x.end) for x in doc.containers if x.kind == "quote"]))
    quote, pos = next(quotes, None), 0
    for m in DISPUTABLE.finditer(doc.text):
        at = m.start()
        while quote and quote[1] <= at:
            quote = next(quotes, None)
        inside = quote is not None and quote[0] <= at
        if at < pos:
            continue
        pos = known.get(at, pos)
        if (at in known and not inside) or doc.is_code(at) or ESCAPED.search(doc.text, max(0, at - 9), at):
            continue
        tag = None
        if patience > 0:
            tag = (
                TAG.match(MARKER.sub("\n", doc.text[at : at + LONG])) if inside else TAG.match(doc.text, at, at + LONG)
            )
            patience -= 0 if tag else min(LONG, len(doc.text) - at)
        if not tag and at not in known and shown(doc, at):
            leaf = doc.leaves[doc.leaf_at(at)]
            stop = doc.text.find("<", at + 1, leaf.end)
            lines = html_lines(doc, leaf) < leaf.end
            if lines and RUNS.search(doc.text, at, stop if stop >= 0 else leaf.end):
                why = "beginning of a tag that other parsers see"
                yield Proposal(at, at + 1, why, "certain", "&lt;", kind="html")
        if not tag or tag[1] or tag[3][:1].strip(" \t\n\f\v/") or (at in known and "\n" not in tag[0]):
            continue
        if runs(tag):
            yield Proposal(at, at + 1, "tag that other parsers see", "certain", "&lt;", kind="html")


def formulas(doc: Document) -> Iterator[Proposal]:
    """Tags between dollar signs: not every renderer knows maths, and no formula holds a script."""
    for start, end in doc.code:
        for m in TAG.finditer(doc.text, start, end) if doc.text.startswith("$", start) else ():
            if runs(m):
                yield Proposal(m.start(), m.end(), "script in a formula", "certain", gap(doc, m.start()), whole=True)


def samples(doc: Document) -> Iterator[Proposal]:
    """Code with a script in a pair of template tags, which few parsers know: for these it is no code unless it is written as such."""
    for start, end in doc.code:
        if doc.text[start] != "{":
            continue
        source = doc.text[start:end].rstrip()
        head = min(source.index(x) + len(x) for x in ("%}", ">}}") if x in source) + (source[:3] == "{{%")
        tail = max(source.rfind(x) for x in ("{%", "{{<", "{{%"))
        inner = source[head:tail]
        read = parse(inner, None, doc.options)
        if next(find(read), None) is None and not any(urls.UNSAFE.match(x.url) for x in read.links):
            continue
        ticks = "`" * (1 + max((len(x) for x in re.findall("`+", inner)), default=0))
        opening, closing = ticks + " ", " " + ticks
        if "\n" in source:
            lead = inner.rpartition("\n")[2]
            opening = closing = "```" if len(ticks) < 3 else ticks
            opening += verbatim.language(source[:head]) + ("" if inner.lstrip(" ").startswith("\n") else "\n")
            closing = ("" if not lead.strip(" \t>") else "\n") + closing
        why = "code in template tags with a script: written as code for all parsers"
        yield Proposal(start, start + head, why, "certain", opening, kind="html", whole=True)
        yield Proposal(start + tail, start + len(source), why, "certain", closing, kind="html", whole=True)


def addresses(doc: Document) -> Iterator[Proposal]:
    """Links in Markdown that have a script for an address and no other words, and images that have."""
    for link in doc.links:
        if not urls.UNSAFE.match(link.url):
            continue
        if link.form == "autolink" and doc.text[link.start] == "<":
            yield Proposal(link.start, link.start, "script for an address", "certain", "\\", kind="link", whole=True)
        elif link.form == "inline" and doc.facts.get("front matter"):  # in the body that is for `link-form`
            yield Proposal(link.start, link.text_start, "script for an address", "certain", kind="link", whole=True)
            yield Proposal(link.text_end, link.end, "script for an address", "certain", kind="link", whole=True)
    for image in doc.images:
        if image.form != "html" and SCRIPT.match(image.url):
            yield Proposal(image.start, image.end, "picture with a script for an address", "certain", image.alt)
    tags = doc.template_tags()
    known: list[tuple[int, int]] | None = None
    for m in ADDRESS.finditer(doc.text):
        at = m.start() if m[0][0] == "<" else m.start() + 1
        if known is None:
            linked = [x for x in doc.links if x.leaf < 0 or not doc.leaves[x.leaf].fake]
            known = [(x.start, x.end) for x in linked if not holding(tags, x.start)]
            known = merge(known + [(x.start, x.end) for x in doc.images])
        code = holding(doc.code, at)
        taken = doc.text[code[0]] != "$" if code else holding(known, at) is not None
        if doc.text[at] == ":" and not shown(doc, at):
            continue  # a definition
        if taken or ESCAPED.search(doc.text, max(0, at - 9), at):
            continue
        if urls.UNSAFE.match(unescape(doc.text[m.end() : m.end() + 200])):
            why = "script for an address that other parsers see"
            yield Proposal(at, at, why, "certain", "\\", kind="link", whole=True)
    for note in doc.containers:
        address = NOTE.match(doc.text, note.start, note.end) if note.kind == "footnote" else None
        if address and urls.UNSAFE.match(address[1]):
            why = "script for an address where footnotes are not known"
            yield Proposal(address.start(1), address.end(1), why, "certain", f"`{address[1]}`", kind="link")


def html_lines(doc: Document, leaf: Block) -> int:
    """Where in a block the first line begins at which others may see a block of HTML begin; the end of the text if none does."""
    known: dict[int, int] = doc.fact("html lines", lambda d: {})
    if leaf.leaf not in known:
        m = LINE.search(doc.text, doc.text.rfind("\n", 0, leaf.start) + 1, leaf.end)
        known[leaf.leaf] = m.end() - 1 if m else len(doc.text)
    return known[leaf.leaf]


def shown(doc: Document, pos: int) -> bool:
    """Whether a position lies in a paragraph."""
    n = doc.leaf_at(pos)
    return n >= 0 and doc.leaves[n].kind == "paragraph" and pos < doc.leaves[n].end


def fallback(doc: Document, element: Element) -> bool:
    """Whether an element holds text or a picture that is shown nowhere else, as a lazy loader's `<noscript>` does."""
    if doc.text_in(element.inner_start, element.inner_end).strip():
        return True
    before = {image_source(i.attrs)[0] for i in doc.images_in(0, element.start)[-3:]}
    return any(i.url not in before for i in doc.images_in(element.inner_start, element.inner_end))


def harmless(doc: Document, element: Element) -> str:
    """The start tag without what would run; empty if nothing would."""
    if component(doc, element.name):
        return ""  # a component's own property such as onClick
    return quiet(doc.text[element.start : element.inner_start])


def runs(tag: re.Match[str]) -> bool:
    """Whether a tag that `TAG` matched runs or loads something."""
    return tag[2].lower() in ELEMENTS or tag[2].lower() == "iframe" or bool(quiet(tag[0]))


@lru_cache(maxsize=1024)
def quiet(tag: str) -> str:
    """A tag without what would run; empty if nothing would."""
    if "=" not in tag or not (head := re.match(r"<[^\s/>]++", tag)):
        return ""
    out, pos, kept = [], head.end(), 0
    while m := ATTRIBUTE.match(tag, pos, len(tag) - 1):
        pos = m.end()
        name, value = m[1].lower(), m[2] or ""
        if active(head[0][1:].lower(), name, unescape(value.strip("\"'"))):
            if value.startswith("{") and (braces := BRACES.match(tag, m.start(2))):
                pos = braces.end()
            out.append(tag[kept : m.start()] + ("" if tag[pos] in " \t\n\f\r/>" else " "))
            kept = pos
        elif "<" in value and RUNS.search(value):  # the same in a value, and no tag where it turns out to be none
            out.append(tag[kept : m.start(2)] + value.replace("<", "&lt;"))
            kept = pos
    rest = tag[pos:-1]  # after a `>` between quotes that are no value's
    if "<" in rest and RUNS.search(rest):
        out.append(tag[kept:pos] + rest.replace("<", "&lt;"))
        kept = len(tag) - 1
    return "".join([*out, tag[kept:]]) if out else ""


def active(element: str, name: str, value: str) -> bool:
    """Whether an attribute runs something or loads what is no picture."""
    if HANDLER.fullmatch(name):
        return True
    if name == "style":
        return bool(LOADS.search(value))
    if element == "img" and value.strip().lower().startswith("data:"):
        return False  # a picture runs nothing
    parts = value.split(";") if name == "values" else [value]
    return name in TARGETS and any(urls.UNSAFE.match(x) for x in parts)
