"""Remove the box in which a site asks for an address to send its letter to: a few words ("Every Thursday a story in your inbox"),
fields, a button or a link to sign up, a consent.

The lines stand one after the other; one of them speaks of a letter or of mail, and one is a button or leads to a page to
sign up. A heading or a line in bold above them goes with them where it stands over nothing else. This needs other furniture of a
page, or ads.

Left alone: texts about letters, steps, what a sentence announces, a section whose text goes on below, longer texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.furniture import MIN_KINDS, covered, kinds
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    closing,
    hits,
    in_ordered_steps,
    introduced,
    is_prose,
    link_only,
    link_text,
    linked,
    says_only,
    sentences,
    shows_ads,
    spoken,
    subject,
    title_heading,
    trim,
    words,
)

SIGN_UP = re.compile(
    r"/(?:[\w-]*newsletters?|[\w-]*nyhetsbrev|[\w-]*nieuwsbrief|nyhedsbrev|uutiskirje|rundbrief|zpravodaj|biuletyn|hirlevel|suscri\w*|tilaa|prenumerera|iscri\w*|subscribe|subscription|abonn\w*|inscription|infolettre|boletin|boletim|bulten|signup|sign-up|optin|opt-in|mailing-list)(?:[/?#._-]|\Z)|list-manage\.com/subscribe",
    re.IGNORECASE,
)
TERMS = re.compile(
    r"privacy|datenschutz|confidential|privacidad|privacidade|integritet|gizlilik|prywatnos|soukromi|ochrana|tietosuoja|adatved|terms|agb\b|cgu\b",
    re.IGNORECASE,
)
QUOTES = '"\u201c\u201e\u00ab\u300c'
MEANT = frozenset(("letter", "mail"))  # kinds of words of which a line has one
BUTTON, LABEL, PITCH, BOX = 6, 8, 30, 90  # words of a button, of a line above a pitch, of a pitch, of all
ABOVE, BELOW, PITCHES = 6, 2, 2  # lines above a button, below it; those that say what comes


@rule(kind="subscribe", order=3)
def find(doc: Document) -> Iterator[Proposal]:
    if (len(kinds(doc)) < MIN_KINDS and not shows_ads(doc)) or subject(doc, "subscribe", headings=False):
        return
    done = -1
    for leaf in linked(doc):
        if leaf.leaf >= closing(doc) and in_one(doc, leaf):
            yield Proposal(leaf.start, leaf.end, "line that asks to be sent a letter, with its button", "likely")
    for leaf in doc.leaves:
        if leaf.leaf > done and is_button(doc, leaf) and (box := box_of(doc, leaf, done)):
            done = box[-1].leaf
            yield Proposal(
                box[0].start, box[-1].end, f"{len(box)} lines that ask to be sent a letter", "likely", whole=True
            )
    for heading in doc.leaves[max(closing(doc), done + 1) :]:
        if heading.kind == "heading" and heading.leaf != title_heading(doc) and (last := section(doc, heading)):
            yield Proposal(
                heading.start, last.end, "heading and lines that ask to be sent a letter", "likely", whole=True
            )


def in_one(doc: Document, leaf: Block) -> bool:
    """Whether a block speaks of letters or mail and ends in a link of a few words to a page to sign up."""
    links = doc.links_of(leaf)
    if leaf.kind != "paragraph" or leaf.parent >= 0 or len(links) != 1 or words(doc.plain(leaf)) > PITCH:
        return False
    if len(sentences(doc.text_in(leaf.start, links[0].start).strip())) > 1:
        return False
    button = links[0]
    ends = not trim(doc.text_in(button.end, leaf.end)) and words(link_text(doc, button)) <= BUTTON
    path = urls.split(button.url)[1]
    return ends and bool(SIGN_UP.search(path)) and means(doc, leaf) and not introduced(doc, leaf)


def is_button(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but a button of a form, or a link to a page to sign up."""
    if leaf.kind != "paragraph" or leaf.parent >= 0 or words(doc.plain(leaf)) > BUTTON:
        return False
    links = doc.links_of(leaf)
    if links:
        return bool(link_only(doc, leaf)) and all(SIGN_UP.search(urls.split(x.url)[1]) for x in links)
    return says_only(doc, leaf, "form-button", "subscribe") or asks(doc, leaf)


def asks(doc: Document, leaf: Block) -> bool:
    """Whether a line is a button's by its words: a verb for following or signing up, no sentence."""
    return not is_prose(doc, leaf) and any(h.topic == "follow" for h in spoken(doc, doc.plain(leaf)))


def means(doc: Document, leaf: Block) -> bool:
    """Whether a block speaks of letters or of mail."""
    return any(h.topic in MEANT for h in spoken(doc, doc.plain(leaf)))


def box_of(doc: Document, button: Block, done: int) -> list[Block]:
    """The lines of the box that a button belongs to; empty if nothing tells that it asks for an address."""
    taken = covered(doc)
    lines = [button]
    pitches = 0
    while (n := lines[0].leaf - 1) > max(done, title_heading(doc)) and len(lines) <= ABOVE:
        leaf = doc.leaves[n]
        if leaf.kind != "paragraph" or leaf.parent >= 0 or not beside(doc, leaf, pitches):
            break
        pitches += not of_form(doc, leaf)
        lines.insert(0, leaf)
    while len(lines) > 1 and not (
        means(doc, lines[0]) or of_form(doc, lines[0]) or labels(doc, lines) or asked(doc, lines)
    ):
        lines.pop(0)
    if introduced(doc, lines[0]) or in_ordered_steps(doc, button):
        return []
    count = len(lines)
    while (n := lines[-1].leaf + 1) < len(doc.leaves) and len(lines) < count + BELOW:
        leaf = doc.leaves[n]
        if leaf.kind != "paragraph" or leaf.parent >= 0 or not (of_form(doc, leaf) or consents(doc, leaf)):
            break
        lines.append(leaf)
    above = doc.leaves[lines[0].leaf - 1] if lines[0].leaf else None
    if above is not None and above.leaf > done and heads(doc, above, lines, taken):
        lines.insert(0, above)
    rest = [x for x in lines if not of_form(doc, x) and not (x is button and doc.links_of(x))]
    said = any(means(doc, x) for x in rest) and is_sent(doc, lines)
    whole = sum(words(doc.plain(x)) for x in lines) <= BOX
    return lines if said and whole and len(lines) > 1 else []


def asked(doc: Document, lines: list[Block]) -> bool:
    """Whether the heading right above some lines speaks of letters."""
    above = doc.leaves[lines[0].leaf - 1] if lines[0].leaf else None
    return above is not None and above.kind == "heading" and means(doc, above)


def section(doc: Document, heading: Block) -> Block | None:
    """The last of the few short lines below the text that stand under a heading and ask for an address; none if anything else stands there."""
    taken = covered(doc)
    rest: list[Block] = []
    for leaf in doc.leaves[heading.leaf + 1 :]:
        if leaf.kind in ("heading", "rule"):
            break
        if leaf.leaf in taken:
            continue
        if leaf.kind != "paragraph" or leaf.parent >= 0 or words(doc.plain(leaf)) > PITCH:
            return None
        if doc.links_of(leaf) and not is_button(doc, leaf):
            return None
        rest.append(leaf)
    if not rest or len(rest) > ABOVE or sum(words(doc.plain(x)) for x in rest) > BOX or introduced(doc, rest[0]):
        return None
    told = {h.topic for x in (heading, *rest) if not of_form(doc, x) for h in spoken(doc, doc.plain(x))}
    return rest[-1] if not MEANT.isdisjoint(told) and is_sent(doc, [heading, *rest]) else None


def beside(doc: Document, leaf: Block, pitches: int) -> bool:
    """Whether a block above a button may be part of its box: a field, a consent, one of few lines that say what comes."""
    if of_form(doc, leaf) or consents(doc, leaf):
        return True
    if any(x in doc.plain(leaf) for x in QUOTES):
        return False
    return (
        not doc.links_of(leaf) and not doc.images_of(leaf) and 0 < words(doc.plain(leaf)) <= PITCH and pitches < PITCHES
    )


def is_sent(doc: Document, lines: list[Block]) -> bool:
    """Whether lines ask for an address, not only to write or that one joins: a field stands among them, a link to a page to sign up, or they speak of a newsletter and of following it."""
    if any(says_only(doc, x, "field-label") for x in lines):
        return True
    if any(SIGN_UP.search(urls.split(y.url)[1]) for x in lines for y in doc.links_of(x)):
        return True
    told = {h.topic for x in lines for h in spoken(doc, doc.plain(x))}
    return {"letter", "follow"} <= told


def of_form(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but a field's name or a button."""
    return words(doc.plain(leaf)) <= BUTTON and says_only(doc, leaf, "field-label", "form-button")


def consents(doc: Document, leaf: Block) -> bool:
    """Whether a short block leads to terms, or says what such forms say of them."""
    short = words(doc.plain(leaf)) <= PITCH
    if doc.links_of(leaf):
        return short and all(TERMS.search(x.url) or TERMS.search(link_text(doc, x)) for x in doc.links_of(leaf))
    return short and bool(hits(doc, leaf, "subscribe", "cookie"))


def labels(doc: Document, lines: list[Block]) -> bool:
    """Whether the first of some lines is a label: a few words that are no sentence, over a line that speaks of letters."""
    short = words(doc.plain(lines[0])) <= LABEL and not is_prose(doc, lines[0])
    return short and means(doc, lines[1]) and doc.text[lines[0].start : lines[0].start + 2] in ("**", "__")


def heads(doc: Document, above: Block, lines: list[Block], taken: dict[int, str]) -> bool:
    """Whether a heading stands over the box alone: it speaks of letters, or nothing but a heading of no lower rank follows, or it ranks below that of the section around it."""
    if above.kind != "heading" or above.leaf == title_heading(doc):
        return False
    if above.leaf in taken:
        return True
    after = next((x for x in doc.leaves[lines[-1].leaf + 1 :] if x.leaf not in taken), None)
    if after is None or after.kind == "rule" or (after.kind == "heading" and after.level <= above.level):
        return True
    before = next((x for x in reversed(doc.leaves[: above.leaf]) if x.kind == "heading" and x.leaf not in taken), None)
    if means(doc, above) and (not is_prose(doc, after) or (before is not None and before.level < above.level)):
        return True
    return means(doc, lines[0]) and before is not None and before.level < above.level - 1
