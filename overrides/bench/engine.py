"""How long an answer of each calculator takes in Pyodide and in CPython, and a comparison without uncertainty."""

import json
import subprocess
import time
from collections.abc import Mapping

from calculators import calculate
from overrides.runtime.__main__ import ROOT
from overrides.runtime.archives import command

CALLS = 20
_COMPARED = json.loads((ROOT / "docs/cases.json").read_bytes())
Question = tuple[str, Mapping[str, object]]
QUESTIONS: Mapping[str, Question] = {
    "token bill": ("inference", {"requests_per_month": "100k..1M"}),
    "training": (
        "training",
        {"model": "Llama-3.1-8B", "gpu": "A100-80GB", "examples": 2000, "tokens_per_example": 800},
    ),
    "retrieval": ("retrieval", {}),
    "serving": ("serving", {}),
    "lead time": ("lead-time", {}),
    "evaluation": ("evaluation", {}),
    "compare, support-chatbot": ("compare", _COMPARED["support-chatbot"]["values"]),
    "compare, contracts": ("compare", _COMPARED["contracts"]["values"]),
}


def engine_times() -> str:
    """Return one line per question: milliseconds per answer in Pyodide (in Node) and in CPython, and their ratio."""
    lines = []
    for label, question in QUESTIONS.items():
        ours, theirs = _in_pyodide(question), _in_cpython(question)
        lines.append(f"{label}: Pyodide {ours:.0f} ms, CPython {theirs:.0f} ms, ratio {ours / theirs:.1f}")
    return "\n".join(lines)


def _in_cpython(question: Question) -> float:
    calculate(*question)
    started = time.perf_counter()
    for _ in range(CALLS):
        calculate(*question)
    return 1000 * (time.perf_counter() - started) / CALLS


def _in_pyodide(question: Question) -> float:
    """Take the time of many calls less that of one, so that starting Python cancels out."""
    request: dict[str, object] = {"function": "calculators.calculate", "arguments": [*question]}
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
