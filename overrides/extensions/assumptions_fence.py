"""The fence ```assumptions: what a calculator counts with where neither the reader nor a price list says otherwise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown

from calculators.answers.inference import UNPUBLISHED_LIFETIME
from calculators.catalogue import CALCULATORS
from calculators.facts import load
from calculators.forms import Field
from calculators.forms.parsing import typed
from calculators.present.markup import Child, element
from overrides.extensions.facts_tables import checked, figure, table
from overrides.extensions.strict_fence import allow_only, strict_fence

HEADINGS = ("What", "Low / base / high", "Unit", "Class", "Why, and from where", "Also in")
STATED = frozenset({"list price", "yours"})
"""Classes that are no assumptions: their values stand in the tables of prices."""
UNITS: Mapping[str, str] = {
    "most_sequences": "sequences",
    "time_outside_training": "times",
    "inferred_vocab": "entries",
    "test_items": "labels",
    "minutes_per_label": "minutes/label",
}
Rows = Iterator[list[Child]]


def _render(settings: dict[str, Any], _md: Markdown) -> Element:
    """Render the facts behind the calculator `name`, then the defaults of its inputs."""
    allow_only(settings, {"name"})
    name = settings["name"]
    rows = [*(FACTS[name]() if name in FACTS else ()), *_defaults(name)]
    return table(HEADINGS, rows, f"Assumptions of {name}")


def _defaults(name: str) -> Rows:
    """Yield one row per default that counts; what a table of facts holds already is not told twice."""
    told = {f"{task['id']}_hours" for task in load("task_durations")["tasks"]} if name == "lead-time" else set()
    told |= {"minutes_per_label", "overrun_factor"} if name == "lead-time" else set()
    for field in CALCULATORS[name].form.fields:
        if field.default is not None and field.default_class not in STATED and field.name not in told:
            yield [_label(field.label, field.name), *_default(field), ""]


def _default(field: Field) -> list[Child]:
    value = typed(field.default).replace("..", " / ")
    return [value, field.unit or "none", field.default_class, field.reason or "Our choice of where to start."]


def _label(words: str, name: str) -> Element:
    return element("span", None, f"{words} ", element("code", None, name))


def _fact(row: Mapping[str, Any], words: str, unit: str, also: str) -> list[Child]:
    points = " / ".join(figure(row[point]) for point in ("low", "base", "high"))
    return [_label(words, row["id"]), points, unit, row["class"], _why(row), also]


def _why(row: Mapping[str, Any]) -> Element:
    statement = row.get("reason") or row["statement"]
    if not row.get("source"):
        return element("span", None, f"{statement} Our choice.")
    return element("span", None, f"{statement} ", checked(row["source"], row["status"], row["date_seen"]))


def _unit(name: str) -> str:
    """Return the unit, which is the last word of a name where the name is not about a factor."""
    return UNITS.get(name) or ("times" if "factor" in name else name.rpartition("_")[2])


def _readable(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _factors(rows: Sequence[Mapping[str, Any]], also: str) -> Rows:
    for row in rows:
        yield _fact(row, _readable(row["id"]), _unit(row["id"]), also)


def _training() -> Rows:
    return _factors(load("training_constants")["factors"], "compare")


def _serving() -> Rows:
    rows = load("serving_measurements")["factors"]
    return _factors([row | {"id": name} for name, row in rows.items()], "compare")


def _lead_time() -> Rows:
    content = load("task_durations")
    for row in content["tasks"]:
        if "base_hours" in row:
            points = {point: row[f"{point}_hours"] for point in ("low", "base", "high")}
            unit = "working hours" if row["who"] == "people" else "hours by the clock"
            yield _fact(row | points | {"id": f"{row['id']}_hours"}, row["name"], unit, "compare")
    for row in (*content["label_needs"], content["minutes_per_label"], content["overrun_factor"]):
        yield _fact(row, row["name"], UNITS.get(row["id"], "times" if "factor" in row["id"] else "labels"), "compare")


def _compare() -> Rows:
    content = load("comparison_assumptions")
    yield from _factors(content["rows"], "")
    for row in content["token_split"]:
        for part in ("fixed_prompt_share", "answer_share"):
            points = dict(zip(("low", "base", "high"), row[part], strict=True))
            why = {"id": part, "class": "assumption", "statement": f"Part of a request's tokens, task {row['task']}."}
            yield _fact(points | why, f"{_readable(part)}, {row['task']}", "share", "")


def _inference() -> Rows:
    uncertain, source = UNPUBLISHED_LIFETIME
    points = " / ".join(figure(value) for value in uncertain.range)
    yield ["Lifetime of a cached prompt", points, "minutes", source.class_, source.statement, "compare"]


FACTS: Mapping[str, Callable[[], Rows]] = {
    "inference": _inference,
    "training": _training,
    "serving": _serving,
    "lead-time": _lead_time,
    "compare": _compare,
}

format_fence = strict_fence(_render)
