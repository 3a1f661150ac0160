"""What the peers' arguments mean, for the documentation of the dialects.

An optimizer's argument that is a hyper-parameter of its rule is described by that; here are the
others, and those of the schedules. Where a name means something else in one entry, its line begins
with the entry: ``CyclicLR.mode``.
"""

from __future__ import annotations

__all__ = ["OF_OPTIMIZERS", "OF_SCHEDULES", "of_optimizer", "of_schedule"]

_DECOUPLED = "Weight decay acts on the parameter, not through the gradient (bool)."

OF_OPTIMIZERS = {
    "Ranger.alpha": "Share by which the slow copy follows (number, in [0, 1]).",
    "AdaBelief.amsgrad": "Divide by the largest second moment so far, unless rectify (bool).",
    "alpha": "Factor on the gradient (number, > 0).",
    "Adan.betas": "Weights of the new values in the three running means: 1 - beta1, 1 - beta2 and "
    "1 - beta3 of the rule.",
    "beta": "Factor on the difference between the gradient and the last one (number).",
    "Prodigy.betas": "beta1, which must be above 0, and beta2 of the rule.",
    "betas_1d": "beta1 and beta2 of AdamW on arrays with fewer than two axes, unless optimize_1d.",
    "caution": "Take only increments that go against the gradient, and those larger; without "
    "momentum it does nothing (bool).",
    "Lamb.caution": "Take only increments that go against the gradient, and those larger; with "
    "weight_decay=0 and without always_adapt only (bool).",
    "adam_debias": "Do not correct the mean of the gradients for its start at 0 (bool).",
    "corrected_weight_decay": "Decay is also multiplied by lr over the largest lr that the "
    "optimizer is made with (bool).",
    "clip_exp": "Exponent of the bound t**clip_exp on normalized gradients; None for no bound "
    "(number).",
    "clip_threshold": "Largest magnitude of an element of the update; None for no bound (number or "
    "schedule).",
    "dampening": "Whether the momentum buffer is a mean; it needs torch_init=True (bool).",
    "decouple_lr": "Weight decay is multiplied by lr / max_lr instead of lr (bool).",
    "decouple_wd": _DECOUPLED,
    "decoupled_decay": _DECOUPLED,
    "decoupled_weight_decay": "Weight decay is divided by the rate that the optimizer is made with "
    "(bool).",
    "divide": "Weight decay divides the parameter after the step, instead of being part of it "
    "(bool).",
    "ema_momentum": "Decay of the averages of use_ema (number, in [0, 1)).",
    "eta": "Learning rate of the server (number or schedule, >= 0).",
    "fixed_decay": "Decoupled weight decay is not multiplied by the rate (bool).",
    "grad_clip": "Largest Euclidean norm of each array's gradient; 0 for no clipping (number or "
    "schedule, >= 0).",
    "gradient_accumulation_steps": "Calls of `step` that make one update, by the mean of their "
    "gradients (whole number, >= 2, or None). A schedule gives the rate at the number of the call, "
    "as there; with use_ema it is refused.",
    "growth_rate": "Largest growth of the estimate in a step, as a factor; inf for any (number or "
    "schedule, >= 1).",
    "init_estim_sq_dist": "First estimate of the squared distance; None for the rule's d0 "
    "(number, >= 0).",
    "init_step": 'The first distance: ("heuristic", a fraction of 1 + the norm of the parameters) '
    'or ("distance", a length).',
    "k": "Updates from one step of the slow copy to the next.",
    "L2": "Weight decay; above 0 it needs L2_is_weight_decay=False and grad_clip=0 (number or "
    "schedule, >= 0).",
    "L2_is_weight_decay": "Whether L2 acts on the parameter after its step: only for L2=0 (bool).",
    "l2_regularization_strength": "Strength of the penalty l2·w² (number, >= 0).",
    "l2_shrinkage_regularization_strength": "Strength of the penalty of w² that acts through the "
    "gradient (number, >= 0).",
    "FedAdagrad.learning_rate": "Learning rate of the server (number or schedule, >= 0).",
    "SGDOptimizer.lr_schedule": '"constant"; "adaptive" is the same here, the caller lowers the '
    'rate. "invscaling" is refused: give learning_rate_init a schedule.',
    "schedule_free_adamw.learning_rate": "Learning rate; a schedule is refused (number, >= 0).",
    "schedule_free_sgd.learning_rate": "Learning rate; a schedule is refused (number, >= 0).",
    "lr_1d": "Rate of AdamW on arrays with fewer than two axes, unless optimize_1d.",
    "lr_1d_factor": "Factor on the rate of AdamW on arrays with fewer than two axes, unless "
    "optimize_1d.",
    "max_grad_norm": "Largest Euclidean norm of all gradients together; 0 for no clipping.",
    "Lamb.max_grad_norm": "Largest Euclidean norm of all gradients together, with pre_norm; 0 for "
    "no clipping.",
    "max_lr": "The rate by which decouple_lr divides; None for the one that the optimizer is made "
    "with.",
    "NesterovMomentumOptimizer.momentum": "Decay of the momentum buffer (number or schedule, >= "
    "0).",
    "nesterov": "Look ahead by one momentum step; without momentum it does nothing (bool).",
    "optimize_1d": "Step arrays with fewer than two axes by this rule too, instead of AdamW "
    "(bool).",
    "pre_norm": "Clip the gradients to max_grad_norm first (bool).",
    "t_alpha_beta3": "Steps in which alpha and beta3 grow to their values; None for no growth.",
    "tau": "Added to the denominator; its square is where the second moment starts (number, >= 0).",
    "FedYogi.tau": "Added to the denominator (number or schedule, >= 0).",
    "torch_init": "Whether the momentum buffer begins as the first gradient, with dampening "
    "(bool).",
    "use_ema": "Keep exponential moving averages of the parameters, `opt.average` (bool).",
    "variant": '"sps+" stays where the loss is below the bound, "sps" goes uphill there.',
    "Grams.weight_decay": "Weight decay; none without weight_decouple (number or schedule, >= 0).",
    "Lion.weight_decay": "Weight decay, which acts on the parameter (number, >= 0).",
    "RAdam.weight_decay": "Weight decay; it needs weight_decouple, and degenerated_to_sgd (number, "
    ">= 0).",
    "DAdaptLion.weight_decay": "Weight decay, which needs weight_decouple (number or schedule, >= "
    "0).",
    "Prodigy.weight_decay": "Weight decay; none without weight_decouple (number or schedule, >= "
    "0).",
    "schedule_free_adamw.warmup_steps": "Updates in which the rate comes up from 0; None for none.",
    "schedule_free_sgd.warmup_steps": "Updates in which the rate comes up from 0; None for none.",
    "weight_decay_1d": "Weight decay of AdamW on arrays with fewer than two axes, unless "
    "optimize_1d.",
    "weight_decouple": _DECOUPLED,
}

_PEER_RATE = "The rate that the peer's optimizer has."
_IGNORED = "Accepted and ignored."
_RATE_IGNORED = "Accepted and ignored: it is of the rate."
_MOMENTUM_IGNORED = "Accepted and ignored: it is of the momentum."
_NEEDS_MOVE = "Whether the momentum moves: with False there is no schedule, and an error says so."
_METRIC = '"min" if a smaller metric is better, "max" if a larger one is.'

OF_SCHEDULES = {
    "T_0": "Calls of the first cycle.",
    "T_max": "Calls from lr to eta_min.",
    "T_mult": "How many times as long each cycle is as the one before, a whole number.",
    "accumulation_size": "Metrics of which the mean counts as one.",
    "alpha": "The least value as a fraction of the first, from 0 to 1.",
    "anneal_epochs": "Calls from lr to swa_lr.",
    "anneal_strategy": '"cos" or "linear".',
    "atol": "By how much a metric must be better to count as better.",
    "base_lr": "The least rate.",
    "CyclicLR_momentum.base_lr": _RATE_IGNORED,
    "base_momentum": "The least momentum.",
    "CyclicLR.base_momentum": _MOMENTUM_IGNORED,
    "OneCycleLR.base_momentum": _MOMENTUM_IGNORED,
    "boundaries": "Updates at which the next one begins.",
    "boundaries_and_scales": "Updates, and the factor on the value from each of them on.",
    "cooldown": "Metrics after a reduction that do not count.",
    "cooldown_epochs": _IGNORED,
    "cooldown_t": "Metrics after a reduction that do not count.",
    "cooldown_type": "The form of the way down.",
    "cosine_kwargs": "The arguments of each `warmup_cosine_decay_schedule`.",
    "cycle": "Whether to begin again, over a longer time, instead of staying at the end.",
    "cycle_decay": "Factor on the peak from one cycle to the next.",
    "cycle_limit": "How many cycles there are.",
    "cycle_momentum": _NEEDS_MOVE,
    "CyclicLR.cycle_momentum": _MOMENTUM_IGNORED,
    "OneCycleLR.cycle_momentum": _MOMENTUM_IGNORED,
    "cycle_mul": "How many times as long each cycle is as the one before, at least 1.",
    "cycle_mult": "How many times as long each cycle is as the one before.",
    "decay_epochs": "Epochs between two drops, or of the way down; below 1, a fraction of the "
    "epochs.",
    "decay_fn": "The form of the way down.",
    "decay_milestones": "Epochs of the drops.",
    "decay_power": 'Exponent of the form "power".',
    "decay_rate": "Factor of the decay.",
    "InverseTimeDecay.decay_rate": "By how much the divisor grows in decay_steps.",
    "decay_ratio": 'What is left at the end of the form "exp", before lr_min is added.',
    "decay_steps": "Updates of the decay.",
    "ExponentialDecay.decay_steps": "Updates in which the exponent grows by 1.",
    "InverseTimeDecay.decay_steps": "Updates in which the divisor grows by decay_rate.",
    "warmup_cosine_decay_schedule.decay_steps": "Updates of the whole, the warm-up included.",
    "decay_t": "Calls of the way down.",
    "MultiStepLRScheduler.decay_t": "Numbers of the calls that drop the rate.",
    "StepLRScheduler.decay_t": "Calls between two drops.",
    "decay_type": "The form of the way down.",
    "div_factor": "The peak divided by the first value.",
    "end_factor": "Factor on lr at the end.",
    "end_learning_rate": "The last value.",
    "end_value": "The last value.",
    "exponential_decay.end_value": "The value at which it stops; None for none.",
    "warmup_exponential_decay_schedule.end_value": "The value at which it stops; None for none.",
    "epochs": "With steps_per_epoch, in place of total_steps.",
    "eps": "A change of the rate by no more is not made.",
    "eta_min": "The least rate.",
    "exponent": "Exponent of the cosine.",
    "factor": "Factor on the rate.",
    "final_div_factor": "The first value divided by the last one.",
    "first_cycle_steps": "Calls of the first cycle.",
    "first_decay_steps": "Updates of the first cycle.",
    "gamma": "Factor on the rate at each drop.",
    "ExponentialLR.gamma": "Factor on the rate at each call.",
    "CyclicLR.gamma": 'Factor of mode="exp_range" at each call.',
    "CyclicLR_momentum.gamma": 'Factor of mode="exp_range" at each call.',
    "CosineAnnealingWarmupRestarts.gamma": "Factor on the peak from one cycle to the next.",
    "init_lr": "The rate at the beginning of the warm-up.",
    "init_value": "The first value.",
    "initial_learning_rate": "The first value.",
    "initialize": _IGNORED,
    "interpolate_type": 'What lies between the boundaries: "linear" or "cosine".',
    "is_warmup": "Whether it is lr all the time.",
    "k_decay": "Exponent of the time in a cycle.",
    "**kwargs": "The further arguments.",
    "last_epoch": "Only -1: a schedule is a function of the step, there is nothing to resume.",
    "lb": "Where on the hyperbolic tangent it begins.",
    "lr": _PEER_RATE,
    "lr_end": "The last rate.",
    "lr_lambda": "Gives the factor on the rate for the number of calls so far.",
    "lr_min": "The least rate.",
    "lr_scheduler": "The schedule of the rate, in updates.",
    "m_mul": "Factor on the peak from one cycle to the next.",
    "max_lr": "The largest rate.",
    "CyclicLR_momentum.max_lr": _RATE_IGNORED,
    "OneCycleLR_momentum.max_lr": _RATE_IGNORED,
    "max_momentum": "The largest momentum.",
    "CyclicLR.max_momentum": _MOMENTUM_IGNORED,
    "OneCycleLR.max_momentum": _MOMENTUM_IGNORED,
    "max_value": "The value where the rate is max_lr.",
    "milestones": "Numbers of the calls that drop the rate.",
    "SequentialLR.milestones": "Numbers of the calls at which the next schedule begins.",
    "min_delta": "By how much a metric must be better to count as better.",
    "min_lr": "The least rate.",
    "min_lr_rate": "The least rate as a fraction of lr, in place of min_lr.",
    "min_lr_ratio": "The last rate as a fraction of lr.",
    "min_scale": "The least factor on lr.",
    "min_value": "The value where the rate is min_lr.",
    "mode": _METRIC,
    "CyclicLR.mode": '"triangular", "triangular2" or "exp_range".',
    "CyclicLR_momentum.mode": '"triangular", "triangular2" or "exp_range".',
    "monitor": 'The name of the metric, from which mode="auto" knows that a loss is to fall.',
    "name": _IGNORED,
    "get_scheduler.name": "Which schedule.",
    "noise": "Where there is noise, in fractions of the epochs: from one on, or from one to "
    "another.",
    "noise_pct": "The largest relative change by noise.",
    "noise_range_t": "Calls with noise: from one on, or from one to another; None for no noise.",
    "noise_seed": "Seed of the noise.",
    "noise_std": "Standard deviation of the noise.",
    "noise_type": '"normal" or "uniform".',
    "num_cycles": "How many cycles there are; 0.5 is one way down.",
    "get_cosine_with_hard_restarts_schedule_with_warmup.num_cycles": "How many cycles there are.",
    "num_decay_steps": "Calls of the way down.",
    "num_epochs": "Epochs of the whole.",
    "num_stable_steps": "Calls at lr.",
    "num_training_steps": "Calls of the whole, the warm-up included.",
    "num_warmup_steps": "Calls of the warm-up.",
    "patience": "How many metrics in a row are waited for a better one.",
    "patience_epochs": "How many metrics in a row are waited for a better one.",
    "patience_t": "How many metrics in a row are waited for a better one.",
    "pct_final": "The fraction of the whole at which the first value is reached again.",
    "pct_start": "The fraction of the whole at which the peak is.",
    "peak_value": "The largest value.",
    "plateau_mode": _METRIC,
    "poly_order": "Exponent of the time.",
    "power": "Exponent of the time that is left.",
    "reset_start": "Reductions at the least rate after which all begins anew.",
    "rtol": "By what fraction a metric must be better to count as better.",
    "scale_fn": "In place of mode: gives the factor on a cycle's height.",
    "scale_mode": 'What scale_fn is given: the "cycle", or the call in "iterations".',
    "sched": "Which schedule.",
    "scheduler_specific_kwargs": "The further arguments of that schedule.",
    "schedulers": "The schedules.",
    "schedules": "The schedules, or functions of the update.",
    "smooth": "Whether the mean of the last metrics counts, instead of the last one.",
    "stable_fn": 'What is before the way down: "constant", "rsqrt" or "power".',
    "stable_power": 'Exponent of stable_fn="power".',
    "stable_timescale": "The time in which the rate before the way down falls; None for the "
    "warm-up's length.",
    "staircase": "Whether the exponent is rounded down.",
    "InverseTimeDecay.staircase": "Whether n / decay_steps is rounded down.",
    "start_factor": "Factor on lr at the beginning.",
    "step_on_epochs": "Whether timm is called once per epoch, instead of once per update.",
    "step_size": "Calls between two drops.",
    "step_size_down": "Calls of the way down; None for as many as up.",
    "step_size_up": "Calls of the way up.",
    "steps_per_call": "Updates between two calls of the peer's scheduler: 1 if it was called after "
    "every update, the updates of an epoch if after every epoch.",
    "steps_per_epoch": "Calls of an epoch.",
    "swa_lr": "The last rate.",
    "t_in_epochs": _IGNORED,
    "t_initial": "Calls of the first cycle.",
    "WSDLRScheduler.t_initial": "Calls of the whole, without the warm-up.",
    "t_max": "Calls of the whole, the warm-up included.",
    "PolyScheduler.t_max": _IGNORED,
    "t_mul": "How many times as long each cycle is as the one before, at least 1.",
    "three_phase": "Whether it comes back to the first value before it goes on down.",
    "threshold": "By how much a metric must be better to count as better.",
    "threshold_mode": 'Whether threshold is a fraction, "rel", or a difference, "abs".',
    "timescale": "Calls in which the rate falls to 1/√2.",
    "total_iters": "Calls until the end.",
    "total_steps": "Calls of the whole.",
    "transition_begin": "Updates before it begins.",
    "transition_steps": "Updates of the way.",
    "exponential_decay.transition_steps": "Updates in which the exponent grows by 1.",
    "warmup_exponential_decay_schedule.transition_steps": "Updates in which the exponent grows by "
    "1.",
    "ub": "Where on the hyperbolic tangent it ends.",
    "updates_per_epoch": "Updates of an epoch, with step_on_epochs=False.",
    "value": "The value.",
    "values": "The values, one more than boundaries.",
    "verbose": _IGNORED,
    "warmup": "Metrics after a rise that do not count.",
    "warmup_epochs": "Epochs of the warm-up.",
    "warmup_lr": "The rate at the beginning of the warm-up.",
    "warmup_lr_init": "The rate at the beginning of the warm-up.",
    "warmup_lr_rate": "The rate at the beginning of the warm-up, as a fraction of lr.",
    "warmup_prefix": "Whether the curve begins after the warm-up, instead of at t = 0.",
    "warmup_steps": "The length of the warm-up.",
    "warmup_t": "Calls of the warm-up.",
    "warmup_target": "The rate at the end of the warm-up; None for no warm-up.",
    "warmup_type": "The form of the way up.",
    "window_size": "Metrics in the mean of smooth.",
}


def of_optimizer(entry: str, name: str) -> str | None:
    """What an optimizer's argument means, if it is not what the rule says of it."""
    return OF_OPTIMIZERS.get(f"{entry}.{name}", OF_OPTIMIZERS.get(name))


def of_schedule(entry: str, name: str) -> str:
    """What a schedule's argument means."""
    return OF_SCHEDULES.get(f"{entry}.{name}") or OF_SCHEDULES[name]
