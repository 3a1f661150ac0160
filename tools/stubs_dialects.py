"""The stubs of gradstep.dialects, which tools/stubs.py writes with the others.

Signatures and docstrings are those that the classes and functions have at run time; what is added
is the types, from the tables of the entries and from the annotations of the schedules.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from textwrap import indent
from types import ModuleType
from typing import Any

from stubs import kind, tidy

from gradstep import dialects, rules
from gradstep.dialects._dialect import Entry

PACKAGE = dialects.__name__
ABOVE = "..."  # gradstep, as the module of a peer sees it


def modules(module: ModuleType = dialects) -> Iterator[ModuleType]:
    """All peers, and the modules inside of them."""
    for name in module.__all__:
        value = getattr(module, name)
        if isinstance(value, ModuleType):
            yield value
            yield from modules(value)


def optimizers() -> Iterator[type]:
    """The optimizers of all peers."""
    for module in modules():
        for value in (getattr(module, name) for name in module.__all__):
            if isinstance(value, type) and "_entry" in vars(value):
                yield value


def place(module: ModuleType) -> Path:
    """The stub of a module, from gradstep's folder: that of a package, or of a file in one."""
    peer, _, inner = module.__name__.removeprefix(f"{PACKAGE}.").partition(".")
    return Path("dialects", peer, f"{inner or '__init__'}.pyi")


KEYWORDS = Path("dialects", "_keywords.pyi")
NAMES = (str(KEYWORDS), *(str(place(module)) for module in modules()))


class Known:
    """The types of gradstep's own keywords, and where names in annotations are imported from.

    The stub of the optimizers has both.
    """

    def __init__(self, stub: Path) -> None:
        self.options: dict[str, str] = {}
        self.places = {"Schedule": f"{ABOVE}schedules", "Optimizer": f"{ABOVE}_optimizer.optimizer"}
        self.places |= dict.fromkeys(("Iterable", "Sequence"), "collections.abc")
        self.places["_Keywords"] = f"..{KEYWORDS.stem}"
        for node in ast.parse(stub.read_text("utf-8")).body:
            if isinstance(node, ast.ImportFrom):
                source = f"{ABOVE if node.level else ''}{node.module}"
                self.places |= {x.name: source for x in node.names if x.name != "Optimizer"}
            elif isinstance(node, ast.ClassDef) and node.name == "_Options":
                self.options |= {
                    ast.unparse(x.target): ast.unparse(x.annotation)
                    for x in node.body
                    if isinstance(x, ast.AnnAssign)
                }

    def sources(self, annotations: Sequence[str], others: str = "") -> dict[str, str]:
        """Where the names in annotations are imported from; ``others``: those not known."""
        text = re.sub(r"'[^']*'|\"[^\"]*\"", "", " ".join(annotations))
        names = {x for x in re.findall(r"[A-Za-z_]\w*", text) if not hasattr(builtins, x)}
        return {x: self.places.get(x, others) for x in names if x in self.places or others}


# ---- types ---------------------------------------------------------------------------------------


def type_of(entry: Entry, name: str, known: Known) -> str:
    """The type of an argument of an optimizer, as a stub writes it."""
    fields = {f["name"]: f for f in getattr(rules, entry.rule).fields}
    if name not in entry.arguments:
        if name in fields:
            return kind(fields[name], "_Number")
        return "Any" if name == "params" else known.options[name]
    default, to = entry.arguments[name], entry.renamed.get(name, name)
    if name in entry.convert:
        said = next(iter(inspect.signature(entry.convert[name]).parameters.values())).annotation
        if said not in (inspect.Parameter.empty, "Any"):
            return str(said)
        if to not in fields:
            return like(default)
    elif name in entry.ignored:
        return "object"
    elif name in entry.refused:
        return only(default)
    if isinstance(to, tuple):
        plain = f"tuple[{', '.join(kind(fields[x], '_Number') for x in to)}]"
    else:
        plain = kind(fields[to], "_Number") if to in fields else known.options[str(to)]
    return plain if default is not None or plain.endswith("None") else f"{plain} | None"


def like(default: object) -> str:
    """The type of values that may stand in the place of this one."""
    if default is None:
        return "float | None"
    if isinstance(default, tuple):
        return f"tuple[{', '.join(map(like, default))}]"
    return "float" if type(default) is int else type(default).__name__


def only(default: object) -> str:
    """The type of values that are equal to this one, or as near as a type comes to that."""
    if default is None:
        return "None"
    if callable(default):
        return "Callable[[float], float]"
    return f"Literal[{default!r}]" if isinstance(default, (bool, str)) else like(default)


# ---- text ----------------------------------------------------------------------------------------


def shown(default: object) -> str:
    """A default, as it is written in code."""
    if default == float("inf"):
        return 'float("inf")'
    return str(getattr(default, "__name__", repr(default)))


def parameters(given: Sequence[inspect.Parameter], types: Sequence[str], *around: str) -> str:
    """Parameters, one per line; ``around`` are what is before them and after them."""
    out, star = [*around[:1]], False
    for x, annotation in zip(given, types, strict=True):
        if x.kind is x.KEYWORD_ONLY and not star:
            star = True
            out.append("*")
        name = f"**{x.name}" if x.kind is x.VAR_KEYWORD else x.name
        default = "" if x.default is x.empty else f" = {shown(x.default)}"
        out.append(f"{name}: {annotation}{default}")
    return "".join(f"        {line},\n" for line in (*out, *around[1:]))


def docstring(text: str, by: str = "    ") -> str:
    """A docstring as the first lines of a body, indented so."""
    lines = indent(inspect.cleandoc(text), by, lambda line: bool(line.strip())).strip()
    end = f"\n{by}" if "\n" in lines else ""
    return f'{by}{"r" if chr(92) in lines else ""}"""{lines}{end}"""\n'


@cache
def common() -> set[str]:
    """The keywords of gradstep's own that every optimizer has: those of `_Keywords`."""
    every = [
        inspect.signature(cls).parameters.keys() - vars(cls)["_entry"].arguments.keys()
        for cls in optimizers()
    ]
    return set.intersection(*map(set, every)) - {"params"}


def keywords(known: Known) -> str:
    """The stub of what only stubs import: the keywords of gradstep's own."""
    cls, shared = next(optimizers()), common()
    names = [x for x in inspect.signature(cls).parameters if x in shared]
    types = [type_of(vars(cls)["_entry"], x, known) for x in names]
    places = {name: x.removeprefix(".") for name, x in known.sources(["TypedDict", *types]).items()}
    imports = {f"from {x} import {name}\n" for name, x in places.items()}
    members = "".join(f"    {name}: {x}\n" for name, x in zip(names, types, strict=True))
    return (
        "# Written by tools/stubs.py. There is no such module at run time: it is for the stubs.\n"
        f"{''.join(sorted(imports))}\nclass _Keywords(TypedDict, total=False):\n{members}"
    )


def of_class(name: str, cls: type, known: Known) -> tuple[str, dict[str, str]]:
    """The stub of an optimizer, and where its names are imported from."""
    base, signature = cls.__mro__[1].__name__, inspect.signature(cls)
    shared = common()
    said = [x for name, x in signature.parameters.items() if name not in shared]
    types = [type_of(vars(cls)["_entry"], x.name, known) for x in said]
    functions = [x.default for x in signature.parameters.values() if inspect.isfunction(x.default)]
    own = dict.fromkeys([base, *(x.__name__ for x in functions)], ".optimizers")
    lines = parameters(said, types, "self", "**keywords: Unpack[_Keywords]")
    body = f"{docstring(cls.__doc__ or '')}\n    def __init__(\n{lines}    ) -> None: ...\n"
    sources = {**own, **known.sources([base, "Unpack[_Keywords]", *types])}
    return f"\nclass {name}({base}):\n{body}", sources


def of_function(name: str, function: Any, known: Known) -> tuple[str, dict[str, str]]:
    """The stub of a schedule, and where its names are imported from."""
    signature = inspect.signature(function)
    given = list(signature.parameters.values())
    types = [str(x.annotation) for x in given]
    gives = str(signature.return_annotation)
    own = f"..{function.__wrapped__.__module__.removeprefix(f'{PACKAGE}.')}"
    head = f"\ndef {name}(\n{parameters(given, types)}) -> {gives}:\n"
    return head + docstring(function.__doc__), known.sources([*types, gives], own)


def stub(module: ModuleType, known: Known) -> str:
    """The stub of a peer, or of a module inside of it."""
    body: list[str] = []
    sources: dict[str, str] = {}
    public: dict[str, str] = {}
    for name in module.__all__:
        value = getattr(module, name)
        if isinstance(value, ModuleType):
            public[name] = "."
        elif isinstance(value, type) and "_entry" not in vars(value):  # what its classes share
            public[name] = ".optimizers"
        elif value.__module__ != module.__name__:  # another peer's
            public[name] = f"..{value.__module__.removeprefix(f'{PACKAGE}.')}"
        else:
            make = of_class if isinstance(value, type) else of_function
            text, needed = make(name, value, known)
            body.append(text)
            sources |= needed
    private = {name: x for name, x in sources.items() if name not in public}
    imports = {f"from {x} import {name}\n" for name, x in private.items()}
    imports |= {f"from {x} import {name} as {name}\n" for name, x in public.items()}
    return (
        f"{docstring(module.__doc__ or '', '')}\n# Written by tools/stubs.py.\n"
        f"{''.join(sorted(imports))}\n__all__ = {module.__all__!r}\n{''.join(body)}"
    )


def write(to: Path) -> None:
    """Write the stubs of all peers, formatted, into a folder that has that of the optimizers."""
    known = Known(to / "optimizers.pyi")
    (to / "dialects").mkdir(exist_ok=True)
    (to / KEYWORDS).write_text(keywords(known), "utf-8")
    for module in modules():
        file = to / place(module)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(stub(module, known), "utf-8")
    tidy([to / name for name in NAMES])
