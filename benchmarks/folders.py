"""Folders: how fast the command does many files, in how much memory, and how soon the watcher does one.

    python benchmarks/folders.py                                    # 20,000 posts of 14 KB: some 300 MB of disk, a while
    python benchmarks/folders.py --files 300 --saves 10 --burst 100 # a try
    python benchmarks/folders.py --work FOLDER                      # on the disk of FOLDER, which is made and left

`cleaner clean IN -o OUT --changed` with one job and two, on a tenth of the files and on all; then again on all, with nothing changed. Time on the
clock, start-up included; where two jobs take about as long as the processors' time (CPU s), others used the machine. Memory is the peak of the largest of the command's processes, not their sum.

Then `cleaner watch`, idle. A save is a file that is written and closed; its latency runs until the output holds the clean text of just that save,
looked at every 2 ms. It holds the time that a file must stay the same before it is taken: 0.3 s unless set. A burst is many new files at once;
its time runs from the end of the last write until the last output is there.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from posts import post
from report import machine, rate, table

SIZE = 14_000
IN_FOLDER = 1000
PATIENCE = 600.0  # seconds until a watcher that writes nothing is given up


@dataclass(frozen=True)
class Run:
    """One run of the command: seconds on the clock and of the processors, peak bytes of its largest process."""

    seconds: float
    processor: float
    peak: int


def command() -> list[str]:
    return [sys.executable, "-m", "cleaner"]


def make(folder: Path, count: int) -> int:
    """Write posts, a thousand a folder; gives their bytes."""
    total = 0
    for n in range(count):
        path = folder / f"{n // IN_FOLDER:03}" / f"{n:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        total += path.write_bytes(post(n, SIZE).encode())
    return total


def run(source: Path, target: Path, jobs: int) -> Run:
    line = [*command(), "clean", str(source), "-o", str(target), "--changed", "--quiet", "--jobs", str(jobs)]
    started = time.perf_counter()
    process = subprocess.Popen(line)
    # Linux counts a process's peak from that of the one that started it: this script stays small until the runs are done.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(line)}: exit code {process.returncode}")
    return Run(
        seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss if sys.platform == "darwin" else usage.ru_maxrss * 1024,
    )


def batches(work: Path, count: int) -> None:
    part = min(count, max(1, count // 10))
    note(f"writing {count:,} posts")
    sizes = {part: make(work / "part", part), count: make(work / "all", count)}
    rows, notes = [], []
    for jobs in (1, 2):
        runs = {}
        for files, name in ((part, "part"), (count, "all")):
            note(f"{files:,} files, {jobs} jobs")
            target = work / f"out-{name}-{jobs}"
            runs[files] = first = run(work / name, target, jobs)
            done = sum(1 for _ in target.rglob("*.md"))
            if done != files:
                sys.exit(f"{target}: {done:,} outputs of {files:,} files")
            rows.append(row(f"first, {jobs} job{'s' * (jobs > 1)}", files, sizes[files], first))
        again = run(work / "all", work / f"out-all-{jobs}", jobs)
        rows.append(row(f"nothing changed, {jobs} job{'s' * (jobs > 1)}", count, sizes[count], again))
        more = runs[count].peak / runs[part].peak - 1
        notes.append(
            f"{jobs} job{'s' * (jobs > 1)}: {more:+.1%} memory from {part:,} to {count:,} files; "
            f"nothing changed is {runs[count].seconds / again.seconds:.1f} times as fast"
        )
        for name in ("part", "all"):
            shutil.rmtree(work / f"out-{name}-{jobs}")
    note("")
    print(table(("run", "files", "seconds", "CPU s", "files/s", "MB/s", "peak MB"), rows))
    print("\n" + "\n".join(notes))


def row(name: str, files: int, size: int, found: Run) -> tuple[str, ...]:
    speed = (rate(files / found.seconds), rate(size / 1e6 / found.seconds))
    return (name, f"{files:,}", f"{found.seconds:.2f}", f"{found.processor:.2f}", *speed, f"{found.peak / 1e6:.1f}")


# -- the watcher --------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def watcher(source: Path, target: Path, settle: float) -> Iterator[subprocess.Popen[bytes]]:
    """A watcher that has started and has nothing to do."""
    source.mkdir(parents=True)
    line = [*command(), "watch", str(source), "-o", str(target), "--settle", str(settle), "--log-json"]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL)
    try:
        # Files that are there when it starts are done before it looks at events: only a second one shows that it does.
        for name in ("first.md", "second.md"):
            (source / name).write_text("# Title\n\nText.\n")
            wait(process, (target / name).exists, 0.02)
        time.sleep(1)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait(process: subprocess.Popen[bytes], there: Callable[[], bool], step: float) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        if process.poll() is not None:
            sys.exit(f"the watcher ended with exit code {process.returncode}")
        if time.monotonic() > end:
            sys.exit(f"the watcher wrote nothing for {PATIENCE:.0f} s")
        time.sleep(step)


def save(process: subprocess.Popen[bytes], source: Path, target: Path, text: str, clean: bytes) -> float:
    """Seconds from a save to its output."""

    def there() -> bool:
        try:
            return target.read_bytes() == clean
        except FileNotFoundError:
            return False

    source.write_text(text, encoding="utf-8")
    started = time.perf_counter()
    wait(process, there, 0.002)
    return time.perf_counter() - started


def watching(work: Path, saves: int, burst: int, settle: float) -> None:
    from cleaner import clean

    source, target = work / "watched", work / "watched-out"
    jitter = random.Random(1)
    texts = [post(n, SIZE, seed=1) for n in range(saves)]
    results = [clean(text).markdown.encode() for text in texts]
    rows = []
    with watcher(source, target, settle) as process:
        took = []
        for n, text in enumerate(texts):
            note(f"save {n + 1} of {saves}")
            name = f"{n % 20}.md"  # new files first, then the same ones again
            took.append(save(process, source / name, target / name, text, results[n]))
            time.sleep(jitter.uniform(0.1, 0.3))  # else each save would meet the watcher at the same point of its round
        took.sort()
        if saves > 1:
            last = statistics.quantiles(took, n=100, method="inclusive")[98]
            rows.append((f"save to output, median of {saves:,}", f"{statistics.median(took):.3f}"))
            rows.append(("save to output, 99th percentile", f"{last:.3f}"))
        if burst:
            note(f"burst of {burst:,}")
            # Made beforehand, so that they arrive as fast as the disk takes them.
            files = [(f"{n:06}.md", post(n, SIZE, seed=2).encode()) for n in range(burst)]
            inbox, outbox = source / "burst", target / "burst"
            inbox.mkdir()
            started = time.perf_counter()
            for name, data in files:
                (inbox / name).write_bytes(data)
            written = time.perf_counter()
            wait(process, lambda: outbox.is_dir() and len(list(outbox.glob("[!.]*.md"))) == burst, 0.02)
            seconds = time.perf_counter() - written
            rows.append((f"burst of {burst:,}, last write to last output", f"{seconds:.2f}"))
            rows.append((f"burst of {burst:,}, the writing itself", f"{written - started:.2f}"))
    note("")
    print(table((f"watcher, settle {settle:g} s", "seconds"), rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--files",
        type=int,
        default=20_000,
        metavar="N",
        help="posts of the folder; 0 for the watcher alone (%(default)s)",
    )
    parser.add_argument(
        "--saves", type=int, default=200, metavar="N", help="saves beside an idle watcher (%(default)s)"
    )
    parser.add_argument("--burst", type=int, default=5_000, metavar="N", help="files written at once (%(default)s)")
    parser.add_argument(
        "--settle", type=float, default=0.3, metavar="SECONDS", help="the watcher's --settle (%(default)s)"
    )
    parser.add_argument(
        "--work", type=Path, metavar="FOLDER", help="where to work; must not be there. Default: a temporary folder"
    )
    given = parser.parse_args()
    about = machine()
    with contextlib.ExitStack() as stack:
        if given.work:
            given.work.mkdir(parents=True)
        work = given.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if given.files:
            batches(work, given.files)
            print()
        if given.saves or given.burst:
            watching(work, given.saves, given.burst, given.settle)
    print(f"\n{about}")


def note(message: str) -> None:
    if sys.stderr.isatty():
        print(f"{message:<60}", end="\r", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
