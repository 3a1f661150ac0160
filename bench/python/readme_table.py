"""Writes the ratios of a compare.py result into README.md, between its two marks.

    python bench/python/readme_table.py result.json

The marks are `<!-- bench:begin -->` and `<!-- bench:end -->`; what is between them is replaced.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import report
from report import LEGEND, Result, machine, ratio_text

TEXTBOOK = "NumPy textbook"  # the one peer of most rules: a row each would be too many
SCHEDULES = ("array", "call")  # the options of rows about schedules
JOIN = "\n\n"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


def table(result: Result) -> str:
    """One line per work and options, one column per peer, a sentence for peers of one or two."""
    rows = [row for row in result["rows"] if row["options"] not in SCHEDULES]
    if not rows:
        return ""
    peers = list(dict.fromkeys(row["peer"] for row in rows))
    common = [peer for peer in peers if sum(row["peer"] == peer for row in rows) > 2]
    others = [row for row in rows if row["peer"] not in common]
    lines: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row["peer"] in common:
            lines.setdefault((row["what"], row["options"]), {})[row["peer"]] = ratio_text(row)
    out = []
    if common:
        out.append(f"| gradstep beside | with | {' | '.join(common)} |")
        out.append(f"| --- | --- |{' ---: |' * len(common)}")
    single = {key for key, cells in lines.items() if list(cells) == [TEXTBOOK]}
    for (what, options), cells in lines.items():
        if (what, options) not in single:
            out.append(f"| {what} | `{options}` | {' | '.join(cells.get(p, '') for p in common)} |")
    if single:
        each = [f"{k[0].split(' f32')[0]} {lines[k][TEXTBOOK].split()[0]}" for k in single]
        size = {what.rpartition("f32, ")[2] for what, _ in single}
        out.append(f"\nBeside {TEXTBOOK}, {', '.join(size)} elements: {', '.join(sorted(each))}.")
    seconds = report.time_text
    out += [
        f"\n{row['what']} ({row['options']}) beside {row['peer']}: {ratio_text(row)}, "
        f"{seconds(row['seconds'])} against {seconds(row['peer_seconds'])}."
        for row in others
    ]
    return "\n".join(out)


def schedules_table(result: Result) -> str:
    """One line per schedule, one column per peer; the time of one value and of one call."""
    rows = [row for row in result["rows"] if row["options"] in SCHEDULES]
    peers = list(dict.fromkeys(row["peer"] for row in rows))
    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        cells = lines.setdefault(row["what"], {})
        cells[row["peer"]] = ratio_text(row)
        cells.setdefault("time", f"{row['seconds'] / row['elements'] * 1e9:.2f} ns")
    head = [f"| schedule | each | {' | '.join(peers)} |", f"| --- |{' ---: |' * (len(peers) + 1)}"]
    body = [
        f"| {what} | {cells['time']} | {' | '.join(cells.get(p, '') for p in peers)} |"
        for what, cells in lines.items()
    ]
    return "\n".join(head + body) if rows else ""


def text(result: Result) -> str:
    tables = [part for part in (table(result), schedules_table(result)) if part]
    lines = ["\n\n".join(tables), "", LEGEND, f"Measured on {machine(result)}."]
    if "NumPy moving" in {row["peer"] for row in result["rows"]}:
        lines.append(
            "*NumPy moving* only reads and writes the bytes that AdamW must: "
            "its ratio is the fraction of the memory's speed that the step reaches."
        )
    lines += [f"Note: {warning}." for warning in report.warnings(result)]
    lines += [f"Not measured: {peer} ({why})." for peer, why in result["missing"].items()]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("result", type=Path, help="what compare.py --json wrote")
    parser.add_argument(
        "readme", type=Path, nargs="?", default=Path(__file__).parents[2] / "README.md"
    )
    parser.add_argument(
        "--more", type=Path, action="append", default=[], help="the same, of another run (--only)"
    )
    args = parser.parse_args()
    parts = []
    for path in (args.result, *args.more):
        result = json.loads(path.read_text(encoding="utf-8"))
        if result["quick"]:
            parser.error(f"{path} was made with --quick: its figures mean nothing")
        parts.append(text(result))
    readme = args.readme.read_text(encoding="utf-8")
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        parser.error(f"{args.readme} needs the lines {BEGIN} and {END}, in this order")
    new = f"{before}{BEGIN}\n{JOIN.join(parts)}\n{END}{after}"
    args.readme.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
