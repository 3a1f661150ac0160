"""accumulate=k: k calls of step make one update, by the mean of their gradients."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import gradstep as gs
from oracles import oracle
from support.common import contents, gradients, refused, snapshot, tree, variants

Array = np.ndarray
F16, F32, F64, BF16 = np.float16, np.float32, np.float64, ml_dtypes.bfloat16
ISAS = gs.info().isas
K = 3


def mean_of(grads: list[Any], p: Array, scales: tuple[float, ...]) -> Any:
    """In the documented order: the sum from the first call on, divided once; None adds nothing."""
    computed = p.dtype if p.itemsize > 2 else np.dtype(F32)

    def divided(x: Array, by: float) -> Array:  # each part of a complex number by itself
        return (np.ascontiguousarray(x).view(x.real.dtype) / by).view(computed).reshape(p.shape)

    total = None
    for g, scale in zip(grads, scales, strict=True):
        if g is not None:
            wide = divided(g.astype(computed), scale)
            total = wide if total is None else total + wide
    return None if total is None else divided(total, len(grads))


def means(params: Any, calls: list[dict[str, Any]], *scales: float) -> dict[str, Any]:
    return {
        path: mean_of([grads[path] for grads in calls], p, scales or (1.0,) * len(calls))
        for path, p in gs.leaves(params).items()
    }


def state_of(opt: gs.Optimizer, params: Any) -> dict[str, Any]:
    """The snapshot that an optimizer without the option would have."""
    return {**snapshot(opt, params), "accumulated": {}}


# ------------------------------------------------------------------ against the mean, given at once


def compare(make: Any, params: Any, calls: Any, loss: Any = None, **common: Any) -> None:
    """Updates by several calls have the bytes of updates by their means."""
    one, other = copy.deepcopy(params), copy.deepcopy(params)
    opt, plain = make(one, accumulate=K), make(other)
    for n in range(0, len(calls), K):
        window = calls[n : n + K]
        losses = [loss and loss(n + i) for i in range(K)]
        for i, grads in enumerate(window):
            before = contents(one)
            report = opt.step(grads, **common, **({"loss": losses[i]} if loss else {}))
            assert report.n == n // K
            assert (report.applied, report.added) == (i == K - 1, i < K - 1)
            assert opt.accumulated == (i + 1) % K
            if i < K - 1:
                assert report.reason == "accumulated" and contents(one) == before
        mean = {"loss": sum(losses) / K} if loss else {}
        expected = plain.step(means(other, window), **common, **mean)
        assert state_of(opt, one) == state_of(plain, other)
        for name in ("n", "grad_norm", "clip_factor", "update_norm", "update_ratio", "loss"):
            assert getattr(report, name) == getattr(expected, name), name


@pytest.mark.parametrize("rule", variants())
def test_every_rule_is_stepped_by_the_mean(rule: gs.rules.Rule) -> None:
    params = tree()
    calls = [gradients(params, n) for n in range(3 * K)]
    calls[K + 1]["W"] = None
    compare(lambda p, **more: gs.Optimizer(p, rule, **more), params, calls)


BY_LOSS = [name for name in oracle.RULES if getattr(gs.rules, name).uses_loss]


@pytest.mark.parametrize("name", BY_LOSS)
def test_rules_that_use_the_loss_get_the_mean_loss(name: str) -> None:
    params = tree()
    calls = [gradients(params, n) for n in range(2 * K)]
    compare(getattr(gs, name), params, calls, loss=lambda n: 2.0 + 0.25 * n)


STAGES: dict[str, dict[str, Any]] = {
    "clip_norm": dict(clip_norm=0.5),
    "clip_each": dict(clip_each=0.25),
    "clip_adaptive": dict(clip_adaptive=0.01),
    "centralize": dict(centralize=True),
    "clip_value": dict(clip_value=0.125, maximize=True),
    "decay": dict(weight_decay=0.1),
    "decoupled": dict(weight_decay=0.1, decoupled_weight_decay=True),
    "cautious": dict(cautious=True),
    "lookahead": dict(lookahead=gs.Lookahead(2)),
    "mechanic": dict(mechanic=gs.Mechanic(s_init=1e-3)),
    "bounds": dict(bounds=(-0.5, 0.5)),
    "average": dict(average=gs.SWA(1, 2)),
    "schedule": dict(lr=gs.schedules.Cosine(0.1, steps=4)),
    "propagate": dict(nonfinite="propagate", report=True),
    "q8": dict(state_dtype="q8", state_min_size=0),
    "float64 state": dict(state_dtype="float64"),
}


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("name", STAGES)
def test_stages_see_the_mean(name: str, isa: str) -> None:
    params = tree()
    if name == "float64 state":
        params = {"W": params["f"]}
    calls = [gradients(params, n) for n in range(4 * K)]
    calls[1] = {**calls[1], next(iter(calls[1])): None}

    def make(p: Any, **more: Any) -> gs.Optimizer:
        opt = gs.Adam(p, **{"lr": 0.05, **STAGES[name], **more})
        opt._engine.isa = isa
        return opt

    compare(make, params, calls, report=True)


@pytest.mark.parametrize("rounding", ["stochastic", "nearest", "kahan", "master"])
@pytest.mark.parametrize("given", [F16, BF16, F32, F64])
@pytest.mark.parametrize("dtype", [F16, BF16, F32, F64])
def test_dtypes(dtype: Any, given: Any, rounding: str) -> None:
    """Gradients of any dtype are added up in the parameter's compute dtype."""
    rng = np.random.default_rng(3)
    params = {"a": rng.normal(size=1031).astype(dtype), "b": rng.normal(size=(3, 5)).astype(F64)}
    calls: Any = [
        {k: rng.normal(size=p.shape).astype(given) for k, p in params.items()} for _ in range(2 * K)
    ]
    compare(lambda p, **more: gs.AdamW(p, rounding=rounding, **more), params, calls)


def test_gradients_of_several_dtypes_in_one_window() -> None:
    rng = np.random.default_rng(3)
    params = {"a": rng.normal(size=700).astype(BF16)}
    kinds = [F16, F32, BF16, F64, F32, F16]
    calls: Any = [{"a": rng.normal(size=700).astype(kind)} for kind in kinds]
    compare(lambda p, **more: gs.Adam(p, state_dtype="bfloat16", **more), params, calls)


def test_complex_parameters_in_any_order() -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(size=(4, 6)) + 1j * rng.normal(size=(4, 6))
    params = {"z": np.asfortranarray(z), "w": z.astype(np.complex64)}
    calls: Any = [{k: p * (n + 1) for k, p in params.items()} for n in range(2 * K)]
    compare(gs.Adam, params, calls)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_threads(threads: int) -> None:
    params = [np.linspace(-1, 1, 300_001, dtype=F32), np.ones(5, F32), np.linspace(0, 1, 70_000)]
    calls: Any = [{k: p * (n + 1) for k, p in gs.leaves(params).items()} for n in range(K)]
    with gs.threads(threads):
        compare(lambda p, **more: gs.Adam(p, clip_norm=1.0, **more), params, calls)


def test_the_sum_is_in_float32_at_least() -> None:
    """In float16, 2048 + 1 would be 2048."""
    p = np.zeros(1, F16)
    opt = gs.SGD(p, lr=1.0, accumulate=2, rounding="nearest")
    opt.step(np.array([2047.0], F16))
    opt.step(np.array([2.0], F16))
    assert p[0] == F16(-1024.5)


# --------------------------------------------------------------------------------- what a call does


def test_each_call_has_its_own_grad_scale() -> None:
    params = tree()
    other = copy.deepcopy(params)
    opt, plain = gs.Adam(params, accumulate=K, clip_norm=1.0), gs.Adam(other, clip_norm=1.0)
    calls, scales = [gradients(params, n) for n in range(K)], (3.0, 1.0, 128.0)
    calls[2]["W"] = None
    for grads, scale in zip(calls, scales, strict=True):
        report = opt.step(grads, grad_scale=scale)
    assert report.grad_norm == plain.step(means(other, calls, *scales)).grad_norm
    assert state_of(opt, params) == state_of(plain, other)


def test_the_values_of_the_last_call_hold() -> None:
    p, q = np.ones(3), np.ones(3)
    opt, plain = gs.SGD(p, lr=0.5, accumulate=2), gs.SGD(q)
    assert opt.step(np.ones(3), lr=8.0).added
    opt.step(np.ones(3), lr=0.25, lr_scale=0.5)
    plain.step(np.ones(3), lr=0.25, lr_scale=0.5)
    assert p.tobytes() == q.tobytes()


def test_a_value_that_cannot_be_used_is_refused_in_any_call() -> None:
    params = [np.ones(3)]
    opt = gs.Adam(params, accumulate=2)
    with refused(gs.HyperError, opt, params, "lr"):
        opt.step([np.ones(3)], lr=-1.0)
    with refused(gs.HyperError, opt, params, "grad_scale"):
        opt.step([np.ones(3)], grad_scale=0.0)


def test_none_in_all_calls_leaves_a_parameter() -> None:
    params = [np.ones(3), np.ones(3), np.ones(3)]
    opt = gs.Adam(params, accumulate=2, average=gs.EMA(0.5))
    opt.step([np.ones(3), None, None])
    opt.step([None, None, np.ones(3)])
    assert [opt.scalars[k]["t"] for k in "012"] == [1, 0, 1]
    assert params[1].tolist() == [1.0] * 3 and params[0].tobytes() == params[2].tobytes()
    assert opt.step([None, None, None]).added  # such a call counts, too
    assert opt.step([None, None, None]).applied
    assert [opt.scalars[k]["t"] for k in "012"] == [1, 0, 1] and opt.steps == 2


def test_counts_are_of_updates() -> None:
    seen = []

    def rate(n: int) -> float:
        seen.append(n)
        return 0.1

    p = np.ones(2)
    opt = gs.SGD(p, lr=rate, accumulate=4)
    seen.clear()
    reports = [opt.step(np.ones(2)) for _ in range(12)]
    assert [r.n for r in reports] == [0] * 4 + [1] * 4 + [2] * 4 and set(seen) == {0, 1, 2}
    assert [bool(r) for r in reports] == [False, False, False, True] * 3
    assert opt.steps == 3 and opt.skipped == 0
    assert "reason='accumulated'" in repr(reports[0]) and reports[3].reason is None


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("call", range(K))
def test_a_gradient_that_is_not_finite_is_refused_before_it_is_added(bad: float, call: int) -> None:
    params, other = tree(), tree()
    opt, plain = gs.Adam(params, accumulate=K), gs.Adam(other)
    calls = [gradients(params, n) for n in range(K)]
    for grads in calls[:call]:
        opt.step(grads)
    wrong = {**calls[call], "f": calls[call]["f"].copy(order="K")}
    wrong["f"][2, 4] = bad
    index = {"path": "f", "index": (2, 4)}
    with refused(gs.NonFiniteGradientError, opt, params, "'f'[2, 4]", str(bad), **index):
        opt.step(wrong)
    for grads in calls[call:]:
        report = opt.step(grads)
    assert report.applied
    plain.step(means(other, calls))
    assert state_of(opt, params) == state_of(plain, other)


@pytest.mark.parametrize("call", range(K))
def test_a_skipped_call_is_not_one_of_the_window(call: int) -> None:
    params, other = tree(), tree()
    opt = gs.Adam(params, accumulate=K, nonfinite="skip", max_skips=1)
    plain = gs.Adam(other, nonfinite="skip")
    calls = [gradients(params, n) for n in range(K)]
    for n, grads in enumerate(calls):
        if n == call:
            report = opt.step({**grads, "W": np.full_like(grads["W"], np.nan)})
            assert not report and not report.added and "'W'[0, 0] is nan" in report.reason
            assert opt.accumulated == call and opt.skipped == 1
        assert opt.step(grads).added == (n < K - 1)
    plain.step(means(other, calls))
    assert {**state_of(opt, params), "skipped": 0} == state_of(plain, other)


def test_max_skips_are_in_a_row_of_calls() -> None:
    p, bad = np.ones(2), np.full(2, np.nan)
    opt = gs.SGD(p, accumulate=3, nonfinite="skip", max_skips=1)
    opt.step(bad)
    opt.step(np.ones(2))  # which ends the row
    opt.step(bad)
    with pytest.raises(gs.NonFiniteGradientError, match="max_skips"):
        opt.step(bad)


def test_a_gradient_that_is_not_finite_goes_through_to_the_update() -> None:
    p = np.ones(2)
    opt = gs.SGD(p, lr=1.0, accumulate=2, nonfinite="propagate")
    assert opt.step(np.array([np.nan, 1.0])).added and p.tolist() == [1, 1]
    assert opt.step(np.ones(2)) and np.isnan(p[0]) and p[1] == 0


@pytest.mark.parametrize("k", [2, 3])
def test_a_sum_that_overflows_is_refused_where_it_would(k: int) -> None:
    """In the last of 2 calls, and in one that only adds."""
    p, large = [np.ones(2, F32)], np.array([0, 3e38], F32)
    opt = gs.SGD(p, accumulate=k)
    opt.step([large])
    words = f"the mean over {k} calls of the gradient of '0'[1] is inf"
    with refused(gs.NonFiniteGradientError, opt, p, words, path="0", index=(1,)):
        opt.step([large])
    assert opt.step([-large]).added == (k == 3)


def test_a_mean_whose_square_overflows_is_refused_in_the_call_that_makes_it_so() -> None:
    p = [np.ones(2, F32)]
    opt = gs.Adam(p, accumulate=2)
    with refused(gs.NonFiniteGradientError, opt, p, "'0'[0]", "its square would overflow"):
        opt.step([np.array([1e30, 0], F32)])
    clipped = gs.Adam(p, accumulate=2, clip_norm=1.0)  # which can use it
    assert clipped.step([np.array([1e30, 0], F32)]).added
    assert clipped.step([np.array([1e30, 0], F32)])


def test_a_refused_update_by_a_sum_of_earlier_calls_says_so() -> None:
    """The last call gives no gradient of the array, so there is no value of it to show."""
    p = [np.ones(2), np.ones(2)]
    opt = gs.SGD(p, accumulate=2, clip_norm=1.0)
    opt.step([np.full(2, 1.7e308), None])
    with refused(gs.NonFiniteGradientError, opt, p, "overflows", path="0", value=None):
        opt.step([None, np.ones(2)])


def test_losses_that_are_not_finite_are_refused_in_their_call() -> None:
    p = [np.ones(2)]
    opt = gs.PolyakSGD(p, accumulate=2)
    with refused(gs.NonFiniteGradientError, opt, p, "loss"):
        opt.step([np.ones(2)], loss=np.nan)
    with refused(gs.GradientError, opt, p, "pass it"):
        opt.step([np.ones(2)])
    assert opt.step([np.ones(2)], loss=1.0).added
    assert opt.step([np.ones(2)], loss=2.0).loss == 1.5


def test_closures_add_too_and_searches_are_refused() -> None:
    p = np.ones(2)
    opt = gs.SGD(p, lr=1.0, accumulate=2)
    report = opt.step(closure=lambda: (3.0, np.ones(2)))
    assert report.added and (report.loss, report.evaluations) == (3.0, 1)
    report = opt.step(closure=lambda: (1.0, np.ones(2)))
    assert report and report.loss == 2.0 and p.tolist() == [0, 0]
    with pytest.raises(gs.HyperError, match="accumulate= makes an update"):
        gs.SGD(p, accumulate=2, line_search=gs.line_searches.Armijo())


def test_inputs_belong_to_the_call_that_makes_the_update() -> None:
    p, q = {"w": np.ones(3)}, {"w": np.ones(3)}
    opt, plain = gs.Sophia(p, accumulate=2), gs.Sophia(q)
    g, h = {"w": np.ones(3)}, {"hessian": {"w": np.full(3, 2.0)}}
    with refused(gs.GradientError, opt, p, "inputs", "call 1 of 2"):
        opt.step(g, inputs=h)
    opt.step(g)
    opt.step(g, inputs=h)
    plain.step(g, inputs=h)
    assert state_of(opt, p) == state_of(plain, q)


def test_zero_grads_zeroes_what_was_added() -> None:
    params = {"a": np.ones(5000, F32), "b": np.ones(3)}
    grads = {"a": np.zeros(5000, F16), "b": np.zeros(6)[::2]}
    opt = gs.SGD(params, lr=1.0, accumulate=2, grads=grads, zero_grads=True)
    opt.freeze("b")
    for size in (1.0, 2.0):
        for g in grads.values():
            g[...] = size
        opt.step()
        assert not grads["a"].any() and not grads["b"].any()
    assert set(params["a"]) == {-0.5} and set(params["b"]) == {1.0}


def test_frozen_parameters_lose_what_they_had_gathered() -> None:
    params = [np.ones(2), np.ones(2)]
    opt = gs.SGD(params, lr=1.0, accumulate=2)
    ones = [np.ones(2), np.ones(2)]
    opt.step(ones)
    opt.freeze("1")
    opt.step(ones)
    assert params[0].tolist() == [0, 0] and params[1].tolist() == [1, 1]
    opt.unfreeze("1")
    opt.step([None, ones[0]])
    opt.step([None, None])
    assert params[1].tolist() == [0.5, 0.5]


def test_arrays_that_come_or_move_within_a_window() -> None:
    params = {"a": np.ones(2)}
    opt = gs.SGD(params, lr=1.0, accumulate=2)
    opt.step({"a": np.ones(2)})
    params["b"] = np.ones(2)
    opt.add()
    params["a"] = params["a"].copy()
    opt.rebind()
    opt.step({"a": np.ones(2), "b": np.ones(2)})
    assert params["a"].tolist() == [0, 0] and params["b"].tolist() == [0.5, 0.5]


def test_one_call_is_as_without_the_option() -> None:
    params, other = tree(), tree()
    opt, plain = gs.Adam(params, accumulate=1), gs.Adam(other)
    assert opt.step(gradients(params, 0)) and plain.step(gradients(other, 0))
    assert snapshot(opt, params) == snapshot(plain, other) and opt.accumulated == 0


@pytest.mark.parametrize("bad", [0, -1, 2.5, None, 2**53])
def test_what_it_may_be(bad: Any) -> None:
    with pytest.raises(gs.HyperError, match="accumulate must be"):
        gs.SGD(np.ones(2), accumulate=bad)


# ----------------------------------------------------------------------------------- saving


@pytest.mark.parametrize("how", ["load", "deepcopy", "pickle", "views"])
@pytest.mark.parametrize("call", range(K + 1))
def test_a_saved_window_goes_on_with_the_same_bits(call: int, how: str) -> None:
    params = tree()
    params["half"] = np.ones(9, BF16)
    calls = [gradients(params, n) for n in range(2 * K)]
    calls[0]["f"] = None

    def make(p: Any) -> gs.Optimizer:
        return gs.AdamW(p, accumulate=K, average=gs.EMA(0.5))

    opt = make(params)
    for grads in calls[:call]:
        opt.step(grads)
    mine = copy.deepcopy(params)
    if how in ("load", "views"):
        saved = opt.state_dict(copy=how == "load")
        again = make(mine)
        again.load_state_dict(saved)
    else:
        both = copy.deepcopy if how == "deepcopy" else lambda x: pickle.loads(pickle.dumps(x))
        again, mine = both((opt, params))
    assert again.accumulated == opt.accumulated == call % K
    assert snapshot(again, mine) == snapshot(opt, params)
    for grads in calls[call:]:
        opt.step(grads)
        again.step(grads)
        assert snapshot(again, mine) == snapshot(opt, params)


def test_what_is_saved() -> None:
    params = {"a": np.ones(2, BF16), "b": np.ones(2)}
    opt = gs.PolyakSGD(params, accumulate=3)
    assert opt.state_dict()["accumulated"] == {}
    opt.step({"a": np.ones(2, F16), "b": None}, loss=2.0)
    saved = opt.state_dict()["accumulated"]
    total = saved.pop("sums")
    assert saved == {"calls": 1, "losses": 1, "loss": 2.0, "of": 3}
    assert total.keys() == {"a"} and total["a"].dtype == F32 and total["a"].tolist() == [1, 1]


def test_older_and_other_checkpoints() -> None:
    params = {"a": np.ones(2)}
    opt = gs.Adam(params, accumulate=2)
    opt.step(params)
    within = opt.state_dict()
    opt.step(params)
    between = opt.state_dict()
    older = {k: v for k, v in between.items() if k != "accumulated"}
    for other in (1, 3):
        fresh = gs.Adam(params, accumulate=other)
        fresh.load_state_dict(between)
        fresh.load_state_dict(older)
        words = f"accumulate is {other}, saved 2 after 1 of these calls"
        with refused(gs.CheckpointMismatchError, fresh, params, words):
            fresh.load_state_dict(within)
    opt.step(params)
    opt.load_state_dict(older)  # and the window is empty again
    assert opt.accumulated == 0


@pytest.mark.parametrize(
    "change, words",
    [
        (dict(calls=2), "accumulate is 2"),
        (dict(calls=-1), "accumulated"),
        (dict(sums={"a": np.ones(3)}), "its sum is"),
        (dict(sums={"x": np.ones(2)}), "'x'"),
        (dict(sums=None), "accumulated"),
        (dict(loss="1"), "accumulated"),
    ],
)
def test_what_cannot_be_loaded(change: dict[str, Any], words: str) -> None:
    params = {"a": np.ones(2)}
    opt = gs.Adam(params, accumulate=2)
    opt.step(params)
    saved = opt.state_dict()
    saved["accumulated"] = {**saved["accumulated"], **change}
    with refused(gs.CheckpointError, opt, params, words):
        opt.load_state_dict(saved)
