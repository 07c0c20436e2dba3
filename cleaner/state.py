"""What is done already: the state of an output folder, in one SQLite file there.

An entry says which bytes of an input, under which settings and version, gave which output. It is a memo, never a source: an output that is
gone or an entry that does not fit is simply done again, and a file that is no state of ours is put aside.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleaner import __version__, files
from cleaner.config import Config

NAME = ".cleaner-state.sqlite"
LOCK = ".cleaner-lock"
_FORM = "cleaner-state-2"
# A file changed as shortly before it was done may have changed again within one tick of the clock: its bytes are compared.
_SETTLED = 2.0  # seconds
# What SQLite says of a file that is damaged, no database, or one of another form.
_FOREIGN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_PATIENCE = 3.0  # seconds in which the processes of a run that was killed let go of the lock
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS done (
    source BLOB PRIMARY KEY, size INTEGER, mtime INTEGER, sha256 TEXT, settings TEXT, target BLOB,
    status TEXT, error TEXT, time REAL, place BLOB
);
CREATE INDEX IF NOT EXISTS done_place ON done (place);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An input that was done: `status` is `changed`, `unchanged` or `failed`, `error` the cause of a failure, `time` in seconds since 1970."""

    source: Path
    target: Path | None
    status: str
    error: str
    time: float


def fingerprint(config: Config) -> str:
    """What besides an input's bytes decides its output: version, format, options and site packs."""
    told = repr((__version__, config.format, config.max_bytes, config.max_seconds, _stable(config.options)))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _stable(value: Any) -> Any:
    """A value in a form that prints the same in each run."""
    if dataclasses.is_dataclass(value):
        return [(f.name, _stable(getattr(value, f.name))) for f in dataclasses.fields(value)]
    if isinstance(value, (frozenset, set)):
        return sorted(map(str, value))
    if isinstance(value, (list, tuple)):
        return [_stable(v) for v in value]
    if isinstance(value, dict):
        return sorted((str(k), _stable(v)) for k, v in value.items())
    return str(getattr(value, "pattern", value))


class Busy(RuntimeError):
    """Another run works on the same output folder."""


class State:
    """The state of an output folder. Used by one thread; a second process may read it.

    Args:
        folder: the output folder; made if it is not there.
        alone: whether to work on the folder, which one run at a time may; temporary files of one that was killed go.

    Attributes:
        message: what was wrong with the file that was found; empty if nothing was.
        trouble: why it could not be read or written later on.

    Raises:
        Busy: if another run works on the folder.
        OSError: if the folder cannot be made or read.
    """

    def __init__(self, folder: Path, *, alone: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / NAME
        self.folded = files.ignores_case(folder) if alone else False
        self.message = ""
        self.lock = -1
        if alone:
            self.lock = _lock(folder)
            files.sweep(folder, ".cleaner-*.tmp", below=True)
        self.trouble = ""
        try:
            if self.path.is_symlink() or (self.path.exists() and not self.path.is_file()):
                raise sqlite3.DatabaseError("is no file")
            self.db = self._open()
        except sqlite3.DatabaseError as error:
            if not alone:
                raise OSError(0, f"{self.path}: not a state of cleaner ({error})") from error
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF not in _FOREIGN:
                self._unlock()
                raise OSError(0, f"{self.path}: {error}") from error
            aside = self.path.with_name(f"{NAME}.broken-{int(time.time())}")
            self.message = (
                f"{self.path}: not a state of cleaner ({error}); put aside as {aside.name}, everything is done again"
            )
            with contextlib.suppress(FileNotFoundError):
                os.replace(self.path, aside)
            for suffix in ("-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)
            self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            db.executescript(_TABLES)
            found = db.execute("SELECT value FROM meta WHERE key = 'form'").fetchone()
            if found is None:
                db.execute("INSERT INTO meta VALUES ('form', ?)", (_FORM,))
            elif found[0] != _FORM:
                raise sqlite3.DatabaseError(f"its form is {found[0]}")
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        """Close the file and let others work on the folder."""
        self.db.close()
        self._unlock()

    def _unlock(self) -> None:
        if self.lock >= 0:
            os.close(self.lock)
            self.lock = -1

    def gone(self) -> bool:
        """Whether what is kept is kept no longer: the file was removed, or is not to be read or written."""
        return bool(self.trouble) or not self.path.exists()

    def _ask(self, question: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self.db.execute(question, tuple(values))
        except sqlite3.Error as error:
            self.trouble = str(error)
            raise

    def fresh(self, source: Path, settings: str, target: Path | None, *, retry: bool = False) -> bool:
        """Whether an input need not be done again: same bytes, same settings, and its output is there. A failure counts until the input
        changes, unless what failed is to be tried again.
        """
        try:
            row = self._ask(
                "SELECT size, mtime, sha256, settings, target, status, time FROM done WHERE source = ?",
                (_name(source),),
            ).fetchone()
        except sqlite3.Error:
            return False
        if row is None or row[3] != settings or (target is not None and row[4] != _name(target)):
            return False
        if retry and row[5] == "failed":
            return False
        if target is not None and row[5] != "failed" and not target.exists():
            return False
        try:
            found = source.stat()
            settled = not row[2] or row[6] - found.st_mtime_ns / 1e9 > _SETTLED
            if (found.st_size, found.st_mtime_ns) == (row[0], row[1]) and settled:
                return True
            if found.st_size != row[0] or files.digest(source) != row[2]:
                return False
        except OSError:
            return False
        with contextlib.suppress(sqlite3.Error):
            self._ask(
                "UPDATE done SET mtime = ?, time = ? WHERE source = ?",
                (found.st_mtime_ns, time.time(), _name(source)),
            )
        return True

    def record(
        self,
        source: Path,
        target: Path | None,
        settings: str,
        sha256: str,
        status: str,
        error: str,
        stat: os.stat_result | None,
        *,
        ours: bool = True,
    ) -> None:
        """Remember what became of an input. `stat` is what it was before it was read; `ours` whether its output is for us to write."""
        self._ask(
            "INSERT OR REPLACE INTO done VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _name(source),
                stat.st_size if stat else -1,
                stat.st_mtime_ns if stat else -1,
                sha256,
                settings,
                _name(target) if target and ours else b"",
                status,
                error,
                time.time(),
                _place(target) if target else b"",
            ),
        )

    def expect(self, source: Path, target: Path) -> None:
        """Remember that an output is about to be made, so that it is known even if the run is killed right after."""
        self._ask(
            "INSERT OR IGNORE INTO done VALUES (?, -1, -1, '', '', ?, 'pending', '', ?, ?)",
            (_name(source), _name(target), time.time(), _place(target)),
        )

    def error(self, source: Path) -> str:
        """Why an input failed when it was done last; empty if it did not."""
        row = self._ask("SELECT error FROM done WHERE source = ?", (_name(source),)).fetchone()
        return str(row[0]) if row else ""

    def rival(self, source: Path, target: Path) -> Path | None:
        """Another input that is still there and has the same output."""
        name = _name(target)
        for other, place in self._ask(
            "SELECT source, target FROM done WHERE place = ? AND source != ? AND status != 'failed'",
            (_place(target), _name(source)),
        ):
            if (place == name or self.folded) and Path(os.fsdecode(other)).exists():
                return Path(os.fsdecode(other))
        return None

    def waiting(self, target: Path) -> list[Path]:
        """The inputs that failed and have this output: perhaps for a rival's sake."""
        rows = self._ask("SELECT source FROM done WHERE place = ? AND status = 'failed'", (_place(target),))
        return [Path(os.fsdecode(row[0])) for row in rows.fetchall()]

    def entry(self, source: Path) -> Entry | None:
        """What is known of an input."""
        row = self._ask(
            "SELECT source, target, status, error, time FROM done WHERE source = ?", (_name(source),)
        ).fetchone()
        return _entry(row) if row else None

    def forget(self, source: Path) -> None:
        """Remove an entry; only when its output is gone, for who is killed in between must still know of it."""
        self._ask("DELETE FROM done WHERE source = ?", (_name(source),))

    def entries(self, below: Path | None = None) -> Iterator[Entry]:
        """All entries, or those of a folder, by source."""
        low, high = (b"", b"\xff") if below is None else (_name(below) + b"/", _name(below) + b"0")
        rows = self._ask(
            "SELECT source, target, status, error, time FROM done WHERE source >= ? AND source < ? ORDER BY source",
            (low, high),
        )
        yield from map(_entry, rows.fetchall())

    def note(self, **values: object) -> None:
        """Keep facts of a running watcher, for `cleaner status`."""
        for key, value in values.items():
            self._ask("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(value)))

    def notes(self) -> dict[str, str]:
        """The facts that were kept."""
        return {k: v for k, v in self._ask("SELECT key, value FROM meta") if k != "form"}


def _entry(row: tuple[bytes, bytes, str, str, float]) -> Entry:
    return Entry(Path(os.fsdecode(row[0])), Path(os.fsdecode(row[1])) if row[1] else None, *row[2:])


def _name(path: Path) -> bytes:
    """A path however it was spelled."""
    return os.fsencode(os.path.abspath(path))


def _place(target: Path) -> bytes:
    """Where an output lies, as a file system sees it that ignores case."""
    return os.fsencode(os.path.abspath(target).casefold())


def _lock(folder: Path) -> int:
    """Take the lock of a folder, which ends with the process however that ends; -1 where the system has none."""
    try:
        import fcntl
    except ImportError:
        return -1
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except OSError as error:
            if time.monotonic() > end:
                os.close(handle)
                raise Busy(f"{folder}: another run is at work there") from error
            time.sleep(0.1)
