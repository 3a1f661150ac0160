"""How a peer's constructor becomes an optimizer: an entry per name, one class made from each."""

from __future__ import annotations

import inspect
import re
import sys
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from types import ModuleType
from typing import Any

from .. import rules
from .._messages import no_attribute
from .._numbers import number, plain, repr_of
from .._optimizer.groups import GroupPlan, override, resolve, spread_bounds
from .._optimizer.optimizer import Optimizer
from .._optimizer.options import INTERNAL, KEYWORDS, OPTIONS
from .._optimizer.rule import Rule, field_docs, unknown_keyword
from .._trees.containers import as_container, flatten
from ..errors import Error, HyperError, KeywordError
from ._arguments import of_optimizer
from ._pieces import read_elsewhere

__all__ = ["REQUIRED", "Entry", "make_classes"]

REQUIRED: Any = inspect.Parameter.empty  # the default of an argument that has none

# The extras that a dialect's constructor does not have: the peers spell decay in their own ways.
ELSEWHERE = (
    *("weight_decay", "decoupled_weight_decay", "independent_weight_decay"),
    *("lr_scale", "lower", "upper"),  # of groups; in bounds=
)


@dataclass(frozen=True)
class Entry:
    """A peer's optimizer as data.

    An argument that is in none of the tables and no field of the rule is refused unless it has its
    default. None as a default leaves the field as ``fixed`` or the rule has it.

    Attributes:
        rule: The rule that does its arithmetic.
        arguments: The peer's arguments in its order with its defaults (or `REQUIRED`); ``*`` starts
            the keyword-only ones. Names are the rule's own unless ``renamed``.
        renamed: What an argument is here: one name, or several for a tuple; a hyper-parameter or an
            option such as clip_norm. None if the rule's field of that name is another thing.
        fixed: Fields of the rule as this peer has them.
        convert: ``(value, given) -> fields`` for an argument that needs more than another name;
            ``given`` are all arguments, those of a group over those of the constructor.
        states: What the peer calls a state, and what it is here; ``-name`` for the negated one.
        ignored: Arguments that choose an implementation there and change no number.
        must: What a number must be where the peer takes less than the rule: in words, and as a
            function.
        vectors: ``given -> overrides`` of arrays with fewer than two axes, where the peer treats
            those in another way; in gradstep's names, with ``rule`` for another rule.
    """

    rule: str
    arguments: Mapping[str, Any]
    renamed: Mapping[str, str | tuple[str, ...] | None] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    convert: Mapping[str, Callable[[Any, ChainMap[str, Any]], Mapping[str, Any]]] = field(
        default_factory=dict
    )
    states: Mapping[str, str] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    must: Mapping[str, tuple[str, Callable[[float], bool]]] = field(default_factory=dict)
    vectors: Callable[[ChainMap[str, Any]], Mapping[str, Any]] | None = None

    @property
    def defaults(self) -> dict[str, Any]:
        """The peer's arguments with their defaults."""
        return {name: default for name, default in self.arguments.items() if name != "*"}

    @property
    def common(self) -> dict[str, Any]:
        """gradstep's hyper-parameters of every rule that are keywords beside the peer's."""
        return {
            f["name"]: f["default"]
            for f in getattr(rules, self.rule).fields
            if f["common"] and f["name"] not in (*ELSEWHERE, *self.arguments)
        }

    @property
    def refused(self) -> list[str]:
        """The arguments that must have their defaults."""
        known = {f["name"] for f in getattr(rules, self.rule).fields} | {*OPTIONS, *INTERNAL}
        taken = {*self.ignored, *self.convert}
        to = {name: self.renamed.get(name, name) for name in self.defaults if name not in taken}
        return [name for name, x in to.items() if not isinstance(x, tuple) and x not in known]

    def translate(
        self, given: Mapping[str, Any], where: str, base: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """The peer's arguments as hyper-parameters of the rule and options of the optimizer.

        Args:
            given: Arguments by the peer's names.
            where: The call, for messages.
            base: If ``given`` only changes some arguments: all of them before.
        """
        out = dict(self.fixed) if base is None else {}
        given = {name: plain(value) for name, value in given.items()}
        arguments, refused = ChainMap(given, *([] if base is None else [dict(base)])), self.refused
        for name in given:
            if name not in self.defaults:
                raise unknown_keyword(where, name, list(self.defaults))
        for name, value in arguments.items():
            numeric = type(self.defaults[name]) in (int, float) and name not in self.ignored
            none = value is None and self.convert.get(name) is not read_elsewhere
            if numeric and name not in refused and not callable(value) and not none:
                number(value, name, *self.must.get(name, ()), said=f"{where}: {name}")
        for name, value in arguments.items():
            if name in self.convert:  # what another argument is may matter
                out.update(self._converted(name, arguments, where))
            elif name in given and name not in self.ignored:
                if name in refused:
                    self._refuse(name, value, where, (base or self.defaults)[name])
                else:
                    out.update(self._fields(name, value, where))
        return out

    def explain(
        self, error: HyperError, given: Mapping[str, Any], where: str, *, vectors: bool = False
    ) -> None:
        """Let an error about hyper-parameters name the argument and the value that it came from.

        Args:
            error: What making the rule raised.
            given: All arguments by the peer's names.
            where: The call, for messages.
            vectors: Whether the values were those of ``vectors``.
        """
        text, name = str(error), error.name
        labels = {} if vectors else dict(self._labels())
        if text.startswith(where):  # it is in the peer's words
            return
        if name is None:  # of several, which the text names
            for ours, (_, label) in labels.items():
                text = re.sub(rf"\b{ours}\b", label, text)
            text = f"{where}: {text.removeprefix(f'{self.rule}: ')}"
        elif isinstance(error, KeywordError):  # of a group with another rule
            text = f"{where}: {text}"
        elif name in labels:
            error.name, label = labels[name]
            text = f"{where}: {label}{text.removeprefix(name)}"
        elif found := self._maker(name, given, where, vectors=vectors):
            maker, made = found
            value = given[maker]
            if value is made:
                text = f"{where}: {maker}{text.removeprefix(name)}"
            else:
                text = f"{where}: {maker} cannot be {repr_of(value)}: {text}"
            error.name, error.value = maker, value
        else:
            text = f"{where}: {text}"
        error.args = (text,)

    def _labels(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """By hyper-parameter the argument that it is, and how its part of that is written."""
        for name in self.defaults:
            to = self.renamed.get(name, name)
            if name in self.convert or name in self.ignored or to is None:
                continue
            if isinstance(to, str):
                yield to, (name, name)
            else:
                yield from ((x, (name, f"{name}[{i}]")) for i, x in enumerate(to))

    def _maker(
        self, field: str, given: Mapping[str, Any], where: str, *, vectors: bool
    ) -> tuple[str, Any] | None:
        """The argument with whose default a hyper-parameter would be another, and what it is."""
        make = self.overrides if vectors else self.translate
        made = make(given, where).get(field)
        for name in given:
            default = self.defaults[name]
            try:
                other = make({**given, name: default}, where).get(field)
            except Error:  # the others do not go with it
                continue
            if default is not REQUIRED and repr_of(other) != repr_of(made):
                return name, made
        return None

    def overrides(self, given: Mapping[str, Any], where: str) -> Mapping[str, Any]:
        """What ``vectors`` says of these arguments."""
        assert self.vectors is not None
        try:
            return self.vectors(ChainMap(dict(given)))
        except (TypeError, ValueError, ArithmeticError) as error:
            if isinstance(error, Error):
                raise
            shown = ", ".join(f"{name}={repr_of(value)}" for name, value in given.items())
            raise HyperError(f"{where}({shown}): {error}") from error

    def _converted(self, name: str, arguments: ChainMap[str, Any], where: str) -> Mapping[str, Any]:
        value = arguments[name]
        try:
            return self.convert[name](value, arguments)
        except (TypeError, ValueError, ArithmeticError) as error:
            if isinstance(error, Error):
                if not str(error).startswith(where):
                    error.args = (f"{where}: {error}",)
                raise
            raise HyperError(
                f"{where}: {name} cannot be {repr_of(value)} ({error})", name=name, value=value
            ) from error

    def _fields(self, name: str, value: Any, where: str) -> dict[str, Any]:
        to = self.renamed.get(name, name)
        if value is None and self.arguments[name] is None:
            return {}
        if isinstance(to, str):
            return {to: value}
        assert to is not None  # that would be refused
        try:
            values = tuple(value)
        except TypeError:
            values = ()
        if len(values) != len(to):
            raise HyperError(
                f"{where}: {name} must be {len(to)} values ({', '.join(to)}), not {repr_of(value)}",
                name=name,
                value=value,
            )
        return dict(zip(to, values, strict=True))

    def _refuse(self, name: str, value: Any, where: str, only: Any) -> None:
        plain = isinstance(value, (int, float, str, tuple))  # the others have no single truth of ==
        if value is only or (plain and value == only):
            return
        raise HyperError(
            f"{where}: {name}={repr_of(value)} is not supported here, only {name}={only!r}",
            name=name,
            value=value,
        )

    def back(self, rule: Rule) -> dict[str, Any]:
        """The hyper-parameters under the peer's names."""
        values = rule.values()
        out = {}
        for name in self.defaults:
            to = self.renamed.get(name, name)
            if isinstance(to, tuple):
                out[name] = tuple(values[t] for t in to)
            elif to in values and name not in self.convert:
                out[name] = values[to]
        return out

    @property
    def formula(self) -> str:
        """What the rule does: its first sentence and its formulas."""
        lines = (getattr(rules, self.rule).__doc__ or "").split("Args:")[0].splitlines()
        title = list(takewhile(lambda line: not line.startswith(" "), lines))
        return "\n".join([*title, *(x for x in lines[len(title) :] if x.startswith(" "))]).strip()

    def documented(self, name: str) -> str:
        """The arguments of the entry of that name, as lines of a docstring."""
        fields = {f["name"]: f for f in getattr(rules, self.rule).fields}
        refused = self.refused
        lines = []
        for argument, default in self.defaults.items():
            to = self.renamed.get(argument, argument)
            text = of_optimizer(name, argument) if argument in self.convert else None
            if text is not None:
                lines.append(f"{argument}: {text}")
            elif argument not in self.convert and argument in self.ignored:
                lines.append(f"{argument}: Accepted and ignored.")
            elif argument in refused:
                shown = getattr(default, "__name__", repr(default))
                lines.append(f"{argument}: Only {shown}; another value is refused.")
            elif isinstance(to, str) and to not in fields:
                lines.append(f"{argument}: gradstep's option {to}.")
            elif to == argument:
                lines.append(field_docs((fields[argument],)).strip())
            else:
                names = (to,) if isinstance(to, str) else to or ()
                lines.append(f"{argument}: The rule's {', '.join(names)}.")
                lines += [f"    {field_docs((fields[x],)).strip()}" for x in names]
        return "".join(f"    {line}\n" for line in lines)

    def signature(self) -> inspect.Signature:
        """The peer's signature, then gradstep's options."""
        place, keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
        parameters = [inspect.Parameter("params", place)]
        kind: Any = place
        for name, default in self.arguments.items():
            if name == "*":
                kind = keyword
            else:
                parameters.append(inspect.Parameter(name, kind, default=default))
        for name, default in {**KEYWORDS, **self.common}.items():
            if name not in self.arguments:
                parameters.append(inspect.Parameter(name, keyword, default=default))
        return inspect.Signature(parameters)


def make_class(name: str, module: str, entry: Entry, base: type[Optimizer]) -> type[Optimizer]:
    """The class ``gs.dialects.<peer>.<name>``."""
    signature, common = entry.signature(), entry.common
    where = f"{module.removeprefix('gradstep.')}.{name}"
    names = {
        name: to
        for name, to in entry.renamed.items()
        if isinstance(to, str) and name not in entry.convert
    }
    theirs = {to: name for name, to in entry.renamed.items() if isinstance(to, str)}

    def __init__(self: Optimizer, *args: Any, **keywords: Any) -> None:
        for keyword in keywords:
            if keyword in theirs and keyword not in signature.parameters:
                raise KeywordError(
                    f"{where} has no keyword {keyword!r}; here it is {theirs[keyword]}=",
                    name=keyword,
                )
            if keyword not in signature.parameters:
                raise unknown_keyword(where, keyword, list(signature.parameters))
        try:
            said = signature.bind(*args, **keywords).arguments
        except TypeError as error:
            raise KeywordError(f"{where}: {error}") from None
        ours = {k: v for k, v in said.items() if k not in entry.arguments}
        tree, groups, grads = (
            as_container(ours.pop("params")),
            ours.pop("groups", None),
            ours.pop("grads", None),
        )
        given = {
            **entry.defaults,
            **{k: plain(v) for k, v in said.items() if k in entry.arguments},
        }
        hyper = {**entry.translate(given, where), **ours}
        options = {k: hyper.pop(k, default) for k, default in {**OPTIONS, **INTERNAL}.items()}
        bounds = spread_bounds({"bounds": options["bounds"]})
        arguments: Mapping[str, Any] = given  # with those of groups, for errors
        vectors = False

        def translate(overrides: Mapping[str, Any]) -> dict[str, Any]:
            nonlocal arguments
            if "rule" in overrides:  # whose names are gradstep's
                return dict(overrides)
            ours = {k: v for k, v in overrides.items() if k in ("lr_scale", "bounds", *common)}
            said = {k: v for k, v in overrides.items() if k not in ours}
            arguments = {**arguments, **said}
            out = entry.translate(said, where, given)
            for option in options.keys() & out.keys():
                value = out.pop(option)
                if value is not options[option] and value != options[option]:
                    converted = (name for name in said if name in entry.convert)
                    shared = theirs.get(option) or next(converted, option)
                    raise HyperError(
                        f"{where}: a group cannot change {shared}, which all groups share",
                        name=shared,
                    )
            return {**out, **ours}

        try:
            rule: Rule = getattr(rules, entry.rule)(**hyper, **bounds)
            made = resolve(tree, rule, groups, translate)
            if entry.vectors is not None:
                arguments, vectors = given, True
                made = split_vectors(made, tree, entry.overrides(given, where))
                vectors = False
            given_grads = None if grads is None else as_container(grads, what="grads")
            self._build(tree, given_grads, made, options, rule)
        except HyperError as error:
            entry.explain(error, arguments, where, vectors=vectors)
            raise

    namespace = {
        "__init__": __init__,
        "__module__": module,
        "__doc__": f"{where.removeprefix('dialects.')}: its arguments, defaults and arithmetic.\n\n"
        f"{entry.formula}\n\nThe rule is `gradstep.rules.{entry.rule}`.\n\nArgs:\n"
        "    params: The arrays to step, in any container.\n"
        f"{entry.documented(name)}\nThe other keywords are gradstep's own: see "
        f"`gradstep.{entry.rule}`.\n",
        "__signature__": signature,
        "_entry": entry,
        "_names": names,
    }
    return type(name, (base,), namespace)


def split_vectors(
    groups: list[GroupPlan], tree: Any, overrides: Mapping[str, Any]
) -> list[GroupPlan]:
    """The groups, those of arrays with fewer than two axes apart and with other values."""
    if not overrides:
        return groups
    vectors = {leaf.path for leaf in flatten(tree) if leaf.array.ndim < 2}
    out = []
    for group in groups:
        apart = [path for path in group.paths if path in vectors]
        rest = [path for path in group.paths if path not in vectors]
        name = f"{group.name} (vectors)" if rest else group.name
        if rest:
            out.append(GroupPlan(group.name, group.pattern, group.rule, rest))
        if apart:
            out.append(GroupPlan(name, None, override(name, group.rule, overrides), apart))
    return out


def make_classes(
    module: str,
    entries: Mapping[str, Entry],
    base: type[Optimizer] = Optimizer,
    absent: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the module of a peer has: its classes by name.

    A dotted name stands in a module of that name inside, which can be imported too.

    Args:
        module: The module's name.
        entries: The classes as data.
        base: What the classes are made from.
        absent: Classes of the peer that cannot be followed, and why, for the error of who asks.
    """
    out: dict[str, Any] = {}
    inner: dict[str, dict[str, Entry]] = {}
    for name, entry in entries.items():
        head, dot, rest = name.partition(".")
        if dot:
            inner.setdefault(head, {})[rest] = entry
        else:
            out[name] = make_class(name, module, entry, base)
    for name, more in inner.items():
        within = ModuleType(f"{module}.{name}", f"{module.rpartition('.')[2]}.{name}.")
        vars(within).update(make_classes(within.__name__, more, base))
        sys.modules[within.__name__] = out[name] = within
    if base.__module__ == module:
        out[base.__name__] = base
    names = sorted(out)

    def __getattr__(name: str) -> Any:
        if absent and name in absent:
            raise AttributeError(f"{module} has no {name}: {absent[name]}", name=name)
        raise no_attribute(module, name, sys.modules[module].__all__)

    return {**out, "__all__": names, "__dir__": lambda: names, "__getattr__": __getattr__}
