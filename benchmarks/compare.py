"""How fast `cleaner` is beside other tools that make clean text, on the same documents in one run.

    pip install -e '.[bench]'
    python benchmarks/compare.py                          # 200 posts made by posts.py
    python benchmarks/compare.py FOLDER --limit 500       # the first 500 *.md below a folder
    python benchmarks/compare.py --plot compare.png
    python benchmarks/compare.py --commands               # the command line: whole processes

Processor time of one process with one thread. Each tool is warmed up, then does all documents once a round, the tools in turn; its median
round counts. Tools for HTML get each document rendered beforehand by cmarkgfm, front matter removed; that is not timed. MB/s are bytes of
the Markdown for all of them. A document for which a tool raises, or finds nothing, has failed: it counts neither in the tool's time nor
in its documents. Two limits are given below the tools: reading the files, and the Markdown parser alone.

None does the same work: mdformat only formats, markdownify and html2text only convert, trafilatura and resiliparse pick the main content of a page.

`--commands` is time on the clock, the best of several runs, each in a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import logging
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from posts import post
from report import forget, machine, rate, table

Tool = Callable[["Page"], object]


@dataclass(frozen=True)
class Page:
    """A document in the forms that tools take; `html` is empty if cmarkgfm is not there."""

    path: Path
    markdown: str
    html: str
    bytes: int


@dataclass
class Score:
    """What a tool did: seconds of each round, without the documents at which it failed."""

    tool: Tool
    limit: bool = False
    rounds: list[float] = field(default_factory=list)
    failed: set[int] = field(default_factory=set)
    error: str = ""


# -- the tools: each is made once, so that what it loads is not timed ---------------------------------------------------------


def cleaner() -> Tool:
    from cleaner import clean

    return lambda page: clean(page.markdown).markdown


def trafilatura() -> Tool:
    from trafilatura import extract

    return lambda page: extract(
        page.html, output_format="markdown", include_links=True, include_images=True, include_tables=True
    )


def mdformat() -> Tool:
    import mdformat
    import mdformat_frontmatter  # noqa: F401 - without it front matter would be formatted as text
    import mdformat_gfm  # noqa: F401

    return lambda page: mdformat.text(page.markdown, extensions={"gfm", "frontmatter"})


def markdownify() -> Tool:
    from markdownify import markdownify

    return lambda page: markdownify(page.html)


def html2text() -> Tool:
    from html2text import html2text

    return lambda page: html2text(page.html)


def resiliparse() -> Tool:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: extract_plain_text(page.html, main_content=True)


def parser() -> Tool:
    import pyromark

    from cleaner.parse import MARKDOWN

    def drain(page: Page) -> bool:
        for _ in pyromark.events_with_range(page.markdown, options=MARKDOWN):
            pass
        return True

    return drain


def reading() -> Tool:
    return lambda page: page.path.read_bytes()


FROM_HTML = {"trafilatura": trafilatura, "markdownify": markdownify, "html2text": html2text, "resiliparse": resiliparse}
TOOLS = {"cleaner": cleaner, "mdformat": mdformat, **FROM_HTML}
LIMITS = {"parser alone": parser, "reading alone": reading}


# -- documents ----------------------------------------------------------------------------------------------------------------


def pages(folder: Path, limit: int) -> list[Page]:
    from cleaner import files, frontmatter

    try:
        from cmarkgfm import github_flavored_markdown_to_html
        from cmarkgfm.cmark import Options
    except ImportError:
        note("cmarkgfm is not installed: no tools for HTML")
        github_flavored_markdown_to_html = None
    found: list[Page] = []
    for path in sorted(folder.rglob("*.md")):
        if len(found) == limit:
            break
        try:
            source = files.read(path)
        except (OSError, files.NotText) as error:
            note(f"{path}: left out: {error}")
            continue
        page = ""
        if github_flavored_markdown_to_html is not None:
            body = source.text[frontmatter.split(source.text).body_start :]
            html = github_flavored_markdown_to_html(body, options=Options.CMARK_OPT_UNSAFE)
            page = f"<html><body><article>{html}</article></body></html>"
        found.append(Page(path, source.text, page, path.stat().st_size))
    return found


# -- the comparison -----------------------------------------------------------------------------------------------------------


def compare(documents: list[Page], rounds: int) -> dict[str, Score]:
    scores = {}
    for name, make in {**TOOLS, **LIMITS}.items():
        if name in FROM_HTML and not documents[0].html:
            continue
        try:
            scores[name] = Score(make(), name in LIMITS)
        except ImportError as error:
            note(f"{name} is left out: {error}")
    for score in scores.values():
        once(score, documents[:10])
    for n in range(rounds):
        for name, score in scores.items():
            note(f"round {n + 1} of {rounds}: {name}", end="\r")
            forget()
            score.rounds.append(once(score, documents))
    note("", end="\r")
    return scores


def once(score: Score, documents: list[Page]) -> float:
    """Processor seconds for all documents, less those of failures."""
    gc.collect()
    total = 0.0
    for n, page in enumerate(documents):
        started = time.process_time()
        try:
            done = score.tool(page)
        except Exception as error:
            score.error, done = f"{type(error).__name__}: {error}", None
        seconds = time.process_time() - started
        if done or not page.markdown.strip():
            total += seconds
        else:
            score.failed.add(n)
    return total


def show(documents: list[Page], scores: dict[str, Score], about: str) -> dict[str, float]:
    """Print the table; gives bytes a second, the measure of the ratios: the documents at which a tool failed need not be of average size."""
    rows, speeds = [], {}
    for name, score in scores.items():
        good = [page for n, page in enumerate(documents) if n not in score.failed]
        seconds = statistics.median(score.rounds) or 1e-9
        speeds[name] = sum(page.bytes for page in good) / seconds
        ratio = speeds["cleaner"] / speeds[name] if speeds[name] else float("inf")
        failed = f"{len(score.failed):,}" if score.failed else ""
        rows.append((name, rate(len(good) / seconds), rate(speeds[name] / 1e6), rate(ratio), failed))
    print(table(("tool", "documents/s", "MB/s", "cleaner is N times as fast", "failed"), rows))
    size = sum(page.bytes for page in documents) / 1e6
    print(f"\n{len(documents):,} documents, {size:.1f} MB; median of {len(scores['cleaner'].rounds)} rounds; {about}")
    for name, score in scores.items():
        if score.failed:
            print(f"{name} failed at {len(score.failed):,}: {' '.join(score.error.split())[:150] or 'found nothing'}")
    return speeds


def plot(scores: dict[str, Score], speeds: dict[str, float], target: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = sorted((n for n in scores if speeds[n]), key=lambda n: speeds[n])
    figure, axes = pyplot.subplots(figsize=(8, 0.45 * len(names) + 1.4), layout="constrained")
    colour = {n: "#1f6feb" if n == "cleaner" else "#d8dee4" if scores[n].limit else "#8c959f" for n in names}
    bars = axes.barh(names, [speeds[n] / 1e6 for n in names], color=[colour[n] for n in names], height=0.7)
    axes.bar_label(bars, [f"{rate(speeds[n] / 1e6)} MB/s" for n in names], padding=4, fontsize=9)
    for label in axes.get_yticklabels():
        if label.get_text() == "cleaner":
            label.set_fontweight("bold")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlim(min(speeds[n] for n in names) / 4e6, max(speeds.values()) / 1e6 * 6)
    axes.set_xlabel("MB of Markdown a second, one process (log scale; light grey: limits)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(target, dpi=150)


# -- the command line ---------------------------------------------------------------------------------------------------------


def commands(runs: int, files: int, about: str) -> None:
    """Whole processes, on the clock."""
    command = shutil.which("cleaner", path=str(Path(sys.executable).parent)) or shutil.which("cleaner")
    if command is None:
        sys.exit("the command `cleaner` is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in"), Path(folder, "out")
        source.mkdir()
        for n in range(files):
            (source / f"{n:05}.md").write_text(post(n), encoding="utf-8")
        many = f"cleaner clean, {files:,} files"
        starts = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import dataclasses, re, json'": [sys.executable, "-c", "import dataclasses, re, json"],
            "python -c 'import cleaner'": [sys.executable, "-c", "import cleaner"],
            "python -c 'import typer'": [sys.executable, "-c", "import typer"],
            "cleaner --version": [command, "--version"],
            "cleaner clean, one file": [command, "clean", str(source / "00000.md")],
        }
        folders = {
            f"{many}, {jobs} job{'s' * (jobs > 1)}": [
                command,
                "clean",
                str(source),
                "-o",
                str(target),
                "-qj",
                str(jobs),
            ]
            for jobs in (1, 2)
        }
        best = {**clock(starts, runs, target), **clock(folders, max(2, runs // 5), target)}
    print(table(("command", "ms"), [(name, rate(seconds * 1000)) for name, seconds in best.items()]))
    print(f"\nbest of {runs} ({max(2, runs // 5)} of the folder); {about}\n")
    alone = best["python -c pass"]
    rows = []
    for name, base in (
        ("cleaner --version", "python -c 'import typer'"),
        ("python -c 'import cleaner'", "python -c 'import dataclasses, re, json'"),
    ):
        # Below a tenth of a millisecond the difference of two starts is noise.
        own = (best[name] - alone) / max(1e-4, best[base] - alone)
        rows.append((f"{name} : {base}", f"{best[name] / best[base]:.2f}", f"{own:.2f}"))
    print(table(("ratio", "whole", "less python -c pass"), rows))


def clock(lines: dict[str, list[str]], runs: int, target: Path) -> dict[str, float]:
    """The best time of each command, after one run to warm up; the commands in turn."""
    best = dict.fromkeys(lines, float("inf"))
    for n in range(runs + 1):
        for name, line in lines.items():
            shutil.rmtree(target, ignore_errors=True)
            note(f"run {n} of {runs}: {name}", end="\r")
            started = time.perf_counter()
            subprocess.run(line, stdout=subprocess.DEVNULL, check=True)
            if n:
                best[name] = min(best[name], time.perf_counter() - started)
    note("", end="\r")
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder of Markdown; posts are made without one")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds (5); runs of each command (10)")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N documents (200 posts; all of a folder)")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="draw the comparison")
    parser.add_argument("--commands", action="store_true", help="measure the command line instead")
    given = parser.parse_args()
    about = machine()
    logging.disable()  # peers warn of single documents
    if given.commands:
        commands(given.rounds or 10, given.limit or 1000, about)
        return
    with tempfile.TemporaryDirectory() as folder:
        for n in range((given.limit or 200) if given.folder is None else 0):
            Path(folder, f"{n:05}.md").write_text(post(n), encoding="utf-8")
        documents = pages(given.folder or Path(folder), given.limit or sys.maxsize)
        if not documents:
            sys.exit(f"{given.folder}: no *.md there")
        scores = compare(documents, given.rounds or 5)
    speeds = show(documents, scores, about)
    if given.plot:
        plot(scores, speeds, given.plot)


def note(message: str, end: str = "\n") -> None:
    """Progress is shown on a terminal alone, the rest always."""
    if end == "\n":
        print(message, file=sys.stderr)
    elif sys.stderr.isatty():
        print(f"{message[:70]:<70}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
