"""Every value and every code, what rounds where, and the statistics of stochastic rounding."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from ml_dtypes import bfloat16

import gradstep as gs
from low_precision.lowbit_steps import ISAS, Emulated, arrays, assert_same, make
from oracles import lowbit

F32 = np.float32
TINY = np.finfo(F32).tiny
HALVES = {"f16": np.float16, "bf16": bfloat16}
ROUNDINGS = ("stochastic", "nearest", "kahan", "master", "split")
CODECS: dict[str, Any] = {"q8": lowbit.q8, "dynamic8": lowbit.dynamic8}

every_isa = pytest.mark.parametrize("isa", ISAS)
every_half = pytest.mark.parametrize("half", HALVES)
every_codec = pytest.mark.parametrize("codec", CODECS)


def every_value(half: str) -> Any:
    return np.arange(2**16, dtype=np.uint16).view(HALVES[half])


# ---- 16 bits -------------------------------------------------------------------------------------


@every_isa
@pytest.mark.parametrize("rounding", ROUNDINGS)
@every_half
def test_a_value_that_is_not_moved_stays(half: str, rounding: str, isa: str) -> None:
    """All 65536, infinities and subnormals among them; a NaN stays one."""
    if (half, rounding) == ("f16", "split"):
        return  # refused: test_lowbit_state.py
    p, start = every_value(half), every_value(half)
    if rounding == "kahan":
        start[2**15] = 0  # -0, whose sum with its rest is 0
    opt = make("SGD", p, {"rounding": rounding}, {"lr": 0.0}, isa)
    for _ in range(2):
        opt.step(np.zeros(p.shape, F32))
        assert_same([p], [start], half)


@every_isa
@every_half
def test_a_gradient_is_taken_as_it_is(half: str, isa: str) -> None:
    """All 65536 as gradients, in both notations of bfloat16: p = 0 - g, to the bit."""
    g = every_value(half)
    with np.errstate(invalid="ignore"):
        wanted = 0 - g.astype(F32)
    for given in (g, g.view(gs.bfloat16) if half == "bf16" else g[::-1][::-1]):
        for p in (np.zeros(g.shape, F32), np.zeros(g.shape), np.zeros(g.shape, g.dtype)):
            make("SGD", p, {}, {"lr": 1.0, "nonfinite": "propagate"}, isa).step(given)
            with np.errstate(invalid="ignore"):
                assert_same([p], [wanted.astype(p.dtype)], p.dtype)


# ---- 8 bits --------------------------------------------------------------------------------------


@every_isa
@every_codec
def test_every_code(codec: str, isa: str) -> None:
    """Each pair of codes of both moments, with scales of all sizes: read, stepped, written."""
    signed, unsigned = np.divmod(np.arange(2**16), 2**8)
    scales = np.float32([1, 3e-39, 1.1754944e-38, 7e-20, 0.3, 1e9, 3e18])
    p = np.random.default_rng(0).standard_normal(2**16).astype(F32)
    options, setting = {"state_dtype": codec, "state_min_size": 0}, {"weight_decay": 0.0}
    wanted = Emulated("Adam", setting, p, options)
    opt = make("Adam", p, options, setting, isa)
    kept = opt.state["param"]
    kept["exp_avg"][...] = signed.astype(np.uint8).view(kept["exp_avg"].dtype)
    kept["exp_avg_sq"][...] = unsigned
    for name in ("exp_avg", "exp_avg_sq"):
        scale = kept[f"{name}_scale"]
        scale[...] = np.resize(scales, scale.shape)
        wanted.stored.state[name] = (kept[name].copy(), scale.copy())
    g = np.zeros(p.shape, F32)
    opt.step(g)
    wanted.step(g)
    assert_same(arrays(p, opt), wanted.arrays(), isa)


def thresholds(codec: lowbit.Blockwise, s: np.float32) -> Any:
    """The least number of every code from 0 up, next to the largest of a block, s."""
    wanted = np.unique(codec.code(np.linspace(0, s, 10**6, dtype=F32), s))
    low, high = np.zeros(len(wanted), np.int64), np.full(len(wanted), int(lowbit.bits(s)))
    while np.any(low < high):  # bit patterns order like the numbers
        middle = (low + high) // 2
        reached = codec.code(middle.astype(np.uint32).view(F32), s) >= wanted
        low, high = np.where(reached, low, middle + 1), np.where(reached, middle, high)
    return low


@every_codec
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
@pytest.mark.parametrize("s", [1.0, 0.7, 2e-38, 1e-12, 6.5e4, 3e38])
def test_either_side_of_every_rounding(s: float, signed: bool, codec: str) -> None:
    """What is just below, at, and just above where the code changes, on every instruction set."""
    oracle, largest = CODECS[codec](signed), F32(s)
    at = thresholds(oracle, np.maximum(largest, F32(oracle.least)))
    least = int(lowbit.bits(TINY))  # rules flush what is smaller
    near = np.unique(np.clip([at - 1, at, at + 1], least, int(lowbit.bits(largest))))
    x = near.astype(np.uint32).view(F32)
    x = np.concatenate([x, -x] if signed else [x])
    width = oracle.block - 1  # each block begins with its largest
    x = np.resize(x, (-(-len(x) // width), width))
    x = np.concatenate([np.full((len(x), 1), largest), x], axis=1).ravel()
    wanted = oracle.encode(x)
    assert len(np.unique(wanted[0])) >= (100 if s > 1e-30 else 1)
    # The first step leaves the gradient in SGD's buffer, and its size in Adamax's.
    rule, slot = ("SGD", "momentum_buffer") if signed else ("Adamax", "exp_inf")
    for isa in ISAS:
        setting = {"momentum": 0.5} if signed else {"eps": 0.0}
        opt = make(rule, np.zeros(x.shape, F32), {"state_dtype": codec}, setting, isa)
        opt.step(x)
        kept = opt.state["param"]
        assert_same([kept[slot], kept[f"{slot}_scale"]], list(wanted), isa)


@every_codec
def test_a_second_moment_that_vanishes_beside_an_outlier_makes_no_huge_step(codec: str) -> None:
    """Its code is never 0 where it is not: the step is then about lr / sqrt(1 - beta2) at most."""
    p, g = np.zeros(512, F32), np.full(512, 1e-7, F32)
    opt = make("Adam", p, {"state_dtype": codec}, {"lr": 1e-3})
    g[::64] = 10.0
    opt.step(g)
    for _ in range(5):
        before = p.copy()
        opt.step(np.zeros(512, F32))
        assert np.abs(p - before).max() < 1e-3 / np.sqrt(1 - 0.999)
    assert np.isfinite(p).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@every_codec
def test_what_is_not_finite_reaches_its_block_and_no_other(codec: str, bad: float) -> None:
    block, n = CODECS[codec](True).block, 1024
    params = {"a": np.ones(n, F32), "b": np.ones(n, F32)}
    opt = make("Adam", params, {"state_dtype": codec}, {"nonfinite": "propagate"})
    g = {k: np.full(n, 0.5, F32) for k in params}
    g["a"][block + 3] = bad
    opt.step(g)
    g["a"][block + 3] = 0.5
    opt.step(g)
    assert np.flatnonzero(np.isnan(params["a"])).tolist() == list(range(block, 2 * block))
    assert np.isfinite(params["b"]).all()


# ---- stochastic rounding -------------------------------------------------------------------------

MANY = 200_000


UNIT = 2.0**-24  # of float16's subnormals
BETWEEN = {
    "bf16": [1 + 2**-10, -1 - 3 * 2**-10, 1.0001, 255.9, 3e-39, -1.2e-40],
    "f16": [1 + 2**-13, -1.0002, 1023.7, 6.2e-5, -1023.8 * UNIT, 3.3 * UNIT, -0.1 * UNIT],
}


@pytest.mark.parametrize(("half", "x"), [(k, x) for k, xs in BETWEEN.items() for x in xs])
def test_the_mean_of_many_is_the_number(half: str, x: float) -> None:
    """Each goes to one of its two neighbours, and they are off by 5 standard errors at most."""
    p = np.full(MANY, x, HALVES[half])
    gs.SGD(p, lr=1.0).step(p.astype(F32) - F32(x))
    found, exact = p.astype(np.float64), float(F32(x))
    below, above = np.unique(found)  # two of them
    assert below < exact < above and above - below <= np.spacing(HALVES[half](abs(x))) * 2
    share = (exact - below) / (above - below)
    error = 5 * np.sqrt(share * (1 - share) / MANY) + 2.0**-13  # a float16 takes 13 random bits
    assert abs((found == above).mean() - share) < error


def ups(*, path: str = "w", seed: int = 0, steps: int = 1) -> Any:
    """Which of many numbers at 1 went up to 1 + 2^-7, at the last step."""
    p = np.ones(MANY // 10, bfloat16)
    opt = gs.SGD({path: p}, lr=1.0, seed=seed)
    for _ in range(steps):
        p[...] = 1
        opt.step({path: np.full(p.shape, -(2.0**-8), F32)})
    return p > 1


def independent(a: Any, b: Any) -> bool:
    """Whether two rows of coins agree half of the time, within 5 standard errors."""
    return bool(abs((a == b).mean() - 0.5) < 2.5 / np.sqrt(len(a)))


def test_seed_path_and_step_change_the_bits() -> None:
    assert np.array_equal(ups(), ups())
    rows = [ups(), ups(seed=1), ups(seed=2**64 - 1), ups(path="v"), ups(path="ω"), ups(steps=2)]
    for a, b in itertools.combinations(rows, 2):
        assert independent(a, b)


def test_neighbours_round_independently() -> None:
    up = ups()
    for lag in (1, 2, 3, 4, 8, 16, 64, 511, 512, 513, 1024):
        assert independent(up[lag:], up[:-lag]), lag


def test_parameter_and_state_round_independently() -> None:
    """Momenta that are halves of a unit, and a parameter that moves by half of one."""
    n = MANY // 10
    p, g = np.ones(n, bfloat16), np.full(n, 1 + 2.0**-8, F32)
    opt = gs.AggMo(p, lr=2.0**-9, state_dtype="bfloat16")
    opt.step(g)
    rows = [x for x in opt.state["param"].values() if x.dtype == bfloat16]
    coins = [p > p.astype(F32).mean(), *(x > x.astype(F32).mean() for x in rows)]
    assert len(coins) > 2
    for a, b in itertools.combinations(coins, 2):
        assert 0.4 < a.mean() < 0.6 and independent(a, b)


def test_the_order_of_binding_does_not_matter() -> None:
    start = {k: np.ones(700, bfloat16) for k in "abc"}
    runs = []
    for order in ("abc", "cab"):
        params = {k: start[k].copy() for k in order}
        opt = gs.AdamW(params, state_dtype="bfloat16")
        for _ in range(3):
            opt.step({k: np.full(700, 0.1, F32) for k in order})
        runs.append({k: (params[k].tobytes(), opt.state[k]["exp_avg"].tobytes()) for k in "abc"})
    assert runs[0] == runs[1] and len({*runs[0].values()}) == 3


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_updates_far_below_a_unit_add_up(rounding: str) -> None:
    """1000 steps of a quarter of a unit take 1 to 0; rounded to nearest, none takes it anywhere."""
    p = np.ones(1000, bfloat16)
    opt = gs.SGD(p, lr=1e-3, rounding=rounding)
    for _ in range(1000):
        opt.step(np.ones(1000, F32))
    end = 1.0 if rounding == "nearest" else 0.0
    assert p.astype(np.float64).mean() == pytest.approx(end, abs=0.02)
