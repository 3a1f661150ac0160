"""Write the lists of optimizers and schedules into README.md: `python tools/readme_lists.py`.

Each stands between comments, `<!-- NAME:begin -->` and `<!-- NAME:end -->`. A test compares the
committed README with what this writes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

import optimizers_table
import schedules_gallery

from gradstep import _core

README = Path(__file__).resolve().parent.parent / "README.md"

# What the README says besides the names, by family of optimizers and by section of schedules.
NOTES = {
    "Learning-rate-free": " ([which one do I need?](docs/which.md))",
    "Rates from the loss": ", `opt.step(grads, loss=loss)`",
    "Schedule-free": ", with the parameters to use within `with opt.averaged():`",
    "Given by values": ", or by any callable",
    "By a metric": ", `opt.observe(loss)`",
}


def optimizers() -> dict[str, list[str]]:
    """The rules of each family, in the order of the list."""
    families: dict[str, list[str]] = {}
    title = ""
    for name in _core.rule_names():
        title = optimizers_table.FAMILIES.get(name, title)
        families.setdefault(title, []).append(name)
    return families


def schedules() -> dict[str, list[str]]:
    """The schedules of each section of the gallery."""
    return {
        title: [line.partition("(")[0] for line in lines]
        for title, lines in schedules_gallery.EXAMPLES.items()
    }


def items(families: Mapping[str, Iterable[str]]) -> str:
    """One list, an item for each family."""
    lines = [
        textwrap.fill(
            f"- {title}{NOTES.get(title, '')}: {', '.join(names)}.",
            100,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for title, names in families.items()
    ]
    return "\n".join(lines)


def page() -> str:
    """README.md with both lists as they are to be."""
    text = README.read_text("utf-8")
    for name, families in (("optimizers", optimizers()), ("schedules", schedules())):
        begin, end = f"<!-- {name}:begin -->\n", f"\n<!-- {name}:end -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        assert found and closed, f"README.md has no list of {name}"
        text = f"{before}{begin}{items(families)}{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(page(), encoding="utf-8")
