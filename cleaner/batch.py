"""Many documents: what is read, where it is written, in how many processes. Feeds `clean` and drains
its results in order."""

from __future__ import annotations

import contextlib
import difflib
import os
import sqlite3
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from cleaner import api, files, render, workers
from cleaner.config import Config
from cleaner.result import Result
from cleaner.state import State, fingerprint
from cleaner.workers import Ticket, Workers

SUFFIX = {"json": ".json", "text": ".txt"}


class PlanError(ValueError):
    """What was asked for would lose something: an output over its input, outside its folder, or twice."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file: where it is, what it is called in reports, where its output goes (None: the output is returned).

    `asset` is a file beside the documents, which is copied; `refused` says why the job cannot be done, if it cannot.
    """

    source: Path
    name: str
    target: Path | None
    asset: bool = False
    refused: str = ""


@dataclass(slots=True)
class Report:
    """What became of a document.

    Attributes:
        name: what the document is called.
        status: `changed`, `unchanged` or `failed`; `copied` for a file beside the documents; `skipped` where nothing had changed since
            the last run, `removed` where an output went with its input. Changed means that its Markdown differs from its source.
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
    status: Literal["changed", "unchanged", "failed", "removed", "skipped", "copied"] = "unchanged"
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
    copied: int = 0
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
    inputs: Sequence[Path],
    output: Path | None,
    config: Config,
    *,
    in_place: bool = False,
    printed: bool = False,
    tell: Callable[[str], None] = lambda message: None,
) -> Iterator[Job]:
    """The jobs of a run, checked as they are made.

    Args:
        inputs: files and folders.
        output: a folder, or a file where one file is given; None with `in_place` or `printed`.
        config: format and patterns.
        in_place: write each output over its input.
        printed: nothing is written; jobs have no target.
        tell: called with messages about what is left out.

    Raises:
        PlanError: if an output would lie over an input without `in_place`.
        FileNotFoundError: if an input is not there.
    """
    check = _Targets(inputs, output, certain=len(inputs) == 1 and config.format not in SUFFIX) if output else None
    for path in inputs:
        if not path.exists() and not path.is_symlink():
            raise FileNotFoundError(f"{path}: no such file or folder")
        folder = path.is_dir()
        skip = output.resolve() if output is not None and folder and not in_place else None
        if skip is not None and (skip == path.resolve() or path.resolve() not in skip.parents):
            skip = None
        assets = config.assets != "none" and check is not None and not in_place and not printed
        for relative, asset in found(path, config, assets=assets, tell=tell) if folder else ((Path(path.name), False),):
            source = path / relative if folder else path
            if printed:
                yield Job(source, str(source), None)
                continue
            if in_place:
                yield Job(source, str(source), source)
                continue
            assert output is not None and check is not None
            if skip is not None and skip in source.resolve().parents:
                continue  # what an earlier run wrote into an output folder inside the input
            single = not folder and len(inputs) == 1 and not output.is_dir() and not str(output).endswith(("/", os.sep))
            target = output if single else target_of(output, relative, "" if asset else config.format)
            refused = check.refused(source, target, single=single)
            yield Job(source, str(source), target, asset, refused)


def found(
    folder: Path, config: Config, *, assets: bool = False, tell: Callable[[str], None] = lambda message: None
) -> Iterator[tuple[Path, bool]]:
    """The documents below a folder, and with `assets` all other files, as relative paths with whether they are such another file."""
    include = ("*",) if assets else config.include
    exclude = (*config.exclude, *files.OWN) if assets else config.exclude
    for path in files.find(folder, include, exclude, config.hidden, config.gitignore, config.follow_links, tell):
        yield path, assets and not files.matches(path, config.include)


def target_of(output: Path, relative: Path, form: str) -> Path:
    """Where the output of a document of a folder goes: the tree of the input, with the suffix of the format."""
    return output / (relative.with_name(relative.stem + SUFFIX[form]) if form in SUFFIX else relative)


class _Targets:
    """The outputs of a run so far: none over an input, none outside the output folder, none twice.

    Args:
        inputs: the files and folders of the run.
        output: the output folder, or file.
        certain: whether no two inputs have the same output, but for the case of letters.
    """

    def __init__(self, inputs: Sequence[Path], output: Path, *, certain: bool) -> None:
        self.inside = output.resolve()
        # inputs that lie in the output folder must not be written over
        self.inputs = [p for x in inputs if (p := x.resolve()) != self.inside and self.inside in p.parents]
        self.folded = files.ignores_case(output)
        self.taken: set[int] | None = None if certain and not self.folded else set()
        self.safe: Path | None = None  # the folder that was looked at last

    def refused(self, source: Path, target: Path, *, single: bool) -> str:
        """Why an output cannot be written there; empty if it can.

        Raises:
            PlanError: if it would lie over its input.
        """
        try:
            return self._refused(source, target, single=single)
        except OSError as error:
            return f"cannot write {target}: {_cause(error)}"

    def _refused(self, source: Path, target: Path, *, single: bool) -> str:
        if target.exists() and os.path.samefile(source, target) and not _linked(source, target):
            raise PlanError(f"{target}: would be written over its own input; use --in-place if that is meant")
        if single:
            return ""
        if self.inputs:
            place = target.resolve()
            for one in self.inputs:
                if place == one or one in place.parents:
                    return f"its output {target} would lie over or among the inputs of this run"
        if target.is_symlink() or target.parent != self.safe:
            if why := outward(self.inside, target):
                return why
            self.safe = target.parent
        if self.taken is not None:
            name = str(target.absolute())
            key = hash(name.casefold() if self.folded else name)  # numbers, for there may be many
            if key in self.taken:
                return f"another input is written to {target} in this run"
            self.taken.add(key)
        return ""


def outward(output: Path, target: Path) -> str:
    """Why nothing is written to a target: it leads out of the output folder; empty if it does not."""
    return f"its output {target} would lead out of the output folder" if files.leads_out(output, target) else ""


def _linked(source: Path, target: Path) -> bool:
    """Whether two names are hard links of one file, as an asset and its copy may be."""
    return source.resolve() != target.resolve() and source.stat().st_nlink > 1


def process(job: Job, config: Config, *, check: bool = False, diff: bool = False) -> Report:
    """Do one job. Never raises for what is wrong with a document or a file: the report says it."""
    report = Report(job.name)
    if job.refused:
        return Report(job.name, "failed", job.refused, transient=True)
    if job.asset:
        return _copy(job, config)
    try:
        source = files.read(job.source, config.max_bytes)
        report.bytes, report.sha256 = source.origin["bytes"], source.origin["sha256"]
        if job.target == job.source and source.guessed:
            raise files.NotText(f"{source.warning}, a guess that is not written over the file: give --output")
        with workers.limit(config.max_seconds):
            result = api.clean(source.text, config.options, path=str(job.source))
            result = replace(result, origin=source.origin)
            report.warnings = (source.warning, *result.warnings) if source.warning else result.warnings
            report.status = "changed" if result.changed else "unchanged"
            report.removed = _removed(result)
            if diff and result.changed:
                report.diff = unified(result, job.name)
            text = "" if check else rendered(result, config.format)
        if check:
            return report
        if job.target is None:
            report.output = text
        elif job.target != job.source or result.changed:
            with _writing(job.target):
                files.write(job.target, text, like=job.source)
    except OSError as error:
        report.status, report.error, report.transient = "failed", _cause(error), True
    except files.NotText as error:
        report.status, report.error = "failed", str(error)
    except workers.Overtime as error:
        report.status, report.error = "failed", str(error)
    except RecursionError:
        report.status, report.error = "failed", "nests too deep"
    except MemoryError:
        report.status, report.error = "failed", "does not fit into memory"
    return report


def _removed(result: Result) -> dict[str, int]:
    """Words removed by kind."""
    found: dict[str, int] = {}
    for edit in result.edits:
        if edit.status == "applied" and edit.phase == "remove":
            count = render.count_words(edit.removed) - render.count_words(edit.inserted)
            found[edit.kind] = found.get(edit.kind, 0) + max(0, count)
    return found


def _copy(job: Job, config: Config) -> Report:
    """Do the job of a file beside the documents."""
    report = Report(job.name, "copied")
    assert job.target is not None
    try:
        with _writing(job.target):
            report.bytes = files.copy(job.source, job.target, link=config.assets == "link")
    except OSError as error:
        report.status, report.error, report.transient = "failed", _cause(error), True
    return report


@contextlib.contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Make the folder of an output; an error names the output."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise OSError(error.errno, f"cannot write {target}: {_cause(error)}") from error


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
            ours=not job.refused,
        )


def mark_of(mark: str, config: Config, *, asset: bool) -> str:
    """What decides an output, from the settings' fingerprint: a file that is copied is not one that is cleaned."""
    return f"{mark} {config.assets}" if asset else mark


def _cause(error: BaseException) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def run(
    jobs: Iterable[Job],
    config: Config,
    *,
    check: bool = False,
    diff: bool = False,
    state: State | None = None,
    pool: Workers | None = None,
) -> Iterator[Report]:
    """Do jobs, in `config.jobs` processes, and give their reports in order.

    At most a few jobs a process are under way, however many there are. With a `state`, inputs whose bytes, settings and version are those of the
    last run are skipped, and what is done is remembered. A `pool` of processes that is given is used and not closed.
    """
    mark = fingerprint(config) if state is not None else ""

    def done(job: Job, stat: os.stat_result | None, report: Report) -> Report:
        if job.target == job.source and report.status == "changed":
            with contextlib.suppress(OSError):
                stat, report.sha256 = job.source.stat(), files.digest(job.source)
        if state is not None:
            remember(state, job, report, mark_of(mark, config, asset=job.asset), stat)
        return report

    def waiting() -> Iterator[tuple[Job, os.stat_result | None, Report | None]]:
        for job in jobs:
            stat = None
            if state is not None and job.target is not None and not job.refused:
                with contextlib.suppress(OSError):
                    stat = job.source.stat()
                if state.fresh(job.source, mark_of(mark, config, asset=job.asset), job.target, retry=True):
                    yield job, stat, Report(job.name, "skipped")
                    continue
                with contextlib.suppress(sqlite3.Error):
                    state.expect(job.source, job.target)
            yield job, stat, None

    if workers.processes(config.jobs) == 1:
        for job, stat, known in waiting():
            yield known or done(job, stat, process(job, config, check=check, diff=diff))
        return
    crew = pool or Workers(config.jobs)
    under_way: deque[tuple[Job, os.stat_result | None, Report | Ticket]] = deque()

    def first() -> Report:
        job, stat, given = under_way.popleft()
        if isinstance(given, Report):
            return given
        try:
            report = crew.result(given)
        except workers.Lost as error:
            report = Report(job.name, "failed", str(error), transient=True)
        return done(job, stat, report)

    try:
        for job, stat, known in waiting():
            under_way.append((job, stat, known or crew.submit(_process, job, config, check, diff)))
            if len(under_way) >= crew.count * 8:
                yield first()
        while under_way:
            yield first()
    finally:
        for _, _, given in under_way:
            if isinstance(given, Ticket):
                given.future.cancel()
        if pool is None:
            crew.close()


def _process(job: Job, config: Config, check: bool, diff: bool) -> Report:
    return process(job, config, check=check, diff=diff)
