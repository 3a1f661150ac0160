"""Minimization of a function of one array: L-BFGS, conjugate gradients, or any rule."""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from .. import _core, reconstruct
from .._messages import nearest
from .._numbers import loss_of, number, repr_of, whole
from .._optimizer.optimizer import Optimizer
from .._optimizer.rule import Rule
from .._public import Value, public
from .._trees.containers import Array
from .._trees.dtypes import epsilon_of
from ..errors import (
    BindError,
    CheckpointMismatchError,
    GradientError,
    HyperError,
    KeywordError,
)
from .function import Point, joined
from .inverse_hessian import InverseHessian

__all__ = ["METHODS", "MinimizeResult", "MinimizeState", "checked", "minimize", "takes_result"]

_COMMON = ("gtol", "ftol", "max_evaluations", "line_search")
METHODS: Mapping[str, tuple[str, ...]] = {
    "lbfgs": (*_COMMON, "history", "cautious", "damped"),
    "cg": (*_COMMON, "beta"),
}
_MESSAGES = {  # by the core's reason: status and message
    "gtol": (0, "no element of the gradient is above gtol"),
    "ftol": (0, "the loss falls by no more than ftol"),
    "maxiter": (1, "maxiter iterations were done"),
    "max_evaluations": (1, "max_evaluations evaluations were done"),
    "search_failed": (
        2,
        "no better point was found along the steepest descent; is jac the gradient of fun? "
        "gradstep.check_grad(fun, x) compares them",
    ),
    "precision": (0, "no further decrease can be seen at this precision"),
    "nonfinite_start": (3, "the loss or gradient at x0 is not finite"),
    "nonfinite": (3, "a loss or gradient was not finite; x is the best point before"),
    "stopped": (99, "the callback raised StopIteration"),
}


class MinimizeResult(dict[str, Any]):
    """What `minimize` returns: the fields of SciPy's OptimizeResult, as attributes and as keys.

    x, fun and jac are the best point, its loss and its gradient; nit, nfev and njev count; success
    says whether a tolerance was met, or no further decrease can be seen; status and message say why
    it ended. state is what ``minimize(state=)`` goes on from; of "lbfgs", hess_inv is an
    `InverseHessian`.
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __reduce__(self) -> tuple[Any, ...]:
        return reconstruct.value, (type(self), dict(self))

    def __repr__(self) -> str:
        width = max(map(len, self), default=0)
        return "\n".join(f"{key:>{width}}: {value}" for key, value in self.items())


@dataclass(frozen=True, eq=False, repr=False)
class MinimizeState(Value):
    """Where a minimization is, to go on from: ``minimize(fun, x0, state=found.state)``.

    Attributes:
        method: "lbfgs", "cg", or the name of the rule.
        iterations: Those that were done.
        evaluations: Those of fun.
        best: Loss, point and gradient of the best point, if the minimization has left it.
        saved: What the method goes on from, arrays and plain values.
    """

    method: str
    iterations: int
    evaluations: int
    best: tuple[float, Array, Array] | None
    saved: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<state of {self.method} after {self.iterations} iterations>"


def _result(**fields: Any) -> Any:
    """An OptimizeResult where SciPy's is in use, else our own: importing SciPy takes 0.2 s."""
    scipy = sys.modules.get("scipy.optimize")
    return MinimizeResult(fields) if scipy is None else scipy.OptimizeResult(fields)


class _Method(Protocol):
    """One minimization as the loop in `minimize` sees it."""

    @property
    def iterations(self) -> int: ...
    @property
    def evaluations(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def x(self) -> Array: ...
    @property
    def best_loss(self) -> float: ...
    @property
    def best_x(self) -> Array: ...
    @property
    def best_gradient(self) -> Array: ...
    @property
    def why(self) -> str: ...
    def start(self, fun: Any) -> bool: ...
    def iterate(self, fun: Any) -> bool: ...
    def stop(self) -> None: ...
    def state(self) -> dict[str, Any]: ...
    def restore(self, saved: Any) -> bool: ...
    def resume(self) -> bool: ...


def minimize(
    fun: Callable[..., Any],
    x0: ArrayLike,
    *,
    args: tuple[Any, ...] = (),
    jac: bool | Callable[..., Any] = True,
    method: str | Rule = "lbfgs",
    bounds: Any = None,
    callback: Callable[..., Any] | None = None,
    maxiter: int | None = None,
    tol: float | None = None,
    state: MinimizeState | None = None,
    **options: Any,
) -> Any:
    """Minimize a function of an array from x0 on, which is never written.

    x has the shape of x0 throughout (a number counts as shape (1,)); float32 and complex64 x0 are
    worked on in single precision, with sums in double, everything else in double. Complex x is
    minimized over its real and imaginary parts; the gradient is then df/dRe + i df/dIm. A loss or a
    gradient that is not finite shortens the step. The result is the best point that was seen.

    Args:
        fun: ``fun(x, *args) -> (loss, gradient)``; with ``jac`` a function the loss alone.
        x0: Where to start; with bounds, the nearest point within them. One array; parameters in
            containers are for `gradstep.LBFGS`, `gradstep.CG` or an optimizer.
        args: Further arguments of fun and jac.
        jac: True, or ``jac(x, *args) -> gradient``.
        method: "lbfgs", "cg", or a rule such as ``gs.rules.AdamW(lr=1e-2)``, schedules included.
        bounds: For "lbfgs" and rules: (low, high) pairs for each element, in C order, or an object
            with ``lb`` and ``ub`` (SciPy's Bounds), or ``(low, high)`` of numbers or arrays for
            all. None: no bound.
        callback: ``callback(x)`` after each iteration, or ``callback(*, intermediate_result)`` as
            SciPy's. If it raises StopIteration, that is the end.
        maxiter: Iterations at most: 15000, of rules 1000; with state, further ones.
        tol: gtol and ftol at once.
        state: What an earlier call's ``found.state`` was, to go on as if that call had not ended:
            from its point (x0 says shape and dtype only), with its pairs, the rule's state, the
            steps of schedules, and all counts. fun, bounds and method are to be the same; rates and
            tolerances are those given now.
        **options: gtol (largest element of the gradient, with bounds of the projected one: 1e-5 for
            losses in double, 8.6e-5 for float32, √eps / 4 otherwise); ftol (fall of the loss,
            relative to the larger of the two and 1, in one iteration: for "lbfgs" 2.2e-9 in double,
            10 eps otherwise, for "cg" 0); max_evaluations; line_search, of
            `gradstep.line_searches`, whose max_step counts in first steps of each search; "lbfgs"
            only: history (pairs, 10), cautious, damped; "cg" only: beta, "polak_ribiere" or
            "hager_zhang". Rules: gtol. eps is the precision of x, of fun's loss or of its gradient,
            whichever is coarsest.

    Returns:
        scipy.optimize.OptimizeResult if scipy.optimize is imported, else the like of it,
        `MinimizeResult`: x, fun, jac, nit, nfev, njev, success, status, message, state, and with
        "lbfgs" hess_inv.

    Raises:
        HyperError: An option out of its range, or a state that is none.
        KeywordError: An option that does not exist.
        BindError: Bounds that do not fit x0, or a low above a high.
        CheckpointMismatchError: A state of another method, or of another x0.
        DTypeError: x0 of a dtype that is no number, or in a container.
        GradientError: fun or jac returns what is no loss or no gradient of x.
    """
    point = Point(x0)
    box = _bounds(bounds, point)
    function = joined(fun, jac, args, point)
    known: tuple[str, ...] = ("gtol",)
    if not isinstance(method, Rule):
        if method not in tuple(METHODS):  # which no hash is needed for
            raise HyperError(
                f"method must be 'lbfgs', 'cg' or a value of gradstep.rules, not {repr_of(method)}",
                name="method",
                value=method,
            )
        known = METHODS[method]
    for name in options:
        if name not in known:
            hint = nearest(name, known, "; did you mean {}?")
            raise KeywordError(
                f"minimize takes no {name!r} for this method (it takes {', '.join(known)}){hint}",
                name=name,
            )
    if tol is not None:
        tol = number(tol, "tol", "a number, at least 0", lambda x: x >= 0)
        options = {"gtol": tol, **({"ftol": tol} if "ftol" in known else {}), **options}
    if maxiter is not None:
        options["maxiter"] = maxiter
    options = checked(options)
    core: _Method
    if isinstance(method, Rule):
        name = type(method).__name__
        core = _ByRule(point.x, method, box, **options)
    else:
        if method == "cg" and box is not None:
            raise HyperError('bounds need method="lbfgs" or a rule, not "cg"', name="bounds")
        name = method
        core = _core.Minimizer(point.x, method, options, *(box or (None, None)))
    if state is not None:
        _restore(core, state, name, point)
    return _run(core, name, function, _reporter(callback, point), point, state)


def _restore(core: _Method, state: Any, method: str, point: Point) -> None:
    if not isinstance(state, MinimizeState):
        raise HyperError(
            f"state must be the state of an earlier result, found.state, not {repr_of(state)}",
            name="state",
            value=state,
        )
    x = state.saved["x"]
    differences = []
    if state.method != method:
        differences.append(f"method: saved {state.method}, here {method}")
    if (x.size, x.dtype) != (point.x.size, point.x.dtype):
        differences.append(
            f"x0: saved {x.size} of {x.dtype}, here {point.x.size} of {point.x.dtype}"
        )
    if not differences and not core.restore(state.saved):
        differences.append("options: it has bounds that are not given here, or a longer history")
    if differences:
        raise CheckpointMismatchError(
            f"state is of another minimization: {'; '.join(differences)}", differences=differences
        )


def _run(
    core: _Method,
    method: str,
    function: Any,
    report: Any,
    point: Point,
    state: MinimizeState | None,
) -> Any:
    going = core.start(function) if state is None else core.resume()
    while going:
        before = core.iterations
        going = core.iterate(function)
        if core.iterations > before and report is not None:
            try:
                report(core)
            except StopIteration:
                core.stop()
                going = False
    status, message = _MESSAGES[core.why]
    best = (core.best_loss, core.best_x, core.best_gradient)
    left = core.best_loss < core.loss
    if state is not None and state.best is not None and state.best[0] < core.best_loss:
        best, left = state.best, True
    saved = core.state()
    more = {}
    if method == "lbfgs":
        more["hess_inv"] = InverseHessian(tuple(saved["s"]), tuple(saved["y"]), point.x.size)
    return _result(
        x=point.shown(best[1]),
        fun=best[0],
        jac=point.shown(best[2]),
        nit=core.iterations,
        nfev=core.evaluations,
        njev=core.evaluations,
        success=status == 0,
        status=status,
        message=message,
        state=MinimizeState(
            method, core.iterations, core.evaluations, best if left else None, saved
        ),
        **more,
    )


def checked(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as the core takes them; what values mean for each other, the core checks.

    Raises:
        HyperError: A number out of range, or a value of a wrong type.
    """
    out = dict(options)
    for name, least in (("maxiter", 0), ("max_evaluations", 1), ("history", 1)):
        if out.get(name) is not None:
            must = f"a whole number, at least {least} and below 2**53"
            out[name] = whole(out[name], name, must, range(least, 2**53).__contains__)
    for name in ("gtol", "ftol", "cautious"):
        if name in out:
            out[name] = number(out[name], name, "a number, at least 0", lambda x: x >= 0)
    for name, kind in (("damped", bool), ("beta", str)):
        if not isinstance(out.get(name, kind()), kind):
            given = repr_of(out[name])
            raise HyperError(f"{name} must be a {kind.__name__}, not {given}", name=name)
    return out


def _bounds(bounds: Any, point: Point) -> tuple[Array, Array] | None:
    """Low and high for each element, or nothing."""
    if bounds is None:
        return None
    if point.complex:
        raise BindError("bounds are for real x0 only", name="bounds")
    n = point.x.size
    if hasattr(bounds, "lb") and hasattr(bounds, "ub"):
        ends = (bounds.lb, bounds.ub)
    elif isinstance(bounds, tuple) and len(bounds) == 2 and not any(map(_is_pair, bounds)):
        ends = bounds
    else:
        pairs = list(bounds) if isinstance(bounds, (Sequence, np.ndarray)) else None
        if (
            pairs is None
            or len(pairs) != n
            or not all(len(np.shape(p)) or _is_pair(p) for p in pairs)
        ):
            raise BindError(
                f"bounds must be {n} pairs (low, high), one for each element of x0, or "
                f"(low, high) for all, not {repr_of(bounds)}",
                name="bounds",
            )
        ends = ([p[0] for p in pairs], [p[1] for p in pairs])
    filled = []
    for end, none in zip(ends, (-math.inf, math.inf), strict=True):
        try:
            values = np.array(_ends(end, none), point.x.dtype)
            filled.append(np.broadcast_to(values, point.shape).reshape(-1).copy())
        except (TypeError, ValueError) as error:
            raise BindError(
                f"bounds must be numbers, or arrays of the shape {point.shape}, not {repr_of(end)}",
                name="bounds",
            ) from error
    low, high = filled
    wrong = np.flatnonzero(~((low <= high) & (low < math.inf) & (high > -math.inf)))
    if wrong.size:
        i = int(wrong[0])
        raise BindError(
            f"bounds: low must not be above high; element {i} has ({low[i]}, {high[i]})",
            name="bounds",
            index=i,
        )
    return low, high


def _ends(end: Any, none: float) -> Any:
    """One end of all bounds: numbers, or an array of them."""
    if end is None:
        return none
    if isinstance(end, (list, tuple)):
        return [_ends(x, none) for x in end]
    if isinstance(end, np.ndarray) and end.ndim and end.dtype.kind in "iuf":
        return end
    return number(end, "bounds", "numbers", error=BindError)


def _is_pair(x: Any) -> bool:
    return isinstance(x, (tuple, list)) and len(x) == 2


def takes_result(callback: Any) -> bool:
    """Whether SciPy calls it with an intermediate_result: by the name of its only argument."""
    try:
        return set(inspect.signature(callback).parameters) == {"intermediate_result"}
    except (TypeError, ValueError):  # builtins without a signature
        return False


def _reporter(callback: Any, point: Point) -> Callable[[_Method], None] | None:
    """The callback as SciPy calls it."""
    if callback is None:
        return None
    named = takes_result(callback)

    def report(core: _Method) -> None:
        x = point.shown(core.x)
        if named:
            callback(intermediate_result=_result(x=x, fun=core.loss))
        else:
            callback(x)

    return report


class _ByRule:
    """A rule of the library as a method: one step of it is one iteration."""

    def __init__(
        self,
        x0: Array,
        rule: Rule,
        box: tuple[Array, Array] | None,
        *,
        gtol: float | None = None,
        maxiter: int = 1000,
    ) -> None:
        self.x = x0
        self._box, self._gtol, self._maxiter = box, gtol, maxiter
        self._project()
        self._optimizer = Optimizer(x0, rule)
        self.loss = self.best_loss = math.inf
        self.iterations = self.evaluations = self._before = 0
        self.why = "none"
        self.best_x = x0.copy()
        self.best_gradient = self._gradient = np.zeros_like(x0)
        self._epsilon = float(np.finfo(x0.dtype).eps)

    def start(self, fun: Any) -> bool:
        return self._evaluate(fun, "nonfinite_start")

    def iterate(self, fun: Any) -> bool:
        if self.iterations - self._before >= self._maxiter:
            self.why = "maxiter"
            return False
        self._optimizer.step(closure=lambda: (self.loss, self._gradient))
        self._project()
        self.iterations += 1
        return self._evaluate(fun, "nonfinite")

    def stop(self) -> None:
        self.why = "stopped"

    def state(self) -> dict[str, Any]:
        return {
            "x": self.x.copy(),
            "loss": self.loss,
            "gradient": self._gradient,
            "iterations": self.iterations,
            "evaluations": self.evaluations,
            "epsilon": self._epsilon,
            "optimizer": self._optimizer.state_dict(),
        }

    def restore(self, saved: Mapping[str, Any]) -> bool:
        self.x[...] = saved["x"]
        self.loss, self._gradient = saved["loss"], saved["gradient"]
        self.iterations, self.evaluations = saved["iterations"], saved["evaluations"]
        self._epsilon = saved["epsilon"]
        self._optimizer.load_state_dict(saved["optimizer"], hyper="keep")
        return True

    def resume(self) -> bool:
        self._before = self.iterations
        return self._judge("nonfinite")

    def _project(self) -> None:
        if self._box is not None:
            np.clip(self.x, *self._box, out=self.x)

    def _evaluate(self, fun: Any, nonfinite: str) -> bool:
        self.evaluations += 1
        loss, gradient = fun(self.x.copy())
        self._epsilon = max(self._epsilon, epsilon_of(loss), epsilon_of(gradient))
        self.loss = loss_of(
            loss, "the loss must be one real number", error=GradientError, name="fun"
        )
        # a copy: fun may use the array again
        self._gradient = np.array(gradient, self.x.dtype).reshape(-1)
        if self._gradient.size != self.x.size:
            raise GradientError(
                f"the gradient has {self._gradient.size} elements, x has {self.x.size}"
            )
        return self._judge(nonfinite)

    def _judge(self, nonfinite: str) -> bool:
        """Whether to go on from here."""
        if not (math.isfinite(self.loss) and np.isfinite(self._gradient).all()):
            self.why = nonfinite
            if nonfinite == "nonfinite_start":
                self.best_loss, self.best_gradient = self.loss, self._gradient
            return False
        if self.loss < self.best_loss:
            self.best_loss, self.best_gradient = self.loss, self._gradient
            self.best_x = self.x.copy()
        projected = self._gradient
        if self._box is not None:
            low, high = self._box
            projected = np.clip(projected, self.x - high, self.x - low)
        gtol = max(1e-5, math.sqrt(self._epsilon) / 4) if self._gtol is None else self._gtol
        if np.abs(projected).max(initial=0.0) <= gtol:
            self.why = "gtol"
        return self.why == "none"


public("gradstep", MinimizeResult, MinimizeState, minimize)
