"""A writer creates, rewrites, renames, moves and deletes files while `cleaner` is killed with SIGKILL at random moments and begun
again: at the end every output must be what `clean` makes of its input.

    python tests/soak.py --kills 500 --steps 500 --files 5000
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from cleaner import clean

DIRTY = '# T {n}\n\nThe text of post {n}.\n\n<ins class="adsbygoogle"></ins>\n\nMore text.\n'
ENV = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}


def churn(inbox: Path, chance: random.Random, steps: int) -> None:
    """Create, rewrite, rename, move and delete; now and then a whole folder moves."""
    there = sorted(inbox.rglob("*.md"))
    for _ in range(steps):
        what = chance.random()
        if what < 0.5 or len(there) < 5:
            folder = inbox / chance.choice(["", "a", "b", "a/c"])
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{chance.randrange(10 * steps)}.md"
            path.write_text(DIRTY.format(n=chance.random()) * chance.randint(1, 5))
            there.append(path)
            continue
        if what < 0.98:
            path = there.pop(chance.randrange(len(there)))
            if not path.exists():
                continue
            if what < 0.7:
                path.write_text(DIRTY.format(n=chance.random()))
                there.append(path)
            elif what < 0.85:
                there.append(path.replace(inbox / f"moved{chance.randrange(steps)}.md"))
            else:
                path.unlink()
        elif (inbox / "a").is_dir():
            (inbox / "a").rename(inbox / f"away{chance.randrange(10**9)}")
            there = sorted(inbox.rglob("*.md"))


def soak(way: str, folder: Path, *, kills: int, steps: int, jobs: int = 1, files: int = 0, seed: int = 7) -> list[str]:
    """What is wrong at the end; empty if nothing is. `way` is `watch` or `clean` (with `--changed`)."""
    inbox, out = folder / "inbox", folder / "out"
    inbox.mkdir()
    chance = random.Random(seed)
    for n in range(files):
        (inbox / f"first{n}.md").write_text(DIRTY.format(n=n))
    more = ["--settle", "0.05", "--delete"] if way == "watch" else ["--changed"]
    base = [sys.executable, "-m", "cleaner", way, str(inbox), "-o", str(out), "--jobs", str(jobs)]
    for _ in range(kills):
        churn(inbox, chance, steps)
        process = subprocess.Popen(base + more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENV)
        time.sleep(chance.uniform(0.2, 0.8))
        churn(inbox, chance, steps)
        time.sleep(chance.uniform(0.0, 0.6))
        process.kill()
        process.wait()
    last = ["--once", "--delete"] if way == "watch" else more
    done = subprocess.run(base + last, capture_output=True, text=True, env=ENV, check=False)
    wrong = [] if done.returncode == 0 else [f"the last run ended with {done.returncode}: {done.stderr}"]
    right = {p.relative_to(inbox): clean(p.read_text()).markdown for p in inbox.rglob("*.md")}
    made = {p.relative_to(out): p.read_text() for p in out.rglob("*.md")}
    for name in sorted(right.keys() | made.keys()):
        if name not in made:
            wrong.append(f"{name}: missing")
        elif name not in right:
            if way == "watch":  # a batch leaves what it once wrote
                wrong.append(f"{name}: its input is gone")
        elif made[name] != right[name]:
            wrong.append(f"{name}: torn or old")
    return wrong + [f"{p}: left over" for p in out.rglob(".cleaner-*.tmp")]


def main() -> None:
    """Run it as a script."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("kills", 200), ("steps", 200), ("files", 2000), ("jobs", 2), ("seed", 7)):
        ask.add_argument(f"--{name}", type=int, default=default)
    given = vars(ask.parse_args())
    for way in ("watch", "clean"):
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            wrong = soak(way, Path(folder), **given)
        print(
            f"{way}: {given['kills']} kills, {time.monotonic() - started:.0f} s, {len(wrong)} wrong",
            *wrong[:20],
            sep="\n",
        )
        if wrong:
            sys.exit(1)


if __name__ == "__main__":
    main()
