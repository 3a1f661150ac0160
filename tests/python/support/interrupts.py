"""Interrupts: at every place where Python raises for a signal, or after some time."""

from __future__ import annotations

import dis
import gc
import inspect
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import gradstep

PACKAGE = str(Path(gradstep.__file__).parent)
# After these, and where a function begins, the interpreter looks for signals.
CHECKED = {name for name in dis.opmap if name.startswith(("CALL", "JUMP_BACKWARD"))}


class Instructions:
    """The instructions of a function, by their places."""

    def __init__(self, code: CodeType) -> None:
        self._bytes = code.co_code
        self._handlers = dis._parse_exception_table(code)  # type: ignore[attr-defined]

    def name(self, at: int) -> str:
        return dis.opname[self._bytes[at]]

    def handler(self, at: int) -> int | None:
        """Where the interpreter goes on if an exception is raised here."""
        targets = [x.target for x in self._handlers if x.start <= at < x.end]
        return targets[-1] if targets else None


class Alarm(BaseException):
    """What the signal of `interrupted_after` raises, as Ctrl-C does."""


def interrupted_after(call: Callable[[], object], seconds: float) -> None:
    """Calls, but raises in the call once so much time has passed, and swallows that."""

    def ring(*_: object) -> None:
        raise Alarm

    previous = signal.signal(signal.SIGALRM, ring)
    gc.disable()  # Python ignores what is raised in callbacks of the collector, as hypothesis has
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            call()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Alarm:
        pass
    finally:
        gc.enable()
        signal.signal(signal.SIGALRM, previous)


def places(call: Callable[[], Any]) -> list[int]:
    """Calls; returns some of the places: all near the end, where most is changed."""
    count = _run(call, -1)[1]
    return [at for at in range(count) if at >= count - 60 or at % 7 == 0]


def interrupted(call: Callable[[], Any], at: int) -> bool:
    """Calls; raises KeyboardInterrupt at that place, counted from 0, within gradstep.

    False if there are not so many, and so the call came to its end.
    """
    return _run(call, at)[0]


def _run(call: Callable[[], Any], at: int) -> tuple[bool, int]:
    """Whether an interrupt was raised, and how many places there were up to it."""
    places = 0
    known: dict[CodeType, Instructions] = {}
    last: dict[FrameType, int] = {}

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal places
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGE) or code.co_flags & inspect.CO_GENERATOR:
            return None  # a generator that ends ignores what is raised
        frame.f_trace_opcodes = True
        here = event == "call"
        if event == "opcode":
            if code not in known:
                known[code] = Instructions(code)
            instructions, now, before = known[code], frame.f_lasti, last.get(frame)
            # What is raised here counts as raised by the instruction before, which is the same if
            # both have the same handler.
            here = (
                before is not None
                and instructions.name(before) in CHECKED
                and instructions.handler(before) == instructions.handler(now)
            )
            last[frame] = now
        if here:
            places += 1
            if places == at + 1:
                last.clear()
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    except KeyboardInterrupt:
        return True, places
    finally:
        sys.settrace(before)
        last.clear()
    return False, places
