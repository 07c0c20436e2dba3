"""Folders that are done again and again, and folders that are watched."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import cleaner
from cleaner import clean
from cleaner.state import NAME, State
from tests.soak import DIRTY, ENV, soak


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "cleaner", *map(str, args)]


def run(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*args), capture_output=True, text=True, env=ENV, check=False)


def until(true: Callable[[], bool], seconds: float = 15.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return true()


def outputs(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*.md")}


def wanted(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): clean(p.read_text()).markdown for p in folder.rglob("*.md")}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for n in range(5):
        (folder / f"{n}.md").write_text(DIRTY.format(n=n))
    return folder


class Watching:
    """A watcher in a process of its own."""

    def __init__(self, *args: str | Path) -> None:
        self.process = subprocess.Popen(
            command("watch", *args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENV
        )

    def __enter__(self) -> subprocess.Popen[str]:
        return self.process

    def __exit__(self, *exc: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_changed_does_what_changed_only(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert "5 changed" in run("clean", inbox, "-o", out, "--changed").stderr
    assert "5 done before" in run("clean", inbox, "-o", out, "--changed").stderr
    (inbox / "1.md").write_text("# New\n\nText.\n")
    os.utime(inbox / "2.md", (1, 1))  # the same bytes
    (out / "3.md").unlink()
    done = run("clean", inbox, "-o", out, "--changed").stderr
    assert "3 done before" in done
    assert outputs(out) == wanted(inbox)
    assert "0 done before" in run("clean", inbox, "-o", out, "--changed", "--disable", "ad-markup").stderr.replace(
        "unchanged, 0 failed", "0 done before"
    )
    assert "adsbygoogle" in (out / "2.md").read_text()


def test_changed_needs_a_folder(inbox: Path) -> None:
    assert run("clean", inbox, "--in-place", "--changed").returncode == 2
    assert run("clean", inbox / "1.md", "--changed").returncode == 2


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"", b"SQLite format 3\0" + b"\0" * 2000])
def test_a_broken_state_is_put_aside(inbox: Path, tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / NAME).write_bytes(content)
    done = run("clean", inbox, "-o", out, "--changed")
    assert done.returncode == 0, done.stderr
    assert "5 changed" in done.stderr
    assert not content or "put aside" in done.stderr
    assert "5 done before" in run("clean", inbox, "-o", out, "--changed").stderr


def test_a_failure_is_kept_and_tried_again_when_the_file_changes(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (inbox / "bad.md").write_bytes(b"\0\1\2" * 100)
    assert run("watch", inbox, "-o", out, "--once").returncode == 3
    told = run("status", out)
    assert told.returncode == 3
    assert "bad.md: is a binary file" in told.stdout
    assert run("watch", inbox, "-o", out, "--once").stdout == ""
    (inbox / "bad.md").write_text("# Good\n")
    assert run("watch", inbox, "-o", out, "--once").returncode == 0
    assert outputs(out) == wanted(inbox)
    assert run("status", out).returncode == 0


def test_an_output_that_cannot_be_written_is_tried_again(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "1.md").mkdir(parents=True)  # a folder where the file should be
    assert run("clean", inbox, "-o", out, "--changed").returncode == 3
    (out / "1.md").rmdir()
    assert "4 done before" in run("clean", inbox, "-o", out, "--changed").stderr
    assert outputs(out) == wanted(inbox)


def test_watch_follows(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Watching(inbox, "-o", out, "--settle", "0.1", "--delete") as process:
        assert until(lambda: out.is_dir() and outputs(out) == wanted(inbox))
        (inbox / "sub").mkdir()
        (inbox / "sub" / "new.md").write_text(DIRTY.format(n="new"))
        part = inbox / ".new.swp"
        part.write_text(DIRTY.format(n="saved"))
        os.replace(part, inbox / "1.md")
        (inbox / "2.md").rename(inbox / "two.md")
        assert until(lambda: outputs(out) == wanted(inbox)), (sorted(outputs(out)), sorted(wanted(inbox)))
        (inbox / "sub").rename(inbox / "moved")
        (inbox / "3.md").unlink()
        assert until(lambda: outputs(out) == wanted(inbox)), (sorted(outputs(out)), sorted(wanted(inbox)))
        assert run("watch", inbox, "-o", out).returncode == 3, "a second watcher must not work beside the first"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 143
    assert not list(out.rglob(".cleaner-*.tmp"))


def test_watch_takes_a_file_when_it_no_longer_grows(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Watching(inbox, "-o", out, "--settle", "1.5"):
        assert until(lambda: out.is_dir() and len(outputs(out)) == 5)
        with (inbox / "grows.md").open("w") as file:
            for n in range(10):
                file.write(DIRTY.format(n=n) + "\n")
                file.flush()
                time.sleep(0.1)
                assert not (out / "grows.md").exists()
        assert until(lambda: outputs(out) == wanted(inbox))


def test_watch_in_place_and_within_its_input_does_not_loop(inbox: Path) -> None:
    with Watching(inbox, "--in-place", "--settle", "0.1") as process:
        assert until(lambda: "adsbygoogle" not in "".join(outputs(inbox).values()))
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        lines, _ = process.communicate(timeout=10)
        assert process.returncode == 130
    assert lines.count("changed ") == 5
    inner = inbox / "clean"
    for _ in range(2):
        assert run("watch", inbox, "-o", inner, "--once").returncode == 0
    assert sorted(outputs(inner)) == [f"{n}.md" for n in range(5)]


def test_watch_notices_its_settings(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Watching(inbox, "-o", out, "--settle", "0.1"):
        assert until(lambda: out.is_dir() and outputs(out) == wanted(inbox))
        (inbox / "cleaner.toml").write_text('disable = ["ad-markup"]\n')
        assert until(lambda: "adsbygoogle" in (out / "1.md").read_text())
        (inbox / "cleaner.toml").write_text("disable = 7\n")
        (inbox / "new.md").write_text("# New\n")
        assert until(lambda: (out / "new.md").exists()), "wrong settings must not end the watcher"


def test_watch_mends_an_output_folder_that_went(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Watching(inbox, "-o", out, "--settle", "0.1"):
        assert until(lambda: out.is_dir() and outputs(out) == wanted(inbox))
        shutil.rmtree(out)
        (inbox / "new.md").write_text("# New\n")
        assert until(lambda: (out / "new.md").exists())
    assert run("watch", inbox, "-o", out, "--once").returncode == 0
    assert outputs(out) == wanted(inbox)


def test_the_library_watches(inbox: Path, tmp_path: Path) -> None:
    stop = threading.Event()
    found = []
    for report in cleaner.watch(inbox, tmp_path / "out", settle=0.1, stop=stop):
        found.append(report.name)
        if len(found) == 5:
            (inbox / "late.md").write_text("# Late\n")
        if report.name == "late.md":
            stop.set()
    assert sorted(found) == ["0.md", "1.md", "2.md", "3.md", "4.md", "late.md"]


def test_an_output_is_known_before_it_is_made(inbox: Path, tmp_path: Path) -> None:
    """A watcher that was killed right after it wrote: the output goes all the same when its input is gone."""
    out = tmp_path / "out"
    with contextlib.closing(State(out, alone=True)) as state:
        state.expect(inbox / "1.md", out / "1.md")
    (out / "1.md").write_text("# T\n")
    (inbox / "1.md").unlink()
    assert run("watch", inbox, "-o", out, "--once", "--delete").returncode == 0
    assert outputs(out) == wanted(inbox)


@pytest.mark.parametrize("way", ["watch", "clean"])
def test_killed_again_and_again(tmp_path: Path, way: str) -> None:
    """A longer one: `python tests/soak.py --kills 500 --steps 500`."""
    assert soak(way, tmp_path, kills=20, steps=60, jobs=2) == []
