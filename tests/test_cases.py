"""Every rule's case file: what it changes, why, and what it must not touch."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner import clean, replay
from cleaner.cases import Case, read
from cleaner.registry import rules

FOLDER = Path(__file__).parent / "cases"
CASES = [(path.stem, case) for path in sorted(FOLDER.glob("*.md")) for case in read(path)]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case.title}" for name, case in CASES])
def test_case(name: str, case: Case) -> None:
    result = clean(case.before, case.options)
    mine = [e for e in result.edits if e.rule == name and e.status == "applied"]
    if case.after is None:
        assert not mine, [(e.lines, e.reason) for e in mine]
        assert result.markdown == case.before
    else:
        assert result.markdown == case.after
        assert mine, "the change was made by other rules alone"
    for where, what in case.because:
        first, _, last = where.partition("-")
        lines = int(first), int(last or first)
        assert any(e.status == "applied" and overlaps(e.lines, lines) and what in e.reason for e in result.edits), [
            (e.lines, e.rule, e.reason) for e in result.edits
        ]
    assert replay(case.before, result.edits) == result.markdown
    assert clean(result.markdown, case.options).markdown == result.markdown


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@pytest.mark.parametrize("name", [r.name for r in rules()])
def test_rule_has_both_kinds_of_case(name: str) -> None:
    path = FOLDER / f"{name}.md"
    assert path.exists(), f"tests/cases/{name}.md is missing"
    cases = read(path)
    assert any(c.after is not None for c in cases), "no case in which the rule acts"
    assert any(c.after is None for c in cases), "no case that the rule must not touch"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda p: p.stem)
def test_case_file_has_a_rule(path: Path) -> None:
    assert path.stem in {r.name for r in rules()}
