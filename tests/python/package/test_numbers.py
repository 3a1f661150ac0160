"""Every number of the API is read in one way: what counts as a number, and what does not.

The callables and their keywords are those that the library has when it runs, as in test_typing.py:
the arguments that are numbers by their annotations, the hyper-parameters of all rules and the
options of the engine. Each is given every kind of number, which must do what the float does, bit
for bit, and everything that is no number, which must be refused by name and with a fix.
"""

from __future__ import annotations

import importlib.util
import inspect
import pickle
import re
import struct
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep import _core
from gradstep.race import options as race_options
from package.test_typing import HEAD, MODULES, NOT_CALLED, OBJECTS, argument, parameters

HAS_TORCH = importlib.util.find_spec("torch") is not None


class Foreign:
    """A scalar as another library has it, jax for one: a dtype, a shape and a conversion."""

    def __init__(self, value: Any, dtype: str) -> None:
        self.value, self.dtype, self.shape = value, np.dtype(dtype), ()

    def __float__(self) -> float:
        return float(self.value.real)

    def __index__(self) -> int:
        if self.dtype.kind not in "iu":
            raise TypeError("no integer")
        return int(self.value)


class Failing:
    """What cannot be converted, nor be written."""

    def __float__(self) -> float:
        raise RuntimeError("not today")

    def __repr__(self) -> str:
        raise RuntimeError("nor so")


def tensor(value: Any, **kind: Any) -> Any:
    import torch

    return torch.tensor(value, **kind)


# What counts as a number, by what makes it of a float that is one of float32's.
NUMBERS: dict[str, Callable[[float], Any]] = {
    "numpy.float32": np.float32,
    "numpy.float64": np.float64,
    "0-d array": lambda x: np.array(x),
    "0-d float32": lambda x: np.array(x, np.float32),
    "Fraction": Fraction,
    "Decimal": Decimal,
    "another library's": lambda x: Foreign(x, "float32"),
}
# The same of whole numbers.
WHOLES: dict[str, Callable[[int], Any]] = {
    "numpy.int64": np.int64,
    "numpy.uint64": np.uint64,
    "0-d array": lambda n: np.array(n),
    "another library's": lambda n: Foreign(n, "int32"),
}
# What is no number, and a part of the fix that the message has.
NONE: dict[str, tuple[Any, str]] = {
    "bool": (True, "a bool does not count as a number"),
    "numpy.bool": (np.bool_(True), "a bool does not count as a number"),
    "0-d bool": (np.array(True), "a bool does not count as a number"),
    "another library's bool": (Foreign(True, "bool"), "a bool does not count as a number"),
    "complex": (1j, "write x.real"),
    "numpy.complex64": (np.complex64(1), "write x.real"),
    "another library's complex": (Foreign(1j, "complex64"), "write x.real"),
    "text": ("1", "(x)"),
    "bytes": (b"1", "(x)"),
    "numpy's text": (np.str_("1"), "(x)"),
    "list": ([1.0], "write a number such as"),
    "array": (np.array([1.0]), "write x.item()"),
    "time": (np.timedelta64(1, "s"), "write a number such as"),
    "objects": (np.array(1.0, object), "write a number such as"),
    "anything": (object(), "write a number such as"),
    "failing": (Failing(), "write a number such as"),
}
TOO_LARGE = {"400 digits": 10**400, "5000 digits": -(10**5000)}
if HAS_TORCH:
    NUMBERS["0-d tensor"] = tensor
    NUMBERS["tensor with grad"] = lambda x: tensor(x, requires_grad=True) * 1
    WHOLES["0-d tensor"] = tensor
    NONE["bool tensor"] = tensor(True), "a bool does not count as a number"
    NONE["complex tensor"] = tensor(1j), "write x.real"
    NONE["tensor with an axis"] = tensor([1]), "write x.item()"
LISTS = {"list", "array", "tensor with an axis"}
TEXTS = {"text", "numpy's text"}


def types(of: str, function: Any) -> dict[str, set[str]]:
    """The parameters that are numbers, with the parts of their annotations."""
    annotated = {p.name: str(p.annotation) for p in parameters(function)}
    if isinstance(function, type) and function.__init__.__doc__:  # a schedule's says it there
        inner = re.search(r"^__init__\(self, (.*)\) -> None", function.__init__.__doc__, re.M)
        if inner:
            names: dict[str, Any] = {}
            exec(f"from __future__ import annotations\ndef f({inner[1]}): ...", names)
            found = inspect.signature(names["f"]).parameters.values()
            annotated |= {p.name: str(p.annotation) for p in found}
    parts = {name: set(text.split(" | ")) for name, text in annotated.items()}
    if of == "gs.scale_lr":
        parts["lr"] = {"float"}
    numbers = {"int", "float", "SupportsFloat"}
    return {name: kinds for name, kinds in parts.items() if kinds & numbers}


def callables() -> Iterator[tuple[str, Any]]:
    """What is public and takes numbers; of the optimizers' classes one, for its options."""
    names = set(_core.rule_names()) - {"AdamW"}
    for where, module in MODULES.items():
        for name in module.__all__:
            thing = getattr(module, name)
            error = isinstance(thing, type) and issubclass(thing, Exception)
            if callable(thing) and not error and name not in {*NOT_CALLED, *names, "Optimizer"}:
                yield f"{where}.{name}", thing
    for name, kind in OBJECTS.items():
        for method in dir(kind):
            if not method.startswith("_") and callable(getattr(kind, method)):
                yield f"{name}.{method}", getattr(kind, method)


CASES = [
    pytest.param(of, function, name, kinds, id=f"{of}({name}=)")
    for of, function in callables()
    for name, kinds in types(of, function).items()
]


def given(of: str, function: Any) -> dict[str, str]:
    """Expressions for all arguments but ``**more``."""
    out = {}
    for p in parameters(function):
        if p.kind is p.VAR_POSITIONAL or p.kind is p.VAR_KEYWORD:
            continue
        out[p.name] = argument(of, p)
    if "groups" in out:  # of an optimizer: its other options at their defaults
        numeric = types(of, function)
        for p in parameters(function):
            if p.name not in numeric and p.default is not p.empty:
                out[p.name] = repr(p.default)
    if of == "gs.schedules.sequence":
        out["total_steps"] = "None"
    if of == "opt.step":  # either these gradients or a closure, and the rule has no inputs
        out |= {"closure": "None", "inputs": "None", "loss": "None", "grads": "container"}
    if of == "gs.find_lr":
        out |= {"group": "None", "optimizer": "None", "loss_and_grads": "measured"}
    if of == "gs.minimize":
        out |= {"bounds": "None", "fun": "measured", "args": "()", "callback": "None"}
        out |= {"method": "'lbfgs'", "state": "None"}
    if of == "gs.check_grad":
        out |= {"fun": "measured", "args": "()"}
    if of == "gs.schedules.StepDecay":
        out |= {"every": "10"}
    return out


MORE = """
container = {"w": np.array([0.5, -1.0, 2.0])}
opt = gs.AdamW({"w": np.ones(3)}, lr=gs.schedules.ReduceOnPlateau(0.1))
losing = gs.PolyakSGD({"w": np.ones(3)})


def measured(x: Any) -> tuple[float, Any]:
    if isinstance(x, int):
        return 1.0 / (1 + x), container["w"]
    return float((x * x).sum()), 2 * x
"""


def run(of: str, function: Any, name: str, value: Any) -> bytes:
    """What a call gives and leaves behind, with this value for one of the arguments."""
    space: dict[str, Any] = {"__name__": "program"}
    exec(HEAD + MORE, space)
    arguments = {k: eval(text, space) for k, text in given(of, function).items()}
    arguments[name] = value
    on = "losing.step" if (of, name) == ("opt.step", "loss") else of
    kinds = {p.name: p.kind for p in parameters(function)}
    place = [v for k, v in arguments.items() if kinds[k] is inspect.Parameter.POSITIONAL_ONLY]
    rest = {k: v for k, v in arguments.items() if kinds[k] is not inspect.Parameter.POSITIONAL_ONLY}
    if of == "opt.preview":
        space["opt"].step(space["container"])
    result = eval(on, space)(*place, **rest)
    if hasattr(result, "__enter__"):
        with result:
            result = gs.info().threads
    if of == "gs.set_num_threads":
        result = gs.info().threads
        gs.set_num_threads(None)
    try:
        text = pickle.dumps(result)
    except (TypeError, pickle.PicklingError):
        text = repr(result).encode()
    return text + pickle.dumps([space["opt"], space["losing"], space["array"]])


def sample(of: str, function: Any, name: str, kinds: set[str]) -> float:
    """A value that float32 has too."""
    space: dict[str, Any] = {"__name__": "program"}
    exec(HEAD + MORE, space)
    value = eval(given(of, function)[name], space)
    if (of, name) == ("opt.step", "loss"):
        value = 1.5
    if "float" in kinds or "SupportsFloat" in kinds:
        return float(np.float32(value if isinstance(value, (int, float)) else 2.0))
    return value if isinstance(value, int) else 10


@pytest.mark.parametrize(("of", "function", "name", "kinds"), CASES)
def test_each_kind_of_number_does_what_the_float_does(
    of: str, function: Any, name: str, kinds: set[str]
) -> None:
    if of in ("gs.race", "schedule.plot"):  # they take time, or draw: below
        kinds = set()
    value = sample(of, function, name, kinds)
    makers: dict[str, Any] = {}
    if kinds & {"float", "SupportsFloat"}:
        makers = NUMBERS
    elif kinds:
        makers = WHOLES
    wanted = run(of, function, name, value) if makers else b""
    for kind, make in makers.items():
        assert run(of, function, name, make(value)) == wanted, kind


@pytest.mark.parametrize(("of", "function", "name", "kinds"), CASES)
def test_what_is_no_number_is_refused(of: str, function: Any, name: str, kinds: set[str]) -> None:
    allowed = set()
    if "str" in kinds:
        allowed |= TEXTS
    if any("Iterable" in kind or "Sequence" in kind for kind in kinds):
        allowed |= LISTS
    for kind, (value, fix) in NONE.items():
        if kind in allowed:
            continue
        with pytest.raises(gs.Error) as caught:
            run(of, function, name, value)
        assert name in str(caught.value) and fix in str(caught.value), (kind, str(caught.value))
    for kind, number in TOO_LARGE.items():
        if (of, name) in ENDLESS:
            continue
        with pytest.raises(gs.Error) as caught:
            run(of, function, name, number)
        assert name in str(caught.value) and len(str(caught.value)) < 400, kind


# Threads are as many as there can be; a seed is any number from 0.
ENDLESS = {("gs.set_num_threads", "n"), ("gs.threads", "n"), ("gs.race", "seeds")}

RULES = [getattr(gs.rules, name) for name in _core.rule_names()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_hyper_parameters(rule: Any) -> None:
    numbers = {f["name"]: f["default"] for f in rule.fields if f["kind"] != "flag"}
    floats = {k: float(np.float32(x)) for k, x in numbers.items() if x is not None and x < 1e38}
    wanted = pickle.dumps(rule(**floats))
    for kind, make in NUMBERS.items():
        assert pickle.dumps(rule(**{k: make(x) for k, x in floats.items()})) == wanted, kind
    for name in numbers:
        for kind, (value, fix) in NONE.items():
            with pytest.raises(gs.HyperError, match=f"^{name} must be ") as caught:
                rule(**{name: value})
            assert fix in str(caught.value) and caught.value.name == name, kind
        for value in TOO_LARGE.values():
            with pytest.raises(gs.HyperError, match=f"^{name} must be .*the largest float"):
                rule(**{name: value})


def test_numbers_for_a_race() -> None:
    """`gs.race` reads them before anything runs."""
    for kind, make in NUMBERS.items():
        assert race_options.rates(make(0.5)) == race_options.rates([make(0.5)]) == (0.5,), kind
        assert race_options.seconds(make(60.0)) == 60, kind
    for kind, whole in WHOLES.items():
        assert race_options.count("steps", whole(7)) == 7, kind
        assert race_options.seeds(whole(2)) == race_options.seeds([whole(0), whole(1)]), kind


def test_steps_of_a_group_and_what_a_schedule_gives() -> None:
    """Hyper-parameters of one step, of a group, and what a function of the caller's returns."""
    for kind, make in NUMBERS.items():
        opt = gs.SGD({"w": np.ones(3)}, groups={"w": dict(lr=make(0.25))})
        opt.step({"w": np.ones(3)}, momentum=0.0, lr=make(0.5))
        opt.groups["w"]["lr"] = make(0.125)
        opt.step({"w": np.ones(3)})
        assert (opt._binding.leaves[0].array == 1 - 0.5 - 0.125).all(), kind
        assert gs.schedules.Lambda(lambda n, make=make: make(0.5))(3) == 0.5, kind
        assert (make(0.5) if kind in FACTORS else 0.5) * gs.schedules.Constant(2.0) == (
            0.5 * gs.schedules.Constant(2.0)
        )
    for kind, (value, fix) in NONE.items():
        opt = gs.SGD(np.ones(3), lr=lambda n, value=value: value if n else 0.5)
        opt.step(np.ones(3))
        with pytest.raises(gs.ScheduleError, match=r"lr of group 'default': .*at n=1") as caught:
            opt.step(np.ones(3))
        assert fix in str(caught.value)
        assert opt.steps == 1
        if kind in LISTS:  # of one element: below
            continue
        with pytest.raises(
            gs.GradientError, match=r"the loss of closure\(\) must be a number, not"
        ):
            gs.SGD(np.ones(3)).step(closure=lambda value=value: (value, np.ones(3)))


# numpy and torch ask their own scalars first, and make arrays of it.
FACTORS = {"Fraction", "Decimal"}


@pytest.mark.parametrize("loss", [[1.5], np.array([1.5]), np.array([[1.5]], np.float32)], ids=repr)
def test_a_loss_may_be_an_array_of_one_element(loss: Any) -> None:
    """As for SciPy, and for whoever sums with keepdims."""
    opt = gs.SGD(np.ones(3))
    assert opt.step(closure=lambda: (loss, np.ones(3))).loss == 1.5
    found = gs.minimize(lambda x: (loss, np.zeros(2)), np.ones(2))
    assert found.fun == 1.5


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float8_e4m3fn", "int4", "uint2"])
def test_scalars_of_ml_dtypes(name: str) -> None:
    kind = getattr(pytest.importorskip("ml_dtypes"), name, np.float16)
    for value in (kind(1), np.array(1, kind)):
        assert gs.rules.SGD(lr=value).lr == 1.0
        if "int" in name:
            assert gs.SWA(value).start == 1


def test_no_warning_is_raised_on_the_way(recwarn: pytest.WarningsRecorder) -> None:
    """numpy warns of lost imaginary parts, torch of numbers that autograd follows."""
    for make in NUMBERS.values():
        gs.rules.SGD(lr=make(0.5))
    for value, _ in NONE.values():
        with pytest.raises(gs.HyperError):
            gs.rules.SGD(lr=value)
    assert not recwarn.list


# ---- numbers that the compute dtype has not ------------------------------------------------------


def stepped(dtype: Any, rule: gs.rules.Rule, **options: Any) -> Any:
    p = np.linspace(0.5, 1.5, 12).reshape(3, 4).astype(dtype)
    opt = gs.Optimizer(p, rule, **options)
    rng = np.random.default_rng(0)
    for _ in range(4):
        loss = {"loss": 1.0} if type(rule).uses_loss else {}
        opt.step((rng.standard_normal((3, 4)) * 0.1).astype(dtype), **loss)
    return p


BEYOND = [
    (rule, f["name"])
    for rule in RULES
    for f in rule.fields
    if f["kind"] != "flag" and (f["high"] is None or f["high"] > 1e300)
]


@pytest.mark.parametrize(
    ("rule", "name"), BEYOND, ids=[f"{r.__name__}.{name}" for r, name in BEYOND]
)
@pytest.mark.parametrize("value", [1e39, 1e300])
def test_a_number_beyond_float32_is_refused_or_changes_nothing(
    rule: Any, name: str, value: float
) -> None:
    """Limits that nothing reaches are none; the others would be infinite."""
    largest = name.replace("min", "max")  # which must not be below it
    values = {name: value, **({largest: value} if largest in rule._fields else {})}
    made = rule(**values)
    try:
        found = stepped(np.float32, made)
    except gs.HyperError as error:
        assert re.search("a number of float32, up to 3.4|whose largest number is 3.4", str(error))
        assert error.name in values
        gs.Optimizer(np.ones(3), made)  # float64 has it
        with pytest.raises(gs.HyperError, match=r"a number of float32|whose largest number"):
            gs.Optimizer(np.ones(3, np.float32), rule()).groups["default"].update(values)
    except gs.NonFiniteGradientError as error:
        pytest.fail(f"it was taken, and overflowed: {error}")
    else:
        assert np.isfinite(found).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("bounds", [(1e300, None), (None, -1e300), (1e39, 1e300)])
def test_bounds_between_which_nothing_lies(dtype: Any, bounds: Any) -> None:
    with pytest.raises(gs.HyperError, match=r"^bounds: .* whose largest number is"):
        gs.SGD(np.ones(3, dtype), bounds=bounds)
    opt = gs.SGD(np.ones(3, dtype))
    with pytest.raises(gs.HyperError, match=r"^bounds: .* whose largest number is"):
        opt.groups["default"].update(lower=bounds[0], upper=bounds[1])
    opt.step(np.ones(3, dtype))
    wide = gs.SGD({"a": np.full(3, 1e301)}, bounds=bounds)
    assert wide.steps == 0


def test_bounds_that_hold_nothing_back() -> None:
    p, q = np.ones(3, np.float32), np.ones(3, np.float32)
    gs.SGD(p, lr=0.5, bounds=(-1e300, 1e300)).step(np.ones(3, np.float32))
    gs.SGD(q, lr=0.5).step(np.ones(3, np.float32))
    assert p.tobytes() == q.tobytes()
    with pytest.raises(gs.HyperError, match="largest number is 65504"):
        gs.SGD(np.ones(3, np.float16), bounds=(1e5, None))


def test_a_scheduled_value_beyond_float32_is_refused_at_its_step() -> None:
    p = np.ones(3, np.float32)
    opt = gs.SGD(p, lr=lambda n: 0.5 if n == 0 else 1e39)
    opt.step(np.ones(3, np.float32))
    before = p.copy()
    with pytest.raises(gs.HyperError, match=r"lr must be a number of float32.* n = 1"):
        opt.step(np.ones(3, np.float32))
    with pytest.raises(gs.HyperError, match="lr must be a number of float32"):
        opt.step(np.ones(3, np.float32), lr=1.0, lr_scale=1e39)
    assert (p == before).all() and opt.steps == 1


def test_a_failed_add_leaves_the_range_as_it_was() -> None:
    params = {"a": np.full(3, 2e5)}
    opt = gs.SGD(params, bounds=(1e5, None))
    params["b"] = np.full(3, 1, np.float16)
    with pytest.raises(gs.HyperError, match="largest number is 65504"):
        opt.add()
    del params["b"]
    opt.groups["default"]["lower"] = 1.5e5
    opt.step({"a": np.ones(3)})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_minus_zero_is_zero(rule: Any) -> None:
    """1/-0 would be another infinity."""
    zeros: dict[str, float] = {}
    for f in rule.fields:
        try:
            rule(**{f["name"]: 0.0})
            rule(**zeros, **{f["name"]: 0.0})
        except gs.HyperError:
            continue
        if f["kind"] != "flag":
            zeros[f["name"]] = 0.0
    minus = {name: -0.0 for name in zeros}
    for one, other in [({k: 0.0}, {k: -0.0}) for k in zeros] + [(zeros, minus)]:
        found = [stepped(np.float64, rule(**x), nonfinite="propagate") for x in (one, other)]
        assert found[0].tobytes() == found[1].tobytes(), one
    by_schedule = [
        stepped(np.float64, gs.rules.AdaBound(gamma=lambda n, x=x: x)) for x in (0.0, -0.0)
    ]
    assert by_schedule[0].tobytes() == by_schedule[1].tobytes()


def test_what_was_read_is_a_float() -> None:
    assert struct.pack("d", gs.rules.SGD(lr=Fraction(1, 3)).lr) == struct.pack("d", 1 / 3)
    assert type(gs.rules.SGD(lr=np.float32(0.5)).lr) is float
