"""The error classes: what they are, what they carry, and that they survive pickling."""

from __future__ import annotations

import copy
import inspect
import pickle
from pathlib import Path

import pytest

import gradstep as gs
from gradstep import _extras, errors

FIELDS = {
    "path": "layers.3.weight",
    "index": (4, 2),
    "value": float("inf"),
    "n": 312,
    "group": "*.b",
    "name": "lr",
    "differences": ['"W" was replaced', '"b" was added'],
}

# Every class and all its ancestors up to Exception, gradstep's and Python's.
ANCESTORS = {
    "Error": {"Exception"},
    "BindError": {"Error", "ValueError", "Exception"},
    "StaleBindingError": {"BindError", "Error", "ValueError", "Exception"},
    "DTypeError": {"Error", "TypeError", "Exception"},
    "GradientError": {"Error", "ValueError", "Exception"},
    "NonFiniteGradientError": {
        "GradientError",
        "Error",
        "ValueError",
        "FloatingPointError",
        "ArithmeticError",
        "Exception",
    },
    "HyperError": {"Error", "ValueError", "Exception"},
    "KeywordError": {"HyperError", "TypeError", "Error", "ValueError", "Exception"},
    "MissingExtraError": {"Error", "ImportError", "Exception"},
    "ScheduleError": {"Error", "ValueError", "Exception"},
    "CheckpointError": {"Error", "ValueError", "Exception"},
    "CheckpointMismatchError": {"CheckpointError", "Error", "ValueError", "Exception"},
}
CLASSES = [getattr(errors, name) for name in ANCESTORS]


def fields(error: errors.Error) -> dict[str, object]:
    """All that it carries; an ImportError keeps its name and path where `vars` does not look."""
    return {**dict.fromkeys(vars(error)), **{name: getattr(error, name) for name in FIELDS}}


def test_the_module_holds_exactly_these_classes() -> None:
    assert sorted(errors.__all__) == sorted(ANCESTORS)
    here = {
        n for n, c in vars(errors).items() if inspect.isclass(c) and c.__module__ == errors.__name__
    }
    assert here == set(ANCESTORS)


@pytest.mark.parametrize("cls", CLASSES)
def test_ancestors(cls: type[errors.Error]) -> None:
    names = {c.__name__ for c in cls.__mro__} - {cls.__name__, "BaseException", "object"}
    assert names == ANCESTORS[cls.__name__]


@pytest.mark.parametrize("cls", CLASSES)
def test_docstring_of_its_own(cls: type[errors.Error]) -> None:
    assert cls.__doc__ is not None
    assert "aise" in cls.__doc__.splitlines()[0]  # when it is raised comes first


@pytest.mark.parametrize("cls", CLASSES)
def test_message_and_fields(cls: type[errors.Error]) -> None:
    error = cls("what, where, fix", **FIELDS)
    assert str(error) == "what, where, fix"
    assert error.args == ("what, where, fix",)
    assert fields(error) == FIELDS
    assert fields(cls("bare")) == dict.fromkeys(FIELDS)


@pytest.mark.parametrize("cls", CLASSES)
def test_fields_are_keyword_only_and_checked(cls: type[errors.Error]) -> None:
    with pytest.raises(TypeError):
        cls("message", "path")  # type: ignore[misc]
    with pytest.raises(TypeError):
        cls("message", colour="red")  # type: ignore[call-arg]


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("cls", CLASSES)
def test_pickles_with_its_fields(cls: type[errors.Error], protocol: int) -> None:
    again = pickle.loads(pickle.dumps(cls("message", **FIELDS), protocol))
    assert type(again) is cls
    assert str(again) == "message"
    assert fields(again) == FIELDS


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
@pytest.mark.parametrize("cls", CLASSES)
def test_copies_with_its_fields(cls: type[errors.Error], duplicate) -> None:
    again = duplicate(cls("message", **FIELDS))
    assert type(again) is cls
    assert str(again) == "message"
    assert fields(again) == FIELDS


def test_cause_is_the_callers() -> None:
    own = RuntimeError("the schedule's own")
    with pytest.raises(errors.ScheduleError) as caught:
        try:
            raise own
        except RuntimeError as error:
            raise errors.ScheduleError("lr raised at n = 3", n=3) from error
    assert caught.value.__cause__ is own
    assert errors.ScheduleError("alone").__cause__ is None


def test_only_a_package_that_is_not_there_is_a_missing_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half_installed.py").write_text("import what_it_needs_itself")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="what_it_needs_itself"):
        _extras.require("half_installed", "this test")
    with pytest.raises(errors.MissingExtraError, match="this test needs not_installed,"):
        _extras.require("not_installed.part", "this test")


@pytest.mark.parametrize("name", ["errors", "optimizers", "rules", "schedules", "scipy"])
def test_dir_of_a_module_is_what_is_public(name: str) -> None:
    module = getattr(gs, name)
    assert dir(module) == sorted(module.__all__)


def test_a_schedule_is_looked_for_in_its_module() -> None:
    with pytest.raises(AttributeError, match=r"gs\.schedules\.Cosine"):
        _ = gs.Cosine
