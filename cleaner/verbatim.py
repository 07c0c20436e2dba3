"""What the Markdown parser does not see as what it is: code between the template tags of Jekyll, Hexo and
Hugo, and in the fences of MDX, where indentation means nothing; template tags as the address of a link.

Such code is masked for the parser as fenced code of `x`s in which every character keeps its place, such an address as a
word of `x`s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Pairs of tags whose inside is code. `raw` and `verbatim` are none of them: these only keep template tags from being read.
TAGS = "highlight code codeblock prism output mermaid plantuml graphviz uml math katex latex terminal console"
_FENCE_OR_TAG = re.compile(
    r"^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*+(?:(`{3,}+|~{3,}+)([^\n]*+)|(\{%-?+|\{\{[<%])[ \t]*+("
    + "|".join(TAGS.split())
    + r")\b)",
    re.MULTILINE,
)
_ENDS = {"{%": "%}", "{%-": "%}", "{{<": ">}}", "{{%": "%}}"}
_LANGUAGE = re.compile(r"[ \t]*+(?:[`~]++[ \t]*+|\{[^\w\n]*+\w++[ \t]++(?:lang:)?+)([\w+#-]++)(?![=:])")
_DESTINATION = re.compile(
    r"\]\(((?:[^\s(){}<>]*+(?:\{\{[^{}\n]{1,300}+\}\}|\{%[^{}%\n]{1,300}+%\}))++[^\s(){}<>]*+)(?=[ \t]++[\"'(]|\))"
)
_DEEP = re.compile(r"^(?: {4}|\t)[ \t]*+(`{3,}+(?![^`\n]*`)|~{3,}+)", re.MULTILINE)


def tagged(text: str) -> list[tuple[int, int]]:
    """Spans from a template tag that begins a line and holds code to the tag that ends it, which ends its line; none of them in a fence."""
    if "{%" not in text and "{{" not in text:
        return []
    found: list[tuple[int, int]] = []
    missing: set[str] = set()
    pos = 0
    while m := _FENCE_OR_TAG.search(text, pos):
        pos = m.end()
        if m[1]:
            if not (m[1][0] == "`" and "`" in m[2]):
                pos = _fence_end(text, m[1], pos) or len(text)
            continue
        line = _line_end(text, pos)
        opened = text.find(_ENDS[m[3]], pos, line)
        if opened < 0 or text[opened - 1] == "/":
            continue
        if m[3].startswith("{%"):
            end = rf"\{{%-?\s*+end{m[4]}\s*+-?%\}}"
        else:
            end = rf"{re.escape(m[3])}\s*+/\s*+{m[4]}\s*+[>%]\}}\}}"
        if end in missing:
            continue
        if not (closing := re.compile(end).search(text, opened)):
            missing.add(end)
        elif not text[closing.end() : _line_end(text, closing.end())].strip():
            found.append((m.start(3), closing.end()))
            pos = closing.end()
    return found


def destinations(text: str) -> list[tuple[int, int]]:
    """Spans of what would be a link's destination but for the template tags in it: `[…]({% post_url … %})`, `[…]({{< ref "…" >}})`."""
    if "{%" not in text and "{{" not in text:
        return []
    return [m.span(1) for m in _DESTINATION.finditer(text)]


def deep(text: str) -> Iterator[tuple[int, int, int]]:
    """The fences that are indented by four spaces or more: where the line begins, the fence, and where its last line ends."""
    pos = 0
    while m := _DEEP.search(text, pos):
        pos = _fence_end(text, m[1], m.end())
        if not pos:
            return
        yield m.start(), m.start(1), pos


def _fence_end(text: str, mark: str, pos: int) -> int:
    """Where the line ends that closes a fence; 0 if none does."""
    m = re.compile(rf"^[ \t>]*+{mark[0]}{{{len(mark)},}}+[ \t]*+$", re.MULTILINE).search(text, pos)
    return m.end() if m else 0


def _line_end(text: str, pos: int) -> int:
    end = text.find("\n", pos)
    return end if end >= 0 else len(text)


def masked(text: str, regions: list[tuple[int, int]], addresses: list[tuple[int, int]]) -> str:
    """A text in which each region is code of `x`s: fenced, or inline where it is within a line; and each address a word of them."""
    out: list[str] = []
    pos = 0
    for start, end in addresses:
        out += text[pos:start], "x" * (end - start)
        pos = end
    text = "".join([*out, text[pos:]])
    out, pos = [], 0
    for start, end in sorted(regions):
        before = text[text.rfind("\n", 0, start) + 1 : start]
        spaces = " \t>" if ">" in before else " \t"
        first, *inner = text[start:end].split("\n")
        out.append(text[pos:start])
        if inner:
            lines = ["```" + "x" * (len(first) - 3)]
            for line in inner:
                lead = len(line) - len(line.lstrip(spaces))
                lines.append(line[:lead] + re.sub(r"\S", "x", line[lead:]))
            # a region that begins with white space is indented as a whole; one line more of it would be no fence
            lead = 0 if first[0] in " \t" else len(lines[-1]) - len(lines[-1].lstrip(" \t>"))
            lines[-1] = lines[-1][:lead] + "```" + " " * (len(lines[-1]) - lead - 3)
            out.append("\n".join(lines))
        else:
            out.append("`" + "x" * (len(first) - 2) + "`")
        pos = end
    return "".join([*out, text[pos:]])


def language(source: str) -> str:
    """What the first line of a region says of the language of its code."""
    m = _LANGUAGE.match(source)
    return m[1] if m else ""
