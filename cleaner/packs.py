"""Site packs: a user's own knowledge of a site, as data in `cleaner.toml` or in a folder of packs.

    [[pack]]
    name = "my-blog"
    path = ["posts/**"]                 # which inputs; all if left out
    site = ["example.org"]              # or: documents whose front matter or links name this site
    drop-text = ["Sent from my blog engine"]
    drop-regex = ['^Filed under: .*$']  # RE2: linear time, no look-around
    drop-css = ["div.promo"]            # HTML elements
    drop-host = ["cdn.example.net"]     # images, frames and lines of links from a host
    keep-text = ["Advertisement design is our subject"]
    affiliate-hosts = ["go.example.com"]
    phrases = { disclosure = ["i get free books from publishers"] }

`keep-text` and `keep-regex` win over every removal: what they match stays.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cleaner import signals, urls
from cleaner.lists import fold
from cleaner.model import KINDS, Block, Document, Element, Proposal
from cleaner.registry import Rule

_LISTS = (
    "path",
    "site",
    "drop-text",
    "drop-regex",
    "drop-css",
    "drop-host",
    "keep-text",
    "keep-regex",
    "affiliate-hosts",
)
_CSS = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*)?(?P<rest>(?:\.[\w-]+|#[\w-]+|\[[\w-]+(?:[~^$*]?=(?:\"[^\"]*\"|'[^']*'|[\w-]+))?\])*)\Z"
)
_CSS_PART = re.compile(r"\.([\w-]+)|#([\w-]+)|\[([\w-]+)(?:([~^$*]?=)(?:\"([^\"]*)\"|'([^']*)'|([\w-]+)))?\]")


class PackError(ValueError):
    """A pack that cannot be used; the message names file and line."""


@dataclass(frozen=True)
class Pack:
    """A user's knowledge of a site; fields are the keys of the table, patterns compiled.

    Attributes:
        kind: the kind of its removals.
    """

    name: str
    kind: str = "ad"
    path: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    drop_text: tuple[str, ...] = ()
    drop_regex: tuple[Any, ...] = ()
    drop_css: tuple[str, ...] = ()
    drop_host: tuple[str, ...] = ()
    keep_text: tuple[str, ...] = ()
    keep_regex: tuple[Any, ...] = ()
    affiliate_hosts: tuple[str, ...] = ()
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def applies(self, doc: Document) -> bool:
        """Whether a document is one of the pack's."""
        if not self.path and not self.site:
            return True
        if any(fnmatch.fnmatch(doc.path, p) or fnmatch.fnmatch(doc.path, "*/" + p) for p in self.path):
            return True
        named = str(doc.meta.get("url") or "") + " " + str(doc.meta.get("image") or "")
        return any(s in named or any(_under(urls.host(x.url), s) for x in doc.links[:200]) for s in self.site)

    def affiliate(self, host: str) -> str:
        """Why the pack holds a host for an affiliate's; empty if it does not."""
        return next(
            (f'affiliate host {h} of the pack "{self.name}"' for h in self.affiliate_hosts if _under(host, h)), ""
        )

    def keeps(self, text: str) -> bool:
        """Whether the pack wants a stretch of text to stay."""
        folded = fold(text)
        return any(t in folded for t in self.keep_text) or any(r.search(text) for r in self.keep_regex)

    def rule(self) -> Rule:
        """The pack as a rule."""
        return Rule(f"pack:{self.name}", self.kind, "remove", self.find, 0)

    def find(self, doc: Document) -> Iterator[Proposal]:
        """Proposals of the pack for a document."""
        if not self.applies(doc):
            return
        for leaf in doc.leaves:
            if leaf.kind != "code" and (reason := self.judge(doc, leaf)):
                yield Proposal(leaf.start, leaf.end, f'pack "{self.name}": {reason}', "certain", whole=True)
        for element in doc.elements:
            for selector in self.drop_css:
                if selects(selector, element):
                    yield Proposal(
                        element.start, element.end, f'pack "{self.name}": selector {selector}', "certain", whole=True
                    )
                    break
        for image in doc.images:
            if any(_under(urls.host(image.url), h) for h in self.drop_host):
                yield Proposal(
                    image.start, image.end, f'pack "{self.name}": picture from {urls.host(image.url)}', "certain"
                )

    def judge(self, doc: Document, leaf: Block) -> str:
        """Why a block goes; empty if it stays."""
        text = doc.plain(leaf)
        folded = fold(text).replace("\n", " ")
        for part in self.drop_text:
            if part in folded:
                return f'text "{part}"'
        for pattern in self.drop_regex:
            if pattern.search(text):
                return f"pattern {pattern.pattern}"
        for topic, found in self.phrases.items():
            for part in found:
                if part in folded and signals.words(text) <= 60:
                    return f'{topic} phrase "{part}"'
        links = signals.link_only(doc, leaf)
        if links and self.drop_host and all(any(_under(urls.host(x.url), h) for h in self.drop_host) for x in links):
            return f"nothing but links to {urls.host(links[0].url)}"
        source = doc.text[leaf.start : leaf.end]
        if leaf.kind == "embed" and any(h in source for h in self.drop_host):
            return "frame from a host of the pack"
        return ""


def _under(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


def selects(selector: str, element: Element) -> bool:
    """Whether a simple CSS selector (tag, `.class`, `#id`, `[attribute=value]`, in one piece) matches an element."""
    m = _CSS.match(selector)
    if not m or (m["tag"] and element.name.lower() != m["tag"]):
        return False
    classes = element.attrs.get("class", "").split()
    for part in _CSS_PART.finditer(m["rest"]):
        if (part[1] and part[1] not in classes) or (part[2] and element.attrs.get("id") != part[2]):
            return False
        if part[3]:
            value = element.attrs.get(part[3].lower())
            wanted = next((v for v in part.group(5, 6, 7) if v is not None), "")
            if value is None:
                return False
            match part[4]:
                case "=" if value != wanted:
                    return False
                case "~=" if wanted not in value.split():
                    return False
                case "^=" if not value.startswith(wanted):
                    return False
                case "$=" if not value.endswith(wanted):
                    return False
                case "*=" if wanted not in value:
                    return False
    return True


def read(data: Mapping[str, Any], text: str, path: Path) -> tuple[Pack, ...]:
    """The packs of a settings file, and of the folder that its `packs` names.

    Raises:
        PackError: for an unknown key, a wrong value, or a pattern that cannot be compiled.
    """
    found = [_pack(table, text, path, n) for n, table in enumerate(data.get("pack", []))]
    if folder := data.get("packs"):
        import tomllib

        where = path.parent / str(folder)
        if not where.is_dir():
            raise PackError(f"{path}: the packs folder {where} is not there")
        for file in sorted(where.glob("*.toml")):
            source = file.read_text(encoding="utf-8")
            try:
                table = tomllib.loads(source)
            except tomllib.TOMLDecodeError as error:
                raise PackError(f"{file}: {error}") from error
            found += [_pack(t, source, file, n) for n, t in enumerate(table.get("pack", [table]))]
    return tuple(found)


def _pack(table: Mapping[str, Any], text: str, path: Path, number: int) -> Pack:
    starts = [m.start() for m in re.finditer(r"^\[\[(?:tool\.cleaner\.)?pack\]\]", text, re.MULTILINE)]
    base = starts[number] if number < len(starts) else 0

    def where(needle: str) -> str:
        m = re.compile(rf"^[ \t]*{re.escape(needle)}\b|{re.escape(needle)}", re.MULTILINE).search(text, base)
        return f"{path}:{text.count(chr(10), 0, m.start() if m else base) + 1}"

    fields: dict[str, Any] = {}
    for key, value in table.items():
        if key in ("name", "kind"):
            if not isinstance(value, str) or (key == "kind" and value not in KINDS):
                raise PackError(
                    f"{where(key)}: {key} is a text" + (f", one of {', '.join(KINDS)}" if key == "kind" else "")
                )
            fields[key] = value
        elif key == "phrases":
            if not isinstance(value, Mapping) or not all(isinstance(v, list) for v in value.values()):
                raise PackError(f'{where(key)}: phrases is a table of lists, such as {{ disclosure = ["…"] }}')
            fields["phrases"] = {k: tuple(fold(str(x)) for x in v) for k, v in value.items()}
        elif key in _LISTS:
            items = [value] if isinstance(value, str) else value
            if not isinstance(items, list) or not all(isinstance(v, str) and v for v in items):
                raise PackError(f"{where(key)}: {key} is a text or a list of texts")
            fields[key.replace("-", "_")] = tuple(_value(key, v, where) for v in items)
        else:
            raise PackError(f"{where(key)}: unknown key {key!r}; known are name, kind, phrases, {', '.join(_LISTS)}")
    if "name" not in fields:
        raise PackError(f"{path}:{text.count(chr(10), 0, base) + 1}: a pack needs a name")
    return Pack(**fields)


def _value(key: str, value: str, where: Any) -> Any:
    if key.endswith("-regex"):
        import re2

        options = re2.Options()
        options.log_errors = False
        try:
            return re2.compile("(?m)" + value, options)
        except re2.error as error:
            message = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else error
            raise PackError(
                f"{where(value)}: {key} {value!r}: {message} (RE2 syntax: no look-around, no back references)"
            ) from error
    if key == "drop-css" and not _CSS.match(value):
        raise PackError(
            f"{where(value)}: {value!r} is no simple selector (tag, .class, #id, [attribute=value], no spaces)"
        )
    return (
        fold(value)
        if key.endswith("-text")
        else value.lower()
        if key.endswith(("host", "hosts")) or key == "site"
        else value
    )
