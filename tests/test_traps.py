"""Folders, links and settings that would make a careless program write where it must not, or forget what it should do."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

import cleaner
from cleaner import clean, files
from cleaner.config import Config, ConfigError
from cleaner.state import NAME
from tests.soak import DIRTY, ENV
from tests.test_watch import Watching, command, outputs, run, until, wanted


def make(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(DIRTY.format(n=path.name))
        os.utime(path, (1_700_000_000, 1_700_000_000))


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_is_deleted_through_a_link(at: Path) -> None:
    make(at / "in/sub/a.md", at / "in/b.md", at / "precious/a.md")
    (at / "out").mkdir()
    (at / "out/sub").symlink_to("../precious")
    assert run("watch", "in", "-o", "out", "--once", "--delete").returncode == 3
    (at / "in/sub/a.md").unlink()
    run("watch", "in", "-o", "out", "--once", "--delete")
    assert (at / "precious/a.md").exists()


def test_a_watched_folder_is_not_cleaned_in_place_unasked(at: Path) -> None:
    make(at / "in/a.md")
    (at / "link").symlink_to("in")
    before = (at / "in/a.md").read_bytes()
    for output in ("in", "in/../in", "link"):
        assert run("watch", "in", "-o", output, "--once").returncode == 2
    with pytest.raises(ConfigError):
        list(cleaner.watch("in", "in", Config(format="json"), once=True))
    assert (at / "in/a.md").read_bytes() == before


def test_new_settings_cannot_make_sources_into_json(at: Path) -> None:
    make(at / "in/a.md")
    (at / "in/cleaner.toml").write_text("")
    with Watching("in", "--in-place", "--settle", "0.05"):
        assert until(lambda: "adsbygoogle" not in (at / "in/a.md").read_text())
        (at / "in/cleaner.toml").write_text('format = "json"\n')
        time.sleep(0.5)
        make(at / "in/b.md")
        assert until(lambda: "adsbygoogle" not in (at / "in/b.md").read_text())
        assert outputs(at / "in") == wanted(at / "in")


def test_an_output_never_lies_over_another_input(at: Path) -> None:
    make(at / "b/x.md", at / "a/b/x.md")
    before = (at / "b/x.md").read_bytes()
    done = run("clean", "a", "b", "-o", ".")
    assert done.returncode == 3
    assert "among the inputs" in done.stderr
    assert (at / "b/x.md").read_bytes() == before
    make(at / "out/in/a.md", at / "out/in/in/a.md")
    before = (at / "out/in/a.md").read_bytes()
    assert run("clean", "out/in", "-o", "out").returncode == 3
    assert (at / "out/in/a.md").read_bytes() == before
    for inputs in (["out/in"], ["a/b/x.md", "out/in/a.md"]):
        assert run("clean", *inputs, "-f", "jsonl", "-o", "out/in/a.md").returncode == 2
    assert (at / "out/in/a.md").read_bytes() == before


def test_an_output_folder_in_the_input_however_spelled(at: Path) -> None:
    make(at / "in/a.md")
    (at / "link").symlink_to("in/out")
    for _ in range(2):
        subprocess.run(command("watch", ".", "-o", "../in/out", "--once"), cwd=at / "in", env=ENV, check=True)
        assert run("watch", "in", "-o", "link", "--once").returncode == 0
    assert [str(p.relative_to(at / "in")) for p in sorted((at / "in").rglob("*.md"))] == ["a.md", "out/a.md"]


def test_a_file_that_was_copied_is_cleaned_when_it_becomes_a_document(at: Path) -> None:
    make(at / "p/a.md", at / "p/n.txt")
    assert run("clean", "p", "-o", "q", "--copy-assets", "--changed").returncode == 0
    assert (
        run("clean", "p", "-o", "q", "--copy-assets", "--changed", "--include", "*.md", "--include", "*.txt").returncode
        == 0
    )
    assert "adsbygoogle" not in (at / "q/n.txt").read_text()
    assert run("clean", "p", "-o", "q", "--copy-assets", "--changed").returncode == 0
    assert (at / "q/n.txt").read_bytes() == (at / "p/n.txt").read_bytes()
    assert run("clean", "p", "-o", "q", "--link-assets", "--changed").returncode == 0
    assert os.path.samefile(at / "q/n.txt", at / "p/n.txt")


def test_an_asset_with_other_bytes_and_the_same_time(at: Path) -> None:
    make(at / "p/a.md")
    for byte in (b"X", b"Z"):
        (at / "p/pic.png").write_bytes(byte * 99)
        os.utime(at / "p/pic.png", (1_700_000_000, 1_700_000_000))
        assert run("clean", "p", "-o", "q", "--copy-assets").returncode == 0
        assert (at / "q/pic.png").read_bytes() == byte * 99


def test_folders_come_before_links_to_them(at: Path) -> None:
    make(at / "p/posts/x.md")
    (at / "p/latest").symlink_to("posts")
    assert [str(p) for p in files.find(at / "p")] == ["posts/x.md"]


def test_gitignore_as_git_reads_it(at: Path) -> None:
    make(at / "p/secret.md", at / "p/a.md", at / "p/sub/d.md", at / "p/sub/e.md")
    (at / "p/.git").mkdir()
    (at / "p/sub/.git").mkdir()

    def left(*lines: bytes) -> list[str]:
        (at / "p/.gitignore").write_bytes(b"\n".join(lines))
        return [str(p) for p in files.find(at / "p", gitignore=True)]

    everything = ["a.md", "secret.md", "sub/d.md", "sub/e.md"]
    assert left(b"\xef\xbb\xbfsecret.md", b"d.md") == ["a.md", "sub/d.md", "sub/e.md"], "a BOM; a repository of its own"
    assert left(b"x\x0bsecret.md") == everything
    assert left(b"!", b"\\", b"[z-a].md", b"\xff", b"secret.md\r") == ["a.md", "sub/d.md", "sub/e.md"]
    (at / os.fsdecode(b"p/b\xff.md")).write_text("# B\n")
    assert run("clean", "p", "-o", "q", "--gitignore").returncode == 0
    (at / "y").mkdir()
    (at / "y/.git").mkdir()
    (at / "y/.gitignore").write_text("*\n")
    assert len(list(files.find(Path("y/../p"), gitignore=True))) == 4
    (at / "content").symlink_to("p/sub")
    (at / "p/sub/.gitignore").write_text("e.md\n")
    assert [str(p) for p in files.find(at / "content", gitignore=True)] == ["d.md"]


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_a_gitignore_that_is_no_file(at: Path, kind: str) -> None:
    make(at / "p/a.md")
    path = at / "p/.gitignore"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    assert [str(p) for p in files.find(at / "p", gitignore=True)] == ["a.md"]


def test_two_signals_end_a_run(at: Path) -> None:
    (at / "p").mkdir()
    for n in range(6):
        (at / f"p/{n}.md").write_text("# T\n\n" + "Some *text* here with [a](b) words and `code`.\n\n" * 40_000)
    process = subprocess.Popen(command("clean", "p", "-o", "q", "-j", "2"), stderr=subprocess.PIPE, text=True, env=ENV)
    time.sleep(1.5)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=15)
    assert process.returncode == 143
    assert "interrupted" in told


def test_a_watcher_of_another_folder_with_the_same_output(at: Path) -> None:
    make(at / "in1/a.md", at / "in2/a.md")
    assert run("clean", "in1", "in2", "-o", "out", "--changed").returncode == 3
    (at / "in1/a.md").unlink()
    assert "Traceback" not in run("watch", "in1", "-o", "out", "--once", "--delete").stderr


def test_an_endless_time_limit(at: Path) -> None:
    make(at / "a.md")
    assert run("clean", "a.md", "--max-seconds", "9999999999").returncode == 0
    for option in ("--max-bytes", "--max-seconds"):
        text = "# T\n" if option == "--max-bytes" else "* [a](b) and *c*\n" * 300_000
        done = subprocess.run(
            command("clean", "-", option, "1"), input=text, capture_output=True, text=True, env=ENV, check=False
        )
        assert done.returncode == 3, option


def test_a_name_that_is_too_long_costs_one_file(at: Path) -> None:
    make(at / "p/a.md", at / ("p/" + "x" * 252 + ".md"), at / "p/z.md")
    done = run("clean", "p", "-o", "q", "-f", "json")
    assert done.returncode == 3
    assert "2 changed, 0 unchanged, 1 failed" in done.stderr
    assert run("clean", "p", "-f", "jsonl", "-o", "j" * 249 + ".jsonl").returncode == 0


def test_an_input_folder_that_is_made_again(at: Path) -> None:
    make(at / "p/a.md", at / "p/d/b.md")
    with Watching("p", "-o", "q", "--settle", "0.05", "--delete", "--copy-assets"):
        assert until(lambda: (at / "q").is_dir() and outputs(at / "q") == wanted(at / "p"))
        (at / "p/d").rename(at / "p/e")
        assert until(lambda: outputs(at / "q") == wanted(at / "p")), "a folder is renamed"
        subprocess.run(["rm", "-r", "p"], check=True)
        time.sleep(0.5)
        make(at / "p/k.md", at / "p/l.md")
        assert until(lambda: (at / "q/l.md").exists())
        time.sleep(0.5)
        (at / "p/k.md").unlink()
        assert until(lambda: not (at / "q/k.md").exists())


def test_the_same_folder_spelled_otherwise(at: Path) -> None:
    make(at / "in/a.md")
    assert run("watch", "in", "-o", "out", "--once").returncode == 0
    done = run("watch", at / "in", "-o", at / "in/../out", "--once")
    assert done.returncode == 0
    assert done.stdout == ""
    assert "1 done before" in run("clean", at / "in", "-o", "out", "--changed").stderr


def test_what_failed_is_not_done(at: Path) -> None:
    make(at / "p/b.md")
    (at / "p/a.md").write_text("* [a](b) and *c*\n" * 150_000)
    for _ in range(2):
        assert run("clean", "p", "-o", "q", "--changed", "--max-seconds", "1").returncode == 3
        assert run("watch", "p", "-o", "w", "--once", "--max-seconds", "1").returncode == 3
    assert run("status", "q").returncode == 3
    (at / "p/a.md").write_text("# A\n")
    assert run("clean", "p", "-o", "q", "--changed").returncode == 0
    assert run("watch", "p", "-o", "w", "--once").returncode == 0


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_a_state_that_is_no_file(at: Path, kind: str) -> None:
    make(at / "p/a.md")
    (at / "q").mkdir()
    (at / "q" / NAME).mkdir() if kind == "folder" else (at / "q" / NAME).symlink_to("/dev/null")
    done = run("clean", "p", "-o", "q", "--changed")
    assert done.returncode == 0, done.stderr
    assert "put aside" in done.stderr
    (at / "lock").mkdir()
    (at / "lock/.cleaner-lock").symlink_to("../victim")
    assert run("clean", "p", "-o", "lock", "--changed").returncode == 3
    assert not (at / "victim").exists()


def test_status_changes_nothing(at: Path) -> None:
    (at / "q").mkdir()
    (at / "q" / NAME).write_bytes(b"no database" * 99)
    assert run("status", "q").returncode == 3
    assert [p.name for p in (at / "q").iterdir()] == [NAME]


def test_control_characters_stay_out_of_messages(at: Path) -> None:
    (at / "p").mkdir()
    (at / "p" / "li\x1b[5mnk").symlink_to("/etc")
    make(at / "p/a.md")
    for args in (("clean", "p", "-o", "q"), ("clean", "no\x1b[5m.md"), ("explain", "no\x1b[5m.md")):
        assert "\x1b" not in run(*args).stderr
    assert clean((at / "p/a.md").read_text()).markdown == (at / "q/a.md").read_text()


def test_who_lives() -> None:
    child = subprocess.Popen(["sleep", "60"])
    assert files.lives(str(child.pid))
    child.kill()
    assert until(lambda: not files.lives(str(child.pid)), 5), "killed, and not yet asked for"
    child.wait()
    assert not files.lives(str(child.pid))
    assert not files.lives("none")


def test_what_a_run_in_another_container_left(at: Path) -> None:
    make(at / "p/a.md")
    (at / "q").mkdir()
    for number in (os.getpid(), 10**9, 10**30):
        (at / f"q/.cleaner-{number}-x.tmp").write_text("half")
    list(cleaner.watch("p", "q", once=True))
    assert not list((at / "q").glob("*.tmp"))
