"""tests/data/golden.npz: the peers' own trajectories, run through the dialects.

A key `<peer>/<Name>/<settings>/<dtype>/<what>` whose `gs.dialects.<peer>.<Name>` exists is a call
of it and is run. What is a composite is a table below; what waits for later work is listed with
the reason. A key that is none of these fails, and so does a reason that has become untrue.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradstep as gs

FILE = Path(__file__).parents[1] / "data" / "golden.npz"
GOLDEN: dict[str, Any] = {}
with np.load(FILE) as file:
    GOLDEN.update({key: file[key] for key in file.files})

DTYPE = {"f32": np.float32, "f64": np.float64}
ROWS = (1, 2, 3, 5, 10)  # the steps whose parameters are the rows of param_steps

# Variants of a recording under another peer name: the same constructor.
DIALECT = {"torch_nofma": "torch", "torch2d": "torch"}

# A recorded class that its peer's dialect does not have yet. Goes when the class comes.
MISSING = {
    "torch/Adafactor": "a factored rule: comes with the rules on matrices",
    "torch/Muon": "a rule on matrices",
    "torch/LBFGS": "not a first-order rule: comes with the closures",
    "torch/SparseAdam": "takes gradients as indices and values: comes with sparse gradients",
    "torch/ASGD": "comes with the elementwise rules of the catalogue",
    "torch/Adamax": "comes with the elementwise rules of the catalogue",
    "torch/NAdam": "comes with the elementwise rules of the catalogue",
    "torch/RAdam": "comes with the elementwise rules of the catalogue",
    "torch/Rprop": "comes with the elementwise rules of the catalogue",
}

# Peers whose dialect does not exist yet. Goes when it comes; then MISSING names what it lacks.
PEERS = (
    "adabelief_pytorch",
    "adan_pytorch",
    "dadaptation",
    "dog",
    "keras",
    "keras2d",
    "lion_pytorch",
    "mechanic_pytorch",
    "momo",
    "optax",
    "optax2d",
    "parameterfree",
    "prodigyopt",
    "pytorch_optimizer",
    "pytorch_optimizer2d",
    "schedulefree",
    "timm",
    "transformers",
    "transformers2d",
)

# Keys that are no optimizer's constructor, by pattern.
OTHERS = {
    r"inputs/.*|meta/.*": "not a recording: what the recordings were made of",
    r"sched(_closed|_momentum)?/.*": "schedules: test_schedules.py",
    r"lowbit/.*": "8-bit and 16-bit storage does not exist yet",
    r"torch/AdamW/.*/bf16/.*": "bfloat16 parameters do not exist yet",
    r"torch/AveragedModel/.*": "averages of parameters do not exist yet",
    r"torch/clip_grad_norm_/.*norm_type=(1|inf)/.*": "only the Euclidean norm clips",
    r"torch/clip_grad_value_/.*": "clip_value does not exist yet",
}


def parse(text: str) -> Any:
    """`(0.8;0.95)`, `True`, `1e-3`, or a word."""
    if text.startswith("(") and text.endswith(")"):
        return tuple(parse(x) for x in text[1:-1].split(";"))
    if text in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[text]
    try:
        return float(text)
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


def tolerance(peer: str, name: str, dtype: str) -> tuple[float, float]:
    """rtol and atol against the peer; both 0 where the bits are the same."""
    if dtype == "f64":
        return 1e-12, 1e-15
    if (peer, name) == ("torch_nofma", "SGD"):  # no root, and torch without FMA: the same roundings
        return 0, 0
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


def sort_keys() -> tuple[dict[Case, dict[str, Any]], dict[str, str]]:
    """The recordings that are calls, {case: {what: values}}, and the others with their reasons."""
    cases: dict[Case, dict[str, Any]] = defaultdict(dict)
    others: dict[str, str] = {}
    for key, value in GOLDEN.items():
        composite = key.rpartition("/")[0]
        reason = next((why for pattern, why in OTHERS.items() if re.fullmatch(pattern, key)), None)
        if reason is not None:
            others[key] = reason
        elif composite in COMPOSITES:
            others[key] = "run: composite"
        else:
            peer, name, *settings, dtype, what = key.split("/")
            if f"{DIALECT.get(peer, peer)}/{name}" in MISSING:
                others[key] = MISSING[f"{DIALECT.get(peer, peer)}/{name}"]
            elif peer in PEERS:
                others[key] = "its dialect does not exist yet"
            elif find(peer, name) is not None and keywords("/".join(settings)) is not None:
                cases[peer, name, "/".join(settings), dtype][what] = value
            else:
                others[key] = ""
    return dict(cases), others


# ---- composites: recordings that are no constructor call -----------------------------------------


def clip_grad_norm(recorded: dict[str, Any], dtype: str) -> None:
    """torch clips two tensors by their common norm; SGD at rate 1 from 0 shows the result."""
    g = GOLDEN["inputs/g"][5].astype(DTYPE[dtype])
    p = [np.zeros(20, g.dtype), np.zeros(17, g.dtype)]
    report = gs.SGD(p, lr=1, clip_norm=5000).step([g[:20], g[20:]])
    rtol, atol = tolerance("torch", "clip_grad_norm_", dtype)
    np.testing.assert_allclose(report.grad_norm, recorded["total_norm"], rtol=rtol, atol=0)
    np.testing.assert_allclose(-np.concatenate(p), recorded["grad"], rtol=rtol, atol=atol)


COMPOSITES: dict[str, Callable[[dict[str, Any], str], None]] = {
    "torch/clip_grad_norm_/max_norm=5000,norm_type=2/f32": clip_grad_norm,
    "torch/clip_grad_norm_/max_norm=5000,norm_type=2/f64": clip_grad_norm,
}

CASES, REST = sort_keys()


# ---- the tests -----------------------------------------------------------------------------------


def test_no_key_is_forgotten() -> None:
    run = sum(len(recorded) for recorded in CASES.values())
    assert run + len(REST) == len(GOLDEN) == 1992
    assert [key for key, reason in REST.items() if not reason] == []


def test_every_reason_holds() -> None:
    assert {peer for peer in PEERS if hasattr(gs.dialects, peer)} == set()
    assert {name for name in MISSING if find(*name.split("/")) is not None} == set()
    recorded = {"/".join(key.split("/")[:2]) for key in GOLDEN}
    variants = {f"{DIALECT.get(x, x)}/{y}" for x, y in (name.split("/") for name in recorded)}
    assert set(MISSING) <= variants
    assert set(PEERS) <= {key.split("/")[0] for key in GOLDEN}
    for pattern in OTHERS:
        assert any(re.fullmatch(pattern, key) for key in GOLDEN), pattern


@pytest.mark.parametrize("case", CASES, ids="/".join)
def test_recording(case: Case) -> None:
    peer, name, settings, dtype = case
    matrix = peer.endswith("2d")
    p = GOLDEN["inputs/P" if matrix else "inputs/p"].astype(DTYPE[dtype])
    grads = GOLDEN["inputs/G" if matrix else "inputs/g"].astype(DTYPE[dtype])
    arguments = keywords(settings)
    assert arguments is not None
    opt = find(peer, name)(p, **arguments)
    rows = []
    for t, g in enumerate(grads, 1):
        opt.step(g)
        if t in ROWS:
            rows.append(p.copy())
    rtol, atol = tolerance(peer, name, dtype)
    for what, expected in CASES[case].items():
        if what == "state_step":
            assert opt.state_dict()["scalars"]["param"]["t"] == expected == len(grads)
            continue
        got = {
            "param_step20": lambda: p,
            "param_steps": lambda: np.stack(rows),
        }.get(what, lambda w=what: opt.state["param"][w.removeprefix("state_")])()
        assert got.dtype == expected.dtype and got.shape == expected.shape
        if rtol == 0:
            assert got.tobytes() == expected.tobytes(), what
            continue
        if dtype == "f32" and (peer, name, settings) in CANCELS:
            where, index, value, largest = CANCELS[peer, name, settings]
            if what == where:
                assert got[index] == pytest.approx(value, rel=0.05)
                assert abs(got[index] - expected[index]) <= rtol * largest
                got[index] = expected[index]
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol, err_msg=what)


@pytest.mark.parametrize("key", COMPOSITES)
def test_composite(key: str) -> None:
    recorded = {k.rpartition("/")[2]: v for k, v in GOLDEN.items() if k.rpartition("/")[0] == key}
    COMPOSITES[key](recorded, key.rpartition("/")[2])


def test_float32_runs_see_float32_inputs() -> None:
    for name in "pgPG":
        x = GOLDEN[f"inputs/{name}"]
        np.testing.assert_array_equal(x.astype(np.float32).astype(np.float64), x)
