"""Parameters, gradients and state in any types: "decode, the float32 rule, encode", to the bit.

The oracle of how numbers are kept is `lowbit`; `lowbit_steps` runs gradstep's own rules within it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from low_precision.lowbit_steps import (
    ISAS,
    MIXES,
    arrays,
    assert_as_emulated,
    assert_same,
    make,
    problem,
)
from oracles import oracle
from support.common import snapshot

every_extreme = pytest.mark.parametrize(("rule", "setting"), oracle.every_extreme())


@every_extreme
def test_decode_rule_encode(rule: str, setting: dict[str, Any]) -> None:
    for mix in MIXES:
        start, grads = problem(*MIXES[mix][:2])
        assert_as_emulated(rule, mix, start, grads, setting)


@pytest.mark.parametrize("mix", ["bf16", "f16-dynamic8", "bf16-kahan-q8", "bf16-split"])
@pytest.mark.parametrize("rule", ["AdamW", "LAMB", "RowwiseAdagrad"])
def test_matrices_whose_rows_are_no_whole_blocks(rule: str, mix: str) -> None:
    """Blocks and random numbers go by the place in memory, with rules by row too."""
    start, grads = problem(*MIXES[mix][:2], n=7 * 5 * 39)
    shape = (7, 5, 39)
    assert_as_emulated(rule, mix, start.reshape(shape), [g.reshape(shape) for g in grads])


@pytest.mark.parametrize("mix", ["bf16", "f16-dynamic8", "bf16-kahan-q8"])
def test_the_place_of_an_element_is_that_in_memory(mix: str) -> None:
    """A Fortran array has the bytes of the C array of the same memory; so has its state."""
    start, grads = problem(*MIXES[mix][:2], n=30 * 43)
    c, f = start.reshape(30, 43), start.copy().reshape(30, 43).T
    plain, turned = make("Adam", c, MIXES[mix][2], {}), make("Adam", f, MIXES[mix][2], {})
    for g in grads:
        plain.step(g.reshape(30, 43))
        turned.step(g.reshape(30, 43).T)
    assert_same([x.T for x in arrays(f, turned)], arrays(c, plain), mix)


@pytest.mark.parametrize("mix", ["bf16", "bf16-kahan-q8", "bf16-split"])
def test_both_notations_of_bfloat16_are_stepped_in_place(mix: str) -> None:
    """The arrays of ml_dtypes, and the record of their bits where that is not installed."""
    start, grads = problem(*MIXES[mix][:2])
    wanted, p = start.copy(), start.copy()
    one = make("AdamW", wanted, MIXES[mix][2], {})
    other = make("AdamW", p.view(gs.bfloat16), MIXES[mix][2], {})
    for g in grads:
        one.step(g)
        other.step(g)
    assert p.tobytes() == wanted.tobytes() != start.tobytes()


# ---- the same bits on any machine ----------------------------------------------------------------


@pytest.mark.parametrize("mix", ["bf16", "f16-dynamic8", "bf16-kahan-q8", "f32-q8", "f64-f16"])
@pytest.mark.parametrize("rule", ["AdamW", "Lion", "LAMB", "RowwiseAdagrad", "FTRL"])
def test_same_bits_on_every_isa_and_number_of_threads(rule: str, mix: str) -> None:
    """An array that is split, and small ones; the norms too are equal doubles."""
    p_type, g_type, options = MIXES[mix]
    sizes = {"long": 120_003, "m": 41 * 73, "t": 4097} | {f"s{i}": n for i, n in enumerate([7] * 9)}
    start = {k: problem(p_type, g_type, n, 0)[0] for k, n in sizes.items()}
    grads = [
        {k: problem(p_type, g_type, n + t, 1)[1][0][t:] for k, n in sizes.items()} for t in (0, 1)
    ]
    for tree in (start, *grads):
        tree["m"] = tree["m"].reshape(41, 73)

    def run(isa: str, threads: int) -> Any:
        params = gs.copy(start)
        opt = make(rule, params, options, {"clip_norm": 0.5, "report": True}, isa=isa)
        with gs.threads(threads):
            reports = [opt.step(g) for g in grads]
        norms = [(r.grad_norm, r.clip_factor, r.update_norm, r.update_ratio) for r in reports]
        return norms, snapshot(opt, params)

    first = run(ISAS[0], 1)
    assert all(x > 0 for x in first[0][0]) and first[0][0][1] < 1
    for isa in ISAS:
        for threads in (1, 2, 3, 7):
            assert run(isa, threads) == first, (isa, threads)


# ---- numbers at the edge -------------------------------------------------------------------------


def edges(g_type: Any) -> list[Any]:
    """Blocks that are hard to keep in few bits: finite ones, and those with others at the end."""
    rng = np.random.default_rng(3)
    limits = np.finfo(np.float32) if g_type == np.float32 else np.finfo(np.float16)
    least = float(limits.smallest_subnormal)
    x = rng.standard_normal(256)
    outlier = np.where(np.arange(256) % 64 == 5, 1e4, 1e-4 * x)
    steps = np.round(x * 50)
    finite = np.concatenate(
        [0 * x, -0.0 * x, outlier, least * steps, float(limits.tiny) * steps, 3 * x]
    )
    rest = np.stack([x] * 3)
    rest[:, 77] = np.inf, -np.inf, np.nan
    return [finite.astype(g_type), np.concatenate([finite, *rest]).astype(g_type)]


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("rule", ["SGD", "Adam"])
def test_zeros_outliers_subnormals_and_what_is_not_finite(rule: str, mix: str) -> None:
    p_type, g_type, _ = MIXES[mix]
    setting = {"lr": 0.5, "nonfinite": "propagate"} | ({"momentum": 0.5} if rule == "SGD" else {})
    for g in edges(g_type):
        start = np.concatenate([edges(p_type)[0], np.ones(len(g))])[: len(g)].astype(p_type)
        assert_as_emulated(rule, mix, start, [g, g[::-1].copy(), g], setting)


@pytest.mark.parametrize("n", [0, 1, 63, 64, 65, 255, 256, 257, 4095, 4096])
@pytest.mark.parametrize("mix", ["bf16", "f32-q8", "f32-dynamic8", "f16-kahan"])
def test_a_last_block_that_is_short(mix: str, n: int) -> None:
    start, grads = problem(*MIXES[mix][:2], n=n, steps=2)
    if n == 0:  # nothing to encode, and nothing to fail on
        assert make("Adam", start, MIXES[mix][2], {}).step(grads[0])
        return
    assert_as_emulated("Adam", mix, start, grads)
