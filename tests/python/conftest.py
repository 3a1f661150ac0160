"""What the whole session shares: its processes, and the build of the C++ tests, begun with it and
needed last."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from support import cpp_build

# These tests run beside a compiler: how long an example takes says nothing about them.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

ALL = "not large"  # what pyproject.toml says
MOST = 8  # processes: each collects all tests, which takes ten seconds and some 300 MB

# This comes before anything imports NumPy, whose matrices are small here: threads of its own would
# only spin for the cores of others. It is not OMP_NUM_THREADS, which gradstep reads, too.
for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(name, "1")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Folders of tests run in a process for each core, as with ``-n``, if pytest-xdist is there.

    Some tests, chosen by a file or an option, run in this process: there they start at once, and
    print and stop where they are told to.
    """
    option = config.option
    if not hasattr(option, "numprocesses") or hasattr(config, "workerinput") or option.tx:
        return
    inside = ("keyword", "lf", "collectonly", "usepdb", "trace")
    chosen = option.markexpr != ALL or any(config.getoption(name, False) for name in inside)
    folders = all(Path(argument).is_dir() for argument in config.args)
    if option.numprocesses is None and folders and not chosen and option.capture != "no":
        option.numprocesses = processes()
    if option.numprocesses and option.dist == "no":
        option.dist = "worksteal"  # neighbours stay together, and with them what modules share


def processes() -> int:
    """As many processes as gradstep would use threads, since it knows affinity and quota."""
    from gradstep import info

    threads = info().threads
    return 0 if threads == 1 else min(threads, MOST)


def of_cpp(path: str) -> bool:
    """Whether a file's tests wait for the build of the C++ tests."""
    return Path(path).name in ("test_cpp.py", "test_objdump.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: of_cpp(str(item.path)))


def build_if_needed(paths: Iterable[str]) -> None:
    if any(map(of_cpp, paths)):
        cpp_build.start()


def pytest_collection_finish(session: pytest.Session) -> None:
    worker = hasattr(session.config, "workerinput")
    if not session.config.option.collectonly and not worker:
        build_if_needed(str(item.path) for item in session.items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(ids: list[str]) -> None:
    """In the process that tests nothing itself, before the others begin to."""
    build_if_needed(test.partition("::")[0] for test in ids)


def pytest_sessionfinish() -> None:
    cpp_build.stop()
