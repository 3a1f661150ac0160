"""What the whole session shares: the build of the C++ tests, begun with it and needed last."""

from __future__ import annotations

import cpp_build
import pytest


def of_cpp(item: pytest.Item) -> bool:
    return item.path.name == "test_cpp.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=of_cpp)


def pytest_collection_finish(session: pytest.Session) -> None:
    if any(map(of_cpp, session.items)) and not session.config.option.collectonly:
        cpp_build.start()


def pytest_sessionfinish() -> None:
    cpp_build.stop()
