"""Peers' bugs that are open or took years, as their users met them: here they do not happen.

Each test is named after the report; its docstring says what goes wrong there.
"""

from __future__ import annotations

import inspect
import json
import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Geometric,
    Linear,
    MultiStep,
    OneCycle,
    PiecewiseConstant,
    ReduceOnPlateau,
    Schedule,
    cycle,
    every,
    multiply,
    sequence,
    stretch,
    warmup,
)

N = np.arange(300)


def bits(x: Any) -> list[int]:
    return np.asarray(x, np.float64).ravel().view(np.int64).tolist()


def train(opt: gs.Optimizer, params: Any, first: int, last: int) -> list[float]:
    """The rates that the steps used."""
    out = []
    for n in range(first, last):
        grads = {k: np.cos(n + p) for k, p in params.items()}
        out.append(opt.step(grads).values["default"]["lr"])
    return out


def resumed(lr: Any, at: int, steps: int) -> tuple[list[float], list[float]]:
    """The rates of a run that was stopped at `at` and resumed, and of one that was not."""
    whole, params = {"w": np.ones(5)}, {"w": np.ones(5)}
    expected = train(gs.AdamW(whole, lr=lr), whole, 0, steps)
    opt = gs.AdamW(params, lr=lr)
    got = train(opt, params, 0, at)
    saved = pickle.loads(pickle.dumps(opt.state_dict()))
    again = gs.AdamW(params, lr=lr)
    again.load_state_dict(saved)
    got += train(again, params, at, steps)
    assert params["w"].tobytes() == whole["w"].tobytes()
    return got, expected


def never_stopped(lr: Any, at: int = 37, steps: int = 80) -> None:
    got, expected = resumed(lr, at, steps)
    assert bits(got) == bits(expected)


# ------------------------------------------------------ chaining, closed forms, resuming (users A1)


def test_pytorch_67586_82684_pieces_take_turns() -> None:
    """pytorch#67586, #82684: two ConstantLRs in a SequentialLR multiply each other's factor."""
    s = sequence([0.1 * Constant(1), 0.5 * Constant(1)], at=[10])
    assert s(np.arange(20)).tolist() == [0.1] * 10 + [0.5] * 10
    t = sequence([Geometric(1, 0.9), Geometric(1, 0.5)], at=[10])
    assert bits(t(np.arange(20))) == bits(
        np.concatenate([Geometric(1, 0.9)(N[:10]), Geometric(1, 0.5)(N[:10])])
    )


def test_pytorch_185872_milestone_0() -> None:
    """pytorch#185872: with a milestone 0 SequentialLR starts at the wrong piece's rate."""
    s = sequence([Constant(0.7), Linear(0.1, steps=10), Constant(0.3)], at=[0, 10])
    assert s(0) == 0.1 and s(9) == Linear(0.1, steps=10)(9) and s(10) == 0.3
    opt = gs.SGD(np.ones(3), lr=s)
    assert opt.step(np.ones(3)).values["default"]["lr"] == 0.1


@pytest.mark.parametrize(
    "inner",
    [
        multiply([Geometric(0.1, 0.9), MultiStep(1, [5, 9])]),
        sequence([Constant(0.1), CosineRestarts(0.1, 7)], at=[5]),
        warmup(Cosine(0.1, steps=40), 5),
        Cyclic(0.01, 0.1, 5),
    ],
    ids=lambda s: repr(s)[:30],
)
def test_pytorch_196243_one_element_sequence(inner: Schedule) -> None:
    """pytorch#196243: a SequentialLR of one composite is another schedule than the composite."""
    assert bits(sequence([inner])(N)) == bits(inner(N))
    assert bits(sequence([sequence([inner])])(N)) == bits(inner(N))
    assert bits(sequence([Constant(1), inner], at=[9])(N + 9)) == bits(inner(N))


@pytest.mark.parametrize("at", [1, 9, 10, 11, 37, 79])
def test_pytorch_162591_sequences_resume(at: int) -> None:
    """pytorch#162591: SequentialLR with last_epoch=N goes on at a wrong rate."""
    s = sequence(
        [Linear(0.01, steps=10, end=0.1), Cosine(0.1, steps=30), Constant(1e-3)], at=[10, 40]
    )
    never_stopped(s, at)


def test_pytorch_60265_65342_cosine_does_not_jump_on_resume() -> None:
    """pytorch#60265, #65342: CosineAnnealingLR is computed from the rate in force, so that one
    that was loaded, or set by hand, moves the whole curve."""
    s = Cosine(0.1, steps=80, end=0.01)
    never_stopped(s)
    params = {"w": np.ones(5)}
    opt = gs.AdamW(params, lr=s)
    train(opt, params, 0, 37)
    opt.step({"w": np.ones(5)}, lr=9.0)  # for this step only
    assert opt.values()["default"]["lr"] == s(38)


def test_pytorch_78003_cosine_made_again_is_not_stuck_at_0() -> None:
    """pytorch#78003: CosineAnnealingLR made anew where the rate is 0 stays at 0."""
    s = cycle(sequence([Cosine(0.1, steps=40), Cosine(0.0, steps=40, end=0.1)], at=[40]), 80)
    assert s(40) == 0
    never_stopped(s, 40)
    assert s(60) > 0.04


@pytest.mark.parametrize("at", [1, 29, 30, 31, 89, 90, 91])
def test_pytorch_52236_49630_vision_2119_warm_restarts_resume(at: int) -> None:
    """pytorch#52236, #49630, vision#2119: CosineAnnealingWarmRestarts cannot be made with
    last_epoch != -1, an attribute is missing."""
    s = CosineRestarts(0.1, 30, multiplier=2, end=0.001)
    assert s(30) == s(90) == 0.1
    never_stopped(s, at, 100)
    fresh = CosineRestarts(0.1, 30, multiplier=2, end=0.001)
    assert fresh(at) == s(np.arange(100))[at]  # any step, with no history


def test_pytorch_29697_multistep_after_loading() -> None:
    """pytorch#29697: MultiStepLR is wrong once milestones behind the resumed step are left out."""
    s = MultiStep(0.1, [10, 20, 60], factor=0.5)
    never_stopped(s)
    assert [MultiStep(0.1, [10, 20, 60], factor=0.5)(n) for n in (9, 10, 37, 60)] == [
        0.1, 0.05, 0.025, 0.0125,
    ]  # fmt: skip


def test_pytorch_24352_21800_22798_values_without_history() -> None:
    """pytorch#24352, #21800, #22798: since schedulers chain, a rate is only to be had by replaying
    all steps before it, and is off by what they have rounded."""
    for s in (Geometric(0.1, 0.999), Cosine(0.1, steps=100_000), Cyclic(0.01, 0.1, 2000)):
        far = s(99_999)
        assert far == s(np.array([99_999, 3]))[0] == pickle.loads(pickle.dumps(s))(99_999)
    # pow and Python's ** are each within 1 ulp, and each multiplication rounds once.
    there = 0.1 * 0.999**99_999
    assert abs(Geometric(0.1, 0.999)(99_999) - there) <= 6 * 2.0**-53 * there


def test_pytorch_20997_104361_62475_lightning_12141_plateau_and_new_groups() -> None:
    """pytorch#20997, #104361, #62475, Lightning#12141: ReduceLROnPlateau raises IndexError once a
    parameter group was added."""
    params = {"a": np.ones(3)}
    opt = gs.SGD(params, lr=ReduceOnPlateau(0.1, patience=1, factor=0.5))
    train(opt, params, 0, 1)
    opt.observe(1.0)
    params["b"] = np.ones(2)
    opt.add("b", lr=0.25)
    for n in range(2):
        train(opt, params, n, n + 1)
        opt.observe(1.0)
    assert opt.values()["default"]["lr"] == 0.05 and opt.values()["b"]["lr"] == 0.25


def test_pytorch_68978_plateaus_chain() -> None:
    """pytorch#68978: ReduceLROnPlateau can be neither chained nor warmed up."""
    plateau = ReduceOnPlateau(0.1, patience=1, factor=0.5)
    s = warmup(plateau, 5)
    got = s.run([1.0] * 40)
    assert bits(got[:5]) == bits(warmup(Constant(0.1), 5)(np.arange(5)))
    assert got[39] < 0.01
    both = (plateau * Cosine(1, steps=60)).run([1.0] * 40)
    assert bits(both) == bits(plateau.run([1.0] * 40) * Cosine(1, steps=60)(np.arange(40)))
    after = sequence([Linear(0.01, steps=10, end=0.1), plateau], at=[10])
    opt = gs.SGD(params := {"w": np.ones(3)}, lr=after)
    rates = []
    for n in range(40):
        rates += train(opt, params, n, n + 1)
        opt.observe(1.0)
    assert bits(rates) == bits(after.run([1.0] * 40)) and rates[10] == 0.1 > rates[39]


def test_fairseq_4071_bad_epochs_are_counted_across_resuming() -> None:
    """fairseq#4071: the count of bad epochs is lost on resume; the rate falls too late or never."""
    s = ReduceOnPlateau(0.1, patience=5, factor=0.5)
    params = {"w": np.ones(3)}
    opt = gs.SGD(params, lr=s)
    opt.observe(1.0)
    rates = []
    for _ in range(12):  # each epoch in a process of its own
        saved = opt.state_dict()
        opt = gs.SGD(gs.copy(params), lr=s)
        opt.load_state_dict(saved)
        opt.observe(1.0)
        rates.append(opt.values()["default"]["lr"])
    assert rates == [0.1] * 5 + [0.05] * 6 + [0.025]


def test_parlai_1400_the_first_rate_is_the_schedules_first() -> None:
    """ParlAI#1400: rates off by one. n counts the updates before this one, everywhere."""
    s = Linear(1, steps=4)
    opt = gs.SGD(np.ones(3), lr=s)
    assert opt.values()["default"]["lr"] == 1
    used = [(r.n, r.values["default"]["lr"]) for r in (opt.step(np.ones(3)) for _ in range(6))]
    assert used == [(0, 1), (1, 0.75), (2, 0.5), (3, 0.25), (4, 0), (5, 0)]


def test_codefyui_244_counting_epochs_is_said() -> None:
    """CodefyUI#244: a OneCycle counted in epochs but stepped in batches never anneals, silently."""
    epochs, per_epoch = 10, 25
    s = every(OneCycle(0.1, steps=epochs), per_epoch)
    assert s.total_steps == epochs * per_epoch
    assert s(0) == OneCycle(0.1, steps=epochs)(0) and s(249) < 0.01 and s(250) == 0.1 * 4e-6
    finer = stretch(OneCycle(0.1, steps=epochs), per_epoch)
    assert finer.total_steps == 250 and bits(finer(25 * N)) == bits(OneCycle(0.1, steps=epochs)(N))
    with pytest.raises(TypeError, match="steps_per_call"):
        gs.dialects.torch.OneCycleLR(0.1, 250)


def test_sklearn_6091_several_short_runs_are_a_long_one() -> None:
    """scikit-learn#6091: warm_start throws Adam's state away, so n times fit(1) is not fit(n)."""
    whole, parts = {"w": np.ones(5)}, {"w": np.ones(5)}
    train(gs.Adam(whole, lr=Cosine(0.1, steps=30)), whole, 0, 30)
    saved = None
    for k in range(10):
        opt = gs.Adam(parts, lr=Cosine(0.1, steps=30))
        if saved is not None:
            opt.load_state_dict(saved)
        train(opt, parts, 3 * k, 3 * k + 3)
        saved = opt.state_dict()
    assert parts["w"].tobytes() == whole["w"].tobytes()


# --------------------------------------------------------------- another number of steps (users A2)


def continued(s: Schedule, at: int, other: Any, **how: Any) -> list[float]:
    """Rates of a run of s up to `at`, resumed with another schedule."""
    params = {"w": np.ones(5)}
    opt = gs.AdamW(params, lr=s)
    got = train(opt, params, 0, at)
    again = gs.AdamW(gs.copy(params), lr=other)
    again.load_state_dict(opt.state_dict(), **how)
    return got + train(again, params, at, 200)


def test_onetrainer_1604_the_rate_neither_drops_nor_rises() -> None:
    """OneTrainer#1604: resumed with more epochs, the rate drops and then rises."""
    s = warmup(Cosine(0.1), 10, total_steps=100)
    rates = continued(s, 60, s.extend(200, at=60), hyper="keep")
    assert bits(rates[:60]) == bits(s(np.arange(60))) and rates[60] == s(60)
    falling = rates[10:]
    assert all(a >= b for a, b in pairwise(falling)) and rates[199] < 1e-4


def test_open_clip_413_nothing_moves_at_the_resumed_step() -> None:
    """open_clip#413: with more epochs the rate jumps at the resumed step, "as intended". Here that
    is a choice, and never made silently."""
    s = Cosine(0.1, steps=100)
    longer = Cosine(0.1, steps=200)
    params = {"w": np.ones(5)}
    opt = gs.AdamW(params, lr=s)
    train(opt, params, 0, 60)
    with pytest.raises(gs.CheckpointMismatchError, match=r"\.extend\("):
        gs.AdamW(gs.copy(params), lr=longer).load_state_dict(opt.state_dict())
    assert s.extend(200, at=60)(60) == s(60)
    assert s.extend(200, at=60, how="rescale")(60) == longer(60)  # 60·100/200 / 100 = 60/200


@pytest.mark.parametrize("how", ["keep-point", "rescale", "restart"])
def test_sd_scripts_141_1999_no_rate_is_0_for_ever(how: str) -> None:
    """kohya-ss/sd-scripts#141, #1999: resumed cosine with restarts has a rate of 0 for ever."""
    once = Cosine(0.1, steps=50)
    s = sequence([once, once, once], at=[50, 100])
    assert s.total_steps == 150 and s(50) == s(100) == 0.1
    e = s.extend(300, at=75, how=how)
    assert e.total_steps == 300 and e(300) == 0
    later = e(np.arange(75, 300))
    assert (later > 0).sum() > 220 and later[:-1].max() > 0.09


def test_insightface_2143_neural_prophet_828_growsp_11_steps_beyond_the_end() -> None:
    """insightface#2143, neural_prophet#828, GrowSP#11: OneCycleLR raises "tried to step 60002
    times". A finite piece holds its end."""
    s = OneCycle(0.1, steps=200)
    end = 0.1 * 4e-6
    assert s(199) > end and s(200) == s(201) == s(60_002) == end
    params = {"w": np.ones(5)}
    opt = gs.AdamW(params, lr=s)
    assert train(opt, params, 0, 205)[200:] == [end] * 5
    longer = s.extend(400, at=100)
    assert longer(100) == s(100) and longer(400) == end


def test_optax_1036_the_step_count_is_saved() -> None:
    """optax#1036, flair#3640, nanotron#253, spaCy#1965, #8174, #9192: the schedule's step, or the
    optimizer's state, is not in what was saved."""
    params = {"w": np.ones(5)}
    s = warmup(Cosine(0.1), 10, total_steps=100)
    opt = gs.AdamW(params, lr=s)
    train(opt, params, 0, 60)
    saved = opt.state_dict()
    assert saved["steps"] == 60
    assert Schedule.from_dict(json.loads(json.dumps(saved["groups"][0]["hyper"]["lr"]))) == s
    other = gs.AdamW(gs.copy(params), lr=s)
    other.load_state_dict(saved)
    assert other.steps == 60 and other.values()["default"]["lr"] == s(60)
    saved["steps"] = 7  # and can be set
    other.load_state_dict(saved)
    assert other.values()["default"]["lr"] == s(7)


# -------------------------------------------------------- any hyper-parameter, per group (users A3)


def test_pytorch_83159_22343_optax_20_1426_weight_decay_has_a_schedule() -> None:
    """pytorch#83159, #22343, optax#20, #1426: only "lr" can be scheduled; weight decay cannot."""
    params, by_hand = {"w": np.ones(5)}, {"w": np.ones(5)}
    s = Cosine(0.1, steps=20, end=0.01)
    opt, hand = gs.AdamW(params, weight_decay=s), gs.AdamW(by_hand)
    for n in range(30):
        hand.hyper["weight_decay"] = s(n)
        grads = {"w": np.cos(n + params["w"])}
        assert opt.step(grads).values["default"]["weight_decay"] == s(n)
        hand.step(grads)
    assert params["w"].tobytes() == by_hand["w"].tobytes()


def test_candle_1448_betas_move_against_the_rate() -> None:
    """candle#1448: OneCycle needs a beta that falls while the rate rises."""
    rate = OneCycle(0.1, steps=100)
    beta = OneCycle(0.85, steps=100, start_factor=0.95 / 0.85, end_factor=0.95 / 0.85)
    params = {"w": np.ones(5)}
    opt = gs.AdamW(params, lr=rate, beta1=beta)
    used = opt.preview(101)["default"]
    high = 0.95 / 0.85 * 0.85
    assert used["beta1"][[0, 30, 100]].tolist() == [high, 0.85, high]
    assert np.argmax(used["lr"]) == np.argmin(used["beta1"]) == 30
    for n in range(100):
        values = opt.step({"w": np.cos(n + params["w"])}).values["default"]
        assert (values["lr"], values["beta1"]) == (used["lr"][n], used["beta1"][n])


def test_pytorch_67761_a_schedule_needs_no_optimizer() -> None:
    """pytorch#67761: a scheduler is only to be had over an optimizer."""
    s = sequence([warmup(Constant(0.1), 5), Geometric(0.1, 0.9)], at=[20])
    assert s(3) == 0.1 * 0.8 and s(21) == 0.1 * 0.9 and s(np.arange(30)).shape == (30,)


def test_pytorch_63488_each_group_its_own_factor() -> None:
    """pytorch#63488, #159873, ignite#856, hi-ml#611, keras#16696: one scheduler has one factor for
    all groups."""
    params = {"a": np.ones(3), "b": np.ones(3)}
    opt = gs.SGD(
        params,
        lr=Geometric(0.1, 0.9),
        groups={"b": dict(lr=Geometric(0.1, 0.5), momentum=Linear(0.9, steps=9))},
    )
    for n in range(9):
        used = opt.step({k: np.ones(3) for k in params}).values
        assert used["default"]["lr"] == Geometric(0.1, 0.9)(n)
        assert used["b"]["lr"] == Geometric(0.1, 0.5)(n)
        assert used["default"]["momentum"] == 0 and used["b"]["momentum"] == Linear(0.9, steps=9)(n)


# ------------------------------------------------------------------- seeing what is used (users A4)


def test_skorch_266_269_plateaus_are_simulated() -> None:
    """skorch#266, #269: simulating a schedule to draw it works, but not for a plateau."""
    metrics = 1 / (1 + np.arange(30) // 10)
    s = ReduceOnPlateau(0.1, patience=3, factor=0.5)
    rates = s.run(metrics)
    assert rates.shape == (30,) and rates[0] == 0.1 and rates[29] < 0.1
    opt = gs.SGD(params := {"w": np.ones(3)}, lr=s)
    for n, metric in enumerate(metrics):
        assert train(opt, params, n, n + 1) == [rates[n]]
        opt.observe(metric)


def test_optax_206_363_424_the_rate_in_use_is_seen() -> None:
    """optax#206, #363, #424, vortex#13, asteroid#268: "what rate am I at?" """
    params = {"w": np.ones(5)}
    s = warmup(Cosine(0.1), 10, total_steps=100)
    opt = gs.AdamW(params, lr=s, groups={"w": dict(weight_decay=Linear(0.1, steps=9))})
    ahead = opt.preview(100)["w"]
    for n in range(20):
        promised = opt.values()["w"]["lr"]
        report = opt.step({"w": np.cos(n + params["w"])})
        assert report.n == n == opt.steps - 1
        assert report.values["w"]["lr"] == promised == s(n) == ahead["lr"][n]
        assert report.values["w"]["weight_decay"] == ahead["weight_decay"][n]
    assert opt.groups["w"]["lr"] == s  # what was set is still there
    assert opt.last is not None and opt.last.values["w"]["lr"] == s(19)


# --------------------------------------------------------------------------------- the peers' names


def test_pytorch_dialect_closed_forms_are_scaled_and_composed() -> None:
    """pytorch#82684 and #196243 once more, with torch's own names and arguments."""
    d = gs.dialects.torch
    parts = [
        d.ConstantLR(0.1, factor=0.5, total_iters=4, steps_per_call=1),
        d.ConstantLR(0.1, factor=0.1, total_iters=3, steps_per_call=1),
    ]
    s = sequence(parts, at=[6])
    expected = [0.05] * 4 + [0.1] * 2 + [0.01] * 3 + [0.1] * 3
    np.testing.assert_allclose(s(np.arange(12)), expected, rtol=1e-15)
    assert bits(parts[0](np.arange(9))) == bits(PiecewiseConstant([0.05, 0.1], [4])(np.arange(9)))
    c = d.CosineAnnealingLR(0.1, 40, eta_min=0.01, steps_per_call=1)
    never_stopped(c)
    assert c(80) == 0.1 and c(40) == 0.01  # periodic, as there
    per_epoch = d.CosineAnnealingLR(0.1, 40, eta_min=0.01, steps_per_call=25)
    assert bits(per_epoch(np.arange(0, 1000, 25))) == bits(c(np.arange(40)))


def test_every_test_here_names_a_report() -> None:
    tests = [f for name, f in globals().items() if name.startswith("test_")]
    for f in tests[:-1]:
        assert inspect.getdoc(f) and "#" in (inspect.getdoc(f) or ""), f.__name__
