"""What follows the parameters: Lookahead's slow copy, averages of them, copies in another dtype."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys
import warnings
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import gradstep as gs
from support.common import contents, gradients, snapshot, tree

Array = np.ndarray
F16, F32, F64, BF16 = np.float16, np.float32, np.float64, ml_dtypes.bfloat16
ISAS = gs.info().isas
START = np.random.default_rng(0).normal(size=(4, 6, 7))


def like(p: Array, seed: int) -> Array:
    return np.random.default_rng([3, seed]).normal(size=p.shape)


def close(x: Any, y: Any) -> None:
    np.testing.assert_allclose(x, y, rtol=1e-12, atol=1e-14)


# --------------------------------------------------------------------------------- lookahead


def test_lookahead_counts_applied_updates_and_leaves_the_state() -> None:
    p = [START[0].copy(), START[1].copy()]
    inner = gs.copy(p)
    opt = gs.Adam(p, lr=0.1, lookahead=gs.Lookahead(k=2, alpha=0.25), nonfinite="skip")
    fast = gs.Adam(inner, lr=0.1)
    slow = START[0].copy()
    for n in range(6):
        assert not opt.step([np.full((6, 7), np.nan), None])  # not counted
        g = like(slow, n)
        opt.step([g, None])
        fast.step([g, None])
        if n % 2:
            slow = slow + 0.25 * (inner[0] - slow)
            inner[0][...] = slow
        close(p[0], inner[0])
    close(opt.state["0"]["exp_avg"], fast.state["0"]["exp_avg"])
    assert p[1].tobytes() == START[1].tobytes()


@pytest.mark.parametrize(
    "rule",
    [
        gs.rules.Adam(lr=0.1, amsgrad=True),
        gs.rules.Adagrad(lr=0.1, initial_accumulator_value=0.5),
        gs.rules.MADGRAD(lr=0.1),  # keeps where it began
        gs.rules.NovoGrad(lr=0.1),  # a number of each array
        gs.rules.Prodigy(lr=1.0, d0=1e-3),  # numbers of all
    ],
)
def test_lookahead_may_start_the_state_anew(rule: Any) -> None:
    """Each round is that of a new optimizer, from where the slow copy is."""
    p = tree()
    opt = gs.Optimizer(p, rule, lookahead=gs.Lookahead(k=3, alpha=0.25, reset_state=True))
    slow = gs.copy(p)
    for n in range(9):
        if n % 3 == 0:
            inner = gs.copy(slow)
            fast = gs.Optimizer(inner, rule)
        fast.step(gradients(inner, n))
        opt.step(gradients(p, n))
        if n % 3 == 2:
            for path, array in gs.leaves(slow).items():
                array += 0.25 * (gs.leaves(inner)[path] - array)
        for path, array in gs.leaves(slow if n % 3 == 2 else inner).items():
            np.testing.assert_allclose(
                gs.leaves(p)[path], array, rtol=1e-5 if array.dtype == F32 else 1e-12
            )
    assert all(x["t"] == 0 for x in opt.scalars.values())


@pytest.mark.parametrize("options", [dict(state_dtype="q8", state_min_size=0), dict(seed=3)])
def test_lookahead_starts_packed_state_anew_and_saves_it(options: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    grads = rng.normal(size=(6, 3000)).astype(np.float32)
    a, b = np.ones(3000, np.float32), np.ones(3000, np.float32)
    kept = gs.Lookahead(k=2, reset_state=True)
    one, two = gs.Adam(a, lookahead=kept, **options), gs.Adam(b, lookahead=kept, **options)
    for n, g in enumerate(grads):
        one.step(g)
        two.step(g)
        assert [x["t"] for x in one.scalars.values()] == [1 - n % 2]
        two.load_state_dict(two.state_dict())
    assert a.tobytes() == b.tobytes()


def test_lookahead_leaves_the_state_of_what_it_does_not_pull() -> None:
    p = {"a": np.ones(2), "b": np.ones(2)}
    opt = gs.Adam(p, lookahead=gs.Lookahead(k=2, reset_state=True))
    opt.step({"a": np.ones(2), "b": np.ones(2)})
    opt.step({"a": np.ones(2), "b": None})
    assert {path: x["t"] for path, x in opt.scalars.items()} == {"a": 0, "b": 1}
    assert opt.state["b"]["exp_avg"].all() and not opt.state["a"]["exp_avg"].any()


@pytest.mark.parametrize("alpha, k", [(1.0, 1), (1.0, 3), (0.5, 100)])
def test_lookahead_that_does_nothing(alpha: float, k: int) -> None:
    a, b = tree(), tree()
    x, y = gs.Adam(a, lookahead=gs.Lookahead(k, alpha)), gs.Adam(b)
    for n in range(4):
        x.step(gradients(a, n))
        y.step(gradients(b, n))
    for path, p in gs.leaves(a).items():
        np.testing.assert_allclose(p, gs.leaves(b)[path], rtol=1e-6 if p.dtype == F32 else 1e-14)


def test_lookahead_starts_from_what_is_stepped_first() -> None:
    """It does not start from what was bound: parameters may be loaded into their arrays since."""
    p = np.zeros(1)
    opt = gs.SGD([p], lr=1.0, lookahead=gs.Lookahead(k=2, alpha=0.5))
    p[...] = 100.0
    for expected in (99.0, 99.0):
        opt.step([np.ones(1)])
        assert p[0] == expected


# ---------------------------------------------------------------------------------- averages

AVERAGES: dict[str, Any] = {
    "EMA": gs.EMA(0.75),
    "PolyakAverage": gs.PolyakAverage(),
    "SWA": gs.SWA(start=2, every=2),
    "SWA numpy": gs.SWA(np.int64(1), np.int32(3)),
}


@pytest.mark.parametrize("dtype", [F32, F64])
@pytest.mark.parametrize("name", AVERAGES)
def test_averages(name: str, dtype: type) -> None:
    """Every parameter is averaged at its turn: one with a gradient, without one, or frozen."""
    kind = AVERAGES[name]
    params = {k: START[i].astype(dtype) for i, k in enumerate("abc")}
    expected, taken = {k: p.astype(F64) for k, p in params.items()}, 0
    opt = gs.SGD(params, lr=0.25, average=kind, nonfinite="skip")
    opt.freeze("c")
    for n in range(8):
        g: dict[str, Any] = {k: like(p, n) for k, p in params.items()}
        assert not opt.step(g | {"a": np.full((6, 7), np.nan)})  # takes nothing
        opt.step(g | {"b": None if n % 3 == 0 else g["b"]})
        if n == 5:
            opt.unfreeze("c")
        start, every = getattr(kind, "start", 0), getattr(kind, "every", 1)
        if n >= start and (n - start) % every == 0:
            weight = 1 / (taken + 1) if taken == 0 or name != "EMA" else 1 - kind.decay
            taken += 1
            for k, x in expected.items():
                expected[k] = x + weight * (params[k].astype(F64) - x)
        elif taken == 0:
            expected = {k: p.astype(F64) for k, p in params.items()}
        for k, x in expected.items():
            average = opt.average[k]
            assert (average.dtype, average.strides) == (params[k].dtype, params[k].strides)
            np.testing.assert_allclose(average, x, 0, 1e-6 if dtype is F32 else 1e-13)
    assert set(opt.average) == set("abc") and opt.state_dict()["average"]["count"] == taken


def averaging(**options: Any) -> tuple[gs.Optimizer, Any]:
    params = tree()
    opt = gs.Adam(params, lr=0.1, average=gs.EMA(0.5), **options)
    for n in range(3):
        opt.step(gradients(params, n))
    return opt, params


def test_averaged_swaps_and_swaps_back() -> None:
    opt, params = averaging()
    before, saved = contents(params), snapshot(opt, params)
    averages = {k: v.tobytes() for k, v in opt.average.items()}
    with opt.averaged():
        assert contents(params) == averages != before
        assert {k: v.tobytes() for k, v in opt.average.items()} == averages
        inside = snapshot(opt, params)  # what is saved inside is what is saved outside
        assert inside | {"params": before} == saved
    assert snapshot(opt, params) == saved
    for error in (ValueError, KeyboardInterrupt, GeneratorExit):
        with pytest.raises(error), opt.averaged():
            assert contents(params) == averages
            raise error
        assert snapshot(opt, params) == saved
    assert opt.step(gradients(params, 3))


def test_what_is_an_error_inside_averaged() -> None:
    opt, params = averaging(grads=gs.zeros_like(tree()))
    saved, before = opt.state_dict(), snapshot(opt, params)
    params["new"] = np.ones(2)
    with pytest.raises(gs.StaleBindingError, match="new"), opt.averaged():
        pass
    del params["new"]

    def nest() -> None:
        with opt.averaged():
            pass

    for forbidden in [
        nest,
        opt.step,
        lambda: opt.step(gradients(params, 3)),
        lambda: opt.load_state_dict(saved),
        opt.rebind,
        opt.add,
        lambda: copy.deepcopy(opt),
        lambda: pickle.dumps(opt),
    ]:
        with opt.averaged():
            averages = contents(params)
            with pytest.raises(gs.Error, match=r"averages.*(averaged\(\)|nest)"):
                forbidden()
            assert contents(params) == averages
        assert snapshot(opt, params) == before


def test_no_average_is_kept() -> None:
    opt = gs.Adam([np.ones(3)])
    with pytest.raises(gs.BindError, match=r"average=gs\.EMA"), opt.averaged():
        pass
    with pytest.raises(gs.BindError, match="keeps no average"):
        opt.average["0"]
    assert opt.state_dict()["average"] == {}


def test_before_the_first_average() -> None:
    """Until an average is there the parameters are their own, not what they were when bound."""
    p = np.zeros(3)
    opt = gs.SGD(p, lr=1.0, average=gs.SWA(start=2))
    opt.step(np.ones(3))
    with opt.averaged():
        assert p.tolist() == [-1.0] * 3 == opt.average["param"].tolist()
        with pytest.raises(gs.Error, match="averaged"):
            opt.step(np.ones(3))
    for expected in ([-2.0, -2.0], [-3.0, -3.0], [-4.0, -3.5]):
        opt.step(np.ones(3))
        assert [p[0], opt.average["param"][0]] == expected


def test_the_average_of_a_rule_that_keeps_one() -> None:
    """A schedule-free rule's is what averaged() shows: here the mean of 0 and -1."""
    p, q = np.ones(3), np.full(2, 5.0)
    rule = gs.rules.SGD(lr=1.0)
    opt = gs.ScheduleFreeSGD({"p": p, "q": q}, lr=1.0, groups={"q": {"rule": rule}})
    assert opt.average["p"].tolist() == [1.0] * 3
    for _ in range(2):
        opt.step({"p": np.ones(3), "q": np.ones(2)})
    stepped, found = p.copy(), opt.average["p"]
    assert found.tolist() == [-0.5] * 3 != stepped.tolist()
    assert opt.average["q"].tolist() == [3.0] * 2  # a rule that has none
    with opt.averaged():
        assert p.tolist() == opt.average["p"].tolist() == found.tolist()
    assert np.array_equal(p, stepped)
    found[:] = 7  # a copy
    assert opt.average["p"].tolist() == [-0.5] * 3


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: gs.EMA(1.5), ["EMA: decay", "1.5"]),
        (lambda: gs.EMA(np.nan), ["EMA: decay"]),
        (lambda: gs.EMA(True), ["EMA: decay"]),
        (lambda: gs.EMA("0.9"), ["EMA: decay", "'0.9'"]),
        (lambda: gs.SWA(-1), ["SWA: start"]),
        (lambda: gs.SWA(0, 0), ["SWA: every"]),
        (lambda: gs.SWA(1.0), ["SWA: start", "1.0"]),
        (lambda: gs.Lookahead(0), ["Lookahead: k"]),
        (lambda: gs.Lookahead(5, 2.0), ["Lookahead: alpha"]),
        (lambda: gs.SGD([np.ones(1)], average="ema"), ["average must be gs.EMA", "'ema'"]),
        (lambda: gs.SGD([np.ones(1)], average=gs.EMA), ["average must be"]),
        (lambda: gs.SGD([np.ones(1)], average=0.99), ["average must be"]),
        (lambda: gs.SGD([np.ones(1)], lookahead=(5, 0.5)), ["lookahead must be gs.Lookahead"]),
    ],
)
def test_bad_averages(make: Any, words: list[str]) -> None:
    with pytest.raises(gs.HyperError) as caught:
        make()
    assert [w for w in words if w not in str(caught.value)] == []
    assert f"{caught.value.name} must be" in str(caught.value)
    assert repr(caught.value.value) in str(caught.value)


def test_averages_are_frozen_values() -> None:
    for value in (gs.EMA(0.5), gs.SWA(3, every=2), gs.PolyakAverage(), gs.Lookahead(4, 0.25)):
        assert eval(repr(value), vars(gs)) == value == pickle.loads(pickle.dumps(value))
        assert value == copy.deepcopy(value) and len({value, copy.copy(value)}) == 1
        names = list(inspect.signature(type(value)).parameters)
        assert list(type(value).__match_args__) == names
        for name in names:
            assert f"    {name}: " in str(type(value).__doc__)
            with pytest.raises(AttributeError):
                setattr(value, name, getattr(value, name))
    assert gs.EMA(0.5) != gs.EMA(0.25) and gs.SWA() != gs.PolyakAverage()
    with pytest.raises(TypeError, match="decay twice"):
        gs.EMA(0.5, decay=0.5)
    with pytest.raises(TypeError, match="no argument decays"):
        gs.EMA(decays=0.5)


# ----------------------------------------------------------------------------------- copy_to


@pytest.mark.parametrize("dtype", [F16, BF16, ml_dtypes.float8_e4m3fn, F32, F64, np.dtype(">f4")])
def test_copies_follow_rounded_to_nearest(dtype: Any) -> None:
    params = tree()
    copies: Any = {
        "W": np.full((5, 7), 9, dtype).T,
        "f": np.full((8, 12), 9, dtype)[::2, ::2],
        "layers": [None, np.full(17, 9, dtype)],
        "scale": np.array(9, dtype),
    }
    opt = gs.Adam(params, lr=0.1, copy_to=copies, average=gs.EMA(0.5), nonfinite="skip")

    def equal() -> None:
        for path, to in gs.leaves(copies).items():
            assert to.tobytes() == gs.leaves(params)[path].astype(dtype).tobytes(), path

    equal()
    for n in range(3):
        opt.step(gradients(params, n))
        equal()
    with opt.averaged():
        equal()
    equal()
    new, twin, theirs = copy.deepcopy((params, opt, copies))
    twin.step(gradients(new, 3))
    equal()  # the copy's copies are its own
    params, copies = new, theirs
    equal()
    new["W"] = np.zeros((7, 5), F32)
    twin.rebind()
    equal()


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [F16, BF16, F64])
def test_every_rounding_of_a_copy(dtype: Any, isa: str) -> None:
    """Every value of the narrow type, every tie between two, and what is next to either."""
    every = np.arange(2**16, dtype=np.uint16).view(F16 if dtype == F64 else dtype).astype(F32)
    bits = every.view(np.int32).astype(np.int64)
    half = np.diff(bits, append=bits[-1]) // 2
    near = [bits + step for step in (-1, 0, 1)] + [bits + half + step for step in (-1, 0, 1)]
    p = np.concatenate(near).astype(np.int32).view(F32)
    to = np.zeros(len(p), dtype)
    opt = gs.SGD(p, copy_to=to, lr=0.0)
    opt._engine.isa = isa
    to.fill(9)
    opt.step(np.zeros_like(p))  # changes no value
    with np.errstate(over="ignore"):
        expected = p.astype(dtype)
    same = to.view(f"u{to.itemsize}") == expected.view(f"u{to.itemsize}")
    assert np.all(same | (np.isnan(p) & np.isnan(to)))  # a NaN's payload is a library's own


def test_a_copy_follows_a_parameter_that_has_no_gradient() -> None:
    p = {"a": np.zeros(3, F32), "b": np.zeros(0, F32), "c": np.zeros(3)}
    to = {"a": np.zeros(3, F16), "b": np.zeros(0, F16), "c": np.zeros(3, F32)}
    opt = gs.SGD(p, copy_to=to)
    p["a"][:], p["c"][:] = 2, 3
    opt.freeze("c")
    opt.step({"a": None, "b": np.zeros(0, F32), "c": np.ones(3)})
    assert to["a"].tolist() == [2, 2, 2] and to["c"].tolist() == [3, 3, 3]


def test_a_copy_over_many_threads_and_tiles() -> None:
    rng = np.random.default_rng(0)
    memory = rng.standard_normal(200_003).astype(F32)
    p, g = memory[3:], rng.standard_normal(200_000).astype(F32)  # not at a cache line
    to = np.zeros(len(p), F16)
    opt = gs.AdamW(p, grads=g, copy_to=to, clip_norm=1.0, bounds=(-1.0, 1.0))
    with gs.threads(2):
        for _ in range(2):
            opt.step()
            assert to.tobytes() == p.astype(F16).tobytes()


def test_a_copy_that_overflows_is_infinite_without_a_warning() -> None:
    p, to = np.full(3, 1e6, F32), np.zeros(3, F16)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gs.SGD([p], copy_to=[to]).step([np.ones(3, F32)])
    assert np.isinf(to).all()


def fixed(x: Array) -> Array:
    x.flags.writeable = False
    return x


@pytest.mark.parametrize(
    "make, error, words",
    [
        (lambda p: [np.zeros(3, int), None], gs.DTypeError, ['"0"', "int64", "floating"]),
        (lambda p: [np.zeros(3, complex), None], gs.DTypeError, ["complex128"]),
        (lambda p: [np.zeros(3, [("x", F32)]), None], gs.DTypeError, ["floating"]),
        (lambda p: [np.zeros(3, ml_dtypes.int4), None], gs.DTypeError, ["int4"]),
        (lambda p: [np.zeros(4), None], gs.BindError, ['"0"', "(4,)", "(3,)"]),
        (lambda p: [np.zeros(3)], gs.BindError, ['"1" has no array', "None"]),
        (lambda p: [np.zeros(3), None, np.zeros(3)], gs.BindError, ['"2" is no parameter']),
        (lambda p: [1.0, None], gs.BindError, ['"0"', "number"]),
        (lambda p: [fixed(np.zeros(3)), None], gs.BindError, ['"0"', "read-only"]),
        (lambda p: [p[0], None], gs.BindError, ["shares memory", '"0"']),
        (lambda p: [p[1][::-1], None], gs.BindError, ["shares memory", '"1"']),
        (lambda p: [p[0], p[1]], gs.BindError, ["shares memory"]),
        (lambda p: [np.broadcast_to(1.0, 3), None], gs.BindError, ["read-only"]),
        (lambda p: (lambda x: [x[:3], x[2:]])(np.zeros(5)), gs.BindError, ["another copy"]),
    ],
)
def test_bad_copies(make: Any, error: type[Exception], words: list[str]) -> None:
    p = [np.ones(3), np.ones(3)]
    with pytest.raises(error) as caught:
        gs.SGD(p, copy_to=make(p))
    assert [w for w in words if w not in str(caught.value)] == [], caught.value
    assert caught.value.name == "copy_to" and np.all(p[0] == 1)  # type: ignore[attr-defined]


def test_copies_must_not_lie_in_gradients_that_are_zeroed() -> None:
    buffer = np.zeros(9, F32)
    for to in (buffer[:3], buffer[2:5], buffer[::-1][6:]):
        p, grads = {"a": np.ones(3, F32)}, {"a": buffer[:3]}
        with pytest.raises(
            gs.BindError, match="copy_to shares memory with a gradient that zero_"
        ) as e:
            gs.SGD(p, grads=grads, zero_grads=True, copy_to={"a": to})
        assert e.value.name == "copy_to" and (p["a"] == 1).all()
    gs.SGD(p, grads=grads, copy_to={"a": buffer[3:6]}, zero_grads=True).step()
    gs.SGD(p, grads=grads, copy_to={"a": buffer[:3]}).step()  # which the caller fills each time


def test_a_copy_cannot_be_added_in_a_gradient_that_is_zeroed() -> None:
    p, grads = {"a": np.ones(3, F32)}, {"a": np.ones(3, F32)}
    copies = {"a": np.zeros(3, F32)}
    opt = gs.SGD(p, lr=0.5, grads=grads, zero_grads=True, copy_to=copies)
    p["b"], grads["b"] = np.ones(3, F32), np.ones(3, F32)
    copies["b"] = grads["b"]
    with pytest.raises(gs.BindError, match="copy_to shares memory with a gradient"):
        opt.add()
    del p["b"], grads["b"], copies["b"]
    opt.rebind()
    opt.step()
    assert (p["a"] == 0.5).all() and (copies["a"] == 0.5).all()


INTERRUPTED = """
import os, signal, subprocess, sys
import numpy as np
import gradstep as gs

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
p = np.ones(200_000, np.float32)
opt = gs.AdamW({"p": p}, average=gs.EMA(0.5), copy_to={"p": np.zeros(p.size, np.float16)})
for _ in range(3):
    opt.step({"p": p})
own = p.copy()
for i in range(12):
    delay = 0.1 + i * 0.003  # so that it does not come before the loop has begun
    wait = f"import os, time; time.sleep({delay}); os.kill({os.getpid()}, {signal.SIGINT})"
    other = subprocess.Popen([sys.executable, "-S", "-c", wait])
    try:
        while True:
            with opt.averaged():
                p.sum()
    except KeyboardInterrupt:
        other.wait()
    assert (p == own).all(), "the averages are still in the parameters"
opt.step({"p": p})
"""


def test_an_interrupt_cannot_leave_the_averages_in_the_parameters() -> None:
    """Another process sends it, as a terminal does; it falls anywhere, entering and leaving too."""
    run = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
