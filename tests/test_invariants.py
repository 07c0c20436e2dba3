"""What must always hold, on generated documents and on the repository's own ones."""

from __future__ import annotations

import copy
import pickle
import re
import time
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from cleaner import Options, Result, clean, lists, replay
from cleaner.cases import read

HERE = Path(__file__).parent
DOCUMENTS = sorted([*HERE.glob("corpus/**/*.md"), *HERE.parent.glob("samples/**/*.md")])
CASE_TEXTS = [case.before for path in sorted((HERE / "cases").glob("*.md")) for case in read(path)]
WORD = re.compile(r"\w+")
ACTIVE = re.compile(
    r"(?<!\\)<(?:script|iframe|object|embed|applet|base)\b|(?<!\\)<[a-z][^>]*\son\w+\s*=|<meta[^>]*http-equiv|\]\(\s*<?javascript:",
    re.IGNORECASE,
)

FRAGMENTS = [
    "# Title", "## Part one", "### Deep ###", "Setext\n======", "Plain text of a sentence that is long enough to be prose, you see.",
    "- item one\n- item two\n  - nested", "1. first\n2. second\n3. third", "> quoted\n> more", "```py\nprint('ads')\n```", "    indented code",
    "| a | b |\n|---|---|\n| 1 | 2 |", "![alt](x.png)", "[link](https://example.com/a?utm_source=x)", "**bold** and *em* and `code`",
    "<div class=\"ad-slot\">x</div>", "<ins class=\"adsbygoogle\"></ins>", "<!-- ads begin -->", "<!-- ads end -->", "<script>alert(1)</script>",
    "<iframe src=\"https://www.youtube.com/embed/abc\"></iframe>", "<img src=\"//x.example/y.png\" width=1 height=1>", "</div>", "<div>\n\ntext\n\n</div>",
    "<p>para <b>bold</b></p>", "<table><tr><td>a|b</td></tr></table>", "{{< adsense >}}", "{% include share.html %}", "<ProductCard id={1} />",
    "Also read: [Other](https://example.org/o)", "This post contains affiliate links.", "Leave a comment below.", "## Related posts\n\n- [A](/a)\n- [B](/b)",
    "[Buy now](https://www.amazon.com/dp/X?tag=y-20)", "March 3, 2024", "Written by Jane Roe", "© 2024 Example", "[^1]: a note", "text[^1]", "$x^2$", "$$\ny\n$$",
    "[ref]: https://example.com", "[ref]", "***", "---", "===", "line with two spaces  \nnext", " leading space", "a new**word** on", "[](https://example.com)",
    "Subscribe to our newsletter", "关注公众号", "カテゴリ: 日記", "مرحبا بالعالم", "\\* escaped \\_", "&amp; &lt;b&gt; &nbsp;", "<details>\n<summary>s</summary>\n\nhidden\n\n</details>",
    "- [ ] task\n- [x] done", "~~gone~~", "![[wiki]]", "[[note]]", "> [!NOTE]\n> alert", "<!-- unclosed", "<a name=\"x\"></a>", "<br>", "1\\. not a list",
]  # fmt: skip
TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
SOUP = st.text(alphabet="ab <>/!-[](){}*_`#\n|\"'=&;:.$~^%\t\\1", max_size=120)
PIECE = st.one_of(st.sampled_from(FRAGMENTS), st.sampled_from(FRAGMENTS), TEXT, SOUP)
MATTER = st.sampled_from(
    [
        "",
        "",
        "---\ntitle: Title\ndate: 2024-01-02\n---\n",
        "+++\ntitle = 'Title'\n+++\n",
        "---\ntitle: [broken\n---\n",
        "\ufeff---\na: 1\n---\n",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(PIECE, max_size=14))
    joints = [draw(st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n", " "])) for _ in pieces]
    text = draw(MATTER) + "".join(p + j for p, j in zip(pieces, joints, strict=True))
    return text.replace("\n", "\r\n") if draw(st.integers(0, 9)) == 0 else text


FAST = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(text: str, options: Options) -> Result:
    result = clean(text, options)
    assert replay(text, result.edits) == result.markdown, "replaying the edits gives something else"
    for edit in result.edits:
        assert edit.rule and edit.kind and edit.reason, edit
        assert 0 <= edit.start <= edit.end <= len(text), edit
        assert 1 <= edit.lines[0] <= edit.lines[1] or edit.start == edit.end, edit
    again = clean(result.markdown, options)
    assert again.markdown == result.markdown, "a second run changes more"
    assert not invented(text, result), invented(text, result)
    assert result.document.facts.get("mdx") or not ACTIVE.search(uncoded(result)), ACTIVE.search(uncoded(result))
    return result


def invented(text: str, result: Result) -> list[str]:
    """Words that an edit put in and that did not stand in what it replaced; addresses and front matter are declared by their kind."""
    return [
        word
        for edit in result.edits
        if edit.status == "applied" and edit.kind not in ("link", "image", "html", "frontmatter")
        for word in WORD.findall(edit.inserted)
        if word not in edit.removed
    ]


def uncoded(result: Result) -> str:
    """The body without its code and its comments."""
    out, pos = [], 0
    comments = [(m.start, m.end) for m in result.document.marks if m.form == "comment"]
    for start, end in sorted(result.document.code + comments):
        out.append(result.document.text[pos:start])
        pos = max(pos, end)
    return "".join([*out, result.document.text[pos:]])


@FAST
@given(documents())
@example("<script>alert(1)\n\nx")
@example("<div onclick=a>\n\nx</div>")
def test_generated_documents(text: str) -> None:
    check(text, Options())


@settings(FAST, max_examples=60)
@given(
    documents(),
    st.sampled_from(["conservative", "aggressive"]),
    st.sampled_from(["always", "never"]),
    st.sampled_from(["keep", "drop"]),
)
def test_generated_documents_under_options(text: str, level: str, html: str, title: str) -> None:
    if title == "drop":  # what a document is about is not known any more once its title is gone
        told = str(clean(text).metadata["title"] or "").casefold()
        stems = [x.replace("+", " ") for line in lists.table("subjects").values() for x in line.split()]
        assume(not any(x in told for x in stems))
    check(text, Options(level=level, html=html, title=title))  # type: ignore[arg-type]


HOSTILE = [
    "<details>Tag:\n\nPosted", "<p>Subscribe to newsletter\n\nBy", "- # \n   <style>", "- $\n---\n\f\n</div>Written by",
    "- [Buy](//o)\x1c\n\n  This post contains affiliate.\na", "</figure>カテゴリ:\n\nRelated post[]()", "k\n#\n    <ins class=\"adsbygoogle\">d",
    "- >\n<embed>\n\n    *\n    <embed>", "a\ud800b", "---\na: &x [*x]\n---\nWritten by Jane Roe", "<style>\n" * 13, "<script>" * 12 + "#",
    "---\nb\n-\nt\n=\n---\n## D", "---\nb\n---\n```\na:\n...\n# Related post\n<noscript>", "<object>\n---\n...\nBy J R",
    "<svg>\n<script>alert(1)</script>\n</svg>\n\nProse.", "Text\n\n<iframe src=//evil onload=alert(1)\n", "- <iframe src=//evil\n  onload=x>",
    "<svg>\r<embed>", "<iframe \">", "<base href=x", "![x](javascript:alert(1))", "<svg><script>", "<svg>\n<base <>", "<div\n<span onclick=x", "<img src=\"\t\">", "<img height=1><a href=//amzn.to/x><img \x0b></a>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda t: repr(t)[1:25])
def test_hostile_documents(text: str) -> None:
    check(text, Options())


@pytest.mark.parametrize(
    "before",
    [
        "Some prose here.\n## \n",
        "Prose.\n<script>x</script>\n",
        'Prose.\n\n<ins class="adsbygoogle"></ins>\n\n',
        '    code  \n\n<ins class="adsbygoogle"></ins>\n\n',
        '- item\n\n<ins class="adsbygoogle"></ins>\n\n',
        "- item\n> Follow us on Twitter\n\n",
    ],
)
def test_indented_code_stays_code(before: str) -> None:
    text = before + "    code  \n\nText\n"
    result = check(text, Options())
    assert result.changed
    kept = [result.document.text[a:b].rstrip("\n") for a, b in result.document.code]
    assert [line for x in kept for line in x.split("\n") if line.strip()] == ["    code  "] * text.count("code  ")


MENU = "- [Home](/)\n- [News](/news/)\n- [Arts](/arts/)\n- [Food](/food/)\n- [Maps](/maps/)\n- [Help](/help/)\n\n"
POST = "---\ntitle: A post\ndate: 2023-01-01\n---\n"
PROSE = "This is a sentence of running text with words enough to be prose, and here it has its stop. " * 2 + "\n\n"
CARD = "[![](/i/a.jpg)\n\n### A headline of five words here\n\nWhat it is about, in few words.](/news/a/)\n\n"
PAGE = MENU + "# A title\n\nBy Ann Lee, 1 January 2023\n\n[Email](mailto:?subject=x&body=y)\n\n"
GROWING: dict[str, Callable[[int], str]] = {
    "author": lambda n: '---\nauthor: "a' + " " * n + 'x"\n---\n',
    "heading": lambda n: "# a" + " " * n + "b #",
    "trailing": lambda n: '<ins class="adsbygoogle"></ins>\n\na' + " " * n + "b",
    "separators": lambda n: "a" + " - " * (n // 3) + "b",
    "brackets": lambda n: "[](" * (n // 3),
    "copy": lambda n: "Copy\n\n```\na\n```\n\n" * (n // 16),
    "labels": lambda n: "Advertisement\n\n" * (n // 15),
    "items": lambda n: "- a\n" * (n // 4),
    "open tags": lambda n: "<div\n<iframe a=" * (n // 14),
    "menus": lambda n: MENU + "# A title\n\n" + PROSE * 6 + ("Share\n\n" + MENU) * (n // 80),
    "thread": lambda n: PROSE * 3 + "### 5 comments\n\n" + "- [3 May](/x/#comment-1) Yes!\n" * (n // 28),
    "forms": lambda n: PROSE * 3 + "### Answer [cancel](/x#respond)\n\nName\n\n" * (n // 38),
    "related": lambda n: "## Related posts\n\n### [A headline](/a/)\n\nA blurb of it.\n\n" * (n // 55),
    "labels under prose": lambda n: PROSE + "Advertisement\n\n" * (n // 15),
    "cards": lambda n: PROSE * (n // 180) + "Share this page\n\n" + CARD * (n // 110),
    "open brackets": lambda n: PROSE + "[\n\nword\n\n" * (n // 9),
    "links around blocks": lambda n: PROSE + "[Part\n\nWhole" + "](/a/)[Part\n\nWhole" * (n // 18),
    "buttons": lambda n: PROSE + "Share\n\nPrint\n\n" * (n // 14),
    "bylines": lambda n: "# Title\n\n" + "By [Ann Lee](/author/ann) March 4, 2024\n\n" * (n // 42),
    "feet": lambda n: PROSE + "- [Privacy Policy](/p/)\n- [Terms of Use](/t/)\n\nText\n\n" * (n // 55),
    "pleas": lambda n: PROSE * 3 + "Liked this post? Share it with your friends!\n\n" * (n // 46),
    "plea in a line": lambda n: PROSE * 3 + "Liked this post? Share it with your friends! " * (n // 45) + "\n",
    "disclosures": lambda n: PROSE + "> If you buy through the link, we earn a share of it.\n\n" * (n // 55),
    "further posts": lambda n: (
        POST + PROSE * 3 + "## More of it\n\n- [One two three](/a/)\n- [Two](/b/)\n\n" * (n // 52)
    ),
    "series": lambda n: POST + "Part of the series\n\n- [Part 1](/a/)\n- Part 2 (this)\n\n" * (n // 52) + PROSE,
    "speakers": lambda n: PROSE * 3 + f"## {n // 14} comments\n\n" + "Ann: hello\n\n" * (n // 12),
    "parts of a byline": lambda n: "Ann Lee | 1 January 2023 | " * (n // 27) + "\n\n" + PROSE,
    "frame": lambda n: (
        PAGE + "Save it\n\n" * (n // 9) + PROSE * 2 + "Related posts\n\n[One two](/a/b/)\n\n" * (n // 32)
    ),
    "sheet of data": lambda n: "# A book\n\n" + "Author: Ann Lee\n\n" * (n // 17) + PROSE,
    "networks": lambda n: "# Where\n\n" + "- Facebook\n- X\n- Pinterest\n\ntext\n\n" * (n // 36),
    "portraits": lambda n: POST + PROSE * 3 + "![Ann](/authors/ann.jpg)\n\nAnn Lee\n\n" * (n // 36),
    "mistakes": lambda n: POST + PROSE * 3 + "A typo? Tell us.\n\n" * (n // 18),
    "tails": lambda n: (
        PAGE
        + PROSE * 4
        + "## Comments\n\n"
        + "## More\n\n### [A headline](/news/a/)\n\nA blurb of it.\n\nAnn\n\n" * (n // 60)
    ),
    "parts": lambda n: PAGE + PROSE * 4 + "## Comments\n\n" + "- [Part](/novel/1)\n" * (n // 19) + "\nPrivacy policy\n",
    "columns": lambda n: (
        PROSE
        + "#### Us\n\n- [One](/a/b)\n- [Two](/a/c)\n\n" * (n // 39)
        + "#### Law\n\n- [Privacy](/p)\n- [Terms](/t)\n"
    ),
    "emptied headings": lambda n: POST + PROSE * 3 + "## Friends\n\n[Coffee](https://ko-fi.com/x)\n\n" * (n // 44),
    "lines above": lambda n: "[One](/a/)\n\nWord\n\n" * (n // 18) + PAGE + PROSE * 3,
    "buttons by class": lambda n: (
        "{{< ad >}}\n\n" + '<div class="btn">' * (n // 23) + '<a href="/x">y</a>' + "</div>" * (n // 23)
    ),
    "open fence": lambda n: "text\n```\n\n" + "{{< a >}}\n\nSome words of text here.\n\n" * (n // 37),
    "logos": lambda n: "# [Site](/)\n\n" * (n // 13) + "# Title\n\n" + PROSE,
    "boxes": lambda n: (
        AD
        + PROSE
        + "![a](/box/akto.png)\n\n**Akto prose**\n\nA line\n\n[Buy](https://www.amazon.com/dp/B0?tag=x-20)\n\n"
        * (n // 96)
    ),
    "labels over tags": lambda n: PROSE * 3 + "## Related posts\n\n{{< card >}}\n\n" * (n // 33),
    "forms of fields": lambda n: PAGE + PROSE * 3 + "Name\n\nEmail\n\nSend\n\n" * (n // 19) + "Privacy policy\n",
    "stock lines": lambda n: PROSE + "Opens in a new window\n\n- Jump to recipe\n\n" * (n // 43),
    "rest of lists": lambda n: (
        PROSE
        + "- [F](https://www.facebook.com/sharer.php?u=x)\n- [T](https://t.me/share/url?url=x)\n- Print\n\ntext\n\n"
        * (n // 98)
    ),
    "sections of pleas": lambda n: (
        PROSE * 3 + "## Support us\n\n- [Ko-fi](https://ko-fi.com/x)\n- Bank\n\n" * (n // 57)
    ),
    "price lists": lambda n: (
        AD
        + PROSE
        + "| 1 | $3 | [Buy now](https://x.com/checkout) |\n|-|-|-|\n| 2 | $4 | [Buy now](https://x.com/checkout) |\n\n"
        * (n // 115)
    ),
    "tags as addresses": lambda n: POST + PROSE + "- [a]({% post_url x %}){: .b}\n" * (n // 32),
    "loops": lambda n: POST + "{% for p in site.related_posts %}\n{{ p }}\n{% endfor %}\n\n" * (n // 60),
    "persons": lambda n: (
        PROSE * 4 + "![Ann Lee](/authors/ann.jpg)\n\nAnn Lee\n\nAnn writes of bread and butter here.\n\n" * (n // 78)
    ),
    "listings": lambda n: PAGE + PROSE + "[One](/a/b)\n\n$4\n\n" * (n // 17) + "Privacy policy\n",
    "endless": lambda n: "<style>\n" * (n // 8),
}


@pytest.mark.parametrize("shape", GROWING)
def test_time_grows_with_the_text_only(shape: str) -> None:
    def seconds(n: int) -> float:
        text = GROWING[shape](n)
        found = []
        for _ in range(2):
            start = time.process_time()
            clean(text)
            found.append(time.process_time() - start)
        return min(found)

    clean("warm")
    small, large = seconds(5_000), seconds(40_000)
    assert large < 24 * small + 0.2, f"8 times the text took {large / small:.0f} times as long"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_own_documents(path: Path) -> None:
    check(path.read_text(encoding="utf-8"), Options())


def test_case_texts_under_all_levels() -> None:
    for text in CASE_TEXTS:
        for level in ("conservative", "default", "aggressive"):
            check(text, Options(level=level))


def code_blocks(result: Result) -> list[str]:
    doc = result.document
    return [doc.plain(leaf) for leaf in doc.leaves if leaf.kind == "code"]


@FAST
@given(
    st.lists(
        st.tuples(st.text(alphabet="ads <>/&*_[]()!{}%\n=\"'", max_size=80), st.sampled_from(["```", "~~~"])),
        min_size=1,
        max_size=4,
    )
)
def test_fenced_code_is_untouched(blocks: list[tuple[str, str]]) -> None:
    bodies = [b.replace("`", "").replace("~", "").replace("\r", "") for b, _ in blocks]
    junk = '<ins class="adsbygoogle"></ins>\n\n'
    text = (
        "Some text to begin with.\n\n"
        + junk
        + "\n\n".join(f"{fence}\n{body}\n{fence}" for body, (_, fence) in zip(bodies, blocks, strict=True))
        + "\n"
    )
    out = clean(text).markdown
    for body, (_, fence) in zip(bodies, blocks, strict=True):
        assert f"{fence}\n{body}\n{fence}" in out


CLEAN = """# Replant a fern

Ferns want a new pot every second spring, before the fronds unroll.

1. Water the plant the day before.
2. Knock it out of its pot.
3. Loosen the roots with your fingers.

## What you need

- A pot that is two fingers wider
- Peat-free compost
- Broken crocks for the bottom

Fill the pot by a third. Set the plant in the middle and fill up around it.

> A fern that sulks for a week is only settling in.

| Month | Water |
| --- | --- |
| May | twice a week |

Keep it in the shade until the first new frond shows.
"""
AD = '<!-- ads begin -->\n<a href="https://x.sjv.io/c/1/2/3"><img src="//a.impactradius-go.com/display-ad/1-2" width="300" height="90"/></a>\n<!-- ads end -->'


@pytest.mark.parametrize("line", [n for n, x in enumerate(CLEAN.split("\n")) if n > 1 and x != ""])
@pytest.mark.parametrize("shape", ["\n{}\n\n", "{}\n\n", "\n{}\n", "{}\n"])
def test_healing(line: int, shape: str) -> None:
    lines = CLEAN.split("\n")
    if lines[line].startswith("|") and not lines[line].startswith("| Month"):
        pytest.skip("a generator that cuts a table in two leaves no table to heal")
    dirty = "\n".join(lines[:line]) + "\n" + shape.format(AD) + "\n".join(lines[line:])
    out = clean(dirty).markdown
    assert out == CLEAN


@pytest.mark.parametrize("entries", [3, 6, 8, 9, 10, 20])
def test_second_thoughts_are_the_same_the_second_time(entries: int) -> None:
    """What is certain to go does not count for what a document had: a second run finds it gone."""
    ad = f'<ins class="adsbygoogle">{"word " * 80}</ins>\n\n'
    others = "".join(f"- [Seven fine kettles {n}](https://kettles.example.com/{n}/)\n" for n in range(entries))
    told = "This post contains affiliate links, so we may earn a small commission if you buy something here.\n"
    result = check(f"{ad}## Related posts\n\n{others}\n{told}", Options())
    assert bool(result.warnings) == ("kettles" in result.markdown)
    assert bool(result.warnings) == (entries == 20) or 8 <= entries <= 10


@pytest.mark.parametrize(
    "text",
    ["# T\n# e\n## a", "# T\n\n# e\n", "T\n=\n\ne\n=\n", "---\ntitle: T\n---\n" + "# T\n" * 14, "## T\n\n### a\n"],
)
def test_dropping_the_title_ends(text: str) -> None:
    """Of several headings of the first rank none may become the only one, which the next run would drop."""
    check(text, Options(title="drop"))


def test_values_go_through_pickle_and_copy_and_are_frozen() -> None:
    """As processes hand them on, compiled or not."""
    done = clean("# Tea\n\nIt steeps.<script>count()</script>\n", Options(level="aggressive"))
    for value in (Options(level="aggressive"), done, done.edits[0], done.document):
        assert pickle.loads(pickle.dumps(value)) == copy.copy(value) == copy.deepcopy(value) == value
    for value, name in ((Options(), "level"), (done, "markdown"), (done.edits[0], "rule")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, "other")
