"""gradstep's optimizers on few bits against other libraries' recordings of theirs.

`test_lowbit_codecs` compares the oracle's codecs and steps with the same file. Here the optimizers
themselves run, so a bound is what the libraries' own ways of rounding leave open.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from ml_dtypes import bfloat16

import gradstep as gs
from support.golden import GOLDEN

F32 = np.float32
P0: Any = GOLDEN["lowbit/inputs/p0"]
GRADS: Any = GOLDEN["lowbit/inputs/grads"]
LR = 0.01
CODED = {"state_dtype": "dynamic8", "state_min_size": 0}
# dynamic8's widest gap is (1 - 0.1) / 64 of a block's largest. The nearest code is half of it away,
# any of the two next to a number, such as bitsandbytes' CPU code, a whole one.
GAP = 0.9 / 64


def recorded(key: str) -> Any:
    return GOLDEN[f"lowbit/{key}"]


def run(make: Any, **keywords: Any) -> tuple[Any, list[Any]]:
    """The parameters after five steps, and what the state showed after each."""
    p = P0.copy()
    opt = make(p, lr=LR, **keywords)
    shown = []
    for g in GRADS:
        opt.step(g)
        shown.append({k: x.copy() for k, x in opt.state["param"].items()})
    return p, shown


def test_torchao_adamw_in_dynamic8() -> None:
    """The same codes, where torchao's second moment never had the code 0 and steps of m / eps.

    There ours has 1. Scales and parameters differ by how each writes the same formula: by a few
    roundings at every step, of the scale and of the way that a parameter goes.
    """
    key = "torchao/AdamW/8bit,block=256,lr=0.01,wd=0.1,steps=5"
    p, shown = run(gs.AdamW, weight_decay=0.1, **CODED)
    first, last = shown[0], shown[-1]
    quantized = recorded("torchao/quantize8/signed,block=256/codes")  # of g; m is 0.1 g
    np.testing.assert_array_equal(first["exp_avg"], quantized)
    same = np.all([s["exp_avg_sq"] > 1 for s in shown], axis=0)
    assert same.mean() > 0.5
    for slot, theirs in (("exp_avg", "m"), ("exp_avg_sq", "v")):
        codes = recorded(f"{key}/{theirs}_codes")
        np.testing.assert_array_equal(last[slot][same], codes[same])
        scale = recorded(f"{key}/{theirs}_scale")
        np.testing.assert_allclose(last[f"{slot}_scale"], scale, rtol=5 * 2.0**-23)
    error = np.abs(p - recorded(f"{key}/param"))[same]
    way = 5 * LR / np.sqrt(1 - 0.999) + np.abs(P0[same])
    assert np.all(error <= 5 * 2.0**-23 * way)


def momenta(old: float, new: float, dampened: bool) -> list[tuple[Any, Any]]:
    """By step: ``old * m + new * g``, exact, and how far from it two libraries may be."""
    m, off, out = np.zeros(P0.shape), np.zeros(P0.shape), []
    for g in GRADS.astype(np.float64):
        out.append((old * m + new * g, old * off))
        keep = 0.99 if dampened else 0.9
        m = keep * m + (1 - keep if dampened else 1.0) * g
        scale = np.repeat(np.abs(m).reshape(2, 256).max(axis=1), 256)
        off = keep * off + 1.5 * GAP * scale * 1.1  # a gap and a half; scales differ with m
    return out


def test_bitsandbytes_sgd() -> None:
    """Apart by what the codes of the momentum may be, added up along the way."""
    p, _ = run(gs.SGD, momentum=0.9, **CODED)
    theirs = recorded("bitsandbytes/SGD8bit/lr=0.01,momentum=0.9,min_8bit_size=1,steps=5/param")
    bound = LR * sum(off for _, off in momenta(0.9, 1.0, dampened=False)) + 1e-6
    assert np.all(np.abs(p - theirs) <= bound)
    assert np.mean(np.abs(p - theirs) <= 1e-6) > 0.5  # and most have the same codes


def test_bitsandbytes_lion() -> None:
    """Steps of ±lr: the same ones but where the codes of the momentum may turn the sign."""
    p, _ = run(gs.Lion, weight_decay=0.0, **CODED)
    theirs = recorded("bitsandbytes/Lion8bit/lr=0.01,min_8bit_size=1,steps=5/param")
    sure = np.all([np.abs(c) > off for c, off in momenta(0.9, 0.1, dampened=True)], axis=0)
    assert sure.mean() > 0.25
    np.testing.assert_allclose(p[sure], theirs[sure], rtol=0, atol=1e-6)
    assert np.mean(np.abs(p - theirs) > 1e-6) < 0.02
    # Whole turns but for what rounding does to parameters below 4 in five steps, 1e-6 of 2e-2.
    turns = (p - theirs) / (2 * LR)
    np.testing.assert_allclose(turns, np.rint(turns), atol=1e-4)


@pytest.mark.parametrize(
    ("key", "rule", "state_dtype", "factor"),
    [
        ("bitsandbytes/AdamW8bit/lr=0.01,weight_decay=0.1,min_8bit_size=1", "AdamW", "dynamic8", 1),
        ("bitsandbytes/Adam8bit/lr=0.01,min_8bit_size=1", "Adam", "dynamic8", 1),
        # of blocks of 32 numbers, where ours have 64: the largest of more is larger
        (
            "flash/FlashAdamW/lr=0.01,weight_decay=0.1,quantize=True,master_weight_bits=None,f32",
            "AdamW",
            "q8",
            1.25,
        ),
    ],
)
def test_adam_in_8_bits_is_about_as_near_to_float32_as_theirs(
    key: str, rule: str, state_dtype: str, factor: float
) -> None:
    """Codes of one sort, but not the same: theirs are not the nearest, or have scales in float16.

    What can be compared is what they are for: to be near the float32 run, the worst number too.
    """
    decay = {"weight_decay": 0.1} if rule == "AdamW" else {}
    p, _ = run(getattr(gs, rule), **decay, state_dtype=state_dtype, state_min_size=0)
    exact, _ = run(getattr(gs, rule), **decay)
    ours, theirs = np.abs(p - exact), np.abs(recorded(f"{key},steps=5/param") - exact)
    assert 0 < np.median(ours) <= factor * np.median(theirs) and ours.max() <= theirs.max()


def test_torch_fused_adamw_on_bfloat16() -> None:
    """All bits after 20 steps: computed in float32, everything stored in bfloat16 to nearest."""
    p = GOLDEN["inputs/p"].astype(bfloat16)
    opt = gs.AdamW(p, lr=LR, weight_decay=0.1, state_dtype="bfloat16", rounding="nearest")
    for g in GOLDEN["inputs/g"]:
        opt.step(g.astype(bfloat16))
    key = "torch/AdamW/lr=0.01,weight_decay=0.1,fused=True/bf16/param_step20_bits"
    np.testing.assert_array_equal(p.view(np.uint16), GOLDEN[key])


@pytest.mark.parametrize(
    ("key", "rule", "keywords"),
    [
        ("AdamW/lr=0.01,weight_decay=0.1", "AdamW", {"lr": LR, "weight_decay": 0.1}),
        ("Lion/lr=0.003", "Lion", {"lr": 0.003, "weight_decay": 0.0}),
        ("SGD/lr=0.05,momentum=0.9", "SGD", {"lr": 0.05, "momentum": 0.9}),
    ],
)
def test_optimi_with_kahan_sums(key: str, rule: str, keywords: dict[str, Any]) -> None:
    """Parameter and rest together are near the float32 run, at least as near as optimi's are."""

    def total(p: Any, rest: Any) -> Any:
        return p.astype(np.float64) + rest.astype(np.float64)

    p, exact = P0.astype(bfloat16), P0.astype(bfloat16).astype(F32)
    opt = getattr(gs, rule)(p, rounding="kahan", **keywords)
    single = getattr(gs, rule)(exact, **keywords)
    unit, bound = 2.0**-8, np.zeros(P0.shape)  # of bfloat16
    for g in GRADS.astype(bfloat16):
        opt.step(g), single.step(g)
        bound += unit**2 * np.abs(exact)  # the rest, at most unit * p, is rounded
    name = f"optimi/{key},kahan_sum=True,bf16,steps=5"
    bits = [recorded(f"{name}/{part}_bits").view(bfloat16) for part in ("param", "kahan")]
    ours = np.abs(total(p, opt.state["param"]["compensation"]) - exact)
    theirs = np.abs(total(*bits) - exact)
    assert np.median(ours) <= np.median(theirs) and ours.max() <= theirs.max()
    assert np.all(ours <= bound + 5 * 2.0**-24)
