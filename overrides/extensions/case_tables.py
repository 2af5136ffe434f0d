"""Tables of what others measured, and of how long models stay."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from calculators.facts.model_lifetimes import Lifetime, lifetime_months, lifetimes
from calculators.facts.published_cases import Case, Side, cases
from calculators.present.markup import Child, element
from overrides.extensions.facts_tables import checked, figure, folded, table

CASE_HEADINGS = (
    "Task",
    "Examples",
    "Baseline",
    "Compared with",
    "Gain",
    "Items",
    "By",
    "Year, record, source, status, seen",
)
LIFETIME_HEADINGS = ("Model", "Released", "Ends", "Months", "Tuned models end", "Source, status, seen")
PLATFORMS: Mapping[str, str] = {
    "openai": "OpenAI",
    "azure": "Azure",
    "anthropic": "Anthropic",
    "gemini-api": "Gemini API",
    "vertex-ai": "Google Vertex AI",
}


def published_cases() -> list[Element]:
    """Return one folded table per kind of task, then each remark."""
    everything = cases()
    sections = []
    for kind in sorted({case.task_kind for case in everything}):
        found = [case for case in everything if case.task_kind == kind]
        remarks = (element("li", None, f"{case.task}: {case.note}") for case in found if case.note)
        label = f"{kind.capitalize()} ({len(found)} comparisons)"
        rows = table(CASE_HEADINGS, [_case(case) for case in found], f"Published comparisons: {kind}")
        sections.append(folded(label, rows, element("ul", None, *remarks)))
    return sections


def model_lifetimes() -> list[Element]:
    """Return one folded table per platform, and the percentiles over all whose end is known."""
    _, source = lifetime_months()
    sections = [element("p", None, source.statement)]
    for platform, name in PLATFORMS.items():
        found = [life for life in lifetimes() if life.platform == platform]
        rows = table(LIFETIME_HEADINGS, [_lifetime(life) for life in found], f"Models at {name}")
        sections.append(folded(f"{name} ({len(found)} models)", rows))
    return sections


def _case(case: Case) -> list[Child]:
    unit = ", lower is better" if case.lower_is_better else ""
    gain = "not given" if case.gain_points is None else f"{case.gain_points:+g}"
    return [
        element("span", None, case.task, f" ({case.metric}{unit})"),
        figure(case.labels),
        _side(case.baseline),
        _side(case.other),
        gain,
        figure(case.test_items),
        case.by or "unclear",
        element("span", None, f"{case.year}, {case.evidence}, ", checked(case.source.url, *_seen(case))),
    ]


def _side(side: Side) -> str:
    words = [side.approach or "an earlier best", f"({side.effort})" if side.effort else ""]
    return " ".join([*filter(None, words)]) + (f": {side.score:g}" if side.score is not None else "")


def _seen(row: Case | Lifetime) -> tuple[str, str]:
    return row.source.status, row.source.date_seen


def _lifetime(life: Lifetime) -> list[Child]:
    not_before = "not before " if life.kind == "earliest" else ""
    return [
        element("code", None, life.model),
        life.released,
        not_before + life.retires,
        ("at least " if not_before else "") + f"{life.months:.0f}",
        "unknown" if life.tuned_model_ends_on is None else not_before + life.tuned_model_ends_on,
        checked(life.source.url, *_seen(life)),
    ]
