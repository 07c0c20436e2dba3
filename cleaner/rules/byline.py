"""Remove the byline in the document's head: avatar, author's name, date line, reading time, "Written by …".

Above the first prose, and at the tail again, a short block goes that is a picture of the author, a date with little
else, or a label with a name. A date with a time goes near the title where the time is one that a machine wrote (to
the second, or at no quarter of an hour); a line that says by whom goes, also below a standfirst, where a link leads
to that person. A bare name goes only beside one of these, or where the document has named the author before. What is
removed is remembered: names and dates become metadata.

Left alone: dates and names in prose, when an event begins, the data of a book, a recipe or a film, headings of other
words, images without a sign that they show the author, and everything between head and tail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cleaner import dates, metadata, urls
from cleaner.bylines import (
    AUTHOR,
    BY,
    BY_LINK,
    CLOCK,
    COUNT_SIGN,
    NAME,
    NO_NAME,
    PARTICLES,
    PERSON,
    STAMP,
    TIME,
    WORD,
    by_link,
    counts_comments,
    is_avatar,
    is_portrait,
    many_dates,
    names_person,
    no_role,
    of_tags,
    parts_of_byline,
    reading_time,
    recorded,
    repeated,
    says_by,
    stamped,
    tells_of_post,
)
from cleaner.lists import Hit, fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    head_end,
    hits,
    images_only,
    introduced,
    is_prose,
    key,
    link_text,
    linked,
    outside,
    own_site,
    phrase,
    says_only,
    spoken,
    subject,
    tail_start,
    title_heading,
    trim,
    words,
)

FOLLOW = re.compile(
    r"\A\W*[^\W\d_]{3,12}(?:\s[^\W\d_]{1,3})?\s+@\s?[^\W\d_][\w.]*(?:\s[^\W\d_][\w.]*){1,2}\s*\Z|\A\W*follow\s+@",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"[•·|/—–]|\s-\s")
SIGN = re.compile(r"[\d:：|｜·•—–/]|\s-\s")  # without one of these only a label or a word in front tells of a byline
PLACED = re.compile(r"[|·•]")
SEPARATED = re.compile(r"[|｜·•—–/-]")
TERM = re.compile(r"\W*\w[^:：.!?|·•]{1,40}(?:(?<!\d)[:：]|[:：](?!\d))\s*\S")
DOTS = re.compile(r"[·•|–—-]{1,3}")
SOURCE = re.compile(r"(?:来源|來源|출처|sources?|quelle|fuente|fonte|źródło|источник|kaynak)\s*[:：]\s*\S{1,20}")
MAX_DATE_LINE = 12
BELOW = 4  # blocks from the first prose on where a byline may still come
DAY, DAY_WIDTH = re.compile(r"(?<![^\n])\d{1,2}\. \Z"), 4  # and its characters
SPAN = re.compile(r"[\w~〜～–—-]")
PLACE = re.compile(r"\W*[^\W\d_][\w'’-]*(?:\s[\w'’-]+)?,\s*")
SHEET = 12  # labelled lines of a sheet of data that are looked at
ROLE = 2  # words
MAX_NAME = 4  # words of a name in a script without capitals, which a link must tell
NEAR = 8  # blocks between the title and a date beside it
LONGEST = 40  # words of a block that may be part of a byline
MOST = 16
FOOT = 60  # blocks of the foot that are looked at


@rule(kind="author")
def find(doc: Document) -> Iterator[Proposal]:
    known = {fold(n) for n in doc.meta.get("authors") or []}
    if subject(doc, "footer", headings=False):
        return  # the date of a policy is part of it
    head = min(head_end(doc), 25)
    zones = [doc.leaves[:head], doc.leaves[max(tail_start(doc) - 4, head, len(doc.leaves) - FOOT) :]]
    found: dict[int, tuple[str, dict[str, Any] | None]] = {}
    for leaf in doc.leaves[head : head + BELOW]:  # a standfirst may stand above the byline
        lines = [" ".join(x.split()) for x in doc.plain(leaf).split("\n") if x.strip()]
        sentences = (
            parts_of_byline(doc, leaf, lines, in_head=True)
            if leaf.leaf == head and leaf.parent < 0 and leaf.kind == "paragraph"
            else None
        )
        if person := by_person(doc, leaf) or sentences:
            found[leaf.leaf] = person
            zones[0] = doc.leaves[: leaf.leaf + 2]
    for n, zone in enumerate(zones):
        for leaf in zone:
            if verdict := strong(doc, leaf, in_head=n == 0):
                found[leaf.leaf] = verdict
        for leaf in (*zone, *reversed(zone)) if n == 0 else ():  # from line to line, both ways
            if leaf.leaf not in found and {leaf.leaf - 1, leaf.leaf + 1} & found.keys():
                if verdict := next_to_it(doc, leaf):
                    found[leaf.leaf] = verdict
        for leaf in zone:
            if leaf.leaf in found or leaf.kind not in ("paragraph", "heading"):
                continue
            text = " ".join(doc.plain(leaf).split())
            if (known and leaf.kind == "paragraph" and fold(text) in known) or (
                not told_by(found) and named(doc, leaf, found, zone)
            ):
                known.add(fold(text))
                found[leaf.leaf] = (
                    f"the author's name beside {'the byline' if n == 0 else 'the author box'}",
                    {"authors": [text]},
                )
    for _ in range(2):
        for leaf in (x for zone in zones for x in zone if x.leaf not in found and images_only(doc, x)):
            if beside(doc, leaf, found) or beside_name(doc, leaf, known):
                if all(
                    is_avatar(i) or (is_portrait(i) and fold(i.alt) in named_in(found)) for i in doc.images_of(leaf)
                ):
                    found[leaf.leaf] = "picture of the author by its description or address, beside the byline", None
        if _:
            break
        for leaf in zones[0]:
            text = " ".join(doc.plain(leaf).split())
            if (
                leaf.leaf not in found
                and leaf.kind in ("paragraph", "heading")
                and named(doc, leaf, found, zones[0])
                and not told_by(found)
            ):
                known.add(fold(text))
                found[leaf.leaf] = "the author's name beside the byline", {"authors": [text]}
    for leaf in zones[0]:
        near = leaf.leaf - 1 in found or leaf.leaf + 1 in found
        if near and leaf.kind == "paragraph" and leaf.parent < 0 and DOTS.fullmatch(doc.plain(leaf).strip()):
            found.setdefault(leaf.leaf, ("dot between the parts of a byline", None))
        elif {leaf.leaf - 1, leaf.leaf + 1} <= found.keys() and is_role(doc, leaf):
            found.setdefault(leaf.leaf, ("a word or two between the parts of the byline", None))
    for leaf in zones[1]:
        text = key(doc, leaf)
        if leaf.leaf not in found and leaf.kind in ("paragraph", "heading") and words(text) <= 60:
            for name in known:
                if text == name:
                    found[leaf.leaf] = f'the author\'s name "{name}" repeated at the end', None
                elif text.startswith(name + " ") and beside(doc, leaf, found):
                    found[leaf.leaf] = f'what the author box says of "{name}"', None
    if told := of_lines(doc, row := below_title(doc, head)):
        for leaf in row:
            found.setdefault(leaf.leaf, (told[0], told[1] if leaf is row[0] else None))
    if len(found) > MOST:
        return  # no byline is that long: a register, a thread
    for n, (reason, learned) in sorted(found.items()):
        leaf = doc.leaves[n]
        yield Proposal(leaf.start, leaf.end, reason, "likely", learned=learned)


def below_title(doc: Document, head: int) -> list[Block]:
    """The short paragraphs right below the title, one after the other."""
    row: list[Block] = []
    for leaf in doc.leaves[title_heading(doc) + 1 : head]:
        if leaf.kind != "paragraph" or leaf.parent >= 0 or words(doc.plain(leaf)) > MAX_DATE_LINE or not key(doc, leaf):
            break
        if says_only(doc, leaf, "button", "share-label") or any(
            urls.listed(x.url, "share-hosts") for x in doc.links_of(leaf)
        ):
            break
        row.append(leaf)
    return row if len(row) > 1 else []


def of_lines(doc: Document, row: list[Block]) -> tuple[str, dict[str, Any] | None] | None:
    """What paragraphs one after the other tell, if they are an author, a date, reading time or a number of comments and the like."""
    if not row:
        return None
    lines = [" ".join(doc.plain(x).split()) for x in row]
    told = parts_of_byline(doc, row[0], lines, in_head=True)
    sure = any(reading_time(x) or counts_comments(x) or COUNT_SIGN.fullmatch(x) for x in lines)
    own = own_site(doc)
    persons = (y for x in row for y in doc.links_of(x) if PERSON.search(y.url))
    sure = sure or any(at_home(y, own) and not urls.listed(y.url, "social-hosts") for y in persons)
    return told if told and sure and not any(many_dates(doc, x) for x in row if dates.find(doc.plain(x))) else None


def strong(doc: Document, leaf: Block, *, in_head: bool) -> tuple[str, dict[str, Any] | None] | None:
    """Why a block is part of a byline by itself, and what it teaches."""
    if leaf.kind not in ("paragraph", "heading") or words(doc.plain(leaf)) > LONGEST:
        return None
    if images_only(doc, leaf):
        if all(urls.listed(i.url, "avatar-hosts") for i in doc.images_of(leaf)) and near_byline(doc, leaf):
            return "picture from a host of avatars, beside a name or a date", None
        return None
    plain = numbered(doc, leaf)
    if not (
        SIGN.search(plain) or BY.match(plain) or FOLLOW.match(plain) or hits(doc, leaf, "author-label", "date-label")
    ):
        return None
    lines = [" ".join(x.split()) for x in plain.split("\n") if x.strip()]
    text = " ".join(lines)
    if in_head and (person := by_person(doc, leaf)):
        return person
    if leaf.kind == "heading" and in_head and (day := day_over_title(doc, leaf, text)):
        return day
    if leaf.kind == "heading" and (
        not hits(doc, leaf, "author-label") or phrase(text, "author-label") == key(doc, leaf)
    ):
        return None  # a heading that is nothing but the label has something under it
    count = words(text)
    if (
        in_head
        and len(lines) > 1
        and count <= LONGEST
        and all(of_tags(x) or re.match(r"\W*[^\W\d_]{2,12}\s*[:：]", x) for x in lines)
    ):
        marked = [x for x in lines if of_tags(x) or phrase(x.split(":")[0], "date-label", "author-label")]
        if len(marked) == len(lines):
            date = next((d for x in lines if (d := dates.find(x))), "")
            return "lines of metadata (date, tags) above the text", {"published": date} if date else None
    if of_tags(text) and count <= 25 and len(lines) == 1 and not told_of(doc, leaf, text):
        return f'line of tags or categories: "{text.split(":")[0].split("：")[0].strip(" *_")}"', None
    if FOLLOW.match(text) and count <= 8 and any(h.topic == "follow" for h in spoken(doc, text)):
        return "follow button with the author's handle", None
    if TERM.match(text) and of_sheet(doc, leaf):
        return None
    if count > MAX_DATE_LINE + 8:
        return None
    if (
        (named := AUTHOR.match(text))
        and len(lines) == 1
        and count <= 8
        and leaf.kind == "paragraph"
        and leaf.parent < 0
        and (in_head or not of_thing(doc, leaf))
    ):
        names = metadata.names(text[named.end() :])
        if names and all(len(n.split()) <= 4 and len(n) <= 40 for n in names) and not re.search(r"[.!?。]\s*\Z", text):
            return "label of the author with a name", {"authors": names}
    published = str(doc.meta.get("published") or "")[:10]
    if in_head and leaf.parent < 0 and published in (days := two_dates(text)) and not many_dates(doc, leaf):
        return "dates of publication and change", {"published": days[0]}
    if in_head and STAMP.fullmatch(text) and not many_dates(doc, leaf):
        return "time as a machine writes it", {"published": dates.find(text)}
    if segments := parts_of_byline(doc, leaf, lines if in_head else [text], in_head=in_head):
        return segments
    if in_head and leaf.parent < 0 and (said := repeated(doc, text)):
        return said
    labels = hits(doc, leaf, "date-label")
    found = dates.locate(text, doc.meta.get("language") or "")
    if found and not in_head and not labels and PLACE.fullmatch(text[: found[0]]):
        return None  # where and when a poem was written
    author = hits(doc, leaf, "author-label")
    by = BY.match(text)
    if by and (of_part(doc, leaf) or contributions(doc)):
        return None
    if by and count <= MAX_DATE_LINE and (found or in_head) and leaf.kind == "paragraph":
        stop = re.search(r"\s(?:on|am|le|el|il|em|op|den|dnia)\s|[,|·•–—-]\s|\d|$", text[by.end() :])
        name = text[by.end() : by.end() + stop.start()].strip(" .,") if stop else ""
        folded_rest = text[by.end() + len(name) :]
        if (
            name
            and NAME.match(name)
            and (name[0].isupper() == name[0].isalpha() or (found and caseless(name)))
            and len(WORD.findall(folded_rest)) <= 6
            and not re.search(r"(?<!\d)[.!?]\s+\S", text)
        ):
            parts = name.split()
            if (2 <= len(parts) <= 4 or found) and all(
                p[0].isupper() or not p[0].isalpha() or p in PARTICLES or caseless(p) for p in parts
            ):
                if found and many_dates(doc, leaf):
                    return None
                return "line that names the author" + (" and the date" if found else ""), {
                    "authors": metadata.names(name),
                    "published": found[2] if found else "",
                }
    if found and count <= MAX_DATE_LINE + (6 if labels or author else 0):
        folded = fold(text)
        rest = folded[: found[0]] + " " + folded[found[1] :]
        lead = trim(folded[: found[0]])
        if not labels and lead and phrase(lead, "date-label") == lead:
            labels = [Hit("date-label", lead, 0, len(lead), "")]
        for hit in labels + author:
            rest = rest.replace(hit.text, " ")
        stamp = stamped(rest, doc.dirty) and no_role(folded[: found[0]].rstrip())
        clock = CLOCK.search(rest) is not None
        rest = SOURCE.sub(" ", TIME.sub(" ", rest, count=2))
        if site := own_site(doc):
            rest = rest.replace(site, " ")  # of a paper, before the date
        extra = len(WORD.findall(rest))
        # the time may be that at which something begins, and what stands behind a bar the place
        timed = clock and (not doc.dirty or (extra > 0 and PLACED.search(text) is not None))
        bare = not re.search(r"\d", rest)
        between = folded[labels[0].end : found[0]] if labels and labels[0].end <= found[0] else ""
        between = TIME.sub("", between)
        if labels and len(re.sub(r"[^^\W\d_]", "", between)) > 3 and len(trim(between)) > 3:
            return None  # "Updated deadline: 4 May" is no byline
        plain_date = in_head and bare and (extra == 0 or (extra <= 4 and SEPARATOR.search(text))) and alone(doc, leaf)
        plain_date = (plain_date and not timed) or (in_head and bare and stamp and extra <= 2 and by_title(doc, leaf))
        closing = (
            doc.dirty
            and leaf.leaf == len(doc.leaves) - 1
            and leaf.parent < 0
            and extra <= 1
            and bare
            and not many_dates(doc, leaf)
        )
        if (
            plain_date
            or (closing and len(doc.leaves) > 4)
            or ((labels or author) and extra <= 5 and (in_head or leaf.leaf >= tail_start(doc) - 1))
        ):
            learned: dict[str, Any] = {
                "updated"
                if labels and re.search(r"updat|modif|aktualis|mis à jour|aggiorn|actualiz|更新|수정|обнов", folded)
                else "published": found[2]
            }
            name = trim(re.sub(r"\s+", " ", rest))
            if author and name and NAME.match(original(text, name)):
                learned["authors"] = metadata.names(original(text, name))
            elif learned.get("updated") and in_head:
                learned = {"published": found[2]}
            why = f'date line with the label "{labels[0].text}"' if labels else "date line above the text"
            return why, learned
    if in_head and leaf.kind == "paragraph" and leaf.parent < 0 and (date := recorded(doc, text)):
        if not many_dates(doc, leaf):
            return "line that tells when the text was published or changed", {"published": date}
    if author and count <= 10:
        hit = author[0]
        name = trim(text[hit.end :]) if hit.start < 4 else ""
        names = metadata.names(name) if name and NAME.match(name) else []
        if names or (hit.text == key(doc, leaf) and in_head and leaf.parent < 0):
            return f'label "{hit.text}"' + (" with a name" if names else ""), {"authors": names} if names else None
    if labels and count <= 8 and not is_prose(doc, leaf) and (leaf.parent < 0 or labels[0].text != key(doc, leaf)):
        return f'label "{labels[0].text}" of a byline', None
    if in_head and leaf.parent < 0 and count <= MAX_DATE_LINE and reading_time(text):
        if not found and not doc.links_of(leaf):
            return "reading time above the text", None
    return None


def next_to_it(doc: Document, leaf: Block) -> tuple[str, dict[str, Any]] | None:
    """What a line right beside one of the byline says: nothing but a date, or a name that leads to a person, with three words of what that is."""
    text = " ".join(doc.plain(leaf).split())
    if leaf.kind != "paragraph" or leaf.parent >= 0 or not text or words(text) > MAX_DATE_LINE:
        return None
    if found := dates.locate(text, doc.meta.get("language") or ""):
        rest = TIME.sub(" ", f"{text[: found[0]]} | {text[found[1] :]}".casefold())
        if words(rest) <= 1 and not re.search(r"\d", rest) and not many_dates(doc, leaf):
            return "date beside the byline", {"published": found[2]}
        return None
    links = doc.links_of(leaf)
    role = fold(doc.text_in(leaf.start, links[0].start)).strip() if links else ""
    if role and not BY_LINK.fullmatch(role):
        return None  # "Directed by"
    if len(links) == 1 and PERSON.search(links[0].url) and words(outside(doc, leaf, links)) <= 3:
        name = " ".join(link_text(doc, links[0]).split())
        if names_person(name):
            return "name beside the byline, with a link to the person", {"authors": [name]}
    return None


def is_role(doc: Document, leaf: Block) -> bool:
    """Whether a line is a word or two, such as what the author is."""
    text = doc.text[leaf.start : leaf.end].strip()
    return leaf.kind == "paragraph" and leaf.parent < 0 and words(text) <= ROLE and text.replace(" ", "").isalpha()


def of_thing(doc: Document, leaf: Block) -> bool:
    """Whether a heading or a line in bold stands right above a block: what it says is of that."""
    above = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    return above is not None and (above.kind == "heading" or doc.text.startswith(("**", "__"), above.start))


def numbered(doc: Document, leaf: Block) -> str:
    """The text of a block with the number before it, where Markdown takes the day of a date ("12. April") for that of a list's only item."""
    box = doc.containers[leaf.parent] if leaf.parent >= 0 else None
    alone = box is not None and box.leaf == leaf.leaf and box.last_leaf == leaf.leaf + 1
    m = DAY.search(doc.text, max(0, leaf.start - DAY_WIDTH), leaf.start) if alone else None
    return (m[0] if m else "") + doc.plain(leaf)


def free(doc: Document, leaf: Block) -> bool:
    """Whether a block stands in no list or quote; the day of a date is no item."""
    return leaf.parent < 0 or numbered(doc, leaf) != doc.plain(leaf)


def two_dates(text: str) -> list[str]:
    """The two dates that a line is, the earlier first, with nothing but a space or a sign between them that stands for no span; empty if it is anything else."""
    text = fold(text)
    found: list[str] = []
    while len(found) < 2 and (span := dates.locate(text)) and not SPAN.search(text[: span[0]]):
        found.append(span[2])
        text = text[span[1] :]
    return found if len(found) == 2 and found[0] <= found[1] and not trim(text) else []


def by_person(doc: Document, leaf: Block) -> tuple[str, dict[str, Any]] | None:
    """A line that says by whom the text is, with links that lead to the persons, and little else but a date."""
    said = says_by(doc, leaf) or by_link(doc, leaf)
    return None if not said or of_part(doc, leaf) or contributions(doc) else said


def of_part(doc: Document, leaf: Block) -> bool:
    """Whether a block below a heading or picture of the text speaks of that alone."""
    title = title_heading(doc)
    above = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    if above is None:
        return False
    chapter = above.kind == "heading" and title >= 0 and above.leaf != title and above.level > 1
    return chapter or (
        images_only(doc, above)
        and not all(is_avatar(x) for x in doc.images_of(above))
        and any(is_prose(doc, x) for x in doc.leaves[max(title, 0) : above.leaf])
    )


def contributions(doc: Document) -> bool:
    """Whether lines of the text name different persons, as below the parts of an issue or the talks of an evening."""
    return doc.fact("contributions", _contributions)


def _contributions(doc: Document) -> bool:
    found = (says_by(doc, x) for x in linked(doc) if x.leaf < tail_start(doc) and x.kind in ("paragraph", "heading"))
    return len({tuple(x[1]["authors"]) for x in found if x}) > 1


def day_over_title(doc: Document, leaf: Block, text: str) -> tuple[str, dict[str, Any]] | None:
    """A heading that is a day with its weekday, over another heading, as blogs group their posts."""
    after = next(doc.after(leaf), None)
    found = dates.locate(text, doc.meta.get("language") or "")
    if not found or after is None or after.leaf != title_heading(doc) or many_dates(doc, leaf):
        return None
    rest = fold(text)
    rest = rest[: found[0]] + " | " + rest[found[1] :]
    if len(WORD.findall(rest)) != 1 or re.search(r"\d", rest):
        return None
    return "weekday and date over the title", {"published": found[2]}


def by_title(doc: Document, leaf: Block) -> bool:
    """Whether a block stands close to the title, and no other blocks hold dates."""
    title = title_heading(doc)
    near = abs(leaf.leaf - title) <= NEAR if title >= 0 else leaf.leaf <= NEAR
    return near and not many_dates(doc, leaf)


def told_of(doc: Document, leaf: Block, text: str) -> bool:
    """Whether a line such as "Tags: …" is part of the text: a sentence, one of several terms, an item among others, or a link of that name."""
    if text.rstrip().endswith((".", "!", "?", "。")) or leaf.parent >= 0 or introduced(doc, leaf):
        return True
    links = doc.links_of(leaf)
    if (
        links
        and ":" in doc.text_in(links[0].text_start, links[0].text_end)
        and of_tags(doc.text_in(leaf.start, links[0].text_end))
    ):
        return True
    for other in doc.leaves[max(0, leaf.leaf - 1) : leaf.leaf] + doc.leaves[leaf.leaf + 1 : leaf.leaf + 2]:
        near = doc.plain(other).strip()
        if (
            other.kind == "paragraph"
            and TERM.match(near)
            and not of_tags(near)
            and not hits(doc, other, "date-label", "author-label")
        ):
            return not dates.find(near)
    return False


def of_sheet(doc: Document, leaf: Block) -> bool:
    """Whether a line "Author: …" is one of a sheet of data, as of a book: a labelled line beside it tells what no byline tells."""
    run = [leaf]
    for step in (-1, 1):
        n = leaf.leaf + step
        while 0 <= n < len(doc.leaves) and len(run) <= SHEET and labels_line(doc, doc.leaves[n]):
            run.append(doc.leaves[n])
            n += step
    return any(not tells_of_post(x) for other in run for x in doc.plain(other).split("\n") if TERM.match(x))


def labels_line(doc: Document, leaf: Block) -> bool:
    """Whether a block is lines that a label begins."""
    return leaf.kind == "paragraph" and not is_prose(doc, leaf) and bool(TERM.match(doc.plain(leaf)))


def near_byline(doc: Document, leaf: Block) -> bool:
    """Whether a short block within two blocks is a name, a date or a label of a byline: logos come from hosts of avatars too."""
    for other in doc.leaves[max(0, leaf.leaf - 2) : leaf.leaf + 3]:
        text = " ".join(doc.plain(other).split())
        if other is leaf or other.kind not in ("paragraph", "heading") or words(text) > MAX_DATE_LINE:
            continue
        if (
            is_name(doc, other, text)
            or dates.find(text)
            or hits(doc, other, "author-label", "date-label")
            or BY.match(text)
        ):
            return True
    return False


def alone(doc: Document, leaf: Block) -> bool:
    """Whether a date stands as a byline does: right under a heading or another line of the byline, prose right after, no other dates like it."""
    before = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    after = doc.leaves[leaf.leaf + 1] if leaf.leaf + 1 < len(doc.leaves) else None
    if not free(doc, leaf) or after is None or after.parent >= 0 or bold_below_prose(doc, leaf):
        return False
    above = (
        before is None
        or before.kind == "heading"
        or (images_only(doc, before) and not below_prose(doc, leaf))
        or is_name(doc, before, " ".join(doc.plain(before).split()))
    )
    below = is_prose(doc, after) or images_only(doc, after) or (after.kind == "heading" and leaf.leaf > 0)
    return above and below and not many_dates(doc, leaf)


def caseless(text: str) -> bool:
    """Whether a text is in a script without capitals."""
    return text.lower() == text.upper()


def beside_name(doc: Document, leaf: Block, known: set[str]) -> bool:
    """Whether the next block is the name of a known author."""
    return leaf.leaf + 1 < len(doc.leaves) and key(doc, doc.leaves[leaf.leaf + 1]) in known


def named_in(found: dict[int, tuple[str, dict[str, Any] | None]]) -> set[str]:
    """The names that the parts of a byline teach."""
    return {fold(name) for _, learned in found.values() for name in (learned or {}).get("authors") or ()}


def original(text: str, folded: str) -> str:
    """The stretch of a text that folds to a given one."""
    m = re.search(re.escape(folded), text, re.IGNORECASE)
    return m[0] if m else ""


def beside(doc: Document, leaf: Block, found: dict[int, Any]) -> bool:
    """Whether a neighbour within two blocks is part of a byline."""
    return bool(found) and any(n in found for n in range(leaf.leaf - 2, leaf.leaf + 3))


def named(doc: Document, leaf: Block, found: dict[int, Any], zone: list[Block]) -> bool:
    """Whether a block is the author's name, beside the byline and in its zone only once: "Repeat chorus" is none."""
    text = " ".join(doc.plain(leaf).split())
    pictured = leaf.parent >= 0 and "picture" in found.get(leaf.leaf - 1, ("",))[0]  # whatever its link sells
    if not (beside(doc, leaf, found) and is_name(doc, leaf, text, linked=pictured) and placed(doc, leaf, found)):
        return False
    if bold_below_prose(doc, leaf):
        return False
    return sum(key(doc, x) == key(doc, leaf) for x in zone) == 1


def bold_below_prose(doc: Document, leaf: Block) -> bool:
    """Whether a line in bold stands below a first paragraph: it heads the text that follows."""
    return doc.text.startswith(("**", "__"), leaf.start) and below_prose(doc, leaf)


def below_prose(doc: Document, leaf: Block) -> bool:
    """Whether a paragraph of prose stands between the title and a block, close to it."""
    return any(is_prose(doc, x) for x in doc.leaves[max(title_heading(doc), leaf.leaf - NEAR, 0) : leaf.leaf])


def told_by(found: dict[int, tuple[str, dict[str, Any] | None]]) -> bool:
    """Whether a line of the byline has said by whom the text is."""
    return any(reason.startswith("line that names") for reason, _ in found.values())


def placed(doc: Document, leaf: Block, found: dict[int, Any]) -> bool:
    """Whether a heading stands where a name would: small, or right after the author's picture."""
    return leaf.kind != "heading" or leaf.level >= 4 or "picture" in found.get(leaf.leaf - 1, ("",))[0]


def is_name(doc: Document, leaf: Block, text: str, *, linked: bool = False) -> bool:
    """Whether a block could be a person's name: two to four capitalised words and nothing else; a link must lead to a person, if it is not known to be one."""
    if doc.images_of(leaf) or not NAME.match(text) or len(text) > 40 or (text.isupper() and len(text.split()) == 2):
        return False
    links = doc.links_of(leaf)
    if len(links) > 1 or any(not PERSON.search(x.url) for x in links if not linked):
        return False  # an entry of a menu
    if hits(doc, leaf, *NO_NAME):
        return False
    person = names_person(text) or (bool(links) and caseless(text) and len(text.split()) <= MAX_NAME)
    return person and not metadata.same(text, str(doc.meta.get("title") or ""))
