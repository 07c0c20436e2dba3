"""Remove what an author asks of the reader at the end, in whatever words: to share the text, to comment, to write, to
follow, to read more.

Such a plea is made of few kinds of words, whose beginnings `lists/stems` holds by language: "share" with "friends"
and "article", "comments" with "leave" and "questions", "follow" with "channel" and a link to it, "liked" with "post"
and a link to "others". Three kinds in a sentence or a short block, or two and a link that leads where they say, below
all but one block of the text, make a plea. So do links alone that lead to gifts or to where posts are discussed, and
a line that asks to tell of mistakes in the text. Anywhere goes a line that asks to follow with a link to where, and,
where a template planted more, to sign up for a newsletter.

Left alone: a short block that stands alone under a heading (a contact section), what the document speaks of elsewhere
too (the title, a heading, two blocks), what turns to no reader (no question, no exclamation, no condition, no
request), what a colon announces, steps, items of lists, citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from cleaner import urls
from cleaner.lists import Hit, fold
from cleaner.model import Block, Document, Link, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    hits,
    introduced,
    is_post,
    is_prose,
    keys,
    link_text,
    linked,
    quoted,
    sentences,
    source_span,
    stems,
    trim,
    words,
)

BACK = 10  # blocks from the end
NEAR = 2  # blocks between two pleas
MAX_WORDS = 45
SENTENCE = 30  # words
RUN = 3  # sentences
LONGEST = 200  # characters of a line
SHORT = 8  # words of a sentence that only says that the text ends here
CALL = 5  # words of a question that calls the reader
LINE = 15  # words of a sentence whose link, or place, says half of it
# What a plea is about, one kind of words of which it needs one, and others; three kinds make a plea.
PLEAS = (
    ("share", {"liking"}, {"piece", "reader"}),
    ("comment", {"write"}, {"question", "liking", "piece", "below"}),
    ("channel", {"follow", "write"}, {"question", "liking", "piece"}),
    ("liking", {"more"}, {"piece"}),
)
ABOUT = frozenset((*(about for about, _, _ in PLEAS), "mistake"))
STARTS = ABOUT | {"more"}
ASKING = frozenset(
    topic for about, needed, more in PLEAS for topic in {about, *needed, *more, "mistake"} - {"piece", "reader"}
)
POSTS = frozenset("events p photo photos pin playlist posts reel reels status video videos watch wall".split())
MARKS = ("?", "？", "؟", "!", "！")
QUESTION = ("?", "？", "؟")
SIGN_UP = ("feed", "rss", "atom", "subscribe", "newsletter")
REQUEST = ("pull request", "merge request", "プルリク")
ENOUGH = frozenset(("edit", "support", "talk"))  # where a link leads that makes a plea with hardly a word
EDIT = frozenset(("edit", "_edit"))
KEYS = re.compile(r"ctrl\W{1,4}(?:enter|ввод|e\b)")  # of the widgets that send a marked mistake
HANDLE = re.compile(r"(?<![\w/.])@[^\W\d][\w.]{2,}")
FURNITURE = (
    "author-label",
    "comment-label",
    "comment-prompt",
    "cookie",
    "credit",
    "disclosure",
    "feedback",
    "follow",
    "footer",
    "related-label",
    "share-label",
    "subscribe",
    "support",
)


@rule(kind="social", order=1)
def find(doc: Document) -> Iterator[Proposal]:
    for leaf in doc.leaves if doc.template else linked(doc):
        if invites(doc, leaf):
            yield Proposal(leaf.start, leaf.end, "line that asks to follow or to sign up", "likely")
    after = 0  # blocks of prose that plead for nothing
    for leaf in reversed(doc.leaves[-BACK:]):
        if leaf.kind in ("code", "table") or after > 1:
            return
        if leaf.kind != "paragraph" or any(b.kind in ("list", "footnote") for b in doc.parents(leaf)):
            continue
        found = [] if introduced(doc, leaf) else list(pleas(doc, leaf))
        yield from found
        after += not found and is_prose(doc, leaf) and not hits(doc, leaf, *FURNITURE)


def invites(doc: Document, leaf: Block) -> bool:
    """Whether a block in the text is one short sentence that asks to follow, with a link to where, or where a template planted more, without."""
    links = doc.links_of(leaf)
    if leaf.kind != "paragraph" or not (links or doc.template) or (links and goal_of(links[0].url) != "channel"):
        return False
    text = doc.plain(leaf)
    if len(text) > LONGEST or not (appeals(text) if links else any(mark in text for mark in MARKS)):
        return False
    goal = "channel" if links else "letter"  # without a link only what the site itself sends
    found = [h for h in stems(text) if h.topic in ("follow", goal)]
    languages = {h.language for h in found if h.topic == "follow"} & {h.language for h in found if h.topic == goal}
    about = [h for h in found if h.topic == goal and h.language in languages]
    if not about or words(text) > (LINE if links else SENTENCE) or not all(where(doc, x) == "channel" for x in links):
        return False
    if any(b.kind in ("list", "footnote") for b in doc.parents(leaf)) or introduced(doc, leaf) or alone(doc, leaf):
        return False
    spans = sentences(text)
    if len(spans) > 2 - bool(links) or not all(part(doc, leaf, x, about[0].language) for x in spans):
        return False
    others = (x for n, x in enumerate(keys(doc)) if n != leaf.leaf and any(h.text in x for h in about))
    return len(list(islice(others, 2))) < 2


def pleas(doc: Document, leaf: Block) -> Iterator[Proposal]:
    """The block, if it is short and all its sentences belong to a plea; else the sentences at its end that are one."""
    text = doc.plain(leaf)
    links = doc.links_of(leaf)
    goals = {where(doc, x) for x in links}
    if not goals & ENOUGH and not STARTS.intersection(h.topic for h in stems(text)):
        return
    spans = sentences(text)
    if not spans or text.rstrip().endswith((":", "\uff1a")):
        return
    only = alone(doc, leaf)
    gifts = links and words(text) <= SENTENCE and goals == {"support"}
    if gifts and (len(links) > 1 or appeals(text)) and not only:
        yield Proposal(leaf.start, leaf.end, "short block at the end whose links all lead to gifts", "likely")
        return
    if not only and links and words(text) <= MAX_WORDS and (more := wants_more(text, spans)):
        yield Proposal(leaf.start, leaf.end, f'plea at the end: "{more}"', "likely")
        return
    if not only and words(text) <= MAX_WORDS and all(words(text[a:b]) <= SENTENCE for a, b in spans):
        said = plea(doc, leaf, text, links)
        if said and all(part(doc, leaf, x, said[0].language) for x in spans):
            yield Proposal(leaf.start, leaf.end, f"plea at the end: {named(said)}", "likely")
            return
    end = spans[-1][1]
    for start, _ in spans[max(1, len(spans) - RUN) :]:
        if only and words(text[:start]) <= LINE:
            continue
        a, b = source_span(doc, leaf, start, end)
        within = [(x, y) for x, y in spans if x >= start]
        said = plea(doc, leaf, text[start:end], [x for x in links if a <= x.start < b])
        short = all(words(text[x:y]) <= SENTENCE for x, y in within)
        asks = start == spans[-1][0] or text[start : within[0][1]].rstrip().endswith(QUESTION)
        if said and short and asks and all(part(doc, leaf, x, said[0].language) for x in within):
            yield Proposal(a, b, f"sentence that pleads at the end: {named(said)}", "likely")
            return


def wants_more(text: str, spans: list[tuple[int, int]]) -> str:
    """The question with which a text begins that sends readers to other texts: "Want more? Read the [posts](…)."; empty if there is none."""
    first = text[slice(*spans[0])].strip()
    if len(spans) < 2 or not first.endswith(QUESTION) or words(first) > CALL:
        return ""
    asks = any(h.topic == "more" for h in stems(first))
    return first if asks and any(h.topic == "piece" for h in stems(text[spans[0][1] :])) else ""


def plea(doc: Document, leaf: Block, text: str, links: list[Link]) -> list[Hit]:
    """The words of one language that make a plea of a text in a block; empty if it is none."""
    found = stems(text)
    goals = [where(doc, x) for x in links]
    if goals.count("") > 1 or not (appeals(text) or HANDLE.search(text)):
        return []
    if goals and set(goals) == {"talk"} and words(text) <= LINE + len(goals) * 2:
        return [h for h in found if h.topic == "write"][:1]
    folded = fold(text).replace("\n", " ")
    before = doc.plain(leaf).partition(text)[0].rstrip()
    line = words(text) <= LINE and len(sentences(text)) == 1
    called = before.endswith(QUESTION) or (text.rstrip().endswith("!") and not before)
    leads = line and (bool({"channel", "support"} & set(goals)) or bool(HANDLE.search(text)))
    for language in dict.fromkeys(h.language for h in found):
        said = [h for h in found if h.language == language and not quoted(folded, h.start, h.end)]
        if told := of_kinds(doc, leaf, said, leads=leads, by_itself=line and not before, sends=to_others(doc, links)):
            return told
        if line and called and not links and (told := of_comments(doc, leaf, said)):
            return told
        if words(text) <= SENTENCE and "" not in goals and (told := of_mistakes(doc, leaf, text, said, goals)):
            return told
        if "edit" in goals and "" not in goals and (told := [h for h in said if h.topic == "question"]):
            return told
    return []


def of_kinds(doc: Document, leaf: Block, said: list[Hit], *, leads: bool, by_itself: bool, sends: bool) -> list[Hit]:
    """The words of the kinds that make a plea; what leads to a channel is worth one, and so is a line of its own that says to follow it.

    Without a link nobody is sent to other texts: "If you like this recipe, try it with other fruit".
    """
    kinds = {h.topic for h in said}
    for topic, needed, more in PLEAS:
        if topic == "liking" and not sends:
            continue
        about = [h for h in said if h.topic == topic]
        count = len(kinds & (needed | more)) + (topic == "channel" and (leads or (by_itself and "follow" in kinds)))
        if about and count >= 2 and kinds & needed and not dwells(doc, leaf, about):
            return [h for h in said if h.topic == topic or h.topic in needed | more]
    return []


def of_comments(doc: Document, leaf: Block, said: list[Hit]) -> list[Hit]:
    """A word for comments, and another for writing them; empty where the document speaks of them elsewhere."""
    about = next((h for h in said if h.topic == "comment"), None)
    write = next((h for h in said if about and h.topic == "write" and h.start != about.start), None)
    return [about, write] if about and write and not dwells(doc, leaf, [about]) else []


def of_mistakes(doc: Document, leaf: Block, text: str, said: list[Hit], goals: list[str]) -> list[Hit]:
    """The words for mistakes in a post's line that asks to tell of those in the text, or says where; empty where the document speaks of them elsewhere."""
    about = [h for h in said if h.topic == "mistake"]
    topics = {h.topic for h in said}
    keyed = KEYS.search(fold(text)) is not None
    tells = "write" in topics and "piece" in topics
    return about if about and (keyed or goals or tells) and is_post(doc) and not dwells(doc, leaf, about) else []


def to_others(doc: Document, links: list[Link]) -> bool:
    """Whether links lead to other posts of the site, as the source of a post has them."""
    return bool(links) and is_post(doc) and not any(urls.host(x.url) for x in links)


def appeals(text: str) -> bool:
    """Whether a text turns to the reader: it asks, exclaims, sets a condition, requests or begins with what is to be done."""
    if any(mark in text for mark in MARKS):
        return True
    folded = fold(text)
    found = (
        h.topic == "appeal" or (h.topic in ("follow", "write") and not trim(folded[: h.start])) for h in stems(text)
    )
    return any(found)


def part(doc: Document, leaf: Block, span: tuple[int, int], language: str) -> bool:
    """Whether a sentence may be part of a plea: it asks, has a link, or is short and speaks of the text ("That was all of this post")."""
    text = doc.plain(leaf)[span[0] : span[1]]
    count = words(text)
    if count <= SHORT and doc.links_in(*source_span(doc, leaf, *span)):
        return True
    topics = {h.topic for h in stems(text) if h.language == language}
    asks = topics & ASKING
    if count <= SHORT:
        return count <= 3 or bool(asks) or "piece" in topics
    return bool(asks) and (any(mark in text for mark in MARKS) or (len(asks) > 1 and appeals(text)))


def dwells(doc: Document, leaf: Block, about: list[Hit]) -> bool:
    """Whether the document speaks of these words before: in its title, in a heading, in two blocks of text. Right before a plea stand others."""
    texts = keys(doc)
    title = str(doc.meta.get("title") or "").lower()
    for stem in {h.text for h in about}:
        blocks = [x for x in doc.leaves[: max(1, leaf.leaf - NEAR)] if stem in texts[x.leaf]]
        if stem in title or len(blocks) > 1 or any(x.kind == "heading" for x in blocks):
            return True
    return False


def alone(doc: Document, leaf: Block) -> bool:
    """Whether a block is all that stands under a heading which is no label of furniture."""
    above = doc.leaves[leaf.leaf - 1] if leaf.leaf else None
    return above is not None and above.kind == "heading" and not hits(doc, above, *FURNITURE)


def where(doc: Document, link: Link) -> str:
    """Where a link of a plea leads: to a `channel` of the author, to a page that takes gifts (`support`), to one where the text is mended (`edit`) or discussed (`talk`), to `mail`, to a place on the page (`here`); empty if elsewhere."""
    goal = goal_of(link.url)
    if goal in ("", "source", "channel") and doc.meta.get("published"):
        if goal == "source" or any(x in fold(link_text(doc, link)) for x in REQUEST):
            return "edit"
    return "" if goal == "source" else goal


@lru_cache(maxsize=8192)
def goal_of(url: str) -> str:
    """Where an address leads, whatever the document; `source` is a page of a repository that a post is kept in."""
    if url.startswith("#"):
        return "here"
    if url.lower().startswith("mailto:"):
        return "mail"
    if urls.listed(url, "support-hosts"):
        return "support"
    path = urls.split(url)[1].lower().strip("/").split("/")
    if EDIT & set(path):
        return "edit"
    if urls.listed(url, "discussion-hosts"):
        return "talk"
    if "issues" in path or ("blob" in path and path[-1].endswith((".md", ".mdx"))):
        return "source"
    if urls.listed(url, "social-hosts"):
        return "" if POSTS & {path[0], path[-1]} or len(path) > 3 else "channel"
    return "channel" if any(word.startswith(SIGN_UP) for word in path) else ""


def named(said: list[Hit]) -> str:
    """The words that make a plea, for a reason."""
    return ", ".join(f'"{x}"' for x in dict.fromkeys(h.text for h in said))
