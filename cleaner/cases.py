"""Case files: examples of a rule that are its tests and its documentation.

    %% a title
    input
    %% becomes
    output
    %% because
    3-5 part of a reason
    %% another title, whose input stays as it is
    input

A title may end in options: `%% the heading goes [title=drop]`. Lines of `because` name lines of the
input and a part of an edit's reason.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner.model import Options

_FOLDERS = (Path(__file__).parent / "cases_data", Path(__file__).parent.parent / "tests" / "cases")
_OPTIONS = re.compile(r"(?<!\s)\s*+\[([\w=/:.,-]+(?:\s+[\w=/:.,-]+)*)\]\Z")


@dataclass(frozen=True, slots=True)
class Case:
    """An example: `after` is None where nothing may change. `because` pairs lines with a part of a reason."""

    title: str
    before: str
    after: str | None
    because: tuple[tuple[str, str], ...]
    options: Options


def folder() -> Path:
    """Where the case files are: in the package as installed, in `tests/cases` of a checkout."""
    return next((f for f in _FOLDERS if f.is_dir()), _FOLDERS[0])


def read(path: Path) -> list[Case]:
    """The cases of a file.

    Raises:
        ValueError: if the file has text before its first title or an option is unknown.
    """
    cases: list[Case] = []
    parts: dict[str, list[str]] = {}
    title, mode = "", ""

    def close() -> None:
        if mode:
            cases.append(_case(title, parts))

    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.startswith("%%"):
            if not mode and line.strip():
                raise ValueError(f"{path.name}: text before the first title")
            if mode:
                parts[mode].append(line)
            continue
        head = line[2:].strip()
        if head in ("becomes", "because"):
            mode = head
            parts[mode] = []
            continue
        close()
        title, mode, parts = head, "before", {"before": []}
    close()
    return cases


def _case(title: str, parts: dict[str, list[str]]) -> Case:
    options: dict[str, Any] = {}
    if m := _OPTIONS.search(title):
        title = title[: m.start()]
        kinds = {f.name: f.default for f in dataclasses.fields(Options)}
        for pair in m[1].split():
            name, _, value = pair.partition("=")
            if name not in kinds:
                raise ValueError(f"unknown option {name!r} in the case {title!r}")
            options[name] = (
                frozenset(value.split(","))
                if name in ("keep", "disable")
                else value not in ("no", "false")
                if isinstance(kinds[name], bool)
                else value
            )

    def text(name: str) -> str:
        return "\n".join(parts[name]).rstrip("\n") + "\n" if name in parts else ""

    because = tuple(
        (where, what)
        for line in parts.get("because", [])
        if line.strip()
        for where, _, what in [line.strip().partition(" ")]
    )
    return Case(title, text("before"), text("becomes") if "becomes" in parts else None, because, Options(**options))
