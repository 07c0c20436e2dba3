"""Remove the comments under an article: their heading, the readers' comments, the form, the system's placeholder.

A heading or label such as "Comments", "Leave a reply" after two blocks of prose opens the area. It goes up to the
end, or to the next heading of its rank, if what follows is a placeholder, a form's words or shows at least two signs
of a thread ("Reply", dates, avatars, a comment system's address); an empty area goes with its heading. A heading that
is a link to the form goes by itself, where no text is under it. What needs no words: a list in which every other item
holds the address of a comment (`#comment-12`), and a heading with a link that closes the form (`#respond`).

Left alone: forum threads, whose posts are the content, and answers to a question, below each of which stands such a label
(of which only the button goes); sections that discuss comments in prose without such
signs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from cleaner import urls
from cleaner.dates import find as date_in
from cleaner.dates import locate
from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    at_home,
    hit_leaves,
    hits,
    is_prose,
    items,
    key,
    keys,
    link_only,
    link_text,
    linked,
    mentions,
    own_site,
    phrase,
    spoken,
    title_heading,
    trim,
    words,
)

REPLY = re.compile(
    r"(?:^|\s)\W{0,20}+(?:reply|antworten|répondre|responder|rispondi|回复|回覆|返信|답글|ответить|beantwoorden|reageren|svara|odpowiedz|"
    r"yanıtla|رد|balas|trả lời|vastaa|odpovědět|відповісти|svar|válasz|răspunde|απάντηση|जवाब दें|返信する|ตอบกลับ)\W{0,20}+\Z",
    re.IGNORECASE,
)
TALLY = re.compile(r"[(（]\d+[)）]\s*\Z")  # a label that counts
MAX_LABEL = 100
CITED = re.compile('["\u201e\u00ab\u00bb\u300c].*["\u00bb\u00ab\u300d]')
COUNT = re.compile(r"\d+(?:개|件|条|條|則|回)?")
FILLER = re.compile(
    r"\s(?:on|to|zu|zum|auf|sur|à|su|sobre|em|en|op|bij|till|til|k|к|на|do|pod|for|about)\s*\Z", re.IGNORECASE
)
PERMALINK = re.compile(
    r"#(?:(?:li-|div-)?comment|cmt|c|kommentar)[-_]?\d+$|/comments?/\w*\d\w*$|[?&](?:replytocom|showComment)=\d|#respond$",
    re.IGNORECASE,
)
MAX_WORDS = 10  # of a label over a thread
MAX_COUNTED = 7  # words of a label that begins with the number of comments
MAX_FIELD, MAX_FIELDS = 40, 60  # words of a block of a form, and blocks of one
MIN_PROSE = 2  # an article of two blocks and more before a thread of comments
MAX_NAME, MAX_STAMP = 4, 12  # words of a reader's name, and of it with its date
WHO = re.compile(r"[>\s]*+(?:\*{1,3}|_{1,3})([^*_\n]{1,40})(?:\*|_)")
NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
COUNTED = re.compile(r"\d{1,4}\s*+[^\W\d_]")  # not the number of a chapter
HANDLE = re.compile(r"@[\w.-]{2,30}")
SPEAKER = re.compile(r"\W*[^\W\d_][^:：!?\n]{0,30}[:：]\s*\S")
# "three hours ago", in the languages that write it before and behind the number
QUOTED = re.compile(r"\W*[\"'\u201c\u201e\u00ab\u300c]")
AGO = re.compile(
    r"\b\d{1,4}\s{1,2}(?:minutes?|hours?|days?|weeks?|months?|years?|minut[io]|or[ae]|giorn[io]|settiman[ae]|mes[ei]|ann[io]|godzin\w{0,10}|minut\w{0,10}|dni|tygodni\w{0,10}|miesi\w{1,12}|lat|uur|minuten|dagen|weken|maanden|jaar|"
    r"timmar|timme|minuter|dagar|veckor|månader|år|timer|minutter|dage|dager|uger|uker|saat|dakika|gün|hafta|ay|yıl|jam|menit|hari|minggu|bulan|tahun|giờ|phút|ngày|tuần|tháng|năm|час\w{0,10}|минут\w{0,10}|дн\w{1,12}|день|недел\w{1,12}|месяц\w{0,10}|лет|год\w{0,10}|годин\w{0,10}|хвилин\w{0,10}|tuntia|päivää|viikkoa|órája|napja|perce|hónapja|éve)"
    r"\s{1,2}(?:ago|fa|temu|geleden|sedan|siden|önce|(?:yang )?lalu|trước|назад|тому|sitten)\b|\b\d{1,4}\s?(?:órája|napja|perce|hete|hónapja|éve)\b"
    r"|\b(?:hace|il y a|vor|há|acum|před|πριν(?: από)?|pred|prije|hà)\s{1,2}(?:\w{2,5}\s)?\d{1,4}\s{1,2}\w{2,10}|\bfa\s{1,2}\d{1,4}\s{1,2}(?:hores?|dies|minuts?|setmanes|mesos|anys)|\d{1,4}\s?(?:分钟|小时|小時|分鐘|天|个月|週|周|年|時間|分|日|か月|ヶ月|週間|시간|분|일|주|개월|년)\s?(?:前|전)|منذ\s{1,2}\d{1,4}\s{1,2}\w{1,12}|לפני\s{1,2}\d{1,4}\s{1,2}\w{1,12}|\d{1,4}\s{1,2}\w{1,12}\s{1,2}पहले",
    re.IGNORECASE,
)


@rule(kind="comments")
def find(doc: Document) -> Iterator[Proposal]:
    done = -1
    prose = seen = 0
    texts = keys(doc)
    numbered = (x for x in doc.leaves if texts[x.leaf][:1].isdigit())
    times = Counter(key(doc, x) for x in hit_leaves(doc, "comment-label") if x.kind == "paragraph")
    for leaf in doc.leaves if mentions(doc, "comment-label") else numbered:
        if leaf.leaf <= done or leaf.kind not in ("heading", "paragraph") or not labelled(doc, leaf):
            continue
        prose += sum(is_prose(doc, x) for x in doc.leaves[seen : leaf.leaf + 1])
        seen = leaf.leaf + 1
        if not prose:
            continue
        if leaf.kind == "heading" and link_only(doc, leaf) and not any(is_prose(doc, x) for x in area(doc, leaf)):
            yield Proposal(leaf.start, leaf.end, f'button "{key(doc, leaf)[:40]}" that opens the comments', "likely")
            continue
        if leaf.kind == "paragraph" and leaf is doc.leaves[-1] and doc.dirty:
            yield Proposal(
                leaf.start, leaf.end, f'label "{key(doc, leaf)[:40]}" with nothing under it at the end', "likely"
            )
            continue
        if leaf.kind == "paragraph" and times[key(doc, leaf)] > 1:  # below each answer to a question
            own, links = own_site(doc), link_only(doc, leaf)
            if links and all(x.url.startswith("#") or at_home(x, own) for x in links):
                yield Proposal(leaf.start, leaf.end, f'button "{key(doc, leaf)[:40]}", again and again', "likely")
            continue
        under = area(doc, leaf)
        if leaf.kind == "paragraph" and any(x.kind == "code" for x in under):
            continue  # an answer
        signs = sum(sign(doc, x) for x in under) + bool(TALLY.search(doc.plain(leaf)))
        counted = COUNTED.match(texts[leaf.leaf]) or TALLY.search(doc.plain(leaf))
        if (
            under
            and counted
            and under[-1].leaf == doc.leaves[-1].leaf
            and (count := NUMBER.search(doc.plain(leaf)))
            and (said := speakers(doc, under, int(count[0])))
        ):
            under, signs = under[:said], signs + said + 1  # each of them begins with a reader's name
        form = [x for x in under if hits(doc, x, "comment-label", "comment-prompt", "subscribe") or blank(doc, x)]
        if any(hits(doc, x, "comment-label") for x in under) and all(
            x in form or words(doc.plain(x)) <= 4 for x in under
        ):
            form = under
        total = sum(words(doc.plain(x)) for x in under)
        thread = prose >= MIN_PROSE and (signs >= 2 or (signs and total <= 60))
        if not under or len(form) == len(under) or thread:
            why = (
                f"with {signs} sign{'s' * (signs > 1)} of a thread"
                if signs
                else "with nothing but a form's words"
                if under
                else "with nothing under it"
            )
            end = under[-1].end if under else leaf.end
            if leaf.kind == "paragraph" and not signs and not form:
                continue
            yield Proposal(leaf.start, end, f'comment area "{key(doc, leaf)[:40]}" {why}', "likely", whole=True)
            done = under[-1].leaf if under else leaf.leaf
    yield from threads(doc)
    yield from forms(doc)
    for element in doc.elements:
        if element.name == "script" and urls.listed(element.attrs.get("src", ""), "comment-hosts"):
            n = doc.leaf_at(element.start)
            while n >= 0 and doc.leaves[n].kind == "embed":
                n -= 1
            if n >= 0 and doc.leaves[n].kind == "heading":
                yield Proposal(
                    doc.leaves[n].start,
                    doc.leaves[n].end,
                    f"heading over the comment system {urls.host(element.attrs['src'])}",
                    "likely",
                )


def threads(doc: Document) -> Iterator[Proposal]:
    """Lists in which most items hold an address of a comment (`#comment-12`, `?replytocom=12`), with the label over them, whatever its language."""
    held: dict[int, set[int]] = {}  # by list, the items in which one stands
    stamped: set[int] = set()  # items in which one stands under a date, a number, a word for replying
    for leaf in linked(doc):
        if marks := [x for x in doc.links_of(leaf) if permalink(x.url)]:
            n = leaf.parent
            stamp = any(stamps(link_text(doc, x)) for x in marks)
            while n >= 0:
                up = doc.containers[n].parent
                if doc.containers[n].kind == "item":
                    held.setdefault(up, set()).add(n)
                    if stamp:
                        stamped.add(n)
                n = up
    done = -1
    below = prose_end(doc)
    for n in sorted(held):
        box, count, size = doc.containers[n], len(held[n]), len(items(doc)[n])
        if box.start < done or count * 2 < size or box.leaf < below:
            continue
        over = doc.leaves[box.leaf - 1]
        short = words(key(doc, over)) <= MAX_WORDS
        named = short and bool(hits(doc, over, "comment-label"))
        counted = short and over.kind == "heading" and any(c.isdigit() for c in key(doc, over))
        if not named and (len(stamped & held[n]) * 2 < size or (count < 2 and not counted)):
            continue  # a text that cites comments
        done = box.end
        why = f"thread of comments: {count} of its {size} items hold the address of one"
        label = named or (short and over.kind == "heading")
        yield Proposal(over.start if label else box.start, box.end, why, "likely", whole=True)


def forms(doc: Document) -> Iterator[Proposal]:
    """The form under a heading with a link that closes it (`#respond`), whatever its language."""
    below = prose_end(doc)
    for leaf in linked(doc):
        if (
            leaf.kind != "heading"
            or leaf.leaf < below
            or not any(x.url.endswith("#respond") for x in doc.links_of(leaf))
        ):
            continue
        last = leaf
        for other in islice(doc.after(leaf), MAX_FIELDS):
            if other.kind not in ("paragraph", "rule") or words(doc.plain(other)) > MAX_FIELD:
                break
            last = other
        yield Proposal(
            leaf.start, last.end, "form for comments: its heading has a link to close it", "likely", whole=True
        )


def prose_end(doc: Document) -> int:
    """Index of the leaf after the second block of prose: before it, comments would be what the document is about."""
    found = [x.leaf for x in islice((x for x in doc.leaves if is_prose(doc, x)), MIN_PROSE)]
    return found[-1] + 1 if len(found) == MIN_PROSE else len(doc.leaves)


def permalink(url: str) -> bool:
    """Whether an address is that of a comment, or of the form to answer it."""
    return any(x in url for x in ("#", "=", "/comment")) and bool(PERMALINK.search(url))


def stamps(text: str) -> bool:
    """Whether a link to a comment shows when it was made, which it is, or a word for replying to it."""
    return words(text) <= MAX_WORDS and (not words(text) or any(c.isdigit() for c in text) or bool(REPLY.search(text)))


def blank(doc: Document, leaf: Block) -> bool:
    """Whether a block shows nothing: no words, no picture, no code."""
    return leaf.kind in ("paragraph", "rule", "embed") and not key(doc, leaf) and not doc.images_of(leaf)


def labelled(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but the label, a count and the article's title in quotation marks aside."""
    text = keys(doc)[leaf.leaf]
    if not text or len(text) > MAX_LABEL or not (hits(doc, leaf, "comment-label") or COUNT.search(text) or '"' in text):
        return False
    label = CITED.sub("", text)
    if leaf.kind == "heading" and COUNTED.match(text) and (cited := CITED.search(text)) and is_title(doc, cited[0]):
        return True  # so many thoughts on it, in whatever language
    if COUNTED.match(label) and words(label) <= MAX_COUNTED and any(h.topic == "comment" for h in spoken(doc, text)):
        return True
    text = CITED.sub("", COUNT.sub(" ", text)).strip(" ()[]:.!")
    short = FILLER.sub("", text).strip()
    return bool(short) and words(text) <= 10 and bool(phrase(text, "comment-label") or phrase(short, "comment-label"))


def is_title(doc: Document, text: str) -> bool:
    """Whether a text is the document's title."""
    n = title_heading(doc)
    titles = (str(doc.meta.get("title") or ""), doc.plain(doc.leaves[n]) if n >= 0 else "")
    return any(trim(fold(x)) == trim(text) for x in titles if x)


def area(doc: Document, leaf: Block) -> list[Block]:
    """The leaves of the area."""
    found = []
    for other in doc.after(leaf):
        if other.kind == "heading" and (leaf.kind != "heading" or other.level <= leaf.level):
            break
        found.append(other)
    return found


def speakers(doc: Document, under: list[Block], most: int) -> int:
    """The number of blocks, from the first on, all of whose lines begin with a name before a colon: two lines or as many as the label counts."""
    blocks = lines = 0
    for leaf in under:
        said = [x for x in doc.plain(leaf).split("\n") if x.strip()]
        if leaf.kind != "paragraph" or not said or not all(SPEAKER.match(x) for x in said) or lines + len(said) > most:
            break
        blocks, lines = blocks + 1, lines + len(said)
    return blocks if lines >= min(2, most) else 0


def signed(doc: Document, leaf: Block) -> bool:
    """Whether a block begins with an emphasised name and, in the same line or the next, a date or an age."""
    m = WHO.match(doc.text, leaf.start, leaf.end)
    if leaf.kind != "paragraph" or not m or words(m[1]) > MAX_NAME:
        return False
    first = " ".join(doc.plain(leaf).split()[:MAX_STAMP])
    return bool(AGO.search(first) or date_in(first))


def pictured(doc: Document, leaf: Block) -> bool:
    """Whether a block begins with a picture from a host of avatars, or is nothing but a link to a reader by a handle."""
    images = doc.images_of(leaf)
    if images and urls.listed(images[0].url, "avatar-hosts") and not doc.text_in(leaf.start, images[0].start).strip():
        return True
    return bool(link_only(doc, leaf)) and bool(HANDLE.fullmatch(doc.plain(leaf).strip()))


def stamp(text: str) -> bool:
    """Whether a short line tells when it was written, and no more than a name beside it: no sentence, no quotation, nothing behind a colon."""
    if text.rstrip().endswith((".", "!", "?")) or QUOTED.match(text):
        return False
    if found := locate(text):
        return not text[found[1] :].lstrip().startswith(":")
    m = AGO.search(text)
    return m is not None and words(text[: m.start()] + " " + text[m.end() :]) <= MAX_NAME


def sign(doc: Document, leaf: Block) -> bool:
    """Whether a block is part of a thread: who wrote it and when, a reply button, a date or an age alone, the address of a comment system."""
    plain = doc.plain(leaf)
    return bool(
        signed(doc, leaf)
        or pictured(doc, leaf)
        or REPLY.search(plain[-MAX_LABEL:])
        or (words(plain) <= 10 and stamp(plain))
        or any(urls.listed(x.url, "comment-hosts") or permalink(x.url) for x in doc.links_of(leaf))
    )
