"""Front matter: find it, read it, splice changed keys into its original bytes.

python-frontmatter's handlers read YAML and JSON, the standard library TOML. Nothing is ever written
back through a YAML writer: what does not change keeps its bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

_FENCE = {"---": "yaml", "+++": "toml", ";;;": "json"}
_OPENING = re.compile(r"(\ufeff?(?:[ \t]*\n){0,3})(---|\+\+\+|;;;)(?:yaml|toml|json)?[ \t]*\n")
_KEY = re.compile(r"^[ \t]*+(?:\"[^\"\n]++\"|'[^'\n]++'|[\w.$@/-][\w.$@/ -]{0,59}?)[ \t]*+[:=]", re.MULTILINE)
_ALIAS = re.compile(r"(?:^|[\s\[,{:])\*[\w-]")
_DEEP = re.compile(r"(?:[-?][ \t]+){60}|^[ \t]{600}", re.MULTILINE)
_DOTTED = re.compile(r"(?<![\w.-])(?:[\w-]++\.){60}")  # a key of TOML
MAX_BYTES = 400_000  # what a reader of YAML does within a second
_MAX_ALIASES = 50
_MAX_DEPTH = 60
_MAX_VALUES = 50_000


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before the body.

    Attributes:
        form: `yaml`, `toml`, `json`, or empty where there is none.
        start, end: span of the block's inside, without its fences.
        body_start: where the body begins.
        data: what was read; empty where the block is broken.
        error: why it could not be read.
    """

    form: str = ""
    start: int = 0
    end: int = 0
    body_start: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    error: str = ""


def split(text: str) -> FrontMatter:
    """Find and read the front matter of a document whose newlines are `\\n`. Never raises: a broken block has its `error` set."""
    bom = 1 if text.startswith("\ufeff") else 0
    m = _OPENING.match(text)
    if not m:
        return _bare_json(text, bom)
    fence, start = m[2], m.end()
    closing = re.compile(
        rf"^{re.escape(fence)}[ \t]*(?:\n|\Z)" if fence != "---" else r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE
    )
    close = closing.search(text, start)
    if not close:
        return FrontMatter(body_start=bom)
    inside = text[start : close.start()]
    form = _FENCE[fence]
    try:
        data = _read(form, inside)
    except _NotFrontMatter:
        return FrontMatter(body_start=bom)
    except Exception as error:
        if not _KEY.search(inside):
            return FrontMatter(body_start=bom)
        return FrontMatter(
            form, start, close.start(), close.end(), {}, " ".join(str(error).split())[:300] or type(error).__name__
        )
    return FrontMatter(form, start, close.start(), close.end(), data)


class _NotFrontMatter(Exception):
    """The fences hold something else, such as text between two thematic breaks."""


def _bare_json(text: str, bom: int) -> FrontMatter:
    """Hugo's JSON front matter: an object that begins on the first line and ends with `}` alone on a line."""
    if not text.startswith("{\n", bom):
        return FrontMatter(body_start=bom)
    close = re.compile(r"^\}[ \t]*(?:\n|\Z)", re.MULTILINE).search(text, bom)
    if not close:
        return FrontMatter(body_start=bom)
    end = bom + len(text[bom : close.end()].rstrip())
    try:
        data = json.loads(text[bom:end], object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return FrontMatter(body_start=bom)
    return FrontMatter("json", bom, end, close.end(), data)


def _read(form: str, inside: str) -> dict[str, Any]:
    if len(inside) > MAX_BYTES:
        raise ValueError(f"the front matter is larger than {MAX_BYTES:,} characters")
    _check(inside)
    if form == "toml":
        import tomllib

        return tomllib.loads(inside)
    if form == "json":
        data = json.loads(inside if inside.lstrip().startswith("{") else "{" + inside + "}", object_pairs_hook=_once)
    else:
        data = _yaml().load(inside, Loader=_loader())
        _weigh(data)
    if data is None and not inside.strip():
        return {}
    if not isinstance(data, dict):
        if data is None and inside.lstrip().startswith("#"):
            return {}
        raise _NotFrontMatter
    return {str(k): v for k, v in data.items()}


def _once(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """A mapping whose keys stand there once each: readers differ in which of two counts.

    Raises:
        ValueError: if one stands there twice.
    """
    found: dict[Any, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands there twice")
        found[key] = value
    return found


def _weigh(data: Any) -> None:
    """Refuse what aliases make large: values that hold themselves, or one another many times over."""
    todo, seen = [data], 0
    while todo:
        value = todo.pop()
        seen += 1
        if seen > _MAX_VALUES:
            raise ValueError(f"it holds more than {_MAX_VALUES:,} values, or aliases that multiply")
        if isinstance(value, dict):
            todo += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set)):
            todo += value


def _check(inside: str) -> None:
    """Refuse what would cost more than it tells, before the reader sees it."""
    if "&" in inside and len(_ALIAS.findall(inside)) > _MAX_ALIASES:
        raise ValueError(f"it has more than {_MAX_ALIASES} aliases")
    depth = 0
    for m in re.finditer(r"[\[{\]}]", inside) if inside.count("[") + inside.count("{") > _MAX_DEPTH else ():
        depth += 1 if m[0] in "[{" else -1
        if depth > _MAX_DEPTH:
            raise ValueError(f"it is nested deeper than {_MAX_DEPTH} levels")
    if _DEEP.search(inside) or _DOTTED.search(inside):
        raise ValueError(f"it is nested deeper than {_MAX_DEPTH} levels")


@cache
def _yaml() -> Any:
    from frontmatter.default_handlers import YAMLHandler

    return YAMLHandler()


@cache
def _loader() -> Any:
    """A safe YAML loader that keeps what was written: only `true` and `false` are booleans, and numbers that would print otherwise stay text."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            _once([(k.value, None) for k, _ in node.value if isinstance(k, yaml.ScalarNode) and k.value != "<<"])
            return super().construct_mapping(node, deep)

    Loader.yaml_implicit_resolvers = {
        c: [(tag, pattern) for tag, pattern in found if not tag.endswith((":bool", ":int", ":float"))]
        for c, found in base.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
    )
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:int", re.compile(r"^(?:0|-?[1-9][0-9]{0,17})$"), list("-0123456789")
    )
    Loader.add_implicit_resolver(
        "tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])$"), list("-0123456789")
    )

    def timestamp(loader: Any, node: Any) -> Any:
        try:
            return loader.construct_yaml_timestamp(node)
        except (ValueError, AttributeError):
            return node.value

    def other(loader: Any, suffix: str, node: Any) -> Any:
        if suffix.startswith("python/"):
            raise ValueError(f"its tag !!{suffix} is not read")
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_mapping(node, deep=True)

    Loader.add_constructor("tag:yaml.org,2002:timestamp", timestamp)
    Loader.add_multi_constructor("tag:yaml.org,2002:", other)
    Loader.add_multi_constructor("!", other)
    return Loader


_JSON_STRING = re.compile(r'("(?:[^"\\]|\\.)*+")')
# Strings in double quotes, as one group, and what may hold a quote that begins none.
_TOML_STRING = re.compile(
    r"#[^\n]*+|'''(?:[^']|'(?!''))*+'''|'[^'\n]*+'"
    r'|("""(?:[^"\\]|\\.|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+")',
    re.DOTALL,
)


def escaped(matter: FrontMatter, inside: str) -> Iterator[tuple[int, int, str]]:
    """The strings of a front matter that are written with escapes: their spans in its inside, quotes included, and what they say."""
    if matter.error or "\\" not in inside or '"' not in inside:
        return
    if matter.form == "yaml":
        import yaml

        for token in yaml.scan(inside, Loader=_loader()):
            if isinstance(token, yaml.ScalarToken) and token.style == '"':
                start, end = token.start_mark.index, token.end_mark.index
                if "\\" in inside[start:end]:
                    yield start, end, token.value
        return
    form = '{"value": %s}' if matter.form == "json" else "value = %s"
    for m in (_JSON_STRING if matter.form == "json" else _TOML_STRING).finditer(inside):
        if m[1] and "\\" in m[1]:
            try:
                value = str(_read(matter.form, form % m[1])["value"])
            except ValueError:
                continue  # quotes within quotes, ends told wrongly
            yield m.start(), m.end(), value


def splice(
    text: str, matter: FrontMatter, key: str, value: str | list[str]
) -> tuple[int, int, str, FrontMatter] | None:
    """The edit that sets a top-level key, as (start, end, replacement) in `text` and the front matter as it then is; None where it cannot be made with certainty.

    A key that is there gets the new value, a new one is added as the last line. The result is read again and must differ in that key alone.
    """
    if not matter.form or matter.error or _plain(matter.data.get(key)) == value:
        return None
    inside = text[matter.start : matter.end]
    quoted = json.dumps(value, ensure_ascii=False)
    known = key in matter.data
    if matter.form == "yaml":
        shown = (
            _scalar(value) if isinstance(value, str) else "[" + ", ".join(_scalar(v, flow=True) for v in value) + "]"
        )
        m = re.search(
            rf"^(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')[ \t]*:[^\n]*(?:\n(?:[ \t]+[^\n]*|- [^\n]*|[ \t]*(?=\n)))*",
            inside,
            re.MULTILINE,
        )
        line = f"{key}: {shown}"
    elif matter.form == "toml":
        m = re.search(rf"^{re.escape(key)}[ \t]*=[^\n]*", inside, re.MULTILINE)
        line = f"{key} = {quoted}"
        if not m and re.search(r"^\[", inside, re.MULTILINE):
            return None  # a new top-level key would land in the last table
    else:
        m = re.search(rf"\"{re.escape(key)}\"[ \t]*:[ \t]*\"(?:[^\"\\\n]|\\.)*+\"", inside)
        line = f"{json.dumps(key)}: {quoted}"
        if not m:
            return None
    if known != bool(m):
        return None
    if m:
        end = m.start() + len(m[0].rstrip())
        new = inside[: m.start()] + line + inside[end:]
        edit = (matter.start + m.start(), matter.start + end, line)
    else:
        gap = "" if not inside or inside.endswith("\n") else "\n"
        new = inside + gap + line + "\n"
        edit = (matter.end, matter.end, gap + line + "\n")
    try:
        data = _read(matter.form, new)
        expected = {**matter.data, key: value}
        same = {k: _plain(v) for k, v in data.items()} == {k: _plain(v) for k, v in expected.items()}
    except Exception:  # whatever a parser raises, and an alias that holds itself
        return None
    grown = len(new) - len(inside)
    after = FrontMatter(matter.form, matter.start, matter.end + grown, matter.body_start + grown, data)
    return (*edit, after) if same else None


def _plain(value: Any) -> Any:
    """A date as its text, so that `2024-03-27` reads the same quoted or not."""
    return value.isoformat() if hasattr(value, "isoformat") else value


_SAFE = re.compile(r"[^\W\d_][\w .,()/+'!?’“”–—-]*+\Z")


def _scalar(value: str, *, flow: bool = False) -> str:
    """A YAML scalar: plain where that is safe, else in double quotes."""
    plain = (
        _SAFE.match(value)
        and value == value.strip()
        and "  " not in value
        and value.lower() not in ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
    )
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) or (plain and not (flow and "," in value)):
        return value
    return json.dumps(value, ensure_ascii=False)
