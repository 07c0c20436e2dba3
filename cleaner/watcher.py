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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cleaner import batch, config, files
from cleaner.batch import Job, Report
from cleaner.config import Config
from cleaner.state import State, fingerprint

STEP = 0.1  # seconds between two looks at what has settled
RESCAN = 60.0  # seconds between two full rescans


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

    def stop(self) -> None:
        """Let the watcher end after the file in hand."""
        self.stopped.set()

    def run(self, *, once: bool = False) -> Iterator[Report]:
        """The reports of what is done, as it is done; ends after the first catching up with `once`, or when stopped.

        Raises:
            cleaner.state.Busy: if another run works on the same output folder.
            OSError: if the output folder cannot be made.
        """
        state = State(self.output, alone=True)
        if state.message:
            self.tell(state.message)
        try:
            yield from self._loop(state, once=once)
        finally:
            with contextlib.suppress(sqlite3.Error):
                state.note(pid="", queue=0)
                state.close()

    # -- the loop -------------------------------------------------------------------------------------------------------------

    def _loop(self, state: State, *, once: bool) -> Iterator[Report]:
        settings = self.load()
        mark = fingerprint(settings)
        seen: dict[Path, tuple[tuple[int, int], float]] = {}  # relative path: (size and time, since when)
        state.note(pid=os.getpid(), started=time.time(), source=self.source)
        yield from self._rescan(state, settings, mark, seen, patient=not once)
        last = time.monotonic()
        if once:
            return
        events = self._events()
        while not self.stopped.is_set():
            changed = next(events, None)
            if changed is None:
                break
            if changed:
                with contextlib.suppress(sqlite3.Error):
                    state.note(last_event=time.time())
            now = time.monotonic()
            full = now - last >= self.rescan
            for path in changed:
                if path.name in ("cleaner.toml", "pyproject.toml") or path.suffix == ".toml":
                    full = True
                relative = self._relative(path)
                if relative is not None and path.is_dir():
                    for below in files.find(path, settings.include, settings.exclude, settings.hidden):
                        self._look(relative / below, seen, now)
                elif (
                    relative is not None
                    and files.matches(relative, settings.include)
                    and self._wanted(relative, settings)
                ):
                    self._look(relative, seen, now)
                elif relative is not None and not path.exists():  # perhaps a folder that went
                    for entry in state.entries(self.source / relative):
                        self._look(entry.source.relative_to(self.source), seen, now)
            if full:
                config.load.cache_clear()
                try:
                    settings = self.load()
                    mark = fingerprint(settings)
                except config.ConfigError as error:
                    self.tell(f"settings left as they were: {error}")
                yield from self._rescan(state, settings, mark, seen, patient=True)
                last = time.monotonic()
            waiting = len(seen)
            yield from self._settled(state, settings, mark, seen)
            if changed or full or len(seen) != waiting:
                with contextlib.suppress(sqlite3.Error):
                    state.note(queue=len(seen))

    def _events(self) -> Iterator[set[Path]]:
        """Sets of changed paths, empty ones as time passes."""
        from watchfiles import watch

        for changes in watch(
            self.source,
            watch_filter=None,
            debounce=50,
            step=int(STEP * 500),
            rust_timeout=int(STEP * 1000),
            yield_on_timeout=True,
            stop_event=self.stopped,
            raise_interrupt=False,
            force_polling=self.poll or None,
        ):
            yield {Path(path) for _, path in changes}

    def _relative(self, path: Path) -> Path | None:
        try:
            return path.relative_to(self.source.absolute())
        except ValueError:
            with contextlib.suppress(ValueError):
                return path.relative_to(self.source.resolve())
        return None

    def _wanted(self, relative: Path, settings: Config) -> bool:
        """Whether a path is an input: not hidden, not excluded, not our own output."""
        if not settings.hidden and any(p.startswith(".") for p in relative.parts):
            return False
        if any(files.matches(Path(*relative.parts[: n + 1]), settings.exclude) for n in range(len(relative.parts))):
            return False
        if self.output == self.source:
            return True
        return self.output.absolute() not in (self.source.absolute() / relative).parents

    def _look(self, relative: Path, seen: dict[Path, tuple[tuple[int, int], float]], now: float) -> None:
        try:
            found = (self.source / relative).stat()
            sign = found.st_size, found.st_mtime_ns
        except OSError:
            sign = -1, -1
        if relative not in seen or seen[relative][0] != sign:
            seen[relative] = sign, now

    def _rescan(
        self,
        state: State,
        settings: Config,
        mark: str,
        seen: dict[Path, tuple[tuple[int, int], float]],
        *,
        patient: bool,
    ) -> Iterator[Report]:
        """Look at every file; what is not done is queued, or done at once where nobody waits for it to settle."""
        there: set[Path] = set()
        for relative in files.find(self.source, settings.include, settings.exclude, settings.hidden):
            if self.stopped.is_set():
                return
            if not self._wanted(relative, settings):
                continue
            there.add(self.source / relative)
            if state.fresh(self.source / relative, mark, self._target(relative, settings)):
                continue
            now = time.monotonic()
            with contextlib.suppress(OSError):
                age = time.time() - (self.source / relative).stat().st_mtime
                if not patient or age > max(2.0, 2 * self.settle) or age < -1:
                    yield from self._do(relative, state, settings, mark)
                    continue
            self._look(relative, seen, now)
        for entry in list(state.entries()):
            if entry.source not in there and not entry.source.exists():
                yield from self._gone(entry.source, entry.target, state)

    def _settled(
        self, state: State, settings: Config, mark: str, seen: dict[Path, tuple[tuple[int, int], float]]
    ) -> Iterator[Report]:
        now = time.monotonic()
        for relative in [r for r, (_, since) in seen.items() if now - since >= self.settle]:
            if self.stopped.is_set():
                return
            before = seen[relative][0]
            self._look(relative, seen, now)
            if seen[relative][0] != before:
                continue  # it still grows
            del seen[relative]
            source = self.source / relative
            if before == (-1, -1):
                target = self._target(relative, settings)
                yield from self._gone(source, target, state)
            elif not state.fresh(source, mark, self._target(relative, settings)):
                yield from self._do(relative, state, settings, mark)

    # -- one file -------------------------------------------------------------------------------------------------------------

    def _target(self, relative: Path, settings: Config) -> Path:
        if self.output == self.source:
            return self.source / relative
        return batch.target_of(self.output, relative, settings.format)

    def _do(self, relative: Path, state: State, settings: Config, mark: str) -> Iterator[Report]:
        source, target = self.source / relative, self._target(relative, settings)
        try:
            stat = source.stat()
        except OSError:
            return  # it vanished in between; its going is an event of its own
        with contextlib.suppress(sqlite3.Error):
            state.expect(source, target)
        job = Job(source, str(relative), target)
        report = batch.process(job, settings)
        if target == source and report.status == "changed":
            with contextlib.suppress(OSError):
                stat, report.sha256 = source.stat(), files.digest(source)
        batch.remember(state, job, report, mark, stat)
        yield report

    def _gone(self, source: Path, target: Path | None, state: State) -> Iterator[Report]:
        known = state.forget(source)
        if self.delete and known and target is not None and self.output != self.source and target.exists():
            with contextlib.suppress(OSError):
                target.unlink()
                yield Report(str(source), "removed")


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
