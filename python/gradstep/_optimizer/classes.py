"""How the class ``gs.AdamW`` is made from the rule AdamW."""

from __future__ import annotations

import inspect
from typing import Any, cast

from ..errors import KeywordError
from .optimizer import Optimizer
from .options import KEYWORDS, OPTION_DOCS, parameters
from .rule import Rule, field_docs, signature_of, unknown_keyword

__all__ = ["make_optimizer"]


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
            if keyword not in KEYWORDS:
                raise unknown_keyword(name, keyword, [*known, *KEYWORDS])
        Optimizer.__init__(self, params, rule(**hyper), **keywords)

    formula = cast(str, rule.__doc__).split("\n\nArgs:")[0]
    first = inspect.Parameter("params", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    namespace = {
        "__init__": __init__,
        "__module__": module,
        "__doc__": f"{formula}\n\nArgs:\n    params: The arrays to step, in any container.\n"
        f"{field_docs(fields)}\n{OPTION_DOCS}\n\nSee `gradstep.Optimizer`.\n",
        "__signature__": inspect.Signature([first, *signature_of(fields), *parameters()]),
    }
    return type(name, (Optimizer,), namespace)
