"""How a peer's constructor becomes an optimizer: an entry per name, one class made from each."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .. import rules
from .._groups import resolve
from .._rule import Rule, unknown_keyword
from ..containers import settle
from ..errors import HyperError, KeywordError
from ..optim import OPTIONS, Optimizer

__all__ = ["Entry", "make_class"]

Empty = inspect.Parameter.empty


@dataclass(frozen=True)
class Entry:
    """A peer's optimizer as data.

    Attributes:
        rule: The rule that does its arithmetic.
        arguments: The peer's arguments in its order with its defaults; ``*`` starts the
            keyword-only ones. Names are the rule's own unless ``renamed``.
        renamed: What an argument is here: one name, or several for a tuple.
        ignored: Arguments that choose an implementation there and change no number.
        rule_if: Another rule, if the argument is true.
    """

    rule: str
    arguments: Mapping[str, Any]
    renamed: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    ignored: Sequence[str] = ()
    rule_if: Mapping[str, str] = field(default_factory=dict)

    def translate(self, given: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The peer's arguments as hyper-parameters of the rule."""
        out: dict[str, Any] = {}
        for name, value in given.items():
            if name in self.ignored or name in self.rule_if:
                continue
            if name not in self.arguments:
                raise unknown_keyword(where, name, [n for n in self.arguments if n != "*"])
            to = self.renamed.get(name, name)
            if isinstance(to, str):
                out[to] = value
                continue
            try:
                values = tuple(value)
            except TypeError:
                values = ()
            if len(values) != len(to):
                raise HyperError(
                    f"{where}: {name} must be {len(to)} values ({', '.join(to)}), not {value!r}",
                    name=name,
                    value=value,
                )
            out.update(zip(to, values, strict=True))
        return out

    def back(self, rule: Rule) -> dict[str, Any]:
        """The hyper-parameters under the peer's names."""
        values = rule.values()
        out = {}
        for name in self.arguments:
            to = self.renamed.get(name, name)
            if isinstance(to, tuple):
                out[name] = tuple(values[t] for t in to)
            elif to in values:
                out[name] = values[to]
        return out

    def signature(self) -> inspect.Signature:
        """The peer's signature, then gradstep's options."""
        place, keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
        parameters = [inspect.Parameter("params", place)]
        after_star = False
        for name, default in self.arguments.items():
            if name == "*":
                after_star = True
            else:
                kind = keyword if after_star else place
                parameters.append(inspect.Parameter(name, kind, default=default))
        for name, default in {"groups": None, "grads": None, **OPTIONS}.items():
            parameters.append(inspect.Parameter(name, keyword, default=default))
        return inspect.Signature(parameters)


def make_class(name: str, peer: str, entry: Entry, base: type[Optimizer]) -> type[Optimizer]:
    """The class ``gs.dialects.<peer>.<name>``."""
    signature = entry.signature()
    where = f"dialects.{peer}.{name}"

    def __init__(self: Optimizer, *args: Any, **keywords: Any) -> None:
        for keyword in keywords:
            if keyword not in signature.parameters:
                raise unknown_keyword(where, keyword, list(signature.parameters))
        try:
            bound = signature.bind(*args, **keywords)
        except TypeError as error:
            raise KeywordError(f"{where}: {error}") from None
        bound.apply_defaults()
        given = dict(bound.arguments)
        tree, groups, grads = settle(given.pop("params")), given.pop("groups"), given.pop("grads")
        options = {key: given.pop(key) for key in OPTIONS}
        kind = next((r for a, r in entry.rule_if.items() if given[a]), entry.rule)
        rule: Rule = getattr(rules, kind)(**entry.translate(given, where))

        def translate(overrides: Mapping[str, Any]) -> dict[str, Any]:
            ours = {k: v for k, v in overrides.items() if k in ("rule", "lr_scale")}
            theirs = {k: v for k, v in overrides.items() if k not in ours}
            return {**ours, **entry.translate(theirs, where)}

        self._build(
            tree,
            None if grads is None else settle(grads, what="grads"),
            resolve(tree, rule, groups, translate),
            options,
        )

    ignored = f"\n\nAccepted and ignored: {', '.join(entry.ignored)}." if entry.ignored else ""
    rule = getattr(rules, entry.rule)
    namespace = {
        "__init__": __init__,
        "__module__": f"gradstep.dialects.{peer}",
        "__doc__": f"{peer}'s {name}: its arguments, defaults and arithmetic, on the rule "
        f"`gradstep.rules.{entry.rule}`.{ignored}\n\n{rule.__doc__.split('Args:')[0]}",
        "__signature__": signature,
        "_entry": entry,
    }
    return type(name, (base,), namespace)
