"""What every schedule must give: one function per class and per composition, from its definition.

An oracle takes the step ``n`` (a real number >= 0, as a Fraction), then the schedule's own
arguments with their defaults, and computes with fractions, and with 50 digits where a power or a
cosine is needed. So it is exact as far as a double can see, and what a test allows is the
schedule's own rounding. A schedule or composition without an oracle here fails the tests; a new one
brings all tests that are generated from the tables.

`value` evaluates a whole tree from its own description (`to_dict`), at any real step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Any

import mpmath

LEAVES: dict[str, Callable[..., Any]] = {}
COMPOSITIONS: dict[str, Callable[..., Any]] = {}

digits = mpmath.mp.clone()  # a context of its own: 50 digits for nobody else
digits.dps = 50
mpf = digits.convert  # which takes a Fraction in mpmath 1.3 too

ROUNDOFF = 2.0**-53  # half an ulp of 1: what one operation may cost


def leaf(function: Callable[..., Any]) -> Callable[..., Any]:
    LEAVES[function.__name__] = function
    return function


def composition(function: Callable[..., Any]) -> Callable[..., Any]:
    COMPOSITIONS[function.__name__] = function
    return function


def power(x: Any, y: Any) -> Any:
    """x^y; 0^0 = 1."""
    return mpf(x) ** mpf(y)


def share(n: Any, steps: int) -> Fraction:
    """How far a piece is, in [0, 1]."""
    return Fraction(min(n, steps)) / steps


def half_cosine(u: Any) -> Any:
    """From 1 at u = 0 to 0 at u = 1."""
    return (1 + digits.cospi(mpf(u))) / 2


# ---- Shapes: how far on the way at u in [0, 1] ---------------------------------------------------

SHAPES: dict[str, Callable[..., Any]] = {
    "linear": lambda u: u,
    "cosine": lambda u: (1 - digits.cospi(mpf(u))) / 2,
    "1-sqrt": lambda u: digits.sqrt(mpf(u)),
    "1-square": lambda u: u * u,
    "power": lambda u, p: power(u, p),
    "exponential": lambda u, r=Fraction(0.1): (1 - power(r, u)) / (1 - r),
}
# As an argument: each alone, those with a number also with one.
ALL_SHAPES: list[Any] = [
    "linear", "cosine", "1-sqrt", "1-square", "exponential",
    ("power", 0.5), ("power", 1.0), ("power", 3.0), ("exponential", 0.01), ("exponential", 0.5),
]  # fmt: skip


def way(shape: Any, u: Any) -> Any:
    """The share of a way down."""
    name, *number = (shape,) if isinstance(shape, str) else shape
    return SHAPES[name](u, *number)


def way_up(shape: Any, u: Any) -> Any:
    """The share of a way up, the mirror image."""
    return 1 - way(shape, 1 - u)


# ---- Leaves --------------------------------------------------------------------------------------


@leaf
def Constant(n, value):
    return value


@leaf
def TimeBasedDecay(n, lr, decay, *, recursive=True):
    """Wikipedia, Learning rate, in both readings; the recursion is one of doubles."""
    if not recursive:
        return lr / (1 + decay * max(n - 1, 0))
    return recursion(float(lr), float(decay), int(n))


@lru_cache(maxsize=32)
def recursion_table(lr: float, decay: float) -> list[float]:
    return [lr]


def recursion(lr: float, decay: float, n: int) -> float:
    eta = recursion_table(lr, decay)
    for k in range(len(eta) - 1, n):
        eta.append(eta[-1] / (1 + decay * k))
    return eta[n]


@leaf
def StepDecay(n, lr, drop, every):
    """Wikipedia, Learning rate: the first drop one step early."""
    return lr * power(drop, floor((1 + n) / every))


@leaf
def ExponentialDecay(n, lr, decay):
    return lr * digits.exp(mpf(-decay * n))


@leaf
def InverseTimeDecay(n, lr, decay):
    return lr / (1 + decay * n)


@leaf
def Geometric(n, lr, factor, *, every=1, staircase=False):
    return lr * power(factor, floor(n / every) if staircase else n / every)


@leaf
def Power(n, lr, timescale, *, power=1.0):
    return lr * globals()["power"](1 + n / timescale, -power)


@leaf
def InverseSqrt(n, lr, timescale):
    return mpf(lr) / digits.sqrt(mpf(1 + n / timescale))


@leaf
def Noam(n, d_model, warmup, *, factor=1.0):
    """Vaswani et al. 2017, section 5.3, with its step number n + 1; without a way up for 0."""
    down = power(n + 1, Fraction(-1, 2))
    up = (n + 1) * power(warmup, Fraction(-3, 2)) if warmup else down
    return factor * power(d_model, Fraction(-1, 2)) * min(down, up)


@leaf
def Linear(n, start, *, steps=None, end=0.0):
    u = share(n, steps)
    return (1 - u) * start + u * end


@leaf
def Polynomial(n, start, *, steps=None, end=0.0, power=1.0, cycle=False, k_decay=1.0):
    u = n / (steps * max(1, ceil(n / steps))) if cycle else share(n, steps)
    to_the = globals()["power"]
    return (start - end) * to_the(1 - to_the(u, k_decay), power) + end


@leaf
def Cosine(n, start, *, steps=None, end=0.0, exponent=1.0, k_decay=1.0):
    w = power(half_cosine(power(share(n, steps), k_decay)), exponent)
    return w * start + (1 - w) * end


@leaf
def CosineRestarts(
    n, start, period, *, end=0.0, multiplier=1.0, peak_factor=1.0, warmup=0, k_decay=1.0
):
    """Loshchilov & Hutter 2017, with a way up in each cycle."""
    i, c, length = 0, n, period
    # when all cycles are over, but for the rounding of multiplier
    if multiplier < 1 and n * (1 - multiplier) >= period * (1 - 2.0**-48):
        return end
    if multiplier == 1:
        i, c = divmod(n, period)
    else:
        while c >= length:
            i, c, length = i + 1, c - length, length * multiplier
    peak = start * power(peak_factor, i)
    if c < warmup:
        return end + (peak - end) * c / warmup
    return end + (peak - end) * half_cosine(power((c - warmup) / (length - warmup), k_decay))


@leaf
def Cyclic(n, start, peak, up, *, down=None, cycle_factor=1.0, step_factor=1.0):
    """Smith 2017."""
    down = up if down is None else down
    j, c = divmod(n, up + down)
    s = c / up if c < up else (up + down - c) / down
    return start + (peak - start) * s * power(cycle_factor, j) * power(step_factor, n)


@leaf
def OneCycle(
    n, peak, *, steps=None, pct_start=0.3, start_factor=0.04, end_factor=4e-6, shape="cosine",
    three_phase=False,
):  # fmt: skip
    """Smith & Topin 2018, with its nodes where torch and optax have them but for the last step."""
    top, low, last = pct_start * steps, start_factor * peak, end_factor * peak
    if n >= steps:
        return last
    if n < top:
        return low + (peak - low) * way_up(shape, n / top)
    if not three_phase:
        return peak + (last - peak) * way(shape, (n - top) / (steps - top))
    if n < 2 * top:
        return peak + (low - peak) * way(shape, (n - top) / top)
    return low + (last - low) * way(shape, (n - 2 * top) / (steps - 2 * top))


@leaf
def Tanh(n, start, *, steps=None, end=0.0, lb=-7.0, ub=3.0):
    """timm's TanhLRScheduler, which jumps to the end."""
    if n >= steps:
        return end
    u = n / steps
    return end + (start - end) * (1 - digits.tanh(mpf(lb * (1 - u) + ub * u))) / 2


@leaf
def REX(n, start, *, steps=None, end=0.0):
    """Chen et al. 2022."""
    u = share(n, steps)
    return end + (start - end) * (1 - u) / (1 - u / 2)


@leaf
def WarmupStableDecay(
    n, peak, *, steps=None, warmup=0, cooldown=0, end=0.0, warmup_shape="linear", shape="1-sqrt"
):
    if n >= steps:
        return end
    if n < warmup:
        return peak * way_up(warmup_shape, min(1, (n + 1) / warmup))
    if n < steps - cooldown:
        return peak
    return peak + (end - peak) * way(shape, (n - (steps - cooldown)) / cooldown)


@leaf
def Trapezoid(n, peak, *, steps=None, warmup=0, cooldown=0):
    if n >= steps:
        return Fraction(0)
    return peak * min(1, *over(n + 1, warmup), *over(steps - n, cooldown))


@leaf
def Knee(n, peak, *, steps=None, warmup=0, explore=0):
    """Iyer et al. 2023: explore, then exploit."""
    if n >= steps:
        return Fraction(0)
    return peak * min(1, *over(n + 1, warmup), *over(steps - n, steps - warmup - explore))


def over(x: Any, length: int) -> Iterable[Any]:
    """x / length; a phase of no length limits nothing."""
    return [x / length] if length else [1]


@leaf
def MultiStep(n, lr, at, *, factor=0.1):
    return lr * power(factor, sum(a <= n for a in at))


@leaf
def PiecewiseConstant(n, values, at):
    return values[sum(a <= n for a in at)]


@leaf
def PiecewiseLinear(n, values, at):
    return interpolate(n, values, at, "linear")


@leaf
def PiecewiseCosine(n, values, at):
    return interpolate(n, values, at, "cosine")


def interpolate(n: Any, values: list[Any], at: list[int], shape: str) -> Any:
    if n <= at[0]:
        return values[0]
    for left, right, a, b in zip(at, at[1:], values, values[1:], strict=False):
        if n < right:
            return a + (b - a) * way(shape, (n - left) / (right - left))
    return values[-1]


# ---- Compositions: of descriptions ---------------------------------------------------------------


@composition
def warmup(n, schedule, steps, *, start=None, shape="linear", total_steps=None, cut=False):
    if n >= steps:
        return value(schedule, n - steps)
    first = value(schedule, 0)
    if start is None:  # at a real n the way may be at its end before the last step is
        return first * way_up(shape, min(1, (n + 1) / steps))
    return start + (first - start) * way_up(shape, n / steps)


@composition
def cooldown(n, schedule, steps, *, end=0.0, shape="linear", total_steps=None):
    own = length(schedule)
    begin = total_steps - steps if own is None else own
    if n < begin:
        return value(schedule, n)
    if n >= begin + steps:
        return end
    high = value(schedule, begin)
    return high + (end - high) * way(shape, (n - begin) / steps)


@composition
def sequence(n, schedules, *, at=(), total_steps=None):
    i = sum(a <= n for a in at)
    return value(schedules[i], n - (at[i - 1] if i else 0))


@composition
def every(n, schedule, k):
    return value(schedule, floor(n / k))


@composition
def stretch(n, schedule, k, *, per=1):
    return value(schedule, n * per / k)


@composition
def shift(n, schedule, k):
    return value(schedule, max(Fraction(0), n - k))


@composition
def extend(n, schedule, total_steps, at, how="keep-point"):
    own = length(schedule)
    if how == "rescale":
        return value(schedule, n * Fraction(own, total_steps))
    if n < at:
        return value(schedule, n)
    if how == "restart":
        return value(schedule, (n - at) * Fraction(own, total_steps - at))
    return value(schedule, at + (n - at) * Fraction(own - at, total_steps - at))


@composition
def cycle(n, schedule, k):
    return value(schedule, n % k)


@composition
def clip(n, schedule, lo=None, hi=None):
    x = value(schedule, n)
    x = x if lo is None else max(x, lo)
    return x if hi is None else min(x, hi)


@composition
def scale(n, schedule, factor):
    return factor * value(schedule, n)


@composition
def multiply(n, schedules):
    x = Fraction(1)
    for s in schedules:
        x = x * value(s, n)
    return x


@composition
def add(n, schedules):
    x = Fraction(0)
    for s in schedules:
        x = x + value(s, n)
    return x


# Their numbers are drawn, counted or the user's: test_schedule_laws.py, test_plateau.py and
# test_schedule_values.py say what holds of them.
UNPREDICTED = {"noise", "Lambda", "MultiplicativeLambda", "ReduceOnPlateau", "Greedy"}

# ---- Whole trees ---------------------------------------------------------------------------------


def described(s: Any) -> tuple[str, list[Any], dict[str, Any]]:
    """Name, first argument and the others, numbers as fractions."""
    d = s if isinstance(s, Mapping) else s.to_dict()
    first, *others = d["arguments"].items()
    return d["name"], [rational(first[1])], {k: rational(v) for k, v in others}


def rational(x: Any) -> Any:
    if isinstance(x, float):
        return Fraction(x)
    if isinstance(x, (list, tuple)):
        return [rational(y) for y in x]
    return x


def value(s: Any, n: Any) -> Any:
    """The exact value at the real number n; at 0 for n < 0."""
    name, first, others = described(s)
    function = LEAVES.get(name) or COMPOSITIONS[name]
    return function(max(Fraction(n), Fraction(0)), *first, **others)


def leaf_value(name: str, n: Any, arguments: Mapping[str, Any]) -> Any:
    """The same of a leaf by its arguments, its own `to_dict` unseen."""
    given = {k: rational(v) for k, v in arguments.items()}
    return LEAVES[name](max(Fraction(n), Fraction(0)), **given)


def length(s: Any) -> int | None:
    """total_steps as it must be; of what is not open."""
    name, [first], others = described(s)
    if name in ("PiecewiseLinear", "PiecewiseCosine"):
        return others["at"][-1] or None
    if name in LEAVES:
        return None if others.get("cycle") else others.get("steps")
    if name in ("Lambda", "MultiplicativeLambda", "cycle"):
        return None
    if name in ("multiply", "add"):
        return max((x for s in first if (x := length(s)) is not None), default=None)
    if name == "sequence":
        own, begin = length(first[-1]), [0, *others.get("at", [])][-1]
        return others.get("total_steps") if own is None else begin + own
    own = length(first)
    if own is None or (others.get("cut") and "total_steps" in others):
        return others.get("total_steps")
    if name == "extend":
        return others["total_steps"]
    if name in ("warmup", "cooldown"):
        return own + others["steps"]
    if name == "every":
        return own * others["k"]
    if name == "stretch":  # the first step at which the end is reached
        return ceil(own * Fraction(others["k"]) / Fraction(others.get("per", 1)))
    if name == "shift":
        return own + others["k"]
    return own  # clip, scale, noise, ReduceOnPlateau, Greedy


def nodes(s: Any) -> Iterator[str]:
    """The names of the tree's nodes."""
    name, [first], _ = described(s)
    yield name
    for child in first if isinstance(first, list) else [first]:
        if isinstance(child, Mapping):
            yield from nodes(child)


def peak(s: Any) -> float:
    """No smaller than anything that is added or subtracted on the way to a value."""
    name, [first], others = described(s)
    numbers = {k: float(v) for k, v in others.items() if isinstance(v, (int, float, Fraction))}
    if name in LEAVES:
        rates = [numbers.get(k, 0.0) for k in ("end", "peak")]
        rates += [float(x) for x in (first if isinstance(first, list) else [first])]
        tops = [1.0, numbers.get("start_factor", 0.0), numbers.get("end_factor", 0.0)]
        if name == "Noam":
            return numbers.get("factor", 1.0)
        return max(rates) * max(tops)
    if name == "add":
        return sum(peak(s) for s in first)
    if name == "multiply":
        product = 1.0
        for s in first:
            product *= peak(s)
        return product
    if name == "sequence":
        return max(peak(s) for s in first)
    if name == "scale":
        return numbers["factor"] * peak(first)
    own = [numbers.get(k, 0.0) for k in ("start", "end", "lo")]
    return max(peak(first), *own)


def error(got: float, exact: Any) -> float:
    return float(abs(mpf(got) - exact))


# ---- Settings: several of every leaf, edges included ---------------------------------------------

CASES: list[tuple[str, dict[str, Any]]] = [
    ("Constant", dict(value=0.1)),
    ("Constant", dict(value=0)),
    ("TimeBasedDecay", dict(lr=0.1, decay=1e-3)),
    ("TimeBasedDecay", dict(lr=0.1, decay=1e-3, recursive=False)),
    ("TimeBasedDecay", dict(lr=0.1, decay=0)),
    ("TimeBasedDecay", dict(lr=0, decay=1)),
    ("StepDecay", dict(lr=0.1, drop=0.5, every=10)),
    ("StepDecay", dict(lr=0.1, drop=0.9, every=1)),
    ("StepDecay", dict(lr=0.1, drop=0, every=7)),
    ("StepDecay", dict(lr=0.1, drop=1, every=7)),
    ("ExponentialDecay", dict(lr=0.1, decay=0.1)),
    ("ExponentialDecay", dict(lr=3.0, decay=1e-4)),
    ("ExponentialDecay", dict(lr=0.1, decay=0)),
    ("InverseTimeDecay", dict(lr=0.1, decay=0.01)),
    ("InverseTimeDecay", dict(lr=0.1, decay=0)),
    ("Geometric", dict(lr=0.1, factor=0.95)),
    ("Geometric", dict(lr=0.1, factor=0.1, every=30)),
    ("Geometric", dict(lr=0.1, factor=0.1, every=30, staircase=True)),
    ("Geometric", dict(lr=0.1, factor=0.5, every=7, staircase=True)),
    ("Geometric", dict(lr=0.1, factor=1, every=3)),
    ("Geometric", dict(lr=0.1, factor=0, every=3, staircase=True)),
    ("Geometric", dict(lr=0.1, factor=0, every=3)),
    ("Geometric", dict(lr=1e-3, factor=1.01)),  # torch's users grow with it
    ("Power", dict(lr=0.1, timescale=50)),
    ("Power", dict(lr=0.1, timescale=0.25, power=0.5)),
    ("Power", dict(lr=0.1, timescale=1000, power=2.5)),
    ("Power", dict(lr=0.1, timescale=10, power=0)),
    ("InverseSqrt", dict(lr=0.1, timescale=10_000)),
    ("InverseSqrt", dict(lr=0.1, timescale=1)),
    ("Noam", dict(d_model=512, warmup=40)),
    ("Noam", dict(d_model=512, warmup=4000, factor=2.0)),
    ("Noam", dict(d_model=1, warmup=1)),
    ("Noam", dict(d_model=64, warmup=0)),
    ("Linear", dict(start=0.1, steps=1000)),
    ("Linear", dict(start=0.01, steps=997, end=0.3)),
    ("Linear", dict(start=0, steps=30, end=1 / 3)),
    ("Linear", dict(start=0.1, steps=1)),
    ("Linear", dict(start=0.1, steps=1, end=0.7)),
    ("Polynomial", dict(start=0.1, steps=150)),
    ("Polynomial", dict(start=0.1, steps=150, end=1e-4, power=2)),
    ("Polynomial", dict(start=0.1, steps=199, power=0.9)),
    ("Polynomial", dict(start=0.1, steps=180, end=0.01, power=0.5)),
    ("Polynomial", dict(start=0.1, steps=150, end=0.3, power=3)),
    ("Polynomial", dict(start=0.1, steps=150, end=0.02, power=0)),
    ("Polynomial", dict(start=0.1, steps=1, power=2)),
    ("Polynomial", dict(start=0.1, steps=180, power=0.5, k_decay=2)),
    ("Polynomial", dict(start=0.1, steps=180, power=1, k_decay=0.5)),
    ("Polynomial", dict(start=0.1, steps=40, end=1e-4, cycle=True)),
    ("Polynomial", dict(start=0.1, steps=37, end=0.01, power=2, cycle=True)),
    ("Polynomial", dict(start=0.1, steps=1, end=0.01, cycle=True)),
    ("Cosine", dict(start=0.1, steps=1000)),
    ("Cosine", dict(start=0.01, steps=997, end=0.3)),
    ("Cosine", dict(start=0.1, steps=1)),
    ("Cosine", dict(start=0.1, steps=150, end=0.01, exponent=2)),
    ("Cosine", dict(start=0.1, steps=150, end=0.01, exponent=1.5)),
    ("Cosine", dict(start=0.1, steps=160, k_decay=1.5)),
    ("Cosine", dict(start=0.1, steps=160, end=0.01, k_decay=0.5, exponent=3)),
    ("CosineRestarts", dict(start=0.1, period=50)),
    ("CosineRestarts", dict(start=0.1, period=20, multiplier=2, peak_factor=0.5, end=0.001)),
    ("CosineRestarts", dict(start=0.1, period=30, multiplier=2)),
    ("CosineRestarts", dict(start=0.1, period=8, multiplier=1.5, end=0.01)),
    ("CosineRestarts", dict(start=0.1, period=60, end=0.001, peak_factor=0.5, warmup=10)),
    ("CosineRestarts", dict(start=0.1, period=40, multiplier=2, warmup=5, k_decay=2)),
    ("CosineRestarts", dict(start=0.1, period=64, multiplier=0.5, end=0.01)),
    ("CosineRestarts", dict(start=0.1, period=100, multiplier=0.75, peak_factor=1.5, k_decay=2)),
    ("CosineRestarts", dict(start=0.1, period=1)),
    ("CosineRestarts", dict(start=0.1, period=2, end=0.2, multiplier=2)),
    ("CosineRestarts", dict(start=0.1, period=30, peak_factor=0)),
    ("Cyclic", dict(start=0.01, peak=0.1, up=20)),
    ("Cyclic", dict(start=0.01, peak=0.1, up=20, down=40, cycle_factor=0.5)),
    ("Cyclic", dict(start=0.01, peak=0.1, up=2000)),
    ("Cyclic", dict(start=0.01, peak=0.1, up=20, step_factor=0.999)),
    ("Cyclic", dict(start=0.95, peak=0.85, up=13, down=7)),  # a momentum
    ("Cyclic", dict(start=0, peak=1, up=1)),
    ("Cyclic", dict(start=0, peak=1, up=1, down=3, cycle_factor=0)),
    ("OneCycle", dict(peak=0.1, steps=200)),
    ("OneCycle", dict(peak=0.1, steps=201, pct_start=0.25, shape="linear", end_factor=1e-3)),
    ("OneCycle", dict(peak=0.1, steps=200, pct_start=0.4, three_phase=True)),
    ("OneCycle", dict(peak=0.1, steps=200, pct_start=0.5, three_phase=True)),
    ("OneCycle", dict(peak=0.85, steps=97, start_factor=0.95 / 0.85, end_factor=0.95 / 0.85)),
    ("OneCycle", dict(peak=0.1, steps=97, pct_start=0.3, shape="1-sqrt")),
    ("OneCycle", dict(peak=0.1, steps=97, pct_start=0.3, three_phase=True, shape="1-square")),
    ("OneCycle", dict(peak=0.1, steps=100, pct_start=1)),
    ("OneCycle", dict(peak=0.1, steps=1)),
    ("Tanh", dict(start=0.1, steps=160)),
    ("Tanh", dict(start=0.1, steps=160, end=1e-3, lb=-6, ub=4)),
    ("Tanh", dict(start=0.01, steps=97, end=0.3, lb=-1, ub=1)),
    ("Tanh", dict(start=0.1, steps=1)),
    ("REX", dict(start=0.1, steps=180)),
    ("REX", dict(start=0.1, steps=180, end=0.001)),
    ("REX", dict(start=0.1, steps=97, end=0.3)),
    ("REX", dict(start=0.1, steps=1)),
    ("WarmupStableDecay", dict(peak=0.1, steps=180, warmup=20, cooldown=60)),
    ("WarmupStableDecay", dict(peak=0.1, steps=180, warmup=20, cooldown=60, end=0.3)),
    ("WarmupStableDecay", dict(peak=0.1, steps=180)),
    ("WarmupStableDecay", dict(peak=0.1, steps=180, warmup=180)),
    ("WarmupStableDecay", dict(peak=0.1, steps=180, cooldown=180, end=0.01)),
    ("WarmupStableDecay", dict(peak=0.1, steps=180, warmup=100, cooldown=80, shape="linear")),
    ("WarmupStableDecay", dict(peak=0.1, steps=1, end=0.01)),
    ("Trapezoid", dict(peak=0.1, steps=180, warmup=20, cooldown=60)),
    ("Trapezoid", dict(peak=0.1, steps=180)),
    ("Trapezoid", dict(peak=0.1, steps=180, warmup=20)),
    ("Trapezoid", dict(peak=0.1, steps=180, warmup=180)),
    ("Trapezoid", dict(peak=0.1, steps=180, cooldown=180)),
    ("Trapezoid", dict(peak=0.1, steps=1, warmup=1)),
    ("Knee", dict(peak=0.1, steps=180, warmup=20, explore=100)),
    ("Knee", dict(peak=0.1, steps=180)),
    ("Knee", dict(peak=0.1, steps=180, warmup=80, explore=100)),
    ("Knee", dict(peak=0.1, steps=1)),
    ("MultiStep", dict(lr=0.1, at=[30, 80, 150])),
    ("MultiStep", dict(lr=0.1, at=[1, 2, 199], factor=0.5)),
    ("MultiStep", dict(lr=0.1, at=[0, 5, 5, 5, 9], factor=0.5)),
    ("MultiStep", dict(lr=0.1, at=[10, 20], factor=0)),
    ("MultiStep", dict(lr=0.1, at=[10, 20], factor=1)),
    ("MultiStep", dict(lr=0.1, at=list(range(3, 300, 7)), factor=0.9)),
    ("PiecewiseConstant", dict(values=[0.1, 0.05, 0.01], at=[30, 80])),
    ("PiecewiseConstant", dict(values=[0.1], at=[])),
    ("PiecewiseConstant", dict(values=[0.1, 0.2, 0.3, 0.4], at=[0, 7, 7])),
    ("PiecewiseConstant", dict(values=[i / 64 for i in range(65)], at=list(range(5, 325, 5)))),
    ("PiecewiseLinear", dict(values=[0.1, 0.05, 0.005], at=[0, 30, 80])),
    ("PiecewiseLinear", dict(values=[0, 1, 0, 0.5], at=[7, 8, 50, 1000])),
    ("PiecewiseLinear", dict(values=[i % 7 / 7 for i in range(40)], at=list(range(3, 203, 5)))),
    ("PiecewiseCosine", dict(values=[0.1, 0.05, 0.005], at=[0, 30, 80])),
    ("PiecewiseCosine", dict(values=[0, 1, 0, 0.5], at=[7, 8, 50, 1000])),
]
CASES += [
    ("WarmupStableDecay", dict(peak=0.1, steps=97, warmup=31, cooldown=40, end=0.01, **shapes))
    for shape in ALL_SHAPES
    for shapes in (dict(shape=shape), dict(warmup_shape=shape))
]


# ---- Values to the last bit: schedule -> {n: value} ----------------------------------------------

LAST = 2**63 - 1
EXACT: list[tuple[str, dict[int, float]]] = [
    ("Cosine(0.01, steps=997, end=0.3)", {0: 0.01, -1: 0.01, 997: 0.3, 998: 0.3, LAST: 0.3}),
    ("Cosine(0.1, steps=1)", {0: 0.1, 1: 0.0, 2: 0.0}),
    ("Cosine(1, steps=2)", {0: 1.0, 1: 0.5, 2: 0.0}),
    ("Cosine(0.1, steps=10, end=0.03, exponent=2)", {0: 0.1, 10: 0.03}),
    ("Linear(0.1, steps=1, end=0.7)", {0: 0.1, 1: 0.7, 2: 0.7}),
    ("Linear(1, steps=4)", {0: 1.0, 1: 0.75, 2: 0.5, 3: 0.25, 4: 0.0}),
    ("Polynomial(1, steps=4, power=2)", {0: 1.0, 1: 0.5625, 2: 0.25, 4: 0.0}),
    ("Polynomial(1, steps=4, cycle=True)", {0: 1.0, 4: 0.0, 5: 0.375, 6: 0.25, 8: 0.0, 12: 0.0}),
    ("REX(1, steps=2)", {0: 1.0, 1: 2 / 3, 2: 0.0}),
    ("Tanh(1, steps=4, lb=-1, ub=1, end=0.25)", {2: 0.625, 4: 0.25, 5: 0.25}),
    ("StepDecay(0.1, 0.5, 10)", {8: 0.1, 9: 0.05, 18: 0.05, 19: 0.025}),
    ("StepDecay(0.1, 0.0, 7)", {5: 0.1, 6: 0.0, 100: 0.0}),
    ("StepDecay(0.1, 0.5, 1)", {0: 0.05, 1: 0.025, LAST: 0.0}),
    ("Geometric(0.1, 0.5, every=10, staircase=True)", {0: 0.1, 9: 0.1, 10: 0.05, 20: 0.025}),
    ("Geometric(0.1, 0.0)", {0: 0.1, 1: 0.0, LAST: 0.0}),
    ("Geometric(0.1, 1.0)", {0: 0.1, 1: 0.1, LAST: 0.1}),
    ("InverseTimeDecay(0.1, 0.5)", {0: 0.1, 1: 0.1 / 1.5, 2: 0.05}),
    ("Power(0.5, 1, power=2)", {0: 0.5, 1: 0.125, 3: 0.03125}),
    ("Power(0.5, 1, power=0)", {0: 0.5, LAST: 0.5}),
    ("InverseSqrt(1, 1)", {0: 1.0, 3: 0.5, 15: 0.25}),
    ("Noam(1, 1)", {0: 1.0, 3: 0.5, 15: 0.25}),
    ("Noam(4, 4, factor=2)", {3: 0.5, 15: 0.25}),
    ("TimeBasedDecay(0.1, 0.5)", {0: 0.1, 1: 0.1, 2: 0.1 / 1.5, 3: 0.1 / 1.5 / 2}),
    ("TimeBasedDecay(0.1, 0.5, recursive=False)", {0: 0.1, 1: 0.1, 2: 0.1 / 1.5, 3: 0.05}),
    ("CosineRestarts(1, 2)", {0: 1.0, 1: 0.5, 2: 1.0, 3: 0.5, 2**40: 1.0}),
    ("CosineRestarts(1, 2, multiplier=2)", {0: 1.0, 1: 0.5, 2: 1.0, 4: 0.5, 6: 1.0, 10: 0.5}),
    ("CosineRestarts(1, 8, multiplier=0.5, end=0.5)", {4: 0.75, 8: 1.0, 10: 0.75, 12: 1.0, 13: 0.75,
     14: 1.0, 15: 1.0, 16: 0.5, LAST: 0.5}),
    ("CosineRestarts(1, 1)", {0: 1.0, 1: 1.0, LAST: 1.0}),
    ("CosineRestarts(1, 2, peak_factor=0.5)", {0: 1.0, 2: 0.5, 4: 0.25, 5: 0.125}),
    ("CosineRestarts(1, 6, warmup=4)", {0: 0.0, 1: 0.25, 3: 0.75, 4: 1.0, 5: 0.5, 6: 0.0, 10: 1.0}),
    ("CosineRestarts(1, 8, multiplier=1.5)", {0: 1.0, 4: 0.5, 8: 1.0, 14: 0.5, 20: 1.0, 38: 1.0}),
    ("Cyclic(0, 1, 4)", {0: 0.0, 1: 0.25, 4: 1.0, 5: 0.75, 8: 0.0, 12: 1.0, 2**50 + 1: 0.25}),
    ("Cyclic(0, 1, 4, down=2)", {3: 0.75, 4: 1.0, 5: 0.5, 6: 0.0, 10: 1.0}),
    ("Cyclic(0, 1, 4, cycle_factor=0.5)", {4: 1.0, 8: 0.0, 12: 0.5, 20: 0.25}),
    ("Cyclic(0, 1, 2, step_factor=0.5)", {1: 0.25, 2: 0.25, 3: 0.0625, 4: 0.0}),
    ("OneCycle(1, steps=8, pct_start=0.5, start_factor=0.5, end_factor=0.25)", {0: 0.5, 2: 0.75,
     4: 1.0, 6: 0.625, 8: 0.25, 9: 0.25}),
    ("OneCycle(1, steps=8, pct_start=0.25, start_factor=0.5, end_factor=0.25, three_phase=True)",
     {0: 0.5, 2: 1.0, 3: 0.75, 4: 0.5, 6: 0.375, 8: 0.25}),
    ('OneCycle(1, steps=4, pct_start=0.0, shape="linear", end_factor=0.0)', {0: 1.0, 1: 0.75}),
    ('WarmupStableDecay(1, steps=8, warmup=2, cooldown=4, shape="linear")', {0: 0.5, 1: 1.0, 2: 1.0,
     4: 1.0, 5: 0.75, 7: 0.25, 8: 0.0}),
    ("WarmupStableDecay(1, steps=8, cooldown=4)", {0: 1.0, 4: 1.0, 5: 0.5, 8: 0.0}),
    ("WarmupStableDecay(1, steps=2)", {0: 1.0, 1: 1.0, 2: 0.0}),
    ("WarmupStableDecay(1, steps=4, warmup=4)", {0: 0.25, 3: 1.0, 4: 0.0}),
    ("Trapezoid(1, steps=8, warmup=2, cooldown=4)", {0: 0.5, 1: 1.0, 4: 1.0, 7: 0.25, 8: 0.0}),
    ("Trapezoid(1, steps=2)", {0: 1.0, 1: 1.0, 2: 0.0}),
    ("Knee(1, steps=8, warmup=2, explore=2)", {0: 0.5, 1: 1.0, 4: 1.0, 5: 0.75, 7: 0.25, 8: 0.0}),
    ("Knee(1, steps=4, warmup=2, explore=2)", {0: 0.5, 1: 1.0, 3: 1.0, 4: 0.0}),
    ("MultiStep(1, [3, 5], factor=0.5)", {2: 1.0, 3: 0.5, 4: 0.5, 5: 0.25, LAST: 0.25}),
    ("MultiStep(1, [0, 4, 4], factor=0.5)", {0: 0.5, 3: 0.5, 4: 0.125}),
    ("PiecewiseConstant([0.3, 0.2, 0.1], [3, 5])", {0: 0.3, 2: 0.3, 3: 0.2, 5: 0.1, LAST: 0.1}),
    ("PiecewiseConstant([0.3, 0.2, 0.1], [0, 0])", {0: 0.1, 1: 0.1}),
    ("PiecewiseConstant([0.3], [])", {0: 0.3, LAST: 0.3}),
    ("PiecewiseLinear([0.3, 0.7, 0.1], [2, 4, 5])", {0: 0.3, 2: 0.3, 4: 0.7, 5: 0.1, LAST: 0.1}),
    ("PiecewiseLinear([0, 1], [0, 4])", {1: 0.25, 2: 0.5, 3: 0.75}),
    ("PiecewiseCosine([0.3, 0.7, 0.1], [2, 4, 5])", {0: 0.3, 2: 0.3, 4: 0.7, 5: 0.1, LAST: 0.1}),
    ("PiecewiseCosine([0, 1], [0, 2])", {1: 0.5}),
]  # fmt: skip

# ---- Arguments that do not fit together, and which of them may be named --------------------------

REFUSED = [
    ("Cosine(0.1, steps=0)", "steps"),
    ("Cosine(0.1)(0)", "steps"),
    ("Polynomial(0.1, cycle=True)(0)", "steps"),
    ("WarmupStableDecay(1, steps=10, warmup=6, cooldown=5)", "warmup or cooldown or steps"),
    ("Trapezoid(1, steps=10, warmup=11)", "warmup or steps"),
    ("Knee(1, steps=10, warmup=6, explore=5)", "warmup or explore or steps"),
    ("WarmupStableDecay(1, warmup=6, cooldown=5).filled(10)", "warmup or cooldown or steps"),
    ("CosineRestarts(1, 5, warmup=6)", "warmup"),
    ("CosineRestarts(1, 5, warmup=1, multiplier=0.5)", "warmup or multiplier"),
    ("OneCycle(1, steps=10, pct_start=0.6, three_phase=True)", "pct_start or three_phase"),
    ("PiecewiseConstant([1, 2], [1, 2])", "at or values"),
    ("PiecewiseConstant([1, 2], [])", "at or values"),
    ("PiecewiseLinear([1, 2], [1])", "at or values"),
    ("PiecewiseCosine([1, 2], [1, 2, 3])", "at or values"),
    ("InverseSqrt(1, None)", "timescale"),
    ("Cyclic(0, 1, 5, down=0)", "down"),
    ("REX(None, steps=5)", "start"),
]

# ---- Samples: what the C++ tests go through, and what the digests are of -------------------------

# tools/schedule_samples.py writes them for tests/cpp/schedules.cpp. A schedule that has none here
# goes through its cases above: these are older than that, and the digests are theirs.
MANY = list(range(3, 1000, 17))  # more than are looked at one by one
SAMPLES: dict[str, list[dict[str, Any]]] = {
    "Constant": [dict(value=0.1)],
    "TimeBasedDecay": [
        dict(lr=0.1, decay=1e-3),
        dict(lr=0.1, decay=1e-6),
        dict(lr=0.1, decay=1e-3, recursive=False),
    ],
    "StepDecay": [
        dict(lr=0.1, drop=0.5, every=10),
        dict(lr=0.3, drop=0.97, every=1),
        dict(lr=0.1, drop=0, every=7),
        dict(lr=0.1, drop=1, every=7),
    ],
    "ExponentialDecay": [dict(lr=0.1, decay=0.1), dict(lr=0.3, decay=1e-5), dict(lr=0.1, decay=0)],
    "InverseTimeDecay": [dict(lr=0.1, decay=1e-3), dict(lr=0.1, decay=1e300)],
    "Cosine": [
        dict(start=0.1, steps=1000),
        dict(start=0.01, steps=997, end=0.3),
        dict(start=0.1, steps=1),
    ],
    "Geometric": [
        dict(lr=0.1, factor=0.999),
        dict(lr=0.1, factor=0.1, every=300),
        dict(lr=0.1, factor=0.5, every=70, staircase=True),
        dict(lr=0.1, factor=0),
        dict(lr=0.1, factor=1),
    ],
    "Power": [
        dict(lr=0.1, timescale=50),
        dict(lr=0.1, timescale=0.25, power=0.5),
        dict(lr=0.1, timescale=1000, power=2.7),
    ],
    "InverseSqrt": [dict(lr=0.1, timescale=10_000), dict(lr=0.1, timescale=1)],
    "Noam": [dict(d_model=512, warmup=400), dict(d_model=1, warmup=1, factor=0.3)],
    "Linear": [
        dict(start=0.1, steps=1000),
        dict(start=0.01, steps=997, end=0.3),
        dict(start=0.1, steps=1),
    ],
    "Polynomial": [
        dict(start=0.1, steps=1000, end=1e-4, power=2),
        dict(start=0.1, steps=997, power=0.9),
        dict(start=0.1, steps=997, power=0.5, k_decay=1.5),
        dict(start=0.1, steps=150, end=1e-4, power=3, cycle=True),
    ],
    "CosineRestarts": [
        dict(start=0.1, period=50),
        dict(start=0.1, period=20, end=1e-3, multiplier=2, peak_factor=0.5),
        dict(start=0.1, period=30, multiplier=1.1, peak_factor=0.9),
        dict(start=0.1, period=60, multiplier=1.5, warmup=10, k_decay=1.5),
        dict(start=0.1, period=60, multiplier=0.9, end=1e-3, peak_factor=1.1),
        dict(start=0.1, period=1),
    ],
    "Cyclic": [
        dict(start=0.01, peak=0.1, up=20),
        dict(start=0.01, peak=0.1, up=20, down=43, cycle_factor=0.5),
        dict(start=0.95, peak=0.85, up=500, step_factor=0.999),
    ],
    "OneCycle": [
        dict(peak=0.1, steps=1000),
        dict(peak=0.1, steps=997, pct_start=0.4, three_phase=True),
        dict(
            **dict(peak=0.85, steps=997, pct_start=0.25, start_factor=1.1, end_factor=1.1),
            shape="linear",
        ),
        dict(peak=0.1, steps=997, shape="1-sqrt"),
        dict(peak=0.1, steps=100, pct_start=0),
        dict(peak=0.1, steps=1),
    ],
    "Tanh": [dict(start=0.1, steps=1000), dict(start=0.01, steps=997, end=0.3, lb=-6, ub=4)],
    "REX": [dict(start=0.1, steps=1000), dict(start=0.01, steps=997, end=0.3)],
    "WarmupStableDecay": [
        dict(peak=0.1, steps=1000),
        dict(peak=0.1, steps=1000, warmup=100, cooldown=300, end=0.01),
        *(
            dict(peak=0.1, steps=997, warmup=197, cooldown=800, warmup_shape=shape, shape=shape)
            for shape in ("linear", "cosine", "1-square", ("power", 2.7), ("exponential", 0.01))
        ),
    ],
    "Trapezoid": [
        dict(peak=0.1, steps=1000, warmup=100, cooldown=300),
        dict(peak=0.1, steps=997),
    ],
    "Knee": [
        dict(peak=0.1, steps=1000, warmup=100, explore=300),
        dict(peak=0.1, steps=997),
        dict(peak=0.1, steps=997, warmup=197, explore=800),
    ],
    "MultiStep": [
        dict(lr=0.1, at=[30, 80, 150]),
        dict(lr=0.1, at=[0, 5, 5, 9], factor=0.5),
        dict(lr=0.1, at=MANY, factor=0.97),
    ],
    "PiecewiseConstant": [
        dict(values=[0.1, 0.05, 0.01], at=[30, 80]),
        dict(values=[0.1], at=[]),
        dict(values=[0.3, *(i % 7 for i in MANY)], at=MANY),
    ],
    **{
        curve: [
            dict(values=[0.1, 0.05, 0.01], at=[0, 300, 800]),
            dict(values=[0, 0.1, 0.2, 0], at=[7, 8, 8, 500]),
            dict(values=[i % 7 for i in MANY], at=MANY),
        ]
        for curve in ("PiecewiseLinear", "PiecewiseCosine")
    },
}


def interesting(arguments: Mapping[str, Any]) -> list[int]:
    """Steps at which a schedule of these arguments may go wrong, and some others."""
    marks = {0}
    for x in arguments.values():
        marks |= {y for y in (x if isinstance(x, list) else [x]) if type(y) is int}
    marks |= {a + b for a in marks for b in marks} | {a - b for a in marks for b in marks}
    steps = {m + d for m in marks for d in (-2, -1, 0, 1, 2)} | set(range(70))
    return sorted(n for n in steps | set(range(0, 2000, 61)) if -2 <= n < 5000)
