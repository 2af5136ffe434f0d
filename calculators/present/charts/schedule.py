"""The plan behind a date, as bars over weeks."""

from collections.abc import Mapping
from typing import Any

from calculators.catalogue import Answer
from calculators.present.charts.chart import COLOURS, Chart, Column
from calculators.present.charts.rows import Rows

_OFTEN = 0.5


def schedule_chart(answered: Answer) -> Chart | None:
    """Return the tasks in their order, with the range in which each is done; None where there is nothing to do."""
    details: Mapping[str, Any] = answered.estimate.details
    tasks: list[Mapping[str, Any]] = details["plan"]
    end = max((float(task["finish_weeks_p90"]) for task in tasks), default=0.0)
    if end <= 0:
        return None
    dates = details["live_dates"]
    missing = f" Not counted: {', '.join(details['not_counted']).lower()}." if details["not_counted"] else ""
    rows = Rows(len(tasks), 0.0, end, "weeks", ticks=7)
    rows.label([str(task["name"]) for task in tasks], [_decides(task) for task in tasks])
    for often, colour in ((True, COLOURS[1]), (False, COLOURS[0])):
        bars = [
            {"row": row, "from": task["start_weeks_p50"], "to": max(task["finish_weeks_p50"], task["start_weeks_p50"])}
            for row, task in enumerate(tasks)
            if (task["critical_share"] >= _OFTEN) == often
        ]
        if bars:
            rows.bars(bars, {"color": colour})
    rows.ranges(
        [
            {"row": row, "from": task["finish_weeks_p10"], "to": task["finish_weeks_p90"]}
            for row, task in enumerate(tasks)
        ]
    )
    return Chart(
        "schedule",
        "The plan, in weeks from the start",
        f"Live on {dates['P50']}, in eight of ten cases between {dates['P10']} and {dates['P90']}.{missing} "
        "A bar runs from the middle start to the middle finish, the line from the early (P10) to the late finish "
        "(P90); the share is that of the samples in which the task decides the date.",
        rows.spec(),
        (
            Column("Task"),
            Column("Starts, P50", "weeks"),
            *(Column(f"Done, {point}", "weeks") for point in ("P10", "P50", "P90")),
            Column("Decides the date", "share"),
        ),
        [
            (
                str(task["name"]),
                task["start_weeks_p50"],
                *(task[f"finish_weeks_{point}"] for point in ("p10", "p50", "p90")),
                task["critical_share"],
            )
            for task in tasks
        ],
    )


def _decides(task: Mapping[str, Any]) -> str:
    return f"decides in {task['critical_share']:.0%}" if task["critical_share"] >= _OFTEN else ""
