"""The benchmarks run and write what they say. Nothing is asserted about speed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from support.repository import ROOT

BENCH = ROOT / "bench" / "python"


def run(
    script: str, *arguments: object, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    paths = [str(p) for p in (path, os.environ.get("PYTHONPATH")) if p]
    return subprocess.run(
        [sys.executable, BENCH / script, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(paths)},
    )


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of one quick run; torch is there but cannot be imported."""
    out = tmp_path_factory.mktemp("bench")
    (out / "torch.py").write_text("raise ImportError('broken on purpose')\n")
    done = run(
        "compare.py",
        *("--quick", "--largest", 500, "--threads", 1, "--peers", "numpy,torch"),
        *("--json", out / "r.json", "--markdown", out / "r.md", "--png", out / "r.png"),
        path=out,
    )
    assert done.returncode == 0, done.stderr
    (out / "stdout").write_text(done.stdout, "utf-8")
    return out


def test_every_rule_and_option_has_its_ratio(result: Path) -> None:
    from oracles.oracle import RULES

    rows = json.loads((result / "r.json").read_text("utf-8"))["rows"]
    assert {row["what"].split(" ")[0].split("(")[0].rstrip(",") for row in rows} == {
        *RULES,
        *("Cosine", "ExponentialDecay", "Linear"),
        *("PiecewiseConstant", "PiecewiseLinear", "warmup"),
        "clip_norm",
        "q8",
    }
    assert {row["options"] for row in rows} == {
        'nonfinite="propagate"',
        "defaults",
        "step(grads)",
        "array",
        "call",
    }
    for row in rows:
        assert 0 < row["ratio_p10"] <= row["ratio"] <= row["ratio_p90"]
        assert row["seconds"] > 0 and row["peer_seconds"] > 0 and row["pairs"] >= 3
    adamw = [row for row in rows if row["what"].startswith("AdamW")]
    assert {row["peer"] for row in adamw} == {"NumPy textbook", "NumPy in place", "NumPy moving"}


def test_report_names_machine_versions_and_missing_peers(result: Path) -> None:
    report = json.loads((result / "r.json").read_text("utf-8"))
    assert {"date", "cpu", "threads", "isa", "compiler", "versions"} <= set(report["header"])
    assert report["header"]["threads"] == 1
    assert {"gradstep", "numpy", "python"} <= set(report["header"]["versions"])
    assert report["missing"] == {"torch": "import torch: ImportError: broken on purpose"}
    for name in ("stdout", "r.md"):
        text = (result / name).read_text("utf-8")
        assert "broken on purpose" in text and "AdamW f32, 500" in text and "NumPy in place" in text


def test_picture(result: Path) -> None:
    import matplotlib.image

    height, width, _ = matplotlib.image.imread(result / "r.png").shape
    assert height > 300 and width > 300


def test_readme_gets_the_ratios_between_its_marks(result: Path, tmp_path: Path) -> None:
    readme, json_file = tmp_path / "README.md", tmp_path / "r.json"
    report = json.loads((result / "r.json").read_text("utf-8"))
    readme.write_text("above\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nbelow\n")

    json_file.write_text(json.dumps(report))
    assert "--quick" in run("readme_table.py", json_file, readme).stderr
    assert "old" in readme.read_text()

    json_file.write_text(json.dumps({**report, "quick": False}))
    for _ in range(2):  # the second time changes nothing
        done = run("readme_table.py", json_file, readme)
        assert done.returncode == 0, done.stderr
        text = readme.read_text("utf-8")
        assert text.startswith("above\n<!-- bench:begin -->\n| ")
        assert text.endswith("\n<!-- bench:end -->\nbelow\n")
        row = next(row for row in report["rows"] if row["peer"] == "NumPy in place")
        assert f"{row['ratio']:.2f} (" in text and report["header"]["cpu"] in text
        assert "old" not in text

    few = [row for row in report["rows"] if row["what"].startswith("clip_norm")]
    json_file.write_text(json.dumps({**report, "quick": False, "rows": few}))
    assert run("readme_table.py", json_file, readme, "--more", json_file).returncode == 0
    text = readme.read_text("utf-8")
    assert text.count("beside NumPy in place") == 2 and "|" not in text  # no table without columns

    readme.write_text("no marks\n")
    assert "bench:begin" in run("readme_table.py", json_file, readme).stderr


def test_different_work_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    import contenders

    work = contenders.Work("AdamW", 2, 100)
    other = contenders.Work("AdamW", 2, 100, {"weight_decay": 0.0})
    ours = contenders.gradstep(work)
    assert "roundings" in contenders.check(ours, contenders.numpy_inplace(work))
    with pytest.raises(SystemExit, match="not the same work"):
        contenders.check(contenders.gradstep(work), contenders.numpy_textbook(other))


def test_what_a_stage_forgets_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    import contenders
    import pipeline

    work = contenders.Work("AdamW", 2, 100)
    check = partial(contenders.check, within=pipeline.WITHIN)
    check(pipeline.gradstep(work), pipeline.numpy_inplace(work))
    for constant, value in (("CLIP", 1e9), ("DECAY", 0.9)):
        with monkeypatch.context() as other:
            other.setattr(pipeline, constant, value)
            ours = pipeline.gradstep(work)
        with pytest.raises(SystemExit, match="not the same work"):
            check(ours, pipeline.numpy_inplace(work))


def test_what_comes_before_a_call_comes_before_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    import timing

    calls: list[str] = []
    log = calls.append
    timing.compare(
        *(lambda: log("ours"), lambda: log("peer")),
        timing.Effort(sample=1, pairs=3, budget=1),
        lambda: log("before"),
    )
    assert calls == ["before", "ours", "before", "peer"] * 3


def test_contention(result: Path) -> None:
    done = run("contention.py", "--quick", "--json", result / "c.json", path=result)
    assert done.returncode == 0, done.stderr
    report = json.loads((result / "c.json").read_text("utf-8"))
    assert [row["processes"] for row in report["processes"]] == [1, 2, 2]
    assert [row["beside"] for row in report["beside"]] == ["NumPy add"]
    assert [row["who"] for row in report["idle"]] == ["gradstep"]
    assert all(row["slowest"] > 0 for row in report["processes"])
    assert "broken on purpose" in done.stdout

    done = run("contention.py", "--quick", "--scaling", "--json", result / "c.json", path=result)
    assert done.returncode == 0, done.stderr
    rows = json.loads((result / "c.json").read_text("utf-8"))["scaling"]
    assert {row["elements"] for row in rows} == {1000, 10_000, 100_000}


def test_lowbit_experiments(tmp_path: Path) -> None:
    files = [f"--markdown={tmp_path}/l.md", f"--png={tmp_path}/l.png"]
    done = run("lowbit_experiments.py", "--seeds", 1, "--steps", 2, 4, *files)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "l.md").read_text("utf-8")
    assert text in done.stdout and (tmp_path / "l.png").stat().st_size > 10_000
    exact = next(line for line in text.splitlines() if line.startswith("| float32 |"))
    assert exact.count("| 0.0000 |") == 2
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| bfloat16")]
    assert rows and all(float(row[4]) < 5 and float(row[5].strip("| ")) < 0.1 for row in rows)


def test_which_needs_no_tuning() -> None:
    done = run("which.py", "--only", "L-BFGS", "--problems", "least squares", "--seeds", 1)
    assert done.returncode == 0, done.stderr
    head, _, tuned, row = (line.strip("| ").split(" | ") for line in done.stdout.splitlines())
    assert head == ["method", "runs", "least squares"]
    assert tuned[:2] == ["AdamW, tuned, cosine", "9"] and row[:2] == ["L-BFGS", "1"]
    assert float(row[2]) < float(tuned[2].split()[0])  # no noise: what it is for
