"""No pattern backtracks: the time of a search grows with the text, not with its square."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import cleaner
from cleaner import config

HERE = Path(cleaner.__file__).parent
# What repeats in texts and markup, and so what makes patterns try again.
UNITS = [
    " ", "\t", "\n", " \n", "\n\n", "a", "A", "é", "中", "年", "1", "1 ", "a ", "a b ", "A. ", "-", "- ", " - ", "--", "*", "**", "_", "#", "# ",
    "|", "| ", "| a", ">", "> ", "<", "<a", "<a ", '<a "', "<!--", "-->", "</", "/", "//", "/a", '"', "'", "`", "[", "]", "](", "[a](b)", "![", "(", ")",
    "&", "&amp;", "=", "a=b ", 'a="b" ', "{", "{{", "{{<", "{{< a ", "}", "%", "{%", ":", "：", ".", ". ", "。", ",", "!", "?", "$", "€", "@", "http://", "https://a.b/",
    "www.", "utm_", "1 ago ", "by A ", "2024-01-01 ", "\\", "\\\n", "\r", "\r\n", "\u00a0", "\u200b", "\u064b", "J", "java", "j a v a ", "data:", "·", "—", "•",
]  # fmt: skip
AROUND = [("", "\0"), ("a", "b"), ("<a ", ""), ("\n", "\n"), ("[", "]("), ("", "!")]
SMALL, LARGE, HUGE = 3_000, 100_000, 1_000_000
NOTHING = 0.003  # seconds; less is noise
GROWTH = 10.0  # times the time for four times the text: 4 is linear, 16 is quadratic
MORE = 30.0  # times the time for ten times the text, the memory's caches left behind
ANCHORED = frozenset(("match", "fullmatch"))  # begin at one place; the others try every place of a text


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(HERE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def methods() -> dict[tuple[str, str], set[str]]:
    """How the patterns that have a name are used, by the module where they stand and their name."""
    found: dict[tuple[str, str], set[str]] = {}
    for path, tree in trees():
        parts = path.relative_to(HERE.parent).with_suffix("").parts
        here = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        nodes = list(ast.walk(tree))
        origin = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in nodes:
            if not isinstance(node, ast.Attribute):
                continue
            if isinstance(node.value, ast.Name):  # NAME.search, here or imported
                found.setdefault(origin.get(node.value.id, (here, node.value.id)), set()).add(node.attr)
            elif isinstance(node.value, ast.Attribute) and isinstance(node.value.value, ast.Name):  # module.NAME.search
                module = ".".join(origin.get(node.value.value.id, ("", "")))
                found.setdefault((module, node.value.attr), set()).add(node.attr)
    return found


@cache
def imported(module: ModuleType) -> frozenset[str]:
    """The names that a module takes from others."""
    nodes = ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")))
    return frozenset(a.asname or a.name for node in nodes if isinstance(node, ast.ImportFrom) for a in node.names)


def patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Every pattern of the package, those with a name and those that stand in calls, and whether it begins at one place."""
    used = methods()
    for module in pkgutil.walk_packages([str(HERE)], "cleaner."):
        if module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            if name in imported(loaded):
                continue  # it is tried where it was made
            for each in value if isinstance(value, (tuple, list)) else (value,):
                if isinstance(each, tuple):
                    each = next((x for x in each if isinstance(x, re.Pattern)), None)
                if isinstance(each, re.Pattern) and isinstance(each.pattern, str):
                    how = used.get((module.name, name), set())
                    yield f"{module.name}.{name}", each, bool(how & ANCHORED) and not how - ANCHORED - {"pattern"}
    for path, tree in trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr != "compile"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and isinstance(node.args[0].value, str)
            ):
                flags = re.IGNORECASE * ("IGNORECASE" in ast.dump(node)) | re.MULTILINE * (
                    "MULTILINE" in ast.dump(node)
                )
                pattern = re.compile(node.args[0].value, flags)
                yield f"{path.relative_to(HERE)}:{node.lineno}", pattern, node.func.attr in ANCHORED


ALL = list({(p.pattern, p.flags, anchored): (name, p, anchored) for name, p, anchored in patterns()}.values())


def seconds(pattern: re.Pattern[str], text: str, anchored: bool, rounds: int = 2) -> float:
    """The time to find all matches, the least of some rounds."""
    best = 99.0
    for _ in range(rounds):
        started = time.process_time()
        if anchored:
            pattern.match(text)
            pattern.fullmatch(text)
        else:
            for _ in pattern.finditer(text):
                pass
        best = min(best, time.process_time() - started)
        if best < NOTHING:
            break
    return best


def worst(pattern: re.Pattern[str], anchored: bool = False) -> str:
    """The text on which a pattern takes more than linear time; empty if there is none. What takes longest is tried at 100 KB and 1 MB too."""
    slowest = (0.0, "", "", "")
    for unit in UNITS:
        for before, after in AROUND:
            texts = [before + unit * (size // len(unit)) + after for size in (SMALL, 4 * SMALL, 16 * SMALL)]
            times = [seconds(pattern, texts[0], anchored)]
            slowest = max(slowest, (times[0], unit, before, after))
            for text in texts[1:]:
                if times[-1] < NOTHING:
                    break
                times.append(seconds(pattern, text, anchored))
                if times[-1] > GROWTH * times[-2] and seconds(pattern, text, anchored) > GROWTH * times[-2]:
                    return f"{unit!r} between {before!r} and {after!r}: {', '.join(f'{t:.3f} s' for t in times)}"
    _, unit, before, after = slowest
    large, huge = (before + unit * (size // len(unit)) + after for size in (LARGE, HUGE))
    short = max(seconds(pattern, large, anchored), NOTHING)
    if (long := seconds(pattern, huge, anchored, rounds=1)) > MORE * short:
        return f"{unit!r} between {before!r} and {after!r}: {short:.3f} s for 100 KB, {long:.3f} s for 1 MB"
    return ""


def test_the_patterns_are_found() -> None:
    assert len(ALL) > 150
    assert any(name.endswith(".TAG") for name, _, _ in ALL)
    assert any(".py:" in name for name, _, _ in ALL)


def test_the_check_finds_a_pattern_that_backtracks() -> None:
    assert worst(re.compile(r"\s+$"))
    assert worst(re.compile(r"(?:a|a )*b"))
    assert not worst(re.compile(r"(?<!\s)\s++$|x"))


@pytest.mark.parametrize(("name", "pattern", "anchored"), ALL, ids=[name for name, _, _ in ALL])
def test_no_pattern_backtracks(name: str, pattern: re.Pattern[str], anchored: bool) -> None:
    assert not (found := worst(pattern, anchored)), f"{pattern.pattern[:200]}\n{found}"


@pytest.mark.parametrize("size", [LARGE, HUGE])
def test_users_patterns_are_linear(tmp_path: Path, size: int) -> None:
    """The engine of site packs (RE2) takes no longer for a pattern that would hang others."""
    (tmp_path / "cleaner.toml").write_text("[[pack]]\nname = 'x'\ndrop-regex = ['^(a|aa)+$', '(x+x+)+y']\n")
    options = config.load(tmp_path / "cleaner.toml").options
    started = time.process_time()
    cleaner.clean("# T\n\n" + "a" * size + "!\n\n" + "x" * size + "\n", options)
    assert time.process_time() - started < 20 * size / 1e6 + 2
