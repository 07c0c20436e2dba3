"""The command line, as a user and a script meet it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from cleaner import clean, render

DIRTY = '---\ntitle: T\n---\n\n# T\n\nThe text of a post.\n\n<ins class="adsbygoogle"></ins>\n\nMore text.\n'
CLEAN = "---\ntitle: T\n---\n\n# T\n\nThe text of a post.\n\nMore text.\n"
FINE = "# Fine\n\nNothing to do.\n"


def run(*args: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    here = str(Path(__file__).parent.parent)
    env = {**os.environ, "PYTHONPATH": here, "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "cleaner", *map(str, args)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=env,
        check=False,
    )


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    folder = tmp_path / "posts"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.md").write_text(DIRTY)
    (folder / "sub" / "b.markdown").write_text(FINE)
    (folder / "note.txt").write_text("no Markdown")
    (folder / ".hidden.md").write_text(DIRTY)
    return folder


def test_one_file_to_standard_output(posts: Path) -> None:
    done = run("clean", posts / "a.md")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, CLEAN, b"")


def test_filter() -> None:
    done = run("clean", "-", stdin=DIRTY.replace("\n", "\r\n").encode())
    assert done.stdout.decode() == CLEAN.replace("\n", "\r\n")


def test_a_dash_as_output_is_standard_output(posts: Path, tmp_path: Path) -> None:
    done = run("clean", posts / "a.md", "-o", "-", cwd=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, CLEAN)
    assert run("clean", "-", "-o", "-", stdin=DIRTY.encode(), cwd=tmp_path).stdout.decode() == CLEAN
    assert run("clean", posts, "-o", "-", cwd=tmp_path).returncode == 2
    assert run("clean", posts / "a.md", "-i", "-o", "-", cwd=tmp_path).returncode == 2
    assert [p.name for p in tmp_path.iterdir()] == ["posts"]


def test_folder_mirrors_its_tree(posts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("clean", posts, "-o", out)
    assert done.returncode == 0, done.stderr
    assert sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()) == ["a.md", "sub/b.markdown"]
    assert (out / "a.md").read_text() == CLEAN
    assert b"2 files: 1 changed, 1 unchanged, 0 failed" in done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


def test_in_place_changes_only_what_changes(posts: Path) -> None:
    before = (posts / "sub" / "b.markdown").stat().st_mtime_ns
    (posts / "a.md").chmod(0o640)
    assert run("clean", posts, "--in-place", "--jobs", "2").returncode == 0
    assert (posts / "a.md").read_text() == CLEAN
    assert (posts / "a.md").stat().st_mode & 0o777 == 0o640
    assert (posts / "sub" / "b.markdown").stat().st_mtime_ns == before
    assert not list(posts.rglob(".cleaner-*"))
    assert run("clean", posts, "--check").returncode == 0


def test_check_and_diff(posts: Path) -> None:
    done = run("clean", posts, "--check")
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [str(posts / "a.md")]
    done = run("clean", posts, "--diff")
    assert done.returncode == 0
    assert b'-<ins class="adsbygoogle"></ins>' in done.stdout
    assert (posts / "a.md").read_text() == DIRTY


def test_jsonl_in_input_order_for_any_number_of_jobs(posts: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonl"
    assert run("clean", posts, "-f", "jsonl", "-o", out, "-j", "2").returncode == 0
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [Path(r["source"]["path"]).name for r in rows] == ["a.md", "b.markdown"]
    for row in rows:
        jsonschema.validate(row, render.schema())
    assert run("clean", posts, "-f", "jsonl").stdout.decode().splitlines() == out.read_text().splitlines()


def test_json_and_text(posts: Path) -> None:
    data = json.loads(run("clean", posts / "a.md", "-f", "json").stdout)
    jsonschema.validate(data, json.loads(run("schema").stdout))
    assert data["metadata"]["title"] == "T"
    assert data["source"]["bytes"] == len(DIRTY)
    assert run("clean", posts / "a.md", "-f", "text").stdout.decode() == "T\n\nThe text of a post.\n\nMore text.\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["clean", "missing.md"], "no such file"),
        (["clean", "."], "say where the output goes"),
        (["clean", "a.md", "-o", "a.md"], "over its own input"),
        (["clean", ".", "-o", "."], "over its own input"),
        (["clean", "a.md", "-o", "x", "--in-place"], "exclude one another"),
        (["clean", ".", "-i", "-f", "json"], "--in-place writes Markdown"),
        (["clean", "a.md", "--level", "brave"], "level is one of"),
        (["clean", "a.md", "--disable", "nothing"], "there is no rule"),
        (["clean", "a.md", "--keep", "everything"], "is no kind"),
        (["clean", "-", "a.md"], "stands alone"),
        (["rules", "nothing"], "there is no rule"),
        (["clean", "a.md", "--config", "none.toml"], "no such settings file"),
    ],
)
def test_wrong_usage(posts: Path, args: list[str], message: str) -> None:
    (posts / "sub" / "a.md").write_text(FINE)
    done = run(*args, cwd=posts)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert (posts / "a.md").read_text() == DIRTY


def test_failures_are_named_and_the_rest_is_done(posts: Path, tmp_path: Path) -> None:
    (posts / "binary.md").write_bytes(b"\x00\x01\x02" * 100)
    (posts / "latin.md").write_bytes(
        "Ein Satz mit Umlauten: äöü, größer, Straße, und noch mehr Text darüber hinaus.\n".encode("cp1252") * 20
    )
    (posts / "gone.md").symlink_to(posts / "nowhere.md")
    (posts / "folder.md").mkdir()
    done = run("clean", posts, "-o", tmp_path / "out")
    errors = done.stderr.decode()
    assert done.returncode == 3
    assert "binary.md: is a binary file" in errors
    assert "gone.md: No such file" in errors
    assert "Traceback" not in errors
    assert (tmp_path / "out" / "a.md").read_text() == CLEAN


def test_an_encoding_that_cannot_be_told_is_refused(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    text = "Nous avons été à la plage, où l'été était très beau. Les élèves sont allés à l'école.\n" * 6
    post.write_bytes(text.encode("cp1252"))
    done = run("clean", post)
    assert (done.returncode, done.stdout) == (3, b"")
    assert "cp1252" in done.stderr.decode()


def test_a_guessed_encoding_is_not_written_in_place(tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    data = ("El niño comió una manzana en el jardín. ¿Cómo está usted, señor? Mañana será otro día.\n" * 6).encode(
        "cp1252"
    )
    data += b'\n<ins class="adsbygoogle"></ins>\n'
    post.write_bytes(data)
    assert run("clean", post, "-o", tmp_path / "out.md").returncode == 0
    assert "niño" in (tmp_path / "out.md").read_text(encoding="utf-8")
    assert run("clean", post, "--in-place").returncode == 3
    assert post.read_bytes() == data


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_what_is_no_regular_file_is_written_into(posts: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("clean", posts / "a.md", "-o", pipe).returncode == 0
        assert os.read(reader, 10_000).decode() == CLEAN
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_closed_pipe_ends_the_run(tmp_path: Path) -> None:
    for n in range(200):
        (tmp_path / f"{n}.md").write_text(FINE * 100)
    here = str(Path(__file__).parent.parent)
    command = [sys.executable, "-m", "cleaner", "clean", str(tmp_path), "-f", "jsonl"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": here}
    ) as done:
        assert done.stdout is not None and done.stderr is not None
        done.stdout.readline()
        done.stdout.close()
        errors = done.stderr.read()
    assert (done.returncode, errors) == (141, b"")


def test_jsonl_into_a_folder_is_wrong_usage(posts: Path, tmp_path: Path) -> None:
    done = run("clean", posts, "-f", "jsonl", "-o", tmp_path)
    assert done.returncode == 2
    assert not list(tmp_path.glob(".cleaner*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads and writes everything")
def test_unreadable_and_read_only(posts: Path, tmp_path: Path) -> None:
    (posts / "a.md").chmod(0)
    done = run("clean", posts, "-o", tmp_path / "out")
    assert done.returncode == 3
    assert "Permission denied" in done.stderr.decode()


def test_odd_inputs(tmp_path: Path) -> None:
    for name, data in {
        "empty": b"",
        "newline": b"\n",
        "bom": b"\xef\xbb\xbf# A\n",
        "nul": b"a\x00b\n",
        "utf16": "# A\n".encode("utf-16"),
    }.items():
        path = tmp_path / f"{name}.md"
        path.write_bytes(data)
        done = run("clean", path)
        assert done.returncode == 0, (name, done.stderr)
        assert b"Traceback" not in done.stderr
    assert run("clean", tmp_path / "bom.md").stdout == b"\xef\xbb\xbf# A\n"


def test_fifo_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    done = run("clean", tmp_path / "pipe.md")
    assert done.returncode == 3
    assert b"not a regular file" in done.stderr


def test_settings_file_and_precedence(posts: Path) -> None:
    (posts / "cleaner.toml").write_text('keep = ["ad"]\n')
    assert run("clean", posts / "a.md").stdout.decode() == DIRTY
    assert run("clean", posts / "a.md", "--keep", "nav").stdout.decode() == CLEAN
    (posts / "cleaner.toml").write_text('level = "default"\n\nkepe = ["ad"]\n')
    done = run("clean", posts / "a.md")
    assert done.returncode == 2
    assert "cleaner.toml:3: unknown setting 'kepe'" in done.stderr.decode()


def test_explain(posts: Path) -> None:
    out = run("explain", posts / "a.md").stdout.decode()
    assert "9: ad-markup (ad, certain): <ins> of an ad network" in out
    assert '    - <ins class="adsbygoogle"></ins>' in out
    rows = json.loads(run("explain", posts / "a.md", "-f", "json").stdout)
    assert rows[0]["rule"] == "ad-markup"


def test_rules_are_listed_and_explained() -> None:
    out = run("rules").stdout.decode()
    assert "ad-comment-pair" in out
    one = run("rules", "ad-comment-pair").stdout.decode()
    assert "Left alone" in one
    assert "becomes" in one
    assert "stays as it is" in one


def test_starting_is_light() -> None:
    code = "import sys; sys.argv = ['cleaner', '--version']\nfrom cleaner.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
    code += "print(sorted(m for m in ('bs4', 'markdownify', 'yaml', 'frontmatter', 'lxml', 'pyromark', 're2', 'rich') if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent
    )
    assert done.stdout.splitlines()[-1] == "[]"
    done = subprocess.run(
        [sys.executable, "-c", "import sys, cleaner; print(len([m for m in sys.modules if m.startswith('cleaner.')]))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout.strip() == "0"


def test_library_and_command_agree(posts: Path) -> None:
    assert clean(DIRTY).markdown == CLEAN
