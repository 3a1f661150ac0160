"""The things of Python that C++ uses stand in one table, and are where it says."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module

import pytest

from gradstep import errors
from support.repository import ROOT

BINDINGS = ROOT / "cpp" / "bindings"
TABLE = BINDINGS / "python_side.hpp"
IMPORTS = re.compile(r"\bmodule_::import\b|\bPyImport_\w+")
THING = re.compile(r'PythonThing (\w+)\{"([\w.]+)", "(\w+)"\}')

THINGS = THING.findall(TABLE.read_text("utf-8"))


def test_cpp_imports_modules_in_one_place() -> None:
    files = [file for file in (ROOT / "cpp").rglob("*") if file.suffix in (".hpp", ".cpp")]
    assert len(files) > 100
    assert [file for file in files if IMPORTS.search(file.read_text("utf-8"))] == [TABLE]


def test_every_row_of_the_table_is_read_here() -> None:
    assert len(THINGS) == TABLE.read_text("utf-8").count("inline constexpr PythonThing ") > 0


@pytest.mark.parametrize(("name", "module", "attribute"), THINGS)
def test_it_is_where_the_table_says(name: str, module: str, attribute: str) -> None:
    assert hasattr(import_module(module), attribute)
    uses = rf"\bin_python::{name}\b"
    assert any(re.search(uses, file.read_text("utf-8")) for file in BINDINGS.rglob("*.?pp"))


def test_every_reason_has_its_exception() -> None:
    names = re.findall(r'return "(\w+)";', (BINDINGS / "errors.hpp").read_text("utf-8"))
    assert len(names) >= 8
    for name in names:
        assert issubclass(getattr(errors, name), errors.Error)


def test_nothing_is_imported_until_it_is_used() -> None:
    later = "gradstep._schedules.show"
    assert later in {module for _, module, _ in THINGS}
    code = (
        "import sys, gradstep as gs\n"
        f"assert {later!r} not in sys.modules\n"
        "gs.schedules.Constant(1.0).ascii(8)\n"
        f"assert {later!r} in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
