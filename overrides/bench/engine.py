"""How long an answer of each calculator takes in Pyodide and in CPython while a reader types into one of its fields."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from statistics import median
from typing import NamedTuple

from overrides.runtime.__main__ import ROOT
from overrides.runtime.archives import command

CALLS = 20
_CASES = json.loads((ROOT / "docs/cases.json").read_bytes())


class Question(NamedTuple):
    """What is in a form, the field that is typed into, and the function that answers, with its other arguments."""

    field: str
    inputs: Mapping[str, object]
    arguments: tuple[str, ...]
    function: str = "calculators.calculate"

    def calls(self, count: int) -> list[list[object]]:
        """Return the arguments of as many calls as asked, each with another number in the field."""
        return [[*self.arguments, {**self.inputs, self.field: 1000 + call}] for call in range(count)]


_RUN = {"model": "Llama-3.1-8B", "gpu": "A100-80GB", "tokens_per_example": 800}
_CHATBOT, _CONTRACTS = (_CASES[case]["values"] for case in ("support-chatbot", "contracts"))
QUESTIONS: Mapping[str, Question] = {
    "token bill": Question("output_tokens", {"requests_per_month": "100k..1M"}, ("inference",)),
    "training": Question("examples", _RUN, ("training",)),
    "retrieval": Question("requests_per_month", {}, ("retrieval",)),
    "serving": Question("requests_per_month", {}, ("serving",)),
    "lead time": Question("labelled_examples", {}, ("lead-time",)),
    "evaluation": Question("items", {}, ("evaluation",)),
    "compare, support-chatbot": Question("requests_per_month", _CHATBOT, ("compare",)),
    "compare, contracts": Question("requests_per_month", _CONTRACTS, ("compare",)),
    "compare, contracts, without ranges": Question(
        "requests_per_month", _CONTRACTS, (), "calculators.answers.compare.point_estimate"
    ),
}


def engine_times() -> str:
    """Return one line per question: median milliseconds per answer in Pyodide (in Node) and in CPython, and the ratio.

    Half of the calls come first, untimed, as a reader's next key comes to an engine that is warm.
    """
    lines = []
    for label, question in QUESTIONS.items():
        ours, theirs = (median(times[CALLS:]) for times in (_in_pyodide(question), _in_cpython(question)))
        lines.append(f"{label}: Pyodide {ours:.1f} ms, CPython {theirs:.1f} ms, ratio {ours / theirs:.1f}")
    return "\n".join(lines)


def _in_cpython(question: Question) -> list[float]:
    module, _, name = question.function.rpartition(".")
    function: Callable[..., object] = getattr(import_module(module), name)
    times = []
    for arguments in question.calls(2 * CALLS):
        started = time.perf_counter()
        function(*arguments)
        times.append(1000 * (time.perf_counter() - started))
    return times


def _in_pyodide(question: Question) -> list[float]:
    calls = question.calls(2 * CALLS)
    done = subprocess.run(
        [command("node"), ROOT / "overrides/runtime/run_in_node.mjs"],
        input=json.dumps([{"function": question.function, "arguments": each, "timed": True} for each in calls]),
        text=True,
        stdout=subprocess.PIPE,
        check=True,
    )
    return [float(milliseconds) for milliseconds in json.loads(done.stdout)]
