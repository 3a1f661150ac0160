"""What the peers' schedules share: calls into updates, curves of any length, their errors."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

from .._core import read_number
from .._messages import nearest
from .._numbers import plain, repr_of, whole_number
from .._optimizer.rule import unknown_keyword
from ..errors import Error, KeywordError, ScheduleError
from ..schedules import Constant, Cosine, Schedule, cycle, every, sequence, shift, stretch
from ._arguments import of_schedule

__all__ = [
    "Curve",
    "choice",
    "fresh",
    "later",
    "number",
    "part",
    "peer_schedule",
    "per_call",
    "single",
    "wave",
    "whole",
    "with_schedules",
    "wrong",
]

P = ParamSpec("P")
R = TypeVar("R")
Curve = Callable[[int], Schedule]  # a curve of so many steps, held at its end


STEPS_PER_CALL = (
    ": 1 if scheduler.step() was called after every update, the updates of an epoch if it was "
    "called once per epoch"
)


def _check_rate(lr: object, annotation: object) -> None:
    scales = "Schedule" in str(annotation)
    if isinstance(lr, (list, tuple)):
        single(lr=lr)
    if scales and isinstance(lr, Schedule):
        return
    if isinstance(found := read_number(lr), str):
        kind = "a number or a schedule" if scales else "a number"
        raise ScheduleError(
            f"lr must be {kind}, the rate that the peer's optimizer had, not {found}; "
            "the schedule that this makes goes to the optimizer as its lr=",
            name="lr",
            value=lr,
        )


def _plain(name: str, value: Any, annotation: Any) -> Any:
    """The argument as a number of Python's, where it is to be one; else as it is."""
    if value is None or not set(str(annotation).split(" | ")) <= {"float", "int", "None"}:
        return plain(value)
    found = plain(value)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        if isinstance(value, (list, tuple)):
            single(**{name: value})
        raise ScheduleError(
            f"{name} must be a number, not {read_number(value)}", name=name, value=value
        )
    return found


def _called(where: str, said: Mapping[str, Any]) -> str:
    return f"{where}({', '.join(f'{name}={repr_of(value)}' for name, value in said.items())})"


_MUST = re.compile(r"must be (?P<must>.+), not (?P<value>\S+)")
_ENTRY = re.compile(r"dialects\.[\w.]+(\(.*?\))?: ")


def _explain(error: ScheduleError, said: Mapping[str, Any], where: str) -> None:
    """Let an error of a schedule, or of an entry inside, name the argument that it came from."""
    text = str(error)
    if text.startswith(f"{where}: "):
        return
    inner = _ENTRY.match(text)
    if inner is not None:
        text = text[inner.end() :]
    found = _MUST.search(text)
    name = (error.name or "").partition("[")[0]
    if inner is not None and found is not None and not _is(said.get(name), found["value"]):
        name = ""  # an argument of the entry inside
    if name not in said and found is not None:
        named = [k for k, x in said.items() if _is(x, found["value"])]
        if len(named) == 1:
            error.name = name = named[0]
            error.value, text = said[name], f"{name} {found[0]}"
    error.args = (f"{where if name in said else _called(where, said)}: {text}",)


def _is(given: object, shown: str) -> bool:
    """Whether it is the number that a message shows, in Python's way or in C++'s."""
    text = repr_of(given)
    return type(given) in (int, float) and shown in (text, text.removesuffix(".0"))


def peer_schedule(function: Callable[P, R]) -> Callable[P, R]:
    """A peer's schedule: an argument that it has not is a `KeywordError` with the nearest name.

    A `ScheduleError` inside it says which schedule was asked for. Its documentation ends with the
    meanings of its arguments.
    """
    signature = inspect.signature(function)
    takes_more = any(x.kind is inspect.Parameter.VAR_KEYWORD for x in signature.parameters.values())

    @wraps(function)
    def checked(*args: P.args, **keywords: P.kwargs) -> R:
        where = f"{checked.__module__.removeprefix('gradstep.')}.{function.__qualname__}"
        known = list(signature.parameters)
        if "steps_per_call" in keywords and "steps_per_call" not in known:
            raise KeywordError(
                f"{where} takes no steps_per_call=: a metric moves it; call opt.observe(metric) "
                "where the scheduler was stepped with one",
                name="steps_per_call",
            )
        for name in keywords:
            if name not in known and not takes_more:
                raise unknown_keyword(where, name, known)
        try:
            bound = signature.bind(*args, **keywords)
            said = bound.arguments
        except TypeError as error:
            fix = "" if "steps_per_call" not in str(error) else STEPS_PER_CALL
            raise KeywordError(f"{where}: {error}{fix}") from None
        try:
            if "lr" in said:
                _check_rate(said["lr"], signature.parameters["lr"].annotation)
            for name, value in said.items():
                if (kind := signature.parameters[name].kind) is inspect.Parameter.VAR_KEYWORD:
                    said[name] = {k: plain(x) for k, x in value.items()}
                elif kind is not inspect.Parameter.VAR_POSITIONAL:
                    said[name] = _plain(name, value, signature.parameters[name].annotation)
            return function(*bound.args, **bound.kwargs)
        except ScheduleError as error:
            _explain(error, said, where)
            raise
        except (TypeError, ValueError, IndexError, AttributeError, ArithmeticError) as error:
            if isinstance(error, Error):  # the others are of an argument of another kind
                raise
            raise ScheduleError(f"{_called(where, said)}: {error}") from error

    checked.__module__ = checked.__module__.removesuffix(".schedules")
    checked.__doc__ = documented(function.__name__, function.__doc__, signature)
    return checked


def documented(name: str, text: str | None, signature: inspect.Signature) -> str:
    """The documentation of a peer's schedule, with its arguments."""
    lines = [f"{inspect.cleandoc(text or '')}\n\nArgs:"]
    for argument, x in signature.parameters.items():
        shown = f"**{argument}" if x.kind is x.VAR_KEYWORD else argument
        lines.append(f"    {shown}: {of_schedule(name, shown)}")
    return "\n".join([*lines, ""])


def with_schedules(
    names: Mapping[str, Any], module: ModuleType, only: Sequence[str] | None = None
) -> dict[str, Any]:
    """What a peer's module has: its classes, in ``names``, and the schedules of ``module``."""
    functions = {name: getattr(module, name) for name in only or module.__all__}
    known = sorted([*names["__all__"], *functions])
    return {**names, **functions, "__all__": known, "__dir__": lambda: known}


# ---- arguments -----------------------------------------------------------------------------------


def wrong(name: str, value: object, must: str) -> ScheduleError:
    """The error for an argument that cannot be that."""
    return ScheduleError(f"{name} must be {must}, not {repr_of(value)}", name=name, value=value)


def whole(least: int = 1, **values: object) -> None:
    """Each is a whole number of at least so much."""
    for name, value in values.items():
        count = whole_number(value)
        if count is None or not least <= count < 2**53:
            raise wrong(name, value, f"a whole number of at least {least} and below 2**53")


def number(low: float, high: float = float("inf"), *, above: bool = False, **values: float) -> None:
    """Each is a number from low to high; ``above``: larger than low."""
    for name, value in values.items():
        single(**{name: value})
        if not (low < value if above else low <= value) or not value <= high:
            start = f"above {low:g}" if above else f"at least {low:g}"
            raise wrong(name, value, f"from {low:g} to {high:g}" if high < float("inf") else start)


def choice(options: Sequence[str], **values: object) -> None:
    """Each is one of the words."""
    for name, value in values.items():
        if value not in options:
            hint = nearest(value, options, "; did you mean {!r}?") if isinstance(value, str) else ""
            words = ", ".join(repr(option) for option in options)
            raise ScheduleError(
                f"{name}={value!r} is not known{hint or f'; there is {words}'}",
                name=name,
                value=value,
            )


def single(**values: object) -> None:
    """None is a list of values, one per group."""
    for name, value in values.items():
        if isinstance(value, (list, tuple)):
            raise ScheduleError(
                f"{name} has a value per group: make one schedule per group and give each to its "
                f"group, groups={{pattern: dict(lr=schedule)}}",
                name=name,
                value=value,
            )


def fresh(last_epoch: int) -> None:
    """A schedule begins at the beginning: there is nothing to resume."""
    if last_epoch != -1:
        raise ScheduleError(
            f"last_epoch={last_epoch!r} is not needed: a schedule is a function of the step, so "
            "that a resumed optimizer goes on where it was; leave it out",
            name="last_epoch",
            value=last_epoch,
        )


# ---- curves --------------------------------------------------------------------------------------


def per_call(schedule: Schedule, steps_per_call: int) -> Schedule:
    """A schedule that the peer's caller steps, as one of updates.

    Args:
        schedule: The values by the number of calls.
        steps_per_call: Updates between two calls: 1 if it was stepped at every update, the updates
            of an epoch if it was stepped once per epoch.
    """
    whole(steps_per_call=steps_per_call)
    return schedule if steps_per_call == 1 else every(schedule, steps_per_call)


def later(schedule: Schedule, steps: int) -> Schedule:
    """The schedule from step ``steps`` of its own on."""
    if steps == 0:
        return schedule
    if schedule.total_steps is not None and schedule.total_steps <= steps:
        return Constant(schedule(steps))
    return shift(schedule, -steps)


def part(curve: Curve, length: float, late: float = 0.0) -> Schedule:
    """A curve over any real length, entered ``late`` steps after its beginning, 0 <= late <= 1.

    At step n it is where (n + late) / length of its way is.
    """
    if late < 1e-12 or late < 1e-15 * length:  # of rounding
        late = 0.0
    if length <= late or length <= 0:
        return Constant(curve(1)(1))
    if late == int(late) and length == int(length):
        return later(curve(int(length)), int(late))
    if late == 0:
        return stretch(curve(1), length)
    return stretch(shift(stretch(curve(1), length / late), -1), late)


def wave(start: float, end: float, half: float, per: float = 1.0) -> Schedule:
    """A whole cosine, for ever: from start to end in half / per steps, and back."""
    if half % per == 0:
        length = int(half / per)
        ways = [Cosine(start, steps=length, end=end), Cosine(end, steps=length, end=start)]
        return cycle(sequence(ways, at=[length]), 2 * length)
    ways = [Cosine(start, steps=1, end=end), Cosine(end, steps=1, end=start)]
    return stretch(cycle(sequence(ways, at=[1]), 2), half, per=per)
