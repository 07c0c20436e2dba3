"""A short run of the fuzzer, by chance; the long one is `python tests/fuzz.py --seconds 3600`."""

from __future__ import annotations

import random

import pytest

from cleaner import Options
from tests.fuzz import broken, document

OPTIONS = [Options()] * 4 + [Options(level="aggressive"), Options(html="always"), Options(title="drop")]


@pytest.mark.parametrize("seed", range(4))
def test_documents_by_chance(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(150):
        text = document(chance.randrange)
        options = chance.choice(OPTIONS)
        assert not (found := broken(text, options)), (found, text, options)


def test_the_fuzzer_finds_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check can fail."""
    import cleaner

    monkeypatch.setattr(cleaner, "replay", lambda text, edits: text)
    assert broken('a\n\n<ins class="adsbygoogle"></ins>\n\nb\n', Options()) == "replay"
