"""A comparison as its readers see it, on a page or as text: which rows, which columns, in which words."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from calculators.catalogue import Answer
from calculators.present.numbers import ResultInWords, result_in_words, shown
from calculators.ranges import Result

NAME_AND_STATE = ("Option", "Open to you?")
_COLUMNS = (
    *("cost_usd_per_month", "cost_usd_per_success", "lead_time_weeks"),
    *("live_by_deadline_probability", "success_rate_to_win"),
)
_OPEN = {"yes": "yes", "no": "no", "unknown": "not known"}
_NOTHING_AGAINST = "no known fact stands against it"
_SAYS_NOTHING = ("unknown", "not-assessed")
_SHOWN_SHARE = 0.005
_WITH_MISTAKES = "total_cost_usd"


class Row(NamedTuple):
    """One option: what it is, whether it is open, and its results by their name without the option's."""

    name: str
    kind: str
    model: str
    state: str
    reason: str
    """Why it is not open or not known to be, or what to beware of; empty if there is nothing to say."""
    place: str
    """`winner`, empty, or why it is not ranked."""
    results: Mapping[str, Result]
    lines: Mapping[str, Mapping[str, float] | None]
    """What its cost adds up from, in USD: low, base and high by name."""

    @property
    def is_open(self) -> bool:
        """Whether no known fact rules it out."""
        return self.state != "no"

    @property
    def opened(self) -> str:
        """Whether it is open, in words."""
        return _OPEN[self.state]


class View(NamedTuple):
    """A comparison in the order in which it is read: cheapest option first, those that are not open last."""

    answered: Answer
    details: Mapping[str, Any]
    rows: list[Row]
    columns: dict[str, str]
    """Headings of the results that are worth a column; the others are unknown for every option."""

    @property
    def winner(self) -> Row | None:
        """The cheapest option of those that can be ranked."""
        return next((row for row in self.rows if row.place == "winner"), None)

    @property
    def ranked_by(self) -> str:
        """Name of the result by which the options are ranked."""
        return str(self.details["ranked_by"])

    @property
    def counts_mistakes(self) -> bool:
        """Whether the ranking prices mistakes; if not, it holds only where all options get equally many right."""
        return self.ranked_by == _WITH_MISTAKES

    @property
    def pairs(self) -> Iterator[tuple[str, str, str, Result]]:
        """Results of two options: its name, both options, and the result."""
        for name, result in self.answered.estimate.results.items():
            pair = name.removesuffix(".break_even_month")
            if pair != name:
                first, _, second = pair.partition("|")
                yield name, first, second, result


def view_of(answered: Answer) -> View:
    """Read an answer of the comparison."""
    details: Mapping[str, Any] = answered.estimate.details
    ranked_by = details["ranked_by"]
    rows = [_row(answered, details, arm) for arm in details["arms"]]
    open_rows = [row for row in rows if row.is_open]
    columns = {
        name: heading(open_rows[0].results[name])
        for name in (ranked_by, *_COLUMNS)
        if name == ranked_by or any(row.results[name].state not in _SAYS_NOTHING for row in open_rows)
    }
    return View(answered, details, sorted(rows, key=lambda row: _order(row, ranked_by)), columns)


def _row(answered: Answer, details: Mapping[str, Any], arm: Mapping[str, Any]) -> Row:
    name = str(arm["name"])
    prefix = f"{name}."
    reason = "" if arm["reason"] == _NOTHING_AGAINST else str(arm["reason"])
    results = {
        full.removeprefix(prefix): result
        for full, result in answered.estimate.results.items()
        if full.startswith(prefix) and "." not in full.removeprefix(prefix)
    }
    lines = {key: value for key, value in arm.items() if "_usd" in key or key.startswith("usd_")}
    place = "winner" if name == details["winner"] else str(details["not_ranked"].get(name, ""))
    if not place and arm["kind"] == "do-nothing" and details["ranked_by"] != _WITH_MISTAKES:
        place = "it changes nothing, and mistakes have no price here"
    return Row(name, arm["kind"], arm["model"], arm["eligible"], reason, place, results, lines)


def _order(row: Row, ranked_by: str) -> tuple[int, float]:
    found = row.results[ranked_by].range
    unranked = bool(row.place and row.place != "winner")
    group = 3 if not row.is_open else 2 if found is None else int(unranked)
    return group, found.base if found else 0.0


def heading(result: Result) -> str:
    """Return what a result of one option is called, with a unit where its number does not say it."""
    label = result.label.partition(": ")[2]
    unit = f", {result.unit}" if result.unit in ("weeks", "working hours") else ""
    return f"{label[:1].upper()}{label[1:]}{unit}"


def cell_words(name: str, result: Result) -> ResultInWords:
    """Write a result of one option without its unit, which the heading says."""
    if name == "success_rate_to_win" and result.state == "never":
        return ResultInWords("cannot win", "", "")
    return result_in_words(result)._replace(unit="")


def result_of_row(row: Row, name: str) -> str:
    """Write a result with its range in one line, as a cell of a text table."""
    words = cell_words(name, row.results[name])
    return f"{words.base} ({words.spread})" if words.spread else words.base


def money(points: Mapping[str, float]) -> str:
    """Write a range of US dollars from the details of an answer."""
    low, base, high = (shown(points[key], "USD") for key in ("low", "base", "high"))
    return base if low == high else f"{base} ({low} to {high})"


def days(points: Mapping[str, float]) -> str:
    """Write how long an experiment takes."""
    low, base, high = (shown(points[key], "days") for key in ("low", "base", "high"))
    return f"{base} days" if low == high else f"{base} days ({low} to {high})"


def experiment_name(experiment: Mapping[str, Any]) -> str:
    """Return what an experiment is called in a sentence."""
    return str(experiment["id"]).replace("-", " ")


def classes_in_words(view: View) -> str:
    """Say which classes of input the spread of the deciding number comes from; empty if it has none."""
    classes: Mapping[str, float] = view.details["spread_by_class"]
    parts = [f"{share:.0%} {class_}" for class_, share in classes.items() if share >= _SHOWN_SHARE]
    if not parts or view.winner is None:
        return ""
    return f"The spread of {view.winner.name}'s number is {_listed(parts)}."


def _listed(parts: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def spoken_comparison(answered: Answer) -> str:
    """Return one sentence: which option costs least, how much, and what to try next."""
    view = view_of(answered)
    experiment = view.details["next_experiment"]
    tried = f"next experiment: {experiment_name(experiment)}, about {shown(experiment['cost_usd']['base'], 'USD')}"
    if view.winner is None:
        return f"No option can be ranked; {tried}."
    result = view.winner.results[view.ranked_by]
    return f"{view.winner.name} has the lowest {heading(result).lower()}, {result_in_words(result)}; {tried}."
