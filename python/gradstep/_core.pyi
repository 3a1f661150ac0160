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
    "EMA",
    "REX",
    "SWA",
    "Armijo",
    "Average",
    "Averaged",
    "Composite",
    "Constant",
    "Cosine",
    "CosineRestarts",
    "Cyclic",
    "Engine",
    "ExponentialDecay",
    "Geometric",
    "Greedy",
    "HagerZhang",
    "InverseSqrt",
    "InverseTimeDecay",
    "Knee",
    "Lambda",
    "LineSearch",
    "LineSearchResult",
    "Linear",
    "Lookahead",
    "Mechanic",
    "Minimizer",
    "MultiStep",
    "MultiplicativeLambda",
    "Noam",
    "NonMonotone",
    "OneCycle",
    "PiecewiseConstant",
    "PiecewiseCosine",
    "PiecewiseLinear",
    "PolyakAverage",
    "Polynomial",
    "Power",
    "ReduceOnPlateau",
    "Schedule",
    "SearchMemory",
    "StepDecay",
    "StepReport",
    "StochasticArmijo",
    "StrongWolfe",
    "Tanh",
    "TimeBasedDecay",
    "Trapezoid",
    "Turn",
    "WarmupStableDecay",
    "add",
    "as_schedule",
    "clip",
    "commit",
    "cooldown",
    "cycle",
    "every",
    "extend",
    "info",
    "multiply",
    "noise",
    "options",
    "read_loss",
    "read_number",
    "read_whole",
    "rule",
    "rule_names",
    "scale",
    "sequence",
    "set_num_threads",
    "shift",
    "stretch",
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
    def __add__(
        self, factor: float | Schedule | collections.abc.Callable[[int], float]
    ) -> Composite:
        """
        The sum.
        """
    @typing.overload
    def __call__(self, n: int | numpy.integer[typing.Any]) -> float:
        """
        The value at step n.
        """
    @typing.overload
    def __call__(
        self, n: numpy.typing.NDArray[numpy.integer[typing.Any]] | collections.abc.Sequence[int]
    ) -> numpy.typing.NDArray[numpy.float64]:
        """
        The values at many steps, in their shape.
        """
    def __eq__(self, other: typing.Any) -> bool: ...
    def __hash__(self) -> int: ...
    def __imul__(
        self, factor: float | Schedule | collections.abc.Callable[[int], float]
    ) -> Composite:
        """
        As s * factor, but with all factors so far in one: it does not nest.
        """
    def __mul__(
        self, factor: float | Schedule | collections.abc.Callable[[int], float]
    ) -> Composite:
        """
        factor·s(n), or the product.
        """
    def __radd__(
        self, factor: float | Schedule | collections.abc.Callable[[int], float]
    ) -> Composite:
        """
        The sum.
        """
    def __reduce__(self) -> tuple[typing.Any, ...]: ...
    def __repr__(self) -> str: ...
    def __rmul__(
        self, factor: float | Schedule | collections.abc.Callable[[int], float]
    ) -> Composite:
        """
        factor·s(n), or the product.
        """
    def ascii(self, steps: int | None = None, width: int = 72, height: int = 12) -> str:
        """
        The same as text, for a terminal.
        """
    def evaluate(self, n: typing.Any) -> typing.Any:
        """
        The same as s(n): the value at step n, or an array of values at an array of steps.
        Raises ScheduleError if n is not made of ints, or a length is still open.
        """
    def extend(
        self,
        total_steps: int,
        *,
        at: int,
        how: typing.Literal["keep-point", "rescale", "restart"] = "keep-point",
    ) -> Composite:
        """
        Another length of the whole, T2 = total_steps instead of T, decided at step `at`.

            "keep-point"  s(n) before `at`, then s(at + (n - at)·(T - at)/(T2 - at)): it goes on from where
                          it is, slower or faster
            "rescale"     s(n·T/T2): as if T2 had been planned from the beginning; the value may jump
            "restart"     s(n) before `at`, then s((n - at)·T/(T2 - at)): all of it again in what is left

        What metrics have moved stays moved. Raises ScheduleError if it is endless, open, or holds a function
        that has values at whole steps only.
        """
    def filled(self, total_steps: int) -> Schedule:
        """
        The same with its open length filled, so that the whole is total_steps long; itself if nothing is
        open.
        """
    def observe(self, metric: float, n: int) -> Schedule:
        """
        The same after a metric that was measured after update n; what it moves is the piece in force at n.
        An optimizer does it by itself: opt.observe(metric).
        """
    def plot(
        self, steps: int | None = None, ax: typing.Any = None, label: str | None = None
    ) -> typing.Any:
        """
        Draw the values of the first `steps` steps (by default all, with a little of what is held) into
        matplotlib axes, new ones if none are given, and return them.
        """
    def run(self, metrics: collections.abc.Iterable[float]) -> numpy.typing.NDArray[numpy.float64]:
        """
        The values of a run with these metrics, one after each update: [k] is used at step k, where
        metrics[0], …, metrics[k - 1] are known. Raises ScheduleError if one is no number.
        """
    def table(self, steps: int | collections.abc.Iterable[int] | None = None) -> str:
        """
        The values at some ten of the first `steps` steps, or at the steps that are given, one per line.
        """
    def to_dict(self) -> dict[str, typing.Any]:
        """
        Plain dicts, lists, numbers and strings, for JSON. Raises ScheduleError if a function of Python's is
        inside.
        """
    @property
    def is_open(self) -> bool:
        """
        Whether a length is left for total_steps= to fill; until then the steps there have no values.
        """
    @property
    def observes(self) -> bool:
        """
        Whether metrics move it: ReduceOnPlateau or Greedy is inside.
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
    in any order, and gives the recursion's own value to the last bit. Endless: total_steps is None.
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
        in any order, and gives the recursion's own value to the last bit. Endless: total_steps is None.
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

class Geometric(Schedule):
    """
    The rate is multiplied by factor every so many updates: smoothly, or in steps.
        s(n) = lr · factor^(n / every)
        s(n) = lr · factor^⌊n / every⌋                       staircase=True
    Endless: total_steps is None. factor above 1 grows, up to inf. torch's ExponentialLR(gamma) has
    factor = gamma, its StepLR(step_size, gamma) is a staircase; Keras' and optax's exponential
    decay have factor = decay_rate, every = decay_steps.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self, lr: float, factor: float, *, every: int = 1, staircase: bool = False
    ) -> None:
        """
        The rate is multiplied by factor every so many updates: smoothly, or in steps.
            s(n) = lr · factor^(n / every)
            s(n) = lr · factor^⌊n / every⌋                       staircase=True
        Endless: total_steps is None. factor above 1 grows, up to inf. torch's ExponentialLR(gamma) has
        factor = gamma, its StepLR(step_size, gamma) is a staircase; Keras' and optax's exponential
        decay have factor = decay_rate, every = decay_steps.
        """
    @property
    def every(self) -> int:
        """
        updates from one drop to the next
        """
    @property
    def factor(self) -> float:
        """
        factor on the value
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """
    @property
    def staircase(self) -> bool:
        """
        change in steps, every so many updates
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

class Power(Schedule):
    """
    Power decay: a hyperbola of any order.
        s(n) = lr · (1 + n / timescale)^(-power)
    timescale is a number of updates above 0. Endless: total_steps is None. Géron, Hands-On Machine
    Learning, 2019, calls it power scheduling; power = 1 is InverseTimeDecay, 0.5 InverseSqrt.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, lr: float, timescale: float, *, power: float = 1.0) -> None:
        """
        Power decay: a hyperbola of any order.
            s(n) = lr · (1 + n / timescale)^(-power)
        timescale is a number of updates above 0. Endless: total_steps is None. Géron, Hands-On Machine
        Learning, 2019, calls it power scheduling; power = 1 is InverseTimeDecay, 0.5 InverseSqrt.
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """
    @property
    def power(self) -> float:
        """
        power of the decay
        """
    @property
    def timescale(self) -> float:
        """
        updates after which the decay shows
        """

class InverseSqrt(Schedule):
    """
    Falls as the root of time.
        s(n) = lr / √(1 + n / timescale)
    timescale is a number of updates above 0. Endless: total_steps is None. Behind a warm-up of
    timescale updates it is the schedule of fairseq and T5. Vaswani et al., Attention Is All You
    Need, 2017.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, lr: float, timescale: float) -> None:
        """
        Falls as the root of time.
            s(n) = lr / √(1 + n / timescale)
        timescale is a number of updates above 0. Endless: total_steps is None. Behind a warm-up of
        timescale updates it is the schedule of fairseq and T5. Vaswani et al., Attention Is All You
        Need, 2017.
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """
    @property
    def timescale(self) -> float:
        """
        updates after which the decay shows
        """

class Noam(Schedule):
    """
    The Transformer's schedule: a linear way up, then down as the root of time.
        s(n) = factor · d_model^(-1/2) · min(t^(-1/2), t · warmup^(-3/2)),  t = n + 1
    d_model is the width of the model, warmup a number of updates; the peak, at t = warmup, is
    factor / √(d_model·warmup). warmup=0 has no way up. Endless: total_steps is None. Vaswani et
    al., Attention Is All You Need, 2017.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, d_model: int, warmup: int, *, factor: float = 1.0) -> None:
        """
        The Transformer's schedule: a linear way up, then down as the root of time.
            s(n) = factor · d_model^(-1/2) · min(t^(-1/2), t · warmup^(-3/2)),  t = n + 1
        d_model is the width of the model, warmup a number of updates; the peak, at t = warmup, is
        factor / √(d_model·warmup). warmup=0 has no way up. Endless: total_steps is None. Vaswani et
        al., Attention Is All You Need, 2017.
        """
    @property
    def d_model(self) -> int:
        """
        width of the model
        """
    @property
    def factor(self) -> float:
        """
        factor on the value
        """
    @property
    def warmup(self) -> int:
        """
        updates of the way up; of a controller, metrics left out after a rise
        """

class Linear(Schedule):
    """
    A straight line from start to end; by default to 0.
        u = min(n, steps) / steps;  s(n) = (1 - u)·start + u·end
    start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
    there on, both exactly. steps may be left open (None) for total_steps around it to fill. To 0 it
    is the schedule of Li, Yumer & Ramanan, Budgeted Training, 2020.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, start: float, *, steps: int | None = None, end: float = 0.0) -> None:
        """
        A straight line from start to end; by default to 0.
            u = min(n, steps) / steps;  s(n) = (1 - u)·start + u·end
        start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
        there on, both exactly. steps may be left open (None) for total_steps around it to fill. To 0 it
        is the schedule of Li, Yumer & Ramanan, Budgeted Training, 2020.
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

class Polynomial(Schedule):
    """
    A power of the time that is left.
        u = min(n, steps) / steps;  w = (1 - u^k_decay)^power;  s(n) = w·start + (1 - w)·end
        u = n / (steps · max(1, ⌈n / steps⌉))                                   cycle=True
    start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
    there on, both exactly; steps may be left open (None). With cycle it rises again whenever it has
    come down, to ever flatter curves, and is endless. power = 0 stays at start. As Keras'
    PolynomialDecay; k_decay: Zhang & Li, k-decay: A New Method For Learning Rate Schedule, 2020.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        start: float,
        *,
        steps: int | None = None,
        end: float = 0.0,
        power: float = 1.0,
        cycle: bool = False,
        k_decay: float = 1.0,
    ) -> None:
        """
        A power of the time that is left.
            u = min(n, steps) / steps;  w = (1 - u^k_decay)^power;  s(n) = w·start + (1 - w)·end
            u = n / (steps · max(1, ⌈n / steps⌉))                                   cycle=True
        start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
        there on, both exactly; steps may be left open (None). With cycle it rises again whenever it has
        come down, to ever flatter curves, and is endless. power = 0 stays at start. As Keras'
        PolynomialDecay; k_decay: Zhang & Li, k-decay: A New Method For Learning Rate Schedule, 2020.
        """
    @property
    def cycle(self) -> bool:
        """
        rise again whenever it has come down
        """
    @property
    def end(self) -> float:
        """
        value at the end of this piece, held from there on
        """
    @property
    def k_decay(self) -> float:
        """
        power of the time: above 1 stays high for longer
        """
    @property
    def power(self) -> float:
        """
        power of the decay
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

class Cosine(Schedule):
    """
    Half a period of a cosine, from start to end.
        u = min(n, steps) / steps;  w = ((1 + cos(π·u^k_decay)) / 2)^exponent
        s(n) = w·start + (1 - w)·end
    start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
    there on, both exactly. steps may be left open (None) for the total_steps of a warmup or
    sequence around it to fill. Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm
    Restarts, 2017; exponent is optax's, k_decay from Zhang & Li, k-decay: A New Method For Learning
    Rate Schedule, 2020.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        start: float,
        *,
        steps: int | None = None,
        end: float = 0.0,
        exponent: float = 1.0,
        k_decay: float = 1.0,
    ) -> None:
        """
        Half a period of a cosine, from start to end.
            u = min(n, steps) / steps;  w = ((1 + cos(π·u^k_decay)) / 2)^exponent
            s(n) = w·start + (1 - w)·end
        start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
        there on, both exactly. steps may be left open (None) for the total_steps of a warmup or
        sequence around it to fill. Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm
        Restarts, 2017; exponent is optax's, k_decay from Zhang & Li, k-decay: A New Method For Learning
        Rate Schedule, 2020.
        """
    @property
    def end(self) -> float:
        """
        value at the end of this piece, held from there on
        """
    @property
    def exponent(self) -> float:
        """
        power of the cosine
        """
    @property
    def k_decay(self) -> float:
        """
        power of the time: above 1 stays high for longer
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

class CosineRestarts(Schedule):
    """
    Cosines that start again from a peak (SGDR), each with a way up if wanted.
        T = period · multiplier^i;  peak = start · peak_factor^i;  c = n - (when cycle i began)
        s(n) = end + (peak - end) · c / warmup
          c < warmup
        s(n) = end + (peak - end) · (1 + cos(π·((c - warmup) / (T - warmup))^k_decay)) / 2
    start and end are rates, period and warmup numbers of updates, i = 0, 1, … the cycle. Each cycle
    but for its first update approaches end without reaching it. With a multiplier below 1 all
    cycles end by update period/(1 - multiplier), and s is end from there on. Endless: total_steps
    is None; to stop after k cycles put it into a sequence. Loshchilov & Hutter, SGDR: Stochastic
    Gradient Descent with Warm Restarts, 2017.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        start: float,
        period: int,
        *,
        end: float = 0.0,
        multiplier: float = 1.0,
        peak_factor: float = 1.0,
        warmup: int = 0,
        k_decay: float = 1.0,
    ) -> None:
        """
        Cosines that start again from a peak (SGDR), each with a way up if wanted.
            T = period · multiplier^i;  peak = start · peak_factor^i;  c = n - (when cycle i began)
            s(n) = end + (peak - end) · c / warmup
              c < warmup
            s(n) = end + (peak - end) · (1 + cos(π·((c - warmup) / (T - warmup))^k_decay)) / 2
        start and end are rates, period and warmup numbers of updates, i = 0, 1, … the cycle. Each cycle
        but for its first update approaches end without reaching it. With a multiplier below 1 all
        cycles end by update period/(1 - multiplier), and s is end from there on. Endless: total_steps
        is None; to stop after k cycles put it into a sequence. Loshchilov & Hutter, SGDR: Stochastic
        Gradient Descent with Warm Restarts, 2017.
        """
    @property
    def end(self) -> float:
        """
        value at the end of this piece, held from there on
        """
    @property
    def k_decay(self) -> float:
        """
        power of the time: above 1 stays high for longer
        """
    @property
    def multiplier(self) -> float:
        """
        length of each cycle, over the one before
        """
    @property
    def peak_factor(self) -> float:
        """
        factor on the peak of each cycle, over the one before
        """
    @property
    def period(self) -> int:
        """
        length of the first cycle in updates
        """
    @property
    def start(self) -> float:
        """
        value at the start of this piece
        """
    @property
    def warmup(self) -> int:
        """
        updates of the way up; of a controller, metrics left out after a rise
        """

class Cyclic(Schedule):
    """
    Straight up and down again, for ever.
        c = n mod (up + down);  j = ⌊n / (up + down)⌋;
          x = c / up while c < up, else (up + down - c) / down
        s(n) = start + (peak - start) · x · cycle_factor^j · step_factor^n
    start and peak are rates, up and down numbers of updates; down=None is as long as up. Endless:
    total_steps is None. Smith, Cyclical Learning Rates for Training Neural Networks, 2017: its
    triangular2 has cycle_factor = 0.5, its exp_range step_factor = gamma. A factor of your own:
    start + (peak - start) · Cyclic(0, 1, up) · f, by `add` and `multiply`.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        start: float,
        peak: float,
        up: int,
        *,
        down: int | None = None,
        cycle_factor: float = 1.0,
        step_factor: float = 1.0,
    ) -> None:
        """
        Straight up and down again, for ever.
            c = n mod (up + down);  j = ⌊n / (up + down)⌋;
              x = c / up while c < up, else (up + down - c) / down
            s(n) = start + (peak - start) · x · cycle_factor^j · step_factor^n
        start and peak are rates, up and down numbers of updates; down=None is as long as up. Endless:
        total_steps is None. Smith, Cyclical Learning Rates for Training Neural Networks, 2017: its
        triangular2 has cycle_factor = 0.5, its exp_range step_factor = gamma. A factor of your own:
        start + (peak - start) · Cyclic(0, 1, up) · f, by `add` and `multiply`.
        """
    @property
    def cycle_factor(self) -> float:
        """
        factor on the height of each cycle, over the one before
        """
    @property
    def down(self) -> int | None:
        """
        updates of the way down; None: as up
        """
    @property
    def peak(self) -> float:
        """
        largest value
        """
    @property
    def start(self) -> float:
        """
        value at the start of this piece
        """
    @property
    def step_factor(self) -> float:
        """
        factor on the height at every update
        """
    @property
    def up(self) -> int:
        """
        updates of the way up
        """

class OneCycle(Schedule):
    """
    Up to a peak and down below the start, once.
        start_factor·peak → peak at n = pct_start·steps → end_factor·peak at n = steps
        with three_phase: back to start_factor·peak at 2·pct_start·steps before the last way
    peak is a rate, steps a number of updates (may be left open), pct_start a share of them; the
    ways have the shape `shape`. For a momentum that moves inversely: OneCycle(0.85,
    start_factor=0.95/0.85, end_factor=0.95/0.85). Smith & Topin, Super-Convergence, 2019. torch's
    OneCycleLR arrives one update earlier: gs.dialects.torch.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        peak: float,
        *,
        steps: int | None = None,
        pct_start: float = 0.3,
        start_factor: float = 0.04,
        end_factor: float = 4e-06,
        shape: str | tuple[str, float] = "cosine",
        three_phase: bool = False,
    ) -> None:
        """
        Up to a peak and down below the start, once.
            start_factor·peak → peak at n = pct_start·steps → end_factor·peak at n = steps
            with three_phase: back to start_factor·peak at 2·pct_start·steps before the last way
        peak is a rate, steps a number of updates (may be left open), pct_start a share of them; the
        ways have the shape `shape`. For a momentum that moves inversely: OneCycle(0.85,
        start_factor=0.95/0.85, end_factor=0.95/0.85). Smith & Topin, Super-Convergence, 2019. torch's
        OneCycleLR arrives one update earlier: gs.dialects.torch.
        """
    @property
    def end_factor(self) -> float:
        """
        value at the end, or least value, as a fraction of the peak
        """
    @property
    def pct_start(self) -> float:
        """
        share of the steps at which the peak is
        """
    @property
    def peak(self) -> float:
        """
        largest value
        """
    @property
    def shape(self) -> str | tuple[str, float]:
        """
        shape of the way
        """
    @property
    def start_factor(self) -> float:
        """
        value at the start, as a fraction of the peak
        """
    @property
    def steps(self) -> int | None:
        """
        length of this piece in updates
        """
    @property
    def three_phase(self) -> bool:
        """
        come back to the start before the last way
        """

class Tanh(Schedule):
    """
    A hyperbolic tangent, from start to end.
        u = n / steps;  s(n) = end + (start - end) · (1 - tanh(lb·(1 - u) + ub·u)) / 2;
          end from n = steps on
    start and end are rates, steps a number of updates (may be left open); the curve is that of tanh
    from lb to ub, so that with the defaults it starts at 0.9999992 of the way and jumps to end from
    0.25 % above it. Hsueh, Li & Wu, Stochastic Gradient Descent with Hyperbolic-Tangent Decay on
    Classification, 2019.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        start: float,
        *,
        steps: int | None = None,
        end: float = 0.0,
        lb: float = -7.0,
        ub: float = 3.0,
    ) -> None:
        """
        A hyperbolic tangent, from start to end.
            u = n / steps;  s(n) = end + (start - end) · (1 - tanh(lb·(1 - u) + ub·u)) / 2;
              end from n = steps on
        start and end are rates, steps a number of updates (may be left open); the curve is that of tanh
        from lb to ub, so that with the defaults it starts at 0.9999992 of the way and jumps to end from
        0.25 % above it. Hsueh, Li & Wu, Stochastic Gradient Descent with Hyperbolic-Tangent Decay on
        Classification, 2019.
        """
    @property
    def end(self) -> float:
        """
        value at the end of this piece, held from there on
        """
    @property
    def lb(self) -> float:
        """
        where on the tangent the piece starts
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
    @property
    def ub(self) -> float:
        """
        where on the tangent the piece ends
        """

class REX(Schedule):
    """
    Reflected exponential: high for long, then steeply down.
        u = min(n, steps) / steps;  s(n) = end + (start - end) · (1 - u) / (1 - u/2)
    start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
    there on; steps may be left open. Chen, Wolfe & Kyrillidis, REX: Revisiting Budgeted Training
    with an Improved Schedule, 2022.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, start: float, *, steps: int | None = None, end: float = 0.0) -> None:
        """
        Reflected exponential: high for long, then steeply down.
            u = min(n, steps) / steps;  s(n) = end + (start - end) · (1 - u) / (1 - u/2)
        start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
        there on; steps may be left open. Chen, Wolfe & Kyrillidis, REX: Revisiting Budgeted Training
        with an Improved Schedule, 2022.
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

class WarmupStableDecay(Schedule):
    """
    Up, level, down (WSD).
        s(n) = peak · up((n + 1) / warmup)                                         n < warmup
        s(n) = peak                                                       until steps - cooldown
        s(n) = peak + (end - peak) · down((n - steps + cooldown) / cooldown),  end from steps on
    peak and end are rates, steps, warmup and cooldown numbers of updates; steps, the whole, may be
    left open. warmup_shape and shape are those of the ways up and down. Hu et al., MiniCPM, 2024;
    Hägele et al., Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations, 2024.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        peak: float,
        *,
        steps: int | None = None,
        warmup: int = 0,
        cooldown: int = 0,
        end: float = 0.0,
        warmup_shape: str | tuple[str, float] = "linear",
        shape: str | tuple[str, float] = "1-sqrt",
    ) -> None:
        """
        Up, level, down (WSD).
            s(n) = peak · up((n + 1) / warmup)                                         n < warmup
            s(n) = peak                                                       until steps - cooldown
            s(n) = peak + (end - peak) · down((n - steps + cooldown) / cooldown),  end from steps on
        peak and end are rates, steps, warmup and cooldown numbers of updates; steps, the whole, may be
        left open. warmup_shape and shape are those of the ways up and down. Hu et al., MiniCPM, 2024;
        Hägele et al., Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations, 2024.
        """
    @property
    def cooldown(self) -> int:
        """
        updates of the way down; of a controller, metrics left out after a reduction
        """
    @property
    def end(self) -> float:
        """
        value at the end of this piece, held from there on
        """
    @property
    def peak(self) -> float:
        """
        largest value
        """
    @property
    def shape(self) -> str | tuple[str, float]:
        """
        shape of the way
        """
    @property
    def steps(self) -> int | None:
        """
        length of this piece in updates
        """
    @property
    def warmup(self) -> int:
        """
        updates of the way up; of a controller, metrics left out after a rise
        """
    @property
    def warmup_shape(self) -> str | tuple[str, float]:
        """
        shape of the way up
        """

class Trapezoid(Schedule):
    """
    Straight up, level, straight down to 0.
        s(n) = peak · min(1, (n + 1) / warmup, (steps - n) / cooldown);  0 from n = steps on
    peak is a rate, steps, warmup and cooldown numbers of updates; steps, the whole, may be left
    open.
    Xing et al., A Walk with SGD, 2018.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self, peak: float, *, steps: int | None = None, warmup: int = 0, cooldown: int = 0
    ) -> None:
        """
        Straight up, level, straight down to 0.
            s(n) = peak · min(1, (n + 1) / warmup, (steps - n) / cooldown);  0 from n = steps on
        peak is a rate, steps, warmup and cooldown numbers of updates; steps, the whole, may be left
        open.
        Xing et al., A Walk with SGD, 2018.
        """
    @property
    def cooldown(self) -> int:
        """
        updates of the way down; of a controller, metrics left out after a reduction
        """
    @property
    def peak(self) -> float:
        """
        largest value
        """
    @property
    def steps(self) -> int | None:
        """
        length of this piece in updates
        """
    @property
    def warmup(self) -> int:
        """
        updates of the way up; of a controller, metrics left out after a rise
        """

class Knee(Schedule):
    """
    Straight up, explore at the peak, then straight down to 0.
        s(n) = peak · min(1, (n + 1) / warmup, (steps - n) / (steps - warmup - explore));
          0 from n = steps on
    peak is a rate, steps, warmup and explore numbers of updates; steps, the whole, may be left
    open.
    Iyer et al., Wide-minima Density Hypothesis and the Explore-Exploit Learning Rate
    Schedule, 2020.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self, peak: float, *, steps: int | None = None, warmup: int = 0, explore: int = 0
    ) -> None:
        """
        Straight up, explore at the peak, then straight down to 0.
            s(n) = peak · min(1, (n + 1) / warmup, (steps - n) / (steps - warmup - explore));
              0 from n = steps on
        peak is a rate, steps, warmup and explore numbers of updates; steps, the whole, may be left
        open.
        Iyer et al., Wide-minima Density Hypothesis and the Explore-Exploit Learning Rate
        Schedule, 2020.
        """
    @property
    def explore(self) -> int:
        """
        updates at the peak
        """
    @property
    def peak(self) -> float:
        """
        largest value
        """
    @property
    def steps(self) -> int | None:
        """
        length of this piece in updates
        """
    @property
    def warmup(self) -> int:
        """
        updates of the way up; of a controller, metrics left out after a rise
        """

class MultiStep(Schedule):
    """
    The rate is multiplied by factor at chosen steps.
        s(n) = lr · factor^#{at[i] <= n}
    `at` are steps that do not decrease; one that is named twice counts twice, and 0 acts at once.
    Endless: total_steps is None. As torch's MultiStepLR(milestones, gamma).
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self, lr: float, at: collections.abc.Iterable[int], *, factor: float = 0.1
    ) -> None:
        """
        The rate is multiplied by factor at chosen steps.
            s(n) = lr · factor^#{at[i] <= n}
        `at` are steps that do not decrease; one that is named twice counts twice, and 0 acts at once.
        Endless: total_steps is None. As torch's MultiStepLR(milestones, gamma).
        """
    @property
    def at(self) -> tuple[int, ...]:
        """
        steps at which something changes
        """
    @property
    def factor(self) -> float:
        """
        factor on the value
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """

class PiecewiseConstant(Schedule):
    """
    Levels: one value after another.
        s(n) = values[#{at[i] <= n}]
    values are rates; `at`, one fewer, are the steps at which the next value begins, and do not
    decrease. Endless: total_steps is None. Keras' PiecewiseConstantDecay changes one update later.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self, values: collections.abc.Iterable[float], at: collections.abc.Iterable[int]
    ) -> None:
        """
        Levels: one value after another.
            s(n) = values[#{at[i] <= n}]
        values are rates; `at`, one fewer, are the steps at which the next value begins, and do not
        decrease. Endless: total_steps is None. Keras' PiecewiseConstantDecay changes one update later.
        """
    @property
    def at(self) -> tuple[int, ...]:
        """
        steps at which something changes
        """
    @property
    def values(self) -> tuple[float, ...]:
        """
        the values
        """

class PiecewiseLinear(Schedule):
    """
    Straight lines through points.
        s(n) = values[i] at n = at[i], straight in between, held before the first and after the last
    values are rates, `at` as many steps that do not decrease; a step named twice is a jump.
    total_steps is the last of them. Also called piecewise interpolation.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self, values: collections.abc.Iterable[float], at: collections.abc.Iterable[int]
    ) -> None:
        """
        Straight lines through points.
            s(n) = values[i] at n = at[i], straight in between, held before the first and after the last
        values are rates, `at` as many steps that do not decrease; a step named twice is a jump.
        total_steps is the last of them. Also called piecewise interpolation.
        """
    @property
    def at(self) -> tuple[int, ...]:
        """
        steps at which something changes
        """
    @property
    def values(self) -> tuple[float, ...]:
        """
        the values
        """

class PiecewiseCosine(Schedule):
    """
    Halves of cosines through points.
        s(n) = values[i] at n = at[i], (1 - cos πu)/2 of the way in between, held before and after
    values are rates, `at` as many steps that do not decrease; a step named twice is a jump.
    total_steps is the last of them. optax's piecewise_interpolate_schedule("cosine").
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self, values: collections.abc.Iterable[float], at: collections.abc.Iterable[int]
    ) -> None:
        """
        Halves of cosines through points.
            s(n) = values[i] at n = at[i], (1 - cos πu)/2 of the way in between, held before and after
        values are rates, `at` as many steps that do not decrease; a step named twice is a jump.
        total_steps is the last of them. optax's piecewise_interpolate_schedule("cosine").
        """
    @property
    def at(self) -> tuple[int, ...]:
        """
        steps at which something changes
        """
    @property
    def values(self) -> tuple[float, ...]:
        """
        the values
        """

class ReduceOnPlateau(Schedule):
    """
    The rate is multiplied by factor whenever a metric has stopped improving.
        s(n) = scale · schedule(n)
        a metric a is better if a < best - rtol·|best| - atol            maximize: a > best + … + …
        rate ← max(factor·rate, end, end_factor·schedule(n))
          after more than `patience` metrics in a row that are not better
    scale is 1 until metrics come. After a reduction, `cooldown` metrics are not counted as bad. A
    reduction of min_change or less is not made. accumulate averages so many metrics into one.
    end is a rate, end_factor a share of schedule(n), patience, cooldown and accumulate numbers of
    metrics. A NaN or an infinity is never better. The metrics come from opt.observe(metric) or
    run(metrics); what they have moved, the counters, is part of the value. signed_rtol takes best
    for |best|, as torch and optax do: the bound of a negative best is then on its wrong side.
    total_steps is that of schedule. torch's ReduceLROnPlateau; optax and Keras reduce one metric
    earlier.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        schedule: Schedule | float | collections.abc.Callable[[int], float],
        *,
        factor: float = 0.1,
        patience: int = 10,
        rtol: float = 0.0001,
        atol: float = 0.0,
        maximize: bool = False,
        cooldown: int = 0,
        end: float = 0.0,
        end_factor: float = 0.0,
        min_change: float = 0.0,
        accumulate: int = 1,
        signed_rtol: bool = False,
        counters: collections.abc.Iterable[float] | None = None,
    ) -> None:
        """
        The rate is multiplied by factor whenever a metric has stopped improving.
            s(n) = scale · schedule(n)
            a metric a is better if a < best - rtol·|best| - atol            maximize: a > best + … + …
            rate ← max(factor·rate, end, end_factor·schedule(n))
              after more than `patience` metrics in a row that are not better
        scale is 1 until metrics come. After a reduction, `cooldown` metrics are not counted as bad. A
        reduction of min_change or less is not made. accumulate averages so many metrics into one.
        end is a rate, end_factor a share of schedule(n), patience, cooldown and accumulate numbers of
        metrics. A NaN or an infinity is never better. The metrics come from opt.observe(metric) or
        run(metrics); what they have moved, the counters, is part of the value. signed_rtol takes best
        for |best|, as torch and optax do: the bound of a negative best is then on its wrong side.
        total_steps is that of schedule. torch's ReduceLROnPlateau; optax and Keras reduce one metric
        earlier.
        """
    @property
    def accumulate(self) -> int:
        """
        metrics that are averaged into one
        """
    @property
    def atol(self) -> float:
        """
        how much better a metric must be to be better
        """
    @property
    def cooldown(self) -> int:
        """
        updates of the way down; of a controller, metrics left out after a reduction
        """
    @property
    def counters(self) -> collections.abc.Iterable[float] | None:
        """
        What is given as this argument.
        """
    @property
    def end(self) -> float:
        """
        value at the end of this piece, held from there on
        """
    @property
    def end_factor(self) -> float:
        """
        value at the end, or least value, as a fraction of the peak
        """
    @property
    def factor(self) -> float:
        """
        factor on the value
        """
    @property
    def maximize(self) -> bool:
        """
        ascend instead of descend: larger is better
        """
    @property
    def min_change(self) -> float:
        """
        changes of the value up to this are not made
        """
    @property
    def patience(self) -> int:
        """
        metrics in a row that are waited for
        """
    @property
    def rtol(self) -> float:
        """
        how much better a metric must be, as a fraction of the best
        """
    @property
    def schedule(self) -> Schedule | float | collections.abc.Callable[[int], float]:
        """
        What is given as this argument.
        """
    @property
    def signed_rtol(self) -> bool:
        """
        take rtol of the best metric itself, not of its magnitude
        """

class Greedy(Schedule):
    """
    The rate rises while a metric improves and falls while it does not.
        s(n) = scale · schedule(n)
        a metric a is better if a < best - rtol·|best| - atol            maximize: a > best + … + …
        more than `patience` better ones in a row:  rate ← min(rate / factor, peak)
        more than `patience` others in a row:       rate ← max(rate · factor, end)
    scale is 1 until metrics come. The first `warmup` metrics after a rise and `cooldown` after a
    fall are left out; a change of min_change or less is not made. window > 1 takes the mean of so
    many metrics. After reset_after falls at the floor, end, everything starts anew. end and peak
    are rates.
    A NaN or an infinity is never better. signed_rtol: see ReduceOnPlateau. total_steps is that of
    schedule. GreedyLR: A Novel Adaptive Learning Rate Scheduler, 2025, as in transformers.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        schedule: Schedule | float | collections.abc.Callable[[int], float],
        *,
        factor: float = 0.95,
        patience: int = 10,
        rtol: float = 0.0,
        atol: float = 1e-06,
        maximize: bool = False,
        cooldown: int = 0,
        warmup: int = 0,
        end: float = 0.001,
        peak: float = 1.0,
        min_change: float = 1e-08,
        window: int = 1,
        reset_after: int = 500,
        signed_rtol: bool = False,
        counters: collections.abc.Iterable[float] | None = None,
    ) -> None:
        """
        The rate rises while a metric improves and falls while it does not.
            s(n) = scale · schedule(n)
            a metric a is better if a < best - rtol·|best| - atol            maximize: a > best + … + …
            more than `patience` better ones in a row:  rate ← min(rate / factor, peak)
            more than `patience` others in a row:       rate ← max(rate · factor, end)
        scale is 1 until metrics come. The first `warmup` metrics after a rise and `cooldown` after a
        fall are left out; a change of min_change or less is not made. window > 1 takes the mean of so
        many metrics. After reset_after falls at the floor, end, everything starts anew. end and peak
        are rates.
        A NaN or an infinity is never better. signed_rtol: see ReduceOnPlateau. total_steps is that of
        schedule. GreedyLR: A Novel Adaptive Learning Rate Scheduler, 2025, as in transformers.
        """
    @property
    def atol(self) -> float:
        """
        how much better a metric must be to be better
        """
    @property
    def cooldown(self) -> int:
        """
        updates of the way down; of a controller, metrics left out after a reduction
        """
    @property
    def counters(self) -> collections.abc.Iterable[float] | None:
        """
        What is given as this argument.
        """
    @property
    def end(self) -> float:
        """
        value at the end of this piece, held from there on
        """
    @property
    def factor(self) -> float:
        """
        factor on the value
        """
    @property
    def maximize(self) -> bool:
        """
        ascend instead of descend: larger is better
        """
    @property
    def min_change(self) -> float:
        """
        changes of the value up to this are not made
        """
    @property
    def patience(self) -> int:
        """
        metrics in a row that are waited for
        """
    @property
    def peak(self) -> float:
        """
        largest value
        """
    @property
    def reset_after(self) -> int:
        """
        reductions at the floor until all starts anew
        """
    @property
    def rtol(self) -> float:
        """
        how much better a metric must be, as a fraction of the best
        """
    @property
    def schedule(self) -> Schedule | float | collections.abc.Callable[[int], float]:
        """
        What is given as this argument.
        """
    @property
    def signed_rtol(self) -> bool:
        """
        take rtol of the best metric itself, not of its magnitude
        """
    @property
    def warmup(self) -> int:
        """
        updates of the way up; of a controller, metrics left out after a rise
        """
    @property
    def window(self) -> int:
        """
        metrics that are averaged
        """

class Lambda(Schedule):
    """
    Any pure function of the step.
        s(n) = function(n)
    n is an int. What it returns must be a finite number, else a ScheduleError names n; an exception of
    its own becomes the __cause__ of one. Pickles if the function does; equal if the functions are; has
    no to_dict. Endless: total_steps is None.
    """
    def __init__(self, function: collections.abc.Callable[[int], float]) -> None: ...
    @property
    def function(self) -> collections.abc.Callable[[int], float]:
        """
        The function.
        """

class MultiplicativeLambda(Schedule):
    """
    Each rate is the one before, times a function of the step.
        s(n) = lr · function(1) · function(2) · … · function(n)
    n is an int. Any n can be asked for, in any order; the products are kept, so that steps in order cost
    one call each. What the function returns must be finite; otherwise as Lambda. Endless: total_steps is
    None. torch's MultiplicativeLR.
    """
    def __init__(self, lr: float, function: collections.abc.Callable[[int], float]) -> None: ...
    @property
    def function(self) -> collections.abc.Callable[[int], float]:
        """
        The function.
        """
    @property
    def lr(self) -> float:
        """
        learning rate
        """

class Composite(Schedule):
    """
    What warmup(), sequence() and the other functions make.

    Their arguments are attributes: s.schedule, s.steps, s.schedules, …
    """
    def __getattr__(self, name: str) -> typing.Any: ...

class Average:
    """
    Base of the averages of parameters that `gradstep.Optimizer` can keep (``average=``).
    """
    def __copy__(self) -> typing.Any: ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any: ...
    def __eq__(self, arg0: typing.Any) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[typing.Any, ...]: ...
    def __repr__(self) -> str: ...

class EMA(Average):
    """
    Exponential moving average: ``a ← decay·a + (1 - decay)·p`` after every update; p at first.

    As torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn(decay).

    Args:
        decay: Share of the old average that is kept (a number, at least 0 and at most 1).

    Raises:
        HyperError: A value out of its range.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, decay: float = 0.999) -> None:
        """
        Exponential moving average: ``a ← decay·a + (1 - decay)·p`` after every update; p at first.

        As torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn(decay).

        Args:
            decay: Share of the old average that is kept (a number, at least 0 and at most 1).

        Raises:
            HyperError: A value out of its range.
        """
    @property
    def decay(self) -> float:
        """
        share of the old average that is kept
        """

class SWA(Average):
    """
    Stochastic weight averaging: the mean of the parameters at update start, start + every, ….

    Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018.

    Args:
        start: The first update, 0-based, after which the parameters count (a whole number, at least 0 and below 2**63).
        every: Updates from one to the next (a whole number, at least 1 and below 2**63).

    Raises:
        HyperError: A value out of its range.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self, start: int = 0, every: int = 1) -> None:
        """
        Stochastic weight averaging: the mean of the parameters at update start, start + every, ….

        Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018.

        Args:
            start: The first update, 0-based, after which the parameters count (a whole number, at least 0 and below 2**63).
            every: Updates from one to the next (a whole number, at least 1 and below 2**63).

        Raises:
            HyperError: A value out of its range.
        """
    @property
    def every(self) -> int:
        """
        updates from one to the next
        """
    @property
    def start(self) -> int:
        """
        the first update, 0-based, after which the parameters count
        """

class PolyakAverage(Average):
    """
    The mean of the parameters after every update.

    Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(self) -> None:
        """
        The mean of the parameters after every update.

        Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992.
        """

class Lookahead:
    """
    Every k updates: ``slow ← slow + alpha·(p - slow)``, and p goes on from there.

    Zhang et al., Lookahead Optimizer: k steps forward, 1 step back, 2019. The state of the rule is
    not touched, or with reset_state starts anew, updates being counted from 1 again; schedules go
    on.

    Args:
        k: Updates from one step of the slow copy to its next (a whole number, at least 1 and below 2**63).
        alpha: Share of the way that the slow copy follows (a number above 0 and at most 1).
        reset_state: Start the rule's state anew whenever the parameters go back (True or False).

    Raises:
        HyperError: A value out of its range.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __copy__(self) -> typing.Any: ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any: ...
    def __eq__(self, arg0: typing.Any) -> bool: ...
    def __hash__(self) -> int: ...
    def __init__(self, k: int = 5, alpha: float = 0.5, reset_state: bool = False) -> None:
        """
        Every k updates: ``slow ← slow + alpha·(p - slow)``, and p goes on from there.

        Zhang et al., Lookahead Optimizer: k steps forward, 1 step back, 2019. The state of the rule is
        not touched, or with reset_state starts anew, updates being counted from 1 again; schedules go
        on.

        Args:
            k: Updates from one step of the slow copy to its next (a whole number, at least 1 and below 2**63).
            alpha: Share of the way that the slow copy follows (a number above 0 and at most 1).
            reset_state: Start the rule's state anew whenever the parameters go back (True or False).

        Raises:
            HyperError: A value out of its range.
        """
    def __reduce__(self) -> tuple[typing.Any, ...]: ...
    def __repr__(self) -> str: ...
    @property
    def alpha(self) -> float:
        """
        share of the way that the slow copy follows
        """
    @property
    def k(self) -> int:
        """
        updates from one step of the slow copy to its next
        """
    @property
    def reset_state(self) -> bool:
        """
        start the rule's state anew whenever the parameters go back
        """

class Mechanic:
    """
    A tuner of the rate: parameters go along ``start + s·Δ``, Δ the sum of the rule's increments.

    The factor s is found from all gradients together. Set lr as for the rule alone, or to 1: only
    how lr changes from step to step matters, as in a schedule, and s does the rest. Per tuner i of
    n, with h = Δ·(g + s_decay·s·|g|/(|p|+eps)·p) of all arrays before the update::

        m ← max(βᵢ·m, |h|);  v ← βᵢ²·v + h²;  r ← max(βᵢ·r - sᵢ·h, 0)
        sᵢ ← (s_init/n·m + r) / (√v + eps);  s = Σ sᵢ

    All start at 0, so the first update finds a direction and moves nothing. m, v and r are kept as
    max_product, sum_squared_products and reward. g is the gradient as the stages leave it, without
    weight decay. Parameters belong to the optimizer from the first update on: what the caller
    writes into them is gone after the next update. A parameter without a gradient stays as it is.
    Two arrays are kept beside each parameter, in the compute dtype.

    Cutkosky, Defazio & Mehta, Mechanic: A Learning Rate Tuner, 2023, algorithm 1.

    Args:
        s_init: The first s that moves anything (a finite number above 0).
        s_decay: Strength of a decay that acts through h, the paper's λ (a finite number, at least 0).
        betas: Memories of the tuners, one for each (numbers, each at least 0 and at most 1).
        eps: Added to the denominator for stability (a finite number above 0).

    Raises:
        HyperError: A value out of its range.
    """

    __match_args__: typing.ClassVar[tuple[str, ...]]
    __signature__: typing.ClassVar[inspect.Signature]
    def __copy__(self) -> typing.Any: ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any: ...
    def __eq__(self, arg0: typing.Any) -> bool: ...
    def __hash__(self) -> int: ...
    def __init__(
        self,
        s_init: float = 1e-08,
        s_decay: float = 0.01,
        betas: collections.abc.Iterable[float] = (0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999),
        eps: float = 1e-08,
    ) -> None:
        """
        A tuner of the rate: parameters go along ``start + s·Δ``, Δ the sum of the rule's increments.

        The factor s is found from all gradients together. Set lr as for the rule alone, or to 1: only
        how lr changes from step to step matters, as in a schedule, and s does the rest. Per tuner i of
        n, with h = Δ·(g + s_decay·s·|g|/(|p|+eps)·p) of all arrays before the update::

            m ← max(βᵢ·m, |h|);  v ← βᵢ²·v + h²;  r ← max(βᵢ·r - sᵢ·h, 0)
            sᵢ ← (s_init/n·m + r) / (√v + eps);  s = Σ sᵢ

        All start at 0, so the first update finds a direction and moves nothing. m, v and r are kept as
        max_product, sum_squared_products and reward. g is the gradient as the stages leave it, without
        weight decay. Parameters belong to the optimizer from the first update on: what the caller
        writes into them is gone after the next update. A parameter without a gradient stays as it is.
        Two arrays are kept beside each parameter, in the compute dtype.

        Cutkosky, Defazio & Mehta, Mechanic: A Learning Rate Tuner, 2023, algorithm 1.

        Args:
            s_init: The first s that moves anything (a finite number above 0).
            s_decay: Strength of a decay that acts through h, the paper's λ (a finite number, at least 0).
            betas: Memories of the tuners, one for each (numbers, each at least 0 and at most 1).
            eps: Added to the denominator for stability (a finite number above 0).

        Raises:
            HyperError: A value out of its range.
        """
    def __reduce__(self) -> tuple[typing.Any, ...]: ...
    def __repr__(self) -> str: ...
    @property
    def betas(self) -> tuple[float, ...]:
        """
        memories of the tuners, one for each
        """
    @property
    def eps(self) -> float:
        """
        added to the denominator for stability
        """
    @property
    def s_decay(self) -> float:
        """
        strength of a decay that acts through h, the paper's λ
        """
    @property
    def s_init(self) -> float:
        """
        the first s that moves anything
        """

class StepReport:
    """
    What a step did. True iff it was applied; immutable; what was not computed is None.
    """
    def __bool__(self) -> bool: ...
    def __repr__(self) -> str: ...
    def _searched(
        self,
        loss: typing.SupportsFloat | typing.SupportsIndex,
        evaluations: typing.SupportsInt | typing.SupportsIndex,
        length: typing.SupportsFloat | typing.SupportsIndex,
        moved: typing.SupportsFloat | typing.SupportsIndex,
        reason: str,
    ) -> StepReport:
        """
        The report of the rule's own step, after a line search along it.
        """
    @property
    def added(self) -> bool:
        """
        Whether the gradients were added to those of other calls, for an update by a later one (accumulate=).
        """
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
        Calls of the closure.
        """
    @property
    def grad_norm(self) -> float | None:
        """
        Euclidean norm of all gradients together, unscaled, before clipping.
        """
    @property
    def length(self) -> float | None:
        """
        What a line search multiplied the rule's own step by; 0.0 if nothing was accepted.
        """
    @property
    def loss(self) -> float | None:
        """
        The loss that was given or that the closure said, with accumulate= the mean of those of an update; of a line search, where it ended.
        """
    @property
    def n(self) -> int:
        """
        The 0-based number of the update.
        """
    @property
    def reason(self) -> typing.Any:
        """
        Why the step was not applied; why a line search ended.
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
    def __init__(self, **options: typing.Any) -> None:
        """
        The options are those of options().
        """
    def add(
        self, path: str, array: typing.Any, group: typing.SupportsInt | typing.SupportsIndex
    ) -> None: ...
    def add_group(self, name: str, rule: str, values: dict[str, typing.Any]) -> int: ...
    def ask(self, closure: typing.Any) -> typing.Any:
        """
        Call a closure, which may not change the optimizer.
        """
    def asking(self) -> Turn:
        """
        A turn of a step that asks a closure.
        """
    def average(self, param: typing.SupportsInt | typing.SupportsIndex) -> typing.Any: ...
    def bind_grads(self, grads: typing.Any) -> None: ...
    def bound(self) -> list[typing.Any]: ...
    def changing(self) -> Turn:
        """
        A turn for changes that belong together.
        """
    def copy_to(self, copies: list[typing.Any]) -> list[bool]: ...
    def counters(self) -> dict[str, typing.Any]: ...
    def evaluated(self, param: typing.SupportsInt | typing.SupportsIndex) -> typing.Any: ...
    def freeze(
        self,
        params: collections.abc.Sequence[typing.SupportsInt | typing.SupportsIndex],
        frozen: bool,
    ) -> None: ...
    def fresh(self) -> bool: ...
    def gradient_sum(self, param: typing.SupportsInt | typing.SupportsIndex) -> typing.Any: ...
    def hide_averages(self, follow: typing.Any) -> None: ...
    def load(
        self,
        arrays: list[typing.Any],
        scalars: list[typing.Any],
        shared: dict[str, typing.Any],
        tuners: dict[str, typing.Any],
        accumulated: dict[str, typing.Any],
        averaged: typing.SupportsInt | typing.SupportsIndex,
        steps: typing.SupportsInt | typing.SupportsIndex,
        skipped: typing.SupportsInt | typing.SupportsIndex,
    ) -> None: ...
    def mechanic_arrays(
        self, param: typing.SupportsInt | typing.SupportsIndex
    ) -> dict[str, typing.Any]: ...
    def observe(self, metric: typing.Any) -> None: ...
    def prepare(self) -> None: ...
    def preview(
        self,
        n: typing.SupportsInt | typing.SupportsIndex,
        steps: typing.SupportsInt | typing.SupportsIndex,
    ) -> dict[str, typing.Any]: ...
    def reading(self) -> Turn:
        """
        A turn in which nothing changes.
        """
    def rebind(self, arrays: collections.abc.Sequence[numpy.ndarray]) -> None: ...
    def restore(
        self,
        steps: typing.SupportsInt | typing.SupportsIndex,
        skipped: typing.SupportsInt | typing.SupportsIndex,
    ) -> None: ...
    def restore_counters(
        self,
        group: typing.SupportsInt | typing.SupportsIndex,
        name: str,
        counters: collections.abc.Sequence[
            collections.abc.Sequence[typing.SupportsFloat | typing.SupportsIndex]
        ],
    ) -> None: ...
    def restore_scalars(
        self, param: typing.SupportsInt | typing.SupportsIndex, saved: dict[str, typing.Any]
    ) -> None: ...
    def restore_shared(self, saved: dict[str, typing.Any]) -> None: ...
    def scalars(
        self, param: typing.SupportsInt | typing.SupportsIndex
    ) -> dict[str, typing.Any]: ...
    def set(
        self, group: typing.SupportsInt | typing.SupportsIndex, values: dict[str, typing.Any]
    ) -> None: ...
    def set_aside(self, param: typing.SupportsInt | typing.SupportsIndex) -> typing.Any: ...
    def shared(self) -> dict[str, typing.Any]: ...
    def show_averages(self, follow: typing.Any) -> None: ...
    def shown(self, param: typing.SupportsInt | typing.SupportsIndex) -> numpy.ndarray: ...
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
    def truncate(
        self,
        params: typing.SupportsInt | typing.SupportsIndex,
        groups: typing.SupportsInt | typing.SupportsIndex,
    ) -> None: ...
    def tuners(self) -> dict[str, typing.Any]: ...
    def values(self, n: typing.SupportsInt | typing.SupportsIndex) -> dict[str, typing.Any]: ...
    def watch(self, edges: list[typing.Any], sizes: list[typing.Any]) -> None: ...
    @property
    def accumulate(self) -> int: ...
    @property
    def averaged(self) -> int: ...
    @property
    def calls(self) -> int: ...
    @property
    def last(self) -> StepReport | None:
        """
        The newest report, or None.
        """
    @last.setter
    def last(self, arg1: StepReport | None) -> None: ...
    @property
    def skipped(self) -> int: ...
    @property
    def stepped(self) -> list[bool]:
        """
        Which parameters the last step has stepped, if it was applied.
        """
    @property
    def steps(self) -> int: ...
    @property
    def storage(self) -> dict[str, typing.Any]:
        """
        What says how to read the bytes of a state, besides the dtypes of its arrays.
        """
    @property
    def swapped(self) -> bool: ...
    @property
    def told(self) -> float | None:
        """
        What a closure has said is the loss of the steps to come, for their reports.
        """
    @told.setter
    def told(self, arg0: typing.SupportsFloat | typing.SupportsIndex | None) -> None: ...
    @property
    def window(self) -> dict[str, typing.Any]:
        """
        The calls since the last update, and which parameters they have given gradients.
        """

class Averaged:
    """
    The context manager that Optimizer.averaged() returns; not for direct use.
    """
    def __enter__(self) -> None: ...
    def __exit__(self, kind: typing.Any, error: typing.Any, traceback: typing.Any) -> None: ...
    def __init__(self, engine: typing.Any, may: typing.Any, follow: typing.Any) -> None: ...

class Turn:
    """
    A turn of an Engine over several calls; not for direct use.
    """
    def __enter__(self) -> None: ...
    def __exit__(self, kind: typing.Any, error: typing.Any, traceback: typing.Any) -> None: ...

class LineSearchResult:
    """
    What a line search has found; immutable.

    True iff there is a step to take.
    """
    def __bool__(self) -> bool: ...
    def __repr__(self) -> str: ...
    @property
    def evaluations(self) -> int:
        """
        Calls of phi.
        """
    @property
    def loss(self) -> float:
        """
        The loss there.
        """
    @property
    def reason(self) -> str:
        """
        Why it ended: "satisfied", "max_step", "max_evaluations", "bracket_too_small",
        "no_decrease", "nonfinite" or "not_descent".
        """
    @property
    def slope(self) -> float:
        """
        The slope there, as phi gave it; nan if it did not.
        """
    @property
    def step(self) -> float:
        """
        The step; 0.0 if there is none.
        """
    @property
    def success(self) -> bool:
        """
        Whether the search's conditions hold at the step.
        """

class SearchMemory:
    """
    What some searches keep from one call to the next.

    A new one belongs to every minimization.

    Args:
        step: What the next search grows, the last step that was found; 0.0 for none yet.
        losses: The losses at the last starts, oldest first.
    """
    def __copy__(self) -> SearchMemory: ...
    def __deepcopy__(self, memo: typing.Any) -> SearchMemory: ...
    def __init__(self, *, step: float = 0.0, losses: collections.abc.Iterable[float] = ()) -> None:
        """
        A new memory.
        """
    def __reduce__(self) -> tuple[typing.Any, ...]: ...
    def __repr__(self) -> str: ...
    @property
    def losses(self) -> tuple[typing.Any, ...]:
        """
        The losses at the last starts, oldest first.
        """
    @property
    def step(self) -> float:
        """
        What the next search grows, the last step that was found; 0.0 for none yet.
        """

class LineSearch:
    """
    Base of the line searches: frozen values, compared by their members.

    For all of them: a loss or slope that is not finite counts as an infinite loss, so that the step is
    shortened. Where no step meets the conditions, the lowest loss that was seen is taken if it is below
    the start's, else the step is 0; ``reason`` says so.
    """
    def __copy__(self) -> typing.Any: ...
    def __deepcopy__(self, memo: typing.Any) -> typing.Any: ...
    def __eq__(self, arg0: typing.Any) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[typing.Any, ...]: ...
    def __repr__(self) -> str: ...
    def search(
        self,
        phi: collections.abc.Callable[[float], tuple[float, float] | float],
        *,
        loss: float,
        slope: float,
        step: float = 1.0,
        memory: SearchMemory | None = None,
        precision: float = 0.0,
    ) -> LineSearchResult:
        """
        How far to go along a line that leads down.

        An exception in phi propagates. What phi leaves behind may belong to another step than the one that
        is returned, which was evaluated, but need not be the last.

        Args:
            phi: The function of the step length, ``phi(step) -> (loss, slope)``; of searches that do not
                use the slope, the loss alone will do.
            loss: phi's loss at 0.
            slope: phi's slope at 0. Unless it is below 0 nothing is searched: "not_descent".
            step: The first step that is tried.
            memory: What the search keeps from one call to the next, for those that do.
            precision: How losses that were computed in less than double are rounded, relative to their
                size: 2**-23 for float32. A change that they cannot show is then neither a rise nor a
                decrease.

        Returns:
            The step, the loss and slope there, the calls of phi and why it ended.

        Raises:
            HyperError: An argument, or what phi returns, that is no number.
        """
    @property
    def uses_slope(self) -> bool:
        """
        Whether phi must give the slope; the one at the start is always needed.
        """

class Armijo(LineSearch):
    """
    Armijo's backtracking: a step that decreases the loss enough, by shortening the first one.
        loss(s) <= loss(0) + c1·s·slope(0)
    Each step is the minimizer of a parabola, then of a cubic, through what is known, within
    0.2·shrink and shrink times the last one; without interpolate it is shrink times that.
    Armijo, Minimization of functions having Lipschitz continuous first partial derivatives, 1966;
    Nocedal & Wright, Numerical Optimization, 2006, 3.5.

    Args:
        c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
        shrink: Factor by which a step is shortened, at least (a number, at least 0.01 and below 1).
        interpolate: Shorten steps by parabolas and cubics instead of a factor (True or False).
        max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

    Raises:
        HyperError: A value out of its range.
    """

    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        *,
        c1: float = 0.0001,
        shrink: float = 0.5,
        interpolate: bool = True,
        max_evaluations: int = 30,
    ) -> None:
        """
        Armijo's backtracking: a step that decreases the loss enough, by shortening the first one.
            loss(s) <= loss(0) + c1·s·slope(0)
        Each step is the minimizer of a parabola, then of a cubic, through what is known, within
        0.2·shrink and shrink times the last one; without interpolate it is shrink times that.
        Armijo, Minimization of functions having Lipschitz continuous first partial derivatives, 1966;
        Nocedal & Wright, Numerical Optimization, 2006, 3.5.

        Args:
            c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
            shrink: Factor by which a step is shortened, at least (a number, at least 0.01 and below 1).
            interpolate: Shorten steps by parabolas and cubics instead of a factor (True or False).
            max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

        Raises:
            HyperError: A value out of its range.
        """
    @property
    def c1(self) -> float:
        """
        share of the slope's promise that the loss must keep
        """
    @property
    def interpolate(self) -> bool:
        """
        shorten steps by parabolas and cubics instead of a factor
        """
    @property
    def max_evaluations(self) -> int:
        """
        trial steps at most
        """
    @property
    def shrink(self) -> float:
        """
        factor by which a step is shortened, at least
        """

class NonMonotone(LineSearch):
    """
    Armijo's condition against the highest of the last losses, so that single steps may go up.
        loss(s) <= max(loss(0), the memory - 1 losses before it) + c1·s·slope(0)
    The result may be worse than the start, never worse than that maximum. Steps are shortened as in
    Armijo. The losses are those at which the searches before began, if they were satisfied.
    Grippo, Lampariello & Lucidi, A nonmonotone line search technique for Newton's method, 1986.

    Args:
        c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
        shrink: Factor by which a step is shortened, at least (a number, at least 0.01 and below 1).
        interpolate: Shorten steps by parabolas and cubics instead of a factor (True or False).
        memory: Losses that the highest is taken of, the start's among them (a whole number, at least 1 and at most 64).
        max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

    Raises:
        HyperError: A value out of its range.
    """

    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        *,
        c1: float = 0.0001,
        shrink: float = 0.5,
        interpolate: bool = True,
        memory: int = 10,
        max_evaluations: int = 30,
    ) -> None:
        """
        Armijo's condition against the highest of the last losses, so that single steps may go up.
            loss(s) <= max(loss(0), the memory - 1 losses before it) + c1·s·slope(0)
        The result may be worse than the start, never worse than that maximum. Steps are shortened as in
        Armijo. The losses are those at which the searches before began, if they were satisfied.
        Grippo, Lampariello & Lucidi, A nonmonotone line search technique for Newton's method, 1986.

        Args:
            c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
            shrink: Factor by which a step is shortened, at least (a number, at least 0.01 and below 1).
            interpolate: Shorten steps by parabolas and cubics instead of a factor (True or False).
            memory: Losses that the highest is taken of, the start's among them (a whole number, at least 1 and at most 64).
            max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

        Raises:
            HyperError: A value out of its range.
        """
    @property
    def c1(self) -> float:
        """
        share of the slope's promise that the loss must keep
        """
    @property
    def interpolate(self) -> bool:
        """
        shorten steps by parabolas and cubics instead of a factor
        """
    @property
    def max_evaluations(self) -> int:
        """
        trial steps at most
        """
    @property
    def memory(self) -> int:
        """
        losses that the highest is taken of, the start's among them
        """
    @property
    def shrink(self) -> float:
        """
        factor by which a step is shortened, at least
        """

class StochasticArmijo(LineSearch):
    """
    Armijo's condition on a mini-batch, from a step that may grow from one batch to the next.
        s from min(grow·(the last step), max_step), shrink times that, …
        until loss(s) <= loss(0) + c1·s·slope(0)
    The very first step, and with reset each one, is the one given. A search that max_evaluations
    ends is gone on with by the next one: it begins at shrink times the last step that was tried.
    All losses of one search must be of the same batch. The paper's growth over an epoch by 2 is
    grow = 2^(1 / batches).
    Vaswani et al., Painless Stochastic Gradient: Interpolation, Line-Search, and Convergence
    Rates, 2019.

    Args:
        c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
        shrink: Factor by which a step is shortened, at least (a number, at least 0.01 and below 1).
        grow: Factor on the step of the search before (a finite number, at least 1).
        max_step: Longest step (a finite number above 0).
        reset: Begin each search with the step that is given (True or False).
        max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

    Raises:
        HyperError: A value out of its range.
    """

    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        *,
        c1: float = 0.1,
        shrink: float = 0.9,
        grow: float = 1.1,
        max_step: float = 10.0,
        reset: bool = False,
        max_evaluations: int = 100,
    ) -> None:
        """
        Armijo's condition on a mini-batch, from a step that may grow from one batch to the next.
            s from min(grow·(the last step), max_step), shrink times that, …
            until loss(s) <= loss(0) + c1·s·slope(0)
        The very first step, and with reset each one, is the one given. A search that max_evaluations
        ends is gone on with by the next one: it begins at shrink times the last step that was tried.
        All losses of one search must be of the same batch. The paper's growth over an epoch by 2 is
        grow = 2^(1 / batches).
        Vaswani et al., Painless Stochastic Gradient: Interpolation, Line-Search, and Convergence
        Rates, 2019.

        Args:
            c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
            shrink: Factor by which a step is shortened, at least (a number, at least 0.01 and below 1).
            grow: Factor on the step of the search before (a finite number, at least 1).
            max_step: Longest step (a finite number above 0).
            reset: Begin each search with the step that is given (True or False).
            max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

        Raises:
            HyperError: A value out of its range.
        """
    @property
    def c1(self) -> float:
        """
        share of the slope's promise that the loss must keep
        """
    @property
    def grow(self) -> float:
        """
        factor on the step of the search before
        """
    @property
    def max_evaluations(self) -> int:
        """
        trial steps at most
        """
    @property
    def max_step(self) -> float:
        """
        longest step
        """
    @property
    def reset(self) -> bool:
        """
        begin each search with the step that is given
        """
    @property
    def shrink(self) -> float:
        """
        factor by which a step is shortened, at least
        """

class StrongWolfe(LineSearch):
    """
    The strong Wolfe conditions: enough decrease, and a slope that has become flat enough.
        loss(s) <= loss(0) + c1·s·slope(0)   and   |slope(s)| <= c2·|slope(0)|
    Steps grow, up to tenfold, until an interval must hold such a step; it is divided at the
    minimizers of cubics, kept off its ends. Quasi-Newton methods take c2 = 0.9, conjugate gradients
    0.1.
    Nocedal & Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6; the choice of trial
    steps is that of torch.optim.LBFGS.

    Args:
        c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
        c2: Share of the slope at the start that may be left (a number, at least 0 and below 1).
        max_step: Longest step (a finite number above 0).
        min_width: Width, relative to its longer end, below which an interval is not divided (a number, at least 0 and at most 1).
        max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

    Raises:
        HyperError: A value out of its range.
    """

    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        *,
        c1: float = 0.0001,
        c2: float = 0.9,
        max_step: float = 10000000000.0,
        min_width: float = 1e-10,
        max_evaluations: int = 25,
    ) -> None:
        """
        The strong Wolfe conditions: enough decrease, and a slope that has become flat enough.
            loss(s) <= loss(0) + c1·s·slope(0)   and   |slope(s)| <= c2·|slope(0)|
        Steps grow, up to tenfold, until an interval must hold such a step; it is divided at the
        minimizers of cubics, kept off its ends. Quasi-Newton methods take c2 = 0.9, conjugate gradients
        0.1.
        Nocedal & Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6; the choice of trial
        steps is that of torch.optim.LBFGS.

        Args:
            c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
            c2: Share of the slope at the start that may be left (a number, at least 0 and below 1).
            max_step: Longest step (a finite number above 0).
            min_width: Width, relative to its longer end, below which an interval is not divided (a number, at least 0 and at most 1).
            max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

        Raises:
            HyperError: A value out of its range.
        """
    @property
    def c1(self) -> float:
        """
        share of the slope's promise that the loss must keep
        """
    @property
    def c2(self) -> float:
        """
        share of the slope at the start that may be left
        """
    @property
    def max_evaluations(self) -> int:
        """
        trial steps at most
        """
    @property
    def max_step(self) -> float:
        """
        longest step
        """
    @property
    def min_width(self) -> float:
        """
        width, relative to its longer end, below which an interval is not divided
        """

class HagerZhang(LineSearch):
    """
    Hager and Zhang's search: the Wolfe conditions, or where rounding hides the decrease, their
    counterpart in slopes alone.
        loss(s) <= loss(0) + c1·s·slope(0)   and   slope(s) >= c2·slope(0),      or
        loss(s) <= loss(0) + tolerance·|loss(0)|   and
          c2·slope(0) <= slope(s) <= (2·c1 - 1)·slope(0)
    The interval grows by `expand`, shrinks by two secant steps at once, and is halved wherever they
    leave more than `gamma` of it; one whose far end lies too high is divided at `theta`. Without
    allow_increase a loss above the start's is never accepted, whatever the tolerance.
    Hager & Zhang, A new conjugate gradient method with guaranteed descent and an efficient line
    search, 2005; Algorithm 851: CG_DESCENT, 2006.

    Args:
        c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
        c2: Share of the slope at the start that may be left (a number, at least 0 and below 1).
        tolerance: How far the loss may seem to rise, relative to its size (a number, at least 0 and at most 1).
        theta: Where an interval is divided (a number, at least 0.01 and at most 0.99).
        gamma: Share of the interval that secant steps may leave (a number, at least 0 and below 1).
        expand: Factor by which the interval grows (a finite number, at least 1).
        max_step: Longest step (a finite number above 0).
        min_width: Width, relative to its longer end, below which an interval is not divided (a number, at least 0 and at most 1).
        allow_increase: Accept a loss above the start's within the tolerance (True or False).
        max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

    Raises:
        HyperError: A value out of its range.
    """

    __signature__: typing.ClassVar[inspect.Signature]
    def __init__(
        self,
        *,
        c1: float = 0.1,
        c2: float = 0.9,
        tolerance: float = 1e-06,
        theta: float = 0.5,
        gamma: float = 0.6666666666666666,
        expand: float = 5.0,
        max_step: float = 10000000000.0,
        min_width: float = 1e-10,
        allow_increase: bool = False,
        max_evaluations: int = 50,
    ) -> None:
        """
        Hager and Zhang's search: the Wolfe conditions, or where rounding hides the decrease, their
        counterpart in slopes alone.
            loss(s) <= loss(0) + c1·s·slope(0)   and   slope(s) >= c2·slope(0),      or
            loss(s) <= loss(0) + tolerance·|loss(0)|   and
              c2·slope(0) <= slope(s) <= (2·c1 - 1)·slope(0)
        The interval grows by `expand`, shrinks by two secant steps at once, and is halved wherever they
        leave more than `gamma` of it; one whose far end lies too high is divided at `theta`. Without
        allow_increase a loss above the start's is never accepted, whatever the tolerance.
        Hager & Zhang, A new conjugate gradient method with guaranteed descent and an efficient line
        search, 2005; Algorithm 851: CG_DESCENT, 2006.

        Args:
            c1: Share of the slope's promise that the loss must keep (a number, at least 0 and below 1).
            c2: Share of the slope at the start that may be left (a number, at least 0 and below 1).
            tolerance: How far the loss may seem to rise, relative to its size (a number, at least 0 and at most 1).
            theta: Where an interval is divided (a number, at least 0.01 and at most 0.99).
            gamma: Share of the interval that secant steps may leave (a number, at least 0 and below 1).
            expand: Factor by which the interval grows (a finite number, at least 1).
            max_step: Longest step (a finite number above 0).
            min_width: Width, relative to its longer end, below which an interval is not divided (a number, at least 0 and at most 1).
            allow_increase: Accept a loss above the start's within the tolerance (True or False).
            max_evaluations: Trial steps at most (a whole number, at least 1 and at most 9007199254740991).

        Raises:
            HyperError: A value out of its range.
        """
    @property
    def allow_increase(self) -> bool:
        """
        accept a loss above the start's within the tolerance
        """
    @property
    def c1(self) -> float:
        """
        share of the slope's promise that the loss must keep
        """
    @property
    def c2(self) -> float:
        """
        share of the slope at the start that may be left
        """
    @property
    def expand(self) -> float:
        """
        factor by which the interval grows
        """
    @property
    def gamma(self) -> float:
        """
        share of the interval that secant steps may leave
        """
    @property
    def max_evaluations(self) -> int:
        """
        trial steps at most
        """
    @property
    def max_step(self) -> float:
        """
        longest step
        """
    @property
    def min_width(self) -> float:
        """
        width, relative to its longer end, below which an interval is not divided
        """
    @property
    def theta(self) -> float:
        """
        where an interval is divided
        """
    @property
    def tolerance(self) -> float:
        """
        how far the loss may seem to rise, relative to its size
        """

class Minimizer:
    """
    One minimization, iteration by iteration; use gradstep.minimize.
    """
    def __init__(
        self,
        x0: numpy.ndarray,
        method: str,
        options: dict[str, typing.Any],
        low: typing.Any = None,
        high: typing.Any = None,
    ) -> None: ...
    def iterate(self, fun: typing.Any) -> bool:
        """
        One iteration; False if it was the last.
        """
    def restore(self, saved: dict[str, typing.Any]) -> bool:
        """
        Take what state() gave; False if it does not fit.
        """
    def resume(self) -> bool:
        """
        Go on after the end, or from what restore() took; False if that is the end, too.
        """
    def start(self, fun: typing.Any) -> bool:
        """
        Evaluate the start; False if that is the end.
        """
    def state(self) -> dict[str, typing.Any]:
        """
        All that the next iteration depends on.
        """
    def stop(self) -> None:
        """
        End it.
        """
    @property
    def best_gradient(self) -> numpy.ndarray:
        """
        A copy of the gradient there.
        """
    @property
    def best_loss(self) -> float: ...
    @property
    def best_x(self) -> numpy.ndarray:
        """
        A copy of the best point.
        """
    @property
    def evaluations(self) -> int: ...
    @property
    def iterations(self) -> int: ...
    @property
    def largest(self) -> float: ...
    @property
    def loss(self) -> float: ...
    @property
    def why(self) -> str: ...
    @property
    def x(self) -> numpy.ndarray:
        """
        A copy of the point.
        """

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

def add(
    schedules: collections.abc.Iterable[Schedule | collections.abc.Callable[[int], float]],
) -> Composite:
    """
    The sum of schedules; of two also written s + t.

        s(n) = schedules[0](n) + schedules[1](n) + …

    As long as the longest of those that have a length; open ones get that of the whole. Raises
    ScheduleError naming the argument.
    """

def as_schedule(object: Schedule | collections.abc.Callable[[int], float]) -> Schedule:
    """
    A schedule as it is; a callable n -> float as a Lambda. Raises ScheduleError for anything else.
    """

def clip(
    schedule: Schedule | collections.abc.Callable[[int], float],
    lo: float | None = None,
    hi: float | None = None,
) -> Composite:
    """
    Not below lo, not above hi; None is no bound.

        s(n) = min(max(schedule(n), lo), hi)

    Raises ScheduleError naming the argument.
    """

def commit(change: typing.Any, undo: typing.Any = None) -> None:
    """
    Call ``change()`` to its end, whatever signals come; if it fails by itself, ``undo()``.

    Python raises for a signal, such as Ctrl-C, between any two of its instructions. Here that waits: what
    it has interrupted is called again where no signal raises, so that ``change`` must come to the same
    result however often it is called. What was raised is raised when all is done, or undone.
    """

def cooldown(
    schedule: Schedule | collections.abc.Callable[[int], float],
    steps: int,
    *,
    end: float = 0.0,
    shape: str | tuple[str, float] = "linear",
    total_steps: int | None = None,
) -> Composite:
    """
    `schedule` for its L steps, then a way down over `steps` updates.

        s(n) = schedule(n)                                              for n < L
        s(n) = schedule(L) + (end - schedule(L))·f((n - L)/steps)       from there on, then end

    f(u) is u, or as `shape` has it: "cosine", "1-sqrt" (√u), "1-square", "exponential", ("power", p),
    ("exponential", r). L is the length of `schedule`; if that is endless or open, what total_steps, the
    length of the whole, leaves it. Without one the whole is open, for total_steps= around it. steps=0
    falls at once. Raises ScheduleError naming the argument.
    """

def cycle(schedule: Schedule | collections.abc.Callable[[int], float], k: int) -> Composite:
    """
    The first k steps of a schedule, again and again.

        s(n) = schedule(n mod k)

    An open schedule gets the length k. Endless: total_steps is None. Raises ScheduleError naming the
    argument.
    """

def every(schedule: Schedule | collections.abc.Callable[[int], float], k: int) -> Composite:
    """
    A schedule that is counted in k updates, in epochs say.

        s(n) = schedule(⌊n / k⌋)

    k times as long. Raises ScheduleError naming the argument.
    """

def extend(
    schedule: Schedule | collections.abc.Callable[[int], float],
    total_steps: int,
    *,
    at: int,
    how: str = "keep-point",
) -> Composite:
    """
    Another length of the whole, T2 = total_steps instead of T, decided at step `at`.

        "keep-point"  schedule(n) before `at`, then schedule(at + (n - at)·(T - at)/(T2 - at)): it goes on
                      from where it is, slower or faster
        "rescale"     schedule(n·T/T2): as if T2 had been planned from the beginning; the value may jump
        "restart"     schedule(n) before `at`, then schedule((n - at)·T/(T2 - at)): all of it again in what
                      is left

    What metrics have moved stays moved. Also a method: s.extend(total_steps, at=n). Raises ScheduleError if
    the schedule is endless, open, or holds a function that has values at whole steps only.
    """

def info() -> dict[str, typing.Any]:
    """
    Version, ISA and why, threads and why, compiler.
    """

def multiply(
    schedules: collections.abc.Iterable[Schedule | collections.abc.Callable[[int], float]],
) -> Composite:
    """
    The product of schedules; of two also written s * t.

        s(n) = schedules[0](n) · schedules[1](n) · …

    As long as the longest of those that have a length; open ones get that of the whole. Raises
    ScheduleError naming the argument.
    """

def noise(
    schedule: Schedule | collections.abc.Callable[[int], float],
    *,
    pct: float = 0.67,
    std: float = 1.0,
    uniform: bool = False,
    seed: int = 42,
    first: int = 0,
    last: int | None = None,
) -> Composite:
    """
    Noise on a schedule that is the same in every run: a function of the seed and the step alone.

        s(n) = schedule(n) · (1 + z(n))    for first <= n < last, else schedule(n)

    z is normal with standard deviation std, drawn again until |z| < pct; or uniform within ±pct. last=None
    is without an end. Raises ScheduleError naming the argument.
    """

def options() -> list[typing.Any]:
    """
    The options of an optimizer that the engine takes, in order: what each of them means and what it may be.
    """

def read_loss(x: typing.Any) -> float | str:
    """
    The same of a loss, which may be an array of one element.
    """

def read_number(x: typing.Any) -> float | str:
    """
    The number; or in words what x is, and what to write.
    """

def read_whole(x: typing.Any) -> int | str:
    """
    The whole number; or in words what x is, and what to write.
    """

def rule(name: str) -> dict[str, typing.Any]:
    """
    Doc, hyper-parameters and state of a rule.
    """

def rule_names() -> list[typing.Any]:
    """
    The names of the rules, in the order of the list.
    """

def scale(schedule: Schedule | collections.abc.Callable[[int], float], factor: float) -> Composite:
    """
    A factor on a schedule; also written factor * schedule.

        s(n) = factor · schedule(n)

    Raises ScheduleError if factor is negative or not finite.
    """

def sequence(
    schedules: collections.abc.Iterable[Schedule | collections.abc.Callable[[int], float]],
    *,
    at: collections.abc.Iterable[int] = (),
    total_steps: int | None = None,
) -> Composite:
    """
    One schedule after another: schedules[i] holds from n = at[i - 1] up to at[i], counting from 0.

        s(n) = schedules[i](n - at[i - 1]),  i = the number of milestones <= n

    `at` has one milestone less than there are schedules and does not decrease; 0 is allowed. A piece
    whose length is open takes that of its stretch; the last one takes what total_steps, the length of
    the whole, leaves it. total_steps must agree with a last piece that has a length and is kept for an
    endless one. Raises ScheduleError naming the argument.
    """

def set_num_threads(n: typing.SupportsInt | typing.SupportsIndex) -> None: ...
def shift(schedule: Schedule | collections.abc.Callable[[int], float], k: int) -> Composite:
    """
    k updates later, with the first value held until then; for k < 0 so much earlier.

        s(n) = schedule(max(0, n - k))

    k steps longer. Raises ScheduleError naming the argument.
    """

def stretch(
    schedule: Schedule | collections.abc.Callable[[int], float], k: float, *, per: float = 1.0
) -> Composite:
    """
    Slower: k updates take the place of `per` of the schedule's own.

        s(n) = schedule(n · per / k)

    The schedule is evaluated between its steps, which Lambda, MultiplicativeLambda and the recursive
    TimeBasedDecay do not allow. k / per times as long, rounded up. Raises ScheduleError naming the
    argument.
    """

def thread_override(n: typing.SupportsInt | typing.SupportsIndex) -> int: ...
def warmup(
    schedule: Schedule | collections.abc.Callable[[int], float],
    steps: int,
    *,
    start: float | None = None,
    shape: str | tuple[str, float] = "linear",
    total_steps: int | None = None,
    cut: bool = False,
) -> Composite:
    """
    A way up over `steps` updates, then `schedule` from its own beginning.

        s(n) = schedule(0)·w((n + 1)/steps)                for n < steps: no update is wasted on 0
        s(n) = start + (schedule(0) - start)·w(n/steps)    for n < steps, if start is given
        s(n) = schedule(n - steps)                         from there on

    w(u) is u, or as `shape` has it: "cosine", "1-sqrt", "1-square", "exponential", ("power", p),
    ("exponential", r). total_steps is the length of the whole: it fills an open `schedule` (total_steps
    - steps is left to it), must agree with one that has a length, and is kept for an endless one. It
    must be larger than steps, unless cut is True: then the whole may end on the way up. steps=0 adds
    nothing. Raises ScheduleError naming the argument.
    """

__version__: str = "0.1.0"
