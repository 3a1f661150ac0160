# Written by tools/stubs.py.
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypedDict

from typing_extensions import Unpack

from ._core import EMA, SWA, LineSearch, Lookahead, Mechanic, PolyakAverage
from ._optimizer.optimizer import Optimizer as Optimizer
from .rules import _Common, _Number, _Stages

__all__ = [
    "ADOPT",
    "ALIG",
    "ASGD",
    "COCOB",
    "FTML",
    "FTRL",
    "KT",
    "LAMB",
    "LARS",
    "MADGRAD",
    "MARS",
    "PID",
    "PMV",
    "QHM",
    "SGD",
    "SMORMS3",
    "SWATS",
    "ACProp",
    "AccSGD",
    "AdEMAMix",
    "AdaBelief",
    "AdaBound",
    "AdaMod",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "AdamaxW",
    "Adan",
    "AggMo",
    "BarzilaiBorwein",
    "DAdaptAdaGrad",
    "DAdaptAdam",
    "DAdaptAdan",
    "DAdaptLion",
    "DAdaptSGD",
    "DeltaBarDelta",
    "DiffGrad",
    "DoG",
    "DoWG",
    "Eve",
    "Fromage",
    "Grams",
    "HypergradientAdam",
    "HypergradientSGD",
    "IRpropPlus",
    "LDoG",
    "LaProp",
    "Lion",
    "MoMo",
    "MoMoAdam",
    "NAdam",
    "NAdamW",
    "NadaMax",
    "NovoGrad",
    "OptimisticAdam",
    "OptimisticGD",
    "Optimizer",
    "PAdam",
    "PolyakSGD",
    "Prodigy",
    "QHAdam",
    "RAdam",
    "RMSprop",
    "RowwiseAdagrad",
    "Rprop",
    "ScheduleFreeAdamW",
    "ScheduleFreeRAdam",
    "ScheduleFreeSGD",
    "SignSGD",
    "Signum",
    "SimplifiedAdEMAMix",
    "Sophia",
    "StableAdamW",
    "Tiger",
    "WNGrad",
    "Yogi",
]

class _Options(TypedDict, total=False):
    groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None
    grads: Any
    clip_norm: float | None
    nonfinite: Literal["raise", "skip", "propagate"]
    max_skips: int
    zero_grads: bool
    report: bool
    accumulate: int
    average: EMA | SWA | PolyakAverage | None
    lookahead: Lookahead | None
    mechanic: Mechanic | None
    state_dtype: Any
    state_min_size: int
    rounding: Literal["stochastic", "nearest", "kahan", "master", "split"]
    seed: int
    bounds: tuple[float | None, float | None] | None
    copy_to: Any
    line_search: LineSearch | None

class _Keywords(_Common, _Options, total=False): ...
class _KeywordsWithoutDecay(_Stages, _Options, total=False): ...

class SGD(Optimizer):
    """Stochastic gradient descent, with momentum and Nesterov's look-ahead.
        b ← momentum·b + (1 - dampening)·g,  b = g at the first step;
          d = g + momentum·b (nesterov), b (momentum) or g
        p ← p - lr·d;
          with lr_in_momentum b sums lr·g, and p ← p - d: past gradients keep the rate of their time
    Robbins & Monro 1951; Sutskever et al., On the importance of initialization and momentum, 2013.
    As torch.optim.SGD;
    with lr_in_momentum as Keras and scikit-learn.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        nesterov: Look ahead by one momentum step (bool).
        lr_in_momentum: The momentum buffer sums steps, each with the rate of its time, not gradients (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.0,
        dampening: _Number = 0.0,
        nesterov: bool = False,
        lr_in_momentum: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ASGD(Optimizer):
    """ASGD: gradient descent with a falling rate, whose parameters are averaged in `ax`.
        η = lr / (1 + lambd·lr·(t-1))^power;  μ = 1 / max(1, t - 1 - t0)
        p ← (1 - lambd·η)·p - η·g;  ax ← ax + μ·(p - ax)
    Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992. As
    torch.optim.ASGD at a constant lr (there η follows a changed lr one step later).

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        lambd: Decay of the parameters and of the rate (number or schedule, >= 0).
        power: Power of the decay (number or schedule, >= 0).
        t0: Updates before the averaging starts (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        lambd: _Number = 0.0001,
        power: _Number = 0.75,
        t0: _Number = 1000000.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SignSGD(Optimizer):
    """signSGD: every element moves by lr against the sign of its gradient.
        p ← p - lr·sign(g)
    Bernstein et al., signSGD: Compressed Optimisation for Non-Convex Problems, 2018. As
    optax.sign_sgd.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Signum(Optimizer):
    """Signum: signSGD on a running mean of the gradients.
        m ← momentum·m + (1 - momentum)·g;  p ← p - lr·sign(m)
    Bernstein et al., signSGD: Compressed Optimisation for Non-Convex Problems, 2018. As
    optax.signum.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.9,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Lion(Optimizer):
    """Lion: the sign of a blend of gradient and momentum, with decoupled weight decay.
        p ← (1 - lr·weight_decay)·p;  c = β₁·m + (1-β₁)·g;  m ← β₂·m + (1-β₂)·g
        p ← p - lr·sign(c);  with refined the step is lr·c where |c| < 1
    Chen et al., Symbolic Discovery of Optimization Algorithms, 2023. As lion-pytorch; refined:
    optax.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        refined: Step proportionally where the blend is below 1, by sign beyond (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        weight_decay: _Number = 0.0,
        refined: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Tiger(Optimizer):
    """Tiger: Lion with one decay in place of two, so that the step is the sign of the momentum.
        p ← (1 - lr·weight_decay)·p;  m ← β₁·m + (1-β₁)·g;  p ← p - lr·sign(m)
    Su, Tiger: A Tight-fisted Optimizer, 2023. As pytorch_optimizer's Tiger.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.965,
        weight_decay: _Number = 0.01,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class QHM(Optimizer):
    """QHM, quasi-hyperbolic momentum: a weighted mean of the gradient and of its running mean.
        b ← momentum·b + (1 - momentum)·g;  p ← p - lr·((1-ν)·g + ν·b)
    Ma & Yarats, Quasi-hyperbolic Momentum and Adam for Deep Learning, 2019.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        nu: Weight of the momentum buffer against the gradient (number or schedule, in [0, 1]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.999,
        nu: _Number = 0.7,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AggMo(Optimizer):
    """AggMo, aggregated momentum: the mean of three momentum buffers of different decays.
        bᵢ ← momentumᵢ·bᵢ + g;  p ← p - lr·(b₁ + b₂ + b₃)/3
    Lucas et al., Aggregated Momentum: Stability Through Passive Damping, 2019.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum1: Decay of the first momentum buffer (number or schedule, >= 0).
        momentum2: Decay of the second momentum buffer (number or schedule, >= 0).
        momentum3: Decay of the third momentum buffer (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum1: _Number = 0.0,
        momentum2: _Number = 0.9,
        momentum3: _Number = 0.99,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PID(Optimizer):
    """PID: a controller whose error is the gradient: the gradient, its momentum and its smoothed
    change.
        i ← momentum·i + (1 - dampening)·g;  d ← momentum·d + (1 - momentum)·(g - prev),
          d = 0 at the first step
        p ← p - lr·(g + integral·i + derivative·d);  prev ← g
    An et al., A PID Controller Approach for Stochastic Optimization of Deep Networks, 2018.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        integral: Weight of the momentum buffer (number or schedule, >= 0).
        derivative: Weight of the gradient's smoothed change (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        momentum: _Number = 0.9,
        dampening: _Number = 0.0,
        integral: _Number = 5.0,
        derivative: _Number = 10.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AccSGD(Optimizer):
    """AccSGD, accelerated SGD: short steps coupled to the running mean of long ones.
        α = 1 - ξ·c²/κ;  w ← α·w + (1-α)·(p - κ·lr/c · g),  w = p at first
        p ← (c·(p - lr·g) + (1-α)·w) / (c + 1 - α)
    κ: how much longer the long step is; ξ: the statistical advantage, at most √κ; c: the constant,
    0.7.
    Kidambi et al., On the Insufficiency of Existing Momentum Schemes for Stochastic
    Optimization, 2018.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        kappa: How much longer the long step is than the short one (number or schedule, >= 1).
        xi: Statistical advantage of the accelerated method (number or schedule, >= 0).
        constant: AccSGD's small constant (number or schedule, in [0, 1]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        kappa: _Number = 1000.0,
        xi: _Number = 10.0,
        constant: _Number = 0.7,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class OptimisticGD(Optimizer):
    """Optimistic gradient descent: the gradient's last change is expected to come once more.
        p ← p - lr·(g + optimism·(g - prev)),  prev = g at the first step;  prev ← g
    Daskalakis et al., Training GANs with Optimism, 2018. As optax.optimistic_gradient_descent with
    alpha = 1.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        optimism: Weight of the last change of the gradient, or of the direction, expected to come again (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        optimism: _Number = 1.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Rprop(Optimizer):
    """Rprop: every element has a step of its own, which grows while the gradient keeps its sign and
    shrinks when it turns.
        s ← clamp(s · change, min_step_size, max_step_size),  s = lr at first
          change = eta_plus if g·prev > 0, eta_minus if g·prev < 0, else 1
        p ← p - sign(g)·s;  prev ← g
        but where g·prev < 0:
          iRprop-  (as it comes)                         nothing moves and prev ← 0
          Rprop-   (improved=False)                      as everywhere
          Rprop+   (improved=False, backtracking=True)   the last step is taken back and prev ← 0
          iRprop+  (the rule IRpropPlus)
            the last step is taken back if the loss has risen; prev ← 0
    With delayed each step of iRprop- applies what the one before has found, or nothing where g has
    turned; s is clamped only where it changes, and stays at 0 once it is 0.
    Riedmiller & Braun, A Direct Adaptive Method for Faster Backpropagation Learning, 1993;
    improved: Igel & Hüsken 2000. As torch.optim.Rprop; with delayed as optax.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        eta_minus: Factor on the step where the gradient turns (number or schedule, in [0, 1]).
        eta_plus: Factor on the step where the gradient keeps its sign (number or schedule, >= 1).
        min_step_size: Smallest step of an element (number or schedule, >= 0).
        max_step_size: Largest step of an element (number or schedule, >= 0).
        delayed: Apply in each step what the step before has found (bool).
        improved: Where the gradient turns, stay for one step (bool).
        backtracking: Take the last step back where the gradient turns (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        eta_minus: _Number = 0.5,
        eta_plus: _Number = 1.2,
        min_step_size: _Number = 1e-06,
        max_step_size: _Number = 50.0,
        delayed: bool = False,
        improved: bool = True,
        backtracking: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adagrad(Optimizer):
    """Adagrad: each element's rate shrinks with the squared gradients it has seen.
        s ← s + g²;  p ← p - lr/(1 + (t-1)·lr_decay) · g / (√s + eps)  (√(s + eps) with eps_in_sqrt)
    Duchi, Hazan & Singer, Adaptive Subgradient Methods, 2011. As torch.optim.Adagrad; with
    eps_in_sqrt as Keras and optax.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        lr_decay: Lr is divided by 1 + (t - 1) * lr_decay (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_in_sqrt: Add eps under the root instead of after it (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        lr_decay: _Number = 0.0,
        initial_accumulator_value: _Number = 0.0,
        eps: _Number = 1e-10,
        eps_in_sqrt: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RowwiseAdagrad(Optimizer):
    """Row-wise Adagrad: Adagrad with one accumulator per row (the first axis), for embedding tables.
        sum ← sum + mean of g² over the row;  p ← p - lr·g / (√sum + eps)
    An array of fewer than two axes is one row.
    Gupta et al., Training Recommender Systems at Scale: Communication-Efficient Model and Data
    Parallelism, 2021. As FBGEMM's row-wise Adagrad.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class WNGrad(Optimizer):
    """WNGrad: gradient descent whose rate falls with the squared gradients, as weight normalization
    makes it fall.
        b ← b + |lr·g|²/b,  b = 1 at first;  p ← p - lr/b · g,  |g| over all arrays
    lr is the largest rate. One that is too large falls with the first gradients, and then farther
    than it need.
    Wu, Ward & Bottou, WNGrad: Learn the Learning Rate in Gradient Descent, 2018, whose b is b/lr
    here. The paper lets the user choose b for the first step; here, as in ensmallen, the first
    gradient counts in it. ensmallen has lr = 0.562 as its default.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adadelta(Optimizer):
    """Adadelta: steps in the units of the parameters, from the ratio of two running means.
        v ← ρ·v + (1-ρ)·g²;  d = √(u + eps) / √(v + eps) · g;  u ← ρ·u + (1-ρ)·d²;  p ← p - lr·d
    Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012. As torch.optim.Adadelta.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        rho: Decay of the running means (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        rho: _Number = 0.9,
        eps: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RMSprop(Optimizer):
    """RMSprop: gradients divided by their running root mean square.
        v ← α·v + (1-α)·g²;  a ← a + (1-α)·(g - a);  d = g / (√(v - a²) + eps)
          (without a² unless centered)
        p ← p - lr·d, or with momentum  b ← momentum·b + d;  p ← p - lr·b
          (d + momentum·b with nesterov)
    Options: eps_in_sqrt: √(v - a² + eps); bias_correction: v divided by 1 - αᵗ; lr_in_momentum: b
    sums lr·d.
    Tieleman & Hinton, lecture 6.5, 2012; centered: Graves 2013. As torch.optim.RMSprop, with v - a²
    kept at 0 or above;
    optax and Keras: eps_in_sqrt and lr_in_momentum.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        alpha: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        centered: Divide by the standard deviation instead of the root mean square (bool).
        nesterov: Look ahead by one momentum step (bool).
        eps_in_sqrt: Add eps under the root instead of after it (bool).
        lr_in_momentum: The momentum buffer sums steps, each with the rate of its time, not gradients (bool).
        bias_correction: Correct the running means for their start at zero (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        alpha: _Number = 0.99,
        eps: _Number = 1e-08,
        momentum: _Number = 0.0,
        initial_accumulator_value: _Number = 0.0,
        centered: bool = False,
        nesterov: bool = False,
        eps_in_sqrt: bool = False,
        lr_in_momentum: bool = False,
        bias_correction: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SMORMS3(Optimizer):
    """SMORMS3, squared mean over root mean squared cubed: RMSprop whose rate is bounded by how much of
    the squared gradient its mean explains, and which forgets faster the more that is.
        r = 1/(mem + 1),  mem = 1 at first;  m ← m + r·(g - m);  v ← v + r·(g² - v)
        x = m²/(v + eps);  mem ← 1 + mem·(1 - x);  p ← p - min(lr, x) · g / (√v + eps)
    Funk, RMSprop loses to SMORMS3: Beware the Epsilon!, 2015. ensmallen computes the same.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        eps: _Number = 1e-16,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class FTRL(Optimizer):
    """FTRL-proximal: the parameters solve the sum of all past gradients, with L1 and L2 penalties,
    anew at each step.
        n' = n + g²;  z ← z + g + l2_shrinkage·p - (n'^-lr_power - n^-lr_power)/lr · p;  n ← n'
        p ← 0 where |z| <= l1, else (sign(z)·l1 - z) / ((n^-lr_power + beta)/lr + l2)
    What p was counts only through z, so an element that has had no gradient becomes 0. lr = 0
    leaves everything as it is.
    McMahan et al., Ad Click Prediction: a View from the Trenches, 2013 (lr_power = -½, n from 0).
    Keras' l2 and l2_shrinkage count twice here.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        lr_power: The rate falls as the sum of squared gradients to this power (number or schedule, <= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        beta: Added to the root of the sum of squared gradients (number or schedule, >= 0).
        l1: L1 penalty on the parameters (number or schedule, >= 0).
        l2: L2 penalty on the parameters (number or schedule, >= 0).
        l2_shrinkage: L2 penalty that acts through the gradient (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        lr_power: _Number = -0.5,
        initial_accumulator_value: _Number = 0.1,
        beta: _Number = 0.0,
        l1: _Number = 0.0,
        l2: _Number = 0.0,
        l2_shrinkage: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MADGRAD(Optimizer):
    """MADGRAD: dual averaging with momentum: a step from the start by the sum of all gradients, over
    the cube root of that of their squares.
        λ = (lr + eps)·√t;  v ← v + λ·g²;  s ← s + λ·g;  z = x₀ - s / (∛v + eps),  x₀ the first p
        p ← momentum·p + (1 - momentum)·z
    Defazio & Jelassi, Adaptivity without Compromise: A Momentumized, Adaptive, Dual Averaged
    Gradient Method, 2021.
    As the authors' code.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        momentum: _Number = 0.9,
        eps: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Adam(Optimizer):
    """Adam: running means of the gradient and of its square, both corrected for their start at zero.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)
    nesterov looks ahead: β₁·m/(1-β₁ᵗ⁺¹) + (1-β₁)·g/(1-β₁ᵗ) in place of m/(1-β₁ᵗ). eps_root is added
    to w/(1-β₂ᵗ).
    With eps_hat both eps are added before the division by √(1-β₂ᵗ): √(w + eps_root) + eps.
    Kingma & Ba, Adam, 2015; amsgrad: Reddi, Kale & Kumar 2018; nesterov: Dozat 2016. As
    torch.optim.Adam.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        amsgrad_corrected: Correct the second moment before its maximum instead of after it (bool).
        nesterov: Look ahead by one momentum step (bool).
        uniform_correction: Nesterov corrects the mean and the gradient alike (bool).
        eps_hat: Add eps to the second moment's root before its bias correction (bool).
        bias_correction1: Correct the running mean of gradients for its start at zero (bool).
        bias_correction2: Correct the running mean of squared gradients for its start at zero (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        amsgrad_corrected: bool = False,
        nesterov: bool = False,
        uniform_correction: bool = False,
        eps_hat: bool = False,
        bias_correction1: bool = True,
        bias_correction2: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamW(Optimizer):
    """AdamW: Adam whose weight decay acts on the parameter, not through the gradient (decoupled).
        p ← (1 - lr·weight_decay)·p;  then Adam's step, with Adam's options:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)
    Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019. As torch.optim.AdamW.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        amsgrad_corrected: Correct the second moment before its maximum instead of after it (bool).
        nesterov: Look ahead by one momentum step (bool).
        uniform_correction: Nesterov corrects the mean and the gradient alike (bool).
        eps_hat: Add eps to the second moment's root before its bias correction (bool).
        bias_correction1: Correct the running mean of gradients for its start at zero (bool).
        bias_correction2: Correct the running mean of squared gradients for its start at zero (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        amsgrad_corrected: bool = False,
        nesterov: bool = False,
        uniform_correction: bool = False,
        eps_hat: bool = False,
        bias_correction1: bool = True,
        bias_correction2: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Adamax(Optimizer):
    """Adamax: Adam with the infinity norm: the largest gradient so far, fading, in place of √v.
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u
    Without eps_in_max: u ← max(β₂·u, |g|) and division by u + eps.
    Kingma & Ba, Adam, 2015, section 7.1. As torch.optim.Adamax.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_in_max: Add eps inside the maximum instead of after it (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_in_max: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdamaxW(Optimizer):
    """AdamaxW: Adamax with decoupled weight decay.
        p ← (1 - lr·weight_decay)·p;  then Adamax's step:
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g| + eps);  p ← p - lr/(1-β₁ᵗ) · m / u
    Kingma & Ba 2015; Loshchilov & Hutter 2019. As optax.adamaxw.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps_in_max: Add eps inside the maximum instead of after it (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0001,
        eps_in_max: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class NAdam(Optimizer):
    """NAdam: Adam with Nesterov's look-ahead and a momentum that warms up. ψ = momentum_decay.
        μₜ = β₁·(1 - 0.96^(t·ψ)/2);  P ← P·μₜ, the product of all μ so far
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (√v/√(1-β₂ᵗ) + eps)
    Dozat, Incorporating Nesterov Momentum into Adam, 2016. As torch.optim.NAdam.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        momentum_decay: Speed at which the momentum warms up (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        momentum_decay: _Number = 0.004,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class NAdamW(Optimizer):
    """NAdamW: NAdam with decoupled weight decay.
        p ← (1 - lr·weight_decay)·p;  then NAdam's step:
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (√v/√(1-β₂ᵗ) + eps)
    Dozat 2016; Loshchilov & Hutter 2019. As torch.optim.NAdam with decoupled_weight_decay.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        momentum_decay: Speed at which the momentum warms up (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        momentum_decay: _Number = 0.004,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class NadaMax(Optimizer):
    """NadaMax: Adamax with Nesterov's look-ahead and a momentum that warms up. ψ = momentum_decay.
        μₜ = β₁·(1 - 0.96^(t·ψ)/2);  P ← P·μₜ, the product of all μ so far
        m ← m + (1-β₁)(g - m);  u ← max(β₂·u, |g|)
        p ← p - lr · ((1-μₜ)/(1-P)·g + μₜ₊₁/(1-P·μₜ₊₁)·m) / (u + eps)
    Dozat, Incorporating Nesterov Momentum into Adam, 2016. ensmallen has lr = 0.001 and β₂ = 0.99
    as its defaults.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        momentum_decay: Speed at which the momentum warms up (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.002,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        momentum_decay: _Number = 0.004,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class OptimisticAdam(Optimizer):
    """Optimistic Adam: the last change of Adam's direction is expected to come once more.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        d = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ) + eps_root) + eps)
        p ← p - lr·(d + optimism·(d - prev)),  prev = d at the first step;  prev ← d
    nesterov as in Adam. With first_difference prev = 0 at the first step, which is then longer, as
    in ensmallen.
    Daskalakis et al., Training GANs with Optimism, 2018, algorithm 1. As optax.optimistic_adam_v2,
    where nesterov is the default.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        optimism: Weight of the last change of the gradient, or of the direction, expected to come again (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).
        first_difference: The first gradient counts as a change from zero (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        optimism: _Number = 1.0,
        nesterov: bool = False,
        first_difference: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class RAdam(Optimizer):
    """RAdam: Adam that waits until its second moment is worth using, and then trusts it by degrees.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > sma_threshold:  r = √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          p ← p - lr·r/(1-β₁ᵗ) · m·√(1-β₂ᵗ)/(√v + eps)
        else:               p ← p - lr/(1-β₁ᵗ) · m,  or no step without degenerated_to_sgd
    nesterov, eps_root and eps_hat as in Adam; here eps_hat is the default.
    Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, 2020. As
    torch.optim.RAdam.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        sma_threshold: Shortest length of the second moment's average that is rectified (number or schedule, >= 4).
        nesterov: Look ahead by one momentum step (bool).
        degenerated_to_sgd: Before rectification holds, step by the mean gradient (bool).
        eps_hat: Add eps to the second moment's root before its bias correction (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        sma_threshold: _Number = 5.0,
        nesterov: bool = False,
        degenerated_to_sgd: bool = True,
        eps_hat: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaBelief(Optimizer):
    """AdaBelief: Adam that divides by how far gradients stray from their mean, so that steps are small
    where gradients surprise.
        m ← m + (1-β₁)(g - m);  s ← β₂·s + (1-β₂)(g - m)² + eps_root;
          w = s, or with amsgrad the largest s so far
        p ← p - lr/(1-β₁ᵗ) · m / (√w/√(1-β₂ᵗ) + eps)
    rectify takes RAdam's step with w for its v, and sma_threshold and degenerated_to_sgd from
    there. nesterov as in Adam.
    Zhuang et al., AdaBelief Optimizer, 2020; the paper's ε is both eps and eps_root. As
    optax.adabelief.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        sma_threshold: Shortest length of the second moment's average that is rectified (number or schedule, >= 4).
        amsgrad: Divide by the largest second moment so far (bool).
        nesterov: Look ahead by one momentum step (bool).
        rectify: Reduce the step while the second moment is uncertain, as RAdam (bool).
        degenerated_to_sgd: Before rectification holds, step by the mean gradient (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-16,
        eps_root: _Number = 1e-16,
        sma_threshold: _Number = 5.0,
        amsgrad: bool = False,
        nesterov: bool = False,
        rectify: bool = False,
        degenerated_to_sgd: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Yogi(Optimizer):
    """Yogi: Adam whose second moment moves by amounts of g², so that it cannot fall or rise at once.
        m ← m + (1-β₁)(g - m);  v ← v - (1-β₂)·sign(v - g²)·g²;
          both start at initial_accumulator_value
        p ← p - lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)
    Zaheer et al., Adaptive Methods for Nonconvex Optimization, 2018. As optax.yogi.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 0.001,
        initial_accumulator_value: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PAdam(Optimizer):
    """PAdam, partially adaptive Adam: it is Adam at partial = 1/2, and SGD with momentum at 0.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  w = v, or with amsgrad the largest v so far
        p ← p - lr·√(1-β₂ᵗ)/(1-β₁ᵗ) · m / (√w + eps)^(2·partial)
    Chen et al., Closing the Generalization Gap of Adaptive Gradient Methods, 2018. As the authors'
    code.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        partial: Power of the second moment that is divided by (number or schedule, in [0, 1]).
        amsgrad: Divide by the largest second moment so far (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.1,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        partial: _Number = 0.25,
        amsgrad: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class QHAdam(Optimizer):
    """QHAdam: quasi-hyperbolic Adam: both moments are mixed with the present gradient; Adam at ν₁ =
    ν₂ = 1.
        m ← m + (1-β₁)/(1-β₁ᵗ)·(g - m);  v ← v + (1-β₂)/(1-β₂ᵗ)·(g² - v)
          (kept with their biases corrected)
        p ← p - lr · (ν₁·m + (1-ν₁)·g) / (√(ν₂·v + (1-ν₂)·g²) + eps)
    Ma & Yarats, Quasi-hyperbolic momentum and Adam for deep learning, 2019. As the authors' code.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        nu1: Weight of the mean gradient against the present one (number or schedule, in [0, 1]).
        nu2: Weight of the mean squared gradient against the present one (number or schedule, in [0, 1]).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        nu1: _Number = 1.0,
        nu2: _Number = 1.0,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaMod(Optimizer):
    """AdaMod: Adam whose rates, element by element, may not exceed their own running mean.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  η = lr·√(1-β₂ᵗ)/(1-β₁ᵗ) / (√v + eps)
        a ← a + (1-β₃)(η - a);  p ← p - min(η, a)·m
    Ding, Ren, Luo & Sun, An Adaptive and Momental Bound Method for Stochastic Learning, 2019. As
    the authors' code.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.999,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class AdaBound(Optimizer):
    """AdaBound: Adam whose rates are held between bounds that close in on final_lr: it ends as SGD
    with momentum.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;
          w = v, or with amsgrad (AMSBound) the largest v so far
        η = clamp(lr·√(1-β₂ᵗ)/(1-β₁ᵗ) / (√(w + eps_root) + eps),
          final_lr·(1 - 1/(γt+1)), final_lr·(1 + 1/(γt)))
        p ← p - η·m;   with base_lr > 0 the bounds follow lr's schedule: final_lr·lr/base_lr
    Luo, Xiong, Liu & Sun, Adaptive Gradient Methods with Dynamic Bound of Learning Rate, 2019. As
    the authors' code.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        final_lr: Rate that the bounds close in on (number or schedule, >= 0).
        gamma: Speed at which the bounds close in (number or schedule, >= 0).
        base_lr: Learning rate that final_lr belongs to: final_lr moves with lr; 0: it stays (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        final_lr: _Number = 0.1,
        gamma: _Number = 0.001,
        base_lr: _Number = 0.0,
        eps_root: _Number = 0.0,
        amsgrad: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DiffGrad(Optimizer):
    """DiffGrad: Adam slowed down, to half at most, where the gradient has stopped changing.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  ξ = 1/(1 + exp(-|g - g_prev|))
        p ← p - lr·√(1-β₂ᵗ)/(1-β₁ᵗ) · ξ·m / (√(v + eps_root) + eps);
          g_prev ← g, and 0 before the first step
    Dubey et al., diffGrad: An Optimization Method for Convolutional Neural Networks, 2020. As the
    authors' code.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class Grams(Optimizer):
    """Grams: the size of a step is Adam's, and its direction is against the present gradient.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - sign(g)·|lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + eps)|
    Cao, Li & Song, Grams: Gradient Descent with Adaptive Momentum Scaling, 2024. As the authors'
    code.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LaProp(Optimizer):
    """LaProp: the gradient is divided first and averaged afterwards, so that the momentum is of steps,
    each with the rate of its time.
        v ← β₂·v + (1-β₂)·g²;  x = g / (√(v/(1-β₂ᵗ) + eps_root) + eps);  m ← β₁·m + (1-β₁)·lr·x
        l ← β₁·l + (1-β₁)·lr, which is (1-β₁ᵗ)·lr at a constant lr;
          p ← (p - m·lr/l)·(1 - lr·weight_decay)
    eps_hat as in Adam. Ziyin, Wang & Ueda, LaProp: Separating Momentum and Adaptivity in
    Adam, 2020. As timm's LaProp.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        eps_hat: Add eps to the second moment's root before its bias correction (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0004,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-15,
        weight_decay: _Number = 0.0,
        eps_root: _Number = 0.0,
        eps_hat: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Adan(Optimizer):
    """Adan: Adam with Nesterov's look-ahead, estimated from the change of the gradient.
        Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·g;  d ← β₂·d + (1-β₂)·Δ;
          v ← β₃·v + (1-β₃)(g + w·Δ)²,  w = β₂
        u = (m/(1-β₁ᵗ) + w·d/(1-β₂ᵗ)) / (√(v/(1-β₃ᵗ) + eps_root) + eps)
        p ← (p - lr·u) / (1 + lr·weight_decay), or with no_prox  p ← (1 - lr·weight_decay)·p - lr·u
    complement_beta2: w = 1 - β₂, as optax. skip_first: the first step only remembers g, as
    adan-pytorch.
    Xie et al., Adan: Adaptive Nesterov Momentum Algorithm, 2022. As the authors' code and timm.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        no_prox: Decay the parameter before the step, not proximally after it (bool).
        complement_beta2: Weigh changes of the gradient by 1 - beta2 instead of beta2 (bool).
        skip_first: The first step only remembers the gradient (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.98,
        beta2: _Number = 0.92,
        beta3: _Number = 0.99,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        weight_decay: _Number = 0.0,
        no_prox: bool = False,
        complement_beta2: bool = False,
        skip_first: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class AdEMAMix(Optimizer):
    """AdEMAMix: Adam with a second, much slower mean of the gradients, which remembers thousands of
    steps.
        m ← m + (1-β₁)(g - m);  s ← s + (1-β₃)(g - s);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr · (m/(1-β₁ᵗ) + slow_weight·s) / (√(v/(1-β₂ᵗ)) + eps)
    Both may warm up: slow_weight linearly from 0, β₃ from β₁ so that its half-life grows linearly.
    The paper's weight decay is the one with decoupled_weight_decay.
    Pagliardini, Ablin & Grangier, The AdEMAMix Optimizer: Better, Faster, Older, 2024; slow_weight
    is its α.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        slow_weight: Weight of the slow mean of gradients beside the fast one (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        slow_weight_warmup: Updates over which slow_weight rises from 0; 0: none (number or schedule, in [0, 9.0072e+15]).
        beta3_warmup: Updates over which beta3 rises from beta1; 0: none (number or schedule, in [0, 9.0072e+15]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.9999,
        slow_weight: _Number = 5.0,
        eps: _Number = 1e-08,
        slow_weight_warmup: _Number = 0.0,
        beta3_warmup: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SimplifiedAdEMAMix(Optimizer):
    """Simplified AdEMAMix: a decaying sum of gradients plus the present one, divided by the root of
    Adam's second moment.
        m ← β₁·m + g;  v ← β₂·v + (1-β₂)·g²;
          p ← p - lr · (m + grad_weight·g) / (√(v/(1-β₂ᵗ)) + eps)
    grad_averaging takes (1-β₁)·g into m, and correct_twice divides by 1-β₂ᵗ once more: both as
    pytorch_optimizer.
    Morwani et al., Connections between Schedule-Free Optimizers, AdEMAMix, and Accelerated SGD
    Variants, 2025; grad_weight is its α. As optax.contrib.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        grad_weight: Weight of the present gradient beside the momentum (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        grad_averaging: The momentum is a mean of gradients, not a decaying sum (bool).
        correct_twice: Divide by the second moment's bias correction once more (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.99,
        beta2: _Number = 0.95,
        grad_weight: _Number = 0.0,
        eps: _Number = 1e-08,
        grad_averaging: bool = False,
        correct_twice: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ADOPT(Optimizer):
    """ADOPT: Adam that divides each gradient by the second moment before it, and averages after that.
        first v ← g², and nothing moves;  then
          x = clamp(g / max(√v, eps), ±(t - clip_offset)^clip_exponent)
        m ← m + (1-β₁)(x - m);  p ← p - lr·m;  v ← β₂·v + (1-β₂)·g²
    Taniguchi et al., ADOPT: Modified Adam Can Converge with Any β₂ with the Optimal Rate, 2024. As
    the authors' code;
    clip_offset = 0: pytorch_optimizer; nesterov: optax.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        clip_exponent: Normalized gradients are clipped at (t - clip_offset) to this power (number or schedule, >= 0).
        clip_offset: Normalized gradients are clipped at a power of t minus this (number or schedule, in [0, 1]).
        use_clipping: Clip normalized gradients (bool).
        nesterov: Look ahead by one momentum step (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.9999,
        eps: _Number = 1e-06,
        clip_exponent: _Number = 0.25,
        clip_offset: _Number = 1.0,
        use_clipping: bool = True,
        nesterov: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MARS(Optimizer):
    """MARS: AdamW on gradients whose variance is reduced by their last change.
        c = g + variance_reduction · β₁/(1-β₁) · (g - g_prev);
          c ← c / max(|c|, 1), |c| over the array
        m ← m + (1-β₁)(c - m);  v ← β₂·v + (1-β₂)·c²;  w = v, or with amsgrad the largest v so far
        p ← (1 - lr·weight_decay)·p - lr · m/(1-β₁ᵗ) / (√(w/(1-β₂ᵗ) + eps_root) + eps)
    g_prev is 0 at first; without first_difference it is g, as timm. eps_hat adds eps_root and eps
    to w and its root before their correction: pytorch_optimizer.
    Yuan et al., MARS: Unleashing the Power of Variance Reduction for Training Large Models, 2024;
    variance_reduction is its γ. As MARS-AdamW of the authors' code, for arrays of any shape.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        variance_reduction: Weight of the gradient's last change in the corrected gradient (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        amsgrad: Divide by the largest second moment so far (bool).
        eps_hat: Add eps to the second moment's root before its bias correction (bool).
        first_difference: The first gradient counts as a change from zero (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.003,
        beta1: _Number = 0.95,
        beta2: _Number = 0.99,
        variance_reduction: _Number = 0.025,
        eps: _Number = 1e-08,
        eps_root: _Number = 0.0,
        weight_decay: _Number = 0.0,
        amsgrad: bool = False,
        eps_hat: bool = False,
        first_difference: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Sophia(Optimizer):
    """Sophia: momentum divided by the diagonal of the Hessian, clipped where the diagonal is small,
    with decoupled weight decay.
        m ← m + (1-β₁)(g - m);
          h ← β₂·h + (1-β₂)·hessian in the steps that are given an estimate `hessian`
        p ← (1 - lr·weight_decay)·p - lr · clamp(m / max(hessian_scale·h, eps), ±clip_threshold)
    Give an estimate every 10 steps or so: with SophiaG the squared gradients of sampled labels,
    times the batch size.
    bias_correction corrects m for its start at zero, and delayed applies the h before this step:
    both as optax.
    Liu et al., Sophia: A Scalable Stochastic Second-order Optimizer for Language Model
    Pre-training, 2023.
    hessian_scale is its γ, and ρ in the authors' SophiaG.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        hessian_scale: Factor on the diagonal of the Hessian (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        clip_threshold: Largest step of an element, as a multiple of lr (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        bias_correction: Correct the running means for their start at zero (bool).
        delayed: Apply in each step what the step before has found (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0001,
        beta1: _Number = 0.965,
        beta2: _Number = 0.99,
        hessian_scale: _Number = 0.04,
        eps: _Number = 1e-12,
        clip_threshold: _Number = 1.0,
        weight_decay: _Number = 0.1,
        bias_correction: bool = False,
        delayed: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class StableAdamW(Optimizer):
    """StableAdamW: AdamW that slows down while the gradients of an array are larger than its second
    moment expects.
        m ← m + (1-β̂₁)(g - m);  v ← β̂₂·v + (1-β̂₂)·g²,
          β̂ = β·(1-βᵗ⁻¹)/(1-βᵗ) in place of bias corrections
        r = lr / max(1, √mean(g²/max(v, eps²)));  p ← (1 - r·weight_decay)·p - r·m / (√v + eps)
    Wortsman et al., Stable and low-precision training for large-scale vision-language models, 2023.
    As pytorch_optimizer.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.01,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class ACProp(Optimizer):
    """ACProp: gradients divided by how far the ones before strayed from their mean: centered and
    asynchronous.
        p ← p - lr·g / (√(s/(1-β₂ᵗ⁻¹)) + eps), by 1 + eps at first
        s ← β₂·s + (1-β₂)(g - m)² + eps_root;  m ← m + (1-β₁)(g - m)
    Zhuang et al., Momentum Centering and Asynchronous Update for Adaptive Gradient Methods, 2021.
    As optax.contrib.acprop.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-16,
        eps_root: _Number = 1e-16,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class FTML(Optimizer):
    """FTML, follow the moving leader: each step goes to the minimum of all past steps' quadratic
    models, of which the newest count most.
        v ← β₂·v + (1-β₂)·g²;  d ← (1-β₁ᵗ)/lr · (√(v/(1-β₂ᵗ)) + eps)
        p ← p - (1-β₁)·g/d
    The paper keeps z ← β₁·z + (1-β₁)·g - (d - β₁·d_prev)·p and sets p ← -z/d. As z = -d_prev·p
    before each step, that is the same step, and neither z nor d need be kept.
    Zheng & Kwok, Follow the Moving Leader in Deep Learning, 2017. ensmallen has β₁ = 0.9 and
    lr = 0.001 as its defaults.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0025,
        beta1: _Number = 0.6,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class SWATS(Optimizer):
    """SWATS, switching from Adam to SGD: Adam until the rate at which SGD would go as far along its
    steps has settled, and SGD with momentum at that rate from then on.
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²;  u = √(1-β₂ᵗ)/(1-β₁ᵗ) · m / (√v + eps);
          p ← p - lr·u
        γ = ⟨u, u⟩/⟨u, g⟩ over all arrays;  λ ← β₂·λ + (1-β₂)·γ where ⟨u, g⟩ is not 0
        Λ = λ/(1-β₂ᵗ);  once Λ > 0 and lr·|Λ - γ| < eps, not at the first step, m ← 0, and after it
          m ← m + (1-β₁)(g - m);  p ← p - lr·Λ·m
    All arrays switch together. The paper's γ, λ and Λ are lr times these; here lr moves on as
    scheduled after the switch. A negative Λ, of which the paper says nothing, does not end Adam.
    Keskar & Socher, Improving Generalization Performance by Switching from Adam to SGD, 2017.
    ensmallen and pytorch_optimizer have eps = 1e-6 as their default; in pytorch_optimizer each
    array has a λ, and the first to settle switches its whole group.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-09,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LAMB(Optimizer):
    """LAMB: Adam's step, rescaled for each array to the norm of its parameters.
        m ← β₁·m + (1-β₁)·g;  v ← β₂·v + (1-β₂)·g²;
          u = m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
        p ← p - lr·r·u,  r = |p| / (|u| + trust_eps), 1 if a norm is 0, at most 1 with trust_clip
    Without always_adapt r = 1 where weight_decay = 0. decoupled_weight_decay decays p before all
    this and leaves it out of u. Without grad_averaging m takes the whole g. norm_limit, if not 0,
    bounds |p| in r, and late_correction corrects only m, and after r has been taken: both as
    pytorch_optimizer.
    You et al., Large Batch Optimization for Deep Learning: Training BERT in 76 minutes, 2020. As
    optax.lamb, and timm's with always_adapt.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        trust_eps: Added to the norm of the step in the trust ratio (number or schedule, >= 0).
        norm_limit: Largest norm of the parameter in the trust ratio; 0: any (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        grad_averaging: The momentum is a mean of gradients, not a decaying sum (bool).
        bias_correction: Correct the running means for their start at zero (bool).
        late_correction: Correct only the mean gradient, and after the trust ratio (bool).
        trust_clip: Keep the trust ratio at 1 or below (bool).
        always_adapt: Take the trust ratio without weight decay too (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-06,
        weight_decay: _Number = 0.01,
        trust_eps: _Number = 0.0,
        norm_limit: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        grad_averaging: bool = True,
        bias_correction: bool = True,
        late_correction: bool = False,
        trust_clip: bool = False,
        always_adapt: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class LARS(Optimizer):
    """LARS: momentum on gradients that are rescaled for each array to the norm of its parameters.
        r = trust_coefficient·|p| / (|g| + weight_decay·|p| + eps), 1 if |p| or |g| is 0
          (with adapt_decay: if |p| or |g| + weight_decay·|p| is 0);
          d = r·(g + weight_decay·p)
        b ← momentum·b + (1 - dampening)·d,  b = d at first;   p ← p - lr·b, or with nesterov
          p ← p - lr·(d + momentum·b)
    trust_clip: r ← min(r/lr, 1), as LARC. Without always_adapt r = 1 where weight_decay = 0.
    norm_of_sum divides by |g + weight_decay·p| + eps, and lr_in_momentum takes lr·d into b: both as
    optax.
    You, Gitman & Ginsburg, Large Batch Training of Convolutional Networks, 2017. As timm's with
    always_adapt.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        dampening: Share of the gradient kept out of the momentum buffer (number or schedule).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        trust_coefficient: Size of the step, as a fraction of the parameter's norm (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).
        trust_clip: Keep the trust ratio at 1 or below (bool).
        always_adapt: Take the trust ratio without weight decay too (bool).
        adapt_decay: Take the trust ratio of the decay where the gradient is 0 (bool).
        norm_of_sum: Take the norm after weight decay instead of adding norms (bool).
        lr_in_momentum: The momentum buffer sums steps, each with the rate of its time, not gradients (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.9,
        dampening: _Number = 0.0,
        weight_decay: _Number = 0.0,
        trust_coefficient: _Number = 0.001,
        eps: _Number = 1e-08,
        nesterov: bool = False,
        trust_clip: bool = False,
        always_adapt: bool = True,
        adapt_decay: bool = False,
        norm_of_sum: bool = False,
        lr_in_momentum: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class NovoGrad(Optimizer):
    """NovoGrad: momentum on gradients that are normalized for each array, by a running mean of their
    squared norm.
        n ← β₂·n + (1-β₂)·|g|²,  n = |g|² at first;  d = g / (√n + eps) + weight_decay·p
        m ← β₁·m + d,  m = d at first;  p ← p - lr·m
    grad_averaging takes (1-β₁)·d into m after the first step; with average_first it does so in that
    step too, and n begins at the first g that is not 0, as timm.
    decoupled_weight_decay decays p before and leaves it out of d.
    Ginsburg et al., Stochastic Gradient Methods with Layer-wise Adaptive Moments, 2019. As
    pytorch_optimizer.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        grad_averaging: The momentum is a mean of gradients, not a decaying sum (bool).
        average_first: Grad_averaging holds for the first gradient too; the second moment begins at the first gradient that is not 0 (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.95,
        beta2: _Number = 0.98,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        grad_averaging: bool = False,
        average_first: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Fromage(Optimizer):
    """Fromage: steps of the relative length lr, whatever the sizes of gradients and parameters, and a
    pull that keeps |p|.
        p ← (p - lr·r·g) / √(1 + lr²),  r = |p| / |g|, 1 if a norm is 0
    Norms count as min_norm at least.
    Bernstein et al., On the distance between two neural networks and the stability of
    learning, 2020. As the authors' code; min_norm = 1e-6: optax.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        min_norm: Least value of a norm in the trust ratio (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        min_norm: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DoG(Optimizer):
    """DoG, distance over gradients: the step is the largest distance from the start so far, over the
    root of the sum of all squared gradients, of all arrays together.
        r ← max(r, |p - p₀|),  at first d0, or if that is 0 reps_rel·(1 + |p₀|);  G ← G + |g|²,
          G = eps at first
        p ← p - lr·r/√G · g
    Leave lr at 1, constant; the averaged parameters (average=) are the ones to use.
    Ivgi, Hinder & Carmon, DoG is SGD's Best Friend, 2023. As dog.DoG.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        reps_rel: First distance, as a fraction of 1 + the parameters' norm (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        reps_rel: _Number = 1e-06,
        eps: _Number = 1e-08,
        d0: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class LDoG(Optimizer):
    """L-DoG, layer-wise DoG: each array goes by its own distance and its own gradients.
        r ← max(r, |p - p₀|),  at first d0, or if that is 0 reps_rel·(1 + |p₀|);  G ← G + |g|²,
          G = eps at first
        p ← p - lr·r/√G · g
    Leave lr at 1, constant; the averaged parameters (average=) are the ones to use.
    Ivgi, Hinder & Carmon, DoG is SGD's Best Friend, 2023. As dog.LDoG.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        reps_rel: First distance, as a fraction of 1 + the parameters' norm (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        reps_rel: _Number = 1e-06,
        eps: _Number = 1e-08,
        d0: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DoWG(Optimizer):
    """DoWG, distance over weighted gradients: as DoG, but gradients count by the distance at which
    they came, so that early ones, taken near the start, soon count for little.
        r² ← max(r², |p - p₀|²),  at first d0², or if that is 0 eps;  w ← w + r²·|g|²;
          p ← p - lr·r²/(√w + eps) · g
    All norms are of all arrays together. Leave lr at 1.
    Khaled, Mishchenko & Jin, DoWG Unleashed, 2023. As optax.contrib.dowg.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        eps: _Number = 0.0001,
        d0: _Number = 0.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptSGD(Optimizer):
    """SGD with D-Adaptation: dual averaging whose rate grows with a lower bound d of the distance to
    the solution, estimated from all arrays together.
        λ = d·lr/|g₀|, |g₀| the norm of the first gradient;  N ← N + λ·⟨g, s⟩;  s ← s + λ·g
        d ← max(d, min(2·N/|s|, growth_rate·d)),  d0 at first;
          p ← momentum·p + (1 - momentum)(x₀ - s),  x₀ the first p
    Leave lr at 1; a schedule, with or without warmup, should have its peak at 1.
    Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
    dadaptation.DAdaptSGD.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest factor on the estimate of the distance in one step (number or schedule, None: off, >= 1).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptAdaGrad(Optimizer):
    """Adagrad with D-Adaptation: dual averaging whose rate grows with a lower bound d of the distance
    to the solution, estimated from all arrays together.
        λ = d·lr;  a ← a + g²,  a = initial_accumulator_value at first;  s ← s + λ·g;
          G ← G + Σ λ²·g²/(√a + eps)
        d ← max(d, min((Σ s²/(√a + eps) - G) / Σ|s|, growth_rate·d)),  d0 at first
        p ← momentum·p + (1 - momentum)(x₀ - s/(√a + eps)),  x₀ the first p
    Leave lr at 1. It adapts more slowly than DAdaptAdam and DAdaptSGD.
    Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
    dadaptation.DAdaptAdaGrad.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        initial_accumulator_value: Start of the sum, or mean, of squared gradients (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest factor on the estimate of the distance in one step (number or schedule, None: off, >= 1).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        momentum: _Number = 0.0,
        eps: _Number = 1e-06,
        initial_accumulator_value: _Number = 1e-06,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DAdaptAdam(Optimizer):
    """Adam with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
    estimated from all arrays together.
        λ = d·lr, with bias_correction times √(1-β₂ᵗ)/(1-β₁ᵗ);  q = √β₂
        N ← q·N + (1-q)·λ·⟨g, s/(√v + eps)⟩;  s ← q·s + (1-q)·λ·g;  m ← β₁·m + (1-β₁)·λ·g;
          v ← β₂·v + (1-β₂)·g²
        d ← max(d, min(N/((1-q)·Σ|s|), growth_rate·d)),  d0 at first;  p ← p - m/(√v + eps)
    Leave lr at 1; a schedule, with or without warmup, should have its peak at 1. Rates that differ
    between groups are dadaptation's layer_scale. weight_decay is added to g, or with
    decoupled_weight_decay takes λ·weight_decay·p from p.
    Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
    dadaptation.DAdaptAdam; with bias_correction and decoupled_weight_decay as
    optax.contrib.dadapt_adamw.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest factor on the estimate of the distance in one step (number or schedule, None: off, >= 1).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        bias_correction: Correct the running means for their start at zero (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        decoupled_weight_decay: bool = False,
        bias_correction: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class DAdaptAdan(Optimizer):
    """Adan with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
    estimated from all arrays together. Experimental, its authors say.
        λ = d·lr;  Δ = g - g_prev, 0 at first;  m ← β₁·m + (1-β₁)·λ·g;  c ← β₂·c + (1-β₂)·λ·Δ
        v ← β₃·v + (1-β₃)(g + β₂·Δ)²;  s ← β₃·s + (1-β₃)·λ·g;  G ← β₃·G + (1-β₃)·Σ λ²·g²/(√v + eps)
        d ← max(d, min((Σ s²/(√v + eps)/(1-β₃) - G) / Σ|s|, growth_rate·d)),  d0 at first
        p ← (p - (m + β₂·c)/(√v + eps)) / (1 + λ·weight_decay)
          or with no_prox  p ← (1 - λ·weight_decay)·p - (m + β₂·c)/(√v + eps)
    Leave lr at 1.
    Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
    dadaptation.DAdaptAdan.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        growth_rate: Largest factor on the estimate of the distance in one step (number or schedule, None: off, >= 1).
        no_prox: Decay the parameter before the step, not proximally after it (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.98,
        beta2: _Number = 0.92,
        beta3: _Number = 0.99,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.02,
        d0: _Number = 1e-06,
        growth_rate: _Number | None = None,
        no_prox: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class DAdaptLion(Optimizer):
    """Lion with D-Adaptation: the rate grows with a lower bound d of the distance to the solution,
    estimated from all arrays together. Experimental, its authors say.
        λ = d·lr;  q = √β₂;  u = sign(β₁·m + (1-β₁)·g);  p ← (1 - λ·weight_decay)·p - λ·u;
          m ← β₂·m + (1-β₂)·λ·g
        N ← q·N + (1-q)·λ·⟨u, s⟩;  s ← q·s + (1-q)·λ·u;  d ← max(d, N/((1-q)·Σ|s|)),  d0 at first
    Every step of an element has the size λ, so let lr fall from 1 to 0 by a schedule.
    Defazio & Mishchenko, Learning-Rate-Free Learning by D-Adaptation, 2023. As
    dadaptation.DAdaptLion.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.99,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Prodigy(Optimizer):
    """Prodigy: Adam with an estimate d of the distance to the solution, found faster than by
    D-Adaptation, from all arrays together.
        λ = d·lr, with bias_correction times √(1-β₂ᵗ)/(1-β₁ᵗ);  β₃ = beta3, or √β₂ if that is 0
        N ← β₃·N + d/d0·λ·⟨g, p₀ - p⟩;  s ← β₃·s + d/d0·λ·g;  m ← β₁·m + (1-β₁)·d·g;
          v ← β₂·v + (1-β₂)·d²·g²
        d' = d_coef·N/Σ|s|;  d_max ← max(d_max, d');  d ← min(d_max, growth_rate·d),
          d = d_max = d0 at first
        p ← p - λ·(m/(√v + d·eps) + weight_decay·p),  λ with the d from before the estimate
    Leave lr at 1; a schedule, with or without warmup, should have its peak at 1. For a long warmup,
    safeguard_warmup leaves lr out of s. To tune, use d_coef. Without decoupled_weight_decay the
    decay is added to g. With beta1 = 0, m is g times the new d.
    Mishchenko & Defazio, Prodigy: An Expeditiously Adaptive Parameter-Free Learner, 2023. As
    prodigyopt.Prodigy; with bias_correction as optax.contrib.prodigy.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        d0: First estimate of the distance to the solution, rather too small (number or schedule, >= 0).
        d_coef: Factor on the estimate of the distance to the solution (number or schedule, >= 0).
        growth_rate: Largest factor on the estimate of the distance in one step (number or schedule, None: off, >= 1).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        bias_correction: Correct the running means for their start at zero (bool).
        safeguard_warmup: Leave lr out of what the estimate of the distance is divided by (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.0,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        d0: _Number = 1e-06,
        d_coef: _Number = 1.0,
        growth_rate: _Number | None = None,
        decoupled_weight_decay: bool = True,
        bias_correction: bool = False,
        safeguard_warmup: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class COCOB(Optimizer):
    """COCOB, continuous coin betting: every element bets on the sign of its next gradient a share of
    what it has won so far.
        g ← lr·g;  L ← max(L, |g|),  L = eps at first;  S ← S + |g|;  R ← max(R - g·(p - x₀), 0);
          θ ← θ - g
        p ← x₀ + θ/max(S + L, warmup_rounds·L) · (1 + R/L),  x₀ the first p
    lr only weighs gradients against each other: leave it at 1, or let it fall by a schedule. Weight
    decay is best coupled.
    Orabona & Tommasi, Training Deep Networks without Learning Rates Through Coin Betting, 2017;
    their α is warmup_rounds.
    As parameterfree.COCOB and optax.contrib.cocob.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        warmup_rounds: Gradients of the largest size during which bets are held small (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        warmup_rounds: _Number = 100.0,
        eps: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class KT(Optimizer):
    """KT, Krichevsky-Trofimov betting: all arrays together bet on the next gradient a share of what
    they have won so far.
        g ← lr·g;  W ← W + ⟨x₀ - p, g⟩,  W = initial_wealth at first;  θ ← θ - g;
          p ← x₀ + W/(t + 1) · θ,  x₀ the first p
    lr·|g|, the norm over all arrays, must not exceed 1: scale by lr, or clip by clip_norm=1.
    Orabona & Pál, Coin Betting and Parameter-Free Online Learning, 2016. As parameterfree.KT.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        initial_wealth: What may be bet at first (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        initial_wealth: _Number = 0.0001,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PolyakSGD(Optimizer):
    """SGD with Polyak's step size: a step goes as far as the tangent takes to come down to f_min,
    below which the loss does not fall.
        p ← p - scaling · min((loss - f_min) / (|g|² + eps), lr) · g,  |g| over all arrays
    lr is the largest step. Where the loss is below f_min nothing moves (SPS₊); without sps_plus the
    step goes uphill.
    Loizou et al., Stochastic Polyak Step-size for SGD, 2021 (SPS_max; scaling is 1/c there, lr is
    c·γ_b); sps_plus: Garrigos et al., 2023. As optax.polyak_sgd.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        scaling: Factor on the step, after its bound lr (number or schedule, >= 0).
        f_min: Value that the loss does not fall below (number or schedule).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        sps_plus: Stay where the loss is below f_min, instead of going uphill (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        scaling: _Number = 1.0,
        f_min: _Number = 0.0,
        eps: _Number = 0.0,
        sps_plus: bool = True,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ALIG(Optimizer):
    """ALI-G: Polyak's step size for models that can bring the loss to 0, with momentum.
        η = min(max(loss, 0) / (|g|² + eps), lr),  |g| over all arrays;  b ← momentum·b - η·g;
          p ← p - η·g + momentum·b
    With adjusted_momentum every gradient in the buffer goes by the present η: b ← momentum·b - g; p
    ← p - η·g + η·momentum·b.
    lr is the largest step.
    Berrada, Zisserman & Kumar, Training Neural Networks for and by Interpolation, 2020. As
    pytorch_optimizer.AliG.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        adjusted_momentum: The momentum buffer sums gradients, which go by the present step size (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.1,
        momentum: _Number = 0.0,
        eps: _Number = 1e-06,
        adjusted_momentum: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class MoMo(Optimizer):
    """MoMo: SGD with momentum whose steps go as far as a model of the loss, the mean of past tangents,
    takes to come down to f_min.
        f ← β₁·f + (1-β₁)·loss;  γ ← β₁·γ + (1-β₁)·⟨g, p⟩;  m ← β₁·m + (1-β₁)·g;  ρ = 1;
          the first of each counts whole
        τ = min(lr/ρ, max((1 + lr·weight_decay)(f - ρ·f_min - γ) + ⟨m, p⟩, 0) / |m|²),
          over all arrays
        p ← (p - τ·m) / (1 + lr·weight_decay)
    With bias_correction f, γ and m start at 0 instead, and ρ = 1 - β₁ᵗ. lr is the largest step;
    leave it at 1 or so. Where no f_min is known, adapt_lower_bound estimates it, from f_min upwards
    (by the largest lr, if groups have several). The estimate may come to rest above the least loss,
    and then the steps come to rest there too.
    Schaipp et al., MoMo: Momentum Models for Adaptive Learning Rates, 2024. As momo.Momo.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        f_min: Value that the loss does not fall below (number or schedule).
        bias_correction: Correct the running means for their start at zero (bool).
        adapt_lower_bound: Estimate the lower bound of the loss on the way, from f_min upwards (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        weight_decay: _Number = 0.0,
        f_min: _Number = 0.0,
        bias_correction: bool = False,
        adapt_lower_bound: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class MoMoAdam(Optimizer):
    """MoMo-Adam: Adam whose steps go as far as a model of the loss, the mean of past tangents, takes
    to come down to f_min.
        f ← β₁·f + (1-β₁)·loss;  γ ← β₁·γ + (1-β₁)·⟨g, p⟩;  m ← β₁·m + (1-β₁)·g;
          v ← β₂·v + (1-β₂)·g²
        D = √(v/(1-β₂ᵗ)) + eps;  ρ = 1 - β₁ᵗ
        τ = min(lr/ρ, max((1 + lr·weight_decay)(f - ρ·f_min - γ) + ⟨m, p⟩, 0) / ⟨m, m/D⟩),
          over all arrays
        p ← (p - τ·m/D) / (1 + lr·weight_decay), or with no_prox
          p ← (1 - lr·weight_decay)·p - τ·m/D
    lr is the largest step. Where no f_min is known, adapt_lower_bound estimates it, from f_min
    upwards (by the largest lr, if groups have several). The estimate may come to rest above the
    least loss, and then the steps come to rest there too.
    Schaipp et al., MoMo: Momentum Models for Adaptive Learning Rates, 2024. As momo.MomoAdam.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        f_min: Value that the loss does not fall below (number or schedule).
        no_prox: Decay the parameter before the step, not proximally after it (bool).
        adapt_lower_bound: Estimate the lower bound of the loss on the way, from f_min upwards (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        f_min: _Number = 0.0,
        no_prox: bool = False,
        adapt_lower_bound: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class Eve(Optimizer):
    """Eve: Adam that slows down while the loss varies much, and speeds up while it varies little.
        c = |loss - loss_prev| / (min(loss, loss_prev) - f_min), kept within
          [1/max_change, max_change];  d ← β₃·d + (1-β₃)·c,  d = 1 at the first step
        m ← m + (1-β₁)(g - m);  v ← β₂·v + (1-β₂)·g²
        p ← p - lr/d/(1-β₁ᵗ) · m / (√(v/(1-β₂ᵗ)) + eps)
    Where a loss is at f_min or below, the change counts as the largest.
    Koushik & Hayashi, Eve: A Gradient Based Optimization Method with Locally and Globally Adaptive
    Learning Rates, 2016; max_change is c there, and clip in ensmallen, which takes f_min as 0.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        beta3: Decay of the third running mean (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        f_min: Value that the loss does not fall below (number or schedule).
        max_change: Largest relative change of the loss that counts (number or schedule, >= 1).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        beta3: _Number = 0.999,
        eps: _Number = 1e-08,
        f_min: _Number = 0.0,
        max_change: _Number = 10.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class HypergradientSGD(Optimizer):
    """SGD with hypergradient descent: the rate itself goes down its gradient, which is minus the
    product of the present gradient with the last update.
        rate = lr + c,  c ← c + hypergrad_lr·⟨g, u⟩ over all arrays, 0 at first;  b ← momentum·b + g
        u ← g + momentum·b (nesterov) or b;  p ← p - rate·u
    There is one c for all groups. It is added to each group's lr, schedules included; where lr is 0
    nothing moves. The rate stops at 0, where the paper lets it become negative and ascend. Choose
    hypergrad_lr far below lr/|g|².
    Baydin et al., Online Learning Rate Adaptation with Hypergradient Descent, 2018. As the authors'
    SGDHD.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        hypergrad_lr: Learning rate of the learning rate (number or schedule, >= 0).
        momentum: Decay of the momentum buffer (number or schedule, >= 0).
        nesterov: Look ahead by one momentum step (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        hypergrad_lr: _Number = 1e-06,
        momentum: _Number = 0.0,
        nesterov: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class HypergradientAdam(Optimizer):
    """Adam with hypergradient descent: the rate itself goes down its gradient, which is minus the
    product of the present gradient with the last update.
        rate = lr + c,  c ← c + hypergrad_lr·⟨g, u⟩ over all arrays, 0 at first
        m ← β₁·m + (1-β₁)·g;  v ← β₂·v + (1-β₂)·g²;  u ← m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + eps);
          p ← p - rate·u
    There is one c for all groups. It is added to each group's lr, schedules included; where lr is 0
    nothing moves. The rate stops at 0, where the paper lets it become negative and ascend.
    Baydin et al., Online Learning Rate Adaptation with Hypergradient Descent, 2018 (Adam-HD; the
    authors' code takes the products of one array after another, and adds eps before the correction
    of v).

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        hypergrad_lr: Learning rate of the learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        hypergrad_lr: _Number = 1e-08,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class BarzilaiBorwein(Optimizer):
    """Barzilai and Borwein's step size: gradient descent whose rate is one over the curvature along
    the last step.
        s = p - p_last,  y = g - g_last;
          rate = ⟨s, s⟩/⟨s, y⟩, or with short_step ⟨s, y⟩/⟨y, y⟩, over all arrays
        p ← p - rate·g
    The rate is kept within [min_lr, max_lr], and stays as it is where ⟨s, y⟩ is not positive. lr is
    the rate until one is found.
    It is made for gradients of the whole problem: the noise of a sample's gradient goes into y.
    Barzilai & Borwein, Two-Point Step Size Gradient Methods, 1988; bounds: Raydan 1997.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        min_lr: Smallest learning rate (number or schedule, >= 0).
        max_lr: Largest learning rate (number or schedule, >= 0).
        short_step: Take the shorter of the two Barzilai-Borwein steps (bool).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        min_lr: _Number = 1e-10,
        max_lr: _Number = 10000000000.0,
        short_step: bool = False,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class PMV(Optimizer):
    """The adaptive learning rate of Plagianakos, Magoulas and Vrahatis: it grows while successive
    gradients agree, and falls when they do not.
        p ← p - rate·g;  then  rate ← rate + hypergrad_lr·⟨g_last, g⟩ over all arrays, from lr on
    What the rate has gained is added to each group's lr, schedules included; where lr is 0 nothing
    moves. A rate that would not be positive starts anew at lr.
    HypergradientSGD moves its rate before the step, this rule after it. Choose hypergrad_lr far
    below lr/|g|².
    Plagianakos, Magoulas & Vrahatis, Learning Rate Adaptation in Stochastic Gradient Descent, 2001:
    the formula is written from memory of it, and the new start is that of the authors' later AdLR
    (there at a fraction of lr).

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        hypergrad_lr: Learning rate of the learning rate (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        hypergrad_lr: _Number = 1e-06,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class DeltaBarDelta(Optimizer):
    """Delta-bar-delta: every element has a rate of its own, which grows by a constant while the
    gradient agrees with its mean so far, and shrinks by a fraction where it does not.
        rate ← rate + increase if g·m > 0, rate·(1 - decrease) if g·m < 0, else as it is;
          rate = lr at first
        m ← β₁·m + (1-β₁)·g;  p ← p - rate·g
    increase is a step in the rate: choose it well below lr.
    Jacobs, Increased Rates of Convergence Through Learning Rate Adaptation, 1988 (κ = increase, φ =
    decrease, θ = β₁).

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        increase: Added to an element's rate where the gradient keeps its sign (number or schedule, >= 0).
        decrease: Share of an element's rate that is lost where the gradient turns (number or schedule, in [0, 1]).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.001,
        beta1: _Number = 0.7,
        increase: _Number = 0.0001,
        decrease: _Number = 0.1,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class IRpropPlus(Optimizer):
    """iRprop+: Rprop that takes back the last step of the elements whose gradient turns, if the loss
    has risen.
        s ← clamp(s · change, min_step_size, max_step_size),  s = lr at first
          change = eta_plus if g·prev > 0, eta_minus if g·prev < 0, else 1
        p ← p - sign(g)·s;  prev ← g;
          but where g·prev < 0 the last step is taken back if the loss has risen since, else nothing
        moves, and prev ← 0
    Rprop has the other three forms. This one is made for losses of the whole problem: those of
    samples rise and fall by chance.
    Igel & Hüsken, Improving the Rprop Learning Algorithm, 2000.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        eta_minus: Factor on the step where the gradient turns (number or schedule, in [0, 1]).
        eta_plus: Factor on the step where the gradient keeps its sign (number or schedule, >= 1).
        min_step_size: Smallest step of an element (number or schedule, >= 0).
        max_step_size: Largest step of an element (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        independent_weight_decay: Decay the parameter by weight_decay itself, whatever lr is (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.01,
        eta_minus: _Number = 0.5,
        eta_plus: _Number = 1.2,
        min_step_size: _Number = 1e-06,
        max_step_size: _Number = 50.0,
        **keywords: Unpack[_Keywords],
    ) -> None: ...

class ScheduleFreeSGD(Optimizer):
    """Schedule-free SGD: points z are stepped, their average x is what is learned, and gradients are
    taken between the two, at the parameter p = (1-β₁)·z + β₁·x. It needs no schedule that ends,
    only a constant lr, with warmup.
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·(g + weight_decay·p);  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x
    γ' is γ with max(t - warmup_delay, 0) for t.
    Set lr 10 to 50 times as large as SGD's with momentum.
    Defazio et al., The Road Less Scheduled, 2024. As schedulefree.SGDScheduleFree, whose momentum
    is beta1.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        warmup: Updates of the way up; of a controller, metrics left out after a rise (number or schedule, in [0, 9.0072e+15]).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        warmup_delay: Updates by which the step's way up comes after that of the weights (number or schedule, >= 0).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 1.0,
        beta1: _Number = 0.9,
        weight_decay: _Number = 0.0,
        warmup: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        warmup_delay: _Number = 0.0,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class ScheduleFreeAdamW(Optimizer):
    """Schedule-free AdamW: ScheduleFreeSGD, with gradients that are divided as Adam's are; β₁ stands
    in for Adam's momentum.
        v ← β₂·v + (1-β₂)·g²;  d = g / (√(v/(1-β₂ᵗ) + eps_root) + eps) + weight_decay·p
        γ = lr·min(1, t/warmup);  w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ'·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x
    γ' is γ with max(t - warmup_delay, 0) for t.
    decoupled_weight_decay decays p by lr·weight_decay before all this, as Keras.
    Set lr 1 to 10 times as large as AdamW's.
    Defazio et al., The Road Less Scheduled, 2024. As schedulefree.AdamWScheduleFree.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        warmup: Updates of the way up; of a controller, metrics left out after a rise (number or schedule, in [0, 9.0072e+15]).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        eps_root: Added to the second moment, under the root (number or schedule, >= 0).
        warmup_delay: Updates by which the step's way up comes after that of the weights (number or schedule, >= 0).
        decoupled_weight_decay: Decay the parameter by lr * weight_decay, not through the gradient (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0025,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        warmup: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        eps_root: _Number = 0.0,
        warmup_delay: _Number = 0.0,
        decoupled_weight_decay: bool = False,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...

class ScheduleFreeRAdam(Optimizer):
    """Schedule-free RAdam: ScheduleFreeAdamW, warmed up by RAdam's rectification instead of by a
    number of updates.
        v ← β₂·v + (1-β₂)·g²;  ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ)
        ρ > 4:  γ = lr·√((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ));
          d = g / (√(v/(1-β₂ᵗ)) + eps) + weight_decay·p
        else:   γ = 0, or lr without silent_sgd_phase;      d = g + weight_decay·p
        w = tʳ·(largest γ so far)^weight_lr_power;  c = w / (sum of all w)
        z ← z - γ·d;  x ← (1-c)·x + c·z;  p = (1-β₁)·z + β₁·x
    Defazio et al., The Road Less Scheduled, 2024; Liu et al., On the Variance of the Adaptive
    Learning Rate and Beyond,
    2020. As schedulefree.RAdamScheduleFree.

    Args:
        params: The arrays to step, in any container.
        lr: Learning rate (number or schedule, >= 0).
        beta1: Decay of the running mean of gradients; schedule-free, where between the points and their average gradients are taken (number or schedule, in [0, 1)).
        beta2: Decay of the running mean of squared gradients (number or schedule, in [0, 1)).
        eps: Added to the denominator for stability (number or schedule, >= 0).
        weight_decay: Weight decay: coupled (added to the gradient), unless the rule says decoupled (number or schedule, >= 0).
        r: Power of the update's number in its weight in the average (number or schedule, >= 0).
        weight_lr_power: Power of the largest rate so far in an update's weight in the average (number or schedule, >= 0).
        silent_sgd_phase: Take no step until the second moment is worth using (bool).
        maximize: Ascend instead of descend: larger is better (bool).
        lr_scale: Factor on the learning rate of this group (number or schedule, >= 0).
        clip_value: Largest magnitude of an element of the gradient (number or schedule, None: off, >= 0).
        clip_each: Largest Euclidean norm of each array's gradient (number or schedule, None: off, >= 0).
        clip_adaptive: Largest norm of each row's gradient, as a fraction of the row's own norm (number or schedule, None: off, >= 0).
        centralize: Subtract from the gradient its mean over all axes but the first (bool).
        cautious: Take only increments that go against the gradient, and those larger (bool).
        lower: Least value of a parameter; it is projected there (number or schedule, None: off).
        upper: Largest value of a parameter; it is projected there (number or schedule, None: off).
        groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
            lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
        grads: Gradients bound once, in the container of params; step() then needs no argument.
        clip_norm: Largest Euclidean norm of all gradients together (a finite number above 0, or None).
        nonfinite: What a NaN or an infinity in a gradient does ("raise", "skip" or "propagate").
        max_skips: Skipped steps in a row after which nonfinite="skip" raises (a whole number, at least
            0 and below 2**63).
        zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad
            (True or False).
        report: Measure grad_norm, update_norm and update_ratio at every step (True or False).
        accumulate: Calls of step that make one update, by the mean of their gradients (a whole number,
            at least 1 and at most 9007199254740991).
        average: A second copy of the parameters that follows them: see `averaged` (gs.EMA(decay),
            gs.SWA(start, every), gs.PolyakAverage() or None).
        lookahead: Every k updates the parameters go back a part of the way that they came
            (gs.Lookahead(k, alpha, reset_state) or None).
        mechanic: A tuner that finds the rate; not with lookahead or bounds, nor with rules that set
            their parameters without an increment (gs.Mechanic(s_init, s_decay, betas, eps) or None).
        state_dtype: How the state is kept; None for the compute dtype (float32; float64 of float64
            parameters). "q8" and "dynamic8" are 8-bit codes in blocks with a float32 scale each. Slots
            that few bits would harm stay as they are (a floating dtype, "q8", "dynamic8" or None).
        state_min_size: Smaller parameters have no 8-bit state (a whole number, at least 0 and below
            2**63).
        rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
            with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
            beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
            a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
            unit in the last place at most. 16-bit state is rounded stochastically, or to nearest with
            the others ("stochastic", "nearest", "kahan", "master" or "split").
        seed: Seed of stochastic rounding; the same seed gives the same bits (a whole number, at least 0
            and below 2**64).
        bounds: (lower, upper), to which parameters are projected after each update; None for none.
        copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
        line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
            and go as far along the rule's own step as the search finds. Within bounds, the parameters
            are projected at every trial. Not with accumulate, average, lookahead, mechanic, zero_grads,
            16-bit parameters or tensors.

    See `gradstep.Optimizer`.
    """
    def __init__(
        self,
        params: Any,
        *,
        lr: _Number = 0.0025,
        beta1: _Number = 0.9,
        beta2: _Number = 0.999,
        eps: _Number = 1e-08,
        weight_decay: _Number = 0.0,
        r: _Number = 0.0,
        weight_lr_power: _Number = 2.0,
        silent_sgd_phase: bool = True,
        **keywords: Unpack[_KeywordsWithoutDecay],
    ) -> None: ...
