"""Runs clang-tidy over what the preset `tidy` would compile, and fails if it finds something.

The compiled library is read with two rules, and the bindings as they are compiled, several files
together: alone, each would cost as much as all of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "tidy"


def findings(source: str) -> str:
    command = ["clang-tidy", "--quiet", f"--config-file={ROOT / '.clang-tidy'}", f"-p={BUILD}"]
    run = subprocess.run([*command, source], capture_output=True, text=True)
    return run.stdout + run.stderr if run.returncode else ""


def main() -> int:
    subprocess.run(["cmake", "--preset", "tidy"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    sources = sorted({entry["file"] for entry in commands})
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for its own process
        found = "".join(pool.map(findings, sources))
    print(found, end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
