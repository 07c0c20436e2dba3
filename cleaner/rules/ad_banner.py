"""Remove banners: pictures that lead to an affiliate network or shop and are the network's own, or say
that they are banners.

A linked picture is a banner where its target is commercial AND it comes from an ad network, from
the network it links to, from a path with `banner` or `affiliate` in it, or stands beside that
network's counting pixel. A picture from an ad network is one whatever it links to, and so is one whose address carries an
advertiser's token, or whose file is named after a banner's size and that leads to another site by a referral. So is one without a description
between two addresses of ad servers, and one from a folder for sponsors that leads to a site named nowhere else and tells who sent the reader.

Left alone: a picture of the article's own that happens to lead to a shop, such as a book cover: it
only loses its link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import urls
from cleaner.model import Document, Image, Link, Proposal
from cleaner.offers import shop
from cleaner.registry import rule
from cleaner.signals import commercial, own_site, shows_ads, words

PATH = re.compile(
    r"(?:^|[/_.-])(?:[a-z]*banners?|baner[ya]?|bannery|bannieres?|affiliates?|ads|adverts?|anzeigen?|werbung|werbemittel|publicites?|publicidad|publicidade|pubblicita|reklam[ay]?|annonser?|creatives?|sponsors?)(?:$|[/_.%-]|\d)",
    re.IGNORECASE,
)
SERVER = re.compile(
    r"(?:ad|ads|adserver|adserv|adimg|adv|banners?|reklama?|werbung)\d{0,2}\."
)  # the first label of an ad server's host
OWN, MOST = 3, 200  # links to a site by which a document is its own; links that are looked at
TOKEN = re.compile(r"(?:^|&)erid=\w{6}")  # which a law of Russia asks of each advertisement, since 2022
NAMED = re.compile(r"(?<!\d)(\d{3}x\d{2,3})(?!\d)")
REFERRED = re.compile(r"/(?:ref|aff|go|out|click|partner)/", re.IGNORECASE)
CLICK = re.compile(r"/(?:click|clk|ck|go|redirect|r)\b", re.IGNORECASE)
DESCRIBED = 3  # words of a picture's description that tell what it shows
SPONSORS = re.compile(r"/sponsors?/", re.IGNORECASE)
SENT = re.compile(r"(?:^|&)(?:utm_\w+|ref|from|via|source)=", re.IGNORECASE)
STRIPS = frozenset("728x90 468x60 160x600 120x600 970x90 970x250 320x50 234x60".split())  # no thumbnail has such a size
SIZE = frozenset(
    "300x250 728x90 468x60 160x600 120x600 970x90 970x250 320x50 320x100 336x280 234x60 125x125 300x600".split()
)


@rule(kind="ad")
def find(doc: Document) -> Iterator[Proposal]:
    by_start = {x.start: x for x in doc.links}
    for image in doc.images:
        if network := urls.ad(image.url):
            link = by_start.get(image.link)
            start, end = (
                (link.start, link.end)
                if link and not doc.text_in(link.start, link.end).strip()
                else (image.start, image.end)
            )
            yield Proposal(start, end, f"picture from {network}", "certain")
            continue
        link = by_start.get(image.link)
        if link is None or doc.text_in(link.start, link.end).strip():
            continue
        if served(image, link):
            yield Proposal(
                link.start, link.end, f"picture and target from an ad server, {urls.host(image.url)}", "certain"
            )
            continue
        if TOKEN.search(urls.split(link.url)[2]):
            yield Proposal(link.start, link.end, "picture linked to an address with an advertiser's token", "certain")
            continue
        if (size := NAMED.search(urls.split(image.url)[1])) and size[1] in STRIPS and urls.host(link.url):
            site = urls.site(urls.host(link.url))
            outer = site != own_site(doc) or sum(urls.site(urls.host(x.url)) == site for x in doc.links[:MOST]) < OWN
            if (
                outer
                and (shows_ads(doc) or REFERRED.search(urls.split(link.url)[1]))
                and (urls.split(link.url)[2] or REFERRED.search(urls.split(link.url)[1]))
            ):
                yield Proposal(
                    link.start, link.end, f"picture of a banner's size, {size[1]}, that leads elsewhere", "likely"
                )
                continue
        if SPONSORS.search(urls.split(image.url)[1]) and referred(doc, link):
            yield Proposal(link.start, link.end, "picture of a sponsor, by its folder and the address", "likely")
            continue
        target = commercial(doc, link) or ("a shop" if shows_ads(doc) and sells(doc, link) else "")
        if target and (reason := banner(doc, image, link)):
            yield Proposal(link.start, link.end, f"picture linked to {target}; {reason}", "certain")


def served(image: Image, link: Link) -> bool:
    """Whether a picture without a description comes from an ad server's host of a site and leads to one that counts clicks."""
    hosts = urls.host(image.url), urls.host(link.url)
    named = all(SERVER.match(x) and x.count(".") > 1 for x in hosts) and words(image.alt) < DESCRIBED
    return named and bool(urls.split(link.url)[2] or CLICK.search(urls.split(link.url)[1]))


def referred(doc: Document, link: Link) -> bool:
    """Whether a link leads to a site that no other link of the document does, and tells who sent the reader."""
    site = urls.site(urls.host(link.url))
    alone = all(x.start == link.start or urls.site(urls.host(x.url)) != site for x in doc.links[:MOST])
    return bool(site) and alone and bool(SENT.search(urls.split(link.url)[2]))


def sells(doc: Document, link: Link) -> bool:
    """Whether a link in a document with ads leads to a shop, or through an address that hides where it leads."""
    return shop(doc, link) or urls.host(link.url).partition(".")[0] in ("shop", "store")


def banner(doc: Document, image: Image, link: Link) -> str:
    """Why a picture with a commercial target is a banner; empty if nothing says so."""
    _, path, _ = urls.split(image.url)
    if urls.site(urls.host(image.url)) == urls.site(urls.host(link.url)) and urls.affiliate(link.url).startswith(
        "affiliate network"
    ):
        return "the picture is the network's own"
    local = not urls.host(image.url)
    found = PATH.search(path if not local else path.rpartition("/")[0])
    old = found is not None and found[0].strip("/_.-%0123456789").lower() in (
        "ads",
        "adverts",
    )  # which may be what is shown
    if found and not ((local or old) and words(image.alt) >= DESCRIBED + old):
        return "its path says banner"
    size = f"{image.attrs.get('width', '')}x{image.attrs.get('height', '')}"
    if size in SIZE and (size in STRIPS or words(image.alt) < DESCRIBED):
        return f"{size} is a banner's size"
    for other in doc.images_in(link.end, link.end + 400):
        if other.attrs.get("width", "") in ("0", "1") and urls.site(urls.host(other.url)) == urls.site(
            urls.host(link.url)
        ):
            return "the network's counting pixel follows"
    return ""
