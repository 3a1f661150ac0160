"""Rules that adapt their rate: what they promise beyond their formulas, which test_rules.py has."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from oracles import oracle

BY_LOSS = [name for name in oracle.RULES if getattr(gs.rules, name).uses_loss]


def half_squares(p: Any, scale: Any = 1.0) -> tuple[float, Any]:
    return float(np.sum(scale * p * p)) / 2, scale * p


@pytest.mark.parametrize("rule", BY_LOSS)
def test_the_loss_is_asked_for_and_is_reported(rule: str) -> None:
    p = np.array([1.0, -2.0])
    opt = getattr(gs, rule)(p)
    with pytest.raises(gs.GradientError, match=f"{rule} steps by the loss too; pass it") as caught:
        opt.step(p.copy())
    assert caught.value.name == "loss" and opt.steps == 0 and p.tolist() == [1.0, -2.0]
    with pytest.raises(gs.GradientError, match="the loss is nan"):
        opt.step(p.copy(), loss=np.nan)
    assert opt.step(p.copy(), loss=2.5).loss == 2.5


def test_polyak_goes_half_way_where_the_loss_is_quadratic() -> None:
    """The tangent of |p|²/2 comes down to 0 at p/2."""
    p = np.array([4.0, -8.0])
    opt = gs.PolyakSGD(p)
    for n in (1, 2):
        loss, g = half_squares(p)
        opt.step(g, loss=loss)
        np.testing.assert_allclose(p, [4 / 2**n, -8 / 2**n], rtol=1e-15)
    opt.step(p.copy(), loss=-1.0)  # below f_min: stays
    np.testing.assert_allclose(p, [1.0, -2.0], rtol=1e-15)
    gs.PolyakSGD(p, sps_plus=False).step(p.copy(), loss=-5.0)  # a step of -1
    np.testing.assert_allclose(p, [2.0, -4.0], rtol=1e-15)


def test_each_group_has_its_own_largest_step() -> None:
    p = {"a": np.array([1.0]), "b": np.array([1.0])}
    opt = gs.PolyakSGD(p, lr=10.0, groups={"b": {"lr": 0.25}})
    opt.step({"a": np.ones(1), "b": np.ones(1)}, loss=1.0)  # 1/2 over both
    assert (p["a"].item(), p["b"].item()) == (0.5, 0.75)


def test_barzilai_borwein_solves_a_quadratic() -> None:
    """Condition number 100: 100 steps, where the best constant rate would take 900; the rates are
    inverse curvatures."""
    scale = np.geomspace(1, 100, 10)
    for short in (False, True):
        p = np.ones(10)
        opt = gs.BarzilaiBorwein(p, lr=0.01, short_step=short)
        for n in range(100):
            opt.step(scale * p)
            if n > 0:
                assert 0.01 - 1e-12 <= opt.shared["BarzilaiBorwein"]["rate"] <= 1 + 1e-12
        assert abs(p).max() < 1e-8


def test_barzilai_borwein_keeps_its_rate_where_there_is_no_curvature() -> None:
    p = np.array([1.0])
    opt = gs.BarzilaiBorwein(p, lr=0.5, max_lr=3.0)
    for g, rate in [(1.0, 0.5), (1.0, 0.5), (2.0, 0.5), (1.9, 3.0), (2.5, 3.0)]:
        before = p.copy()
        opt.step(np.array([g]))
        np.testing.assert_allclose(before - p, rate * g, rtol=1e-15)


def test_hypergradient_moves_the_rate_before_the_step_and_pmv_after_it() -> None:
    for rule, moved in [(gs.HypergradientSGD, [1, 3, 5]), (gs.PMV, [1, 1, 3])]:
        p = np.zeros(1)
        opt = rule(p, lr=1.0, hypergrad_lr=0.5)
        for x in moved:
            before = p.copy()
            opt.step(np.array([2.0]))
            assert (before - p).item() == 2 * x


def test_a_rate_never_ascends() -> None:
    p = np.zeros(1)
    opt = gs.HypergradientSGD(p, lr=1.0, hypergrad_lr=1.0)
    opt.step(np.array([2.0]))
    opt.step(np.array([-2.0]))  # 1 - 4
    assert p.item() == -2.0
    opt.step(np.array([-2.0]))  # and back: -3 + 4
    assert p.item() == 0.0
    p = np.zeros(1)
    opt = gs.PMV(p, lr=1.0, hypergrad_lr=1.0)
    for g, at in [(2.0, -2.0), (-2.0, 0.0), (-2.0, 2.0)]:  # 1 - 4 starts anew at 1
        opt.step(np.array([g]))
        assert p.item() == at


@pytest.mark.parametrize("rule", ["HypergradientSGD", "HypergradientAdam", "PMV"])
def test_a_group_whose_lr_is_0_stays(rule: str) -> None:
    p = {"a": np.ones(3), "b": np.ones(3)}
    opt = getattr(gs, rule)(p, lr=0.1, hypergrad_lr=1e-3, groups={"b": {"lr": 0.0}})
    for _ in range(4):
        opt.step({k: np.ones(3) for k in p})
    assert opt.shared[rule]["lr_change"] > 0
    assert (p["a"] < 1).all() and (p["b"] == 1).all()


def test_momo_takes_a_late_array_with_its_own_tangent() -> None:
    """At an array's first step the mean of ⟨g, p⟩ is ⟨m, p⟩: it adds nothing to the model's gap."""
    p = {"a": np.array([1.0, 2.0]), "b": np.array([100.0])}
    opt = gs.MoMo(p)
    opt.step({"a": np.array([1.0, 1.0]), "b": None}, loss=1.0)
    alone, other = {"a": np.array([1.0, 2.0])}, {"a": np.array([1.0, 1.0])}
    reference = gs.MoMo(alone)
    reference.step(other, loss=1.0)
    opt.step({"a": np.array([1.0, 1.0]), "b": np.array([3.0])}, loss=1.0)
    reference.step(other, loss=1.0)
    got, expected = opt.shared["MoMo"], reference.shared["MoMo"]
    # exact but for some ten roundings of ⟨g, p⟩ = 300, which b brings and takes away again
    total = expected["gap"] + expected["slope"]
    assert got["gap"] + got["slope"] == pytest.approx(total, abs=10 * 300 * 2.0**-53)
    assert got["norm"] == expected["norm"] + 9


def test_momo_finds_a_lower_bound() -> None:
    p, scale = np.array([5.0, 5.0]), np.array([1.0, 3.0])
    opt = gs.MoMo(p, adapt_lower_bound=True)
    for _ in range(150):
        loss, g = half_squares(p, scale)
        opt.step(g, loss=70 + loss)
        assert 0 <= opt.shared["MoMo"]["lower_bound"] < 70
    left = half_squares(p, scale)[0]
    assert left < 0.01  # and the bound lies between the least loss and what is reached
    assert opt.shared["MoMo"]["lower_bound"] == pytest.approx(70, abs=0.01)


# Gradients of one element; where the second turns, Rprop's forms part.
FORMS: dict[str, tuple[str, dict[str, Any], list[float]]] = {
    "iRprop-": ("Rprop", {}, [-1.0, -1.0, -0.5]),
    "Rprop-": ("Rprop", {"improved": False}, [-1.0, -0.5, 0.1]),
    "Rprop+": ("Rprop", {"improved": False, "backtracking": True}, [-1.0, 0.0, 0.5]),
    "iRprop+": ("IRpropPlus", {}, [-1.0, 0.0, 0.5]),
}


@pytest.mark.parametrize("form", FORMS)
def test_rprop_has_four_forms(form: str) -> None:
    rule, flags, places = FORMS[form]
    p = np.zeros(1)
    opt = getattr(gs, rule)(p, lr=1.0, **flags)
    for g, loss, at in zip([1.0, -1.0, -1.0], [3.0, 4.0, 3.5], places, strict=True):
        opt.step(np.array([g]), **({"loss": loss} if rule == "IRpropPlus" else {}))
        np.testing.assert_allclose(p, at, rtol=1e-15)
    with pytest.raises(gs.HyperError, match="use IRpropPlus"):
        gs.Rprop(p, backtracking=True)


def test_irpropplus_stays_where_the_loss_has_fallen() -> None:
    p = np.zeros(1)
    opt = gs.IRpropPlus(p, lr=1.0)
    for g, loss, at in [(1.0, 3.0, -1.0), (-1.0, 2.0, -1.0), (-1.0, 1.0, -0.5)]:
        opt.step(np.array([g]), loss=loss)
        assert p.item() == at


def test_delta_bar_delta_compares_with_the_mean_not_with_the_last_gradient() -> None:
    p = np.zeros(1)
    opt = gs.DeltaBarDelta(p, lr=1.0, increase=0.5, decrease=0.5, beta1=0.5)
    rates = []
    for g in (4.0, 4.0, -1.0, 1.0):  # means 2, 3, 1, ...: the last 1 agrees with the mean
        opt.step(np.array([g]))
        rates.append(opt.state["param"]["rate"].item())
    assert rates == [1.0, 1.5, 0.75, 1.25]


def test_ftml_is_the_papers_algorithm() -> None:
    """Zheng & Kwok 2017, algorithm 1, which keeps z and d; the rate is scheduled."""
    rng = np.random.default_rng(0)
    lr, beta1, beta2, eps = gs.schedules.Geometric(0.1, 0.75), 0.6, 0.999, 1e-8
    p = rng.standard_normal(9)
    x, z, d, v = p.copy(), np.zeros(9), np.zeros(9), np.zeros(9)
    opt = gs.FTML(p, lr=lr)
    for t in range(1, 9):
        g = rng.standard_normal(9)
        opt.step(g)
        v = beta2 * v + (1 - beta2) * g * g
        d, last = (1 - beta1**t) / lr(t - 1) * (np.sqrt(v / (1 - beta2**t)) + eps), d
        z = beta1 * z + (1 - beta1) * g - (d - beta1 * last) * x
        x = -z / d
        np.testing.assert_allclose(p, x, rtol=1e-12)


def test_smorms3_forgets_where_the_mean_explains_the_gradient() -> None:
    """A constant gradient is all mean: the memory stays short, and the rate is lr. Of gradients
    that turn each time the memory grows, and the rate falls."""
    p = np.zeros(2)
    opt = gs.SMORMS3(p, lr=0.5)
    moves = []
    for n in range(50):
        before = p.copy()
        opt.step(np.array([1.0, (-1.0) ** n]))
        moves.append(np.abs(p - before))
    steady, turning = opt.state["param"]["mem"]
    assert steady < 2 and turning > 20
    assert moves[-1][0] == pytest.approx(0.5, rel=1e-3) and moves[-1][1] < 0.01


@pytest.mark.parametrize("lr", [0.01, 1.0, 100.0])
def test_wngrads_rate_falls_below_one_over_the_curvature(lr: float) -> None:
    p = np.array([1.0, -1.0])
    opt = gs.WNGrad({"a": p[:1], "b": p[1:]}, lr=lr)
    for n in range(30):
        rate = lr / opt.shared["WNGrad"]["b"] if n else lr
        opt.step({"a": 10 * p[:1], "b": 40 * p[1:]})
        assert lr / opt.shared["WNGrad"]["b"] < rate or not p.any()
    assert lr / opt.shared["WNGrad"]["b"] < 2 / 40


def test_swats_goes_on_as_sgd_once_the_rate_has_settled() -> None:
    """pytorch_optimizer 4.1.0, SWATS([p], lr=0.1, eps=1e-9): of one array it computes the same."""
    grads = [[1.0, -2.0]] * 3 + [[0.5, 1.0], [-1.0, 2.0], [0.3, 0.1]]
    p = np.ones(2)
    opt = gs.SWATS(p, lr=0.1)
    found = []
    for g in grads:
        opt.step(np.array(g))
        found.append(opt.shared["SWATS"]["sgd_ratio"])
    assert found[0] == 0 and found[1:] == pytest.approx([0.666666651670815] * 5, rel=1e-12)
    assert p == pytest.approx([0.7787066725446147, 1.2017866639270056], rel=1e-12)


def test_swats_switches_all_arrays_at_once_and_keeps_the_schedule() -> None:
    """SGD's rate is lr times what was found; the first array alone would have found 1."""
    p = {"a": np.zeros(1), "b": np.zeros(1)}
    opt = gs.SWATS(p, lr=gs.schedules.PiecewiseConstant([0.1, 0.025], at=[2]), beta1=0.0)
    for _ in range(2):
        opt.step({"a": np.array([1.0]), "b": np.array([2.0])})
    before = {k: x.copy() for k, x in p.items()}
    opt.step({"a": np.array([1.0]), "b": np.array([2.0])})
    for k, g in ("a", 1.0), ("b", 2.0):
        assert before[k] - p[k] == pytest.approx(0.025 * 2 / 3 * g, rel=1e-6)


def test_eve_slows_down_while_the_loss_varies() -> None:
    moves = {}
    for loss in ([2.0, 4.0], [2.0, 2.0], [2.0, 200.0], [2.0, 0.0]):
        p = np.zeros(1)
        opt = gs.Eve(p, lr=1.0, beta1=0.0, beta2=0.0, beta3=0.0, eps=0.0)
        for value in loss:
            before = p.copy()
            opt.step(np.ones(1), loss=value)
        moves[loss[1]] = (before - p).item()
    # the change is 1; 0, kept at 1/10; 99, kept at 10; the gap to f_min is 0
    assert moves == pytest.approx({4.0: 1.0, 2.0: 10.0, 200.0: 0.1, 0.0: 0.1}, rel=1e-13)


def test_nadamax_is_nadam_where_gradients_keep_their_size() -> None:
    """√v corrected is then |g|, and so is the largest gradient."""
    p, q = np.zeros(3), np.zeros(3)
    opt, nadam = gs.NadaMax(p, beta2=0.9999, eps=0.0), gs.NAdam(q, beta2=0.9999, eps=0.0)
    for n in range(20):
        g = np.array([1.0, -1.0, (-1.0) ** n])
        opt.step(g)
        nadam.step(g)
    np.testing.assert_allclose(p, q, rtol=1e-11)


@pytest.mark.parametrize("first_difference", [False, True])
def test_optimistic_adam_goes_twice_as_far_as_a_direction_is_new(first_difference: bool) -> None:
    p = np.zeros(1)
    opt = gs.OptimisticAdam(p, lr=1.0, eps=0.0, first_difference=first_difference)
    opt.step(np.ones(1))
    assert p == pytest.approx(-2.0 if first_difference else -1.0)
    opt.step(np.ones(1))
    assert p == pytest.approx(-3.0 if first_difference else -2.0)
