"""A step whose gradients come from a closure, and the line search along the rule's own step."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._core import Engine, LineSearch, SearchMemory, StepReport, commit
from .._messages import type_name
from .._numbers import loss_of, repr_of
from .._trees.containers import Leaf
from .._trees.dtypes import epsilon_of, widened
from ..errors import BindError, CheckpointError, DTypeError, GradientError, HyperError
from .binding import Binding
from .groups import Group, GroupPlan

__all__ = [
    "LineSteps",
    "check_search",
    "loss_and_grads",
    "read_memory",
    "step_by_closure",
    "write_memory",
]

Closure: TypeAlias = Callable[[], Any]
OwnStep: TypeAlias = Callable[[Any], StepReport]  # of gradients: the rule's own step


def check_search(
    options: Mapping[str, Any], leaves: Sequence[Leaf], groups: Sequence[Group | GroupPlan]
) -> None:
    """Refuse what a line search cannot move, or cannot put back.

    Raises:
        HyperError: A value that is no line search, or options that hold for the rule's own step
            alone.
        BindError: A parameter of 16 bits, whose rounding keeps a rest, or a tensor.
    """
    search = options["line_search"]
    if search is None:
        return
    if not isinstance(search, LineSearch):
        raise HyperError(
            "line_search must be a value of gradstep.line_searches such as StrongWolfe(), or None, "
            f"not {repr_of(search)}",
            name="line_search",
            value=search,
        )
    if options["accumulate"] != 1:
        raise HyperError(
            "accumulate= makes an update from the gradients of several calls, and line_search= "
            "goes by the loss of one; leave one of the two out",
            name="accumulate",
            value=options["accumulate"],
        )
    for name in ("average", "lookahead", "mechanic", "zero_grads"):
        if options[name]:
            raise HyperError(
                f"{name}= goes by the rule's own steps, not by what line_search= makes of them; "
                "leave one of the two out",
                name=name,
                value=options[name],
            )
    for group in groups:
        if group.rule.evaluates:
            raise HyperError(
                f"line_search: {type(group.rule).__name__} steps other parameters than it uses, "
                "and a search of the loss cannot follow them; leave line_search out",
                name="line_search",
                group=group.name,
            )
    for leaf in leaves:
        tensor = leaf.place is not None
        if tensor or leaf.array.itemsize == 2:
            kind = "a tensor" if tensor else f"of {leaf.array.itemsize * 8} bits"
            fix = "its array, x.detach().numpy()" if tensor else "float32"
            raise BindError(
                f'line_search: "{leaf.path}" is {kind}, which a line search cannot move; use {fix}',
                path=leaf.path,
                name="line_search",
            )


def write_memory(memory: SearchMemory) -> dict[str, Any]:
    """What a line search keeps, for the state dict."""
    return {"step": memory.step, "losses": list(memory.losses)}


def read_memory(saved: Mapping[str, Any]) -> SearchMemory:
    """Read what `write_memory` wrote; where that is missing, nothing was kept."""
    kept = saved.get("line_search", {}) if hasattr(saved, "get") else {}  # read_state says if not
    try:
        return SearchMemory(**kept)
    except (HyperError, TypeError) as error:
        raise CheckpointError(
            f"not a state dict of gradstep: line_search is {repr_of(kept)} ({error})", name="saved"
        ) from None


def step_by_closure(engine: Engine, closure: Closure, step: OwnStep) -> StepReport:
    """The step that the closure's gradients make.

    All or nothing, whatever is raised and wherever. Until it ends no other step can begin.
    """
    with engine.asking():
        loss, grads = loss_and_grads(engine.ask(closure))
        engine.told = loss
        return step(grads)


class LineSteps:
    """Steps that go as far along the rule's own step as a line search finds.

    Attributes:
        memory: What the search keeps from step to step.
    """

    def __init__(
        self, engine: Engine, binding: Binding, groups: Sequence[Group], search: LineSearch
    ) -> None:
        self._engine, self._binding, self._groups, self._search = engine, binding, groups, search
        self.memory = SearchMemory()

    def step(self, closure: Closure, step: OwnStep, grad_scale: float) -> StepReport:
        """One step; as `step_by_closure`, but the closure is called as often as the search asks."""
        engine = self._engine
        with engine.asking():
            said = engine.ask(closure)
            loss, grads = loss_and_grads(said)
            engine.told = loss
            before = _Snapshot(engine, self._binding)
            try:
                return self._searched(
                    closure, step, before, loss, grads, grad_scale, epsilon_of(said[0])
                )
            except BaseException:
                if not before.passed:
                    commit(before.restore)
                raise

    def _searched(
        self,
        closure: Closure,
        step: OwnStep,
        before: _Snapshot,
        loss: float,
        grads: Any,
        grad_scale: float,
        precision: float,
    ) -> StepReport:
        own = step(grads)
        if not own:  # it was skipped
            before.passed = True
            return own
        line = _Line(self._engine, self._binding, self._groups, before.params, own, grad_scale)

        def phi(length: float) -> tuple[float, float]:
            line.move(length)
            loss, grads = loss_and_grads(self._engine.ask(closure))
            return line.sign * loss, line.slope(grads) if self._search.uses_slope else np.nan

        memory = copy.copy(self.memory)
        found = self._search.search(
            phi,
            loss=line.sign * loss,
            slope=line.slope(grads),
            memory=memory,
            precision=precision,
        )
        moved = 0.0
        if found:
            line.move(found.step)
            moved = line.moved() if own.update_norm is not None else 0.0
        report = own._searched(
            line.sign * found.loss, 1 + found.evaluations, found.step, moved, found.reason
        )

        def finish() -> None:
            if found:
                self._binding.follow()
            else:
                before.restore()
            self.memory, self._engine.last = memory, report
            before.passed = True

        commit(finish)
        return report


def loss_and_grads(said: Any) -> tuple[float, Any]:
    """What a closure has returned: the loss as a number, and the gradients as they are."""
    if not isinstance(said, tuple) or len(said) != 2:
        raise GradientError(
            f"closure() must return (loss, grads), not {type_name(said)}; where the gradients are "
            "bound by grads=, or in the .grad of tensors, return (loss, None)",
            name="closure",
        )
    loss, grads = said
    must = "the loss of closure() must be a number"
    return loss_of(loss, must, error=GradientError, name="closure"), grads


class _Snapshot:
    """Everything that a step changes, as it was.

    Attributes:
        params: The parameters.
        passed: Whether the step is done, so that nothing is to be restored.
    """

    def __init__(self, engine: Engine, binding: Binding) -> None:
        self._engine = engine
        leaves = binding.leaves
        arrays = [leaf.array for leaf in leaves]
        for i in range(len(leaves)):
            arrays += engine.state(i).values()
        if binding.copies is not None:
            arrays += [to.array for to in binding.copies.leaves]
        self.params = [leaf.array.copy(order="K") for leaf in leaves]
        kept = [*self.params, *(a.copy(order="K") for a in arrays[len(leaves) :])]
        self._arrays = list(zip(arrays, kept, strict=True))
        self._scalars = [engine.scalars(i) for i in range(len(leaves))]
        self._shared = engine.shared()
        self._counts = engine.steps, engine.skipped
        self._last = engine.last
        self.passed = False

    def restore(self) -> None:
        """Write everything back."""
        for array, kept in self._arrays:
            array[...] = kept
        for i, scalars in enumerate(self._scalars):
            self._engine.restore_scalars(i, scalars)
        self._engine.restore_shared(self._shared)
        self._engine.restore(*self._counts)
        self._engine.last = self._last


class _Part:
    """The line of one parameter, or of the real or imaginary parts of one."""

    def __init__(self, now: NDArray[Any], start: NDArray[Any], low: float, high: float) -> None:
        self._now, self._start, self._low, self._high = now, start, low, high
        self._end = now.copy(order="K")
        self._way = np.subtract(now, start, dtype=np.float64)
        self._free: NDArray[np.bool_] | None = None  # what the bounds do not stop; None for all

    def move(self, length: float) -> None:
        if length == 1:
            self._now[...], self._free = self._end, None
            return
        to = np.multiply(self._way, length)
        to += self._start
        if self._low > -np.inf or self._high < np.inf:
            self._free = (to >= self._low) & (to <= self._high)
            np.clip(to, self._low, self._high, out=to)
        self._now[...] = to

    def moved(self) -> float:
        """The square of the way from the start."""
        way = np.subtract(self._now, self._start, dtype=np.float64)
        return _sum((way * way).ravel(order="K"))

    def slope(self, grad: NDArray[Any]) -> float:
        terms = np.empty_like(self._way)  # that lies as the parameter, however grad does
        np.multiply(grad, self._way, out=terms)
        if self._free is not None:
            terms[~self._free] = 0
        return _sum(terms.ravel(order="K"))


class _Line:
    """The line from where the parameters were, through where the rule's own step has put them."""

    def __init__(
        self,
        engine: Engine,
        binding: Binding,
        groups: Sequence[Group],
        starts: Sequence[NDArray[Any]],
        own: StepReport,
        scale: float,
    ) -> None:
        self._engine, self._binding, self._scale = engine, binding, float(scale)
        values = {path: own.values[group.name] for group in groups for path in group.paths}
        signs = {-1.0 if v["maximize"] else 1.0 for v in values.values()}
        if len(signs) > 1:
            raise HyperError(
                "line_search: some groups maximize and some do not; what is searched is one loss",
                name="maximize",
            )
        self.sign = signs.pop() if signs else 1.0
        self._parts = []
        for leaf, start in zip(binding.leaves, starts, strict=True):
            low, high = (values[leaf.path][name] for name in ("lower", "upper"))
            bounds = -np.inf if low is None else low, np.inf if high is None else high
            is_complex = leaf.array.dtype.kind == "c"
            pairs = zip(_reals(leaf.array, is_complex), _reals(start, is_complex), strict=True)
            with np.errstate(all="ignore"):
                self._parts.append([_Part(now, begin, *bounds) for now, begin in pairs])

    def move(self, length: float) -> None:
        """Put the parameters where they are after so many of the rule's own steps."""
        with np.errstate(all="ignore"):  # what overflows has an infinite loss
            for parts in self._parts:
                for part in parts:
                    part.move(length)

    def moved(self) -> float:
        """The Euclidean norm of what all parameters have moved by."""
        squares = [part.moved() for parts in self._parts for part in parts]
        return float(np.sqrt(_sum(np.array(squares))))

    def slope(self, grads: Any) -> float:
        """The change of the loss per step along the line; in double, in one order."""
        with np.errstate(all="ignore"):
            terms = [
                part.slope(g)
                for parts, grad in self._gradients(grads)
                for part, g in zip(parts, _reals(grad, len(parts) == 2), strict=True)
            ]
            return self.sign * _sum(np.array(terms)) / self._scale

    def _gradients(self, grads: Any) -> Iterator[tuple[list[_Part], NDArray[Any]]]:
        matched = self._binding.match(grads)
        if matched is None:
            matched = self._engine.bound()
            if not matched:
                raise GradientError(
                    "closure() gave no gradients, and none are bound", name="closure"
                )
        for leaf, parts, g in zip(self._binding.leaves, self._parts, matched, strict=True):
            if g is None:
                continue
            if not isinstance(g, np.ndarray) or g.shape != leaf.array.shape:
                raise GradientError(
                    f'the gradient of "{leaf.path}" must be a numpy array of shape '
                    f"{leaf.array.shape}, not {getattr(g, 'shape', type_name(g))}",
                    path=leaf.path,
                )
            wide = widened(g)
            if wide.dtype.kind not in ("fVc" if len(parts) == 2 else "fV"):
                raise DTypeError(
                    f'the gradient of "{leaf.path}" has dtype {g.dtype}; it must be floating, and '
                    "real where the parameter is",
                    path=leaf.path,
                )
            yield parts, wide


def _reals(a: NDArray[Any], is_complex: bool) -> list[NDArray[Any]]:
    return [a.real, a.imag] if is_complex else [a]


def _sum(terms: NDArray[np.float64]) -> float:
    """The sum in a halving tree, whose bits no library's idea of a sum decides. Overwrites."""
    while terms.size > 1:
        half = (terms.size + 1) // 2
        terms[: terms.size - half] += terms[half:]
        terms = terms[:half]
    return float(terms[0]) if terms.size else 0.0
