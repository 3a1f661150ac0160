"""
The compiled part of gradstep; use the names of the package gradstep.
"""

from __future__ import annotations

import collections.abc
import inspect
import typing

import numpy
import numpy.typing

__all__: list[str] = [
    "Constant",
    "Cosine",
    "Engine",
    "ExponentialDecay",
    "InverseTimeDecay",
    "Lambda",
    "Pieces",
    "Scale",
    "Schedule",
    "StepDecay",
    "StepReport",
    "TimeBasedDecay",
    "Warmup",
    "as_schedule",
    "info",
    "rule",
    "rule_names",
    "scale",
    "sequence",
    "set_num_threads",
    "thread_override",
    "warmup",
]

class Schedule:
    """
    A frozen function of the step n: 0-based, the n of the first update is 0.

    s(n) takes an int or an array of ints and gives a float or a float64 array of its shape; any n, in
    any order, n < 0 as 0. Schedules compare, hash, pickle and go to JSON (to_dict); repr evaluates
    back. They are made by the classes and functions of gradstep.schedules.
    """
    @staticmethod
    def from_dict(d: dict[str, typing.Any]) -> Schedule:
        """
        The schedule that to_dict described. Raises ScheduleError naming what is unknown.
        """
    def __call__(self, n: typing.Any) -> typing.Any:
        """
        The value at step n (int -> float), or at many (int array -> float64 array of its shape).
        """
    def __eq__(self, other: typing.Any) -> bool: ...
    def __hash__(self) -> int: ...
    def __mul__(self, factor: float) -> Scale:
        """
        factor·s(n)
        """
    def __reduce__(self) -> tuple[typing.Any, ...]: ...
    def __repr__(self) -> str: ...
    def __rmul__(self, factor: float) -> Scale:
        """
        factor·s(n)
        """
    def evaluate(self, n: typing.Any) -> typing.Any:
        """
        The same as s(n): the value at step n, or an array of values at an array of steps.
        Raises ScheduleError if n is not made of ints, or a length is still open.
        """
    def filled(self, total_steps: int) -> Schedule:
        """
        The same with its open length filled, so that the whole is total_steps long; itself if nothing is
        open.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        Plain dicts, lists, numbers and strings, for JSON. Raises ScheduleError if a Lambda is inside.
        """
    @property
    def is_open(self) -> bool:
        """
        Whether a length is left for total_steps= to fill; such a schedule has no values yet.
        """
    @property
    def total_steps(self) -> int | None:
        """
        Length of the whole in updates; None if it is endless or still open.
        """

class Constant(Schedule):
    """
    The same value at every step.
        s(n) = value
    Endless: total_steps is None.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, value: float) -> None:
        """
        The same value at every step.
            s(n) = value
        Endless: total_steps is None.
        """
    @property
    def value(self) -> float:
        """
        the value
        """

class TimeBasedDecay(Schedule):
    """
    Time-based decay: each rate is the one before, divided by 1 + decay·n.
        η(0) = lr;  η(n+1) = η(n) / (1 + decay·n)
        η(0) = lr;  η(n+1) = lr / (1 + decay·n)      recursive=False, the other text in circulation
    η(1) = η(0), and then the recursion falls faster than any exponential. Any n can be asked for,
    in any order: the recursion's own value to the last bit. Endless: total_steps is None.
    Wikipedia, Learning rate: time-based learning schedules (both readings of its formula).
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, lr: float, decay: float, *, recursive: bool = True) -> None:
        """
        Time-based decay: each rate is the one before, divided by 1 + decay·n.
            η(0) = lr;  η(n+1) = η(n) / (1 + decay·n)
            η(0) = lr;  η(n+1) = lr / (1 + decay·n)      recursive=False, the other text in circulation
        η(1) = η(0), and then the recursion falls faster than any exponential. Any n can be asked for,
        in any order: the recursion's own value to the last bit. Endless: total_steps is None.
        Wikipedia, Learning rate: time-based learning schedules (both readings of its formula).
        """
    @property
    def decay(self) -> float:
        """
        rate of decay per update
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """
    @property
    def recursive(self) -> bool:
        """
        divide the value before, not the first one
        """

class StepDecay(Schedule):
    """
    Step decay: the rate is multiplied by drop at regular intervals.
        s(n) = lr · drop^⌊(1 + n) / every⌋
    every counts updates; the first drop is at n = every - 1, one step before torch's StepLR.
    Endless: total_steps is None. Wikipedia, Learning rate: step-based learning schedules.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, lr: float, drop: float, every: int) -> None:
        """
        Step decay: the rate is multiplied by drop at regular intervals.
            s(n) = lr · drop^⌊(1 + n) / every⌋
        every counts updates; the first drop is at n = every - 1, one step before torch's StepLR.
        Endless: total_steps is None. Wikipedia, Learning rate: step-based learning schedules.
        """
    @property
    def drop(self) -> float:
        """
        factor on the value at every drop
        """
    @property
    def every(self) -> int:
        """
        updates from one drop to the next
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """

class ExponentialDecay(Schedule):
    """
    Exponential decay.
        s(n) = lr · exp(-decay·n)
    decay is per update: the rate halves every ln 2 / decay of them. Endless: total_steps is None.
    Wikipedia, Learning rate: exponential learning schedules. torch's ExponentialLR(gamma) has gamma
    = exp(-decay).
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, lr: float, decay: float) -> None:
        """
        Exponential decay.
            s(n) = lr · exp(-decay·n)
        decay is per update: the rate halves every ln 2 / decay of them. Endless: total_steps is None.
        Wikipedia, Learning rate: exponential learning schedules. torch's ExponentialLR(gamma) has gamma
        = exp(-decay).
        """
    @property
    def decay(self) -> float:
        """
        rate of decay per update
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """

class InverseTimeDecay(Schedule):
    """
    Inverse time decay: a hyperbola.
        s(n) = lr / (1 + decay·n)
    Endless: total_steps is None. Robbins & Monro, A Stochastic Approximation Method, 1951. As
    Keras' InverseTimeDecay with decay = decay_rate / decay_steps.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, lr: float, decay: float) -> None:
        """
        Inverse time decay: a hyperbola.
            s(n) = lr / (1 + decay·n)
        Endless: total_steps is None. Robbins & Monro, A Stochastic Approximation Method, 1951. As
        Keras' InverseTimeDecay with decay = decay_rate / decay_steps.
        """
    @property
    def decay(self) -> float:
        """
        rate of decay per update
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """

class Cosine(Schedule):
    """
    Half a period of a cosine, from start to end.
        w = (1 + cos(π · min(n, steps) / steps)) / 2;  s(n) = w·start + (1 - w)·end
    start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
    there on, both exactly. steps may be left open (None) for the total_steps of a warmup or
    sequence around it to fill. Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm
    Restarts, 2017.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, start: float, *, steps: int | None = None, end: float = 0.0) -> None:
        """
        Half a period of a cosine, from start to end.
            w = (1 + cos(π · min(n, steps) / steps)) / 2;  s(n) = w·start + (1 - w)·end
        start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
        there on, both exactly. steps may be left open (None) for the total_steps of a warmup or
        sequence around it to fill. Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm
        Restarts, 2017.
        """
    @property
    def end(self) -> float:
        """
        value at the end of this piece, held from there on
        """
    @property
    def start(self) -> float:
        """
        value at the start of this piece
        """
    @property
    def steps(self) -> int | None:
        """
        length of this piece in updates
        """

class Warmup(Schedule):
    """
    What warmup() gives.
    """
    @property
    def schedule(self) -> Schedule:
        """
        What follows the way up.
        """
    @property
    def shape(self) -> str:
        """
        The way up.
        """
    @property
    def start(self) -> float | None:
        """
        The value at n = 0; None: s(0)/steps.
        """
    @property
    def steps(self) -> int:
        """
        Updates on the way up.
        """

class Pieces(Schedule):
    """
    What sequence() gives.
    """
    @property
    def at(self) -> tuple[int, ...]:
        """
        Where each piece but the first begins.
        """
    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """
        The pieces, in order.
        """

class Scale(Schedule):
    """
    What scale() and c * s give.
    """
    @property
    def factor(self) -> float:
        """
        The factor.
        """
    @property
    def schedule(self) -> Schedule:
        """
        What is scaled.
        """

class Lambda(Schedule):
    """
    Any pure function of the step: s(n) = function(n), for n an int.

    What it returns must be a finite number, else a ScheduleError names n; an exception of its own
    becomes the __cause__ of one. Pickles if the function does; equal if the functions are; has no
    to_dict. Endless: total_steps is None.
    """
    def __init__(self, function: collections.abc.Callable[[int], float]) -> None: ...
    @property
    def function(self) -> collections.abc.Callable[[int], float]:
        """
        The function.
        """

class StepReport:
    """
    What a step did. True iff it was applied; immutable; what was not computed is None.
    """
    def __bool__(self) -> bool: ...
    def __repr__(self) -> str: ...
    @property
    def applied(self) -> bool:
        """
        Whether parameters and state were updated.
        """
    @property
    def clip_factor(self) -> float | None:
        """
        min(1, clip_norm / (grad_norm + 1e-6)).
        """
    @property
    def evaluations(self) -> int:
        """
        Evaluations of the closure, for line searches.
        """
    @property
    def grad_norm(self) -> float | None:
        """
        Euclidean norm of all gradients together, unscaled, before clipping.
        """
    @property
    def loss(self) -> None:
        """
        The loss, for rules that use it.
        """
    @property
    def n(self) -> int:
        """
        The 0-based number of the update.
        """
    @property
    def reason(self) -> typing.Any:
        """
        Why the step was not applied.
        """
    @property
    def update_norm(self) -> float | None:
        """
        Euclidean norm of the change of all parameters (report=True).
        """
    @property
    def update_ratio(self) -> float | None:
        """
        update_norm over the norm of the parameters before (report=True).
        """
    @property
    def values(self) -> dict[str, typing.Any]:
        """
        The hyper-parameters used, {group: {name: value}}; lr with its scales.
        """

class Engine:
    """
    The compiled half of gradstep.Optimizer; not for direct use.
    """

    isa: str
    def __init__(
        self,
        *,
        clip_norm: typing.SupportsFloat | typing.SupportsIndex = 0.0,
        nonfinite: str = "raise",
        max_skips: typing.SupportsInt | typing.SupportsIndex = 100,
        zero_grads: bool = False,
        report: bool = False,
        average: typing.Any = None,
        lookahead: typing.Any = None,
        clip_eps: typing.SupportsFloat | typing.SupportsIndex = 1e-06,
        cautious_plus_one: bool = False,
    ) -> None: ...
    def add(
        self, path: str, array: typing.Any, group: typing.SupportsInt | typing.SupportsIndex
    ) -> None: ...
    def add_group(self, name: str, rule: str, values: dict[str, typing.Any]) -> int: ...
    def average(self, param: typing.SupportsInt | typing.SupportsIndex) -> typing.Any: ...
    def bind_grads(self, grads: typing.Any) -> None: ...
    def bound(self) -> list[typing.Any]: ...
    def freeze(self, param: typing.SupportsInt | typing.SupportsIndex, frozen: bool) -> None: ...
    def fresh(self) -> bool: ...
    def prepare(self) -> None: ...
    def rebind(self, arrays: collections.abc.Sequence[numpy.ndarray]) -> None: ...
    def restore(
        self,
        steps: typing.SupportsInt | typing.SupportsIndex,
        skipped: typing.SupportsInt | typing.SupportsIndex,
    ) -> None: ...
    def restore_scalars(
        self, param: typing.SupportsInt | typing.SupportsIndex, saved: dict[str, typing.Any]
    ) -> None: ...
    def scalars(
        self, param: typing.SupportsInt | typing.SupportsIndex
    ) -> dict[str, typing.Any]: ...
    def set(
        self, group: typing.SupportsInt | typing.SupportsIndex, values: dict[str, typing.Any]
    ) -> None: ...
    def slow(self, param: typing.SupportsInt | typing.SupportsIndex) -> typing.Any: ...
    def state(self, param: typing.SupportsInt | typing.SupportsIndex) -> dict[str, typing.Any]: ...
    def step(
        self,
        grads: typing.Any,
        grad_scale: typing.Any,
        lr_scale: typing.Any,
        report: bool,
        more: typing.Any,
    ) -> StepReport: ...
    def swap_average(self) -> None: ...
    def truncate(
        self,
        params: typing.SupportsInt | typing.SupportsIndex,
        groups: typing.SupportsInt | typing.SupportsIndex,
    ) -> None: ...
    def values(self, n: typing.SupportsInt | typing.SupportsIndex) -> dict[str, typing.Any]: ...
    def watch(self, edges: list[typing.Any], sizes: list[typing.Any]) -> None: ...
    @property
    def averaged(self) -> int: ...
    @averaged.setter
    def averaged(self, arg1: typing.SupportsInt | typing.SupportsIndex) -> None: ...
    @property
    def skipped(self) -> int: ...
    @property
    def steps(self) -> int: ...
    @property
    def swapped(self) -> bool: ...

def _make_schedule(name: str, arguments: dict[str, typing.Any]) -> Schedule:
    """
    From a name and arguments, as pickles hold them.
    """

def _math(
    name: str,
    x: typing.Annotated[numpy.typing.ArrayLike, numpy.float64],
    y: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None,
) -> numpy.typing.NDArray[numpy.float64]:
    """
    An elementary function in registers, for the tests.
    """

def _math_scalar(
    name: str,
    x: typing.Annotated[numpy.typing.ArrayLike, numpy.float64],
    y: typing.Annotated[numpy.typing.ArrayLike, numpy.float64] | None = None,
) -> numpy.typing.NDArray[numpy.float64]:
    """
    The same one number at a time.
    """

def as_schedule(object: Schedule | collections.abc.Callable[[int], float]) -> Schedule:
    """
    A schedule as it is; a callable n -> float as a Lambda. Raises ScheduleError for anything else.
    """

def info() -> dict[str, typing.Any]:
    """
    Version, ISA and why, threads and why, compiler.
    """

def rule(name: str) -> dict[str, typing.Any]:
    """
    Doc, hyper-parameters and state of a rule.
    """

def rule_names() -> list[typing.Any]:
    """
    The names of the rules, in the order of the list.
    """

def scale(schedule: Schedule | collections.abc.Callable[[int], float], factor: float) -> Scale:
    """
    factor·schedule(n); also written factor * schedule. Raises ScheduleError if factor is negative or
    not finite.
    """

def sequence(
    schedules: collections.abc.Iterable[Schedule | collections.abc.Callable[[int], float]],
    *,
    at: collections.abc.Iterable[int] = (),
    total_steps: int | None = None,
) -> Pieces:
    """
    One schedule after another: schedules[i] holds from n = at[i - 1] up to at[i], counting from 0.

        s(n) = schedules[i](n - at[i - 1]),  i = the number of milestones <= n

    `at` has one milestone less than there are schedules and does not decrease; 0 is allowed. A piece
    whose length is open takes that of its stretch; the last one takes what total_steps, the length of
    the whole, leaves it. total_steps must agree with a last piece that has a length and is kept for an
    endless one. Raises ScheduleError naming the argument.
    """

def set_num_threads(n: typing.SupportsInt | typing.SupportsIndex) -> None: ...
def thread_override(n: typing.SupportsInt | typing.SupportsIndex) -> int: ...
def warmup(
    schedule: Schedule | collections.abc.Callable[[int], float],
    steps: int,
    *,
    start: float | None = None,
    shape: str = "linear",
    total_steps: int | None = None,
) -> Warmup:
    """
    A way up over `steps` updates, then `schedule` from its own beginning.

        s(n) = schedule(0)·(n + 1)/steps                for n < steps: no update is wasted on 0
        s(n) = start + (schedule(0) - start)·n/steps    for n < steps, if start is given
        s(n) = schedule(n - steps)                      from there on

    total_steps is the length of the whole: it fills an open `schedule` (total_steps - steps is left to
    it), must agree with one that has a length, and is kept for an endless one. steps=0 adds nothing.
    Raises ScheduleError naming the argument.
    """

__version__: str = "0.1.0"
