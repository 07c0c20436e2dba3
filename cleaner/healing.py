"""Make removals whole: what a cut empties goes too, and what it broke grows together again.

A rule names the words that go. Here a paragraph that shows nothing any more goes with its lines, a list with its last
item, a `<div>` with its tags; and the gap between what stood before and after is closed so that a list is one list
again, a step keeps its screenshot, and a paragraph its blank lines.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.model import Block, Confidence, Document, Phase, Status, merge

_LETTER = re.compile(r"[^\W_]")
_SPACE = " \t\n"
_MARKERS = re.compile(r"[ \t>]*\Z")


@dataclass(slots=True)
class Change:
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


class Healer:
    """Make removals whole: what they empty goes too, and what they broke grows together again."""

    def __init__(self, doc: Document, applied: list[Change]) -> None:
        self.doc = doc
        self.text = doc.text
        self.applied = applied
        self.cuts = [c for c in applied if not c.new]
        self.starts = [c.start for c in self.cuts]
        self.kept: set[int] = set()
        self.by_list: dict[int, list[Block]] | None = None
        self.loose: dict[int, bool] = {}

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
        """Stretch the cuts in place."""
        dead = self.dead_leaves()
        regions = self.regions(dead)
        if regions:
            self.spread(regions)
        self.trim()
        self.part()

    def part(self) -> None:
        """Let no two changes overlap: the space that both would take goes with the first."""
        self.applied.sort(key=lambda c: (c.start, c.end))
        for one, other in itertools.pairwise(self.applied):
            other.start = max(other.start, one.end)
            other.end = max(other.end, other.start)

    def touched(self) -> set[int]:
        """The leaves that a cut lies in."""
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
            if leaf.kind in ("rule", "code", "embed") or (leaf.seg == leaf.last_seg and not doc.images_of(leaf)):
                if self.covered(leaf.start, leaf.end):
                    found.add(n)
                continue
            if any(_LETTER.search(self.left(s[0], s[1])) for s in doc.segs[leaf.seg : leaf.last_seg]):
                continue
            if any(not self.covered(x.start, x.end) for x in doc.images_of(leaf)):
                continue
            if any(
                not self.covered(x.start, x.start + 1)
                and x.name.lower() in ("iframe", "video", "audio", "object", "embed", "svg")
                for x in doc.elements_in(leaf.start, leaf.end)
            ):
                continue
            if any(
                not self.covered(x.start, x.end)
                for x in doc.marks_in(leaf.start, leaf.end)
                if x.form in ("shortcode", "component")
            ):
                continue
            found.add(n)
        return found

    def all_dead(self, first: int, last: int, dead: set[int]) -> bool:
        """Whether a range of leaves is dead, and not empty."""
        return last > first and all(n in dead for n in range(first, last))

    def regions(self, dead: set[int]) -> list[tuple[int, int]]:
        """Spans that go as a whole: dead leaves and containers, and cuts that fill their lines."""
        doc, text = self.doc, self.text
        spans: list[tuple[int, int]] = [(c.start, c.end) for c in self.cuts]
        seen_containers: set[int] = set()
        alive: set[int] = set()
        gone: dict[int, bool] = {}
        for n in dead:
            leaf = doc.leaves[n]
            span = (leaf.start, leaf.end)
            c = leaf.parent
            while c >= 0 and c not in seen_containers and c not in alive:
                box = doc.containers[c]
                if not self.all_dead(box.leaf, box.last_leaf, dead):
                    alive.add(c)
                    break
                seen_containers.add(c)
                span = (min(span[0], box.start), max(span[1], box.end))
                c = box.parent
            e = leaf.element
            while e >= 0:
                element = doc.elements[e]
                if e not in gone:
                    gone[e] = (
                        element.closed
                        and self.all_dead(element.leaf, element.last_leaf, dead)
                        and all(
                            self.covered(m.start, m.end) or m.form not in ("shortcode", "component")
                            for m in doc.marks_in(element.start, element.end)
                        )
                    )
                    if gone[e]:
                        spans.append((element.start, element.end))
                if not gone[e]:
                    break
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
        taken: list[Change] = []
        for group in groups:
            first, last = group[0][0], group[-1][1]
            members = []
            n = bisect_left(self.starts, first)
            while n < len(self.cuts) and self.cuts[n].start < last:
                if self.cuts[n].end <= last:
                    members.append(self.cuts[n])
                n += 1
            if not members:
                continue
            before = first
            while before and text[before - 1] in _SPACE:
                before -= 1
            # keep the spaces of a hard break: they tell that the line was to go on
            line_end = text.find("\n", before)
            before_end = line_end if 0 <= line_end < first else min(before, first)
            if before and self.doc.leaves and self.doc.leaves[max(0, self.doc.leaf_at(before - 1))].kind == "code":
                before = before_end  # spaces at the end of code are code
            after = last
            while after < len(text) and text[after] in _SPACE:
                after += 1
            after = text.rfind("\n", last, after) + 1 if after < len(text) and "\n" in text[last:after] else after
            seam = self.seam(before, before_end, first, last, after)
            start = before_end if seam is not None and before else 0
            if seam is None:
                start, after, seam = first, last, ""
            elif seam.startswith("\0"):  # the line before loses its spaces too
                start, seam = before, seam[1:]
            for one, other in itertools.pairwise(members):
                one.end = other.start
            members[0].start, members[-1].end = start, after
            members[-1].new = seam
            taken += members
        self.kept = {id(c) for c in taken}

    def seam(self, before: int, before_end: int, first: int, last: int, after: int) -> str | None:
        """What stands between the text before a removed group and the text after it."""
        text, doc = self.text, self.doc
        if before == 0:
            return "\n" if text.startswith("\n") and after < len(text) else ""
        if after >= len(text):
            return "\0\n" if text.endswith("\n") or "\n" in text[before:first] else "\0"
        quote = re.match(r"[ \t]*>[ \t>]*", text[text.rfind("\n", 0, before) + 1 : before])
        if quote and text[after:].lstrip().startswith(">") and before < first:
            return None if not text[first:last].startswith(("\n", ">", " ")) else "\0\n"
        gap_before = text.count("\n", before_end, first) > 1
        gap_after = text.count("\n", last, after) > 1
        n = doc.leaf_at(after)
        m = doc.leaf_at(before - 1)
        follow = (
            doc.leaves[n]
            if n >= 0 and doc.leaves[n].start >= last
            else (doc.leaves[n + 1] if n + 1 < len(doc.leaves) else None)
        )
        lead = doc.leaves[m] if m >= 0 else None
        if follow is not None and follow.kind == "code" and text[after:].startswith(("    ", "\t")):
            if lead is not None and follow.parent < 0 and any(box.kind == "item" for box in doc.parents(lead)):
                return "\0\n\n<!-- -->\n\n"  # right below a list it would be a paragraph of the last item
            return "\0\n\n"  # right below a paragraph, indented code would be its next line
        if follow is not None and lead is not None:
            if (joint := self.list_joint(lead, follow)) is not None:
                return "\0\n\n" if joint else "\0\n"
            hard = text[before:before_end].startswith("  ") or text[before - 1 : before] == "\\"
            stepped = any(box.kind == "item" for box in doc.parents(lead))
            if (
                hard
                and stepped
                and follow.kind == "paragraph"
                and not follow.html
                and not any(b.kind == "item" for b in doc.parents(follow))
            ):
                return "\n"
        next_line = text[after : text.find("\n", after) if text.find("\n", after) >= 0 else len(text)]
        if gap_before or gap_after or re.match(r"\s{0,3}(?:-+|=+|\*\s*\*)\s*$", next_line):
            return "\0\n\n"
        if lead is not None and (lead.kind == "heading" or (follow is not None and follow.kind == "heading")):
            return "\0\n\n"
        return "\n"

    def list_joint(self, lead: Block, follow: Block) -> bool | None:
        """Whether two leaves are items of what was one list: True if it is loose, False if tight, None if they are not."""
        doc = self.doc
        pair = next(
            (
                (one, other)
                for one in self.items(lead)
                for other in self.items(follow)
                if one is not other and doc.containers[one.parent].parent == doc.containers[other.parent].parent
            ),
            None,
        )
        if pair is None or doc.leaves[pair[1].leaf] is not follow:
            return None
        one, other = pair
        a, b = doc.containers[one.parent], doc.containers[other.parent]
        if a.ordered != b.ordered:
            return None
        if a is not b:
            x, y = self.marker(one), self.marker(other)
            if a.ordered:
                if not (x[:-1].isdigit() and y[:-1].isdigit()) or x[-1] != y[-1] or int(y[:-1]) != int(x[:-1]) + 1:
                    return None
            elif x != y:
                return None
        return self.is_loose(a) or self.is_loose(b)

    def items(self, leaf: Block) -> list[Block]:
        """The list items around a leaf, innermost first."""
        return [box for box in self.doc.parents(leaf) if box.kind == "item"]

    def marker(self, item: Block) -> str:
        """What marks a list item: `-`, `3.` …"""
        m = re.match(r"[-*+]|\d{1,9}[.)]", self.text[item.start : item.start + 12].lstrip())
        return m[0] if m else "?"

    def is_loose(self, box: Block) -> bool:
        """Whether items of a list stand apart by blank lines, other than around what goes."""
        if self.by_list is None:
            self.by_list = {}
            for c in self.doc.containers:
                if c.kind == "item" and c.parent >= 0:
                    self.by_list.setdefault(id(self.doc.containers[c.parent]), []).append(c)
        if id(box) not in self.loose:
            self.loose[id(box)] = False
            for one, other in itertools.pairwise(self.by_list.get(id(box), [])):
                between = self.text[one.end : other.start]
                if between.count("\n") > 1 and bisect_left(self.starts, one.start) == bisect_left(
                    self.starts, other.start
                ):
                    self.loose[id(box)] = True
                    break
        return self.loose[id(box)]

    def trim(self) -> None:
        """Take the space that a cut inside a line leaves behind."""
        text = self.text
        kept = self.kept
        ordered = self.applied
        for n, change in enumerate(ordered):
            if change.new or id(change) in kept:
                continue
            start, end = change.start, change.end
            low = ordered[n - 1].end if n else 0
            high = ordered[n + 1].start if n + 1 < len(ordered) else len(text)
            line = text.rfind("\n", 0, start) + 1
            while end > start and text[end - 1] == "\n" and text[line:start].strip():
                end -= 1  # the end of a line of which something stays
            if start > low and text[start - 1] in "*_" and end < high and text[end : end + 1] == " ":
                end += 1
            elif not text[line:start].strip() and start > line:
                while end < high and text[end] in " \t":
                    end += 1
            elif start > low and text[start - 1] in " \t" and (end >= len(text) or text[end] in " \t\n.,;:!?)"):
                while (
                    start > low
                    and text[start - 1] in " \t"
                    and (end >= len(text) or text[end] != "\n" or start - 1 > line)
                ):
                    start -= 1
            elif start == line:
                while end < high and text[end] in " \t":
                    end += 1
                if end < len(text) and text[end] == "\n" and end < high and start > 0:
                    end += 1
            change.start, change.end = start, end
