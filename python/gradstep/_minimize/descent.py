"""L-BFGS and conjugate gradients on containers of parameters, an iteration at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from .. import _core
from .._numbers import repr_of, whole
from .._optimizer.closure import loss_and_grads
from .._optimizer.gradients import match_gradients, structure
from .._public import Value, public
from .._trees.containers import as_container, flatten, stale
from .._trees.tensors import written
from ..errors import (
    BindError,
    CheckpointError,
    CheckpointMismatchError,
    Error,
    GradientError,
)
from .minimize import checked

__all__ = ["CG", "LBFGS", "DescentReport"]

FORMAT = "gradstep-descent-1"


@dataclass(frozen=True)
class DescentReport(Value):
    """What one iteration did. True iff the parameters were moved.

    Attributes:
        n: Iterations before this one.
        applied: Whether the parameters were moved.
        loss: The loss where they are now.
        largest: The largest element of the gradient there.
        evaluations: Calls of the closure.
        reason: Why there is no further iteration: "gtol", "ftol", "precision" (no further decrease
            can be seen), "search_failed" or "nonfinite_start"; None as long as there is one.
    """

    n: int
    applied: bool
    loss: float
    largest: float
    evaluations: int
    reason: str | None

    def __bool__(self) -> bool:
        return self.applied


class _Descent:
    """What both have in common."""

    _method: ClassVar[str]

    def __init__(self, params: Any, **options: Any) -> None:
        options = checked({name: x for name, x in options.items() if x is not None})
        # steps are called one by one: the caller counts
        self._options = {**options, "maxiter": 2**53 - 1, "max_evaluations": 2**53 - 1}
        self._tree = as_container(params)
        self._leaves = flatten(self._tree)
        self._shape = structure(self._tree)
        kinds = {leaf.array.dtype.kind + str(leaf.array.real.itemsize) for leaf in self._leaves}
        sizes = {kind[1:] for kind in kinds}
        odd = next(
            (x for x in self._leaves if x.array.dtype.kind not in "fc" or x.array.itemsize < 4),
            None,
        )
        if odd is not None or len(sizes) > 1:
            at = odd or self._leaves[0]
            raise BindError(
                f"{type(self).__name__} needs parameters that are all of single or all of double "
                f'precision; "{at.path}" is {at.array.dtype}',
                path=at.path,
            )
        for leaf in self._leaves:
            if not leaf.array.flags.writeable:
                raise BindError(
                    f'parameter "{leaf.path}" is read-only; bind a writable array', path=leaf.path
                )
        self._dtype = np.dtype("f" + sizes.pop())
        self._core: _core.Minimizer | None = None
        self._lock = threading.Lock()
        self.steps = 0

    def step(self, closure: Callable[[], Any]) -> DescentReport:
        """One iteration: a direction from what was learnt so far, and a line search along it.

        All calls must be of one function of the parameters; where the function changes, as with
        mini-batches, use ``line_search=`` with an optimizer of `gradstep.rules`. If parameters were
        written since the last step, the method begins anew. A step is all or nothing: after an
        exception, or where no better point is found, the parameters are as before.

        Args:
            closure: ``() -> (loss, grads)`` at the parameters as they are when it is called, grads
                in a container like theirs. None for a gradient counts as zeros.

        Returns:
            The report, true iff the parameters were moved. ``while opt.step(closure): pass`` runs
            until a tolerance is met.

        Raises:
            GradientError: The closure returns no loss, or gradients that do not fit.
            StaleBindingError: The containers no longer hold the arrays that were bound.
            Error: A step inside of its own closure, or in two threads.
        """
        if self._lock.locked():
            raise Error(f"this {type(self).__name__} is in a step already")
        with self._lock:
            return self._step(closure)

    def _step(self, closure: Callable[[], Any]) -> DescentReport:
        if (error := stale(self._tree, self._leaves)) is not None:
            raise error
        before, core = self._gather(), self._core
        calls = 0
        finished = False

        def fun(x: NDArray[Any]) -> tuple[float, NDArray[Any]]:
            nonlocal calls
            calls += 1
            self._scatter(x)
            said = closure()
            _, grads = loss_and_grads(said)
            return said[0], self._flat(grads)  # the loss as it is, for its precision

        try:
            if core is None or core.x.tobytes() != before.tobytes():
                core = _core.Minimizer(before, self._method, self._options)
                core.start(fun)
            done = core.iterations
            core.iterate(fun)
            applied = core.iterations > done
            report = DescentReport(
                self.steps, applied, core.loss, core.largest, calls,
                None if core.why == "none" else core.why,
            )  # fmt: skip

            def finish() -> None:
                nonlocal finished
                self._scatter(core.x if applied else before)
                self._core, self.steps = core, report.n + applied
                finished = True

            _core.commit(finish)
        except BaseException:
            if not finished:
                _core.commit(lambda: self._scatter(before))
            raise
        return report

    def _gather(self) -> NDArray[Any]:
        return np.concatenate([_reals(x.array) for x in self._leaves]).astype(self._dtype)

    def _scatter(self, x: NDArray[Any]) -> None:
        at = 0
        for leaf in self._leaves:
            a = leaf.array
            size = a.size * (2 if a.dtype.kind == "c" else 1)
            a[...] = x[at : at + size].view(a.dtype).reshape(a.shape)
            at += size
        written(leaf.found for leaf in self._leaves)

    def _flat(self, grads: Any) -> NDArray[Any]:
        out = []
        for leaf, g in zip(
            self._leaves, match_gradients(grads, self._leaves, self._shape), strict=True
        ):
            a = leaf.array
            if g is None:
                g = np.zeros_like(a)
            if g.shape != a.shape or (g.dtype.kind == "c" and a.dtype.kind != "c"):
                raise GradientError(
                    f'the gradient of "{leaf.path}" is {g.dtype} of shape {g.shape}; the parameter '
                    f"is {a.dtype} of shape {a.shape}",
                    path=leaf.path,
                )
            with np.errstate(all="ignore"):  # what overflows counts as a loss of infinity
                out.append(_reals(g.astype(a.dtype)))
        return np.concatenate(out)

    # ------------------------------------------------------------------------------------ saving

    def state_dict(self) -> dict[str, Any]:
        """What the next step depends on besides the parameters: arrays and plain values."""
        return {
            "format": FORMAT,
            "rule": type(self).__name__,
            "steps": self.steps,
            "paths": {leaf.path: list(leaf.array.shape) for leaf in self._leaves},
            "state": None if self._core is None else self._core.state(),
        }

    def load_state_dict(self, saved: Any) -> None:
        """Go on from what `state_dict` gave, with the parameters that belong to it.

        With other parameters the next step begins anew.

        Raises:
            CheckpointError: It is no such dict.
            CheckpointMismatchError: It is of another method, or of other parameters.
        """
        if not isinstance(saved, Mapping) or not _same(saved.get("format"), FORMAT):
            raise CheckpointError(f"not a state dict of {type(self).__name__}", name="saved")
        own = self.state_dict()
        wrong = [
            f"{key}: saved {repr_of(saved.get(key))}, here {own[key]!r}"
            for key in ("rule", "paths")
            if not _same(saved.get(key), own[key])
        ]
        if wrong:
            raise CheckpointMismatchError("; ".join(wrong), differences=wrong)
        core = None
        try:
            steps = whole(saved["steps"], "steps", "a count", lambda n: n >= 0)
            if saved["state"] is not None:
                core = _core.Minimizer(self._gather(), self._method, self._options)
                if not core.restore(dict(saved["state"])):
                    raise ValueError("it is of another size or a longer history")
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise CheckpointError(
                f"not a sound state dict of {type(self).__name__}: {error}", name="saved"
            ) from None
        self._core, self.steps = core, steps

    def __repr__(self) -> str:
        given = {k: v for k, v in self._options.items() if k not in ("maxiter", "max_evaluations")}
        inner = "".join(f", {k}={v!r}" for k, v in given.items())
        return f"<{type(self).__name__} of {len(self._leaves)} arrays{inner}, {self.steps} steps>"


def _same(saved: object, own: object) -> bool:
    try:
        return bool(saved == own)
    except Exception:  # of arrays, or nested too deeply
        return False


class LBFGS(_Descent):
    """Limited-memory BFGS on parameters in place: ``gs.LBFGS(params).step(closure)``.

    The method of ``gs.minimize(method="lbfgs")``, an iteration at a time. Its own working copy is
    of 2·history + 11 times the parameters. torch.optim.LBFGS does up to 20 iterations in a step,
    and has no search unless asked; here a step is one iteration with a search.

    Args:
        params: An array or a container of arrays, all float32 and complex64, or all float64 and
            complex128 (as pairs of reals).
        history: Pairs that are kept.
        gtol: Largest element of the gradient at which it ends. None: by the precision of the loss,
            as of ``gs.minimize``; 1e-5 in double, 8.6e-5 in float32.
        ftol: Relative fall of the loss at which it ends. None: by its precision; 2.2e-9 in double,
            1.2e-6 in float32.
        cautious: Li & Fukushima's test on a pair; 0: none.
        damped: Powell's damping of pairs.
        line_search: Of `gradstep.line_searches`; None: StrongWolfe().

    Raises:
        BindError: Parameters that cannot be bound, or of several precisions.
        HyperError: An option out of its range.
    """

    _method = "lbfgs"

    def __init__(
        self,
        params: Any,
        *,
        history: int = 10,
        gtol: float | None = None,
        ftol: float | None = None,
        cautious: float = 0.0,
        damped: bool = False,
        line_search: Any = None,
    ) -> None:
        super().__init__(
            params, history=history, gtol=gtol, ftol=ftol, cautious=cautious, damped=damped,
            line_search=line_search,
        )  # fmt: skip


class CG(_Descent):
    """Conjugate gradients on parameters in place: ``gs.CG(params).step(closure)``.

    The method of ``gs.minimize(method="cg")``, an iteration at a time.

    Args:
        params: An array or a container of arrays, all float32 and complex64, or all float64 and
            complex128 (as pairs of reals).
        beta: "polak_ribiere" or "hager_zhang".
        gtol: Largest element of the gradient at which it ends. None: by the precision of the loss,
            as of ``gs.minimize``; 1e-5 in double, 8.6e-5 in float32.
        ftol: Relative fall of the loss at which it ends.
        line_search: Of `gradstep.line_searches`; None: StrongWolfe(c2=0.1).

    Raises:
        BindError: Parameters that cannot be bound, or of several precisions.
        HyperError: An option out of its range.
    """

    _method = "cg"

    def __init__(
        self,
        params: Any,
        *,
        beta: str = "polak_ribiere",
        gtol: float | None = None,
        ftol: float = 0.0,
        line_search: Any = None,
    ) -> None:
        super().__init__(params, beta=beta, gtol=gtol, ftol=ftol, line_search=line_search)


def _reals(a: NDArray[Any]) -> NDArray[Any]:
    """The elements in C order, of complex numbers the parts."""
    flat = np.ascontiguousarray(a).reshape(-1)
    return flat.view(flat.real.dtype)


public("gradstep", CG, LBFGS, DescentReport)
