"""The committed stubs are what the compiled code says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.repository import ROOT, script

stubs = script("tools/stubs.py")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("stubs")
    stubs.write(to)
    return to


@pytest.mark.parametrize("name", stubs.NAMES)
def test_committed_stub_is_current(fresh: Path, name: str) -> None:
    committed = (ROOT / "python" / "gradstep" / name).read_text()
    assert committed == (fresh / name).read_text(), "run: nox -s stubs"
