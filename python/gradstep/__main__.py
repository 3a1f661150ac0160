"""The command ``gradstep``: race, find-lr, plot, info, where headers and CMake package are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from . import Error, __version__, info

_HERE = Path(__file__).resolve().parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] == "race":
        from .race import cli

        return cli.main(arguments[1:])
    if arguments and arguments[0] == "find-lr":
        from . import _find_lr_cli

        return _find_lr_cli.main(arguments[1:])
    if arguments and arguments[0] == "plot":
        from . import _plot_cli

        return _plot_cli.main(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="gradstep", description="Learning-rate schedules and optimizers for numpy arrays."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument("--include-dir", action="store_true", help="print the C++ include path")
    parser.add_argument("--cmake-dir", action="store_true", help="print the CMake package path")
    parser.add_argument("--pkgconfig-dir", action="store_true", help="print the pkg-config path")
    commands = parser.add_subparsers(dest="command", title="commands")
    commands.add_parser("info", help="version, instruction set, threads, and why")
    commands.add_parser("race", help="compare optimizers on the digits or on your own problem")
    commands.add_parser("find-lr", help="suggest a learning rate by a run in which it grows")
    commands.add_parser("plot", help="draw schedules given as text, and list their values")
    options = parser.parse_args(arguments)
    if options.include_dir:
        print(_HERE / "include")
    elif options.cmake_dir:
        print(_HERE / "share" / "cmake" / "gradstep")
    elif options.pkgconfig_dir:
        print(_HERE / "share" / "pkgconfig")
    elif options.command == "info":
        try:
            print(info())
        except Error as error:
            print(f"gradstep: {error}", file=sys.stderr)
            return 2
    else:
        parser.print_help()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
