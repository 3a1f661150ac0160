"""The committed stubs are what the compiled code says of itself."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("stubs", ROOT / "tools" / "stubs.py")
assert spec is not None and spec.loader is not None
stubs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(stubs)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("stubs")
    stubs.write(to)
    return to


@pytest.mark.parametrize("name", stubs.NAMES)
def test_committed_stub_is_current(fresh: Path, name: str) -> None:
    committed = (ROOT / "python" / "gradstep" / name).read_text()
    assert committed == (fresh / name).read_text(), "run: nox -s stubs"
