"""The learning-rate range test: one short run over growing rates, after which nothing has moved."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from functools import partial
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from .._messages import type_name
from .._numbers import loss_of, number, whole
from .._optimizer.optimizer import Optimizer
from .._optimizer.options import KEYWORDS
from .._optimizer.rule import Rule, unknown_keyword
from .._public import public
from .._trees.containers import as_container
from ..errors import BindError, GradientError, HyperError, NonFiniteGradientError
from ..schedules import Geometric
from .finding import LRFinding, suggest
from .undo import remember

__all__ = ["find_lr"]

LossAndGrads = Callable[[int], tuple[Any, Any]]


@overload
def find_lr(
    loss_and_grads: LossAndGrads,
    params: Any = None,
    rule: Rule | None = None,
    *,
    optimizer: Optimizer | None = None,
    start: float = 1e-7,
    end: float = 10.0,
    steps: int = 100,
    smoothing: float = 0.9,
    stop: float = 4.0,
    group: str | None = None,
    per_group: Literal[False] = False,
    rng: Any = None,
    buffers: Any = None,
    **options: Any,
) -> LRFinding: ...
@overload
def find_lr(
    loss_and_grads: LossAndGrads,
    params: Any = None,
    rule: Rule | None = None,
    *,
    per_group: Literal[True],
    **keywords: Any,
) -> dict[str, LRFinding]: ...
def find_lr(
    loss_and_grads: LossAndGrads,
    params: Any = None,
    rule: Rule | None = None,
    *,
    optimizer: Optimizer | None = None,
    start: float = 1e-7,
    end: float = 10.0,
    steps: int = 100,
    smoothing: float = 0.9,
    stop: float = 4.0,
    group: str | None = None,
    per_group: bool = False,
    rng: Any = None,
    buffers: Any = None,
    **options: Any,
) -> LRFinding | dict[str, LRFinding]:
    """Suggest a learning rate from a short run in which it grows; afterwards nothing has moved.

    ::

        rate at update n:  start · (end/start)^(n/(steps - 1)),  n = 0 … steps - 1
        smoothed loss:     m ← smoothing·m + (1 - smoothing)·loss,  m / (1 - smoothing^(n+1))

    The run ends early when the smoothed loss is more than ``stop`` times its smallest value (below
    zero, where a factor says nothing: when it has risen by stop - 1 times the larger of that value
    and of the fall so far), or when a loss or a gradient is not finite. That is no error; the
    finding's ``stopped`` says it. With ``nonfinite="skip"`` a step whose gradient is not finite is
    left out, and the run goes on at the next rate.

    Whatever happens, also an exception or Ctrl-C, these get back the very bytes that they had: the
    parameters, what ``copy_to`` and bound gradients hold, tensors' ``.grad``, ``rng``, ``buffers``,
    and which arrays the containers hold. An optimizer that is given is not stepped at all: the test
    steps a twin with a copy of its state, step count and counters. The test needs the memory of a
    copy of all that.

    Smith, Cyclical Learning Rates for Training Neural Networks, 2017. The suggestions are those of
    fastai's lr_find in spirit; its valley counts the flat part before the fall, this one does not.
    An easy problem is solved before the rate is at its best: then look at ``min_over_10`` too.

    Args:
        loss_and_grads: ``n -> (loss, grads)``, the loss and its gradients at the parameters as they
            are, of batch n = 0, 1, …; grads None for bound gradients or tensors' ``.grad``.
        params: The parameters, in any container. Or else give ``optimizer``.
        rule: The rule, ``gs.rules.SGD(momentum=0.9)``; by default AdamW.
        optimizer: An optimizer to take parameters, rules, groups, options and state from.
        start: The smallest rate, positive.
        end: The largest rate, above ``start``.
        steps: How many rates, at least 10; as many updates and calls of ``loss_and_grads``.
        smoothing: Share of the old mean that is kept, in [0, 1). With 0.98, fastai's, the mean is
            half a test of 100 rates behind.
        stop: How many times the smallest smoothed loss ends the run, above 1; math.inf for never.
        group: Vary the rate of this group alone. The others go on at theirs, and lower the loss
            too; ``freeze`` them in ``optimizer`` to see this one alone. By default every group has
            the rate of the test, times its lr_scale.
        per_group: A run, and a finding, for each group that has a rate, by name.
        rng: Random generators that ``loss_and_grads`` draws from, one or a list: numpy's, Python's,
            torch's.
        buffers: Arrays and tensors that ``loss_and_grads`` writes besides, running statistics say:
            in any container, such as ``model.named_buffers()``.
        **options: ``groups=``, ``clip_norm=`` and what else `gradstep.Optimizer` takes.

    Returns:
        The finding; with ``per_group``, a dict of them.

    Raises:
        HyperError: An argument out of its range, a group that is not there, no learning rate.
        BindError, GradientError: Parameters or gradients that do not fit.
        StaleBindingError: ``loss_and_grads`` has replaced an array instead of writing into it.
    """
    rates = _rates(start, end, steps)
    smoothing = number(smoothing, "smoothing", "a number in [0, 1)", lambda x: 0 <= x < 1)
    stop = number(stop, "stop", "a number above 1", lambda x: x > 1)
    if not callable(loss_and_grads):
        raise HyperError(
            "loss_and_grads must be a function n -> (loss, grads), not "
            f"{type_name(loss_and_grads)}",
            name="loss_and_grads",
        )
    buffers = None if buffers is None else as_container(buffers, what="buffers")
    make, trees = _subject(params, rule, optimizer, options)
    undo = remember({**trees, "buffers": buffers}, rng)

    def test(which: str | None) -> LRFinding:
        try:
            opt = make()
            _varied(opt, which)
            # Too large a rate overflows in the caller's arithmetic: that is what is looked for.
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                return _run(opt, loss_and_grads, rates, which, smoothing, stop)
        finally:
            undo()

    if not per_group:
        return test(group)
    if group is not None:
        raise HyperError("give group or per_group, not both", name="group", group=group)
    try:
        names = _varied(make(), None)
    finally:
        undo()
    return {name: test(name) for name in names}


public("gradstep", find_lr)


def _subject(
    params: Any, rule: Rule | None, optimizer: Optimizer | None, options: dict[str, Any]
) -> tuple[Callable[[], Optimizer], dict[str, Any]]:
    """What makes the optimizer to step, and the containers that it writes into."""
    for name in options:
        if name not in KEYWORDS:
            raise unknown_keyword("find_lr", name, [*(find_lr.__kwdefaults__ or ()), *KEYWORDS])
    if optimizer is None:
        if isinstance(params, Optimizer):
            raise BindError(
                "params is an optimizer; write find_lr(..., optimizer=opt)", name="params"
            )
        if params is None:
            raise BindError("give params, or optimizer=opt", name="params")
        if rule is None:
            from ..rules import AdamW

            rule = AdamW()
        tree = as_container(params)
        kept = {
            k: as_container(v, what=k)
            for k in ("grads", "copy_to")
            if (v := options.get(k)) is not None
        }
        options = {**options, **kept}
        return lambda: Optimizer(tree, rule, **options), {"params": tree, **kept}
    if not isinstance(optimizer, Optimizer):
        raise BindError(
            f"optimizer must be one of gradstep's, not {type_name(optimizer)}", name="optimizer"
        )
    for name, value in {"params": params, "rule": rule, **options}.items():
        if value is not None:
            raise HyperError(f"the optimizer has its {name} already; leave {name}= out", name=name)
    binding = optimizer._binding
    trees = {"params": binding.tree, "grads": binding.grads, "copy_to": binding.copy_to}
    return lambda: copy.copy(optimizer), trees


def _varied(opt: Optimizer, group: str | None) -> list[str]:
    """The groups that have a rate; an error if the one that is asked for is not among them."""
    if (calls := opt._engine.accumulate) > 1:
        raise HyperError(
            f"accumulate={calls} makes an update from {calls} calls, and the test gives each call "
            "a rate of its own; have loss_and_grads return the means of as many batches, and leave "
            "accumulate out",
            name="accumulate",
            value=calls,
        )
    having = [name for name, values in opt.groups.items() if "lr" in values]
    if not having:
        rules = " and ".join(sorted({type(g.rule).__name__ for g in opt.groups.values()}))
        raise HyperError(f"{rules} has no learning rate to find", name="rule")
    if group is not None and group not in having:
        raise HyperError(
            f"group: there is no group {group!r} with a learning rate; there are "
            f"{', '.join(having)}",
            name="group",
            group=group,
        )
    return having


def _known(loss: Any, grads: Any) -> tuple[Any, Any]:
    return loss, grads


def _run(
    opt: Optimizer,
    loss_and_grads: LossAndGrads,
    rates: NDArray[np.float64],
    group: str | None,
    smoothing: float,
    stop: float,
) -> LRFinding:
    losses: list[float] = []
    smoothed: list[float] = []
    stopped = None
    mean, left, best = 0.0, 1.0, math.inf
    for n, rate in enumerate(rates.tolist()):
        loss, grads = _answer(loss_and_grads(n))
        if not math.isfinite(loss):
            stopped = f"the loss is {loss} at n = {n}"
            break
        mean = smoothing * mean + (1 - smoothing) * loss
        left *= smoothing
        losses.append(loss)
        smoothed.append(mean / (1 - left))
        best = min(best, smoothed[-1])
        scale = best if best > 0 else max(-best, smoothed[0] - best)
        if smoothed[-1] - best > (stop - 1) * scale:
            stopped = (
                f"the smoothed loss has risen from {best:.3g} to {smoothed[-1]:.3g} at n = {n}"
            )
            break
        try:
            known = partial(_known, loss, grads)
            opt.step(closure=known, lr=rate if group is None else {group: rate})
        except NonFiniteGradientError as error:
            stopped = f"n = {n}: {error}"
            break
    tried = [_frozen(a) for a in (rates[: len(losses)], losses, smoothed)]
    found = suggest(tried[1], tried[2], len(rates), smoothing)
    valley, steepest, lowest = (
        None if i is None else float(rates[i]) for i in (found.valley, found.steepest, found.lowest)
    )
    return LRFinding(
        rates=tried[0],
        losses=tried[1],
        smoothed=tried[2],
        stopped=stopped,
        valley=valley,
        steepest=steepest,
        min_over_10=None if lowest is None else lowest / 10,
        why=found.why,
        group=group,
    )


def _answer(answer: Any) -> tuple[float, Any]:
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise GradientError(
            f"loss_and_grads(n) must return (loss, grads); it returned {type_name(answer)}",
            name="loss_and_grads",
        )
    loss, grads = answer
    must = "loss_and_grads(n) must return a number as loss"
    return loss_of(loss, must, error=GradientError, name="loss_and_grads"), grads


def _rates(start: float, end: float, steps: int) -> NDArray[np.float64]:
    first = number(start, "start", "a positive number", lambda x: 0 < x < math.inf)
    must = f"a finite number above start, {first:g}"
    last = number(end, "end", must, lambda x: first < x and x / first < math.inf)
    must = "a whole number from 10 to 10**6"
    count = whole(steps, "steps", must, lambda n: 10 <= n <= 10**6)
    # A schedule, because its bits are the same everywhere.
    growing = Geometric(first, last / first, every=count - 1)
    rates: NDArray[np.float64] = growing(np.arange(count))
    return rates


def _frozen(values: Any) -> NDArray[np.float64]:
    out = np.array(values, np.float64)
    out.flags.writeable = False
    return out
