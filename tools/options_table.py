"""Write the table of the options into docs/stages.md: `python tools/options_table.py [FILE]`.

All of it comes from the library. A test compares the committed page with what this writes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from gradstep import _core
from gradstep._optimizer.options import DOCS, KEYWORDS
from gradstep._optimizer.rule import capitalized

PAGE = Path(__file__).resolve().parent.parent / "docs" / "stages.md"
BEGIN = "<!-- Written by tools/options_table.py, to the end of the page. -->"


def rows() -> Iterator[tuple[str, object, str]]:
    """Name, default and text of all keywords."""
    for name, default in KEYWORDS.items():
        yield name, default, DOCS[name]
    for field in _core.rule("SGD")["fields"]:
        if field["common"]:
            yield field["name"], field["default"], field["meaning"]


def page(text: str) -> str:
    """The page with a new table."""
    lines = [
        f"| `{name}` | `{default!r}` | {capitalized(words.replace('|', chr(92) + '|'))}. |"
        for name, default, words in rows()
    ]
    head = ["", "| keyword | default | |", "| --- | --- | --- |"]
    return text.partition(BEGIN)[0] + "\n".join([BEGIN, *head, *lines, ""])


if __name__ == "__main__":
    to = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    to.write_text(page(PAGE.read_text("utf-8")), encoding="utf-8")
