"""Kept in few bits: what is beside a parameter, what is saved of it, and what is refused."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from ml_dtypes import bfloat16

import gradstep as gs
from low_precision.lowbit_steps import MIXES, make, step
from oracles import lowbit
from support.common import refused, snapshot

F16, F32 = np.float16, np.float32
COMPANIONS = {"kahan": "compensation", "master": "master", "split": "low_bits"}
every_mix = pytest.mark.parametrize("mix", MIXES)


def gradients(params: Any, n: int, dtype: Any = F32) -> dict[str, Any]:
    rng = np.random.default_rng([4, n])
    return {k: rng.standard_normal(p.shape).astype(dtype) for k, p in params.items()}


def trained(mix: str, rule: str = "AdamW", steps: int = 3) -> tuple[gs.Optimizer, Any]:
    p_type, g_type, options = MIXES[mix]
    rng = np.random.default_rng(1)
    params = {"W": rng.standard_normal((41, 19)).astype(p_type), "b": np.ones(5, p_type)}
    opt = make(rule, params, options, {"lr": 0.01, "average": gs.EMA(0.5)})
    for n in range(steps):
        opt.step(gradients(params, n, g_type))
    return opt, params


# ---- saving and resuming -------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["AdamW", "Lion", "RowwiseAdagrad", "FTRL"])
@every_mix
def test_resuming_equals_never_stopping(mix: str, rule: str) -> None:
    """Through a pickle, a state dict or a deep copy: every byte, and every random bit to come."""
    opt, params = trained(mix, rule)
    fresh, other = trained(mix, rule, steps=1)
    fresh.load_state_dict(pickle.loads(pickle.dumps(opt.state_dict())))
    for k, p in params.items():
        other[k][...] = p
    runs = [(fresh, other), copy.deepcopy((opt, params)), pickle.loads(pickle.dumps((opt, params)))]
    assert all(snapshot(*run) == snapshot(opt, params) for run in runs)
    for n in range(3, 6):
        opt.step(gradients(params, n))
        for twin, its in runs:
            twin.step(gradients(its, n))
    assert all(snapshot(*run) == snapshot(opt, params) for run in runs)


@pytest.mark.parametrize("state_dtype", ["float16", "bfloat16", "q8", "dynamic8"])
def test_complex_parameters_save_all_their_parts(state_dtype: str) -> None:
    """A last axis of two in the views: real and imaginary part."""
    p = np.exp(1j * np.arange(200)).astype(np.complex64).reshape(20, 10).T
    options = {"state_dtype": state_dtype, "state_min_size": 0, "seed": 3}
    opt = gs.Adam(p, lr=0.1, **options)
    opt.step(p[::-1])
    q = p.copy(order="K")
    other = gs.Adam(q, lr=0.1, **options)
    other.load_state_dict(opt.state_dict())
    assert opt.state["param"]["exp_avg"].shape == (10, 20, 2)
    for _ in range(2):
        opt.step(p[::-1].copy()), other.step(q[::-1].copy())
        assert p.tobytes() == q.tobytes()


def test_what_is_saved() -> None:
    opt, params = trained("bf16-kahan-q8")
    saved = opt.state_dict()
    names = ["exp_avg", "exp_avg_scale", "exp_avg_sq", "exp_avg_sq_scale", "compensation"]
    for path, p in params.items():
        arrays = saved["state"][path]
        assert list(arrays) == names
        assert [str(arrays[k].dtype) for k in names] == [
            "int8",
            "float32",
            "uint8",
            "float32",
            "bfloat16",
        ]
        blocks = (-(-p.size // 64),)
        assert [arrays[k].shape for k in names] == [p.shape, blocks, p.shape, blocks, p.shape]
    assert saved["storage"] == {"state_dtype": "q8", "rounding": "kahan"}


MISMATCHES: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({"state_dtype": "q8"}, {}, ["state_dtype is None, saved 'q8'", "exp_avg_scale"]),
    ({}, {"state_dtype": "q8"}, ["state_dtype is 'q8', saved None", "no saved exp_avg_scale"]),
    ({"state_dtype": "q8"}, {"state_dtype": "dynamic8"}, ["is 'dynamic8', saved 'q8'"]),
    ({"state_dtype": F16}, {"state_dtype": bfloat16}, ["is 'bfloat16', saved 'float16'"]),
    ({"rounding": "kahan"}, {}, ["rounding is 'stochastic', saved 'kahan'", "compensation"]),
    ({"rounding": "split"}, {"rounding": "master"}, ["rounding is 'master'", "low_bits", "master"]),
]


@pytest.mark.parametrize(("theirs", "ours", "words"), MISMATCHES)
def test_state_that_is_kept_otherwise(
    theirs: dict[str, Any], ours: dict[str, Any], words: list[str]
) -> None:
    """The options come first, then the arrays in which it shows; nothing was changed."""
    params = {"w": np.ones(5000, bfloat16)}
    saved = gs.Adam(gs.copy(params), **theirs).state_dict()
    opt = gs.Adam(params, **ours)
    with refused(gs.CheckpointMismatchError, opt, params, *words):
        opt.load_state_dict(saved, hyper="keep")


def test_codes_of_another_kind_are_refused_where_their_arrays_look_alike() -> None:
    """One block of either kind: uint8 and one scale."""
    params = {"w": np.ones(64, F32)}
    saved = gs.RMSprop(gs.copy(params), state_dtype="q8", state_min_size=0).state_dict()
    opt = gs.RMSprop(params, state_dtype="dynamic8", state_min_size=0)
    with refused(gs.CheckpointMismatchError, opt, params, "is 'dynamic8', saved 'q8'"):
        opt.load_state_dict(saved)


def test_how_nothing_is_kept_does_not_matter() -> None:
    """Options that change no array: too small for codes, or another rounding without a rest."""
    params = {"w": np.ones(64, bfloat16)}
    saved = gs.Adam(gs.copy(params), state_dtype="q8").state_dict()
    gs.Adam(params, rounding="nearest").load_state_dict(saved)
    del saved["storage"]  # of an earlier version
    gs.Adam(params).load_state_dict(saved)


# ---- beside the parameter ------------------------------------------------------------------------


@pytest.mark.parametrize("rounding", COMPANIONS)
def test_what_is_written_into_a_parameter_counts(rounding: str) -> None:
    """It counts exactly with a master; else up to the rest, which is half an ulp: of the old value
    with kahan, of the new one with split."""
    p = np.full(600, 1.0, bfloat16)
    opt = gs.SGD({"w": p}, lr=1.0, rounding=rounding)
    opt.step({"w": np.linspace(-(2.0**-8), 2.0**-9, 600, dtype=F32)})  # either half of the gap at 1
    beside = opt.state["w"][COMPANIONS[rounding]]
    assert beside.any() and beside.shape == p.shape
    p[...] = 256
    opt.step({"w": np.zeros(600, F32)})
    exact = lowbit.parameter_codec(bfloat16, rounding).decode(p, beside)
    most = {"master": 0.0, "kahan": 2.0**-8, "split": 1.0}  # the ulp is 2^-7 at 1 and 2 at 256
    assert np.abs(exact - 256).max() <= most[rounding]


@pytest.mark.parametrize("rounding", ["master", "split"])
def test_parameters_that_lose_nothing(rounding: str) -> None:
    """With what is beside them they are float32 parameters: the same bits after any steps."""
    p = np.random.default_rng(0).standard_normal(1300).astype(bfloat16)
    plain = p.astype(F32)
    opt, other = gs.AdamW({"w": p}, rounding=rounding), gs.AdamW({"w": plain})
    for n in range(20):
        g = gradients({"w": p}, n, bfloat16)
        opt.step(g), other.step(g)
    kept = lowbit.parameter_codec(bfloat16, rounding).decode(
        p, opt.state["w"][COMPANIONS[rounding]]
    )
    assert kept.tobytes() == plain.tobytes()
    wanted = plain.astype(bfloat16)
    assert np.all((p == wanted) | (rounding == "split"))  # which rounds ties up


@pytest.mark.parametrize("rounding", ["stochastic", "nearest"])
def test_nothing_is_kept_beside_other_parameters(rounding: str) -> None:
    opt = gs.AdamW({"w": np.ones(9, bfloat16), "v": np.ones(9, F32)}, rounding=rounding)
    assert [list(slots) for slots in opt.state.values()] == [["exp_avg", "exp_avg_sq"]] * 2
    kept = gs.AdamW({"v": np.ones(9, F32)}, rounding="master").state["v"]
    assert list(kept) == ["exp_avg", "exp_avg_sq"]  # float32 has no rest


# ---- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("state_dtype", x) for x in ("int8", np.int8, "q4", 8, [], np.complex64, object())),
        *(("rounding", x) for x in ("up", None, True, "Nearest")),
        *((name, "\udc80") for name in ("state_dtype", "rounding")),  # UTF-8 cannot hold it
        *(("seed", x) for x in (-1, 2**64, 1.5, True, "0", None)),
        *(("state_min_size", x) for x in (-1, 2**63, 0.5, None, False)),
    ],
)
def test_a_bad_option_is_named(name: str, value: Any) -> None:
    with pytest.raises(gs.HyperError, match=f"^{name} must be ") as caught:
        gs.Adam([np.ones(3, F32)], **{name: value})
    assert caught.value.name == name and caught.value.value is value


def test_split_is_for_bfloat16() -> None:
    """A float16 is no half of a float32; other parameters beside need no splitting."""
    with pytest.raises(
        gs.DTypeError, match=r"'h' is float16: use \"master\" or \"kahan\""
    ) as caught:
        gs.SGD({"b": np.ones(3, bfloat16), "h": np.ones(3, F16)}, rounding="split")
    assert caught.value.path == "h"
    gs.SGD({"b": np.ones(3, bfloat16), "f": np.ones(3, F32)}, rounding="split")


# ---- float16 has less range than what it keeps, but for its scales -------------------------------


def test_adam_steps_by_lr_with_second_moments_in_float16() -> None:
    """v is 1e-9 after the first step, below every float16: it was 0, and steps were lr·m/eps."""
    p = np.zeros(8192, F32)
    opt = gs.Adam(p, lr=1e-3, state_dtype="float16")
    for _ in range(100):
        opt.step(np.full(8192, 1e-3, F32))
    np.testing.assert_allclose(-p, 0.1, rtol=2e-3)  # 2^-10 for m, half of it for v's root


@pytest.mark.parametrize("size", [1e-2, 1e-5, 1e-9])
@pytest.mark.parametrize("rule", [name for name in gs.rules.__all__ if name != "Rule"])
def test_every_rule_follows_float32_with_state_in_float16(rule: str, size: float) -> None:
    """Of what the parameters move in 20 steps, at most 2 % is of another length or direction.

    Most rules are off by a unit of float16 in the last place, 0.1 %; those that take signs (Lion)
    turn some of what is next to 0, which is 1 %.
    """
    moved = []
    for state_dtype in (None, "float16"):
        rng = np.random.default_rng(0)
        p = rng.standard_normal((40, 30)).astype(F32)
        start = p.copy()
        opt = getattr(gs, rule)(p, state_dtype=state_dtype)
        for t in range(1, 21):
            step(opt, rule, (size * rng.standard_normal(p.shape)).astype(F32), t, F32)
        moved.append((p - start).astype(np.float64))
    rounded = 20 * 2.0**-24 * np.linalg.norm(start)  # of the parameters themselves
    assert np.linalg.norm(moved[1] - moved[0]) <= 0.02 * np.linalg.norm(moved[0]) + rounded


def test_a_large_gradient_does_not_hide_the_others_of_its_block() -> None:
    """In a block one gradient is 1e5 times the others: those step by lr all the same."""
    for rounding in ("stochastic", "nearest"):
        p = np.zeros(64, F32)
        g = np.full(64, 1e-4, F32)
        g[5] = 10
        opt = gs.Adam(p, lr=1e-3, state_dtype="float16", rounding=rounding)
        for _ in range(10):
            opt.step(g)
        # v is 50 units of the smallest float16, and off by one of them: 2 %
        np.testing.assert_allclose(-p, 0.01, rtol=0.05)


@pytest.mark.parametrize("state_dtype", ["float16", "q8", "dynamic8"])
def test_a_second_moment_is_0_only_where_it_is_0(state_dtype: str) -> None:
    """However much larger its neighbours are: m / eps is no step."""
    g = np.zeros(512, F32)
    g[::2] = 1e-15
    g[7] = 1e15
    p = np.zeros(512, F32)
    opt = gs.Adam(p, lr=1e-3, state_dtype=state_dtype, state_min_size=0)
    opt.step(g)
    assert (p[1::4] == 0).all() and abs(p).max() <= 1e-3 * (1 + 1e-6)
    assert ((opt.state["param"]["exp_avg_sq"] > 0) == (g != 0)).all()


def test_gradients_whose_squares_are_no_float16_are_taken() -> None:
    """256² is above 65504, which is no bound on what is scaled; what float32 cannot hold is."""
    params = {"w": np.ones(600, F32)}
    opt = gs.AdamW(params, state_dtype="float16")
    assert opt.step({"w": np.full(600, 256, F16)}) and opt.step({"w": np.full(600, 1e15, F32)})
    g = np.full(600, 1, F32)
    g[599] = 2.0**70
    words = ["'w'[599] is 1.18059", "its square would overflow the float16 state", "scale the loss"]
    with refused(gs.NonFiniteGradientError, opt, params, *words, path="w", index=(599,)):
        opt.step({"w": g})
    clipped = gs.AdamW(params, state_dtype="float16", clip_norm=1.0)
    assert clipped.step({"w": g}) and np.isfinite(clipped.state["w"]["exp_avg_sq"]).all()


def test_what_is_not_finite_stays_where_it_is() -> None:
    """A NaN or an infinity spoils no other number of its block, and no scale."""
    g = np.ones(64, F32)
    g[3], g[4] = np.nan, np.inf
    p = np.zeros(64, F32)
    opt = gs.Adam(p, lr=1e-3, state_dtype="float16", nonfinite="propagate")
    opt.step(g)
    fine = np.isfinite(g)
    assert (np.isfinite(opt.state["param"]["exp_avg_sq"]) == fine).all()
    np.testing.assert_allclose(-p[fine], 1e-3, rtol=1e-3)


def test_state_in_float16_without_scales_can_be_loaded() -> None:
    """Older state dicts have none: their numbers are what their arrays hold."""
    params = {"w": np.ones(300, F32)}
    opt = gs.AdamW(params, state_dtype="float16")
    opt.step({"w": np.full(300, 0.5, F32)})
    saved = opt.state_dict()
    arrays = saved["state"]["w"]
    for name in ("exp_avg", "exp_avg_sq"):
        scale = np.repeat(arrays.pop(f"{name}_scale"), 64)[:300]
        arrays[name] = (arrays[name] * scale).astype(F16)
    fresh = gs.AdamW({"w": params["w"].copy()}, state_dtype="float16")
    fresh.load_state_dict(saved)
    for name, value in (("exp_avg", 0.05), ("exp_avg_sq", 0.25e-3)):
        assert (fresh.state["w"][f"{name}_scale"] == 1).all()
        np.testing.assert_allclose(fresh.state["w"][name].astype(F32), value, rtol=1e-3)
    arrays["exp_avg"] = arrays["exp_avg"].astype(F32)
    with pytest.raises(gs.CheckpointMismatchError, match="exp_avg is float16"):
        fresh.load_state_dict(saved)


def test_small_parameters_and_precise_slots_have_no_codes() -> None:
    params = {"small": np.ones(4095, F32), "large": np.ones(4096, bfloat16), "wide": np.ones(4096)}
    kinds = {
        k: [str(x.dtype) for x in v.values()]
        for k, v in gs.RMSprop(params, state_dtype="q8").state.items()
    }
    assert kinds["small"] == ["float32"] and kinds["large"] == kinds["wide"] == ["uint8", "float32"]
    exact = gs.Adagrad(params, state_dtype="q8").state
    assert [str(x["sum"].dtype) for x in exact.values()] == ["float32", "float32", "float64"]
