"""The options of an optimizer: what the engine says of its own, and those that only Python has."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from textwrap import fill
from typing import Any

from .. import _core
from .rule import capitalized, unknown_keyword

__all__ = [
    "DOCS",
    "ENGINE",
    "INTERNAL",
    "KEYWORDS",
    "OPTIONS",
    "OPTION_DOCS",
    "TYPES",
    "complete",
    "engine_options",
    "parameters",
]

ENGINE: list[dict[str, Any]] = _core.options()

# The keywords that only Python has, each with its type and its meaning; None if it is left out. The
# first two say what is bound, the others are options.
_PYTHON: dict[str, tuple[str, str]] = {
    "groups": (
        "Mapping[str, Mapping[str, Any]] | Callable[[str, Any], Any] | None",
        'patterns of paths and what differs there, {"*.b": dict(weight_decay=0)}; also rule=, '
        "lr_scale=, bounds=. The first match wins. Or a callable (path, array) -> dict or None",
    ),
    "grads": (
        "Any",
        "gradients bound once, in the container of params; step() then needs no argument",
    ),
    "bounds": (
        "tuple[float | None, float | None] | None",
        "(lower, upper), to which parameters are projected after each update; None for none",
    ),
    "copy_to": (
        "Any",
        "arrays of any floating dtype, in the container of params, that are kept equal to them",
    ),
    "line_search": (
        "LineSearch | None",
        "one of gradstep.line_searches, such as StrongWolfe(): steps are then by closure=, and go "
        "as far along the rule's own step as the search finds. Within bounds, the parameters are "
        "projected at every trial. Not with accumulate, average, lookahead, mechanic, "
        "zero_grads, 16-bit parameters or tensors",
    ),
}
_BINDING = ("groups", "grads")

# Options that say how some peers compute a stage; dialects set them.
INTERNAL: dict[str, Any] = {o["name"]: o["default"] for o in ENGINE if o["internal"]}
# The constructors' keywords that are no hyper-parameters, with their defaults, in order.
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(_BINDING),
    **{o["name"]: o["default"] for o in ENGINE if not o["internal"]},
    **{name: None for name in _PYTHON if name not in _BINDING},
}
OPTIONS: dict[str, Any] = {k: default for k, default in KEYWORDS.items() if k not in _BINDING}


# What each of them is, for docstrings and pages.
DOCS: dict[str, str] = {o["name"]: f"{o['meaning']} ({o['allowed']})" for o in ENGINE}
DOCS |= {name: text for name, (_, text) in _PYTHON.items()}


def _line(name: str) -> str:
    text = f"{name}: {capitalized(DOCS[name])}."
    return fill(text, 100, initial_indent=" " * 4, subsequent_indent=" " * 8)


OPTION_DOCS = "\n".join(map(_line, KEYWORDS))


def _types() -> dict[str, str]:
    plain = {"flag": "bool", "number": "float", "count": "int", "dtype": "Any"}
    out = {name: kind for name, (kind, _) in _PYTHON.items()}
    for option in ENGINE:
        kind, choices = option["kind"], option["choices"]
        if kind == "choice":
            out[option["name"]] = f"Literal[{', '.join(map(repr, choices))}]"
        elif kind == "value":
            out[option["name"]] = " | ".join([*choices, "None"])
        else:
            out[option["name"]] = plain[kind] + (" | None" if option["optional"] else "")
    return {name: out[name] for name in KEYWORDS}


# As annotations, and as the stubs write them.
TYPES = _types()


def parameters() -> list[inspect.Parameter]:
    """The keywords in a signature."""
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, kind, default=default, annotation=TYPES[name])
        for name, default in KEYWORDS.items()
    ]


def complete(where: str, keywords: Mapping[str, Any]) -> dict[str, Any]:
    """All keywords; those that are not given have their defaults.

    Raises:
        KeywordError: One that does not exist.
    """
    for name in keywords:
        if name not in KEYWORDS:
            raise unknown_keyword(where, name, list(KEYWORDS))
    return {**KEYWORDS, **keywords}


def engine_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that the engine takes, and checks."""
    return {o["name"]: options[o["name"]] for o in ENGINE}
