"""Dirty Markdown in, clean content out.

from cleaner import clean

doc = clean(text)
doc.markdown, doc.body, doc.metadata, doc.edits, doc.to_json()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Cleaner", "Edit", "Options", "Result", "__version__", "clean", "clean_file", "replay", "watch"]

if TYPE_CHECKING:
    from cleaner.api import Cleaner, clean, clean_file
    from cleaner.engine import replay
    from cleaner.model import Edit, Options
    from cleaner.result import Result
    from cleaner.watcher import watch

_HOME = {
    "Cleaner": "api",
    "clean": "api",
    "clean_file": "api",
    "replay": "engine",
    "Edit": "model",
    "Options": "model",
    "Result": "result",
    "watch": "watcher",
}


def __getattr__(name: str) -> Any:
    """Load the library when it is first used: `import cleaner` alone reads nothing heavy."""
    if name in _HOME:
        from importlib import import_module

        value = getattr(import_module(f"cleaner.{_HOME[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
