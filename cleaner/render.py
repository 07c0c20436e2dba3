"""An outcome as plain text and JSON. The types below are the JSON's form: the schema is made from
them."""

from __future__ import annotations

import datetime
import hashlib
import itertools
import json
import math
import re
import types
import typing
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import Any, Literal, TypedDict

from cleaner import signals
from cleaner.model import Block, Confidence, Document, Outcome, Phase, Status

SCHEMA = 1
JsonValue = str | int | float | bool | list[Any] | dict[str, Any] | None


class Source(TypedDict):
    """Where the document came from. `bytes` and `sha256` are those of the file, or of the text as UTF-8."""

    path: str | None
    sha256: str
    bytes: int
    encoding: str
    newline: Literal["lf", "crlf", "cr", "mixed", "none"]


class Metadata(TypedDict):
    """What the document says of itself; null or an empty list where it says nothing. Dates are YYYY-MM-DD, the language is ISO 639-1."""

    title: str | None
    authors: list[str]
    published: str | None
    updated: str | None
    description: str | None
    language: str | None
    tags: list[str]
    categories: list[str]
    image: str | None
    url: str | None


class Heading(TypedDict):
    """A heading. `slug` is GitHub's; `line` counts in `markdown`, from 1."""

    level: int
    text: str
    slug: str
    line: int


class Section(TypedDict):
    """A heading and what stands under it up to the next heading; the first has an empty `path` where text comes before any heading."""

    path: list[str]
    level: int
    markdown: str
    text: str


class ImageItem(TypedDict):
    """An image and the text of the heading it stands under."""

    url: str
    alt: str
    title: str
    section: str | None


class LinkItem(TypedDict):
    """A link and the text of the heading it stands under."""

    url: str
    text: str
    section: str | None


class EditItem(TypedDict):
    """One edit. `start` and `end` are code points, `lines` count from 1, both in the source."""

    rule: str
    kind: str
    phase: Phase
    reason: str
    confidence: Confidence
    status: Status
    start: int
    end: int
    lines: list[int]
    removed: str
    inserted: str


class Stats(TypedDict):
    """Words of the body before and after, and applied edits by kind."""

    words_in: int
    words_out: int
    edits: dict[str, int]


class Json(TypedDict):
    """One cleaned document."""

    schema: int
    source: Source
    metadata: Metadata
    front_matter: dict[str, JsonValue]
    markdown: str
    text: str
    outline: list[Heading]
    sections: list[Section]
    images: list[ImageItem]
    links: list[LinkItem]
    edits: list[EditItem]
    stats: Stats
    warnings: list[str]


def plain(outcome: Outcome) -> str:
    """The body as plain text: no markup, a blank line between blocks, list items on lines of their own."""
    return _plain(outcome.document, outcome.document.leaves)


def _plain(doc: Document, leaves: list[Block]) -> str:
    out: list[str] = []
    last_list = -1
    for leaf in leaves:
        text = doc.plain(leaf)
        if leaf.kind == "table":
            rows = doc.text[leaf.start : leaf.end].split("\n")
            text = "\n".join(
                " | ".join(c.strip() for c in row.strip().strip("|").split("|"))
                for row in rows
                if not re.fullmatch(r"[\s|:-]+", row)
            )
        elif leaf.kind != "code":
            text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        text = text.strip("\n")
        if not text:
            continue
        outer = next((id(b) for b in reversed(list(doc.parents(leaf))) if b.kind == "list"), -1)
        out.append(("\n" if outer != -1 and outer == last_list else "\n\n") + text)
        last_list = outer
    return "".join(out).strip("\n") + ("\n" if out else "")


def slug(text: str, seen: Counter[str]) -> str:
    """GitHub's anchor of a heading: lower case, spaces to hyphens, punctuation gone, a number behind repeated ones."""
    base = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
    n = seen[base]
    seen[base] += 1
    return f"{base}-{n}" if n else base


def _newline(text: str) -> Literal["lf", "crlf", "cr", "mixed", "none"]:
    crlf = text.count("\r\n")
    lf, cr = text.count("\n") - crlf, text.count("\r") - crlf
    found = [name for name, n in (("crlf", crlf), ("lf", lf), ("cr", cr)) if n]
    return "none" if not found else "mixed" if len(found) > 1 else found[0]  # type: ignore[return-value]


def _value(value: Any) -> JsonValue:
    """A front matter's value as JSON: dates as ISO text."""
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): _value(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_value(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def to_dict(outcome: Outcome, origin: dict[str, Any] | None = None) -> Json:
    """The JSON object of a document.

    Args:
        outcome: what `clean` gave.
        origin: `path`, `bytes`, `sha256` and `encoding` of the file, where it came from one.
    """
    doc = outcome.document
    origin = origin or {}
    data = outcome.source.encode("utf-8", "surrogatepass") if "sha256" not in origin else b""
    base = outcome.markdown.count("\n", 0, len(outcome.markdown) - len(outcome.body)) + 1
    headings = [leaf for leaf in doc.leaves if leaf.kind == "heading"]
    titles = [" ".join(doc.plain(h).split()) for h in headings]
    seen: Counter[str] = Counter()
    newlines = [m.start() for m in re.finditer("\n", doc.text)]
    outline: list[Heading] = [
        {"level": h.level, "text": t, "slug": slug(t, seen), "line": base + bisect_left(newlines, h.start)}
        for h, t in zip(headings, titles, strict=True)
    ]
    sections: list[Section] = []
    path: list[tuple[int, str]] = []
    bounds = [-1, *(h.leaf for h in headings), len(doc.leaves)]
    for n, (first, last) in enumerate(itertools.pairwise(bounds)):
        if first >= 0:
            head = headings[n - 1]
            path = [p for p in path if p[0] < head.level] + [(head.level, titles[n - 1])]
        leaves = doc.leaves[max(first, 0) : last]
        if not leaves:
            continue
        start = doc.text.rfind("\n", 0, leaves[0].start) + 1
        end = doc.leaves[last].start if last < len(doc.leaves) else len(doc.text)
        end = doc.text.rfind("\n", 0, end) + 1 if last < len(doc.leaves) else end
        text = _plain(doc, leaves[1:] if first >= 0 else leaves)
        sections.append(
            {
                "path": [t for _, t in path],
                "level": path[-1][0] if path else 0,
                "markdown": doc.text[start:end].strip("\n") + "\n",
                "text": text,
            }
        )

    starts = [h.start for h in headings]

    def section(pos: int) -> str | None:
        n = bisect_right(starts, pos) - 1
        return titles[n] if n >= 0 else None

    source_body = outcome.source
    applied = Counter(e.kind for e in outcome.edits if e.status == "applied")
    words_in = count_words(source_body[len(outcome.markdown) - len(outcome.body) :]) if len(source_body) else 0
    return {
        "schema": SCHEMA,
        "source": {
            "path": origin.get("path"),
            "sha256": origin.get("sha256") or hashlib.sha256(data).hexdigest(),
            "bytes": origin.get("bytes", len(data)),
            "encoding": origin.get("encoding", "utf-8"),
            "newline": _newline(outcome.source),
        },
        "metadata": typing.cast("Metadata", {k: outcome.metadata.get(k) for k in Metadata.__annotations__}),
        "front_matter": {k: _value(v) for k, v in outcome.front_matter.items()},
        "markdown": outcome.markdown,
        "text": plain(outcome),
        "outline": outline,
        "sections": sections,
        "images": [{"url": i.url, "alt": i.alt, "title": i.title, "section": section(i.start)} for i in doc.images],
        "links": [{"url": x.url, "text": signals.link_text(doc, x), "section": section(x.start)} for x in doc.links],
        "edits": [edit_dict(e) for e in outcome.edits],
        "stats": {"words_in": words_in, "words_out": count_words(outcome.body), "edits": dict(sorted(applied.items()))},
        "warnings": list(outcome.warnings),
    }


def edit_dict(edit: Any) -> EditItem:
    """An edit as JSON."""
    fields = EditItem.__annotations__
    return typing.cast("EditItem", {k: list(edit.lines) if k == "lines" else getattr(edit, k) for k in fields})


def to_json(outcome: Outcome, origin: dict[str, Any] | None = None, *, indent: int | None = 2) -> str:
    """The JSON text of a document, keys in the order of the schema, UTF-8 unescaped. A lone surrogate becomes U+FFFD."""
    text = json.dumps(
        to_dict(outcome, origin), ensure_ascii=False, indent=indent, separators=(",", ":") if indent is None else None
    )
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8") if _LONE.search(text) else text


_LONE = re.compile(r"[\ud800-\udfff]")


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the JSON output, made from the types of this module."""
    definitions: dict[str, Any] = {}
    root = _schema(Json, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cleaner document",
        **definitions.pop(root["$ref"].rpartition("/")[2]),
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind is Any:
        return {}
    if kind is None or kind is type(None):
        return {"type": "null"}
    if simple := {str: "string", int: "integer", float: "number", bool: "boolean", list: "array", dict: "object"}.get(
        kind
    ):
        return {"type": simple}
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return {"enum": list(args)}
    if origin is list:
        return {"type": "array", "items": _schema(args[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(args[1], definitions)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_schema(a, definitions) for a in args]}
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = typing.get_type_hints(kind, include_extras=True)
        definitions[name] = {
            "type": "object",
            "description": " ".join((kind.__doc__ or "").split()),
            "properties": {k: _schema(v, definitions) for k, v in hints.items()},
            "required": [k for k in hints if k in kind.__required_keys__],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def count_words(text: str) -> int:
    """Number of words of a text; two characters of a script without spaces count as one."""
    return signals.words(text)
