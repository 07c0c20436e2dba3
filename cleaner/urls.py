"""What an address tells: its host, whether it is an ad, an affiliate link or a share button, and its
clean form."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from cleaner.lists import hosts

_SECOND_LEVEL = frozenset("ac co com edu gob gov gr ne net nom or org go gen in web".split())
_COMMERCE = re.compile(
    r"(?:^|[/._-])(?:download|downloads|buy|buynow|cart|checkout|order|orders|pricing|purchase|trial|free-trial|signup|sign-up|subscribe|shop|store|deal|deals|coupon)(?:$|[/._?-])",
    re.IGNORECASE,
)
_HEADLINE = 1  # hyphens between the words of an address's last part, more of which make a headline
_BINARY = re.compile(r"\.(?:exe|msi|dmg|pkg|apk|zip|deb|rpm|appimage)$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
UNSAFE = re.compile(
    r"[\x00-\x20]*+(?:(?:j\s*+a\s*+v\s*+a\s*+s\s*+c\s*+r\s*+i\s*+p\s*+t|vbscript|livescript)\s*+:|data\s*+:\s*+(?!image/(?:png|jpe?g|gif|webp|avif)))",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def split(url: str) -> tuple[str, str, str]:
    """Host (lower case, no port, no `www.`), path and query of an address; empty strings for what is missing or malformed."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", "", ""
    return host, parts.path, parts.query


_FILE = re.compile(
    r"\.(?:mdx?|markdown|rst|txt|adoc|ipynb|pdf|docx?|xlsx?|odt|ods|csv|ics|epub|mp[34]|og[ag]|wav|zip|gz|exe|msi|dmg|deb|rpm|apk)(?:[?#]|$)",
    re.IGNORECASE,
)


_PAPER = re.compile(
    r"\.(?:pdf|docx?|pptx?|xlsx?|odt|odp|ods|csv|ics|epub|ipynb|mp[34]|og[ag]|wav|zip|gz|jpe?g|png|gif|webp|svg)(?:[?#\"'\s}%]|$)",
    re.IGNORECASE,
)


def is_paper(url: str) -> bool:
    """Whether an address is that of a file that no page of a site is: a paper, a sheet, a recording, a picture."""
    return bool(_PAPER.search(url))


def tagged(url: str) -> bool:
    """Whether an address is what a template tag makes of it, as in the source of a site."""
    return "{{" in url or "{%" in url


def is_file(url: str) -> bool:
    """Whether an address is that of a document to be fetched, as a repository, a book or a course has them, not of a page."""
    return bool(_FILE.search(url))


def host(url: str) -> str:
    """The host of an address, lower case, without `www.`."""
    return split(url)[0]


def site(name: str) -> str:
    """The registrable part of a host, as far as can be told without the public suffix list (`a.b.co.uk` gives `b.co.uk`)."""
    labels = name.split(".")
    if len(labels) <= 2:
        return name
    return ".".join(labels[-3:] if labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else labels[-2:])


@lru_cache(maxsize=8192)
def affiliate(url: str) -> str:
    """Why an address is an affiliate link, as words for a reason; empty if nothing says so."""
    name, path, query = split(url)
    if not name:
        return ""
    if name in hosts("affiliate-networks"):
        return f"affiliate network {name}"
    paths, keys = _affiliate_marks(name)
    low = unquote(path).lower() if paths else ""
    for mark in paths:
        if (at := low.find(mark)) >= 0 and _ends(mark, low[at:]):
            return f"affiliate path {mark} at {name}"
    values = {k.lower(): v.lower() for k, v in parse_qsl(query, keep_blank_values=True)} if query else {}
    for key, value in keys if values else ():
        if key.endswith("_"):
            if any(x.startswith(key) for x in values):
                return f"affiliate parameter {key} at {name}"
        elif key in values and values[key].startswith(value):
            return f"affiliate parameter {key}= at {name}"
    return ""


@lru_cache(maxsize=4096)
def _affiliate_marks(name: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What tells an affiliate link at a host: stretches of the path, and parameters with the beginning of their values."""
    marks = hosts("affiliate-params").get(name)
    keys = [m.partition("=") for m in marks if not m.startswith("/")]
    return tuple(m for m in marks if m.startswith("/")), tuple((key, value) for key, _, value in keys)


def ad(url: str) -> str:
    """Why an address is an ad's, as words for a reason; empty if nothing says so."""
    name = host(url)
    return f"ad network {name}" if name and name in hosts("ad-networks") else ""


def listed(url: str, name: str) -> bool:
    """Whether an address is in a host list whose lines may hold a path prefix."""
    at, path, _ = split(url)
    if not at:
        return False
    low = path.lower()
    return any(not rest or (low.startswith(rest) and _ends(rest, low)) for rest in hosts(name).get(at))


_CODE_HOSTS = frozenset(("bitbucket.org", "codeberg.org", "gitee.com", "github.com", "gitlab.com"))


_POSTS = frozenset(
    "albums comments events groups p photo photos pin playlist playlists post posts reel reels sets status video videos watch".split()
)


def code_host(url: str) -> bool:
    """Whether an address is at a host of code."""
    return host(url) in _CODE_HOSTS


def profile(url: str) -> bool:
    """Whether an address is that of a profile: at a social network but for posts there, or of a user at a host of code."""
    name, path, _ = split(url)
    parts = path.lower().strip("/").split("/")
    if name in _CODE_HOSTS:
        return len(parts) == 1 < len(path)
    return listed(url, "social-hosts") and not _POSTS.intersection(parts)


def _ends(prefix: str, path: str) -> bool:
    """Whether a path prefix ends where a word of the path does; one that ends in a separator always does."""
    following = path[len(prefix) : len(prefix) + 1]
    return not prefix[-1].isalnum() or not (following.isalnum() or following in ("_", "-"))


@lru_cache(maxsize=4096)
def commerce(url: str) -> bool:
    """Whether the path leads to a download, a shop, a checkout or a sign-up."""
    _, path, query = split(url)
    found = _COMMERCE.search(path)
    if found and found[0][-1:].isalnum() and "-" in found[0][:1]:  # the last word of a headline: "…-how-to-subscribe"
        found = None if path.rpartition("/")[2].count("-") > _HEADLINE else found
    return bool(found or _BINARY.search(path) or "cart" in query.lower())


def binary(url: str) -> bool:
    """Whether an address is that of a program to be downloaded."""
    return bool(_BINARY.search(split(url)[1]))


def related(text: str, url: str) -> bool:
    """Whether a link's text shares a word with its address: a whole one, or four letters or more within one."""
    name, path, query = split(url)
    whole = unquote(f"{name} {path} {query}").lower()
    labels = set(_WORD.findall(whole))
    joined = whole.replace("-", "").replace("_", "").replace(".", "")
    return any((len(w) >= 4 and w in joined) or w in labels for w in _WORD.findall(text.lower()))


@lru_cache(maxsize=8192)
def clean(url: str) -> str:
    """The address without redirect wrappers and tracking parameters. Everything else stays as it was written."""
    for _ in range(4):
        target = _unwrap(url)
        if not target:
            break
        url = target
    name, _, query = split(url)
    if not name or not query:
        return url
    rules = hosts("tracking-params").get(name)
    bare, mark, fragment = url.partition("#")
    head, _, tail = bare.partition("?")
    kept = [p for p in tail.split("&") if not _tracks(p.partition("=")[0].removeprefix("amp;").lower(), rules)]
    if len(kept) == len(tail.split("&")):
        return url
    return head + ("?" + "&".join(kept) if kept else "") + mark + fragment


def _tracks(name: str, rules: tuple[str, ...]) -> bool:
    return any(name.startswith(r) if r.endswith("_") else name == r for r in rules)


def _unwrap(url: str) -> str:
    name, path, query = split(url)
    if not query or not name:
        return ""
    for rest in hosts("redirectors").get(name):
        prefix, _, keys = rest.partition(" ")
        if path.lower().startswith(prefix) and _ends(prefix, path.lower()):
            values = {k.lower(): v for k, v in parse_qsl(query)}
            for key in keys.split(","):
                target = values.get(key, "")
                if target.startswith(("http://", "https://")) and " " not in target:
                    return target
    return ""


def resolve(url: str, base: str) -> str:
    """An address made absolute: `//host` gets `https:`, a relative one is joined to `base` where that is given."""
    if url.startswith("//"):
        return "https:" + url
    if base and url and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|#|\{[{%]", url):
        return urljoin(base, url)
    return url


def video(url: str) -> str:
    """The address of a video's page from that of its player; empty if the host is no known player's."""
    name, path, query = split(url)
    kinds = hosts("video-hosts").get(name)
    if not kinds:
        return (
            "https:" + url
            if url.startswith("//") and listed(url, "embed-hosts")
            else (url if listed(url, "embed-hosts") else "")
        )
    parts = [p for p in path.split("/") if p]
    last = parts[-1] if parts else ""
    values = dict(parse_qsl(query))
    match kinds[0]:
        case "youtube":
            if last == "videoseries" and "list" in values:
                return f"https://www.youtube.com/playlist?list={values['list']}"
            if "embed" in parts and last and last != "embed":
                return f"https://www.youtube.com/watch?v={last}" + (
                    f"&t={values['start']}s" if values.get("start") else ""
                )
        case "vimeo" if "video" in parts and last:
            return f"https://vimeo.com/{last}"
        case "dailymotion" if last:
            return f"https://www.dailymotion.com/video/{values.get('video', last)}"
        case "bilibili" if values.get("bvid") or values.get("aid"):
            return "https://www.bilibili.com/video/" + (values.get("bvid") or "av" + values["aid"])
        case "spotify" if "embed" in parts:
            return "https://open.spotify.com/" + "/".join(p for p in parts if p != "embed")
        case "twitch" if values.get("video") or values.get("channel") or values.get("clip"):
            clip, channel = values.get("clip"), values.get("channel")
            return (
                f"https://clips.twitch.tv/{clip}"
                if clip
                else f"https://www.twitch.tv/{channel}"
                if channel
                else f"https://www.twitch.tv/videos/{values['video']}"
            )
        case "soundcloud" if values.get("url"):
            return values["url"]
    return "https:" + url if url.startswith("//") else url


def destination(url: str) -> str:
    """An address as the destination of a Markdown link: spaces and angle brackets encoded, unbalanced parentheses too.

    Template tags stay as they are: a site generator puts the address there.
    """
    if tagged(url):
        return url
    url = "".join(url.split("\n")).strip()
    url = url.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    if url.count("(") != url.count(")") or ")(" in url:
        url = url.replace("(", "%28").replace(")", "%29")
    return url
