"""Every optimizer and schedule of the dialects beside the peer itself, with random settings.

    nox -s peers                          # all of them, 40 settings of each
    nox -s peers -- torch optax.adam --settings 200 --seed 1
    nox -s peers -- --markdown docs/internals/peers.md

The session installs the peers. A setting is a value for each of the arguments that both sides have,
some at their defaults. Both sides then step the same arrays in float64 with the same gradients,
which have zeros, huge and tiny numbers and, where a peer allows it, arrays without a gradient;
gradstep is saved and loaded on the way. A setting that the peer refuses, or that makes it diverge,
is drawn again. The error is the largest difference between the two, as a part of the way that an
array has gone. Schedules are compared at 60 steps, as a part of the largest rate; those that
metrics move, and those made of others, are left to the tests.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import dataclasses
import importlib
import inspect
import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

import gradstep as gs

Array = np.ndarray
SHAPES = ((3,), (2, 5), (), (1, 7), (4, 3, 2), (33,))
STEPS, RATES = 12, 60
RETURNED = ("CosineScheduler", "LinearScheduler", "PolyScheduler")  # by step(), from the first on
CLOSE = 1e-9  # of float64: what roundings in another order make of some steps
FLOAT32 = (  # the peer has something in float32, even of float64 parameters: errors of 1e-7
    *("torch.ASGD", "torch.NAdam", "optax.contrib.madgrad"),
    *("keras.CosineDecay", "keras.CosineDecayRestarts"),
    *("timm.Adopt", "timm.LaProp", "timm.NAdam", "timm.NvNovoGrad"),
    *(f"pytorch_optimizer.{x}" for x in ("AliG", "Lamb", "LaProp", "NAdam", "Prodigy", "QHAdam")),
    *(f"pytorch_optimizer.DAdapt{x}" for x in ("AdaGrad", "Adam", "Lion", "SGD")),
    "pytorch_optimizer.SimplifiedAdEMAMix",
)
KNOWN = {  # what else is known to differ, and why
    "keras.RMSprop": "with centered=True and rho=0 the variance is what roundings leave",
    "optax.rmsprop": "with centered=True and decay=0 the variance is what roundings leave",
    "timm.RMSpropTF": "with centered=True and alpha=0 the variance is what roundings leave",
    "timm.RAdamLegacy": "the peer steps a float32 copy of each array",
    "momo.Momo": "with bias_correction the mean of <g, p> is a float32",
    "momo.MomoAdam": "None: see docs/dialects.md",
    "pytorch_optimizer.AdaMod": "with betas[2]=0 after zeros the rate is what roundings leave",
    "pytorch_optimizer.LinearScheduler": "goes below 0 after its end; here it stays at min_lr",
    **dict.fromkeys(
        (f"optimi.{x}" for x in ("Adam", "AdamW", "Adan", "RAdam", "Ranger")),
        "None: see docs/dialects.md",
    ),
}


# ---- the peers ----------------------------------------------------------------------------------


@dataclasses.dataclass
class Problem:
    """Arrays, and for each step their gradients and the loss."""

    starts: list[Array]
    grads: list[list[Array | None]]
    losses: list[float]


def by_torch(make: Callable[..., Any], settings: dict[str, Any], problem: Problem) -> list[Array]:
    import torch

    params = [torch.nn.Parameter(torch.tensor(x)) for x in problem.starts]
    opt = make(params, **settings)
    if hasattr(opt, "train"):
        opt.train()
    out = []
    for grads, loss in zip(problem.grads, problem.losses, strict=True):
        for p, g in zip(params, grads, strict=True):
            p.grad = None if g is None else torch.tensor(g)
        value = torch.tensor(loss, dtype=torch.float64)
        if "loss" in inspect.signature(opt.step).parameters:
            opt.step(loss=value)
        else:
            opt.step(lambda value=value: value)
        out += [p.detach().numpy().copy() for p in params]
    return out


def by_optax(make: Callable[..., Any], settings: dict[str, Any], problem: Problem) -> list[Array]:
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    rule = optax.with_extra_args_support(make(**settings))
    params = [jax.numpy.asarray(x) for x in problem.starts]
    state = rule.init(params)
    out = []
    for grads, loss in zip(problem.grads, problem.losses, strict=True):
        updates, state = rule.update(
            [jax.numpy.asarray(g) for g in grads], state, params, value=loss
        )
        params = optax.apply_updates(params, updates)
        out += [np.array(p) for p in params]
    return out


def by_keras(make: Callable[..., Any], settings: dict[str, Any], problem: Problem) -> list[Array]:
    import jax
    import keras

    jax.config.update("jax_enable_x64", True)
    keras.config.set_floatx("float64")
    params = [keras.Variable(x, dtype="float64") for x in problem.starts]
    opt = make(**settings)
    out = []
    for grads in problem.grads:
        opt.apply([jax.numpy.asarray(g) for g in grads], params)
        out += [np.array(p.value) for p in params]
    return out


def by_sklearn(make: Callable[..., Any], settings: dict[str, Any], problem: Problem) -> list[Array]:
    params = [x.copy() for x in problem.starts]
    opt = make(params, **settings)
    out = []
    for grads in problem.grads:
        opt.update_params(params, grads)
        out += [p.copy() for p in params]
    return out


@dataclasses.dataclass(frozen=True)
class Peer:
    """Where a dialect's peer has its optimizers, and how they are called."""

    modules: tuple[str, ...]
    run: Callable[[Callable[..., Any], dict[str, Any], Problem], list[Array]] = by_torch
    without: bool = True  # whether an array may have no gradient


PEERS = {
    "adabelief_pytorch": Peer(("adabelief_pytorch",)),
    "adan_pytorch": Peer(("adan_pytorch",)),
    "dadaptation": Peer(("dadaptation",)),
    "dog": Peer(("dog",)),
    "keras": Peer(("keras.optimizers",), by_keras, False),
    "lion_pytorch": Peer(("lion_pytorch",)),
    "momo": Peer(("momo",)),
    "optax": Peer(("optax",), by_optax, False),
    "optax.contrib": Peer(("optax.contrib",), by_optax, False),
    "optimi": Peer(("optimi",)),
    "parameterfree": Peer(("parameterfree",)),
    "prodigyopt": Peer(("prodigyopt",)),
    "pytorch_optimizer": Peer(("pytorch_optimizer",)),
    "schedulefree": Peer(("schedulefree",)),
    "sklearn": Peer(("sklearn.neural_network._stochastic_optimizers",), by_sklearn, False),
    "timm": Peer(("timm.optim",)),
    "torch": Peer(("torch.optim",)),
}


def found(modules: tuple[str, ...], name: str) -> Callable[..., Any] | None:
    for module in modules:
        make: Callable[..., Any] | None = getattr(importlib.import_module(module), name, None)
        if callable(make):
            return make
    return None


def entries(dialect: str, *, schedules: bool) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The optimizers of a dialect, which take parameters first, or its schedules."""
    module: Any = gs.dialects
    for part in dialect.split("."):
        module = getattr(module, part)
    for name in sorted(x for x in dir(module) if not x.startswith("_")):
        entry = getattr(module, name)
        if not callable(entry):
            continue
        names = list(inspect.signature(entry).parameters)
        if schedules != ("params" in names[:1]):
            yield name, entry


# ---- the peers' schedules -----------------------------------------------------------------------


def rates_by_torch(make: Callable[..., Any], settings: dict[str, Any]) -> list[float]:
    import torch

    rest = dict(settings)
    opt = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=rest.pop("lr", 0.1), momentum=0.9)
    schedule = make(opt, **rest)
    out, returned = [], []
    for n in range(RATES):
        out.append(float(opt.param_groups[0]["lr"]))
        opt.step()
        if hasattr(schedule, "step_update"):  # timm's: it counts epochs or updates
            schedule.step_update(n + 1)
            returned.append(schedule.step(n + 1))
        else:
            returned.append(schedule.step())
    return [float(x) for x in returned] if make.__name__ in RETURNED else out


def rates_by_optax(make: Callable[..., Any], settings: dict[str, Any]) -> list[float]:
    import jax

    jax.config.update("jax_enable_x64", True)
    schedule = make(**settings)
    return [float(schedule(n)) for n in range(RATES)]


def rates_by_keras(make: Callable[..., Any], settings: dict[str, Any]) -> list[float]:
    import keras

    keras.config.set_floatx("float64")
    return rates_by_optax(make, settings)


SCHEDULES: dict[str, tuple[tuple[str, ...], Callable[..., list[float]]]] = {
    "keras": (("keras.optimizers.schedules",), rates_by_keras),
    "optax": (("optax",), rates_by_optax),
    "pytorch_optimizer": (("pytorch_optimizer",), rates_by_torch),
    "timm": (("timm.scheduler",), rates_by_torch),
    "torch": (("torch.optim.lr_scheduler",), rates_by_torch),
    "transformers": (("transformers", "transformers.optimization"), rates_by_torch),
}


# ---- settings and gradients ---------------------------------------------------------------------


COUNTS = ("k", "n", "period", "warmup")  # whole numbers by their names


def draw(rng: np.random.Generator, name: str, default: Any) -> Any:
    """Some value for an argument, of its default's kind."""
    if isinstance(default, bool):
        return bool(rng.integers(2))
    if isinstance(default, (tuple, list)) and all(isinstance(x, float) for x in default):
        return type(default)(draw(rng, name, x) for x in default)
    if "steps" in name or name in COUNTS or (isinstance(default, int) and default > 1):
        return int(default + rng.integers(0, 4)) if isinstance(default, int) else default
    if isinstance(default, (int, float)):
        if default == 0:
            return float(rng.choice([0.0, 0.01, 0.125, 0.5]))
        if 0.5 <= default < 1:
            return float(rng.choice([0.0, 0.5, 0.75, 0.9, 0.99, 0.999]))
        return float(default * rng.choice([0.25, 0.5, 2.0, 4.0]))
    return default


def setting(
    rng: np.random.Generator, ours: Callable[..., Any], theirs: Callable[..., Any]
) -> dict[str, Any]:
    mine, other = inspect.signature(ours).parameters, inspect.signature(theirs).parameters
    out = {}
    for name in sorted(mine.keys() & other.keys() - {"params"}):
        default = mine[name].default
        if default is inspect.Parameter.empty:  # it must be said: a rate
            out[name] = float(rng.choice([0.001, 0.01, 0.1]))
        elif rng.random() < 0.35 and (value := draw(rng, name, default)) is not None:
            out[name] = value
    return out


def draw_rate_argument(rng: np.random.Generator, name: str, annotation: str, default: Any) -> Any:
    """Some value for an argument of a schedule; None if it is of no kind that can be drawn."""
    kind = annotation.split(" | ")[0]
    if kind.startswith("Literal["):
        return str(rng.choice(ast.literal_eval(kind.removeprefix("Literal"))))
    if kind in ("Iterable[int]", "Sequence[int]"):
        return sorted(rng.choice(RATES, size=3, replace=False).tolist())
    if kind == "bool":
        return bool(rng.integers(2))
    if kind == "int":
        return int(rng.integers(1, 8) if name in ("T_mult", "cycle_limit") else rng.integers(40))
    if kind == "float" and name in ("decay_t",):
        return int(rng.integers(1, 20))
    if kind == "float":
        usual = default if isinstance(default, float) and default else 0.1
        return float(usual * rng.choice([0.0, 0.25, 0.5, 1, 2, 4]))
    return None


def rate_setting(rng: np.random.Generator, ours: Callable[..., Any]) -> dict[str, Any] | None:
    """Values for a schedule's arguments; None if one that must be said cannot be drawn."""
    out = {}
    for name, argument in inspect.signature(ours).parameters.items():
        needed = argument.default is inspect.Parameter.empty
        if name in ("last_epoch", "steps_per_call", "name") or not (needed or rng.random() < 0.5):
            continue
        value = draw_rate_argument(rng, name, str(argument.annotation), argument.default)
        if value is None and needed:
            return None
        if value is not None:
            out[name] = value
    return out


def problem(rng: np.random.Generator, without: bool) -> Problem:
    starts = [rng.normal(size=shape) for shape in SHAPES]
    scale = 10.0 ** rng.choice([0, 0, 0, -8, -3, 3])
    sparse, absent = rng.choice([0, 0, 0.3]), rng.choice([0, 0, 0.3]) if without else 0
    grads: list[list[Array | None]] = []
    for _ in range(STEPS):
        these: list[Array | None] = []
        for x in starts:
            g = rng.normal(size=x.shape) * scale * (rng.random(size=x.shape) >= sparse)
            these.append(None if rng.random() < absent else g)
        grads.append(these)
    return Problem(starts, grads, list(rng.uniform(0.5, 2, size=STEPS)))


def by_gradstep(
    make: Callable[..., Any], settings: dict[str, Any], problem: Problem, saves: int | None
) -> list[Array]:
    params = [x.copy() for x in problem.starts]
    opt = make(params, **settings)
    uses_loss = any(group.rule.uses_loss for group in opt.groups.values())
    out = []
    for n, (grads, loss) in enumerate(zip(problem.grads, problem.losses, strict=True)):
        if n == saves:
            saved = opt.state_dict()
            params = [x.copy() for x in params]
            opt = make(params, **settings)
            opt.load_state_dict(saved)
        opt.step(grads, **({"loss": loss} if uses_loss else {}))
        out += [p.copy() for p in params]
    return out


# ---- the comparison -----------------------------------------------------------------------------


@dataclasses.dataclass
class Row:
    """What was found of one optimizer."""

    name: str
    compared: int = 0
    worst: dict[bool, float] = dataclasses.field(default_factory=dict)  # absent gradients: error
    setting: dict[bool, dict[str, Any]] = dataclasses.field(default_factory=dict)
    refused: Counter[str] = dataclasses.field(default_factory=Counter)
    note: str = ""


def error(ours: list[Array], theirs: list[Array], starts: list[Array]) -> float:
    """The largest difference, of every array at every step, over the length of its way so far."""
    worst, n = 0.0, len(starts)
    ways, before = [0.0] * n, list(starts)
    for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        k = i % n
        ways[k] += float(np.max(np.abs(b - before[k]), initial=0.0))
        before[k] = b
        # some ulps of the array itself are no error, however little it has moved
        room = 8 * STEPS * np.finfo(float).eps * np.max(np.abs(starts[k]), initial=0.0)
        off = float(np.max(np.abs(a - b), initial=0.0)) - room
        if not off <= 0:
            worst = max(worst, off / max(ways[k], 1e-300))
    return worst


def compare(
    name: str, ours: Callable[..., Any], theirs: Callable[..., Any], peer: Peer, count: int,
    seed: int,
) -> Row:  # fmt: skip
    row = Row(name)
    rng = np.random.default_rng([seed, *name.encode()])
    for _ in range(8 * count):
        if row.compared + row.refused.total() >= count:
            break
        settings, case = setting(rng, ours, theirs), problem(rng, peer.without)
        saves = int(rng.integers(1, STEPS)) if rng.random() < 0.3 else None
        try:
            wanted = peer.run(theirs, settings, case)
        except (Exception, SystemExit) as refusal:  # lion_pytorch exits without triton
            row.note = f"{type(refusal).__name__}: {refusal}"
            continue
        if not all(np.all(np.isfinite(x)) and np.max(np.abs(x), initial=0) < 1e9 for x in wanted):
            continue
        try:
            got = by_gradstep(ours, settings, case, saves)
        except gs.Error as refusal:
            row.refused[str(refusal).split("\n")[0][:100]] += 1
            continue
        row.compared += 1
        absent = any(g is None for grads in case.grads for g in grads)
        if not (off := error(got, wanted, case.starts)) <= row.worst.get(absent, -1.0):
            row.worst[absent], row.setting[absent] = off, settings
    if row.compared:
        row.note = ""
    return row


def compare_rates(
    name: str, ours: Callable[..., Any], theirs: Callable[..., Any],
    run: Callable[..., list[float]], count: int, seed: int,
) -> Row:  # fmt: skip
    row = Row(name)
    rng = np.random.default_rng([seed, *name.encode()])
    each = {"steps_per_call": 1} if "steps_per_call" in inspect.signature(ours).parameters else {}
    for _ in range(8 * count):
        if row.compared + row.refused.total() >= count:
            break
        if (settings := rate_setting(rng, ours)) is None:
            row.note = "made of others, or moved by metrics"
            break
        try:
            wanted = np.array(run(theirs, settings))
        except Exception as refusal:
            row.note = f"{type(refusal).__name__}: {refusal}"
            continue
        if not np.all(np.isfinite(wanted)):
            continue
        try:
            got = np.array(ours(**settings, **each)(np.arange(RATES)))
        except gs.Error as refusal:
            row.refused[str(refusal).split("\n")[0][:100]] += 1
            continue
        row.compared += 1
        off = float(np.max(np.abs(got - wanted)) / max(np.max(np.abs(wanted)), 1e-300))
        if not off <= row.worst.get(False, -1.0):
            row.worst[False], row.setting[False] = off, settings
    if row.compared:
        row.note = ""
    return row


def table(rows: list[Row]) -> str:
    lines = [
        "| optimizer or schedule | settings | worst error | where gradients are None | remarks |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        words = []
        for absent, worst in sorted(row.worst.items()):
            if not worst <= CLOSE:
                said = [f"{k}={v}" for k, v in row.setting[absent].items()]
                words.append(", ".join(["None", *said] if absent else said))
        words += [KNOWN[row.name]] if row.name in KNOWN else []
        if row.refused:
            words.append(f"refused {row.refused.total()}: {row.refused.most_common(1)[0][0]}")
        numbers = [f"{row.worst[x]:.0e}" if x in row.worst else "" for x in (False, True)]
        remarks = "; ".join([*words, row.note] if row.note else words).replace("|", "/")
        lines.append(f"| {row.name} | {row.compared} | {' | '.join(numbers)} | {remarks} |")
    return "\n".join(lines) + "\n"


PAGE = """# Beside the peers themselves

`nox -s peers -- --markdown docs/internals/peers.md` wrote this page: up to {} random settings of
each optimizer and schedule of the dialects, {} in all, beside {}. The errors are parts of the way
that an array has gone, in float64. tests/python/dialects/peers.py says more. Not among them are
autograd, thinc, PennyLane and the servers of Flower, OpenFL and FEDn, whose recorded numbers the
tests compare.

"""


def versions() -> str:
    found = {module.split(".")[0] for peer in PEERS.values() for module in peer.modules}
    packages = metadata.packages_distributions()
    names = sorted({packages[module][0] for module in found if module in packages})
    return ", ".join(f"{name} {metadata.version(name)}" for name in names)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="dialects, or dialect.Name; all if none")
    parser.add_argument("--settings", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--markdown", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # the peers' own
    os.environ.setdefault("KERAS_BACKEND", "jax")
    kinds = [(d, False, p.modules) for d, p in PEERS.items()]
    kinds += [(d, True, modules) for d, (modules, _) in SCHEDULES.items()]
    rows = []
    for dialect, schedules, modules in kinds:
        if options.names and not any(f"{x}.".startswith(f"{dialect}.") for x in options.names):
            continue
        for name, entry in entries(dialect, schedules=schedules):
            whole = f"{dialect}.{name}"
            if options.names and not {dialect, whole} & set(options.names):
                continue
            how = options.settings, options.seed
            with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
                try:
                    theirs = found(modules, name)
                except ImportError as missing:
                    row = Row(whole, note=f"the peer is not installed: {missing}")
                else:
                    if theirs is None:
                        row = Row(whole, note="the peer has no such name")
                    elif schedules:
                        row = compare_rates(whole, entry, theirs, SCHEDULES[dialect][1], *how)
                    else:
                        row = compare(whole, entry, theirs, PEERS[dialect], *how)
            rows.append(row)
            print(table([row]).splitlines()[-1], flush=True)
    if options.markdown:
        head = PAGE.format(options.settings, sum(row.compared for row in rows), versions())
        options.markdown.write_text(head + table(rows), "utf-8")
    bad = [
        row.name
        for row in rows
        if row.name not in KNOWN
        and not all(x <= (1e-5 if row.name in FLOAT32 else CLOSE) for x in row.worst.values())
    ]
    print(f"{sum(row.compared for row in rows)} settings compared; beyond {CLOSE}: {bad or 'none'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
