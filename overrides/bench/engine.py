"""How long the comparison takes in Pyodide and in CPython, with all its uncertainty and with none."""

import json
import subprocess
import time
from collections.abc import Mapping

from calculators import calculate
from overrides.runtime.__main__ import ROOT
from overrides.runtime.archives import command

CALLS = 20
CASES: Mapping[str, Mapping[str, object]] = {
    case: json.loads((ROOT / "docs/cases.json").read_bytes())[case]["values"]
    for case in ("support-chatbot", "contracts")
}


def engine_times() -> str:
    """Return one line per case: milliseconds per answer in Pyodide (in Node) and in CPython, and their ratio."""
    lines = []
    for case, values in CASES.items():
        ours, theirs = _in_pyodide(values), _in_cpython(values)
        lines.append(f"compare, {case}: Pyodide {ours:.0f} ms, CPython {theirs:.0f} ms, ratio {ours / theirs:.1f}")
    return "\n".join(lines)


def _in_cpython(values: Mapping[str, object]) -> float:
    calculate("compare", values)
    started = time.perf_counter()
    for _ in range(CALLS):
        calculate("compare", values)
    return 1000 * (time.perf_counter() - started) / CALLS


def _in_pyodide(values: Mapping[str, object]) -> float:
    """Take the time of many calls less that of one, so that starting Python cancels out."""
    request: dict[str, object] = {"function": "calculators.calculate", "arguments": ["compare", values]}
    one, many = (_seconds([request] * count) for count in (1, 1 + CALLS))
    return 1000 * (many - one) / CALLS


def _seconds(requests: list[dict[str, object]]) -> float:
    started = time.perf_counter()
    subprocess.run(
        [command("node"), ROOT / "overrides/runtime/run_in_node.mjs"],
        input=json.dumps(requests),
        text=True,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started
