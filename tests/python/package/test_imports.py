"""The import graph of the package: floors, without circles."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import gradstep

PACKAGE = Path(gradstep.__file__).parent
CORE = "gradstep._core"  # which is compiled, and imports nothing while it is imported
MOST_BACK_UP = 3  # imports inside of functions that would be circles above


class Import(NamedTuple):
    """One import of a module of the package by another one."""

    module: str
    imported: str
    when: str  # "import": at run time, when the module is; "call": in a function; "types"


def sources() -> dict[str, Path]:
    """The file of every module, by its name."""
    found = {}
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports() -> list[Import]:
    """All imports. That a module's packages are imported before the module is not counted."""
    files = sources()
    return [x for module, file in files.items() for x in of_module(module, file, {*files, CORE})]


def of_module(module: str, file: Path, known: set[str]) -> Iterator[Import]:
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]

    def visit(node: ast.AST, when: str) -> Iterator[Import]:
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            source = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for name in node.names:
                inner = f"{source}.{name.name}"
                target = inner if inner in known else source
                if target in known and target != module:
                    yield Import(module, target, when)
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name in known:
                    yield Import(module, name.name, when)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            when = "types"
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            when = "call"
        for child in ast.iter_child_nodes(node):
            yield from visit(child, when)

    return visit(ast.parse(file.read_text(encoding="utf-8")), "import")


def reached(start: str, edges: dict[str, set[str]]) -> set[str]:
    """What ``start`` imports, or what it imports does."""
    found: set[str] = set()
    todo = [start]
    while todo:
        for target in edges.get(todo.pop(), set()) - found:
            found.add(target)
            todo.append(target)
    return found


def graph(found: list[Import], *whens: str) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for x in found:
        if x.when in whens:
            edges.setdefault(x.module, set()).add(x.imported)
    return edges


def circular(edges: dict[str, set[str]]) -> list[str]:
    """The modules that import themselves in the end, by way of others."""
    return sorted(module for module in edges if module in reached(module, edges))


def back_up(found: list[Import]) -> list[Import]:
    """The imports, inside of functions, of a module that imports this one, sooner or later."""
    edges = graph(found, "import", "call")
    return [x for x in found if x.when == "call" and x.module in reached(x.imported, edges)]


def test_no_circles() -> None:
    assert circular(graph(imports(), "import")) == []


def test_few_imports_run_back_up() -> None:
    found = back_up(imports())
    assert len(found) <= MOST_BACK_UP, found


def test_a_circle_is_seen() -> None:
    edge = Import("gradstep._messages", "gradstep._optimizer.optimizer", "import")
    found = imports()
    assert "gradstep._messages" in circular(graph([*found, edge], "import"))
    assert edge._replace(when="call") in back_up([*found, edge._replace(when="call")])
