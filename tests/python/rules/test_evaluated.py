"""Rules whose parameters are stepped at one point and used at another: what is used, and saving."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import gradstep as gs
from oracles.oracle import RULES
from support.common import contents, snapshot

F16, F32, F64, BF16 = np.float16, np.float32, np.float64, ml_dtypes.bfloat16
EVALUATING = [name for name in RULES if getattr(gs.rules, name).evaluates]

every_rule = pytest.mark.parametrize("rule", EVALUATING)


def moving(rule: str) -> dict[str, Any]:
    """Options with which the first steps move something, for rules that do not without them."""
    fields = getattr(gs.rules, rule)().values()
    return {"silent_sgd_phase": False} if "silent_sgd_phase" in fields else {}


def draw(seed: int, dtype: Any = F64, size: int = 700) -> Any:
    return np.random.default_rng([11, seed]).standard_normal(size).astype(dtype)


def tree(dtype: Any) -> dict[str, Any]:
    """Two that are stepped, one of them not from the beginning, and one that never is."""
    return {k: draw(i, dtype) for i, k in enumerate(("a", "late", "never"))}


def grads(n: int, dtype: Any) -> dict[str, Any]:
    return {
        "a": draw(10 + n, dtype),
        "late": draw(20 + n, dtype) if n >= 2 else None,
        "never": None,
    }


def test_there_are_such_rules() -> None:
    assert {name for name in RULES if name.startswith("ScheduleFree")} <= {*EVALUATING}


# ---- what is used --------------------------------------------------------------------------------


@every_rule
def test_it_is_the_weighted_mean_of_the_points(rule: str) -> None:
    """The mean is of all z so far, also where a schedule moves beta1, by which it is found."""
    p = draw(0)
    start = p.copy()
    hyper = dict(lr=lambda n: 0.1 * (1 + n % 3), beta1=lambda n: 0.9 - 0.05 * (n % 4), r=0.5)
    more = moving(rule) or {"warmup": 4}
    opt = getattr(gs, rule)(p, **hyper, **more)
    assert opt.params_for_eval().tobytes() == start.tobytes()
    points, weights = [], []
    for n in range(9):
        opt.step(draw(n + 1))
        points.append(opt.state["param"]["z"].copy())
        weights.append(np.sqrt(n + 1) * opt.scalars["param"]["lr_max"] ** 2)
        mean = np.average(points, axis=0, weights=weights)
        np.testing.assert_allclose(opt.params_for_eval(), mean, rtol=1e-11, atol=1e-13)
        beta1 = 0.9 - 0.05 * (n % 4)
        np.testing.assert_allclose(p, (1 - beta1) * points[-1] + beta1 * mean, 1e-11, 1e-13)


@every_rule
@pytest.mark.parametrize("dtype", [F16, BF16, F32, F64])
def test_averaged_and_params_for_eval_and_copies(rule: str, dtype: Any) -> None:
    params, copies = tree(dtype), tree(F32 if dtype is F64 else dtype)
    copies["extra"] = np.zeros(3, F32)
    params["extra"] = np.ones(3, F32)
    groups = {"extra": dict(rule=gs.rules.Adam, lr=0.1)}
    opt = getattr(gs, rule)(params, lr=0.05, groups=groups, copy_to=copies, **moving(rule))
    for n in range(4):  # the last gradients in another type than the parameters
        opt.step(grads(n, F64 if n == 3 else dtype) | {"extra": np.ones(3)})
    before, saved = contents(params), snapshot(opt, params)
    shown = contents(opt.params_for_eval())
    assert {k for k in shown if shown[k] != before[k]} == {"a", "late"}
    assert snapshot(opt, params) == saved
    with opt.averaged():
        assert contents(params) == shown
        for k, p in params.items():
            assert copies[k].tobytes() == p.astype(copies[k].dtype).tobytes()
    for error in (ValueError, KeyboardInterrupt, GeneratorExit):
        with pytest.raises(error), opt.averaged():
            raise error
    assert snapshot(opt, params) == saved
    for k, p in params.items():
        assert copies[k].tobytes() == p.astype(copies[k].dtype).tobytes()


@every_rule
def test_without_a_rate_nothing_moves(rule: str) -> None:
    p = draw(0)
    before = p.tobytes()
    opt = getattr(gs, rule)(p, lr=0)
    for n in range(3):
        opt.step(draw(n))
    assert p.tobytes() == before
    np.testing.assert_array_equal(opt.params_for_eval(), p)


def test_what_is_an_error_inside() -> None:
    p, g = draw(0), draw(1)
    opt = gs.ScheduleFreeSGD(p, lr=0.1)
    opt.step(g)
    saved, before = opt.state_dict(), snapshot(opt, p)

    def nest() -> None:
        with opt.averaged():
            pass

    for forbidden in (
        lambda: opt.step(g),
        nest,
        lambda: opt.load_state_dict(saved),
        opt.rebind,
        lambda: copy.deepcopy(opt),
    ):
        with opt.averaged(), pytest.raises(gs.Error, match="averages"):
            forbidden()
        assert snapshot(opt, p) == before


@pytest.mark.parametrize("rule", EVALUATING[:1])
def test_other_averages_are_refused(rule: str) -> None:
    for option in (dict(average=gs.EMA()), dict(lookahead=gs.Lookahead()), dict(cautious=True)):
        with pytest.raises(gs.HyperError, match=rule) as caught:
            getattr(gs, rule)(np.ones(3), **option)
        assert caught.value.name == next(iter(option))
    with pytest.raises(gs.HyperError, match="beta1 must be above 0"):
        getattr(gs, rule)(np.ones(3), beta1=0)


# ---- saving --------------------------------------------------------------------------------------


def stopped(opt: Any, params: Any, evaluating: bool, take: Callable[[Any], Any]) -> tuple[Any, Any]:
    """What a user saves who does, or does not, switch to evaluation first."""
    if not evaluating:
        return take(opt.state_dict()), take(params)
    with opt.averaged():
        return take(opt.state_dict()), take(params)


@every_rule
@pytest.mark.parametrize("dtype", [F32, F64, BF16])
@pytest.mark.parametrize("evaluating", [False, True])
def test_saving_in_either_mode_is_right(rule: str, dtype: Any, evaluating: bool) -> None:
    """Loaded into a fresh optimizer it goes on to the bytes of a run that was never stopped."""
    groups = {"never": dict(rule=gs.rules.SGD)}
    keywords = {"lr": 0.05, "groups": groups, **moving(rule)}
    make: Any = lambda params: getattr(gs, rule)(params, **keywords)  # noqa: E731
    params = tree(dtype)
    opt = make(params)
    for n in range(4):
        opt.step(grads(n, dtype))
    after, new = stopped(opt, params, evaluating, lambda x: pickle.loads(pickle.dumps(x)))
    assert set(after["stepped"]) == ({"a", "late"} if evaluating else set())
    assert (contents(new) != contents(params)) is evaluating
    again = make(new)
    again.load_state_dict(after)
    assert snapshot(again, new) == snapshot(opt, params)
    for n in range(4, 7):
        opt.step(grads(n, dtype))
        again.step(grads(n, dtype))
    assert snapshot(again, new) == snapshot(opt, params)
    assert contents(again.params_for_eval()) == contents(opt.params_for_eval())


@pytest.mark.parametrize("evaluating", [False, True])
def test_saving_tensors_in_either_mode_is_right(evaluating: bool) -> None:
    torch = pytest.importorskip("torch")

    def model() -> Any:
        torch.manual_seed(0)
        return torch.nn.Linear(5, 3)

    def steps(net: Any, opt: Any, some: range) -> None:
        for n in some:
            for p in net.parameters():
                p.grad = torch.full_like(p, 0.5 - 0.25 * n)
            opt.step()

    net, new = model(), model()
    opt = gs.ScheduleFreeAdamW(net.named_parameters(), lr=0.05)
    steps(net, opt, range(3))
    saved, weights = stopped(opt, net.state_dict(), evaluating, copy.deepcopy)
    new.load_state_dict(weights)
    again = gs.ScheduleFreeAdamW(new.named_parameters(), lr=0.05)
    again.load_state_dict(saved)
    for one, its in ((net, opt), (new, again)):
        steps(one, its, range(3, 6))
    for p, q in zip(net.parameters(), new.parameters(), strict=True):
        assert torch.equal(p, q)


def test_a_saved_point_of_another_form_is_refused() -> None:
    p = draw(0)
    opt = gs.ScheduleFreeSGD(p, lr=0.1)
    opt.step(draw(1))
    with opt.averaged():
        saved = opt.state_dict()
    before = snapshot(opt, p)
    for wrong in (saved["stepped"]["param"].astype(F32), np.ones(3), [1.0]):
        with pytest.raises(gs.CheckpointMismatchError, match="stepped"):
            opt.load_state_dict({**saved, "stepped": {"param": wrong}})
        assert snapshot(opt, p) == before


# ---- the package's modes -------------------------------------------------------------------------


def test_eval_and_train() -> None:
    p, g = draw(0), draw(1)
    opt = gs.dialects.schedulefree.AdamWScheduleFree(p, lr=0.1)
    opt.train()  # it trains already
    opt.step(g)
    opt.step(-2 * g)
    stepped, shown = p.tobytes(), opt.params_for_eval().tobytes()
    for _ in range(2):
        opt.eval()
        assert p.tobytes() == shown != stepped
    with pytest.raises(gs.Error, match="averages"):
        opt.step(g)
    saved = opt.state_dict()
    for _ in range(2):
        opt.train()
        assert p.tobytes() == stepped
    opt.step(g)
    new = np.zeros_like(p)
    again = gs.dialects.schedulefree.AdamWScheduleFree(new, lr=0.1)
    again.load_state_dict(saved)
    again.step(g)
    assert new.tobytes() == p.tobytes()
