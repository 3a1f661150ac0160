"""Adding a rule or a schedule takes few files: what else knows of it derives it from the lists.

The names of some are looked for in all files of the repository. Where one is found in a file that
is not allowed here, a list has been written by hand that could be derived.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from support.repository import ROOT

MARKS = re.compile(r"<!-- (\w+):begin -->.*?<!-- \1:end -->", re.DOTALL)

# Written by tools/ and tests/digests.py, or recorded; README.md's lists are between marks.
GENERATED = {
    *("docs/optimizers.md", "docs/schedules.md", "tests/data/digests.txt"),
    *("tests/data/schedules.inc", "bench/results.md", "docs/internals/peers.md"),
}
RECORDED = "tests/data/pickles/"  # once for each version
HEADERS = "cpp/include/gradstep"

# By rule, its header and the file of its oracle. Together they have each fact of a struct: a rate
# to begin a search at, sums over arrays, the loss, parameters that are used elsewhere than they are
# stepped, exact slots, a rate that is found.
RULES = {
    "PAdam": ("padam", "adam"),
    "AdaMod": ("adamod", "adam"),
    "QHM": ("qhm", "sgd"),
    "Fromage": ("fromage", "layerwise"),
    "ALIG": ("alig", "adaptive"),
    "ScheduleFreeRAdam": ("schedule_free_radam", "free"),
    "DoWG": ("dowg", "free"),
}
# Measured one by one, with what they are named for: a study, not a list of all.
STUDIED = {"ALIG", "DoWG"}
STUDY = {"bench/python/which.py", "docs/which.md"}

SCHEDULES = {"Knee": "knee", "Trapezoid": "trapezoid"}


FOLDERS = ("bench", "cmake", "cpp", "docs", "examples", "python", "tests", "tools")


@cache
def texts() -> dict[str, str]:
    """The text files of the repository, without what is written by tools."""
    paths = [*ROOT.glob("*.*"), *(path for name in FOLDERS for path in (ROOT / name).rglob("*"))]
    found = {}
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        generated = name in GENERATED or path.suffix == ".pyi"
        if not path.is_file() or generated or "__pycache__" in name:
            continue
        if name.startswith(RECORDED):
            continue
        try:
            found[name] = MARKS.sub("", path.read_text("utf-8"))
        except UnicodeDecodeError:  # a picture, recorded arrays, or the compiled module
            continue
    return found


def named(name: str) -> set[str]:
    """The files in which a name stands, but for this one."""
    word = re.compile(rf"\b{name}\b")
    here = Path(__file__).relative_to(ROOT).as_posix()
    return {file for file, text in texts().items() if word.search(text)} - {here}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_named_in_its_files_only(rule: str) -> None:
    """Its header, its line in the list, its oracle, and the change log; where peers have it their
    dialects, which docs/dialects.md explains."""
    header, family = RULES[rule]
    must = {
        *(f"{HEADERS}/rules.hpp", f"{HEADERS}/rules/{header}.hpp", "CHANGELOG.md"),
        f"tests/python/oracles/{family}.py",
    }
    found = {file for file in named(rule) if "/dialects" not in file}
    assert found - (STUDY if rule in STUDIED else set()) == must


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_is_named_in_its_files_only(schedule: str) -> None:
    """Its header, its line in the list, its oracle with cases, one example, and the change log."""
    must = {
        *(f"{HEADERS}/schedules.hpp", f"{HEADERS}/schedules/{SCHEDULES[schedule]}.hpp"),
        *("tests/python/oracles/schedules.py", "tools/schedules_gallery.py", "CHANGELOG.md"),
    }
    assert named(schedule) == must
