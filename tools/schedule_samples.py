"""Write tests/data/schedules.inc: `python tools/schedule_samples.py [FILE]`, by default that one.

It holds values of every schedule for tests/cpp/schedules.cpp, from the samples and cases beside the
oracles in tests/python. A test compares the committed file with what this writes.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from gradstep import schedules

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "tests" / "data" / "schedules.inc"
EXPONENTIAL = "Shape{Shape::exponential, 0.1}"
SHAPES = {"1-sqrt": "sqrt_shape", "1-square": "square_shape", "exponential": EXPONENTIAL}

HEAD = """\
// Written by tools/schedule_samples.py.
"""


def cpp(value: Any) -> str:
    """A value as C++ writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"{{{', '.join(map(cpp, value))}}}"
    if isinstance(value, tuple):  # a shape with its number
        return f"Shape{{Shape::{value[0]}, {value[1]!r}}}"
    if isinstance(value, str):
        return SHAPES.get(value, f"Shape{{Shape::{value}}}")
    return repr(value)


def text() -> str:
    """The file."""
    sys.path.insert(0, str(ROOT / "tests" / "python"))
    oracles = import_module("oracles.schedules")
    out = [HEAD]
    for name in oracles.LEAVES:
        members = getattr(schedules, name).__match_args__  # in the order of the struct
        values = oracles.SAMPLES.get(name) or [x for case, x in oracles.CASES if case == name]
        rows = (
            ", ".join(f".{member} = {cpp(x[member])}" for member in members if member in x)
            for x in values
        )
        made = ",\n".join(f"          {{{row}}}" for row in rows).lstrip()
        out.append(f"template <>\nstd::vector<{name}> samples() {{\n  return {{{made}}};\n}}\n")
    return "".join(out)


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else FILE).write_text(text(), encoding="utf-8")
