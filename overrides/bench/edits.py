"""How long the page takes from a keystroke to the new answer, and its longest task on the main thread meanwhile."""

import statistics
from typing import NamedTuple

from playwright.sync_api import Page, Playwright

from overrides.bench.visits import BROWSER_ARGUMENTS, VISIT_TIMEOUT_MS

EDITS = 24
LONGEST_TASK_MS = 50
PAUSE_MS = 200  # between two looks at what was measured
STARTED_MS = 3_000  # until Python's files and the site are kept for the next visit


class Typed(NamedTuple):
    """A field of a calculator's page, what its values begin with, and how soon after an edit the answer should come."""

    path: str
    form: str
    field: str
    digits: str
    goal_ms: float


class Times(NamedTuple):
    """Milliseconds after each edit until the answer, until its last picture; and of the long tasks meanwhile."""

    answers: list[float]
    drawn: list[float]
    tasks: list[float]


CASES = (
    Typed("calculators/inference/", "inference", "requests_per_month", "2", 50),
    Typed("calculators/training/", "training", "examples", "2", 50),
    Typed("calculators/evaluation/", "evaluation", "baseline_accuracy", "0.6", 50),
    Typed("calculators/lead-time/", "lead-time", "labelled_examples", "2", 50),
    Typed("decide/compare/", "compare", "requests_per_month", "2", 200),
)
WATCH = """
(output) => {
  const times = window.times = {answers: [], drawn: [], tasks: []};
  new PerformanceObserver((list) => times.tasks.push(...list.getEntries().map(({duration}) => duration)))
    .observe({entryTypes: ["longtask"]});
  let began = 0;
  addEventListener("input", ({timeStamp}) => { began = timeStamp; }, {capture: true});
  new MutationObserver(() => {
    if (!began || output.dataset.state !== "live") return;
    const taken = performance.now() - began;
    if (times.answers.length === times.drawn.length) times.answers.push(taken);
    if (output.querySelector("[data-chart][data-state]")) return;
    times.drawn.push(taken);
    began = 0;
  }).observe(output, {attributes: true, subtree: true, attributeFilter: ["data-state"]});
}
"""
"""Takes the time from the event of an edit to the answer in the page, and to the last of its pictures."""


def measure_typing(playwright: Playwright, browser: str, site: str) -> str:
    """Edit a field of each calculator of a site many times, and return one line per calculator and a last one."""
    lines, longest = [], 0.0
    with playwright.chromium.launch(executable_path=browser, args=BROWSER_ARGUMENTS) as chromium:
        for case in CASES:
            times = _edit(chromium.new_page(), f"{site}/{case.path}", case)
            taken = statistics.median(times.drawn if case.form == "compare" else times.answers)
            verdict = "within" if taken <= case.goal_ms else "ABOVE"
            lines.append(
                f"typing, {case.form}: answer {_spread(times.answers)}, with pictures {_spread(times.drawn)}; "
                f"{verdict} the goal of {case.goal_ms:.0f} ms"
            )
            longest = max([longest, *times.tasks])
    verdict = "within" if longest <= LONGEST_TASK_MS else "ABOVE"
    shown = f"{longest:.0f} ms" if longest else f"below {LONGEST_TASK_MS} ms"
    return "\n".join([*lines, f"longest task while typing: {shown}; {verdict} the goal of {LONGEST_TASK_MS} ms"])


def _edit(page: Page, url: str, case: Typed) -> Times:
    page.goto(url)
    field = page.locator(f"#{case.form} [name={case.field}]")
    field.fill(case.digits)  # starts Python and what draws
    settled = page.locator(f"[data-calculator-output={case.form}][data-state=live]:not(:has([data-chart][data-state]))")
    settled.wait_for(timeout=VISIT_TIMEOUT_MS)
    page.wait_for_timeout(STARTED_MS)
    settled.evaluate(WATCH)
    for edit in range(EDITS):
        field.fill(f"{case.digits}{edit + 10}")
        while page.evaluate("window.times.drawn.length") <= edit:
            page.wait_for_timeout(PAUSE_MS)
    times = Times(**page.evaluate("window.times"))
    page.close()
    return times


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.0f} ms ({min(values):.0f} to {max(values):.0f})"
