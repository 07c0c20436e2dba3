"""Files: read and decode, write atomically."""

from __future__ import annotations

import codecs
import contextlib
import filecmp
import fnmatch
import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The legacy encodings of the web (the WHATWG's list without those of old Apple systems), in their common names.
_MULTIBYTE = ("cp932", "euc_jis_2004", "euc_jp", "gb18030", "big5", "cp949")
_LEGACY = (
    *_MULTIBYTE,
    *(f"cp125{n}" for n in range(9)),
    "iso8859_2", "iso8859_5", "iso8859_15", "koi8_r", "koi8_u", "cp866", "cp874",
)  # fmt: skip
# charset-normalizer's measures, 0 to 1: how much of a mess a decoding is, and how much it looks like a language.
_MARGIN, _MAX_CHAOS, _NEAR = 0.02, 0.05, 0.1


class NotText(ValueError):
    """The file is binary, or its encoding cannot be told with certainty."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read.

    Attributes:
        text: its text, newlines and a UTF-8 byte order mark as they stood.
        origin: `path`, `bytes`, `sha256`, `encoding`.
        warning: what a user should know about the decoding; empty if it is plain UTF-8.
    """

    text: str
    origin: dict[str, Any]
    warning: str = ""

    @property
    def guessed(self) -> bool:
        """Whether neither UTF-8 nor a byte order mark settled the encoding."""
        return self.warning.startswith("not UTF-8")


def decode(data: bytes) -> tuple[str, str, str]:
    """Text, encoding and warning of a file's bytes.

    UTF-8 is what Markdown is written in; a byte order mark or a valid decoding settles it. Otherwise charset-normalizer's guess is taken only
    where it is sure.

    Raises:
        NotText: if the bytes are no text, or the encoding cannot be told.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return (
                    data.decode(encoding),
                    encoding,
                    "" if encoding == "utf-8" else f"read as {encoding} (byte order mark); what is written is UTF-8",
                )
            except UnicodeDecodeError as error:
                raise NotText(
                    f"has a {encoding} byte order mark but is not {encoding}: {error.reason} at byte {error.start}"
                ) from error
    head = data[:8192]
    if b"\0" in head and (head.count(b"\0") > 2 + len(head) // 50 or head.startswith((b"\x7fELF", b"\x89PNG", b"PK"))):
        raise NotText("is a binary file")
    try:
        return data.decode("utf-8"), "utf-8", ""
    except UnicodeDecodeError as error:
        first = error
    control = sum(c < 9 or 13 < c < 27 or 27 < c < 32 for c in head)
    if control > 2 + len(head) // 50:
        raise NotText("is a binary file")
    from charset_normalizer import from_bytes

    likely = [m for m in from_bytes(data[:200_000], cp_isolation=[*_LEGACY]) if m.encoding != "ascii"]
    if not likely:
        raise NotText(f"is not UTF-8 (byte {first.start}) and its encoding cannot be told: convert it first")
    best = likely[0]
    rivals = [
        m
        for m in likely[1:]
        if m.chaos < best.chaos + _MARGIN and m.coherence > best.coherence - _NEAR and str(m) != str(best)
    ]
    if rivals or best.chaos > _MAX_CHAOS or (best.coherence < 0.1 and best.encoding not in _MULTIBYTE):
        names = " or ".join(m.encoding for m in (best, *rivals))
        raise NotText(f"is not UTF-8 (byte {first.start}); perhaps {names}, but that is not certain: convert it first")
    try:
        return data.decode(best.encoding), best.encoding, f"not UTF-8; read as {best.encoding}"
    except (UnicodeDecodeError, LookupError) as error:
        raise NotText(f"is not UTF-8 (byte {first.start}) and not {best.encoding} throughout") from error


def read(path: str | os.PathLike[str], max_bytes: int = 0) -> Source:
    """Read a file.

    Args:
        path: a regular file.
        max_bytes: larger files are refused; 0 for no limit.

    Raises:
        OSError: if it cannot be read.
        NotText: if it is no regular file, no text or larger than allowed.
    """
    with open(path, "rb", opener=_opener) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise NotText("is not a regular file")
        if max_bytes and status.st_size > max_bytes:
            raise NotText(f"is larger than {max_bytes} bytes")
        data = file.read()
    text, encoding, warning = decode(data)
    return Source(
        text,
        {"path": os.fspath(path), "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "encoding": encoding},
        warning,
    )


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a FIFO without a writer must not hang the run


def write(path: Path, text: str, like: Path | None = None) -> None:
    """Replace a file atomically: it has the old content or the new, never a part. Its mode, or that of `like`, is kept.
    What is no regular file, such as `/dev/null`, is written into.

    Raises:
        OSError: if it cannot be written; then nothing has changed.
    """
    data = text.encode("utf-8", "surrogatepass")
    path = path.resolve() if path.is_symlink() else path
    if _special(path):
        path.write_bytes(data)
        return
    handle, name = tempfile.mkstemp(prefix=f".cleaner-{os.getpid()}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        model = path if path.exists() else like
        if model is not None and model.exists():
            os.chmod(name, stat.S_IMODE(model.stat().st_mode))
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
        _sync(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _special(path: Path) -> bool:
    """Whether a path is a device, a pipe or the like, which is written into, never replaced."""
    return path.exists() and not path.is_file()


@contextlib.contextmanager
def sink(target: Path) -> Iterator[Any]:
    """A file that takes lines and appears under its name only when it is complete; `.gz` is compressed."""
    import gzip

    if _special(target):
        with target.open("wb") as raw:
            yield lambda text: raw.write(text.encode("utf-8", "surrogatepass"))
        return
    mark = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]
    part = target.with_name(f".cleaner-{os.getpid()}-{mark}.part")
    sweep(target.absolute().parent, f".cleaner-*-{mark}.part")
    try:
        with part.open("wb") as raw:
            file: Any = gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) if target.suffix == ".gz" else raw
            yield lambda text: file.write(text.encode("utf-8", "surrogatepass"))
            if file is not raw:
                file.close()
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def sweep(folder: Path, pattern: str, *, below: bool = False) -> None:
    """Remove the temporary files of runs that were killed; in a container each run may have the number that we have now."""
    for left in folder.rglob(pattern) if below else folder.glob(pattern):
        number = left.name.split("-")[1]
        if number == str(os.getpid()) or not lives(number):
            with contextlib.suppress(OSError):
                left.unlink()


def lives(number: str) -> bool:
    """Whether a process is there."""
    if os.name == "nt":
        return True  # there the question would end it
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except OSError:
        return True
    try:  # one that was killed is there until its parent asks for it
        return Path(f"/proc/{number}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except (OSError, IndexError):
        return True


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_MAX_IGNORED = 1_000_000  # bytes of a .gitignore
PATTERNS = ("*.md", "*.markdown", "*.mdx", "*.mdown", "*.qmd", "*.Rmd")
OWN = ("cleaner.toml", ".cleaner-*")  # files of ours, which are no part of a site


def find(
    folder: Path,
    include: Sequence[str] = PATTERNS,
    exclude: Sequence[str] = (),
    hidden: bool = False,
    gitignore: bool = False,
    outward: bool = False,
    tell: Callable[[str], None] = lambda message: None,
) -> Iterator[Path]:
    """The documents below a folder, in a stable order, as paths relative to it.

    Args:
        folder: where to look.
        include: glob patterns of file names, or of relative paths where they hold a `/`.
        exclude: the same, for files and folders to leave out.
        hidden: whether to enter folders and take files whose names begin with a dot.
        gitignore: whether to leave out what the `.gitignore` files there, and above in the same repository, name.
        outward: whether to follow links that lead out of the folder.
        tell: called with a message about a link that was left out for that.

    Folders that are links are entered once each, so a loop of links ends. Raises nothing for a folder that cannot be read: it is left out.
    """
    seen: set[tuple[int, int]] = set()
    later: list[tuple[Path, Ignored | None]] = []  # links to folders, after the folders themselves
    root = folder.resolve()

    def walk(at: Path, ignored: Ignored | None) -> Iterator[Path]:
        try:
            status = (folder / at).stat()
            if (status.st_dev, status.st_ino) in seen:
                return
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(folder / at) as found:
                entries = sorted(found, key=lambda e: e.name)
        except OSError:
            return
        if ignored is not None:
            ignored = ignored.below(root / at)
        for entry in entries:
            path = at / entry.name
            if (entry.name.startswith(".") and not hidden) or matches(path, exclude):
                continue
            try:
                is_folder = entry.is_dir()
            except OSError:
                continue
            if not is_folder and not matches(path, include):
                continue
            if ignored is not None and ignored.names(root / path, is_folder):
                continue
            if not outward and entry.is_symlink() and leads_out(folder, folder / path):
                tell(f"{folder / path}: a link that leads out of the folder is left out; --follow-links takes it")
                continue
            if not is_folder:
                yield path
            elif entry.is_symlink():
                later.append((path, ignored))
            else:
                yield from walk(path, ignored)

    yield from walk(Path(), Ignored.above(folder) if gitignore else None)
    while later:
        yield from walk(*later.pop(0))


def leads_out(folder: Path, path: Path) -> bool:
    """Whether a path leads out of a folder, through a link in it."""
    try:
        target, root = path.resolve(), folder.resolve()
    except (OSError, RuntimeError):  # a loop
        return True
    return target != root and root not in target.parents


@dataclass(frozen=True, slots=True)
class Ignored:
    """What the `.gitignore` files of a folder and of those above it name."""

    specs: tuple[tuple[Path, Any], ...] = ()

    @classmethod
    def above(cls, folder: Path) -> Ignored:
        """The files above a folder, up to the top of its repository; none where it is in no repository."""
        folder = folder.resolve()
        if (folder / ".git").exists():
            return cls()
        above = list(folder.parents)
        top = next((n for n, at in enumerate(above) if (at / ".git").exists()), -1)
        found = cls()
        for at in reversed(above[: top + 1]):
            found = found.below(at)
        return found

    def below(self, folder: Path) -> Ignored:
        """The same with the file of one folder more; a repository of its own begins anew. A line that cannot be read is left out, as git does."""
        path = folder / ".gitignore"
        specs = () if self.specs and (folder / ".git").exists() else self.specs
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > _MAX_IGNORED:
                return Ignored(specs)
            text = path.read_bytes().removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
        except OSError:
            return Ignored(specs)
        from pathspec import GitIgnoreSpec

        lines = []
        for line in text.split("\n"):
            with contextlib.suppress(ValueError, re.error):
                GitIgnoreSpec.from_lines([line], backend="simple")
                lines.append(line)
        return Ignored((*specs, (folder, GitIgnoreSpec.from_lines(lines, backend="simple"))))

    def names(self, path: Path, is_folder: bool) -> bool:
        """Whether a path is named; the innermost file that says anything of it decides."""
        for folder, spec in reversed(self.specs):
            relative = path.relative_to(folder).as_posix() + ("/" if is_folder else "")
            said = spec.check_file(relative).include
            if said is not None:
                return bool(said)
        return False


def matches(path: Path, patterns: Sequence[str]) -> bool:
    """Whether a relative path matches a pattern: by its name, or as a whole where the pattern holds a `/`."""
    whole = path.as_posix()
    return any(
        fnmatch.fnmatchcase(whole, p.strip("/")) or fnmatch.fnmatchcase(whole, p.strip("/") + "/*")
        if "/" in p
        else fnmatch.fnmatchcase(path.name, p)
        for p in patterns
    )


def copy(source: Path, target: Path, *, link: bool = False) -> int:
    """Copy a file atomically with its times and mode, or hard-link it where the file system can; the number of its bytes.
    What is there already with the same bytes and time is left.

    Raises:
        OSError: if it cannot be read or written, or is no regular file.
    """
    status = source.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("is not a regular file")
    with contextlib.suppress(OSError):
        there = target.stat()
        same = (there.st_size, there.st_mtime_ns) == (status.st_size, status.st_mtime_ns)
        if same and not target.is_symlink() and filecmp.cmp(source, target, shallow=False):
            if not link or os.path.samefile(source, target):
                return status.st_size
    handle, name = tempfile.mkstemp(prefix=f".cleaner-{os.getpid()}-", suffix=".tmp", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        if link:
            part.unlink()
            with contextlib.suppress(OSError):
                os.link(source.resolve(), part)
        if not link or not part.exists():
            shutil.copy2(source, part)
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.unlink(missing_ok=True)  # renaming a link over another link of the same file does nothing
    return status.st_size


def ignores_case(folder: Path) -> bool:
    """Whether names that differ in case alone are the same name in a folder; its nearest parent is asked where it is not there."""
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        handle, name = tempfile.mkstemp(prefix=f".cleaner-{os.getpid()}-Case", suffix=".tmp", dir=folder)
    except OSError:
        return False
    os.close(handle)
    path = Path(name)
    try:
        return path.with_name(path.name.swapcase()).exists()
    finally:
        path.unlink(missing_ok=True)
