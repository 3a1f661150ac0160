"""What holds for a whole optimizer: its options, their documentation and their checks."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._messages import whole_number
from .._trees.dtypes import bfloat16
from ..errors import HyperError
from .averages import Average, Lookahead, Mechanic

__all__ = ["INTERNAL", "OPTIONS", "OPTION_DOCS", "engine_options", "storage"]

# The options with their defaults, in the order of the signatures.
OPTIONS: dict[str, Any] = {
    "clip_norm": None,
    "nonfinite": "raise",
    "max_skips": 100,
    "zero_grads": False,
    "bounds": None,
    "average": None,
    "lookahead": None,
    "mechanic": None,
    "copy_to": None,
    "state_dtype": None,
    "state_min_size": 4096,
    "rounding": "stochastic",
    "seed": 0,
    "report": False,
    "line_search": None,
}
# How some peers compute a stage; set by dialects.
INTERNAL: dict[str, Any] = {"clip_eps": 1e-6, "cautious_plus_one": False}

OPTION_DOCS = """\
    groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
        lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None.
    grads: Gradients bound once, in the container of params; step() then needs no argument.
    clip_norm: Largest Euclidean norm of all gradients together; None for no clipping.
    nonfinite: "raise", "skip" or "propagate": what a NaN or Inf in a gradient does.
    max_skips: Skipped steps in a row after which "skip" raises.
    zero_grads: Zero the gradients once they are used: those bound, else those in tensors' .grad.
    bounds: (lower, upper), to which parameters are projected after each update; None for none.
    average: gs.EMA(decay), gs.PolyakAverage() or gs.SWA(start, every): see `averaged`.
    lookahead: gs.Lookahead(k, alpha).
    mechanic: gs.Mechanic(s_init), which finds the rate; not with lookahead or bounds, nor with
        rules that set their parameters without an increment.
    copy_to: Arrays of any floating dtype, in the container of params, that are kept equal to them.
    state_dtype: How the state is kept: None for the type that is computed in (float32; float64 of
        float64 parameters), another floating dtype, or "q8" or "dynamic8", 8-bit codes in blocks
        with a float32 scale each. Slots that few bits would harm stay as they are.
    state_min_size: Smaller parameters have no 8-bit state.
    rounding: What becomes of an update too small for a 16-bit parameter: "stochastic" rounds it up
        with its probability, "nearest" may lose it, "kahan", "master" and "split" keep the rest
        beside the parameter (2, 4 and 2 bytes; "split" bfloat16 only). What the caller writes into
        a parameter counts exactly with "master"; "kahan" and "split" still add their rest, half a
        unit in the last place at most. Of 16-bit state: stochastic, or nearest with the others.
    seed: Of stochastic rounding; the same seed gives the same bits.
    report: Measure grad_norm, update_norm and update_ratio at every step.
    line_search: One of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=,
        and go as far along the rule's own step as the search finds. Within bounds, the parameters
        are projected at every trial. Not with average, lookahead, zero_grads, 16-bit parameters or
        tensors."""


def engine_options(options: dict[str, Any]) -> dict[str, Any]:
    """The options as the engine takes them; what C++ would call a bad cast is named here."""
    clip = options["clip_norm"]
    if clip is not None and (
        isinstance(clip, bool)
        or not isinstance(clip, (int, float, np.number))
        or not 0 < clip < np.inf
    ):
        raise HyperError(
            f"clip_norm must be a positive number or None, not {clip!r}",
            name="clip_norm",
            value=clip,
        )
    if not isinstance(options["nonfinite"], str):
        raise HyperError(
            f'nonfinite must be "raise", "skip" or "propagate", not {options["nonfinite"]!r}',
            name="nonfinite",
        )
    skips = options["max_skips"]
    if (
        isinstance(skips, bool)
        or not isinstance(skips, (int, np.integer))
        or not 0 <= skips < 2**63
    ):
        raise HyperError(f"max_skips must be an int >= 0, not {skips!r}", name="max_skips")
    for name in ("zero_grads", "report"):
        if not isinstance(options[name], (bool, np.bool_)):
            raise HyperError(f"{name} must be True or False, not {options[name]!r}", name=name)
    average, lookahead, mechanic = (options[k] for k in ("average", "lookahead", "mechanic"))
    if average is not None and not isinstance(average, Average):
        raise HyperError(
            "average must be gs.EMA(decay), gs.PolyakAverage(), gs.SWA(start, every) or None, "
            f"not {average!r}",
            name="average",
            value=average,
        )
    if lookahead is not None and not isinstance(lookahead, Lookahead):
        raise HyperError(
            f"lookahead must be gs.Lookahead(k, alpha) or None, not {lookahead!r}",
            name="lookahead",
            value=lookahead,
        )
    if mechanic is not None and not isinstance(mechanic, Mechanic):
        raise HyperError(
            f"mechanic must be gs.Mechanic(s_init) or None, not {mechanic!r}",
            name="mechanic",
            value=mechanic,
        )
    if not isinstance(options["rounding"], str):
        raise HyperError(
            'rounding must be "stochastic", "nearest", "kahan", "master" or "split", not '
            f"{options['rounding']!r}",
            name="rounding",
        )
    for name, most in (("state_min_size", 2**63), ("seed", 2**64)):
        count = whole_number(options[name])
        if count is None or not 0 <= count < most:
            raise HyperError(
                f"{name} must be an int from 0 to 2**{most.bit_length() - 1} - 1, not "
                f"{options[name]!r}",
                name=name,
            )
    out = {k: v for k, v in options.items() if k not in ("bounds", "copy_to", "line_search")}
    return {
        **out,
        "state_dtype": _state_dtype(options["state_dtype"]),
        "clip_norm": 0.0 if clip is None else float(clip),
        "average": None if average is None else average._spec(),
        "lookahead": None if lookahead is None else (int(lookahead.k), float(lookahead.alpha)),
        "mechanic": None if mechanic is None else mechanic._spec(),
    }


def storage(options: dict[str, Any]) -> dict[str, str | None]:
    """What says how to read the bytes of a state, besides the dtypes of its arrays."""
    return {
        "state_dtype": _state_dtype(options["state_dtype"]),
        "rounding": options["rounding"],
    }


def _state_dtype(value: Any) -> str | None:
    """The name of a dtype or of a code; the engine knows which there are."""
    if value is None or isinstance(value, str):
        return value
    try:
        dtype = np.dtype(value)
    except TypeError:
        raise HyperError(
            'state_dtype must be a floating dtype, "q8", "dynamic8" or None, not ' + repr(value),
            name="state_dtype",
            value=value,
        ) from None
    return "bfloat16" if dtype == bfloat16 else dtype.name
