"""Remove helpfulness widgets, ratings and polls: "Was this article helpful? Yes No", stars, vote
counts.

The question goes with the answers, stars and thanks right after it.

The average of the votes with their number goes near the end where something else went.

Left alone: the same words inside longer text, and documents about such widgets, where the block has
more than 25 words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import hit_leaves, hits, in_ordered_steps, is_prose, key, spoken, tail, trim, words

MAX_WORDS = 25
MAX_ANSWERS, MAX_VOTES = 4, 14  # words behind a question, and of a block with stars
MAX_ROW = 12  # words
LONGEST = 200  # characters of a block with stars
STAR = "\u2b50\u2605\u2606\u2729\u272a"
STARS = re.compile(r"\s*(?:[\u2b50\u2605\u2606\u2729\u272a]\ufe0f?\s*){3,}")
EMPTY = re.compile(r"(?:\u2606\s*){5}")
VOTES = re.compile(r"(?:[\u2b50\u2605]\ufe0f?\s*){3,5}[\u2606\s]*\((?!\s*\d+(?:[.,]\d+)?\s*/)[^)]{0,40}\d")
# an average and how many voted: "4.6 / 5 (85 votes)"
AVERAGE = re.compile(
    r"(?<!\d)[0-5][.,]\d{1,2}\s*(?:/\s*(?:5|10)\s*[(\uff08][^()\uff08\uff09\d]*\d[\d.,]*[^()\uff08\uff09\d]+[)\uff09]|\(\d[\d.,]*\s[^\W\d_]+\s[^\W\d_]+\))\W*\Z"
)
DECIMAL = re.compile(r"(?<!\d)[0-5][.,]\d{1,2}\s*(?:/\s*(?:5|10)\s*[(\uff08]|\()")
# "[Votes: 41 Average: 4.7]", as a plugin prints it in all languages
BRACKETED = re.compile(r"\[[^\d\[\]:]{2,24}:\s*\d[\d.,]*\s[^\d\[\]:]{2,24}:\s*\d(?:[.,]\d+)?\]")
# an average of so many votes: "4.8 from 31 votes", "4.8 of 5 (37 ratings)"
OF = re.compile(
    r"(?<!\d)[0-5][.,]\d{1,2}\s[^\W\d_]{1,4}(?:\s[^\W\d_]{1,4})?\s(?:\d[\d.,]*\s[^\W\d_]+|5\s*\(\d[\d.,]*\s[^\W\d_]+\))\W*"
)
MARKS = re.compile("[\U0001f44d\U0001f44e]")


@rule(kind="social")
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in hit_leaves(doc, "feedback"):
        after = doc.leaves[min(leaf.leaf + 1, len(doc.leaves) - 1)]
        if in_ordered_steps(doc, leaf) or (leaf.kind == "heading" and is_prose(doc, after)):
            continue
        if (
            leaf.kind not in ("paragraph", "heading")
            or words(doc.plain(leaf)) > MAX_WORDS
            or not (tail(doc, leaf, 0.5) or leaf.html)
        ):
            continue
        yield Proposal(leaf.start, leaf.end, f'feedback widget: "{hits(doc, leaf, "feedback")[0].text}"', "likely")
        for other in doc.leaves[leaf.leaf + 1 : leaf.leaf + 4]:
            text = key(doc, other)
            if (
                other.kind != "paragraph"
                or words(text) > 6
                or (text and not hits(doc, other, "feedback") and not answer(doc.plain(other)))
            ):
                break
            if doc.images_of(other):
                break
            yield Proposal(other.start, other.end, "answer of a feedback widget", "likely")
    yield from averages(doc)
    stars = any(star in doc.text for star in STAR)
    if not stars and "?" not in doc.text:
        return
    for leaf in doc.leaves:
        text = doc.plain(leaf) if leaf.kind == "paragraph" else ""
        if (
            "?" in text
            and len(text) <= LONGEST
            and words(text) <= MAX_WORDS
            and tail(doc, leaf, 0.5)
            and asks(doc, text)
        ):
            yield Proposal(leaf.start, leaf.end, "question whether the text was good, with its answers", "likely")
            continue
        if not stars or not text:
            continue
        if (
            leaf.parent < 0
            and len(text) <= LONGEST
            and starred(text)
            and words(text) <= MAX_VOTES
            and tail(doc, leaf, 0.5)
        ):
            yield Proposal(leaf.start, leaf.end, "stars to rate the text with", "likely")
        elif STARS.match(text) and (words(text) <= MAX_ANSWERS or counted(text)) and tail(doc, leaf):
            yield Proposal(leaf.start, leaf.end, "row of stars near the end", "likely")


def averages(doc: Document) -> Iterator[Proposal]:
    """The one line near the end that tells the average of the votes and their number, where something else went."""
    if not doc.dirty:
        return
    for leaf in doc.leaves if BRACKETED.search(doc.text.replace("\\", "")) else ():
        if leaf.kind == "paragraph" and leaf.parent < 0 and BRACKETED.fullmatch(doc.plain(leaf).strip()):
            yield Proposal(leaf.start, leaf.end, "votes and their average, in brackets", "likely")
    short = (x for x in doc.leaves if x.kind == "paragraph" and x.end - x.start <= LONGEST)
    told = [x for x in short if is_average(doc, x)]
    for leaf in told if len(told) == 1 else ():  # of several things they are part of the text
        yield Proposal(leaf.start, leaf.end, "average of so many votes", "likely")
    if not DECIMAL.search(doc.text):
        return
    found = [x for x in doc.leaves if x.kind == "paragraph" and AVERAGE.search(doc.plain(x))]
    for leaf in found if len(found) == 1 else ():
        text = doc.plain(leaf)
        if leaf.parent < 0 and len(text) <= LONGEST and words(text) <= MAX_ROW and tail(doc, leaf):
            yield Proposal(leaf.start, leaf.end, "average of the votes near the end", "likely")


def is_average(doc: Document, leaf: Block) -> bool:
    """Whether a block is the average of so many votes, behind stars at most."""
    text = doc.plain(leaf).strip()
    m = OF.search(text) if text else None
    if m is None or m.end() != len(text) or text[: m.start()].strip(STAR + "\ufe0f "):
        return False
    return any(h.topic == "vote" for h in spoken(doc, text))


def counted(text: str) -> bool:
    """Whether a row of stars tells their number or that of the votes, and is no sentence."""
    return words(text) <= MAX_ROW and any(c.isdigit() for c in text) and not text.rstrip().endswith(".")


def starred(text: str) -> bool:
    """Whether a text asks for stars, empty ones or with the number of votes behind them; stars alone are a verdict."""
    m = EMPTY.search(text) or VOTES.search(text)
    return m is not None and bool(trim(text[: m.start()]))


def asks(doc: Document, text: str) -> bool:
    """Whether a text is a question about the text itself, with answers to choose from behind it: yes and no, thumbs."""
    question, _, answers = text.rpartition("?")
    marks = len(set(MARKS.findall(answers))) > 1
    both = words(answers) >= 2 and answer(answers)  # one is an answer that the text gives
    if not (marks or both) or words(answers) > MAX_ANSWERS:
        return False
    return any(h.topic in ("liking", "piece") for h in spoken(doc, question))


def answer(text: str) -> bool:
    """Whether a text is only stars, thumbs or a yes and a no."""
    rest = trim(text.casefold())
    return not rest or any(set(re.findall(r"[^\W\d]+", rest)) <= pair for pair in ANSWERS)


ANSWERS = tuple(
    set(p.split())
    for p in (
        "yes no",
        "ja nein",
        "oui non",
        "sí no si",
        "sim não",
        "sì no si",
        "да нет",
        "tak nie",
        "ja nee",
        "ja nej",
        "evet hayır",
        "是 否",
        "はい いいえ",
        "예 아니요",
        "ya tidak",
        "có không",
        "हाँ नहीं",
        "نعم لا",
        "כן לא",
        "ano ne",
        "áno nie",
        "da nu",
        "da ne",
        "igen nem",
        "kyllä ei",
        "ναι όχι",
        "так ні",
        "بله خیر",
        "ใช่ ไม่ใช่",
    )
)
