"""A folder that is watched: what changes in it is cleaned into another, for as long as it runs.

On start it catches up; then events of the file system (watchfiles) say what to look at, and a full
rescan now and then finds what they missed. A file is taken when it has settled: its size and time
are the same for a while. The state of the output folder says what is done, so the watcher may be
killed at any moment and started again.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cleaner import batch, config, files, workers
from cleaner.batch import Job, Report
from cleaner.config import Config
from cleaner.state import State, fingerprint
from cleaner.workers import Workers

STEP = 0.1  # seconds between two looks at what has settled
RESCAN = 60.0  # seconds between two full rescans
MANY = 8  # files at once from which on other processes help
_GONE = (-1, -1)  # the size and time of a file that is not there


@dataclass
class Watcher:
    """A watcher of a folder.

    Attributes:
        source: the folder that is watched.
        output: the folder that is written to; the same as `source` to clean in place.
        load: gives the settings; asked again when a settings file changes.
        settle: seconds that a file's size and time must stay the same before it is taken.
        poll: look at the files instead of asking the system for events, for network folders.
        delete: remove an output when its input is gone.
        rescan: seconds between two full rescans.
        tell: called with messages for a person.
        failing: after a run, how many inputs have failed and not changed since.
    """

    source: Path
    output: Path
    load: Callable[[], Config]
    settle: float = 0.3
    poll: bool = False
    delete: bool = False
    rescan: float = RESCAN
    tell: Callable[[str], None] = lambda message: None
    stopped: threading.Event = field(default_factory=threading.Event)
    failing: int = 0

    def stop(self) -> None:
        """Let the watcher end after the file in hand."""
        self.stopped.set()

    def run(self, *, once: bool = False) -> Iterator[Report]:
        """The reports of what is done, as it is done; ends after the first catching up with `once`, or when stopped.

        Raises:
            cleaner.state.Busy: if another run works on the same output folder.
            cleaner.config.ConfigError: if the settings cannot be used at the start: a watched folder is written file by file, and in place as Markdown.
            OSError: if the output folder cannot be made.
        """
        with contextlib.closing(_Round(self, self.load())) as this:
            yield from this.catch_up() if once else this.follow()


class _Round:
    """What a watcher knows while it runs."""

    def __init__(self, watcher: Watcher, settings: Config) -> None:
        self.of = watcher
        self.source, self.output = Path(os.path.abspath(watcher.source)), Path(os.path.abspath(watcher.output))
        self.own: Path | None = None  # the output folder, where it lies in the input
        if self.source.resolve() == self.output.resolve():
            self.output = self.source
        else:
            with contextlib.suppress(ValueError):
                self.own = self.output.resolve().relative_to(self.source.resolve())
        self.settings = self.usable(settings)
        self.mark = fingerprint(settings)
        self.state = self.opened()
        self.seen: dict[Path, tuple[tuple[int, int], float]] = {}  # relative path: (size and time, since when)
        self.ignored: dict[Path, files.Ignored] = {}
        self.told: set[str] = set()
        self.identity = _identity(self.source)
        self.crew: Workers | None = None
        if workers.processes(settings.jobs) > 1:
            self.crew = Workers(settings.jobs)
            self.crew.submit(int).future.result()  # begun before the watching threads are: a fork copies none of them
        self.note(pid=os.getpid(), started=time.time(), source=self.source)

    def close(self) -> None:
        if self.crew is not None:
            self.crew.close()
        self.note(pid="", queue=0)
        with contextlib.suppress(sqlite3.Error):
            self.of.failing = sum(e.status == "failed" for e in self.state.entries())
            self.state.close()

    def usable(self, settings: Config) -> Config:
        """The settings, if a watched folder can be written with them."""
        if settings.format == "jsonl" or (self.output == self.source and settings.format != "markdown"):
            raise config.ConfigError(
                "a watched folder is written file by file: as markdown, json or text; in place as markdown"
            )
        return settings

    def tell(self, message: str) -> None:
        """Say something, once."""
        if message not in self.told:
            self.told.add(message)
            self.of.tell(message)

    # -- what is kept ---------------------------------------------------------------------------------------------------------

    def opened(self) -> State:
        state = State(self.output, alone=True)
        if state.message:
            self.of.tell(state.message)
        return state

    def note(self, **values: object) -> None:
        with contextlib.suppress(sqlite3.Error):
            self.state.note(**values)

    def mend_state(self) -> bool:
        """Open the state again where it was removed or damaged under way; whether it was."""
        if not self.state.gone():
            return False
        self.tell(f"{self.state.path}: {self.state.trouble or 'is gone'}; begun anew")
        with contextlib.suppress(sqlite3.Error):
            self.state.close()
        try:
            self.state = self.opened()
        except OSError as error:
            self.tell(str(error))
            return False
        self.note(pid=os.getpid(), started=time.time(), source=self.source)
        return True

    # -- the loop -------------------------------------------------------------------------------------------------------------

    def catch_up(self) -> Iterator[Report]:
        """Do what is not done, waiting for what still grows."""
        yield from self.look_at_all()
        while self.seen and not self.of.stopped.wait(STEP):
            yield from self.settled()

    def follow(self) -> Iterator[Report]:
        """Do what changes."""
        yield from self.look_at_all()
        last = time.monotonic()
        settings_time = _identity(Path(self.settings.path)) if self.settings.path else None
        for changed in self.events():
            if changed:
                self.note(last_event=time.time())
            now = time.monotonic()
            full = now - last >= self.of.rescan or self.state.gone()
            for path in changed:
                full |= path == self.source or path.suffix == ".toml" or path.name == ".gitignore"
                self.event(path, now)
            if self.settings.path and _identity(Path(self.settings.path)) != settings_time:
                settings_time, full = _identity(Path(self.settings.path)), True
            if full:
                self.mend_state()
                self.load()
                with contextlib.suppress(sqlite3.Error):
                    yield from self.look_at_all()
                last = time.monotonic()
            waiting = len(self.seen)
            with contextlib.suppress(sqlite3.Error):
                yield from self.settled()
            if changed or full or len(self.seen) != waiting:
                self.note(queue=len(self.seen))

    def load(self) -> None:
        config.load.cache_clear()
        self.ignored.clear()
        try:
            self.settings = self.usable(self.of.load())
            self.mark = fingerprint(self.settings)
        except config.ConfigError as error:
            self.of.tell(f"settings left as they were: {error}")

    def events(self) -> Iterator[set[Path]]:
        """Sets of changed paths, empty ones as time passes; the folder itself at first, for what changed before events came, and when it was away and is back. Ends when stopped."""
        from watchfiles import watch

        poll, back = self.of.poll, True
        while not self.of.stopped.is_set():
            begun = _identity(self.source)
            if begun is None:
                self.tell(f"{self.source}: is gone; waiting for it")
                self.of.stopped.wait(STEP)
                back = True
                yield set()
                continue
            self.identity = begun
            try:
                for changes in watch(
                    self.source,
                    watch_filter=None,
                    debounce=50,
                    step=int(STEP * 500),
                    rust_timeout=int(STEP * 1000),
                    yield_on_timeout=True,
                    stop_event=self.of.stopped,
                    raise_interrupt=False,
                    force_polling=poll or None,
                ):
                    yield {Path(path) for _, path in changes} | ({self.source} if back else set())
                    back = False
                    if _identity(self.source) != begun:
                        break
            except OSError as error:
                if not isinstance(error, FileNotFoundError):
                    self.tell(f"{self.source}: no events to be had ({error}); its files are looked at instead")
                    poll = True
                self.of.stopped.wait(STEP)
            back = True

    def event(self, path: Path, now: float) -> None:
        """Queue what an event tells of."""
        relative = self.relative(path)
        if relative is None or relative == Path():
            return
        if path.is_dir():
            found = batch.found(path, self.settings, assets=self.settings.assets != "none")
            for below, _ in found:
                if self.wanted(relative / below) is not None:
                    self.look(relative / below, now)
            return
        if self.wanted(relative) is not None:
            self.look(relative, now)
        if not path.exists():  # perhaps a folder that went
            with contextlib.suppress(sqlite3.Error):
                for entry in self.state.entries(self.source / relative):
                    self.look(entry.source.relative_to(self.source), now)

    def relative(self, path: Path) -> Path | None:
        for root in (self.source.absolute(), self.source.resolve()):
            with contextlib.suppress(ValueError):
                return path.relative_to(root)
        return None

    def wanted(self, relative: Path) -> bool | None:
        """Whether a path is an input, and if so whether it is an asset; None for what is hidden, excluded, ignored or our own output."""
        settings = self.settings
        asset = not files.matches(relative, settings.include)
        if asset and (settings.assets == "none" or files.matches(relative, files.OWN)):
            return None
        if not settings.hidden and any(p.startswith(".") for p in relative.parts):
            return None
        if any(files.matches(Path(*relative.parts[: n + 1]), settings.exclude) for n in range(len(relative.parts))):
            return None
        path = self.source / relative
        if self.is_own(relative):
            return None
        if settings.gitignore and self.is_ignored(relative):
            return None
        if not settings.follow_links and path.exists() and files.leads_out(self.source, path):
            return None
        return asset

    def is_own(self, relative: Path) -> bool:
        """Whether a path is one of our outputs, in an output folder that lies in the input."""
        return self.own is not None and (relative == self.own or self.own in relative.parents)

    def is_ignored(self, relative: Path) -> bool:
        found = self.ignored.get(Path())
        if found is None:
            found = self.ignored[Path()] = files.Ignored.above(self.source).below(self.source.resolve())
        for n in range(len(relative.parts)):
            part = Path(*relative.parts[: n + 1])
            last = n + 1 == len(relative.parts)
            if found.names(self.source.resolve() / part, not last):
                return True
            if not last:
                found = self.ignored.setdefault(part, found.below(self.source.resolve() / part))
        return False

    def look(self, relative: Path, now: float) -> None:
        try:
            found = (self.source / relative).stat()
            sign = found.st_size, found.st_mtime_ns
        except OSError:
            sign = _GONE
        if relative not in self.seen or self.seen[relative][0] != sign:
            self.seen[relative] = sign, now

    def look_at_all(self) -> Iterator[Report]:
        """Look at every file: what is not done is done, or queued where it may still grow."""
        there: set[Path] = set()
        todo: list[Path] = []
        assets = self.settings.assets != "none" and self.output != self.source
        for relative, asset in batch.found(self.source, self.settings, assets=assets, tell=self.tell):
            if self.of.stopped.is_set():
                return
            path = self.source / relative
            if self.is_own(relative):
                continue
            there.add(path)
            if self.fresh(relative, asset):
                continue
            with contextlib.suppress(OSError):
                age = time.time() - path.stat().st_mtime
                if age > max(2.0, 2 * self.of.settle) or age < -1:
                    todo.append(relative)
                    continue
            self.look(relative, time.monotonic())
        yield from self.work(todo)
        gone = [e for e in self.state.entries() if e.source not in there and not e.source.exists()]
        if len(gone) > 1 and not there and _is_empty(self.source):
            self.tell(
                f"{self.source}: is empty; the {len(gone)} outputs of what was there are kept, in case it comes back"
            )
            return
        for entry in gone:
            yield from self.gone(entry.source)

    def settled(self) -> Iterator[Report]:
        """Do what no longer changes."""
        now = time.monotonic()
        todo: list[Path] = []
        for relative in [r for r, (_, since) in self.seen.items() if now - since >= self.of.settle]:
            before = self.seen[relative][0]
            self.look(relative, now)
            if self.seen[relative][0] != before:
                continue  # it still grows
            del self.seen[relative]
            asset = not files.matches(relative, self.settings.include)
            if before != _GONE:
                if not self.fresh(relative, asset):
                    todo.append(relative)
            elif self.identity is not None and _identity(self.source) == self.identity:
                yield from self.gone(self.source / relative)
        yield from self.work(todo)

    # -- files ----------------------------------------------------------------------------------------------------------------

    def target(self, relative: Path, asset: bool) -> Path:
        if self.output == self.source:
            return self.source / relative
        return batch.target_of(self.output, relative, "" if asset else self.settings.format)

    def fresh(self, relative: Path, asset: bool) -> bool:
        mark = batch.mark_of(self.mark, self.settings, asset=asset)
        return self.state.fresh(self.source / relative, mark, self.target(relative, asset))

    def work(self, todo: Sequence[Path]) -> Iterator[Report]:
        """Do some files, in several processes where there are many."""
        if not todo:
            return
        before: dict[str, str] = {}

        def jobs() -> Iterator[Job]:
            for relative in todo:
                source = self.source / relative
                if self.of.stopped.is_set() or not source.exists():
                    continue  # it vanished in between; its going is an event of its own
                asset = not files.matches(relative, self.settings.include)
                target, refused = self.target(relative, asset), ""
                with contextlib.suppress(sqlite3.Error):
                    before[str(relative)] = self.state.error(source)
                    if (rival := self.state.rival(source, target)) is not None:
                        refused = f"{rival} is written to {target} already"
                if not refused and self.output != self.source:
                    refused = batch.outward(self.output, target)
                yield Job(source, str(relative), target, asset, refused)

        many = len(todo) >= MANY
        settings = self.settings if many and self.crew is not None else replace(self.settings, jobs=1)
        left, noted = len(todo), time.monotonic()
        for report in batch.run(jobs(), settings, state=self.state, pool=self.crew if many else None):
            left -= 1
            if many and time.monotonic() - noted > 1:
                noted = time.monotonic()
                self.note(queue=left + len(self.seen))
            same = report.status == "failed" and report.error == before.pop(report.name, "") and report.transient
            if report.status != "skipped" and not same:
                yield report

    def gone(self, source: Path) -> Iterator[Report]:
        """Forget an input that went, and remove its output if that is asked for and it is ours."""
        known = self.state.entry(source)
        if known is None or self.output == self.source:
            self.state.forget(source)
            return
        target = known.target
        if target is None:
            with contextlib.suppress(ValueError):
                relative = source.relative_to(self.source)
                target = self.target(relative, not files.matches(relative, self.settings.include))
        elif (
            self.of.delete
            and self.state.rival(source, target) is None
            and not files.leads_out(self.output, target)
            and (target.is_file() or target.is_symlink())
        ):
            with contextlib.suppress(OSError):
                target.unlink()
                yield Report(str(source), "removed")
        self.state.forget(source)
        for other in self.state.waiting(target) if target is not None else ():
            self.state.forget(other)
            with contextlib.suppress(ValueError):
                self.look(other.relative_to(self.source), time.monotonic())


def _identity(path: Path) -> tuple[int, ...] | None:
    """What tells a file or folder from another that takes its place, and for a file its time; None if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino, *((found.st_mtime_ns,) if path.is_file() else ()))


def _is_empty(folder: Path) -> bool:
    """Whether nothing is in a folder, or it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return next(found, None) is None
    except OSError:
        return True


def watch(
    source: str | os.PathLike[str],
    output: str | os.PathLike[str],
    settings: Config | None = None,
    *,
    settle: float = 0.3,
    poll: bool = False,
    delete: bool = False,
    once: bool = False,
    stop: threading.Event | None = None,
) -> Iterator[Report]:
    """Watch a folder and clean what changes into another; the reports of what is done, as it is done.

    Args:
        source, output: the folders; the same to clean in place.
        settings: what `cleaner.config.load` gives; the nearest settings file's by default.
        settle: seconds that a file must stay the same before it is taken.
        poll: look at the files instead of asking the system for events.
        delete: remove an output when its input is gone.
        once: end after catching up.
        stop: ends the iterator when set, after the file in hand.

    Raises:
        cleaner.state.Busy: if another run works on the same output folder.
        OSError: if the output folder cannot be made.
    """
    folder = Path(source)
    watcher = Watcher(
        folder,
        Path(output),
        lambda: settings or config.load(config.find(folder)),
        settle=settle,
        poll=poll,
        delete=delete,
    )
    if stop is not None:
        watcher.stopped = stop
    yield from watcher.run(once=once)
