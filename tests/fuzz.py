"""Documents made of real constructs in unreal order, and what must hold for each.

    python tests/fuzz.py --seconds 3600        # guided by coverage where atheris is installed, else by chance

Each kind of find is written to `--finds` once, made as small as time allows; the last line sums up. A find becomes a document of
`HOSTILE` in test_invariants.py or a case of its rule.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

BLOCKS = [
    "# Title", "## Part one", "### Deep ###", "Setext\n======", "Second\n---", "#", "# ", "A sentence of plain prose that runs on long enough to be counted as such.",
    "Short words", "word", "- item one\n- item two\n  - nested", "- ", "* a\n\n  b", "+ c", "1. first\n2. second", "1) a", "10. b", "- [ ] t", "> quoted\n> more", "> > deep",
    "> - item\n>   more", "```py\nprint('ads')\n```", "~~~\nx", "```", "    indented code", "\tcode", "  - \n      x", "| a | b |\n|---|---|\n| 1 | 2 |", "|--|--|",
    "***", "---", "===", "- - -", "line with two spaces  \nnext", "a\\\nb", " leading space", "Term\n: def", "::: note", "\n:::", "[ref]: https://example.com",
    "[r]: <javascript:alert(1)>", "[^1]: a note", "[^1]: x\n\n    more", "$$\ny\n$$", "> [!NOTE]\n> alert", "![[wiki]]", "%%c%%", "{#id}", "{.c}", "[[toc]]", "[TOC]",
]  # fmt: skip
INLINE = [
    "![alt](x.png)", "![](a.png)", "![a]( <b c.png> \"t\")", "[![a](b.png)](c)", "[link](https://example.com/a?utm_source=x)", "[a](b", "](", "![", "[", "]", "[ref]", "[^1]",
    "[](https://example.com)", "**bold** and *em* and `code`", "a new**word** on", "**", "__", "_", "*", "~~", "`", "``", "$x^2$", "$", "$$", "\\", "\\* escaped \\_", "&amp; &lt;b&gt; &nbsp;",
    "&", "&#0;", "&#x202e;", "<https://a.b>", "https://a.b/?utm_source=x&b=1", "[x](javascript:alert(1))", "[x](JaVaScRiPt&colon;alert(1))", "[x](data:text/html,a)",
    "[Buy now](https://www.amazon.com/dp/X?tag=y-20)", "[Buy](https://amzn.to/x)", "H~2~O", "x^2^", "==m==", "^[note]", "#tag", "@user", "<user@example.com>",
]  # fmt: skip
HTML = [
    "<div class=\"ad-slot\">x</div>", "<div class=\"share\">", "<div>\n\ntext\n\n</div>", "<div>", "</div>", "<ins class=\"adsbygoogle\"></ins>", "<p>para <b>bold</b></p>", "<p>", "</p>",
    "<a href=\"https://x.com/a\">", "</a>", "<a name=\"x\"></a>", "<a href=https://amzn.to/x><img src=y></a>", "<a href=\"java\nscript:alert(1)\">x</a>", "<a href='&#106;avascript:x'>y</a>",
    "<img src=\"//x.example/y.png\" width=1 height=1>", "<img src=x onerror=alert(1)>", "<br>", "<br/>", "<hr>", "<b>", "</b>", "<i>", "<span style=\"x\">", "<u>u</u>", "<kbd>k</kbd>",
    "<ul>\n<li>a\n</ul>", "<table><tr><td>a|b</td></tr></table>", "<table>", "<tr><td>x", "</table>", "<details>\n<summary>s</summary>\n\nhidden\n\n</details>", "<details>", "<summary>",
    "<pre>", "</pre>", "<code>", "</code>", "<h2>Head</h2>", "<h2>\n", "<center>", "<figure>", "<figcaption>c</figcaption>", "</figure>", "<noscript>", "<script>alert(1)</script>", "<script>",
    "</script>", "<style>", "<svg>", "</svg>", "<math>", "<iframe src=\"https://www.youtube.com/embed/abc\"></iframe>", "<iframe src=//e>", "</iframe>", "<meta http-equiv=refresh>", "<base href=x>",
    "<form><input></form>", "<button onclick=x>b</button>", "<object data=x>", "<embed src=x>", "<!-- ads begin -->", "<!-- ads end -->", "<!-- ", "-->", "<!--a-->", "<!-->", "--!>",
    "<!DOCTYPE html>", "<![CDATA[x]]>", "<?php a ?>", "</", "<", "<a", "<a b='", "\\<script>", "&lt;script&gt;", "<textarea>", "<template>", "<xmp>", "<select>",
]  # fmt: skip
TEMPLATES = [
    "{{< adsense >}}", "{{< fig src=\"a\" >}}", "{{% note %}}", "{{% /note %}}", "{% include share.html %}", "{% raw %}", "{% endraw %}", "{{ x }}", "{{<", "%}", "<ProductCard id={1} />",
    "<Foo a={`>`}>", "</Foo>", "import X from 'y'\n", "export const a = 1\n",
]  # fmt: skip
JUNK = [
    "Also read: [Other](https://example.org/o)", "This post contains affiliate links.", "Leave a comment below.", "## Related posts\n\n- [A](/a)\n- [B](/b)", "March 3, 2024", "Written by Jane Roe",
    "By Jane Roe", "© 2024 Example. All rights reserved.", "Subscribe to our newsletter", "关注公众号", "カテゴリ: 日記", "Advertisement", "Share this:", "Follow us on Twitter", "Related articles",
    "About the author", "3 min read", "Posted on March 3, 2024", "Table of Contents", "Tags: [a](/tag/a)", "Copy", "Photo by A on [B](c)", "Skip to content", "Home > Blog", "Previous", "Next →",
    "Was this helpful?", "We use cookies", "Jane says:", "Reply", "0 Comments", "*As an Amazon Associate I earn from qualifying purchases.*", "Contents", "Read more: [x](y)",
]  # fmt: skip
SIGNS = [
    "\0", "\u202e", "\u2066", "\u200f", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\ufeff", "\t", "😀", "👨‍👩‍👧", "مرحبا بالعالم", "ไทย คำ", "한글 문장", "中文句子。", "\u3000", "\u200b",
    "\xa0", "\xad", "\ud800", "\udfff", "é", "e\u0301", "ﬁ", "İ", "ß",
]  # fmt: skip
MATTER = [
    "", "", "", "---\ntitle: Title\ndate: 2024-01-02\n---\n", "+++\ntitle = 'Title'\n+++\n", "---\ntitle: [broken\n---\n", "\ufeff---\na: 1\n---\n", "---\na: 1\n", "---\n---\n",
    "---\r\ntitle: \"T | Site\"\r\n---\r\n", "---\ntitle: a\ntitle: b\n---\n", "---\n- a\n---\n", "---\ndate: 2024-99-99\n---\n", "---\n? [a]\n: b\n---\n", "---\ntags: 5\nauthor: {name: [1]}\n---\n",
    "---\na: &x [*x]\n---\n", "---\ntitle: <script>x</script>\n---\n", "+++\na = 1979-05-27T07:32:00Z\n+++\n", ";;;\n{}\n;;;\n", "{\n\"a\": 1\n}\n", "---\ntitle: !!python/object:x {}\n---\n",
]  # fmt: skip
FRAGMENTS = [*BLOCKS, *INLINE, *HTML, *TEMPLATES, *JUNK, *SIGNS]
JOINTS = [
    ["\n\n"],
    ["\n"],
    ["\n\n", "\n", "", "\n\n\n", " "],
    ["", "\n"],
    ["\n", "\n> ", "\n  ", "\n- ", "\n    ", "\n\n    "],
]
CODE = re.compile(r"[`~]{3}|^(?: {4}|\t)|`", re.MULTILINE)


def document(pick: Callable[[int], int]) -> str:
    """A document; `pick(n)` gives numbers from 0 to n - 1 and decides all."""

    def one(of: Sequence[Any]) -> Any:
        return of[pick(len(of))]

    text = str(one(MATTER))
    joints = one(JOINTS)
    few = [one(FRAGMENTS) for _ in range(one([3, 8, 30]))]
    for _ in range(one([1, 2, 3, 4, 6, 9, 14, 25])):
        text += one(few) + one(joints)
    for _ in range(one([0, 0, 0, 1, 3]) if text else 0):
        at = pick(len(text) + 1)
        text = text[:at] + one(["", *SIGNS[:12], "\r", "<", ">", "`", "*", "\n", "    "]) + text[at + pick(2) :]
    newline = one(["\n"] * 9 + ["\r\n", "\r", "mixed"])
    if newline == "mixed":
        return "".join(one(["\r\n", "\n", "\r"]) if c == "\n" else c for c in text)
    return text.replace("\n", newline)


def broken(text: str, options: Any) -> str:
    """What does not hold for a document, as a key that names the kind; empty if all holds."""
    from cleaner import clean, replay

    started = time.process_time()
    try:
        result = clean(text, options)
        if replay(text, result.edits) != result.markdown:
            return "replay"
        for edit in result.edits:
            if not (edit.rule and edit.kind and edit.reason and 0 <= edit.start <= edit.end <= len(text)):
                return f"edit {edit.rule}"
            if edit.step == 0 and text[edit.start : edit.end] != edit.removed:
                return f"place of {edit.rule}"
        again = clean(result.markdown, options)
        if again.markdown != result.markdown:
            return "second run " + ",".join(sorted({e.rule for e in again.edits if e.status == "applied"}))
        result.to_json()
        _ = result.text
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if "/cleaner/" in f.filename]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        return f"{type(error).__name__} {where}"
    if time.process_time() - started > 3:
        return "slow"
    return cut_code(text, result)


def cut_code(text: str, result: Any) -> str:
    """Which rule went into a block of code."""
    from cleaner import frontmatter
    from cleaner.parse import parse

    if "\r" in text or not CODE.search(text):
        return ""
    base = frontmatter.split(text).body_start
    for leaf in parse(re.sub(r"[\ud800-\udfff]", "\ufffd", text[base:])).leaves:
        if leaf.kind != "code":
            continue
        start, end = base + leaf.start, base + len(text[base : base + leaf.end].rstrip("\n")) if leaf.end else base
        for e in result.edits:
            if e.status != "applied" or e.step or e.rule == "stray-fence":  # its fences open no code
                continue
            inside = start < e.start < end if e.start == e.end else e.start < end and e.end > start
            whole = e.start <= start and e.end >= end
            lead = e.end <= end and e.start < start and not text[start : e.end].strip()
            if inside and not whole and not lead and e.start != e.end:
                return f"code {e.rule}"
    return ""


def smaller(text: str, options: Any, key: str, seconds: float = 10.0) -> str:
    """A shorter document with the same fault."""
    stop = time.monotonic() + seconds
    shrunk = True
    while shrunk and time.monotonic() < stop:
        shrunk = False
        size = max(1, len(text) // 2)
        while size and time.monotonic() < stop:
            at = 0
            while at < len(text) and time.monotonic() < stop:
                less = text[:at] + text[at + size :]
                if broken(less, options) == key:
                    text, shrunk = less, True
                else:
                    at += size
            size //= 2
    return text


class Fuzzer:
    """Tries documents and keeps one of each kind of find."""

    def __init__(self, seconds: float, finds: Path) -> None:
        from cleaner import Options

        self.options = [Options()] * 6 + [
            Options(level="aggressive"), Options(level="conservative"), Options(html="always"), Options(html="never"), Options(title="keep"), Options(title="drop"),
        ]  # fmt: skip
        self.end = time.monotonic() + seconds
        self.finds = finds
        self.runs = 0
        self.kinds: Counter[str] = Counter()

    def one(self, pick: Callable[[int], int]) -> None:
        """Try one document."""
        text = document(pick)
        options = self.options[pick(len(self.options))]
        self.runs += 1
        if key := broken(text, options):
            self.kinds[key] += 1
            if self.kinds[key] == 1:
                least = smaller(text, options, key)
                with self.finds.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([key, least, repr(options)]) + "\n")

    def summary(self) -> str:
        """What was tried and found."""
        return f"{self.runs:,} documents, {len(self.kinds)} kinds of finds: {dict(self.kinds)}"


def main() -> None:
    """Run it as a script."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seconds", type=float, default=60)
    ask.add_argument("--finds", type=Path, default=Path("fuzz-finds.jsonl"))
    ask.add_argument("--seed", type=int, default=0, help="0 takes another each time")
    given = ask.parse_args()
    seed = given.seed or random.randrange(1, 2**31)
    try:
        import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        chance = random.Random(seed)
        fuzzer = Fuzzer(given.seconds, given.finds)
        while time.monotonic() < fuzzer.end:
            fuzzer.one(chance.randrange)
        print(f"by chance, seed {seed}: {fuzzer.summary()}")
        return
    with atheris.instrument_imports(include=["cleaner"]):
        from cleaner import clean, registry

        registry.rules()
    clean("# a\n\nb\n")
    fuzzer = Fuzzer(given.seconds, given.finds)

    def test(data: bytes) -> None:
        if time.monotonic() > fuzzer.end:
            print(f"guided by coverage, seed {seed}: {fuzzer.summary()}", flush=True)
            sys.stdout.flush()
            raise KeyboardInterrupt
        taken = atheris.FuzzedDataProvider(data)
        fuzzer.one(lambda n: taken.ConsumeIntInRange(0, n - 1))

    atheris.Setup(
        [
            sys.argv[0],
            f"-seed={seed}",
            "-max_len=400",
            "-len_control=0",
            "-rss_limit_mb=4096",
            "-timeout=600",
            f"-artifact_prefix={given.finds}.",
        ],
        test,
    )
    with contextlib.suppress(KeyboardInterrupt):
        atheris.Fuzz()


if __name__ == "__main__":
    main()
