"""Which files of a folder are taken, what lies beside them, and what happens when the system fails."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import cleaner
from cleaner import clean, files, workers
from cleaner.state import NAME, State
from cleaner.workers import Lost, Overtime, Workers, limit
from tests.soak import DIRTY, ENV
from tests.test_watch import Watching, command, outputs, run, until, wanted


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    for name in ("1.md", "2.md", "sub/3.md", "sub/deep/4.md", "build/5.md", "drafts/6.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(DIRTY.format(n=name))
    return folder


def found(folder: Path, *, gitignore: bool = False, outward: bool = False) -> list[str]:
    return [str(p) for p in files.find(folder, gitignore=gitignore, outward=outward)]


# -- which files ----------------------------------------------------------------------------------------------------------------


def test_gitignore(inbox: Path) -> None:
    (inbox / ".gitignore").write_text("build/\n/2.md\ndeep/*\n")
    (inbox / "sub" / ".gitignore").write_text("!deep/\n!deep/4.md\n3.md\n")
    assert len(found(inbox)) == 6
    assert found(inbox, gitignore=True) == ["1.md", "drafts/6.md", "sub/deep/4.md"]


def test_gitignore_of_the_repository_above(inbox: Path) -> None:
    (inbox / ".git").mkdir()
    (inbox / ".gitignore").write_text("deep\n")
    assert found(inbox / "sub", gitignore=True) == ["3.md"]
    (inbox / ".git").rmdir()
    assert found(inbox / "sub", gitignore=True) == ["3.md", "deep/4.md"], "no repository, no file above"


def test_watch_respects_gitignore(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (inbox / ".gitignore").write_text("drafts/\n")
    with Watching(inbox, "-o", out, "--settle", "0.05", "--gitignore"):
        assert until(lambda: out.is_dir() and len(outputs(out)) == 5)
        (inbox / "drafts" / "7.md").write_text("# Draft\n")
        (inbox / "7.md").write_text("# Post\n")
        assert until(lambda: (out / "7.md").exists())
        assert not (out / "drafts").exists()
        (inbox / ".gitignore").write_text("")
        assert until(lambda: outputs(out) == wanted(inbox))


def test_a_loop_of_links_ends(inbox: Path) -> None:
    (inbox / "sub" / "again").symlink_to(inbox)
    (inbox / "self").symlink_to("self")
    (inbox / "self.md").symlink_to("self.md")
    assert len(found(inbox)) == 6


def test_links_that_lead_out_are_left_out(inbox: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    (outer / "secret.md").write_text("# Secret\n")
    (inbox / "out").symlink_to(outer)
    (inbox / "secret.md").symlink_to(outer / "secret.md")
    (inbox / "same.md").symlink_to("1.md")
    told: list[str] = []
    names = [str(p) for p in files.find(inbox, tell=told.append)]
    assert "same.md" in names
    assert not [n for n in names if "secret" in n]
    assert len(told) == 2
    assert {"out/secret.md", "secret.md"} <= set(found(inbox, outward=True))
    done = run("clean", inbox, "-o", tmp_path / "o")
    assert done.returncode == 0
    assert done.stderr.count("leads out of the folder") == 2
    assert run("clean", inbox, "--in-place").returncode == 0
    assert (outer / "secret.md").read_text() == "# Secret\n"


def test_an_output_never_leads_out(inbox: Path, tmp_path: Path) -> None:
    outer, out = tmp_path / "outer", tmp_path / "out"
    outer.mkdir()
    out.mkdir()
    (outer / "1.md").write_text("mine")
    (out / "sub").symlink_to(outer)
    (out / "1.md").symlink_to(outer / "1.md")
    for way in (("clean",), ("watch", "--once"), ("clean", "--changed")):
        done = run(way[0], inbox, "-o", out, *way[1:])
        assert done.returncode == 3
        assert (done.stderr + done.stdout).count("lead out of the output folder") == 3, (way, done.stderr, done.stdout)
    assert [p.name for p in outer.iterdir()] == ["1.md"]
    assert (outer / "1.md").read_text() == "mine"


def test_strange_names(inbox: Path, tmp_path: Path) -> None:
    names = [
        "-o.md",
        "--help.md",
        "a\nb.md",
        "\x1b[31mred.md",
        " .md",
        "..md",
        "a\\b.md",
        os.fsdecode(b"\xff.md"),
        "名前.md",
    ]
    for name in names:
        (inbox / name).write_text(DIRTY.format(n="x"))
    done = run("clean", inbox, "-o", tmp_path / "out", "--quiet")
    assert done.returncode == 0, done.stderr
    taken = {n for n in names if not n.startswith(".")}
    assert taken <= {p.name for p in (tmp_path / "out").iterdir()}
    (inbox / "bad\n\x1b[2J.md").write_bytes(b"\0\1" * 99)
    assert "\x1b" not in run("clean", inbox, "-o", tmp_path / "out").stderr
    assert run("clean", "--", inbox / "-o.md").returncode == 0


def test_what_is_no_file_is_not_read(inbox: Path, tmp_path: Path) -> None:
    os.mkfifo(inbox / "pipe.md")
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind(os.path.relpath(inbox / "socket.md"))
        (inbox / "zero.md").symlink_to("/dev/zero")
        done = run("clean", inbox, "-o", tmp_path / "out", "--follow-links")
    assert done.returncode == 3
    for name in ("pipe.md", "zero.md"):
        assert f"{name}: is not a regular file" in done.stderr
    assert "socket.md: " in done.stderr
    assert len(outputs(tmp_path / "out")) == 6


def test_two_inputs_with_one_output(inbox: Path, tmp_path: Path) -> None:
    (inbox / "1.mdx").write_text("# Other\n")
    for way in (("clean",), ("clean", "--jobs", "2"), ("watch", "--once")):
        out = tmp_path / "-".join(way)
        done = run(way[0], inbox, "-o", out, "--format", "text", *way[1:])
        assert done.returncode == 3, done.stderr
        assert "1.mdx" in done.stderr + done.stdout
        assert "The text of post" in (out / "1.txt").read_text()
        assert len(list(out.rglob("*.txt"))) == 6


def test_names_that_differ_in_case(inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from cleaner import batch
    from cleaner.config import Config

    (inbox / "a.md").write_text("# small\n")
    (inbox / "A.md").write_text("# big\n")
    if len(list(inbox.glob("[aA].md"))) < 2:
        pytest.skip("this file system ignores case")
    assert not [j for j in batch.plan([inbox], tmp_path / "o", Config()) if j.refused]
    monkeypatch.setattr(files, "ignores_case", lambda folder: True)
    refused = [j.name for j in batch.plan([inbox], tmp_path / "o", Config()) if j.refused]
    assert refused == [str(inbox / "a.md")]


# -- other files ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["--copy-assets", "--link-assets"])
def test_assets(inbox: Path, tmp_path: Path, way: str) -> None:
    picture = inbox / "sub" / "cat.png"
    picture.write_bytes(b"\x89PNG" + bytes(1000))
    os.utime(picture, (1_000_000_000, 1_000_000_000))
    (inbox / ".hidden").write_text("no")
    (inbox / "cleaner.toml").write_text("")
    out = tmp_path / "out"
    done = run("clean", inbox, "-o", out, way, "--changed")
    assert "1 copied" in done.stderr, done.stderr
    copied = out / "sub" / "cat.png"
    assert copied.read_bytes() == picture.read_bytes()
    assert copied.stat().st_mtime == 1_000_000_000
    assert os.path.samefile(copied, picture) == (way == "--link-assets")
    assert not (out / ".hidden").exists()
    assert not (out / "cleaner.toml").exists()
    assert "7 done before" in run("clean", inbox, "-o", out, way, "--changed").stderr
    assert run("clean", inbox, "-o", out, way).returncode == 0, "again, over what is there"
    assert outputs(out) == wanted(inbox)


def test_watched_assets(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Watching(inbox, "-o", out, "--settle", "0.05", "--copy-assets", "--delete"):
        assert until(lambda: out.is_dir() and outputs(out) == wanted(inbox))
        (inbox / "new").mkdir()
        (inbox / "new" / "a.svg").write_text("<svg/>")
        assert until(lambda: (out / "new" / "a.svg").exists())
        (inbox / "new" / "a.svg").unlink()
        assert until(lambda: not (out / "new" / "a.svg").exists())


# -- limits -----------------------------------------------------------------------------------------------------------------------


def test_too_large_and_too_slow(inbox: Path, tmp_path: Path) -> None:
    (inbox / "large.md").write_text("word " * 100_000)
    done = run("clean", inbox, "-o", tmp_path / "out", "--max-bytes", "1000", "--jobs", "2")
    assert done.returncode == 3
    assert "large.md: is larger than 1000 bytes" in done.stderr
    (inbox / "large.md").write_text("".join(f"* [{n}](https://example.com/{n}) and *more*\n" for n in range(150_000)))
    started = time.monotonic()
    done = run("clean", inbox, "-o", tmp_path / "out2", "--max-seconds", "1")
    assert done.returncode == 3
    assert "large.md: takes longer than 1 seconds" in done.stderr
    assert time.monotonic() - started < 10
    assert len(outputs(tmp_path / "out2")) == 6


def test_limit_leaves_the_alarm_as_it_was() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(Overtime), limit(0.05):
        time.sleep(5)
    assert signal.getsignal(signal.SIGALRM) is before
    with limit(0):
        pass


def _die(n: int) -> int:
    if n == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return n * 2


def test_a_process_that_dies_takes_nothing_else_along() -> None:
    crew = Workers(2)
    tickets = [crew.submit(_die, n) for n in range(8)]
    got: list[int] = []
    for ticket in tickets:
        try:
            got.append(crew.result(ticket))
        except Lost:
            got.append(-1)
    assert got == [0, 2, 4, -1, 8, 10, 12, 14]
    assert crew.result(crew.submit(_die, 5)) == 10
    crew.close()


def test_processes_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    code = (
        "import sys, time, os\nfrom cleaner.workers import Workers\n"
        "crew = Workers(2)\nprint(crew.result(crew.submit(os.getpid)), flush=True)\ntime.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=ENV)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.kill()
    process.communicate()
    assert until(lambda: not _runs(child), 5)


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_number_of_processes() -> None:
    assert workers.processes(0) == (os.cpu_count() or 1)
    assert workers.processes(1) == 1
    assert workers.processes(10_000) == (os.cpu_count() or 1) * workers.MAX_PER_CORE


# -- faults -----------------------------------------------------------------------------------------------------------------------


def quota(size: int) -> Callable[[], None]:
    """No file may grow beyond a size: a full disk for what is larger."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("way", [("clean", "--changed"), ("watch", "--once")], ids=lambda w: w[0])
def test_a_full_disk(inbox: Path, tmp_path: Path, way: tuple[str, ...]) -> None:
    out = tmp_path / "out"
    (inbox / "large.md").write_text("# Large\n\n" + "A sentence of some words.\n\n" * 20_000)
    assert run(way[0], inbox, "-o", out, *way[1:]).returncode == 0
    before = (out / "large.md").read_text()
    (inbox / "large.md").write_text("# Larger\n\n" + "A sentence of some words.\n\n" * 20_000)
    full = subprocess.run(
        command(way[0], inbox, "-o", out, *way[1:]),
        capture_output=True, text=True, env=ENV, check=False, preexec_fn=quota(200_000),
    )  # fmt: skip
    assert full.returncode == 3
    assert "cannot write" in full.stderr + full.stdout
    assert "File too large" in full.stderr + full.stdout
    assert (out / "large.md").read_text() == before, "the old output stays"
    assert not list(out.rglob(".cleaner-*.tmp"))
    assert run(way[0], inbox, "-o", out, *way[1:]).returncode == 0
    assert outputs(out) == wanted(inbox)


@pytest.mark.parametrize("way", [("clean", "--changed"), ("watch", "--once")], ids=lambda w: w[0])
def test_no_room_for_the_state(inbox: Path, tmp_path: Path, way: tuple[str, ...]) -> None:
    done = subprocess.run(
        command(way[0], inbox, "-o", tmp_path / "out", *way[1:]),
        capture_output=True, text=True, env=ENV, check=False, preexec_fn=quota(3000),
    )  # fmt: skip
    assert done.returncode == 3
    assert NAME in done.stderr
    assert "Traceback" not in done.stderr
    assert run(way[0], inbox, "-o", tmp_path / "out", *way[1:]).returncode == 0
    assert outputs(tmp_path / "out") == wanted(inbox)


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a folder that nobody writes to")
@pytest.mark.parametrize("way", [("clean",), ("clean", "--changed"), ("watch", "--once")])
def test_an_output_folder_that_cannot_be_written(inbox: Path, way: tuple[str, ...]) -> None:
    done = run(way[0], inbox, "-o", "/sys/kernel/cleaner-test", *way[1:])
    assert done.returncode == 3
    assert "/sys/kernel/cleaner-test" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_no_permission(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (inbox / "1.md").chmod(0)
    done = run("watch", inbox, "-o", out, "--once")
    assert done.returncode == 3
    assert "1.md: Permission denied" in done.stdout
    (inbox / "1.md").chmod(0o644)
    assert run("watch", inbox, "-o", out, "--once").returncode == 0
    out.chmod(0o555)
    (inbox / "1.md").write_text("# New\n")
    assert run("watch", inbox, "-o", out, "--once").returncode == 3
    out.chmod(0o755)
    assert run("watch", inbox, "-o", out, "--once").returncode == 0
    assert outputs(out) == wanted(inbox)


def test_a_link_to_nowhere(inbox: Path, tmp_path: Path) -> None:
    (inbox / "lost.md").symlink_to("nowhere.md")
    for way in (("clean",), ("watch", "--once")):
        done = run(way[0], inbox, "-o", tmp_path / way[0], *way[1:])
        assert done.returncode == (3 if way[0] == "clean" else 0)
        assert len(outputs(tmp_path / way[0])) == 6


def test_a_state_that_breaks_under_way(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Watching(inbox, "-o", out, "--settle", "0.05"):
        assert until(lambda: out.is_dir() and outputs(out) == wanted(inbox))
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                Path(f"{out / NAME}{suffix}").write_bytes(b"no database" * 1000)
        for n in range(3):
            (inbox / f"new{n}.md").write_text(DIRTY.format(n=n))
            assert until(lambda: outputs(out) == wanted(inbox)), n
    assert run("watch", inbox, "-o", out, "--once").returncode == 0
    assert run("status", out).returncode == 0


def test_an_output_folder_that_goes_under_way(inbox: Path, tmp_path: Path) -> None:
    import shutil

    out = tmp_path / "out"
    with Watching(inbox, "-o", out, "--settle", "0.05"):
        assert until(lambda: out.is_dir() and outputs(out) == wanted(inbox))
        shutil.rmtree(out)
        assert until(lambda: outputs(out) == wanted(inbox)), "all of it comes back, without a restart"
        assert until(lambda: (out / NAME).exists())
        assert run("watch", inbox, "-o", out, "--once").returncode == 3, "the lock is taken again"


def test_an_input_folder_that_goes_and_comes_back(inbox: Path, tmp_path: Path) -> None:
    out, away = tmp_path / "out", tmp_path / "away"
    with Watching(inbox, "-o", out, "--settle", "0.05", "--delete"):
        assert until(lambda: out.is_dir() and outputs(out) == wanted(inbox))
        right = outputs(out)
        inbox.rename(away)
        time.sleep(1)
        assert outputs(out) == right, "a share that was unmounted is no deletion"
        inbox.mkdir()
        time.sleep(1)
        assert outputs(out) == right, "nor is an empty place where it was mounted"
        inbox.rmdir()
        away.rename(inbox)
        (inbox / "late.md").write_text("# Late\n")
        (inbox / "1.md").unlink()
        assert until(lambda: outputs(out) == wanted(inbox)), (sorted(outputs(out)), sorted(wanted(inbox)))


def test_an_empty_input_folder_at_the_start(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("watch", inbox, "-o", out, "--once", "--delete").returncode == 0
    inbox.rename(tmp_path / "away")
    inbox.mkdir()
    done = run("watch", inbox, "-o", out, "--once", "--delete")
    assert "is empty; the 6 outputs" in done.stderr
    assert len(outputs(out)) == 6


def test_a_clock_that_was_set_back(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ahead = time.time() + 86_400
    for path in inbox.rglob("*.md"):
        os.utime(path, (ahead, ahead))
    for way in (("clean", "--changed"), ("watch", "--once")):
        assert run(way[0], inbox, "-o", out, *way[1:]).returncode == 0
        text = (inbox / "1.md").read_text().swapcase()  # other bytes, the same size and time
        (inbox / "1.md").write_text(text)
        os.utime(inbox / "1.md", (ahead, ahead))
        assert run(way[0], inbox, "-o", out, *way[1:]).returncode == 0
        assert outputs(out) == wanted(inbox)


def test_state_reports_its_trouble(tmp_path: Path) -> None:
    with contextlib.closing(State(tmp_path, alone=True)) as state:
        assert not state.gone()
        state.db.execute("DROP TABLE done")
        assert not state.fresh(tmp_path / "a.md", "", None)
        assert state.gone()
        with pytest.raises(sqlite3.Error):
            state.forget(tmp_path / "a.md")


def test_jsonl_is_complete_or_absent(inbox: Path, tmp_path: Path) -> None:
    for n in range(400):
        (inbox / f"n{n}.md").write_text(DIRTY.format(n=n) * 20)
    target = tmp_path / "all.jsonl"
    process = subprocess.Popen(command("clean", inbox, "-f", "jsonl", "-o", target), stderr=subprocess.DEVNULL, env=ENV)
    assert until(lambda: bool(list(tmp_path.glob(".cleaner-*"))))
    process.kill()
    process.wait()
    assert not target.exists()
    assert run("clean", inbox, "-f", "jsonl", "-o", target).returncode == 0
    assert len(target.read_text().splitlines()) == 406
    assert not list(tmp_path.glob(".cleaner-*"))


def test_watch_with_several_processes(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Watching(inbox, "-o", out, "--settle", "0.05", "--jobs", "2", "--delete") as process:
        assert until(lambda: out.is_dir() and outputs(out) == wanted(inbox))
        for n in range(200):
            (inbox / f"burst{n}.md").write_text(DIRTY.format(n=n))
        assert until(lambda: outputs(out) == wanted(inbox))
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 143


def test_the_library_cleans_what_the_watcher_writes(inbox: Path, tmp_path: Path) -> None:
    reports = list(cleaner.watch(inbox, tmp_path / "out", once=True))
    assert [r.status for r in reports] == ["changed"] * 6
    assert (tmp_path / "out" / "1.md").read_text() == clean((inbox / "1.md").read_text()).markdown
