"""A comparison over time, by its parts and over two inputs at once, as plain data: what its charts show."""

from collections.abc import Callable, Mapping, Sequence

from calculators.answers.compare_setting import Question
from calculators.columns import Number
from calculators.comparison.over_time import Moment, Parts, costs_over_time, parts_of_costs
from calculators.comparison.ranking import BEFORE_FAILURES, Ranking
from calculators.comparison.winner_map import winner_map
from calculators.forms.compare import FORM
from calculators.ranges import round_for_output
from calculators.sampling import Samples

Model = Callable[[Mapping[str, Number]], Mapping[str, Number]]
_MOST_COURSES = 4
_ACROSS = "requests_per_month"
_OTHERWISE_UP = "hourly_rate_usd"


def courses_of(
    question: Question,
    samples: Samples,
    ranking: Ranking,
    model: Model,
    *,
    middles: Mapping[str, float],
    flips: Sequence[Mapping[str, object]],
) -> dict[str, object]:
    """Return what the options cost over time, what the costs are made of, and which is cheapest over two inputs.

    Args:
        question: the comparison.
        samples: of it.
        ranking: of its options.
        model: of it.
        middles: the middle of the range of each of its outputs.
        flips: as `flips_table` returns them, the nearest first; it says which second input is worth a map.

    """
    if not ranking.names:
        return {"cost_over_time": [], "cost_parts": [], "cheapest_map": None}
    ranked = sorted(ranking.names, key=lambda name: middles[f"{name}.{ranking.by}"])
    today = question.setting.arms[0].name
    comparable = ranking.by == BEFORE_FAILURES or f"{today}.{ranking.by}" in middles
    followed = [name for name in ranked if name != today][: _MOST_COURSES - 1]
    priced = f"{today}.{BEFORE_FAILURES}" in middles
    if priced and comparable:
        followed.append(today)
    return {
        "cost_over_time": _over_time(
            costs_over_time(followed, samples, question.setting, ranking.by) if priced else []
        ),
        "cost_parts": _parts(parts_of_costs(ranked, samples, question.setting, ranking.by) if priced else []),
        "cheapest_map": _map(question, ranking, model, flips),
    }


def _over_time(moments: Sequence[Moment]) -> list[dict[str, object]]:
    return [
        {
            "option": moment.name,
            "month": round_for_output(moment.month),
            **{f"{point}_usd": round_for_output(value) for point, value in moment.usd._asdict().items()},
        }
        for moment in moments
    ]


def _parts(found: Sequence[Parts]) -> list[dict[str, object]]:
    return [
        {
            "option": parts.name,
            **{
                name: None if value is None else round_for_output(value)
                for name, value in parts._asdict().items()
                if name != "name"
            },
        }
        for parts in found
    ]


def _map(
    question: Question, ranking: Ranking, model: Model, flips: Sequence[Mapping[str, object]]
) -> dict[str, object] | None:
    """Return the map over the requests and the input whose threshold is nearest; None where one of them is zero."""
    fields = {field.name: field for field in FORM.fields}
    flipping = (str(flip["input"]) for flip in flips if flip["input"] != _ACROSS)
    up = next((name for name in flipping if question.centre[name] > 0), _OTHERWISE_UP)
    if min(question.centre[_ACROSS], question.centre[up]) <= 0:
        return None
    bounds = {name: (fields[name].minimum, fields[name].maximum) for name in (_ACROSS, up)}
    cells = winner_map(model, question.centre, bounds, ranking, across=_ACROSS, up=up)
    return {
        "inputs": [
            {
                "input": name,
                "label": fields[name].label,
                "unit": fields[name].unit,
                "now": round_for_output(question.centre[name]),
            }
            for name in (_ACROSS, up)
        ],
        "cells": [
            {_ACROSS: round_for_output(cell.across), up: round_for_output(cell.up), "winner": cell.winner}
            for cell in cells
        ],
    }
