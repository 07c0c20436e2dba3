"""What the benchmarks share: a table, and the machine that they ran on."""

from __future__ import annotations

import math
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from cleaner import engine


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table, its columns aligned; all but the first hold numbers."""
    cells = [list(head), *([str(x) for x in row] for row in rows)]
    width = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(c.rjust(w) if n else c.ljust(w) for n, (c, w) in enumerate(zip(r, width, strict=True))) + " |"
        for r in cells
    ]
    rule = "| " + " | ".join("-" * (w - 1) + (":" if n else "-") for n, w in enumerate(width)) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


def machine() -> str:
    """A line on what it runs on, and how busy that is: call it before measuring."""
    about = Path("/proc/cpuinfo")
    names = (
        [x.split(":")[1].strip() for x in about.read_text().splitlines() if x.startswith("model name")]
        if about.exists()
        else []
    )
    built = "" if (engine.__file__ or "").endswith(".py") else " compiled"
    return (
        f"cleaner {version('markdown-cleaner')}{built}, {platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{f' ({names[0]})' if names else ''}, load before {os.getloadavg()[0]:.1f}"
    )


def forget() -> None:
    """Empty what cleaner remembers of texts, its caches of limited size: a round must not live on the one before it, which had the same texts."""
    for module in [m for name, m in sys.modules.items() if name.startswith("cleaner.")]:
        for value in vars(module).values():
            if hasattr(value, "cache_parameters") and value.cache_parameters()["maxsize"]:
                value.cache_clear()


def rate(number: float) -> str:
    """Three significant digits."""
    digits = 2 - math.floor(math.log10(number)) if number > 0 else 0
    return f"{number:,.{min(9, max(0, digits))}f}"
