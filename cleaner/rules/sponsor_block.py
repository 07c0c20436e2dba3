"""Remove the sponsors' blocks of newsletters and round-ups.

A sponsor's block says so ("*SPONSORED*", "Sponsored by"), or all its links carry campaign
parameters that name an advertisement while most links of the document carry none: editors link
plainly, advertisers count.

So does a line that names a sponsor ("Together with …") with the paragraph below it, where both lead to one place and say
in the address who sent the reader.

So does a frame of HTML (a `<div>`, a table) in which a picture is called after sponsors, all pictures are linked, and all links
lead to sites that the document names nowhere else and tell who sent the reader.

Left alone: documents about sponsors, documents in which campaign parameters are everywhere, blocks with any plain link,
blocks of more than 120 words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, takewhile

from cleaner import urls
from cleaner.lists import fold
from cleaner.model import Block, Document, Proposal
from cleaner.registry import rule
from cleaner.signals import link_text, linked, mentions, phrase, subject, tail, trim, words

CAMPAIGN = re.compile(
    r"(?:^|&)utm_(?:medium|campaign|content|source|term)=[^&]*(?:sponsor|paid|promo|\bads?\b|advert|_ad(?:_|$|&))",
    re.IGNORECASE,
)
MARKER = re.compile(
    r"(?:[*_~\[(]{1,3}\s*)(?:sponsored|advertisement|anzeige|werbung|publicité|patrocinado|реклама)(?:\s*[*_~\])]{1,3})\s*\.?\s*\Z",
    re.IGNORECASE,
)
TOGETHER = re.compile(
    r"\W*(?:together with|in partnership with|presented by|brought to you by|sponsored by|supported by|a message from|a word from|präsentiert von|in zusammenarbeit mit|gesponsert von|"
    r"présenté par|en partenariat avec|sponsorisé par|presentado por|patrocinado por|en colaboración con|apresentado por|em parceria com|presentato da|in collaborazione con|"
    r"sponsorizzato da|aangeboden door|mede mogelijk gemaakt door|gesponsord door|prezentowane przez|при поддержке|спонсор выпуска)\W+",
    re.IGNORECASE,
)
REFERRED = re.compile(r"(?:^|&)(?:utm_\w+|ref|from|via|source|aff|coupon)=", re.IGNORECASE)
SPONSOR = re.compile(
    r"\W*(?:(?:our|this week's|today's|the) )?sponsors?(?: of the week)?\W*|\W*(?:le |notre )?sponsor(?: de la semaine| du mois| de cette édition)?\W*|"
    r"\W*(?:(?:el |nuestro )?patrocinador|(?:o |nosso )?patrocinador|(?:lo |il nostro )?sponsor|unser sponsor|werbung|anzeige)(?: de la semana| da semana| della settimana| der woche)?\W*",
    re.IGNORECASE,
)
FRAMES = frozenset(("center", "div", "p", "table"))
FRAME = 30  # words of an element, for each of its links
MOST, OFFER = 5, 15  # blocks of a sponsor's section, words of an offer to become one
TOLD = 8  # words of a line that names a sponsor
COLON = re.compile("[:：]")
MAX_WORDS = 120
LONGEST = 60  # characters of a mark


@rule(kind="ad")
def find(doc: Document) -> Iterator[Proposal]:
    if subject(doc, "support", headings=False):
        return  # there sponsors are what the text is about
    yield from named(doc)
    yield from framed(doc)
    counted = sum("utm_" in x.url.lower() for x in doc.links)
    labelled = mentions(doc, "ad-label")
    for leaf in linked(doc):
        if leaf.kind != "paragraph" or words(doc.plain(leaf)) > MAX_WORDS:
            continue
        links = doc.links_of(leaf)
        paid = counted > 0 and all(tracked(leaf, x.url) for x in links)
        if not paid and any(b.kind != "quote" for b in doc.parents(leaf)):
            continue  # a quote may be a box
        label = COLON.split(doc.plain(leaf).strip(), maxsplit=1) if labelled else []
        said = phrase(label[0], "ad-label") if len(label) == 2 and words(label[0]) <= 4 else ""
        if said and any(urls.host(x.url) for x in links):
            yield Proposal(leaf.start, leaf.end, f'block with a link that begins with "{said}:"', "likely")
        elif leaf.parent >= 0 and not paid:
            continue
        elif MARKER.search(doc.text, max(leaf.start, leaf.end - LONGEST), leaf.end):
            yield Proposal(leaf.start, leaf.end, "block with links that ends in a sponsor's mark", "likely")
        elif paid and counted * 3 <= len(doc.links):
            yield Proposal(
                leaf.start,
                leaf.end,
                f"all {len(links)} links carry an advertiser's campaign parameters, most others of the document none",
                "likely",
            )


def framed(doc: Document) -> Iterator[Proposal]:
    """Elements of HTML that hold nothing but sponsors: pictures whose description or file says so, links to other sites that tell who sent the reader, a few words."""
    done = -1
    for element in doc.elements:
        if element.start < done or not element.closed or element.name.lower() not in FRAMES:
            continue
        links = doc.links_in(element.start, element.end)
        images = doc.images_in(element.start, element.end)
        if not links or not images or not any("sponsor" in f"{x.alt} {x.url}".lower() for x in images):
            continue
        sites: Counter[str] = doc.fact("links by site", lambda d: Counter(urls.site(urls.host(x.url)) for x in d.links))
        inside = Counter(urls.site(urls.host(x.url)) for x in links)
        alone = all(count == sites[site] for site, count in inside.items())  # no link outside leads there
        told = alone and all(REFERRED.search(urls.split(x.url)[2]) for x in links)
        linked = all(any(x.start <= i.start < x.end for x in links) for i in images)
        blocks = doc.leaves_in(element.start, element.end)
        plain = not any(x.kind in ("code", "heading") for x in blocks)
        if told and linked and plain and words(doc.text_in(element.start, element.end)) <= FRAME * len(links):
            done = element.end
            why = f"<{element.name}> with nothing but sponsors"
            yield Proposal(element.start, element.end, why, "likely", whole=True)


def named(doc: Document) -> Iterator[Proposal]:
    """Lines that name a sponsor ("Together with …"), with the paragraph below that leads to the same place; both with the sender's mark in the address.

    So goes a section headed "Sponsor" whose links all lead to one place with that mark, and at the end the offer to become one.
    """
    for leaf in doc.leaves:
        if leaf.kind == "heading" and SPONSOR.fullmatch(doc.plain(leaf).strip()) and (last := pitch(doc, leaf)):
            yield Proposal(leaf.start, last.end, "section of a sponsor", "likely")
    for leaf in linked(doc):
        links = doc.links_of(leaf)
        if len(links) == 1 and leaf.parent < 0 and words(doc.plain(leaf)) <= OFFER and tail(doc, leaf):
            if phrase(text := trim(fold(link_text(doc, links[0]))), "ad-label") == text and text:
                yield Proposal(leaf.start, leaf.end, "offer to become a sponsor, at the end", "likely")
        if leaf.kind not in ("paragraph", "heading") or leaf.parent >= 0 or words(doc.plain(leaf)) > TOLD:
            continue
        if len(links) != 1 or not TOGETHER.match(doc.plain(leaf)) or leaf.leaf + 1 == len(doc.leaves):
            continue
        below = doc.leaves[leaf.leaf + 1]
        if below.kind != "paragraph" or below.parent >= 0 or words(doc.plain(below)) > MAX_WORDS:
            continue
        both = [links[0], *doc.links_of(below)]
        if len(both) > 1 and len({urls.host(x.url) for x in both}) == 1 and all(referred(x.url) for x in both):
            yield Proposal(leaf.start, below.end, "a sponsor's name with what the sponsor says below it", "likely")


def pitch(doc: Document, heading: Block) -> Block | None:
    """The last block of a sponsor's section; none if it holds other things too, or nobody is named as the sender."""
    section = list(islice(takewhile(lambda x: x.kind not in ("heading", "rule"), doc.after(heading)), MOST + 1))
    links = [y for x in section for y in doc.links_of(x)]
    count = sum(words(doc.plain(x)) for x in section)
    if not links or len(section) > MOST or count > MAX_WORDS or any(x.kind != "paragraph" for x in section):
        return None
    one = len({urls.host(x.url) for x in links}) == 1
    return section[-1] if one and all(referred(x.url) for x in links) else None


def referred(url: str) -> bool:
    """Whether an address says who sent the reader."""
    name, _, query = urls.split(url)
    return bool(name) and bool(REFERRED.search(query))


def tracked(leaf: Block, url: str) -> bool:
    """Whether an address carries campaign parameters of an advertisement."""
    query = urls.split(url)[2].replace("amp;", "")
    return query.lower().count("utm_") >= 2 and bool(CAMPAIGN.search(query))
