"""What is around a rule, where the parameter, its gradient or its state are kept in few bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from ml_dtypes import bfloat16

import gradstep as gs
from low_precision.lowbit_steps import ISAS, MIXES, assert_as_emulated, make, problem
from oracles import lowbit, oracle
from support.common import contents, refused, snapshot

F16, F32, F64 = np.float16, np.float32, np.float64
ROUNDINGS = ("stochastic", "nearest", "kahan", "master", "split")
MATRIX = (7, 5, 39)  # whose rows are no whole blocks or tiles
N = 1365

every_rounding = pytest.mark.parametrize("rounding", ROUNDINGS)


def seen(p: Any, opt: gs.Optimizer, rounding: str, path: str = "param") -> Any:
    """The parameter as the rule sees it, from what is kept of it."""
    beside = [x for k, x in opt.state[path].items() if k in ("compensation", "master", "low_bits")]
    return lowbit.parameter_codec(p.dtype, rounding).decode(p, *beside).astype(F32)


def draw(seed: int, *shape: int, dtype: Any = F32) -> Any:
    return np.random.default_rng([9, seed]).standard_normal(shape).astype(dtype)


# ---- as the oracle -------------------------------------------------------------------------------


@pytest.mark.parametrize(("rule", "setting"), oracle.every_stage())
def test_every_stage(rule: str, setting: dict[str, Any]) -> None:
    for mix, shape in (("bf16-kahan-q8", MATRIX), ("f16-master", MATRIX), ("f16-dynamic8", (N,))):
        start, grads = problem(*MIXES[mix][:2], n=N, steps=2)
        grads = [g.reshape(shape) for g in grads]
        assert_as_emulated(rule, mix, start.reshape(shape), grads, setting)


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize(
    "stage", [{"lookahead": gs.Lookahead(2, 0.25)}, {"clip_norm": 0.5}], ids=str
)
def test_lookahead_and_the_norm_of_all_gradients(stage: dict[str, Any], mix: str) -> None:
    """Lookahead's slow copy has the compute dtype: it is not rounded in between."""
    start, grads = problem(*MIXES[mix][:2], steps=5)
    assert_as_emulated("AdamW", mix, start, grads, {"lr": 0.1, **stage})


@pytest.mark.parametrize("state_dtype", [None, "float64"])
@pytest.mark.parametrize("dtype", [F16, bfloat16])
@every_rounding
def test_no_parameter_leaves_its_bounds(rounding: str, dtype: Any, state_dtype: Any) -> None:
    """The bounds as numbers of its type; rounding comes after and does not leave them."""
    if (rounding, dtype) == ("split", F16):
        return  # refused: test_lowbit_state.py
    p = np.zeros(2000, dtype)
    opt = gs.SGD(p, lr=1.0, rounding=rounding, bounds=(-0.3, 0.7), state_dtype=state_dtype)
    low, high = np.array([-0.3, 0.7]).astype(dtype)
    for n in range(6):
        opt.step(draw(n, 2000))
        assert (p.min(), p.max()) == (low, high)


@every_rounding
def test_report(rounding: str) -> None:
    """How far the parameter has moved as the rule sees it, over its norm so seen.

    Both sum 9001 squares in float64, each in an order of its own: roundings of 1e-16 that add up
    like a walk at random, to 1e-14; ten times that.
    """
    p = draw(0, 9001, dtype=bfloat16)
    opt = gs.AdamW(p, lr=1e-2, rounding=rounding, state_dtype="q8", report=True)
    for n in range(1, 3):
        g, before = draw(n, 9001, dtype=bfloat16), seen(p, opt, rounding).astype(F64)
        r = opt.step(g)
        moved = seen(p, opt, rounding).astype(F64) - before
        assert r.grad_norm == pytest.approx(np.linalg.norm(g.astype(F64)), rel=1e-13)
        assert r.update_norm == pytest.approx(np.linalg.norm(moved), rel=1e-13)
        ratio = np.linalg.norm(moved) / np.linalg.norm(before)
        assert r.update_ratio == pytest.approx(ratio, rel=1e-13)


# ---- what follows the parameter ------------------------------------------------------------------

AVERAGES = {"EMA": gs.EMA(0.75), "PolyakAverage": gs.PolyakAverage(), "SWA": gs.SWA(1, 2)}


@pytest.mark.parametrize("average", AVERAGES)
@every_rounding
def test_averages_are_float32_and_of_what_the_rule_sees(rounding: str, average: str) -> None:
    """To the bit those of float32 parameters at the same places; without a gradient too."""
    params = {k: draw(i, 1300, dtype=bfloat16) for i, k in enumerate("ab")}
    opt = gs.SGD(params, lr=0.01, momentum=0.9, rounding=rounding, average=AVERAGES[average])
    plain = {k: p.astype(F32) for k, p in params.items()}
    following = gs.SGD(plain, lr=0.0, average=AVERAGES[average])
    for n in range(5):
        opt.step({"a": draw(n, 1300), "b": draw(9 + n, 1300) if n % 2 else None})
        for k, p in params.items():
            plain[k][...] = seen(p, opt, rounding, k)
        following.step(gs.zeros_like(plain))
        for k in params:
            taken = opt.state_dict()["average"]["count"]  # until then it is the stored parameter
            wanted = following.average[k] if taken else params[k].astype(F32)
            assert (opt.average[k].dtype, opt.average[k].tobytes()) == (F32, wanted.tobytes())


@every_rounding
def test_averaged_swaps_and_restores_every_byte(rounding: str) -> None:
    """Inside, the parameters are their averages rounded to nearest; the averages stay float32."""
    params = {"bf16": draw(0, 70, dtype=bfloat16), "f32": draw(2, 70)}
    copies = {k: np.zeros(70, F64) for k in params}
    options: dict[str, Any] = {"average": gs.EMA(0.5), "copy_to": copies, "state_dtype": "q8"}
    opt = make("Adam", params, options, {"rounding": rounding, "lr": 0.1})
    for n in range(3):
        opt.step({k: draw(n, 70) for k in params})
    before, averages = snapshot(opt, params), {k: x.copy() for k, x in opt.average.items()}
    with opt.averaged():
        for k, p in params.items():
            assert p.tobytes() == lowbit.Cast(p.dtype).encode(averages[k], None)[0].tobytes()
            assert copies[k].tobytes() == p.astype(F64).tobytes()
            assert opt.average[k].tobytes() == averages[k].tobytes()
        assert snapshot(opt, params) | {"params": before["params"]} == before
    assert snapshot(opt, params) == before
    twin = make(
        "Adam", gs.copy(params), {**options, "copy_to": None}, {"rounding": rounding, "lr": 0.1}
    )
    twin.load_state_dict(opt.state_dict())
    g = {k: draw(3, 70) for k in params}
    opt.step(g)
    twin.step(g)
    assert contents(twin._binding.tree) == contents(params)  # as if nothing had been swapped


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("to", [F16, bfloat16, F32, F64])
@pytest.mark.parametrize("dtype", [F16, bfloat16])
def test_copies_are_of_the_stored_parameter(dtype: Any, to: Any, isa: str) -> None:
    """Whatever is kept beside it; where nothing moves the caller may have written it."""
    for rounding in ("stochastic", "kahan", "master"):
        params = {"p": draw(0, 1300, dtype=dtype), "still": draw(1, 5, dtype=dtype)}
        copies = {k: np.zeros(p.shape, to) for k, p in params.items()}
        opt = make("SGD", params, {"rounding": rounding, "copy_to": copies}, {"lr": 0.01}, isa)
        for n in range(3):
            assert contents(copies) == {k: p.astype(to).tobytes() for k, p in params.items()}
            params["still"][...] = n
            opt.step({"p": draw(n, 1300), "still": None})


# ---- gradients -----------------------------------------------------------------------------------


@pytest.mark.parametrize("g_type", [F16, bfloat16, gs.bfloat16])
@pytest.mark.parametrize("p_type", [F16, bfloat16, F32, F64])
def test_gradients_of_16_bits_are_zeroed_once_used(p_type: Any, g_type: Any) -> None:
    """All their bytes, those of frozen parameters and of skipped steps too."""
    sizes = {"a": 1300, "odd": 7, "frozen": 33}
    params = {k: draw(i, n, dtype=p_type) for i, (k, n) in enumerate(sizes.items())}
    raw = {k: np.zeros(n + 2, np.uint16) for k, n in sizes.items()}  # with neighbours
    buffers = {k: x[1:-1].view(g_type) for k, x in raw.items()}
    twin = gs.copy(params)
    opt = gs.AdamW(params, grads=buffers, zero_grads=True, nonfinite="skip")
    other = gs.AdamW(twin)
    opt.freeze("frozen"), other.freeze("frozen")
    narrow = bfloat16 if g_type == gs.bfloat16 else g_type
    for n in range(4):
        g = {k: draw(n, size, dtype=narrow) for k, size in sizes.items()}
        for k, x in raw.items():
            x[:] = 9
            x[1:-1] = g[k].view(np.uint16)
        if n == 2:
            raw["a"][5] = 0x7FFF  # a NaN
        assert bool(opt.step()) is (n != 2)
        assert n == 2 or other.step(g)
        assert [x.tolist() for x in raw.values()] == [[9, *[0] * n, 9] for n in sizes.values()]
    assert contents(params) == contents(twin)


NOTATIONS = {"float16": F16, "bfloat16": bfloat16, "record": gs.bfloat16, "float32": F32}


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("p_type", [F16, bfloat16, F32, F64])
def test_what_is_not_finite_is_named(p_type: Any, notation: str, bad: float) -> None:
    """Its path, its index in the caller's array and its value, and nothing was changed."""
    params = {"b": np.ones(3, p_type), "W": np.ones((45, 40), p_type, order="F")}
    opt = make("Adam", params, {"state_dtype": "q8"}, {})
    assert opt.step({k: np.ones(p.shape, F16, "F") for k, p in params.items()})
    values = draw(0, 45, 40)
    values[33, 39] = bad
    g = values.astype(bfloat16 if notation == "record" else NOTATIONS[notation])
    grads = {"b": None, "W": np.asfortranarray(g.view(NOTATIONS[notation]))}
    with refused(gs.NonFiniteGradientError, opt, params, "'W'[33, 39]", path="W", index=(33, 39)):
        try:
            opt.step(grads)
        except gs.NonFiniteGradientError as error:
            assert repr(error.value) == repr(bad)
            raise


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_a_step_that_is_not_taken_changes_nothing_then_or_later(rounding: str) -> None:
    """Refused or skipped: no byte of parameter, state, rest or copy, nor the next random bits."""
    options: dict[str, Any] = {"rounding": rounding, "state_dtype": "bfloat16"}
    stages = {"average": gs.EMA(0.5), "lookahead": gs.Lookahead(2), "clip_norm": 1.0}
    params = {"a": draw(0, 1300, dtype=bfloat16), "b": draw(1, 7, dtype=bfloat16)}
    twin = gs.copy(params)
    copies = gs.copy(params)
    opt = gs.AdamW(params, copy_to=copies, nonfinite="skip", **options, **stages)
    other = gs.AdamW(twin, **options, **stages)
    for n in range(3):
        g = {k: draw(n, p.size, dtype=bfloat16) for k, p in params.items()}
        bad = {"a": g["a"], "b": np.full(7, np.inf, bfloat16)}
        before, copied = snapshot(opt, params), contents(copies)
        assert not opt.step(bad)
        with refused(gs.HyperError, opt, params, "lr"):
            opt.step(g, lr=-1.0)
        assert snapshot(opt, params) | {"skipped": n} == before and contents(copies) == copied
        assert opt.step(g) and other.step(g)
    assert snapshot(opt, params) | {"skipped": 0} == snapshot(other, twin)


# ---- what comes, stays and goes ------------------------------------------------------------------

MIXED: list[dict[str, Any]] = [
    {"state_dtype": "q8"},
    {"state_dtype": "bfloat16", "rounding": "kahan"},
    {"state_dtype": "dynamic8", "rounding": "master"},
]


@pytest.mark.parametrize("options", MIXED, ids=str)
@pytest.mark.parametrize("how", ["frozen", "without a gradient"])
def test_a_parameter_that_stays_neither_moves_nor_counts(how: str, options: dict[str, Any]) -> None:
    params = {"a": draw(0, 600, dtype=bfloat16), "b": draw(1, 600, dtype=bfloat16)}
    alone = params["b"].copy()
    opt = make("Adam", params, options, {"average": gs.EMA(0.5)})
    other = make("Adam", {"b": alone}, options, {})
    for n in range(5):
        resting = n in (1, 2)
        if how == "frozen":
            (opt.freeze if resting else opt.unfreeze)("b")
        g = {k: draw(n, 600, dtype=bfloat16) for k in params}
        before = params["b"].tobytes(), {k: x.tobytes() for k, x in opt.state["b"].items()}
        opt.step(g | ({"b": None} if resting and how != "frozen" else {}))
        if resting:
            assert before == (
                params["b"].tobytes(),
                {k: x.tobytes() for k, x in opt.state["b"].items()},
            )
        else:
            other.step({"b": g["b"]})
    assert params["b"].tobytes() == alone.tobytes()


@pytest.mark.parametrize("options", MIXED, ids=str)
def test_add_and_rebind(options: dict[str, Any]) -> None:
    """What is added begins like an optimizer of its own; what has moved in memory goes on."""
    params = {"a": draw(0, 600, dtype=bfloat16)}
    apart = {"a": params["a"].copy(), "b": draw(1, 600, dtype=bfloat16)}
    copies = gs.zeros_like(params)
    opt = make("Adam", params, {**options, "copy_to": copies}, {})
    alone = {k: make("Adam", {k: p}, options, {}) for k, p in apart.items()}
    for n in range(6):
        if n == 2:
            params["b"], copies["b"] = apart["b"].copy(), np.zeros(600, bfloat16)
            assert opt.add() == ["b"]
        if n == 4:
            params["a"] = params["a"].copy()
            opt.rebind()
        g = {k: draw(n, 600, dtype=bfloat16) for k in params}
        opt.step(g)
        for k, x in g.items():
            alone[k].step({k: x})
    assert contents(params) == contents(apart) == contents(copies)
    params["a"] = params["a"].astype(F16)
    with pytest.raises(gs.BindError, match=r"'a' was bfloat16 .* is float16"):
        opt.rebind()
