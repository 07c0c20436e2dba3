"""Settings from `cleaner.toml` or `[tool.cleaner]` in `pyproject.toml`, found upwards from the input.
The command line wins."""

from __future__ import annotations

import contextlib
import dataclasses
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cleaner import packs
from cleaner.files import PATTERNS
from cleaner.model import KINDS, Options

CHOICES = {
    "level": ("conservative", "default", "aggressive"),
    "title": ("keep", "heading", "drop"),
    "html": ("auto", "always", "never"),
    "format": ("markdown", "json", "jsonl", "text"),
    "assets": ("none", "copy", "link"),
}


class ConfigError(ValueError):
    """A setting that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a run.

    Attributes:
        options: what `clean` may do.
        format: `markdown`, `json`, `jsonl` or `text`.
        jobs: number of processes; 0 is one a core.
        include, exclude: glob patterns of the files of a folder.
        hidden: whether hidden files and folders are taken too.
        gitignore: whether to leave out what `.gitignore` files name.
        follow_links: whether to follow links that lead out of a folder that is read.
        assets: what happens to the other files of a folder: `none`, `copy`, or `link` (hard links, so that they take no room).
        max_bytes: larger files are refused; 0 for no limit.
        max_seconds: a document that takes longer fails; 0 for no limit.
        path: the file the settings came from, if any.
    """

    options: Options = field(default_factory=Options)
    format: str = "markdown"
    jobs: int = 1
    include: tuple[str, ...] = PATTERNS
    exclude: tuple[str, ...] = ()
    hidden: bool = False
    gitignore: bool = False
    follow_links: bool = False
    assets: str = "none"
    max_bytes: int = 256_000_000
    max_seconds: int = 300
    path: str = ""


_OPTION_FIELDS = {f.name: f for f in dataclasses.fields(Options)}
_CONFIG_FIELDS = {f.name: f for f in dataclasses.fields(Config)}


def find(start: Path) -> Path | None:
    """The settings file nearest to a path, upwards from it. A folder that may not be read has none."""
    start = start.absolute()
    for folder in (start, *start.parents):
        with contextlib.suppress(OSError):
            own = folder / "cleaner.toml"
            if own.is_file():
                return own
            project = folder / "pyproject.toml"
            if project.is_file() and re.search(
                r"^\[tool\.cleaner[\].]", project.read_text(encoding="utf-8", errors="replace"), re.MULTILINE
            ):
                return project
    return None


@cache
def load(path: Path | None) -> Config:
    """Read a settings file.

    Raises:
        ConfigError: if it cannot be read or holds an unknown or wrong setting.
    """
    if path is None:
        return Config()
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if path.name == "pyproject.toml":
        data = data.get("tool", {}).get("cleaner", {})
    table = {k: v for k, v in data.items() if k not in ("pack", "packs")}
    try:
        found = packs.read(data, text, path)
    except packs.PackError as error:
        raise ConfigError(str(error)) from error
    config = settings(table, lambda key: f"{path}:{_line(text, key)}")
    return dataclasses.replace(config, path=str(path), options=dataclasses.replace(config.options, packs=found))


def settings(table: dict[str, Any], where: Any) -> Config:
    """A table of settings as a `Config`; keys may use `-` or `_`.

    Raises:
        ConfigError: for an unknown key or a wrong value.
    """
    options: dict[str, Any] = {}
    config: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name in _OPTION_FIELDS and name != "packs":
            options[name] = _check(key, name, value, Options(), where)
        elif name in _CONFIG_FIELDS and name not in ("options", "path"):
            config[name] = _check(key, name, value, Config(), where)
        else:
            known = sorted((set(_OPTION_FIELDS) | set(_CONFIG_FIELDS)) - {"options", "path", "packs"})
            raise ConfigError(
                f"{where(key)}: unknown setting {key!r}; known are {', '.join(k.replace('_', '-') for k in known)}"
            )
    return Config(options=Options(**options), **config)


def _check(key: str, name: str, value: Any, defaults: Any, where: Any) -> Any:
    default = getattr(defaults, name)
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise ConfigError(f"{where(key)}: {key} is one of {', '.join(CHOICES[name])}, not {value!r}")
        return value
    if isinstance(default, (frozenset, tuple)):
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise ConfigError(f"{where(key)}: {key} is a list of texts")
        if name == "keep":
            for v in value:
                if v not in KINDS:
                    raise ConfigError(f"{where(key)}: {v!r} is no kind; kinds are {', '.join(KINDS)}")
        if name == "disable":
            from cleaner.registry import rules

            names = {r.name for r in rules()}
            for v in value:
                if v not in names:
                    raise ConfigError(f"{where(key)}: there is no rule {v!r}; see `cleaner rules`")
        return type(default)(value)
    if isinstance(value, bool) != isinstance(default, bool) or not isinstance(value, type(default)):
        raise ConfigError(
            f"{where(key)}: {key} is {'true or false' if isinstance(default, bool) else 'a number' if isinstance(default, int) else 'a text'}, not {value!r}"
        )
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        raise ConfigError(f"{where(key)}: {key} is not negative")
    return value


def _line(text: str, key: str) -> int:
    m = re.search(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=", text, re.MULTILINE)
    return text.count("\n", 0, m.start()) + 1 if m else 1
