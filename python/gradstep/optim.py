"""The optimizer: parameters in groups, gradients, and the step that is all or nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from textwrap import indent
from typing import Any, cast

import numpy as np

from . import _core
from ._gradients import match_gradients, structure
from ._groups import Group, Hyper, resolve
from ._rule import Rule, field_docs, signature_of, unknown_keyword
from ._state import State, read_state, write_state
from .containers import edges, flatten, settle, stale
from .errors import BindError, GradientError, HyperError, KeywordError, StaleBindingError

__all__ = ["Optimizer", "make_optimizer"]

# The options that hold for the whole optimizer, with their defaults.
OPTIONS: dict[str, Any] = {
    "clip_norm": None,
    "nonfinite": "raise",
    "max_skips": 100,
    "zero_grads": False,
    "report": False,
}
OPTION_DOCS = """\
    groups: Patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=,
        lr_scale=. The first match wins. Or a callable (path, array) -> dict or None.
    grads: Gradients bound once, in the container of params; step() then needs no argument.
    clip_norm: Largest Euclidean norm of all gradients together; None for no clipping.
    nonfinite: "raise", "skip" or "propagate": what a NaN or Inf in a gradient does.
    max_skips: Skipped steps in a row after which "skip" raises.
    zero_grads: Zero the bound gradients once they are used.
    report: Measure grad_norm, update_norm and update_ratio at every step."""


class Optimizer:
    """Steps arrays in place by a rule: ``gs.Optimizer(params, gs.rules.AdamW(lr=3e-4))``.

    The arrays stay the caller's: nothing is copied, and each step checks that the containers still
    hold them. A step is all or nothing: whatever it refuses, nothing was written. The bits of the
    result are the same on every CPU and for every number of threads.

    Args:
        params: An array, or a list, tuple, dict, namedtuple or dataclass of arrays, nested, or
            (name, array) pairs. float32 or float64, writable, dense.
        rule: The update rule, a value of `gradstep.rules`.
        {options}

    Raises:
        BindError: Parameters, groups or gradients that cannot be bound.
        DTypeError: A parameter that is not float32 or float64.
        HyperError: A value out of its range.
        ScheduleError: A schedule without a length, or one that cannot be evaluated.
    """

    last: _core.StepReport | None
    """The newest report."""

    def __init__(
        self,
        params: Any,
        rule: Rule,
        *,
        groups: Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None = None,
        grads: Any = None,
        clip_norm: float | None = None,
        nonfinite: str = "raise",
        max_skips: int = 100,
        zero_grads: bool = False,
        report: bool = False,
    ) -> None:
        if not isinstance(rule, Rule):
            raise BindError(
                f"rule must be a value such as gs.rules.AdamW(lr=1e-3), not {rule!r}", name="rule"
            )
        tree = settle(params)
        self._build(
            tree,
            None if grads is None else settle(grads, what="grads"),
            resolve(tree, rule, groups),
            {
                "clip_norm": clip_norm,
                "nonfinite": nonfinite,
                "max_skips": max_skips,
                "zero_grads": zero_grads,
                "report": report,
            },
        )

    def _build(self, tree: Any, grads: Any, groups: list[Group], options: dict[str, Any]) -> None:
        self._tree, self._grads, self._options = tree, grads, options
        self._groups = groups
        self._leaves = flatten(tree)
        self._structure = structure(tree)
        self._engine = _core.Engine(**_checked(options))
        of_path = {}
        for group in groups:
            index = self._engine.add_group(
                group.name, type(group.rule).__name__, group.rule.values()
            )
            group.attach(self._engine, index)
            of_path.update(dict.fromkeys(group.paths, index))
        for leaf in self._leaves:
            self._engine.add(leaf.path, leaf.array, of_path[leaf.path])
        if grads is not None:
            self._engine.bind_grads(self._match(grads))
        elif options["zero_grads"]:
            raise GradientError(
                "zero_grads=True zeroes bound gradients; bind them with grads=", name="zero_grads"
            )
        self._watch()
        self._engine.prepare()
        self.last = None

    def _watch(self) -> None:
        links, sizes = edges(self._tree)
        if self._grads is not None:
            more = edges(self._grads)
            links, sizes = links + more.links, sizes + more.sizes
        self._engine.watch(links, sizes)

    def _match(self, grads: Any) -> list[Any]:
        return match_gradients(grads, self._leaves, self._structure)

    # ------------------------------------------------------------------------------------ step

    def step(
        self,
        grads: Any = None,
        *,
        loss: float | None = None,
        closure: Callable[[], Any] | None = None,
        inputs: Mapping[str, Any] | None = None,
        grad_scale: float = 1.0,
        lr_scale: float = 1.0,
        report: bool = False,
        **hyper: Any,
    ) -> _core.StepReport:
        """One update of all parameters, in place; all or nothing.

        Args:
            grads: The gradients: the container of the parameters, or {path: array}; None if they
                are bound. A gradient may be None: its parameter and state stay as they are.
            loss: The loss, for rules that use it.
            closure: ``() -> (loss, grads)``, for line searches.
            inputs: Further inputs by name, for rules that have them.
            grad_scale: The gradients are divided by it.
            lr_scale: Every group's learning rate is multiplied by it.
            report: Also measure grad_norm, update_norm and update_ratio.
            **hyper: Hyper-parameters for this step only, ``lr=1e-4`` or ``lr={"head.*": 1e-3}``.

        Returns:
            The report, true iff the step was applied (see nonfinite="skip").

        Raises:
            GradientError: Missing, superfluous or misshapen gradients.
            NonFiniteGradientError: A NaN, an Inf, or a value whose square overflows the state.
            StaleBindingError: The containers no longer hold the arrays that were bound.
            HyperError, ScheduleError: A value for this step that is out of range or not to be had.
        """
        if loss is not None or closure is not None or inputs is not None:
            raise self._unused(loss=loss, closure=closure, inputs=inputs)
        overrides = self._overrides(hyper) if hyper else None
        matched = None if grads is None else self._match(grads)
        try:
            last = self._engine.step(matched, grad_scale, lr_scale, report, overrides)
        except StaleBindingError:
            # Either a leaf is another array now, or only a container around the same leaves is.
            error = stale(self._tree, self._leaves)
            if error is None and self._grads is not None:
                error = self._stale_grads()
            if error is not None:
                raise error from None
            self._structure = structure(self._tree)
            self._watch()
            last = self._engine.step(matched, grad_scale, lr_scale, report, overrides)
        self.last = last
        return last

    def _stale_grads(self) -> StaleBindingError | None:
        try:
            now = self._match(self._grads)
        except GradientError as error:
            return StaleBindingError(f"the bound gradients changed: {error}", name="grads")
        for leaf, old, new in zip(self._leaves, self._engine.bound(), now, strict=True):
            if old is not new:
                return StaleBindingError(
                    f'the bound gradient of "{leaf.path}" was replaced in its container; write '
                    "into the bound array, grad[...] = new, or call opt.rebind()",
                    path=leaf.path,
                    name="grads",
                )
        return None

    def rebind(self) -> None:
        """Take the arrays that the containers hold now: same paths, shapes and dtypes.

        State and step count are kept.

        Raises:
            BindError: A leaf is missing, new, or another shape, dtype or memory order.
        """
        leaves = flatten(self._tree)
        if [leaf.path for leaf in leaves] != [leaf.path for leaf in self._leaves]:
            by_path = {leaf.path: leaf for leaf in leaves}
            missing = [leaf.path for leaf in self._leaves if leaf.path not in by_path]
            known = {leaf.path for leaf in self._leaves}
            extra = [path for path in by_path if path not in known]
            if missing or extra:
                raise BindError(
                    f"rebind: the parameters have other paths now: gone {missing}, new {extra}; "
                    "construct a new optimizer for them",
                    path=(missing or extra)[0],
                    differences=missing + extra,
                )
            leaves = [by_path[leaf.path] for leaf in self._leaves]
        shape = structure(self._tree)
        grads = None if self._grads is None else match_gradients(self._grads, leaves, shape)
        self._engine.rebind([leaf.array for leaf in leaves])
        try:
            if grads is not None:
                self._engine.bind_grads(grads)
        except Exception:
            self._engine.rebind([leaf.array for leaf in self._leaves])
            raise
        self._leaves, self._structure = leaves, shape
        self._watch()

    def _unused(self, **given: Any) -> HyperError:
        name = next(k for k, v in given.items() if v is not None)
        rules = sorted({type(group.rule).__name__ for group in self._groups})
        return HyperError(f"{' and '.join(rules)} does not use {name}=; leave it out", name=name)

    def _overrides(self, hyper: dict[str, Any]) -> list[tuple[int, str, Any]]:
        out = []
        for name, value in hyper.items():
            having = {g.name: i for i, g in enumerate(self._groups) if name in g.rule.values()}
            if not having:
                known = [n for group in self._groups for n in group.rule.values()]
                raise unknown_keyword("step", name, [*known, *STEP_KEYWORDS])
            per_group = value if isinstance(value, dict) else dict.fromkeys(having, value)
            for group, x in per_group.items():
                if group not in having:
                    raise HyperError(
                        f"{name}: no group {group!r} with {name}; there are {', '.join(having)}",
                        name=name,
                        group=group,
                    )
                index = having[group]
                out.append((index, name, self._groups[index].checked(name, x)))
        return out

    # ------------------------------------------------------------------------------------ view

    @property
    def steps(self) -> int:
        """The number of applied updates: the n of the next one."""
        return self._engine.steps

    @property
    def skipped(self) -> int:
        """The number of steps left out for gradients that were not finite."""
        return self._engine.skipped

    @property
    def groups(self) -> Mapping[str, Group]:
        """What was set, by group: ``opt.groups["*.b"]["lr"]``; may be assigned."""
        return {group.name: group for group in self._groups}

    @property
    def hyper(self) -> Hyper:
        """The values common to all groups: ``opt.hyper["lr"]``; writing sets all groups."""
        return Hyper(self.groups)

    @property
    def state(self) -> State:
        """The state as views, ``opt.state["layers.0.W"]["exp_avg"]``."""
        return State(self._engine, [leaf.path for leaf in self._leaves])

    def values(self, n: int | None = None) -> dict[str, dict[str, Any]]:
        """The hyper-parameters that step ``n`` (default: the next) uses, by group and name."""
        return self._engine.values(self.steps if n is None else int(n))

    def __repr__(self) -> str:
        arrays = f"{len(self._leaves)} array{'s' if len(self._leaves) != 1 else ''}"
        numbers = sum(leaf.array.size for leaf in self._leaves)
        groups = ", ".join(f"{g.name}: {g.rule!r}" for g in self._groups)
        return (
            f"<{type(self).__name__} of {arrays}, {numbers} numbers, {self.steps} steps; {groups}>"
        )

    # ------------------------------------------------------------------------------------ save

    def state_dict(self, *, copy: bool = True) -> dict[str, Any]:
        """Everything that resuming needs, as a plain dict of arrays and JSON values.

        Args:
            copy: Copy the state arrays; False gives views, for saving at once.
        """
        return write_state(self._engine, self._groups, self._leaves, copy)

    def load_state_dict(self, saved: Mapping[str, Any], *, hyper: str = "match") -> None:
        """Restore what `state_dict` returned; the parameters are not part of it.

        Args:
            saved: The dict.
            hyper: What to do where the saved hyper-parameters differ from this optimizer's: "match"
                refuses, "keep" keeps this optimizer's, "saved" takes the saved ones.

        Raises:
            CheckpointMismatchError: Other paths, shapes, dtypes, rules or (with "match")
                hyper-parameters; all differences at once. Nothing was changed.
            CheckpointError: Not a state dict of this library.
        """
        read_state(saved, self._engine, self._groups, self._leaves, hyper)
        self.last = None

    def __reduce__(self) -> tuple[Any, ...]:
        groups = [(g.name, g.pattern, g.rule, g.paths) for g in self._groups]
        saved = self.state_dict()
        return _restore, (type(self), self._tree, self._grads, groups, self._options, saved)


STEP_KEYWORDS = tuple(
    name
    for name, p in inspect.signature(Optimizer.step).parameters.items()
    if p.kind is inspect.Parameter.KEYWORD_ONLY
)
Optimizer.__doc__ = cast(str, Optimizer.__doc__).replace(
    "        {options}", indent(OPTION_DOCS, "    ")
)


def _restore(
    kind: type[Optimizer],
    tree: Any,
    grads: Any,
    groups: list[tuple[str, str | None, Rule, list[str]]],
    options: dict[str, Any],
    saved: dict[str, Any],
) -> Optimizer:
    new = kind.__new__(kind)
    new._build(tree, grads, [Group(*group) for group in groups], options)
    new.load_state_dict(saved, hyper="keep")
    return new


def _checked(options: dict[str, Any]) -> dict[str, Any]:
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
    return {**options, "clip_norm": 0.0 if clip is None else float(clip)}


def make_optimizer(rule: type[Rule], module: str) -> type[Optimizer]:
    """The class of the optimizer with this rule."""
    name = rule.__name__
    fields = rule.fields
    known = [f["name"] for f in fields]

    def __init__(self: Optimizer, params: Any, *args: object, **keywords: Any) -> None:
        if args:
            raise KeywordError(f"{name} takes keywords only; write {known[0]}={args[0]!r}")
        hyper = {k: keywords.pop(k) for k in known if k in keywords}
        for keyword in keywords:
            if keyword not in OPTIONS and keyword not in ("groups", "grads"):
                raise unknown_keyword(name, keyword, [*known, *OPTIONS, "groups", "grads"])
        Optimizer.__init__(self, params, rule(**hyper), **keywords)

    formula = cast(str, rule.__doc__).split("\n\nArgs:")[0]
    options = [
        inspect.Parameter(k, inspect.Parameter.KEYWORD_ONLY, default=default)
        for k, default in {"groups": None, "grads": None, **OPTIONS}.items()
    ]
    first = inspect.Parameter("params", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    namespace = {
        "__init__": __init__,
        "__module__": module,
        "__doc__": f"{formula}\n\nArgs:\n    params: The arrays to step, in any container.\n"
        f"{field_docs(fields)}\n{OPTION_DOCS}\n\nSee `gradstep.Optimizer`.\n",
        "__signature__": inspect.Signature([first, *signature_of(fields), *options]),
    }
    return type(name, (Optimizer,), namespace)
