"""`gradstep plot`: schedules as text, drawn in the terminal or into a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gradstep.__main__ import main
from gradstep.schedules import Cosine, warmup

TEXT = "warmup(Cosine(3e-4), steps=500, total_steps=10000)"
SCHEDULE = warmup(Cosine(3e-4), steps=500, total_steps=10000)


def test_drawing_and_table(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "73")
    assert main(["plot", TEXT]) == 0
    shown = capsys.readouterr().out
    assert shown == f"{SCHEDULE!r}\n\n{SCHEDULE.ascii()}\n\n{SCHEDULE.table()}\n"


@pytest.mark.parametrize("columns", ["1", "500"])
def test_any_terminal(columns: str, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["plot", "Constant(0.1)"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100


def test_several_one_after_another(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plot", TEXT, "0.5 * Cosine(0.1)", "--steps", "2000", "--at", "0,499"]) == 0
    first, second = capsys.readouterr().out.split("\n\n", 3)[0::3]
    assert first == repr(SCHEDULE)
    assert second.startswith(repr(0.5 * Cosine(0.1, steps=2000)))
    assert second.endswith(f"\n\n{(0.5 * Cosine(0.1, steps=2000)).table([0, 499])}\n")


@pytest.mark.parametrize("name", ["a.png", "b.svg"])
def test_picture(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / name
    assert main(["plot", TEXT, "Constant(1e-4)", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"picture: {out}\n"
    kind = b"\x89PNG" if name == "a.png" else b"<?xml"
    assert out.read_bytes().startswith(kind)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["Cosin(1)"], "did you mean Cosine?"),
        (["Cosine(1"], "never closed"),
        (["Cosine(0.1)"], "still open; give steps= or total_steps=, or --steps N"),
        (["__import__('os')"], "allowed are"),
        (["Constant(1)", "--steps", "0"], "--steps must be at least 1"),
        (["Constant(1)", "--at", "1,x"], "--at must be like"),
        (["Constant(1)", "--out", "nowhere/at/all.png"], "there is no folder"),
        (["Constant(1)", "--out", "a.gif"], "end it in .png"),
    ],
)
def test_errors_are_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plot", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("gradstep plot: error: ")
    assert message in shown.err
    assert shown.err.count("\n") == 1


def test_usage(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], [TEXT, "--steps", "many"]):
        with pytest.raises(SystemExit) as caught:
            main(["plot", *arguments])
        assert caught.value.code == 2
    assert main([]) == 0
    assert "plot" in capsys.readouterr().out


def test_as_a_command() -> None:
    command = [sys.executable, "-m", "gradstep", "plot"]
    done = subprocess.run([*command, "Cosine(1"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
