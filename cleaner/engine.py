"""Run the rules over a document: collect proposals, resolve overlaps, apply, heal what a removal
broke, keep positions in the original.

A run is a sequence of steps. In each step the body is parsed, the rules of one phase propose, the
winners are applied together. What a converter broke is mended first, so that the rules see it; removal
steps repeat until nothing is left to remove, then a tidy step follows, and so on until a whole round
changes nothing: so a second run changes nothing either.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from cleaner import frontmatter, language, metadata, signals
from cleaner.healing import Change, Healer
from cleaner.model import TIDY_KINDS, Confidence, Document, Edit, Options, Phase, merge
from cleaner.parse import parse
from cleaner.registry import AFTER, Rule, rules

R = TypeVar("R")

MIN_STEPS, MAX_STEPS, WORK = (
    12,
    200,
    300_000,
)  # steps of a run: as many as parse this many characters, between these bounds
SAFETY = "active-content"  # the rule that the front matter must pass too
# What documents of all sorts carry, a README too: its removal does not tell of a template that sells.
_ANYWHERE = frozenset(("social", "nav", "footer", *TIDY_KINDS))
NEWLINE = re.compile(r"\r\n?|\n")
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character, which no parser takes; positions stay
_LEVELS: Mapping[str, tuple[Confidence, ...]] = {
    "conservative": ("certain",),
    "default": ("certain", "likely"),
    "aggressive": ("certain", "likely", "unsure"),
}
# Second thoughts: when this little of what the certain removals leave would be left, and they leave at least this many words, the weaker
# removals are withdrawn.
# The share is trafilatura's and Readability's order of magnitude, set low because a marked-up ad page may rightly lose most of itself.
_LEFT, _HAD = 1 / 10, 60


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


def normal(text: str) -> str:
    """A text with newlines as `\\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def readable(text: str) -> str:
    """A text as parsers take it: newlines as `\\n`, no half characters."""
    text = normal(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


@cache
def of_phase(phase: Phase) -> tuple[tuple[Rule, ...], ...]:
    """The rules of a phase in the order they run: those that see nothing of the others, then by order those that see what all before them would remove."""
    found: dict[int, list[Rule]] = {0: []}
    for one in rules():
        if one.phase == phase:
            found.setdefault(one.order if one.order >= AFTER else 0, []).append(one)
    return tuple(tuple(group) for _, group in sorted(found.items()))


class _Run:
    def __init__(self, text: str, options: Options, path: str) -> None:
        self.source = text
        self.text = text  # as it stands, newlines as given
        self.normal = normal(text)
        self.options = options
        self.path = path
        self.newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        self.matter = frontmatter.split(self.normal)
        self.meta = metadata.of_front_matter(self.matter.data)
        self.warnings: list[str] = []
        if self.matter.error:
            self.warnings.append(f"front matter left as it is: {self.matter.error}")
        self.maps: list[_Map] = []
        self.edits: list[Edit] = []
        self.learned: dict[str, Any] = {}
        self.step = 0
        self.dirty = False  # whether rules are told that something was removed
        self.fresh = True  # whether nothing but what is certain was removed, the rest withdrawn
        self.template = False  # whether something was removed that a site's template put there
        self.level: str = options.level
        self.text_crs: list[int] | None = None
        self.line_starts: list[int] = []
        self.doc: Document | None = None
        self.parsed = (-1, False)
        self.quiet: set[tuple[str, int, int]] = set()

    # -- a step ---------------------------------------------------------------------------------------------------------------

    def document(self) -> Document:
        """The body as it stands, parsed; parsed again only if it has changed."""
        meta = {**self.meta, **{k: v for k, v in self.learned.items() if not self.meta.get(k) or k == "title"}}
        if self.doc is None or self.parsed != (self.step, self.dirty):
            body = self.normal[self.matter.body_start :]
            self.doc = parse(
                readable(body), meta, self.options, self.dirty, self.path, self.doc.memo if self.doc else None
            )
            self.parsed = self.step, self.dirty
        self.doc.meta = meta
        self.doc.template = self.template
        return self.doc

    def propose(self, doc: Document, phase: Phase, level: str) -> list[Change]:
        found: list[Change] = []
        packs = self.options.packs if phase == "remove" else ()
        keepers = [p for p in packs if p.applies(doc)]
        first, *others = of_phase(phase)
        for group in ((*first, *(pack.rule() for pack in packs)), *others):
            doc.proposed = [(c.start, c.end, c.kind) for c in found if c.status == "applied"]
            for rule in group:
                if rule.name in self.options.disable:
                    continue
                for change in self.take(doc, rule):
                    kept = any(p.keeps(doc.text[change.start : change.end]) for p in keepers)
                    if kept or change.confidence not in _LEVELS[level] or change.kind in self.options.keep:
                        change.status = "withheld"
                    found.append(change)
        return found

    def take(self, doc: Document, rule: Rule) -> list[Change]:
        size = len(doc.text)
        found = []
        for p in rule.find(doc):
            start, end = max(0, p.start), min(size, p.end)
            if start > end or doc.text[start:end] == p.replacement or (not p.whole and cuts_tag(doc, start, end)):
                continue
            found.append(
                Change(
                    start,
                    end,
                    p.replacement,
                    p.rule or rule.name,
                    p.kind or rule.kind,
                    rule.phase,
                    p.reason,
                    p.confidence,
                    p.whole,
                    p.learned,
                )
            )
        return found

    def run_step(self, phase: Phase, level: str) -> bool:
        """One step; whether it changed the text."""
        doc = self.document()
        found = self.propose(doc, phase, level)
        resolve(found)
        weigh = phase == "remove" and self.fresh and level != "conservative"
        if withdrawn := weigh and self.second_thoughts(doc, found):
            for change in found:
                if change.status == "applied" and change.confidence != "certain":
                    change.status = "withheld"
                elif change.status == "superseded":
                    change.status = "applied" if change.confidence == "certain" else "withheld"
            resolve(found)
            if not any(c.status == "applied" for c in found):
                self.warnings.append("nearly all of the document would have gone; only certain removals were made")
                self.level = "conservative"
        for change in found:
            if change.learned and change.status != "superseded":
                self.learn(change.learned)
        applied = sorted((c for c in found if c.status == "applied"), key=lambda c: (c.start, c.end))
        self.template = self.template or any(c.kind not in _ANYWHERE and c.rule != SAFETY for c in applied)
        if phase == "remove" and applied:
            self.fresh = self.fresh and withdrawn
            Healer(doc, applied).heal()
        self.record(found, applied)
        return bool(applied)

    def second_thoughts(self, doc: Document, found: list[Change]) -> bool:
        # what is certain goes in any case, also what a weaker removal has beaten
        sure = merge([(c.start, c.end) for c in found if c.status != "withheld" and c.confidence == "certain"])
        weaker = [(c.start, c.end) for c in found if c.status == "applied" and c.confidence != "certain"]
        rest = len(doc.text) - sum(end - start for start, end in sure)
        if sum(end - start for start, end in weaker) < rest * _LEFT:
            return False  # no need to count
        had = _words_outside(doc, sure)  # so that a second run, which finds these gone, decides alike
        left = _words_outside(doc, merge(sure + weaker))
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

    def core(self, start: int, end: int) -> tuple[int, int]:
        """A span of the source without the white space at its ends, which only closes the gap."""
        text = self.source[start:end]
        if not text.strip():
            return start, end
        return start + len(text) - len(text.lstrip()), start + len(text.rstrip())

    def lines(self, start: int, end: int) -> tuple[int, int]:
        if not self.line_starts:
            self.line_starts = [0, *(m.end() for m in NEWLINE.finditer(self.source))]
        return bisect_right(self.line_starts, start), bisect_right(self.line_starts, max(start, end - 1))

    def record(self, found: Sequence[Change], applied: Sequence[Change], base: int | None = None) -> None:
        """Turn changes into edits and apply the winners."""
        size = len(self.normal)
        base = self.matter.body_start if base is None else base
        self.text_crs = None
        if size != len(self.text):
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
                    self.lines(*self.core(*origin)),
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
        self.normal = normal(self.text)
        self.maps.append(mapping)
        self.step += 1

    # -- front matter ---------------------------------------------------------------------------------------------------------

    def disarm(self) -> None:
        """Take out of the front matter what would run: many templates show its values as they stand."""
        text, matter = self.normal, self.matter
        inside = text[matter.start : matter.end]
        if (
            not any(sign in inside for sign in ("<", "](", "\\"))
            or SAFETY in self.options.disable
            or "frontmatter" in self.options.keep
        ):
            return
        found = self.armed(inside)
        for start, end, value in frontmatter.escaped(matter, inside):
            if changes := self.armed(value):
                new = json.dumps(spliced(readable(value), changes), ensure_ascii=False)
                why = f"{changes[0].reason}, written with escapes"
                found.append(Change(start, end, new, SAFETY, "frontmatter", "remove", why, "certain", True, None))
        if not found:
            return
        resolve(found)
        applied = sorted((c for c in found if c.status == "applied"), key=lambda c: (c.start, c.end))
        after = frontmatter.split(text[: matter.start] + spliced(inside, applied) + text[matter.end :])
        if after.form != matter.form or len(after.data) != len(matter.data):
            self.warnings.append("scripts left in the front matter: without them it could not be read")
            return
        self.record(applied, applied, base=matter.start)
        self.matter, self.meta = after, metadata.of_front_matter(after.data)
        if self.step < MIN_STEPS:
            self.disarm()  # what went may have kept something else from being seen

    def armed(self, text: str) -> list[Change]:
        """What would run in a text of the front matter, and how it goes; the changes do not overlap."""
        if "<" not in text and "](" not in text:
            return []
        doc = parse(readable(text), None, self.options)
        doc.facts["front matter"] = True
        found = [c for rule in rules() if rule.name == SAFETY for c in self.take(doc, rule)]
        resolve(found)
        for change in found:
            change.kind = "frontmatter"
        return [c for c in found if c.status == "applied"]

    # -- the whole ------------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        last = max(MIN_STEPS, min(MAX_STEPS, WORK // (len(self.text) + 1)))
        removed = False
        while self.step < last:
            before = self.step
            self.run_step("mend", self.level)
            told = signals.shows_ads(self.document())
            if self.run_step("remove", self.level):
                removed = True
                if self.fresh:
                    continue  # what is left is weighed anew, as another run would
                self.dirty = True
                if not told:
                    continue
            self.dirty = removed
            self.run_step("tidy", self.level)
            if self.step == before:
                break
        if self.step and not self.matter.form and frontmatter.split(self.normal).form:
            why = "what was no front matter must not become one"
            doc = self.document()
            at = len(doc.text) - len(doc.text.lstrip())
            first = doc.leaves[max(0, doc.leaf_at(at))].kind if doc.leaves else ""
            end, new = (at + 3, "***") if first == "rule" else (at, "\\")
            change = Change(at, end, new, "front-matter", "frontmatter", "tidy", why, "certain", True, None)
            self.record([change], [change])


def spliced(text: str, changes: Sequence[Change]) -> str:
    """A text after changes that do not overlap."""
    out: list[str] = []
    pos = 0
    for change in sorted(changes, key=lambda c: (c.start, c.end)):
        out += text[pos : change.start], change.new
        pos = change.end
    return "".join(out) + text[pos:]


def _words_outside(doc: Document, spans: list[tuple[int, int]]) -> int:
    """How many words a document shows outside of spans."""
    count = n = 0
    for start, end, text in doc.segs:
        while n < len(spans) and spans[n][1] <= start:
            n += 1
        if n == len(spans) or spans[n][0] > start:
            count += signals.words(text)
        elif spans[n][1] < end:
            count += signals.words(doc.text[spans[n][1] : end])
    return count


def cuts_tag(doc: Document, start: int, end: int) -> bool:
    """Whether a span begins or ends inside a template tag, which would leave half of it."""
    tags = doc.template_tags()
    for pos in (start, end) if tags else ():
        n = bisect_left(tags, (pos, -1)) - 1
        if n >= 0 and tags[n][0] < pos < tags[n][1]:
            return True
    return False


def resolve(found: list[Change]) -> None:
    """The one overlap policy: the earlier start wins, then the longer, then the surer; losers are `superseded`.

    Where a removal goes on behind another that it begins in, its rest goes too.
    """
    order = ("certain", "likely", "unsure")
    last = -1
    removes = False  # whether what ends at `last` leaves nothing
    inserted: set[int] = set()
    for change in sorted(
        (c for c in found if c.status == "applied"), key=lambda c: (c.start, -c.end, order.index(c.confidence))
    ):
        if removes and not change.new and change.start < last < change.end:
            change.start = last
        if change.start < last or (change.start == change.end and change.start in inserted):
            change.status = "superseded"
            continue
        if change.end > last:
            last, removes = change.end, not change.new
        if change.start == change.end:
            inserted.add(change.start)


def run(text: str, options: Options, result: Callable[..., R], path: str = "") -> R:
    """Clean a text. Pure: the same text and options give the same result.

    Args:
        text: the whole document.
        options: what may be done.
        result: the class of the result.
        path: where the text came from, for site packs; never read.
    """
    this = _Run(text, options, path)
    this.disarm()
    this.run()
    doc = this.document()
    meta = _metadata(this, doc)
    _front_matter(this, meta)
    this.text_crs = (
        [m.start() - n for n, m in enumerate(re.finditer(r"\r\n", this.text))] if "\r\n" in this.text else None
    )
    matter, body = this.matter.data, this.text[this.raw(this.matter.body_start) :]
    return result(this.text, body, meta, dict(matter), tuple(this.edits), tuple(this.warnings), text, doc)


def _metadata(this: _Run, doc: Document) -> dict[str, Any]:
    meta: dict[str, Any] = dict.fromkeys(metadata.FIELDS)
    meta["authors"], meta["tags"], meta["categories"] = [], [], []
    for key in metadata.FIELDS:
        value = this.meta.get(key) or this.learned.get(key)
        if value:
            meta[key] = value
    if this.learned.get("published"):
        meta["published"] = this.learned["published"]
    n = signals.likely_title(doc)
    heading = metadata.one_line(doc.plain(doc.leaves[n])) if n >= 0 else ""
    if n >= 0 and not heading:
        heading = " ".join(i.alt for i in doc.images_of(doc.leaves[n]))
    title, reason = metadata.of_address(heading) if n >= 0 and signals.over_address(doc, n) else heading, ""
    if this.meta.get("title"):
        headings = [doc.plain(x) for x in doc.leaves if x.kind == "heading"][:4]
        title, reason = metadata.clean_title(str(this.meta["title"]), headings)
        if not reason and this.learned.get("title"):
            title, reason = this.learned["title"], "the document's own heading has the title without it"
    if not this.meta.get("title") and this.learned.get("title"):
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
    sample: list[str] = []
    size = 0
    for leaf in doc.leaves:
        if leaf.kind != "code" and size < language.SAMPLE:
            sample.append(doc.plain(leaf))
            size += len(sample[-1]) + 1
    return language.detect(" ".join(sample) or str(this.meta.get("title", "")))


def _front_matter(this: _Run, meta: dict[str, Any]) -> None:
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
        if found := frontmatter.splice(this.normal, this.matter, key, value):
            start, end, new, after = found
            change = Change(start, end, new, "front-matter", "frontmatter", "tidy", why, "certain", True, None)
            this.record([change], [change], base=0)
            this.matter = after


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
