"""Remove the second copy of a stretch of the document.

Generators paste half of an article twice, or an author box at both ends. A run of blocks goes that
repeats an earlier run word for word: three blocks or more with at least 40 words of prose among
them and a heading that is the same too. A line before the run that repeats an earlier heading, its
`#` lost, counts as one and goes with it. The copies must follow one another, or the run be eight blocks long. One long paragraph said twice is only reported.

Left alone: code, tables, quotes, short lines, the same steps under another heading (for another
system, say), and the first copy, always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaner.model import Block, Confidence, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import is_prose, key, words

MIN_BLOCKS, MIN_WORDS, MIN_SINGLE = 3, 40, 30
LONGEST = 5000  # blocks of a copy that are compared
COMMON = 12  # a block said more often is no sign of a copy
NEAR, LONG = 3, 8  # blocks between the copies, or blocks in the copy: a refrain is neither near nor long


@rule(kind="duplicate", order=1)
def find(doc: Document) -> Iterator[Proposal]:
    prints = [fingerprint(doc, leaf) for leaf in doc.leaves]
    times = Counter(prints)
    times[""] = 0
    if max(times.values(), default=0) < 2:
        return  # nothing is said twice
    first: dict[str, int] = {}
    seen: dict[str, list[int]] = {}
    n = 0
    while n < len(prints):
        if times[prints[n]] < 2:
            n += 1
            continue
        run = 0
        origin = -1
        for start in seen.get(prints[n], ())[:4] if len(seen.get(prints[n], ())) <= COMMON else ():
            length = 0
            while (
                n + length < len(prints)
                and start + length < n
                and prints[n + length]
                and length < LONGEST
                and prints[n + length] == prints[start + length]
            ):
                length += 1
            if length > run:
                run, origin = length, start
        if run and not any(box.kind in ("quote", "footnote") for box in doc.parents(doc.leaves[n])):
            before = doc.leaves[n - 1] if n else None
            lost = (
                before is not None
                and before.kind == "paragraph"
                and words(key(doc, before)) <= 15
                and repeats_heading(doc, before, first)
            )
            if confidence := worth(doc, n, run, lost, origin):
                begin = n - 1 if lost else n
                line = doc.text.count("\n", 0, doc.leaves[origin].start) + 1
                reason = f"{run} block{'s' if run > 1 else ''} said before, from line {line} of the body" + (
                    ", its heading too" if run > 1 else ""
                )
                yield Proposal(doc.leaves[begin].start, doc.leaves[n + run - 1].end, reason, confidence, whole=True)
                n += run
                continue
        seen.setdefault(prints[n], []).append(n)
        first.setdefault(prints[n], n)
        n += 1


def fingerprint(doc: Document, leaf: Block) -> str:
    """What a block shows, words and pictures; empty for what is never taken for a repetition."""
    if leaf.kind in ("code", "table", "rule"):
        return ""
    if leaf.kind == "embed":
        return doc.text[leaf.start : leaf.end]
    images = " ".join([i.url for i in doc.images_of(leaf)])
    text = key(doc, leaf)
    return f"{text}\0{images}" if text or images else ""


def worth(doc: Document, start: int, run: int, lost_heading: bool, origin: int) -> Confidence | None:
    """How sure it is that a repeated run is no coincidence."""
    leaves = doc.leaves[start : start + run]
    prose = sum(words(key(doc, x)) for x in leaves if is_prose(doc, x))
    heading = next((x for x in leaves if x.kind == "heading"), None)
    if run >= MIN_BLOCKS and prose >= MIN_WORDS and (lost_heading or heading is not None):
        near = start - (origin + run) <= NEAR
        above = doc.leaves[start - 1] if start else None
        if above is not None and above.kind == "heading" and not lost_heading:
            return "unsure"  # the same steps under another heading are said twice for a reason
        return "likely" if near or run >= LONG else "unsure"
    return "unsure" if run == 1 and prose >= MIN_SINGLE else None


def repeats_heading(doc: Document, leaf: Block, first: dict[str, int]) -> bool:
    """Whether a short paragraph says what an earlier heading said."""
    n = first.get(fingerprint(doc, leaf), -1)
    return n >= 0 and doc.leaves[n].kind == "heading"
