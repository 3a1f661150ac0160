"""What runs here and why: version, instruction set, threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from . import _core, reconstruct
from ._numbers import whole

__all__ = ["Info", "info", "set_num_threads", "threads"]


class Info(NamedTuple):
    """What `info` returns; printed, one fact per line."""

    version: str
    isa: str
    isa_why: str
    isas: tuple[str, ...]
    threads: int
    threads_why: str
    compiler: str

    def __reduce__(self) -> tuple[Any, ...]:
        return reconstruct.value, (type(self), self._asdict())

    def __repr__(self) -> str:
        return (
            f"gradstep {self.version}\n"
            f"isa      {self.isa}: {self.isa_why} (there are {', '.join(self.isas)})\n"
            f"threads  {self.threads}: {self.threads_why}\n"
            f"built by {self.compiler}"
        )


def info() -> Info:
    """Version, instruction set and why, number of threads and why, compiler.

    Raises:
        Error: GRADSTEP_ISA or GRADSTEP_NUM_THREADS cannot be honoured.
    """
    facts = _core.info()
    return Info(**{**facts, "isas": tuple(facts["isas"])})


def set_num_threads(n: int | None) -> None:
    """Use ``n`` threads for steps from now on, the calling one included; None: automatic.

    Automatic is GRADSTEP_NUM_THREADS, else the least of OMP_NUM_THREADS, the CPUs in the affinity
    mask and the cgroup quota. The number of threads changes no bit of any result.
    """
    _core.set_num_threads(0 if n is None else _count(n))


@contextmanager
def threads(n: int) -> Iterator[None]:
    """Use ``n`` threads for steps of this Python thread inside a with block.

    It takes precedence over `set_num_threads`.
    """
    before = _core.thread_override(_count(n))
    try:
        yield
    finally:
        _core.thread_override(before)


def _count(n: object) -> int:
    count = whole(n, "n", "a number of threads", lambda n: True)
    return max(-(2**31), min(count, 2**31 - 1))
