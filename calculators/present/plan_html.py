"""The plan behind a lead time: one row per task, with bars where there is room for them."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from calculators.catalogue import Answer
from calculators.present.markup import element, with_class
from calculators.present.tables_html import bar, bars, bars_heading, row, table

_OFTEN = 0.5


def plan_element(answered: Answer) -> Element | None:
    """Return the tasks in their order, when each starts and is done, and how often it decides the date.

    The bars only repeat numbers of their row: from the middle start to the middle finish, and light to the late one.
    """
    details: Mapping[str, Any] = answered.estimate.details
    tasks = details["plan"]
    end = max((float(task["finish_weeks_p90"]) for task in tasks), default=0.0)
    if end <= 0:
        return None
    dates = details["live_dates"]
    missing = f" Not counted: {', '.join(details['not_counted']).lower()}." if details["not_counted"] else ""
    return with_class(
        "div",
        "plan",
        element("p", {"class": "part-title"}, "The plan, week by week"),
        table(
            "gantt",
            f"Live on {dates['P50']}, in eight of ten cases between {dates['P10']} and {dates['P90']}.{missing} "
            "Weeks are counted from the start; a bar runs to the middle finish, and light to the late one. The share "
            "is that of the samples in which the task decides the date.",
            ("Task", "Starts", "Done", "Decides", bars_heading(f"Up to week {end:.0f}")),
            [_task(task, end) for task in tasks],
        ),
    )


def _task(task: Mapping[str, Any], end: float) -> Element:
    start, early, middle, late = (
        float(task[name]) for name in ("start_weeks_p50", "finish_weeks_p10", "finish_weeks_p50", "finish_weeks_p90")
    )
    often = task["critical_share"] >= _OFTEN
    return row(
        str(task["name"]),
        f"{start:.1f}",
        f"{middle:.1f} ({early:.1f} to {late:.1f})",
        f"{task['critical_share']:.0%}",
        bars(
            bar("bar", start / end, max(start, middle) / end),
            bar("bar late", max(start, middle) / end, late / end),
        ),
        class_="critical" if often else None,
    )
