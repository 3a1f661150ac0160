"""Pickles: those of old versions are read, and none names what may be moved."""

from __future__ import annotations

import importlib
import inspect
import json
import pickle
import pickletools
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import gradstep as gs
from gradstep import reconstruct
from package.pickles import FOLDER, described, dumped, objects

KEPT = sorted(FOLDER.glob("*/*.pickle"))
NAMES = [x.stem for x in KEPT if x.parent.name == "0.1"]
PUBLIC = [
    *(gs, gs.dialects, gs.errors, gs.line_searches, gs.optimizers, gs.rules, gs.schedules),
    *(gs.scipy, reconstruct, importlib.import_module("gradstep.race")),
    *(getattr(gs.dialects, peer) for peer in gs.dialects.__all__),
    gs.dialects.optax.contrib,
]


def holds(now: Any, then: Any) -> bool:
    """Whether all that was there is there; more may have come."""
    if isinstance(then, dict) and "repr" in then:  # new members come last
        return holds(now["type"], then["type"]) and now["repr"].startswith(then["repr"][:-1])
    if isinstance(then, dict):
        return isinstance(now, dict) and all(k in now and holds(now[k], then[k]) for k in then)
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(holds, now, then))
    return bool(now == then) and type(now) is type(then)


@pytest.mark.parametrize("file", KEPT, ids=[f"{x.parent.name}-{x.stem}" for x in KEPT])
def test_old_pickles_are_read(file: Path) -> None:
    then = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
    found = pickle.loads(file.read_bytes())
    assert holds(described(found), then)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("optimizer")])
def test_an_old_optimizer_goes_on(name: str) -> None:
    found = pickle.loads((FOLDER / "0.1" / f"{name}.pickle").read_bytes())
    opt, params = found["opt"], found["params"]
    before = {path: x.copy() for path, x in gs.leaves(params).items()}
    grads = gs.zeros_like(params)
    for g in gs.leaves(grads).values():
        g += 1
    if "search" in name:
        assert opt.step(closure=lambda: (float(params["w"] @ params["w"]), {"w": 2 * params["w"]}))
    else:
        assert opt.step(grads)
    moved = [path for path, x in gs.leaves(params).items() if (x != before[path]).any()]
    assert moved == [path for path in before if path not in opt.frozen]


def test_something_of_every_kind_is_kept() -> None:
    assert set(NAMES) == set(objects())


def named(data: bytes) -> set[tuple[str, str]]:
    """The functions and classes that a pickle names: (module, name)."""
    found = [arg.split(" ", 1) for op, arg, _ in pickletools.genops(data) if op.name == "GLOBAL"]
    return {(module, name) for module, name in found if module.partition(".")[0] == "gradstep"}


@pytest.mark.parametrize("name", NAMES)
def test_pickles_name_what_is_public(name: str) -> None:
    for module, thing in named(dumped(objects()[name])):
        assert not any(part.startswith("_") for part in f"{module}.{thing}".split(".")), module
        if module == "gradstep.reconstruct":
            assert thing in reconstruct.__all__
        else:  # a class, and the one place where it is found
            assert inspect.isclass(getattr(importlib.import_module(module), thing))


def test_a_pickle_of_a_value_is_a_call() -> None:
    """As anybody may have written it; EMA may gain members."""
    data = b"cgradstep.reconstruct\nvalue\n(cgradstep\nEMA\n}U\x05decayG?\xe0\0\0\0\0\0\0stR."
    assert pickle.loads(data) == gs.EMA(0.5)


def test_the_reconstructors_are_frozen() -> None:
    assert {
        name: list(inspect.signature(getattr(reconstruct, name)).parameters)
        for name in reconstruct.__all__
    } == {
        "optimizer": ["kind", "built", "saved"],
        "schedule": ["name", "arguments"],
        "value": ["kind", "members"],
    }


@pytest.mark.parametrize("module", PUBLIC, ids=lambda module: module.__name__)
def test_a_module_shows_what_is_public(module: Any) -> None:
    assert dir(module) == sorted(module.__all__)
    for name in module.__all__:
        found = getattr(module, name)
        if inspect.isclass(found) or inspect.isroutine(found):
            assert not any(part.startswith("_") for part in found.__module__.split("."))
            home = importlib.import_module(found.__module__)
            assert getattr(home, found.__name__) is found


def test_no_other_module_is_public() -> None:
    """A module without an underscore is public on purpose, and stands in the list above."""
    tops = {x.name for x in pkgutil.iter_modules(gs.__path__) if not x.name.startswith("_")}
    assert tops == {x.__name__.split(".")[1] for x in PUBLIC if x is not gs}
