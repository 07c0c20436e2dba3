"""What a line tells of who made a text and when: names, dates, reading time, topics.

It is read from the line alone, whatever its place in the document; the rule `byline` weighs the place.
"""

from __future__ import annotations

import re
from typing import Any

from cleaner import dates, metadata, urls
from cleaner.lists import fold
from cleaner.model import Block, Document, Image
from cleaner.signals import link_text, outside, phrase, spoken, stems, title_heading, trim, words

AVATAR = re.compile(
    r"(?:^|[\W_])(?:avatar|gravatar|author|headshot|profile[ _-](?:pic|photo|picture)|autor|auteur|autore|autorenbild|autorenfoto|autorin)(?:$|[\W_]|\d)",
    re.IGNORECASE,
)
FOLDER = re.compile(
    r"/(?:authors?|writers?|autor(?:en|es|i|e|zy)?|auteurs?|avatars?|skribenter|yazar(?:lar)?|firmas?|szerzok?|penulis)/",
    re.IGNORECASE,
)
THUMBNAIL = re.compile(
    r"[-_=](\d{2,3})x(\d{2,3})(?=[.&]|\Z)|[?&]s=(\d{2,3})(?:&|\Z)|width=(\d{2,3})&(?:amp;)?height=(\d{2,3})(?:&|\Z)"
)
SMALL = 200  # pixels of a portrait beside a name
NAME = re.compile(r"(?:[^\W\d_][\w.'’-]*)(?:\s+[^\W\d_][\w.'’-]*){0,3}\Z")
BY = re.compile(
    r"\A\W*(?:by|von|par|por|di|door|av|af|przez|od|автор|oleh|bởi|作者|文|تأليف|بقلم|كتبه|كتبته|كتبها|โดย|מאת|توسط|نوشته)(?:\b|(?<=โดย))\W*",
    re.IGNORECASE,
)
AUTHOR = re.compile(
    r"\A\W*(?:authors?|autore?s?|auteure?|autor[ae]|yazar|작성자|글쓴이|מאת|ผู้เขียน|نویسنده|συγγραφέας|kirjoittaja|tác giả|كتبه|كتبت|كتب|إعداد|بقلم|الكاتب|लेखक|作者|著者|執筆者?|автор|penulis|författare|skribent|forfatter|tekst|text|текст|words|posted by|yazan|szerző|írta|文\s?[/／·・]\s?(?:攝影|摄影|圖|图)|piše|napisa[ol]a?|autorica|napísala?|escrito por|redacción|redazione|rédigé par)\s*[:：]\s*",
    re.IGNORECASE,
)
PARTING = re.compile(r"(?<!\s)\s*+[|｜·•\u3000]\s*+|(?<=[^\W\d_A-Za-z]) (?=[^\W\d_A-Za-z]{2,6}[:：])|\s[—–-]\s|\s/\s")
TIME = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?|uhr|h)?\s?(?:[a-z]{2,4}\b)?")
CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h](\d{2})(:\d{2})?(?!\d)")
PERSON = re.compile(  # where a name leads
    r"/(?:authors?|writers?|autor(?:en|es)?|auteurs?|szerzok?|firmas?|redaktor(?:en)?|autori|autorzy|penulis|yazar(?:lar)?|forfattere?|skribenter|journalist(?:er|es|en)?|reporters?|profiles?|profil|people|persons?|users?|members?|staff|team|contributors?|columnists?|by|u|about|bio)(?:[/?.=-]|$)|[@~]|"
    r"[?&](?:author|user)=|^mailto:|(?:twitter|x|facebook|linkedin|github|instagram|mastodon|medium|bsky)\.[a-z]+/",
    re.IGNORECASE,
)
BY_LINK = re.compile(
    r"\W*(?:(?:written|posted|published|reported|reviewed|verfasst|geschrieben|ein artikel|publié|écrit|escrito|publicado|scritto|geschreven) )?"
    r"(?:by|von|par|por|di|door|av|af|przez|od|автор|oleh|bởi|作者|文|撰文|تأليف|بقلم)\W*"
)
STOP = re.compile(
    r"(?:(?<=[^\W\d_]{3})|(?<=\d{4}))\.\s++(?=[^\W\d_])|[\U0001f300-\U0001faff\u231a-\u23ff\u2600-\u27bf]\ufe0f?"
)
WITHIN = re.compile(
    r"(?:written|words|text|story|recipe|posted|published|article|guide|review|escrito|redactado|publicado|texto|receta|écrit|rédigé|publié|texte|recette|"
    r"geschrieben|verfasst|zubereitet|rezept|beitrag|artikel|scritto|testo|ricetta|pubblicato|escrita|postado|napisan|tekst|skriv|skrev|geschreven)"
    r"[^\W\d_]*\s+(?:[^\W\d_]+\s+){0,3}(?:by|von|par|por|di|de|door|av|af|przez|od|oleh|bởi)\s+(?=[^\W\d_]+\s+[^\W\d_]+)",
    re.IGNORECASE,
)
UNTIL = re.compile(r",?\s(?:on|am|le|el|il|em|op|den|dnia|pe)\b")
BY_DATED = re.compile(r"\A\W*(?:írta|napsala?|napísala?|skrev(?:et av)?|από τ(?:ην?|ον?))\b\W*", re.IGNORECASE)
BARE_MINUTES = re.compile(r"\W*\d+\W*[^\W\d_]+\W*")
COUNTS = re.compile(r"\d+\s*[^\W\d_]+")
LAST_COUNT = re.compile(r"\s\d+\s?[^\W\d_]+\Z")
BRACKETS = re.compile(r"\([^()]*\)")
PICTOGRAPHS = re.compile(r"^[^\w(]+")
COUNT_SIGN = re.compile(r"[\u2764\u2665\U0001f300-\U0001faff]\ufe0f?\s*\d[\d.,\s]*[kKmM]?")  # views behind an eye
STAMP = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?"
)  # ISO 8601, as machines write it
MAX_PARTS = 8
PARTS = re.compile(r"[/|·:：｜]")
COUNTED = re.compile(
    r"[^\W\d_][^:：]{1,20}[:：]\s*\d[\d.,\s]*[kKmM万萬]?|\d[\d.,\s]*[kKmM]?\s[^\W\d_]{3,12}(?:\s[^\W\d_]{2,4})?"
)  # views, comments
# a number of minutes by itself, or beside a word for reading
READING = re.compile(
    r"\A\W*\d+\s*(?:min[a-z]*\.?|мин\w*|хв\w*|分钟?|分鐘|분|dk|dakika|phút)(?:\s(?:đọc|okuma))?\W*\Z"
    r"|(?<!\d)\d{1,3}[ -]?(?:min[a-z]*|мин\w*|хв\w*)\.?\s(?:\w{1,3}\s)?(?:read|lect|lett|leit|les|läs|læs|luk|czyt|čt|čít|čit|чт|чит|olvas|cit|okuma|baca|đọc)"
    r"|\A\D{0,12}\d+\s*(?:分钟?|分鐘|분)\W*(?:で読|阅读|閱讀|읽)|(?:\bread|\blect|\bse lee|\blett|\bleit|\bles|\bläs|\blæs|\bluk|czyt|\bčt|\bpřečt|prečít|olvas|\bcit|\bчт|прочит|читат|ανάγν|\boku|قراءة|קריאה|पढ|\bbaca|đọc|อ่าน|読|읽|阅读|閱讀)"
    r"\D{0,20}\d+\s*(?:'|′|min|мин|хв|分|분|λεπ|d[ka]|phút|perc|नी|मि|menit|นาที|דק|دق)",
    re.IGNORECASE,
)
# nothing but the reading time, as a sentence or a few words
BARE_READING = re.compile(
    r"(?:min\w*|мин\w*|хв\w*|分钟?|分鐘|분|phút|dakika)\W*(?:[^\W\d_]{1,8}\W*){0,3}\Z", re.IGNORECASE
)
WHEN = frozenset(("posted", "updated"))
WORD = re.compile(r"[^\W\d_]+")
MAX_DATES = 3  # of a line
TOPIC = 6  # words of the topic behind an author and a date
FIRST_POSTS = "2005"  # a page with an older date and none in its front matter tells of something else
SHORT_WORD, LONG_WORD = 3, 20  # letters: of "kl" or "à"; of a word that tells what the date is
PARTICLES = frozenset(
    "de van von der la di da bin al e y i del dos das do den ter ten zu zur af av ben ibn el le du".split()
)
LABEL = 40  # characters of a line's label
NO_NAME = (
    "author-label",
    "button",
    "comment-label",
    "comment-prompt",
    "cta",
    "follow",
    "nav-label",
    "related-label",
    "share-label",
    "subscribe",
)


def is_avatar(image: Image) -> bool:
    """Whether a picture shows an author: by its description, its file's name or folder, or its host."""
    name = urls.split(image.url)[1].rpartition("/")[2]
    return bool(AVATAR.search(image.alt) or AVATAR.search(name)) or of_authors(image)


def of_authors(image: Image) -> bool:
    """Whether a picture comes from a folder or a host of pictures of authors."""
    return bool(FOLDER.search(urls.split(image.url)[1])) or urls.listed(image.url, "avatar-hosts")


def is_portrait(image: Image) -> bool:
    """Whether a picture is small and square, by the size that its address gives, as portraits beside a name are."""
    m = THUMBNAIL.search(image.url)
    sizes = {int(x) for x in m.groups() if x} if m else set()
    return len(sizes) == 1 and sizes.pop() <= SMALL


def says_by(doc: Document, leaf: Block) -> tuple[str, dict[str, Any]] | None:
    """What a line teaches that says by whom something is."""
    links = doc.links_of(leaf)
    persons = [x for x in links if PERSON.search(x.url)]
    if not persons or leaf.leaf == title_heading(doc):
        return None
    named = [" ".join(link_text(doc, x).split()) for x in persons]
    names = [x for x in named if NAME.match(x) and x[0].isupper() and (x is named[0] or " " in x)]
    language = doc.meta.get("language") or ""
    before, around = (fold(x) for x in (doc.text_in(leaf.start, persons[0].start), outside(doc, leaf, links)))
    texts = []
    for text in (before, around):
        found = dates.locate(text, language)
        texts.append(TIME.sub(" ", text[: found[0]] + " " + text[found[1] :] if found else text))
    date = dates.find(doc.plain(leaf), language)
    if not names or not BY_LINK.fullmatch(texts[0].strip()) or words(texts[1]) > 8 or (date and many_dates(doc, leaf)):
        return None
    return "line that names the author, with a link to the person", {"authors": names, "published": date}


def by_link(doc: Document, leaf: Block) -> tuple[str, dict[str, Any]] | None:
    """What a line teaches that begins with a link to a person and tells a date under its label; topics may stand behind, as links."""
    links = doc.links_of(leaf)
    first = links[0] if links else None
    if first is None or trim(doc.text_in(leaf.start, first.start)) or not PERSON.search(first.url):
        return None
    name = " ".join(link_text(doc, first).split())
    rest = fold(outside(doc, leaf, links))
    found = dates.locate(rest, doc.meta.get("language") or "")
    caseless = name.lower() == name.upper() and words(name) <= SHORT_WORD + 1
    if not found or not (names_person(name) or caseless) or any(words(link_text(doc, x)) > TOPIC for x in links[1:]):
        return None
    label = trim(TIME.sub(" ", rest[: found[0]] + " " + rest[found[1] :]))
    parts = [x for part in PARTS.split(label) if (x := trim(part))]
    if not parts or not any(phrase(x, "date-label") or tells_when(x) for x in parts):
        return None
    if any(words(x) > SHORT_WORD or not (phrase(x, "date-label", "tag-label") or tells_when(x)) for x in parts):
        return None
    return "line of author, date and topics", {"authors": [name], "published": found[2]}


def stamped(text: str, scraped: bool) -> bool:
    """Whether a text holds the time at which a machine recorded something: to the second, or in a page that was stripped to the minute, at no
    quarter of an hour, as events begin."""
    m = CLOCK.search(text)
    if not m:
        return False
    return m[2] != ":00" if m[2] else scraped and int(m[1]) % 15 > 0


def recorded(doc: Document, text: str) -> str:
    """The date in a line that tells when the text was published or changed (of several the one of publication), and little else; empty if it is none."""
    folded = fold(text)
    said = [h for h in spoken(doc, folded) if h.topic in WHEN]
    found: list[tuple[int, int, str]] = []
    at = 0
    while said and len(found) < MAX_DATES and (span := dates.locate(folded[at:], doc.meta.get("language") or "")):
        found.append((at + span[0], at + span[1], span[2]))
        at += span[1]
    more = 0
    for m in WORD.finditer(folded):
        known = any(a < m.end() and m.start() < b for a, b, _ in found)
        known = known or (len(m[0]) <= LONG_WORD and any(h.start < m.end() and m.start() < h.end for h in said))
        more += not known and len(m[0]) > SHORT_WORD
    old = found and not doc.meta.get("published") and found[0][2] < FIRST_POSTS
    if not found or more or old:
        return ""  # a law is published, a society created
    for start, _, date in found:
        before = [h for h in said if h.start < start]
        if before and before[-1].topic == "posted":
            return date
    return found[0][2]


def no_role(before: str) -> bool:
    """Whether what stands before a date does not say what it is the date of, as "Departs" does: a weekday with a comma, a name in another script."""
    return not before or before[-1] in ",，|·•。–—-/" or ord(before[-1]) > 0x24F


def split_parts(lines: list[str], *, in_head: bool) -> list[str]:
    """The parts of lines between bars, dots and dashes; in the head also between sentences, and before a number of comments."""
    parts = [p.strip() for line in lines for p in PARTING.split(line) if p.strip()]
    if in_head:
        parts = [p.strip() for part in parts for p in STOP.split(part) if p.strip()]
        parts = [p for part in parts for p in apart_from_comments(part)]
    return parts


def parts_of_byline(
    doc: Document, leaf: Block, lines: list[str], *, in_head: bool
) -> tuple[str, dict[str, Any] | None] | None:
    """Lines of author, date, reading time and the like, parted by bars, dots, dashes or stops: each part must be one of these, or be short and have more of these beside it."""
    parts = split_parts(lines, in_head=in_head)
    single = len(parts) == 1 and in_head and (BY_DATED.match(parts[0]) or dated_by(doc, parts[0]))
    if not (single or 2 <= len(parts) <= MAX_PARTS) or any(words(p) > 8 + 4 * in_head for p in parts):
        return None
    known = {fold(n) for n in doc.meta.get("authors") or []}
    signed = any(READING.search(p) or counts_comments(p) for p in parts)  # an event has a place instead
    viewed = in_head and any(counts_views(p) for p in parts)
    eye = COUNT_SIGN.search(" ".join(parts)) is not None
    viewed = viewed and (eye or all(stamped(p, True) for p in parts if CLOCK.search(p)))
    dated = in_head and any(dates.find(p) for p in parts)
    persons = {" ".join(link_text(doc, x).split()) for x in doc.links_of(leaf) if dated and PERSON.search(x.url)}
    learned: dict[str, Any] = {}
    told = counted = 0
    unknown: list[str] = []
    for part in parts:
        found = dates.locate(part, doc.meta.get("language") or "")
        name = part[: found[0]].rstrip(" ,") if found else part
        by = AUTHOR.match(name) or BY.match(name) or (WITHIN.match(name) if in_head else None)
        by = by or (BY_DATED.match(name) if found and in_head else None)
        if not by and found and in_head and not name and (by := BY.match(part[found[1] :])):
            name = part[found[1] :]
        names = metadata.names(until(name[by.end() :])) if by else []
        sure = found or (by is not None and by.re is WITHIN)  # what follows must be a person
        when = tells_when(part)
        if names and NAME.match(names[0]) and (not sure or names_person(names[0])):
            learned.setdefault("authors", names)
            told += 2
            if found:
                learned.setdefault("published", found[2])
                told += in_head
        elif found and words(part) <= 8:
            if learned.setdefault("published", found[2]) != found[2] and not (when or phrase(part, "date-label")):
                return None  # dates of several things
            told += 1
        elif (
            phrase(part, "date-label", "author-label")
            or filed(part)
            or fold(part) in known
            or (in_head and READING.search(part))
            or (in_head and when and TIME.search(part))
        ):
            told += 1
        elif names_person(part) and (
            part in persons or (told and len(parts) > 2 and signed and not phrase(part, *NO_NAME))
        ):
            learned.setdefault("authors", [part])
            told += 1
        elif counts_comments(part) or (
            told and tells_when(part) and any(link_text(doc, x).strip() in part for x in doc.links_of(leaf))
        ):
            told += 1
        elif len(lines) > 1 and part == lines[0] and names_person(part):
            links = doc.links_of(leaf)
            if viewed or signed or doc.images_of(leaf) or (links and PERSON.search(links[0].url)):
                learned.setdefault("authors", [part])
        elif in_head and phrase(trim(BRACKETS.sub("", part)), *NO_NAME):
            continue
        elif (told or viewed) and (COUNTED.fullmatch(PICTOGRAPHS.sub("", part)) or COUNT_SIGN.fullmatch(part)):
            counted += not counts_views(part)
        else:
            unknown.append(part)
            topic = part is parts[-1] and {"authors", "published"} <= learned.keys() and behind_bar(lines[-1], part)
            topic = topic and (bool(persons) or any(link_text(doc, x).strip() in part for x in doc.links_of(leaf)))
            if words(part) > (TOPIC if topic else 3) or (told == 0 and not in_head):
                return None
    if len(unknown) > told or (in_head and (unknown or counted) and not vouched(parts, learned, unknown)):
        return None
    if len(lines) > 1 and not learned.get("published") and not signed:
        return None  # what a book's data begins with
    if told < 2 and learned.keys() != {"authors", "published"}:
        return None
    if not learned.keys() & {"authors", "published"} and not any(
        READING.search(p) and not BARE_MINUTES.fullmatch(p) for p in parts
    ):
        return None
    return "line of author, date and reading time", learned


def dated_by(doc: Document, part: str) -> bool:
    """Whether a text is a date and by whom, in this order: "12 March 2024 by Anna Berg"."""
    found = dates.locate(part, doc.meta.get("language") or "")
    by = BY.match(part[found[1] :]) if found and not found[0] else None
    return by is not None and found is not None and names_person(part[found[1] + by.end() :].strip(" ."))


def until(text: str) -> str:
    """A name without what follows it: "on", a word for having been published or changed."""
    name = UNTIL.split(text)[0]
    said = min((h.start for h in stems(name) if h.topic in WHEN and h.start), default=len(name))
    return name[:said].strip(" ,")


def behind_bar(line: str, part: str) -> bool:
    """Whether a line ends in a part that a bar or a dot parts from the rest, no dash, and that is no sentence."""
    return line.removesuffix(part).rstrip()[-1:] in ("|", "｜", "·", "•", "/") and part[-1:] not in ".!?。"


def vouched(parts: list[str], learned: dict[str, Any], unknown: list[str]) -> bool:
    """Whether parts that may be anything stand in a byline, not among the data of a recipe, a film, an event: beside reading time, comments, the time of a change;
    if they are not the first, beside an author or topics too."""
    if any(reading_time(p) or counts_comments(p) for p in parts):
        return True
    if any(TIME.search(p) and tells_when(p) for p in parts):
        return True
    return parts[0] not in unknown and (bool(learned.get("authors")) or any(filed(p) for p in parts))


def tells_when(text: str) -> bool:
    """Whether a text speaks of having been published or changed."""
    return any(h.topic in WHEN for h in stems(text))


def counts_comments(part: str) -> bool:
    """Whether a text is a number of comments."""
    return bool(COUNTS.fullmatch(part)) and any(h.topic == "comment" for h in stems(part))


def counts_views(part: str) -> bool:
    """Whether a text is a number of views, saves or likes."""
    if COUNT_SIGN.fullmatch(part):
        return True
    topics = ("button", "comment", "share")
    return bool(COUNTED.fullmatch(PICTOGRAPHS.sub("", part))) and (
        any(h.topic in topics for h in stems(part)) or bool(phrase(part, "date-label"))
    )


def apart_from_comments(part: str) -> list[str]:
    """A part of a byline and, if it ends in one, the number of comments."""
    m = LAST_COUNT.search(part)
    if m and m.start() and counts_comments(m[0].strip()):
        return [part[: m.start()].rstrip(" ,"), m[0].strip()]
    return [part]


def reading_time(text: str) -> bool:
    """Whether a line tells how long reading takes, and nothing else."""
    return bool(READING.search(text) and BARE_READING.search(text) and not BARE_MINUTES.fullmatch(text))


def filed(text: str) -> bool:
    """Whether a part says under which topic or tag a post is filed."""
    label = re.split(r"[:：]", text, maxsplit=1)[0]
    return label != text and bool(phrase(label, "topic-label", "tag-label"))


def tells_of_post(line: str) -> bool:
    """Whether the label of a line is one that bylines have: of author, date, topics, source, reading time, a number of views."""
    label, _, value = line.replace("：", ":").partition(":")
    if AUTHOR.match(line) or READING.search(line) or not re.search(r"[^\W\d]", value):
        return True
    if dates.find(value) and tells_when(label):
        return True
    return bool(phrase(label, "author-label", "credit", "date-label", "tag-label", "topic-label"))


def repeated(doc: Document, text: str) -> tuple[str, dict[str, Any] | None] | None:
    """A name and a date, the one that the front matter has, and nothing else."""
    found = dates.locate(text, doc.meta.get("language") or "")
    if not found or found[2] != str(doc.meta.get("published") or "")[:10] or trim(text[found[1] :]):
        return None
    name = text[: found[0]].strip(" ,|·•–—-")
    known = {fold(n) for n in doc.meta.get("authors") or []}
    return ("name and date of the post", {"authors": [name]}) if fold(name) in known else None


def of_tags(text: str) -> bool:
    """Whether a line begins with a label such as "Tags:"."""
    label, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) and len(label) <= LABEL and bool(phrase(trim(fold(label)), "tag-label"))


def names_person(text: str) -> bool:
    """Whether a text looks like a name: two to four words, each with a capital but for particles such as "de"."""
    parts = text.split()
    return bool(NAME.match(text)) and 2 <= len(parts) <= 4 and all(p[0].isupper() or p in PARTICLES for p in parts)


def many_dates(doc: Document, leaf: Block) -> bool:
    """Whether other short blocks hold dates too, as in a changelog, a diary or a thread."""
    short = [x for x in doc.leaves if x.kind in ("paragraph", "heading") and x is not leaf and x.seg != x.last_seg]
    return sum(bool(len(t) <= 60 and dates.find(t)) for x in short if (t := doc.plain(x))) > (1 if leaf.leaf < 4 else 2)
