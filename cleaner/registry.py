"""The rules: found by folder, named by their file. The wrapper, not the rule, stamps name, kind and
phase on what a rule yields."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from cleaner.model import KINDS, Document, Phase, Proposal

Find = Callable[[Document], Iterator[Proposal]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the engine sees it.

    Attributes:
        name: the name of its file, with hyphens.
        kind: the kind of its edits, where the edit names no other.
        phase: `remove` or `tidy`.
        find: yields proposals for a document.
        doc: the module's docstring: what it does, why, and what it leaves alone.
        order: rules of one phase run by order, then by name.
    """

    name: str
    kind: str
    phase: Phase
    find: Find
    doc: str
    order: int


_found: dict[str, Rule] = {}


def rule(*, kind: str, phase: Phase = "remove", order: int = 0) -> Callable[[Find], Find]:
    """Register the function as the rule of its module.

    Raises:
        ValueError: if the kind is unknown or the module has a rule already.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}")

    def register(find: Find) -> Find:
        module = importlib.import_module(find.__module__)
        name = find.__module__.rpartition(".")[2].replace("_", "-")
        if name in _found:
            raise ValueError(f"rule {name} is defined twice")
        _found[name] = Rule(name, kind, phase, find, (module.__doc__ or "").strip(), order)
        return find

    return register


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, removals first, in the order they run."""
    for module in pkgutil.iter_modules(importlib.import_module("cleaner.rules").__path__):
        importlib.import_module(f"cleaner.rules.{module.name}")
    return tuple(sorted(_found.values(), key=lambda r: (r.phase != "remove", r.order, r.name)))
