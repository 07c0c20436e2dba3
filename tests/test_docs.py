"""The README says what is true: its rule table, its explanations and its settings are made from the program.

`python tests/test_docs.py --write` brings the generated parts up to date.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cleaner import config
from cleaner.registry import rules

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SHOWN = 14  # lines of an explanation


def rule_table() -> str:
    rows = ["| rule | kind | what it does |", "| --- | --- | --- |"]
    for rule in rules():
        first = " ".join(rule.doc.split("\n\n")[0].split()).removesuffix(".")
        rows.append(f"| `{rule.name}` | {rule.kind} | {first} |")
    return "\n".join(rows)


def explanation(path: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cleaner", "explain", path], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    removals = re.split(r"\n(?=\d)", done.stdout.rstrip("\n"))
    kinds = (
        "ad,",
        "disclosure,",
        "author,",
        "related,",
        "cta,",
        "social,",
        "subscribe,",
        "comments,",
        "nav,",
        "footer,",
    )
    kept = [r for r in removals if "[" not in r.split(":")[1] and any(f"({k}" in r.split("\n")[0] for k in kinds)]
    lines = [line if len(line) <= 150 else line[:147] + "..." for r in kept for line in r.split("\n")[:3]]
    return "```\n" + "\n".join(["$ cleaner explain " + path, *lines[:SHOWN], "…"]) + "\n```"


def generated(text: str) -> str:
    text = re.sub(
        r"(<!-- rules -->\n).*?(<!-- /rules -->)", lambda m: m[1] + rule_table() + "\n" + m[2], text, flags=re.DOTALL
    )
    return re.sub(
        r"(<!-- explain (\S+) -->\n).*?(<!-- /explain -->)",
        lambda m: m[1] + explanation(m[2]) + "\n" + m[3],
        text,
        flags=re.DOTALL,
    )


def test_generated_parts_are_up_to_date() -> None:
    text = README.read_text(encoding="utf-8")
    assert generated(text) == text, "run: python tests/test_docs.py --write"


def test_settings_in_the_readme_are_the_defaults() -> None:
    block = next(
        b for b in re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL) if "level" in b
    )
    assert config.settings(tomllib.loads(block), str) == config.Config()


def test_pack_in_the_readme_is_valid(tmp_path: Path) -> None:
    block = next(
        b for b in re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL) if "[[pack]]" in b
    )
    path = tmp_path / "cleaner.toml"
    path.write_text(block, encoding="utf-8")
    assert config.load(path).options.packs[0].name == "trail-notes"


@pytest.mark.parametrize("name", ["try", "test"])
def test_commands_are_there(name: str) -> None:
    text = README.read_text(encoding="utf-8")
    assert re.search(rf"<!-- {name} -->\n```\n\$ [^\n]+\n```\n<!-- /{name} -->", text)


if __name__ == "__main__" and "--write" in sys.argv:
    README.write_text(generated(README.read_text(encoding="utf-8")), encoding="utf-8")
