"""The command line: options, printing, exit codes. No logic: that is in the library."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from cleaner.batch import Report, Summary
    from cleaner.config import Config

app = typer.Typer(
    name="cleaner",
    help="Dirty Markdown in, clean content out: ads, disclosures, author boxes, related posts and other boilerplate go; every edit is explained.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)

OK, CHANGED, USAGE, FAILED, INTERRUPTED, PIPE, TERMINATED = 0, 1, 2, 3, 130, 141, 143


def _version(value: bool) -> None:
    if value:
        from cleaner import __version__

        typer.echo(f"cleaner {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Dirty Markdown in, clean content out."""


Inputs = Annotated[
    list[str], typer.Argument(help="Files and folders; `-` for standard input.", metavar="PATH...", show_default=False)
]
One = Annotated[str, typer.Argument(help="A file; `-` for standard input.", metavar="PATH")]
Level = Annotated[
    str | None,
    typer.Option(
        help="conservative: certain edits only; default: likely ones too; aggressive: unsure ones too.", metavar="LEVEL"
    ),
]
Keep = Annotated[
    list[str] | None,
    typer.Option(help="A kind of edit to leave out (ad, author, related, image …); repeatable.", metavar="KIND"),
]
Disable = Annotated[
    list[str] | None, typer.Option(help="A rule to leave out; see `cleaner rules`; repeatable.", metavar="RULE")
]
BaseUrl = Annotated[str | None, typer.Option(help="Resolve relative image addresses against this URL.", metavar="URL")]
Title = Annotated[
    str | None,
    typer.Option(
        help="The heading that repeats the title: heading (make it the H1), keep (its level), drop.", metavar="POLICY"
    ),
]
Html = Annotated[
    str | None,
    typer.Option(
        help="Kept HTML becomes Markdown: auto (where something was stripped), always, never.", metavar="WHEN"
    ),
]
Learn = Annotated[
    bool | None,
    typer.Option(
        "--learn/--no-learn", help="Add authors and date found in the body to the front matter.  [default: learn]"
    ),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", help="Processes; 0 for every core.  [default: 1]", min=0, metavar="N")
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        help="Glob of the files of a folder to take; repeatable.  [default: *.md and the like]", metavar="GLOB"
    ),
]
Exclude = Annotated[
    list[str] | None, typer.Option(help="Glob of files and folders to leave out; repeatable.", metavar="GLOB")
]
Gitignore = Annotated[
    bool | None, typer.Option("--gitignore/--no-gitignore", help="Leave out what .gitignore files name.  [default: no]")
]
FollowLinks = Annotated[
    bool | None,
    typer.Option(
        "--follow-links/--no-follow-links", help="Follow links that lead out of the input folder.  [default: no]"
    ),
]
CopyAssets = Annotated[
    bool,
    typer.Option("--copy-assets", help="Copy a folder's other files too, so that relative images go on working."),
]
LinkAssets = Annotated[bool, typer.Option("--link-assets", help="The same with hard links, which take no room.")]
MaxBytes = Annotated[
    int | None, typer.Option(help="Refuse larger files; 0 for no limit.  [default: 256000000]", min=0, metavar="N")
]
MaxSeconds = Annotated[
    int | None,
    typer.Option(help="Give up a file that takes longer; 0 for no limit.  [default: 300]", min=0, metavar="N"),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Settings file. Default: cleaner.toml or pyproject.toml, upwards from the input.",
        metavar="FILE",
    ),
]


@app.command()
def clean(
    inputs: Inputs,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help="Where to write: a folder (its tree mirrors the input's) or, for one file or jsonl, a file; `-` for standard output.",
            metavar="PATH",
        ),
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", "-i", help="Replace each file, atomically, only if it changes.")
    ] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; name the files that would change and exit 1 if there are any."),
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="markdown, json, jsonl (one line a document) or text.  [default: markdown]",
            metavar="FORMAT",
        ),
    ] = None,
    jobs: Jobs = None,
    include: Include = None,
    exclude: Exclude = None,
    gitignore: Gitignore = None,
    follow_links: FollowLinks = None,
    copy_assets: CopyAssets = False,
    link_assets: LinkAssets = False,
    level: Level = None,
    keep: Keep = None,
    disable: Disable = None,
    base_url: BaseUrl = None,
    title: Title = None,
    html: Html = None,
    learn: Learn = None,
    max_bytes: MaxBytes = None,
    max_seconds: MaxSeconds = None,
    config: ConfigFile = None,
    changed: Annotated[
        bool,
        typer.Option(
            "--changed", help="Do only inputs whose bytes, settings or cleaner version differ from the last run's."
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress, warnings or summary; failures are still named.")
    ] = False,
) -> None:
    """Clean documents.

    \b
    cleaner clean post.md                      one file: clean Markdown to standard output
    cleaner clean posts/ -o clean/             a folder: its tree mirrored in another
    cleaner clean posts/ --in-place --jobs 0   every file replaced, on every core
    cleaner clean posts/ --check               exit 1 if anything would change
    cat post.md | cleaner clean - -f json      a filter

    Exit codes: 0 fine, 1 --check found changes, 2 wrong usage, 3 some file failed, 130 interrupted, 143 terminated.
    """
    given = _given(locals())
    if output == "-" and not in_place:
        output = None
    if "-" in inputs:
        if inputs != ["-"] or in_place:
            _usage("standard input stands alone, without --in-place")
        _filter(_settings(config, Path.cwd(), given), output, check=check, diff=diff)
    paths = [Path(p) for p in inputs]
    for path in paths:
        if not path.exists():
            _usage(f"{path}: no such file or folder")
    settings = _settings(config, paths[0] if paths[0].is_dir() else paths[0].parent, given)
    folder = any(p.is_dir() for p in paths)
    if sum((bool(output), in_place, check or diff)) > 1:
        _usage("--output, --in-place and --check or --diff exclude one another")
    if in_place and settings.format != "markdown":
        _usage("--in-place writes Markdown; give --output for another format")
    if changed and (in_place or check or diff or not output or settings.format == "jsonl" or not folder):
        _usage("--changed goes with a folder and --output FOLDER, where it keeps what was done")
    if (copy_assets or link_assets) and (not folder or not output or settings.format == "jsonl"):
        _usage("--copy-assets and --link-assets go with a folder and --output FOLDER")
    if not (output or in_place or check or diff or settings.format == "jsonl") and (folder or len(paths) > 1):
        _usage("say where the output goes: --output FOLDER, --in-place, --check, or --format jsonl for standard output")
    _run(
        paths,
        settings,
        output,
        in_place=in_place,
        check=check,
        diff=diff,
        quiet=quiet,
        listing=folder or len(paths) > 1,
        changed=changed,
    )


@app.command()
def explain(
    path: One,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.", metavar="FORMAT")] = "text",
    level: Level = None,
    disable: Disable = None,
    config: ConfigFile = None,
) -> None:
    """Show every edit of a document: lines, rule, kind, reason, confidence, what was removed.

    Withheld edits are those the level does not allow; superseded ones lost to an edit of the same text.
    """
    from cleaner import api, files
    from cleaner.render import edit_dict

    settings = _settings(config, Path.cwd() if path == "-" else Path(path).parent, {"level": level, "disable": disable})
    try:
        result = api.clean(_stdin(), settings.options) if path == "-" else api.clean_file(path, settings.options)
    except (OSError, files.NotText) as error:
        _fail(f"{path}: {error.strerror or error if isinstance(error, OSError) else error}", FAILED)
    if format == "json":
        import json

        _print(json.dumps([edit_dict(e) for e in result.edits], ensure_ascii=False, indent=2) + "\n")
        return
    if format != "text":
        _usage("--format is text or json")
    out = [f"warning: {w}\n" for w in result.warnings]
    for edit in sorted(result.edits, key=lambda e: (e.start, e.step, e.end)):
        first, last = edit.lines
        where = f"{first}" if first == last else f"{first}-{last}"
        mark = "" if edit.status == "applied" else f" [{edit.status}]"
        out.append(f"{where}: {edit.rule} ({edit.kind}, {edit.confidence}){mark}: {edit.reason}\n")
        out += [f"    - {line}\n" for line in _shown(edit.removed)]
        if edit.inserted.strip():
            out += [f"    + {line}\n" for line in _shown(edit.inserted)]
    _print("".join(out) or "nothing to change\n")


@app.command("rules")
def rules_(
    name: Annotated[str | None, typer.Argument(help="A rule; all are listed without it.", show_default=False)] = None,
) -> None:
    """List the rules, or show one rule's documentation and examples."""
    from cleaner import cases
    from cleaner.registry import rules

    found = {r.name: r for r in rules()}
    if name is None:
        width = max(map(len, found))
        _print(
            "".join(f"{r.phase:<6}  {r.kind:<10}  {r.name:<{width}}  {r.doc.splitlines()[0]}\n" for r in found.values())
        )
        return
    name = name.replace("_", "-")
    if name not in found:
        _usage(f"there is no rule {name!r}; see `cleaner rules`")
    rule = found[name]
    out = [f"{rule.name} ({rule.kind}, {rule.phase} phase)\n\n{rule.doc}\n"]
    path = cases.folder() / f"{name}.md"
    for case in cases.read(path) if path.is_file() else ():
        out.append(f"\n--- {case.title}\n{_indent(case.before)}")
        out.append("  stays as it is\n" if case.after is None else f"  becomes\n{_indent(case.after)}")
    _print("".join(out))


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(help="The folder to watch.", metavar="FOLDER", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The folder to write to.", metavar="FOLDER")
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", "-i", help="Write each file over itself instead; Markdown only.")
    ] = False,
    format: Annotated[
        str | None,
        typer.Option("--format", "-f", help="markdown, json or text.  [default: markdown]", metavar="FORMAT"),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Catch up with what changed, then end.")] = False,
    settle: Annotated[
        float, typer.Option(help="Seconds that a file must stay the same before it is taken.", min=0, metavar="SECONDS")
    ] = 0.3,
    poll: Annotated[
        bool, typer.Option("--poll", help="Look at the files instead of waiting for events: for network folders.")
    ] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Remove an output when its input is gone.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="One JSON object a line instead of words.")] = False,
    jobs: Jobs = None,
    include: Include = None,
    exclude: Exclude = None,
    gitignore: Gitignore = None,
    follow_links: FollowLinks = None,
    copy_assets: CopyAssets = False,
    link_assets: LinkAssets = False,
    level: Level = None,
    keep: Keep = None,
    disable: Disable = None,
    base_url: BaseUrl = None,
    title: Title = None,
    html: Html = None,
    learn: Learn = None,
    max_bytes: MaxBytes = None,
    max_seconds: MaxSeconds = None,
    config: ConfigFile = None,
) -> None:
    """Clean what changes in a folder, for as long as the command runs.

    \b
    cleaner watch inbox/ -o clean/             follow a folder; Ctrl-C ends it
    cleaner watch inbox/ -o clean/ --once      only catch up, as a timer would
    cleaner status clean/                      what it has done, and what failed

    It may be killed at any moment: the next start does what is missing. Exit codes: 0 done (--once), 2 wrong usage, 3 some file failed (--once)
    or another watcher is at work, 130 interrupted, 143 terminated.
    """
    from cleaner import batch
    from cleaner.config import ConfigError
    from cleaner.state import Busy
    from cleaner.watcher import Watcher

    if not folder.is_dir():
        _usage(f"{folder}: no such folder")
    if (output is None) == (not in_place):
        _usage("say where the output goes: --output FOLDER or --in-place")
    given = _given(locals())
    _settings(config, folder, given)
    if (copy_assets or link_assets) and in_place:
        _usage("--copy-assets and --link-assets go with --output FOLDER")
    if output is not None and output.exists() and not output.is_dir():
        _usage(f"{output}: is no folder")
    if output is not None and output.resolve() == folder.resolve():
        _usage(f"{output}: is the folder that is watched; use --in-place if that is meant")

    def tell(message: str) -> None:
        typer.echo(f"warning: {_plain(message)}", err=True)

    watcher = Watcher(
        folder, folder if output is None else output, lambda: _merged(config, folder, given), settle, poll, delete
    )
    watcher.tell = tell
    code = OK

    def end(number: int, frame: object) -> None:
        nonlocal code
        code = 128 + number
        watcher.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    summary, started = batch.Summary(), time.monotonic()
    try:
        for report in watcher.run(once=once):
            summary.add(report)
            _log(report, as_json=log_json)
    except ConfigError as error:
        _usage(str(error))
    except Busy as error:
        _fail(str(error), FAILED)
    except OSError as error:
        _fail(f"{error.filename or output or folder}: {error.strerror or error}", FAILED)
    if not log_json:
        typer.echo(_sentence(summary, time.monotonic() - started), err=True)
    raise typer.Exit(code or (FAILED if once and (summary.failed or watcher.failing) else OK))


def _log(report: Report, *, as_json: bool) -> None:
    """A line about a document that was done."""
    import json

    if not as_json:
        _print(f"{report.status} {_plain(report.name)}{f': {_plain(report.error)}' if report.error else ''}\n")
        for warning in report.warnings:
            typer.echo(f"{_plain(report.name)}: warning: {warning}", err=True)
        return
    line: dict[str, Any] = {"time": time.time(), "status": report.status, "name": report.name, "bytes": report.bytes}
    line |= {"removed": report.removed, "warnings": list(report.warnings), "error": report.error}
    _print(json.dumps(line) + "\n")


@app.command()
def status(
    output: Annotated[
        Path, typer.Argument(help="The folder that is written to.", metavar="FOLDER", show_default=False)
    ],
) -> None:
    """Show what `watch` or `clean --changed` has done in a folder: counts, the running watcher, what failed and why."""
    from datetime import datetime

    from cleaner import files
    from cleaner.state import NAME, State

    if not (output / NAME).is_file():
        _usage(f"{output}: nothing is known of it; `watch` and `clean --changed` keep what they did there")
    try:
        with contextlib.closing(State(output, alone=False)) as state:
            entries, notes = list(state.entries()), state.notes()
    except OSError as error:
        _fail(error.strerror or str(error), FAILED)
    counts = {s: sum(e.status == s for e in entries) for s in ("changed", "unchanged", "copied", "failed")}
    out = [f"{len(entries):,} files: " + ", ".join(f"{n:,} {s}" for s, n in counts.items()) + "\n"]
    if unfinished := sum(e.status == "pending" for e in entries):
        out.append(f"{unfinished:,} begun and not finished\n")
    if notes.get("pid") and files.lives(notes["pid"]):
        out.append(f"watcher: process {notes['pid']}, {notes.get('queue', '0')} waiting\n")
    for name, key in (("started", "started"), ("last event", "last_event")):
        if notes.get(key):
            with contextlib.suppress(ValueError, OverflowError, OSError):
                out.append(f"{name}: {datetime.fromtimestamp(float(notes[key])).isoformat(' ', 'seconds')}\n")
    out += [f"failed {_plain(str(e.source))}: {_plain(e.error)}\n" for e in entries if e.status == "failed"]
    _print("".join(out))
    raise typer.Exit(FAILED if counts["failed"] else OK)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the JSON output."""
    import json

    from cleaner import render

    _print(json.dumps(render.schema(), indent=2, ensure_ascii=False) + "\n")


# -- the rest is printing and asking ------------------------------------------------------------------------------------------


def _settings(path: Path | None, start: Path, given: dict[str, Any]) -> Config:
    from cleaner import config

    if path is not None and not path.is_file():
        _usage(f"{path}: no such settings file")
    try:
        return _merged(path, start, given)
    except config.ConfigError as error:
        _usage(str(error))


_GIVEN = "format jobs include exclude gitignore follow_links level keep disable base_url title html learn max_bytes max_seconds".split()


def _given(parameters: dict[str, Any]) -> dict[str, Any]:
    """The settings among a command's parameters."""
    assets = "link" if parameters["link_assets"] else "copy" if parameters["copy_assets"] else None
    return {name: parameters[name] for name in _GIVEN} | {"assets": assets}


def _merged(path: Path | None, start: Path, given: dict[str, Any]) -> Config:
    """The settings file's settings under those of the command line."""
    import dataclasses

    from cleaner import config

    base = config.load(path or config.find(start))
    table = {k.replace("_", "-"): v for k, v in given.items() if v not in (None, [], ())}
    own = config.settings(table, lambda key: f"--{key}")
    names = {k.replace("-", "_") for k in table}
    options = dataclasses.replace(
        base.options, **{n: getattr(own.options, n) for n in names if hasattr(own.options, n)}
    )
    return dataclasses.replace(
        base, options=options, **{n: getattr(own, n) for n in names if hasattr(own, n) and not hasattr(own.options, n)}
    )


def _stdin(max_bytes: int = 0) -> str:
    from cleaner import files

    if sys.stdin is None:
        _fail("standard input is closed", FAILED)
    data = sys.stdin.buffer.read(max_bytes + 1 if max_bytes else -1)
    if max_bytes and len(data) > max_bytes:
        raise files.NotText(f"is larger than {max_bytes} bytes")
    return files.decode(data)[0]


def _filter(settings: Config, output: str | None, *, check: bool, diff: bool) -> NoReturn:
    """Standard input to standard output, or to a file."""
    from cleaner import api, batch, files, workers

    try:
        text = _stdin(settings.max_bytes)
        with workers.limit(settings.max_seconds):
            result = api.clean(text, settings.options)
    except (files.NotText, workers.Overtime) as error:
        _fail(f"standard input {error}", FAILED)
    for warning in result.warnings:
        typer.echo(f"warning: {warning}", err=True)
    if check or diff:
        if diff:
            _print(batch.unified(result, "-"))
        raise typer.Exit(CHANGED if check and result.changed else OK)
    text = batch.rendered(result, settings.format)
    if output:
        try:
            files.write(Path(output), text)
        except OSError as error:
            _fail(f"{output}: {error.strerror or error}", FAILED)
    else:
        _print(text)
    raise typer.Exit(OK)


def _run(
    paths: list[Path],
    settings: Config,
    output: str | None,
    *,
    in_place: bool,
    check: bool,
    diff: bool,
    quiet: bool,
    listing: bool,
    changed: bool,
) -> NoReturn:
    from cleaner import batch, files
    from cleaner.state import Busy, State

    started = time.monotonic()
    summary = batch.Summary()
    signal.signal(signal.SIGTERM, _terminate)
    signal.signal(signal.SIGINT, _terminate)
    target = Path(output) if output else None
    stream = settings.format == "jsonl" and not (check or diff)
    if stream and target is not None and target.is_dir():
        _usage(f"{output}: is a folder; jsonl is one file")
    if stream and target is not None and target.exists() and any(_takes(p, target, settings) for p in paths):
        _usage(f"{output}: would be written over its own input")
    if target is not None and str(output).endswith(("/", os.sep)):
        target.mkdir(parents=True, exist_ok=True)
    code = OK
    try:
        jobs: Iterable[batch.Job] = batch.plan(
            paths,
            target,
            settings,
            in_place=in_place,
            printed=check or diff or stream or (target is None and not in_place),
            tell=lambda message: None if quiet else typer.echo(f"warning: {_plain(message)}", err=True),
        )
        if not stream and not listing:
            jobs = list(jobs)
        with contextlib.ExitStack() as stack:
            write = stack.enter_context(files.sink(target)) if stream and target is not None else _print
            state = (
                stack.enter_context(contextlib.closing(State(target, alone=True)))
                if changed and target is not None
                else None
            )
            if state is not None and state.message:
                typer.echo(f"warning: {state.message}", err=True)
            reports = batch.run(jobs, settings, check=check or diff, diff=diff, state=state)
            shown = not quiet and listing and sys.stderr.isatty()
            for report in _progress(reports, sum(_count(p, settings) for p in paths)) if shown else reports:
                summary.add(report)
                _tell(report, quiet=quiet, check=check, diff=diff)
                if report.output:
                    write(report.output)
            if state is not None and state.gone():
                typer.echo(
                    f"warning: {state.path}: {state.trouble or 'is gone'}; the next run does everything again", err=True
                )
    except (batch.PlanError, FileNotFoundError) as error:
        _usage(str(error))
    except Busy as error:
        _fail(str(error), FAILED)
    except KeyboardInterrupt as stop:
        typer.echo(f"interrupted: {_sentence(summary, time.monotonic() - started)}", err=True)
        raise typer.Exit(TERMINATED if isinstance(stop, _Terminated) else INTERRUPTED) from None
    except OSError as error:
        _fail(f"{error.filename or output or 'standard output'}: {error.strerror or error}", FAILED)
    if listing and not quiet:
        typer.echo(_sentence(summary, time.monotonic() - started), err=True)
    if summary.failed:
        code = FAILED
    elif check and summary.changed:
        code = CHANGED
    raise typer.Exit(code)


def _tell(report: Report, *, quiet: bool, check: bool, diff: bool) -> None:
    if report.status == "failed":
        typer.echo(f"{_plain(report.name)}: {_plain(report.error)}", err=True)
    for warning in () if quiet else report.warnings:
        typer.echo(f"{_plain(report.name)}: warning: {warning}", err=True)
    if report.diff:
        _print(report.diff)
    elif check and report.status == "changed" and not diff:
        _print(report.name + "\n", os.fsencode(report.name + "\n"))


def _sentence(summary: Summary, seconds: float) -> str:
    kinds = ", ".join(f"{k} {n:,}" for k, n in summary.removed.most_common() if n)
    rate = summary.bytes / 1e6 / seconds if seconds else 0.0
    return (
        f"{summary.files:,} files: {summary.changed:,} changed, {summary.unchanged:,} unchanged, "
        f"{f'{summary.copied:,} copied, ' if summary.copied else ''}{f'{summary.skipped:,} done before, ' if summary.skipped else ''}{summary.failed:,} failed; "
        f"{sum(summary.removed.values()):,} words removed{f' ({kinds})' if kinds else ''}; {seconds:.1f} s, {rate:.1f} MB/s"
    )


def _count(path: Path, settings: Config) -> int:
    """How many files of a path a run takes, for the progress bar."""
    from cleaner import batch

    return sum(1 for _ in batch.found(path, settings, assets=settings.assets != "none")) if path.is_dir() else 1


def _progress(reports: Iterable[Report], total: int) -> Iterator[Report]:
    """The reports, with a bar on standard error: how many, how fast, how long still."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(elapsed_when_finished=True),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, rate="")
        started = time.monotonic()
        for n, report in enumerate(reports, 1):
            rate = f"{n / max(1e-9, time.monotonic() - started):.0f}/s"
            bar.update(task, advance=1, description=_plain(report.name[-60:]), rate=rate)
            yield report


def _shown(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip()]
    cut = [line if len(line) <= 160 else line[:157] + "..." for line in lines[:6]]
    return [*cut, f"... {len(lines) - 6} more lines"] if len(lines) > 6 else cut


def _plain(name: str) -> str:
    """A file's name for people: on one line, without what a terminal would obey."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in name)


def _indent(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.rstrip("\n").split("\n"))


def _print(text: str, data: bytes | None = None) -> None:
    """To standard output as UTF-8, newlines as they are, whatever the locale says; `data` instead where it is given."""
    if sys.stdout is None:
        _fail("standard output is closed", FAILED)
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass") if data is None else data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever read it has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(PIPE) from None


class _Terminated(KeyboardInterrupt):
    """SIGTERM: ends a run as an interrupt does, with its own exit code."""


def _terminate(number: int, frame: object) -> NoReturn:
    for each in (signal.SIGINT, signal.SIGTERM):  # once is enough: the run ends in a moment
        signal.signal(each, signal.SIG_IGN)
    raise _Terminated if number == signal.SIGTERM else KeyboardInterrupt


def _takes(path: Path, target: Path, settings: Config) -> bool:
    """Whether a file is an input of a run."""
    from cleaner import files

    with contextlib.suppress(OSError, ValueError):
        if path.is_dir():
            return files.matches(target.resolve().relative_to(path.resolve()), settings.include)
        return os.path.samefile(path, target)
    return False


def _usage(message: str) -> NoReturn:
    _fail(message, USAGE)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(f"cleaner: {_plain(message)}", err=True)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line."""
    app()
