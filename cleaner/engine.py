"""Run the rules over a document: collect proposals, resolve overlaps, apply, heal what a removal broke, keep positions in the original.

A run is a sequence of steps. In each step the body is parsed, the rules of one phase propose, the winners are applied together. Removal steps
repeat until nothing is left to remove, then a tidy step follows, and so on until a whole round changes nothing: so a second run changes
nothing either.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cleaner import frontmatter, language, metadata, signals
from cleaner.model import Block, Confidence, Document, Edit, Options, Outcome, Phase, Proposal, Status
from cleaner.parse import parse
from cleaner.registry import Rule, rules

R = TypeVar("R", bound=Outcome)

MAX_STEPS = 12
_LETTER = re.compile(r"[^\W_]")
_MARKERS = re.compile(r"[ \t>]*\Z")
_LEVELS: Mapping[str, tuple[Confidence, ...]] = {
    "conservative": ("certain",),
    "default": ("certain", "likely"),
    "aggressive": ("certain", "likely", "unsure"),
}
# Second thoughts: when this little of a document with at least this many words would be left, the weaker removals are withdrawn.
# The share is trafilatura's and Readability's order of magnitude, set low because a marked-up ad page may rightly lose most of itself.
_LEFT, _HAD = 1 / 10, 60


@dataclass(slots=True)
class _Change:
    """A proposal on its way to becoming an edit; positions are in the normalised body of the step."""

    start: int
    end: int
    new: str
    rule: str
    kind: str
    phase: Phase
    reason: str
    confidence: Confidence
    whole: bool
    learned: Mapping[str, Any] | None
    status: Status = "applied"


@dataclass(slots=True)
class _Map:
    """Where positions of the text after a step were before it."""

    old_start: list[int] = field(default_factory=list)
    old_end: list[int] = field(default_factory=list)
    new_start: list[int] = field(default_factory=list)
    new_end: list[int] = field(default_factory=list)

    def back(self, pos: int, *, end: bool) -> int:
        n = bisect_right(self.new_start, pos) - 1
        if n < 0:
            return pos
        if end and self.new_start[n] == pos and n > 0 and self.new_end[n] > pos:
            n -= 1  # an end right before an insertion belongs to what stands before it
            if self.new_end[n] <= pos:
                return pos - self.new_end[n] + self.old_end[n]
        if pos < self.new_end[n]:
            return self.old_end[n] if end else self.old_start[n]
        return pos - self.new_end[n] + self.old_end[n]


class _Run:
    def __init__(self, text: str, options: Options, path: str) -> None:
        self.source = text
        self.text = text  # as it stands, newlines as given
        self.options = options
        self.path = path
        self.newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        self.matter = frontmatter.split(self.normal(text))
        self.meta = metadata.of_front_matter(self.matter.data)
        self.warnings: list[str] = []
        if self.matter.error:
            self.warnings.append(f"front matter left as it is: {self.matter.error}")
        self.maps: list[_Map] = []
        self.edits: list[Edit] = []
        self.learned: dict[str, Any] = {}
        self.step = 0
        self.dirty = False
        self.line_starts: list[int] = []
        self.quiet: set[tuple[str, int, int]] = set()

    @staticmethod
    def normal(text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    # -- a step ---------------------------------------------------------------------------------------------------------------

    def document(self) -> Document:
        """The body as it stands, parsed."""
        normal = self.normal(self.text)
        start = self.body_start(normal)
        meta = {**self.meta, **{k: v for k, v in self.learned.items() if not self.meta.get(k)}}
        return parse(normal[start:], meta, self.options, self.dirty, self.path)

    def body_start(self, normal: str) -> int:
        return self.matter.body_start

    def propose(self, doc: Document, phase: Phase, level: str) -> list[_Change]:
        found: list[_Change] = []
        for rule in rules():
            if rule.phase == phase and rule.name not in self.options.disable:
                found += self.take(doc, rule)
        for pack in self.options.packs if phase == "remove" else ():
            found += self.take(doc, pack.rule())
        allowed = _LEVELS[level]
        for change in found:
            if change.confidence not in allowed or change.kind in self.options.keep:
                change.status = "withheld"
        return found

    def take(self, doc: Document, rule: Rule) -> list[_Change]:
        size = len(doc.text)
        found = []
        for p in rule.find(doc):
            start, end = max(0, p.start), min(size, p.end)
            if start > end or doc.text[start:end] == p.replacement:
                continue
            found.append(
                _Change(start, end, p.replacement, p.rule or rule.name, p.kind or rule.kind, rule.phase, p.reason, p.confidence, p.whole, p.learned)
            )
        return found

    def run_step(self, phase: Phase, level: str) -> bool:
        """One step; whether it changed the text."""
        doc = self.document()
        found = self.propose(doc, phase, level)
        resolve(found)
        if phase == "remove" and not self.dirty and level != "conservative" and self.second_thoughts(doc, found):
            for change in found:
                if change.status == "applied" and change.confidence != "certain":
                    change.status = "withheld"
            self.warnings.append("nearly all of the document would have gone; only certain removals were made")
            self.level = "conservative"
        for change in found:
            if change.learned and change.status != "superseded":
                self.learn(change.learned)
        applied = sorted((c for c in found if c.status == "applied"), key=lambda c: (c.start, c.end))
        if phase == "remove" and applied:
            Healer(doc, applied).heal()
        self.record(doc, found, applied)
        return bool(applied)

    def second_thoughts(self, doc: Document, found: list[_Change]) -> bool:
        spans = sorted((c.start, c.end) for c in found if c.status == "applied")
        had = left = 0
        n = 0
        for start, end, text in doc.segs:
            count = signals.words(text)
            had += count
            while n < len(spans) and spans[n][1] <= start:
                n += 1
            if n == len(spans) or spans[n][0] > start:
                left += count
            elif spans[n][1] < end:
                left += signals.words(doc.text[spans[n][1] : end])
        return had >= _HAD and left < had * _LEFT and any(signals.is_prose(doc, leaf) for leaf in doc.leaves)

    def learn(self, facts: Mapping[str, Any]) -> None:
        for key, value in facts.items():
            if key == "authors":
                have = self.learned.setdefault("authors", [])
                have += [v for v in value if v not in have]
            elif value:
                self.learned.setdefault(key, value)

    # -- positions ------------------------------------------------------------------------------------------------------------

    def raw(self, pos: int) -> int:
        """A position in the normalised text as one in the text as given."""
        if self.text_crs is None:
            return pos
        return pos + bisect_right(self.text_crs, pos - 1)

    def origin(self, pos: int, *, end: bool) -> int:
        for step in reversed(self.maps):
            pos = step.back(pos, end=end)
        return pos

    def lines(self, start: int, end: int) -> tuple[int, int]:
        if not self.line_starts:
            self.line_starts = [0, *(m.end() for m in re.finditer(r"\r\n?|\n", self.source))]
        return bisect_right(self.line_starts, start), bisect_right(self.line_starts, max(start, end - 1))

    def record(self, doc: Document, found: Sequence[_Change], applied: Sequence[_Change], base: int | None = None) -> None:
        """Turn changes into edits and apply the winners."""
        normal = self.normal(self.text)
        base = self.body_start(normal) if base is None else base
        self.text_crs: list[int] | None = None
        if len(normal) != len(self.text):
            self.text_crs = [m.start() - n for n, m in enumerate(re.finditer(r"\r\n", self.text))]
        size_before = len(self.edits)
        for change in found:
            start, end = self.raw(base + change.start), self.raw(base + change.end)
            if self.text_crs is not None:
                change.new = change.new.replace("\n", self.newline)
            if change.status != "applied":
                key = (change.rule, self.origin(start, end=False), self.origin(end, end=True))
                if change.status == "superseded" or key in self.quiet:
                    if key in self.quiet or self.step > 0:
                        continue
                self.quiet.add(key)
            origin = self.origin(start, end=False), self.origin(end, end=True)
            origin = (origin[0], max(origin))
            self.edits.append(
                Edit(
                    change.rule,
                    change.kind,
                    change.phase,
                    change.reason,
                    change.confidence,
                    change.status,
                    origin[0],
                    origin[1],
                    self.lines(*origin),
                    self.step,
                    start,
                    end,
                    self.text[start:end],
                    change.new,
                )
            )
        self.edits[size_before:] = sorted(self.edits[size_before:], key=lambda e: (e.at_start, e.at_end))
        if not applied:
            return
        out: list[str] = []
        mapping = _Map()
        pos = size = 0
        for change in applied:
            start, end = self.raw(base + change.start), self.raw(base + change.end)
            out.append(self.text[pos:start])
            size += start - pos
            mapping.old_start.append(start)
            mapping.old_end.append(end)
            mapping.new_start.append(size)
            out.append(change.new)
            size += len(change.new)
            mapping.new_end.append(size)
            pos = end
        out.append(self.text[pos:])
        self.text = "".join(out)
        self.maps.append(mapping)
        self.step += 1

    # -- the whole ------------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        self.level: str = self.options.level
        while self.step < MAX_STEPS:
            before = self.step
            while self.step < MAX_STEPS and self.run_step("remove", self.level):
                self.dirty = True
            if not self.run_step("tidy", self.level) or self.step == before:
                break


def resolve(found: list[_Change]) -> None:
    """The one overlap policy: the earlier start wins, then the longer, then the surer; losers are `superseded`."""
    order = ("certain", "likely", "unsure")
    last = -1
    inserted: set[int] = set()
    for change in sorted((c for c in found if c.status == "applied"), key=lambda c: (c.start, -c.end, order.index(c.confidence))):
        if change.start < last or (change.start == change.end and change.start in inserted):
            change.status = "superseded"
            continue
        last = max(last, change.end)
        if change.start == change.end:
            inserted.add(change.start)


class Healer:
    """Make removals whole: what they empty goes too, and what they broke grows together again."""

    def __init__(self, doc: Document, applied: list[_Change]) -> None:
        self.doc = doc
        self.text = doc.text
        self.applied = applied
        self.cuts = [c for c in applied if not c.new]
        self.starts = [c.start for c in self.cuts]

    def covered(self, start: int, end: int) -> bool:
        """Whether a span lies in one cut."""
        n = bisect_right(self.starts, start) - 1
        return n >= 0 and self.cuts[n].end >= end

    def left(self, start: int, end: int) -> str:
        """What the cuts leave of a stretch of source."""
        out: list[str] = []
        pos = start
        n = max(0, bisect_right(self.starts, start) - 1)
        while n < len(self.cuts) and self.cuts[n].start < end:
            cut = self.cuts[n]
            if cut.end > pos:
                if cut.start > pos:
                    out.append(self.text[pos : cut.start])
                pos = max(pos, cut.end)
            n += 1
        if pos < end:
            out.append(self.text[pos:end])
        return "".join(out)

    def heal(self) -> None:
        dead = self.dead_leaves()
        regions = self.regions(dead)
        if regions:
            self.spread(regions)
        self.trim()

    def touched(self) -> set[int]:
        found: set[int] = set()
        for cut in self.cuts:
            n = max(0, self.doc.leaf_at(cut.start))
            while n < len(self.doc.leaves) and self.doc.leaves[n].start < cut.end:
                if self.doc.leaves[n].end > cut.start or self.doc.leaves[n].start >= cut.start:
                    found.add(n)
                n += 1
        return found

    def dead_leaves(self) -> set[int]:
        """Leaves in which nothing visible remains."""
        doc = self.doc
        found: set[int] = set()
        for n in self.touched():
            leaf = doc.leaves[n]
            if leaf.kind in ("rule", "code", "embed") or (leaf.seg == leaf.last_seg and not doc.images_in(leaf.start, leaf.end)):
                if self.covered(leaf.start, leaf.end):
                    found.add(n)
                continue
            if any(_LETTER.search(self.left(s[0], s[1])) for s in doc.segs[leaf.seg : leaf.last_seg]):
                continue
            if any(not self.covered(x.start, x.end) for x in doc.images_in(leaf.start, leaf.end)):
                continue
            if any(
                not self.covered(x.start, x.start + 1) and x.name.lower() in ("iframe", "video", "audio", "object", "embed", "svg")
                for x in doc.elements_in(leaf.start, leaf.end)
            ):
                continue
            if any(not self.covered(x.start, x.end) for x in doc.marks_in(leaf.start, leaf.end) if x.form in ("shortcode", "component")):
                continue
            found.add(n)
        return found

    def all_dead(self, first: int, last: int, dead: set[int]) -> bool:
        return last > first and all(n in dead for n in range(first, last))

    def regions(self, dead: set[int]) -> list[tuple[int, int]]:
        """Spans that go as a whole: dead leaves and containers, and cuts that fill their lines."""
        doc, text = self.doc, self.text
        spans: list[tuple[int, int]] = [(c.start, c.end) for c in self.cuts]
        seen_containers: set[int] = set()
        for n in dead:
            leaf = doc.leaves[n]
            span = (leaf.start, leaf.end)
            c = leaf.parent
            while c >= 0 and c not in seen_containers:
                box = doc.containers[c]
                if not self.all_dead(box.leaf, box.last_leaf, dead):
                    break
                seen_containers.add(c)
                span = (min(span[0], box.start), max(span[1], box.end))
                c = box.parent
            e = leaf.element
            while e >= 0:
                element = doc.elements[e]
                if not element.closed or not self.all_dead(element.leaf, element.last_leaf, dead):
                    break
                if any(not self.covered(m.start, m.end) and m.form in ("shortcode", "component") for m in doc.marks_in(element.start, element.end)):
                    break
                spans.append((element.start, element.end))
                e = element.parent
            spans.append(span)
        merged = merge(spans)
        out: list[tuple[int, int]] = []
        for start, end in merged:
            line = text.rfind("\n", 0, start) + 1
            stop = text.find("\n", end)
            stop = len(text) if stop < 0 else stop
            if _MARKERS.match(text[line:start]) and not text[end:stop].strip(" \t"):
                out.append((line, stop))
        return merge(out)

    def spread(self, regions: list[tuple[int, int]]) -> None:
        """Stretch the cuts over their regions, and close the gap that each group of regions leaves."""
        text = self.text
        groups: list[list[tuple[int, int]]] = []
        for region in regions:
            if groups and not text[groups[-1][-1][1] : region[0]].strip():
                groups[-1].append(region)
            else:
                groups.append([region])
        taken: list[_Change] = []
        for group in groups:
            first, last = group[0][0], group[-1][1]
            members = [c for c in self.cuts if c.start >= first and c.end <= last]
            if not members:
                continue
            before = len(text[:first].rstrip()) if first else 0
            # keep the spaces of a hard break: they tell that the line was to go on
            line_end = text.find("\n", before)
            before_end = line_end if 0 <= line_end < first else min(before, first)
            after = last
            while after < len(text) and text[after].isspace():
                after += 1
            after = text.rfind("\n", last, after) + 1 if after < len(text) and "\n" in text[last:after] else after
            seam = self.seam(before, before_end, first, last, after)
            start = before_end if seam is not None and before else 0
            if seam is None:
                start, after, seam = first, last, ""
            elif seam.startswith("\0"):  # the line before loses its spaces too
                start, seam = before, seam[1:]
            for one, other in zip(members, members[1:], strict=False):
                one.end = other.start
            members[0].start, members[-1].end = start, after
            members[-1].new = seam
            taken += members
        self.kept = {id(c) for c in taken}

    def seam(self, before: int, before_end: int, first: int, last: int, after: int) -> str | None:
        """What stands between the text before a removed group and the text after it."""
        text, doc = self.text, self.doc
        if before == 0:
            return ""
        if after >= len(text):
            return "\0\n" if text.endswith("\n") or "\n" in text[before:first] else "\0"
        quote = re.match(r"[ \t]*>[ \t>]*", text[text.rfind("\n", 0, before) + 1 : before])
        if quote and text[after:].lstrip().startswith(">") and before < first:
            return None if not text[first:last].startswith(("\n", ">", " ")) else "\0\n"
        gap_before = text.count("\n", before_end, first) > 1
        gap_after = text.count("\n", last, after) > 1
        n = doc.leaf_at(after)
        m = doc.leaf_at(before - 1)
        follow = doc.leaves[n] if 0 <= n and doc.leaves[n].start >= last else (doc.leaves[n + 1] if n + 1 < len(doc.leaves) else None)
        lead = doc.leaves[m] if m >= 0 else None
        if follow is not None and lead is not None:
            if (joint := self.list_joint(lead, follow)) is not None:
                return "\0\n\n" if joint else "\0\n"
            hard = text[before:before_end].startswith("  ") or text[before - 1 : before] == "\\"
            stepped = any(box.kind == "item" for box in doc.parents(lead))
            if hard and stepped and follow.kind == "paragraph" and not follow.html and not any(b.kind == "item" for b in doc.parents(follow)):
                return "\n"
        next_line = text[after : text.find("\n", after) if text.find("\n", after) >= 0 else len(text)]
        if gap_before or gap_after or re.match(r"\s{0,3}(?:-+|=+|\*\s*\*)\s*$", next_line):
            return "\0\n\n" if not (text[before:before_end] and False) else "\n\n"
        if lead is not None and (lead.kind == "heading" or (follow is not None and follow.kind == "heading")):
            return "\0\n\n"
        return "\n"

    def list_joint(self, lead: Block, follow: Block) -> bool | None:
        """Whether two leaves are items of what was one list: True if it is loose, False if tight, None if they are not."""
        doc = self.doc
        one = self.outer_item(lead)
        other = self.outer_item(follow)
        if one is None or other is None or doc.leaves[other.leaf].leaf != follow.leaf:
            return None
        a, b = doc.containers[one.parent], doc.containers[other.parent]
        if one is other or a.parent != b.parent or a.ordered != b.ordered:
            return None
        if a is not b:
            x, y = self.marker(one), self.marker(other)
            if a.ordered:
                if not (x[:-1].isdigit() and y[:-1].isdigit()) or x[-1] != y[-1] or int(y[:-1]) != int(x[:-1]) + 1:
                    return None
            elif x != y:
                return None
        return self.is_loose(a) or self.is_loose(b)

    def outer_item(self, leaf: Block) -> Block | None:
        found = None
        for box in self.doc.parents(leaf):
            if box.kind == "item":
                found = box
            elif box.kind != "list":
                break
        return found

    def marker(self, item: Block) -> str:
        m = re.match(r"[-*+]|\d{1,9}[.)]", self.text[item.start : item.start + 12].lstrip())
        return m[0] if m else "?"

    def is_loose(self, box: Block) -> bool:
        """Whether items of a list stand apart by blank lines, other than around what goes."""
        items = [c for c in self.doc.containers if c.kind == "item" and c.parent >= 0 and self.doc.containers[c.parent] is box]
        for one, other in zip(items, items[1:], strict=False):
            between = self.text[one.end : other.start]
            if between.count("\n") > 1 and not any(one.start <= c.start < other.start for c in self.cuts):
                return True
        return False

    def trim(self) -> None:
        """Take the space that a cut inside a line leaves behind."""
        text = self.text
        kept = getattr(self, "kept", set())
        ordered = self.applied
        for n, change in enumerate(ordered):
            if change.new or id(change) in kept:
                continue
            start, end = change.start, change.end
            low = ordered[n - 1].end if n else 0
            high = ordered[n + 1].start if n + 1 < len(ordered) else len(text)
            line = text.rfind("\n", 0, start) + 1
            if not text[line:start].strip() and start > line:
                while end < high and text[end] in " \t":
                    end += 1
            elif start > low and text[start - 1] in " \t" and (end >= len(text) or text[end] in " \t\n.,;:!?)"):
                while start > low and text[start - 1] in " \t" and (end >= len(text) or text[end] != "\n" or start - 1 > line):
                    start -= 1
            elif start == line:
                while end < high and text[end] in " \t":
                    end += 1
                if end < len(text) and text[end] == "\n" and end < high and start > 0:
                    end += 1
            change.start, change.end = start, end


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


def run(text: str, options: Options, result: type[R], path: str = "") -> R:
    """Clean a text. Pure: the same text and options give the same result.

    Args:
        text: the whole document.
        options: what may be done.
        result: the class of the result.
        path: where the text came from, for site packs; never read.
    """
    this = _Run(text, options, path)
    this.run()
    doc = this.document()
    meta = _metadata(this, doc)
    _front_matter(this, doc, meta)
    matter = frontmatter.split(this.normal(this.text))

    this.text_crs = [m.start() - n for n, m in enumerate(re.finditer(r"\r\n", this.text))] if "\r\n" in this.text else None
    raw_start = this.raw(matter.body_start)
    return result(this.text, this.text[raw_start:], meta, dict(matter.data), tuple(this.edits), tuple(this.warnings), text, doc)


def _metadata(this: _Run, doc: Document) -> dict[str, Any]:
    meta: dict[str, Any] = dict.fromkeys(metadata.FIELDS)
    meta["authors"], meta["tags"], meta["categories"] = [], [], []
    for key in metadata.FIELDS:
        value = this.meta.get(key) or this.learned.get(key)
        if value:
            meta[key] = value
    if this.learned.get("published"):
        meta["published"] = this.learned["published"]
    n = signals.title_heading(doc)
    heading = " ".join(doc.plain(doc.leaves[n]).split()) if n >= 0 else ""
    title, reason = heading, ""
    if this.meta.get("title"):
        headings = [" ".join(doc.plain(x).split()) for x in doc.leaves if x.kind == "heading"][:4]
        title, reason = metadata.clean_title(str(this.meta["title"]), headings)
        if not reason and this.learned.get("title"):
            title, reason = this.learned["title"], "the document's own heading has the title without it"
    elif this.learned.get("title"):
        title = this.learned["title"]
    meta["title"] = title or None
    if not meta["language"]:
        meta["language"] = _language(doc, this) or None
    this.learned["title reason"] = reason
    return meta


def _language(doc: Document, this: _Run) -> str:
    for element in doc.elements[:20]:
        if found := language.code(element.attrs.get("lang", "")):
            return found
    return language.detect(" ".join(doc.plain(leaf) for leaf in doc.leaves if leaf.kind != "code") or str(this.meta.get("title", "")))


def _front_matter(this: _Run, doc: Document, meta: dict[str, Any]) -> None:
    """Splice the cleaned title and what the body taught."""
    matter = this.matter
    if not matter.form or matter.error or "frontmatter" in this.options.keep:
        return
    wanted: list[tuple[str, Any, str]] = []
    reason = this.learned.get("title reason")
    if this.options.clean_title and reason and meta["title"] and isinstance(matter.data.get("title"), str):
        wanted.append(("title", meta["title"], f"title without generator decoration: {reason}"))
    if this.options.learn:
        if this.learned.get("authors") and not this.meta.get("authors"):
            wanted.append(("authors", this.learned["authors"], "the author that the body's byline or author box named"))
        published = this.learned.get("published")
        if published and published != this.meta.get("published") and "published" not in matter.data:
            wanted.append(("published", published, "the date that the body's byline gave"))
    for key, value, why in wanted:
        normal = this.normal(this.text)
        found = frontmatter.splice(normal, frontmatter.split(normal), key, value)
        if found:
            change = _Change(found[0], found[1], found[2], "front-matter", "frontmatter", "tidy", why, "certain", True, None)
            this.record(doc, [change], [change], base=0)


def replay(text: str, edits: Sequence[Edit]) -> str:
    """Apply the edits to the text they were made for, step by step: gives the Markdown of the result."""
    steps: dict[int, list[Edit]] = {}
    for edit in edits:
        if edit.status == "applied":
            steps.setdefault(edit.step, []).append(edit)
    for step in sorted(steps):
        for edit in sorted(steps[step], key=lambda e: (e.at_start, e.at_end), reverse=True):
            text = text[: edit.at_start] + edit.inserted + text[edit.at_end :]
    return text
