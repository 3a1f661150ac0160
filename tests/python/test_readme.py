"""README's code runs as it stands: the Python in a fresh namespace, the C++ through a compiler."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def blocks(language: str) -> list[str]:
    text = (ROOT / "README.md").read_text()
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"README has no {language} block"
    return found


@pytest.mark.parametrize("code", blocks("python"))
def test_python(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert names["report"]
    assert "applied=True" in capsys.readouterr().out


@pytest.mark.parametrize("code", blocks("cpp"))
def test_cpp(code: str, tmp_path: Path) -> None:
    compiler = shutil.which("c++")
    assert compiler, "the tests need a C++ compiler, as README says"
    source, program = tmp_path / "main.cpp", tmp_path / "main"
    source.write_text(code)
    include = ROOT / "cpp" / "include"
    flags = ["-std=c++20", "-O1", "-I", str(include), str(source), "-pthread", "-o", str(program)]
    subprocess.run([compiler, *flags], check=True)
    assert subprocess.run([program]).returncode == 0
