"""What is raced on: the user's own function, the handwritten digits, or any table of X and y."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .._extras import require
from . import mlp
from .errors import RaceError, hint
from .mlp import Array

Problem = Callable[[np.random.Generator], tuple[Any, ...]]
"""``fn(rng) -> (params, loss_and_grads[, evaluate[, test]])``, see `gradstep.race.race`."""

HIDDEN = 64
BATCH = 64


@dataclass(frozen=True)
class Parts:
    """One started problem: the parameters, trained in place, and the functions on them."""

    params: Any
    loss_and_grads: Callable[[int], tuple[Any, Any]]
    evaluate: Callable[[], Mapping[str, Any]] | None = None
    test: Callable[[], Mapping[str, Any]] | None = None


def start(problem: Problem, seed: int) -> Parts:
    """Call ``problem(rng)`` with the generator of this seed and check the shape of its answer."""
    parts: Any = problem(np.random.default_rng(seed))
    if not isinstance(parts, tuple) or not 2 <= len(parts) <= 4:
        raise RaceError(
            "problem(rng) must return (params, loss_and_grads), and if you like evaluate and test "
            f"after them; it returned {type(parts).__name__}"
            + (f" of length {len(parts)}" if isinstance(parts, tuple) else ""),
            name="problem",
        )
    for role, fn in zip(("loss_and_grads", "evaluate", "test"), parts[1:], strict=False):
        if not callable(fn) and (fn is not None or role == "loss_and_grads"):
            raise RaceError(
                f"problem(rng): {role} must be a function, got {type(fn).__name__}", name=role
            )
    return Parts(*parts)


def load(spec: str) -> Problem:
    """The function that ``"module:fn"`` names; the working directory is searched first."""
    module_name, colon, name = spec.partition(":")
    if not (module_name and colon and name):
        raise RaceError(f"problem {spec!r}: write it as module:fn", name="problem")
    cwd = os.getcwd()
    if cwd not in sys.path:
        sys.path.insert(0, cwd)
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not (module_name + ".").startswith(error.name + "."):
            raise  # a module which the user's own module imports
        raise RaceError(
            f"problem {spec!r}: there is no module {error.name!r} in {cwd} or on the Python path",
            name="problem",
        ) from error
    fn = getattr(module, name, None)
    if not callable(fn):
        names = [n for n, v in vars(module).items() if callable(v) and not n.startswith("_")]
        what = "is not a function" if hasattr(module, name) else "does not exist"
        raise RaceError(
            f"problem {spec!r}: {module_name}.{name} {what}{hint(name, names)}", name="problem"
        )
    problem: Problem = fn
    return problem


def digits() -> Problem:
    """The 1797 handwritten digits of 8 × 8 pixels that ship inside scikit-learn, ten classes.

    Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998.
    """
    data = require("sklearn.datasets", "the default problem, handwritten digits,").load_digits()
    return table(np.asarray(data.data), np.asarray(data.target))


def table(x: Array, y: Array, *, hidden: int = HIDDEN, batch: int = BATCH) -> Problem:
    """Learn ``y`` from the rows of ``x`` with one hidden layer of ReLU units.

    Integers and strings in ``y`` are classes (softmax cross-entropy, in nats; accuracy); floats are
    regressed (mean squared error in units of the variance of the training ``y``). The rows
    are split 60 / 20 / 20 into training, validation and test, always the same way, and the columns
    scaled to mean 0 and variance 1 on the training rows. Batches are shuffled anew in every
    epoch and are a function of the update and the seed alone.

    Raises:
        RaceError: shapes that do not fit, values that are not finite, or too few rows.
    """
    _check(x, y)
    order = np.random.default_rng(0).permutation(len(x))
    train, valid, test = np.split(order, [int(0.6 * len(x)), int(0.8 * len(x))])
    x = _standardised(np.asarray(x, np.float64), train)
    classes = y.dtype.kind != "f"
    if classes:
        labels, y = np.unique(y, return_inverse=True)
        outputs = len(labels)
        if outputs < 2:
            raise RaceError(f"y has the one class {labels[0]!r}: nothing to learn", name="y")
    else:
        outputs, y = 1, _standardised(np.asarray(y, np.float64), train)
    loss: mlp.Loss = mlp.cross_entropy if classes else mlp.squared_error

    def problem(rng: np.random.Generator) -> tuple[Any, ...]:
        params = mlp.init(rng, (x.shape[1], hidden, outputs))
        key = int(rng.integers(2**63))
        batches = max(1, len(train) // batch)
        epoch, shuffled = -1, train

        def loss_and_grads(n: int) -> tuple[float, mlp.Params]:
            nonlocal epoch, shuffled
            if n // batches != epoch:
                epoch = n // batches
                shuffled = np.random.default_rng([key, epoch]).permutation(train)
            rows = shuffled[n % batches * batch :][:batch]
            return mlp.loss_and_grads(params, x[rows], y[rows], loss)

        def scores(split: str, rows: Array) -> dict[str, float]:
            out = mlp.forward(params, x[rows])[1]
            found = {f"{split}_loss": loss(out, y[rows])[0]}
            if classes:
                found[f"{split}_accuracy"] = float(np.mean(out.argmax(axis=1) == y[rows]))
            return found

        return params, loss_and_grads, lambda: scores("valid", valid), lambda: scores("test", test)

    return problem


def _standardised(a: Array, train: Array) -> Array:
    spread = a[train].std(axis=0)
    scaled = (a - a[train].mean(axis=0)) / np.where(spread > 0, spread, 1)
    single: Array = scaled.astype(np.float32)
    return single


def _check(x: Array, y: Array) -> None:
    for name, a, ndim, kinds in (("X", x, 2, "biuf"), ("y", y, 1, "biufUS")):
        if a.ndim != ndim:
            want = "(rows, columns)" if ndim == 2 else "(rows,)"
            raise RaceError(f"{name} must have the shape {want}, got {a.shape}", name=name)
        if a.dtype.kind not in kinds:
            raise RaceError(f"{name} must hold numbers, got dtype {a.dtype}", name=name)
        if a.dtype.kind == "f" and not np.isfinite(a).all():
            index = tuple(int(i) for i in np.argwhere(~np.isfinite(a))[0])
            raise RaceError(
                f"{name}[{', '.join(map(str, index))}] is {a[index]}: drop or fill such rows first",
                name=name,
                index=index,
                value=float(a[index]),
            )
    if len(x) != len(y):
        raise RaceError(f"X has {len(x)} rows but y has {len(y)}", name="y")
    if len(x) < 10 or x.shape[1] < 1:
        raise RaceError(f"X has the shape {x.shape}: at least 10 rows and a column", name="X")
