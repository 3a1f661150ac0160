"""tests/data/golden*.npz: the peers' own trajectories, run through the dialects.

A key `<peer>/<Name>/<settings>/<dtype>/<what>` whose `gs.dialects.<peer>.<Name>` exists is a call
of it and is run. What is no constructor call is a function in a table below; what waits for later
work is listed with the reason. A key that is none of these fails, and so does a reason that has
become untrue.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from support.golden import DTYPE, GOLDEN, inputs

ROWS = (1, 2, 3, 5, 10)  # the steps whose parameters are the rows of param_steps

# Variants of a recording under another peer name: the same constructor.
DIALECT = {
    "keras2d": "keras",
    "optax2d": "optax",
    "pytorch_optimizer2d": "pytorch_optimizer",
    "torch2d": "torch",
    "torch_nofma": "torch",
    "transformers2d": "transformers",
}

MATRIX = "a rule on matrices: such rules come later"
CHANNELS = "decides over the rows of a matrix together: comes with the rules on matrices"
TUNER = "not the paper's Mechanic, which is here: test_mechanic.py says how they differ"
ALONE = "a line search, no optimizer: test_line_searches.py compares"

# A recorded class that its peer's dialect does not have yet. Goes when the class comes.
MISSING = {
    "torch/Adafactor": MATRIX,
    "torch/LBFGS": "several iterations a call: test_line_searches.py, around our search",
    "torch/Muon": MATRIX,
    "torch/SparseAdam": "takes gradients as indices and values: comes with sparse gradients",
    "keras/Adafactor": MATRIX,
    "keras/Muon": MATRIX,
    "optax/adafactor": MATRIX,
    "optax/contrib.mechanize": TUNER,
    "optax/contrib.muon": MATRIX,
    "optax/lbfgs": "no rule but a method: test_minimize.py",
    "optax/scale_by_backtracking_linesearch": ALONE,
    "optax/scale_by_zoom_linesearch": ALONE,
    "optax/sm3": MATRIX,
    "pytorch_optimizer/AdamP": CHANNELS,
    "pytorch_optimizer/CAME": MATRIX,
    "pytorch_optimizer/SGDP": CHANNELS,
    "pytorch_optimizer/SM3": MATRIX,
    "pytorch_optimizer/SOAP": MATRIX,
    "pytorch_optimizer/Shampoo": MATRIX,
    "transformers/Adafactor": MATRIX,
}

# Peers without a dialect, or without one yet: when it comes this goes, and MISSING names what it
# lacks.
PEERS = {
    "mechanic_pytorch": TUNER,
}

# Keys that are no optimizer's constructor, by pattern.
OTHERS = {
    r"inputs/.*|meta/.*": "not a recording: what the recordings were made of",
    r"sched(_closed|_momentum)?/.*": "schedules: test_golden_schedules.py",
    r"lowbit/.*": "storage in 8 and 16 bits: test_lowbit_codecs.py, test_lowbit_golden.py",
    r"torch/AdamW/.*/bf16/.*": "storage in 16 bits: test_lowbit_golden.py",
    r"torch/clip_grad_norm_/.*norm_type=(1|inf)/.*": "only the Euclidean norm clips",
}


def parse(text: str) -> Any:
    """`(0.8;0.95)`, `True`, `1e-3`, or a word."""
    if text.startswith("(") and text.endswith(")"):
        return tuple(parse(x) for x in text[1:-1].split(";"))
    if text in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[text]
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return text


def keywords(settings: str) -> dict[str, Any] | None:
    """`lr=0.01,betas=(0.8;0.95)` as keywords; None if it is not of this form."""
    if settings == "default":
        return {}
    if not re.fullmatch(r"\w+=[^,=]+(,\w+=[^,=]+)*", settings):
        return None
    return {k: parse(v) for k, v in (part.split("=") for part in settings.split(","))}


def find(peer: str, name: str) -> Any:
    """The class of the dialect, or None."""
    module = gs.dialects
    for part in [DIALECT.get(peer, peer), *name.split(".")]:
        module = getattr(module, part, None)
    return module


# ---- how close -----------------------------------------------------------------------------------

# Peers' constants, counters or norms in float32 even in float64 runs.
SINGLE = {
    "torch/ASGD": "eta and mu are float32 tensors",
    "torch/NAdam": "mu_product is a float32 tensor",
    "optax/MultiSteps": "gradients are added up in float32 unless accumulator_dtype says otherwise",
    "optax/contrib.madgrad": "the root of the count is float32",
    "momo/MomoAdam": "grad_dot_w is a float32 tensor",
    "pytorch_optimizer/AliG": "the norm of all gradients is float32",
    "pytorch_optimizer/DAdaptSGD": "the norm of all gradients is float32",
    "pytorch_optimizer/Lamb": "the norm of all gradients is float32",
    "pytorch_optimizer/QHAdam": "beta1_weight and beta2_weight are float32 tensors",
    "timm/LaProp": "exp_avg_lr_2 is a float32 tensor",
    "timm/NvNovoGrad": "exp_avg_sq is a float32 tensor",
}
# Prodigy's estimate is of distances, at first of 1e-6 between parameters of about 1: so many times
# do their roundings count.
FIRST = 1e-6
# Rules that step by the loss as a difference, of 1 in the recordings, between sums of 2000: so many
# times do their roundings count. In each of 20 steps there are about four.
DIFFERENCES = {"MoMo", "MoMoAdam"}
MAGNIFIED = 20 * 4 * 2000
# float32 recordings with the same roundings as here, so the same bits: neither FMA nor torch's own
# vector root.
BITWISE = {
    *("torch/Rprop", "torch_nofma/ASGD", "torch_nofma/Adamax", "torch_nofma/Rprop"),
    *("torch_nofma/SGD", "keras/Adagrad", "pytorch_optimizer/SignSGD"),
    *("optax/rprop", "optax/sgd", "optax/sign_sgd", "optax/signum"),
}


# Only the parameters of these are compared: a sign moves them, and a momentum's rounding does not
# reach that.
BITWISE_PARAMETERS = {"keras/Lion", "lion_pytorch/Lion", "pytorch_optimizer/Tiger"}


def tolerance(peer: str, name: str, dtype: str, what: str = "") -> tuple[float, float]:
    """rtol and atol against the peer; both 0 where the bits are the same."""
    kind = f"{DIALECT.get(peer, peer)}/{name}"
    entry = getattr(find(peer, name), "_entry", None)
    rule = entry.rule if entry is not None else ""
    if dtype == "f64":
        # QHAdam's weights have been rounded to float32 at each of the 20 steps; MomoAdam's
        # grad_dot_w has been too, and counts 2000 times: of p, and of a step, which is 0.01
        dots = 2000 * 2.0**-22
        wide = {
            "pytorch_optimizer/QHAdam": (20 * 2.0**-24, 1e-15),
            "momo/MomoAdam": (dots, dots / 100),
        }
        if kind in SINGLE:
            return wide.get(kind, (1e-6, 1e-15))
        if rule == "Prodigy":
            return 20 / FIRST * 2.0**-53, 1e-15
        return (MAGNIFIED * 2.0**-53 if rule in DIFFERENCES else 1e-12), 1e-15
    if f"{peer}/{name}" in BITWISE:
        return 0, 0
    if f"{peer}/{name}" in BITWISE_PARAMETERS and what.startswith("param"):
        return 0, 0
    if rule in DIFFERENCES:
        return MAGNIFIED * 2.0**-24, 1e-7
    if rule == "Prodigy":
        return 1e-4, FIRST
    if rule and getattr(gs.rules, rule).measures:  # the order of the additions comes in
        return 1e-4, 1e-7
    if kind.startswith(("optax", "keras")):
        return 2e-5, 5e-6  # they take 1 - beta2**t in float32
    return 2e-6, 1e-7  # torch fuses, and its vector square root is an ulp off on every sixth number


Case = tuple[str, str, str, str]  # peer, name, settings, dtype

# Elements of float32 recordings that pass near 0 where torch rounds otherwise: a number keeps the
# error of what it came down from, so they are compared relative to their largest value so far.
# {(peer, name, settings): (what, index, about the value there, and its largest so far)}
CANCELS = {
    ("torch", "SGD", "lr=0.05,momentum=0.9,nesterov=True,weight_decay=0.01,fused=True"): (
        ("param_steps", (4, 3), -17, 1151)
    ),
    ("torch", "RMSprop", "lr=0.01,momentum=0.9,weight_decay=0.1"): (
        ("state_momentum_buffer", (26,), 0.09, 25)
    ),
    ("torch_nofma", "RMSprop", "lr=0.01,momentum=0.9,weight_decay=0.1"): (
        ("state_momentum_buffer", (26,), 0.09, 25)
    ),
}

# In float32 such distances are roundings, and if weight decay moves parameters too, so is the state
# that is estimated from them: of this recording only the parameters are compared.
ROUNDINGS = ("prodigyopt", "Prodigy", "weight_decay=0.1,use_bias_correction=True", "f32")

# Recorded states that are none here: functions of the count, or norms of arrays at hand.
NOT_KEPT = {
    "dadaptation/DAdaptSGD": ("z",),
    "torch/ASGD": ("eta", "mu"),
    "pytorch_optimizer/LaProp": ("exp_avg_lr_2",),
    "pytorch_optimizer/Lamb": ("adam_norm", "weight_norm"),
    "pytorch_optimizer/QHAdam": ("beta1_weight", "beta2_weight"),
    "pytorch_optimizer/SimplifiedAdEMAMix": ("den_sum", "num_sum"),
    "timm/LaProp": ("exp_avg_lr_2",),
}


def assert_close(got: Any, expected: Any, tolerance: tuple[float, float], what: str) -> None:
    got = np.asarray(got)
    assert got.shape == expected.shape, what
    assert got.dtype == expected.dtype or got.ndim == 0, what  # numbers are doubles here
    if tolerance == (0, 0):
        assert got.astype(expected.dtype).tobytes() == expected.tobytes(), what
    else:
        rtol, atol = tolerance
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=what)


# ---- runs ----------------------------------------------------------------------------------------


def rows_of(p: Any, steps: Iterable[None]) -> dict[str, Any]:
    """What is recorded of p while ``steps`` moves it."""
    rows = [p.copy() for t, _ in enumerate(steps, 1) if t in ROWS]
    return {"param_steps": np.stack(rows), "param_step20": p}


def run(opt: Any, p: Any, grads: Any) -> dict[str, Any]:
    by_loss = next(iter(opt.groups.values())).rule.uses_loss
    losses = GOLDEN["inputs/loss"] if by_loss else [None] * len(grads)
    pairs = zip(grads, losses, strict=True)
    reports = (opt.step(g, loss=loss) for g, loss in pairs)
    return rows_of(p, (None for report in reports if report or report.added))


def state_of(opt: Any, name: str, dtype: str) -> Any:
    """What a peer calls its state ``name``; its numbers in the type of its arrays."""
    name = opt._entry.states.get(name, name) if hasattr(opt, "_entry") else name
    sign, name = (-1, name[1:]) if name.startswith("-") else (1, name)
    if name == "step":
        return opt.scalars["param"]["t"]
    if name in opt.state["param"]:
        return sign * opt.state["param"][name]
    rule = type(opt.groups["default"].rule).__name__
    return DTYPE[dtype](opt.shared.get(rule, opt.scalars["param"])[name])


# ---- composites: recordings that are no constructor call -----------------------------------------

Recorded = dict[str, Any]


def trajectory(
    make: Callable[[Any], Any], peer: str = "optax", name: str = ""
) -> Callable[[Recorded, str], None]:
    """The recording is what ``make(p)`` does."""

    def composite(recorded: Recorded, dtype: str) -> None:
        p, grads = inputs(peer, dtype)
        for what, got in run(make(p), p, grads).items():
            assert_close(got, recorded[what], tolerance(peer, name, dtype), what)

    return composite


def clip_grad_norm(recorded: Recorded, dtype: str) -> None:
    """torch clips two tensors by their common norm; SGD at rate 1 from 0 shows the result."""
    g = GOLDEN["inputs/g"][5].astype(DTYPE[dtype])
    p = [np.zeros(20, g.dtype), np.zeros(17, g.dtype)]
    report = gs.SGD(p, lr=1, clip_norm=5000).step([g[:20], g[20:]])
    rtol, atol = tolerance("torch", "", dtype)
    np.testing.assert_allclose(report.grad_norm, recorded["total_norm"], rtol=rtol, atol=0)
    assert_close(-np.concatenate(p), recorded["grad"], (rtol, atol), "grad")


def stage(peer: str, step: int, **stage: Any) -> Callable[[Recorded, str], None]:
    """The recording is the gradient of one step after a stage."""

    def composite(recorded: Recorded, dtype: str) -> None:
        p, grads = inputs(peer, dtype)
        before = p.copy()
        gs.SGD(p, lr=1, **stage).step(grads[step])
        rtol, atol = tolerance(peer, "", dtype)
        atol += 4 * np.finfo(p.dtype).eps  # what p - g keeps of g
        assert_close(before - p, recorded["grad"], (rtol, atol), "grad")

    return composite


def ema_of_parameters(recorded: Recorded, dtype: str) -> None:
    p, grads = inputs("torch", dtype)
    opt = gs.SGD(p, lr=0.05, average=gs.EMA(0.9))
    run(opt, p, grads)
    got = opt.average["param"]
    assert_close(got, recorded["avg_step20"], tolerance("torch", "", dtype), "avg_step20")


def apply_every(recorded: Recorded, dtype: str) -> None:
    """Four gradients are added up, and their sum is stepped by."""
    p, grads = inputs("optax", dtype)
    opt = gs.SGD(p, lr=0.05, accumulate=4)
    reports = (opt.step(g, grad_scale=0.25) for g in grads)
    for what, got in rows_of(p, (None for _ in reports)).items():
        assert_close(got, recorded[what], tolerance("optax", "chain", dtype), what)


def sharpness_aware(recorded: Recorded, dtype: str) -> None:
    """optax's sam shows the perturbed parameters at odd calls; even ones step from before that."""
    p, grads = inputs("optax", dtype)
    opt, start = gs.SGD(p, lr=0.05), p.copy()

    def steps() -> Iterable[None]:
        for t, g in enumerate(grads, 1):
            if t % 2:
                start[...] = p
                p[...] += 0.1 * g / np.sqrt(np.sum(g * g))
            else:
                p[...] = start
                opt.step(g)
            yield

    for what, got in rows_of(p, steps()).items():
        assert_close(got, recorded[what], tolerance("optax", "", dtype), what)


def sophia(recorded: Recorded, dtype: str) -> None:
    """The estimate g² of the Hessian, at every fourth step from the first on."""
    p, grads = inputs("optax", dtype)
    opt = gs.dialects.optax.contrib.sophia(p, learning_rate=0.01)

    def steps() -> Iterable[None]:
        for n, g in enumerate(grads):
            opt.step(g, inputs={"hessian": g * g if n % 4 == 0 else None})
            yield

    for what, got in rows_of(p, steps()).items():
        assert_close(got, recorded[what], tolerance("optax", "", dtype), what)


def bets_of_half(recorded: Recorded, dtype: str) -> None:
    p, grads = inputs("parameterfree", dtype)
    grads = [g * (0.5 / np.linalg.norm(g)) for g in grads]
    for what, got in run(gs.dialects.parameterfree.KT(p), p, grads).items():
        assert_close(got, recorded[what], tolerance("parameterfree", "KT", dtype), what)


def clip_columns(recorded: Recorded, dtype: str) -> None:
    """optax's units of a matrix are its columns, ours its rows: the transposed matrix."""
    p, grads = inputs("optax2d", dtype)
    q = p.T.copy()
    got = run(gs.SGD(q, lr=0.05, clip_adaptive=0.1), q, grads.transpose(0, 2, 1))
    turned = {"param_steps": got["param_steps"].transpose(0, 2, 1), "param_step20": q.T}
    for what, x in turned.items():
        assert_close(x, recorded[what], tolerance("optax", "", dtype), what)


def sgd(**keywords: Any) -> Callable[[Any], Any]:
    return lambda p: gs.SGD(p, lr=0.05, **keywords)


LOOKAHEAD = sgd(lookahead=gs.Lookahead(k=5, alpha=0.5))
COMPOSITES: dict[str, Callable[[Recorded, str], None]] = {
    "torch/AveragedModel/EMA,decay=0.9,base=SGD(lr=0.05)": ema_of_parameters,
    "torch/clip_grad_norm_/max_norm=5000,norm_type=2": clip_grad_norm,
    "torch/clip_grad_value_/clip_value=0.25": stage("torch", 5, clip_value=0.25),
    "optax/MultiSteps/every_k=4,base=adam(0.01)": trajectory(
        lambda p: gs.dialects.optax.MultiSteps(gs.dialects.optax.adam, 4)(p, 0.01),
        name="MultiSteps",
    ),
    "optax/chain/apply_every(4)+sgd(0.05)": apply_every,
    "optax/chain/clip(0.25)+sgd(0.05)": trajectory(sgd(clip_value=0.25)),
    "optax/chain/clip_by_global_norm(1.0)+sgd(0.05)": trajectory(
        # without the 1e-6 that torch adds to the norm
        lambda p: gs.dialects.keras.SGD(p, learning_rate=0.05, global_clipnorm=1.0)
    ),
    "optax/chain/ema(0.9)+sgd(0.05)": trajectory(
        # a corrected mean of the gradients is what RAdam steps by until it trusts its variance
        lambda p: gs.RAdam(p, lr=0.05, beta1=0.9, sma_threshold=1e9)
    ),
    "optax/contrib.sam/base=sgd(0.05),adv=normalize+sgd(0.1),sync_period=2": sharpness_aware,
    "optax/contrib.sophia/learning_rate=0.01,hessian=g^2,update_interval=4": sophia,
    "optax/lookahead/base=sgd(0.05),sync_period=5,slow_step_size=0.5": trajectory(LOOKAHEAD),
    "optax/scale_by_lion+lr/learning_rate=0.01,mode=refined": trajectory(
        lambda p: gs.Lion(p, lr=0.01, refined=True)
    ),
    "optax2d/chain/adaptive_grad_clip(0.1)+sgd(0.05)": clip_columns,
    "parameterfree/KT/each gradient scaled to norm 0.5": bets_of_half,
    "pytorch_optimizer/Lookahead/base=SGD(lr=0.05),k=5,alpha=0.5": trajectory(
        LOOKAHEAD, "pytorch_optimizer"
    ),
    "pytorch_optimizer2d/agc/agc_eps=0.001,agc_clip_val=0.1": stage(
        "pytorch_optimizer2d", 0, clip_adaptive=0.1
    ),
    "pytorch_optimizer2d/centralize_gradient/default": stage(
        "pytorch_optimizer2d", 0, centralize=True
    ),
}


# ---- which key is what ---------------------------------------------------------------------------


def sort_keys() -> tuple[dict[Case, Recorded], dict[tuple[str, str], Recorded], dict[str, str]]:
    """The recordings that are calls, {case: {what: values}}, the composites by key and dtype, and
    the other keys with their reasons."""
    cases: dict[Case, Recorded] = defaultdict(dict)
    composites: dict[tuple[str, str], Recorded] = defaultdict(dict)
    others: dict[str, str] = {}
    for key, value in GOLDEN.items():
        reason = next((why for pattern, why in OTHERS.items() if re.fullmatch(pattern, key)), None)
        if reason is not None:
            others[key] = reason
            continue
        peer, name, *middle, dtype, what = key.split("/")
        settings, kind = "/".join(middle), f"{DIALECT.get(peer, peer)}/{name}"
        if f"{peer}/{name}/{settings}" in COMPOSITES:
            composites[f"{peer}/{name}/{settings}", dtype][what] = value
        elif peer in PEERS or kind in MISSING:
            others[key] = PEERS.get(peer) or MISSING[kind]
        elif find(peer, name) is not None and keywords(settings) is not None:
            cases[peer, name, settings, dtype][what] = value
        else:
            others[key] = ""
    return dict(cases), dict(composites), others


CASES, COMPOSED, REST = sort_keys()


# ---- the tests -----------------------------------------------------------------------------------


def test_no_key_is_forgotten() -> None:
    run = sum(len(recorded) for recorded in [*CASES.values(), *COMPOSED.values()])
    assert run + len(REST) == len(GOLDEN) == 2248
    assert [key for key, reason in REST.items() if not reason] == []
    assert {key for key, _ in COMPOSED} == set(COMPOSITES)


def test_every_reason_holds() -> None:
    assert {peer for peer in PEERS if hasattr(gs.dialects, peer)} == set()
    assert {name for name in MISSING if find(*name.split("/")) is not None} == set()
    recorded = {"/".join(key.split("/")[:2]) for key in GOLDEN}
    variants = {f"{DIALECT.get(x, x)}/{y}" for x, y in (name.split("/") for name in recorded)}
    assert set(MISSING) <= variants and set(NOT_KEPT) <= variants and set(SINGLE) <= variants
    assert set(PEERS) <= {key.split("/")[0] for key in GOLDEN}
    for pattern in OTHERS:
        assert any(re.fullmatch(pattern, key) for key in GOLDEN), pattern


@pytest.mark.parametrize("case", CASES, ids="/".join)
def test_recording(case: Case) -> None:
    peer, name, settings, dtype = case
    p, grads = inputs(peer, dtype)
    arguments = keywords(settings)
    assert arguments is not None
    opt = find(peer, name)(p, **arguments)
    got = run(opt, p, grads)
    close = tolerance(peer, name, dtype)
    for what, expected in CASES[case].items():
        state = what.removeprefix("state_")
        if state in NOT_KEPT.get(f"{DIALECT.get(peer, peer)}/{name}", ()):
            continue
        if case == ROUNDINGS and what.startswith("state_"):
            continue
        if state == "w_average":
            x = opt.average["param"]
        elif state in ("eval_params", "param_eval_step20"):
            x = opt.params_for_eval()
        else:
            x = got[what] if what in got else state_of(opt, state, dtype)
        if dtype == "f32" and (peer, name, settings) in CANCELS:
            where, index, value, largest = CANCELS[peer, name, settings]
            if what == where:
                assert x[index] == pytest.approx(value, rel=0.05)
                assert abs(x[index] - expected[index]) <= close[0] * largest
                x = x.copy()
                x[index] = expected[index]
        assert_close(x, expected, tolerance(peer, name, dtype, what), what)


@pytest.mark.parametrize("composite", COMPOSED, ids="/".join)
def test_composite(composite: tuple[str, str]) -> None:
    key, dtype = composite
    COMPOSITES[key](COMPOSED[composite], dtype)


def test_float32_runs_see_float32_inputs() -> None:
    for name in "pgPG":
        x = GOLDEN[f"inputs/{name}"]
        np.testing.assert_array_equal(x.astype(np.float32).astype(np.float64), x)
