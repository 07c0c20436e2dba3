"""Front matter that means harm, or costs more than it tells: it is refused with its cause and left as it is, and the body is cleaned. Titles with what generators stick on them."""

from __future__ import annotations

import json
import time

import pytest

from cleaner import clean

BODY = '# T\n\nText here.\n\n<ins class="adsbygoogle"></ins>\n'
LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 24))
REFUSED = {
    "aliases that explode": (LAUGHS, "aliases"),
    "many aliases": ("a: &a x\nb: [" + "*a, " * 100 + "*a]", "more than 50 aliases"),
    "a list in itself": ("a: &x [*x]", "aliases"),
    "a mapping in itself": ("a: &x {b: *x}", "aliases"),
    "brackets": ("a: " + "[" * 100_000, "deeper than 60 levels"),
    "braces": ("a: " + "{a: " * 50_000, "deeper than 60 levels"),
    "indentation": ("".join(" " * n + f"a{n}:\n" for n in range(800)), "deeper than 60 levels"),
    "dashes": ("a:\n  " + "- " * 100_000 + "x", "deeper than 60 levels"),
    "questions": ("a: b\n" + "? " * 50_000 + "x", "deeper than 60 levels"),
    "a call": ("a: !!python/object/apply:os.system ['exit 1']", "python/object/apply:os.system is not read"),
    "an object": ("a: !!python/name:os.system ''", "is not read"),
    "a key twice": ("title: a\ntitle: b", "'title' stands there twice"),
    "a nested key twice": ("x:\n  k: 1\n  k: 2", "'k' stands there twice"),
    "a key twice, after many": (
        "".join(f"key{n}: v\n" for n in range(25_000)) + "key24999: v",
        "'key24999' stands there twice",
    ),
    "a huge scalar": ("a: " + "x" * 3_000_000, "larger than 400,000"),
    "many values": ("a:\n" + "- x\n" * 90_000, "more than 50,000 values"),
    "a NUL": ("a: \0", "special characters are not allowed"),
}
READ = {
    "a large scalar": "a: " + "x" * 390_000,
    "a long text": "a: |\n" + "  a line of text\n" * 20_000,
    "many keys": "".join(f"key{n}: value {n}\n" for n in range(16_000)),
    "a long number": "a: " + "9" * 300_000,
    "an unknown tag": "a: !secret b",
    "no date": "date: 2024-13-45",
    "a merge": "a: &a {b: 1}\nc:\n  <<: *a\n",
    "comments": "# c\n" * 90_000 + "a: 1",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    inside, why = REFUSED[name]
    text = f"---\n{inside}\n---\n{BODY}"
    started = time.process_time()
    result = clean(text)
    assert time.process_time() - started < 1
    assert result.front_matter == {}
    assert any("front matter left as it is" in w for w in result.warnings), result.warnings
    assert "adsbygoogle" not in result.markdown
    assert result.markdown.startswith(f"---\n{inside}\n---\n")
    assert name == "a NUL" or any(why in w for w in result.warnings), result.warnings
    result.to_json()


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    text = f"---\n{READ[name]}\n---\n{BODY}"
    started = time.process_time()
    result = clean(text)
    assert time.process_time() - started < 1
    assert result.front_matter
    assert not result.warnings
    assert result.markdown.startswith(f"---\n{READ[name]}\n---\n")
    assert "adsbygoogle" not in result.markdown


@pytest.mark.parametrize(
    "text",
    [
        "+++\na" + ".a" * 50_000 + " = 1\n+++\n",
        "+++\na = " + "[" * 50_000 + "\n+++\n",
        "+++\na = 1\na = 2\n+++\n",
        ";;;\n" + '{"a":' * 50_000 + "\n;;;\n",
        ';;;\n{"a": 1, "a": 2}\n;;;\n',
        '{\n"a": 1, "a": 2\n}\n\n',
    ],
    ids=lambda t: t[:12],
)
def test_other_forms(text: str) -> None:
    started = time.process_time()
    result = clean(text + BODY)
    assert time.process_time() - started < 1
    assert "adsbygoogle" not in result.markdown
    assert result.markdown.startswith(text.rstrip())
    assert not result.front_matter


@pytest.mark.parametrize(
    ("title", "heading", "wanted"),
    [
        ("How to mend a net - The Quay", "How to mend a net", "How to mend a net"),
        ("How to mend a net | Crafts | The Quay", "How to mend a net", "How to mend a net"),
        ("如何修补渔网和浮标绳索_手艺_码头网", "如何修补渔网和浮标绳索", "如何修补渔网和浮标绳索"),
        ("[New] How to mend a net", "How to mend a net", "How to mend a net"),
        # the names of section and site are decoration only where the document says so
        ("How to mend a net - The Quay", "Nets", "How to mend a net - The Quay"),
        ("Nets - and how to mend them in the winter", "Nets", "Nets - and how to mend them in the winter"),
        ("The Quay - How to mend a net", "The Quay", "The Quay - How to mend a net"),
        ("Nets, ropes and knots: a winter on the quay and in the loft", "Nets, ropes and knots", None),
        ("In 2024, we moved", "We moved the whole yard", "In 2024, we moved"),
        ("渡し船\u3000冬の時刻", "時刻", "渡し船\u3000冬の時刻"),
    ],
)
def test_titles(title: str, heading: str, wanted: str | None) -> None:
    done = clean(f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n# {heading}\n\nText of the document.\n")
    assert done.metadata["title"] == (wanted or title)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "## Coast\n\n# The ferry in winter\n\nIt goes when the ice lets it, and on Sundays twice.",
            "The ferry in winter",
        ),
        ("## Coast —\n\n## The ferry in winter\n\nIt goes when the ice lets it.\n\n## Fares", "The ferry in winter"),
        ("## The ferry in winter\n\n## Coast\n\nIt goes when the ice lets it.", "The ferry in winter"),
        ("The ferry goes when the ice lets it, and on Sundays twice.\n\n# Fares\n\nTwo crowns.\n\n# Times", None),
        ("# [The Quay](/)\n\n# The ferry in winter\n\nIt goes when the ice lets it.\n\n# Fares", "The ferry in winter"),
        ("## Address of the task (Two ferries)\nhttps://tasks.example.org/7\n\n## Answer\n\nNone.", "Two ferries"),
        ("## Fares (in crowns)\n\nTwo a head, and four for a horse.", "Fares (in crowns)"),
        ("[Fares](/fares)\n\n## Fares\n\nTwo crowns a head, and four for a horse.\n\n## Times", None),
    ],
)
def test_titles_without_front_matter(text: str, wanted: str | None) -> None:
    assert clean(text).metadata["title"] == wanted
