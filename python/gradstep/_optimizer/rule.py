"""The base of the rule values, and how a class is made from what the C++ struct says of itself."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import numpy as np

from .. import _core, reconstruct
from .._messages import nearest, some
from .._numbers import repr_of
from ..errors import HyperError, KeywordError
from ..schedules import Schedule, as_schedule

__all__ = ["Rule", "make_rule"]


class Rule:
    """A frozen update rule: its name and the values of its hyper-parameters.

    Attributes:
        fields: Descriptions of the hyper-parameters, in order (on the class).
        slots: Names of the state buffers that the rule can have (on the class).
        numbers: Names of the doubles that it keeps per array, or per row (on the class).
        inputs: Names of the further arrays that a step can take, ``inputs=`` (on the class).
        shared: Whether it has one set of numbers for all its arrays together (on the class).
        uses_loss: Whether a step takes the loss, ``loss=`` (on the class).
        evaluates: Whether the parameters to use are others than those that it steps: see
            `Optimizer.averaged` (on the class).
        measures: Whether a step sums over each array, or each row, before it updates: its bits then
            depend on the order of memory, and one NaN reaches everything that shares the sum (on
            the class).
        finds_rate: Whether it finds its rate, so that ``lr`` stays at its default (on the class).
        search_lr: The rate at which a search for one begins (on the class).
        full_batch: Whether it is made for gradients of all the data, without noise (on the class).
        max_grad_norm: The largest norm of ``lr`` times the gradient, over all arrays, for which it
            is made; infinity for any (on the class).
    """

    __slots__ = ("_values",)

    fields: ClassVar[tuple[dict[str, Any], ...]] = ()
    slots: ClassVar[tuple[str, ...]] = ()
    numbers: ClassVar[tuple[str, ...]] = ()
    inputs: ClassVar[tuple[str, ...]] = ()
    shared: ClassVar[bool] = False
    uses_loss: ClassVar[bool] = False
    evaluates: ClassVar[bool] = False
    measures: ClassVar[bool] = False
    finds_rate: ClassVar[bool] = False
    search_lr: ClassVar[float] = 0.0
    full_batch: ClassVar[bool] = False
    max_grad_norm: ClassVar[float] = math.inf
    _fields: ClassVar[dict[str, dict[str, Any]]] = {}
    _values: dict[str, Any]

    def __init__(self, *args: object, **hyper: Any) -> None:
        if type(self) is Rule:
            raise TypeError("Rule is the base of the rules; write gs.rules.AdamW(...), for one")
        if args:
            raise KeywordError(
                f"{type(self).__name__} takes keywords only; "
                f"write {self.fields[0]['name']}={args[0]!r}"
            )
        values = {field["name"]: field["default"] for field in self.fields}
        for name, value in hyper.items():
            if name not in values:
                raise unknown_keyword(type(self).__name__, name, list(values))
            values[name] = self.checked(name, value)
        # The ranges live in C++; a schedule without a length is refused where it is used.
        given = {k: v for k, v in values.items() if not isinstance(v, Schedule) or not v.is_open}
        _core.Engine().add_group("default", type(self).__name__, given)
        object.__setattr__(self, "_values", values)

    @classmethod
    def checked(cls, name: str, value: Any) -> Any:
        """A value of this hyper-parameter as it is kept; one of the wrong kind is an error."""
        return hyper_value(cls._fields[name], value)

    def values(self) -> dict[str, Any]:
        """The hyper-parameters by name: numbers, bools and schedules."""
        return dict(self._values)

    def replace(self, **hyper: Any) -> Rule:
        """The same rule with some hyper-parameters changed."""
        return type(self)(**{**self._values, **hyper})

    def _with(self, checked: Mapping[str, Any]) -> Rule:
        """As `replace`, of values that an engine has accepted."""
        new = object.__new__(type(self))
        object.__setattr__(new, "_values", {**self._values, **checked})
        return new

    def init(self, params: Any) -> dict[str, Any]:
        """The state before the first step, for `apply`; ``params`` is read, not bound."""
        from .functional import init

        return init(self, params)

    def apply(
        self, params: Any, grads: Any, state: Mapping[str, Any]
    ) -> tuple[Any, dict[str, Any]]:
        """One step as a function: ``(new params, new state)``; nothing given is written.

        Args:
            params: An array or any container of arrays, as for `gradstep.Optimizer`.
            grads: The gradients, in the same container or by path.
            state: What `init` or the last `apply` returned.

        Raises:
            Error: As the optimizer's constructor and step.
        """
        from .functional import apply

        return apply(self, params, grads, state)

    def __getattr__(self, name: str) -> Any:
        if name != "_values" and name in self._values:
            return self._values[name]
        raise AttributeError(f"{type(self).__name__} has no hyper-parameter {name!r}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"rules are frozen; make a new one: rule.replace({name}={value!r})")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("rules are frozen")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._values]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values == other._values

    def __hash__(self) -> int:
        return hash((type(self).__name__, tuple(self._values.items())))

    def __repr__(self) -> str:
        # The rule's own numbers are shown; what is off by default, or an option, if it was set.
        shown = [
            f"{f['name']}={self._values[f['name']]!r}"
            for f in self.fields
            if self._values[f["name"]] != f["default"]
            or not (f["common"] or f["kind"] == "flag" or f["default"] == 0)
        ]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return reconstruct.value, (type(self), self._values)

    def __copy__(self) -> Rule:
        return self

    def __deepcopy__(self, memo: object) -> Rule:
        return self


def hyper_value(field: Mapping[str, Any], value: Any) -> Any:
    """A hyper-parameter as it is kept: a float, a bool, a schedule, or None if it is off."""
    name, flag = field["name"], field["kind"] == "flag"
    if isinstance(value, Schedule) or (value is None and field["optional"]):
        return value
    if flag and isinstance(value, (bool, np.bool_)):
        return bool(value)
    if callable(value):
        return as_schedule(value)
    found = _core.read_number(value)
    if flag:
        if found in (0, 1):
            return bool(found)
        raise HyperError(
            f"{name} must be True or False, not {repr_of(value)}", name=name, value=value
        )
    if isinstance(found, str):
        kind = "a number, a schedule or None" if field["optional"] else "a number or a schedule"
        raise HyperError(f"{name} must be {kind}, not {found}", name=name, value=value)
    if field["optional"] and (
        not math.isfinite(found) or (found == 0 and field["low"] == 0)  # off, to C++
    ):
        kind = "positive" if field["low"] == 0 else "a finite number"
        raise HyperError(
            f"{name} must be {kind}, or None for off, not {repr_of(value)}", name=name, value=value
        )
    return found


# Names that rules and other libraries have for one thing.
SAME: Final = (
    ("lr", "learning_rate", "step_size", "stepsize", "eta"),
    ("beta1", "momentum", "b1", "mu"),
    ("beta2", "alpha", "rho", "b2"),
    ("weight_decay", "decay", "wd", "l2"),
    ("clip_norm", "clipnorm", "max_norm", "max_grad_norm", "global_clipnorm"),
    ("clip_value", "clipvalue"),
)


def unknown_keyword(where: str, name: str, known: list[str]) -> KeywordError:
    """The error for a keyword that nothing takes, with the one that was meant or is the nearest."""
    parts = [k for k in known if k[:-1] == name.removesuffix("s") and k[-1].isdigit()]  # betas
    meant = [k for names in SAME if name in names for k in names if k in known]
    if parts:
        hint = f"; write {'=, '.join(parts)}="
    elif meant:
        hint = f"; did you mean {meant[0]}=?"
    else:
        takes = f"; it takes {some(known, 12)}"
        hint = nearest(name, known, "; did you mean {}=?") or takes
    return KeywordError(f"{where} has no keyword {name!r}{hint}", name=name)


def capitalized(text: str) -> str:
    """The text with its first letter in upper case, and the others as they are."""
    return text[:1].upper() + text[1:]


def field_docs(fields: tuple[dict[str, Any], ...]) -> str:
    """The Args lines of a docstring, from the vocabulary."""
    lines = []
    for f in fields:
        low, high = f["low"], f["high"]
        if f["kind"] == "flag":
            within = ""
        elif high is not None and low is None:
            within = f", <= {high:g}"
        elif high is not None:
            within = f", in [{low:g}, {high:g}{')' if f['open_high'] else ']'}"
        else:
            within = "" if low is None else f", >= {low:g}"
        kind = "bool" if f["kind"] == "flag" else "number or schedule"
        if f["optional"]:
            kind += ", None: off"
        lines.append(f"    {f['name']}: {capitalized(f['meaning'])} ({kind}{within}).")
    return "\n".join(lines)


def signature_of(fields: tuple[dict[str, Any], ...]) -> list[inspect.Parameter]:
    """Keyword-only parameters with their defaults."""
    return [
        inspect.Parameter(f["name"], inspect.Parameter.KEYWORD_ONLY, default=f["default"])
        for f in fields
    ]


FACTS = (
    *("shared", "uses_loss", "evaluates", "measures"),
    *("finds_rate", "search_lr", "full_batch", "max_grad_norm"),
)
"""What a struct says of its rule, besides the names: attributes of the class."""


def rate_doc(spec: dict[str, Any]) -> str:
    """A sentence on where to begin a search for the learning rate."""
    if spec["finds_rate"]:
        return "The rule finds its rate: leave ``lr`` at its default."
    return f"A search for ``lr`` begins at {spec['search_lr']:.3g}."


def make_rule(spec: dict[str, Any], module: str) -> type[Rule]:
    """The class of one rule."""
    fields = tuple(spec["fields"])
    kept = [f"\n\nState: {', '.join(spec['slots'])}."] if spec["slots"] else []
    if spec["numbers"]:
        per = "one per row" if spec["rowwise"] else "one per array"
        if spec["shared"]:
            per = "of all arrays together"
        kept.append(f"\n\nNumbers, {per}: {', '.join(spec['numbers'])}.")
    if spec["inputs"]:
        kept.append(f"\n\nInputs of a step: {', '.join(spec['inputs'])}.")
    if spec["uses_loss"]:
        kept.append("\n\nA step takes the loss: ``opt.step(grads, loss=loss)``.")
    if spec["evaluates"]:
        kept.append(
            "\n\nThe parameters to use, to evaluate and to ship, are those within "
            "``with opt.averaged():``, or ``opt.params_for_eval()``."
        )
    kept.append(f"\n\n{rate_doc(spec)}")
    doc = f"{spec['doc']}\n\nArgs:\n{field_docs(fields)}{''.join(kept)}\n"
    namespace = {
        "__slots__": (),
        "__doc__": doc,
        "__module__": module,
        "__signature__": inspect.Signature(signature_of(fields)),
        "fields": fields,
        "slots": tuple(spec["slots"]),
        "numbers": tuple(spec["numbers"]),
        "inputs": tuple(spec["inputs"]),
        **{name: spec[name] for name in FACTS},
        "_fields": {f["name"]: f for f in fields},
    }
    return type(spec["name"], (Rule,), namespace)
