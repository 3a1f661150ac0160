"""The code in the pages of the repository."""

from __future__ import annotations

import re
from pathlib import Path

from support.repository import ROOT

README = ROOT / "README.md"


def blocks(page: Path, language: str) -> list[str]:
    """The code in this language, each block at its own lines."""
    text = page.read_text("utf-8")
    found = list(re.finditer(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    assert found, f"{page.name} has no {language} block"
    return [text.count("\n", 0, match.start(1)) * "\n" + match[1] for match in found]
