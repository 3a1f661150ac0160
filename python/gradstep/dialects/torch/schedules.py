"""torch.optim.lr_scheduler and SWALR (torch 2.13) as schedules: their values by the update.

``lr`` is what torch finds in the optimizer. ``steps_per_call`` is the number of updates between two
calls of torch's ``scheduler.step()``: 1 if it was called after every update, the updates of an
epoch if it was called after every epoch. All lengths are numbers of calls, as there. ``n`` in a
formula is the number of calls so far. One schedule is for one group.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Literal

from ...errors import ScheduleError
from ...schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Geometric,
    Lambda,
    Linear,
    MultiplicativeLambda,
    MultiStep,
    OneCycle,
    PiecewiseConstant,
    Polynomial,
    ReduceOnPlateau,
    Schedule,
    add,
    every,
    multiply,
    scale,
    sequence,
    shift,
)
from .._schedules import (
    choice,
    fresh,
    later,
    number,
    part,
    peer_schedule,
    per_call,
    single,
    wave,
    whole,
    wrong,
)

__all__ = [
    "SWALR",
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "CyclicLR_momentum",
    "ExponentialLR",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "OneCycleLR_momentum",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]


@peer_schedule
def LambdaLR(
    lr: float, lr_lambda: Callable[[int], float], last_epoch: int = -1, *, steps_per_call: int
) -> Schedule:
    """lr·lr_lambda(n). Give a function that pickles if the optimizer is to be saved."""
    single(lr=lr, lr_lambda=lr_lambda)
    fresh(last_epoch)
    return per_call(scale(Lambda(lr_lambda), lr), steps_per_call)


@peer_schedule
def MultiplicativeLR(
    lr: float, lr_lambda: Callable[[int], float], last_epoch: int = -1, *, steps_per_call: int
) -> Schedule:
    """lr·lr_lambda(1)·…·lr_lambda(n)."""
    single(lr=lr, lr_lambda=lr_lambda)
    fresh(last_epoch)
    return per_call(MultiplicativeLambda(lr, lr_lambda), steps_per_call)


@peer_schedule
def StepLR(
    lr: float, step_size: int, gamma: float = 0.1, last_epoch: int = -1, *, steps_per_call: int
) -> Schedule:
    """lr·gamma^⌊n / step_size⌋."""
    whole(step_size=step_size)
    number(0, lr=lr, gamma=gamma)
    fresh(last_epoch)
    return per_call(Geometric(lr, gamma, every=step_size, staircase=True), steps_per_call)


@peer_schedule
def MultiStepLR(
    lr: float,
    milestones: Iterable[int],
    gamma: float = 0.1,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·gamma^#{milestones <= n}.

    One that is named twice counts twice; 0 acts at once; the order does not matter, and negative
    ones do nothing.
    """
    number(0, lr=lr, gamma=gamma)
    fresh(last_epoch)
    at = sorted(milestone for milestone in milestones if milestone >= 0)
    return per_call(MultiStep(lr, at, factor=gamma), steps_per_call)


@peer_schedule
def ConstantLR(
    lr: float,
    factor: float = 1.0 / 3,
    total_iters: int = 5,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """factor·lr for n < total_iters, then lr.

    total_iters=0 is factor·lr for ever, as there. factor=0, by which torch divides at the end,
    works.
    """
    number(0, 1, factor=factor)
    whole(0, total_iters=total_iters)
    fresh(last_epoch)
    if total_iters == 0:  # as SequentialLR knows it
        return Constant(lr) if factor == 1 else multiply([Constant(lr), Constant(factor)])
    return per_call(PiecewiseConstant([lr * factor, lr], [total_iters]), steps_per_call)


@peer_schedule
def LinearLR(
    lr: float,
    start_factor: float = 1.0 / 3,
    end_factor: float = 1.0,
    total_iters: int = 5,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·(start_factor + (end_factor - start_factor)·min(n, total_iters) / total_iters).

    total_iters=0 stays at start_factor·lr, as there.
    """
    number(0, 1, above=True, start_factor=start_factor)
    number(0, 1, end_factor=end_factor)
    whole(0, total_iters=total_iters)
    fresh(last_epoch)
    start = lr * start_factor
    if total_iters == 0:
        return Constant(start)
    return per_call(Linear(start, steps=total_iters, end=lr * end_factor), steps_per_call)


@peer_schedule
def ExponentialLR(
    lr: float, gamma: float, last_epoch: int = -1, *, steps_per_call: int
) -> Schedule:
    """lr·gamma^n. A negative gamma, which alternates there, is refused."""
    number(0, lr=lr, gamma=gamma)
    fresh(last_epoch)
    return per_call(Geometric(lr, gamma), steps_per_call)


@peer_schedule
def PolynomialLR(
    lr: float,
    total_iters: int = 5,
    power: float = 1.0,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """lr·(1 - min(n, total_iters) / total_iters)^power. total_iters=0 stays at lr, as there."""
    whole(0, total_iters=total_iters)
    fresh(last_epoch)
    if total_iters == 0:
        return Constant(lr)
    return per_call(Polynomial(lr, steps=total_iters, power=power), steps_per_call)


@peer_schedule
def CosineAnnealingLR(
    lr: float, T_max: int, eta_min: float = 0.0, last_epoch: int = -1, *, steps_per_call: int
) -> Schedule:
    """eta_min + (lr - eta_min)·(1 + cos(π·n / T_max)) / 2.

    It rises again after T_max, as there, up to lr at 2·T_max, and so on for ever.
    `gradstep.schedules.Cosine` stays at its end.
    """
    whole(T_max=T_max)
    fresh(last_epoch)
    return per_call(wave(lr, eta_min, T_max), steps_per_call)


@peer_schedule
def CosineAnnealingWarmRestarts(
    lr: float,
    T_0: int,
    T_mult: int = 1,
    eta_min: float = 0.0,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """eta_min + (lr - eta_min)·(1 + cos(π·c / T)) / 2 at call c of a cycle of T = T_0·T_mult^i."""
    whole(T_0=T_0, T_mult=T_mult)
    fresh(last_epoch)
    return per_call(CosineRestarts(lr, T_0, end=eta_min, multiplier=T_mult), steps_per_call)


# ---- cycles, which move the momentum too ---------------------------------------------------------

CyclicMode = Literal["triangular", "triangular2", "exp_range"]


@peer_schedule
def CyclicLR(
    base_lr: float,
    max_lr: float,
    step_size_up: int = 2000,
    step_size_down: int | None = None,
    mode: CyclicMode = "triangular",
    gamma: float = 1.0,
    scale_fn: Callable[[float], float] | None = None,
    scale_mode: Literal["cycle", "iterations"] = "cycle",
    cycle_momentum: bool = True,
    base_momentum: float = 0.8,
    max_momentum: float = 0.9,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """base_lr + (max_lr - base_lr)·x·a, x up in step_size_up calls and down in step_size_down.

    x goes straight from 0 to 1 and back. a is 1, 2^-j ("triangular2") or gamma^n ("exp_range") in
    cycle j; scale_fn(j + 1), or scale_fn(n) with scale_mode="iterations", if it is given. torch
    moves the momentum (or beta1) with it, unless told otherwise by cycle_momentum=False: here that
    is a schedule of its own, `CyclicLR_momentum` with the same arguments, and what is said of the
    momentum is ignored.
    """
    single(base_lr=base_lr, max_lr=max_lr)
    fresh(last_epoch)
    lengths = step_size_up, step_size_down
    return per_call(
        _cyclic(base_lr, max_lr, *lengths, mode, gamma, scale_fn, scale_mode), steps_per_call
    )


@peer_schedule
def CyclicLR_momentum(
    base_lr: float = 0.0,
    max_lr: float = 0.0,
    step_size_up: int = 2000,
    step_size_down: int | None = None,
    mode: CyclicMode = "triangular",
    gamma: float = 1.0,
    scale_fn: Callable[[float], float] | None = None,
    scale_mode: Literal["cycle", "iterations"] = "cycle",
    cycle_momentum: bool = True,
    base_momentum: float = 0.8,
    max_momentum: float = 0.9,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """The momentum that torch's CyclicLR sets: max_momentum - (max_momentum - base_momentum)·x·a.

    It takes the arguments of `CyclicLR`; those of the rate are ignored. It is beta1 of Adam.
    """
    single(base_momentum=base_momentum, max_momentum=max_momentum)
    fresh(last_epoch)
    _moves(cycle_momentum)
    lengths = step_size_up, step_size_down
    return per_call(
        _cyclic(max_momentum, base_momentum, *lengths, mode, gamma, scale_fn, scale_mode),
        steps_per_call,
    )


def _moves(cycle_momentum: bool) -> None:
    if not cycle_momentum:
        raise ScheduleError(
            "cycle_momentum=False leaves the momentum as it is: no schedule is needed",
            name="cycle_momentum",
            value=cycle_momentum,
        )


def _cyclic(
    start: float,
    peak: float,
    up: int,
    down: int | None,
    mode: str,
    gamma: float,
    scale_fn: Callable[[float], float] | None,
    scale_mode: str,
) -> Schedule:
    whole(step_size_up=up, step_size_down=up if down is None else down)
    if scale_fn is None:
        choice(("triangular", "triangular2", "exp_range"), mode=mode)
        cycle_factor = 0.5 if mode == "triangular2" else 1.0
        step_factor = gamma if mode == "exp_range" else 1.0
        number(0, gamma=step_factor)
        factors = dict(cycle_factor=cycle_factor, step_factor=step_factor)
        return Cyclic(start, peak, up, down=down, **factors)
    choice(("cycle", "iterations"), scale_mode=scale_mode)
    length = up + (up if down is None else down)
    # x·a of the way from start to peak, whichever of them is the larger
    scaled: Schedule = Lambda(scale_fn)
    if scale_mode == "cycle":
        scaled = every(shift(scaled, -1), length)
    if start <= peak:
        return add([Constant(start), multiply([Cyclic(0.0, peak - start, up, down=down), scaled])])
    way = multiply([Cyclic(0.0, 1.0, up, down=down), scaled])
    return Lambda(partial(_blend, way, start, peak))


def _blend(way: Schedule, start: float, peak: float, n: int) -> float:
    return start + (peak - start) * float(way(n))


@peer_schedule
def OneCycleLR(
    max_lr: float,
    total_steps: int | None = None,
    epochs: int | None = None,
    steps_per_epoch: int | None = None,
    pct_start: float = 0.3,
    anneal_strategy: Literal["cos", "linear"] = "cos",
    cycle_momentum: bool = True,
    base_momentum: float = 0.85,
    max_momentum: float = 0.95,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
    three_phase: bool = False,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """From max_lr/div_factor up to max_lr and down to max_lr/div_factor/final_div_factor.

    Its nodes are n = 0, pct_start·T - 1 and T - 1, where T is total_steps or
    epochs·steps_per_epoch; with three_phase 0, pct_start·T - 1, 2·pct_start·T - 2 (back at the
    first value) and T - 1. After T - 1 it holds its last value, where torch goes up once more and
    then raises. torch moves the momentum (or beta1) with it, unless told otherwise by
    cycle_momentum=False: here that is a schedule of its own, `OneCycleLR_momentum` with the same
    arguments, and what is said of the momentum is ignored.
    """
    single(max_lr=max_lr)
    fresh(last_epoch)
    number(0, above=True, div_factor=div_factor, final_div_factor=final_div_factor)
    factors = 1 / div_factor, 1 / div_factor / final_div_factor
    length = _length(total_steps, epochs, steps_per_epoch)
    return per_call(
        _one_cycle(max_lr, *factors, length, pct_start, anneal_strategy, three_phase),
        steps_per_call,
    )


@peer_schedule
def OneCycleLR_momentum(
    max_lr: float = 0.0,
    total_steps: int | None = None,
    epochs: int | None = None,
    steps_per_epoch: int | None = None,
    pct_start: float = 0.3,
    anneal_strategy: Literal["cos", "linear"] = "cos",
    cycle_momentum: bool = True,
    base_momentum: float = 0.85,
    max_momentum: float = 0.95,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
    three_phase: bool = False,
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """The momentum that torch's OneCycleLR sets: from max_momentum to base_momentum and back.

    It takes the arguments of `OneCycleLR`; those of the rate are ignored. It is beta1 of Adam.
    """
    single(base_momentum=base_momentum, max_momentum=max_momentum)
    fresh(last_epoch)
    _moves(cycle_momentum)
    number(0, above=True, base_momentum=base_momentum)
    factor = max_momentum / base_momentum
    length = _length(total_steps, epochs, steps_per_epoch)
    return per_call(
        _one_cycle(base_momentum, factor, factor, length, pct_start, anneal_strategy, three_phase),
        steps_per_call,
    )


def _length(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    if total_steps is not None:
        whole(total_steps=total_steps)
        return total_steps
    if epochs is None or steps_per_epoch is None:
        raise ScheduleError(
            "give total_steps=, or epochs= and steps_per_epoch=", name="total_steps"
        )
    whole(epochs=epochs, steps_per_epoch=steps_per_epoch)
    return epochs * steps_per_epoch


def _one_cycle(
    peak: float,
    start_factor: float,
    end_factor: float,
    length: int,
    pct_start: float,
    anneal_strategy: str,
    three_phase: bool,
) -> Schedule:
    number(0, 1, pct_start=pct_start)
    choice(("cos", "linear"), anneal_strategy=anneal_strategy)
    last, top = length - 1, pct_start * length - 1
    turns = 2 * top if three_phase else top
    if top > 0 and turns < last:
        return OneCycle(
            peak,
            steps=last,
            pct_start=top / last,
            start_factor=start_factor,
            end_factor=end_factor,
            shape="cosine" if anneal_strategy == "cos" else "linear",
            three_phase=three_phase,
        )
    # A phase lies before n = 0 or after the last call: the others one by one.
    start, end = start_factor * peak, end_factor * peak
    nodes = [0.0, top, *([turns] if three_phase else []), float(last)]
    values = [start, peak, *([start] if three_phase else []), end]
    pieces: list[Schedule] = []
    at: list[int] = []
    n = 0  # the first call that no piece has
    for i, (low, high) in enumerate(pairwise(nodes)):
        ends = last if i == len(nodes) - 2 else min(int(high // 1), last)
        if ends < n:
            continue
        leaf = Cosine if anneal_strategy == "cos" else Linear
        curve = partial(_way, leaf, values[i], values[i + 1])
        pieces.append(_from(curve, high - low, n - low))
        at.append(n)
        n = ends + 1
    pieces.append(Constant(pieces[-1](last - at[-1])))
    return sequence(pieces, at=[*at[1:], n])


def _way(leaf: Callable[..., Schedule], start: float, end: float, steps: int) -> Schedule:
    return leaf(start, steps=steps, end=end)


def _from(curve: Callable[[int], Schedule], length: float, late: float) -> Schedule:
    """Part of a way that began up to two calls ago: torch's second node may lie before n = 0."""
    if late <= 1:
        return part(curve, length, late)
    return later(part(curve, length, late - 1), 1)


# ---- compositions --------------------------------------------------------------------------------


@peer_schedule
def SequentialLR(
    schedulers: Sequence[Schedule],
    milestones: Sequence[int],
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """One schedule after another, each from its own beginning: the next one from a milestone on.

    The children are made with steps_per_call=1, each with its own lr. A ConstantLR with
    total_iters=0, which is lr after a milestone in torch, and a MultiplicativeLR, which goes on
    from the rate before it, can only be the first.
    """
    fresh(last_epoch)
    _children(schedulers, steps_per_call)
    for i, child in enumerate(schedulers[1:], 1):
        for form, fix in _ONLY_FIRST.items():
            if re.match(form, repr(child)):
                raise ScheduleError(f"schedulers[{i}] {fix}", name=f"schedulers[{i}]", value=child)
    if len(milestones) != len(schedulers) - 1:
        raise ScheduleError(
            f"{len(schedulers)} schedulers need {len(schedulers) - 1} milestones, "
            f"not {len(milestones)}",
            name="milestones",
            value=milestones,
        )
    return per_call(sequence(schedulers, at=milestones), steps_per_call)


# What torch computes in another way where it is entered late, by its repr.
_NUMBER = r"Constant\([^()]*\)"
_ONLY_FIRST = {
    rf"multiply\(\[{_NUMBER}, {_NUMBER}\]\)$": "is a ConstantLR with total_iters=0, which torch "
    "takes for lr after a milestone: write factor=1",
    r"MultiplicativeLambda\(": "is a MultiplicativeLR, which goes on from the rate before it in "
    "torch: write a LambdaLR of the product",
}


@peer_schedule
def ChainedScheduler(schedulers: Sequence[Schedule], *, lr: float, steps_per_call: int) -> Schedule:
    """lr·f_1(n)·f_2(n)·…, where f_i = s_i / lr are the factors of the schedules.

    The children are made with steps_per_call=1 and this lr. So torch's numbers are those of
    children that multiply the rate: StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR,
    PolynomialLR, MultiplicativeLR, and CosineAnnealingLR with eta_min=0 up to T_max. Others set the
    rate there, and undo what came before them: they are refused.
    """
    number(0, above=True, lr=lr)
    _children(schedulers, steps_per_call)
    for child in schedulers:
        if repr(child).partition("(")[0] in _SETTERS:
            raise ScheduleError(
                f"schedulers: {child!r} sets the rate whatever the others have made of it: there "
                "is no product to take; use SequentialLR, or multiply() of gradstep.schedules",
                name="schedulers",
                value=child,
            )
    if len(schedulers) == 1:
        return per_call(schedulers[0], steps_per_call)
    return per_call(scale(multiply(schedulers), lr ** (1 - len(schedulers))), steps_per_call)


# What the entries that set the rate begin with: cycles, functions, sequences.
_SETTERS = ("Cyclic", "OneCycle", "CosineRestarts", "Lambda", "scale", "sequence", "add")


def _children(schedulers: Sequence[Schedule], steps_per_call: int) -> None:
    if len(schedulers) == 0:
        raise ScheduleError("schedulers is empty: give at least one", name="schedulers")
    for i, child in enumerate(schedulers):
        if not isinstance(child, Schedule):
            raise wrong(f"schedulers[{i}]", child, "a schedule")
        if child.observes:
            raise wrong(f"schedulers[{i}]", child, "a schedule that no metric moves")
        if steps_per_call != 1 and repr(child).startswith("every("):
            raise ScheduleError(
                f"schedulers[{i}] has a steps_per_call of its own: the children count calls of the "
                "whole; write steps_per_call=1 in them, and the updates of a call only here",
                name="schedulers",
                value=child,
            )


@peer_schedule
def SWALR(
    lr: float,
    swa_lr: float,
    anneal_epochs: int = 10,
    anneal_strategy: Literal["cos", "linear"] = "cos",
    last_epoch: int = -1,
    *,
    steps_per_call: int,
) -> Schedule:
    """From lr to swa_lr in anneal_epochs calls, then swa_lr.

    lr is the rate where the averaging begins. In a loop that hands over from another scheduler the
    first call of torch's SWALR is at n = 1 here. anneal_epochs=0 is swa_lr at once.
    """
    single(lr=lr, swa_lr=swa_lr)
    fresh(last_epoch)
    whole(0, anneal_epochs=anneal_epochs)
    choice(("cos", "linear"), anneal_strategy=anneal_strategy)
    if anneal_epochs == 0:
        return Constant(swa_lr)
    leaf = Cosine if anneal_strategy == "cos" else Linear
    return per_call(_way(leaf, lr, swa_lr, anneal_epochs), steps_per_call)


# ---- metrics -------------------------------------------------------------------------------------


@peer_schedule
def ReduceLROnPlateau(
    lr: float | Schedule,
    mode: Literal["min", "max"] = "min",
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 1e-4,
    threshold_mode: Literal["rel", "abs"] = "rel",
    cooldown: int = 0,
    min_lr: float = 0.0,
    eps: float = 1e-8,
) -> Schedule:
    """lr, multiplied by factor after more than ``patience`` metrics that are no better.

    torch's ``scheduler.step(metric)`` is ``opt.observe(metric)``. lr may be a schedule too, which
    is then scaled.
    """
    single(lr=lr, min_lr=min_lr)
    choice(("min", "max"), mode=mode)
    choice(("rel", "abs"), threshold_mode=threshold_mode)
    relative = threshold_mode == "rel"
    return ReduceOnPlateau(
        lr,
        factor=factor,
        patience=patience,
        rtol=threshold if relative else 0.0,
        atol=0.0 if relative else threshold,
        maximize=mode == "max",
        cooldown=cooldown,
        end=min_lr,
        min_change=eps,
        signed_rtol=True,
    )
