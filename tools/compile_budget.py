"""What it costs to compile gradstep: CPU seconds, memory, bytes of code, beside a reference file.

    python tools/compile_budget.py              # the programs of a C++ user
    python tools/compile_budget.py --extension  # and the extension; needs pybind11, CMake, Ninja

Seconds are of the CPU, user and system, at -O2. The reference is a file that includes the same
standard headers and does nothing, so that machines compare by `x`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
INCLUDE = ROOT / "cpp" / "include"
SOURCE = ROOT / "cpp" / "src" / "gradstep.cpp"

HEADERS = """algorithm atomic chrono cmath cstdint cstring functional initializer_list limits map
memory mutex optional ranges span string thread tuple variant vector"""
REFERENCE = (
    "".join(f"#include <{name}>\n" for name in HEADERS.split())
    + """
#if defined(__x86_64__)
#include <immintrin.h>
#endif
int main() {}
"""
)
ADAMW = """
#include <gradstep/gradstep.hpp>
#include <vector>
int main() {
  std::vector<float> w(1000, 1.0f), grad(1000, 0.1f);
  gradstep::Optimizer opt{gradstep::AdamW{.lr = 1e-3}};
  opt.add("w", w);
  for (int i = 0; i < 10; ++i) opt.step({grad});
  return w[0] < 1 ? 0 : 1;
}
"""
UPDATE = """
#include <gradstep/update.hpp>
#include <vector>
int main() {
  std::vector<float> w(1000, 1.0f), grad(1000, 0.1f), m(1000), v(1000);
  for (int t = 1; t <= 10; ++t) gradstep::update(gradstep::AdamW{.lr = 1e-3}, t, w, grad, {m, v});
  return w[0] < 1 ? 0 : 1;
}
"""
SCHEDULES = """
#include <gradstep/schedules.hpp>
int main() {
  const auto s = gradstep::warmup(gradstep::Cosine{1e-3, 1000}, 100);
  return s(5) > 0 ? 0 : 1;
}
"""
RULE = """
#include <gradstep/rules/adamw.hpp>
int main() { return gradstep::AdamW{.lr = 1e-3}.lr > 0 ? 0 : 1; }
"""
ONE_MORE = ("AdaBelief", "Yogi", "Lion", "MADGRAD", "FTRL")  # average rules, neither short nor long


@dataclass
class Row:
    what: str
    seconds: float
    megabytes: float  # at the peak
    kilobytes: float  # of code and constants


def run(command: list[str], **more: object) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a command with all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, **more)  # type: ignore[call-overload]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"failed: {' '.join(command)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, usage.ru_maxrss / 1024


def code_size(path: Path) -> float:
    out = subprocess.run(["size", str(path)], capture_output=True, text=True, check=True).stdout
    return int(out.splitlines()[1].split()[0]) / 1000


def compile_program(compiler: str, what: str, text: str, folder: Path, *flags: str) -> Row:
    source, binary = folder / "program.cpp", folder / "program"
    source.write_text(text)
    command = [compiler, "-std=c++20", "-O2", f"-I{INCLUDE}", str(source), *flags]
    seconds, megabytes = run([*command, "-o", str(binary), "-pthread"])
    if "-c" not in flags:
        subprocess.run([str(binary)], check=True)
    return Row(what, seconds, megabytes, code_size(binary))


def part(compiler: str, folder: Path, rules: str) -> float:
    definitions = ["-DGRADSTEP_PART=1", "-DGRADSTEP_PARTS=2", f"-DGRADSTEP_ONLY={rules}"]
    out = ["-c", "-o", str(folder / "part.o")]
    command = [compiler, "-std=c++20", "-O2", f"-I{INCLUDE}", *definitions, str(SOURCE), *out]
    return run(command)[0]


def programs(compiler: str, folder: Path) -> list[Row]:
    rows = [
        compile_program(compiler, what, text, folder, *flags)
        for what, text, flags in (
            ("reference: standard headers", REFERENCE, ()),
            ("ten lines with AdamW, header-only", ADAMW, ()),
            ("the same against the compiled library", ADAMW, ("-c", "-DGRADSTEP_COMPILED")),
            ("update(AdamW{...}), no engine", UPDATE, ()),
            ("schedules only", SCHEDULES, ()),
            ("a rule's header only", RULE, ()),
        )
    ]
    one = part(compiler, folder, "AdamW")
    more = part(compiler, folder, ",".join(("AdamW", *ONE_MORE)))
    rows.append(Row("one more rule in the library", (more - one) / len(ONE_MORE), 0, 0))
    return rows


def extension(compiler: str, folder: Path) -> list[Row]:
    import pybind11

    build = folder / "build"
    configure = ["cmake", "-S", str(ROOT), "-B", str(build), "-G", "Ninja", "-DSKBUILD=2"]
    options = ["-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_CXX_COMPILER={compiler}"]
    options += [
        f"-Dpybind11_DIR={pybind11.get_cmake_dir()}",
        f"-DPython_EXECUTABLE={sys.executable}",
    ]
    subprocess.run([*configure, *options], check=True, stdout=subprocess.DEVNULL)
    seconds, megabytes = run(["ninja", "-C", str(build)], stdout=subprocess.DEVNULL)
    (library,) = (build / "cpp" / "bindings").glob("_core*.so")
    subprocess.run(["strip", str(library)], check=True)
    return [Row("extension", seconds, megabytes, library.stat().st_size / 1000)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    parser.add_argument("--extension", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    version = subprocess.run(
        [arguments.compiler, "--version"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[0]
    with tempfile.TemporaryDirectory() as folder:
        rows = programs(arguments.compiler, Path(folder))
        if arguments.extension:
            rows += extension(arguments.compiler, Path(folder))
    reference = rows[0].seconds
    print(f"{version}, {platform.machine()}, {os.cpu_count()} CPUs\n")
    print("| what | CPU s | x reference | peak MB | code KB |\n| --- | ---: | ---: | ---: | ---: |")
    for row in rows:
        beside = row.seconds / reference
        rest = " | ".join(f"{x:.0f}" if x else "" for x in (row.megabytes, row.kilobytes))
        print(f"| {row.what} | {row.seconds:.1f} | {beside:.1f} | {rest} |")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(row) for row in rows], indent=1))


if __name__ == "__main__":
    main()
