"""What the compiler made of the kernels, read with objdump from the library of the C++ tests.
Its source and flags are the extension's, which is stripped of its symbols.

Code is grouped by its mangled name: what lies in namespace gradstep::avx2 starts with
_ZN8gradstep4avx2, whatever its template arguments are, and clones (.cold, .part.0) and lambdas
keep that start.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import gradstep._core
from support import cpp_build

MACHINE = platform.machine()
X86 = MACHINE in ("x86_64", "AMD64")
ARM = MACHINE in ("aarch64", "arm64")
WIDTHS = {"baseline": "xmm", "avx2": "ymm", "avx512": "zmm"} if X86 else {"neon": ""}

pytestmark = [
    pytest.mark.skipif(not (X86 or ARM), reason=f"no expectations for {MACHINE}"),
    pytest.mark.skipif(shutil.which("objdump") is None, reason="objdump is not installed"),
]

ISA = re.compile(r"_ZZ*N[KVRO]*8gradstep\d+(baseline|avx2|avx512|neon)(?=[A-Z\d])")
FUSED = re.compile(r"v?fn?m(add|sub)|fml[as]")
VEX = re.compile(
    r"v[a-z0-9]+|k[a-z]+[bwdq]|andn|bextr|bls(i|r|msk)|bzhi|mulx|pdep|pext|rorx|s(ar|hl|hr)x"
)

KERNELS = ("step_usual", "step_any", "terms", "step_fused")  # templates of each ISA's namespace

Function = tuple[str, str, list[str]]  # ISA ("" outside the ISA namespaces), symbol, instructions


def disassembled(path: str | Path) -> str:
    command = ["objdump", "-d", "--no-show-raw-insn", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def functions(path: Path) -> Iterator[Function]:
    for part in re.split(r"\n(?=[0-9a-f]+ <)", disassembled(path)):
        head, *lines = part.splitlines()
        if symbol := re.match(r"[0-9a-f]+ <(.+)>:", head):
            isa = ISA.match(symbol[1])
            code = [line.split("\t", 1)[1] for line in lines if "\t" in line]
            yield isa[1] if isa else "", symbol[1], code


@pytest.fixture(scope="module")
def code() -> list[Function]:
    return list(functions(cpp_build.finished() / "libgradstep_compiled.a"))


def test_the_kernels_are_there(code: list[Function]) -> None:
    """The tests below look at kernels by their names. Each kind must be found: the usual ones and
    the sums in every namespace; the others, which a compiler inlines at times, in one."""
    kernel = re.compile(rf"_ZN8gradstep\d+({'|'.join(WIDTHS)})\d+({'|'.join(KERNELS)})I")
    found = {match.groups() for _, symbol, _ in code if (match := kernel.match(symbol))}
    assert found >= {(isa, name) for isa in WIDTHS for name in ("step_usual", "terms")}
    assert {name for _, name in found} >= set(KERNELS[: None if X86 else 3])


def patterns(isa: str) -> dict[str, str]:
    """The vector square root and division of both types in the ISA's full width."""
    if isa == "neon":
        return {f"{op} {t}": rf"f{op}\s+v\d+\.{t}" for op in ("sqrt", "div") for t in ("4s", "2d")}
    v = "" if isa == "baseline" else "v"
    register = WIDTHS[isa]
    return {
        f"{op}{t}": rf"{v}{op}{t}\s.*%{register}\d+" for op in ("sqrt", "div") for t in ("ps", "pd")
    }


@pytest.mark.parametrize("rule", ["Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW"])
@pytest.mark.parametrize("isa", WIDTHS)
def test_kernels_use_the_whole_register(code: list[Function], isa: str, rule: str) -> None:
    name = f"{len(rule)}{rule}"  # as it is mangled, so that Adam is not AdamW
    mine = [line for i, symbol, lines in code if i == isa and name in symbol for line in lines]
    for what, pattern in patterns(isa).items():
        assert any(re.match(pattern, line) for line in mine), f"no {what} in {rule} for {isa}"


def test_nothing_is_fused(code: list[Function]) -> None:
    fused = [(symbol, line) for _, symbol, lines in code for line in lines if FUSED.match(line)]
    assert not fused, fused[:5]


def test_nothing_is_fused_in_the_extension() -> None:
    words = re.findall(r"^ *[0-9a-f]+:\t(\S+)", disassembled(gradstep._core.__file__), re.MULTILINE)
    assert len(words) > 10_000
    assert not list(filter(FUSED.match, words))


@pytest.mark.skipif(not X86, reason="VEX is x86's")
def test_avx_stays_in_its_namespaces(code: list[Function]) -> None:
    """A CPU without AVX never meets an AVX instruction, not even in a shared inline function."""
    stray = [
        (symbol, line)
        for isa, symbol, lines in code
        for line in lines
        if isa not in ("avx2", "avx512") and VEX.fullmatch(line.split()[0])
    ]
    assert not stray, stray[:5]


@pytest.mark.skipif(not X86, reason="EVEX is x86's")
def test_avx512_stays_out_of_avx2(code: list[Function]) -> None:
    evex = re.compile(r"%zmm|%k[0-7]\b|%[xy]mm(1[6-9]|2\d|3[01])\b")
    stray = [
        (s, line) for isa, s, lines in code if isa == "avx2" for line in lines if evex.search(line)
    ]
    assert not stray, stray[:5]


def test_the_patterns_find_what_they_look_for() -> None:
    """The searches above are for things that should not be there: each must see one that is."""
    for word in ("vfmadd213ps", "vfnmsub231pd", "fmla", "fmls", "fmadd", "fnmsub"):
        assert FUSED.match(word), word
    for word in ("vmulps", "vzeroupper", "kmovw", "shlx", "sarx"):
        assert VEX.fullmatch(word), word
    for word in ("sqrtps", "pextrw", "andnps", "fmul"):
        assert not FUSED.match(word) and not VEX.fullmatch(word), word
    assert ISA.match("_ZZNK8gradstep6avx5124Adam2atElENKUlRT_E_clIfEEDaS2_.cold")
    assert not ISA.match("_ZSt3getILm0EJN8gradstep4avx24AdamEEERT_")
