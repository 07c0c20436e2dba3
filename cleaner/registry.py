"""The rules: found by folder, named by their file. The wrapper, not the rule, stamps name, kind and
phase on what a rule yields."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from cleaner.model import KINDS, Document, Phase, Proposal

Find = Callable[[Document], Iterator[Proposal]]
PHASES: tuple[Phase, ...] = ("mend", "remove", "tidy")
AFTER = 2  # the order from which on rules see what those of lower orders would remove


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the engine sees it.

    Attributes:
        name: the name of its file, with hyphens.
        kind: the kind of its edits, where the edit names no other.
        phase: `mend`, `remove` or `tidy`.
        find: yields proposals for a document.
        order: rules of one phase run by order, then by name; from `AFTER` on they are given what those of lower orders would remove (`Document.proposed`).
    """

    name: str
    kind: str
    phase: Phase
    find: Find
    order: int

    @property
    def doc(self) -> str:
        """The docstring of its file: what it does, why, and what it leaves alone. Read from the source: compiled modules have none."""
        source = pkgutil.get_data("cleaner.rules", self.name.replace("-", "_") + ".py") or b""
        return ast.get_docstring(ast.parse(source)) or ""


_found: dict[str, Rule] = {}


def rule(*, kind: str, phase: Phase = "remove", order: int = 0) -> Callable[[Find], Find]:
    """Register the function as the rule of its module.

    Raises:
        ValueError: if the kind is unknown or the module has a rule already.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}")

    def register(find: Find) -> Find:
        name = find.__module__.rpartition(".")[2].replace("_", "-")
        if name in _found:
            raise ValueError(f"rule {name} is defined twice")
        _found[name] = Rule(name, kind, phase, find, order)
        return find

    return register


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order they run."""
    for module in pkgutil.iter_modules(importlib.import_module("cleaner.rules").__path__):
        importlib.import_module(f"cleaner.rules.{module.name}")
    return tuple(sorted(_found.values(), key=lambda r: (PHASES.index(r.phase), r.order, r.name)))
