"""What travels beside state arrays: numbers, averages, slow copies, what is frozen or at rest."""

from __future__ import annotations

import copy
import pickle
import signal
import time
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from support.common import (
    assert_same_but_for_the_order_of_sums,
    gradients,
    refused,
    snapshot,
    tree,
)

F32, F64 = np.float32, np.float64


def some(*names: str, n: int = 21, dtype: type = F64) -> dict[str, Any]:
    return {k: np.linspace(-1, 1, n + i).astype(dtype) for i, k in enumerate(names)}


KEPT = {
    "LAMB": dict(),
    "NAdam": dict(),
    "NovoGrad": dict(beta2=0.5),
    "RowwiseAdagrad": dict(),
}


@pytest.mark.parametrize("how", ["load", "deepcopy", "pickle"])
@pytest.mark.parametrize("name", KEPT)
def test_a_rules_numbers_travel(name: str, how: str) -> None:
    params = tree()
    options = dict(average=gs.EMA(0.5), lookahead=gs.Lookahead(3), **KEPT[name])
    opt = getattr(gs, name)(params, **options)
    for n in range(4):
        opt.step(gradients(params, n) | {"f": None})
    number = getattr(gs.rules, name).numbers[0]
    kept = {k: {**opt.scalars[k], **opt.state[k]}[number] for k in ("W", "f")}
    assert np.shape(kept["W"]) == ((7,) if name == "RowwiseAdagrad" else ())
    assert np.all(np.isfinite(kept["W"])) and np.all(kept["W"] != np.mean(kept["f"]))
    if how == "load":
        new = gs.copy(params)
        twin = getattr(gs, name)(new, **options)
        twin.load_state_dict(pickle.loads(pickle.dumps(opt.state_dict())))
    else:
        both = (opt, params)
        twin, new = (
            copy.deepcopy(both) if how == "deepcopy" else pickle.loads(pickle.dumps(both, 5))
        )
    assert snapshot(twin, new) == snapshot(opt, params)
    for n in range(4, 8):
        opt.step(gradients(params, n))
        twin.step(gradients(params, n))
    assert_same_but_for_the_order_of_sums(new, params)
    if np.__version__ >= "2":
        assert snapshot(twin, new) == snapshot(opt, params)


@pytest.mark.parametrize("hyper", ["match", "keep", "saved"])
def test_round_trips_with_average_and_lookahead(hyper: str) -> None:
    def make(params: Any, lr: float) -> gs.Optimizer:
        return gs.Adam(params, lr=lr, average=gs.PolyakAverage(), lookahead=gs.Lookahead(2, 0.25))

    params = tree()
    opt = make(params, 0.5)
    for n in range(3):
        opt.step(gradients(params, n))
    saved, new = opt.state_dict(), gs.copy(params)
    other = make(new, 0.5 if hyper == "match" else 0.125)
    other.step(gradients(params, 9))
    for path, p in gs.leaves(new).items():
        p[...] = gs.leaves(params)[path]
    other.load_state_dict(saved, hyper=hyper)
    assert other.hyper["lr"] == (0.125 if hyper == "keep" else 0.5)
    other.hyper["lr"] = 0.5
    assert snapshot(other, new) == snapshot(opt, params)
    assert saved["average"]["count"] == 3 and set(saved["lookahead"]) == set(gs.leaves(params))
    for n in range(3, 6):
        for one in (opt, other):
            one.step(gradients(params, n))
    assert snapshot(other, new) == snapshot(opt, params)


def test_averages_and_slow_copies_that_do_not_match() -> None:
    def make(**options: Any) -> tuple[gs.Optimizer, Any]:
        params = some("a", "b")
        return gs.Adam(params, **options), params

    kept = dict(average=gs.EMA(), lookahead=gs.Lookahead())
    cases = [
        (kept, {}, "saved NoneType"),
        ({}, kept, "saved float64 (21,)"),
        (dict(average=gs.EMA()), dict(lookahead=gs.Lookahead()), "its slow copy is NoneType"),
    ]
    for ours, theirs, words in cases:
        opt, params = make(**ours)
        with refused(gs.CheckpointMismatchError, opt, params, "'a'", "'b'", words):
            opt.load_state_dict(make(**theirs)[0].state_dict())
    opt, params = make(**kept)
    broken = opt.state_dict()
    for change in (
        lambda d: d.__setitem__("average", None),
        lambda d: d["average"].pop("count"),
        lambda d: d["average"].__setitem__("count", -1),
        lambda d: d["average"].__setitem__("values", []),
        lambda d: d["average"]["values"].pop("a"),
        lambda d: d["average"]["values"].__setitem__("a", np.ones(3)),
        lambda d: d["lookahead"].__setitem__("b", [1.0]),
        lambda d: d.pop("lookahead"),
        lambda d: d["scalars"]["a"].__setitem__("t", "3"),
        lambda d: d["scalars"]["a"].__setitem__("frozen", "yes"),
    ):
        wrong = copy.deepcopy(broken)
        change(wrong)
        with refused(gs.CheckpointError, opt, params):
            opt.load_state_dict(wrong)


def test_a_resting_buffer_travels() -> None:
    """What was switched off later keeps its state, in copies too."""
    p = np.ones(3)
    opt = gs.SGD([p], lr=0.5, momentum=0.5, groups={"0": dict(weight_decay=0.0)})
    opt.step([np.ones(3)])
    opt.hyper["momentum"] = 0.0
    twin = copy.deepcopy(opt)
    assert twin.hyper["momentum"] == 0.0 and twin.state["0"]["momentum_buffer"].tolist() == [1] * 3
    for one in (opt, twin):
        one.step([np.ones(3)])
        one.hyper["momentum"] = 0.5
        one.step([np.ones(3)])
    assert snapshot(opt, opt._binding.tree) == snapshot(twin, twin._binding.tree)


def test_frozen_is_saved_loaded_and_copied() -> None:
    params = tree()
    opt = gs.Adam(params)
    opt.freeze("W")
    saved = opt.state_dict()
    other = gs.Adam(gs.copy(params))
    other.freeze("f")
    other.load_state_dict(saved)
    assert (
        other.frozen == ["W"] == copy.deepcopy(opt).frozen == pickle.loads(pickle.dumps(opt)).frozen
    )
    opt.unfreeze("*")
    other.load_state_dict(opt.state_dict())
    assert other.frozen == []


# ---- all or nothing ------------------------------------------------------------------------------


class Alarm(BaseException):
    pass


def test_an_interrupted_load_is_done_or_not_begun() -> None:
    """A signal that raises falls anywhere in it: hyper-parameters, arrays, numbers, counts."""

    def ring(*_: object) -> None:
        raise Alarm

    def opened(gs_lr: float) -> gs.Optimizer:
        return gs.Prodigy(
            {k: np.ones(60_000, np.float32) for k in "ab"}, lr=gs_lr, average=gs.EMA(0.5)
        )

    grads = {k: np.full(60_000, 0.5, np.float32) for k in "ab"}
    one, two = opened(1.0), opened(0.5)
    one.step(grads)
    for _ in range(3):
        two.step(grads)
    states = [one.state_dict(), two.state_dict()]
    prints = [pickle.dumps(state) for state in states]
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        one.load_state_dict(states[1], hyper="saved")
        times.append(time.perf_counter() - begin)
    previous = signal.signal(signal.SIGALRM, ring)
    found = []
    try:
        for i in range(60):  # from a thirtieth of what a load takes to its double
            one.load_state_dict(states[0], hyper="saved")
            try:
                signal.setitimer(signal.ITIMER_REAL, sorted(times)[2] * (i + 1) / 30)
                one.load_state_dict(states[1], hyper="saved")
                signal.setitimer(signal.ITIMER_REAL, 0)
            except Alarm:
                pass
            found.append(pickle.dumps(one.state_dict()) in prints)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert all(found), "a load was torn"


@pytest.mark.parametrize("part", ["shared", "scalars", "mechanic"])
def test_a_number_beyond_float64_is_refused_before_anything_is_written(part: str) -> None:
    params = {"w": np.ones(5, np.float32)}
    mechanic = gs.Mechanic() if part == "mechanic" else None
    rule = gs.Prodigy if part == "shared" else gs.NAdam
    opt = rule(params, mechanic=mechanic)
    grads = {"w": np.ones(5, np.float32)}
    opt.step(grads)
    saved = copy.deepcopy(opt.state_dict())
    opt.step(grads)
    before = pickle.dumps(opt.state_dict())
    if part == "mechanic":
        saved[part]["tuners"]["s"][0] = 10**400
    else:
        numbers = saved[part]["Prodigy" if part == "shared" else "w"]
        numbers[next(name for name in numbers if name != "t")] = 10**400
    with pytest.raises(gs.CheckpointError, match=f"{part} .* is not a dict"):
        opt.load_state_dict(saved)
    assert pickle.dumps(opt.state_dict()) == before
