"""The same bits: over instruction sets, tails, threads, alignment, batching; in C++ as in Python.

Every comparison here is of bytes. tests/cpp/kernels.cpp makes the same comparisons in C++, and its
digests (tests/data/digests.txt) are reproduced here from Python.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from oracles import oracle
from support.repository import DATA

DTYPES = {"f32": np.float32, "f64": np.float64}
ISAS = gs.info().isas
TAILS = (0, 1, 3, 7, 8, 15, 16, 17, 31, 63, 1000, 1025)
THREADS = (1, 2, 3, 7)

every_rule = pytest.mark.parametrize("rule", oracle.RULES)
every_dtype = pytest.mark.parametrize("dtype", DTYPES)
every_extreme = pytest.mark.parametrize(("rule", "setting"), oracle.every_extreme())
every_stage = pytest.mark.parametrize(("rule", "setting"), oracle.every_stage())


@functools.cache
def problem(sizes: tuple[int, ...], steps: int, dtype: str) -> tuple[dict[str, Any], list[Any]]:
    """Parameters, to be copied, and gradients."""
    rng = np.random.default_rng(0)
    params, grads = {}, [{} for _ in range(steps)]
    for i, n in enumerate(sizes):
        scale = 10.0 ** rng.integers(-20, 6, n)
        params[f"{i}"] = rng.standard_normal(n).astype(DTYPES[dtype])
        for g in grads:
            g[f"{i}"] = (rng.standard_normal(n) * scale).astype(DTYPES[dtype])
    return params, grads


def run(
    rule: str,
    params: dict[str, Any],
    grads: list[Any],
    *,
    isa: str | None = None,
    threads: int = 1,
    **keywords: Any,
) -> list[Any]:
    """The bytes of all parameters and states, and what was reported, after the steps on copies."""
    opt = getattr(gs, rule)(gs.copy(params), **keywords)
    if isa is not None:
        opt._engine.isa = isa
        assert opt._engine.isa == isa
    out: list[Any] = []
    with gs.threads(threads):
        for t, g in enumerate(grads, 1):
            more = oracle.extra(rule, g, t)
            if keywords.get("maximize") and "loss" in more:  # which is turned like its gradient
                more["loss"] *= -1
            r = opt.step(g, **more)
            out.append((r.grad_norm, r.clip_factor, r.update_norm, r.update_ratio))
    return out + contents(opt)


def contents(opt: Any) -> list[bytes]:
    """The bytes of parameters, states and the rules' numbers."""
    out = []
    state, numbers = opt.state, oracle.every_number(opt)
    for path, p in opt._binding.tree.items():
        out.append(p.tobytes())
        for x in {**state[path], **numbers[path]}.values():
            out.append(x.tobytes())
    return out


def largest(rule: str) -> dict[str, Any]:
    """The setting with the most switched on."""
    return oracle.extremes(rule)[1]


def test_there_is_something_to_compare() -> None:
    assert ISAS and set(ISAS) <= {"baseline", "avx2", "avx512", "neon"}
    with gs.threads(7):
        assert gs.info().threads == 7
    p = np.zeros(3)
    with pytest.raises(gs.Error, match="there is no ISA 'mmx'"):
        gs.SGD(p)._engine.isa = "mmx"


@every_dtype
@every_rule
def test_instruction_sets_and_tails(rule: str, dtype: str) -> None:
    params, grads = problem(TAILS, 4, dtype)
    for setting in oracle.settings(rule):
        first, *others = [run(rule, params, grads, isa=isa, **setting) for isa in ISAS]
        for isa, other in zip(ISAS[1:], others, strict=True):
            assert other == first, (setting, isa)


@every_dtype
@every_extreme
def test_threads(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """One array that is split, and small ones; tests/cpp/kernels.cpp has all the settings."""
    params, grads = problem((120_003, *[7] * 10, *[1025] * 20), 2, dtype)
    first, *others = [run(rule, params, grads, threads=n, **setting) for n in THREADS]
    for n, other in zip(THREADS[1:], others, strict=True):
        assert other == first, n


@functools.cache
def matrices(dtype: str) -> list[dict[str, Any]]:
    """Parameters and three gradients of several shapes."""
    rng = np.random.default_rng(0)
    shapes = [(0,), (5,), (1025,), (7, 5), (33, 3, 41), (0, 3), (2, 40_000)]
    draw: Any = lambda: {  # noqa: E731
        f"{i}": rng.standard_normal(shape).astype(DTYPES[dtype]) for i, shape in enumerate(shapes)
    }
    return [draw() for _ in range(4)]


@every_dtype
@every_stage
def test_stages(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """What the engine does around every rule; of matrices too, whose rows are units."""
    params, *grads = matrices(dtype)
    ways = [(isa, n) for isa in ISAS for n in (1, 3)]
    first, *others = [run(rule, params, grads, isa=i, threads=n, **setting) for i, n in ways]
    for way, other in zip(ways[1:], others, strict=True):
        assert other == first, way


@every_dtype
@every_rule
def test_sums(rule: str, dtype: str) -> None:
    """Norms too: grad_norm, clip_factor, update_norm, update_ratio are equal doubles."""
    params, grads = problem((150_001, 4095, 4096, 4097, *[33] * 100, *TAILS), 2, dtype)
    ways = [(isa, n) for isa in ISAS for n in (1, 3)] + [(ISAS[-1], n) for n in (2, 7)]
    keywords = {**largest(rule), "clip_norm": 0.5, "report": True}
    first, *others = [run(rule, params, grads, isa=i, threads=n, **keywords) for i, n in ways]
    assert first[0][0] > 0 and 0 < first[0][1] < 1 and first[0][2] >= 0
    for way, other in zip(ways[1:], others, strict=True):
        assert other == first, way


@every_dtype
@every_rule
def test_reporting_changes_nothing(rule: str, dtype: str) -> None:
    """The measured pass steps block by block with the same kernels."""
    params, grads = problem((100_003, 5000, 17), 2, dtype)
    setting = largest(rule)
    plain = run(rule, params, grads, **setting)
    assert run(rule, params, grads, **setting, report=True)[2:] == plain[2:]


@every_dtype
@every_rule
def test_norms_are_those_of_exact_sums(rule: str, dtype: str) -> None:
    params, grads = problem((5000, 17), 1, dtype)
    params = gs.copy(params)
    before = np.concatenate(list(params.values())).astype(np.longdouble)
    g = np.concatenate(list(grads[0].values())).astype(np.longdouble)
    opt = getattr(gs, rule)(params)
    loss = {"loss": 1.0} if getattr(gs.rules, rule).uses_loss else {}
    r = opt.step(grads[0], report=True, **loss)
    moved = np.concatenate(list(params.values())).astype(np.longdouble) - before
    norm = lambda x: float(np.sqrt(np.sum(x * x)))  # noqa: E731
    assert r.grad_norm == pytest.approx(norm(g), rel=1e-14)
    assert r.update_norm == pytest.approx(norm(moved), rel=1e-14)
    assert r.update_ratio == pytest.approx(norm(moved) / norm(before), rel=1e-14)


@every_dtype
@every_extreme
def test_alignment(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """Views that start off any register's boundary give the bits of aligned arrays."""
    params, grads = problem((70,), 3, dtype)
    expected = run(rule, params, grads, **setting)
    for offset in (1, 2, 3, 5):
        room = np.zeros(70 + offset, DTYPES[dtype])
        p = room[offset:]
        p[...] = params["0"]
        opt = getattr(gs, rule)({"0": p}, **setting)
        for t, g in enumerate(grads, 1):
            far = np.zeros(71 + offset, p.dtype)
            far[1 + offset :] = g["0"]
            opt.step({"0": far[1 + offset :]}, **oracle.extra(rule, g, t))
        assert contents(opt) == expected[3:], offset
        assert not room[:offset].any()


@every_dtype
@pytest.mark.parametrize("rule", ["AdamW", "SGD", "LAMB"])
@pytest.mark.parametrize(
    "stages", [{}, dict(clip_norm=1.0, average=gs.EMA(0.9), bounds=(-1, 1)), dict(cautious=True)]
)
def test_alignment_of_long_arrays(rule: str, stages: dict[str, Any], dtype: str) -> None:
    """Long arrays are cut and walked by cache lines, wherever they begin in one, on any threads."""
    n = 100_003
    params, grads = problem((n,), 2, dtype)
    expected = run(rule, params, grads, **stages)
    for offset, threads in ((1, 1), (4, 2), (15, 2)):
        room = np.zeros(n + offset, DTYPES[dtype])
        p = room[offset:]
        p[...] = params["0"]
        opt = getattr(gs, rule)({"0": p}, **stages)
        with gs.threads(threads):
            for g in grads:
                opt.step(g)
        assert contents(opt) == expected[2:], (offset, threads)
        assert not room[:offset].any()


@every_dtype
@pytest.mark.parametrize(("rule", "setting"), oracle.every_extreme(shared=False))
def test_elementwise(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """Arrays one by one, joined, or in another order: an element's update is its own affair.
    But for rules with numbers of each array, for which only the order of the arrays is nothing."""
    params, grads = problem((5, 0, 1, 64, 33, 4097), 3, dtype)
    order = list(reversed(params))
    each = getattr(gs, rule)(gs.copy(params), **setting)
    back = getattr(gs, rule)({k: params[k].copy() for k in order}, **setting)
    inputs = [oracle.extra(rule, g, t) for t, g in enumerate(grads, 1)]
    for g, more in zip(grads, inputs, strict=True):
        each.step(g, **more)
        back.step({k: g[k] for k in order}, **more)
    for path, p in each._binding.tree.items():
        assert back._binding.tree[path].tobytes() == p.tobytes()
    if getattr(gs.rules, rule).numbers:
        return
    joined = getattr(gs, rule)(np.concatenate(list(params.values())), **setting)
    turned = getattr(gs, rule)({k: v[::-1].copy() for k, v in params.items()}, **setting)
    for g, more in zip(grads, inputs, strict=True):
        ends, turns = dict(more), dict(more)
        if more:  # None, or the same arrays, end to end and turned
            trees = more["inputs"].items()
            flat = {k: [y for y in x.values() if y is not None] for k, x in trees}
            ends["inputs"] = {k: np.concatenate(x) if x else None for k, x in flat.items()}
            turns["inputs"] = {
                k: {path: None if y is None else y[::-1] for path, y in x.items()} for k, x in trees
            }
        joined.step(np.concatenate(list(g.values())), **ends)
        turned.step({k: v[::-1] for k, v in g.items()}, **turns)
    assert joined._binding.tree.tobytes() == b"".join(
        p.tobytes() for p in each._binding.tree.values()
    )
    for path, p in each._binding.tree.items():
        assert turned._binding.tree[path][::-1].tobytes() == p.tobytes()
    for name, x in joined.state["param"].items():
        assert x.tobytes() == b"".join(each.state[path][name].tobytes() for path in params)


@every_dtype
@every_extreme
def test_idle_stages(rule: str, setting: dict[str, Any], dtype: str) -> None:
    """The kernels with stages, all of them idle, are the kernels without."""
    params, grads = problem(TAILS, 3, dtype)
    plain = run(rule, params, grads, **setting)
    buffers = gs.zeros_like(params)
    # zeroing the gradients takes the staged kernels; lr_scale and grad_scale are at 1
    opt = getattr(gs, rule)(gs.copy(params), **setting, grads=buffers, zero_grads=True, lr_scale=1)
    for t, g in enumerate(grads, 1):
        for path, x in g.items():
            buffers[path][...] = x
        opt.step(grad_scale=1, lr_scale=1, **oracle.extra(rule, g, t))
        assert not any(x.any() for x in buffers.values())
    assert contents(opt) == plain[3:]
    # a bound that is never reached, and one more negation undone
    assert run(rule, params, grads, **setting, clip_norm=1e30)[3:] == plain[3:]
    maximize = not setting.get("maximize", False)
    negated = [{k: -x for k, x in g.items()} for g in grads]
    again = run(rule, params, negated, **{**setting, "maximize": maximize})
    assert again[3:] == plain[3:]


# ---- C++ = Python --------------------------------------------------------------------------------


def exact(n: int, seed: int) -> Any:
    """n numbers made by integers alone, exact in both types: tests/cpp/kernels.cpp has the same."""
    x = (np.arange(n, dtype=np.uint64) + np.uint64(1)) * np.uint64(2654435761) + np.uint64(
        seed * 40503
    )
    x = (x ^ (x >> np.uint64(13))) * np.uint64(2246822519) & np.uint64(0xFFFFFFFF)
    whole = (x >> np.uint64(16)).astype(np.int64) - 32768
    return np.ldexp(whole.astype(np.float64), -10 - 5 * (x & np.uint64(15)).astype(np.int64))


def fnv1a(parts: Iterable[bytes]) -> int:
    h = 0xCBF29CE484222325
    for part in parts:
        for byte in part:
            h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return h


def digest_parts(rule: str, dtype: str) -> Iterator[bytes]:
    *_, every_stage = oracle.stage_settings(rule)
    for setting in (*oracle.settings(rule), every_stage):
        p = exact(67, 0).astype(DTYPES[dtype])
        given = {name: abs(p) for name in getattr(gs.rules, rule).inputs}
        opt = getattr(gs, rule)(p, **setting, clip_norm=16, report=True)
        for t in range(1, 21):
            more: dict[str, Any] = {"inputs": given} if given and t % 2 else {}
            if getattr(gs.rules, rule).uses_loss:
                more = {"loss": 2 + 0.5 * (t * t % 5)}
            r = opt.step(exact(67, t).astype(p.dtype), grad_scale=2, **more)
            yield struct.pack("<ddd", r.grad_norm, r.clip_factor, r.update_norm)
        yield p.tobytes()
        for name in getattr(gs.rules, rule).slots:
            if name in opt.state["param"]:
                yield opt.state["param"][name].tobytes()
        for x in oracle.numbers(opt).values():
            yield x.tobytes()


@every_dtype
@every_rule
def test_digest(rule: str, dtype: str) -> None:
    """The committed digests, which the C++ program prints for every ISA, compiler and machine."""
    lines = [line.rsplit(" ", 1) for line in (DATA / "digests.txt").read_text().splitlines()]
    assert dict(lines)[f"rule {rule} {dtype}"] == f"{fnv1a(digest_parts(rule, dtype)):016x}"
