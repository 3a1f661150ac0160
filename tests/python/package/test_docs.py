"""docs/ says what the code does: the generated page is current, no rule and no argument is missing.

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
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
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
    prose = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"\]\((?!https?:)([^)]+)\)", prose)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        name, _, anchor = link.partition("#")
        to = page.parent / name if name else page
        assert to.exists(), link
        assert not anchor or anchor in anchors(to), link


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
