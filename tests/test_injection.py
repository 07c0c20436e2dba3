"""No active content gets through: known injection vectors, cleaned, rendered with raw HTML allowed and opened in a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cmarkgfm
import lxml.html
import pyromark
import pytest
from cmarkgfm.cmark import Options as Cmark

from cleaner import Options, clean
from tests.injection.vectors import SOURCES, Vector, vectors

OPTIONS = (
    Options(),
    Options(html="always"),
    Options(html="never"),
    Options(level="aggressive"),
    Options(level="conservative"),
    Options(title="drop"),
)
FOR_CONTROL = "http://127.0.0.1:1"  # no server: where nothing is opened
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --disable-extensions --mute-audio"
).split()
SECONDS = 60.0  # for one set of pages; a quarter is usual

PYROMARK = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
)


def renderings(text: str) -> list[str]:
    """A text as HTML by two parsers that disagree in the details, raw HTML allowed and no tag filtered."""
    text = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    return [
        cmarkgfm.markdown_to_html_with_extensions(
            text, options=Cmark.CMARK_OPT_UNSAFE, extensions=["table", "strikethrough", "autolink"]
        ),
        pyromark.html(text, options=PYROMARK),
    ]


# Tags without attributes that only shape text: in a page of nothing else there is nothing to look for.
PLAIN = re.compile(r"(?:[^<]++|</?(?:p|h[1-6]|em|strong|del|blockquote|ul|ol|li|pre|code|hr ?/?|br ?/?)>)*+")


def pages_of(vector: Vector) -> list[str]:
    """What sites might show of a vector, cleaned with all kinds of options: the body, and the whole with its front matter."""
    results = [clean(vector.source, options) for options in OPTIONS]
    values = {value for result in results for value in strings(result.front_matter)}
    texts = {text for result in results for text in (result.markdown, result.body)} | values
    pages = {page for text in texts for page in renderings(text)} | values
    return sorted(page for page in pages if not PLAIN.fullmatch(page))


def strings(value: object) -> Iterator[str]:
    """The strings in what was read, which templates show as they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from strings(one)


# -- what a parser finds ------------------------------------------------------------------------------------------------------

ACTIVE = frozenset(
    "script iframe frame frameset object embed applet base link portal fencedframe bgsound template".split()
)
ADDRESSES = frozenset(
    "href src action formaction data xlink:href poster background cite longdesc dynsrc lowsrc manifest code codebase "
    "archive classid srcset imagesrcset ping values from to by usemap profile icon".split()
)
SCHEME = re.compile(r"(?:javascript|vbscript|livescript):|data:(?!image/(?:png|jpe?g|gif|webp|avif)[;,])")
LOADS = re.compile(r"@import|url\s*\(|image-set\s*\(|expression\s*\(|-moz-binding|\\", re.IGNORECASE)


def findings(page: str) -> Iterator[str]:
    """What a browser would run or load unasked in a page, as its parsed tree shows it."""
    tree = lxml.html.document_fromstring(f"<!doctype html><html><body>{page}</body></html>")
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.lower().rpartition("}")[2]
        if tag in ACTIVE or (tag == "meta" and element.get("http-equiv")):
            yield f"<{tag}>"
        if tag == "style" and LOADS.search(element.text_content()):
            yield "a style that loads"
        for name, value in element.attrib.items():
            name = name.lower()
            address = re.sub(r"[\x00-\x20\x7f-\x9f]", "", value).lower()
            if re.fullmatch(r"on(?!e$)[a-z]+", name) or name in ("srcdoc", "ping"):
                yield f"{name} of <{tag}>"
            elif name in ADDRESSES and SCHEME.match(address) and not (tag == "img" and address.startswith("data:")):
                yield f"{name}={value!r} of <{tag}>"
            elif name == "style" and LOADS.search(value):
                yield f"style={value!r}"


@pytest.mark.parametrize("group", SOURCES)
def test_nothing_active_is_left(group: str) -> None:
    left = [
        f"{v.name}: {v.source!r}\n    {', '.join(found)} in {page!r}"
        for v in vectors(FOR_CONTROL)
        if v.group == group
        for page in pages_of(v)
        if (found := sorted(set(findings(page))))
    ]
    assert not left, "\n".join([f"{len(left)} pages:", *left])


def test_the_parser_finds_the_vectors() -> None:
    """The check above can fail: it finds nearly all of the vectors as they come."""
    every = vectors(FOR_CONTROL)
    found = [v for v in every if any(f for page in renderings(v.source) for f in findings(page))]
    assert len(every) >= 150
    assert len({v.source.replace(str(v.number), "") for v in every}) == len(every), "two vectors are the same"
    assert len(found) > 0.75 * len(every), len(found)
    assert {v.group for v in found} == set(SOURCES)


# -- what a browser does ------------------------------------------------------------------------------------------------------

# Opens every page in a frame, a few at a time, and does there what a reader might: moves, focuses, types, clicks. Links to other pages
# are not followed: they are what a page may hold.
INDEX = """<!doctype html><meta charset="utf-8"><title>vectors</title><script>
function hit(n) { fetch('/hit/' + n, {keepalive: true}); }
const wait = ms => new Promise(done => setTimeout(done, ms));
const MOUSE = ['pointerover', 'mouseover', 'mouseenter', 'mousemove', 'pointerdown', 'mousedown', 'mouseup', 'mouseout', 'wheel'];
function poke(frame) {
  let view, page;
  try { view = frame.contentWindow; page = frame.contentDocument; } catch (e) { return; }
  if (!page || !page.documentElement) return;
  view.addEventListener('click', e => {
    const link = e.target.closest && e.target.closest('a, area');
    const to = link && link.href && (link.href.baseVal || String(link.href));
    if (to && /^https?:/.test(to) && !to.startsWith(view.location.href.split('#')[0] + '#')) e.preventDefault();
  });
  for (const x of [...page.querySelectorAll('*')].slice(0, 400)) {
    try {
      if (x.localName === 'details') x.open = !x.open;
      for (const name of MOUSE) x.dispatchEvent(new view.MouseEvent(name, {bubbles: true, cancelable: true, view}));
      if (x.focus) x.focus();
      for (const name of ['focus', 'focusin', 'blur'])
        x.dispatchEvent(new view.FocusEvent(name, {bubbles: name === 'focusin'}));
      for (const name of ['keydown', 'keyup'])
        x.dispatchEvent(new view.KeyboardEvent(name, {bubbles: true, key: 'Enter'}));
      if (x.localName === 'form' && x.requestSubmit) x.requestSubmit();
    } catch (e) {}
  }
  return [...page.querySelectorAll('a, area, button, input, summary, label, svg a, math *, [onclick]')];
}
async function click(frame, targets) {
  for (const x of targets || []) {
    try { x.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})); } catch (e) {}
    await wait(5);
  }
}
async function visit(page) {
  const frame = document.createElement('iframe');
  frame.src = '/page/' + page;
  const loaded = new Promise(done => { frame.onload = done; });
  document.body.append(frame);
  await Promise.race([loaded, wait(2000)]);
  await wait(20);
  await click(frame, poke(frame));
  await wait(60);
  frame.remove();
}
addEventListener('load', async () => {
  let next = 0;
  const worker = async () => { while (next < PAGES) await visit(next++); };
  await Promise.all(Array.from({length: 16}, worker));
  await wait(500);
  await fetch('/done');
});
</script><body></body>"""
CONTENT = ("image", "video", "audio", "track")  # what a page may load: it is shown


class Site:
    """A server that gives out pages and notes what they do, on a port of its own."""

    def __init__(self) -> None:
        self.pages: list[tuple[int, str]] = []
        self.hits: set[int] = set()
        self.requests: set[tuple[int, str]] = set()
        self.done = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(site) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.answer(
                    site.get(self.path, self.headers.get("Sec-Fetch-Dest", ""), self.headers.get("Referer", ""))
                )

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.do_GET()

            def answer(self, page: str) -> None:
                data = page.encode("utf-8", "replace")
                self.send_response(200 if data else 204)  # without content a frame stays where it is
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                pass

        return Handler

    def get(self, path: str, kind: str, referrer: str) -> str:
        """The answer to a request."""
        if path == "/":
            return INDEX.replace("PAGES", str(len(self.pages)))
        if path == "/done":
            self.done.set()
        elif m := re.match(r"/hit/(\d+)", path):
            self.hits.add(int(m[1]))
        elif m := re.fullmatch(r"/page/(\d+)", path):
            return f'<!doctype html><meta charset="utf-8"><title>page</title><body>{self.pages[int(m[1])][1]}'
        elif path.startswith("/page/"):
            pass  # a form that sends to its own page
        elif kind not in (*CONTENT, "document", "empty") and (m := re.search(r"/page/(\d+)", referrer)):
            self.requests.add((self.pages[int(m[1])][0], f"{kind} {path}"))
        return ""

    def open(self, browser: str, pages: Iterable[tuple[int, str]], profile: Path) -> None:
        """Show pages, each with its vector's number, in a browser and wait until all were visited."""
        self.pages, self.hits, self.requests = list(pages), set(), set()
        self.done.clear()
        profile.mkdir()
        rules = f"--host-resolver-rules=MAP * 127.0.0.1:{self.server.server_port}"  # nothing goes out, all is noted
        with (profile / "log").open("wb") as log:
            process = subprocess.Popen(
                [browser, *FLAGS, rules, f"--user-data-dir={profile}", self.origin + "/"],
                stdout=log,
                stderr=log,
            )
            try:
                finished = self.done.wait(SECONDS)
            finally:
                process.kill()
                process.wait()
        assert finished, f"the browser did not get through {len(self.pages)} pages:\n" + (profile / "log").read_text(
            errors="replace"
        )


@pytest.fixture(scope="module")
def browser() -> str:
    for found in map(shutil.which, BROWSERS):
        if found:
            return found
    why = f"no browser found: one of {', '.join(BROWSERS)} is needed, for example Debian's package chromium"
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()


def named(site: Site) -> list[str]:
    by_number = {v.number: v for v in vectors(site.origin)}
    return [f"{by_number[n].group}, {by_number[n].name}: {by_number[n].source!r}" for n in sorted(site.hits)] + [
        f"{by_number[n].group}, {by_number[n].name}: {what}" for n, what in sorted(site.requests)
    ]


def test_no_vector_runs_when_cleaned(browser: str, site: Site, tmp_path: Path) -> None:
    pages = [(v.number, page) for v in vectors(site.origin) for page in pages_of(v)]
    site.open(browser, pages, tmp_path / "profile")
    assert not named(site), "\n".join([f"{len(site.hits)} vectors ran:", *named(site)])


def test_vectors_run_when_not_cleaned(browser: str, site: Site, tmp_path: Path) -> None:
    """The test above can fail: in the same pages made of the sources much runs, in every group."""
    every = vectors(site.origin)
    site.open(browser, [(v.number, renderings(v.source)[0]) for v in every], tmp_path / "profile")
    groups = Counter(v.group for v in every if v.number in site.hits)
    assert len(site.hits) > len(every) / 3, groups
    assert set(groups) == set(SOURCES), groups


# -- what only looks like it --------------------------------------------------------------------------------------------------

HARMLESS = {
    "fenced code": "# Scripts\n\n```html\n<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n```\n",
    "fenced code in a list": '1. Add it:\n\n   ```html\n   <body onload="go()">\n   ```\n2. Save.\n',
    "fenced code in a quote": "> ```js\n> location = 'javascript:go()'\n> ```\n",
    "code with tildes": "~~~\n[a](javascript:alert(1))\n~~~\n",
    "indented code": 'Write:\n\n    <iframe src="https://example.com/"></iframe>\n\nand save.\n',
    "code spans": 'Use `<script src="a.js">` and `onclick="go()"`, not `[a](javascript:go())` or `<a href=\'javascript:\'>`.\n',
    "double ticks": "Write ``<img src=`x` onerror=go()>`` here.\n",
    "code in a table": "| Tag | Use |\n|---|---|\n| `<script>` | runs |\n| `<base href>` | moves |\n",
    "code in a footnote": "Words.[^1]\n\n[^1]: The tag `<object data>` is old.\n",
    "code element": "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>\n\nWords.\n",
    "escaped tags": "The tag \\<script> runs, the attribute onload= too, and \\<img src=x onerror=go()> fails.\n",
    "tags in entities": "The tag &lt;script&gt; runs; so does &lt;img src=x onerror=go()&gt;.\n",
    "words": 'I read "javascript: the good parts" and "data: a love story"; vbscript: no more.\n',
    "address in prose": "An address such as javascript:void(0) or data:text/html,hello does nothing here.\n",
    "handlers in prose": "Set onclick = go on the button, then onload=start; once=true, on = off.\n",
    "link to a page on JavaScript": "[Guide](https://example.com/javascript:basics/) and [b](/javascript/intro.html?x=javascript:1).\n",
    "link to an anchor": "[Go](#javascript:go) to [the part](#onclick=go).\n",
    "links of other schemes": "[Mail](mailto:a@example.com), [call](tel:+431234), [feed](feed:https://example.com/x), [repo](ssh://git@example.com/x)\n",
    "autolinks": "<https://example.com/javascript:x> and <mailto:a@example.com>\n",
    "picture as data": '![dot](data:image/png;base64,iVBORw0KGgo=)\n\n<img src="data:image/svg+xml,%3Csvg/%3E" alt="a circle">\n',
    "elements that GitHub shows": 'Press <kbd>Ctrl</kbd>, H<sub>2</sub>O, x<sup>2</sup>, <mark>here</mark>,<br>and <abbr title="on = off">a</abbr>.\n',
    "details": "<details open>\n<summary>More</summary>\n\nWords.\n\n</details>\n",
    "picture": '<picture>\n  <source srcset="dark.png" media="(prefers-color-scheme: dark)">\n  <img src="light.png" alt="Logo">\n</picture>\n',
    "table with styles": '<table>\n<tr><td style="text-align: right; color: red" colspan="2">a</td></tr>\n</table>\n',
    "titles with signs": '<p title="a < b, c > d">Words</p>\n\n<b title="&lt;b&gt;">Words</b>\n',
    "maths": "$a < b$ and $$\\sum_{i<n} x_i > 0$$, $\\text{on} = 1$\n\n$$\na <b, c> d\n$$\n",
    "comparisons": "If a <b and c> d, or x<y<z, then onset = 3; a->b, <- c, <3.\n",
    "generics": "A List<Map<String, T>> or vector<int> holds base<T>.\n",
    "comment": "<!-- more -->\n\nWords <!-- a > b --> more.\n\n<!--\ntwo lines -- and a dash\n-->\n",
    "drawing": '<svg viewBox="0 0 8 8" role="img">\n<title>On</title><style>.a{fill:red}</style><a href="#x"><circle class="a" r="4"/></a>\n</svg>\n',
    "comment with a script": "Words.\n\n<!-- <script src='a.js'></script> <img src=x onload=go()> -->\n\nMore words.\n",
    "component in MDX": 'import A from \'./a\'\n\n<A onClick={() => go(1)} href="x">Words</A>\n\n<Link to="/x">Words</Link>\n',
    "component in Markdown": '<Link to="/x">Words</Link> and <Input label="a"/>\n\n<Embed url="https://example.com/" />\n',
    "shortcodes": '{{< youtube id="abc" >}}\n\n{{< figure src="a.png" title="on = off" >}}\n\n{% include a.html %}\n',
    "front matter": '---\ntitle: "The <script> element, onload= and javascript: addresses"\ntags: [javascript, data]\n---\n\nWords.\n',
    "front matter with escapes": '---\ntitle: "a \\x3cb\\x3e \\u2014 \\"c\\""\npath: "C:\\\\x3c"\nraw: \'\\x3cscript>\'\n---\n\nWords.\n',
    "front matter in TOML with escapes": '+++\ntitle = "\\u003cb\\u003e" # 5" \\x\nraw = \'\\u003cscript>"\'\n+++\n\nWords.\n',
    "check boxes": '- [ ] on\n- [x] off\n\n<input type="checkbox" checked> done\n',
    "footnote": "Words[^1] more.\n\n[^1]: JavaScript: The Good Parts, 2008.\n",
    "definition": '[a]: https://example.com/javascript:x "onload=go"\n\nSee [a].\n',
    "quote over lines": "> If a <b\n> c> d, we go on.\n",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_it_stays(name: str) -> None:
    result = clean(HARMLESS[name])
    assert result.markdown == HARMLESS[name], result.edits


def test_a_file_named_for_a_language_is_no_script() -> None:
    text = "See [the basics](javascript-basics.md), [more](javascript/more.md) and [old](vbscript.html).\n"
    assert clean(text).markdown == text


@pytest.mark.parametrize("tag", ["script", "style", "base", "link", "object", "template"])
def test_a_tag_that_is_spoken_of_is_still_named(tag: str) -> None:
    assert f"<{tag}>" in clean(f"The <{tag}> tag is old.\n").text
