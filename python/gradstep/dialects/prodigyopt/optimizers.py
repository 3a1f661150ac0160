"""The optimizers of prodigyopt: data on gradstep's rules."""

from __future__ import annotations

from .._dialect import Entry, make_classes
from .._pieces import BETAS, COUNTS_STEPS, GROWTH

ENTRIES: dict[str, Entry] = {
    "Prodigy": Entry(
        "Prodigy",
        dict(lr=1.0, betas=(0.9, 0.999), beta3=None, eps=1e-8, weight_decay=0, decouple=True)
        | dict(use_bias_correction=False, safeguard_warmup=False, d0=1e-6, d_coef=1.0)
        | dict(growth_rate=float("inf"), fsdp_in_use=False, slice_p=1),
        renamed={
            **BETAS,
            "decouple": "decoupled_weight_decay",
            "use_bias_correction": "bias_correction",
        },
        fixed=COUNTS_STEPS,
        convert=GROWTH,
        ignored=("fsdp_in_use",),
    ),
}

CLASSES = make_classes(__package__, ENTRIES)
