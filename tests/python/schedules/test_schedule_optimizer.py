"""Schedules inside optimizers: the bits of s(n), for every hyper-parameter, saved and resumed."""

from __future__ import annotations

import copy
import json
import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.errors import HyperError, ScheduleError
from gradstep.schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Geometric,
    Greedy,
    Lambda,
    Linear,
    MultiplicativeLambda,
    MultiStep,
    OneCycle,
    ReduceOnPlateau,
    Schedule,
    WarmupStableDecay,
    add,
    clip,
    cooldown,
    cycle,
    every,
    multiply,
    noise,
    sequence,
    shift,
    stretch,
    warmup,
)
from oracles.schedules import CASES
from schedules.schedule_trees import ratio, squared
from support.common import contents, gradients, refused, snapshot, tree

METRICS = (1 / (1 + np.arange(30) / 8) + np.random.default_rng(0).normal(0, 0.2, 30)).tolist()


def bits(x: Any) -> list[int]:
    return np.asarray(x, np.float64).ravel().view(np.int64).tolist()


def hyperbola(n: int) -> float:
    return 0.1 / (1 + n)


def after(opt: gs.Optimizer, n: int) -> None:
    """Put the step count there, as loading does."""
    saved = opt.state_dict()
    saved["steps"] = n
    opt.load_state_dict(saved)


def marks(arguments: dict[str, Any]) -> list[int]:
    far = [] if arguments.get("factor", 0) > 1 else [2**40]  # else it is no number there
    flat = [y for x in arguments.values() for y in (x if isinstance(x, list) else [x])]
    near = {m + d for m in flat if type(m) is int for d in (-1, 0, 1)} | {0, 1, 2, 57, *far}
    return sorted(n for n in near if n >= 0)


WHOLE: list[Schedule] = [
    Lambda(squared),
    MultiplicativeLambda(0.1, ratio),
    warmup(Cosine(0.1, steps=20), 5, shape="cosine"),
    cooldown(Constant(0.1), 5, end=0.01, shape="1-sqrt", total_steps=20),
    cooldown(Constant(0.1), 5, shape=("power", 3.0), total_steps=20),
    sequence([Constant(0.1), Linear(0.1, steps=9)], at=[5]),
    every(Linear(0.1, steps=9), 5),
    stretch(Linear(0.1, steps=9), 5, per=3),
    shift(Linear(0.1, steps=9), 5),
    cycle(Linear(0.1, steps=9), 9),
    clip(Linear(0.1, steps=9), 0.025, 0.075),
    0.5 * Linear(0.1, steps=9),
    multiply([Linear(0.1, steps=9), Constant(2)]),
    add([Linear(0.1, steps=9), Constant(2)]),
    noise(Constant(0.1)),
    ReduceOnPlateau(0.1),
    Greedy(0.1),
]

# ------------------------------------------------------------------------------------ the same bits


@pytest.mark.parametrize(("name", "arguments"), CASES)
def test_the_value_in_an_optimizer_is_the_schedules(name: str, arguments: dict[str, Any]) -> None:
    s = getattr(gs.schedules, name)(**arguments)
    p = np.ones(3)
    opt = gs.SGD(p, lr=s)
    for n in marks(arguments)[:40]:
        after(opt, n)
        before = p.copy()
        report = opt.step(np.ones(3))
        assert report.n == n and bits(report.values["default"]["lr"]) == bits(s(n))
        assert bits(opt.values(n)["default"]["lr"]) == bits(s(n))
        assert bits(p) == bits(before - s(n) * np.ones(3))  # used, not only reported


@pytest.mark.parametrize("s", WHOLE, ids=repr)
def test_the_value_of_a_tree_in_an_optimizer(s: Schedule) -> None:
    p = np.ones(3)
    opt = gs.SGD(p, lr=s)
    for n in range(30):
        before = p.copy()
        assert bits(opt.step(np.ones(3)).values["default"]["lr"]) == bits(s(n))
        assert bits(p) == bits(before - s(n) * np.ones(3))
    assert bits([opt.values(n)["default"]["lr"] for n in range(40)]) == bits(s(np.arange(40)))


def test_an_open_schedule_is_refused_where_it_is_given() -> None:
    for s in (Cosine(0.1), cooldown(Constant(1), 5), warmup(OneCycle(0.1), 5)):
        with pytest.raises(gs.ScheduleError, match=r"total_steps|steps="):
            gs.SGD(np.ones(3), lr=s)
        with pytest.raises(gs.ScheduleError):
            gs.SGD(np.ones(3), momentum=s)
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=0.1)
    with refused(gs.ScheduleError, opt, params):
        opt.groups["default"]["lr"] = Cosine(0.1)


# ------------------------------------------------------------------- any hyper-parameter, per group

MOVING: dict[str, Schedule] = {
    "lr": warmup(Cosine(0.1, steps=9), 4),
    "beta1": Cyclic(0.95, 0.85, 3),
    "beta2": Linear(0.9, steps=8, end=0.999),
    "eps": Geometric(1e-4, 0.5),
    "weight_decay": cooldown(Constant(0.1), 5, total_steps=9),
    "lr_scale": MultiStep(1, [3, 5], factor=0.5),
    "clip_value": Linear(2, steps=9, end=0.5),
}


@pytest.mark.parametrize("name", MOVING)
def test_any_hyper_parameter_moves(name: str) -> None:
    """One that moves is one that is set by hand before each step."""
    params, by_hand = tree(), tree()
    base = dict(decoupled_weight_decay=True, clip_value=3.0)
    s = MOVING[name]
    opt = gs.Adam(params, **{**base, name: s})
    hand = gs.Adam(by_hand, **{**base, name: s(0)})
    for n in range(12):
        hand.hyper[name] = s(n)
        report = opt.step(gradients(params, n))
        hand.step(gradients(by_hand, n))
        assert bits(report.values["default"][name]) == bits(s(n))
        assert contents(params) == contents(by_hand)


def test_several_at_once_and_each_group_its_own() -> None:
    params, by_hand = tree(), tree()
    groups: dict[str, dict[str, Any]] = {
        "W": dict(lr=Cosine(0.1, steps=7), beta1=Cyclic(0.95, 0.85, 3)),
        "layers.*": dict(weight_decay=Linear(0.1, steps=9), eps=Geometric(1e-4, 0.5), lr=0.25),
        "f": dict(rule=gs.rules.SGD, momentum=Cyclic(0.95, 0.85, 2), lr=MOVING["lr"]),
    }
    common = dict(lr=MOVING["lr"], beta2=MOVING["beta2"], decoupled_weight_decay=True)
    opt = gs.Adam(params, groups=groups, **common)

    def now(values: dict[str, Any], n: int) -> dict[str, Any]:
        return {k: v(n) if isinstance(v, Schedule) else v for k, v in values.items()}

    hand = gs.Adam(by_hand, groups={k: now(v, 0) for k, v in groups.items()}, **now(common, 0))
    for n in range(12):
        for group in opt.groups:
            hand.groups[group].update(now(dict(opt.groups[group]), n))
        used = opt.step(gradients(params, n)).values
        hand.step(gradients(by_hand, n))
        assert contents(params) == contents(by_hand)
        assert used == opt.values(n) == hand.values(n)
    assert opt.groups["W"]["lr"] == Cosine(0.1, steps=7)  # what was set, not what is used


def test_one_schedule_in_two_groups_scaled() -> None:
    params = tree()
    opt = gs.SGD(params, lr=Cosine(0.1, steps=7), groups={"W": dict(lr=0.1 * Cosine(1, steps=7))})
    opt.groups["W"]["lr"] *= 0.5
    opt.hyper["lr"] = WarmupStableDecay(0.3, steps=9, warmup=2, cooldown=3)
    for n in range(4):
        used = opt.step(gradients(params, n)).values
        assert used["W"]["lr"] == used["default"]["lr"] == opt.hyper["lr"](n)


# ------------------------------------------------------------------------------------------ preview


def previewed(opt: gs.Optimizer, params: Any, steps: int) -> None:
    """What preview says is what the next steps use; asking changes nothing."""
    before = snapshot(opt, params), pickle.dumps((opt, params))
    seen = opt.preview(steps)
    assert (snapshot(opt, params), pickle.dumps((opt, params))) == before
    assert set(seen) == set(opt.groups)
    first = opt.steps
    for group, names in seen.items():
        moving = {k for k, v in opt.groups[group].items() if isinstance(v, Schedule)}
        assert set(names) == moving
        assert all(x.shape == (steps,) and x.dtype == np.float64 for x in names.values())
    for k in range(steps):
        used = opt.step(gradients(params, first + k)).values
        for group, names in seen.items():
            for name, x in names.items():
                assert bits(x[k]) == bits(used[group][name]), (group, name, k)


@pytest.mark.parametrize("first", [0, 1, 7])
def test_preview_is_what_the_steps_will_use(first: int) -> None:
    params = tree()
    groups = {
        "W": dict(lr=Cosine(0.1, steps=7), beta1=Cyclic(0.95, 0.85, 3)),
        "layers.*": dict(weight_decay=Linear(0.1, steps=9), lr=0.25),
        "f": dict(rule=gs.rules.SGD, momentum=Cyclic(0.95, 0.85, 2), lr=hyperbola),
    }
    opt = gs.Adam(params, groups=groups, lr=MOVING["lr"], eps=Geometric(1e-4, 0.5))
    for n in range(first):
        opt.step(gradients(params, n))
    previewed(opt, params, 12)


@pytest.mark.parametrize("s", WHOLE, ids=repr)
def test_preview_of_any_tree(s: Schedule) -> None:
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=s)
    assert bits(opt.preview(40)["default"]["lr"]) == bits(s(np.arange(40)))
    previewed(opt, params, 5)


def test_preview_after_metrics_goes_on_from_there() -> None:
    """It takes the counters as they are: no further metric is guessed."""
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=ReduceOnPlateau(Cosine(0.1, steps=40), factor=0.5, patience=1))
    for n in range(9):
        opt.step(gradients(params, n))
        opt.observe(1.0)
    assert opt.values()["default"]["lr"] < 0.05
    previewed(opt, params, 12)


@pytest.mark.parametrize("steps", [-1, 1.0, "5", True, None, 2**63])
def test_what_preview_refuses(steps: Any) -> None:
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=Cosine(0.1, steps=9))
    with pytest.raises((gs.Error, TypeError)):
        opt.preview(steps)
    assert opt.preview(0)["default"]["lr"].shape == (0,)


# ------------------------------------------------------------------------------------------ metrics

DRIVEN: list[Schedule] = [
    ReduceOnPlateau(0.1, patience=1, cooldown=1, factor=0.5),
    ReduceOnPlateau(0.1, patience=0, accumulate=3),
    ReduceOnPlateau(Cosine(0.1, steps=100, end=0.01), patience=1),
    ReduceOnPlateau(warmup(Cosine(0.1), 10, total_steps=60), patience=1),
    Greedy(0.1, patience=1, factor=0.5),
    Greedy(0.1, patience=0, factor=0.5, window=4, end=0.01, reset_after=2, cooldown=1, warmup=2),
    warmup(ReduceOnPlateau(0.1, patience=1), 5),
    warmup(Greedy(0.1, patience=1), 5),
    0.5 * ReduceOnPlateau(0.1, patience=1),
    sequence([Linear(0.1, steps=10), ReduceOnPlateau(0.1, patience=1)], at=[10]),
    sequence([Greedy(0.1, patience=1), ReduceOnPlateau(0.1, patience=1)], at=[10]),
    clip(ReduceOnPlateau(0.1, patience=1) * Cosine(1, steps=60), 0.001),
]


def driven(params: Any, s: Schedule) -> gs.Optimizer:
    groups = {"W": dict(weight_decay=0.1 * s), "f": dict(lr=0.25)}
    return gs.AdamW(params, lr=s, groups=groups)


def run(opt: gs.Optimizer, params: Any, first: int, last: int) -> list[float]:
    used = []
    for n in range(first, last):
        used.append(opt.step(gradients(params, n)).values["default"]["lr"])
        opt.observe(METRICS[n])
    return used


@pytest.mark.parametrize("s", DRIVEN, ids=repr)
def test_observing_in_an_optimizer_is_run(s: Schedule) -> None:
    params = tree()
    opt = driven(params, s)
    expected = s.run(METRICS)
    assert bits(run(opt, params, 0, 30)) == bits(expected)
    assert len(set(expected.tolist())) > 1


@pytest.mark.parametrize("s", DRIVEN, ids=repr)
@pytest.mark.parametrize("at", [0, 1, 6, 13, 29])
def test_resumed_metrics_are_never_stopped_metrics(s: Schedule, at: int) -> None:
    """The counters are saved beside the state, as JSON, and come back."""
    whole, params = tree(), tree()
    straight, opt = driven(whole, s), driven(params, s)
    expected = run(straight, whole, 0, 30)
    assert bits(run(opt, params, 0, at)) == bits(expected[:at])
    saved = opt.state_dict()
    arrays = saved.pop("state")
    saved = json.loads(json.dumps(saved, allow_nan=False)) | {"state": arrays}
    assert bool(saved["plateau"]) or at == 0
    resumed = gs.copy(params)
    run(opt, params, at, min(at + 2, 30))  # the saved one does not follow
    other = driven(resumed, s)
    other.load_state_dict(saved)
    assert bits(run(other, resumed, at, 30)) == bits(expected[at:])
    assert contents(resumed) == contents(whole)
    assert other.state_dict()["plateau"] == straight.state_dict()["plateau"]


@pytest.mark.parametrize("hyper", ["match", "keep", "saved"])
def test_counters_come_back_however_it_is_loaded(hyper: str) -> None:
    s = ReduceOnPlateau(0.1, patience=1, factor=0.5)
    params = tree()
    opt = driven(params, s)
    run(opt, params, 0, 8)
    other = driven(gs.copy(params), s)
    other.load_state_dict(opt.state_dict(), hyper=hyper)
    assert other.values() == opt.values()
    opt.observe(1.0)
    other.observe(1.0)
    assert other.state_dict()["plateau"] == opt.state_dict()["plateau"]


@pytest.mark.parametrize("twice", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
@pytest.mark.parametrize("s", DRIVEN, ids=repr)
def test_counters_travel_with_the_optimizer(s: Schedule, twice: Any) -> None:
    params = tree()
    opt = driven(params, s)
    run(opt, params, 0, 8)
    twin, its = twice((opt, params))
    assert twin.state_dict()["plateau"] == opt.state_dict()["plateau"]
    assert bits(run(twin, its, 8, 30)) == bits(s.run(METRICS)[8:])
    assert bits(run(opt, params, 8, 30)) == bits(s.run(METRICS)[8:])
    assert contents(its) == contents(params)


@pytest.mark.parametrize("s", DRIVEN, ids=repr)
def test_counters_survive_added_parameters(s: Schedule) -> None:
    """A new group has its own rate; the others go on, and new ones hear from now on."""
    params: dict[str, Any] = {"a": np.ones(3)}
    opt = gs.SGD(params, lr=s)
    expected = s.run(METRICS)
    for n in range(30):
        if n == 8:
            params["b"] = np.ones(2)
            opt.add("late", lr=0.5)
            params["c"] = np.ones(2)
            opt.add()  # joins the default group
        used = opt.step({k: np.ones_like(p) for k, p in params.items()}).values
        assert bits(used["default"]["lr"]) == bits(expected[n])
        assert n < 8 or used["late"]["lr"] == 0.5
        opt.observe(METRICS[n])


def test_an_added_group_with_a_plateau_of_its_own() -> None:
    params: dict[str, Any] = {"a": np.ones(3)}
    opt = gs.SGD(params, lr=ReduceOnPlateau(0.1, patience=2, factor=0.5))
    for n in range(20):
        if n == 5:
            params["b"] = np.ones(2)
            opt.add("late", lr=ReduceOnPlateau(0.3, patience=2, factor=0.5))
        opt.step({k: np.ones_like(p) for k, p in params.items()})
        opt.observe(1.0)
    old = ReduceOnPlateau(0.1, patience=2, factor=0.5).run([1.0] * 21)
    new = ReduceOnPlateau(0.3, patience=2, factor=0.5).run([1.0] * 16)
    assert bits(opt.values()["default"]["lr"]) == bits(old[20])
    assert bits(opt.values()["late"]["lr"]) == bits(new[15])


def test_metrics_without_steps_and_steps_without_metrics() -> None:
    """They need not come in pairs: an epoch's metric after many steps, several in a row."""
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=ReduceOnPlateau(0.1, patience=1, factor=0.5))
    for n in range(5):
        opt.step(gradients(params, n))
    for _ in range(3):
        assert opt.values()["default"]["lr"] == 0.1
        opt.observe(1.0)
    assert opt.values()["default"]["lr"] == 0.05 and opt.steps == 5
    opt.step(gradients(params, 5))
    assert opt.last is not None and opt.last.values["default"]["lr"] == 0.05


def test_what_is_scaled_goes_on() -> None:
    """Setting a schedule with the same plateau in it keeps what metrics have done."""
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=ReduceOnPlateau(0.1, patience=0, factor=0.5))
    for _ in range(3):
        opt.observe(1.0)
    assert opt.values()["default"]["lr"] == 0.025
    opt.groups["default"]["lr"] *= 0.5
    assert opt.values()["default"]["lr"] == 0.0125
    opt.observe(1.0)
    assert opt.values()["default"]["lr"] == 0.00625
    opt.groups["default"]["lr"] = 0.25
    assert opt.values()["default"]["lr"] == 0.25


def test_observe_moves_nothing_else() -> None:
    params = tree()
    opt = driven(params, ReduceOnPlateau(0.1, patience=0, factor=0.5))
    run(opt, params, 0, 4)
    before, arrays = snapshot(opt, params), contents(params)
    opt.observe(9.0)
    now = snapshot(opt, params)
    assert contents(params) == arrays and opt.steps == 4
    assert {k for k in now if now[k] != before[k]} <= {"plateau", "values", "groups"}
    assert now["plateau"] != before["plateau"]


@pytest.mark.parametrize("lr", [0.1, Cosine(0.1, steps=9), 0.5 * Constant(1)], ids=repr)
def test_observe_without_anyone_to_hear(lr: Any) -> None:
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=lr)
    with pytest.raises((gs.HyperError, gs.ScheduleError), match="ReduceOnPlateau"):
        opt.observe(1.0)


@pytest.mark.parametrize("metric", ["1", None, [1.0], 1j], ids=repr)
def test_what_observe_refuses(metric: Any) -> None:
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=ReduceOnPlateau(0.1))
    before = snapshot(opt, params)
    with pytest.raises((gs.Error, TypeError)):
        opt.observe(metric)
    assert snapshot(opt, params) == before


# ------------------------------------------------------------------------------- saved, and changed


@pytest.mark.parametrize("s", WHOLE[2:], ids=repr)
def test_schedules_come_back_from_a_file_of_json(s: Schedule) -> None:
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=s)
    for n in range(3):
        opt.step(gradients(params, n))
    saved = opt.state_dict()
    arrays = saved.pop("state")
    saved = json.loads(json.dumps(saved, allow_nan=False)) | {"state": arrays}
    same = gs.SGD(gs.copy(params), lr=s)
    same.load_state_dict(saved)  # nothing differs
    other = gs.SGD(gs.copy(params), lr=1.0)
    other.load_state_dict(saved, hyper="saved")
    assert other.groups["default"]["lr"] == s
    assert bits([other.values(n)["default"]["lr"] for n in range(30)]) == bits(s(np.arange(30)))


PAIRS: list[tuple[Any, Any]] = [
    (warmup(Cosine(3e-4), 10, total_steps=100), warmup(Cosine(3e-4), 10, total_steps=200)),
    (OneCycle(0.1, steps=60_000), OneCycle(0.1, steps=60_001)),
    (CosineRestarts(0.1, 30), CosineRestarts(0.1, 30, multiplier=2)),
    (ReduceOnPlateau(0.1, patience=3), ReduceOnPlateau(0.1, patience=4)),
    (noise(Cosine(0.1, steps=9)), noise(Cosine(0.1, steps=9), seed=1)),
]


@pytest.mark.parametrize(("mine", "other"), PAIRS, ids=lambda s: repr(s)[:40])
def test_another_schedule_is_refused_with_the_ways_out(mine: Any, other: Any) -> None:
    params = {"w": np.ones(3), "b": np.ones(2)}
    opt = gs.SGD(params, lr=mine)
    opt.step(gradients(params, 0))
    saved = gs.SGD(gs.copy(params), lr=other).state_dict()
    words = [repr(mine), repr(other), 'hyper="keep"', 'hyper="saved"']
    words += [".extend("] if mine.total_steps is not None else []  # what is endless has no length
    with refused(gs.CheckpointMismatchError, opt, params, *words):
        opt.load_state_dict(saved)
    keep, take = gs.SGD(gs.copy(params), lr=mine), gs.SGD(gs.copy(params), lr=mine)
    keep.load_state_dict(saved, hyper="keep")
    take.load_state_dict(saved, hyper="saved")
    assert (keep.groups["default"]["lr"], take.groups["default"]["lr"]) == (mine, other)


def test_a_number_against_a_schedule_is_refused_too() -> None:
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=0.1)
    saved = gs.SGD(gs.copy(params), lr=Cosine(0.1, steps=9)).state_dict()
    words = ["0.1", repr(Cosine(0.1, steps=9)), 'hyper="keep"', 'hyper="saved"']
    with refused(gs.CheckpointMismatchError, opt, params, *words):
        opt.load_state_dict(saved)


def test_a_run_is_made_longer() -> None:
    """Resume with another length: the old steps keep their values, and there is no jump."""
    s = warmup(Cosine(0.1), 10, total_steps=40)
    params = tree()
    opt = gs.AdamW(params, lr=s)
    for n in range(25):
        opt.step(gradients(params, n))
    saved = opt.state_dict()
    longer = s.extend(100, at=25)
    more = gs.AdamW(gs.copy(params), lr=longer)
    more.load_state_dict(saved, hyper="keep")
    used = [more.step(gradients(params, n)).values["default"]["lr"] for n in range(25, 100)]
    assert used[0] == s(25) and all(a > b for a, b in pairwise(used))
    assert bits(used) == bits(longer(np.arange(25, 100))) and longer(100) == 0
    opt.hyper["lr"] = longer  # or in place
    assert opt.values()["default"]["lr"] == s(25)


def test_a_run_with_a_plateau_is_made_longer() -> None:
    """The counters go with the schedule."""
    inner = Cosine(0.1, steps=20)
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=ReduceOnPlateau(inner, patience=1, factor=0.5))
    for n in range(8):
        opt.step(gradients(params, n))
        opt.observe(1.0)
    longer = gs.SGD(
        gs.copy(params), lr=ReduceOnPlateau(inner.extend(60, at=8), patience=1, factor=0.5)
    )
    longer.load_state_dict(opt.state_dict(), hyper="keep")
    assert bits(longer.values()["default"]["lr"]) == bits(opt.values()["default"]["lr"])


def test_values_out_of_range_name_schedule_group_and_step() -> None:
    params = tree()
    opt = gs.Adam(params, groups={"W": dict(beta1=Linear(0.9, steps=4, end=1.5))})
    opt.step(gradients(params, 0))
    before = contents(params), opt.state_dict()["scalars"]
    with pytest.raises(gs.HyperError, match=r"beta1.*1\.05.*'W'.*n = 1") as e:
        opt.step(gradients(params, 1))
    assert (e.value.name, e.value.group, e.value.n) == ("beta1", "W", 1)
    assert (contents(params), opt.state_dict()["scalars"]) == before and opt.steps == 1


# ------------------------------------------------------------ counters stay where the schedule goes


def reduced(lr: Any, steps: int = 8) -> gs.Optimizer:
    """An optimizer whose metric never improves."""
    opt = gs.SGD(np.ones(3), lr=lr)
    for _ in range(steps):
        opt.step(np.zeros(3))
        opt.observe(1.0)
    return opt


@pytest.mark.parametrize("how", ["keep-point", "rescale", "restart"])
def test_an_extended_schedule_keeps_what_metrics_have_moved(how: Any) -> None:
    s = ReduceOnPlateau(Cosine(0.1, steps=20), factor=0.5, patience=1)
    opt, n = reduced(s, 10), 10
    moved = s.run([1.0] * 11)[n] / Cosine(0.1, steps=20)(n)
    assert 0 < moved < 0.1
    longer = s.extend(40, at=n, how=how)
    expected = moved * Cosine(0.1, steps=20).extend(40, at=n, how=how)(n)
    opt2 = gs.SGD(np.ones(3), lr=longer)
    opt2.load_state_dict(opt.state_dict(), hyper="keep")
    opt.hyper["lr"] = longer
    for o in (opt, opt2):
        # the scale is a quotient of a product: four roundings here, as many in what is expected
        assert abs(o.values()["default"]["lr"] - expected) <= 8 * 2.0**-53 * expected


def test_a_factor_on_nested_controllers_keeps_their_counters() -> None:
    inner = Greedy(0.1, patience=0, factor=0.5, end=0.0)
    opt = reduced(ReduceOnPlateau(warmup(inner, 2), patience=9))
    before = opt.values()["default"]["lr"]
    opt.hyper["lr"] = 1.0 * opt.hyper["lr"]
    assert opt.values()["default"]["lr"] == before < 0.1


def test_factors_do_not_pile_up() -> None:
    opt = gs.SGD(np.ones(3), lr=Cosine(0.1, steps=2000))
    for _ in range(1000):
        opt.hyper["lr"] *= 0.999
    again = pickle.loads(pickle.dumps(opt))
    assert again.hyper["lr"] == opt.hyper["lr"]
    factor = 1.0
    for _ in range(1000):
        factor *= 0.999
    assert opt.values()["default"]["lr"] == factor * 0.1
    s = Cosine(0.1, steps=2000)
    with pytest.raises(ScheduleError, match="nested deeper"):
        for _ in range(1000):
            s = 0.999 * s


def test_preview_is_bounded() -> None:
    opt = gs.SGD(np.ones(3), lr=Cosine(0.1, steps=10))
    for wrong in (2**53, 2**63, -1, 1.5, True, np.array([0, 5])):
        with pytest.raises(HyperError, match="start"):
            opt.preview(2, start=wrong)  # type: ignore[arg-type]
