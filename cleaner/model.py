"""The words of the project as data: documents, edits, options, results.

Everything here is plain data. Positions are indices into a `str` (code points), spans are half
open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal, TypeVar

T = TypeVar("T")
S = TypeVar("S", "Link", "Image")

Confidence = Literal["certain", "likely", "unsure"]
Status = Literal["applied", "superseded", "withheld"]
Phase = Literal["mend", "remove", "tidy"]
Level = Literal["conservative", "default", "aggressive"]

REMOVAL_KINDS = (
    "ad",
    "disclosure",
    "author",
    "related",
    "cta",
    "social",
    "subscribe",
    "comments",
    "nav",
    "footer",
    "duplicate",
    "debris",
)
TIDY_KINDS = ("heading", "image", "link", "list", "emphasis", "html", "space", "frontmatter")
KINDS = REMOVAL_KINDS + TIDY_KINDS


@dataclass(frozen=True, slots=True)
class Options:
    """What `clean` may do. Every field has the default that suits most users.

    Attributes:
        level: `conservative` applies `certain` edits alone, `default` also `likely` ones, `aggressive` also `unsure` ones.
        keep: kinds of edit that are never applied (`"author"`, `"image"` …).
        disable: names of rules that never run.
        base_url: absolute URL that relative links of images are resolved against; empty leaves them alone.
        title: what happens to the heading that repeats the title: `heading` makes it the one `# H1`, `keep` leaves its
            level alone, `drop` removes it (the title is in the front matter and the metadata). Where no front matter has it,
            a second run does not know any more what the document is about, and may remove what the first one kept for that.
        html: when kept HTML becomes Markdown: `auto` in documents that had something to strip, `always`, `never`.
        learn: add what the body taught (`authors`, `published`) to the front matter.
        clean_title: splice the cleaned title into the front matter.
        packs: site packs: the user's own knowledge, see `cleaner.packs`.
    """

    level: Level = "default"
    keep: frozenset[str] = frozenset()
    disable: frozenset[str] = frozenset()
    base_url: str = ""
    title: Literal["keep", "heading", "drop"] = "heading"
    html: Literal["auto", "always", "never"] = "auto"
    learn: bool = True
    clean_title: bool = True
    packs: tuple[Any, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again(self)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule yields: a span of the body and what should stand there instead.

    Attributes:
        start, end: span in the text of the `Document` that the rule was given.
        reason: the evidence, as one line that a reviewer understands.
        confidence: how sure the rule is.
        replacement: new text; empty removes.
        kind: overrides the kind of the rule where one rule serves several.
        learned: metadata that the removed text taught (`authors`, `published`, `updated`, `title`).
        whole: the span is structure that goes as it stands, not words to be weighed (a tag, a pair of markers and all between).
        rule: overrides the name of the rule (a site pack's name).
    """

    start: int
    end: int
    reason: str
    confidence: Confidence = "likely"
    replacement: str = ""
    kind: str = ""
    learned: Mapping[str, Any] | None = None
    whole: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change, applied or not.

    Attributes:
        rule, kind, phase, reason, confidence, status: who, what and why; see the project's vocabulary in the README.
        start, end: span in the text given to `clean` (code points).
        lines: first and last line of that span, counted from 1.
        step: which step of the run applied it; the edits of one step are applied together.
        at_start, at_end: span in the text as it stood before that step; `replay` uses these.
        removed, inserted: the text that stood there before, and the text that stands there now.
    """

    rule: str
    kind: str
    phase: Phase
    reason: str
    confidence: Confidence
    status: Status
    start: int
    end: int
    lines: tuple[int, int]
    step: int
    at_start: int
    at_end: int
    removed: str
    inserted: str

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again(self)


@dataclass(slots=True)
class Link:
    """A link, Markdown or HTML. `start:end` is all of it, `text_start:text_end` what it shows."""

    start: int
    end: int
    url: str
    title: str
    text_start: int
    text_end: int
    form: Literal["inline", "reference", "autolink", "html"]
    leaf: int
    image: bool = False


@dataclass(slots=True)
class Image:
    """An image, Markdown or HTML. `attrs` are the HTML attributes, if any; `link` is the index of the link around it, or -1."""

    start: int
    end: int
    url: str
    alt: str
    title: str
    form: Literal["inline", "reference", "html"]
    leaf: int
    attrs: Mapping[str, str] = field(default_factory=dict)
    link: int = -1


@dataclass(slots=True)
class Element:
    """An HTML element, its tags possibly in different blocks; `end` is that of its start tag while no end tag was found."""

    name: str
    attrs: Mapping[str, str]
    start: int
    inner_start: int
    inner_end: int
    end: int
    parent: int
    leaf: int
    last_leaf: int
    closed: bool
    inline: bool

    @property
    def tokens(self) -> str:
        """The id and class names, lower case, separated by spaces."""
        return (self.attrs.get("id", "") + " " + self.attrs.get("class", "")).lower()


@dataclass(slots=True)
class Mark:
    """A comment, a stray end tag or a template tag (`{{< … >}}`, `{% … %}`, a `<Component/>`)."""

    start: int
    end: int
    name: str
    form: Literal["comment", "stray", "shortcode", "component"]
    leaf: int
    closing: bool = False
    text: str = ""


@dataclass(slots=True)
class Block:
    """A container (`list`, `item`, `quote`, `footnote`) or a leaf.

    Leaves are what rules judge: `paragraph`, `heading`, `code`, `table`, `rule`, `html` (tags without text of their own); a leaf that
    was written in HTML has `html` set and the kind of its element. `leaf:last_leaf` is the range of leaves in it (its own index and
    the next for a leaf).
    """

    kind: str
    start: int
    end: int
    parent: int
    leaf: int
    last_leaf: int = 0
    level: int = 0
    info: str = ""
    html: bool = False
    element: int = -1
    seg: int = 0
    last_seg: int = 0
    ordered: bool = False
    loose: bool = False
    fake: bool = False


@dataclass(slots=True)
class Document:
    """A parsed body. Made by `cleaner.parse.parse`; rules read it and yield `Proposal`s.

    Attributes:
        text: the body with newlines as `\\n`.
        leaves: the leaf blocks in order.
        containers: lists, items, quotes, footnotes in order of their start.
        links, images, elements, marks: as their classes say, in order of their start.
        segs: visible pieces of text: (start, end, text).
        html_blocks: spans of the parser's HTML blocks at the top level, comments alone left out.
        code: spans of fenced, indented and inline code and of maths, sorted.
        strays: positions of end tags without a start tag.
        meta: metadata known before the body is read (the front matter's).
        options: the run's options.
        dirty: whether something was removed from this document in this run.
        template: whether that was of the kind that a site's template plants, such as ads, buttons and related posts.
        proposed: what rules of an earlier order would remove: start, end, kind.
        path: where it came from, for site packs.
        facts, shown: what was worked out already, see `fact` and `plain`.
        memo: by topic, what was worked out of texts alone; it is handed on from step to step of a run.
    """

    text: str
    leaves: list[Block]
    containers: list[Block]
    links: list[Link]
    images: list[Image]
    elements: list[Element]
    marks: list[Mark]
    segs: list[tuple[int, int, str]]
    code: list[tuple[int, int]]
    html_blocks: list[tuple[int, int]] = field(default_factory=list)
    meta: Mapping[str, Any] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    dirty: bool = False
    template: bool = False
    proposed: list[tuple[int, int, str]] = field(default_factory=list)
    path: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    shown: dict[int, str] = field(default_factory=dict)
    memo: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def fact(self, name: str, make: Callable[[Document], T]) -> T:
        """A value that is worked out once for a document and shared by the rules."""
        try:
            found: T = self.facts[name]
        except KeyError:
            found = self.facts[name] = make(self)
        return found

    def plain(self, leaf: Block) -> str:
        """The visible text of a leaf, without markup and image descriptions."""
        try:
            return self.shown[leaf.leaf]
        except KeyError:
            text = self.shown[leaf.leaf] = "".join([s[2] for s in self.segs[leaf.seg : leaf.last_seg]])
            return text

    def links_in(self, start: int, end: int) -> list[Link]:
        """The links that start within a span."""
        starts = self.fact("link_starts", lambda d: [x.start for x in d.links])
        return _between(self.links, starts, start, end)

    def images_in(self, start: int, end: int) -> list[Image]:
        """The images that start within a span."""
        starts = self.fact("image_starts", lambda d: [x.start for x in d.images])
        return _between(self.images, starts, start, end)

    def links_of(self, leaf: Block) -> list[Link]:
        """The links that start within a leaf."""
        found: dict[int, list[Link]] = self.fact("links of", _links_of)
        return found.get(leaf.leaf) or []

    def images_of(self, leaf: Block) -> list[Image]:
        """The images that start within a leaf."""
        found: dict[int, list[Image]] = self.fact("images of", _images_of)
        return found.get(leaf.leaf) or []

    def elements_in(self, start: int, end: int) -> list[Element]:
        """The HTML elements that start within a span."""
        starts = self.fact("element_starts", lambda d: [x.start for x in d.elements])
        return _between(self.elements, starts, start, end)

    def marks_in(self, start: int, end: int) -> list[Mark]:
        """The comments, template tags and stray end tags that start within a span."""
        starts = self.fact("mark_starts", lambda d: [x.start for x in d.marks])
        return _between(self.marks, starts, start, end)

    def text_in(self, start: int, end: int) -> str:
        """The visible text of a span."""
        starts = self.fact("seg_starts", lambda d: [x[0] for x in d.segs])
        return "".join([s[2] for s in _between(self.segs, starts, start, end)])

    def leaves_in(self, start: int, end: int) -> list[Block]:
        """The leaves that start within a span."""
        starts = self.fact("leaf_starts", lambda d: [x.start for x in d.leaves])
        return _between(self.leaves, starts, start, end)

    def leaf_at(self, pos: int) -> int:
        """Index of the leaf that holds a position, or of the last one that starts before it; -1 before the first."""
        starts = self.fact("leaf_starts", lambda d: [x.start for x in d.leaves])
        return bisect_right(starts, pos) - 1

    def after(self, leaf: Block) -> Iterator[Block]:
        """The leaves after one, in order, without a copy of them."""
        for n in range(leaf.leaf + 1, len(self.leaves)):
            yield self.leaves[n]

    def is_code(self, pos: int) -> bool:
        """Whether a position lies in code or maths."""
        starts = self.fact("code_starts", lambda d: [x[0] for x in d.code])
        n = bisect_right(starts, pos) - 1
        return n >= 0 and pos < self.code[n][1]

    def template_tags(self) -> list[tuple[int, int]]:
        """The spans of shortcodes and components, in order."""
        return self.fact(
            "tags", lambda d: merge([(x.start, x.end) for x in d.marks if x.form in ("shortcode", "component")])
        )

    def parents(self, leaf: Block) -> Iterator[Block]:
        """The containers around a leaf, innermost first."""
        n = leaf.parent
        while n >= 0:
            yield self.containers[n]
            n = self.containers[n].parent

    def ancestors(self, leaf: Block) -> Iterator[Element]:
        """The HTML block elements around a leaf, innermost first."""
        n = leaf.element
        while n >= 0:
            yield self.elements[n]
            n = self.elements[n].parent


def _links_of(doc: Document) -> dict[int, list[Link]]:
    return _by_leaf(doc, doc.links)


def _images_of(doc: Document) -> dict[int, list[Image]]:
    return _by_leaf(doc, doc.images)


def _by_leaf(doc: Document, found: list[S]) -> dict[int, list[S]]:
    """What starts within each leaf in which something does."""
    starts = [x.start for x in found]
    table: dict[int, list[S]] = {}
    for leaf in doc.leaves if found else ():
        first = bisect_left(starts, leaf.start)
        if first < len(starts) and starts[first] < leaf.end:
            table[leaf.leaf] = found[first : bisect_left(starts, leaf.end, first)]
    return table


def _between(found: list[T], starts: list[int], start: int, end: int) -> list[T]:
    """What starts within a span; mostly nothing does."""
    first = bisect_left(starts, start)
    if first == len(starts) or starts[first] >= end:
        return []
    return found[first : bisect_left(starts, end, first)]


@dataclass(frozen=True)
class Outcome:
    """What a run of the engine gives; `cleaner.result.Result` adds the renderings.

    Attributes:
        markdown: front matter and body.
        body: the cleaned body.
        metadata: `title`, `authors`, `published`, `updated`, `description`, `language`, `tags`, `categories`, `image`, `url`.
        front_matter: the front matter as read; empty where there is none or it is broken.
        edits: every edit, applied or not, in order of steps and positions.
        warnings: what a user should know (a broken front matter, withdrawn edits).
        source: the text that was given.
        held: the cleaned body as parsed, or what parses it when it is asked for.
    """

    markdown: str
    body: str
    metadata: dict[str, Any]
    front_matter: dict[str, Any]
    edits: tuple[Edit, ...]
    warnings: tuple[str, ...]
    source: str
    held: Document | Callable[[], Document] = field(repr=False)

    @cached_property
    def document(self) -> Document:
        """The cleaned body as parsed, newlines as `\\n`."""
        return self.held() if callable(self.held) else self.held

    @property
    def changed(self) -> bool:
        """Whether the Markdown differs from what was given."""
        return self.markdown != self.source

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again(self)


def _made_again(value: Any) -> tuple[Any, ...]:
    """How `pickle` and `copy` get a frozen value: by its class. Setting its fields is refused where it is compiled."""
    return type(value), tuple(getattr(value, f.name) for f in fields(value))


def holding(spans: list[tuple[int, int]], pos: int) -> tuple[int, int] | None:
    """The one of some spans in order that holds a position."""
    n = bisect_right(spans, pos, key=lambda x: x[0]) - 1
    return spans[n] if n >= 0 and pos < spans[n][1] else None


def merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlapping and touching ones made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            if end > out[-1][1]:
                out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out
