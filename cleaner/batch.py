"""Many documents: what is read, where it is written, in how many processes. Feeds `clean` and drains
its results in order."""

from __future__ import annotations

import contextlib
import difflib
import os
import signal
import sqlite3
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from cleaner import api, files, render
from cleaner.config import Config
from cleaner.result import Result
from cleaner.state import State, fingerprint

SUFFIX = {"json": ".json", "text": ".txt"}
MAX_PER_CORE = 4  # processes; more would only wait for one another


class PlanError(ValueError):
    """What was asked for would lose something: an output over its input, outside its folder, or twice."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document: where it is, what it is called in reports, where its output goes (None: the output is returned)."""

    source: Path
    name: str
    target: Path | None


@dataclass(slots=True)
class Report:
    """What became of a document.

    Attributes:
        name: what the document is called.
        status: `changed`, `unchanged` or `failed`; `skipped` where nothing had changed since the last run, `removed` where an
            output went with its input. Changed means that its Markdown differs from its source.
        error: the cause of a failure, in words.
        output: what would be printed, where the job has no target.
        diff: unified diff, where it was asked for.
        removed: words removed by kind.
        bytes: size of the source.
        warnings: what a user should know.
        sha256: of the source.
        transient: whether a failure may pass without the document changing, such as a full disk.
    """

    name: str
    status: Literal["changed", "unchanged", "failed", "removed", "skipped"] = "unchanged"
    error: str = ""
    output: str = ""
    diff: str = ""
    removed: dict[str, int] = field(default_factory=dict)
    bytes: int = 0
    warnings: tuple[str, ...] = ()
    sha256: str = ""
    transient: bool = False


@dataclass(slots=True)
class Summary:
    """Reports added up."""

    files: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped: int = 0
    removed_outputs: int = 0
    bytes: int = 0
    removed: Counter[str] = field(default_factory=Counter)

    def add(self, report: Report) -> None:
        """Count a report."""
        self.files += 1
        name = "removed_outputs" if report.status == "removed" else report.status
        setattr(self, name, getattr(self, name) + 1)
        self.bytes += report.bytes
        self.removed.update(report.removed)


def plan(
    inputs: Sequence[Path], output: Path | None, config: Config, *, in_place: bool = False, printed: bool = False
) -> Iterator[Job]:
    """The jobs of a run, checked as they are made.

    Args:
        inputs: files and folders.
        output: a folder, or a file where one file is given; None with `in_place` or `printed`.
        config: format and patterns.
        in_place: write each output over its input.
        printed: nothing is written; jobs have no target.

    Raises:
        PlanError: if an output would lie over an input without `in_place`, outside the output folder, or come from two inputs.
        FileNotFoundError: if an input is not there.
    """
    taken: dict[str, str] = {}
    for path in inputs:
        if not path.exists() and not path.is_symlink():
            raise FileNotFoundError(f"{path}: no such file or folder")
        folder = path.is_dir()
        skip = output.resolve() if output is not None and folder and not in_place else None
        for relative in (
            files.find(path, config.include, config.exclude, config.hidden) if folder else (Path(path.name),)
        ):
            source = path / relative if folder else path
            if printed:
                yield Job(source, str(source), None)
                continue
            if in_place:
                yield Job(source, str(source), source)
                continue
            assert output is not None
            if skip is not None and skip != path.resolve() and skip in source.resolve().parents:
                continue  # what an earlier run wrote into an output folder inside the input
            single = not folder and len(inputs) == 1 and not output.is_dir() and not str(output).endswith(("/", os.sep))
            target = output if single else target_of(output, relative, config.format)
            _check(source, target, output, single, taken)
            yield Job(source, str(source), target)


def target_of(output: Path, relative: Path, form: str) -> Path:
    """Where the output of a document of a folder goes: the tree of the input, with the suffix of the format."""
    return output / (relative.with_name(relative.stem + SUFFIX[form]) if form in SUFFIX else relative)


def _check(source: Path, target: Path, output: Path, single: bool, taken: dict[str, str]) -> None:
    with contextlib.suppress(OSError):
        if target.exists() and os.path.samefile(source, target):
            raise PlanError(f"{target}: would be written over its own input; use --in-place if that is meant")
    if not single:
        inside = output.resolve()
        if inside not in (target.parent.resolve(), *target.parent.resolve().parents):
            raise PlanError(f"{target}: leads out of the output folder {output}")
    key = str(target.absolute()).casefold()
    if key in taken:
        raise PlanError(f"{target}: two inputs would be written there: {taken[key]} and {source}")
    taken[key] = str(source)


def process(job: Job, config: Config, *, check: bool = False, diff: bool = False) -> Report:
    """Do one job. Never raises for what is wrong with a document or a file: the report says it."""
    report = Report(job.name)
    try:
        source = files.read(job.source, config.max_bytes)
        report.bytes, report.sha256 = source.origin["bytes"], source.origin["sha256"]
        if job.target == job.source and source.guessed:
            raise files.NotText(f"{source.warning}, a guess that is not written over the file: give --output")
        result = api.clean(source.text, config.options, path=str(job.source))
        result = replace(result, origin=source.origin)
        report.warnings = (source.warning, *result.warnings) if source.warning else result.warnings
        report.status = "changed" if result.changed else "unchanged"
        for edit in result.edits:
            if edit.status == "applied" and edit.phase == "remove":
                count = render.count_words(edit.removed) - render.count_words(edit.inserted)
                report.removed[edit.kind] = report.removed.get(edit.kind, 0) + max(0, count)
        if diff and result.changed:
            report.diff = unified(result, job.name)
        if check:
            return report
        text = rendered(result, config.format)
        if job.target is None:
            report.output = text
        elif job.target != job.source or result.changed:
            try:
                job.target.parent.mkdir(parents=True, exist_ok=True)
                files.write(job.target, text, like=job.source)
            except OSError as error:
                raise OSError(error.errno, f"cannot write {job.target}: {_cause(error)}") from error
    except OSError as error:
        report.status, report.error, report.transient = "failed", _cause(error), True
    except files.NotText as error:
        report.status, report.error = "failed", str(error)
    except RecursionError:
        report.status, report.error = "failed", "nests too deep"
    except MemoryError:
        report.status, report.error = "failed", "does not fit into memory"
    return report


def rendered(result: Result, form: str) -> str:
    """A result in an output format: `markdown`, `text`, `json` or `jsonl`."""
    if form == "markdown":
        return result.markdown
    if form == "text":
        return result.text
    return result.to_json(indent=None if form == "jsonl" else 2) + "\n"


def unified(result: Result, name: str) -> str:
    """The unified diff from a result's source to its Markdown."""
    lines = difflib.unified_diff(
        result.source.splitlines(keepends=True),
        result.markdown.splitlines(keepends=True),
        name,
        name + " (clean)",
        n=2,
    )
    return "".join(x if x.endswith("\n") else x + "\n\\ No newline at end of file\n" for x in lines)


def remember(state: State, job: Job, report: Report, mark: str, stat: os.stat_result | None) -> None:
    """Keep what became of a job; what may pass, or cannot be kept, is done again. `mark` is the settings' fingerprint."""
    with contextlib.suppress(sqlite3.Error):
        state.record(
            job.source,
            job.target,
            "" if report.transient else mark,
            report.sha256,
            report.status,
            report.error,
            stat,
        )


def _cause(error: BaseException) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def run(
    jobs: Iterable[Job], config: Config, *, check: bool = False, diff: bool = False, state: State | None = None
) -> Iterator[Report]:
    """Do jobs, in `config.jobs` processes, and give their reports in order.

    At most a few jobs a process are under way, however many there are. With a `state`, inputs whose bytes, settings and version are those of the
    last run are skipped, and what is done is remembered.
    """
    cores = os.cpu_count() or 1
    workers = min(config.jobs or cores, cores * MAX_PER_CORE)
    mark = fingerprint(config) if state is not None else ""

    def done(job: Job, stat: os.stat_result | None, report: Report) -> Report:
        if state is not None:
            remember(state, job, report, mark, stat)
        return report

    def waiting() -> Iterator[tuple[Job, os.stat_result | None, Report | None]]:
        for job in jobs:
            stat = None
            if state is not None:
                with contextlib.suppress(OSError):
                    stat = job.source.stat()
                if state.fresh(job.source, mark, job.target):
                    yield job, stat, Report(job.name, "skipped")
                    continue
            yield job, stat, None

    if workers == 1:
        for job, stat, known in waiting():
            yield known or done(job, stat, process(job, config, check=check, diff=diff))
        return
    with ProcessPoolExecutor(workers, initializer=_quiet) as pool:
        under_way: deque[tuple[Job, os.stat_result | None, Report | Future[Report]]] = deque()

        def first() -> Report:
            job, stat, found = under_way.popleft()
            return found if isinstance(found, Report) else done(job, stat, found.result())

        try:
            for job, stat, known in waiting():
                under_way.append((job, stat, known or pool.submit(process, job, config, check=check, diff=diff)))
                if len(under_way) >= workers * 8:
                    yield first()
            while under_way:
                yield first()
        finally:
            for _, _, found in under_way:
                if isinstance(found, Future):
                    found.cancel()


def _quiet() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
