"""The samples: each dirty document with the Markdown and the JSON that come of it.

`python tests/test_samples.py --write` makes them anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from cleaner import clean_file

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "samples" / "dirty").glob("*.md"))


def made(path: Path) -> tuple[str, str]:
    result = clean_file(path)
    data = result.to_dict()
    data["source"]["path"] = f"samples/dirty/{path.name}"
    return result.markdown, json.dumps(data, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_sample(path: Path) -> None:
    folder = ROOT / "samples" / "clean"
    markdown, data = made(path)
    assert (folder / path.name).read_text(encoding="utf-8") == markdown
    assert (folder / f"{path.stem}.json").read_text(encoding="utf-8") == data


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 8


if __name__ == "__main__" and "--write" in sys.argv:
    (ROOT / "samples" / "clean").mkdir(exist_ok=True)
    for sample in SAMPLES:
        text, objects = made(sample)
        (ROOT / "samples" / "clean" / sample.name).write_text(text, encoding="utf-8")
        (ROOT / "samples" / "clean" / f"{sample.stem}.json").write_text(objects, encoding="utf-8")
