"""Whether time and memory grow as the document does.

    pip install -e '.[bench]'
    python benchmarks/growth.py                           # 1 KB to 5 MB, some minutes
    python benchmarks/growth.py --max-bytes 50000000      # to 50 MB
    python benchmarks/growth.py --plot growth.png

Speed: processor time of `cleaner.clean` for prose, lists, links, HTML and tables made by posts.py, in sizes ten times one another. Of the small
sizes many different documents are cleaned, so that each size is about as much work, no text twice; the best of several rounds counts. The spread is the
slowest size's time per byte over the fastest's: 1 is straight growth.

Memory: the peak of a process that reads one document from a file and cleans it, less what it used before, when the library was loaded and had
cleaned a small document of each kind; by byte of the document. The peak is set back before the document is read: loading peaks higher than what
stays in use, and a small document would hide below that. Where the system cannot set it back (only Linux can) a note says so: the numbers are
then too low, most so of small documents.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cleaner import clean
from posts import KINDS
from report import forget, machine, rate, table

SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000)
MEMORY_FROM = 100_000  # below, a page of memory more or less decides
STATUS = Path("/proc/self/status")


def seconds(kind: str, size: int, work: int, rounds: int) -> tuple[float, int]:
    """The best time for documents of a kind and size, and how many bytes they are: about `work`, one document at least."""
    texts = [KINDS[kind](size, n) for n in range(max(1, work // size))]
    best = float("inf")
    # One round will do where a document is larger than the work of the others.
    for _ in range(rounds if size <= work else 1):
        forget()
        gc.collect()
        started = time.process_time()
        for text in texts:
            clean(text)
        best = min(best, time.process_time() - started)
    return best, sum(len(text.encode()) for text in texts)


def memory(kind: str, size: int) -> float:
    """Peak bytes of memory by byte of input."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "document.md")
        path.write_text(KINDS[kind](size), encoding="utf-8")
        line = [sys.executable, __file__, "--peak", str(path)]
        return int(subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout) / path.stat().st_size


def peak() -> int:
    """The most memory this process had since `reset`, in bytes.

    Not `ru_maxrss` on Linux: that is never set back, and a process inherits it from the one that started it, which may be large.
    """
    if STATUS.exists():
        return int(STATUS.read_text().split("VmHWM:")[1].split()[0]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def reset() -> None:
    """Set the peak back to what is in use."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        print("the peak cannot be set back: memory is understated", file=sys.stderr)


def peak_of(path: Path) -> int:
    for make in KINDS.values():  # some of the library is loaded when it is first needed
        clean(make(2000))
    gc.collect()
    reset()
    before = peak()
    clean(path.read_text(encoding="utf-8"))
    return peak() - before


def short(size: int) -> str:
    return f"{size / 1e6:g} MB" if size >= 1_000_000 else f"{size / 1e3:g} KB"


def plot(speeds: dict[str, dict[int, float]], target: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    for kind, found in speeds.items():
        axes.plot(list(found), [1e9 / x for x in found.values()], marker="o", markersize=4, label=kind)
    axes.set_xscale("log")
    axes.set_xticks(sizes := list(next(iter(speeds.values()))), [short(s) for s in sizes])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("size of the document (log scale)")
    axes.set_ylabel("µs a KB")
    axes.set_title("Time by size: a level line is straight growth", fontsize=11)
    axes.grid(axis="y", alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(target, dpi=150)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--max-bytes", type=int, default=5_000_000, metavar="N", help="largest document (%(default)s)")
    parser.add_argument(
        "--work", type=int, default=1_000_000, metavar="N", help="bytes for each small size (%(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds of the small sizes (%(default)s)")
    parser.add_argument(
        "--kinds", nargs="+", choices=KINDS, default=list(KINDS), metavar="KIND", help="only these kinds"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="draw time by size")
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)  # what `memory` runs
    given = parser.parse_args()
    if given.peak:
        print(peak_of(given.peak))
        return
    about = machine()
    sizes = [*(s for s in SIZES if s < given.max_bytes), given.max_bytes]
    for make in KINDS.values():
        clean(make(2000))
    speeds: dict[str, dict[int, float]] = {kind: {} for kind in given.kinds}
    for kind, found in speeds.items():
        for size in sizes:
            note(f"{kind}, {short(size)}")
            took, length = seconds(kind, size, given.work, given.rounds)
            found[size] = length / took
    rows = []
    for kind, found in speeds.items():
        spread = max(found.values()) / min(found.values())
        rows.append((kind, *(rate(x / 1e6) for x in found.values()), f"{spread:.2f}"))
    print("MB/s by size of the document\n")
    print(table(("kind", *map(short, sizes), "spread"), rows))
    large = [size for size in sizes if size >= MEMORY_FROM]
    rows = []
    for kind in given.kinds if large else ():
        note(f"memory, {kind}")
        rows.append((kind, *(f"{memory(kind, size):.1f}" for size in large)))
    note("")
    if rows:
        print("\nPeak memory: bytes by byte of the document\n")
        print(table(("kind", *map(short, large)), rows))
    print(f"\nbest of {given.rounds} rounds; {about}")
    if given.plot:
        plot(speeds, given.plot)


def note(message: str) -> None:
    if sys.stderr.isatty():
        print(f"{message:<60}", end="\r", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
