"""The results of the lead-time calculator, what each rests on, and how they were checked."""

from calculators.estimating import Outcome
from calculators.facts.task_durations import tasks
from calculators.ranges import Validation

_LABELS = frozenset({"labelled_examples", "labels_needed", "minutes_per_label"})
_PEOPLE = (
    frozenset({"arm", "overrun_factor"})
    | _LABELS
    | {f"{task.id}_hours" for task in tasks().values() if task.who == "people"}
)
_ALL = (
    _PEOPLE
    | {"team_size", "hours_per_week", "approval_weeks"}
    | {f"{task.id}_hours" for task in tasks().values() if task.id != "approval"}
)
CLOCK_TASKS = frozenset(task.id for task in tasks().values() if task.who != "people")

OUTCOMES = {
    "lead_time_weeks": Outcome(
        "Time until it is live",
        "weeks",
        "longest chain of tasks that wait for each other, no faster than the team's hours allow; work x overrun",
        headline=True,
        inputs=_ALL,
    ),
    "live_by_deadline_probability": Outcome(
        "Probability of being in time",
        "share",
        "share of the samples that are live on or before the deadline",
        headline=True,
        inputs=_ALL | {"start_date", "deadline"},
    ),
    "effort_hours": Outcome(
        "Work of people",
        "working hours",
        "sum of the people tasks x hours worked over hours planned",
        headline=True,
        inputs=_PEOPLE,
    ),
    "people_weeks": Outcome(
        "The same, in weeks of one person",
        "person-weeks",
        "working hours / hours per person and week",
        inputs=_PEOPLE | {"hours_per_week"},
    ),
}
PROJECTS, INSIDE = 11, 7
"""Published projects that the weeks were held against, and how many of them lie inside the range: see the tests."""

CHECKED = Validation(
    "checked",
    PROJECTS,
    f"{INSIDE} of {PROJECTS} published project durations lie inside the range, taken with 40 hours a week and two "
    "people where that was not stated; the task list was made with them in sight, and failures are not published",
)
UNCHECKED = Validation(
    "unvalidated", 1, "one published project states its hours, 640: inside the range, but one project is no test"
)
NOTHING_TO_DO = Validation("checked", 0, "by definition: nothing has to be done")
