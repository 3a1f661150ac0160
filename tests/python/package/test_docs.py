"""docs/ says what the code does: the generated page is current, no rule and no argument is missing.
ARCHITECTURE.md maps every folder, and the files that it names are there. Each promise has its test.

The pages' code is run by test_readme.py.
"""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

import gradstep as gs
from gradstep import _core
from support.repository import ROOT, script

table = script("tools/optimizers_table.py")
readme_lists = script("tools/readme_lists.py")
schedule_samples = script("tools/schedule_samples.py")
options = script("tools/options_table.py")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
MAP = ROOT / "ARCHITECTURE.md"
INTERNALS = sorted((ROOT / "docs" / "internals").glob("*.md"))
LINKED = [*PAGES, MAP, ROOT / "CONTRIBUTING.md", *INTERNALS]
RULES = _core.rule_names()


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_the_page_of_the_optimizers_is_current() -> None:
    assert table.PAGE.read_text("utf-8") == table.page(), "run: nox -s docs"


def test_the_lists_of_the_readme_are_current() -> None:
    assert readme_lists.README.read_text("utf-8") == readme_lists.page(), "run: nox -s docs"


def test_the_samples_of_the_schedules_are_current() -> None:
    committed = schedule_samples.FILE.read_text("utf-8")
    assert committed == schedule_samples.text(), "run: nox -s docs"


def test_every_rule_is_named_in_the_change_log() -> None:
    assert set(RULES) - words((ROOT / "CHANGELOG.md").read_text("utf-8")) == set()


def test_the_table_of_the_options_is_current() -> None:
    text = options.PAGE.read_text("utf-8")
    assert text == options.page(text), "run: nox -s docs"


def test_every_option_is_described_beside_the_table() -> None:
    prose = "".join(page.read_text("utf-8").partition(options.BEGIN)[0] for page in PAGES)
    assert {name for name, _, _ in options.rows()} - words(prose) == set()


def links(page: Path) -> list[str]:
    """Where inline links lead, and those that are defined in lines of their own."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"\]\((?!https?:)([^)]+)\)", prose)
    return inline + list(definitions(prose).values())


def definitions(text: str) -> dict[str, str]:
    """``[label]: file``"""
    return dict(re.findall(r"^\[(.+)\]: (?!https?:)(.+)$", text, re.MULTILINE))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", LINKED, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        name, _, anchor = link.partition("#")
        to = page.parent / name if name else page
        assert to.exists(), link
        assert not anchor or anchor in anchors(to), link


# ---- the map -------------------------------------------------------------------------------------

FOLDERS = ("bench", "cmake", "cpp", "docs", "examples", "python", "tests", "tools")


def folders() -> set[str]:
    """The folders of the repository that have files, with / at the end."""
    files = (path for name in FOLDERS for path in (ROOT / name).rglob("*.*") if path.is_file())
    found = {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in files}
    return {name for name in found if "/__pycache__/" not in name and "/." not in name}


def test_every_folder_is_on_the_map() -> None:
    rows = re.findall(r"^\| `([\w/]+/)`( and below)? \|", MAP.read_text("utf-8"), re.MULTILINE)
    listed = {name for name, _ in rows}
    whole = tuple(name for name, below in rows if below)
    assert len(listed) == len(rows)
    assert {name for name in folders() if not name.startswith(whole)} - listed == set()
    assert listed - folders() == set()


def test_files_on_the_map_are_there() -> None:
    """They are named with a folder: from the top, the headers, the bindings or the package."""
    named = set(re.findall(r"`([\w.]+/[\w/.]+)`", MAP.read_text("utf-8")))
    headers = "cpp/include/gradstep/"
    places = ("", headers, f"{headers}detail/", "cpp/bindings/", "python/gradstep/")
    assert [x for x in named if not any((ROOT / place / x).exists() for place in places)] == []
    assert len(named) > 50


# ---- the promises --------------------------------------------------------------------------------

PROMISES = ROOT / "docs" / "promises.md"


def found_tests(file: Path) -> set[str]:
    """The tests that are run: pytest's by their name, those in C++ by the call in main."""
    text = file.read_text("utf-8")
    if file.suffix == ".py":
        return set(re.findall(r"^def (test_\w+)\(", text, re.MULTILINE))
    defined = set(re.findall(r"^void (test_\w+)\(\) \{$", text, re.MULTILINE))
    return defined & set(re.findall(r"^  (test_\w+)\(\);$", text, re.MULTILINE))


def test_every_promise_has_its_tests() -> None:
    text = PROMISES.read_text("utf-8")
    promises = re.findall(r"^(\d+)\. (.*(?:\n {3,}.*)*)", text, re.MULTILINE)
    assert [int(number) for number, _ in promises] == list(range(1, len(promises) + 1))
    assert len(promises) >= 23
    files = {label: PROMISES.parent / name for label, name in definitions(text).items()}
    for number, promise in promises:
        named = re.findall(r"\[(test_\w+)\]\[([\w.]+)\]", promise)
        assert named and promise.count("[test_") == len(named), number
        for test, label in named:
            assert label in files, f"{number}: [{label}] is not defined"
            assert test in found_tests(files[label]), f"{number}: {files[label]} has no {test}"
    used = re.findall(r"\]\[([\w.]+)\]", text)
    assert set(files) == set(used)


# ---- the arguments of the dialects ---------------------------------------------------------------


def section(peer: str) -> str:
    text = (ROOT / "docs" / "dialects.md").read_text("utf-8")
    match = re.search(rf"^## {peer}$(.*?)^## ", text, re.MULTILINE | re.DOTALL)
    assert match, f"dialects.md has no section {peer}"
    return match[1]


def listed(peer: str, mark: str) -> set[str]:
    """The words in backticks of the section's item that begins so."""
    items = re.findall(r"^- (.*(?:\n  .*)*)", section(peer), re.MULTILINE)
    item = " ".join(item for item in items if item.startswith(mark))
    return words(" ".join(re.findall(r"`[^`]+`", item)))


@pytest.mark.parametrize("peer", gs.dialects.__all__)
@pytest.mark.parametrize(
    ("mark", "of"), [("Ignored:", "ignored"), ("Only with", "refused")], ids=["ignored", "refused"]
)
def test_ignored_and_refused_arguments_are_listed(peer: str, mark: str, of: str) -> None:
    entries = getattr(gs.dialects, peer).ENTRIES.values()
    known = set(chain.from_iterable(entry.defaults for entry in entries))
    wanted = set(chain.from_iterable(getattr(entry, of) for entry in entries))
    assert listed(peer, mark) & known == wanted
