"""The declared inputs of the lead-time calculator."""

from calculators.facts.task_durations import Task, minutes_per_label, overrun_factor, tasks
from calculators.forms import Field, Form
from calculators.project_tasks import ARM_KINDS, MOST_HOURS
from calculators.ranges import Range

_APPROACH, _PEOPLE, _LABELS, _TASKS = "Approach and dates", "People", "Labels", "Tasks"
_MOST_LABELS = 1e7


def _task_field(task: Task) -> Field:
    """Return the input that replaces the hours of one task."""
    people = task.who == "people"
    hours = task.hours
    return Field(
        f"{task.id}_hours",
        task.name,
        "working hours" if people else "hours by the clock",
        f"{task.what} 0: done already.",
        maximum=MOST_HOURS,
        blank=f"{hours.low:g}..{hours.base:g}..{hours.high:g} from the task list"
        if hours
        else "missing labels x minutes per label",
        group=_TASKS,
        folded=True,
        default_class=task.source.class_,
        reason=task.source.statement.partition(": ")[2],
    )


FORM = Form(
    (
        Field(
            "arm",
            "Approach",
            "",
            "What you want in production. staged: a prompt first, tuning when it pays; the date is that of the prompt.",
            kind="choice",
            default="tuned-service",
            group=_APPROACH,
            reason="An example to start from, not a recommendation.",
            suggestions=lambda: ARM_KINDS,
        ),
        Field(
            "start_date",
            "Start",
            "",
            "The day on which the people begin.",
            kind="date",
            blank="the day of the facts",
            group=_APPROACH,
            reason="The calculator has no clock.",
        ),
        Field(
            "deadline",
            "Deadline",
            "",
            "The day on which it must be live.",
            kind="date",
            blank="none: the probability of being in time is unknown",
            group=_APPROACH,
        ),
        Field(
            "approval_weeks",
            "Approvals",
            "weeks",
            "From asking to the last yes: legal, security, data protection. They run beside the work and must be there "
            "before users are.",
            maximum=1_000,
            blank="unknown, and not counted",
            group=_APPROACH,
            reason="It depends on your house, so no default would mean anything.",
        ),
        Field(
            "team_size",
            "People",
            "people",
            "Who works on it, labelling included. Half a person is 0.5.",
            minimum=0.1,
            maximum=1_000,
            default=Range.exact(2),
            group=_PEOPLE,
            reason="Two people, as in a published project with a month from start to production (E031).",
        ),
        Field(
            "hours_per_week",
            "Hours per person",
            "hours/week",
            "What each of them can give this project in a week.",
            minimum=1,
            maximum=100,
            default=Range(15, 25, 35),
            group=_PEOPLE,
            reason="Of a working week of 40 hours, meetings, support and other projects take the rest.",
        ),
        Field(
            "overrun_factor",
            "Hours worked over hours planned",
            "times",
            "Multiplies all work of people. Look at your last projects; 1 if your hours below are what it will take.",
            minimum=0.1,
            maximum=20,
            default=overrun_factor().range,
            group=_PEOPLE,
            folded=True,
            default_class=overrun_factor().source.class_,
            reason=overrun_factor().source.statement.partition(": ")[2],
        ),
        Field(
            "labelled_examples",
            "Labelled examples now",
            "labels",
            "Inputs with an answer that you would accept, test items included.",
            maximum=_MOST_LABELS,
            default=Range.exact(0),
            group=_LABELS,
            reason="Counted as none unless you say otherwise.",
        ),
        Field(
            "labels_needed",
            "Labels needed",
            "labels",
            "Test items and training examples together.",
            maximum=_MOST_LABELS,
            blank="200 test items (100 to 500), and what the approach learns from",
            group=_LABELS,
            default_class="rule of thumb",
            reason="An optimiser 30 to 300, tuning 50 to 1,000, a small classifier 200 to 500 (E034, E028, E054).",
        ),
        Field(
            "minutes_per_label",
            "Minutes per label",
            "minutes/label",
            "Working time of one label, with second opinions. Time yourself on ten.",
            maximum=10_000,
            default=minutes_per_label().range,
            group=_LABELS,
            default_class=minutes_per_label().source.class_,
            reason=minutes_per_label().source.statement.partition(": ")[2],
        ),
        *(_task_field(task) for task in tasks().values() if task.id != "approval"),
    )
)
