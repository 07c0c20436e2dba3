"""Remove pleas to follow, like, star or support: "Follow us on Instagram", "关注公众号", "Buy me a coffee",
donation links, with their QR codes.

A plea goes as a block where it is short and near the head or end; of a longer paragraph only its
sentence. A picture right after a plea that names no content (no description, or one that says QR
code) goes with it; so does a list of profiles below a plea that ends with a colon, one at each network.

Left alone: the words inside steps and prose in the middle of the text, and documents about
donations or social networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.furniture import of_code
from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import (
    PICTOGRAPH,
    head_end,
    hit_leaves,
    hits,
    images_only,
    introduced,
    is_post,
    is_prose,
    key,
    link_only,
    linked,
    outside,
    own_site,
    phrase,
    sentences,
    source_span,
    spoken,
    subject,
    tail,
    tail_start,
    telling,
    words,
)

SHORT, HEADING = 40, 8  # words of a plea, of a heading over one
MOST = 10  # blocks with such a phrase, from which on they are what the document is about
COUNT = 2  # words beside links to gifts: a sum
BACKERS = re.compile(
    r"(?:\A|/)(?:backers|sponsors|supporters|donors|donations?)\.(?:md|rst|txt|html?)\Z", re.IGNORECASE
)
ASIDE = 10  # words of a sentence of it that does not plead ("Thanks for reading")
ITEMS = 3
PROFILE = 4  # words beside the link to a profile in a list
TERMS = re.compile(r"\bcc[ -]by\b|licen[cs]|copyright|lizenz|licencia|licença|лицензи|ライセンス|许可", re.IGNORECASE)
SCAN = re.compile(r"扫码|掃碼|扫一扫|关注|關注|follow|subscribe", re.IGNORECASE)
PAY = re.compile(r"微信支付|支付宝|收款|赞赏|打赏|alipay|wechat ?pay", re.IGNORECASE)
CHANNEL = re.compile(
    r"(?:whatsapp\.com/channel/|chat\.whatsapp\.com/|t\.me/|telegram\.me/|news\.google\.com/publications/|invite\.viber\.com|(?:[\w-]+\.)?zalo\.me/|line\.me/|page\.line\.me/)"
)
NAME = 4  # letters of a site's name
CHANNELS = 3  # blocks that send to a channel; where there are more, the document is about them
CHATS = frozenset(("discord.com", "discord.gg", "gitter.im", "matrix.to", "slack.com", "t.me", "zulipchat.com"))
HELP = re.compile(
    r"\bissues?\b|\bbugs?\b|question|\bhelp\b|\bpull request|\bpr\b|\bstuck\b|contribut|discuss|support|frage|hilfe|fehler|problème|aide\b|pregunta|ayuda|dúvida|ajuda|domand|aiuto|вопрос|помощ|"
    r"soru|yardım|hata|问题|質問|不具合|질문|pytani|pomoc|vraag|hulp"
)
ICON = 2  # words of the description of an icon
QR = re.compile(r"qr[ _-]?code|qrcode|二维码|二維碼|公众号|wechat|weixin|赞赏|打赏", re.IGNORECASE)


@rule(kind="social")
def find(doc: Document) -> Iterator[Proposal]:
    done: set[int] = set()
    yield from pleas(doc, done)
    for leaf in pictured(doc):
        if leaf.leaf not in done and (images_only(doc, leaf) or captioned(doc, leaf)) and (why := calls(doc, leaf)):
            done.add(leaf.leaf)
            yield Proposal(leaf.start, leaf.end, why, "likely")
    yield from below_pleas(doc, done)
    yield from channels(doc, done)


def pleas(doc: Document, done: set[int]) -> Iterator[Proposal]:
    """Blocks, sections and sentences with a phrase of a plea."""
    leaves = [x for x in hit_leaves(doc, "follow", "support") if x.kind in ("paragraph", "heading")]
    if subject(doc, "follow", "support") or len(leaves) >= MOST:
        return
    for leaf in leaves:
        if (introduced(doc, leaf) and not pleads_throughout(doc, leaf)) or helps(doc, leaf):
            continue
        apart = leaf.leaf < head_end(doc) or tail(doc, leaf, 0.25) or leaf.leaf >= tail_start(doc)
        boxed = leaf.html and len(doc.links_of(leaf)) > 0
        if not (apart or boxed) or among_others(doc, leaf) or (leaf.parent >= 0 and elsewhere(doc, leaf)):
            continue
        text = doc.plain(leaf)
        hit = hits(doc, leaf, "follow", "support")[0]
        if leaf.kind == "heading":
            if titles_plea(doc, leaf):
                done.add(leaf.leaf)
                yield Proposal(leaf.start, leaf.end, f'heading of a plea: "{hit.text}"', "likely")
                yield from section(doc, leaf, done)
            continue
        spans = sentences(text)
        said = [x for x in telling(doc, leaf, "follow", "support") if not tells_more(doc, leaf, x)]
        whole = words(text) <= SHORT and len(said) * 2 >= len(spans)
        if whole and all(x in said or aside(doc, leaf, x) for x in spans):
            done.add(leaf.leaf)
            place = "head" if leaf.leaf < head_end(doc) else "end"
            yield Proposal(leaf.start, leaf.end, f'plea: "{hit.text}", near the {place}', "likely")
            continue
        for start, end in said:
            if words(text[start:end]) <= SHORT:
                a, b = source_span(doc, leaf, start, end)
                yield Proposal(a, b, f'sentence that pleads: "{hit.text}"', "likely")


def titles_plea(doc: Document, heading: Block) -> bool:
    """Whether a heading with a phrase of a plea is over one: not over a text, nor over a picture of the text's own."""
    under = below(doc, heading)
    if under and not any(doc.links_of(x) or doc.images_of(x) or hits(doc, x, "follow", "support") for x in under):
        return False
    if any(images_only(doc, x) and shows_own(doc, x) for x in under):
        return False
    placed = heading.leaf >= tail_start(doc) - 1 or section_is_plea(doc, heading)
    return words(doc.plain(heading)) <= HEADING and placed


def channels(doc: Document, done: set[int]) -> Iterator[Proposal]:
    """Short blocks amid the text that send readers to the site's channel at a messenger, at most a few of them."""
    found = [x for x in linked(doc) if x.leaf not in done and sends(doc, x)]
    if not found or len(found) > CHANNELS or not is_post(doc) or of_code(doc) or subject(doc, "follow", "support"):
        return
    said = {h.text for x in found for h in spoken(doc, doc.plain(x)) if h.topic == "channel"}
    others = (x for x in doc.leaves if x not in found and is_prose(doc, x))
    if any(h.text in said for x in others for h in spoken(doc, doc.plain(x)) if h.topic == "channel"):
        return  # the text speaks of channels
    for leaf in found:
        yield Proposal(leaf.start, leaf.end, f"sends to a channel, {doc.links_of(leaf)[0].url[:60]}", "likely")


def sends(doc: Document, leaf: Block) -> bool:
    """Whether a block does nothing but send to channels: all its links lead there, it asks to follow in a few sentences, and is no item of a list."""
    links = doc.links_of(leaf)
    if (
        leaf.kind != "paragraph"
        or leaf.parent >= 0
        or not all(CHANNEL.match(urls.host(x.url) + urls.split(x.url)[1]) for x in links)
    ):
        return False
    text = doc.plain(leaf)
    if words(text) > SHORT + ASIDE or introduced(doc, leaf):
        return False
    first = text[: sentences(text)[0][1]] if sentences(text) else text
    if not {"follow", "channel", "reader"}.intersection(h.topic for h in spoken(doc, first)):
        return False  # what happened, and where more of it is told
    said = {h.topic for h in spoken(doc, text)}
    return "follow" in said and ("channel" in said or len(links) == 1) and of_site(doc, leaf, text)


def of_site(doc: Document, leaf: Block, text: str) -> bool:
    """Whether a block that sends to a channel is set apart, by emphasis or a sign before it, or names the document's own site."""
    source = doc.text[leaf.start : leaf.end].strip()
    if (source[0] in "*_" and source[-1] == source[0]) or PICTOGRAPH.match(text.lstrip()):
        return True
    label = own_site(doc).partition(".")[0]
    named = " ".join((fold(text), *(x.url.lower() for x in doc.links_of(leaf)))).replace(" ", "")
    return len(label) >= NAME and label in named


def below_pleas(doc: Document, done: set[int]) -> Iterator[Proposal]:
    """What goes with the pleas above it, and links to gifts and profiles at the end."""
    foot = tail_start(doc)
    for leaf in doc.leaves[0 if done else foot :]:
        if leaf.leaf in done:
            for item in profiles(doc, leaf) if ends_in_colon(doc, leaf) else ():
                done.add(item.leaf)
                yield Proposal(item.start, item.end, "profile below a plea to follow", "likely")
        elif leaf.leaf - 1 in done and images_only(doc, leaf) and nameless(doc, leaf):
            done.add(leaf.leaf)
            why = "picture right after a plea to follow, without a description of its own"
            yield Proposal(leaf.start, leaf.end, why, "likely")
        elif leaf.leaf >= foot and leaf.kind == "paragraph" and tail(doc, leaf):
            links = link_only(doc, leaf)
            if doc.dirty and links and is_icons(doc, leaf):
                yield Proposal(leaf.start, leaf.end, "pictures that lead to profiles, at the end", "likely")
            elif links and all(urls.listed(x.url, "support-hosts") for x in links):
                why = f"nothing but links to {urls.host(links[0].url)} at the end"
                yield Proposal(leaf.start, leaf.end, why, "likely")
            elif lists_givers(doc, leaf):
                yield Proposal(leaf.start, leaf.end, "link to those who gave, below the plea for gifts", "likely")


def nameless(doc: Document, leaf: Block) -> bool:
    """Whether the pictures of a block have no description, or one that says that they are codes to be scanned."""
    return all(not x.alt.strip() or QR.search(x.alt + x.url) for x in doc.images_of(leaf))


def pictured(doc: Document) -> list[Block]:
    """The blocks with pictures one of which is a code to be scanned, by its description."""
    found = {x.leaf for x in doc.images if x.alt and (QR.search(x.alt) or PAY.search(x.alt))}
    return [doc.leaves[n] for n in sorted(found) if 0 <= n < len(doc.leaves)]


def captioned(doc: Document, leaf: Block) -> bool:
    """Whether a block is pictures with nothing but their descriptions again."""
    alts = " ".join(fold(x.alt) for x in doc.images_of(leaf)).split()
    return bool(alts) and key(doc, leaf).split() == alts


def calls(doc: Document, leaf: Block) -> str:
    """Why a picture is a plea: a code to be scanned in order to follow or to give, by its description; empty if it is none."""
    if doc.links_of(leaf) or subject(doc, "follow", "support"):
        return ""
    alts = [fold(x.alt) for x in doc.images_of(leaf)]
    asks = all((QR.search(x) and (phrase(x, "follow", "support") or SCAN.search(x))) or PAY.search(x) for x in alts)
    if asks and all(PAY.search(x) for x in alts) and not (doc.dirty and leaf.leaf >= tail_start(doc)):
        return ""
    return "code to be scanned in order to follow or to give" if asks else ""


def ends_in_colon(doc: Document, leaf: Block) -> bool:
    """Whether a block ends with a colon."""
    return doc.plain(leaf).rstrip().endswith((":", "\uff1a"))


def profiles(doc: Document, plea: Block) -> list[Block]:
    """The items of the list right below a plea, if all of them are links to profiles or gifts with a few words at most."""
    first = doc.leaves[plea.leaf + 1] if plea.leaf + 1 < len(doc.leaves) else None
    box = next((b for b in doc.parents(first) if b.kind == "list"), None) if first else None
    if box is None or first is None or box.leaf != first.leaf:
        return []
    found = doc.leaves[box.leaf : box.last_leaf]
    for item in found:
        links = doc.links_of(item)
        if not links or words(outside(doc, item, links)) > PROFILE:
            return []
        if not all(urls.profile(x.url) or urls.listed(x.url, "support-hosts") for x in links):
            return []
    hosts = [urls.host(x.url) for item in found for x in doc.links_of(item)]
    return found if len(set(hosts)) == len(hosts) else []


def is_icons(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but pictures of a word or two that lead to profiles."""
    if not images_only(doc, leaf) or any(words(x.alt) > ICON for x in doc.images_of(leaf)):
        return False
    return all(urls.profile(x.url) for x in doc.links_of(leaf))


def lists_givers(doc: Document, leaf: Block) -> bool:
    """Whether a block is one link to the file of those who gave, with their number at most, right below one with links to pages that take gifts."""
    links = doc.links_of(leaf)
    if leaf.parent >= 0 or len(links) != 1 or not leaf.leaf or words(outside(doc, leaf, links)) > COUNT:
        return False
    above = doc.links_of(doc.leaves[leaf.leaf - 1])
    asks = bool(above) and all(urls.listed(x.url, "support-hosts") for x in above)
    return asks and bool(BACKERS.search(urls.split(links[0].url)[1]))


def aside(doc: Document, leaf: Block, span: tuple[int, int]) -> bool:
    """Whether a sentence of a plea that does not plead itself goes with it: it is short, or leads elsewhere."""
    text = doc.plain(leaf)[span[0] : span[1]]
    if TERMS.search(text):
        return False
    if leads(doc, leaf, span)[1]:
        return False
    return words(text) <= ASIDE or "://" in text or bool(doc.links_in(*source_span(doc, leaf, *span)))


def leads(doc: Document, leaf: Block, span: tuple[int, int]) -> tuple[int, int]:
    """How many links of a sentence lead to profiles and gifts, and how many elsewhere."""
    links = [x for x in doc.links_in(*source_span(doc, leaf, *span)) if not x.url.startswith(("#", "mailto:"))]
    ours = sum(urls.profile(x.url) or urls.listed(x.url, "support-hosts") for x in links)
    return ours, len(links) - ours


def helps(doc: Document, leaf: Block) -> bool:
    """Whether a block of a program's documents leads to where it is talked of, and speaks of questions or mistakes: it tells how to get help."""
    links = doc.links_of(leaf)
    chats = [x for x in links if urls.host(x.url) in CHATS or urls.host(x.url).endswith(".slack.com")]
    if not chats or len(chats) < len([x for x in links if urls.listed(x.url, "social-hosts")]) or not of_code(doc):
        return False
    return bool(HELP.search(fold(doc.plain(leaf))))


def tells_more(doc: Document, leaf: Block, span: tuple[int, int]) -> bool:
    """Whether a sentence that pleads leads as much elsewhere as to profiles and gifts: it tells something too."""
    ours, others = leads(doc, leaf, span)
    return 0 < ours <= others


def elsewhere(doc: Document, leaf: Block) -> bool:
    """Whether a block is nothing but links that lead neither to a social profile nor to a donation page."""
    links = link_only(doc, leaf)
    return bool(links) and not any(
        urls.listed(x.url, "social-hosts") or urls.listed(x.url, "support-hosts") for x in links
    )


def among_others(doc: Document, leaf: Block) -> bool:
    """Whether a block is an item of a list whose other items do not plead."""
    for box in reversed(list(doc.parents(leaf))):
        if box.kind == "list":
            return any(
                x.leaf != leaf.leaf and not hits(doc, x, "follow", "support", "subscribe", "share-label")
                for x in doc.leaves[box.leaf : box.last_leaf]
            )
    return False


def pleads_throughout(doc: Document, leaf: Block) -> bool:
    """Whether a block is an item of a list of three or more, all of which plead, whatever stands above it."""
    box = next((b for b in doc.parents(leaf) if b.kind == "list"), None)
    return box is not None and box.last_leaf - box.leaf >= ITEMS and not among_others(doc, leaf)


def section_is_plea(doc: Document, heading: Block) -> bool:
    """Whether all that stands under a heading leads to donation pages or social profiles."""
    under = below(doc, heading)
    return bool(under) and all(
        images_only(doc, x)
        or any(urls.listed(y.url, "support-hosts") or urls.listed(y.url, "social-hosts") for y in doc.links_of(x))
        for x in under
    )


def below(doc: Document, heading: Block) -> list[Block]:
    """The leaves under a heading up to the next one."""
    found = []
    for leaf in doc.after(heading):
        if leaf.kind == "heading":
            break
        found.append(leaf)
    return found


def shows_own(doc: Document, leaf: Block) -> bool:
    """Whether a block is a picture of the text's own: with a description and without a link, if it is no code to be scanned; or a logo that leads elsewhere, where the document is not about a program."""
    if doc.links_of(leaf):
        ours = all(
            urls.listed(x.url, "support-hosts") or urls.listed(x.url, "social-hosts") for x in doc.links_of(leaf)
        )
        return not ours and not of_code(doc)
    return any(x.alt.strip() and not QR.search(x.alt + x.url) for x in doc.images_of(leaf))


def section(doc: Document, heading: Block, done: set[int]) -> Iterator[Proposal]:
    """What stands under the heading of a plea and is part of it: links to profiles and donation pages, pictures."""
    for leaf in below(doc, heading):
        links = doc.links_of(leaf)
        social = links and all(urls.listed(x.url, "support-hosts") or urls.listed(x.url, "social-hosts") for x in links)
        if (
            (social and words(doc.plain(leaf)) <= SHORT)
            or (images_only(doc, leaf) and leaf.leaf >= tail_start(doc) and not shows_own(doc, leaf))
            or (key(doc, leaf) == "" and not images_only(doc, leaf))
        ):
            done.add(leaf.leaf)
            yield Proposal(leaf.start, leaf.end, "under the heading of a plea", "likely")
        elif is_prose(doc, leaf):
            break
