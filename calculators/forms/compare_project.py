"""The inputs of the comparison that say who does the work; the lead-time calculator asks the same."""

from calculators.forms.lead_time import FORM as LEAD_TIME

_SHARED = ("team_size", "hours_per_week", "overrun_factor", "labels_needed", "minutes_per_label", "approval_weeks")
PROJECT = tuple(
    field._replace(group="Your project", folded=True) for field in LEAD_TIME.fields if field.name in _SHARED
)
