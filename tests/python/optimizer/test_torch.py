"""torch's tensors as parameters, gradients, copies and inputs; README's torch code. With torch."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

import gradstep as gs
from gradstep._trees.tensors import view
from support.common import refused
from support.interrupts import interrupted
from support.pages import README, blocks

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # for models of this size

DTYPES = ["float16", "bfloat16", "float32", "float64", "complex64", "complex128"]


def t(*shape: int, dtype: Any = torch.float32) -> Any:
    return torch.ones(*shape or (2,), dtype=dtype)


def drawn(seed: int, *shape: int, dtype: Any = torch.float32) -> Any:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def mlp(dtype: Any = torch.float64) -> Any:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layers = torch.nn.Linear(5, 16), torch.nn.Tanh(), torch.nn.Linear(16, 3)
        return torch.nn.Sequential(*layers).to(dtype)


def loss_of(model: Any) -> Any:
    dtype = next(model.parameters()).dtype
    x, y = drawn(1, 32, 5, dtype=dtype), drawn(2, 32, 3, dtype=dtype)
    return torch.nn.functional.mse_loss(model(x), y)


def stepped(model: Any, opt: Any, steps: int = 1) -> list[float]:
    """The losses before each of so many steps."""
    losses = []
    for _ in range(steps):
        model.zero_grad()
        loss = loss_of(model)
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses


def array(x: Any) -> np.ndarray:
    return view(x, "x", "x", gs.BindError)


def bits(x: Any) -> bytes:
    return array(x).tobytes()


@contextmanager
def raising(error: type[gs.Error], *words: str, **fields: Any) -> Iterator[None]:
    with pytest.raises(error) as caught:
        yield
    assert [w for w in words if w not in str(caught.value)] == [], caught.value
    assert {k: getattr(caught.value, k) for k in fields} == fields


# ------------------------------------------------------------------------------ without torch

NUMPY_ALONE = """
import sys, numpy as np, gradstep as gs
params = {"w": np.ones(3, np.float32)}
opt = gs.AdamW(params, average=gs.EMA(0.9), copy_to={"w": np.zeros(3, np.float16)})
for _ in range(3):
    opt.step({"w": np.arange(3.0)})
with opt.averaged():
    print(params["w"].tobytes(), gs.copy(params))
print(params["w"].tobytes(), opt.state_dict(), gs.leaves(params), "torch" in sys.modules)
"""


def test_gradstep_never_imports_torch_and_torch_changes_nothing_for_arrays() -> None:
    def run(code: str) -> str:
        command = [sys.executable, "-c", code]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    alone = run(NUMPY_ALONE)
    assert alone.endswith("False\n")
    assert run("import torch" + NUMPY_ALONE) == alone.replace("False\n", "True\n")


# ---------------------------------------------------------------------------- as arrays are


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", ["contiguous", "transposed", "channels_last", "0-d", "empty"])
def test_the_bits_of_an_array_in_place(dtype: str, layout: str) -> None:
    make: dict[str, Callable[[int], Any]] = {
        "contiguous": lambda seed: drawn(seed, 4, 7),
        "transposed": lambda seed: drawn(seed, 4, 7).t(),
        "channels_last": lambda seed: drawn(seed, 2, 3, 5, 4).to(memory_format=torch.channels_last),
        "0-d": lambda seed: drawn(seed),
        "empty": lambda seed: drawn(seed, 0, 3),
    }
    start, *grads = (make[layout](seed).to(getattr(torch, dtype)) for seed in range(4))
    p = torch.nn.Parameter(start.clone())
    a = array(start.clone())
    where, strides = p.data_ptr(), p.stride()
    ours, arrays = gs.AdamW({"p": p}, clip_norm=1.0), gs.AdamW({"p": a}, clip_norm=1.0)
    for grad in grads:
        p.grad = grad
        assert ours.step() and arrays.step({"p": array(grad)})
    assert bits(p) == a.tobytes()
    assert (p.data_ptr(), p.stride()) == (where, strides) == (where, start.stride())


def test_bfloat16_is_viewed_as_gradsteps_dtype() -> None:
    x = drawn(0, 3, 4).bfloat16().t()
    a = array(x)
    assert (a.dtype, a.shape, a.strides) == (gs.bfloat16, (4, 3), (2, 8))
    assert np.array_equal((a["bfloat16"].astype(np.uint32) << 16).view(np.float32), x.float())
    a["bfloat16"][0, 0] = 0x3F80
    assert x[0, 0] == 1


SPELLINGS: dict[str, Callable[[Any], Any]] = {
    "named_parameters": lambda m: m.named_parameters(),
    "parameters": lambda m: m.parameters(),
    "list": lambda m: list(m.parameters()),
    "dict": lambda m: dict(m.named_parameters()),
    "state_dict": lambda m: m.state_dict(keep_vars=True),
    "groups": lambda m: [{"params": m[0].parameters()}, {"params": list(m[2].parameters())}],
    "named groups": lambda m: [{"params": x.named_parameters()} for x in (m[0], m[2])],
    "one tensor in a group": lambda m: [{"params": p, "lr": 1e-2} for p in m.parameters()],
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("make", [gs.AdamW, gs.dialects.torch.AdamW], ids=["gs", "dialect"])
def test_every_spelling_of_a_models_parameters(make: Any, spelling: str) -> None:
    one, other = mlp(), mlp()
    stepped(one, make(SPELLINGS[spelling](one), lr=1e-2), 3)
    stepped(other, gs.AdamW(dict(other.named_parameters()), lr=1e-2), 3)
    assert [*map(bits, one.parameters())] == [*map(bits, other.parameters())]


def test_gradients_and_inputs_may_be_tensors_for_arrays_and_arrays_for_tensors() -> None:
    g, h = drawn(0, 3), drawn(1, 3).abs()
    results = []
    for own in (t(3), t(3).numpy()):
        for other in (lambda x: x, lambda x: x.numpy()):
            p = {"a": gs.copy(own), "b": gs.copy(own)}
            opt = gs.Sophia(p, lr=0.1)
            assert opt.step(
                {"a": other(g), "b": None}, inputs={"hessian": {"a": other(h), "b": None}}
            )
            assert opt.step({"b": other(g), "a": other(g)})
            results.append([np.asarray(x).tobytes() for x in p.values()])
    assert results[1:] == results[:-1]
    assert gs.SGD([t(), t()], lr=1.0).step([None, t()])


def test_leaves_copy_and_zeros_like() -> None:
    p = torch.nn.Parameter(drawn(0, 4, 3).t())
    tree = {"p": p, "again": [p], "a": np.ones(2)}
    assert [x is y for x, y in zip(gs.leaves(tree).values(), [p, p, tree["a"]], strict=True)]
    for made, values in ((gs.copy(tree), p), (gs.zeros_like(tree), torch.zeros(3, 4))):
        new = made["p"]
        assert type(new) is torch.Tensor and not new.requires_grad and new is made["again"][0]
        assert torch.equal(new, values) and new.stride() == p.stride()
        assert new.data_ptr() != p.data_ptr() and isinstance(made["a"], np.ndarray)


def test_rules_as_pure_functions() -> None:
    p, rule = {"w": t(3)}, gs.rules.Adam(lr=0.5)
    new, _ = rule.apply(p, {"w": t(3)}, rule.init(p))
    assert p["w"].tolist() == [1, 1, 1] and torch.allclose(new["w"], t(3) / 2)


def test_copies_in_another_dtype() -> None:
    p = {"w": drawn(0, 5, dtype=torch.float64), "v": t()}
    to = {"w": t(5, dtype=torch.float16), "v": None}
    opt = gs.SGD(p, lr=0.1, copy_to=to)
    assert torch.equal(to["w"], p["w"].half())
    opt.step({"w": drawn(1, 5), "v": None})
    assert torch.equal(to["w"], p["w"].half())


# ---------------------------------------------------------------------------------- refused


class Wrapper(torch.Tensor):  # as quantized tensors are: the numbers are in others
    @staticmethod
    def __new__(cls) -> Any:
        return torch.Tensor._make_wrapper_subclass(cls, (2,))

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return args[0]


def on_cuda() -> Any:
    with torch._subclasses.FakeTensorMode():
        return torch.ones(2, device="cuda")


def quantized() -> Any:
    return torch.quantize_per_tensor(t(), 0.1, 0, torch.quint8)


def pair() -> Any:
    return t(dtype=torch.complex64).conj()


NO_PARAMETERS: dict[str, tuple[Callable[[], Any], type[gs.Error], list[str]]] = {
    "meta": (lambda: torch.ones(2, device="meta"), gs.BindError, ["meta", 'device="cpu"']),
    "cuda": (on_cuda, gs.BindError, ["is on cuda:0; gradstep steps CPU tensors; use x.cpu()"]),
    "sparse": (lambda: t(2, 2).to_sparse(), gs.BindError, ["sparse_coo", "x.to_dense()"]),
    "mkldnn": (lambda: t(2, 2).to_mkldnn(), gs.BindError, ["mkldnn", "x.to_dense()"]),
    "conj": (pair, gs.BindError, ["x.resolve_conj()"]),
    "neg": (lambda: pair().imag, gs.BindError, ["x.resolve_neg()"]),
    "computed": (lambda: t().requires_grad_() * 2, gs.BindError, ["computation", "x.detach()"]),
    "wrapper": (Wrapper, gs.BindError, ["Wrapper", "plain tensor"]),
    "zero": (lambda: torch._efficientzerotensor(2), gs.BindError, ["plain tensor"]),
    "lazy": (lambda: torch.nn.LazyLinear(2).weight, gs.BindError, ["not initialized"]),
    "expanded": (lambda: t(1).expand(3), gs.BindError, ["one stretch"]),
    "complex32": (lambda: pair().to(torch.complex32), gs.DTypeError, ["x.to(torch.complex64)"]),
    "float8": (lambda: t().to(torch.float8_e4m3fn), gs.DTypeError, ["x.to(torch.float32)"]),
    "int": (lambda: t(dtype=torch.int32), gs.DTypeError, ["int32", "float32"]),
    "bool": (lambda: t(dtype=torch.bool), gs.DTypeError, ["bool", "float32"]),
    "quantized": (quantized, gs.DTypeError, ["x.dequantize()"]),
}
# torch's own about lazy modules, complex32 and quantization
experimental = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")


@experimental
@pytest.mark.parametrize("case", NO_PARAMETERS)
def test_what_is_no_parameter(case: str) -> None:
    make, error, words = NO_PARAMETERS[case]
    tensor = make()
    with raising(error, "layers.0.W", *words, path="layers.0.W"):
        gs.SGD({"layers": [{"W": tensor}]})


@experimental
@pytest.mark.parametrize("case", ["meta", "sparse", "conj", "complex32", "bool"])
def test_what_is_no_gradient_and_no_copy(case: str) -> None:
    make, error, words = NO_PARAMETERS[case]
    tensor = make()
    p = torch.ones(tensor.shape, dtype=torch.float64)
    opt = gs.SGD({"W": p})
    with raising(gs.GradientError if error is gs.BindError else error, words[0], path="W"):
        opt.step({"W": tensor})
    assert p.eq(1).all() and (p._version, opt.steps) == (0, 0)
    with raising(error, "copy_to", path="W"):
        gs.SGD({"W": p}, copy_to={"W": tensor})


def test_a_state_dict_is_no_parameters() -> None:
    """Its tensors are detached, so no backward reaches them, and buffers are among them."""
    model = torch.nn.BatchNorm1d(3)
    with raising(gs.BindError, "a state dict", "dict(model.named_parameters())"):
        gs.SGD(model.state_dict())
    assert set(gs.leaves(model.state_dict())) > {"weight", "running_mean"}
    tensors = torch.nn.Linear(2, 2).state_dict()
    opt = gs.SGD([*tensors.values()])
    with raising(gs.GradientError, "no tensor requires one", "pass gradients"):
        opt.step()
    assert opt.steps == 0 and opt.step([t(2, 2), t(2)])


def test_sparse_gradients_of_an_embedding() -> None:
    model = torch.nn.Embedding(4, 3, sparse=True)
    model(torch.tensor([1])).sum().backward()
    opt = gs.SGD(model.named_parameters())
    with raising(gs.GradientError, '.grad: "weight"', "x.to_dense()", path="weight"):
        opt.step()


@pytest.mark.parametrize(
    "params", [mlp(), [mlp()], {"m": mlp()}, torch.nn.ParameterList([t()])], ids=type
)
def test_a_module_is_no_container(params: Any) -> None:
    with raising(gs.BindError, "a module; write dict(x.named_parameters())"):
        gs.SGD(params)


def test_iterables_are_of_pairs_or_of_tensors() -> None:
    for items in ([t(), ("w", t())], [("w", t()), t()], [t(), None], [t(), np.ones(2)]):
        with raising(gs.BindError, "item 1", "list(params)"):
            gs.SGD(iter(items))


def test_tied_weights() -> None:
    model = mlp()
    model[2].tied = model[0].weight
    assert len(gs.leaves(dict(model.named_parameters()))) == 4  # torch names each once
    stepped(model, gs.Adam(model.named_parameters()))
    w = model[0].weight
    for other in (w, w.detach(), w.detach()[1:]):
        with raising(gs.BindError, "overlaps"):
            gs.Adam({"w": w, "other": other})


# ------------------------------------------------------------------------- .grad and zeroing


def test_without_a_gradient_nothing_moves() -> None:
    model = mlp()
    opt = gs.AdamW(model.named_parameters(), lr=0.1)
    model[0].requires_grad_(False)
    before = [*map(bits, model.parameters())]
    stepped(model, opt)
    after = [*map(bits, model.parameters())]
    assert [x == y for x, y in zip(before, after, strict=True)] == [True, True, False, False]
    assert [x["t"] for x in opt.scalars.values()] == [0, 0, 1, 1]
    model.zero_grad()
    assert opt.step() and [*map(bits, model.parameters())] == after


def test_arrays_among_the_tensors_have_no_grad() -> None:
    params = {"w": t(), "b": np.ones(2, np.float32)}
    opt = gs.SGD(params, lr=1.0)
    with raising(gs.GradientError, '"b" is no tensor with a .grad', "pass them", path="b"):
        opt.step()
    assert opt.step({"w": t(), "b": t()}) and params["b"].tolist() == [0, 0]
    with raising(gs.GradientError, "bind them with grads="):
        gs.SGD(params, zero_grads=True)


def test_accumulate_tells_torch_what_the_update_wrote() -> None:
    """Whichever call gave the gradient; the others are as they were."""
    params = [t().requires_grad_() for _ in range(4)]
    opt = gs.SGD(params, lr=1.0, accumulate=2, zero_grads=True)
    opt.freeze("3")
    start = [p._version for p in params]
    params[0].grad, params[3].grad = torch.ones_like(params[0]), torch.ones_like(params[0])
    assert opt.step().added
    assert [p._version for p in params] == start and not params[0].grad.any()
    params[0].grad, params[1].grad = None, torch.ones_like(params[1])
    before = [p.detach().clone() for p in params]
    assert opt.step().applied
    wrote = [p._version > version for p, version in zip(params, start, strict=True)]
    assert wrote == [True, True, False, False]
    for p, old, moved in zip(params, before, wrote, strict=True):
        assert p.eq(old - 0.5 * moved).all()


@pytest.mark.parametrize("bound", [False, True], ids=[".grad", "bound"])
@pytest.mark.parametrize("nonfinite", ["raise", "skip", "propagate"])
def test_zero_grads(nonfinite: str, bound: bool) -> None:
    params = {"w": t().requires_grad_(), "f": t(2, 3).requires_grad_(), "n": t().requires_grad_()}
    grads = {"w": t(), "f": t(3, 2).t(), "n": None}
    for path, p in params.items():
        p.grad = None if bound else grads[path]
    options: Any = {"zero_grads": True, "nonfinite": nonfinite}
    opt = gs.SGD(params, lr=1.0, grads=grads if bound else None, **options)
    versions = [grads[k]._version for k in "wf"]
    assert opt.step()
    assert not grads["w"].any() and not grads["f"].any() and params["f"].eq(0).all()
    assert [grads[k]._version > v for k, v in zip("wf", versions, strict=True)] == [True, True]
    grads["w"][1] = torch.inf
    version = grads["w"]._version
    if nonfinite == "raise":
        with pytest.raises(gs.NonFiniteGradientError):
            opt.step()
    else:
        assert bool(opt.step()) is (nonfinite == "propagate")
    assert (grads["w"]._version > version) is (not grads["w"].any()) is (nonfinite != "raise")
    if not bound:
        params["f"].grad = params["w"].detach().expand(2, 2)[:, :1].expand(2, 3)
        with raising(gs.GradientError, "shares memory with the parameter 'w'"):
            opt.step()


@pytest.mark.parametrize("shape", [(2,), (2, 2), (4, 1), (1, 4)])
def test_a_parameter_that_was_resized(shape: tuple[int, ...]) -> None:
    """Its memory may be where it was; the optimizer's state is still of the old shape."""
    w = torch.ones(4)
    opt = gs.SGD({"w": w}, lr=0.5)
    opt.step({"w": torch.ones(4)})
    w.resize_(shape)
    words = '"w" was given other memory or another shape', "opt.rebind()"
    for grad in (torch.ones(shape), torch.ones(4)):
        with raising(gs.StaleBindingError, *words, path="w"):
            opt.step({"w": grad})
    with raising(gs.BindError, "rebind: 'w' was float32 (4,)", "a new optimizer"):
        opt.rebind()
    w.resize_(4)
    assert opt.step({"w": torch.ones(4)}) and w.eq(0).all()


def test_copies_must_not_lie_in_a_tensors_gradient_that_is_zeroed() -> None:
    w = torch.ones(4, requires_grad=True)
    copies = torch.zeros(4)
    opt = gs.SGD({"w": w}, lr=0.5, zero_grads=True, copy_to={"w": copies})
    w.grad = copies
    with raising(gs.BindError, "copy_to shares memory with a gradient", name="copy_to"):
        opt.step()
    w.grad = torch.ones(4)
    assert opt.step() and copies.eq(0.5).all() and w.grad.eq(0).all()


def test_bound_gradients_are_watched() -> None:
    model = mlp()
    for p in model.parameters():
        p.grad = torch.zeros_like(p)
    grads = {path: p.grad for path, p in model.named_parameters()}
    opt = gs.SGD(model.named_parameters(), grads=grads, lr=0.1)
    loss_of(model).backward()
    assert opt.step()
    grads["0.bias"].data = torch.zeros(16)
    with raising(gs.StaleBindingError, 'grads["0.bias"] was given other memory', path="0.bias"):
        opt.step()
    opt.rebind()
    assert opt.step()
    grads["0.bias"] = torch.zeros(16)
    with raising(gs.StaleBindingError, 'gradient of "0.bias" was replaced', path="0.bias"):
        opt.step()


@pytest.mark.parametrize("set_to_none", [True, False])
def test_zero_grad_of_the_dialect(set_to_none: bool) -> None:
    model = mlp()
    opt = gs.dialects.torch.SGD(model.parameters(), lr=0.1)
    parameters = [*model.parameters()]
    grads = torch.autograd.grad(loss_of(model), parameters, create_graph=True)
    for p, g in zip(parameters, grads, strict=True):
        p.grad = g
    before = [g._version for g in grads]
    opt.zero_grad(set_to_none=set_to_none)
    for p, g, version in zip(parameters, grads, before, strict=True):
        assert g.eq(0).all().item() is not set_to_none and (g._version > version) is not set_to_none
        assert p.grad is None if set_to_none else not p.grad.requires_grad
    kept = parameters[0].grad
    opt.zero_grad(set_to_none=set_to_none)
    assert parameters[0].grad is kept


def test_zero_grad_of_bound_gradients() -> None:
    p, grad = torch.nn.Parameter(t()), t()
    p.grad = t()
    opt = gs.dialects.torch.SGD([p], grads=[grad])
    opt.zero_grad()
    assert grad.tolist() == [0, 0] and grad._version > 0
    assert p.grad.tolist() == [1, 1]  # is not what is stepped by


def test_a_callable_for_groups_sees_the_tensors() -> None:
    model = mlp()
    model[0].requires_grad_(False)
    opt = gs.Adam(
        model.named_parameters(), groups=lambda _, p: {"lr": 0.1} if p.requires_grad else None
    )
    assert [len(group.paths) for group in opt.groups.values()] == [2, 2]


def test_param_groups_hold_the_tensors() -> None:
    model = mlp()
    opt = gs.dialects.torch.AdamW([{"params": m.parameters()} for m in (model[0], model[2])])
    held = [p for group in opt.param_groups for p in group["params"]]
    assert all(x is y for x, y in zip(held, model.parameters(), strict=True))
    loss_of(model).backward()
    torch.nn.utils.clip_grad_norm_(opt.param_groups[0]["params"], 1e-3)
    assert opt.step()


# --------------------------------------------------------------------------- autograd is told


def test_a_stale_backward_raises() -> None:
    w = torch.nn.Parameter(t(1) * 5)
    opt = gs.SGD({"w": w}, lr=4.0)
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    opt.step({"w": t(1)})
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()  # 10, of the weight before; it is 2 now


def test_versions_rise_with_every_write_and_with_nothing_else() -> None:
    params = {"w": torch.nn.Parameter(t()), "n": torch.nn.Parameter(t())}
    copies = {"w": t(dtype=torch.float16), "n": None}
    options: Any = {"average": gs.EMA(0.5), "nonfinite": "skip", "max_skips": 1}

    def versions() -> list[int]:
        return [x._version for x in (params["w"], params["n"], copies["w"])]

    def rose(act: Callable[[], Any]) -> list[bool]:
        before = versions()
        act()
        return [x > y for x, y in zip(versions(), before, strict=True)]

    opt = gs.SGD(params, lr=1.0, copy_to=copies, **options)
    assert versions()[2] > 0  # already written
    assert rose(lambda: opt.step({"w": t(), "n": None})) == [True, False, True]
    params["n"].grad = t()
    assert rose(opt.step) == [False, True, True]
    nan = {"w": t() * torch.nan, "n": t()}
    assert rose(lambda: opt.step(nan)) == [False] * 3  # skipped
    with pytest.raises(gs.NonFiniteGradientError):
        rose(lambda: opt.step(nan))
    swap = opt.averaged()
    assert rose(swap.__enter__) == [True] * 3
    assert rose(lambda: swap.__exit__(None, None, None)) == [True] * 3


def test_refused_steps_change_nothing() -> None:
    params = {"w": t().numpy()}
    opt = gs.Adam(params)
    with refused(gs.NonFiniteGradientError, opt, params, path="w", index=(1,)):
        opt.step({"w": torch.tensor([1.0, torch.nan])})
    w = torch.nn.Parameter(t())
    opt = gs.Adam([w])
    with raising(gs.GradientError, "(3,)", path="0"):
        opt.step([t(3)])
    assert w.tolist() == [1, 1] and (w._version, opt.steps) == (0, 0)


def test_inference_tensors_have_no_version() -> None:
    with torch.inference_mode():
        p = t()
        opt = gs.SGD([p], lr=1.0)
        assert opt.step([t()])
    assert opt.step([t()]) and p.tolist() == [-1, -1]


def test_without_grad_mode() -> None:
    model = mlp()
    opt = gs.SGD(model.named_parameters(), lr=0.1)
    loss_of(model).backward()
    with torch.no_grad():
        assert opt.step()
    assert all(p.requires_grad and p.is_leaf for p in model.parameters())


# -------------------------------------------------------------------------- other memory


MOVES: dict[str, Callable[[Any], Any]] = {
    "data": lambda m: setattr(m[2].weight, "data", m[2].weight.data.clone()),
    "double": lambda m: m.double(),
    "half": lambda m: m.half(),
    "float8": lambda m: m.to(torch.float8_e4m3fn),
    "shared": lambda m: m.share_memory(),
    "transposed": lambda m: m.square.t_(),
}


@pytest.mark.parametrize("move", MOVES)
def test_other_memory_is_stale_until_it_is_bound_again(move: str) -> None:
    model = mlp(torch.float32)
    model.square = torch.nn.Parameter(drawn(0, 3, 3))
    opt = gs.Adam(dict(model.named_parameters()), average=gs.EMA(0.5))
    stepped(model, opt)
    with torch.no_grad():
        MOVES[move](model)
    grads = {path: np.ones(p.shape) for path, p in model.named_parameters()}
    for act in (opt.step, lambda: opt.step(grads), opt.averaged().__enter__, opt.__reduce__):
        with raising(gs.StaleBindingError, ".detach().copy_(new)", "opt.rebind()"):
            act()
    assert opt.steps == 1
    if move in ("data", "shared"):
        with raising(gs.StaleBindingError, "opt.rebind()"):
            opt.add()
        opt.rebind()
        stepped(model, opt)
        assert opt.steps == 2
    else:
        with pytest.raises(gs.Error):
            opt.rebind()


def test_moved_copies_are_stale() -> None:
    p, to = {"w": t()}, {"w": t(dtype=torch.float16)}
    opt = gs.SGD(p, lr=1.0, copy_to=to)
    to["w"].data = t(dtype=torch.float16)
    with raising(gs.StaleBindingError, 'copy_to["w"] was given other memory', path="w"):
        opt.step({"w": t()})
    opt.rebind()
    assert opt.step({"w": t()}) and to["w"].tolist() == [0, 0]


def test_replaced_and_added_tensors() -> None:
    params = {"w": t()}
    opt = gs.Adam(params)
    params["w"] = t()
    with raising(gs.StaleBindingError, '"w" was replaced', path="w"):
        opt.step({"w": t()})
    opt.rebind()
    params["new"] = torch.nn.Parameter(t(3))
    assert opt.add() == ["new"]
    params["new"].grad = t(3)
    assert opt.step() and torch.allclose(params["new"], t(3) - 1e-3)


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["deepcopy", "pickle"]
)
@pytest.mark.parametrize("order", [1, -1], ids=["model first", "optimizer first"])
def test_copied_with_its_model_it_steps_the_new_one(copied: Any, order: int) -> None:
    model = mlp()
    opt = gs.AdamW(model.named_parameters(), lr=0.01, average=gs.EMA(0.9))
    stepped(model, opt, 3)
    new_model, new = copied((model, opt)[::order])[::order]
    losses = stepped(model, opt, 3)
    assert stepped(new_model, new, 3) == losses
    assert [*map(bits, new_model.parameters())] == [*map(bits, model.parameters())]


# ------------------------------------------------------------------------------ beside torch


@pytest.mark.parametrize("make", [gs.AdamW, gs.dialects.torch.AdamW], ids=["gs", "dialect"])
def test_a_model_is_trained_to_torchs_losses(make: Any) -> None:
    """Up to rounding: one of each parameter at the start moves torch's own losses by `one`, if by
    less than the rounding of a loss then by that.

    A step has about ten roundings that reach a parameter, each at most as large; over all steps
    they move a loss by at most 10 · steps · `one`.
    """
    steps = 50

    def losses(wrap: Any, ulp: float = 0.0) -> np.ndarray:
        model = mlp()
        with torch.no_grad():
            for p in model.parameters():
                p.mul_(1 + ulp)
        opt = wrap(model.parameters(), lr=1e-2, weight_decay=0.1)
        return np.array(stepped(model, opt, steps))

    theirs = losses(torch.optim.AdamW)
    one = max(np.abs(losses(torch.optim.AdamW, 2.0**-52) - theirs).max(), np.spacing(theirs.max()))
    assert theirs[-1] < 0.7 * theirs[0] and one < 1e-14
    assert np.abs(losses(make) - theirs).max() <= 10 * steps * one


def test_readme() -> None:
    for code in blocks(README, "python torch"):
        names: dict[str, Any] = {}
        exec(compile(code, str(README), "exec"), names)
        assert names["report"] and names["opt"].steps == 1


@pytest.mark.parametrize("how", ["normal", "exception", "moved"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_rate_is_found_and_a_model_is_put_back(how: str, dtype: Any) -> None:
    """Parameters, their .grad, running statistics and the generator. Of these model.double() moves
    the memory, but of the statistics: it makes new tensors, which only the model knows."""
    model = torch.nn.Sequential(torch.nn.Linear(5, 16), torch.nn.BatchNorm1d(16)).to(dtype)
    loss_of_batch(model, 0).backward()
    opt = gs.AdamW(model.named_parameters(), lr=1e-2, average=gs.EMA(0.9))
    opt.step()
    drawing = torch.Generator().manual_seed(3)
    ends = {"moved": gs.StaleBindingError, "exception": ZeroDivisionError}

    def loss_and_grads(n: int) -> tuple[float, None]:
        torch.rand(3, generator=drawing)
        if n == 30 and how == "exception":
            raise ZeroDivisionError
        if n == 30 and how == "moved":
            model.double()
        model.zero_grad()
        loss = loss_of_batch(model, n)
        loss.backward()
        return loss.item(), None

    def everything() -> list[bytes]:
        tensors = [*model.parameters(), *(p.grad for p in model.parameters())]
        tensors += model.buffers() if how != "moved" else []
        return [array(x).tobytes() for x in tensors]

    before, state = everything(), drawing.get_state()
    grads = [p.grad for p in model.parameters()]
    places = [p.data_ptr() for p in model.parameters()]
    call = dict(optimizer=opt, rng=drawing, buffers=model.named_buffers())
    if how in ends:
        with pytest.raises(ends[how]):
            gs.find_lr(loss_and_grads, **call)
    else:
        assert 1e-3 < gs.find_lr(loss_and_grads, **call).valley < 1
    assert everything() == before and torch.equal(drawing.get_state(), state)
    assert all(p.grad is g for p, g in zip(model.parameters(), grads, strict=True))
    assert [p.data_ptr() for p in model.parameters()] == places
    assert opt.steps == 1 and opt.step()  # the binding holds


def loss_of_batch(model: Any, n: int) -> Any:
    x = drawn(n, 32, 5, dtype=torch.float32)
    dtype = next(model.parameters()).dtype
    return torch.nn.functional.mse_loss(model(x.to(dtype))[:, :5], x.to(dtype))


def test_the_version_of_a_tensor_is_raised_although_a_signal_comes() -> None:
    if sys.version_info < (3, 11):
        pytest.skip("it has no table of handlers")
    at = applied = 0
    while True:
        p = torch.ones(3, requires_grad=True)
        opt = gs.SGD([p], lr=0.1)
        loss = (p**2).sum()
        p.grad = torch.ones(3)
        if not interrupted(opt.step, at):
            break
        if opt.steps:
            applied += 1
            with pytest.raises(RuntimeError, match="modified by an inplace operation"):
                loss.backward()
        else:
            loss.backward()
        at += 1
    assert applied > 0
