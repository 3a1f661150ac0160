"""docs/ says what the code does: the generated page is current, no rule and no argument is missing.

The pages' code is run by test_readme.py.
"""

from __future__ import annotations

import importlib.util
import re
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

import gradstep as gs
from gradstep import _core

ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


table, options = tool("optimizers_table"), tool("options_table")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
RULES = _core.rule_names()


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_the_page_of_the_optimizers_is_current() -> None:
    assert table.PAGE.read_text("utf-8") == table.page(), "run: nox -s docs"


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md"])
def test_every_rule_is_named(page: str) -> None:
    assert set(RULES) - words((ROOT / page).read_text("utf-8")) == set()


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
