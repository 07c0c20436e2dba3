"""The library: `clean`, `clean_file`, `Cleaner`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace

from cleaner import engine, files, pieces
from cleaner.model import Options
from cleaner.result import Result


def clean(text: str, options: Options | None = None, *, path: str = "") -> Result:
    """Clean a Markdown document.

    Args:
        text: the whole document, front matter included.
        options: what may be done; the defaults suit most documents.
        path: where the text came from. Only compared with the patterns of site packs, never opened.

    >>> clean("# Hi\\n\\nSome text.\\n").markdown
    '# Hi\\n\\nSome text.\\n'
    """
    if len(text) > pieces.LARGE:
        return pieces.run(text, options or Options(), Result, path)
    return engine.run(text, options or Options(), Result, path)


def clean_file(path: str | os.PathLike[str], options: Options | None = None) -> Result:
    """Clean a file; it is read, not written.

    Raises:
        OSError: if it cannot be read.
        cleaner.files.NotText: if it is binary or its encoding cannot be told.
    """
    source = files.read(path)
    result = clean(source.text, options, path=os.fspath(path))
    warnings = (source.warning, *result.warnings) if source.warning else result.warnings
    return replace(result, warnings=warnings, origin=source.origin)


@dataclass(frozen=True)
class Cleaner:
    """`clean` with its options set once. It holds no state between documents and may be shared by threads.

    >>> Cleaner(Options(title="drop"))("# Hi\\n\\nSome text.\\n").body
    'Some text.\\n'
    """

    options: Options = field(default_factory=Options)

    def __call__(self, text: str, *, path: str = "") -> Result:
        """Clean a text."""
        return clean(text, self.options, path=path)

    clean = __call__

    def file(self, path: str | os.PathLike[str]) -> Result:
        """Clean a file; see `clean_file`."""
        return clean_file(path, self.options)
