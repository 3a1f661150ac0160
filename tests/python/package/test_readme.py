"""README's code and that of docs/ runs as it stands: README's Python and C++ block by block, a page
of docs/ from top to bottom. What other libraries' code looked like is marked ```python peer."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import CodeType

import pytest

from support.pages import README, blocks
from support.repository import ROOT

PAGES = [
    page
    for page in sorted((ROOT / "docs").glob("*.md"))
    if "```python\n" in page.read_text("utf-8")
]


def compiled(page: Path) -> list[CodeType]:
    """The Python blocks; a traceback shows the lines of the page."""
    return [compile(code, str(page), "exec") for code in blocks(page, "python")]


@pytest.mark.parametrize("code", compiled(README))
def test_python(code: CodeType, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    exec(code, names)
    assert names["report"]
    assert "applied=True" in capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    names: dict[str, object] = {}
    for code in compiled(page):
        exec(code, names)


@pytest.mark.parametrize("code", blocks(README, "cpp"))
def test_cpp(code: str, tmp_path: Path) -> None:
    compiler = shutil.which("c++")
    assert compiler, "the tests need a C++ compiler, as README says"
    source, program = tmp_path / "main.cpp", tmp_path / "main"
    source.write_text(code, "utf-8")
    include = ROOT / "cpp" / "include"
    flags = ["-std=c++20", "-O1", "-I", str(include), str(source), "-pthread", "-o", str(program)]
    subprocess.run([compiler, *flags], check=True)
    assert subprocess.run([program]).returncode == 0
