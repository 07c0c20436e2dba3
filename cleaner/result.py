"""The result of `clean`: an outcome with its renderings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cleaner import render
from cleaner.model import Outcome


@dataclass(frozen=True)
class Result(Outcome):
    """What `clean` returns: see `Outcome` for its data.

    Attributes:
        origin: `path`, `bytes`, `sha256`, `encoding` of the file that `clean_file` read; empty otherwise.
    """

    origin: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The body as plain text: no markup, a blank line between blocks."""
        return render.plain(self)

    def to_dict(self) -> render.Json:
        """The JSON object of the document; its form is that of `cleaner schema`."""
        return render.to_dict(self, self.origin)

    def to_json(self, *, indent: int | None = 2) -> str:
        """`to_dict` as JSON, UTF-8 unescaped; `indent=None` gives one line."""
        return render.to_json(self, self.origin, indent=indent)
