"""What an address does instead of leading to a text: edit, reply, report, log in, print (`lists/actions.txt`)."""

from __future__ import annotations

import re
from functools import lru_cache

from cleaner import lists, urls

EDITED = re.compile(r"/(?:-/)?edit/[^/]+/\S*\.\w{2,5}\Z")  # a file at a host of code
# down to the comments
COMMENTS = re.compile(
    r"#(?:comments?|comentarios?|kommentare?|commentaires?|commenti|komentarze|komentare|yorumlar|reacties|kommentarer|comentarii|disqus_thread|comment-form|comment-area)\Z",
    re.IGNORECASE,
)
RECIPE = re.compile(
    r"#(?:wprm-recipe|tasty-recipes|mv-creation|recipe-?card|zlrecipe)|/wprm_print/", re.IGNORECASE
)  # down to a card, to its print


@lru_cache(maxsize=8192)
def action(url: str) -> tuple[str, str] | None:
    """Where a link belongs that does something (to the `page` it stands in, to the `site`, to the `tags` of a page), and what says so; none if it leads to a text."""
    table = lists.table("actions")
    _, path, query = urls.split(url)
    last = path.rstrip("/").rpartition("/")[2].casefold()
    if last == "api.php":
        return None
    if what := table.get(last, ""):
        pairs = [x for x in query.casefold().split("&") if x.startswith(("mode=", "action=", "do="))]
        return what, " ".join((*pairs, last))
    for pair in query.casefold().replace("&amp;", "&").split("&") if query and "redlink=" not in query else ():
        key, equals, _ = pair.partition("=")
        if equals and (what := table.get(pair, "") or table.get(key + equals, "")):
            return what, pair if pair in table else key
    for name in (last, *(x.partition("=")[2].casefold() for x in query.split("&") if x.startswith("title="))):
        space, colon, _ = name.partition(":")
        if colon and (what := table.get(space + colon, "")):
            return what, name
    if COMMENTS.search(url):
        return "page", "comments"
    if RECIPE.search(url):
        return "page", "recipe " + url.partition("#")[2][:4]
    return ("page", "edit") if edits_file(url) else None


def edits_file(url: str) -> bool:
    """Whether an address is that of the form in which a file is edited at a host of code."""
    return urls.code_host(url) and bool(EDITED.search(urls.split(url)[1]))
