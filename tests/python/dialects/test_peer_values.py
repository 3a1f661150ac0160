"""What a peer gave, and the dialect once did not: its numbers, recorded from the version named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep.dialects import (
    adan_pytorch,
    dadaptation,
    keras,
    lion_pytorch,
    optax,
    parameterfree,
    prodigyopt,
    pytorch_optimizer,
    timm,
    transformers,
)
from gradstep.dialects import torch as t
from gradstep.schedules import Constant, Cosine, Geometric, ReduceOnPlateau, Schedule, warmup


def stepped(make: Any, grads: Any, start: float = 1.0, **arguments: Any) -> np.ndarray[Any, Any]:
    """The parameters after a step by each of the gradients, from an array of ``start``."""
    params = np.full(np.shape(grads[0]), start)
    opt = make(params, **arguments)
    for g in grads:
        opt.step(np.asarray(g, float))
    return params


ONES = [[1.0]] * 4
ONE = dict(steps_per_call=1)

# ----------------------------------------------------------------------- values from the first rate


@pytest.mark.parametrize("lr", [Geometric(0.1, 0.5), lambda n: 0.1 * 0.5**n])
def test_adabounds_bounds_follow_a_scheduled_rate(lr: Any) -> None:
    """pytorch_optimizer 4.1.0: 0.70202; the bounds stood still here: 0.1213."""
    got = stepped(pytorch_optimizer.AdaBound, ONES, lr=lr, gamma=10.0, final_lr=1.0)
    assert got == pytest.approx(0.70202030062735, rel=1e-13)


def test_adabounds_final_rate_belongs_to_the_first_rate_above_0() -> None:
    """pytorch_optimizer 4.1.0 with rates 0, 0.05, 0.1: base_lr is then the 0.05 of the second."""
    opt = pytorch_optimizer.AdaBound(np.ones(1), lr=warmup(Cosine(0.1, steps=10), 2, start=0.0))
    assert opt.groups["default"]["base_lr"] == 0.05


def test_adabound_stands_still_at_rate_0() -> None:
    assert stepped(pytorch_optimizer.AdaBound, ONES, lr=0.0) == 1.0


def test_adabounds_final_rate_belongs_to_the_groups_rate() -> None:
    """pytorch_optimizer 4.1.0 keeps a base_lr of each group."""
    params = {"a": np.ones(1), "b": np.ones(1)}
    opt = pytorch_optimizer.AdaBound(params, lr=0.5, groups={"a": dict(lr=0.25)})
    assert [g["base_lr"] for g in opt.groups.values()] == [0.25, 0.5]


@pytest.mark.parametrize("lr", [0.0, lambda n: 0.0])
def test_lions_decay_cannot_be_divided_by_no_rate(lr: Any) -> None:
    with pytest.raises(gs.HyperError, match="divides by the first rate above 0, and lr has none"):
        lion_pytorch.Lion(np.ones(1), lr=lr, weight_decay=0.1, decoupled_weight_decay=True)


def test_the_rate_of_timms_vectors_may_be_any_function() -> None:
    """timm 1.0.31's Mars steps vectors by lr·lr_1d_factor, whatever lr is at that step."""
    by_function = stepped(timm.Mars, ONES, lr=lambda n: 0.1 * 0.5**n, lr_1d_factor=2.0)
    assert by_function == stepped(timm.Mars, ONES, lr=Geometric(0.1, 0.5), lr_1d_factor=2.0)


# ------------------------------------------------------------------------------- arguments of rules

PAIRS = [[1.0, -2.0], [1.0, 1.0], [0.5, 1.0], [-1.0, 2.0], [0.3, 0.1]]
LOSSES = [1.0, 0.5, 0.3, 0.2, 0.1]


@pytest.mark.parametrize(
    "scaling, largest, there",
    [
        (0.5, 1.0, [-0.014781144781144784, 0.7722895622895621]),
        (0.5, 0.01, [0.9910000000000001, 0.9895000000000003]),
        (2.0, 1.0, [0.6181176904150273, 0.8781001311525161]),
        (2.0, 0.01, [0.9639004975124378, 0.9581990049751243]),
    ],
)
@pytest.mark.parametrize("scheduled", [False, True])
def test_polyaks_scaling_is_of_the_gradient_before_its_norm_is_taken(
    scaling: float, largest: float, there: list[float], scheduled: bool
) -> None:
    """optax 0.2.8, polyak_sgd(largest, scaling, eps=0.1)."""
    params = np.ones(2)
    lr = Constant(largest) if scheduled else largest
    opt = optax.polyak_sgd(params, lr, scaling, eps=0.1)
    for g, loss in zip(PAIRS, LOSSES, strict=True):
        opt.step(np.array(g), loss=loss)
    assert params == pytest.approx(there, rel=1e-13)


@pytest.mark.parametrize(
    "arguments, there",
    [
        ({}, [0.7304276387143804, 0.8229377768601089]),
        (dict(nesterov=False), [0.7027779909889205, 0.9044810691344702]),
        (
            dict(alpha=0.5, beta=2.0, b1=0.75, b2=0.9375, eps=0.01, eps_root=0.02),
            [1.0595719018460672, 0.626298713085914],
        ),
        (dict(learning_rate=lambda n: 0.1 * 0.5**n), [0.8033883831219252, 1.0329974280481553]),
    ],
)
def test_optimistic_adam(arguments: dict[str, Any], there: list[float]) -> None:
    """optax 0.2.8, optimistic_adam_v2(0.1)."""
    arguments = {"learning_rate": 0.1, **arguments}
    assert stepped(optax.optimistic_adam_v2, PAIRS, **arguments) == pytest.approx(there, rel=1e-13)


ZERO_FIRST = [[0.0, 0.0], [1.0, -2.0], [0.5, 1.0], [0.0, 0.0]]


@pytest.mark.parametrize(
    "arguments, there",
    [
        (dict(momentum=0.9), [0.9909625226029325, 1.9917625798816156]),
        (dict(momentum=0.0), [0.9960047858629262, 1.9956383915899167]),
        (dict(nesterov=True), [0.9878839579084151, 1.9882299687337612]),
    ],
)
def test_lars_scales_the_decay_of_an_array_without_a_gradient_too(
    arguments: dict[str, Any], there: list[float]
) -> None:
    """pytorch_optimizer 4.1.0: where the gradient is 0 the ratio is that of the decay, not 1."""
    params = np.array([[1.0, 2.0]])
    opt = pytorch_optimizer.LARS(params, lr=1.0, weight_decay=0.1, **arguments)
    for g in ZERO_FIRST:
        opt.step(np.array([g]))
    assert params[0] == pytest.approx(there, rel=1e-12)


@pytest.mark.parametrize(
    "make, arguments, there",
    [
        (timm.NvNovoGrad, {}, [0.9982849825011808, 2.001672672052097]),
        (timm.NvNovoGrad, dict(grad_averaging=True), [0.999914249125059, 2.0000836336026047]),
        (timm.NvNovoGrad, dict(weight_decay=0.1), [0.9973340860084526, 1.9997701814313307]),
        (pytorch_optimizer.NovoGrad, {}, [0.988199556839891, 2.0124807006413032]),
    ],
)
def test_novograds_second_moment_after_a_gradient_of_0(
    make: Any, arguments: dict[str, Any], there: list[float]
) -> None:
    """timm 1.0.31, whose second moment is in float32, begins it at the first gradient that is no 0,
    pytorch_optimizer 4.1.0 at the first."""
    params = np.array([1.0, 2.0])
    opt = make(params, **arguments)
    for g in ZERO_FIRST:
        opt.step(np.array(g))
    assert params == pytest.approx(there, rel=1e-10)


@pytest.mark.parametrize("scaling", [0.0, -1.0, Constant(1.0), 1e-200])
def test_polyaks_scaling_is_a_positive_number(scaling: Any) -> None:
    with pytest.raises(gs.HyperError, match="polyak_sgd: scaling must be a positive number here"):
        optax.polyak_sgd(np.ones(1), scaling=scaling)


@pytest.mark.parametrize(
    "lr, there",
    [
        (0.0, [1.0, 1.0]),
        (1e-8, [0.9999989899999999, 0.9999977999999999]),
        (100.0, [-149.0, -99.0]),
        (0.1, [0.78, 0.8899999999999999]),
    ],
)
def test_rprops_first_step_size_may_lie_outside_its_bounds(lr: float, there: list[float]) -> None:
    """optax 0.2.8: rprop's sizes are brought within bounds where they change; 0 is for ever."""
    assert stepped(optax.rprop, PAIRS, learning_rate=lr) == pytest.approx(there, rel=1e-13)


def test_adadelta_needs_its_rate() -> None:
    """optax 0.2.8's adadelta() goes to 1.0031622618488987 by a gradient of 1 from 1: uphill."""
    with pytest.raises(gs.KeywordError, match=r"optax\.adadelta: missing .* 'learning_rate'"):
        optax.adadelta(np.ones(1))
    with pytest.raises(gs.HyperError, match="must be a number or a schedule, not None"):
        optax.adadelta(np.ones(1), None)


REFUSED: dict[str, tuple[Any, dict[str, Any]]] = {
    # dadaptation 3.2: the norm of the first gradient leaves the decay out.
    "DAdaptSGD": (dadaptation.DAdaptSGD, dict(weight_decay=0.1)),
    # parameterfree 0.0.1: the wealth is won by gradients without the decay.
    "KT": (parameterfree.KT, dict(weight_decay=0.1)),
    # pytorch_optimizer 4.1.0: its first change of the gradient is -2·g.
    "Adan": (pytorch_optimizer.Adan, dict(maximize=True)),
    # 4.1.0: a step size for going down, taken uphill; here the loss is turned too: no step at all.
    "AliG": (pytorch_optimizer.AliG, dict(maximize=True)),
    # 4.1.0: masks the fast one of the two averages.
    "AdEMAMix": (pytorch_optimizer.AdEMAMix, dict(cautious=True)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_peer_means_otherwise_is_refused_also_in_a_group(name: str) -> None:
    make, arguments = REFUSED[name]
    params = {"a": np.ones(2), "b": np.ones(2)}
    make(params, **{key: type(value)(0) for key, value in arguments.items()})
    with pytest.raises(gs.HyperError, match=f"{name}: .* is not supported here, only"):
        make(params, **arguments)
    with pytest.raises(gs.HyperError, match="is not supported here, only"):
        make(params, groups={"a": arguments})


@pytest.mark.parametrize("betas", [(0.9, 0.9, 0.99), (0.0, 0.9, 0.0), (0.5, 0.9, 0.9)])
def test_aggmos_betas_differ(betas: tuple[float, ...]) -> None:
    """pytorch_optimizer 4.1.0: equal ones share a buffer, which gets the gradient twice a step."""
    with pytest.raises(gs.HyperError, match="AggMo: betas must differ here"):
        pytorch_optimizer.AggMo(np.ones(1), betas=betas)


@pytest.mark.parametrize("make", [pytorch_optimizer.AggMo, adan_pytorch.Adan])
@pytest.mark.parametrize("betas", [(0.1, 0.2), (0.1, 0.2, 0.3, 0.4), 0.5])
def test_three_betas_are_three(make: Any, betas: Any) -> None:
    with pytest.raises(gs.HyperError, match="betas"):
        make(np.ones(1), betas=betas)


@pytest.mark.parametrize(
    "make, there",
    [
        (pytorch_optimizer.LaProp, -4.0),
        (pytorch_optimizer.ADOPT, -0.2),
        (pytorch_optimizer.Lion, -4.0),
        (pytorch_optimizer.MARS, -3.999999658223641),
    ],
)
def test_cautious_scales_what_is_left_by_its_count_and_one(make: Any, there: float) -> None:
    """pytorch_optimizer 4.1.0: two steps of [1, 0, 0, 0] from 0, lr 1; ADOPT's first is none."""
    arguments = {"optimize_1d": True} if make is pytorch_optimizer.MARS else {}
    got = stepped(make, [[1.0, 0, 0, 0]] * 2, start=0.0, lr=1.0, cautious=True, **arguments)
    assert got == pytest.approx([there, 0, 0, 0], rel=1e-12)


@pytest.mark.parametrize(
    "make, momentum",
    [
        (keras.SGD, 2.0),
        (timm.MADGRAD, 1.0),
        (pytorch_optimizer.SGDW, 1.0),
        (pytorch_optimizer.LARS, 1.5),
        (pytorch_optimizer.PID, 1.0),
        (pytorch_optimizer.AliG, 1.0),
    ],
)
def test_a_momentum_that_a_peer_refuses_is_refused(make: Any, momentum: float) -> None:
    """keras 3.15.1 takes 0 to 1; timm 1.0.31 and pytorch_optimizer 4.1.0 take less than 1."""
    with pytest.raises(gs.HyperError, match=f"momentum must be at least 0 and .* not {momentum}"):
        make(np.ones(1), momentum=momentum)
    keras.SGD(np.ones(1), momentum=1.0)
    pytorch_optimizer.ScheduleFreeSGD(np.ones(1), momentum=0.99)


def test_lookahead_follows_its_parameters_at_least_a_little() -> None:
    """alpha=0 would bring the parameters back to their start for ever."""
    with pytest.raises(gs.HyperError, match=r"Lookahead: alpha must be .*not 0"):
        gs.Lookahead(alpha=0)


def test_alig_needs_its_loss() -> None:
    with pytest.raises(gs.GradientError, match="steps by the loss too"):
        pytorch_optimizer.AliG(np.ones(1)).step(np.ones(1))


# ------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    "make, arguments, text",
    [
        (
            keras.Ftrl,
            dict(l2_regularization_strength=-0.1),
            "dialects.keras.Ftrl: l2_regularization_strength cannot be -0.1: l2 must be at least 0",
        ),
        (
            keras.Ftrl,
            dict(l1_regularization_strength=-0.1),
            "dialects.keras.Ftrl: l1_regularization_strength must be at least 0, not -0.1",
        ),
        (t.Adam, dict(betas=(0.9, 2.0)), "dialects.torch.Adam: betas[1] must be at least 0"),
        (t.ASGD, dict(alpha=-1.0), "dialects.torch.ASGD: alpha must be at least 0, not -1 "),
        (
            t.Rprop,
            dict(step_sizes=(2.0, 1.0)),
            "dialects.torch.Rprop: step_sizes[0] must not be above step_sizes[1]",
        ),
        (
            t.SGD,
            dict(nesterov=True),
            "dialects.torch.SGD: nesterov=True needs momentum > 0 and dampening = 0",
        ),
        (
            pytorch_optimizer.MARS,
            dict(lr_1d=-1.0),
            "dialects.pytorch_optimizer.MARS: lr_1d must be at least 0, not -1 ",
        ),
        (
            prodigyopt.Prodigy,
            dict(groups={"a": dict(use_bias_correction=True)}),
            "dialects.prodigyopt.Prodigy: use_bias_correction is 1 in group 'a' and 0 in",
        ),
        (
            timm.Lamb,
            dict(groups={"a": dict(max_grad_norm=0.5)}),
            "dialects.timm.Lamb: a group cannot change max_grad_norm",
        ),
        (  # whose names are gradstep's
            t.Adam,
            dict(groups={"a": dict(rule=gs.rules.SGD, eps=1.0)}),
            "dialects.torch.Adam: group 'a': SGD has no keyword 'eps'",
        ),
        (
            keras.Adam,
            dict(groups={"a": dict(use_ema=True)}),
            "dialects.keras.Adam: a group cannot change use_ema",
        ),
    ],
)
def test_errors_are_in_the_peers_words(make: Any, arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(gs.HyperError) as caught:
        make({"a": np.ones(3), "b": np.ones(3)}, **arguments)
    assert str(caught.value).startswith(text)


def test_an_error_has_the_peers_name_and_the_callers_value() -> None:
    with pytest.raises(gs.HyperError) as caught:
        keras.Ftrl(np.ones(1), l2_regularization_strength=-0.1)
    assert (caught.value.name, caught.value.value) == ("l2_regularization_strength", -0.1)


@pytest.mark.parametrize(
    "make, text",
    [
        (
            lambda: t.CosineAnnealingLR(-1.0, 5, **ONE),
            "dialects.torch.CosineAnnealingLR: lr must be finite and at least 0, not -1",
        ),
        (
            lambda: optax.linear_schedule(0.1, -0.5, 10),
            "dialects.optax.linear_schedule: end_value must be finite and at least 0, not -0.5",
        ),
        (
            lambda: optax.warmup_constant_schedule(0.1, -0.5, 10),
            "dialects.optax.warmup_constant_schedule: peak_value must be finite and at least 0",
        ),
        (  # of several arguments
            lambda: optax.cosine_onecycle_schedule(10, -1.0),
            "dialects.optax.cosine_onecycle_schedule(transition_steps=10, peak_value=-1.0): ",
        ),
        (
            lambda: optax.cosine_onecycle_schedule(10, 1.0, div_factor=0.0),
            "dialects.optax.cosine_onecycle_schedule(transition_steps=10, peak_value=1.0, "
            "div_factor=0.0): float division by zero",
        ),
        (
            lambda: transformers.get_reduce_on_plateau_schedule(-1.0),
            "dialects.transformers.get_reduce_on_plateau_schedule: lr must be finite and at least",
        ),
        (
            lambda: timm.create_scheduler_v2(0.1, min_lr=-1.0, **ONE),
            "dialects.timm.create_scheduler_v2: min_lr must be at least 0, not -1.0",
        ),
        (  # its 1.0 is not the 1 of steps_per_call
            lambda: t.MultiStepLR(0.1, [1.5], **ONE),
            "dialects.torch.MultiStepLR(lr=0.1, milestones=[1.5], steps_per_call=1): MultiStep: at",
        ),
    ],
)
def test_errors_of_schedules_are_in_the_peers_words(make: Any, text: str) -> None:
    with pytest.raises(gs.ScheduleError) as caught:
        make()
    assert str(caught.value).startswith(text)


# -------------------------------------------------------------------------- plateaus over schedules

METRICS = [1.0] * 4 + [0.5] * 3 + [0.6] * 9


@pytest.mark.parametrize(
    "schedule, arguments, rates",
    [
        (
            t.StepLR(0.5, 3, 0.5, **ONE),
            dict(factor=0.5, patience=1, cooldown=1),
            [2.0**-k for k in (1, 1, 1, 3, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 9, 10)],
        ),
        (
            t.MultiStepLR(0.5, [2, 5, 9], 0.1, **ONE),
            dict(factor=0.5, patience=2),
            [
                0.5,
                0.5,
                0.05,
                0.05,
                0.025,
                0.0025,
                0.0025,
                0.0025,
                0.00125,
                0.000125,
                0.000125,
                6.25e-05,
                6.25e-05,
                6.25e-05,
                3.125e-05,
                3.125e-05,
            ],
        ),
        (
            t.ExponentialLR(0.5, 0.9, **ONE),
            dict(factor=0.25, patience=1, mode="max", threshold_mode="abs", threshold=0.01),
            [
                0.5,
                0.45,
                0.405,
                0.09112500000000001,
                0.08201250000000002,
                0.018452812500000006,
                0.016607531250000005,
                0.003736694531250001,
                0.003363025078125001,
                0.0007566806425781253,
                0.0006810125783203128,
                0.0001532278301220704,
                0.00013790504710986336,
                3.1028635599719254e-05,
                2.792577203974733e-05,
                6.283298708943149e-06,
            ],
        ),
        (
            t.CosineAnnealingLR(0.5, 20, **ONE),
            dict(factor=0.5, patience=1),
            [
                0.5,
                0.49692208514878444,
                0.4877641290737884,
                0.23637581552354597,
                0.22612712429686843,
                0.21338834764831843,
                0.19847315653655914,
                0.09087440623372167,
                0.08181356214843422,
                0.03613857703250722,
                0.03125,
                0.013180711483746397,
                0.010796609462891448,
                0.004265699220784791,
                0.0032204277164650545,
                0.001144114135990049,
            ],
        ),
    ],
    ids=["StepLR", "MultiStepLR", "ExponentialLR", "CosineAnnealingLR"],
)
def test_a_plateau_scales_another_schedule_as_torchs_two_schedulers_do(
    schedule: Schedule, arguments: dict[str, Any], rates: list[float]
) -> None:
    """torch 2.13.0: both schedulers step one optimizer, the plateau after the other."""
    assert t.ReduceLROnPlateau(schedule, **arguments).run(METRICS) == pytest.approx(rates, 1e-12)


@pytest.mark.parametrize(
    "entry",
    [
        t.ReduceLROnPlateau,
        keras.ReduceLROnPlateau,
        optax.contrib.reduce_on_plateau,
        transformers.get_reduce_on_plateau_schedule,
        transformers.GreedyLR,
        transformers.get_greedy_schedule,
    ],
    ids=lambda entry: str(entry.__name__),
)
def test_every_plateau_that_takes_a_schedule_scales_it(entry: Any) -> None:
    schedule, rate = Geometric(0.5, 0.9), entry(1.0).run(METRICS * 3)
    scaled = entry(schedule).run(METRICS * 3)
    assert rate.min() < 1 and scaled == pytest.approx(rate * schedule(np.arange(48)), 1e-14)
    assert entry(ReduceOnPlateau(0.5)).observes  # a metric may move what it scales, too
    with pytest.raises(gs.ScheduleError, match=r"lr must be a number or a schedule, .* not 'x'"):
        entry("x")


def test_torchs_constant_rate_of_no_calls_is_another_one_after_a_milestone() -> None:
    """torch 2.13.0: from 0.1, ConstantLR(factor=0.5, total_iters=0) is 0.05 alone and at first, and
    0.1 after a milestone; LinearLR and PolynomialLR with total_iters=0 raise ZeroDivisionError."""
    alone = t.ConstantLR(0.1, 0.5, 0, **ONE)
    later = t.LinearLR(0.1, 0.1, total_iters=6, **ONE)
    assert alone(0) == alone(99) == 0.05
    assert t.SequentialLR([alone, later], [6], **ONE)(5) == 0.05
    with pytest.raises(gs.ScheduleError, match=r"schedulers\[1\] is a ConstantLR .*factor=1"):
        t.SequentialLR([later, alone], [6], **ONE)
    assert t.SequentialLR([later, t.ConstantLR(0.1, 1.0, 0, **ONE)], [6], **ONE)(6) == 0.1


def test_torchs_multiplicative_rate_goes_on_from_the_one_before() -> None:
    """torch 2.13.0: after LinearLR(0.1, 0.1, total_iters=6) it is 0.0765 at 6, not 0.1."""
    child = t.MultiplicativeLR(0.1, lambda n: 0.9, **ONE)
    t.SequentialLR([child, t.StepLR(0.1, 3, **ONE)], [6], **ONE)
    with pytest.raises(gs.ScheduleError, match=r"schedulers\[1\] is a MultiplicativeLR"):
        t.SequentialLR([t.LinearLR(0.1, 0.1, total_iters=6, **ONE), child], [6], **ONE)


# ------------------------------------------------------ warm-ups as long as the run, or longer


@pytest.mark.parametrize(
    "make, there",
    [
        (
            lambda: pytorch_optimizer.LinearScheduler(3, 0.1, 0.01, 0.001, 5, **ONE),
            [0.001, 0.0208, 0.0406, 0.0604, 0.0802, 0.1, 0.145, 0.19, 0.235, 0.28],
        ),
        (
            lambda: pytorch_optimizer.CosineScheduler(3, 0.1, 0.01, 0.001, 5, **ONE),
            [0.001, 0.0208, 0.0406, 0.0604, 0.0802, 0.1, 0.055, 0.01, 0.055, 0.1],
        ),
        (
            lambda: pytorch_optimizer.LinearScheduler(5, 0.1, 0.01, 0.001, 5, **ONE),
            [0.001, 0.0208, 0.0406, 0.0604, 0.0802],
        ),
        (
            lambda: pytorch_optimizer.CosineScheduler(5, 0.1, 0.01, 0.001, 5, **ONE),
            [0.001, 0.0208, 0.0406, 0.0604, 0.0802],
        ),
        (
            lambda: transformers.get_cosine_schedule_with_warmup(0.1, 5, 3, **ONE),
            [0.0, 0.02, 0.04, 0.06, 0.08, 0.1],
        ),
        (
            lambda: transformers.get_linear_schedule_with_warmup(0.1, 5, 5, **ONE),
            [0.0, 0.02, 0.04, 0.06, 0.08, 0.0],
        ),
        (
            lambda: timm.CosineLRScheduler(
                0.1, 3, warmup_t=5, warmup_lr_init=0.0, warmup_prefix=True, **ONE
            ),
            [0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.075, 0.025, 0.0],
        ),
    ],
    ids=range(7),
)
def test_a_warm_up_may_be_longer_than_the_run(make: Any, there: list[float]) -> None:
    """pytorch_optimizer 4.1.0, transformers 5.24.0, timm 1.0.31."""
    assert make()(np.arange(len(there))) == pytest.approx(there, abs=1e-15)


def test_our_own_warm_up_says_how_a_run_may_end_within_it() -> None:
    with pytest.raises(gs.ScheduleError, match=r"or the run may end on the way up, with cut=True"):
        warmup(Cosine(0.1), 10, total_steps=5)
    s = warmup(Cosine(0.1), 10, total_steps=5, cut=True)
    assert s.total_steps == 5
    assert s(np.arange(5)) == pytest.approx([0.01, 0.02, 0.03, 0.04, 0.05])
